//! Who the reader is to others: name, initials, colour. What is typed is kept at once.

use web_sys::{Event, HtmlInputElement, InputEvent};
use yew::prelude::*;

use super::intent::Intent;
use super::modal::Modal;
use super::phrase;
use super::shared::Ui;
use super::words::as_class;
use crate::annotation::{Color, profile};
use crate::locale::Key;
use crate::session::{GroupChange, State};

/// The dialog.
#[inline(never)]
pub(super) fn profile(ui: &Ui, state: &State) -> Html {
    html! {
        <Modal ui={ui.clone()} name={Key::Profile}>
            { fields(ui, state) }
            <div class="row end">{ ui.button("main", Key::Done, Intent::Close) }</div>
        </Modal>
    }
}

/// The field of the name alone, for notes that go out under it; nothing where the site owner gives the name.
pub(super) fn name(ui: &Ui, state: &State) -> Html {
    if state.group.given.is_some() {
        return Html::default();
    }
    let name = state.group.me.name.clone();
    html! {
        <div class="profile">
            { field(ui, Key::YourName, name, String::new(), "name", GroupChange::Name) }
        </div>
    }
}

fn fields(ui: &Ui, state: &State) -> Html {
    let me = &state.group.me;
    let known = state.reader.name.clone().unwrap_or_default();
    let chosen = me.color.unwrap_or_default();
    html! {
        <div class="profile">
            <p class="faint">{ ui.text(Key::ProfileWhy) }</p>
            if let Some(name) = &state.group.given {
                <p>{ ui.words.fill(Key::NameGiven, &[name]) }</p>
            } else {
                { field(ui, Key::YourName, me.name.clone(), String::new(), "name", GroupChange::Name) }
            }
            { field(ui, Key::YourInitials, me.initials.clone(), profile::initials_of(&known), "off",
                GroupChange::Initials) }
            <div class="colors" role="radiogroup" aria-label={ui.text(Key::YourColor)}>
                { for Color::ALL.into_iter().map(|color| radio(ui, color, color == chosen)) }
            </div>
        </div>
    }
}

fn field(
    ui: &Ui,
    name: Key,
    value: Option<String>,
    placeholder: String,
    autocomplete: &'static str,
    change: fn(String) -> GroupChange,
) -> Html {
    let on = ui.on.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(field) = as_class::<HtmlInputElement>(event.composed_path().get(0)) {
            on.emit(Intent::Group(change(field.value())));
        }
    });
    html! {
        <label>
            <span>{ ui.text(name) }</span>
            <input type="text" dir="auto" maxlength="200" {autocomplete} {placeholder}
                value={value.unwrap_or_default()} {oninput} />
        </label>
    }
}

fn radio(ui: &Ui, color: Color, checked: bool) -> Html {
    let name = ui.text(phrase::color(color));
    html! {
        <input type="radio" class="swatch" name="postil-profile" data-color={color.name()}
            aria-label={name.clone()} title={name} {checked}
            onchange={ui.ask::<Event>(Intent::Group(GroupChange::Color(color)))} />
    }
}
