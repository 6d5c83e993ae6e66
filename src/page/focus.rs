//! Keyboard focus through shadow roots, and words for screen readers.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Node, ShadowRoot};

/// What really has the focus: inside open shadow roots too. `None` when it is the body or nothing.
pub fn active_element(document: &Document) -> Option<Element> {
    let mut active = document.active_element()?;
    while let Some(inner) = active.shadow_root().and_then(|root| root.active_element()) {
        active = inner;
    }
    let body = document.body();
    (body.as_deref() != Some(&active)).then_some(active)
}

/// Whether what has the focus stands in `root`, in shadow roots within it too.
pub fn is_within(root: &Node, element: &Node) -> bool {
    let mut at: Option<Node> = Some(element.clone());
    while let Some(node) = at {
        if node.is_same_node(Some(root)) {
            return true;
        }
        at = node
            .parent_node()
            .or_else(|| node.dyn_ref::<ShadowRoot>().map(|root| root.host().into()));
    }
    false
}

/// Whether typing goes into this element.
pub fn takes_text(element: &Element) -> bool {
    let name = element.local_name();
    let typed = matches!(name.as_str(), "input" | "textarea" | "select");
    typed
        || element
            .dyn_ref::<HtmlElement>()
            .is_some_and(HtmlElement::is_content_editable)
}

/// Moves the focus; `false` when the element refuses it. Does not scroll: [`super::scroll`] does.
pub fn focus(element: &HtmlElement) -> bool {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    if element.focus_with_options(&options).is_err() {
        return false;
    }
    let Some(document) = element.owner_document() else {
        return false;
    };
    active_element(&document).is_some_and(|active| is_within(element, &active))
}

/// Remembers what had the focus, and gives it back on drop where the focus was lost meanwhile:
/// a reader who moved on by themselves is left where they are.
#[must_use = "the focus goes back when this is dropped"]
#[derive(Debug)]
pub struct FocusReturn {
    document: Document,
    before: Option<HtmlElement>,
    within: Node,
}

impl FocusReturn {
    /// Remembers the focus while something inside `within` takes it.
    pub fn new(document: &Document, within: &Node) -> Self {
        Self {
            document: document.clone(),
            before: active_element(document).and_then(|active| active.dyn_into().ok()),
            within: within.clone(),
        }
    }
}

impl Drop for FocusReturn {
    fn drop(&mut self) {
        let moved_on =
            active_element(&self.document).is_some_and(|active| !is_within(&self.within, &active));
        if let Some(before) = self
            .before
            .as_ref()
            .filter(|e| !moved_on && e.is_connected())
        {
            focus(before);
        }
    }
}

/// A move among the items of a toolbar or list that has one tab stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roving {
    /// Along the inline axis: left and right, following direction.
    Inline {
        /// The items run from right to left.
        right_to_left: bool,
    },
    /// Along the block axis: up and down.
    Block,
}

/// The item to go to from item `at` of `count`, round at both ends; `None` for other keys.
pub fn rove(key: &str, along: Roving, at: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let (back, on) = match along {
        Roving::Inline {
            right_to_left: false,
        } => ("ArrowLeft", "ArrowRight"),
        Roving::Inline {
            right_to_left: true,
        } => ("ArrowRight", "ArrowLeft"),
        Roving::Block => ("ArrowUp", "ArrowDown"),
    };
    match key {
        "Home" => Some(0),
        "End" => Some(last),
        _ if key == on => Some(if at >= last { 0 } else { at + 1 }),
        _ if key == back => Some(at.min(count).checked_sub(1).unwrap_or(last)),
        _ => None,
    }
}

/// Says `words` through a live region. The same words twice are heard twice.
pub fn say(region: &Element, words: &str) {
    let again = region.text_content().as_deref() == Some(words);
    // A change is what is read: a no-break space makes one that nobody sees.
    let words = if again {
        [words, "\u{a0}"].concat()
    } else {
        words.to_owned()
    };
    region.set_text_content(Some(&words));
}
