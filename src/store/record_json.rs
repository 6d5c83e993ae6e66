//! The stored form: one text per annotation, W3C JSON in an envelope with a version of ours.
//!
//! A text that cannot be read is never overwritten: it is handed back to be kept aside.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::stored::{Stored, TrashReason, Trashed, Why};
use crate::annotation::{AnnotationId, Record, Timestamp};
use crate::exchange::{Problem, ReadContext, push_annotation, push_string, read_annotation};

/// The version of the envelope that is written.
pub const STORED_VERSION: u64 = 1;

/// What is written begins and ends so.
const BEGINNING: &str = "{\"record\":";
const END: &str = ",\"v\":1}";

/// From each version to the next, beginning with 0.
const MIGRATIONS: [fn(Value) -> Value; 1] = [from_bare];

/// Why a stored text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DamageKind {
    /// It is no JSON.
    NotJson,
    /// A newer version of the widget wrote it.
    Newer {
        /// The version of its envelope.
        version: u64,
    },
    /// It is no annotation.
    NotAnAnnotation(Problem),
}

/// A stored text that could not be read, kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// The annotation's id, under which it was kept.
    pub id: String,
    /// The text.
    pub text: String,
    /// Why.
    pub kind: DamageKind,
}

/// The outcome of saving into one stored text.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The record as it is now; the same `Rc` when it came through unchanged.
    pub record: Rc<Record>,
    /// The text to keep.
    pub text: String,
    /// The text that stood there and could not be read: to be kept aside.
    pub damaged: Option<Damaged>,
}

/// The text to keep.
pub fn write(stored: &Stored) -> String {
    write_parts(&stored.record, &stored.trash)
}

fn write_parts(record: &Record, trash: &[Trashed]) -> String {
    let mut text = String::from(BEGINNING);
    push_annotation(&mut text, record);
    for (at, trashed) in trash.iter().enumerate() {
        text.push_str(if at == 0 { ",\"trash\":[" } else { "," });
        push_trashed(&mut text, trashed);
    }
    if !trash.is_empty() {
        text.push(']');
    }
    text.push_str(END);
    text
}

/// Whether a text is whole and of this version, told by how it ends: without reading it.
pub fn is_whole(text: &str) -> bool {
    text.starts_with(BEGINNING) && text.ends_with(END)
}

/// Whether such a text has no trash, told likewise.
fn has_no_trash(text: &str) -> bool {
    is_whole(text) && text.trim_end_matches(END).ends_with('}')
}

/// Reads a kept text of this article.
pub fn read(article: &str, text: &str) -> Result<Stored, DamageKind> {
    let value: Value = serde_json::from_str(text).map_err(|_| DamageKind::NotJson)?;
    from_value(article, value)
}

/// The same of a text that was read as JSON already.
pub fn from_value(article: &str, value: Value) -> Result<Stored, DamageKind> {
    let value = migrate(value)?;
    let context = ReadContext {
        article: Some(article.to_owned()),
    };
    let record = value.get("record").unwrap_or(&Value::Null);
    let record = read_annotation(record, &context).map_err(DamageKind::NotAnAnnotation)?;
    let mut stored = Stored::new(record);
    for item in value
        .get("trash")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        stored.trash.push(read_trashed(item, &context)?);
    }
    Ok(stored)
}

/// Saves a record into what stands under its id.
pub fn save(article: &str, old: Option<&str>, new: &Rc<Record>, why: &Why) -> Merged {
    let (before, damaged) = open(article, old, new.id());
    let stored = before.map(|before| before.save(new, why));
    finish(stored, new, damaged)
}

/// Puts a record exactly so into what stands under its id.
pub fn put(article: &str, old: Option<&str>, new: &Rc<Record>) -> Merged {
    let old = old.filter(|text| !has_no_trash(text));
    let (before, damaged) = open(article, old, new.id());
    let stored = before.map(|before| before.put(Record::clone(new)));
    finish(stored, new, damaged)
}

/// Takes what a backup has into what stands under its id.
pub fn restore(article: &str, old: Option<&str>, backup: &Stored, why: &Why) -> Merged {
    let (before, damaged) = open(article, old, backup.record.id());
    let stored = match before {
        Some(before) => before.restore(backup, why),
        None => backup.clone(),
    };
    let new = Rc::new(stored.record.clone());
    finish(Some(stored), &new, damaged)
}

/// The text without its trash; `None` when it cannot be read, or has none.
pub fn without_trash(article: &str, text: &str) -> Option<String> {
    let stored = read(article, text).ok()?;
    (!stored.trash.is_empty()).then(|| write(&Stored::new(stored.record)))
}

fn open(article: &str, old: Option<&str>, id: &AnnotationId) -> (Option<Stored>, Option<Damaged>) {
    let Some(text) = old else {
        return (None, None);
    };
    match read(article, text) {
        Ok(stored) => (Some(stored), None),
        Err(kind) => {
            let damaged = Damaged {
                id: id.as_str().to_owned(),
                text: text.to_owned(),
                kind,
            };
            (None, Some(damaged))
        }
    }
}

