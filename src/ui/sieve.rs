//! What the panel lets a reader choose by: the order, and kinds, colours, tags and people.

use std::rc::Rc;

use web_sys::{Event, HtmlSelectElement};
use yew::prelude::*;

use super::intent::Intent;
use super::phrase;
use super::shared::Ui;
use super::words::as_class;
use crate::locale::Key;
use crate::session::filter::{Count, Facet, Filter, Sieve, Sort};

/// The orders, with the value and the words of each.
const ORDERS: [(Sort, &str, Key); 3] = [
    (Sort::Document, "document", Key::SortDocument),
    (Sort::Newest, "newest", Key::SortNewest),
    (Sort::Oldest, "oldest", Key::SortOldest),
];

/// The order, and a part that opens with all there is to choose.
pub(super) fn sieve(ui: &Ui, counts: &[Count], filter: &Rc<Filter>) -> Html {
    let chosen = filter.facets.len();
    html! {
        <div class="sieve">
            { order(ui, filter) }
            <details>
                <summary>
                    { ui.text(Key::Filter) }
                    if chosen > 0 { { " " }<span class="count">{ ui.words.number(chosen) }</span> }
                </summary>
                { for [Key::FilterKind, Key::FilterColor, Key::FilterTag, Key::FilterPerson].into_iter()
                    .map(|key| group(ui, key, counts, filter)) }
                { hides(ui, filter) }
            </details>
        </div>
    }
}

fn order(ui: &Ui, filter: &Rc<Filter>) -> Html {
    let (on, before) = (ui.on.clone(), Rc::clone(filter));
    let change = Callback::from(move |event: Event| {
        let select: Option<HtmlSelectElement> = as_class(event.composed_path().get(0));
        let value = select.map(|select| select.value()).unwrap_or_default();
        if let Some((sort, ..)) = ORDERS.iter().find(|(_, name, _)| *name == value) {
            on.emit(Intent::FilterChanged(Rc::new(Filter {
                sort: *sort,
                ..Filter::clone(&before)
            })));
        }
    });
    html! {
        <select aria-label={ui.text(Key::PanelOrder)} onchange={change}>
            { for ORDERS.into_iter().map(|(sort, value, key)| html! {
                <option {value} selected={sort == filter.sort}>{ ui.text(key) }</option>
            }) }
        </select>
    }
}

/// The facets of one sort; none where all notes are alike in it.
fn group(ui: &Ui, name: Key, counts: &[Count], filter: &Rc<Filter>) -> Html {
    let of_group: Vec<&Count> = counts
        .iter()
        .filter(|count| group_of(&count.facet) == name)
        .collect();
    let is_any_chosen = of_group
        .iter()
        .any(|count| filter.facets.contains(&count.facet));
    if of_group.len() < 2 && !is_any_chosen && name != Key::FilterTag || of_group.is_empty() {
        return Html::default();
    }
    html! {
        <div class="facets" role="group" aria-label={ui.text(name)}>
            <span class="faint" aria-hidden="true">{ ui.text(name) }</span>
            { for of_group.into_iter().map(|count| chip(ui, count, filter)) }
        </div>
    }
}

fn group_of(facet: &Facet) -> Key {
    match facet {
        Facet::Kind(_) => Key::FilterKind,
        Facet::Color(_) => Key::FilterColor,
        Facet::Tag(_) => Key::FilterTag,
        Facet::Person(_) => Key::FilterPerson,
    }
}

fn chip(ui: &Ui, count: &Count, filter: &Rc<Filter>) -> Html {
    let is_chosen = filter.facets.contains(&count.facet);
    let wish = Intent::FilterChanged(Rc::new(filter.toggled(&count.facet)));
    let color = match &count.facet {
        Facet::Color(color) => Some(color.name()),
        _ => None,
    };
    html! {
        <button type="button" class="chip" aria-pressed={is_chosen.to_string()} data-color={color} onclick={ui.ask(wish)}>
            <bdi>{ label(ui, count) }</bdi>{ " " }<span class="faint">{ ui.words.number(count.notes) }</span>
        </button>
    }
}

fn label(ui: &Ui, count: &Count) -> AttrValue {
    let key = match &count.facet {
        Facet::Kind(Sieve::Highlight) => Key::Highlights,
        Facet::Kind(Sieve::Note) => Key::NotesKind,
        Facet::Kind(Sieve::Question) => Key::Questions,
        Facet::Kind(Sieve::Open) => Key::OpenQuestions,
        Facet::Kind(Sieve::Bookmark) => Key::Bookmarks,
        Facet::Kind(Sieve::Unplaced) => Key::Unplaced,
        Facet::Color(color) => phrase::color(*color),
        Facet::Tag(tag) => return tag.clone().into(),
        Facet::Person(id) => match &count.name {
            Some(name) => return name.clone().into(),
            None if *id == *ui.reader => Key::Me,
            None => Key::Unnamed,
        },
    };
    ui.text(key)
}

/// Whether the others leave the text.
fn hides(ui: &Ui, filter: &Rc<Filter>) -> Html {
    let wish = Intent::FilterChanged(Rc::new(Filter {
        hides: !filter.hides,
        ..Filter::clone(filter)
    }));
    html! {
        <label class="check">
            <input type="checkbox" checked={filter.hides} onchange={ui.ask::<Event>(wish)} />
            { ui.text(Key::FilterHide) }
        </label>
    }
}
