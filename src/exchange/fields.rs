//! Single fields of JSON objects, read with their limits.

use serde_json::{Map, Value};

use super::limits::MAX_IRI_BYTES;
use super::problem::{Problem, ProblemKind};
use crate::annotation::{AnnotationId, Direction, Timestamp};

pub(super) type Object = Map<String, Value>;

/// The value as a list: itself, its items, or nothing when it is absent or `null`.
pub(super) fn as_list(value: Option<&Value>) -> &[Value] {
    match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
    }
}

/// Whether a `type` (or another word list) is or contains this word.
pub(super) fn has_word(value: Option<&Value>, word: &str) -> bool {
    as_list(value)
        .iter()
        .any(|item| item.as_str() == Some(word))
}

/// Whether the text can stand as an IRI, within its limit.
pub(super) fn is_iri(text: &str) -> bool {
    text.len() <= MAX_IRI_BYTES && AnnotationId::parse(text).is_some()
}

/// Refuses a text longer than `limit` bytes.
pub(super) fn within<'a>(
    text: &'a str,
    property: &'static str,
    limit: usize,
) -> Result<&'a str, Problem> {
    if text.len() <= limit {
        Ok(text)
    } else {
        Err(Problem::new(ProblemKind::TooLong { property, limit }))
    }
}

/// A date and time that must be one `xsd:dateTime` with a zone when it is there.
pub(super) fn date(object: &Object, property: &'static str) -> Result<Option<Timestamp>, Problem> {
    let Some(value) = present(object, property) else {
        return Ok(None);
    };
    value
        .as_str()
        .and_then(Timestamp::parse)
        .map(Some)
        .ok_or_else(|| Problem::expected(property, "one date and time with a time zone", value))
}

/// The property, unless it is absent or `null`.
pub(super) fn present<'a>(object: &'a Object, property: &str) -> Option<&'a Value> {
    object.get(property).filter(|value| !value.is_null())
}

/// A copy of the properties but those that are taken.
pub(super) fn others(object: &Object, is_taken: impl Fn(&str) -> bool) -> Object {
    let mut others = Object::new();
    for (name, value) in object {
        if !is_taken(name) {
            others.insert(name.clone(), value.clone());
        }
    }
    others
}

/// Refuses a body or target whose properties break a *must* of the model, where reading it anyway could mislead.
pub(super) fn check_resource(entries: &Object) -> Result<(), Problem> {
    for value in as_list(entries.get("id")) {
        if !value.as_str().is_some_and(is_iri) {
            return Err(Problem::expected("id", "an IRI", value));
        }
    }
    for property in ["format", "language"] {
        for value in as_list(entries.get(property)) {
            if !value.is_string() {
                return Err(Problem::expected(property, "a string", value));
            }
        }
    }
    let direction = present(entries, "textDirection");
    if let Some(value) = direction.filter(|value| !is_direction(value)) {
        let expected = "`ltr`, `rtl` or `auto`";
        return Err(Problem::expected("textDirection", expected, value));
    }
    let processing = present(entries, "processingLanguage");
    if let Some(value) = processing.filter(|value| !value.is_string()) {
        return Err(Problem::expected(
            "processingLanguage",
            "one language",
            value,
        ));
    }
    let is_set = ["Choice", "List", "Composite", "Independents"]
        .iter()
        .filter(|name| has_word(entries.get("type"), name))
        .count();
    if present(entries, "items").is_some() && is_set != 1 {
        let found = entries.get("type").unwrap_or(&Value::Null);
        let expected = "one of `Choice`, `List`, `Composite` and `Independents`";
        return Err(Problem::expected("type", expected, found));
    }
    Ok(())
}

fn is_direction(value: &Value) -> bool {
    value.as_str().and_then(Direction::from_name).is_some()
}

/// Names and strings in bytes, with 8 for every other value; stops counting above `limit`.
pub(super) fn weight(value: &Value, limit: usize) -> usize {
    let mut sum = 0usize;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => sum += text.len(),
            Value::Array(items) => {
                sum += 8;
                open.extend(items);
            }
            Value::Object(entries) => {
                sum += 8 + entries.keys().map(String::len).sum::<usize>();
                open.extend(entries.values());
            }
            _ => sum += 8,
        }
        if sum > limit {
            break;
        }
    }
    sum
}

/// Whether lists and objects stand in each other more than `limit` deep.
pub(super) fn is_deeper(value: &Value, limit: usize) -> bool {
    let mut open = vec![(value, 1)];
    while let Some((value, depth)) = open.pop() {
        let inner: &mut dyn Iterator<Item = &Value> = match value {
            Value::Array(items) => &mut items.iter(),
            Value::Object(entries) => &mut entries.values(),
            _ => continue,
        };
        if depth > limit {
            return true;
        }
        open.extend(inner.map(|value| (value, depth + 1)));
    }
    false
}

/// An object of these entries.
pub fn object<const N: usize>(entries: [(&str, Value); N]) -> Object {
    fn gather(entries: &mut dyn Iterator<Item = (&str, Value)>) -> Object {
        let mut object = Object::new();
        for (name, value) in entries {
            object.insert(name.to_owned(), value);
        }
        object
    }
    // One function for arrays of all lengths.
    gather(&mut entries.into_iter())
}
