//! Targets as the Web Annotation model writes them.

use serde_json::Value;

use super::decimal;
use super::fields::{as_list, object};
use super::json_text::{Members, push_list, push_number, push_string, push_value};
use super::target::{RIVAL, SECTION, STATE, UTF16, take_selector};
use crate::anchor::{Rival, Selectors};
use crate::annotation::{PassageTarget, Target, share_in_thousandths};

/// The target as JSON.
pub(super) fn push(text: &mut String, target: &Target) {
    match target {
        Target::Article(source) => push_string(text, source),
        Target::Reply(id) => push_string(text, id.as_str()),
        Target::Foreign(value) => push_value(text, value),
        Target::Passage(passages) => match passages.as_slice() {
            [only] => push_passage(text, only),
            all => push_list(text, all.iter(), push_passage),
        },
    }
}

fn push_passage(text: &mut String, passage: &PassageTarget) {
    let (extra, selectors) = (&passage.extra, &passage.selectors);
    let mut members = Members::begin(text, extra);
    if let Some(rival) = &selectors.rival {
        push_rival(members.name(RIVAL), rival);
    }
    if !selectors.section.is_empty() {
        push_list(
            members.name(SECTION),
            selectors.section.iter(),
            |text, one| {
                push_string(text, one);
            },
        );
    }
    if let Some(range) = selectors.position_utf16 {
        let text = members.name(UTF16);
        push_range(text, range.start().get(), range.end().get());
        text.push('}');
    }
    push_selectors(&mut members, passage);
    let is_raw = extra
        .get("source")
        .is_some_and(|raw| raw.get("id").and_then(Value::as_str) == Some(passage.source.as_str()));
    if !is_raw {
        push_string(members.name("source"), &passage.source);
    }
    if let Some(digest) = &selectors.version {
        let ours = [STATE, digest].concat();
        let text = members.name("state");
        match extra.get("state") {
            None => push_string(text, &ours),
            others => {
                let mut all = vec![Value::from(ours)];
                all.extend(as_list(others).iter().cloned());
                push_value(text, &Value::Array(all));
            }
        }
    }
    members.end();
}

fn push_rival(text: &mut String, rival: &Rival) {
    text.push_str("{\"postil:share\":");
    push_value(
        text,
        &decimal::thousandths(share_in_thousandths(rival.share)),
    );
    if let Some(words) = &rival.text {
        text.push_str(",\"postil:text\":");
        push_string(text, words);
    }
    text.push('}');
}

/// An object of a range, still open.
fn push_range(text: &mut String, start: u32, end: u32) {
    text.push_str("{\"end\":");
    push_number(text, end);
    text.push_str(",\"start\":");
    push_number(text, start);
}

fn push_selectors(members: &mut Members<'_, '_>, passage: &PassageTarget) {
    let selectors = &passage.selectors;
    if !passage.foreign.is_empty() {
        let all = write_selectors(selectors, &passage.foreign);
        return push_value(members.name("selector"), &Value::Array(all));
    }
    if selectors.quote.is_none() && selectors.position.is_none() {
        return;
    }
    let text = members.name("selector");
    text.push('[');
    if let Some(quote) = &selectors.quote {
        text.push_str("{\"exact\":");
        push_string(text, &quote.exact);
        text.push_str(",\"prefix\":");
        push_string(text, &quote.prefix);
        text.push_str(",\"suffix\":");
        push_string(text, &quote.suffix);
        text.push_str(",\"type\":\"TextQuoteSelector\"}");
    }
    if let Some(position) = selectors.position {
        if selectors.quote.is_some() {
            text.push(',');
        }
        push_range(text, position.start().get(), position.end().get());
        text.push_str(",\"type\":\"TextPositionSelector\"}");
    }
    text.push(']');
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
