//! What a reader wants, as a component says it; the actions it stands for.
//!
//! Components know no clock and make no ids: [`actions`] takes both and answers plain actions.

use std::rc::Rc;

use crate::annotation::{AnnotationId, Color, Motivation, Timestamp};
use crate::session::filter::Filter;
use crate::session::view::{self, Kind};
use crate::session::{Action, Dialog, Errand, GroupChange, ImportOffer, Paper, Settling, State};
use crate::text::ByteRange;
use crate::text::cursor::Step;

/// One wish of the reader.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // fields say it by their names and types
pub enum Intent {
    /// Highlight what is selected.
    Highlight(Color),
    /// Write a note on what is selected.
    AddNote,
    /// Write a note on the whole article.
    AddPageNote,
    /// Answer an annotation.
    Reply(AnnotationId),
    /// Bring a card into focus, or none.
    Activate(Option<AnnotationId>),
    /// Go to an annotation: its passage and its card.
    GoTo(AnnotationId),
    /// The reading cursor takes a step: an errand for the page.
    Step(Step),
    /// Go to the annotations on what is selected: an errand for the page.
    OpenHere,
    /// Other keys from now on, as [`super::keys`] writes them.
    ChangeKeys(Rc<str>),
    /// Go to the next note in the text.
    Next,
    /// Go to the one before.
    Previous,
    /// Open the editor.
    Edit(AnnotationId),
    /// The words in the editor.
    WordsChanged(String),
    /// The tags in the editor.
    TagsChanged(Vec<String>),
    /// Take what the editor holds.
    Save,
    /// Close the editor, keep what was before.
    Cancel,
    /// Change the colour.
    Recolor(AnnotationId, Color),
    /// A note becomes a question, and back.
    ToggleQuestion(AnnotationId),
    /// End a conflict.
    Settle {
        id: AnnotationId,
        how: Settling,
    },
    /// Change who reads together, or whose notes are shown.
    Group(GroupChange),
    /// The annotation belongs to this passage (a candidate, or the selection).
    Attach {
        id: AnnotationId,
        passage: ByteRange,
    },
    /// The probable place is not the place.
    Deny(AnnotationId),
    /// Move to the trash.
    Delete(AnnotationId),
    /// Take out of the trash.
    Restore(AnnotationId),
    Undo,
    Redo,
    /// Open something over the article.
    Open(Dialog),
    /// Close the innermost thing that is open.
    Close,
    /// What the reader looks for among the notes.
    FilterChanged(Rc<Filter>),
    /// Choose a note in a panel that covers the text: it closes.
    Choose(AnnotationId),
    /// Go to an annotation, and leave the focus where it is.
    Peek(AnnotationId),
    /// Bookmark what is selected, or else what is at the top of the screen.
    Bookmark,
    /// A question is answered, or is open again.
    ToggleAnswered(AnnotationId),
    /// What becomes of the notes on paper.
    PaperChosen(Paper),
    /// Print: an errand for the page.
    Print,
    /// Go on reading where it was left: an errand for the page.
    GoOn,
    /// Not go on there.
    StayHere,
    /// Take the import that is offered.
    ConfirmImport(Rc<ImportOffer>),
    /// The reader has read an alert.
    DismissAlert(usize),
    /// The reader has seen how to highlight.
    DismissHint,
    /// Put the keyboard's focus somewhere: an errand for the page.
    Focus(Goal),
    /// Something about files and links: an errand for the page.
    Exchange(Errand),
    /// Try again what this alert is about: an errand for the page.
    Retry(usize),
    /// Words cannot be shown as they are meant before the rarely needed part is here: an errand
    /// for the page.
    NeedPart,
}

/// Where the keyboard's focus can be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A card, in view.
    Card(AnnotationId),
    /// No focus at all: a card comes into view.
    Show(AnnotationId),
    /// The field of the open editor.
    Editor,
    /// The toolbar at the selection.
    Toolbar,
    /// The article, at this annotation's passage where there is one.
    Text(Option<AnnotationId>),
    /// Where it was before something of ours took it.
    Back,
}

