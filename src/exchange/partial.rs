//! What a page hands to `addAnnotation` and `updateAnnotation`: partial annotations, read strictly.

use serde_json::Value;

use super::annotation_problem::{AnnotationProblem, AnnotationProblemKind};
use super::fields::{Object, as_list, present, within};
use super::limits::{MAX_IRI_BYTES, MAX_ITEM_BYTES, MAX_NAME_BYTES, MAX_NOTE_BYTES, MAX_TAGS};
use super::place::{Place, read_place};
use super::problem::{Problem, ProblemKind};
use super::{ReadContext, body, fields};
use crate::annotation::edit::markdown;
use crate::annotation::{AnnotationId, Color, Field, Motivation, Note, NoteChange, Patch};

/// What a new annotation is asked to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    /// Where it belongs.
    pub place: Place,
    /// Why it is made.
    pub motivation: Option<Motivation>,
    /// The words.
    pub note: Option<Note>,
    /// Tags.
    pub tags: Vec<String>,
    /// The colour.
    pub color: Option<Color>,
    /// Properties that are not ours, kept.
    pub extra: Object,
}

/// A change that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchRequest {
    /// Of which annotation.
    pub id: AnnotationId,
    /// What changes; its `target` is empty, because offsets need the text: see `place`.
    pub patch: Patch,
    /// Where it shall belong from now on.
    pub place: Option<Place>,
}

/// Properties that are answered, never taken.
const ANSWERED: [&str; 12] = [
    "@context",
    "id",
    "type",
    "creator",
    "created",
    "modified",
    "deleted",
    "revision",
    "postil:version",
    "postil:conflicts",
    "generated",
    "generator",
];
const READ: [&str; 8] = [
    "start",
    "end",
    "target",
    "body",
    "bodyValue",
    "motivation",
    "color",
    "tags",
];

/// Reads what `addAnnotation` was given.
pub fn read_partial(value: &Value, context: &ReadContext) -> Result<Partial, AnnotationProblem> {
    let entries = as_object(value)?;
    let place = read_place(entries, context)?.unwrap_or(Place::Page);
    let bodies = match (present(entries, "body"), present(entries, "bodyValue")) {
        (Some(_), Some(_)) => return Err(Problem::new(ProblemKind::BodyAndBodyValue).into()),
        (Some(value), None) => read_body(value)?,
        (None, Some(value)) => body::Bodies {
            note: Some(markdown(words(value)?)),
            ..body::Bodies::default()
        },
        (None, None) => body::Bodies::default(),
    };
    let mut tags = bodies.tags;
    tags.extend(read_tags(entries)?.unwrap_or_default());
    let mut extra = others(entries);
    extra.retain(|_, value| !value.is_null());
    if !bodies.foreign.is_empty() {
        extra.insert("body".to_owned(), Value::Array(bodies.foreign));
    }
    Ok(Partial {
        place,
        motivation: read_motivation(entries)?,
        note: bodies.note,
        tags,
        color: read_color(entries)?,
        extra,
    })
}

/// Reads what `updateAnnotation` was given: absent keeps, `null` removes.
pub fn read_patch(value: &Value, context: &ReadContext) -> Result<PatchRequest, AnnotationProblem> {
    let entries = as_object(value)?;
    let id = entries.get("id").ok_or_else(|| Problem::missing("id"))?;
    let id = id
        .as_str()
        .and_then(AnnotationId::parse)
        .ok_or_else(|| Problem::expected("id", "one IRI", id))?;
    let mut patch = Patch {
        extra: others(entries),
        color: field(entries, "color", read_color(entries)?),
        motivation: field(entries, "motivation", read_motivation(entries)?),
        ..Patch::default()
    };
    if let Some(value) = entries.get("body") {
        let bodies = read_body(value)?;
        patch.note = bodies.note.map_or(NoteChange::Remove, NoteChange::Whole);
        patch.tags = Field::Set(bodies.tags);
        let foreign = match bodies.foreign.is_empty() {
            true => Value::Null,
            false => Value::Array(bodies.foreign),
        };
        patch.extra.insert("body".to_owned(), foreign);
    }
    match entries.get("bodyValue") {
        None => {}
        Some(Value::Null) => patch.note = NoteChange::Remove,
        Some(value) => patch.note = NoteChange::Words(words(value)?.to_owned()),
    }
    if entries.contains_key("tags") {
        patch.tags = field(entries, "tags", read_tags(entries)?);
    }
    if entries.get("target").is_some_and(Value::is_null) {
        return Err(Problem::missing("target").into());
    }
    let place = read_place(entries, context)?;
    Ok(PatchRequest { id, patch, place })
}

