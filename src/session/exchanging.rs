//! What is open while notes go out or come in: the export, the preview of an import or of a backup, long work.

use std::rc::Rc;

use crate::anchor::Placement;
use crate::annotation::{Profile, Record, Timestamp};
use crate::exchange::{Format, ImportErrorKind, Outcome, Problem};
use crate::store::{DraftEntry, Stored};
use crate::text::ArticleText;

/// What a reader wants done with files and links.
#[derive(Clone, Debug, PartialEq)]
pub enum Errand {
    /// Open the export.
    OpenExport,
    /// Save a file.
    Download,
    /// Put the file's text on the clipboard.
    Copy,
    /// Hand the file to the system's share sheet.
    Share,
    /// Make a link that carries the notes.
    Link,
    /// Put the link on the clipboard.
    CopyLink,
    /// Choose files to import.
    PickImport,
    /// Save a backup of everything that this site keeps.
    Backup,
    /// Take in the backup that is offered.
    Restore(Rc<RestoreOffer>),
    /// Do not be reminded of a copy for a while.
    NotNow,
}

/// The open export.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportView {
    /// The format that is chosen.
    pub format: Format,
    /// Only what the filter shows.
    pub is_filtered: bool,
    /// How many notes there are.
    pub all: usize,
    /// How many of them the filter shows.
    pub shown: usize,
    /// The formats that the system's share sheet takes.
    pub shareable: Vec<Format>,
    /// The link that was made.
    pub link: Option<String>,
    /// What was done last.
    pub told: Option<Told>,
}

/// What an export did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A file was saved under this name; so many notes the format cannot hold.
    Saved(String, usize),
    /// The text is on the clipboard; so many notes the format cannot hold.
    Copied(usize),
    /// The link is on the clipboard.
    LinkCopied,
    /// The browser refused.
    Refused,
    /// The notes are too many for a link.
    TooLong,
}

/// Long work under way. Closing it stops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Working {
    /// What is being done.
    pub what: Work,
    /// How much of it is done.
    pub done: usize,
    /// How much there is.
    pub total: usize,
}

/// Kinds of long work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Work {
    Importing,
    Exporting,
    Linking,
    BackingUp,
    Restoring,
}

/// How many notes of which kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Annotations that were not here.
    pub added: usize,
    /// Annotations that get a newer version.
    pub updated: usize,
    /// Annotations that are here already.
    pub unchanged: usize,
    /// Annotations that the file deletes.
    pub deleted: usize,
    /// Annotations with another text that nobody settled.
    pub conflicts: usize,
    /// Annotations whose passage is not found.
    pub unplaced: usize,
}

impl Counts {
    /// Counts one item.
    pub fn count(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Added => &mut self.added,
            Outcome::Updated => &mut self.updated,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Deleted => &mut self.deleted,
            Outcome::Conflict => &mut self.conflicts,
        } += 1;
    }

    /// All of both.
    pub fn add(&mut self, other: &Self) {
        self.added += other.added;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.deleted += other.deleted;
        self.conflicts += other.conflicts;
        self.unplaced += other.unplaced;
    }

    /// How many items.
    pub fn items(&self) -> usize {
        self.added + self.updated + self.unchanged + self.deleted + self.conflicts
    }
}

/// What an import does or did, as the public interface tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The format's name.
    pub format: &'static str,
    /// What becomes of the items that are taken.
    pub counts: Counts,
    /// Items that are not taken: index in the file, reason.
    pub rejected: Vec<(usize, String)>,
}

/// Somebody whose notes are offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonOffer {
    /// The id, where there is one.
    pub id: String,
    /// The display name, where there is one.
    pub name: Option<String>,
    /// Whether the file says that it is the reader.
    pub is_reader: bool,
    /// Whether their notes are taken.
    pub is_chosen: bool,
    /// What their notes are.
    pub counts: Counts,
}

/// An item that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file, where there are several.
    pub file: Option<Rc<str>>,
    /// The index in the file.
    pub index: usize,
    /// Why.
    pub problem: Problem,
}

/// Where what is offered came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Files, or what a method was given.
    File,
    /// The clipboard.
    Clipboard,
    /// The address of the page.
    Link,
}

/// A record that is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// Whose it is, by index of the person.
    pub person: usize,
    /// What would be written: merged with what was here.
    pub record: Rc<Record>,
    /// What was here.
    pub before: Option<Rc<Record>>,
    /// Where its passage stands in the text that the offer was made for.
    pub placement: Option<Placement>,
}

/// Notes that were read and are not taken yet. Equal only to itself.
#[derive(Clone, Debug)]
pub struct ImportOffer {
    /// The files' names.
    pub names: Vec<String>,
    /// Where it came from.
    pub source: Source,
    /// The format's name; of several files that of the first.
    pub format: &'static str,
    /// What the file says that it is about.
    pub label: Option<String>,
    /// Who sent the files, where they say so.
    pub senders: Vec<Profile>,
    /// Items about other texts that were left out.
    pub elsewhere: usize,
    /// Passages that were marked in another version of the text.
    pub other_version: usize,
    /// Whose notes they are.
    pub people: Vec<PersonOffer>,
    /// What would be written, in the order of the ids.
    pub records: Rc<Vec<Offered>>,
    /// The article text in which the places were found.
    pub text: Option<Rc<ArticleText>>,
    /// What is not taken.
    pub rejected: Rc<Vec<Refusal>>,
    /// Whole files that could not be read.
    pub unreadable: Vec<(String, ImportErrorKind)>,
    /// When it was read.
    pub at: Timestamp,
}

impl PartialEq for ImportOffer {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for ImportOffer {}

impl ImportOffer {
    /// What taking the notes of the chosen people does.
    pub fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for person in &self.people {
            if person.is_chosen {
                sum.add(&person.counts);
            }
        }
        sum
    }

    /// The same as the public interface tells it.
    pub fn report(&self) -> Report {
        let rejected = self.rejected.iter();
        Report {
            format: self.format,
            counts: self.counts(),
            rejected: rejected
                .map(|one| (one.index, one.problem.to_string()))
                .collect(),
        }
    }

    /// The notes of the chosen people.
    pub fn chosen(&self) -> impl Iterator<Item = &Offered> {
        let is_chosen = |of: usize| self.people.get(of).is_some_and(|person| person.is_chosen);
        self.records.iter().filter(move |one| is_chosen(one.person))
    }

    /// The same offer, with or without the notes of one person.
    pub fn toggled(&self, person: usize) -> Self {
        let mut offer = self.clone();
        if let Some(person) = offer.people.get_mut(person) {
            person.is_chosen = !person.is_chosen;
        }
        offer
    }
}

/// A backup that was read and is not taken in yet. Equal only to itself.
#[derive(Debug)]
pub struct RestoreOffer {
    /// The file's name.
    pub name: String,
    /// When it was made.
    pub made: Option<Timestamp>,
    /// What taking it in does.
    pub counts: Counts,
    /// How many unsaved notes are in it that are not here.
    pub drafts: usize,
    /// How many of its lines cannot be taken.
    pub rejected: usize,
    /// What would be merged, article by article.
    pub parts: Vec<RestorePart>,
    /// When it was read.
    pub at: Timestamp,
}

impl PartialEq for RestoreOffer {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for RestoreOffer {}

/// What a backup has of one article.
#[derive(Debug, Default)]
pub struct RestorePart {
    /// The article's IRI.
    pub article: String,
    /// Records with their trash.
    pub stored: Vec<Stored>,
    /// Unsaved words.
    pub drafts: Vec<DraftEntry>,
}
