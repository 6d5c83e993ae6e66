//! Bringing a passage into view, and how high passages stand.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlSlotElement, Node, Range as DomRange, ScrollBehavior};
use web_sys::{ScrollToOptions, ShadowRoot, Window};

use super::dom_text::DomText;
use super::observe::{self, REDUCED_MOTION};
use super::rects::{self, Rect};
use crate::text::{ByteRange, Range};

/// Up to this many passages are measured one by one; of more, only their blocks.
const MEASURED: usize = 200;
/// How often a running scroll is looked at, in milliseconds, and how often at the most.
const LOOK_EVERY: u32 = 50;
const LOOKS: u32 = 60;

/// The boxes of a passage in the viewport, one or more a line; without empty ones.
pub fn rects(text: &DomText, passage: ByteRange) -> Vec<Rect> {
    text.range(passage)
        .map(|range| rects::of_range(&range))
        .unwrap_or_default()
}

/// Brings a passage into view, below whatever sticks to the top if the host says so by
/// `scroll-padding` or `scroll-margin`; ends when the page stands still. `false` when it has no
/// place on the screen, in a closed `details` for instance.
pub async fn into_view(text: &DomText, passage: ByteRange) -> bool {
    let (Some(range), Some(window)) = (text.range(passage), text.document().default_view()) else {
        return false;
    };
    if rects::of_range(&range).is_empty() {
        return false;
    }
    for element in scrollers(&window, text.root()) {
        let frame = Rect::of(&element.get_bounding_client_rect());
        let by = distance(bounds(&range), frame.top, frame.bottom, 0.0);
        element.set_scroll_top(element.scroll_top().saturating_add(by as i32));
    }
    let block = text.block_element(passage.start());
    let sticks = block.map_or(0.0, |block| header(&window, text.document(), &block));
    let by = distance(bounds(&range), 0.0, height(&window), sticks);
    if by != 0.0 {
        let options = ScrollToOptions::new();
        options.set_top(by);
        options.set_behavior(if observe::matches(&window, REDUCED_MOTION) {
            ScrollBehavior::Instant
        } else {
            ScrollBehavior::Smooth
        });
        window.scroll_by_with_scroll_to_options(&options);
        stands_still(&range).await;
    }
    true
}

/// How far to scroll so that the passage stands well between `top` and `bottom`; 0 if it does.
fn distance(passage: Rect, top: f64, bottom: f64, sticks: f64) -> f64 {
    let free = bottom - top;
    let (high, low) = (top + (free * 0.1).max(sticks), bottom - free * 0.1);
    if high <= passage.top && passage.bottom <= low {
        0.0
    } else if passage.height() > low - high {
        passage.top - high
    } else {
        // Somewhat above the middle, where the eye is.
        (passage.top - high - (low - high - passage.height()) * 0.4).round()
    }
}

/// What the host wants kept free at the top for a block, in CSS pixels.
fn header(window: &Window, document: &Document, block: &Element) -> f64 {
    let asked = |element: &Element, property| {
        let style = window.get_computed_style(element).ok().flatten();
        let value = style.and_then(|style| style.get_property_value(property).ok());
        value
            .and_then(|value| value.strip_suffix("px")?.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    let padding = document
        .document_element()
        .map_or(0.0, |page| asked(&page, "scroll-padding-top"));
    padding + asked(block, "scroll-margin-top")
}

/// The elements around `node` that scroll by themselves, from the inside out.
fn scrollers(window: &Window, node: &Element) -> Vec<Element> {
    let mut found = Vec::new();
    let mut at = above(node);
    while let Some(element) = at {
        let higher = element.scroll_height() > element.client_height();
        // The page itself scrolls with the window.
        let page = matches!(element.local_name().as_str(), "html" | "body");
        let style = window.get_computed_style(&element).ok().flatten();
        let overflow = style.and_then(|style| style.get_property_value("overflow-y").ok());
        if higher && !page && matches!(overflow.as_deref(), Some("auto" | "scroll")) {
            found.push(element.clone());
        }
        at = above(&element);
    }
    found
}

/// The parent as it is laid out: through slots and out of shadow roots.
fn above(element: &Element) -> Option<Element> {
    let slot = element.assigned_slot().map(HtmlSlotElement::into);
    slot.or_else(|| element.parent_element()).or_else(|| {
        let root: Node = element.parent_node()?;
        Some(root.dyn_into::<ShadowRoot>().ok()?.host())
    })
}

async fn stands_still(range: &DomRange) {
    let (mut before, mut still) = (bounds(range).top, 0);
    for _ in 0..LOOKS {
        TimeoutFuture::new(LOOK_EVERY).await;
        let now = bounds(range).top;
        still = if now == before { still + 1 } else { 0 };
        before = now;
        if still >= 2 {
            return;
        }
    }
}

fn bounds(range: &DomRange) -> Rect {
    Rect::of(&range.get_bounding_client_rect())
}

fn height(window: &Window) -> f64 {
    let height = window.inner_height().ok();
    height.and_then(|height| height.as_f64()).unwrap_or(0.0)
}

/// How high each passage begins, in CSS pixels below the top of `origin`; `None` for one that is
/// not laid out. All is measured in one go, so the page is laid out once at the most. Of very many
/// passages only the blocks are measured, and the line is reckoned from the share of text before it.
pub fn tops(text: &DomText, passages: &[ByteRange], origin: &Element) -> Vec<Option<f64>> {
    let zero = origin.get_bounding_client_rect().top();
    let mut last: Option<(usize, Rect)> = None;
    let top = |passage: &ByteRange| {
        if passages.len() <= MEASURED {
            return first_line(text, *passage).map(|top| top - zero);
        }
        let (index, block) = text.block_at(passage.start())?;
        let rect = match last {
            Some((of, rect)) if of == index => rect,
            _ => Rect::of(
                &text
                    .block_element(block.range.start())?
                    .get_bounding_client_rect(),
            ),
        };
        last = Some((index, rect));
        let before = passage
            .start()
            .get()
            .saturating_sub(block.range.start().get());
        let length = block.range.end().get() - block.range.start().get();
        let share = f64::from(before) / f64::from(length.max(1));
        (rect.height() > 0.0).then(|| rect.top + rect.height() * share - zero)
    };
    passages.iter().map(top).collect()
}

/// The top of a passage's first character that has a box.
fn first_line(text: &DomText, passage: ByteRange) -> Option<f64> {
    let first = text.text().slice(passage)?.chars().next()?.len_utf8() as u32;
    let end = crate::text::ByteOffset::new(passage.start().get() + first);
    let range = text.range(Range::new(passage.start(), end)?)?;
    let rect = Rect::of(&range.get_bounding_client_rect());
    let rect = if rect.height() > 0.0 {
        rect
    } else {
        *rects(text, passage).first()?
    };
    Some(rect.top)
}
