//! The strip beside the text: where notes are, where the reader is, and the way there.

use std::rc::Rc;

use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::intent::Intent;
use super::phrase;
use super::shared::{Same, Ui};
use super::words::as_class;
use crate::annotation::Color;
use crate::locale::Key;
use crate::session::overview::{self, Mark, ROWS, Spot};
use crate::session::view::{CardView, MarginView};
use crate::text::{ByteOffset, Range};

/// The width of the strip in units of the drawing; its height is one unit a row.
const WIDTH: usize = 12;

/// So many rows together are looked at for people that meet.
const CROWD: usize = 4;
/// The height of the article in steps, to count people in.
const FINE: u32 = 10_000;

#[derive(Properties, PartialEq)]
pub(super) struct OverviewProps {
    /// Words and the way out.
    pub ui: Ui,
    /// All notes.
    pub view: Rc<MarginView>,
    /// Where they are.
    pub tops: Same<Vec<(ByteOffset, f64)>>,
    /// The height of the frame, in CSS pixels.
    pub height: f64,
}

#[component]
pub(super) fn Overview(props: &OverviewProps) -> Html {
    let ui = &props.ui;
    let shown = shown(&props.view, &props.tops, props.height);
    let active = shown.iter().position(|(_, card)| card.is_active);
    let marks = overview::marks(shown.iter().map(|(at, card)| Spot {
        at: *at,
        color: card.color,
    }));
    let current = active.and_then(|at| shown.get(at));
    let here = current.map(|(at, _)| *at);
    let said = current.map_or_else(
        || ui.text(Key::OverviewNone),
        |(_, card)| phrase::name(&ui.words, card).into(),
    );
    let deps = (
        Rc::clone(&props.view),
        props.tops.clone(),
        props.height,
        ui.on.clone(),
    );
    let press = use_callback(deps.clone(), |event: MouseEvent, (view, tops, all, on)| {
        let strip: Option<HtmlElement> = as_class(event.composed_path().get(0));
        let height = strip.map_or(1.0, |strip| f64::from(strip.offset_height().max(1)));
        let at = f64::from(event.offset_y()) / height;
        let shown = self::shown(view, tops, *all);
        let nearest = overview::nearest(shown.iter().map(|(place, _)| *place), at);
        if let Some((_, card)) = nearest.and_then(|index| shown.get(index)) {
            on.emit(Intent::Peek(card.id.clone()));
        }
    });
    let on_key = use_callback(deps, |event: KeyboardEvent, (view, tops, all, on)| {
        let shown = self::shown(view, tops, *all);
        let active = shown.iter().position(|(_, card)| card.is_active);
        let next = match event.key().as_str() {
            "ArrowDown" | "ArrowRight" => active.map_or(0, |at| at + 1),
            "ArrowUp" | "ArrowLeft" => active.unwrap_or(shown.len()).saturating_sub(1),
            "Home" => 0,
            "End" => shown.len().saturating_sub(1),
            "Enter" => active.unwrap_or(usize::MAX),
            _ => return,
        };
        event.prevent_default();
        if let Some((_, card)) = shown.get(next) {
            let id = card.id.clone();
            on.emit(match event.key().as_str() {
                "Enter" => Intent::GoTo(id),
                _ => Intent::Peek(id),
            });
        }
    });
    let (lang, dir) = ui.language();
    let number = |number: usize| number.to_string();
    html! {
        <div class="ours overview" {lang} {dir}>
            <div class="strip" role="slider" tabindex="0" aria-orientation="vertical"
                aria-label={ui.text(Key::Overview)} aria-valuemin="0" aria-valuemax={number(shown.len())}
                aria-valuenow={number(active.map_or(0, |at| at + 1))} aria-valuetext={said}
                onclick={press} onkeydown={on_key}>
                <span class="seen" />
                <svg viewBox={viewbox()} preserveAspectRatio="none" aria-hidden="true">
                    { crowds(&shown) }
                    { for Color::ALL.into_iter().map(|color| drawn(color, &marks)) }
                    if let Some(at) = here {
                        <rect class="here" x="0" y={number(overview::row(at))} width={number(WIDTH)} height="2" />
                    }
                </svg>
            </div>
        </div>
    }
}

fn viewbox() -> String {
    let mut text = String::from("0 0 ");
    text.push_str(&WIDTH.to_string());
    text.push(' ');
    text.push_str(&ROWS.to_string());
    text
}

/// The notes that the reader looks for, in the order of the text, each with how far down the article
/// it is, from 0 to 1.
fn shown<'a>(
    view: &'a MarginView,
    tops: &[(ByteOffset, f64)],
    height: f64,
) -> Vec<(f64, &'a CardView)> {
    let height = height.max(1.0);
    let mut last = 0.0;
    let mut list = Vec::with_capacity(view.placed.len());
    // Both in the order of the text.
    let mut tops = tops.iter().peekable();
    for card in view.placed.iter().filter(|card| view.is_hit(card)) {
        if let Some(start) = card.passage.map(|passage| passage.start()) {
            while tops.next_if(|(other, _)| *other < start).is_some() {}
            let here = tops.peek().filter(|(other, _)| *other == start);
            last = here.map_or(last, |(_, top)| top / height);
        }
        list.push((last, &**card));
    }
    list
}

/// Where two and more people marked, behind the marks: the more, the stronger.
fn crowds(shown: &[(f64, &CardView)]) -> Html {
    // Everybody has one badge, and the reader none.
    let badge = |card: &CardView| card.badge.as_ref().map(Rc::as_ptr);
    let first = shown.first().map(|(_, card)| badge(card));
    if shown.iter().all(|(_, card)| Some(badge(card)) == first) {
        return Html::default();
    }
    let mut people = Vec::new();
    let mut marks = Vec::with_capacity(shown.len());
    for (at, card) in shown {
        let badge = badge(card);
        let known = people.iter().position(|layer| *layer == badge);
        let layer = known.unwrap_or(people.len());
        if known.is_none() {
            people.push(badge);
        }
        let at = (at.clamp(0.0, 1.0) * f64::from(FINE)) as u32;
        let step = Range::new(ByteOffset::new(at), ByteOffset::new(at + 1));
        marks.extend(step.map(|step| (layer, step)));
    }
    let counts = overview::density(&marks, FINE + 1, ROWS / CROWD);
    let crowded = counts.iter().enumerate().filter(|(_, people)| **people > 1);
    crowded
        .map(|(row, people)| {
            html! {
                <rect class="crowd" data-people={(*people).min(4).to_string()} x="0"
                    y={(row * CROWD).to_string()} width={WIDTH.to_string()} height={CROWD.to_string()} />
            }
        })
        .collect()
}

/// All marks of one colour as one drawing: thousands of notes are six elements.
fn drawn(color: Color, marks: &[Mark]) -> Html {
    let mut path = String::new();
    for mark in marks.iter().filter(|mark| mark.color == color) {
        let (column, columns) = mark.column;
        let width = (WIDTH - 4) / columns.max(1);
        for (step, number) in [
            ("M", 2 + column * width),
            (" ", mark.row),
            ("h", width),
            ("v1h-", width),
        ] {
            path.push_str(step);
            path.push_str(&number.to_string());
        }
        path.push('z');
    }
    html! { <path data-color={color.name()} d={path} /> }
}
