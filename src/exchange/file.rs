//! Whole files: recognised by what is in them, and the collection that we write.

use serde_json::Value;

use super::fields::{Object, as_list, has_word, object, present};
use super::problem::{
    ImportError, ImportErrorKind, MAX_FILE_BYTES, MAX_ITEMS, Problem, ProblemKind,
};
use super::{ReadContext, jsonld};
use crate::annotation::{Record, Timestamp};

/// The formats of files, by their names in the public interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// W3C Web Annotation JSON-LD: a collection, a page, a list, or one annotation.
    Jsonld,
}

impl Format {
    /// The name in the public interface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jsonld => "jsonld",
        }
    }
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadFile {
    /// The format that was recognised.
    pub format: Format,
    /// Every item with its index in the file, or why it was refused.
    pub items: Vec<(usize, Result<Record, Problem>)>,
}

/// What a collection says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectionInfo {
    /// Its IRI; the page's is made from it.
    pub id: String,
    /// Its title for people.
    pub label: String,
    /// When it was written.
    pub generated: Option<Timestamp>,
}

/// Reads a file of any known format. The file must be UTF-8; a mark at its beginning is skipped.
pub fn read_bytes(bytes: &[u8], context: &ReadContext) -> Result<ReadFile, ImportError> {
    check_size(bytes.len())?;
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        ImportError::new(ImportErrorKind::NotText { at })
    })?;
    read_text(text, context)
}

/// Reads the text of a file of any known format.
pub fn read_text(text: &str, context: &ReadContext) -> Result<ReadFile, ImportError> {
    check_size(text.len())?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ImportError::new(ImportErrorKind::Empty));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let is_deep = error.to_string().starts_with("recursion limit exceeded");
        ImportError::new(if is_deep {
            ImportErrorKind::TooDeep
        } else {
            ImportErrorKind::NotJson {
                line: error.line(),
                column: error.column(),
            }
        })
    })?;
    read_value(&value, context)
}

fn check_size(bytes: usize) -> Result<(), ImportError> {
    if bytes <= MAX_FILE_BYTES {
        Ok(())
    } else {
        Err(ImportError::new(ImportErrorKind::TooLarge { bytes }))
    }
}

fn read_value(value: &Value, context: &ReadContext) -> Result<ReadFile, ImportError> {
    let unknown = || ImportError::new(ImportErrorKind::UnknownFormat);
    let items: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(entries) if is_list_of_pages(entries) => {
            if present(entries, "@context").is_some_and(|context| !jsonld::is_context(context)) {
                return Err(unknown());
            }
            items_of_pages(entries)?
        }
        Value::Object(entries) if entries.contains_key("target") || is_annotation(entries) => {
            return Ok(read_alone(value, entries, context));
        }
        _ => return Err(unknown()),
    };
    if items.len() > MAX_ITEMS {
        let items = items.len();
        return Err(ImportError::new(ImportErrorKind::TooManyItems { items }));
    }
    let read = items
        .into_iter()
        .map(|item| read_item(item, context))
        .enumerate();
    Ok(ReadFile {
        format: Format::Jsonld,
        items: read.collect(),
    })
}

fn is_annotation(entries: &Object) -> bool {
    has_word(entries.get("type"), "Annotation")
}

fn is_list_of_pages(entries: &Object) -> bool {
    ["AnnotationCollection", "AnnotationPage"]
        .iter()
        .any(|name| has_word(entries.get("type"), name))
}

/// An annotation that stands alone must say by its context what it is.
fn read_alone(value: &Value, entries: &Object, context: &ReadContext) -> ReadFile {
    let item = if present(entries, "@context").is_some_and(jsonld::is_context) {
        jsonld::read_annotation(value, context)
    } else {
        Err(Problem::new(ProblemKind::NoContext))
    };
    ReadFile {
        format: Format::Jsonld,
        items: vec![(0, item)],
    }
}

/// An item of a list may leave the context to the list, but may not have another one.
fn read_item(item: &Value, context: &ReadContext) -> Result<Record, Problem> {
    let own = item
        .as_object()
        .and_then(|entries| present(entries, "@context"));
    if own.is_some_and(|own| !jsonld::is_context(own)) {
        return Err(Problem::new(ProblemKind::NoContext));
    }
    jsonld::read_annotation(item, context)
}

/// The items of a page or of a collection's embedded pages, in order.
fn items_of_pages(entries: &Object) -> Result<Vec<&Value>, ImportError> {
    let mut page = match entries.get("first") {
        Some(Value::Object(first)) => first,
        _ => entries,
    };
    let mut items: Vec<&Value> = Vec::new();
    if page.get("items").is_none() && entries.get("total").and_then(Value::as_u64) != Some(0) {
        return Err(ImportError::new(ImportErrorKind::PagesElsewhere));
    }
    loop {
        items.extend(as_list(page.get("items")));
        match page.get("next") {
            Some(Value::Object(next)) => page = next,
            _ => return Ok(items),
        }
    }
}

/// An `AnnotationCollection` with one embedded page; one annotation a line.
pub fn export_collection(records: &[&Record], info: &CollectionInfo) -> String {
    let page_id = [&info.id, "#page1"].concat();
    let mut head = object([
        ("@context", jsonld::context()),
        ("id", Value::from(info.id.as_str())),
        ("type", Value::from("AnnotationCollection")),
        ("label", Value::from(info.label.as_str())),
        ("total", Value::from(records.len())),
    ]);
    if let Some(at) = &info.generated {
        head.insert("generated".to_owned(), Value::from(at.as_str()));
    }
    // An object: the W3C's own schemas for pages demand one.
    let part_of = object([
        ("id", Value::from(info.id.as_str())),
        ("type", Value::from("AnnotationCollection")),
    ]);
    let page = object([
        ("id", Value::from(page_id)),
        ("type", Value::from("AnnotationPage")),
        ("partOf", Value::Object(part_of)),
        ("startIndex", Value::from(0)),
    ]);
    let mut text = open(&head);
    text.push_str(",\n\"first\": ");
    text.push_str(&open(&page));
    text.push_str(",\n\"items\": [");
    for (index, record) in records.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&jsonld::write_annotation(record).to_string());
    }
    text.push_str("\n]}}\n");
    text
}

/// The object's JSON without its last brace, so that more can follow.
fn open(entries: &Object) -> String {
    let mut text = Value::Object(entries.clone()).to_string();
    text.pop();
    text
}
