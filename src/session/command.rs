//! What has to be done after an action, as data.

use std::rc::Rc;

use super::exchanging::ImportOffer;
use super::state::Editing;
use super::view::{Author, Kind};
use crate::annotation::{AnnotationId, Record};
use crate::store::Why;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // fields say it by their names and types
pub enum Command {
    /// Merge these into the store, in one transaction; once they are safe, say so.
    Save {
        records: Vec<Rc<Record>>,
        why: Why,
        then: Option<Said>,
    },
    /// Put exactly these, or take them out, in one transaction: an import is undone.
    Put {
        records: Vec<(AnnotationId, Option<Rc<Record>>)>,
        then: Option<Said>,
    },
    /// Find the passages of these.
    Place(Vec<AnnotationId>),
    /// The passages of these were found already: tell it.
    TellPlaced(Vec<AnnotationId>),
    /// Keep what is known about the places of notes.
    KeepKnown,
    /// Keep these unsaved words, and the annotation itself when it is a new one.
    KeepDraft {
        editing: Editing,
        annotation: Option<Rc<Record>>,
    },
    /// The draft is not needed any more.
    DropDraft(AnnotationId),
    /// Keep who reads together.
    KeepGroup,
    /// Say politely what happened.
    Announce(Said),
    /// Bring the passage into view.
    ScrollTo(AnnotationId),
    /// Move the keyboard's focus to the card.
    FocusCard(AnnotationId),
    /// Move the keyboard's focus to the editor's field.
    FocusEditor,
    /// Bring the passage of an annotation out from under a sheet that covers it.
    Uncover(AnnotationId),
    /// Give the focus back to where it was before something of ours opened.
    RestoreFocus,
    /// Take the selection away.
    ClearSelection,
    /// Tell the host page.
    Emit(Event),
}

/// What the live region says; the words are in `locale`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A highlight was made.
    Highlighted,
    /// A note was kept.
    NoteSaved,
    /// A bookmark was made.
    Bookmarked,
    /// A question was marked as answered.
    Answered,
    /// A question is open again.
    Reopened,
    /// Something was deleted.
    Deleted,
    /// Words that were being written were put away; undo has them.
    Discarded,
    /// Something that was asked for is still being fetched.
    Wait,
    /// Something came back from the trash.
    Restored,
    /// A step was undone.
    Undone,
    /// A step was done again.
    Redone,
    /// There was nothing to undo or redo.
    NothingToUndo,
    /// The colour changed.
    Recolored,
    /// Versions in conflict became one.
    Settled,
    /// Somebody else's notes are the reader's.
    Joined,
    /// They are somebody else's again.
    Parted,
    /// Several annotations are under the click: how many.
    Choose(usize),
    /// An import was taken: added, updated.
    Imported(usize, usize),
    /// A backup was taken in.
    BackupTaken,
    /// So many annotations match the search.
    Found(usize),
    /// The reading cursor came to this text, in which these annotations begin.
    Came(String, Vec<(Kind, Author)>),
    /// The reading cursor gave up this text.
    Left(String),
    /// The reading cursor is at an end of the text.
    AtEnd,
}

/// An event for the host page.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// `postil-create`.
    Create(Rc<Record>),
    /// `postil-update`.
    Update(Rc<Record>),
    /// `postil-delete`, with the annotation as it was.
    Delete(Rc<Record>),
    /// `postil-select`.
    Select(Vec<AnnotationId>),
    /// `postil-import`.
    Import(Rc<ImportOffer>),
}
