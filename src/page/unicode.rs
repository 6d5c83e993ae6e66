//! Characters, words, sentences, normalisation and order of names, as the browser knows them.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;

use js_sys::{Array, Intl, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::text::{Boundaries, Normalize};

#[wasm_bindgen]
extern "C" {
    type Segment;
    #[wasm_bindgen(method, getter)]
    fn index(this: &Segment) -> u32;
    #[wasm_bindgen(method, getter, js_name = isWordLike)]
    fn is_word_like(this: &Segment) -> Option<bool>;

    #[wasm_bindgen(catch, js_namespace = Intl, js_name = getCanonicalLocales)]
    fn canonical_locales(tag: &str) -> Result<Array, JsValue>;
}

/// The browser's tables for one language; its segmenters are made when first asked for.
#[derive(Debug, Default)]
pub struct Unicode {
    language: String,
    grapheme: OnceCell<Option<Intl::Segmenter>>,
    word: OnceCell<Option<Intl::Segmenter>>,
    sentence: OnceCell<Option<Intl::Segmenter>>,
}

impl Unicode {
    /// For a BCP 47 language tag; empty or wrong means the browser's own language.
    pub fn new(language: &str) -> Self {
        Self {
            language: language.to_owned(),
            ..Self::default()
        }
    }

    /// The order of two names for people, digits by their value.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        let options = options("numeric", &JsValue::TRUE);
        JsString::from(one)
            .locale_compare(other, &self.locales(), &options)
            .cmp(&0)
    }

    /// The language as a list; empty when the browser refuses the tag.
    fn locales(&self) -> Array {
        if self.language.is_empty() {
            return Array::new();
        }
        canonical_locales(&self.language).unwrap_or_default()
    }

    fn segments(
        &self,
        cell: &OnceCell<Option<Intl::Segmenter>>,
        granularity: &str,
        text: &str,
        mut found: impl FnMut(usize, bool),
    ) {
        let segmenter = cell.get_or_init(|| segmenter(&self.locales(), granularity));
        let Some(segments) = segmenter.as_ref().map(|s| s.segment(text)) else {
            return text.char_indices().for_each(|(at, _)| found(at, true));
        };
        let Ok(Some(segments)) = js_sys::try_iter(&segments) else {
            return;
        };
        let mut place = Place::new(text);
        for segment in segments.flatten() {
            let segment: Segment = segment.unchecked_into();
            let at = place.byte_of(segment.index());
            // WebKit says of numbers that they are not like words.
            let first = text.get(at..).and_then(|rest| rest.chars().next());
            let word =
                segment.is_word_like() != Some(false) || first.is_some_and(char::is_alphanumeric);
            found(at, word);
        }
    }

    fn ranges(
        &self,
        cell: &OnceCell<Option<Intl::Segmenter>>,
        granularity: &str,
        text: &str,
    ) -> Vec<(usize, usize)> {
        let mut list: Vec<(usize, usize)> = Vec::new();
        let mut open = None;
        self.segments(cell, granularity, text, |at, word| {
            list.extend(open.take().map(|start| (start, at)));
            open = word.then_some(at);
        });
        list.extend(open.map(|start| (start, text.len())));
        list
    }
}

impl Boundaries for Unicode {
    fn graphemes(&self, text: &str) -> Vec<usize> {
        let mut starts = Vec::new();
        self.segments(&self.grapheme, "grapheme", text, |at, _| starts.push(at));
        starts
    }

    fn words(&self, text: &str) -> Vec<(usize, usize)> {
        self.ranges(&self.word, "word", text)
    }

    fn sentences(&self, text: &str) -> Vec<(usize, usize)> {
        self.ranges(&self.sentence, "sentence", text)
    }
}

impl Normalize for Unicode {
    fn nfc<'a>(&self, text: &'a str) -> Cow<'a, str> {
        // Below the first combining character nothing composes: UAX 15, section 9.
        if text.chars().all(|c| c < '\u{300}') {
            return Cow::Borrowed(text);
        }
        let normal = String::from(JsString::from(text).normalize("NFC"));
        if normal == text {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(normal)
        }
    }
}

/// `None` in an engine without `Intl.Segmenter`.
fn segmenter(locales: &Array, granularity: &str) -> Option<Intl::Segmenter> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    Reflect::has(&intl, &"Segmenter".into())
        .is_ok_and(|has| has)
        .then(|| Intl::Segmenter::new(locales, &options("granularity", &granularity.into())))
}

fn options(name: &str, value: &JsValue) -> Object {
    let options = Object::new();
    // A new object takes any property.
    let _ = Reflect::set(&options, &name.into(), value);
    options
}

/// Goes through a text once, from UTF-16 units to bytes.
struct Place<'a> {
    characters: std::str::CharIndices<'a>,
    units: u32,
}

impl<'a> Place<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            characters: text.char_indices(),
            units: 0,
        }
    }

    /// The byte at `units`, which is never before the last one asked for.
    fn byte_of(&mut self, units: u32) -> usize {
        while self.units < units
            && let Some((_, character)) = self.characters.next()
        {
            self.units += character.len_utf16() as u32;
        }
        self.characters.offset()
    }
}
