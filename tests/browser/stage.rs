//! An article on a page as the widget arranges it: light DOM in a slot of an open shadow root.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::Reflect;
use postil::page::dom_text::DomText;
use postil::text::{ByteOffset, ByteRange, Range};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Node, ShadowRoot, ShadowRootInit, ShadowRootMode};

/// The element with its article; gone from the page on drop.
pub struct Stage {
    pub host: Element,
    pub shadow: ShadowRoot,
    /// For boxes over the text.
    pub layer: HtmlElement,
}

impl Stage {
    pub fn new(html: &str) -> Self {
        let host = element("div", html);
        host.unchecked_ref::<HtmlElement>().style().set_css_text(
            "display: block; position: relative; width: 600px; font: 16px/20px monospace",
        );
        let shadow = host
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .unwrap();
        shadow.set_inner_html("<slot></slot><div></div><textarea></textarea><button>ours</button>");
        let layer = shadow.query_selector("div").unwrap().unwrap();
        let layer: HtmlElement = layer.unchecked_into();
        layer
            .style()
            .set_css_text("position: absolute; inset: 0; pointer-events: none");
        document()
            .body()
            .unwrap()
            .prepend_with_node_1(&host)
            .unwrap();
        Self {
            host,
            shadow,
            layer,
        }
    }

    pub fn read(&self) -> Rc<DomText> {
        Rc::new(DomText::read(&self.host, "en").unwrap())
    }

    pub fn find(&self, selector: &str) -> Element {
        self.host.query_selector(selector).unwrap().unwrap()
    }

    /// The first child of what the selector finds: its text node.
    pub fn text_in(&self, selector: &str) -> Node {
        self.find(selector).first_child().unwrap()
    }

    pub fn ours(&self, selector: &str) -> HtmlElement {
        let found = self.shadow.query_selector(selector).unwrap().unwrap();
        found.unchecked_into()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.host.remove();
    }
}

pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

pub fn element(name: &str, html: &str) -> Element {
    let element = document().create_element(name).unwrap();
    element.set_inner_html(html);
    element
}

/// Where the words stand in the article text, the first time.
pub fn passage(text: &DomText, words: &str) -> ByteRange {
    let at = text.text().as_str().find(words).unwrap();
    range(at, at + words.len())
}

pub fn range(start: usize, end: usize) -> ByteRange {
    Range::new(
        ByteOffset::from_usize(start).unwrap(),
        ByteOffset::from_usize(end).unwrap(),
    )
    .unwrap()
}

/// Lets the browser do what it does between frames until `done`, at the most two seconds.
pub async fn until(done: impl Fn() -> bool) -> bool {
    for _ in 0..100 {
        if done() {
            return true;
        }
        TimeoutFuture::new(20).await;
    }
    done()
}

/// Milliseconds from some moment.
pub fn now() -> f64 {
    let performance = Reflect::get(&js_sys::global(), &"performance".into()).unwrap();
    let now: js_sys::Function = Reflect::get(&performance, &"now".into()).unwrap().into();
    now.call0(&performance).unwrap().as_f64().unwrap()
}
