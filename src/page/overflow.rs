//! What scrolls sideways in an article that we built can be reached by keys, so that they can scroll it.

use wasm_bindgen::JsCast;
use web_sys::Element;

/// Gives the code and the tables that are wider than their box a place in the order of the keys, and
/// takes it from those that are not. What the host page wrote is left as it is.
pub fn reach_by_keys(root: &Element) {
    let Ok(found) = root.query_selector_all(":scope[slot=postil] :is(pre, table)") else {
        return;
    };
    for at in 0..found.length() {
        let Some(element) = found
            .get(at)
            .and_then(|node| node.dyn_into::<Element>().ok())
        else {
            continue;
        };
        let is_wide = element.scroll_width() > element.client_width();
        if is_wide != element.has_attribute("tabindex") {
            // A fixed name is always valid.
            let _ = if is_wide {
                element.set_attribute("tabindex", "0")
            } else {
                element.remove_attribute("tabindex")
            };
        }
    }
}
