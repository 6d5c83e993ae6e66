//! What a page hands to `addAnnotation` and `updateAnnotation`: partial annotations, read strictly.

use std::fmt;

use serde_json::Value;

use super::fields::{Object, as_list, present, within};
use super::problem::{
    MAX_IRI_BYTES, MAX_ITEM_BYTES, MAX_NAME_BYTES, MAX_NOTE_BYTES, MAX_TAGS, Problem, ProblemKind,
    cut,
};
use super::{ReadContext, body, fields, target};
use crate::annotation::edit::markdown;
use crate::annotation::{
    AnnotationId, Color, Field, Motivation, Note, NoteChange, PassageTarget, Patch, Target,
};
use crate::text::{CodePointOffset, CodePointRange};

/// Why a partial annotation was refused.
#[derive(Clone, Debug, PartialEq)]
pub enum AnnotationProblemKind {
    /// It is no object.
    NotAnObject,
    /// `start` or `end` is no whole number from 0.
    NotAnOffset {
        /// Which of them.
        property: &'static str,
        /// What was found, as JSON, cut.
        found: String,
    },
    /// `start` is after `end`.
    Reversed {
        /// In code points.
        start: u32,
        /// In code points.
        end: u32,
    },
    /// The passage is empty.
    EmptyPassage,
    /// The target is of another article.
    OtherArticle {
        /// Its source.
        source: String,
    },
    /// A property is not what the model allows.
    Invalid(Problem),
}

/// A partial annotation that was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotationProblem {
    /// Why.
    pub kind: AnnotationProblemKind,
}

impl fmt::Display for AnnotationProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |f: &mut fmt::Formatter<'_>, parts: &[&str]| {
            parts.iter().try_for_each(|part| f.write_str(part))
        };
        match &self.kind {
            AnnotationProblemKind::NotAnObject => f.write_str("expected an object"),
            AnnotationProblemKind::NotAnOffset { property, found } => write(
                f,
                &[
                    "expected `",
                    property,
                    "` to be a whole number from 0, but found `",
                    found,
                    "`",
                ],
            ),
            AnnotationProblemKind::Reversed { start, end } => write(
                f,
                &[
                    "expected `start` before `end`, but found ",
                    &start.to_string(),
                    " and ",
                    &end.to_string(),
                ],
            ),
            AnnotationProblemKind::EmptyPassage => {
                f.write_str("expected a passage, but found an empty one")
            }
            AnnotationProblemKind::OtherArticle { source } => write(
                f,
                &[
                    "expected a target in this article, but found `",
                    &cut(source),
                    "`",
                ],
            ),
            AnnotationProblemKind::Invalid(problem) => problem.fmt(f),
        }
    }
}

impl std::error::Error for AnnotationProblem {}

impl From<Problem> for AnnotationProblem {
    fn from(problem: Problem) -> Self {
        Self {
            kind: AnnotationProblemKind::Invalid(problem),
        }
    }
}

/// Where a partial annotation says that it belongs.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The whole article.
    Page,
    /// A passage of the article text, not empty; whether it ends within the text is for the caller to check.
    Offsets(CodePointRange),
    /// A passage as selectors; never empty, the first is in force.
    Passage(Vec<PassageTarget>),
    /// Another annotation, or so the caller must check.
    Reply(AnnotationId),
}

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

fn read_place(entries: &Object, context: &ReadContext) -> Result<Option<Place>, AnnotationProblem> {
    if entries.contains_key("start") || entries.contains_key("end") {
        return read_offsets(entries).map(|range| Some(Place::Offsets(range)));
    }
    match present(entries, "target") {
        None => Ok(None),
        Some(Value::Object(target)) if target.contains_key("start") => {
            read_offsets(target).map(|range| Some(Place::Offsets(range)))
        }
        Some(value) => read_target(value, context).map(Some),
    }
}

fn read_offsets(entries: &Object) -> Result<CodePointRange, AnnotationProblem> {
    let offset = |property: &'static str| -> Result<u32, AnnotationProblem> {
        let value = entries.get(property).unwrap_or(&Value::Null);
        // JavaScript has one kind of number: `4.0` is 4.
        let whole = value.as_u64().or_else(|| {
            let number = value.as_f64()?;
            let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
            is_whole.then_some(number as u64)
        });
        let whole = whole.and_then(|number| u32::try_from(number).ok());
        whole.ok_or_else(|| AnnotationProblem {
            kind: AnnotationProblemKind::NotAnOffset {
                property,
                found: cut(&value.to_string()),
            },
        })
    };
    let (start, end) = (offset("start")?, offset("end")?);
    let kind = match CodePointRange::new(CodePointOffset::new(start), CodePointOffset::new(end)) {
        Some(range) if !range.is_empty() => return Ok(range),
        Some(_) => AnnotationProblemKind::EmptyPassage,
        None => AnnotationProblemKind::Reversed { start, end },
    };
    Err(AnnotationProblem { kind })
}

fn read_target(value: &Value, context: &ReadContext) -> Result<Place, AnnotationProblem> {
    let with_source = |item: &Value| match (item, &context.article) {
        (Value::Object(entries), Some(article))
            if !entries.contains_key("source") && !entries.contains_key("id") =>
        {
            let mut entries = entries.clone();
            entries.insert("source".to_owned(), Value::from(article.as_str()));
            Value::Object(entries)
        }
        _ => item.clone(),
    };
    let value = match value {
        Value::Array(items) => Value::Array(items.iter().map(with_source).collect()),
        one => with_source(one),
    };
    for item in as_list(Some(&value)) {
        for selector in as_list(item.get("selector")) {
            check_selector(selector)?;
        }
    }
    // An IRI that is not this article's can only be meant as an annotation's id.
    let (passages, source) = match target::read(&value, true, context)? {
        Target::Reply(id) => return Ok(Place::Reply(id)),
        Target::Article(_) => return Ok(Place::Page),
        Target::Passage(passages) => {
            let source = passages.first().map(|passage| passage.source.clone());
            (passages, source.unwrap_or_default())
        }
        Target::Foreign(_) => {
            return Err(
                Problem::expected("target", "a passage, a page or an annotation", &value).into(),
            );
        }
    };
    if context
        .article
        .as_ref()
        .is_some_and(|article| *article != source)
    {
        let kind = AnnotationProblemKind::OtherArticle { source };
        return Err(AnnotationProblem { kind });
    }
    Ok(Place::Passage(passages))
}

/// A selector of the two kinds that we write must be right: here it is no hint of another tool.
fn check_selector(selector: &Value) -> Result<(), AnnotationProblem> {
    let Value::Object(entries) = selector else {
        return Ok(());
    };
    if fields::has_word(entries.get("type"), "TextPositionSelector") {
        read_offsets(entries)?;
    }
    if fields::has_word(entries.get("type"), "TextQuoteSelector") {
        match entries.get("exact") {
            Some(Value::String(exact)) if !exact.is_empty() => {}
            Some(Value::String(_)) => {
                let kind = AnnotationProblemKind::EmptyPassage;
                return Err(AnnotationProblem { kind });
            }
            Some(other) => return Err(Problem::expected("exact", "a string", other).into()),
            None => return Err(Problem::missing("exact").into()),
        }
    }
    if present(entries, "type").is_none() {
        return Err(Problem::missing("type").into());
    }
    Ok(())
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
