//! A card: one annotation beside its passage, in a sheet or in the panel.

use std::rc::Rc;

use web_sys::{Element, Event, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::badge::badge;
use super::editor::Editor;
use super::icon::{NOTE, REPLY, TRASH};
use super::intent::Intent;
use super::note::note;
use super::phrase;
use super::shared::Ui;
use super::words::as_class;
use crate::anchor::{Change, State};
use crate::annotation::Color;
use crate::locale::Key;
use crate::session::view::{CardView, ConflictView, Kind};
use crate::session::{Kept, Settling};
use crate::text::ByteRange;

#[derive(Properties, PartialEq)]
pub(super) struct CardProps {
    /// Words and the way out.
    pub ui: Ui,
    /// What it shows.
    pub card: Rc<CardView>,
    /// All tags in use, for its editor.
    pub known_tags: Rc<Vec<String>>,
    /// Whether notes can be written at all.
    pub is_writable: bool,
    /// What is selected, for a card that looks for its place.
    #[prop_or_default]
    pub selection: Option<ByteRange>,
}

#[component]
pub(super) fn Card(props: &CardProps) -> Html {
    let (ui, card) = (&props.ui, &*props.card);
    let deps = (ui.on.clone(), Rc::clone(&props.card));
    let on_click = use_callback(deps.clone(), |event: MouseEvent, (on, card)| {
        if !card.is_active && !is_on_control(&event) {
            on.emit(Intent::GoTo(card.id.clone()));
        }
    });
    let on_key = use_callback(deps, |event: KeyboardEvent, (on, card)| {
        let is_open_key = matches!(event.key().as_str(), "Enter" | " ");
        if is_open_key && is_on_card(&event) {
            event.prevent_default();
            let id = card.id.clone();
            on.emit(match card.is_active && card.is_own {
                true => Intent::Edit(id),
                false => Intent::GoTo(id),
            });
        }
    });
    html! {
        <article class="card" part="note" tabindex="0" data-color={card.color.name()}
            data-card={card.id.as_str().to_owned()} aria-label={phrase::name(&ui.words, card)}
            aria-current={card.is_active.then_some("true")} onclick={on_click} onkeydown={on_key}>
            { head(props, card) }
            { quote(ui, card) }
            { content(props, card) }
            { trouble(props, card) }
            { for card.replies.iter().map(|reply| answer(props, reply)) }
        </article>
    }
}

/// Whether an event is about something in the card that has its own use of it.
fn is_on_control(event: &Event) -> bool {
    as_class::<Element>(event.composed_path().get(0)).is_some_and(|target| {
        let control = "button,a,input,textarea,label,summary";
        target.closest(control).ok().flatten().is_some()
    })
}

fn is_on_card(event: &Event) -> bool {
    as_class::<Element>(event.composed_path().get(0))
        .is_some_and(|target| target.class_name() == "card")
}

/// Who, when, and what can be done.
fn head(props: &CardProps, card: &CardView) -> Html {
    let ui = &props.ui;
    let id = &card.id;
    let is_idle = card.editing.is_none();
    html! {
        <div class="top">
            if let Some(one) = &card.badge { { badge(one) } }
            <b class="who" dir="auto">{ phrase::head(&ui.words, card) }</b>
            if let Some(at) = &card.created { { ui.time(at) } }
            if props.is_writable && is_idle {
                <span class="acts">
                    { ui.icon_button(Key::Reply, REPLY, Intent::Reply(id.clone())) }
                    if card.is_own {
                        { ui.icon_button(Key::Edit, NOTE, Intent::Edit(id.clone())) }
                        { ui.icon_button(Key::Delete, TRASH, Intent::Delete(id.clone())) }
                    }
                </span>
            }
        </div>
    }
}

/// The passage, where the card does not stand beside it in so many words.
fn quote(ui: &Ui, card: &CardView) -> Html {
    if card.quote.is_empty() || card.kind == Kind::Reply {
        return Html::default();
    }
    let shown = phrase::cut(&card.quote, 160);
    let is_placed = card.passage.is_some();
    html! {
        <p class="quote" dir="auto">
            if is_placed {
                <button type="button" title={ui.text(Key::GoToPassage)}
                    onclick={ui.ask(Intent::GoTo(card.id.clone()))}>{ shown }</button>
            } else {
                <span class="faint">{ tail(&card.context.0) }</span>
                <mark>{ shown }</mark>
                <span class="faint">{ phrase::cut(&card.context.1, 60) }</span>
            }
        </p>
    }
}

/// The last words of what stood before.
fn tail(text: &str) -> String {
    let from = text.chars().count().saturating_sub(40);
    text.chars().skip(from).collect()
}

/// The note itself, or its editor, its tags and colours.
fn content(props: &CardProps, card: &CardView) -> Html {
    let ui = &props.ui;
    if let Some(editing) = &card.editing {
        let (editing, known_tags) = (Rc::clone(editing), Rc::clone(&props.known_tags));
        return html! { <Editor ui={ui.clone()} {editing} {known_tags} /> };
    }
    let words = card.words.as_deref().filter(|words| !words.is_empty());
    let is_cut = !card.is_active && words.is_some_and(phrase::is_long);
    let class = if is_cut { "body cut" } else { "body" };
    // What the site owner asks wants an answer, until the reader gave one.
    let is_prompt = card.is_provided
        && card.kind == Kind::Question
        && !card.replies.iter().any(|reply| reply.is_own);
    let can_change = card.is_active && card.is_own && props.is_writable;
    html! {
        <>
            if let Some(words) = words { <div {class} dir="auto">{ note(ui, words) }</div> }
            if is_cut { { ui.button("link", Key::More, Intent::Activate(Some(card.id.clone()))) } }
            if !card.tags.is_empty() {
                <ul class="tags" aria-label={ui.text(Key::Tags)}>
                    { for card.tags.iter().map(|tag| html! { <li class="tag" dir="auto">{ tag }</li> }) }
                </ul>
            }
            if let Some(at) = card.modified.as_ref().filter(|_| card.is_active) {
                <p class="faint" title={ui.words.exact(at)}>
                    { ui.words.fill(Key::Edited, &[&ui.words.relative(at, &ui.now)]) }
                </p>
            }
            if let Some(at) = &card.answered {
                <p class="done" title={ui.words.exact(at)}>
                    { ui.words.fill(Key::Answered, &[&ui.words.relative(at, &ui.now)]) }
                </p>
            }
            if can_change { { choices(ui, card) } }
            if is_prompt && props.is_writable { { ui.button("quiet", Key::Answer, Intent::Reply(card.id.clone())) } }
        </>
    }
}

/// The colours, and whether it is a question.
fn choices(ui: &Ui, card: &CardView) -> Html {
    let toggle = match card.kind {
        Kind::Note => Some(Key::MarkQuestion),
        Kind::Question => Some(Key::MarkNote),
        _ => None,
    };
    let answer = match (card.kind, &card.answered) {
        (Kind::Question, None) => Some(Key::MarkAnswered),
        (Kind::Question, Some(_)) => Some(Key::MarkOpen),
        _ => None,
    };
    let has_color = !matches!(card.kind, Kind::Reply | Kind::PageNote | Kind::Bookmark);
    html! {
        <div class="row">
            if has_color {
                <div class="colors" role="radiogroup" aria-label={ui.text(Key::Color)}>
                    { for Color::ALL.into_iter().map(|color| radio(ui, card, color)) }
                </div>
            }
            if let Some(key) = answer { { ui.button("link", key, Intent::ToggleAnswered(card.id.clone())) } }
            if let Some(key) = toggle { { ui.button("link", key, Intent::ToggleQuestion(card.id.clone())) } }
        </div>
    }
}

fn radio(ui: &Ui, card: &CardView, color: Color) -> Html {
    let name = ui.text(phrase::color(color));
    html! {
        <input type="radio" class="swatch" name={card.id.as_str().to_owned()} data-color={color.name()}
            aria-label={name.clone()} title={name} checked={card.color == color}
            onchange={ui.ask::<Event>(Intent::Recolor(card.id.clone(), color))} />
    }
}

/// What needs the reader: not kept, changed, not sure, not found, two versions.
fn trouble(props: &CardProps, card: &CardView) -> Html {
    let ui = &props.ui;
    html! {
        <>
            if card.kept == Kept::NotKept { <p class="warn">{ ui.text(Key::NotKept) }</p> }
            if card.kept == Kept::Saving { <p class="faint late">{ ui.text(Key::Saving) }</p> }
            if !card.changes.is_empty() {
                <details>
                    <summary>{ ui.text(Key::ChangedTitle) }</summary>
                    <p dir="auto">{ for card.changes.iter().map(change) }</p>
                </details>
            }
            if card.placement == Some(State::Probable) { { here(ui, card) } }
            if card.placement == Some(State::Unplaced) { { places(props, card) } }
            if !card.conflicts.is_empty() { { conflicts(props, card) } }
            if let Some(orphan) = card.orphan { <p class="faint">{ ui.text(phrase::orphan(orphan)) }</p> }
        </>
    }
}

fn change(change: &Change) -> Html {
    match change {
        Change::Kept(text) => html! { { text } },
        Change::Removed(text) => html! { <del>{ text }</del> },
        Change::Added(text) => html! { <ins>{ text }</ins> },
    }
}

/// The question of a probable place.
fn here(ui: &Ui, card: &CardView) -> Html {
    let Some(passage) = card.passage else {
        return Html::default();
    };
    let id = card.id.clone();
    html! {
        <div class="row ask" role="group" aria-label={ui.text(Key::Here)}>
            <b>{ ui.text(Key::Here) }</b>
            { ui.button("quiet", Key::Yes, Intent::Attach { id: id.clone(), passage }) }
            { ui.button("quiet", Key::No, Intent::Deny(id)) }
        </div>
    }
}

/// Where a card without a place may belong.
fn places(props: &CardProps, card: &CardView) -> Html {
    let ui = &props.ui;
    if !props.is_writable {
        return Html::default();
    }
    let attach = |passage| Intent::Attach {
        id: card.id.clone(),
        passage,
    };
    html! {
        <div class="places">
            if !card.candidates.is_empty() {
                <p class="faint">{ ui.text(Key::Candidates) }</p>
                <ul>
                    { for card.candidates.iter().map(|candidate| html! {
                        <li>
                            <span dir="auto">{ phrase::cut(&candidate.text, 120) }</span>
                            { ui.button("link", Key::Attach, attach(candidate.passage)) }
                        </li>
                    }) }
                </ul>
            }
            if let Some(passage) = props.selection {
                { ui.button("quiet", Key::AttachHere, attach(passage)) }
            } else {
                <p class="faint">{ ui.text(Key::AttachSelection) }</p>
            }
        </div>
    }
}

/// Versions that met: each with its words, and what can become of them.
fn conflicts(props: &CardProps, card: &CardView) -> Html {
    let ui = &props.ui;
    let settle = |how| Intent::Settle {
        id: card.id.clone(),
        how,
    };
    let is_gone = card.conflicts.iter().any(|other| other.is_deleted);
    let has_text = card.conflicts.iter().any(|other| !other.is_deleted);
    let title = if is_gone {
        Key::ConflictDeleted
    } else {
        Key::Conflict
    };
    let keep = if has_text { Key::KeepMine } else { Key::KeepIt };
    html! {
        <div class="conflict" role="group" aria-label={ui.text(title)}>
            <p class="warn">{ ui.text(title) }</p>
            { for card.conflicts.iter().map(|other| version(props, card, other)) }
            if card.is_own && props.is_writable {
                <div class="row">
                    { ui.button("quiet", keep, settle(Settling::Keep(0))) }
                    if has_text { { ui.button("quiet", Key::KeepBoth, settle(Settling::Joined)) } }
                </div>
            }
        </div>
    }
}

/// One of the other versions.
fn version(props: &CardProps, card: &CardView, other: &ConflictView) -> Html {
    let ui = &props.ui;
    let key = if other.is_deleted {
        Key::Delete
    } else {
        Key::KeepOther
    };
    let how = Settling::Keep(other.index);
    let id = card.id.clone();
    html! {
        <div key={other.index}>
            if !other.is_deleted { <p class="faint">{ ui.text(Key::ConflictOther) }</p> }
            if let Some(words) = &other.words { <div class="body" dir="auto">{ note(ui, words) }</div> }
            if !other.tags.is_empty() { <p class="faint" dir="auto">{ other.tags.join(", ") }</p> }
            if card.is_own && props.is_writable { { ui.button("quiet", key, Intent::Settle { id, how }) } }
        </div>
    }
}

/// A reply, and the replies to it.
fn answer(props: &CardProps, reply: &Rc<CardView>) -> Html {
    html! {
        <Card key={reply.id.as_str().to_owned()} ui={props.ui.clone()} card={Rc::clone(reply)}
            known_tags={Rc::clone(&props.known_tags)} is_writable={props.is_writable} />
    }
}
