//! One record as W3C Web Annotation JSON, both ways.
//!
//! What we do not understand is kept: unknown properties in `extra`, and where our model is coarser than what
//! was written (several creators, several motivations, a target with more on it), the original stands in `extra`
//! under its own name and is written again for as long as the model still says the same.

use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::fields::{
    Object, as_list, date, has_word, is_deeper, is_iri, object, present, weight, within,
};
use super::jsonld_out::{Context, push_record};
use super::limits::{
    MAX_CONFLICTS, MAX_COUNTER, MAX_DEVICES, MAX_IRI_BYTES, MAX_ITEM_BYTES, MAX_ITEM_DEPTH,
    MAX_NAME_BYTES,
};
use super::problem::{Problem, ProblemKind};
use super::{ReadContext, body, target};
use crate::annotation::edit::default_motivation;
use crate::annotation::{
    Annotation, AnnotationId, Color, Motivation, Person, Record, Target, Timestamp, Version,
};

/// The context of the Web Annotation model.
pub const ANNO: &str = "http://www.w3.org/ns/anno.jsonld";
pub(super) const CONFLICTS: &str = "postil:conflicts";
pub(super) const VERSION: &str = "postil:version";

/// The `@context` of all that we write; inline, so that nothing is ever fetched for it.
pub fn context() -> Value {
    static CONTEXT: OnceLock<Value> = OnceLock::new();
    CONTEXT.get_or_init(new_context).clone()
}

fn new_context() -> Value {
    let ours = object([
        ("postil", Value::from("urn:postil:")),
        ("color", Value::from("postil:color")),
        ("revision", Value::from("postil:revision")),
        ("deleted", Value::from("postil:deleted")),
    ]);
    Value::Array(vec![Value::from(ANNO), Value::Object(ours)])
}

/// Whether this `@context` is that of the Web Annotation model, or contains it.
pub(super) fn is_context(value: &Value) -> bool {
    has_word(Some(value), ANNO)
}

/// The record as a W3C annotation, conflicts included.
pub fn write_annotation(record: &Record) -> Value {
    serde_json::from_str(&annotation_text(record)).unwrap_or_default()
}

/// The same as text.
pub fn annotation_text(record: &Record) -> String {
    let mut text = String::new();
    push_record(&mut text, record, Context::Whole);
    text
}

/// The same at the end of a text, without a context where it is ours alone.
pub fn push_annotation(text: &mut String, record: &Record) {
    push_record(text, record, Context::IfOthers);
}

/// The record of a W3C annotation of anybody's; every *must* of the model that we rely on is checked, and every limit.
pub fn read_annotation(value: &Value, context: &ReadContext) -> Result<Record, Problem> {
    check_weight(value)?;
    if as_list(value.get(CONFLICTS)).len() > MAX_CONFLICTS {
        let (property, limit) = (CONFLICTS, MAX_CONFLICTS);
        return Err(Problem::new(ProblemKind::TooMany { property, limit }));
    }
    let record = read_kept(value, context)?;
    record.versions().try_for_each(check_limits)?;
    Ok(record)
}

/// The same of what was kept here: no limit holds, because what a reader wrote, or many files together made, may be
/// more than is taken from one file.
pub fn read_kept(value: &Value, context: &ReadContext) -> Result<Record, Problem> {
    let entries = value
        .as_object()
        .ok_or_else(|| Problem::new(ProblemKind::NotAnObject))?;
    let shown = read_version(entries, context)?;
    let conflicts = as_list(entries.get(CONFLICTS));
    if conflicts.is_empty() {
        return Ok(Record::new(shown));
    }
    let mut others = Vec::with_capacity(conflicts.len());
    for conflict in conflicts {
        let entries = conflict
            .as_object()
            .ok_or_else(|| Problem::expected(CONFLICTS, "a list of annotations", conflict))?;
        let other = read_version(entries, context)?;
        let author = |one: &Annotation| one.creator.as_ref().map(|person| person.id.clone());
        if other.id != shown.id || author(&other) != author(&shown) {
            return Err(Problem::new(ProblemKind::StrangeConflict));
        }
        others.push(other);
    }
    Ok(Record::with_others(shown, others))
}

