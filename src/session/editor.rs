//! The note that is being written: opening, typing, saving, cancelling; its words are not lost.

use std::rc::Rc;

use super::edits::{draft, replace};
use super::intake::place;
use super::reduce::{Turn, remember};
use super::state::{Editing, Entry, Kept, Layer, Past};
use super::{Command, Said};
use crate::annotation::{
    Annotation, AnnotationId, Draft, EditError, Field, NoteChange, Patch, Record, Stamp, Target,
    Timestamp, conflict, edit,
};

/// Opens the editor on an annotation that is made when its words are saved.
pub(super) fn open_new(turn: &mut Turn, id: AnnotationId, target: Target, at: Timestamp) {
    if turn.state.readonly {
        return;
    }
    finish(turn, Some(&at));
    let mut draft = draft(id.clone(), target);
    draft.motivation = Some(edit::default_motivation(&draft.target, true));
    draft.color = matches!(draft.target, Target::Passage(_)).then_some(turn.state.color);
    let record = edit::create(draft, &turn.state.stamp(at));
    let entry = Entry {
        record: Rc::new(record),
        trash: Rc::default(),
        layer: Layer::Stored,
        kept: Kept::Draft,
    };
    Rc::make_mut(&mut turn.state.entries).insert(id.clone(), entry);
    begin(turn, id, String::new(), Vec::new());
}

fn begin(turn: &mut Turn, id: AnnotationId, words: String, tags: Vec<String>) {
    turn.activate(Some(id.clone()));
    turn.then(Command::Uncover(id.clone()));
    turn.state.dialog = None;
    turn.state.editing = Some(Editing {
        id,
        began_with: (words.clone(), tags.clone()),
        words,
        tags,
    });
    turn.then(Command::FocusEditor);
}

pub(super) fn open(turn: &mut Turn, id: AnnotationId, at: &Timestamp) {
    let Some(entry) = turn.state.entries.get(&id) else {
        return;
    };
    let annotation = entry.record.shown();
    let is_open = turn
        .state
        .editing
        .as_ref()
        .is_some_and(|editing| editing.id == id);
    if is_open || turn.state.readonly || !turn.state.is_own(entry) || annotation.deleted.is_some() {
        return;
    }
    let words = annotation
        .note
        .as_ref()
        .map(|note| note.value.clone())
        .unwrap_or_default();
    let tags = annotation.tags.clone();
    finish(turn, Some(at));
    begin(turn, id, words, tags);
}

/// An editor that is open when another one opens is not lost: its words are taken when there is a
/// time to write on them, else it can be had back by undo.
pub(super) fn finish(turn: &mut Turn, at: Option<&Timestamp>) {
    match (turn.state.editing.as_ref().map(Editing::is_changed), at) {
        (Some(true), Some(at)) => save(turn, at.clone()),
        (Some(_), _) => cancel(turn),
        (None, _) => {}
    }
}

pub(super) fn draft_found(turn: &mut Turn, editing: Editing, annotation: Option<Record>) {
    if turn.state.editing.is_some() || turn.state.readonly {
        return;
    }
    // The page was closed between the two: its words are safe.
    if is_said(turn, &editing) {
        turn.then(Command::DropDraft(editing.id));
        return;
    }
    if let Some(record) = annotation {
        let entry = Entry {
            record: Rc::new(record),
            trash: Rc::default(),
            layer: Layer::Stored,
            kept: Kept::Draft,
        };
        let id = editing.id.clone();
        if !turn.state.entries.contains_key(&id) {
            Rc::make_mut(&mut turn.state.entries).insert(id.clone(), entry);
        }
        place(turn, vec![id]);
    }
    if turn.state.entries.contains_key(&editing.id) {
        turn.state.editing = Some(editing);
    }
}

/// Whether a note says already what an editor holds.
fn is_said(turn: &Turn, editing: &Editing) -> bool {
    let entry = turn.state.entries.get(&editing.id);
    let shown = entry.map(|entry| entry.record.shown());
    shown.is_some_and(|shown| {
        let words = shown.note.as_ref().map_or("", |note| &note.value);
        shown.deleted.is_none() && words == editing.words && shown.tags == editing.tags
    })
}

pub(super) fn type_words(turn: &mut Turn, words: String) {
    if let Some(editing) = &mut turn.state.editing {
        editing.words = words;
    }
    keep_draft(turn);
}

pub(super) fn type_tags(turn: &mut Turn, tags: Vec<String>) {
    if let Some(editing) = &mut turn.state.editing {
        editing.tags = tags;
    }
    keep_draft(turn);
}

pub(super) fn keep_draft(turn: &mut Turn) {
    let Some(editing) = turn.state.editing.clone() else {
        return;
    };
    let annotation = turn
        .state
        .entries
        .get(&editing.id)
        .filter(|entry| entry.kept == Kept::Draft)
        .map(|entry| Rc::clone(&entry.record));
    turn.then(Command::KeepDraft {
        editing,
        annotation,
    });
}

