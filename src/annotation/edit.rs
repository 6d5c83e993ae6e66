//! Making and changing annotations, as pure functions: times, devices and ids arrive from outside.
//!
//! Every change is a new version that follows all it has seen. Only the author of an annotation changes it.

use serde_json::Map;

pub use super::change::{Draft, EditError, EditErrorKind, Field, NoteChange, Patch, Stamp};
use super::{Annotation, Motivation, Note, PassageTarget, Person, Record, Target, Version};
use crate::anchor::Quote;

/// A note in the reader's Markdown.
pub fn markdown(words: &str) -> Note {
    Note {
        value: words.to_owned(),
        format: "text/markdown".to_owned(),
        language: None,
        direction: None,
        extra: Map::new(),
    }
}

/// The first version of a new annotation.
pub fn create(draft: Draft, stamp: &Stamp) -> Record {
    let note = draft.note.filter(|note| !note.value.trim().is_empty());
    let motivation = draft
        .motivation
        .unwrap_or_else(|| default_motivation(&draft.target, note.is_some()));
    Record::new(Annotation {
        id: draft.id,
        motivation,
        creator: Some(stamp.person.clone()),
        created: Some(stamp.now.clone()),
        modified: Some(stamp.now.clone()),
        target: as_kept(draft.target),
        note,
        tags: unique(draft.tags),
        color: draft.color,
        version: Version::default().next(&stamp.device),
        deleted: None,
        extra: draft.extra,
    })
}

/// Why an annotation of this target is made, when nobody says.
pub fn default_motivation(target: &Target, has_note: bool) -> Motivation {
    match target {
        Target::Reply(_) => Motivation::Replying,
        Target::Article(_) => Motivation::Describing,
        _ if has_note => Motivation::Commenting,
        _ => Motivation::Highlighting,
    }
}

/// A new version of the shown one. Versions in conflict stay beside it: only [`settle`] drops them.
pub fn patch(record: &Record, patch: Patch, stamp: &Stamp) -> Result<Record, EditError> {
    let shown = own_and_live(record, stamp)?;
    let mut next = shown.clone();
    change_note(&mut next, patch.note, &patch.motivation);
    match patch.tags {
        Field::Keep => {}
        Field::Remove => next.tags = Vec::new(),
        Field::Set(tags) => next.tags = unique(tags),
    }
    match patch.color {
        Field::Keep => {}
        Field::Remove => next.color = None,
        Field::Set(color) => next.color = Some(color),
    }
    if let Some(target) = patch.target {
        next.target = as_kept(target);
    }
    match patch.motivation {
        Field::Keep => {}
        Field::Remove => next.motivation = default_motivation(&next.target, next.note.is_some()),
        Field::Set(motivation) => next.motivation = motivation,
    }
    for (name, value) in patch.extra {
        if value.is_null() {
            next.extra.remove(&name);
        } else {
            next.extra.insert(name, value);
        }
    }
    if next.same_content(shown) {
        return Ok(record.clone());
    }
    Ok(beside_conflicts(record, &Record::new(next), stamp))
}

/// The reader says where the passage is: the new target is in force, the old ones are kept behind it.
pub fn confirm_place(
    record: &Record,
    place: PassageTarget,
    stamp: &Stamp,
) -> Result<Record, EditError> {
    let shown = own_and_live(record, stamp)?;
    let mut targets = vec![place];
    if let Target::Passage(before) = &shown.target {
        targets.extend(
            before
                .iter()
                .filter(|old| Some(*old) != targets.first())
                .cloned()
                .collect::<Vec<_>>(),
        );
    }
    let change = Patch {
        target: Some(Target::Passage(targets)),
        ..Patch::default()
    };
    patch(record, change, stamp)
}

/// The reader says where the passage is not: the target in force keeps it, as the words there.
pub fn refuse_place(record: &Record, words: &Quote, stamp: &Stamp) -> Result<Record, EditError> {
    let shown = own_and_live(record, stamp)?;
    let Target::Passage(mut targets) = shown.target.clone() else {
        return Ok(record.clone());
    };
    if let Some(target) = targets.first_mut() {
        target.refuse(words);
    }
    let change = Patch {
        target: Some(Target::Passage(targets)),
        ..Patch::default()
    };
    patch(record, change, stamp)
}

/// Ends a conflict with this content: the new version dominates all the others.
pub fn settle(record: &Record, content: &Annotation, stamp: &Stamp) -> Result<Record, EditError> {
    own(record, stamp)?;
    Ok(Record::new(with_content(record, content, stamp)))
}

/// A tombstone: the target stays, the words are left to the trash of the store.
pub fn delete(record: &Record, stamp: &Stamp) -> Result<Record, EditError> {
    own_and_live(record, stamp)?;
    Ok(Record::new(tombstone(record, stamp)))
}

