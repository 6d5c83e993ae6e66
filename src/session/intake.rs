//! What comes in from the page, the store and other tabs.

use std::rc::Rc;

use super::edits::record_changed;
use super::reduce::Turn;
use super::state::{Alert, ArticleStatus, Entry, Kept, Layer};
use super::{Command, Write};
use crate::anchor::Placement;
use crate::annotation::{Annotation, AnnotationId, Record, Target};
use crate::text::ArticleText;

pub(super) fn article(turn: &mut Turn, text: Rc<ArticleText>) {
    turn.state.status = ArticleStatus::Shown;
    turn.state.text = Some(text);
    turn.state.selected = None;
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

pub(super) fn loaded(turn: &mut Turn, records: Vec<(Record, Option<Annotation>)>, layer: &Layer) {
    let ids = merge_in(turn, records, layer);
    place(turn, ids);
}

pub(super) fn arrived(turn: &mut Turn, records: Vec<(Record, Option<Annotation>)>) {
    loaded(turn, records, &Layer::Stored);
}

/// Merges what is safe elsewhere into what is here; answers whose passages have to be found.
fn merge_in(
    turn: &mut Turn,
    records: Vec<(Record, Option<Annotation>)>,
    layer: &Layer,
) -> Vec<AnnotationId> {
    let entries = Rc::make_mut(&mut turn.state.entries);
    let mut moved = Vec::new();
    for (record, trashed) in records {
        let id = record.id().clone();
        let trashed = trashed.map(Rc::new);
        match entries.get_mut(&id) {
            // The site owner's file does not touch what a reader has under the same id.
            Some(entry) if entry.layer != *layer => {}
            Some(entry) => {
                let merged = entry.record.merge(&record);
                if merged == record {
                    entry.kept = Kept::Kept;
                }
                if merged.shown().target != entry.record.shown().target {
                    moved.push(id);
                }
                entry.trashed = trashed.or_else(|| entry.trashed.take());
                entry.record = Rc::new(merged);
            }
            None => {
                moved.push(id.clone());
                entries.insert(
                    id,
                    Entry {
                        record: Rc::new(record),
                        trashed,
                        layer: layer.clone(),
                        kept: Kept::Kept,
                    },
                );
            }
        }
    }
    moved
}

/// What the store answers after a save: merged with what was there.
pub(super) fn stored(turn: &mut Turn, records: Vec<Record>) {
    let entries = Rc::make_mut(&mut turn.state.entries);
    let mut moved = Vec::new();
    for record in records {
        // What was taken out meanwhile stays out.
        if let Some(entry) = entries.get_mut(record.id()) {
            let merged = entry.record.merge(&record);
            if merged.shown().target != entry.record.shown().target {
                moved.push(record.id().clone());
            }
            if merged == record {
                entry.kept = Kept::Kept;
            }
            entry.record = Rc::new(merged);
        }
    }
    place(turn, moved);
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
    let mut writes = Vec::new();
    for entry in entries.values_mut() {
        if entry.kept == Kept::NotKept {
            entry.kept = Kept::Saving;
            writes.push(Write::Save(Rc::clone(&entry.record), entry.trashed.clone()));
        }
    }
    if !writes.is_empty() {
        turn.then(Command::Store { writes, then: None });
    }
}

pub(super) fn taken_out(turn: &mut Turn, ids: &[AnnotationId]) {
    for id in ids {
        if turn.state.entries.contains_key(id) {
            record_changed(turn, id, None);
        }
    }
}

pub(super) fn placed(turn: &mut Turn, list: Vec<(AnnotationId, Placement)>) {
    let placements = Rc::make_mut(&mut turn.state.placements);
    placements.extend(list);
}
