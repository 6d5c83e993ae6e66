//! The frame in the shadow root: the article's slot on one side, our own mount beside it.
//!
//! It is built by hand, once, and outlives every render: mounting empties its target, so the slot
//! must not stand inside it. Nothing in the frame resets what the article inherits.

use wasm_bindgen::JsValue;
use web_sys::{Element, ShadowRoot};

/// The parts of the frame that the page needs.
#[derive(Clone, Debug)]
pub struct Frame {
    /// All of it; spots and tops are measured from its top left corner.
    pub frame: Element,
    /// What holds the article's slot; focusable, so that keys work after a click on the text.
    pub text: Element,
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
    text.set_attribute("tabindex", "-1")?;
    let slot = document.create_element("slot")?;
    text.append_child(&slot)?;
    frame.append_child(&text)?;
    frame.append_child(&mount)?;
    root.append_child(&frame)?;
    Ok(Frame { frame, text, mount })
}
