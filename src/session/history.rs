//! Undo and redo: per tab, over everything the reader did, an import being one step.

use std::rc::Rc;

use super::edits::{announce_change, record_changed};
use super::intake::place;
use super::reduce::Turn;
use super::state::{Editing, Entry, Past};
use super::{Command, Said, Write};
use crate::annotation::{Edit, Record, Step, Timestamp, undo as steps};

pub(super) fn undo(turn: &mut Turn, at: Timestamp) {
    match turn.state.undo.pop() {
        None => turn.then(Command::Announce(Said::NothingToUndo)),
        Some(Past::Discarded(editing, entry)) => reopen(turn, *editing, entry.map(|entry| *entry)),
        Some(Past::Edits(edits)) => {
            let stamp = turn.state.stamp(at);
            let writes = edits
                .iter()
                .rev()
                .filter_map(|edit| {
                    let current = current(turn, edit);
                    let step = steps::undo(edit, current.as_deref(), &stamp);
                    apply(turn, edit, step)
                })
                .collect();
            write(turn, writes, Said::Undone);
            turn.state.redo.push(Past::Edits(edits));
        }
    }
}

pub(super) fn redo(turn: &mut Turn, at: Timestamp) {
    match turn.state.redo.pop() {
        None => turn.then(Command::Announce(Said::NothingToUndo)),
        Some(Past::Discarded(..)) => {}
        Some(Past::Edits(edits)) => {
            let stamp = turn.state.stamp(at);
            let writes = edits
                .iter()
                .filter_map(|edit| {
                    let current = current(turn, edit);
                    let step = steps::redo(edit, current.as_deref(), &stamp);
                    apply(turn, edit, step)
                })
                .collect();
            write(turn, writes, Said::Redone);
            turn.state.undo.push(Past::Edits(edits));
        }
    }
}

/// Opens an editor again that was closed with words in it.
fn reopen(turn: &mut Turn, editing: Editing, entry: Option<Entry>) {
    super::edits::finish(turn, None);
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

/// Changes the state by one step; answers what has to be written.
fn apply(turn: &mut Turn, edit: &Edit, step: Step) -> Option<Write> {
    let (record, is_exact) = match step {
        Step::Nothing => return None,
        Step::Save(record) => (Some(record), false),
        Step::Put(_, record) => (record, true),
    };
    let id = edit.after.id().clone();
    let before = current(turn, edit);
    let record = record.map(Rc::new);
    record_changed(turn, &id, record.clone());
    announce_change(turn, before.as_deref(), record.as_ref());
    place(turn, vec![id.clone()]);
    if is_exact {
        return Some(Write::Put(id, record));
    }
    let trashed = turn
        .state
        .entries
        .get(&id)
        .and_then(|entry| entry.trashed.clone());
    record.map(|record| Write::Save(record, trashed))
}

fn write(turn: &mut Turn, writes: Vec<Write>, said: Said) {
    turn.then(Command::Store {
        writes,
        then: Some(said),
    });
}
