//! The bar of reading tools.

use web_sys::{KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::focus::arrows;
use super::icon::{
    BOOKMARK, EXPORT, IMPORT, Icon, KEYS, LIST, PAGE, PEOPLE, PRINT, REDO, TRASH, UNDO, icon,
};
use super::intent::Intent;
use super::shared::Ui;
use crate::locale::Key;
use crate::session::{Dialog, Entry, Errand, State};

/// The bar; `count` is how many notes there are.
pub(super) fn bar(ui: &Ui, state: &State, count: usize) -> Html {
    let move_focus = Callback::from(|event: KeyboardEvent| arrows(&event));
    let is_panel_open = matches!(state.dialog, Some(Dialog::AllNotes));
    let all = if is_panel_open {
        Intent::Close
    } else {
        Intent::Open(Dialog::AllNotes)
    };
    let all_name = ui.text(Key::AllNotes);
    // Drawn by the style sheet: as text it would have to be part of the name.
    let number = (count > 0).then(|| ui.words.number(count));
    html! {
        <div class="bar" role="toolbar" aria-label={ui.text(Key::ReadingTools)} onkeydown={move_focus}>
            { step(ui, Key::Undo, UNDO, Intent::Undo, state.can_undo()) }
            { step(ui, Key::Redo, REDO, Intent::Redo, state.can_redo()) }
            <button type="button" part="button" class="icon" aria-label={all_name.clone()} title={all_name}
                aria-expanded={is_panel_open.to_string()} onclick={ui.ask(all)}>
                { icon(LIST) }
                if let Some(number) = number { <span class="count" data-count={number} /> }
            </button>
            if !state.readonly {
                { ui.icon_button(Key::AddPageNote, PAGE, Intent::AddPageNote) }
                { bookmark(ui) }
                { ui.icon_button(Key::ImportNotes, IMPORT, Intent::Exchange(Errand::PickImport)) }
            }
            { ui.icon_button(Key::ExportNotes, EXPORT, Intent::Exchange(Errand::OpenExport)) }
            if is_group(state) { { ui.icon_button(Key::People, PEOPLE, Intent::Open(Dialog::People)) } }
            { ui.icon_button(Key::Print, PRINT, Intent::Open(Dialog::Print)) }
            { ui.icon_button(Key::Trash, TRASH, Intent::Open(Dialog::Trash)) }
            { ui.icon_button(Key::KeyboardShortcuts, KEYS, Intent::Open(Dialog::Shortcuts)) }
            { progress(ui) }
        </div>
    }
}

/// Whether there are notes of others, or the reader has a name for others: before that, people are no matter.
fn is_group(state: &State) -> bool {
    let is_other = |entry: &Entry| !entry.record.is_deleted() && !state.is_own(entry);
    !state.group.me.is_empty() || state.entries.values().any(is_other)
}

/// A press must not take the selection away before it is bookmarked.
fn bookmark(ui: &Ui) -> Html {
    let keep = Callback::from(|event: MouseEvent| event.prevent_default());
    let name = ui.text(Key::AddBookmark);
    html! {
        <button type="button" part="button" class="icon" aria-label={name.clone()} title={name}
            onmousedown={keep} onclick={ui.ask(Intent::Bookmark)}>
            { icon(BOOKMARK) }
        </button>
    }
}

/// How much of the article was read; the page itself says how much, at every scroll.
fn progress(ui: &Ui) -> Html {
    html! {
        <span class="progress" role="progressbar" aria-label={ui.text(Key::Progress)}
            aria-valuemin="0" aria-valuemax="100" />
    }
}

/// Undo or redo. It stays focusable when there is nothing to do, so that the focus is not lost.
fn step(ui: &Ui, key: Key, picture: Icon, intent: Intent, is_possible: bool) -> Html {
    let name = ui.text(key);
    html! {
        <button type="button" part="button" class="icon" aria-label={name.clone()} title={name}
            aria-disabled={(!is_possible).then_some("true")} onclick={ui.ask(intent)}>
            { icon(picture) }
        </button>
    }
}
