//! How tall cards are, and hearing when one grows or shrinks by itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

/// How tall each card was when it was last seen.
pub(super) type Heights = Rc<RefCell<BTreeMap<String, f64>>>;

/// Watches the sizes of the children of an element until it is dropped.
#[must_use]
pub(super) struct SizeWatch {
    observer: ResizeObserver,
    _heard: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Starts watching what is in `list` now; renders again when a height is another than known.
    pub fn start(list: &Element, heights: Heights, grown: UseForceUpdateHandle) -> Option<Self> {
        let watched = list.clone();
        let heard = Closure::<dyn FnMut()>::new(move || {
            if is_other_size(&watched, &heights.borrow()) {
                grown.force_update();
            }
        });
        let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
        let children = list.children();
        for at in 0..children.length() {
            if let Some(child) = children.item(at) {
                observer.observe(&child);
            }
        }
        Some(Self {
            observer,
            _heard: heard,
        })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Whether any card has another height than the layout went by.
fn is_other_size(list: &Element, heights: &BTreeMap<String, f64>) -> bool {
    let children = list.children();
    (0..children.length())
        .filter_map(|at| children.item(at)?.dyn_into::<HtmlElement>().ok())
        .any(|child| {
            let known = child
                .get_attribute("data-slot")
                .and_then(|id| heights.get(&id).copied());
            known != Some(f64::from(child.offset_height()))
        })
}