/// What was merged, or the new one alone where nothing was there.
fn finish(stored: Option<Stored>, new: &Rc<Record>, damaged: Option<Damaged>) -> Merged {
    let Some(stored) = stored else {
        return Merged {
            text: write_parts(new, &[]),
            record: Rc::clone(new),
            damaged,
        };
    };
    Merged {
        text: write(&stored),
        record: match stored.record == **new {
            true => Rc::clone(new),
            false => Rc::new(stored.record),
        },
        damaged,
    }
}

fn migrate(mut value: Value) -> Result<Value, DamageKind> {
    let version = value.get("v").and_then(Value::as_u64).unwrap_or(0);
    if version > STORED_VERSION {
        return Err(DamageKind::Newer { version });
    }
    for step in MIGRATIONS.iter().skip(version as usize) {
        value = step(value);
    }
    Ok(value)
}

/// Version 0 was the bare W3C annotation.
fn from_bare(annotation: Value) -> Value {
    let mut envelope = Map::new();
    envelope.insert("v".to_owned(), Value::from(1));
    envelope.insert("record".to_owned(), annotation);
    Value::Object(envelope)
}

fn push_trashed(text: &mut String, trashed: &Trashed) {
    text.push_str("{\"annotation\":");
    push_annotation(text, &Record::new(trashed.annotation.clone()));
    if let Some(since) = &trashed.since {
        text.push_str(",\"since\":");
        push_string(text, since.as_str());
    }
    text.push_str(match trashed.why {
        TrashReason::Deleted => ",\"why\":\"deleted\"}",
        TrashReason::Replaced => ",\"why\":\"replaced\"}",
    });
}

fn read_trashed(value: &Value, context: &ReadContext) -> Result<Trashed, DamageKind> {
    let annotation = value.get("annotation").unwrap_or(&Value::Null);
    let record = read_annotation(annotation, context).map_err(DamageKind::NotAnAnnotation)?;
    let since = value.get("since").and_then(Value::as_str);
    let why = match value.get("why").and_then(Value::as_str) {
        Some("replaced") => TrashReason::Replaced,
        _ => TrashReason::Deleted,
    };
    Ok(Trashed {
        annotation: record.shown().clone(),
        since: since.and_then(Timestamp::parse),
        why,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::edit::{Draft, Stamp, create, delete, markdown};
    use crate::annotation::{Person, Target};
    use crate::exchange::write_annotation;

    const ARTICLE: &str = "urn:uuid:article";

    fn stamp() -> Stamp {
        Stamp {
            now: Timestamp::parse("2026-01-02T03:04:05Z").unwrap(),
            device: "phone".to_owned(),
            person: Person {
                id: "urn:me".to_owned(),
                name: None,
            },
        }
    }

    fn note() -> Record {
        let draft = Draft {
            id: AnnotationId::parse("urn:example:1").unwrap(),
            motivation: None,
            target: Target::Article(ARTICLE.to_owned()),
            note: Some(markdown("words")),
            tags: Vec::new(),
            color: None,
            extra: Map::new(),
        };
        create(draft, &stamp())
    }

    #[test]
    fn what_is_written_is_read_with_its_trash() {
        let before = note();
        let gone = delete(&before, &stamp()).unwrap();
        let stored = Stored::new(before).save(&gone, &Why::Edit);
        assert_eq!(stored.trash.len(), 1);
        let text = write(&stored);
        assert!(is_whole(&text) && is_whole(&write(&Stored::new(note()))));
        assert_eq!(read(ARTICLE, &text), Ok(stored));
    }

    #[test]
    fn half_a_text_and_one_of_another_version_are_not_whole() {
        let text = write(&Stored::new(note()));
        let half = text.get(..text.len() / 2).unwrap();
        let newer = text.replace("\"v\":1}", "\"v\":2}");
        let bare = write_annotation(&note()).to_string();
        for text in ["", half, &newer, &bare] {
            assert!(!is_whole(text), "{text}");
        }
        assert_eq!(STORED_VERSION, 1, "what is whole names the version");
    }

    #[test]
    fn every_older_version_is_migrated() {
        // One text of each version that was ever written.
        let bare = write_annotation(&note()).to_string();
        let first = format!("{{\"v\":1,\"record\":{bare}}}");
        for text in [bare, first] {
            assert_eq!(read(ARTICLE, &text), Ok(Stored::new(note())));
        }
        assert_eq!(MIGRATIONS.len() as u64, STORED_VERSION);
    }

    #[test]
    fn what_cannot_be_read_says_why_and_is_kept_aside() {
        assert_eq!(read(ARTICLE, "{"), Err(DamageKind::NotJson));
        let newer = DamageKind::Newer { version: 2 };
        assert_eq!(read(ARTICLE, "{\"v\":2}"), Err(newer.clone()));
        assert!(matches!(
            read(ARTICLE, "{\"v\":1}"),
            Err(DamageKind::NotAnAnnotation(_))
        ));
        let new = Rc::new(note());
        let merged = save(ARTICLE, Some("{\"v\":2}"), &new, &Why::Edit);
        assert!(Rc::ptr_eq(&merged.record, &new));
        let damaged = merged.damaged.unwrap();
        assert_eq!((damaged.text.as_str(), damaged.kind), ("{\"v\":2}", newer));
    }
}
