//! Targets as the Web Annotation model writes them.

use serde_json::Value;

use super::decimal;
use super::fields::{Object, object};
use super::target::{RIVAL, SECTION, STATE, UTF16, take_selector};
use crate::anchor::Selectors;
use crate::annotation::{PassageTarget, Target, share_in_thousandths};

/// The target as JSON.
pub(super) fn write(target: &Target) -> Value {
    match target {
        Target::Article(source) => Value::from(source.as_str()),
        Target::Reply(id) => Value::from(id.as_str()),
        Target::Foreign(value) => value.clone(),
        Target::Passage(passages) => {
            let mut written: Vec<Value> = passages.iter().map(write_passage).collect();
            match written.pop() {
                Some(only) if written.is_empty() => only,
                last => {
                    written.extend(last);
                    Value::Array(written)
                }
            }
        }
    }
}

fn write_passage(passage: &PassageTarget) -> Value {
    let mut written = passage.extra.clone();
    let is_raw = written
        .get("source")
        .is_some_and(|raw| raw.get("id").and_then(Value::as_str) == Some(passage.source.as_str()));
    if !is_raw {
        written.insert("source".to_owned(), Value::from(passage.source.as_str()));
    }
    let selectors = write_selectors(&passage.selectors, &passage.foreign);
    if !selectors.is_empty() {
        written.insert("selector".to_owned(), Value::Array(selectors));
    }
    write_ours(&passage.selectors, &mut written);
    Value::Object(written)
}

/// Quote, position, then what we only keep; what a kept selector already says is not said twice.
pub(super) fn write_selectors(selectors: &Selectors, foreign: &[Value]) -> Vec<Value> {
    let mut said = Selectors::default();
    for value in foreign {
        // Kept selectors were read once before, so they are read here without a complaint.
        let _ = take_selector(value, &mut said);
    }
    let mut written = Vec::new();
    if let Some(quote) = selectors
        .quote
        .as_ref()
        .filter(|quote| said.quote.as_ref() != Some(quote))
    {
        written.push(Value::Object(object([
            ("type", Value::from("TextQuoteSelector")),
            ("exact", Value::from(quote.exact.as_str())),
            ("prefix", Value::from(quote.prefix.as_str())),
            ("suffix", Value::from(quote.suffix.as_str())),
        ])));
    }
    if let Some(position) = selectors
        .position
        .filter(|at| said.position.as_ref() != Some(at))
    {
        written.push(Value::Object(object([
            ("type", Value::from("TextPositionSelector")),
            ("start", Value::from(position.start().get())),
            ("end", Value::from(position.end().get())),
        ])));
    }
    written.extend(foreign.iter().cloned());
    written
}

fn write_ours(selectors: &Selectors, written: &mut Object) {
    if !selectors.section.is_empty() {
        let headings = selectors
            .section
            .iter()
            .map(|one| Value::from(one.as_str()));
        written.insert(SECTION.to_owned(), Value::Array(headings.collect()));
    }
    if let Some(rival) = &selectors.rival {
        let share = decimal::thousandths(share_in_thousandths(rival.share));
        let mut entries = object([("postil:share", share)]);
        if let Some(text) = &rival.text {
            entries.insert("postil:text".to_owned(), Value::from(text.as_str()));
        }
        written.insert(RIVAL.to_owned(), Value::Object(entries));
    }
    if let Some(range) = selectors.position_utf16 {
        let entries = object([
            ("start", Value::from(range.start().get())),
            ("end", Value::from(range.end().get())),
        ]);
        written.insert(UTF16.to_owned(), Value::Object(entries));
    }
    if let Some(digest) = &selectors.version {
        let ours = Value::from([STATE, digest].concat());
        let state = match written.remove("state") {
            None => ours,
            Some(Value::Array(mut states)) => {
                states.insert(0, ours);
                Value::Array(states)
            }
            Some(other) => Value::Array(vec![ours, other]),
        };
        written.insert("state".to_owned(), state);
    }
}
