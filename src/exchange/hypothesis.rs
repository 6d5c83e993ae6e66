//! Files of Hypothesis, both ways.
//!
//! Out: what its own importer takes. In: its positions count UTF-16 units and are hints; whatever it says besides is
//! kept under `hypothesis` and written again. Our own facts (author's id, colour, motivation) stand under `postil`,
//! which its importer passes over; a version vector does not, because a text that went through another format is
//! not that version any more.

use serde_json::Value;

use super::export::{ExportContext, ExportItem, author};
use super::fields::{Object, as_list, is_iri, object, present, within};
use super::jsonld;
use super::limits::{MAX_NAME_BYTES, MAX_NOTE_BYTES, MAX_TAGS};
use super::problem::{Problem, ProblemKind};
use super::target::take_selector;
use crate::anchor::Selectors;
use crate::annotation::edit::{default_motivation, markdown};
use crate::annotation::{
    Annotation, AnnotationId, Color, Motivation, PassageTarget, Person, Record, Target, Timestamp,
    Version,
};
use crate::text::{Utf16Offset, Utf16Range};

/// Where annotations of Hypothesis live: its ids are no IRIs by themselves.
const HOME: &str = "https://hypothes.is/a/";
const REST: &str = "hypothesis";
const OURS: &str = "postil";

pub(super) fn begin(context: &ExportContext<'_>) -> String {
    let head = object([
        ("export_date", Value::from(context.exported.as_str())),
        ("export_userid", Value::from("acct:reader@postil.invalid")),
        ("client_version", Value::from("postil")),
    ]);
    let mut text = Value::Object(head).to_string();
    text.pop();
    text.push_str(",\"annotations\": [");
    text
}

pub(super) fn item(item: &ExportItem<'_>, context: &ExportContext<'_>) -> Option<String> {
    let shown = item.record.shown();
    let kept = shown.extra.get(REST).and_then(Value::as_object);
    let mut written = kept.cloned().unwrap_or_default();
    let user = account(shown.creator.as_ref());
    let uri = source_of(item.record, context.article);
    let mut put = |name: &str, value: Value| {
        written.insert(name.to_owned(), value);
    };
    put("id", Value::from(short_id(&shown.id)));
    put("uri", Value::from(uri));
    put(
        "text",
        Value::from(shown.note.as_ref().map_or("", |note| note.value.as_str())),
    );
    put(
        "tags",
        Value::Array(
            shown
                .tags
                .iter()
                .map(|tag| Value::from(tag.as_str()))
                .collect(),
        ),
    );
    put("user", Value::from(user.as_str()));
    for (name, at) in [("created", &shown.created), ("updated", &shown.modified)] {
        put(
            name,
            Value::from(at.as_ref().unwrap_or(context.exported).as_str()),
        );
    }
    put(
        "target",
        Value::Array(vec![write_target(item.record, uri, context)]),
    );
    let references = references(item.record, context);
    if !references.is_empty() {
        put("references", Value::Array(references));
    }
    put(OURS, Value::Object(ours(shown)));
    let title = || {
        Value::Object(object([(
            "title",
            Value::Array(vec![Value::from(context.title)]),
        )]))
    };
    let name = || {
        Value::Object(object([(
            "display_name",
            Value::from(author(item.record, context.words)),
        )]))
    };
    let read = || {
        Value::Object(object([(
            "read",
            Value::Array(vec![Value::from(user.as_str())]),
        )]))
    };
    written.entry("document").or_insert_with(title);
    written.entry("user_info").or_insert_with(name);
    // Its importer fails without them. Only the person: a file is no publication.
    written.entry("permissions").or_insert_with(read);
    Some(Value::Object(written).to_string())
}

/// Whether a file with a list of annotations, of which this is the first, is one of Hypothesis.
pub(super) fn is_file(head: &Object, first: Option<&Value>) -> bool {
    head.contains_key("export_date")
        || head.contains_key("client_version")
        || first.is_none_or(is_item)
}

/// Whether it is an item of such a file.
pub(super) fn is_item(item: &Value) -> bool {
    item.get("uri").is_some() && item.get("type").is_none()
}

