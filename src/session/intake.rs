//! What comes in from the page, the store and other tabs.

use std::rc::Rc;

use super::edits::record_changed;
use super::reduce::Turn;
use super::state::{Alert, ArticleStatus, Entry, Kept, Layer, State};
use super::{Command, Event, editor, history};
use crate::anchor::{self, Placement};
use crate::annotation::{AnnotationId, Edit, Record, Target, conflict, edit};
use crate::store::{Trashed, Why, trash_after};
use crate::text::ArticleText;

pub(super) fn article(turn: &mut Turn, text: Rc<ArticleText>) {
    turn.state.status = ArticleStatus::Shown;
    turn.state.text = Some(text);
    turn.state.selected = None;
    turn.state.described = None;
    turn.state
        .alerts
        .retain(|alert| !alert.kind.is_about_article());
    place(turn, turn.state.entries.keys().cloned().collect());
}

/// Asks for the places of those that target a passage, where there is a text to find them in.
pub(super) fn place(turn: &mut Turn, ids: Vec<AnnotationId>) {
    let entries = &turn.state.entries;
    let ids: Vec<_> = ids
        .into_iter()
        .filter(|id| {
            let target = entries.get(id).map(|entry| &entry.record.shown().target);
            matches!(target, Some(Target::Passage(_)))
        })
        .collect();
    if turn.state.text.is_some() && !ids.is_empty() {
        turn.then(Command::Place(ids));
    }
}

/// Merges what is safe elsewhere into what is here.
pub(super) fn loaded(turn: &mut Turn, records: Vec<Record>, trash: Vec<Trashed>, layer: &Layer) {
    let entries = Rc::make_mut(&mut turn.state.entries);
    let mut moved = Vec::new();
    let mut last = 0;
    for record in records {
        let record = Rc::new(record);
        let id = record.id().clone();
        match entries.get_mut_after(&mut last, &id) {
            // The site owner's file does not touch what a reader has under the same id, whichever came first.
            Some(entry) if entry.layer != *layer && *layer != Layer::Stored => {}
            Some(entry) if entry.layer != *layer => {
                moved.push(id);
                *entry = Entry {
                    record,
                    trash: Rc::default(),
                    layer: layer.clone(),
                    kept: Kept::Kept,
                };
            }
            Some(entry) => {
                if merge_into(entry, &record) {
                    moved.push(id);
                }
            }
            None => {
                moved.push(id.clone());
                let entry = Entry {
                    record,
                    trash: Rc::default(),
                    layer: layer.clone(),
                    kept: Kept::Kept,
                };
                entries.insert(id, entry);
            }
        }
    }
    for thrown in trash {
        if let Some(entry) = entries.get_mut(&thrown.annotation.id) {
            let known = Rc::make_mut(&mut entry.trash);
            if !known.contains(&thrown) {
                known.push(thrown);
            }
        }
    }
    place(turn, moved);
}

/// Merges a version that is safe; whether the annotation now targets another passage.
fn merge_into(entry: &mut Entry, record: &Rc<Record>) -> bool {
    if entry.record == *record {
        entry.kept = Kept::Kept;
        return false;
    }
    let before = Rc::clone(&entry.record);
    let merged = before.merge(record);
    if merged == **record {
        entry.kept = Kept::Kept;
    }
    entry.trash = Rc::new(trash_after(&before, &entry.trash, &merged, &Why::Edit));
    entry.record = Rc::new(merged);
    entry.record.shown().target != before.shown().target
}

/// What the store answers after a save: merged with what was there.
pub(super) fn stored(turn: &mut Turn, records: Vec<Rc<Record>>) {
    let entries = Rc::make_mut(&mut turn.state.entries);
    let mut moved = Vec::new();
    let mut met = Vec::new();
    let mut last = 0;
    let mut safe = Vec::new();
    for record in records {
        // What was taken out meanwhile stays out.
        let Some(entry) = entries.get_mut_after(&mut last, record.id()) else {
            continue;
        };
        if merge_into(entry, &record) {
            moved.push(record.id().clone());
        }
        if entry.kept == Kept::Kept && turn.state.drafted.contains(record.id()) {
            safe.push(record.id().clone());
        }
        if !record.conflicts().is_empty() {
            met.push(record.id().clone());
        }
    }
    place(turn, moved);
    editor::safe(turn, safe);
    for id in met {
        together(turn, &id);
    }
}

