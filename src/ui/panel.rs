//! The panel of all notes: in the order of the text, searched as the reader types.

use std::rc::Rc;

use web_sys::{HtmlInputElement, InputEvent};
use yew::prelude::*;

use super::card::Card;
use super::focus::{focus, use_focus_back};
use super::icon::CLOSE;
use super::intent::Intent;
use super::shared::Ui;
use super::{phrase, place};
use crate::locale::Key;
use crate::session::view::{self, CardView, MarginView};
use crate::text::ByteRange;

#[derive(Properties, PartialEq)]
pub(super) struct PanelProps {
    /// Words and the way out.
    pub ui: Ui,
    /// All notes.
    pub view: Rc<MarginView>,
    /// What is searched for.
    pub search: AttrValue,
    /// All tags in use.
    pub known_tags: Rc<Vec<String>>,
    /// Whether notes can be written at all.
    pub is_writable: bool,
    /// What is selected.
    pub selection: Option<ByteRange>,
}

#[component]
pub(super) fn Panel(props: &PanelProps) -> Html {
    let node = use_node_ref();
    let field = use_node_ref();
    use_focus_back(node.clone());
    use_effect_with((node.clone(), field.clone()), |(node, field)| {
        place::show_popover(node.cast());
        focus(field.cast());
    });
    let search = use_callback(
        (field.clone(), props.ui.on.clone()),
        |_: InputEvent, (field, on)| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                on.emit(Intent::SearchChanged(field.value()));
            }
        },
    );
    let ui = &props.ui;
    let found = |list: &[Rc<CardView>]| -> Vec<Rc<CardView>> {
        list.iter()
            .filter(|card| view::matches(card, &props.search))
            .cloned()
            .collect()
    };
    let mut placed = found(&props.view.page_notes);
    placed.extend(found(&props.view.placed));
    let unplaced = found(&props.view.unplaced);
    let count = placed.len() + unplaced.len();
    let told = match (props.search.trim().is_empty(), count) {
        (true, 0) => ui.text(Key::NoNotes),
        (true, _) => ui.words.count(Key::NotesCount, count).into(),
        (false, 0) => ui.text(Key::NothingFound),
        (false, _) => ui.words.count(Key::Found, count).into(),
    };
    let name = ui.text(Key::AllNotes);
    let (lang, dir) = ui.language();
    html! {
        <section ref={node} class="ours panel" part="panel" role="dialog" popover="manual"
            aria-label={name.clone()} {lang} {dir}>
            <div class="head">
                <h2>{ name }</h2>
                { ui.icon_button(Key::Close, CLOSE, Intent::Close) }
            </div>
            <input ref={field} type="search" aria-label={ui.text(Key::SearchNotes)}
                placeholder={ui.text(Key::SearchHint)} value={props.search.clone()} dir="auto" oninput={search} />
            <p class="faint" role="status">{ told }</p>
            <ul class="list">{ for placed.iter().map(|card| item(ui, card)) }</ul>
            if !unplaced.is_empty() { { without_place(props, &unplaced) } }
        </section>
    }
}

/// One note in the list.
fn item(ui: &Ui, card: &CardView) -> Html {
    let wish = ui.ask(Intent::GoTo(card.id.clone()));
    html! {
        <li key={card.id.as_str().to_owned()}>
            <button type="button" class="item" data-color={card.color.name()} onclick={wish}
                aria-current={card.is_active.then_some("true")}>
                <span class="top">
                    <b dir="auto">{ phrase::head(&ui.words, card) }</b>
                    if let Some(at) = &card.created { { ui.time(at) } }
                </span>
                if !card.quote.is_empty() { <q dir="auto">{ phrase::cut(&card.quote, 120) }</q> }
                if let Some(words) = &card.words { <span class="said" dir="auto">{ phrase::cut(words, 160) }</span> }
                if !card.tags.is_empty() { <span class="faint" dir="auto">{ card.tags.join(", ") }</span> }
            </button>
        </li>
    }
}

fn without_place(props: &PanelProps, list: &[Rc<CardView>]) -> Html {
    let ui = &props.ui;
    let name = ui.text(Key::WithoutPlace);
    html! {
        <div class="without" role="group" aria-label={name.clone()}>
            <h3>{ name }</h3>
            <p class="faint">{ ui.words.count(Key::WithoutPlaceWhy, list.len()) }</p>
            { for list.iter().map(|card| html! {
                <Card key={card.id.as_str().to_owned()} ui={ui.clone()} card={Rc::clone(card)}
                    known_tags={Rc::clone(&props.known_tags)} is_writable={props.is_writable}
                    selection={props.selection} />
            }) }
        </div>
    }
}