/// Reads one item of a file.
pub(super) fn read(value: &Value) -> Result<Record, Problem> {
    let entries = value
        .as_object()
        .ok_or_else(|| Problem::new(ProblemKind::NotAnObject))?;
    jsonld::check_weight(value)?;
    let id = read_id(entries)?;
    let ours = entries.get(OURS).and_then(Value::as_object);
    let words = read_text(entries)?;
    let target = read_target(entries)?;
    let note = (!words.is_empty()).then(|| markdown(words));
    let motivation = ours
        .and_then(|ours| ours.get("motivation"))
        .and_then(Value::as_str)
        .map(Motivation::from_name)
        .filter(|why| (*why == Motivation::Replying) == matches!(target, Target::Reply(_)));
    let annotation = Annotation {
        id,
        motivation: motivation.unwrap_or_else(|| default_motivation(&target, note.is_some())),
        creator: read_person(entries, ours)?,
        created: read_date(entries, "created")?,
        modified: read_date(entries, "updated")?,
        target,
        note,
        tags: read_tags(entries)?,
        color: ours
            .and_then(|ours| ours.get("color"))
            .and_then(Value::as_str)
            .and_then(Color::from_name),
        version: Version::default(),
        deleted: None,
        extra: rest(entries),
    };
    jsonld::check_limits(&annotation)?;
    Ok(Record::new(annotation))
}

fn ours(shown: &Annotation) -> Object {
    let mut ours = object([("motivation", Value::from(shown.motivation.name()))]);
    if let Some(color) = shown.color {
        ours.insert("color".to_owned(), Value::from(color.name()));
    }
    if let Some(creator) = &shown.creator {
        ours.insert("creator".to_owned(), Value::from(creator.id.as_str()));
        if let Some(name) = &creator.name {
            ours.insert("name".to_owned(), Value::from(name.as_str()));
        }
    }
    ours
}

/// What [`long_id`] makes this id of.
fn short_id(id: &AnnotationId) -> &str {
    let short = id.as_str().strip_prefix(HOME);
    let short = short.filter(|short| AnnotationId::parse(short).is_none());
    short.unwrap_or(id.as_str())
}

fn long_id(id: &str) -> Option<AnnotationId> {
    AnnotationId::parse(id).or_else(|| AnnotationId::parse(&[HOME, id].concat()))
}

/// An account name: their own, or one made of the person's id.
fn account(person: Option<&Person>) -> String {
    let Some(person) = person else {
        return "acct:unnamed@postil.invalid".to_owned();
    };
    if person.id.starts_with("acct:") {
        return person.id.clone();
    }
    let mut name: String = person
        .id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    // Their accounts have at most 30 letters; the end of an id tells most.
    let start = name.len().saturating_sub(30);
    name.drain(..start);
    ["acct:", &name, "@postil.invalid"].concat()
}

fn source_of<'a>(record: &'a Record, article: &'a str) -> &'a str {
    match &record.shown().target {
        Target::Passage(passages) => passages.first().map_or(article, |one| &one.source),
        Target::Article(source) => source,
        _ => article,
    }
}

fn write_target(record: &Record, uri: &str, context: &ExportContext<'_>) -> Value {
    let mut target = object([("source", Value::from(uri))]);
    let Target::Passage(passages) = &record.shown().target else {
        return Value::Object(target);
    };
    let Some(passage) = passages.first() else {
        return Value::Object(target);
    };
    let mut selectors = super::target_out::write_selectors(
        &Selectors {
            position: None,
            ..passage.selectors.clone()
        },
        &passage.foreign,
    );
    if let Some(position) = utf16_position(&passage.selectors, context) {
        selectors.push(Value::Object(object([
            ("type", Value::from("TextPositionSelector")),
            ("start", Value::from(position.start().get())),
            ("end", Value::from(position.end().get())),
        ])));
    }
    target.insert("selector".to_owned(), Value::Array(selectors));
    Value::Object(target)
}

fn utf16_position(selectors: &Selectors, context: &ExportContext<'_>) -> Option<Utf16Range> {
    let Some(position) = selectors.position else {
        return selectors.position_utf16;
    };
    let text = context.text?;
    let bytes = text.range_from_code_points(position)?;
    Utf16Range::new(text.to_utf16(bytes.start())?, text.to_utf16(bytes.end())?)
}

/// The ids above a reply, root first.
fn references(record: &Record, context: &ExportContext<'_>) -> Vec<Value> {
    let mut above = Vec::new();
    let mut at = &record.shown().target;
    // A thread longer than that is a circle.
    while let Target::Reply(parent) = at {
        if above.len() == 100 {
            break;
        }
        above.push(Value::from(short_id(parent)));
        match (context.find)(parent) {
            Some(parent) => at = &parent.shown().target,
            None => break,
        }
    }
    above.reverse();
    above
}

