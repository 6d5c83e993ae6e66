//! Bodies: the reader's words, tags, and what we only keep.

use serde_json::Value;

use super::fields::{Object, as_list, check_resource, has_word, is_iri, object, present, within};
use super::limits::{MAX_NAME_BYTES, MAX_NOTE_BYTES, MAX_TAGS};
use super::problem::{Problem, ProblemKind};
use crate::annotation::{Annotation, Direction, Note};
use crate::table::Set;

/// What the bodies of an annotation say.
#[derive(Default)]
pub(super) struct Bodies {
    /// The first textual body that is no tag.
    pub note: Option<Note>,
    /// Tags, no two alike.
    pub tags: Vec<String>,
    /// Bodies to keep as they are.
    pub foreign: Vec<Value>,
}

/// Reads `body`. `is_tagging` says that the annotation's motivation is `tagging`, so bodies are tags by default.
pub(super) fn read(value: &Value, is_tagging: bool) -> Result<Bodies, Problem> {
    let mut bodies = Bodies::default();
    let mut tags = Set::new();
    for item in as_list(Some(value)) {
        match item {
            Value::Object(entries) => take_object(entries, is_tagging, &mut bodies, &mut tags)?,
            Value::String(iri) if is_iri(iri) => bodies.foreign.push(item.clone()),
            other => return Err(Problem::expected("body", "an IRI or a resource", other)),
        }
    }
    Ok(bodies)
}

/// Refuses words and tags above their limits.
pub(super) fn check_limits(note: Option<&Note>, tags: &[String]) -> Result<(), Problem> {
    if let Some(note) = note {
        within(&note.value, "value", MAX_NOTE_BYTES)?;
    }
    if tags.len() > MAX_TAGS {
        let (property, limit) = ("body", MAX_TAGS);
        return Err(Problem::new(ProblemKind::TooMany { property, limit }));
    }
    for tag in tags {
        within(tag, "body", MAX_NAME_BYTES)?;
    }
    Ok(())
}

/// `bodyValue`: by the model the same as a textual body in plain text.
pub(super) fn read_value(value: &Value) -> Result<Option<Note>, Problem> {
    let Value::String(words) = value else {
        return Err(Problem::expected("bodyValue", "a string", value));
    };
    Ok((!words.is_empty()).then(|| Note {
        value: words.clone(),
        format: "text/plain".to_owned(),
        language: None,
        direction: None,
        extra: Object::new(),
    }))
}

/// `body` as a list; empty when there is nothing to say.
pub(super) fn write(annotation: &Annotation) -> Vec<Value> {
    let kept = as_list(annotation.extra.get("body"));
    let is_tagging = annotation.motivation.name() == "tagging";
    let tag_in = |value: &Value| {
        value
            .as_object()
            .and_then(|entries| tag_of(entries, is_tagging))
    };
    let mut written: Vec<Value> = annotation.note.iter().map(write_note).collect();
    written.extend(
        kept.iter()
            .filter(|body| tag_in(body).is_none_or(|tag| annotation.tags.contains(&tag)))
            .cloned(),
    );
    for tag in &annotation.tags {
        if !kept.iter().any(|body| tag_in(body).as_ref() == Some(tag)) {
            written.push(Value::Object(object([
                ("type", Value::from("TextualBody")),
                ("purpose", Value::from("tagging")),
                ("value", Value::from(tag.as_str())),
            ])));
        }
    }
    written
}

fn take_object(
    entries: &Object,
    is_tagging: bool,
    bodies: &mut Bodies,
    tags: &mut Set<String>,
) -> Result<(), Problem> {
    check_resource(entries)?;
    if !is_textual(entries) {
        let is_resource = ["id", "source", "items"]
            .iter()
            .any(|name| present(entries, name).is_some());
        if !is_resource {
            let found = Value::Object(entries.clone());
            return Err(Problem::expected("body", "an IRI or a resource", &found));
        }
        bodies.foreign.push(Value::Object(entries.clone()));
        return Ok(());
    }
    if let Some(tag) = tag_of(entries, is_tagging) {
        if !is_plain_tag(entries) {
            bodies.foreign.push(Value::Object(entries.clone()));
        }
        if tags.insert(tag.clone()) {
            bodies.tags.push(tag);
        }
        return Ok(());
    }
    match read_note(entries)? {
        Some(note) if bodies.note.is_none() => bodies.note = Some(note),
        _ => bodies.foreign.push(Value::Object(entries.clone())),
    }
    Ok(())
}

fn is_textual(entries: &Object) -> bool {
    has_word(entries.get("type"), "TextualBody")
        || (entries.get("value").is_some_and(Value::is_string)
            && !["source", "items", "id"]
                .iter()
                .any(|name| entries.contains_key(*name)))
}

/// The tag that a textual body is, trimmed; `None` when it is none.
fn tag_of(entries: &Object, is_tagging: bool) -> Option<String> {
    let is_tag = match present(entries, "purpose") {
        None => is_tagging,
        purpose => has_word(purpose, "tagging"),
    };
    let tag = entries.get("value")?.as_str()?.trim();
    (is_tag && is_textual(entries) && !tag.is_empty()).then(|| tag.to_owned())
}

fn is_plain_tag(entries: &Object) -> bool {
    entries.get("type").and_then(Value::as_str) == Some("TextualBody")
        && entries
            .get("value")
            .and_then(Value::as_str)
            .is_some_and(|tag| tag == tag.trim())
        && entries
            .keys()
            .all(|name| ["type", "purpose", "value"].contains(&name.as_str()))
}

/// `None` when it says nothing.
pub(super) fn read_note(entries: &Object) -> Result<Option<Note>, Problem> {
    let value = match present(entries, "value") {
        Some(Value::String(value)) => value.clone(),
        Some(other) => return Err(Problem::expected("value", "a string", other)),
        None => return Err(Problem::missing("value")),
    };
    let mut extra = entries.clone();
    extra.remove("value");
    if entries.get("type").and_then(Value::as_str) == Some("TextualBody") {
        extra.remove("type");
    }
    let mut take = |name: &str| -> Option<String> {
        let text = extra.get(name)?.as_str()?.to_owned();
        extra.remove(name);
        Some(text)
    };
    let format = take("format").unwrap_or_else(|| "text/plain".to_owned());
    let language = take("language");
    let direction = entries
        .get("textDirection")
        .and_then(Value::as_str)
        .and_then(Direction::from_name);
    if direction.is_some() {
        extra.remove("textDirection");
    }
    Ok((!value.is_empty()).then_some(Note {
        value,
        format,
        language,
        direction,
        extra,
    }))
}

fn write_note(note: &Note) -> Value {
    let mut written = note.extra.clone();
    if !written.contains_key("type") {
        written.insert("type".to_owned(), Value::from("TextualBody"));
    }
    if !written.contains_key("format") {
        written.insert("format".to_owned(), Value::from(note.format.as_str()));
    }
    written.insert("value".to_owned(), Value::from(note.value.as_str()));
    if let Some(language) = &note.language {
        written.insert("language".to_owned(), Value::from(language.as_str()));
    }
    if let Some(direction) = note.direction {
        written.insert("textDirection".to_owned(), Value::from(direction.name()));
    }
    Value::Object(written)
}
