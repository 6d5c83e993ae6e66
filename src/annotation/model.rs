//! One version of an annotation, after the Web Annotation Data Model.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{Instant, Timestamp, Version};
use crate::anchor::Selectors;

/// The annotation's IRI, `urn:uuid:…` when we made it. Never empty, no white space.
#[derive(Clone, Debug, Eq, PartialOrd, Ord)]
pub struct AnnotationId(Rc<str>);

// Ids are long and begin alike: where both are the same one, nothing of it is read.
impl PartialEq for AnnotationId {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl AnnotationId {
    /// `None` when it cannot be an IRI: empty, without a scheme, or with white space or control characters.
    pub fn parse(text: &str) -> Option<Self> {
        let scheme = text.split(':').next()?;
        let is_iri = scheme.len() < text.len()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
            && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        is_iri.then(|| Self(text.into()))
    }

    /// The IRI.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Anyone who wrote an annotation, the reader too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// An IRI that stays the same.
    pub id: String,
    /// The display name, when known.
    pub name: Option<String>,
}

/// Why an annotation was made, in the words of the Web Annotation Vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Motivation {
    /// A highlight.
    Highlighting,
    /// A note.
    Commenting,
    /// A question.
    Questioning,
    /// A reply.
    Replying,
    /// A bookmark.
    Bookmarking,
    /// A page note.
    Describing,
    /// Any other, as another tool wrote it.
    Other(String),
}

impl Motivation {
    /// The word in the vocabulary.
    pub fn name(&self) -> &str {
        match self {
            Self::Highlighting => "highlighting",
            Self::Commenting => "commenting",
            Self::Questioning => "questioning",
            Self::Replying => "replying",
            Self::Bookmarking => "bookmarking",
            Self::Describing => "describing",
            Self::Other(name) => name,
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Self {
        match name {
            "highlighting" => Self::Highlighting,
            "commenting" => Self::Commenting,
            "questioning" => Self::Questioning,
            "replying" => Self::Replying,
            "bookmarking" => Self::Bookmarking,
            "describing" => Self::Describing,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// The colour of a highlight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Color {
    #[default]
    Yellow,
    Green,
    Blue,
    Pink,
    Orange,
    Purple,
}

impl Color {
    /// All six, in the order of the toolbar.
    pub const ALL: [Self; 6] = [
        Self::Yellow,
        Self::Green,
        Self::Blue,
        Self::Pink,
        Self::Orange,
        Self::Purple,
    ];

    /// The name in files and in custom properties.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Pink => "pink",
            Self::Orange => "orange",
            Self::Purple => "purple",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.name() == name)
    }
}

/// Which way a text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
    Auto,
}

impl Direction {
    /// The word in files and in HTML.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
            Self::Auto => "auto",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ltr" => Some(Self::LeftToRight),
            "rtl" => Some(Self::RightToLeft),
            "auto" => Some(Self::Auto),
            _ => None,
        }
    }
}

/// The reader's words: a `TextualBody` without the purpose `tagging`.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The text, in `format`.
    pub value: String,
    /// The media type, `text/markdown` when we wrote it.
    pub format: String,
    /// A BCP 47 language tag.
    pub language: Option<String>,
    /// Which way it runs.
    pub direction: Option<Direction>,
    /// Properties of the body that are not ours, kept.
    pub extra: Map<String, Value>,
}

/// A passage of an article, as selectors.
#[derive(Clone, Debug, PartialEq)]
pub struct PassageTarget {
    /// The article's IRI.
    pub source: String,
    /// Where the passage is.
    pub selectors: Selectors,
    /// Selectors that we keep but do not understand.
    pub foreign: Vec<Value>,
    /// Properties of the target that are not ours, kept.
    pub extra: Map<String, Value>,
}

/// What an annotation is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// The whole article (a page note), by its IRI.
    Article(String),
    /// A passage. The first is the one in force; the others are what it was before the reader
    /// confirmed or moved it, newest first. Never empty.
    Passage(Vec<PassageTarget>),
    /// Another annotation (a reply).
    Reply(AnnotationId),
    /// Something that we keep but do not understand.
    Foreign(Value),
}

/// One version of an annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Its IRI.
    pub id: AnnotationId,
    /// Why it was made.
    pub motivation: Motivation,
    /// Who wrote it; `None` when a foreign file does not say.
    pub creator: Option<Person>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When this version was made.
    pub modified: Option<Timestamp>,
    /// What it is about.
    pub target: Target,
    /// The reader's words.
    pub note: Option<Note>,
    /// Tags, in the reader's order, no two alike.
    pub tags: Vec<String>,
    /// The colour of its highlight.
    pub color: Option<Color>,
    /// Which devices wrote how many versions.
    pub version: Version,
    /// When it was deleted: this version is a tombstone, without note and tags.
    pub deleted: Option<Timestamp>,
    /// Properties and bodies that are not ours, kept.
    pub extra: Map<String, Value>,
}

/// The property that says when a question was answered, a time; ours, kept among the others.
pub const ANSWERED: &str = "postil:answered";

impl Annotation {
    /// When a question was answered; `None` while it is open.
    pub fn answered(&self) -> Option<&str> {
        self.extra.get(ANSWERED)?.as_str()
    }

    /// When this version was made, to compare by; of versions without a time, when it was created.
    pub fn modified_instant(&self) -> Option<Instant> {
        let at = self.modified.as_ref().or(self.created.as_ref());
        at.map(Timestamp::instant)
    }

    /// Whether both say the same: words, tags, colour, motivation, target, properties of others.
    pub fn same_content(&self, other: &Self) -> bool {
        self.content() == other.content()
    }

    /// What it says, as a text: equal for versions of the same content.
    pub fn content(&self) -> String {
        super::canonical::of_content(self)
    }
}
