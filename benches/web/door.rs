//! Postil's anchoring as the benchmark in the browser calls it; never part of the widget.
//!
//! It is compiled as the published widget is. A call to `place` does what the widget does between
//! the selectors in its memory and the ranges of the page: it reads the page, places and makes
//! ranges; only in one go, because the benchmark counts work and not waiting.

#![cfg(target_arch = "wasm32")]

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use postil::anchor::{Describer, Placer, Selectors, State};
use postil::page::dom_text::DomText;
use postil::text::{ArticleText, Range, Utf16Offset};

/// The passages of one article.
#[wasm_bindgen]
pub struct Bench {
    root: Element,
    /// The text that the passages were described in.
    earlier: Rc<ArticleText>,
    selectors: Vec<Selectors>,
    parts: [f64; 3],
}

fn now() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
}

fn read(root: &Element) -> Result<DomText, JsValue> {
    DomText::read(root, "en").ok_or_else(|| JsValue::from_str("the root stands in no document"))
}

#[wasm_bindgen]
impl Bench {
    /// Reads the article under `root`.
    #[wasm_bindgen(constructor)]
    pub fn new(root: Element) -> Result<Bench, JsValue> {
        let earlier = Rc::clone(read(&root)?.text());
        Ok(Self {
            root,
            earlier,
            selectors: Vec::new(),
            parts: [0.0; 3],
        })
    }

    /// The article text.
    pub fn text(&self) -> String {
        self.earlier.as_str().to_owned()
    }

    /// Describes passages, each given by its start and its end in UTF-16 units.
    pub fn describe(&mut self, ends: &[u32]) {
        let mut describer = Describer::new(Rc::clone(&self.earlier));
        let at = |unit: u32| self.earlier.from_utf16(Utf16Offset::new(unit));
        let passages = ends.chunks_exact(2).filter_map(|ends| match ends {
            &[start, end] => Range::new(at(start)?, at(end)?),
            _ => None,
        });
        let selectors = passages.filter_map(|passage| describer.describe(passage));
        self.selectors = selectors.collect();
    }

    /// Places the first so many passages in the article as it is now, and answers for each the
    /// range that is claimed, or null; with the earlier text at hand or without, from all that was
    /// kept or from the quotes alone.
    pub fn place(
        &mut self,
        count: usize,
        with_earlier: bool,
        quotes_only: bool,
    ) -> Result<Array, JsValue> {
        let begin = now();
        let text = read(&self.root)?;
        let read = now();
        let targets = self.selectors.iter().take(count).map(|target| {
            if quotes_only {
                Selectors {
                    quote: target.quote.clone(),
                    ..Selectors::default()
                }
            } else {
                target.clone()
            }
        });
        let earlier = with_earlier.then(|| Rc::clone(&self.earlier));
        let mut placer = Placer::new(Rc::clone(text.text()), targets.collect(), earlier);
        while !placer.advance(&mut || true) {}
        let placements = placer.finish();
        let placed = now();
        let ranges = Array::new();
        for placement in placements {
            let is_claim = matches!(placement.state, State::Exact | State::Changed);
            let claimed = placement.range.filter(|_| is_claim);
            let range = claimed.and_then(|passage| text.range(passage));
            ranges.push(&range.map_or(JsValue::NULL, JsValue::from));
        }
        self.parts = [read - begin, placed - read, now() - placed];
        Ok(ranges)
    }

    /// Milliseconds of the last call of `place`: reading the page, placing, making ranges.
    pub fn parts(&self) -> Vec<f64> {
        self.parts.to_vec()
    }
}