/// Refuses a version with a part above its limit.
pub(super) fn check_limits(version: &Annotation) -> Result<(), Problem> {
    within(version.motivation.name(), "motivation", MAX_IRI_BYTES)?;
    target::check_limits(&version.target)?;
    body::check_limits(version.note.as_ref(), &version.tags)?;
    let name = version.creator.as_ref().and_then(|one| one.name.as_deref());
    within(name.unwrap_or_default(), "creator", MAX_NAME_BYTES)?;
    let devices = version.version.entries();
    if devices.len() > MAX_DEVICES {
        let (property, limit) = (VERSION, MAX_DEVICES);
        return Err(Problem::new(ProblemKind::TooMany { property, limit }));
    }
    for (device, counter) in devices {
        within(device, VERSION, MAX_NAME_BYTES)?;
        if *counter > MAX_COUNTER {
            let found = Value::from(*counter);
            return Err(Problem::expected(VERSION, "counters by device", &found));
        }
    }
    Ok(())
}

/// Refuses an item above [`MAX_ITEM_BYTES`], and one that could not be read again where it is kept, or in the files
/// that it goes out with: there it stands deeper.
pub(super) fn check_weight(value: &Value) -> Result<(), Problem> {
    if is_deeper(value, MAX_ITEM_DEPTH) {
        return Err(Problem::new(ProblemKind::NotJson));
    }
    if weight(value, MAX_ITEM_BYTES) <= MAX_ITEM_BYTES {
        return Ok(());
    }
    let (property, limit) = ("annotation", MAX_ITEM_BYTES);
    Err(Problem::new(ProblemKind::TooLong { property, limit }))
}

fn read_version(entries: &Object, context: &ReadContext) -> Result<Annotation, Problem> {
    if !has_word(entries.get("type"), "Annotation") {
        return Err(Problem::new(ProblemKind::NotAnAnnotation));
    }
    let id = read_id(entries)?;
    check_uris(entries)?;
    let motivations = as_list(entries.get("motivation"));
    let mut motivation = match motivations.first() {
        None => None,
        Some(Value::String(word)) => Some(Motivation::from_name(word)),
        Some(other) => return Err(Problem::expected("motivation", "a word", other)),
    };
    let original = present(entries, "target").ok_or_else(|| Problem::missing("target"))?;
    let is_reply = motivation == Some(Motivation::Replying);
    let target = target::read(original, is_reply, context)?;
    let deleted = date(entries, "deleted")?;
    let bodies = read_bodies(entries, motivation.as_ref())?;
    let motivation = motivation
        .take()
        .unwrap_or_else(|| default_motivation(&target, bodies.note.is_some()));
    let creator = match present(entries, "creator") {
        Some(creator) => read_creator(creator)?,
        None => None,
    };
    let mut version = Annotation {
        id,
        motivation,
        creator,
        created: date(entries, "created")?,
        modified: date(entries, "modified")?,
        target,
        note: bodies.note,
        tags: bodies.tags,
        color: entries
            .get("color")
            .and_then(Value::as_str)
            .and_then(Color::from_name),
        version: read_vector(entries)?,
        deleted,
        extra: Map::new(),
    };
    version.extra = keep(entries, &version, bodies.foreign);
    if version.deleted.is_some() {
        strip_words(&mut version);
    }
    Ok(version)
}

/// A tombstone has no words, whatever the file says.
fn strip_words(version: &mut Annotation) {
    version.note = None;
    version.tags = Vec::new();
    version.extra.remove("body");
}

fn read_bodies(entries: &Object, motivation: Option<&Motivation>) -> Result<body::Bodies, Problem> {
    match (present(entries, "body"), present(entries, "bodyValue")) {
        (Some(_), Some(_)) => Err(Problem::new(ProblemKind::BodyAndBodyValue)),
        (Some(value), None) => {
            body::read(value, motivation.is_some_and(|why| why.name() == "tagging"))
        }
        (None, Some(value)) => Ok(body::Bodies {
            note: body::read_value(value)?,
            ..body::Bodies::default()
        }),
        (None, None) => Ok(body::Bodies::default()),
    }
}

fn read_id(entries: &Object) -> Result<AnnotationId, Problem> {
    let value = present(entries, "id").ok_or_else(|| Problem::missing("id"))?;
    let id = match as_list(Some(value)) {
        [Value::String(id)] if id.len() <= MAX_IRI_BYTES => AnnotationId::parse(id),
        _ => None,
    };
    id.ok_or_else(|| Problem::expected("id", "one IRI", value))
}

