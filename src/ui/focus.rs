//! Where the keyboard's focus is, and moving it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node, ShadowRoot};
use yew::prelude::*;

use super::words::as_class;

/// The shadow root that a node of ours stands in.
pub(super) fn root_of(node: &Node) -> Option<ShadowRoot> {
    as_class(node.get_root_node())
}

/// The focused element: in our shadow root, else in the document.
pub(super) fn active(node: &Node) -> Option<HtmlElement> {
    root_of(node)
        .and_then(|root| root.active_element())
        .or_else(|| node.owner_document()?.active_element())
        .and_then(as_class)
}

/// Focuses an element without scrolling to it.
pub(super) fn focus(element: Option<Element>) -> bool {
    let Some(element) = element.and_then(as_class::<HtmlElement>) else {
        return false;
    };
    element.focus().is_ok()
}

/// Remembers the focus when the component appears and gives it back when it goes.
#[hook]
pub(super) fn use_focus_back(node: NodeRef) {
    use_effect_with((), move |()| {
        let before = node.cast::<Element>().and_then(|element| active(&element));
        move || {
            if let Some(before) = before.filter(|before| before.is_connected()) {
                let _ = before.focus();
            }
        }
    });
}

/// Arrow keys, Home and End move the focus among the buttons of a toolbar or menu.
pub(super) fn arrows(event: &KeyboardEvent) {
    let target = as_class::<Element>(event.composed_path().get(0));
    let closest = |what| target.as_ref()?.closest(what).ok().flatten();
    let Some(list) = closest("[role=toolbar],[role=menu]") else {
        return;
    };
    let Ok(found) = list.query_selector_all("button") else {
        return;
    };
    let buttons: Vec<Element> = (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect();
    let own = closest("button");
    let here = buttons
        .iter()
        .position(|button| Some(button) == own.as_ref());
    let count = buttons.len();
    let is_rtl = list.closest("[dir=rtl]").ok().flatten().is_some();
    let next = match (event.key().as_str(), here) {
        ("Home", _) => 0,
        ("End", _) => count.saturating_sub(1),
        ("ArrowRight", Some(at)) if is_rtl => (at + count - 1) % count.max(1),
        ("ArrowLeft", Some(at)) if is_rtl => (at + 1) % count.max(1),
        ("ArrowRight" | "ArrowDown", Some(at)) => (at + 1) % count.max(1),
        ("ArrowLeft" | "ArrowUp", Some(at)) => (at + count - 1) % count.max(1),
        _ => return,
    };
    if focus(buttons.get(next).cloned()) {
        event.prevent_default();
    }
}