fn as_object(value: &Value) -> Result<&Object, AnnotationProblem> {
    if fields::weight(value, MAX_ITEM_BYTES) > MAX_ITEM_BYTES {
        let (property, limit) = ("annotation", MAX_ITEM_BYTES);
        return Err(Problem::new(ProblemKind::TooLong { property, limit }).into());
    }
    value.as_object().ok_or(AnnotationProblem {
        kind: AnnotationProblemKind::NotAnObject,
    })
}

fn field<T>(entries: &Object, name: &str, read: Option<T>) -> Field<T> {
    match read {
        Some(value) => Field::Set(value),
        None if entries.contains_key(name) => Field::Remove,
        None => Field::Keep,
    }
}

fn others(entries: &Object) -> Object {
    let mut extra = entries.clone();
    extra.retain(|name, _| !ANSWERED.contains(&name.as_str()) && !READ.contains(&name.as_str()));
    extra
}

fn words(value: &Value) -> Result<&str, Problem> {
    match value {
        Value::String(words) => within(words, "bodyValue", MAX_NOTE_BYTES),
        other => Err(Problem::expected("bodyValue", "a string", other)),
    }
}

/// A body without a format is Markdown, as all that is written here.
fn read_body(value: &Value) -> Result<body::Bodies, Problem> {
    let mut bodies = body::read(value, false)?;
    body::check_limits(bodies.note.as_ref(), &bodies.tags)?;
    let has_format = as_list(Some(value))
        .iter()
        .any(|item| item.get("format").is_some());
    if let Some(note) = bodies.note.as_mut().filter(|_| !has_format) {
        note.format = "text/markdown".to_owned();
    }
    Ok(bodies)
}

fn read_tags(entries: &Object) -> Result<Option<Vec<String>>, Problem> {
    let Some(value) = present(entries, "tags") else {
        return Ok(None);
    };
    let wrong = || Problem::expected("tags", "a list of strings", value);
    let items = value.as_array().ok_or_else(wrong)?;
    if items.len() > MAX_TAGS {
        let (property, limit) = ("tags", MAX_TAGS);
        return Err(Problem::new(ProblemKind::TooMany { property, limit }));
    }
    let mut tags = Vec::with_capacity(items.len());
    for item in items {
        let tag = within(item.as_str().ok_or_else(wrong)?, "tags", MAX_NAME_BYTES)?;
        tags.push(tag.to_owned());
    }
    Ok(Some(tags))
}

fn read_color(entries: &Object) -> Result<Option<Color>, Problem> {
    let Some(value) = present(entries, "color") else {
        return Ok(None);
    };
    let expected = "yellow, green, blue, pink, orange or purple";
    let color = value.as_str().and_then(Color::from_name);
    color
        .map(Some)
        .ok_or_else(|| Problem::expected("color", expected, value))
}

