//! The choice between annotations that lie over each other.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::focus::{arrows, focus, use_focus_back};
use super::intent::Intent;
use super::measure::Spot;
use super::shared::Ui;
use super::{phrase, place};
use crate::locale::Key;
use crate::session::view::CardView;

#[derive(Properties, PartialEq)]
pub(super) struct ChoiceProps {
    /// Words and the way out.
    pub ui: Ui,
    /// Where the reader clicked.
    pub spot: Option<Spot>,
    /// What is there.
    pub cards: Vec<Rc<CardView>>,
}

#[component]
pub(super) fn Choice(props: &ChoiceProps) -> Html {
    let node = use_node_ref();
    use_focus_back(node.clone());
    use_effect_with((node.clone(), props.spot), |(node, spot)| {
        let Some(menu) = node.cast::<HtmlElement>() else {
            return;
        };
        if let Some(spot) = spot {
            place::at_spot(&menu, *spot);
        }
        focus(Element::query_selector(&menu, "button").ok().flatten());
    });
    let move_focus = use_callback((), |event: KeyboardEvent, ()| arrows(&event));
    let (lang, dir) = props.ui.language();
    html! {
        <div ref={node} class="ours choice" role="menu" {lang} {dir}
            aria-label={props.ui.text(Key::NotesHere)} onkeydown={move_focus}>
            { for props.cards.iter().map(|card| item(&props.ui, card)) }
        </div>
    }
}

/// One annotation to choose.
fn item(ui: &Ui, card: &CardView) -> Html {
    let about = match &card.words {
        Some(words) => phrase::gist(words, 80),
        None => phrase::cut(&card.quote, 80),
    };
    html! {
        <button type="button" role="menuitem" key={card.id.as_str().to_owned()}
            data-color={card.color.name()} onclick={ui.ask(Intent::Activate(Some(card.id.clone())))}>
            <b>{ phrase::head(&ui.words, card) }</b>
            <span dir="auto">{ about }</span>
        </button>
    }
}
