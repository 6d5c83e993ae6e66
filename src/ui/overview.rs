//! The strip beside the text: where notes are, where the reader is, and the way there.

use std::rc::Rc;

use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::intent::Intent;
use super::measure::Measure;
use super::phrase;
use super::shared::Ui;
use super::words::as_class;
use crate::annotation::AnnotationId;
use crate::locale::Key;
use crate::session::overview::{self, Mark, ROWS, Spot};
use crate::session::together;
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
    pub measure: Rc<Measure>,
}

#[component]
pub(super) fn Overview(props: &OverviewProps) -> Html {
    let ui = &props.ui;
    let places: Rc<Vec<(AnnotationId, f64)>> = Rc::new(places(&props.view, &props.measure));
    let shown = || {
        let is_hit = |card: &&Rc<CardView>| props.view.is_hit(&card.id);
        props.view.placed.iter().filter(is_hit)
    };
    let active = shown().position(|card| card.is_active);
    let spots = shown().filter_map(|card| {
        let at = share(&props.measure, &card.id)?;
        Some((at, card))
    });
    let marks = overview::marks(spots.map(|(at, card)| Spot {
        at,
        color: card.color,
    }));
    let current = shown().nth(active.unwrap_or(usize::MAX));
    let here = current.and_then(|card| share(&props.measure, &card.id));
    let said = current.map_or_else(
        || ui.text(Key::OverviewNone),
        |card| phrase::name(&ui.words, card).into(),
    );
    let press = {
        let (places, on) = (Rc::clone(&places), ui.on.clone());
        Callback::from(move |event: MouseEvent| {
            let strip: Option<HtmlElement> = as_class(event.composed_path().get(0));
            let height = strip.map_or(1.0, |strip| f64::from(strip.offset_height().max(1)));
            let at = f64::from(event.offset_y()) / height;
            let nearest = overview::nearest(places.iter().map(|(_, place)| *place), at);
            if let Some((id, _)) = nearest.and_then(|index| places.get(index)) {
                on.emit(Intent::Peek(id.clone()));
            }
        })
    };
    let on_key = {
        let on = ui.on.clone();
        let count = places.len();
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowDown" | "ArrowRight" => active.map_or(0, |at| at + 1),
                "ArrowUp" | "ArrowLeft" => active.unwrap_or(count).saturating_sub(1),
                "Home" => 0,
                "End" => count.saturating_sub(1),
                "Enter" => match active.and_then(|at| places.get(at)) {
                    Some((id, _)) => {
                        event.prevent_default();
                        return on.emit(Intent::GoTo(id.clone()));
                    }
                    None => return,
                },
                _ => return,
            };
            event.prevent_default();
            if let Some((id, _)) = places.get(next) {
                on.emit(Intent::Peek(id.clone()));
            }
        })
    };
    let (lang, dir) = ui.language();
    let number = |number: usize| number.to_string();
    html! {
        <div class="ours overview" {lang} {dir}>
            <div class="strip" role="slider" tabindex="0" aria-orientation="vertical"
                aria-label={ui.text(Key::Overview)} aria-valuemin="0" aria-valuemax={number(shown().count())}
                aria-valuenow={number(active.map_or(0, |at| at + 1))} aria-valuetext={said}
                onclick={press} onkeydown={on_key}>
                <span class="seen" />
                <svg viewBox={viewbox()} preserveAspectRatio="none" aria-hidden="true">
                    { crowds(&props.view, &props.measure) }
                    { for marks.iter().map(|mark| drawn(*mark)) }
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

/// Where the notes are that the reader looks for, in the order of the text.
fn places(view: &MarginView, measure: &Measure) -> Vec<(AnnotationId, f64)> {
    let is_hit = |card: &&Rc<CardView>| view.is_hit(&card.id);
    let placed = view.placed.iter().filter(is_hit);
    placed
        .map(|card| (card.id.clone(), share(measure, &card.id).unwrap_or(0.0)))
        .collect()
}

/// How far down the article a note is, from 0 to 1.
fn share(measure: &Measure, id: &AnnotationId) -> Option<f64> {
    Some(measure.top(id)? / measure.height.max(1.0))
}

/// Where two and more people marked, behind the marks: the more, the stronger.
fn crowds(view: &MarginView, measure: &Measure) -> Html {
    let mut people: Vec<&str> = Vec::new();
    let mut marks = Vec::new();
    for card in view.placed.iter().filter(|card| view.is_hit(&card.id)) {
        let known = people.iter().position(|layer| *layer == card.creator);
        let layer = known.unwrap_or(people.len());
        if known.is_none() {
            people.push(&card.creator);
        }
        let at = share(measure, &card.id).unwrap_or(0.0).clamp(0.0, 1.0);
        let at = (at * f64::from(FINE)) as u32;
        marks
            .extend(Range::new(ByteOffset::new(at), ByteOffset::new(at + 1)).map(|at| (layer, at)));
    }
    if people.len() < 2 {
        return Html::default();
    }
    let counts = together::density(&marks, FINE + 1, ROWS / CROWD);
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

fn drawn(mark: Mark) -> Html {
    let (column, columns) = mark.column;
    let width = (WIDTH - 4) / columns.max(1);
    html! {
        <rect data-color={mark.color.name()} x={(2 + column * width).to_string()} y={mark.row.to_string()}
            width={width.to_string()} height="1" />
    }
}
