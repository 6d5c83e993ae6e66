//! A backup: everything that a store keeps, one JSON text a line, so that a large one is read line by line.
//!
//! The first line says what it is; each other line is a kept text or a draft, with its article. A kept text is
//! copied as it stands, so that what this version cannot read is not lost to the next.

use serde_json::{Map, Value};

use super::{DraftEntry, Stored, record_json};
use crate::annotation::Timestamp;

/// What a backup begins with.
const MARK: &str = "{\"postil\":\"backup\"";

/// Most versions under one id that are taken: they are compared with each other, and a backup may be of anybody's making.
const MAX_VERSIONS: usize = 2_000;

/// A line that was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// What is kept under one id of an article.
    Record(String, Box<Stored>),
    /// Unsaved words in an article.
    Draft(String, DraftEntry),
}

/// Whether these bytes are a backup.
pub fn is_backup(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK.as_bytes())
}

/// The first line; `person` is the id of who made it.
pub fn head(made: &Timestamp, person: &str) -> String {
    let mut line = String::from(MARK);
    line.push_str(",\"version\":1");
    push(&mut line, "made", made.as_str());
    push(&mut line, "person", person);
    line.push_str("}\n");
    line
}

/// When a backup says that it was made; `None` when it is no backup.
pub fn read_head(text: &str) -> Option<Option<Timestamp>> {
    let line = text.lines().next().filter(|line| line.starts_with(MARK))?;
    let head: Value = serde_json::from_str(line).ok()?;
    let made = head.get("made").and_then(Value::as_str);
    Some(made.and_then(Timestamp::parse))
}

/// One more line: the text that is kept under an id.
pub fn record_line(lines: &mut String, article: &str, id: &str, kept: &str) {
    begin(lines, article);
    push(lines, "id", id);
    let is_json = !kept.contains('\n') && serde_json::from_str::<Value>(kept).is_ok();
    if is_json {
        lines.push_str(",\"stored\":");
        lines.push_str(kept);
    } else {
        push(lines, "damaged", kept);
    }
    lines.push_str("}\n");
}

/// One more line: unsaved words.
pub fn draft_line(lines: &mut String, article: &str, draft: &DraftEntry) {
    begin(lines, article);
    push(lines, "draft", &draft.key);
    push(lines, "text", &draft.text);
    push(lines, "meta", &draft.meta);
    lines.push_str("}\n");
}

/// Reads any line but the first; `None` when nothing can be taken from it.
pub fn read_line(line: &str) -> Option<Line> {
    let mut entries: Map<String, Value> = serde_json::from_str(line).ok()?;
    let mut text = |name: &str| match entries.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let article = text("article")?;
    if let Some(key) = text("draft") {
        let draft = DraftEntry {
            key,
            text: text("text")?,
            meta: text("meta")?,
        };
        return Some(Line::Draft(article, draft));
    }
    let kept = entries
        .remove("stored")
        .filter(|kept| versions(kept) <= MAX_VERSIONS)?;
    let stored = record_json::from_value(&article, kept).ok()?;
    Some(Line::Record(article, Box::new(stored)))
}

/// How many versions stand under one id, those in the trash with them.
fn versions(kept: &Value) -> usize {
    let beside = |one: &Value| {
        let list = one.get("postil:conflicts").and_then(Value::as_array);
        list.map_or(1, |list| list.len() + 1)
    };
    let trash = kept.get("trash").and_then(Value::as_array);
    let thrown = trash
        .into_iter()
        .flatten()
        .filter_map(|one| one.get("annotation"));
    kept.get("record")
        .into_iter()
        .chain(thrown)
        .map(beside)
        .sum()
}

fn begin(line: &mut String, article: &str) {
    line.push_str("{\"article\":");
    line.push_str(&Value::from(article).to_string());
}

fn push(line: &mut String, name: &str, text: &str) {
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":");
    line.push_str(&Value::from(text).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &str = "{\"v\":1,\"record\":{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\
        \"id\":\"urn:x:1\",\"type\":\"Annotation\",\"target\":\"https://example.org/\"}}";

    fn made() -> Timestamp {
        Timestamp::parse("2026-01-02T03:04:05Z").unwrap()
    }

    #[test]
    fn what_is_copied_is_read_again() {
        let mut text = head(&made(), "urn:me");
        let draft = DraftEntry {
            key: "urn:x:2".to_owned(),
            text: "half a\nword \u{1F600}".to_owned(),
            meta: "{}".to_owned(),
        };
        record_line(&mut text, "https://example.org/", "urn:x:1", KEPT);
        draft_line(&mut text, "https://example.org/", &draft);
        record_line(&mut text, "https://example.org/", "urn:x:3", "{no JSON\n");
        assert!(is_backup(text.as_bytes()));
        assert_eq!(read_head(&text), Some(Some(made())));
        let lines: Vec<Option<Line>> = text.lines().skip(1).map(read_line).collect();
        let stored = record_json::read("https://example.org/", KEPT).unwrap();
        let article = "https://example.org/".to_owned();
        assert_eq!(
            lines,
            [
                Some(Line::Record(article.clone(), Box::new(stored))),
                Some(Line::Draft(article, draft)),
                None,
            ]
        );
    }

    #[test]
    fn what_is_no_backup_is_none_and_bad_lines_are_nothing() {
        for text in ["", "{}", "[1]", "{\"postil\":\"backup\""] {
            assert_eq!(read_head(text), None, "{text}");
        }
        let deep = ["{\"article\":", &"[".repeat(10_000)].concat();
        for line in [
            "",
            "7",
            "{\"article\":7}",
            "{\"article\":\"urn:a\"}",
            "{\"article\":\"urn:a\",\"stored\":{\"v\":2}}",
            "{\"article\":\"urn:a\",\"draft\":\"k\"}",
            &deep,
        ] {
            assert_eq!(read_line(line), None, "{line}");
        }
    }
}
