//! The panel of all notes: searched as the reader types, filtered, in the order asked for.

use std::rc::Rc;

use web_sys::{HtmlInputElement, InputEvent};
use yew::prelude::*;

use super::breadth::Breadth;
use super::card::Card;
use super::focus::{focus, use_focus_back};
use super::icon::{CLOSE, DOWN, UP};
use super::intent::Intent;
use super::list::NoteList;
use super::place;
use super::shared::Ui;
use super::sieve::sieve;
use crate::locale::Key;
use crate::session::filter::{Filter, counts};
use crate::session::view::{CardView, MarginView};
use crate::text::ByteRange;

#[derive(Properties, PartialEq)]
pub(super) struct PanelProps {
    /// Words and the way out.
    pub ui: Ui,
    /// All notes.
    pub view: Rc<MarginView>,
    /// What is looked for.
    pub filter: Rc<Filter>,
    /// All tags in use.
    pub known_tags: Rc<Vec<String>>,
    /// Whether notes can be written at all.
    pub is_writable: bool,
    /// What is selected.
    pub selection: Option<ByteRange>,
    /// Where there is no room beside the text, the panel covers it and closes after a choice.
    pub breadth: Breadth,
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
    let deps = (field.clone(), props.ui.on.clone(), Rc::clone(&props.filter));
    let search = use_callback(deps, |_: InputEvent, (field, on, filter)| {
        if let Some(field) = field.cast::<HtmlInputElement>() {
            on.emit(Intent::FilterChanged(Rc::new(Filter {
                search: field.value(),
                ..Filter::clone(filter)
            })));
        }
    });
    let ui = &props.ui;
    let deps = (Rc::clone(&props.view), Rc::clone(&props.filter));
    let listed = use_memo(deps, |(view, filter)| view.listed(filter));
    let counts = {
        let view = Rc::clone(&props.view);
        use_memo(view.same_lists(), move |_| counts(&view))
    };
    let is_hit = |card: &&Rc<CardView>| props.view.is_hit(card);
    let unplaced: Vec<_> = props.view.unplaced.iter().filter(is_hit).cloned().collect();
    let told = told(props, listed.len() + unplaced.len());
    let name = ui.text(Key::AllNotes);
    let (lang, dir) = ui.language();
    let closes = props.breadth != Breadth::Wide;
    html! {
        <section ref={node} class="ours panel" part="panel" role="dialog" popover="manual"
            aria-label={name.clone()} {lang} {dir}>
            <div class="head">
                <h2>{ name }</h2>
                <span>
                    if !closes {
                        { ui.icon_button(Key::PreviousNote, UP, Intent::Previous) }
                        { ui.icon_button(Key::NextNote, DOWN, Intent::Next) }
                    }
                    { ui.icon_button(Key::Close, CLOSE, Intent::Close) }
                </span>
            </div>
            <input ref={field} type="search" aria-label={ui.text(Key::SearchNotes)}
                placeholder={ui.text(Key::SearchHint)} value={props.filter.search.clone()} dir="auto" oninput={search} />
            if !counts.is_empty() { { sieve(ui, &counts, &props.filter) } }
            <div class="row found">
                <p class="faint" role="status">{ told }</p>
                if props.filter.is_active() {
                    { ui.button("link", Key::FilterClear, Intent::FilterChanged(Rc::new(props.filter.cleared()))) }
                }
            </div>
            <NoteList ui={ui.clone()} cards={listed} {closes} />
            if !unplaced.is_empty() { { without_place(props, &unplaced) } }
        </section>
    }
}

/// How many there are, or were found.
fn told(props: &PanelProps, count: usize) -> AttrValue {
    let ui = &props.ui;
    match (props.filter.is_active(), count) {
        (false, 0) => ui.text(Key::NoNotes),
        (false, _) => ui.words.count(Key::NotesCount, count).into(),
        (true, 0) => ui.text(Key::NothingFound),
        (true, _) => ui.words.count(Key::Found, count).into(),
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