/// Another tab changed the note that was just saved here. Where the two changed different parts of it, both changes come
/// into one version; else both texts stay beside each other. Only the tab that saved last meets the other's version in
/// the answer of its save, so only one of them does this.
fn together(turn: &mut Turn, id: &AnnotationId) -> Option<()> {
    let now = Rc::clone(&turn.state.entries.get(id)?.record);
    let edit = history::last_edit(turn, id)?;
    let (base, written) = (edit.before.as_ref()?, edit.after.shown());
    if !edit.after.conflicts().is_empty() || !now.holds_content_of(written) {
        return None;
    }
    let [theirs] = now
        .versions()
        .filter(|version| !version.same_content(written))
        .collect::<Vec<_>>()[..]
    else {
        return None;
    };
    if theirs.deleted.is_some() || written.deleted.is_some() {
        return None;
    }
    let merged = conflict::by_field(base.shown(), written, theirs)?;
    // The later of both: no clock is asked, and what is kept is the same whoever does it.
    let later = std::cmp::max_by_key(written, theirs, |one| one.modified_instant());
    let stamp = turn.state.stamp_of(&now, later.modified.clone()?);
    let settled = edit::settle(&now, &merged, &stamp).ok()?;
    let settled = Rc::new(settled);
    let merged = Edit {
        before: Some(Rc::new(Record::new(theirs.clone()))),
        after: Rc::clone(&settled),
        imported: false,
    };
    history::rewrite_last_edit(turn, merged);
    record_changed(turn, id, Rc::clone(&settled), &Why::Merged);
    turn.then(Command::Emit(Event::Update(Rc::clone(&settled))));
    turn.then(Command::Save {
        records: vec![settled],
        why: Why::Merged,
        then: None,
    });
    place(turn, vec![id.clone()]);
    Some(())
}

pub(super) fn not_stored(turn: &mut Turn, ids: &[AnnotationId], alert: Alert) {
    let entries = Rc::make_mut(&mut turn.state.entries);
    for id in ids {
        if let Some(entry) = entries.get_mut(id) {
            entry.kept = Kept::NotKept;
        }
    }
    turn.alarm(alert);
}

/// Writes again what the store refused.
pub(super) fn retried(turn: &mut Turn) {
    turn.state
        .alerts
        .retain(|alert| !alert.kind.is_about_storage());
    let entries = Rc::make_mut(&mut turn.state.entries);
    let mut records = Vec::new();
    for entry in entries.values_mut() {
        if entry.kept == Kept::NotKept {
            entry.kept = Kept::Saving;
            records.push(Rc::clone(&entry.record));
        }
    }
    if !records.is_empty() {
        // It may have been a file: what it replaces of the reader's own is kept, as it would have been at once.
        let times = records
            .iter()
            .filter_map(|one| one.shown().modified.clone());
        let why = times.max().map_or(Why::Edit, |at| Why::Import {
            reader: turn.state.group.mine(),
            at,
        });
        turn.then(Command::Save {
            records,
            why,
            then: None,
        });
    }
}

/// Takes these out, all in one pass.
pub(super) fn taken_out(turn: &mut Turn, mut gone: Vec<AnnotationId>) {
    if gone.is_empty() {
        return;
    }
    gone.retain(|id| !editor::stays_open(turn, id));
    gone.sort_unstable();
    let is_gone = |id: &AnnotationId| gone.binary_search(id).is_ok();
    Rc::make_mut(&mut turn.state.entries).remove_all(is_gone);
    Rc::make_mut(&mut turn.state.placements).remove_all(is_gone);
    if turn.state.active.as_ref().is_some_and(is_gone) {
        turn.state.active = None;
    }
}

pub(super) fn placed(turn: &mut Turn, list: Vec<(AnnotationId, Placement)>) {
    let mut shared = Vec::with_capacity(list.len());
    for (id, mut placement) in list {
        if is_refused(&turn.state, &id, &placement) {
            take_away(&mut placement);
        }
        shared.push((id, Rc::new(placement)));
    }
    Rc::make_mut(&mut turn.state.placements).insert_all(shared);
}

/// Whether the reader said of a probable place that it is not the one.
fn is_refused(state: &State, id: &AnnotationId, placement: &Placement) -> bool {
    let place = placement
        .range
        .filter(|_| placement.state == anchor::State::Probable);
    let (Some(place), Some(text)) = (place, &state.text) else {
        return false;
    };
    let mut refused = state.refused(id);
    refused.any(|words| anchor::stands_at(&words, text, place))
}

/// Takes a probable place away; it stays among the candidates.
pub(super) fn denied(turn: &mut Turn, id: &AnnotationId) {
    let placements = Rc::make_mut(&mut turn.state.placements);
    if let Some(placement) = placements.get_mut(id) {
        take_away(Rc::make_mut(placement));
    }
}

fn take_away(placement: &mut Placement) {
    placement.state = anchor::State::Unplaced;
    placement.range = None;
    placement.changes = Vec::new();
}
