//! Listens for the keys of the table on the widget's element, in the article and in our own parts alike.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use web_sys::{Element, Event, EventTarget, KeyboardEvent};
use yew::Callback;

use super::intent::Intent;
use super::keys::{self, Pressed};
use super::shared::Same;
use super::words::as_class;
use crate::session::State;

/// Hears keys until it is dropped.
#[must_use]
pub(super) struct KeyWatch {
    _listener: EventListener,
}

/// The state as of the last render, for a listener that outlives renders.
pub(super) type Latest = Rc<RefCell<Same<State>>>;

impl KeyWatch {
    /// Starts hearing keys on `host`.
    pub fn start(host: &EventTarget, latest: Latest, on: Callback<Intent>) -> Self {
        let options = EventListenerOptions::enable_prevent_default();
        let listener =
            EventListener::new_with_options(host, "keydown", options, move |event: &Event| {
                let Some(event) = as_class::<KeyboardEvent>(event.clone()) else {
                    return;
                };
                if event.default_prevented() {
                    return;
                }
                let wish = keys::intent(
                    Pressed {
                        key: &key_of(&event),
                        ctrl: event.ctrl_key() || event.meta_key(),
                        shift: event.shift_key(),
                        alt: event.alt_key(),
                        is_typing: is_typing(&event),
                        is_composing: event.is_composing(),
                    },
                    &latest.borrow(),
                );
                if let Some(wish) = wish {
                    event.prevent_default();
                    on.emit(wish);
                }
            });
        Self {
            _listener: listener,
        }
    }
}

/// The key, as the table names it: on a keyboard of another script, the letter that a Latin one has
/// in the same place.
pub(super) fn key_of(event: &KeyboardEvent) -> String {
    let key = event.key();
    let code = event.code();
    match code.strip_prefix("Key") {
        Some(letter) if !key.is_ascii() => letter.to_lowercase(),
        _ => key,
    }
}

/// Whether the key goes into a field, ours or one in the article.
fn is_typing(event: &KeyboardEvent) -> bool {
    as_class::<Element>(event.composed_path().get(0)).is_some_and(|target| {
        target
            .closest(
                "input:not([type=radio]):not([type=checkbox]),textarea,select,[contenteditable]",
            )
            .ok()
            .flatten()
            .is_some()
    })
}
