//! How tall cards are, and hearing when one grows or shrinks by itself.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::words::as_class;
use crate::page::observe::Resized;
use crate::session::view::{CardView, serial};
use crate::table::Map;

/// How tall each card was when it was last seen, by its number.
pub(super) type Heights = Rc<RefCell<Map<u64, f64>>>;

/// Tells of what is watched in `list`: renders again when a height is another than known.
pub(super) fn watch(list: Element, heights: Heights, grown: UseForceUpdateHandle) -> Resized {
    Resized::watch(&[], move || {
        if is_other_size(&list, &heights.borrow()) {
            grown.force_update();
        }
    })
}

/// The elements of these cards, which stand in `list` in the same order; their heights become known.
pub(super) fn measure(
    list: &Element,
    cards: &[Rc<CardView>],
    heights: &Heights,
) -> Vec<HtmlElement> {
    let mut elements = Vec::with_capacity(cards.len());
    let mut next = list.first_element_child();
    for card in cards {
        let Some(element) = next.and_then(as_class::<HtmlElement>) else {
            break;
        };
        next = element.next_element_sibling();
        let height = f64::from(element.offset_height());
        heights.borrow_mut().insert(card.serial, height);
        elements.push(element);
    }
    elements
}

/// Whether any card has another height than the layout went by.
fn is_other_size(list: &Element, heights: &Map<u64, f64>) -> bool {
    let children = list.children();
    (0..children.length())
        .filter_map(|at| children.item(at)?.dyn_into::<HtmlElement>().ok())
        .any(|child| {
            let known = child
                .get_attribute("data-slot")
                .and_then(|id| heights.get(&serial(&id)).copied());
            known != Some(f64::from(child.offset_height()))
        })
}
