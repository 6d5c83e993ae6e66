//! Undo and redo: per tab, over everything the reader did, an import being one step.

use std::rc::Rc;

use super::edits::{announce_change, put_back, record_changed};
use super::intake::{place, taken_out};
use super::reduce::Turn;
use super::state::{Editing, Entry, Past};
use super::{Command, Said, group, known};
use crate::annotation::{AnnotationId, Edit, Record, Stamp, Step, Timestamp, undo as steps};
use crate::store::Why;

pub(super) fn undo(turn: &mut Turn, at: Timestamp) {
    match turn.state.undo.pop() {
        None => turn.then(Command::Announce(Said::NothingToUndo)),
        Some(Past::Discarded(editing, entry)) => reopen(turn, *editing, entry.map(|entry| *entry)),
        Some(Past::Known(id, before)) => {
            let now = known::put(turn, &id, before.map(|before| *before));
            turn.then(Command::Announce(Said::Undone));
            turn.state.redo.push(Past::Known(id, now));
        }
        Some(Past::Joined(id, is_same)) => {
            joined(turn, &id, !is_same, Said::Undone);
            turn.state.redo.push(Past::Joined(id, is_same));
        }
        Some(Past::Edits(edits)) => {
            walk(turn, edits.iter().rev(), at, steps::undo, Said::Undone);
            turn.state.redo.push(Past::Edits(edits));
        }
    }
}

pub(super) fn redo(turn: &mut Turn, at: Timestamp) {
    match turn.state.redo.pop() {
        None => turn.then(Command::Announce(Said::NothingToUndo)),
        Some(Past::Discarded(..)) => {}
        Some(Past::Known(id, before)) => {
            let now = known::put(turn, &id, before.map(|before| *before));
            turn.then(Command::Announce(Said::Redone));
            turn.state.undo.push(Past::Known(id, now));
        }
        Some(Past::Joined(id, is_same)) => {
            joined(turn, &id, is_same, Said::Redone);
            turn.state.undo.push(Past::Joined(id, is_same));
        }
        Some(Past::Edits(edits)) => {
            walk(turn, edits.iter(), at, steps::redo, Said::Redone);
            turn.state.undo.push(Past::Edits(edits));
        }
    }
}

fn joined(turn: &mut Turn, id: &str, is_same: bool, said: Said) {
    group::set_joined(turn, id, is_same);
    turn.then(Command::Announce(said));
}

/// Goes through the edits of one step, one way or the other.
fn walk<'a>(
    turn: &mut Turn,
    edits: impl Iterator<Item = &'a Edit>,
    at: Timestamp,
    step: fn(&Edit, Option<&Record>, &Stamp) -> Step,
    said: Said,
) {
    let (mut saved, mut put) = (Vec::new(), Vec::new());
    let (mut changed, mut gone) = (Vec::new(), Vec::new());
    let mut restored = Vec::new();
    // A file's edits are put back as they were, whoever does it.
    let mut stamp = turn.state.stamp(at.clone());
    for edit in edits {
        let current = current(turn, edit);
        if !edit.imported {
            stamp = turn.state.stamp_of(&edit.after, at.clone());
        }
        match step(edit, current.as_deref(), &stamp) {
            Step::Nothing => {}
            Step::Save(record) => {
                apply(turn, edit, &record);
                changed.push(record.id().clone());
                saved.push(record);
            }
            Step::Put(id, record) => {
                match &record {
                    Some(record) => {
                        announce_change(turn, current.as_ref(), Some(record));
                        restored.push((id.clone(), put_back(turn.state.entries.get(&id), record)));
                        changed.push(id.clone());
                    }
                    None => {
                        announce_change(turn, current.as_ref(), None);
                        gone.push(id.clone());
                    }
                }
                put.push((id, record));
            }
        }
    }
    Rc::make_mut(&mut turn.state.entries).insert_all(restored);
    taken_out(turn, gone);
    place(turn, changed);
    let mut then = Some(said);
    if !put.is_empty() {
        turn.then(Command::Put {
            records: put,
            then: then.take(),
        });
    }
    if !saved.is_empty() {
        turn.then(Command::Save {
            records: saved,
            why: Why::Edit,
            then,
        });
    }
}

/// The last edit of an annotation that can be undone; `None` when it came with a file.
pub(super) fn last_edit(turn: &Turn, id: &AnnotationId) -> Option<Edit> {
    for past in turn.state.undo.iter().rev() {
        let Past::Edits(edits) = past else { continue };
        if edits.first().is_some_and(|edit| edit.imported) {
            // An import is in the order of the ids, and large.
            if (edits.binary_search_by(|edit| edit.after.id().cmp(id))).is_ok() {
                return None;
            }
            continue;
        }
        if let Some(edit) = edits.iter().find(|edit| edit.after.id() == id) {
            return Some(edit.clone());
        }
    }
    None
}

/// What was saved last met another tab's change and became another: undoing it leaves the other's change.
pub(super) fn rewrite_last_edit(turn: &mut Turn, by: Edit) {
    for past in turn.state.undo.iter_mut().rev() {
        let Past::Edits(edits) = past else { continue };
        let mut edits = Rc::make_mut(edits).iter_mut();
        if let Some(edit) = edits.find(|edit| edit.after.id() == by.after.id()) {
            *edit = by;
            return;
        }
    }
}

/// Opens an editor again that was closed with words in it.
fn reopen(turn: &mut Turn, editing: Editing, entry: Option<Entry>) {
    super::editor::finish(turn, None);
    if let Some(entry) = entry {
        let id = entry.record.id().clone();
        Rc::make_mut(&mut turn.state.entries).insert(id.clone(), entry);
        place(turn, vec![id]);
    }
    if turn.state.entries.contains_key(&editing.id) {
        turn.activate(Some(editing.id.clone()));
        turn.state.editing = Some(editing);
        turn.then(Command::FocusEditor);
    }
}

fn current(turn: &Turn, edit: &Edit) -> Option<Rc<Record>> {
    let entry = turn.state.entries.get(edit.after.id())?;
    Some(Rc::clone(&entry.record))
}

/// Changes the state by one edit, and tells the host page.
fn apply(turn: &mut Turn, edit: &Edit, record: &Rc<Record>) {
    let before = current(turn, edit);
    record_changed(turn, edit.after.id(), Rc::clone(record), &Why::Edit);
    announce_change(turn, before.as_ref(), Some(record));
}
