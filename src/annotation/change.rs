//! What a change is made of: who writes, a new annotation's parts, a patch; and why one is refused.

use std::fmt;

use serde_json::{Map, Value};

use super::{AnnotationId, Color, Motivation, Note, Person, Target, Timestamp};

/// Who writes, on which device, when.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// The moment.
    pub now: Timestamp,
    /// The id of this device or browser profile.
    pub device: String,
    /// The reader.
    pub person: Person,
}

/// What a new annotation is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// A fresh id.
    pub id: AnnotationId,
    /// Why; `None` chooses by target and note.
    pub motivation: Option<Motivation>,
    /// What it is about.
    pub target: Target,
    /// The reader's words.
    pub note: Option<Note>,
    /// Tags, in order.
    pub tags: Vec<String>,
    /// The colour of a highlight.
    pub color: Option<Color>,
    /// Properties that are not ours.
    pub extra: Map<String, Value>,
}

/// What a patch does to one property.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Field<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It goes.
    Remove,
    /// It becomes this.
    Set(T),
}

/// What a patch does to the reader's words.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum NoteChange {
    /// They stay.
    #[default]
    Keep,
    /// They go.
    Remove,
    /// These words, in Markdown; language and properties of others stay.
    Words(String),
    /// The whole note is replaced.
    Whole(Note),
}

/// A change of an annotation: what is not named is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    /// The reader's words.
    pub note: NoteChange,
    /// Tags, all of them.
    pub tags: Field<Vec<String>>,
    /// The colour.
    pub color: Field<Color>,
    /// Why it was made.
    pub motivation: Field<Motivation>,
    /// What it is about.
    pub target: Option<Target>,
    /// Properties that are not ours; `null` removes one.
    pub extra: Map<String, Value>,
}

/// Why a change was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditErrorKind {
    /// Another person wrote it; `None` when nobody is named.
    NotYours {
        /// The author's id.
        creator: Option<String>,
    },
    /// It is in the trash: restore it first.
    Deleted,
    /// It is not in the trash.
    NotDeleted,
}

/// A change that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError {
    /// Why.
    pub kind: EditErrorKind,
    /// Which annotation.
    pub id: AnnotationId,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed to change annotation `")?;
        f.write_str(self.id.as_str())?;
        f.write_str(match self.kind {
            EditErrorKind::NotYours { .. } => "`: another person wrote it",
            EditErrorKind::Deleted => "`: it is in the trash",
            EditErrorKind::NotDeleted => "`: it is not in the trash",
        })
    }
}

impl std::error::Error for EditError {}
