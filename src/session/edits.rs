//! What the reader does to annotations.

use std::rc::Rc;

use super::editor;
use super::exchanging::{ImportOffer, Offered};
use super::intake::{denied, place};
use super::reduce::{Turn, remember};
use super::state::{Entry, Kept, Layer, Past};
use super::{Command, Event, Said, Settling, group, intake, known};
use crate::anchor::{self, Placement, Selectors};
use serde_json::Value;

use crate::annotation::{
    ANSWERED, Annotation, AnnotationId, Color, Draft, Edit, EditError, Field, Motivation,
    PassageTarget, Patch, Record, Stamp, Target, Timestamp, conflict, edit,
};
use crate::store::{Trashed, Why, tidy, trash_after};
use crate::text::ByteRange;

/// A new annotation without words.
pub(super) fn draft(id: AnnotationId, target: Target) -> Draft {
    Draft {
        id,
        motivation: None,
        target,
        note: None,
        tags: Vec::new(),
        color: None,
        extra: serde_json::Map::new(),
    }
}

/// The selected passage as a target, with its place.
fn selected_target(turn: &Turn) -> Option<(Target, Placement)> {
    target_of(turn, turn.state.selected?.passage)
}

fn target_of(turn: &Turn, passage: ByteRange) -> Option<(Target, Placement)> {
    let selectors = match &turn.state.described {
        Some((described, selectors)) if *described == passage => Selectors::clone(selectors),
        _ => anchor::describe(turn.state.text.as_ref()?, passage)?,
    };
    let target = PassageTarget {
        source: turn.state.article.clone(),
        selectors,
        foreign: Vec::new(),
        extra: serde_json::Map::new(),
    };
    Some((Target::Passage(vec![target]), Placement::exact(passage)))
}

fn set_placement(turn: &mut Turn, id: &AnnotationId, placement: Placement) {
    Rc::make_mut(&mut turn.state.placements).insert(id.clone(), Rc::new(placement));
}

pub(super) fn highlight(turn: &mut Turn, color: Color, id: AnnotationId, at: Timestamp) {
    if turn.state.readonly {
        return;
    }
    let Some((target, placement)) = selected_target(turn) else {
        return;
    };
    let mut draft = draft(id.clone(), target);
    draft.color = Some(color);
    let record = edit::create(draft, &turn.state.stamp(at));
    set_placement(turn, &id, placement);
    turn.state.color = color;
    turn.state.selected = None;
    turn.state.is_hint_dismissed = true;
    turn.activate(Some(id));
    turn.then(Command::ClearSelection);
    replace(turn, record, Some(Said::Highlighted));
}

/// Bookmarks a passage; nothing opens, the reader goes on.
pub(super) fn bookmark(turn: &mut Turn, passage: ByteRange, id: AnnotationId, at: Timestamp) {
    if turn.state.readonly {
        return;
    }
    let Some((target, placement)) = target_of(turn, passage) else {
        return;
    };
    let mut draft = draft(id.clone(), target);
    draft.motivation = Some(Motivation::Bookmarking);
    let record = edit::create(draft, &turn.state.stamp(at));
    set_placement(turn, &id, placement);
    if turn.state.selected.take().is_some() {
        turn.then(Command::ClearSelection);
    }
    turn.activate(Some(id));
    replace(turn, record, Some(Said::Bookmarked));
}

/// Marks a question as answered, or as open again.
pub(super) fn answer(turn: &mut Turn, id: &AnnotationId, is_answered: bool, at: Timestamp) {
    let value = match is_answered {
        true => Value::from(at.as_str()),
        false => Value::Null,
    };
    let mut patch = Patch::default();
    patch.extra.insert(ANSWERED.to_owned(), value);
    let said = match is_answered {
        true => Said::Answered,
        false => Said::Reopened,
    };
    change(turn, id, said, at, |entry, stamp| {
        Some(edit::patch(&entry.record, patch, stamp))
    });
}

pub(super) fn add_note(turn: &mut Turn, id: AnnotationId, at: Timestamp) {
    let Some((target, placement)) = selected_target(turn) else {
        return;
    };
    set_placement(turn, &id, placement);
    turn.state.selected = None;
    turn.state.is_hint_dismissed = true;
    turn.then(Command::ClearSelection);
    editor::open_new(turn, id, target, at);
}

