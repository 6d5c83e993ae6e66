//! The preview of an import: what would change, whose notes they are, what cannot be taken.

use std::rc::Rc;

use yew::prelude::*;

use super::intent::Intent;
use super::modal::Modal;
use super::shared::Ui;
use crate::locale::Key;
use crate::session::ImportOffer;

/// The most rejected items that are named one by one.
const MAX_NAMED: usize = 20;

/// The dialog.
#[inline(never)]
pub(super) fn import(ui: &Ui, offer: &Rc<ImportOffer>) -> Html {
    let report = &offer.report;
    let counts = [
        (Key::ImportAdded, report.added),
        (Key::ImportUpdated, report.updated),
        (Key::ImportDeleted, report.deleted),
        (Key::ImportUnchanged, report.unchanged),
        (Key::ImportConflicts, report.conflicts),
        (Key::ImportUnplaced, report.unplaced),
    ];
    let is_news = report.added + report.updated + report.deleted + report.conflicts > 0;
    let lines = counts.into_iter().filter(|(_, count)| *count > 0);
    html! {
        <Modal ui={ui.clone()} name={Key::ImportNotes}>
            if !offer.name.is_empty() { <p>{ ui.words.fill(Key::ImportFile, &[&offer.name]) }</p> }
            <ul>{ for lines.map(|(key, count)| html! { <li>{ ui.words.count(key, count) }</li> }) }</ul>
            if !is_news { <p>{ ui.text(Key::ImportNothing) }</p> }
            if !offer.people.is_empty() { { people(ui, offer) } }
            if !report.rejected.is_empty() { { rejected(ui, offer) } }
            <p class="faint">{ ui.text(Key::ImportSafe) }</p>
            <div class="row end">
                { ui.button("quiet", Key::Cancel, Intent::Close) }
                { ui.button("main", Key::Import, Intent::ConfirmImport(Rc::clone(offer))) }
            </div>
        </Modal>
    }
}

fn people(ui: &Ui, offer: &ImportOffer) -> Html {
    html! {
        <>
            <h3>{ ui.text(Key::ImportPeople) }</h3>
            <ul>
                { for offer.people.iter().map(|(name, count)| html! {
                    <li><bdi>{ name }</bdi>{ ": " }{ ui.words.count(Key::NotesCount, *count) }</li>
                }) }
            </ul>
        </>
    }
}

fn rejected(ui: &Ui, offer: &ImportOffer) -> Html {
    let list = &offer.report.rejected;
    html! {
        <details>
            <summary>{ ui.words.count(Key::ImportRejected, list.len()) }</summary>
            <ul>
                { for list.iter().take(MAX_NAMED).map(|(index, reason)| html! {
                    <li>{ ui.words.fill(Key::ImportItem, &[&ui.words.number(index + 1), reason]) }</li>
                }) }
                if list.len() > MAX_NAMED { <li>{ "…" }</li> }
            </ul>
        </details>
    }
}
