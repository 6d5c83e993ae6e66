//! As much of JSON Schema draft-04 as the W3C's annotation tests use.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The W3C's test files; `None`, said by name, where they are not beside the project.
pub fn corpus(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("POSTIL_CORPORA")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
            PathBuf::from,
        )
        .join("w3c-annotation-tests");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {test} needs {}", folder.display());
    None
}

/// The schemas of a folder, by file name.
pub struct Schemas {
    folder: PathBuf,
    definitions: BTreeMap<String, Value>,
}

impl Schemas {
    pub fn open(folder: &Path) -> Self {
        let definitions = std::fs::read_dir(folder.join("definitions"))
            .expect("definitions")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .map(|path| {
                let name = path
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                (name, read(&path))
            })
            .collect();
        Self {
            folder: folder.to_owned(),
            definitions,
        }
    }

    /// The assertions that a `.test` file lists and the value breaks, by their error message.
    pub fn broken(&self, test: &str, value: &Value) -> Vec<String> {
        let list = read(&self.folder.join(test));
        let assertions = list["assertions"].as_array().expect("assertions");
        let mut broken = Vec::new();
        for assertion in assertions {
            let name = assertion.as_str().expect("a name");
            let schema = read(&self.folder.join(name));
            if !self.holds(&schema, &schema, value) {
                let message = schema["errorMessage"].as_str().unwrap_or_default();
                broken.push(format!("{name}: {message}"));
            }
        }
        assert!(assertions.len() > 5, "{test} has assertions");
        broken
    }

    fn holds(&self, root: &Value, schema: &Value, value: &Value) -> bool {
        let Some(rules) = schema.as_object() else {
            return true;
        };
        if let Some(reference) = rules.get("$ref").and_then(Value::as_str) {
            let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
            let root = if file.is_empty() {
                root
            } else {
                &self.definitions[file]
            };
            let target = root
                .pointer(pointer)
                .unwrap_or_else(|| panic!("no {reference}"));
            return self.holds(root, target, value);
        }
        rules
            .iter()
            .all(|(name, rule)| self.keyword(root, name, rule, value))
    }

    fn keyword(&self, root: &Value, name: &str, rule: &Value, value: &Value) -> bool {
        let each = || rule.as_array().into_iter().flatten();
        let holds = |schema: &Value, value: &Value| self.holds(root, schema, value);
        match (name, value) {
            ("type", _) => is_type(rule, value),
            ("enum", _) => each().any(|one| one == value),
            ("not", _) => !holds(rule, value),
            ("oneOf", _) => each().filter(|one| holds(one, value)).count() == 1,
            ("anyOf", _) => each().any(|one| holds(one, value)),
            ("allOf", _) => each().all(|one| holds(one, value)),
            ("required", Value::Object(entries)) => {
                each().all(|key| entries.contains_key(key.as_str().expect("a key")))
            }
            ("properties", Value::Object(entries)) => rule
                .as_object()
                .expect("properties")
                .iter()
                .all(|(key, schema)| entries.get(key).is_none_or(|value| holds(schema, value))),
            ("patternProperties", Value::Object(entries)) => rule
                .as_object()
                .expect("patterns")
                .iter()
                .all(|(pattern, schema)| {
                    entries
                        .iter()
                        .filter(|(key, _)| matches(pattern, key))
                        .all(|(_, value)| holds(schema, value))
                }),
            ("dependencies", Value::Object(entries)) => rule
                .as_object()
                .expect("dependencies")
                .iter()
                .all(|(key, needs)| {
                    !entries.contains_key(key)
                        || needs
                            .as_array()
                            .expect("a list")
                            .iter()
                            .all(|need| entries.contains_key(need.as_str().expect("a key")))
                }),
            ("items", Value::Array(items)) => items.iter().all(|item| holds(rule, item)),
            ("minItems", Value::Array(items)) => {
                items.len() as u64 >= rule.as_u64().expect("a number")
            }
            ("maxItems", Value::Array(items)) => {
                items.len() as u64 <= rule.as_u64().expect("a number")
            }
            ("minimum", Value::Number(number)) => number.as_f64() >= rule.as_f64(),
            ("pattern", Value::String(text)) => matches(rule.as_str().expect("a pattern"), text),
            ("format", Value::String(text)) => match rule.as_str() {
                Some("uri") => postil::annotation::AnnotationId::parse(text).is_some(),
                Some("date-time") => postil::annotation::Timestamp::parse(text).is_some(),
                other => panic!("no format {other:?}"),
            },
            ("additionalProperties", _) => panic!("not supported"),
            _ => true,
        }
    }
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("a file");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn is_type(rule: &Value, value: &Value) -> bool {
    if let Value::Array(types) = rule {
        return types.iter().any(|one| is_type(one, value));
    }
    match rule.as_str() {
        Some("string") => value.is_string(),
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        other => panic!("no type {other:?}"),
    }
}

/// The patterns that the schemas use: alternatives at the beginning, whole words, and language tags.
fn matches(pattern: &str, text: &str) -> bool {
    if let Some(end) = pattern.strip_prefix("^([a-z]){2,3}") {
        let letters = text.bytes().take_while(u8::is_ascii_lowercase).count();
        return match end {
            "$" => text.len() == letters && (2..=3).contains(&letters),
            "-" => (2..=3).contains(&letters) && text.as_bytes().get(letters) == Some(&b'-'),
            _ => panic!("no pattern {pattern}"),
        };
    }
    let inner = pattern
        .strip_prefix("^(")
        .unwrap_or_else(|| panic!("no pattern {pattern}"));
    match (inner.strip_suffix(")$"), inner.strip_suffix(')')) {
        (Some(words), _) => words.split('|').any(|word| word == text),
        (None, Some(beginnings)) => beginnings.split('|').any(|one| text.starts_with(one)),
        (None, None) => panic!("no pattern {pattern}"),
    }
}
