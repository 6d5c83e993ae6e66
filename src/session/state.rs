//! The state of one widget.

use std::iter;
use std::rc::Rc;

use super::exchanging::{ExportView, ImportOffer, RestoreOffer, Working};
use super::filter::Filter;
use super::group::Group;
use crate::anchor::{Placement, Selectors};
use crate::annotation::{
    AnnotationId, Color, Edit, PassageTarget, Person, Profile, Record, Stamp, Target, Timestamp,
};
use crate::exchange::ImportErrorKind;
use crate::store::Trashed;
use crate::table::Map;
use crate::text::{ArticleText, ByteRange};

/// Where the article is on its way to the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ArticleStatus {
    /// It is being fetched; `slow` after some seconds without an answer.
    #[default]
    Loading,
    /// It takes long; the reader has been told.
    Slow,
    /// It is on the page.
    Shown,
    /// It could not be shown; the alert says why.
    Failed,
}

/// Whose annotations stand together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// In the reader's store: the reader's own, and imported ones of other people.
    Stored,
    /// A file of the site owner's (`layers`), by its address. Read only.
    Provided(String),
}

/// Whether an annotation is safely in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Its transaction completed.
    Kept,
    /// On its way.
    Saving,
    /// The store refused it; it lives on this screen only.
    NotKept,
    /// Its first words are being written; it is nowhere but here and in the drafts.
    Draft,
}

/// An annotation on the screen.
#[derive(Clone, Debug)]
pub struct Entry {
    /// All its versions.
    pub record: Rc<Record>,
    /// What it no longer says: versions that a deletion or an import took away, oldest first.
    pub trash: Rc<Vec<Trashed>>,
    /// Where it comes from.
    pub layer: Layer,
    /// Whether it is safe.
    pub kept: Kept,
}

impl PartialEq for Entry {
    /// Two of the same record are alike without a look into it.
    fn eq(&self, other: &Self) -> bool {
        (Rc::ptr_eq(&self.record, &other.record) || self.record == other.record)
            && (Rc::ptr_eq(&self.trash, &other.trash) || self.trash == other.trash)
            && self.layer == other.layer
            && self.kept == other.kept
    }
}

impl Eq for Entry {}

/// How a selection was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SelectedBy {
    Pointer,
    Touch,
    Keyboard,
    /// By the reading cursor; the toolbar stands there when it was asked for.
    Cursor {
        toolbar: bool,
    },
}

/// The passage that is selected in the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Which passage.
    pub passage: ByteRange,
    /// How it was made.
    pub by: SelectedBy,
}

/// A note that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editing {
    /// Whose words are written.
    pub id: AnnotationId,
    /// The words so far.
    pub words: String,
    /// The tags so far.
    pub tags: Vec<String>,
    /// What the editor began with.
    pub began_with: (String, Vec<String>),
}

/// What is open over the article.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// The panel of all notes.
    AllNotes,
    /// The export.
    Export(Rc<ExportView>),
    /// The preview of an import.
    Import(Rc<ImportOffer>),
    /// The preview of a backup.
    Restore(Rc<RestoreOffer>),
    /// Long work; closing it stops it.
    Working(Working),
    /// The list of keys.
    Shortcuts,
    /// Deleted annotations.
    Trash,
    /// Whose notes there are, and what the group made of the text.
    People,
    /// Who the reader is, to others.
    Profile,
    /// How the article is printed.
    Print,
}

/// What becomes of the notes on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// Beside their passages.
    Beside,
    /// At the end, by number.
    #[default]
    Endnotes,
    /// They are left out, and so are the highlights.
    Nothing,
}

/// Where the reader stopped reading on an earlier visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOff {
    /// The beginning of what was at the top of the screen.
    pub passage: ByteRange,
    /// How much of the article was read by then, in hundredths.
    pub percent: usize,
}

/// What went wrong, for words in `locale`.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// What the browser or the server said, for the curious; may be empty.
    pub detail: String,
}

/// The kinds of trouble that a reader is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlertKind {
    /// No source is given at all.
    NoSource,
    /// 404 or 410.
    SourceMissing,
    /// Another HTTP error, with its status.
    SourceStatus(u16),
    /// No network, or the server cannot be reached.
    SourceUnreachable,
    /// No answer in time.
    SourceTimeout,
    /// Not a text that can be an article, with its media type.
    SourceType(String),
    /// Not UTF-8.
    SourceNotUtf8,
    /// Nothing in it.
    SourceEmpty,
    /// Larger than the limit: bytes and limit in bytes.
    SourceTooLarge(u64, u64),
    /// IndexedDB is missing or refused: notes live in memory only.
    StorageUnavailable,
    /// A write failed because the disk, or our share of it, is full.
    StorageFull,
    /// A write failed for another reason.
    StorageFailed,
    /// Stored annotations that cannot be read were left untouched: how many.
    StorageDamaged(usize),
    /// A file could not be read at all, and why.
    ImportUnreadable(ImportErrorKind),
    /// The browser did not do what a file or a link needs.
    ExchangeRefused,
    /// The rarely needed part of the program cannot be fetched.
    PartMissing,
    /// A file of notes that the site owner gives cannot be had, or not be read: its address.
    LayerMissing(String),
}

impl Editing {
    /// Whether anything was typed.
    pub fn is_changed(&self) -> bool {
        self.words != self.began_with.0 || self.tags != self.began_with.1
    }
}