fn read_id(entries: &Object) -> Result<AnnotationId, Problem> {
    let value = present(entries, "id").ok_or_else(|| Problem::missing("id"))?;
    let id = value
        .as_str()
        .filter(|id| id.len() <= MAX_NAME_BYTES)
        .and_then(long_id);
    id.ok_or_else(|| Problem::expected("id", "an id", value))
}

fn read_text(entries: &Object) -> Result<&str, Problem> {
    match present(entries, "text") {
        None => Ok(""),
        Some(Value::String(words)) => within(words, "text", MAX_NOTE_BYTES),
        Some(other) => Err(Problem::expected("text", "a string", other)),
    }
}

fn read_tags(entries: &Object) -> Result<Vec<String>, Problem> {
    let items = as_list(entries.get("tags"));
    if items.len() > MAX_TAGS {
        let (property, limit) = ("tags", MAX_TAGS);
        return Err(Problem::new(ProblemKind::TooMany { property, limit }));
    }
    let mut tags: Vec<String> = Vec::new();
    for item in items {
        let tag = item
            .as_str()
            .ok_or_else(|| Problem::expected("tags", "a list of strings", item))?;
        let tag = within(tag.trim(), "tags", MAX_NAME_BYTES)?;
        if !tag.is_empty() && !tags.iter().any(|other| other == tag) {
            tags.push(tag.to_owned());
        }
    }
    Ok(tags)
}

fn read_date(entries: &Object, name: &'static str) -> Result<Option<Timestamp>, Problem> {
    super::fields::date(entries, name)
}

fn read_person(entries: &Object, ours: Option<&Object>) -> Result<Option<Person>, Problem> {
    let text = |object: Option<&Object>, name: &str| -> Option<String> {
        let text = object?.get(name)?.as_str()?.trim();
        (!text.is_empty() && text.len() <= MAX_NAME_BYTES).then(|| text.to_owned())
    };
    if let Some(id) = text(ours, "creator").filter(|id| is_iri(id)) {
        let name = text(ours, "name");
        return Ok(Some(Person { id, name }));
    }
    let Some(user) = present(entries, "user") else {
        return Ok(None);
    };
    let id = user.as_str().filter(|id| is_iri(id));
    let id = id.ok_or_else(|| Problem::expected("user", "an account", user))?;
    let info = entries.get("user_info").and_then(Value::as_object);
    let account = id
        .strip_prefix("acct:")
        .and_then(|rest| rest.split('@').next());
    Ok(Some(Person {
        id: id.to_owned(),
        name: text(info, "display_name").or_else(|| account.map(str::to_owned)),
    }))
}

fn read_target(entries: &Object) -> Result<Target, Problem> {
    if let Some(parent) = as_list(entries.get("references")).last() {
        let id = parent.as_str().and_then(long_id);
        return id
            .map(Target::Reply)
            .ok_or_else(|| Problem::expected("references", "ids", parent));
    }
    let uri = present(entries, "uri").ok_or_else(|| Problem::missing("uri"))?;
    let source = uri.as_str().filter(|uri| is_iri(uri));
    let source = source.ok_or_else(|| Problem::expected("uri", "an address", uri))?;
    let target = as_list(entries.get("target")).first();
    let all = as_list(target.and_then(|target| target.get("selector")));
    if all.is_empty() {
        return Ok(Target::Article(source.to_owned()));
    }
    let mut selectors = Selectors::default();
    let mut foreign = Vec::new();
    for selector in all {
        if selector.get("type").and_then(Value::as_str) == Some("TextPositionSelector") {
            selectors.position_utf16 = read_position(selector);
        } else if !take_selector(selector, &mut selectors)? {
            foreign.push(selector.clone());
        }
    }
    Ok(Target::Passage(vec![PassageTarget {
        source: source.to_owned(),
        selectors,
        foreign,
        extra: Object::new(),
    }]))
}

fn read_position(selector: &Value) -> Option<Utf16Range> {
    let offset = |name: &str| -> Option<Utf16Offset> {
        let offset = u32::try_from(selector.get(name)?.as_u64()?).ok()?;
        Some(Utf16Offset::new(offset))
    };
    Utf16Range::new(offset("start")?, offset("end")?)
}

/// What it says besides.
fn rest(entries: &Object) -> Object {
    let read = [
        "id",
        "uri",
        "text",
        "tags",
        "user",
        "created",
        "updated",
        "target",
        "references",
        OURS,
    ];
    let mut rest = entries.clone();
    rest.retain(|name, _| !read.contains(&name.as_str()));
    if rest.is_empty() {
        return Object::new();
    }
    object([(REST, Value::Object(rest))])
}
