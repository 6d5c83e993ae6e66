//! The collection that we write: W3C JSON, one annotation a line.

use serde_json::Value;

use super::fields::{Object, object};
use super::{jsonld, people};
use crate::annotation::{Profile, Record, Timestamp};

/// What a collection says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectionInfo {
    /// Its IRI; the page's is made from it.
    pub id: String,
    /// Its title for people.
    pub label: String,
    /// When it was written.
    pub generated: Option<Timestamp>,
    /// Who sends it.
    pub sender: Option<Profile>,
}

/// An `AnnotationCollection` with one embedded page; one annotation a line.
pub fn export_collection(records: &[&Record], info: &CollectionInfo) -> String {
    let mut text = begin_collection(info, records.len());
    for (index, record) in records.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&jsonld::annotation_text(record));
    }
    text.push_str("\n]}}\n");
    text
}

/// All of a collection that stands before its items.
pub(super) fn begin_collection(info: &CollectionInfo, total: usize) -> String {
    let page_id = [&info.id, "#page1"].concat();
    let mut head = object([
        ("@context", jsonld::context()),
        ("id", Value::from(info.id.as_str())),
        ("type", Value::from("AnnotationCollection")),
        ("label", Value::from(info.label.as_str())),
        ("total", Value::from(total)),
    ]);
    if let Some(at) = &info.generated {
        head.insert("generated".to_owned(), Value::from(at.as_str()));
    }
    people::put_sender(&mut head, info.sender.as_ref());
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
    text
}

/// The object's JSON without its last brace, so that more can follow.
fn open(entries: &Object) -> String {
    let mut text = Value::Object(entries.clone()).to_string();
    text.pop();
    text
}
