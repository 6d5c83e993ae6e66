//! The pictures on buttons: single strokes on a grid of 24, drawn in the text's colour.

use yew::prelude::*;

/// Which picture; its value is the stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Icon(&'static str);

pub(super) const NOTE: Icon = Icon("M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3");
pub(super) const UNDO: Icon = Icon("M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10H9");
pub(super) const REDO: Icon = Icon("m16 5 4 4-4 4M20 9H10a5 5 0 0 0 0 10h5");
pub(super) const LIST: Icon = Icon("M5 6.5h14M5 12h14M5 17.5h9");
pub(super) const IMPORT: Icon = Icon("M12 4v10m-4-4 4 4 4-4M5 19h14");
pub(super) const EXPORT: Icon = Icon("M12 14V4m-4 4 4-4 4 4M5 19h14");
pub(super) const KEYS: Icon =
    Icon("M3.5 7h17v10h-17zM7 10.5h.01M10.4 10.5h.01M13.7 10.5h.01M17 10.5h.01M8.5 14h7");
pub(super) const TRASH: Icon = Icon("M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 11v4.5M13.5 11v4.5");
pub(super) const PAGE: Icon = Icon("M7 4h7l4 4v12H7zM13.5 4v4.5H18M10 13h5M10 16h3");
pub(super) const PEOPLE: Icon = Icon(
    "M9 11a3.4 3.4 0 1 0 0-6.8A3.4 3.4 0 0 0 9 11M2.8 19c.5-3.4 2.9-5 6.2-5s5.7 1.6 6.2 5M15.5 4.6a3.4 3.4 0 0 1 0 6M17.8 14.4c2 .7 3.1 2.3 3.4 4.6",
);
pub(super) const REPLY: Icon = Icon("M9 7 4 12l5 5M4 12h9a6 6 0 0 1 6 6");
pub(super) const CLOSE: Icon = Icon("m6.5 6.5 11 11M17.5 6.5l-11 11");
pub(super) const UP: Icon = Icon("m6 14.5 6-6 6 6");
pub(super) const DOWN: Icon = Icon("m6 9.5 6 6 6-6");
pub(super) const BOOKMARK: Icon = Icon("M7 4h10v16l-5-4.5L7 20z");
pub(super) const PRINT: Icon = Icon("M7.5 8V4h9v4M7 16H4.5V8.5h15V16H17M7.5 13.5h9V20h-9z");

/// The picture, which says nothing to assistive technology: its button has a name.
pub(super) fn icon(icon: Icon) -> Html {
    html! {
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d={icon.0} /></svg>
    }
}
