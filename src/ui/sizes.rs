//! How tall cards are, and hearing when one grows or shrinks by itself.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::page::observe::Resized;
use crate::session::view::serial;
use crate::table::Map;

/// How tall each card was when it was last seen, by its number.
pub(super) type Heights = Rc<RefCell<Map<u64, f64>>>;

/// Watches the sizes of what is in `list` now; renders again when a height is another than known.
pub(super) fn watch(list: Element, heights: Heights, grown: UseForceUpdateHandle) -> Resized {
    let children = list.children();
    let cards: Vec<Element> = (0..children.length())
        .filter_map(|at| children.item(at))
        .collect();
    let cards: Vec<&Element> = cards.iter().collect();
    Resized::watch(&cards, move || {
        if is_other_size(&list, &heights.borrow()) {
            grown.force_update();
        }
    })
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
