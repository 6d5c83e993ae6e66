//! Puts an element somewhere by custom properties, through the style object: a strict policy
//! refuses `style` attributes.

use gloo_events::EventListener;
use web_sys::{DomRect, Element, HtmlElement};

use super::measure::Spot;
use super::words::as_class;

/// Sets a custom property to a length.
pub(super) fn set(element: &HtmlElement, name: &str, pixels: f64) {
    let mut value = (pixels.round() as i32).to_string();
    value.push_str("px");
    // A custom property takes any value.
    let _ = element.style().set_property(name, &value);
}

/// Puts an element below a spot, or above it where below is out of sight.
pub(super) fn at_spot(element: &HtmlElement, spot: Spot) {
    set(element, "--postil-x", spot.x);
    set(element, "--postil-y", spot.bottom);
    let bottom = element.get_bounding_client_rect().bottom();
    if bottom > window_height() {
        let height = element.get_bounding_client_rect().height();
        set(element, "--postil-y", spot.top - height - GAP);
    }
}

/// Between a spot and what stands there, in CSS pixels; twice the margin in the style sheet.
const GAP: f64 = 16.0;

fn window_height() -> f64 {
    web_sys::window()
        .and_then(|window| window.inner_height().ok())
        .and_then(|height| height.as_f64())
        .unwrap_or(f64::INFINITY)
}

/// Keeps an element at the foot of the screen above a keyboard that the system shows over the page.
pub(super) fn over_keyboard(element: HtmlElement) -> Option<[EventListener; 2]> {
    let view = web_sys::window()?.visual_viewport()?;
    let hear = |kind| {
        let (element, seen) = (element.clone(), view.clone());
        EventListener::new(&view, kind, move |_| {
            // Of a page that is zoomed in, the foot is out of sight because the reader wants it so.
            let covered = match seen.scale() > 1.01 {
                true => 0.0,
                false => window_height() - seen.height() - seen.offset_top(),
            };
            set(&element, "--postil-keyboard", covered.max(0.0));
        })
    };
    Some(["resize", "scroll"].map(hear))
}

/// The box of the frame that an element of ours stands in.
pub(super) fn frame_of(element: &Element) -> Option<DomRect> {
    let frame = element.closest(".frame").ok().flatten()?;
    Some(frame.get_bounding_client_rect())
}

/// Shows a `popover` element in the top layer, where no rule of the host can hold it.
pub(super) fn show_popover(element: Option<Element>) {
    if let Some(element) = element.and_then(as_class::<HtmlElement>) {
        // Fails where it is open already, or where the browser has none: it is shown in place then.
        let _ = element.show_popover();
    }
}
