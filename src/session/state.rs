//! The state of one widget.

use std::rc::Rc;

use super::exchanging::{ExportView, ImportOffer, RestoreOffer, Working};
use crate::anchor::{Placement, Selectors};
use crate::annotation::{AnnotationId, Color, Edit, Person, Record, Stamp, Timestamp, edit};
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
#[derive(Clone, Debug, PartialEq)]
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

/// How a selection was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SelectedBy {
    Pointer,
    Touch,
    Keyboard,
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
#[derive(Clone, Debug, PartialEq)]
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
    /// Which device this is, in version vectors.
    pub device: String,
    /// No new annotations.
    pub readonly: bool,
    /// Whether notes live in memory only.
    pub in_memory: bool,
    /// All annotations, tombstones too.
    pub entries: Rc<Map<AnnotationId, Entry>>,
    /// Where each passage is.
    pub placements: Rc<Map<AnnotationId, Placement>>,
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
    /// The search in the panel of all notes.
    pub search: String,
    /// The colour used last.
    pub color: Color,
    /// Whether the reader has seen how to highlight.
    pub is_hint_dismissed: bool,
    /// Whether much was written since the last copy.
    pub is_copy_due: bool,
    pub(super) undo: Vec<Past>,
    pub(super) redo: Vec<Past>,
}

impl State {
    /// Nothing read yet.
    pub fn new(article: String, reader: Person, device: String) -> Self {
        Self {
            article,
            status: ArticleStatus::Loading,
            text: None,
            reader,
            device,
            readonly: false,
            in_memory: false,
            entries: Rc::default(),
            placements: Rc::default(),
            selected: None,
            described: None,
            active: None,
            editing: None,
            choice: Vec::new(),
            dialog: None,
            alerts: Vec::new(),
            search: String::new(),
            color: Color::Yellow,
            is_hint_dismissed: false,
            is_copy_due: false,
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
        entry.layer == Layer::Stored && edit::is_own(&entry.record, &self.reader)
    }
}
