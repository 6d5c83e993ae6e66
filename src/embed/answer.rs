//! What goes out to JavaScript: values from JSON, and errors with a name and readable words.

use js_sys::{Error, JSON};
use serde_json::Value;
use wasm_bindgen::JsValue;

use crate::annotation::Record;
use crate::exchange::annotation_text;

/// The names of errors in the public interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Article,
    Annotation,
    Import,
    Storage,
    Unsupported,
}

impl Name {
    pub const fn text(self) -> &'static str {
        match self {
            Self::Article => "ArticleError",
            Self::Annotation => "AnnotationError",
            Self::Import => "ImportError",
            Self::Storage => "StorageError",
            Self::Unsupported => "UnsupportedError",
        }
    }
}

/// An `Error` with this name.
pub(super) fn error(name: Name, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name(name.text());
    error.into()
}

/// An annotation as a JavaScript value.
pub(super) fn annotation(record: &Record) -> JsValue {
    parsed(&annotation_text(record))
}

/// The value of a text of ours.
pub(super) fn parsed(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::NULL)
}

/// A JavaScript value of the same content.
pub(super) fn value(json: &Value) -> JsValue {
    // What serde_json writes, JSON.parse reads.
    parsed(&json.to_string())
}

/// JSON of the same content; `None` for what JSON cannot say: functions, symbols, circles.
pub(super) fn json(value: &JsValue) -> Option<Value> {
    let text = JSON::stringify(value).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}
