//! The frame in the shadow root: the article's slot on one side, our own mount beside it.
//!
//! It is built by hand, once, and outlives every render: mounting empties its target, so the slot
//! must not stand inside it. Nothing in the frame resets what the article inherits.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, ShadowRoot};

/// The parts of the frame that the page needs.
#[derive(Clone, Debug)]
pub struct Frame {
    /// All of it; spots and tops are measured from its top left corner.
    pub frame: Element,
    /// What holds the article's slot; focusable, so that keys work after a click on the text.
    pub text: Element,
    /// Over the article, for engines that cannot paint ranges; never in the way of the pointer.
    pub boxes: HtmlElement,
    /// Where [`super::App`] is mounted.
    pub mount: Element,
}

/// Builds the frame as the last child of the shadow root.
pub fn build(root: &ShadowRoot) -> Result<Frame, JsValue> {
    let document = root.owner_document().ok_or(JsValue::NULL)?;
    let part = |class: &str| -> Result<Element, JsValue> {
        let element = document.create_element("div")?;
        element.set_class_name(class);
        Ok(element)
    };
    let (frame, text, mount) = (part("frame")?, part("text")?, part("ui")?);
    // A stop for the keyboard: from here the keys of the table work.
    text.set_attribute("tabindex", "0")?;
    text.set_attribute("role", "group")?;
    // The loader's slot moves in: a second one would stay empty.
    if let Some(slot) = root.query_selector("slot")? {
        text.append_child(&slot)?;
    }
    let paper = document.create_element("slot")?;
    paper.set_attribute("name", crate::page::paper::SLOT)?;
    let boxes: HtmlElement = part("boxes")?.unchecked_into();
    frame.append_child(&text)?;
    frame.append_child(&paper)?;
    frame.append_child(&boxes)?;
    frame.append_child(&mount)?;
    root.append_child(&frame)?;
    Ok(Frame {
        frame,
        text,
        boxes,
        mount,
    })
}

impl Frame {
    /// Takes the frame away; the article's slot goes back to where it was.
    pub fn remove(&self, root: &ShadowRoot) {
        if let Some(slot) = self.text.first_element_child() {
            // It was in this root before.
            let _ = root.append_child(&slot);
        }
        self.frame.remove();
    }
}
