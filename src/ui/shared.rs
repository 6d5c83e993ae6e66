//! What every part of the interface is given, and the buttons they all use.

use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

use super::icon::{Icon, icon};
use super::intent::Intent;
use super::words::Words;
use crate::annotation::Timestamp;
use crate::locale::Key;

/// A shared value that equals another only when it is the same one: comparing it costs nothing.
#[derive(Debug)]
pub struct Same<T>(pub Rc<T>);

impl<T: Default> Default for Same<T> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Same<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// The words, the way out for what the reader wants, and the time that dates are seen from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ui {
    /// The language.
    pub words: Words,
    /// Where intents go.
    pub on: Callback<Intent>,
    /// The time, in steps of a minute.
    pub now: Timestamp,
    /// The id of who is reading.
    pub reader: AttrValue,
    /// Whether the rarely needed part of the program is here.
    pub is_whole: bool,
}

impl Ui {
    /// A message.
    pub fn text(&self, key: Key) -> AttrValue {
        AttrValue::from(self.words.get(key))
    }

    /// A handler that asks for one thing, whatever the event.
    pub fn ask<E: 'static>(&self, intent: Intent) -> Callback<E> {
        let on = self.on.clone();
        Callback::from(move |_| on.emit(intent.clone()))
    }

    /// A button with its name written on it.
    pub fn button(&self, class: &'static str, key: Key, intent: Intent) -> Html {
        html! {
            <button type="button" part="button" {class} onclick={self.ask(intent)}>
                { self.text(key) }
            </button>
        }
    }

    /// A button with a picture; its name is said and shown as a tooltip.
    pub fn icon_button(&self, key: Key, picture: Icon, intent: Intent) -> Html {
        let name = self.text(key);
        html! {
            <button type="button" part="button" class="icon" aria-label={name.clone()} title={name}
                onclick={self.ask(intent)}>
                { icon(picture) }
            </button>
        }
    }

    /// A moment: relative to read, exact to point at and to hear.
    pub fn time(&self, moment: &str) -> Html {
        let exact = self.words.exact(moment);
        html! {
            <time datetime={moment.to_owned()} title={exact}>
                { self.words.relative(moment, &self.now) }
            </time>
        }
    }

    /// The attributes that make a box ours: language and direction.
    pub fn language(&self) -> (AttrValue, &'static str) {
        let tag = Rc::clone(&self.words.language().tag);
        (AttrValue::from(tag), self.words.direction().name())
    }
}