pub(super) fn save(turn: &mut Turn, at: Timestamp) {
    let Some(editing) = turn.state.editing.take() else {
        return;
    };
    turn.then(Command::FocusCard(editing.id.clone()));
    let Some(entry) = turn.state.entries.get(&editing.id) else {
        return;
    };
    let before = (entry.kept != Kept::Draft).then(|| Rc::clone(&entry.record));
    let stamp = turn.state.stamp_of(&entry.record, at);
    let record = match entry.kept {
        Kept::Draft => Ok(first_version(entry.record.shown(), &editing, &stamp)),
        _ => written(entry, &editing, &stamp),
    };
    match record {
        Ok(record) if before.as_deref() == Some(&record) => {
            turn.then(Command::DropDraft(editing.id));
        }
        Ok(record) => {
            turn.state.drafted.push(editing.id);
            replace(turn, record, Some(Said::NoteSaved));
        }
        Err(_) => {
            turn.then(Command::DropDraft(editing.id.clone()));
            discard(turn, editing);
        }
    }
}

/// The words of these are safe: their drafts are not needed any more. Until then they are, as the write may fail, or the
/// page be closed.
pub(super) fn safe(turn: &mut Turn, ids: Vec<AnnotationId>) {
    for id in ids {
        turn.state.drafted.retain(|drafted| *drafted != id);
        let editing = turn.state.editing.as_ref();
        if editing.is_none_or(|editing| editing.id != id) {
            turn.then(Command::DropDraft(id));
        }
    }
}

/// The annotation that an editor on a new one makes; without words it is a highlight.
fn first_version(annotation: &Annotation, editing: &Editing, stamp: &Stamp) -> Record {
    let has_words = !editing.words.trim().is_empty();
    edit::create(
        Draft {
            motivation: Some(edit::default_motivation(&annotation.target, has_words)),
            note: has_words.then(|| edit::markdown(&editing.words)),
            tags: editing.tags.clone(),
            color: annotation.color,
            ..draft(annotation.id.clone(), annotation.target.clone())
        },
        stamp,
    )
}

/// What the editor holds, in the place of what it began with. What became of the note meanwhile, in another tab or by
/// a file, is not overwritten: other words stand beside these until the reader settles it, tags are put together, and
/// a note that was deleted comes back for what was typed.
fn written(entry: &Entry, editing: &Editing, stamp: &Stamp) -> Result<Record, EditError> {
    if entry.record.is_deleted() && editing.is_changed() {
        let thrown = entry.trash.last().map(|thrown| &thrown.annotation);
        let content = Annotation {
            deleted: None,
            ..thrown.unwrap_or(entry.record.shown()).clone()
        };
        let back = edit::restore(&entry.record, &content, stamp)?;
        return edit::patch(&back, patch_of(editing, content.tags), stamp);
    }
    let shown = entry.record.shown();
    let words = shown.note.as_ref().map_or("", |note| &note.value);
    let (before, tags) = &editing.began_with;
    let tags = conflict::tags(tags, &editing.tags, &shown.tags);
    let mut patch = patch_of(editing, tags);
    let is_theirs = words != before && words != editing.words;
    if is_theirs && editing.words == *before {
        patch.note = NoteChange::Keep;
    }
    let next = edit::patch(&entry.record, patch, stamp)?;
    Ok(if is_theirs && editing.words != *before {
        edit::with_beside(&next, shown)
    } else {
        next
    })
}

fn patch_of(editing: &Editing, tags: Vec<String>) -> Patch {
    Patch {
        note: match editing.words.trim() {
            "" => NoteChange::Remove,
            _ => NoteChange::Words(editing.words.clone()),
        },
        tags: Field::Set(tags),
        ..Patch::default()
    }
}

/// Whether an annotation that is to be taken out stays, as one whose first words are being written: it came with a file
/// that is not taken any more, and the reader has typed on it.
pub(super) fn stays_open(turn: &mut Turn, id: &AnnotationId) -> bool {
    let is_typed = match &turn.state.editing {
        Some(editing) if editing.id == *id => editing.is_changed(),
        _ => return false,
    };
    if !is_typed {
        cancel(turn);
        return false;
    }
    if let Some(entry) = Rc::make_mut(&mut turn.state.entries).get_mut(id) {
        entry.kept = Kept::Draft;
    }
    keep_draft(turn);
    is_typed
}

pub(super) fn cancel(turn: &mut Turn) {
    if let Some(editing) = turn.state.editing.take() {
        turn.then(Command::DropDraft(editing.id.clone()));
        discard(turn, editing);
    }
}

/// Closes an editor without taking its words; undo brings them back.
fn discard(turn: &mut Turn, editing: Editing) {
    let id = editing.id.clone();
    let is_new = turn
        .state
        .entries
        .get(&id)
        .is_some_and(|entry| entry.kept == Kept::Draft);
    let entry = is_new
        .then(|| Rc::make_mut(&mut turn.state.entries).remove(&id))
        .flatten();
    if editing.is_changed() {
        let past = Past::Discarded(Box::new(editing), entry.map(Box::new));
        remember(turn, past);
        turn.then(Command::Announce(Said::Discarded));
    }
    if is_new {
        Rc::make_mut(&mut turn.state.placements).remove(&id);
        turn.activate(None);
        turn.then(Command::RestoreFocus);
    } else {
        turn.then(Command::FocusCard(id));
    }
}
