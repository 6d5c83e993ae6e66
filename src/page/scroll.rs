//! Bringing a passage into view, and how high passages stand.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
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

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Element)]
    type Seen;
    #[wasm_bindgen(method, catch, js_name = checkVisibility)]
    fn check_visibility(this: &Seen) -> Result<bool, JsValue>;
}

/// The boxes of a passage in the viewport, one or more a line; without empty ones.
pub fn rects(text: &DomText, passage: ByteRange) -> Vec<Rect> {
    text.range(passage)
        .map(|range| rects::of_range(&range))
        .unwrap_or_default()
}

/// Brings a passage into view, below whatever sticks to the top if the host says so by
/// `scroll-padding` or `scroll-margin`, and opens a closed `details` around it, as the browser's
/// own search does; ends when the page stands still. `false` when the passage has no place on the
/// screen. The lowest `covered` CSS pixels of the window count as out of view.
pub async fn into_view(text: &DomText, passage: ByteRange, covered: f64) -> bool {
    let (Some(range), Some(window)) = (text.range(passage), text.document().default_view()) else {
        return false;
    };
    let block = text.block_element(passage.start());
    block.as_ref().into_iter().for_each(open_details);
    if !block.as_ref().is_some_and(is_shown) || rects::of_range(&range).is_empty() {
        return false;
    }
    for element in scrollers(&window, text.root()) {
        let frame = Rect::of(&element.get_bounding_client_rect());
        let by = distance(bounds(&range), frame.top, frame.bottom, 0.0);
        element.set_scroll_top(element.scroll_top().saturating_add(by as i32));
    }
    let sticks = block.map_or(0.0, |block| header(&window, text.document(), &block));
    let foot = height(&window) - covered;
    let calm = observe::matches(&window, REDUCED_MOTION);
    let smooth = !calm && scroll_by(&window, &range, (sticks, foot), ScrollBehavior::Smooth);
    // Whoever turned smooth scrolling off gets there at once; who interferes is left alone.
    if !(smooth && stands_still(&range).await) {
        scroll_by(&window, &range, (sticks, foot), ScrollBehavior::Instant);
    }
    true
}

/// `false` when nothing has to be scrolled.
fn scroll_by(
    window: &Window,
    range: &DomRange,
    (sticks, foot): (f64, f64),
    behavior: ScrollBehavior,
) -> bool {
    let by = distance(bounds(range), 0.0, foot, sticks);
    if by != 0.0 {
        let options = ScrollToOptions::new();
        options.set_top(by);
        options.set_behavior(behavior);
        window.scroll_by_with_scroll_to_options(&options);
    }
    by != 0.0
}

fn open_details(element: &Element) {
    let closed = "details:not([open])";
    while let Ok(Some(details)) = element.closest(closed) {
        if details.set_attribute("open", "").is_err() {
            return;
        }
    }
}

/// Whether it is laid out and painted; what a closed `details` holds may be measured, but not seen.
fn is_shown(element: &Element) -> bool {
    let seen: &Seen = element.unchecked_ref();
    seen.check_visibility().unwrap_or(true)
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
            .filter(|value| value.ends_with("px"))
            .map_or(0.0, |value| js_sys::parse_float(&value))
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

/// Waits while the passage moves, and for some time until it begins to; `false` if it never did.
async fn stands_still(range: &DomRange) -> bool {
    let (mut before, mut still, mut moved) = (bounds(range).top, 0, false);
    for _ in 0..LOOKS {
        TimeoutFuture::new(LOOK_EVERY).await;
        let now = bounds(range).top;
        moved |= now != before;
        still = if now == before { still + 1 } else { 0 };
        before = now;
        if still >= if moved { 2 } else { 8 } {
            break;
        }
    }
    moved
}

fn bounds(range: &DomRange) -> Rect {
    Rect::of(&range.get_bounding_client_rect())
}

/// How high the window is, in CSS pixels.
pub fn height(window: &Window) -> f64 {
    let height = window.inner_height().ok();
    height.and_then(|height| height.as_f64()).unwrap_or(0.0)
}

/// How high each passage begins, in CSS pixels below the top of `origin`; `None` for one that is
/// not laid out. All is measured in one go, so the page is laid out once at the most. Of very many
/// passages only the blocks are measured, and the line is reckoned from the share of text before it.
pub fn tops(text: &DomText, passages: &[ByteRange], origin: &Element) -> Vec<Option<f64>> {
    let zero = origin.get_bounding_client_rect().top();
    let one_by_one = passages.len() <= MEASURED;
    let mut last: Option<(usize, Option<Rect>)> = None;
    let top = |passage: &ByteRange| {
        let (index, block) = text.block_at(passage.start())?;
        let rect = match last {
            Some((of, rect)) if of == index => rect,
            _ => text
                .block_element(block.range.start())
                .filter(is_shown)
                .map(|element| Rect::of(&element.get_bounding_client_rect())),
        };
        last = Some((index, rect));
        let rect = rect?;
        if one_by_one {
            return first_line(text, *passage).map(|top| top - zero);
        }
        let start = block.range.start().get();
        let before = passage.start().get().saturating_sub(start);
        let share = f64::from(before) / f64::from((block.range.end().get() - start).max(1));
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
