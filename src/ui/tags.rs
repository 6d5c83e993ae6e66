//! The tags of a note while it is written: chips, and a field that completes.

use std::rc::Rc;

use web_sys::{FocusEvent, HtmlInputElement, InputEvent, KeyboardEvent};
use yew::prelude::*;

use super::icon::{CLOSE, icon};
use super::shared::Ui;
use crate::locale::Key;

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

#[component]
pub(super) fn Tags(props: &TagsProps) -> Html {
    let field = &props.field;
    let deps = (field.clone(), Rc::clone(&props.tags), props.on_tags.clone());
    let take = move |(field, tags, on_tags): &(NodeRef, Rc<Vec<String>>, Callback<Vec<String>>)| {
        if let Some(input) = field.cast::<HtmlInputElement>()
            && !input.value().trim().is_empty()
        {
            let all = with_written(tags, &input.value());
            input.set_value("");
            on_tags.emit(all);
        }
    };
    let on_key = use_callback(deps.clone(), move |event: KeyboardEvent, deps| {
        let is_plain = !event.is_composing() && !event.ctrl_key() && !event.meta_key();
        if is_plain && event.key() == "Enter" {
            event.prevent_default();
            take(deps);
        }
    });
    let on_input = use_callback(deps.clone(), move |event: InputEvent, deps| {
        let has_comma = deps
            .0
            .cast::<HtmlInputElement>()
            .is_some_and(|input| input.value().contains(','));
        if has_comma && !event.is_composing() {
            take(deps);
        }
    });
    let on_blur = use_callback(deps, move |_: FocusEvent, deps| take(deps));
    let name = props.ui.text(Key::Tags);
    html! {
        <div class="tagging">
            { for props.tags.iter().map(|tag| chip(props, tag)) }
            <input ref={field} type="text" list="tags" aria-label={name.clone()} placeholder={name}
                title={props.ui.text(Key::TagsHelp)} dir="auto" autocomplete="off"
                onkeydown={on_key} oninput={on_input} onblur={on_blur} />
            <datalist id="tags">
                { for props.known.iter().map(|tag| html! { <option value={tag.clone()} /> }) }
            </datalist>
        </div>
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