/// The actions that a wish stands for, in order; none for an errand of the page.
pub fn actions(
    intent: &Intent,
    state: &State,
    at: &Timestamp,
    new_id: &AnnotationId,
) -> Vec<Action> {
    let at = at.clone();
    let id = || new_id.clone();
    let one = match intent.clone() {
        Intent::Highlight(color) => Action::Highlight {
            color,
            id: id(),
            at,
        },
        Intent::AddNote => Action::AddNote { id: id(), at },
        Intent::AddPageNote => Action::AddPageNote { id: id(), at },
        Intent::Reply(to) => Action::AddReply { to, id: id(), at },
        Intent::Activate(id) => Action::Activate(id),
        Intent::GoTo(id) => Action::GoTo(id),
        Intent::ChangeKeys(keys) => Action::KeysChanged(keys),
        Intent::Next => return neighbour(state, true),
        Intent::Previous => return neighbour(state, false),
        Intent::Edit(id) => Action::EditAsked(id, at),
        Intent::WordsChanged(words) => Action::WordsChanged(words),
        Intent::TagsChanged(tags) => Action::TagsChanged(tags),
        Intent::Save => Action::SaveAsked(at),
        Intent::Cancel => Action::CancelAsked,
        Intent::Recolor(id, color) => Action::Recolor { id, color, at },
        Intent::ToggleQuestion(id) => {
            let motivation = toggled(state, &id);
            Action::Remotivate { id, motivation, at }
        }
        Intent::Settle { id, how } => Action::Settle { id, how, at },
        Intent::Group(change) => Action::Group(change),
        Intent::Deny(id) => Action::Denied { id, at },
        Intent::Attach { id, passage } => Action::Attach { id, passage, at },
        Intent::Delete(id) => Action::Delete { id, at },
        Intent::Restore(id) => Action::Restore { id, at },
        Intent::Undo => Action::Undo(at),
        Intent::Redo => Action::Redo(at),
        Intent::Open(dialog) => Action::Open(dialog),
        Intent::Close => Action::Close,
        Intent::FilterChanged(filter) => Action::FilterChanged(filter),
        Intent::Choose(id) => return vec![Action::Close, Action::GoTo(id)],
        Intent::Peek(id) => Action::Peek(id),
        Intent::Bookmark => Action::Bookmark {
            passage: match state.selected {
                Some(selected) => selected.passage,
                None => return Vec::new(),
            },
            id: id(),
            at,
        },
        Intent::ToggleAnswered(id) => {
            let entry = state.entries.get(&id);
            let is_answered = entry.is_some_and(|entry| entry.record.shown().answered().is_none());
            Action::Answered {
                id,
                is_answered,
                at,
            }
        }
        Intent::PaperChosen(paper) => Action::PaperChosen(paper),
        Intent::GoOn | Intent::StayHere => Action::LeftOff(None),
        Intent::ConfirmImport(offer) => Action::ImportConfirmed(offer),
        Intent::DismissAlert(index) => Action::AlertDismissed(index),
        Intent::DismissHint => Action::HintDismissed,
        // The card is left; the page moves the focus besides.
        Intent::Focus(Goal::Text(_)) => Action::Activate(None),
        Intent::Step(_)
        | Intent::OpenHere
        | Intent::Focus(_)
        | Intent::Exchange(_)
        | Intent::Print
        | Intent::Retry(_)
        | Intent::NeedPart => {
            return Vec::new();
        }
    };
    vec![one]
}

fn toggled(state: &State, id: &AnnotationId) -> Motivation {
    let is_question = state
        .entries
        .get(id)
        .is_some_and(|entry| entry.record.shown().motivation == Motivation::Questioning);
    if is_question {
        Motivation::Commenting
    } else {
        Motivation::Questioning
    }
}

/// Going to the card after or before the active one; to the first or last when none is active.
fn neighbour(state: &State, is_forward: bool) -> Vec<Action> {
    let margin = view::margin(state);
    let cards: Vec<&AnnotationId> = margin
        .all()
        .filter(|card| card.kind != Kind::Reply && margin.is_hit(card))
        .map(|card| &card.id)
        .collect();
    let active = state.active.as_ref();
    let here = cards.iter().position(|id| Some(*id) == active);
    let next = match (here, is_forward) {
        // At an end, to the same one again: the focus may be in the text.
        (Some(here), true) => (here + 1).min(cards.len() - 1),
        (Some(here), false) => here.saturating_sub(1),
        (None, true) => 0,
        (None, false) => cards.len().saturating_sub(1),
    };
    cards
        .get(next)
        .map(|id| Action::GoTo((*id).clone()))
        .into_iter()
        .collect()
}
