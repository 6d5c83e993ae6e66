//! Whose notes there are, shown or hidden; what several marked; what was asked.

use std::rc::Rc;

use web_sys::{Element, Event};
use yew::prelude::*;

use super::badge::badge;
use super::focus::{focus, use_focus_back};
use super::icon::CLOSE;
use super::intent::Intent;
use super::shared::{Same, Ui};
use super::{phrase, place};
use crate::locale::Key;
use crate::page::focus::active_element;
use crate::session::layers::{Badge, LayerView, badges, layers};
use crate::session::together::{QuestionView, SharedPassage, questions, shared_passages};
use crate::session::{Dialog, GroupChange, State};
use crate::table::Map;

#[derive(Properties, PartialEq)]
pub(super) struct PeopleProps {
    /// Words and the way out.
    pub ui: Ui,
    /// What is going on.
    pub state: Same<State>,
}

/// The panel.
#[component]
pub(super) fn People(props: &PeopleProps) -> Html {
    let node = use_node_ref();
    use_focus_back(node.clone());
    let (ui, state) = (&props.ui, &*props.state);
    let list = layers(state);
    // A button that joined two people goes with its line: the focus must not fall out of the panel.
    use_effect_with((node.clone(), list.len()), |(node, _)| {
        place::show_popover(node.cast());
        let Some(panel) = node.cast::<Element>() else {
            return;
        };
        let active = panel
            .owner_document()
            .and_then(|page| active_element(&page));
        if !active.is_some_and(|active| panel.contains(Some(&active))) {
            focus(panel.query_selector("input").ok().flatten());
        }
    });
    let known = badges(&list);
    let name = ui.text(Key::People);
    let (lang, dir) = ui.language();
    html! {
        <section ref={node} class="ours panel" part="panel" role="dialog" popover="manual"
            aria-label={name.clone()} {lang} {dir}>
            <div class="head">
                <h2>{ name }</h2>
                { ui.icon_button(Key::Close, CLOSE, Intent::Close) }
            </div>
            <ul class="people">{ for list.iter().map(|layer| person(ui, state, layer)) }</ul>
            if list.len() < 2 { <p class="faint">{ ui.text(Key::PeopleAlone) }</p> }
            { shared(ui, state, &known) }
            { asked(ui, state, &known) }
        </section>
    }
}

/// A name that can be shown of anybody.
fn called(ui: &Ui, badge: &Badge) -> AttrValue {
    match &badge.name {
        Some(name) => AttrValue::from(name.clone()),
        None => ui.text(Key::Unnamed),
    }
}

/// One layer: shown or hidden, whose it is, how many notes.
fn person(ui: &Ui, state: &State, layer: &LayerView) -> Html {
    let id = &layer.badge.layer;
    let change = GroupChange::Show(id.clone(), !layer.is_shown);
    let name = match layer.is_mine {
        true => ui.text(Key::You),
        false => called(ui, &layer.badge),
    };
    let own_name = layer.badge.name.as_ref().filter(|_| layer.is_mine);
    html! {
        <li key={id.clone()}>
            <label class="row">
                <input type="checkbox" checked={layer.is_shown}
                    aria-label={ui.words.fill(Key::ShowNotesOf, &[&name])}
                    onchange={ui.ask::<Event>(Intent::Group(change))} />
                { badge(&layer.badge) }
                <b><bdi>{ name.clone() }</bdi></b>
                if let Some(name) = own_name { <span class="faint"><bdi>{ name }</bdi></span> }
                <span class="faint">{ ui.words.count(Key::NotesCount, layer.notes) }</span>
                if layer.is_provided { <span class="faint">{ ui.text(Key::FromThisPage) }</span> }
            </label>
            if layer.is_mine {
                { mine(ui, state) }
            } else if layer.badge.is_person && !id.is_empty() {
                <details open={layer.claims_me}>
                    <summary class="faint">{ ui.text(Key::IsThisYou) }</summary>
                    if layer.claims_me { <p class="faint">{ ui.words.fill(Key::ClaimsMe, &[&name]) }</p> }
                    { ui.button("link", Key::JoinMe, Intent::Group(GroupChange::Join(id.clone()))) }
                </details>
            }
        </li>
    }
}

