//! The preview of an import: whose notes they are and to be taken, what would change, what cannot be taken.

use std::rc::Rc;

use yew::prelude::*;

use super::intent::Intent;
use super::modal::Modal;
use super::reasons;
use super::shared::Ui;
use crate::locale::Key;
use crate::session::{Counts, Dialog, ImportOffer, PersonOffer, Source};

/// The most people and rejected items that are named one by one.
const MAX_NAMED: usize = 50;

/// The dialog.
#[inline(never)]
pub(super) fn import(ui: &Ui, offer: &Rc<ImportOffer>) -> Html {
    let counts = offer.counts();
    let is_news = counts.items() > counts.unchanged;
    html! {
        <Modal ui={ui.clone()} name={Key::ImportNotes}>
            { about(ui, offer) }
            { lines(ui, &counts) }
            if !is_news { <p>{ ui.text(Key::ImportNothing) }</p> }
            if !offer.people.is_empty() { { people(ui, offer) } }
            if !offer.rejected.is_empty() { { rejected(ui, offer) } }
            { for offer.unreadable.iter().map(|(name, kind)| html! {
                <p><bdi>{ name }</bdi>{ ": " }{ reasons::file(&ui.words, kind) }</p>
            }) }
            <p class="faint">{ ui.text(Key::ImportSafe) }</p>
            <div class="row end">
                { ui.button("quiet", Key::Cancel, Intent::Close) }
                { ui.button("main", Key::Import, Intent::ConfirmImport(Rc::clone(offer))) }
            </div>
        </Modal>
    }
}

/// What becomes of the notes, a line for each kind.
pub(super) fn lines(ui: &Ui, counts: &Counts) -> Html {
    let all = [
        (Key::ImportAdded, counts.added),
        (Key::ImportUpdated, counts.updated),
        (Key::ImportDeleted, counts.deleted),
        (Key::ImportUnchanged, counts.unchanged),
        (Key::ImportConflicts, counts.conflicts),
        (Key::ImportUnplaced, counts.unplaced),
    ];
    let lines = all.into_iter().filter(|(_, count)| *count > 0);
    html! { <ul>{ for lines.map(|(key, count)| html! { <li>{ ui.words.count(key, count) }</li> }) }</ul> }
}

/// Where it comes from, and whether it is about this text and this version of it.
fn about(ui: &Ui, offer: &ImportOffer) -> Html {
    let from = match offer.source {
        Source::Link => ui.text(Key::ImportLink).to_string(),
        Source::Clipboard => ui.text(Key::ImportClipboard).to_string(),
        Source::File => ui.words.fill(Key::ImportFile, &[&offer.names.join(", ")]),
    };
    let label = offer.label.as_ref().map(|label| reasons::cut(label, 120));
    html! {
        <>
            <p>{ from }</p>
            if let Some(label) = label { <p>{ ui.words.fill(Key::ImportAbout, &[&isolated(&label)]) }</p> }
            if offer.elsewhere > 0 { <p>{ ui.words.count(Key::ImportElsewhere, offer.elsewhere) }</p> }
            if offer.other_version > 0 { <p>{ ui.words.count(Key::ImportVersion, offer.other_version) }</p> }
        </>
    }
}

/// Outside words that cannot turn what stands around them.
fn isolated(text: &str) -> String {
    ["\u{2068}", text, "\u{2069}"].concat()
}

fn people(ui: &Ui, offer: &Rc<ImportOffer>) -> Html {
    let people = offer.people.iter().enumerate().take(MAX_NAMED);
    html! {
        <fieldset class="options">
            <legend>{ ui.text(Key::ImportPeople) }</legend>
            { for people.map(|(at, person)| choice(ui, offer, at, person)) }
            if offer.people.len() > MAX_NAMED { <p>{ "…" }</p> }
        </fieldset>
    }
}

/// One person, to take or to leave.
fn choice(ui: &Ui, offer: &Rc<ImportOffer>, at: usize, person: &PersonOffer) -> Html {
    let choose = {
        let (on, offer) = (ui.on.clone(), Rc::clone(offer));
        Callback::from(move |_: Event| {
            let toggled = Rc::new(offer.toggled(at));
            on.emit(Intent::Open(Dialog::Import(toggled)));
        })
    };
    let name = match &person.name {
        Some(name) => reasons::cut(name, 60),
        None if person.is_reader => String::new(),
        None => ui.text(Key::Unnamed).to_string(),
    };
    let count = ui.words.count(Key::NotesCount, person.counts.items());
    html! {
        <label class="option" key={at}>
            <input type="checkbox" checked={person.is_chosen} onchange={choose} />
            <span>
                <bdi>{ &name }</bdi>
                if person.is_reader {
                    if !name.is_empty() { { " · " } }
                    { ui.text(Key::ImportYou) }
                }
                <span class="faint">{ count }</span>
            </span>
        </label>
    }
}

fn rejected(ui: &Ui, offer: &ImportOffer) -> Html {
    let list = &offer.rejected;
    html! {
        <details>
            <summary>{ ui.words.count(Key::ImportRejected, list.len()) }</summary>
            <ul>
                { for list.iter().take(MAX_NAMED).map(|refusal| {
                    let number = ui.words.number(refusal.index + 1);
                    let reason = reasons::item(&ui.words, &refusal.problem);
                    html! {
                        <li>
                            if let Some(file) = &refusal.file { <bdi>{ &**file }</bdi>{ ": " } }
                            { ui.words.fill(Key::ImportItem, &[&number, &reason]) }
                        </li>
                    }
                }) }
                if list.len() > MAX_NAMED { <li>{ "…" }</li> }
            </ul>
        </details>
    }
}
