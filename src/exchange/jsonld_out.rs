//! One version of an annotation as W3C JSON.
//!
//! Where the model is coarser than what was read, the original is written again for as long as both say the same.

use serde_json::Value;

use super::fields::{Object, as_list, object};
use super::jsonld::{VERSION, context, read_creator};
use super::{ReadContext, body, target, target_out};
use crate::annotation::edit::default_motivation;
use crate::annotation::{Annotation, Motivation, Person, Target};

pub(super) fn write_version(version: &Annotation) -> Object {
    let mut written = version.extra.clone();
    let mut put = |name: &str, value: Value| {
        written.insert(name.to_owned(), value);
    };
    put("@context", context_beside(version.extra.get("@context")));
    put("id", Value::from(version.id.as_str()));
    put("type", type_beside(version.extra.get("type")));
    for (name, at) in [
        ("created", &version.created),
        ("modified", &version.modified),
        ("deleted", &version.deleted),
    ] {
        if let Some(at) = at {
            put(name, Value::from(at.as_str()));
        }
    }
    put("motivation", write_motivation(version));
    let is_unsaid = version.extra.get("motivation") == Some(&Value::Null);
    put("target", write_target(version));
    if let Some(creator) = write_creator(version) {
        put("creator", creator);
    }
    if let Some(color) = version.color {
        put("color", Value::from(color.name()));
    }
    let entries = version.version.entries();
    if !entries.is_empty() {
        put("revision", Value::from(version.version.revision()));
        let vector = entries
            .iter()
            .map(|(device, counter)| (device.clone(), Value::from(*counter)));
        put(VERSION, Value::Object(vector.collect()));
    }
    if is_unsaid && version.motivation == assumed_motivation(version) {
        written.remove("motivation");
    }
    let mut bodies = body::write(version);
    written.remove("body");
    match bodies.pop() {
        None => {}
        Some(only) if bodies.is_empty() => {
            written.insert("body".to_owned(), only);
        }
        Some(last) => {
            bodies.push(last);
            written.insert("body".to_owned(), Value::Array(bodies));
        }
    }
    written
}

/// Our context, with what another tool's file had besides.
fn context_beside(original: Option<&Value>) -> Value {
    let Value::Array(mut all) = context() else {
        return context();
    };
    all.extend(as_list(original).iter().cloned());
    Value::Array(all)
}

fn type_beside(original: Option<&Value>) -> Value {
    original
        .cloned()
        .unwrap_or_else(|| Value::from("Annotation"))
}

fn write_motivation(version: &Annotation) -> Value {
    let name = version.motivation.name();
    match version.extra.get("motivation") {
        Some(all) if first_word(all) == Some(name) => all.clone(),
        _ => Value::from(name),
    }
}

/// What we take for the motivation where a file names none.
fn assumed_motivation(version: &Annotation) -> Motivation {
    default_motivation(&version.target, version.note.is_some())
}

fn first_word(value: &Value) -> Option<&str> {
    as_list(Some(value)).first()?.as_str()
}

fn write_target(version: &Annotation) -> Value {
    let is_reply = version.motivation == Motivation::Replying;
    match version.extra.get("target") {
        Some(original) if says(original, is_reply, &version.target) => original.clone(),
        _ => target_out::write(&version.target),
    }
}

fn says(original: &Value, is_reply: bool, target: &Target) -> bool {
    let article = match target {
        Target::Article(source) => Some(source.clone()),
        _ => None,
    };
    target::read(original, is_reply, &ReadContext { article }).as_ref() == Ok(target)
}

fn write_creator(version: &Annotation) -> Option<Value> {
    let creator = version.creator.as_ref()?;
    if let Some(original) = version.extra.get("creator")
        && read_creator(original).ok().flatten().as_ref() == Some(creator)
    {
        return Some(original.clone());
    }
    Some(write_person(creator))
}

pub(super) fn write_person(person: &Person) -> Value {
    let mut written = object([
        ("id", Value::from(person.id.as_str())),
        ("type", Value::from("Person")),
    ]);
    if let Some(name) = &person.name {
        written.insert("name".to_owned(), Value::from(name.as_str()));
    }
    Value::Object(written)
}
