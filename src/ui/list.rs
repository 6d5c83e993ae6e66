//! The list of notes in the panel; of a long one only what is near is in the document.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::intent::Intent;
use super::shared::Ui;
use super::sizes::{self, Heights};
use super::{phrase, place};
use crate::locale::Key;
use crate::session::layout::{self, Near};
use crate::session::view::{CardView, Kind};
use crate::table::Map;

/// How tall an item is taken to be until it was seen, in CSS pixels.
const UNSEEN: f64 = 84.0;
/// How far outside the view items are kept in the document, in CSS pixels.
const BEYOND: f64 = 600.0;
/// What is in view is told in steps of so many CSS pixels.
const STEP: f64 = 300.0;
/// What is taken to be in view before anything was measured, in CSS pixels.
const FIRST: (f64, f64) = (0.0, 1_500.0);

#[derive(Properties, PartialEq)]
pub(super) struct NoteListProps {
    /// Words and the way out.
    pub ui: Ui,
    /// What it lists.
    pub cards: Rc<Vec<Rc<CardView>>>,
    /// Whether the panel closes when a note is chosen.
    pub closes: bool,
}

#[component]
pub(super) fn NoteList(props: &NoteListProps) -> Html {
    let list = use_node_ref();
    let heights: Heights = use_mut_ref(Map::new);
    let seen = use_state_eq(|| FIRST);
    {
        let seen = seen.clone();
        use_effect_with(list.clone(), move |list| {
            let watch = list.cast::<Element>().and_then(|list| follow(list, seen));
            move || drop(watch)
        });
    }
    let near = near(&props.cards, &heights, *seen);
    {
        let (list, cards, heights) = (list.clone(), Rc::clone(&props.cards), Rc::clone(&heights));
        use_effect(move || {
            if let Some(list) = list.cast::<HtmlElement>() {
                let there = cards.get(near.from..near.to).unwrap_or_default();
                sizes::measure(&list, there, &heights);
                pad(
                    &list,
                    &layout::near(lengths(&cards, &heights.borrow()), *seen),
                );
            }
        });
    }
    let active = props.cards.iter().position(|card| card.is_active);
    {
        let cards = Rc::clone(&props.cards);
        use_effect_with((list.clone(), active), move |(list, active)| {
            if let (Some(list), Some(active)) = (list.cast::<Element>(), *active) {
                show(
                    &list,
                    &lengths(&cards, &heights.borrow()).collect::<Vec<_>>(),
                    active,
                );
            }
        });
    }
    let shown = (props.cards.iter().enumerate())
        .skip(near.from)
        .take(near.to - near.from);
    html! {
        <ul ref={list} class="list notes">
            { for shown.map(|(at, card)| item(props, at, card)) }
        </ul>
    }
}

fn lengths<'a>(
    cards: &'a [Rc<CardView>],
    heights: &'a Map<u64, f64>,
) -> impl Iterator<Item = f64> + 'a {
    cards
        .iter()
        .map(|card| heights.get(&card.serial).copied().unwrap_or(UNSEEN))
}

fn near(cards: &[Rc<CardView>], heights: &RefCell<Map<u64, f64>>, seen: (f64, f64)) -> Near {
    layout::near(lengths(cards, &heights.borrow()), seen)
}

/// Tells which part of the list is in view, now and whenever the panel is scrolled.
fn follow(list: Element, seen: UseStateHandle<(f64, f64)>) -> Option<EventListener> {
    let panel = list.closest(".panel").ok().flatten()?;
    let look = {
        let panel = panel.clone();
        move || {
            let panel = panel.get_bounding_client_rect();
            let above = panel.top() - list.get_bounding_client_rect().top();
            let from = ((above - BEYOND) / STEP).floor() * STEP;
            let to = ((above + panel.height() + BEYOND) / STEP).ceil() * STEP;
            seen.set((from, to));
        }
    };
    look();
    Some(EventListener::new(&panel, "scroll", move |_| look()))
}

/// What is not there takes its room all the same.
fn pad(list: &HtmlElement, near: &Near) {
    place::set(list, "--postil-before", near.before);
    place::set(list, "--postil-after", near.after);
}

/// Scrolls the panel so that an item is in view; as little as that takes.
fn show(list: &Element, lengths: &[f64], item: usize) {
    let Some(panel) = list.closest(".panel").ok().flatten() else {
        return;
    };
    let before: f64 = lengths.iter().take(item).sum();
    let height = lengths.get(item).copied().unwrap_or(UNSEEN);
    let frame = panel.get_bounding_client_rect();
    let top = list.get_bounding_client_rect().top() + before - frame.top();
    let by = if top < 0.0 {
        top
    } else if top + height > frame.height() {
        top + height - frame.height()
    } else {
        return;
    };
    panel.set_scroll_top(panel.scroll_top().saturating_add(by.round() as i32));
}

/// One note in the list.
fn item(props: &NoteListProps, at: usize, card: &CardView) -> Html {
    let ui = &props.ui;
    let id = card.id.as_str().to_owned();
    let wish = match props.closes {
        true => Intent::Choose(card.id.clone()),
        false => Intent::GoTo(card.id.clone()),
    };
    let is_page_note = card.kind == Kind::PageNote;
    html! {
        <li key={id.clone()} data-item={id} aria-posinset={(at + 1).to_string()}
            aria-setsize={props.cards.len().to_string()}>
            <button type="button" class="item" data-color={(!is_page_note).then_some(card.color.name())}
                onclick={ui.ask(wish)} aria-current={card.is_active.then_some("true")}>
                <span class="top">
                    <b class="who" dir="auto">{ phrase::head(&ui.words, card) }</b>
                    if let Some(at) = &card.created { { ui.time(at) } }
                </span>
                if !card.quote.is_empty() { <q dir="auto">{ phrase::cut(&card.quote, 120) }</q> }
                if let Some(words) = &card.words { <span class="said" dir="auto">{ phrase::gist(words, 160) }</span> }
                { foot(ui, card) }
            </button>
        </li>
    }
}

/// Tags, and whether a question is answered.
fn foot(ui: &Ui, card: &CardView) -> Html {
    let answered = card.answered.as_ref().map(|at| {
        let ago = ui.words.relative(at, &ui.now);
        ui.words.fill(Key::Answered, &[&ago])
    });
    if card.tags.is_empty() && answered.is_none() {
        return Html::default();
    }
    html! {
        <span class="faint">
            if let Some(answered) = answered { <span class="done">{ answered }</span> }
            { for card.tags.iter().map(|tag| html! { <span class="tag" dir="auto">{ tag }</span> }) }
        </span>
    }
}
