//! Lays the article out for paper before the browser prints, whoever asked it to, and clears it away after.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::controller::Controller;
use super::paints;
use crate::article;
use crate::locale::Key;
use crate::page::observe::printing;
use crate::page::paper::{self, Laid, Mark, Note, Sheet};
use crate::page::slices::next_frame;
use crate::session::view::{CardView, Kind};
use crate::session::{Action, Paper};
use crate::ui::{Words, phrase};

/// The attribute of the frame that the style sheets go by.
const PAPER: &str = "data-paper";

/// Prints, once the dialog that asked for it is gone.
pub(super) fn print(controller: &Rc<Controller>) {
    controller.act(Action::Close);
    let controller = Rc::clone(controller);
    spawn_local(async move {
        next_frame().await;
        next_frame().await;
        // Fails only in a frame that may not print.
        let _ = controller.window.print();
    });
}

/// Watches for printing.
pub(super) fn watch(controller: &Rc<Controller>) {
    let told = Rc::downgrade(controller);
    let laid: RefCell<Option<Laid>> = RefCell::default();
    let listeners = printing(&controller.window, move |is_printing| {
        let Some(controller) = told.upgrade() else {
            return;
        };
        drop(laid.take());
        if is_printing {
            laid.replace(lay(&controller));
        } else {
            // A fixed name is always valid.
            let _ = controller.frame.frame.remove_attribute(PAPER);
            repaint(&controller, false);
        }
    });
    controller.guard(listeners);
}

/// Without notes the article itself is printed, and nothing is painted on it.
fn lay(controller: &Controller) -> Option<Laid> {
    let state = controller.state();
    if state.paper == Paper::Nothing {
        repaint(controller, true);
        return None;
    }
    let reading = controller.reading()?;
    let sheet = sheet(controller, state.paper == Paper::Beside);
    let laid = paper::lay(&reading.text, &controller.host, &sheet)?;
    controller.frame.frame.set_attribute(PAPER, "").ok()?;
    Some(laid)
}

fn repaint(controller: &Controller, is_bare: bool) {
    if let Some(reading) = controller.reading() {
        let marks = match is_bare {
            true => Vec::new(),
            false => paints::marks(&controller.view()),
        };
        reading.painter.set(&marks);
    }
}

/// What the reader looks for, and all of it when nothing is.
fn sheet(controller: &Controller, beside: bool) -> Sheet {
    let view = controller.view();
    let words = controller.words.borrow().clone();
    let mut sheet = Sheet {
        beside,
        ..Sheet::default()
    };
    let shown = |list: &[Rc<CardView>]| -> Vec<Rc<CardView>> {
        let is_hit = |card: &&Rc<CardView>| view.is_hit(card);
        list.iter().filter(is_hit).cloned().collect()
    };
    let mut numbered = Vec::new();
    for card in shown(&view.placed) {
        let Some(passage) = card.passage else {
            continue;
        };
        let says = card.words.is_some() || !card.tags.is_empty() || !card.replies.is_empty();
        let note = says.then(|| {
            let number = words.number(numbered.len() + 1);
            let note = note(&words, &card, number, !beside);
            numbered.push(note.clone());
            note
        });
        let is_bookmark = card.kind == Kind::Bookmark;
        sheet.marks.push(Mark {
            passage,
            color: if is_bookmark { "" } else { card.color.name() },
            note,
        });
    }
    let plain = |card: &Rc<CardView>| note(&words, card, String::new(), true);
    sheet.before = shown(&view.page_notes).iter().map(plain).collect();
    let heading = |key| words.get(key).as_ref().to_owned();
    if !beside {
        sheet.after.push((heading(Key::Notes), numbered));
    }
    let unplaced = shown(&view.unplaced).iter().map(plain).collect();
    sheet.after.push((heading(Key::WithoutPlace), unplaced));
    sheet
}

fn note(words: &Words, card: &CardView, number: String, with_quote: bool) -> Note {
    let mut foot = card.tags.join(", ");
    if card.answered.is_some() {
        if !foot.is_empty() {
            foot.push_str(" · ");
        }
        let at = card.answered.as_deref().unwrap_or_default();
        foot.push_str(&words.fill(Key::Answered, &[&words.exact(at)]));
    }
    Note {
        number,
        head: phrase::head(words, card),
        quote: match with_quote && card.kind != Kind::Reply {
            true => phrase::cut(&card.quote, 200),
            false => String::new(),
        },
        words: article::note(card.words.as_deref().unwrap_or_default()),
        foot,
        replies: card
            .replies
            .iter()
            .map(|reply| note(words, reply, String::new(), false))
            .collect(),
    }
}
