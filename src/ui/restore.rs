//! The preview of a backup: what taking it in would add.

use std::rc::Rc;

use yew::prelude::*;

use super::import::lines;
use super::intent::Intent;
use super::modal::Modal;
use super::shared::Ui;
use crate::locale::Key;
use crate::session::{Errand, RestoreOffer};

/// The dialog.
#[inline(never)]
pub(super) fn restore(ui: &Ui, offer: &Rc<RestoreOffer>) -> Html {
    let counted = [
        (Key::RestoreTexts, offer.parts.len()),
        (Key::RestoreDrafts, offer.drafts),
        (Key::RestoreRejected, offer.rejected),
    ];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    html! {
        <Modal ui={ui.clone()} name={Key::RestoreBackup}>
            <p>{ ui.words.fill(Key::ImportFile, &[&offer.name]) }</p>
            if let Some(made) = &offer.made {
                <p>{ ui.words.fill(Key::RestoreMade, &[&ui.words.exact(made.as_str())]) }</p>
            }
            { lines(ui, &offer.counts) }
            <ul>{ for counted.map(|(key, count)| html! { <li>{ ui.words.count(key, count) }</li> }) }</ul>
            <p class="faint">{ ui.text(Key::RestoreSafe) }</p>
            <div class="row end">
                { ui.button("quiet", Key::Cancel, Intent::Close) }
                { ui.button("main", Key::Restore, Intent::Exchange(Errand::Restore(Rc::clone(offer)))) }
            </div>
        </Modal>
    }
}