/// Takes a deleted annotation out of the trash with the content that it had.
pub fn restore(record: &Record, content: &Annotation, stamp: &Stamp) -> Result<Record, EditError> {
    own(record, stamp)?;
    if content.deleted.is_some() {
        return Err(refuse(record, EditErrorKind::NotDeleted));
    }
    Ok(Record::new(with_content(record, content, stamp)))
}

/// Whether this person wrote the record.
pub fn is_own(record: &Record, person: &Person) -> bool {
    record
        .shown()
        .creator
        .as_ref()
        .is_some_and(|creator| creator.id == person.id)
}

pub(super) fn tombstone(record: &Record, stamp: &Stamp) -> Annotation {
    let mut stone = with_content(record, record.shown(), stamp);
    stone.note = None;
    stone.tags = Vec::new();
    stone.color = None;
    stone.extra = Map::new();
    stone.deleted = Some(stamp.now.clone());
    stone
}

pub(super) fn with_content(record: &Record, content: &Annotation, stamp: &Stamp) -> Annotation {
    let mut next = content.clone();
    next.creator = Some(stamp.person.clone());
    next.created = record.shown().created.clone().or(next.created);
    next.modified = Some(stamp.now.clone());
    next.version = record.version().next(&stamp.device);
    next
}

/// The shown version of `content`, and beside it its conflicts and those of the record. The conflicts take the new
/// version's vector: equal vectors dominate nothing, so all of them stay, everywhere.
pub(super) fn beside_conflicts(record: &Record, content: &Record, stamp: &Stamp) -> Record {
    let next = with_content(record, content.shown(), stamp);
    let others: Vec<Annotation> = content
        .conflicts()
        .iter()
        .chain(record.conflicts())
        .filter(|conflict| {
            conflict.deleted.is_some() != next.deleted.is_some() || !conflict.same_content(&next)
        })
        .map(|conflict| Annotation {
            version: next.version.clone(),
            ..conflict.clone()
        })
        .collect();
    Record::with_others(next, others)
}

/// The record, and beside its shown version another of the same annotation: neither dominates the other.
pub fn with_beside(record: &Record, other: &Annotation) -> Record {
    let shown = record.shown();
    let other = Annotation {
        version: shown.version.clone(),
        ..other.clone()
    };
    let others = record.conflicts().iter().cloned().chain([other]);
    Record::with_others(shown.clone(), others)
}

fn change_note(next: &mut Annotation, change: NoteChange, motivation: &Field<Motivation>) {
    let had_note = next.note.is_some();
    match change {
        NoteChange::Keep => {}
        NoteChange::Remove => next.note = None,
        NoteChange::Words(words) => {
            let before = next.note.take();
            let mut note = markdown(&words);
            if let Some(before) = before {
                note.language = before.language;
                note.direction = before.direction;
                note.extra = before.extra;
            }
            next.note = Some(note);
        }
        NoteChange::Whole(note) => next.note = Some(note),
    }
    if next
        .note
        .as_ref()
        .is_some_and(|note| note.value.trim().is_empty())
    {
        next.note = None;
    }
    if *motivation != Field::Keep || had_note == next.note.is_some() {
        return;
    }
    let is_default = matches!(
        next.motivation,
        Motivation::Highlighting | Motivation::Commenting
    );
    if is_default {
        next.motivation = default_motivation(&next.target, next.note.is_some());
    }
}

/// Shares of rivals in thousandths, as files keep them: what is written reads back the same.
fn as_kept(mut target: Target) -> Target {
    if let Target::Passage(passages) = &mut target {
        for rival in passages
            .iter_mut()
            .filter_map(|passage| passage.selectors.rival.as_mut())
        {
            rival.share = super::share_in_thousandths(rival.share) as f32 / 1000.0;
        }
    }
    target
}

fn own<'a>(record: &'a Record, stamp: &Stamp) -> Result<&'a Annotation, EditError> {
    if is_own(record, &stamp.person) {
        return Ok(record.shown());
    }
    let creator = record.shown().creator.as_ref();
    let creator = creator.map(|person| person.id.clone());
    Err(refuse(record, EditErrorKind::NotYours { creator }))
}

fn own_and_live<'a>(record: &'a Record, stamp: &Stamp) -> Result<&'a Annotation, EditError> {
    let shown = own(record, stamp)?;
    if record.is_deleted() {
        return Err(refuse(record, EditErrorKind::Deleted));
    }
    Ok(shown)
}

fn refuse(record: &Record, kind: EditErrorKind) -> EditError {
    EditError {
        kind,
        id: record.id().clone(),
    }
}

fn unique(tags: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags {
        let tag = tag.trim();
        if !tag.is_empty() && !seen.iter().any(|other| other == tag) {
            seen.push(tag.to_owned());
        }
    }
    seen
}