pub(super) fn add(turn: &mut Turn, annotation: Annotation) {
    replace(turn, Record::new(annotation), None);
}

/// Puts a record in the place of what it was made from: one step that can be undone.
pub(super) fn replace(turn: &mut Turn, record: Record, then: Option<Said>) {
    replace_for(turn, record, Why::Edit, then);
}

fn replace_for(turn: &mut Turn, record: Record, why: Why, then: Option<Said>) {
    let id = record.id().clone();
    let before = turn
        .state
        .entries
        .get(&id)
        .filter(|entry| entry.kept != Kept::Draft)
        .map(|entry| Rc::clone(&entry.record));
    if before.as_deref() == Some(&record) {
        return;
    }
    let record = Rc::new(record);
    let edit = Edit {
        before: before.clone(),
        after: Rc::clone(&record),
        imported: false,
    };
    record_changed(turn, &id, Rc::clone(&record), &why);
    announce_change(turn, before.as_ref(), Some(&record));
    let is_moved = before
        .as_ref()
        .is_some_and(|before| before.shown().target != record.shown().target);
    if is_moved || !turn.state.placements.contains_key(&id) {
        place(turn, vec![id.clone()]);
    }
    turn.then(Command::Save {
        records: vec![record],
        why,
        then,
    });
    remember(turn, Past::Edits(Rc::new(vec![edit])));
}

/// Puts a record in its entry; what gets lost by it goes to the trash.
pub(super) fn record_changed(turn: &mut Turn, id: &AnnotationId, record: Rc<Record>, why: &Why) {
    let entries = Rc::make_mut(&mut turn.state.entries);
    let is_deleted = record.is_deleted();
    let entry = entry_after(entries.get(id), record, why);
    entries.insert(id.clone(), entry);
    if is_deleted && turn.state.active.as_ref() == Some(id) {
        turn.state.active = None;
    }
}

/// The entry with its record changed; what gets lost by it goes to the trash.
fn entry_after(before: Option<&Entry>, record: Rc<Record>, why: &Why) -> Entry {
    let before = before.filter(|entry| entry.kept != Kept::Draft);
    // A record that is put back is not the merge with what it is put in the place of.
    let merged = before.map(|before| Rc::new(before.record.merge(&record)));
    Entry {
        trash: trash_of(before, merged.as_ref().unwrap_or(&record), why),
        ..entry_of(before, &record)
    }
}

/// The entry with a record that is put exactly so, as the store does it.
pub(super) fn put_back(before: Option<&Entry>, record: &Rc<Record>) -> Entry {
    let trash = before.map_or_else(Vec::new, |before| before.trash.to_vec());
    Entry {
        trash: Rc::new(tidy(trash, record)),
        ..entry_of(before, record)
    }
}

/// The entry of this record, on its way to the store.
fn entry_of(before: Option<&Entry>, record: &Rc<Record>) -> Entry {
    let before = before.filter(|entry| entry.kept != Kept::Draft);
    Entry {
        record: Rc::clone(record),
        trash: Rc::default(),
        layer: before.map_or(Layer::Stored, |before| before.layer.clone()),
        kept: Kept::Saving,
    }
}

/// The trash beside a record that became `after`, its merge with something.
fn trash_of(before: Option<&Entry>, after: &Rc<Record>, why: &Why) -> Rc<Vec<Trashed>> {
    let before = before.filter(|entry| entry.kept != Kept::Draft);
    before.map_or_else(Rc::default, |before| {
        Rc::new(trash_after(&before.record, &before.trash, after, why))
    })
}

/// Tells the host page what became of an annotation.
pub(super) fn announce_change(
    turn: &mut Turn,
    before: Option<&Rc<Record>>,
    after: Option<&Rc<Record>>,
) {
    let was_live = before.is_some_and(|record| !record.is_deleted());
    let event = match after {
        Some(after) if !after.is_deleted() && was_live => Event::Update(Rc::clone(after)),
        Some(after) if !after.is_deleted() => Event::Create(Rc::clone(after)),
        _ if !was_live => return,
        _ => match before {
            Some(before) => Event::Delete(Rc::clone(before)),
            None => return,
        },
    };
    turn.then(Command::Emit(event));
}

