//! From a state and an action to the next state and its commands.

use std::rc::Rc;

use super::state::{ArticleStatus, Dialog, Layer, Past, State};
use super::{
    Action, Alert, Command, Event, Said, cursor, editor, edits, group, history, intake, known,
};
use crate::annotation::{AnnotationId, Target};

/// A state that is being changed, with what follows from the change so far.
pub(super) struct Turn {
    pub state: State,
    pub commands: Vec<Command>,
}

impl Turn {
    pub(super) fn then(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Tells the reader of trouble, once for each kind.
    pub(super) fn alarm(&mut self, alert: Alert) {
        let is_told = self.state.alerts.iter().any(|told| told.kind == alert.kind);
        if !is_told {
            self.state.alerts.push(alert);
        }
    }

    /// Brings an annotation into focus.
    pub(super) fn activate(&mut self, id: Option<AnnotationId>) {
        self.state.active = id;
        self.state.choice.clear();
    }
}

/// What follows from `action`. Answers the same `Rc` when nothing changed.
pub fn reduce(state: &Rc<State>, action: Action) -> (Rc<State>, Vec<Command>) {
    let mut turn = Turn {
        state: State::clone(state),
        commands: Vec::new(),
    };
    take(&mut turn, action);
    if turn.state == **state {
        return (Rc::clone(state), turn.commands);
    }
    (Rc::new(turn.state), turn.commands)
}

fn take(turn: &mut Turn, action: Action) {
    match action {
        Action::SourceSlow => turn.state.status = ArticleStatus::Slow,
        Action::ArticleShown(text) => intake::article(turn, text),
        Action::ArticleFailed(alert) => {
            turn.state.status = ArticleStatus::Failed;
            turn.alarm(alert);
        }
        Action::Loaded {
            records,
            trash,
            layer,
        } => intake::loaded(turn, records, trash, &layer),
        Action::InMemory(alert) => {
            turn.state.in_memory = true;
            if let Some(alert) = alert {
                turn.alarm(alert);
            }
        }
        Action::Stored(records) => intake::stored(turn, records),
        Action::StoreFailed { ids, alert } => intake::not_stored(turn, &ids, alert),
        Action::StoreRetried => intake::retried(turn),
        Action::Arrived { records, trash } => {
            intake::loaded(turn, records, trash, &Layer::Stored);
        }
        Action::TakenOut(ids) => intake::taken_out(turn, ids),
        Action::Placed(list) => intake::placed(turn, list),

        Action::Highlight { color, id, at } => edits::highlight(turn, color, id, at),
        Action::AddNote { id, at } => edits::add_note(turn, id, at),
        Action::Bookmark { passage, id, at } => edits::bookmark(turn, passage, id, at),
        Action::Answered {
            id,
            is_answered,
            at,
        } => edits::answer(turn, &id, is_answered, at),
        Action::AddPageNote { id, at } => {
            let target = Target::Article(turn.state.article.clone());
            editor::open_new(turn, id, target, at);
        }
        Action::AddReply { to, id, at } => editor::open_new(turn, id, Target::Reply(to), at),
        Action::Add(annotation) => edits::add(turn, *annotation),
        Action::Replace(record) => edits::replace(turn, *record, None),
        Action::EditAsked(id, at) => editor::open(turn, id, &at),
        Action::DraftFound {
            editing,
            annotation,
        } => editor::draft_found(turn, editing, annotation.map(|record| *record)),
        Action::WordsChanged(words) => editor::type_words(turn, words),
        Action::TagsChanged(tags) => editor::type_tags(turn, tags),
        Action::SaveAsked(at) => editor::save(turn, at),
        Action::CancelAsked => editor::cancel(turn),
        Action::Recolor { id, color, at } => edits::recolor(turn, &id, color, at),
        Action::Remotivate { id, motivation, at } => edits::remotivate(turn, &id, motivation, at),
        Action::Delete { id, at } => edits::delete(turn, &id, at),
        Action::Restore { id, at } => edits::restore(turn, &id, at),
        Action::Attach { id, passage, at } => edits::attach(turn, &id, passage, at),
        Action::PlacesKnown { list, fresh } => known::take(turn, list, fresh),
        Action::Denied { id, at } => edits::deny(turn, &id, at),
        Action::ImportConfirmed(offer) => edits::import(turn, &offer),
        Action::Settle { id, how, at } => edits::settle(turn, &id, how, at),
        Action::Undo(at) => history::undo(turn, at),
        Action::Redo(at) => history::redo(turn, at),
        action => look(turn, action),
    }
}

/// Actions that change what is seen, and no annotation.
fn look(turn: &mut Turn, action: Action) {
    match action {
        Action::SelectionChanged(selected) => {
            turn.state.selected = selected;
            if selected.is_some() {
                turn.state.choice.clear();
            }
        }
        Action::Described(passage, selectors) => {
            turn.state.described = Some((passage, selectors));
        }
        Action::Activate(id) => activate(turn, id),
        Action::GoTo(id) => {
            turn.activate(Some(id.clone()));
            turn.then(Command::ScrollTo(id.clone()));
            // Out of an open dialog the focus would be lost behind it.
            if turn.state.dialog.is_none() {
                turn.then(Command::FocusCard(id));
            }
        }
        Action::Peek(id) => {
            turn.activate(Some(id.clone()));
            turn.then(Command::ScrollTo(id));
        }
        Action::TextClicked(ids) => text_clicked(turn, ids),
        Action::ImportOffered(offer) => turn.state.dialog = Some(Dialog::Import(offer)),
        Action::Open(dialog) => {
            turn.state.dialog = Some(dialog);
            turn.state.choice.clear();
        }
        Action::Close => close(turn),
        Action::FilterChanged(filter) => turn.state.filter = filter,
        Action::PaperChosen(paper) => turn.state.paper = paper,
        Action::LeftOff(left_off) => turn.state.left_off = left_off,
        Action::Alarmed(alert) => turn.alarm(alert),
        Action::AlertDismissed(at) if at < turn.state.alerts.len() => {
            turn.state.alerts.remove(at);
        }
        Action::KeysChanged(keys) => turn.state.keys = keys,
        Action::HintDismissed => turn.state.is_hint_dismissed = true,
        Action::CopyDue(is_due) => turn.state.is_copy_due = is_due,
        Action::Renamed(name) => {
            Rc::make_mut(&mut turn.state.group).given = name;
            turn.state.reader.name = turn.state.group.name();
        }
        Action::Heard(sender) => group::learn(turn, Some(&sender)),
        Action::Group(change) => group::changed(turn, change),
        Action::ReadonlyChanged(readonly) => turn.state.readonly = readonly,
        _ => {}
    }
}

fn activate(turn: &mut Turn, id: Option<AnnotationId>) {
    let was_choice = !turn.state.choice.is_empty();
    turn.activate(id.clone());
    if let (Some(id), true) = (id, was_choice) {
        turn.then(Command::FocusCard(id.clone()));
        turn.then(Command::Uncover(id));
    }
}

fn text_clicked(turn: &mut Turn, ids: Vec<AnnotationId>) {
    if cursor::passage(&turn.state).is_some() {
        turn.state.selected = None;
    }
    match ids.as_slice() {
        [] => turn.activate(None),
        [id] => {
            turn.activate(Some(id.clone()));
            turn.then(Command::FocusCard(id.clone()));
            turn.then(Command::Uncover(id.clone()));
            turn.then(Command::Emit(Event::Select(ids)));
        }
        several => {
            turn.then(Command::Announce(Said::Choose(several.len())));
            turn.state.choice = several.to_vec();
            turn.then(Command::Emit(Event::Select(ids)));
        }
    }
}

/// Closes the innermost thing of ours that is open.
fn close(turn: &mut Turn) {
    let state = &mut turn.state;
    if !state.choice.is_empty() {
        state.choice.clear();
        turn.then(Command::RestoreFocus);
    } else if state.dialog.take().is_some() {
        turn.then(Command::RestoreFocus);
    } else if state.editing.is_some() {
        editor::cancel(turn);
    } else if state.selected.take().is_some() {
        turn.then(Command::ClearSelection);
    } else if state.active.take().is_some() {
        turn.then(Command::RestoreFocus);
    }
}

/// Remembers a step, and forgets what could have been done again.
pub(super) fn remember(turn: &mut Turn, past: Past) {
    turn.state.undo.push(past);
    turn.state.redo.clear();
}