fn read_motivation(entries: &Object) -> Result<Option<Motivation>, Problem> {
    match present(entries, "motivation") {
        None => Ok(None),
        Some(Value::String(word)) if !word.trim().is_empty() => {
            let word = within(word, "motivation", MAX_IRI_BYTES)?;
            Ok(Some(Motivation::from_name(word)))
        }
        Some(other) => Err(Problem::expected("motivation", "a word", other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const HERE: &str = "https://example.org/reading";

    fn context() -> ReadContext {
        ReadContext {
            article: Some(HERE.to_owned()),
        }
    }

    fn partial(value: Value) -> Partial {
        read_partial(&value, &context()).unwrap()
    }

    fn refused(value: Value) -> String {
        read_partial(&value, &context()).unwrap_err().to_string()
    }

    #[test]
    fn a_passage_is_named_by_offsets_or_by_selectors_and_nothing_is_a_page_note() {
        let Place::Offsets(range) = partial(json!({"start": 3, "end": 9.0})).place else {
            panic!("offsets");
        };
        assert_eq!((range.start().get(), range.end().get()), (3, 9));
        let quote = json!({"type": "TextQuoteSelector", "exact": "words"});
        for selector in [quote.clone(), json!([quote])] {
            let Place::Passage(places) = partial(json!({"target": {"selector": selector}})).place
            else {
                panic!("a passage");
            };
            assert_eq!(places[0].source, HERE);
            assert!(places[0].selectors.quote.is_some());
        }
        assert_eq!(partial(json!({"bodyValue": "x"})).place, Place::Page);
        assert_eq!(partial(json!({"target": HERE})).place, Place::Page);
        let reply = AnnotationId::parse("urn:uuid:1").unwrap();
        assert_eq!(
            partial(json!({"target": "urn:uuid:1"})).place,
            Place::Reply(reply)
        );
    }

    #[test]
    fn words_are_markdown_and_properties_of_others_stay() {
        let read = partial(json!({
            "bodyValue": "**x**", "tags": ["a"], "color": "pink", "motivation": "questioning",
            "id": "urn:ignored", "other:note": {"kept": 1},
        }));
        assert_eq!(read.note, Some(markdown("**x**")));
        assert_eq!(read.color, Some(Color::Pink));
        assert_eq!(read.motivation, Some(Motivation::Questioning));
        assert_eq!(
            read.extra,
            *json!({"other:note": {"kept": 1}}).as_object().unwrap()
        );
        let read = partial(json!({"body": [
            {"type": "TextualBody", "value": "x"},
            {"type": "TextualBody", "purpose": "tagging", "value": "t"},
            "https://example.org/video",
        ]}));
        assert_eq!(read.note, Some(markdown("x")));
        assert_eq!(read.tags, ["t"]);
        assert_eq!(read.extra["body"], json!(["https://example.org/video"]));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            (json!("x"), "expected an object"),
            (
                json!({"start": 1}),
                "expected `end` to be a whole number from 0, but found `null`",
            ),
            (
                json!({"start": -1, "end": 2}),
                "expected `start` to be a whole number from 0, but found `-1`",
            ),
            (
                json!({"start": 1.5, "end": 2}),
                "expected `start` to be a whole number from 0, but found `1.5`",
            ),
            (
                json!({"start": "1", "end": 2}),
                "expected `start` to be a whole number from 0, but found `\"1\"`",
            ),
            (
                json!({"start": 1, "end": 1e20}),
                "expected `end` to be a whole number from 0, but found `1e+20`",
            ),
            (
                json!({"start": 3, "end": 2}),
                "expected `start` before `end`, but found 3 and 2",
            ),
            (
                json!({"start": 3, "end": 3}),
                "expected a passage, but found an empty one",
            ),
            (
                json!({"target": {"selector": {"type": "TextQuoteSelector", "exact": ""}}}),
                "expected a passage, but found an empty one",
            ),
            (
                json!({"target": {"selector": {"exact": "x"}}}),
                "expected `type`, but it is missing",
            ),
            (
                json!({"target": {"source": "https://other.example/", "selector": {"type": "TextQuoteSelector", "exact": "x"}}}),
                "expected a target in this article, but found `https://other.example/`",
            ),
            (
                json!({"target": "no iri"}),
                "expected `target` to be an IRI, but found `\"no iri\"`",
            ),
            (
                json!({"color": "red"}),
                "expected `color` to be yellow, green, blue, pink, orange or purple, but found `\"red\"`",
            ),
            (
                json!({"tags": "a"}),
                "expected `tags` to be a list of strings, but found `\"a\"`",
            ),
            (
                json!({"bodyValue": 7}),
                "expected `bodyValue` to be a string, but found `7`",
            ),
            (
                json!({"bodyValue": "x", "body": []}),
                "expected `body` or `bodyValue`, but found both",
            ),
            (
                json!({"motivation": ""}),
                "expected `motivation` to be a word, but found `\"\"`",
            ),
        ];
        for (value, expected) in cases {
            assert_eq!(refused(value.clone()), expected, "{value}");
        }
    }

    #[test]
    fn a_patch_keeps_what_is_absent_and_null_removes() {
        let read = |value: Value| read_patch(&value, &context()).unwrap().patch;
        assert_eq!(read(json!({"id": "urn:a"})), Patch::default());
        let patch = read(
            json!({"id": "urn:a", "color": null, "tags": null, "bodyValue": null, "x:y": null}),
        );
        assert_eq!((patch.color, patch.tags), (Field::Remove, Field::Remove));
        assert_eq!(patch.note, NoteChange::Remove);
        assert_eq!(patch.extra["x:y"], Value::Null);
        let patch = read(
            json!({"id": "urn:a", "bodyValue": "new", "body": [{"type": "TextualBody", "purpose": "tagging", "value": "t"}]}),
        );
        assert_eq!(patch.note, NoteChange::Words("new".to_owned()));
        assert_eq!(patch.tags, Field::Set(vec!["t".to_owned()]));
        let patch = read(json!({"id": "urn:a", "body": null}));
        assert_eq!(
            (patch.note, patch.tags),
            (NoteChange::Remove, Field::Set(Vec::new()))
        );
        let refused = read_patch(&json!({"color": "pink"}), &context()).unwrap_err();
        assert_eq!(refused.to_string(), "expected `id`, but it is missing");
    }
}