/// Changes one annotation of the reader's by a pure edit.
fn change(
    turn: &mut Turn,
    id: &AnnotationId,
    said: Said,
    at: Timestamp,
    make: impl FnOnce(&Entry, &Stamp) -> Option<Result<Record, EditError>>,
) {
    change_for(turn, id, Why::Edit, said, at, make);
}

fn change_for(
    turn: &mut Turn,
    id: &AnnotationId,
    why: Why,
    said: Said,
    at: Timestamp,
    make: impl FnOnce(&Entry, &Stamp) -> Option<Result<Record, EditError>>,
) {
    let Some(entry) = turn.state.entries.get(id) else {
        return;
    };
    if turn.state.readonly || !turn.state.is_own(entry) || entry.kept == Kept::Draft {
        return;
    }
    let stamp = turn.state.stamp_of(&entry.record, at);
    if let Some(Ok(record)) = make(entry, &stamp) {
        replace_for(turn, record, why, Some(said));
    }
}

pub(super) fn recolor(turn: &mut Turn, id: &AnnotationId, color: Color, at: Timestamp) {
    turn.state.color = color;
    if is_draft(turn, id) {
        recolor_draft(turn, id, color);
        return;
    }
    let patch = Patch {
        color: Field::Set(color),
        ..Patch::default()
    };
    change(turn, id, Said::Recolored, at, |entry, stamp| {
        Some(edit::patch(&entry.record, patch, stamp))
    });
}

fn is_draft(turn: &Turn, id: &AnnotationId) -> bool {
    turn.state
        .entries
        .get(id)
        .is_some_and(|entry| entry.kept == Kept::Draft)
}

fn recolor_draft(turn: &mut Turn, id: &AnnotationId, color: Color) {
    if let Some(entry) = Rc::make_mut(&mut turn.state.entries).get_mut(id) {
        let mut annotation = entry.record.shown().clone();
        annotation.color = Some(color);
        entry.record = Rc::new(Record::new(annotation));
    }
    editor::keep_draft(turn);
}

pub(super) fn remotivate(
    turn: &mut Turn,
    id: &AnnotationId,
    motivation: Motivation,
    at: Timestamp,
) {
    let patch = Patch {
        motivation: Field::Set(motivation),
        ..Patch::default()
    };
    change(turn, id, Said::NoteSaved, at, |entry, stamp| {
        Some(edit::patch(&entry.record, patch, stamp))
    });
}

pub(super) fn delete(turn: &mut Turn, id: &AnnotationId, at: Timestamp) {
    let is_edited = turn
        .state
        .editing
        .as_ref()
        .is_some_and(|editing| editing.id == *id);
    if is_edited {
        editor::cancel(turn);
    }
    change(turn, id, Said::Deleted, at, |entry, stamp| {
        Some(edit::delete(&entry.record, stamp))
    });
    turn.then(Command::RestoreFocus);
}

/// Takes the last version out of the trash. Of a note that lives, what it replaces goes there, as with an import.
pub(super) fn restore(turn: &mut Turn, id: &AnnotationId, at: Timestamp) {
    let why = Why::Import {
        reader: turn.state.group.mine(),
        at: at.clone(),
    };
    change_for(turn, id, why, Said::Restored, at, |entry, stamp| {
        let thrown = entry.trash.last()?;
        Some(edit::restore(&entry.record, &thrown.annotation, stamp))
    });
}

/// Ends a conflict; what is not kept goes to the trash.
pub(super) fn settle(turn: &mut Turn, id: &AnnotationId, how: Settling, at: Timestamp) {
    change(turn, id, Said::Settled, at, |entry, stamp| {
        let record = &entry.record;
        let kept = match how {
            Settling::Joined => conflict::joined(record),
            Settling::Keep(index) => record.versions().nth(index)?.clone(),
        };
        Some(match kept.deleted {
            Some(_) => edit::delete(record, stamp),
            None => edit::settle(record, &kept, stamp),
        })
    });
    turn.then(Command::FocusCard(id.clone()));
}

/// Gives an annotation the place that the reader says; what it targeted before stays in the record.
/// Another's note is not ours to change: there the place is kept beside it.
pub(super) fn attach(turn: &mut Turn, id: &AnnotationId, passage: ByteRange, at: Timestamp) {
    let Some((Target::Passage(targets), placement)) = target_of(turn, passage) else {
        return;
    };
    let Some(place) = targets.into_iter().next() else {
        return;
    };
    if is_ours(turn, id) {
        change(turn, id, Said::NoteSaved, at, |entry, stamp| {
            Some(edit::confirm_place(&entry.record, place, stamp))
        });
    } else {
        known::confirm(turn, id, place);
    }
    set_placement(turn, id, placement);
}

