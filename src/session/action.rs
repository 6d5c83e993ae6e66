//! What can happen.

use std::rc::Rc;

use super::exchanging::ImportOffer;
use super::filter::Filter;
use super::group::GroupChange;
use super::state::{Alert, Dialog, Editing, Layer, LeftOff, Paper, Selected};
use crate::anchor::{Placement, Selectors};
use crate::annotation::{
    Annotation, AnnotationId, Color, Motivation, PassageTarget, Profile, Record, Timestamp,
};
use crate::store::Trashed;
use crate::text::{ArticleText, ByteRange};

/// How a conflict ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// With one of the versions, by its place among them, the shown one being the first.
    Keep(usize),
    /// With the words of all that live.
    Joined,
}

/// Something that happened, with the time and the new ids that it needs.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // fields say it by their names and types
pub enum Action {
    /// The source takes long to answer.
    SourceSlow,
    /// The article stands on the page, or its text changed.
    ArticleShown(Rc<ArticleText>),
    /// The article cannot be shown.
    ArticleFailed(Alert),
    /// The store answered with what it has.
    Loaded {
        records: Vec<Record>,
        trash: Vec<Trashed>,
        layer: Layer,
    },
    /// Notes live in memory only, for this reason (`None`: as asked by the site owner).
    InMemory(Option<Alert>),
    /// These are safe now, as merged by the store.
    Stored(Vec<Rc<Record>>),
    /// These could not be kept.
    StoreFailed {
        ids: Vec<AnnotationId>,
        alert: Alert,
    },
    /// Another tab wrote these.
    Arrived {
        records: Vec<Record>,
        trash: Vec<Trashed>,
    },
    /// Another tab took these out (it undid an import).
    TakenOut(Vec<AnnotationId>),
    /// Write again what could not be kept.
    StoreRetried,
    /// Where passages are; all others keep their placement.
    Placed(Vec<(AnnotationId, Placement)>),

    /// The selection in the article changed.
    SelectionChanged(Option<Selected>),
    /// The selectors of a passage that is selected, or is about to be attached to.
    Described(ByteRange, Rc<Selectors>),
    /// Highlight what is selected.
    Highlight {
        color: Color,
        id: AnnotationId,
        at: Timestamp,
    },
    /// Highlight what is selected and open a note on it.
    AddNote { id: AnnotationId, at: Timestamp },
    /// Open a note on the whole article.
    AddPageNote { id: AnnotationId, at: Timestamp },
    /// Open a reply to an annotation.
    AddReply {
        to: AnnotationId,
        id: AnnotationId,
        at: Timestamp,
    },
    /// Bookmark a passage.
    Bookmark {
        passage: ByteRange,
        id: AnnotationId,
        at: Timestamp,
    },
    /// A question is answered, or is open again.
    Answered {
        id: AnnotationId,
        is_answered: bool,
        at: Timestamp,
    },
    /// Add an annotation made elsewhere (a method of the element).
    Add(Box<Annotation>),
    /// Put this version in the place of what it was made from.
    Replace(Box<Record>),

    /// Bring an annotation into focus, or none.
    Activate(Option<AnnotationId>),
    /// Go to an annotation: its passage in view, its card in focus.
    GoTo(AnnotationId),
    /// The same, and the keyboard's focus stays where it is.
    Peek(AnnotationId),
    /// The reader clicked on text with these annotations, innermost first.
    TextClicked(Vec<AnnotationId>),
    /// Open the editor; another one that is open keeps its words, written at this time.
    EditAsked(AnnotationId, Timestamp),
    /// The words in the editor.
    WordsChanged(String),
    /// The tags in the editor.
    TagsChanged(Vec<String>),
    /// Take what the editor holds.
    SaveAsked(Timestamp),
    /// Close the editor, keep what was before.
    CancelAsked,
    /// A draft from an earlier visit.
    DraftFound {
        editing: Editing,
        annotation: Option<Box<Record>>,
    },
    /// Change the colour.
    Recolor {
        id: AnnotationId,
        color: Color,
        at: Timestamp,
    },
    /// Change the motivation (a note becomes a question, and back).
    Remotivate {
        id: AnnotationId,
        motivation: Motivation,
        at: Timestamp,
    },
    /// Move to the trash.
    Delete { id: AnnotationId, at: Timestamp },
    /// Take out of the trash.
    Restore { id: AnnotationId, at: Timestamp },
    /// Attach an annotation to the selected passage, or to a candidate.
    Attach {
        id: AnnotationId,
        passage: ByteRange,
        at: Timestamp,
    },
    /// The probable place of an annotation is not its place.
    Denied { id: AnnotationId, at: Timestamp },
    /// What this browser knows about places; what is `fresh` is to be kept.
    PlacesKnown {
        list: Vec<(AnnotationId, PassageTarget)>,
        fresh: bool,
    },
    /// End a conflict.
    Settle {
        id: AnnotationId,
        how: Settling,
        at: Timestamp,
    },
    /// Take the last step back.
    Undo(Timestamp),
    /// Do again what was taken back.
    Redo(Timestamp),

    /// A file was read: offer it.
    ImportOffered(Rc<ImportOffer>),
    /// Take what is offered, whole.
    ImportConfirmed(Rc<ImportOffer>),
    /// Open something.
    Open(Dialog),
    /// Close the innermost thing that is open.
    Close,
    /// What the reader looks for among the notes.
    FilterChanged(Rc<Filter>),
    /// What becomes of the notes on paper.
    PaperChosen(Paper),
    /// Where the reader stopped on an earlier visit, or that this is settled.
    LeftOff(Option<LeftOff>),
    /// Tell of trouble.
    Alarmed(Alert),
    /// The reader has read an alert.
    AlertDismissed(usize),
    /// The reader has seen how to highlight.
    HintDismissed,
    /// Much was written since the last copy, or it is looked after.
    CopyDue(bool),
    /// The reader changed keys, here or in another tab.
    KeysChanged(Rc<str>),
    /// What the sender of a file says about themself.
    Heard(Profile),
    /// Who reads together changed, or whose notes are shown.
    Group(GroupChange),
    /// The reader's name changed.
    Renamed(Option<String>),
    /// The site owner allows or forbids new annotations.
    ReadonlyChanged(bool),
}

impl Action {
    /// Whether it shows what stands in the rarely needed part of the program.
    pub fn is_rare(&self) -> bool {
        matches!(self, Self::Open(_) | Self::ImportOffered(_))
    }
}
