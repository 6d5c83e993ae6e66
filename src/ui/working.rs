//! Long work on its way: how far it is, and the button that stops it.

use yew::prelude::*;

use super::intent::Intent;
use super::modal::Modal;
use super::shared::Ui;
use crate::locale::Key;
use crate::session::{Work, Working};

/// The dialog.
#[inline(never)]
pub(super) fn working(ui: &Ui, working: Working) -> Html {
    let key = match working.what {
        Work::Importing => Key::WorkImporting,
        Work::Exporting => Key::WorkExporting,
        Work::Linking => Key::WorkLinking,
        Work::BackingUp => Key::WorkBackup,
        Work::Restoring => Key::WorkRestoring,
    };
    let is_counted = working.total > 0;
    let share = (working.done * 100).checked_div(working.total);
    // Without a value it says that something is going on, and not how far.
    let value = share.map(|share| share.to_string());
    html! {
        <Modal ui={ui.clone()} name={key}>
            <progress max="100" {value} aria-label={ui.text(key)} />
            if is_counted {
                <p class="faint">{ ui.words.fill(Key::WorkDone,
                    &[&ui.words.number(working.done), &ui.words.number(working.total)]) }</p>
            }
            // Not where the button to import is, which may take its place under the pointer.
            <div class="row">{ ui.button("quiet", Key::Stop, Intent::Close) }</div>
        </Modal>
    }
}