/// Properties that must be IRIs, or resources, when they are there.
fn check_uris(entries: &Object) -> Result<(), Problem> {
    for property in ["rights", "via", "canonical"] {
        for value in as_list(entries.get(property)) {
            if !value.as_str().is_some_and(is_iri) {
                return Err(Problem::expected(property, "an IRI", value));
            }
        }
    }
    for value in as_list(entries.get("generator")) {
        if !value.is_object() && !value.as_str().is_some_and(is_iri) {
            return Err(Problem::expected("generator", "an IRI or an agent", value));
        }
    }
    date(entries, "generated").map(|_: Option<Timestamp>| ())
}

/// The first of the creators.
pub(super) fn read_creator(value: &Value) -> Result<Option<Person>, Problem> {
    let Some(first) = as_list(Some(value)).first() else {
        return Ok(None);
    };
    let wrong = || Problem::expected("creator", "an IRI or an agent", first);
    match first {
        Value::String(id) if is_iri(id) => Ok(Some(Person {
            id: id.clone(),
            name: None,
        })),
        Value::Object(agent) => {
            let name = as_list(agent.get("name")).first().and_then(Value::as_str);
            let id = match (present(agent, "id"), name) {
                (Some(Value::String(id)), _) if is_iri(id) => id.clone(),
                (None, Some(name)) => id_of_name(name),
                _ => return Err(wrong()),
            };
            let name = name.map(str::to_owned);
            Ok(Some(Person { id, name }))
        }
        _ => Err(wrong()),
    }
}

/// An agent without an id is told apart by its name alone.
pub(super) fn id_of_name(name: &str) -> String {
    ["urn:postil:named:", &super::percent::encode(name)].concat()
}

fn read_vector(entries: &Object) -> Result<Version, Problem> {
    let Some(value) = present(entries, VERSION) else {
        return Ok(Version::default());
    };
    let wrong = || Problem::expected(VERSION, "counters by device", value);
    let vector = value.as_object().ok_or_else(wrong)?;
    let mut read = Vec::with_capacity(vector.len());
    for (device, counter) in vector {
        let counter = counter.as_u64().and_then(|n| u32::try_from(n).ok());
        let counter = counter.filter(|n| *n > 0).ok_or_else(wrong)?;
        read.push((device.clone(), counter));
    }
    Ok(Version::new(read))
}

/// What stays in `extra`: unknown properties, foreign bodies, and originals that say more than the model does.
fn keep(entries: &Object, version: &Annotation, foreign: Vec<Value>) -> Object {
    let mut extra = Object::new();
    for (name, value) in entries {
        let is_said = match name.as_str() {
            "id" | "created" | "modified" | "deleted" | "body" | "bodyValue" | "revision" => true,
            VERSION | CONFLICTS => true,
            "@context" => {
                keep_context(value, &mut extra);
                true
            }
            "color" => version.color.is_some(),
            "type" => value.as_str() == Some("Annotation"),
            "motivation" => value.as_str() == Some(version.motivation.name()),
            "target" => is_said_by(&version.target, value),
            "creator" => version
                .creator
                .as_ref()
                .is_some_and(|one| is_person(value, one)),
            _ => false,
        };
        if !is_said && !value.is_null() {
            extra.insert(name.clone(), value.clone());
        }
    }
    if present(entries, "motivation").is_none() {
        extra.insert("motivation".to_owned(), Value::Null);
    }
    if !foreign.is_empty() {
        extra.insert("body".to_owned(), Value::Array(foreign));
    }
    extra
}

/// Whether a creator is written just as we write this person.
fn is_person(value: &Value, person: &Person) -> bool {
    let Value::Object(entries) = value else {
        return false;
    };
    let word = |name: &str| entries.get(name).and_then(Value::as_str);
    let named = usize::from(person.name.is_some());
    entries.len() == 2 + named
        && word("id") == Some(&person.id)
        && word("type") == Some("Person")
        && word("name") == person.name.as_deref()
}

/// Whether the model says all of this target, so that its original is not needed.
fn is_said_by(target: &Target, original: &Value) -> bool {
    match target {
        Target::Passage(passages) => passages.len() == as_list(Some(original)).len(),
        Target::Foreign(value) => original == value,
        Target::Article(source) => original.as_str() == Some(source),
        Target::Reply(id) => original.as_str() == Some(id.as_str()),
    }
}

/// Contexts of other tools, so that their properties keep their meaning.
fn keep_context(original: &Value, extra: &mut Object) {
    let Value::Array(ours) = context() else {
        return;
    };
    let all = as_list(Some(original)).iter();
    let others: Vec<Value> = all.filter(|one| !ours.contains(one)).cloned().collect();
    if !others.is_empty() {
        extra.insert("@context".to_owned(), Value::Array(others));
    }
}
