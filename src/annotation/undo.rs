//! Undo and redo, as pure functions over what was and what became of a record.
//!
//! Undoing a change of one's own writes a new version with the old content, so that merges stay right. Undoing
//! an import puts the record back as it was, as if the file had never been opened: a tombstone would travel and
//! delete other people's notes.

use super::edit::{self, Stamp};
use super::{AnnotationId, Record};

/// One record's part in something that can be undone.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The record before; `None` when there was none.
    pub before: Option<Record>,
    /// The record after.
    pub after: Record,
    /// Whether it came with a file and not from the reader's hand.
    pub imported: bool,
}

/// What undo or redo wants done with the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Save this version; a save is a merge.
    Save(Record),
    /// Put the record exactly so, or take it out.
    Put(AnnotationId, Option<Record>),
    /// Somebody changed it meanwhile: leave it alone.
    Nothing,
}

/// Takes the edit back, given the record as it is now.
pub fn undo(edit: &Edit, current: Option<&Record>, stamp: &Stamp) -> Step {
    let current = current.unwrap_or(&edit.after);
    if edit.imported {
        return put_back(edit.before.as_ref(), &edit.after, current);
    }
    let next = match &edit.before {
        Some(before) if !before.is_deleted() => edit::with_content(current, before.shown(), stamp),
        _ => edit::tombstone(current, stamp),
    };
    Step::Save(Record::new(next))
}

/// Does the edit again, given the record as it is now.
pub fn redo(edit: &Edit, current: Option<&Record>, stamp: &Stamp) -> Step {
    if edit.imported {
        return match current {
            Some(current) => Step::Save(current.merge(&edit.after)),
            None => Step::Put(edit.after.id().clone(), Some(edit.after.clone())),
        };
    }
    let current = current.unwrap_or(&edit.after);
    let next = if edit.after.is_deleted() {
        edit::tombstone(current, stamp)
    } else {
        edit::with_content(current, edit.after.shown(), stamp)
    };
    Step::Save(Record::new(next))
}

fn put_back(before: Option<&Record>, after: &Record, current: &Record) -> Step {
    if current == after {
        Step::Put(after.id().clone(), before.cloned())
    } else {
        Step::Nothing
    }
}
