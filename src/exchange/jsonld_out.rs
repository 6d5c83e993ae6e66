//! One version of an annotation as W3C JSON.
//!
//! Where the model is coarser than what was read, the original is written again for as long as both say the same.
//! Members stand in the order of their names.

use std::sync::OnceLock;

use serde_json::Value;

use super::fields::{as_list, object};
use super::json_text::{Members, push_list, push_number, push_string, push_value};
use super::jsonld::{CONFLICTS, VERSION, context, read_creator};
use super::{ReadContext, body, target, target_out};
use crate::annotation::edit::default_motivation;
use crate::annotation::{Annotation, Motivation, Person, Record, Target};

/// Whether the context is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// It is.
    Whole,
    /// Where another tool's file had more than ours.
    IfOthers,
    /// It is not: the annotation stands in another.
    Inside,
}

/// The record, conflicts included.
pub(super) fn push_record(text: &mut String, record: &Record, context: Context) {
    push_version(text, record.shown(), context, record.conflicts());
}

fn push_version(
    text: &mut String,
    version: &Annotation,
    context: Context,
    conflicts: &[Annotation],
) {
    let mut members = Members::begin(text, &version.extra);
    push_context(&mut members, version, context);
    body::push(&mut members, version);
    if let Some(color) = version.color {
        push_string(members.name("color"), color.name());
    }
    if let Some(at) = &version.created {
        push_string(members.name("created"), at.as_str());
    }
    if let Some(creator) = &version.creator {
        push_creator(members.name("creator"), version, creator);
    }
    if let Some(at) = &version.deleted {
        push_string(members.name("deleted"), at.as_str());
    }
    push_string(members.name("id"), version.id.as_str());
    if let Some(at) = &version.modified {
        push_string(members.name("modified"), at.as_str());
    }
    push_motivation(&mut members, version);
    if !conflicts.is_empty() {
        push_list(members.name(CONFLICTS), conflicts.iter(), |text, other| {
            push_version(text, other, Context::Inside, &[]);
        });
    }
    push_vector(&mut members, version);
    push_target(members.name("target"), version);
    let kind = version.extra.get("type");
    match kind {
        Some(kind) => push_value(members.name("type"), kind),
        None => push_string(members.name("type"), "Annotation"),
    }
    members.end();
}

/// Our context, with what another tool's file had besides.
fn push_context(members: &mut Members<'_, '_>, version: &Annotation, which: Context) {
    static OURS: OnceLock<String> = OnceLock::new();
    let others = as_list(version.extra.get("@context"));
    match (which, others) {
        (Context::Inside, _) => members.skip("@context"),
        (Context::IfOthers, []) => {}
        (Context::Whole, []) => {
            let ours = OURS.get_or_init(|| context().to_string());
            members.name("@context").push_str(ours);
        }
        (_, others) => {
            let mut all = as_list(Some(&context())).to_vec();
            all.extend(others.iter().cloned());
            push_value(members.name("@context"), &Value::Array(all));
        }
    }
}

fn push_motivation(members: &mut Members<'_, '_>, version: &Annotation) {
    let name = version.motivation.name();
    match version.extra.get("motivation") {
        // The file named none.
        Some(Value::Null) if version.motivation == assumed_motivation(version) => {
            members.skip("motivation");
        }
        Some(all) if first_word(all) == Some(name) => push_value(members.name("motivation"), all),
        _ => push_string(members.name("motivation"), name),
    }
}

/// What we take for the motivation where a file names none.
fn assumed_motivation(version: &Annotation) -> Motivation {
    default_motivation(&version.target, version.note.is_some())
}

fn first_word(value: &Value) -> Option<&str> {
    as_list(Some(value)).first()?.as_str()
}

fn push_vector(members: &mut Members<'_, '_>, version: &Annotation) {
    let entries = version.version.entries();
    if entries.is_empty() {
        return;
    }
    let text = members.name(VERSION);
    // Devices are sorted.
    for (at, (device, counter)) in entries.iter().enumerate() {
        text.push(if at == 0 { '{' } else { ',' });
        push_string(text, device);
        text.push(':');
        push_number(text, *counter);
    }
    text.push('}');
    push_number(members.name("revision"), version.version.revision());
}

fn push_target(text: &mut String, version: &Annotation) {
    let is_reply = version.motivation == Motivation::Replying;
    match version.extra.get("target") {
        Some(original) if says(original, is_reply, &version.target) => push_value(text, original),
        _ => target_out::push(text, &version.target),
    }
}

fn says(original: &Value, is_reply: bool, target: &Target) -> bool {
    let article = match target {
        Target::Article(source) => Some(source.clone()),
        _ => None,
    };
    target::read(original, is_reply, &ReadContext { article }).as_ref() == Ok(target)
}

fn push_creator(text: &mut String, version: &Annotation, creator: &Person) {
    if let Some(original) = version.extra.get("creator")
        && read_creator(original).ok().flatten().as_ref() == Some(creator)
    {
        return push_value(text, original);
    }
    text.push_str("{\"id\":");
    push_string(text, &creator.id);
    if let Some(name) = &creator.name {
        text.push_str(",\"name\":");
        push_string(text, name);
    }
    text.push_str(",\"type\":\"Person\"}");
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
