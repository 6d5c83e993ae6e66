//! Where the focus goes when parts of ours come and go, and among the items of a toolbar or menu.

use web_sys::{Element, HtmlElement, KeyboardEvent, Node, ShadowRoot};
use yew::prelude::*;

use super::words::as_class;
use crate::page::focus::{FocusReturn, Roving, focus as put, rove};

/// The shadow root that a node of ours stands in.
pub(super) fn root_of(node: &Node) -> Option<ShadowRoot> {
    as_class(node.get_root_node())
}

/// Focuses an element without scrolling to it.
pub(super) fn focus(element: Option<Element>) -> bool {
    element
        .and_then(as_class::<HtmlElement>)
        .is_some_and(|element| put(&element))
}

/// Remembers the focus when the component appears and gives it back when it goes.
#[hook]
pub(super) fn use_focus_back(node: NodeRef) {
    use_effect_with((), move |()| {
        let back = node.cast::<Element>().and_then(|element| {
            let document = element.owner_document()?;
            Some(FocusReturn::new(&document, &element))
        });
        move || drop(back)
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
        .filter_map(|at| as_class(found.get(at)?))
        .collect();
    let own = closest("button");
    let here = buttons
        .iter()
        .position(|button| Some(button) == own.as_ref());
    let along = match list.get_attribute("role").as_deref() {
        Some("menu") => Roving::Block,
        _ => Roving::Inline {
            right_to_left: closest("[dir=rtl]").is_some(),
        },
    };
    let next = here.and_then(|here| rove(&event.key(), along, here, buttons.len()));
    if next.is_some_and(|next| focus(buttons.get(next).cloned())) {
        event.prevent_default();
    }
}
