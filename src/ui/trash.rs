//! The trash: what was deleted, and the way back.

use yew::prelude::*;

use super::intent::Intent;
use super::modal::Modal;
use super::phrase;
use super::shared::Ui;
use crate::locale::Key;
use crate::session::State;
use crate::session::view::{self, TrashView};

/// The dialog. What is said while it is open is said in it: all else is inert then.
#[inline(never)]
pub(super) fn trash(ui: &Ui, state: &State, heard: Html) -> Html {
    let list = view::trash(state);
    html! {
        <Modal ui={ui.clone()} name={Key::Trash}>
            if list.is_empty() {
                <p>{ ui.text(Key::TrashEmpty) }</p>
            } else {
                <p class="faint">{ ui.text(Key::TrashWords) }</p>
                <ul class="list">{ for list.iter().map(|deleted| item(ui, deleted)) }</ul>
            }
            { heard }
        </Modal>
    }
}

fn item(ui: &Ui, deleted: &TrashView) -> Html {
    let ago = ui.words.relative(&deleted.deleted, &ui.now);
    html! {
        <li class="row" key={deleted.id.as_str().to_owned()}>
            <div class="item">
                <q dir="auto">{ phrase::cut(&deleted.quote, 120) }</q>
                if let Some(words) = &deleted.words { <span dir="auto">{ phrase::gist(words, 160) }</span> }
                <span class="faint" title={ui.words.exact(&deleted.deleted)}>
                    { ui.words.fill(Key::DeletedAt, &[&ago]) }
                </span>
            </div>
            { ui.button("quiet", Key::Restore, Intent::Restore(deleted.id.clone())) }
        </li>
    }
}
