//! How annotations are painted: each paint of the session as a group of the page.

use crate::annotation::Color;
use crate::page::highlights::{Group, Mark};
use crate::session::view::{self, Paint};
use crate::session::{State, cursor};

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
static PROBABLE: Group = Group {
    name: "postil-probable",
    priority: 2,
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
        Paint::Probable => &PROBABLE,
        Paint::Active => &ACTIVE,
    }
}

/// What is to be painted.
pub(super) fn marks(state: &State) -> Vec<Mark> {
    let cursor = cursor::passage(state).map(|passage| Mark {
        group: &CURSOR,
        passage,
    });
    let notes = view::paint(state).into_iter();
    notes
        .map(|(paint, passage, _)| Mark {
            group: group(paint),
            passage,
        })
        .chain(cursor)
        .collect()
}