impl AlertKind {
    /// Whether trying again can help.
    pub fn can_retry(&self) -> bool {
        !matches!(
            self,
            Self::NoSource
                | Self::StorageDamaged(_)
                | Self::ImportUnreadable(_)
                | Self::ExchangeRefused
                | Self::PartMissing
        )
    }

    /// Whether it is about keeping notes.
    pub fn is_about_storage(&self) -> bool {
        matches!(
            self,
            Self::StorageUnavailable | Self::StorageFull | Self::StorageFailed
        )
    }

    /// Whether it is about the article, in whose place it then stands.
    pub fn is_about_article(&self) -> bool {
        matches!(
            self,
            Self::NoSource
                | Self::SourceMissing
                | Self::SourceStatus(_)
                | Self::SourceUnreachable
                | Self::SourceTimeout
                | Self::SourceType(_)
                | Self::SourceNotUtf8
                | Self::SourceEmpty
                | Self::SourceTooLarge(..)
        )
    }
}

/// One step that can be undone.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Past {
    /// Changes to annotations.
    Edits(Rc<Vec<Edit>>),
    /// An editor that was closed with words in it; the annotation when it was a new one.
    Discarded(Box<Editing>, Option<Box<Entry>>),
    /// What was known about the place of a note before.
    Known(AnnotationId, Option<Box<PassageTarget>>),
    /// A person who was joined with the reader, or parted.
    Joined(String, bool),
}

/// Everything that one widget knows. Cheap to clone where it matters: the big parts are shared.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The article's IRI.
    pub article: String,
    /// Where the article is on its way.
    pub status: ArticleStatus,
    /// The article text, once shown.
    pub text: Option<Rc<ArticleText>>,
    /// Who is reading.
    pub reader: Person,
    /// Who else reads, and whose notes are shown.
    pub group: Rc<Group>,
    /// Which device this is, in version vectors.
    pub device: String,
    /// No new annotations.
    pub readonly: bool,
    /// Whether notes live in memory only.
    pub in_memory: bool,
    /// All annotations, tombstones too.
    pub entries: Rc<Map<AnnotationId, Entry>>,
    /// Where each passage is.
    pub placements: Rc<Map<AnnotationId, Rc<Placement>>>,
    /// What this browser knows about the places of notes, beside the notes.
    pub known: Rc<Map<AnnotationId, PassageTarget>>,
    /// What is selected in the article.
    pub selected: Option<Selected>,
    /// The selectors of the passage that was selected last.
    pub described: Option<(ByteRange, Rc<Selectors>)>,
    /// The annotation in focus.
    pub active: Option<AnnotationId>,
    /// The note that is being written.
    pub editing: Option<Editing>,
    /// Several annotations under a click, to choose from.
    pub choice: Vec<AnnotationId>,
    /// What is open over the article.
    pub dialog: Option<Dialog>,
    /// What went wrong and was not dismissed.
    pub alerts: Vec<Alert>,
    /// What the reader looks for among the notes.
    pub filter: Rc<Filter>,
    /// What becomes of the notes on paper.
    pub paper: Paper,
    /// Where the reader may go on reading, until that is taken or declined.
    pub left_off: Option<LeftOff>,
    /// The colour used last.
    pub color: Color,
    /// The keys that the reader changed, as `ui::keys` writes them; empty when none.
    pub keys: Rc<str>,
    /// Whether the reader has seen how to highlight.
    pub is_hint_dismissed: bool,
    /// Whether much was written since the last copy.
    pub is_copy_due: bool,
    /// Whose words were saved and are not safe yet: they stand in the drafts as well.
    pub(super) drafted: Vec<AnnotationId>,
    pub(super) undo: Vec<Past>,
    pub(super) redo: Vec<Past>,
}

impl State {
    /// Nothing read yet.
    pub fn new(article: String, reader: Person, device: String) -> Self {
        let group = Group {
            me: Profile::new(&reader.id),
            given: reader.name.clone(),
            ..Group::default()
        };
        Self {
            article,
            status: ArticleStatus::Loading,
            text: None,
            group: Rc::new(group),
            reader,
            device,
            readonly: false,
            in_memory: false,
            entries: Rc::default(),
            placements: Rc::default(),
            known: Rc::default(),
            selected: None,
            described: None,
            active: None,
            editing: None,
            choice: Vec::new(),
            dialog: None,
            alerts: Vec::new(),
            filter: Rc::default(),
            paper: Paper::default(),
            left_off: None,
            color: Color::Yellow,
            keys: Rc::from(""),
            is_hint_dismissed: false,
            is_copy_due: false,
            drafted: Vec::new(),
            undo: Vec::new(),
            redo: Vec::new(),
        }
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Who changes something, when and where.
    pub fn stamp(&self, now: Timestamp) -> Stamp {
        Stamp {
            now,
            device: self.device.clone(),
            person: self.reader.clone(),
        }
    }

    /// Whether the reader wrote it and may change it.
    pub fn is_own(&self, entry: &Entry) -> bool {
        let author = entry.record.shown().creator.as_ref();
        entry.layer == Layer::Stored && author.is_some_and(|one| self.group.is_me(&one.id))
    }
    /// An annotation, what it replies to, and so on, as far as that is here; the last is what its thread began with.
    pub fn thread_of<'a>(&'a self, id: &'a AnnotationId) -> impl Iterator<Item = &'a AnnotationId> {
        let above = |at: &&'a AnnotationId| match &self.entries.get(at)?.record.shown().target {
            Target::Reply(to) if self.entries.contains_key(to) => Some(to),
            _ => None,
        };
        // A circle in somebody's file has an end here.
        iter::successors(Some(id), above).take(self.entries.len() + 1)
    }
}
