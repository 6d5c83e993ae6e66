//! The list of all keys, each in a field that takes another key.

use std::rc::Rc;

use js_sys::JsString;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::hear::key_of;
use super::intent::Intent;
use super::keys::{Binding, Chord, LOCAL, TABLE, change, chord, has_single, on};
use super::modal::Modal;
use super::shared::Ui;
use crate::locale::Key;

/// The dialog. The field in focus takes the next key; nothing has to be asked for first.
#[inline(never)]
pub(super) fn shortcuts(ui: &Ui, changed: &Rc<str>) -> Html {
    let is_single = has_single(changed);
    let single = Rc::from(change(changed, "single", is_single.then_some(None)));
    html! {
        <Modal ui={ui.clone()} name={Key::KeyboardShortcuts}>
            <p class="faint">{ ui.text(Key::KeysWhen) }</p>
            <p class="faint">{ ui.text(Key::KeysHow) }</p>
            <dl class="keys">
                { for TABLE.iter().map(|binding| own(ui, binding, changed)) }
                { for LOCAL.iter().map(|(key, ctrl, words)| fixed(ui, key, *ctrl, *words)) }
            </dl>
            <label class="row">
                <input type="checkbox" checked={is_single} onchange={ui.ask(Intent::ChangeKeys(single))} />
                { ui.text(Key::KeysSingle) }
            </label>
            <div class="row end">
                { ui.button("quiet", Key::KeysReset, Intent::ChangeKeys(Rc::from(""))) }
            </div>
            <p class="heard" role="status">{ last(ui, changed) }</p>
        </Modal>
    }
}

/// A line whose key can be changed.
fn own(ui: &Ui, binding: &'static Binding, changed: &Rc<str>) -> Html {
    let key = chord(binding, changed);
    let press = {
        let (on, changed) = (ui.on.clone(), Rc::clone(changed));
        Callback::from(move |event: KeyboardEvent| {
            if let Some(keys) = pressed(&event, binding.name, &changed) {
                event.prevent_default();
                event.stop_propagation();
                on.emit(Intent::ChangeKeys(keys));
            }
        })
    };
    html! {
        <div key={binding.name}>
            <dt>
                <input type="text" readonly=true class="key" aria-label={ui.text(binding.words)}
                    value={shown(ui, key)} onkeydown={press} />
            </dt>
            <dd>{ ui.text(binding.words) }</dd>
        </div>
    }
}

/// What the reader changed, once the field of `name` has taken this key; `None` for a key that goes
/// on, closes or composes. Whoever had the key before has none now.
fn pressed(event: &KeyboardEvent, name: &str, changed: &str) -> Option<Rc<str>> {
    let key = key_of(event).to_lowercase();
    if event.alt_key() || event.is_composing() {
        return None;
    }
    if key == "backspace" || key == "delete" {
        return Some(Rc::from(change(changed, name, Some(None))));
    }
    // Names of keys are longer than one character, and stay what they are; so does the space.
    let mut characters = key.trim().chars();
    let is_letter = characters.next()?.is_alphabetic();
    if characters.next().is_some() {
        return None;
    }
    let chord = Chord {
        key: &key,
        ctrl: event.ctrl_key() || event.meta_key(),
        shift: is_letter && event.shift_key(),
    };
    let freed = match on(chord, changed) {
        Some(other) if other.name != name => change(changed, other.name, Some(None)),
        _ => changed.to_owned(),
    };
    Some(Rc::from(change(&freed, name, Some(Some(chord)))))
}

/// A line whose key is what it is.
fn fixed(ui: &Ui, key: &'static str, ctrl: bool, words: Key) -> Html {
    html! {
        <div key={ui.text(words).to_string()}>
            <dt>
                if ctrl { <kbd>{ "Ctrl" }</kbd> }
                <kbd>{ key }</kbd>
            </dt>
            <dd>{ ui.text(words) }</dd>
        </div>
    }
}

/// A key as people read it.
fn shown(ui: &Ui, key: Option<Chord<'_>>) -> String {
    let Some(Chord { key, ctrl, shift }) = key else {
        return ui.text(Key::KeysNone).to_string();
    };
    let mut text = String::new();
    text.push_str(if ctrl { "Ctrl+" } else { "" });
    text.push_str(if shift { "Shift+" } else { "" });
    // Rust's own table of capital letters would be in every reader's payload for it.
    text.push_str(&String::from(JsString::from(key).to_upper_case()));
    text
}

/// The change that was made last, to be heard.
fn last(ui: &Ui, changed: &str) -> Option<String> {
    let (name, _) = changed.lines().last()?.split_once('=')?;
    let binding = TABLE.iter().find(|binding| binding.name == name)?;
    let key = shown(ui, chord(binding, changed));
    Some(
        ui.words
            .fill(Key::CardName, &[&ui.text(binding.words), &key]),
    )
}
