//! What JavaScript threw, whatever it was, as a name and a message for developers.

use std::fmt;

use wasm_bindgen::prelude::*;

/// Messages of others are cut to this many code points.
const MAX_MESSAGE: usize = 300;

#[wasm_bindgen]
extern "C" {
    // Not a method of the value: it also takes symbols, and what has no `toString`.
    #[wasm_bindgen(catch, js_name = String)]
    fn to_text(value: &JsValue) -> Result<JsValue, JsValue>;
}

/// What the browser refused or a script threw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsError {
    /// The kind in the browser's words (`QuotaExceededError`), or `Error` when it has none.
    pub name: String,
    /// What happened, for developers; may be empty. At most 300 code points.
    pub message: String,
}

impl JsError {
    /// Reads any value, also a string, `null`, a proxy that throws, or an object without anything.
    pub fn of(thrown: &JsValue) -> Self {
        let message = match property(thrown, "message") {
            Some(message) => message,
            None => text(thrown).unwrap_or_default(),
        };
        Self {
            name: property(thrown, "name")
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| "Error".to_owned()),
            message: cut(message),
        }
    }

    /// Whether the browser said that there is no room left.
    pub fn is_quota(&self) -> bool {
        // Firefox had a name of its own for it.
        self.name == "QuotaExceededError" || self.name == "NS_ERROR_DOM_QUOTA_REACHED"
    }

    /// Whether we stopped it ourselves.
    pub fn is_abort(&self) -> bool {
        self.name == "AbortError"
    }
}

impl From<JsValue> for JsError {
    fn from(thrown: JsValue) -> Self {
        Self::of(&thrown)
    }
}

impl fmt::Display for JsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.message.is_empty() {
            f.write_str(": ")?;
            f.write_str(&self.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for JsError {}

/// Tells developers, once for each thing that went wrong. Readers get words from the locale.
pub fn report(message: &str) {
    let mut line = String::from("postil: ");
    line.push_str(message);
    web_sys::console::error_1(&JsValue::from_str(&line));
}

fn property(value: &JsValue, name: &str) -> Option<String> {
    js_sys::Reflect::get(value, &JsValue::from_str(name))
        .ok()?
        .as_string()
}

fn text(value: &JsValue) -> Option<String> {
    to_text(value).ok()?.as_string()
}

fn cut(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(MAX_MESSAGE) {
        text.truncate(at);
    }
    text
}
