//! What is kept under one id: the record, and beside it the trash: live versions that a deletion or an import took away.
//!
//! Invariant: the trash holds nothing that the record still says, and no two alike.

use crate::annotation::{Annotation, Record, Timestamp};
use crate::table::Set;

/// Why a save happens; it decides what of the old goes to the trash.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// The reader's own hand, or another tab's news. Deleted words and settled conflicts go to the trash.
    Edit,
    /// Two tabs changed different parts of one note, and both changes are in the new version.
    Merged,
    /// A file. All words of the reader's own that it replaces or deletes go to the trash: vectors can be forged.
    Import {
        /// The ids of the reader, on this device and others.
        reader: Vec<String>,
        /// When.
        at: Timestamp,
    },
}

/// Why a version is in the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrashReason {
    /// It was deleted.
    Deleted,
    /// A conflict was settled without it, or an import replaced it.
    Replaced,
}

/// A live version in the trash; [`crate::annotation::edit::restore`] takes it out.
#[derive(Clone, Debug, PartialEq)]
pub struct Trashed {
    /// The version as it was.
    pub annotation: Annotation,
    /// Since when, as far as it is known.
    pub since: Option<Timestamp>,
    /// Why.
    pub why: TrashReason,
}

/// All that is kept under one id.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The record.
    pub record: Record,
    /// What it no longer says, oldest first.
    pub trash: Vec<Trashed>,
}

impl Stored {
    /// A record with an empty trash.
    pub fn new(record: Record) -> Self {
        Self {
            record,
            trash: Vec::new(),
        }
    }

    /// What is kept after a save: the merge of both, and in the trash what got lost by it.
    pub fn save(&self, new: &Record, why: &Why) -> Self {
        let record = self.record.merge(new);
        let trash = trash_after(&self.record, &self.trash, &record, why);
        Self { record, trash }
    }

    /// The same, when this is what is kept. Two tabs count as one device: where one wrote twice and the other, not
    /// knowing it, once, the one version dominates the other. Words that get lost by that go to the trash as well.
    pub fn take(&self, new: &Record, why: &Why) -> Self {
        let mut kept = self.save(new, why);
        if matches!(why, Why::Import { .. }) {
            return kept;
        }
        for version in new.versions() {
            if version.deleted.is_none() && !kept.record.holds_content_of(version) {
                kept.trash.push(throw_away(version, &kept.record, why));
            }
        }
        kept.trash = tidy(kept.trash, &kept.record);
        kept
    }

    /// What is kept after taking in what a backup has under the same id, its trash included.
    pub fn restore(&self, backup: &Self, why: &Why) -> Self {
        let mut kept = self.save(&backup.record, why);
        kept.trash.extend(backup.trash.iter().cloned());
        kept.trash = tidy(kept.trash, &kept.record);
        kept
    }

    /// The record put exactly so, as undoing an import wants it; the trash stays.
    pub fn put(&self, record: Record) -> Self {
        let trash = tidy(self.trash.clone(), &record);
        Self { record, trash }
    }
}

/// The trash beside a record that became `after`, which is its merge with something.
pub fn trash_after(before: &Record, trash: &[Trashed], after: &Record, why: &Why) -> Vec<Trashed> {
    let is_settled = !before.conflicts().is_empty() && after.conflicts().is_empty();
    let mut trash = trash.to_vec();
    for (index, version) in before.versions().enumerate() {
        let keeps = match why {
            Why::Edit => after.is_deleted() || index > 0 || is_settled,
            Why::Merged => false,
            Why::Import { reader, .. } => version
                .creator
                .as_ref()
                .is_some_and(|creator| reader.contains(&creator.id)),
        };
        // Whether its content is still said is the dearer question.
        if keeps && version.deleted.is_none() && !after.holds_content_of(version) {
            trash.push(throw_away(version, after, why));
        }
    }
    tidy(trash, after)
}

/// The trash without what the record says, and nothing twice.
pub fn tidy(mut trash: Vec<Trashed>, record: &Record) -> Vec<Trashed> {
    if trash.is_empty() {
        return trash;
    }
    let live = record.versions().filter(|one| one.deleted.is_none());
    let mut known: Set<String> = live.map(Annotation::content).collect();
    trash.retain(|thrown| known.insert(thrown.annotation.content()));
    trash
}

fn throw_away(version: &Annotation, record: &Record, why: &Why) -> Trashed {
    let deleted = record.shown().deleted.clone();
    let reason = if deleted.is_some() {
        TrashReason::Deleted
    } else {
        TrashReason::Replaced
    };
    let since = match why {
        Why::Import { at, .. } => Some(at.clone()),
        Why::Edit | Why::Merged => deleted.or_else(|| record.shown().modified.clone()),
    };
    Trashed {
        annotation: version.clone(),
        since,
        why: reason,
    }
}
