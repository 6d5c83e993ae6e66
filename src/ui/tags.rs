//! The tags of a note while it is written: chips, and a field that completes from a list.
//!
//! The field is a combobox after the WAI-ARIA pattern: the focus stays in it, arrow keys move
//! through the list, Enter takes, Escape closes the list and nothing else.

use std::rc::Rc;

use web_sys::{FocusEvent, HtmlInputElement, InputEvent, KeyboardEvent};
use yew::prelude::*;

use super::icon::{CLOSE, icon};
use super::shared::Ui;
use crate::locale::Key;
use crate::session::filter::fitting;

/// The id of the list; one editor is open at a time.
const LIST: &str = "postil-tags";

#[derive(Properties, PartialEq)]
pub(super) struct TagsProps {
    /// Words and the way out.
    pub ui: Ui,
    /// The field, for the editor to take what is still in it.
    pub field: NodeRef,
    /// The tags so far.
    pub tags: Rc<Vec<String>>,
    /// All tags in use, to complete with.
    pub known: Rc<Vec<String>>,
    /// The tags changed.
    pub on_tags: Callback<Vec<String>>,
}

/// `tags` with what is written in the field, each once, in order.
pub(super) fn with_written(tags: &[String], written: &str) -> Vec<String> {
    let mut all = tags.to_vec();
    for tag in written.split(',').map(str::trim) {
        if !tag.is_empty() && !all.iter().any(|other| other == tag) {
            all.push(tag.to_owned());
        }
    }
    all
}

/// The list as it is open: what fits, and which of it is chosen by the arrow keys.
#[derive(Clone, Debug, Default, PartialEq)]
struct Open {
    fits: Vec<String>,
    chosen: Option<usize>,
}

/// What a handler needs.
#[derive(Clone, PartialEq)]
struct Field {
    input: NodeRef,
    tags: Rc<Vec<String>>,
    known: Rc<Vec<String>>,
    on_tags: Callback<Vec<String>>,
    open: UseStateHandle<Open>,
}

impl Field {
    fn written(&self) -> String {
        let input = self.input.cast::<HtmlInputElement>();
        input.map(|input| input.value()).unwrap_or_default()
    }

    /// Takes what is written, or one of the list.
    fn take(&self, written: &str) {
        self.open.set(Open::default());
        if written.trim().is_empty() {
            return;
        }
        let all = with_written(&self.tags, written);
        if let Some(input) = self.input.cast::<HtmlInputElement>() {
            input.set_value("");
        }
        self.on_tags.emit(all);
    }

    fn look(&self) {
        let fits = fitting(&self.known, &self.tags, &self.written());
        self.open.set(Open { fits, chosen: None });
    }

    /// Moves through the list; the other end follows on each end.
    fn step(&self, is_down: bool) {
        let mut open = Open::clone(&self.open);
        if open.fits.is_empty() {
            return self.look();
        }
        let count = open.fits.len();
        open.chosen = Some(match (open.chosen, is_down) {
            (Some(at), true) => (at + 1) % count,
            (Some(0) | None, false) => count - 1,
            (Some(at), false) => at - 1,
            (None, true) => 0,
        });
        self.open.set(open);
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.is_composing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let is_open = !self.open.fits.is_empty();
        match event.key().as_str() {
            "ArrowDown" => self.step(true),
            "ArrowUp" => self.step(false),
            "Escape" if is_open => {
                // The editor stays open.
                event.stop_propagation();
                self.open.set(Open::default());
            }
            "Enter" => {
                let chosen = self.open.chosen.and_then(|at| self.open.fits.get(at));
                match chosen {
                    Some(tag) => self.take(tag),
                    None => self.take(&self.written()),
                }
            }
            _ => return,
        }
        event.prevent_default();
    }
}

#[component]
pub(super) fn Tags(props: &TagsProps) -> Html {
    let field = Field {
        input: props.field.clone(),
        tags: Rc::clone(&props.tags),
        known: Rc::clone(&props.known),
        on_tags: props.on_tags.clone(),
        open: use_state_eq(Open::default),
    };
    let open = field.open.clone();
    let on_key = use_callback(field.clone(), |event: KeyboardEvent, field| {
        field.key(&event);
    });
    let on_input = use_callback(field.clone(), |event: InputEvent, field| {
        let written = field.written();
        if written.contains(',') && !event.is_composing() {
            field.take(&written);
        } else {
            field.look();
        }
    });
    // What is written stays in the field until it is saved: a chip that appears on leaving would move
    // the button that is being pressed.
    let on_blur = use_callback(field.clone(), |_: FocusEvent, field| {
        field.open.set(Open::default());
    });
    let name = props.ui.text(Key::Tags);
    let is_open = !open.fits.is_empty();
    let told = match (is_open, open.chosen) {
        (true, None) => props.ui.words.count(Key::TagsFound, open.fits.len()),
        _ => String::new(),
    };
    html! {
        <div class="tagging">
            { for props.tags.iter().map(|tag| chip(props, tag)) }
            <div class="completing">
                <input ref={&props.field} type="text" role="combobox" aria-label={name.clone()} placeholder={name.clone()}
                    title={props.ui.text(Key::TagsHelp)} dir="auto" autocomplete="off" aria-autocomplete="list"
                    aria-expanded={is_open.to_string()} aria-controls={is_open.then_some(LIST)}
                    aria-activedescendant={open.chosen.map(option_id)}
                    onkeydown={on_key} oninput={on_input} onblur={on_blur} />
                if is_open {
                    <ul id={LIST} role="listbox" aria-label={name}>
                        { for open.fits.iter().enumerate().map(|(at, tag)| option(&field, at, tag)) }
                    </ul>
                }
            </div>
            <span class="heard" role="status">{ told }</span>
        </div>
    }
}

fn option_id(at: usize) -> String {
    let mut id = String::from("postil-tag-");
    id.push_str(&at.to_string());
    id
}

/// One tag of the list; pressing takes it before the field loses the focus.
fn option(field: &Field, at: usize, tag: &str) -> Html {
    let is_chosen = field.open.chosen == Some(at);
    let take = {
        let (field, tag) = (field.clone(), tag.to_owned());
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            field.take(&tag);
        })
    };
    html! {
        <li id={option_id(at)} role="option" dir="auto" aria-selected={is_chosen.to_string()} onmousedown={take}>
            { tag.to_owned() }
        </li>
    }
}

/// One tag, which a press removes.
fn chip(props: &TagsProps, tag: &str) -> Html {
    let rest: Vec<String> = props
        .tags
        .iter()
        .filter(|other| *other != tag)
        .cloned()
        .collect();
    let on_tags = props.on_tags.clone();
    let remove = Callback::from(move |_: MouseEvent| on_tags.emit(rest.clone()));
    let name = props.ui.words.fill(Key::RemoveTag, &[tag]);
    html! {
        <button type="button" part="button" class="tag" key={tag.to_owned()} aria-label={name} onclick={remove}>
            <span dir="auto">{ tag.to_owned() }</span>{ icon(CLOSE) }
        </button>
    }
}