/// The way to the reader's profile, and who was joined.
fn mine(ui: &Ui, state: &State) -> Html {
    let group = &state.group;
    let joined = group.me.also.iter().map(|id| {
        let name = group.profile(id).and_then(|one| one.name.clone());
        let name = name.or_else(|| name_in_notes(state, id));
        let name = name.unwrap_or_else(|| ui.text(Key::Unnamed).to_string());
        html! {
            <p class="row" key={id.clone()}>
                <span class="faint">{ ui.words.fill(Key::AlsoYou, &[&name]) }</span>
                { ui.button("link", Key::PartMe, Intent::Group(GroupChange::Part(id.clone()))) }
            </p>
        }
    });
    html! {
        <>
            { ui.button("link", Key::Profile, Intent::Open(Dialog::Profile)) }
            { for joined }
        </>
    }
}

/// What a person is called in their notes.
fn name_in_notes(state: &State, id: &str) -> Option<String> {
    let mut authors = state
        .entries
        .values()
        .filter_map(|entry| entry.record.shown().creator.as_ref());
    let author = authors.find(|author| author.id == id && author.name.is_some())?;
    author.name.clone()
}

/// What two or more people marked.
fn shared(ui: &Ui, state: &State, known: &Map<String, Rc<Badge>>) -> Html {
    let list = shared_passages(state);
    if list.is_empty() {
        return Html::default();
    }
    let text = |one: &SharedPassage| {
        let text = state.text.as_ref().and_then(|text| text.slice(one.passage));
        phrase::cut(text.unwrap_or_default(), 120)
    };
    html! {
        <>
            <h3>{ ui.text(Key::MarkedBySeveral) }</h3>
            <ul class="list">
                { for list.iter().filter_map(|one| {
                    let id = one.ids.first()?;
                    let people = one.layers.iter().filter_map(|layer| known.get(layer));
                    Some(html! {
                        <li key={id.as_str().to_owned()}>
                            <button type="button" class="item" onclick={ui.ask(Intent::GoTo(id.clone()))}>
                                <q dir="auto">{ text(one) }</q>
                                <span class="row">{ for people.map(|one| named(ui, state, one)) }</span>
                            </button>
                        </li>
                    })
                }) }
            </ul>
        </>
    }
}

fn named(ui: &Ui, state: &State, one: &Badge) -> Html {
    let name = match one.layer == state.reader.id {
        true => ui.text(Key::You),
        false => called(ui, one),
    };
    html! { <span class="who">{ badge(one) }{ " " }<bdi>{ name }</bdi></span> }
}

/// What was asked, answered or not.
fn asked(ui: &Ui, state: &State, known: &Map<String, Rc<Badge>>) -> Html {
    let list = questions(state);
    if list.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h3>{ ui.text(Key::Questions) }</h3>
            <ul class="list">
                { for list.iter().map(|question| question_item(ui, state, known, question)) }
            </ul>
        </>
    }
}

fn question_item(
    ui: &Ui,
    state: &State,
    known: &Map<String, Rc<Badge>>,
    question: &QuestionView,
) -> Html {
    let told = match question.is_answered {
        true => Key::QuestionAnswered,
        false => Key::QuestionOpen,
    };
    let wish = ui.ask(Intent::GoTo(question.id.clone()));
    html! {
        <li key={question.id.as_str().to_owned()}>
            <button type="button" class="item" onclick={wish}>
                <span dir="auto">{ phrase::gist(&question.words, 160) }</span>
                <span class="row faint">
                    if let Some(one) = known.get(&question.layer) { { named(ui, state, one) } }
                    <span>{ ui.text(told) }</span>
                    if question.replies > 0 {
                        <span>{ ui.words.count(Key::RepliesCount, question.replies) }</span>
                    }
                </span>
            </button>
        </li>
    }
}
