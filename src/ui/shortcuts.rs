//! The list of all keys.

use yew::prelude::*;

use super::keys::{LOCAL, TABLE};
use super::modal::Modal;
use super::shared::Ui;
use crate::locale::Key;

/// The dialog.
#[inline(never)]
pub(super) fn shortcuts(ui: &Ui) -> Html {
    let lines = TABLE
        .iter()
        .map(|line| (line.key, line.ctrl, line.shift, line.words))
        .chain(
            LOCAL
                .iter()
                .map(|(key, ctrl, words)| (*key, *ctrl, false, *words)),
        );
    html! {
        <Modal ui={ui.clone()} name={Key::KeyboardShortcuts}>
            <p class="faint">{ ui.text(Key::KeysWhen) }</p>
            <dl class="keys">
                { for lines.map(|(key, ctrl, shift, words)| line(ui, key, ctrl, shift, words)) }
            </dl>
        </Modal>
    }
}

fn line(ui: &Ui, key: &'static str, ctrl: bool, shift: bool, words: Key) -> Html {
    html! {
        <div>
            <dt>
                if ctrl { <kbd>{ "Ctrl" }</kbd> }
                if shift { <kbd>{ "Shift" }</kbd> }
                <kbd>{ key }</kbd>
            </dt>
            <dd>{ ui.text(words) }</dd>
        </div>
    }
}
