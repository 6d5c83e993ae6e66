//! Bodies: the reader's words, tags, and what we only keep.

use serde_json::Value;

use super::fields::{Object, as_list, check_resource, has_word, is_iri, others, present, within};
use super::json_text::{Members, push_list, push_string, push_value};
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

/// Writes `body`, where there is something to say: the note, what was kept, the tags.
pub(super) fn push(members: &mut Members<'_, '_>, annotation: &Annotation) {
    let kept = as_list(annotation.extra.get("body"));
    let is_tagging = annotation.motivation.name() == "tagging";
    let tag_in = |value: &Value| {
        value
            .as_object()
            .and_then(|entries| tag_of(entries, is_tagging))
    };
    let is_left = |body: &&Value| tag_in(body).is_none_or(|tag| annotation.tags.contains(&tag));
    let is_new = |tag: &&String| !kept.iter().any(|body| tag_in(body).as_ref() == Some(*tag));
    let note = annotation.note.iter().map(Body::Note);
    let kept_bodies = kept.iter().filter(is_left).map(Body::Kept);
    let tags = annotation.tags.iter().filter(is_new).map(Body::Tag);
    let bodies: Vec<Body<'_>> = note.chain(kept_bodies).chain(tags).collect();
    match bodies.as_slice() {
        [] => members.skip("body"),
        [only] => push_body(members.name("body"), only),
        all => push_list(members.name("body"), all.iter(), push_body),
    }
}

/// One body to write.
enum Body<'a> {
    Note(&'a Note),
    Kept(&'a Value),
    Tag(&'a String),
}

fn push_body(text: &mut String, body: &Body<'_>) {
    match body {
        Body::Note(note) => push_note(text, note),
        Body::Kept(value) => push_value(text, value),
        Body::Tag(tag) => {
            text.push_str("{\"purpose\":\"tagging\",\"type\":\"TextualBody\",\"value\":");
            push_string(text, tag);
            text.push('}');
        }
    }
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
    let word = |name: &str| entries.get(name).and_then(Value::as_str);
    let format = word("format").unwrap_or("text/plain").to_owned();
    let language = word("language").map(str::to_owned);
    let direction = word("textDirection").and_then(Direction::from_name);
    let extra = others(entries, |name| match name {
        "value" => true,
        "type" => word(name) == Some("TextualBody"),
        "format" | "language" => word(name).is_some(),
        "textDirection" => direction.is_some(),
        _ => false,
    });
    Ok((!value.is_empty()).then_some(Note {
        value,
        format,
        language,
        direction,
        extra,
    }))
}

fn push_note(text: &mut String, note: &Note) {
    let mut members = Members::begin(text, &note.extra);
    if !note.extra.contains_key("format") {
        push_string(members.name("format"), &note.format);
    }
    if let Some(language) = &note.language {
        push_string(members.name("language"), language);
    }
    if let Some(direction) = note.direction {
        push_string(members.name("textDirection"), direction.name());
    }
    if !note.extra.contains_key("type") {
        push_string(members.name("type"), "TextualBody");
    }
    push_string(members.name("value"), &note.value);
    members.end();
}
