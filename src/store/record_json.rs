//! The stored form: one text per annotation, W3C JSON in an envelope with a version of ours.
//!
//! A text that cannot be read is never overwritten: it is handed back to be kept aside.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::stored::{Stored, TrashReason, Trashed, Why};
use crate::annotation::{AnnotationId, Record, Timestamp};
use crate::exchange::{Problem, ReadContext, push_annotation, push_string, read_kept};

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
    let record = read_kept(record, &context).map_err(DamageKind::NotAnAnnotation)?;
    let mut stored = Stored::new(record);
    for item in value
        .get("trash")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let thrown = read_trashed(item, &context)?;
        // In a backup of somebody's making it may be of anything.
        if thrown.annotation.id == *stored.record.id() {
            stored.trash.push(thrown);
        }
    }
    Ok(stored)
}

/// Saves a record into what stands under its id.
pub fn save(article: &str, old: Option<&str>, new: &Rc<Record>, why: &Why) -> Merged {
    let (before, damaged) = open(article, old, new.id());
    let stored = before.map(|before| before.take(new, why));
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
    let record = read_kept(annotation, context).map_err(DamageKind::NotAnAnnotation)?;
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
    use crate::anchor::{Quote, Selectors};
    use crate::annotation::edit::{Draft, Stamp, create, delete, markdown, patch};
    use crate::annotation::{NoteChange, PassageTarget, Patch, Person, Target, Version};
    use crate::exchange::MAX_COUNTER;
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

    fn reworded(record: &Record, words: &str) -> Record {
        let change = Patch {
            note: NoteChange::Words(words.to_owned()),
            ..Patch::default()
        };
        patch(record, change, &stamp()).unwrap()
    }

    #[test]
    fn what_a_reader_wrote_is_read_again_however_much_it_is() {
        let long = reworded(&note(), &"x".repeat(3_000_000));
        let mut tagged = note().shown().clone();
        tagged.tags = (0..600).map(|at| at.to_string().repeat(1000)).collect();
        let mut marked = note().shown().clone();
        let quote = Quote {
            exact: "x".repeat(1_500_000),
            prefix: String::new(),
            suffix: String::new(),
        };
        marked.target = Target::Passage(vec![PassageTarget {
            source: ARTICLE.to_owned(),
            selectors: Selectors {
                quote: Some(quote),
                ..Selectors::default()
            },
            foreign: Vec::new(),
            extra: Map::new(),
        }]);
        let mut forged = note().shown().clone();
        forged.version = Version::new([("phone".to_owned(), MAX_COUNTER)]);
        let counted = reworded(&Record::new(forged), "one more");
        let versions = (0..150).map(|at| {
            let mut version = note().shown().clone();
            version.note = Some(markdown(&at.to_string()));
            version
        });
        let disputed = Record::with_others(note().shown().clone(), versions);
        assert_eq!(disputed.conflicts().len(), 150);
        let records = [Record::new(tagged), Record::new(marked)];
        for record in records.into_iter().chain([long, counted, disputed]) {
            let stored = Stored::new(record);
            assert!(read(ARTICLE, &write(&stored)) == Ok(stored));
        }
    }

    #[test]
    fn a_note_in_an_article_whose_name_is_its_text_is_read_again() {
        let article = "data:text/markdown,# A title and words";
        let mut annotation = note().shown().clone();
        annotation.target = Target::Passage(vec![PassageTarget {
            source: article.to_owned(),
            selectors: Selectors {
                quote: Some(Quote {
                    exact: "words".to_owned(),
                    prefix: String::new(),
                    suffix: String::new(),
                }),
                ..Selectors::default()
            },
            foreign: Vec::new(),
            extra: Map::new(),
        }]);
        let stored = Stored::new(Record::new(annotation));
        assert_eq!(read(article, &write(&stored)), Ok(stored));
    }

    #[test]
    fn words_of_a_tab_that_did_not_know_the_others_are_in_the_trash() {
        let first = note();
        let there = Rc::new(reworded(&reworded(&first, "there"), "there, twice"));
        let here = Rc::new(reworded(&first, "here"));
        let text = write(&Stored::new(Record::clone(&there)));
        let kept = save(ARTICLE, Some(&text), &here, &Why::Edit);
        assert_eq!(kept.record, there);
        let stored = read(ARTICLE, &kept.text).unwrap();
        let thrown = stored.trash.first().unwrap();
        assert_eq!(thrown.annotation, *here.shown());
        let again = save(ARTICLE, Some(&kept.text), &there, &Why::Edit);
        assert_eq!(again.text, kept.text);
    }

    #[test]
    fn the_trash_holds_nothing_of_another_annotation() {
        let mut stored = Stored::new(note());
        let mut other = note().shown().clone();
        other.id = AnnotationId::parse("urn:example:2").unwrap();
        stored.trash.push(Trashed {
            annotation: other,
            since: None,
            why: TrashReason::Deleted,
        });
        assert_eq!(read(ARTICLE, &write(&stored)), Ok(Stored::new(note())));
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
