//! How annotations are painted: each paint of the session as a group of the page.

use crate::annotation::Color;
use crate::page::highlights::{Group, Mark};
use crate::session::layers::PATTERNS;
use crate::session::view::{self, MarginView, Paint};
use crate::text::ByteRange;

const fn color(name: &'static str) -> Group {
    Group {
        name,
        priority: 0,
        stacks: true,
    }
}

static YELLOW: Group = color("postil-yellow");
static GREEN: Group = color("postil-green");
static BLUE: Group = color("postil-blue");
static PINK: Group = color("postil-pink");
static ORANGE: Group = color("postil-orange");
static PURPLE: Group = color("postil-purple");
/// Where highlights lie on each other.
pub(super) static OVERLAP: Group = Group {
    name: "postil-overlap",
    priority: 1,
    stacks: false,
};
const fn by(name: &'static str) -> Group {
    Group {
        name,
        priority: 1,
        stacks: false,
    }
}

/// By the patterns of other people.
static BY: [Group; PATTERNS] = [
    by("postil-by-1"),
    by("postil-by-2"),
    by("postil-by-3"),
    by("postil-by-4"),
    by("postil-by-5"),
    by("postil-by-6"),
];
static PROBABLE: Group = Group {
    name: "postil-probable",
    priority: 2,
    stacks: false,
};
static BOOKMARK: Group = Group {
    name: "postil-bookmark",
    priority: 0,
    stacks: false,
};
/// Not what the reader looks for.
static ASIDE: Group = Group {
    name: "postil-aside",
    priority: 0,
    stacks: false,
};
static ACTIVE: Group = Group {
    name: "postil-active",
    priority: 3,
    stacks: false,
};

/// The reading cursor, over all.
static CURSOR: Group = Group {
    name: "postil-cursor",
    priority: 4,
    stacks: false,
};

fn group(paint: Paint) -> &'static Group {
    match paint {
        Paint::Color(Color::Yellow) => &YELLOW,
        Paint::Color(Color::Green) => &GREEN,
        Paint::Color(Color::Blue) => &BLUE,
        Paint::Color(Color::Pink) => &PINK,
        Paint::Color(Color::Orange) => &ORANGE,
        Paint::Color(Color::Purple) => &PURPLE,
        Paint::By(pattern) => BY.get(pattern).unwrap_or(&PROBABLE),
        Paint::Probable => &PROBABLE,
        Paint::Bookmark => &BOOKMARK,
        Paint::Aside => &ASIDE,
        Paint::Active => &ACTIVE,
    }
}

/// What is to be painted.
pub(super) fn marks(view: &MarginView) -> Vec<Mark> {
    of(&view::paint(view), None)
}

/// The same, in the terms of the page, and the reading cursor over it.
pub(super) fn of(paint: &[(Paint, ByteRange)], cursor: Option<ByteRange>) -> Vec<Mark> {
    let mark = |(paint, passage): &(Paint, ByteRange)| Mark {
        group: group(*paint),
        passage: *passage,
    };
    let cursor = cursor.map(|passage| Mark {
        group: &CURSOR,
        passage,
    });
    paint.iter().map(mark).chain(cursor).collect()
}
