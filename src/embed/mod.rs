//! The custom element's other half: attributes, methods, events, life cycle.
//!
//! The loader (`postil.js`) owns the element and calls one class, [`Widget`], coarsely and with
//! JSON. Attributes, methods and events are listed in `postil.d.ts`.

mod answer;
mod call;
mod commands;
mod controller;
mod events;
mod exchange;
mod keeping;
mod known;
mod layers;
mod left_off;
mod looking;
mod opening;
mod options;
mod paints;
mod placing;
mod printing;
mod reading_cursor;
mod reminding;
mod settings;
mod telling;

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{HtmlElement, ShadowRoot};

use controller::Controller;

/// The version of the files that belong together; the loader refuses another one.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// One article that readers can annotate.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Widget {
    controller: Rc<Controller>,
}

#[wasm_bindgen]
impl Widget {
    /// For an element and its shadow root. `address` is the loader's own; `languages` are those that
    /// lie beside it, separated by spaces; `again` starts the element over, when the reader tries
    /// again; `more` gets the rarely needed part.
    #[wasm_bindgen(constructor)]
    pub fn new(
        host: HtmlElement,
        root: ShadowRoot,
        address: &str,
        languages: String,
        again: Function,
        more: Function,
    ) -> Result<Self, JsValue> {
        let controller = Controller::new(host, root, address, languages, again, more)?;
        Ok(Self { controller })
    }

    /// Shows the article and the notes. Resolves once all is placed and painted; rejects when
    /// there is no article.
    pub fn start(&self) -> Promise {
        let controller = Rc::clone(&self.controller);
        future_to_promise(
            async move { opening::open(controller).await.map(|()| JsValue::UNDEFINED) },
        )
    }

    /// An attribute changed that does not make another article of it.
    pub fn attribute(&self, name: &str) {
        settings::changed(&self.controller, name);
    }

    /// One of the element's methods.
    pub fn call(&self, method: String, argument: JsValue, options: JsValue) -> Promise {
        let controller = Rc::clone(&self.controller);
        future_to_promise(async move { call::call(&controller, &method, argument, options).await })
    }

    /// Takes everything of ours away; the article's own content stays.
    pub fn stop(&self) {
        self.controller.stop();
    }
}