fn is_ours(turn: &Turn, id: &AnnotationId) -> bool {
    let entry = turn.state.entries.get(id);
    entry.is_some_and(|entry| turn.state.is_own(entry)) && !turn.state.readonly
}

/// Takes a probable place away, as a step that can be undone. In a note of the reader's own the
/// "no" is kept with the note; another's note is not ours to change, so there it is kept beside it.
pub(super) fn deny(turn: &mut Turn, id: &AnnotationId, at: Timestamp) {
    let placement = turn.state.placements.get(id);
    let place = placement
        .filter(|placement| placement.state == anchor::State::Probable)
        .and_then(|placement| placement.range);
    let words = place
        .zip(turn.state.text.as_ref())
        .and_then(|(place, text)| anchor::words_at(text, place));
    let Some(words) = words else { return };
    if is_ours(turn, id) {
        change(turn, id, Said::NoteSaved, at, |entry, stamp| {
            Some(edit::refuse_place(&entry.record, &words, stamp))
        });
    } else {
        known::refuse(turn, id, &words);
    }
    denied(turn, id);
}

/// Takes what is offered of the chosen people: one step that can be undone.
pub(super) fn import(turn: &mut Turn, offer: &Rc<ImportOffer>) {
    turn.state.dialog = None;
    turn.then(Command::RestoreFocus);
    for sender in &offer.senders {
        group::learn(turn, Some(sender));
    }
    let why = Why::Import {
        reader: turn.state.group.mine(),
        at: offer.at.clone(),
    };
    let is_same_text = match (&turn.state.text, &offer.text) {
        (Some(now), Some(then)) => Rc::ptr_eq(now, then),
        _ => false,
    };
    let mut edits = Vec::new();
    let (mut records, mut changed) = (Vec::new(), Vec::new());
    let (mut placed, mut unplaced) = (Vec::new(), Vec::new());
    for one in offer.chosen() {
        let id = one.record.id();
        let before = turn.state.entries.get(id);
        let after = merged(before, one);
        if before.is_some_and(|before| before.record == after) {
            continue;
        }
        // What was found already is not looked for again.
        let found = one.placement.as_ref().filter(|_| {
            is_same_text && Rc::ptr_eq(&after, &one.record) && !turn.state.known.contains_key(id)
        });
        match found {
            Some(placement) => placed.push((id.clone(), placement.clone())),
            None => unplaced.push(id.clone()),
        }
        let entry = Entry {
            trash: trash_of(before, &after, &why),
            ..entry_of(before, &after)
        };
        edits.push(Edit {
            before: before.map(|before| Rc::clone(&before.record)),
            after: Rc::clone(&after),
            imported: true,
        });
        changed.push((id.clone(), entry));
        records.push(after);
    }
    Rc::make_mut(&mut turn.state.entries).insert_all(changed);
    if !placed.is_empty() {
        turn.then(Command::TellPlaced(
            placed.iter().map(|(id, _)| id.clone()).collect(),
        ));
        intake::placed(turn, placed);
    }
    place(turn, unplaced);
    let counts = offer.counts();
    turn.then(Command::Save {
        records,
        why,
        then: Some(Said::Imported(counts.added, counts.updated)),
    });
    turn.then(Command::Emit(Event::Import(Rc::clone(offer))));
    if !edits.is_empty() {
        remember(turn, Past::Edits(Rc::new(edits)));
    }
}

/// What comes of an offered record here. It was merged with what was here when it was offered: where that is here
/// still, it is what comes of it.
fn merged(before: Option<&Entry>, one: &Offered) -> Rc<Record> {
    let is_as_then = match (before, &one.before) {
        (None, _) => true,
        (Some(now), Some(then)) => Rc::ptr_eq(&now.record, then),
        (Some(_), None) => false,
    };
    match before {
        Some(before) if !is_as_then => {
            let merged = before.record.merge(&one.record);
            match merged == *one.record {
                true => Rc::clone(&one.record),
                false => Rc::new(merged),
            }
        }
        _ => Rc::clone(&one.record),
    }
}
