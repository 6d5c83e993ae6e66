//! Reading targets: what an annotation is about, after the Web Annotation model.
//!
//! The section, the rival and a UTF-16 position stand on the target under the prefix `postil:`; the article's
//! version is a state by its IRI, `urn:postil:text:` and the digest.

use serde_json::Value;

use super::fields::{Object, as_list, check_resource, has_word, is_iri, others, present, within};
use super::limits::{MAX_NAME_BYTES, MAX_QUOTE_BYTES};
use super::problem::Problem;
use super::{ReadContext, decimal};
use crate::anchor::{Quote, Rival, Selectors};
use crate::annotation::{AnnotationId, PassageTarget, Target};
use crate::text::{CodePointOffset, CodePointRange, Utf16Offset, Utf16Range};

pub(super) const STATE: &str = "urn:postil:text:";
pub(super) const SECTION: &str = "postil:section";
pub(super) const RIVAL: &str = "postil:rival";
pub(super) const UTF16: &str = "postil:utf16";

/// The target of this JSON. `is_reply` says that the motivation is `replying`.
pub(super) fn read(
    value: &Value,
    is_reply: bool,
    context: &ReadContext,
) -> Result<Target, Problem> {
    match value {
        Value::String(iri) => of_iri(iri, is_reply, context)
            .ok_or_else(|| Problem::expected("target", "an IRI", value)),
        Value::Object(entries) => of_object(entries, is_reply, context)?
            .ok_or_else(|| Problem::expected("target", "an IRI or a resource", value)),
        Value::Array(items) if !items.is_empty() => of_list(items, is_reply, context),
        _ => Err(Problem::expected("target", "an IRI or a resource", value)),
    }
}

fn of_iri(iri: &str, is_reply: bool, context: &ReadContext) -> Option<Target> {
    if context.article.as_deref() == Some(iri) {
        return Some(Target::Article(iri.to_owned()));
    }
    if !is_iri(iri) {
        return None;
    }
    if is_reply || iri.starts_with("urn:uuid:") {
        return AnnotationId::parse(iri).map(Target::Reply);
    }
    Some(Target::Article(iri.to_owned()))
}

/// `None` when it is none of the resources of the model.
fn of_object(
    entries: &Object,
    is_reply: bool,
    context: &ReadContext,
) -> Result<Option<Target>, Problem> {
    check_resource(entries)?;
    let is_specific = has_word(entries.get("type"), "SpecificResource");
    let has_selector = !as_list(entries.get("selector")).is_empty();
    if is_specific || has_selector {
        present(entries, "source").ok_or_else(|| Problem::missing("source"))?;
    }
    if has_selector {
        return Ok(Some(match read_passage(entries, context)? {
            Some(passage) => Target::Passage(vec![passage]),
            None => return Ok(None),
        }));
    }
    if present(entries, "items").is_some() {
        return Ok(Some(Target::Foreign(Value::Object(entries.clone()))));
    }
    let iri = source_of(entries).or_else(|| entries.get("id").and_then(Value::as_str));
    Ok(iri.and_then(|iri| of_iri(iri, is_reply, context)))
}

/// Several targets: passages of one article stay together; otherwise the first counts, and all are kept as written.
fn of_list(items: &[Value], is_reply: bool, context: &ReadContext) -> Result<Target, Problem> {
    let mut passages: Vec<PassageTarget> = Vec::new();
    let mut first = None;
    for item in items {
        if item.is_array() {
            return Err(Problem::expected("target", "an IRI or a resource", item));
        }
        let target = read(item, is_reply, context)?;
        if let Target::Passage(read) = &target {
            passages.extend(read.iter().cloned());
        }
        first.get_or_insert(target);
    }
    let source = passages.first().map(|passage| passage.source.clone());
    let together = passages.len() == items.len()
        && passages
            .iter()
            .all(|passage| Some(&passage.source) == source.as_ref());
    Ok(match first {
        _ if together => Target::Passage(passages),
        Some(first) => first,
        None => Target::Foreign(Value::Array(items.to_vec())),
    })
}

/// Refuses quotes above their limit.
pub(super) fn check_limits(target: &Target) -> Result<(), Problem> {
    let Target::Passage(passages) = target else {
        return Ok(());
    };
    for quote in passages
        .iter()
        .filter_map(|passage| passage.selectors.quote.as_ref())
    {
        within(&quote.exact, "exact", MAX_QUOTE_BYTES)?;
        within(&quote.prefix, "prefix", MAX_QUOTE_BYTES)?;
        within(&quote.suffix, "suffix", MAX_QUOTE_BYTES)?;
    }
    Ok(())
}

fn source_of(entries: &Object) -> Option<&str> {
    match entries.get("source")? {
        Value::String(iri) => Some(iri),
        Value::Object(resource) => resource.get("id")?.as_str(),
        _ => None,
    }
}

/// `None` when the source is no IRI. The name of the article here is taken as it is: the text may stand in it (`data:`).
fn read_passage(entries: &Object, context: &ReadContext) -> Result<Option<PassageTarget>, Problem> {
    let is_here = |iri: &str| context.article.as_deref() == Some(iri);
    let Some(source) = source_of(entries).filter(|iri| is_iri(iri) || is_here(iri)) else {
        return Ok(None);
    };
    let mut selectors = Selectors::default();
    let mut foreign = Vec::new();
    for selector in as_list(entries.get("selector")) {
        if !take_selector(selector, &mut selectors)? {
            foreign.push(selector.clone());
        }
    }
    let is_plain = entries.get("source").is_some_and(Value::is_string);
    let mut extra = others(entries, |name| match name {
        "selector" => true,
        "source" => is_plain,
        _ => false,
    });
    take_ours(&mut extra, &mut selectors);
    Ok(Some(PassageTarget {
        source: source.to_owned(),
        selectors,
        foreign,
        extra,
    }))
}

/// Reads what we understand of a selector; whether that is all of it.
pub(super) fn take_selector(value: &Value, into: &mut Selectors) -> Result<bool, Problem> {
    let Value::Object(entries) = value else {
        return match value {
            Value::String(_) => Ok(false),
            other => Err(Problem::expected("selector", "an IRI or a selector", other)),
        };
    };
    if has_word(entries.get("type"), "TextQuoteSelector") {
        let first = into.quote.is_none();
        if first {
            into.quote = read_quote(entries)?;
        }
        return Ok(first && into.quote.is_some() && only(entries, &["exact", "prefix", "suffix"]));
    }
    if has_word(entries.get("type"), "TextPositionSelector") {
        let first = into.position.is_none();
        if first {
            into.position = read_position(entries);
        }
        return Ok(first && into.position.is_some() && only(entries, &["start", "end"]));
    }
    // Another kind of selector may be narrowed down to a quote, which then says where the passage is.
    if let Some(Value::Object(narrower)) = entries.get("refinedBy")
        && has_word(narrower.get("type"), "TextQuoteSelector")
        && into.quote.is_none()
    {
        into.quote = read_quote(narrower)?;
    }
    Ok(false)
}

fn only(entries: &Object, names: &[&str]) -> bool {
    entries.get("type").is_some_and(Value::is_string)
        && entries
            .keys()
            .all(|name| name == "type" || names.contains(&name.as_str()))
}

fn read_quote(entries: &Object) -> Result<Option<Quote>, Problem> {
    let text = |name: &'static str| -> Result<Option<&str>, Problem> {
        match present(entries, name) {
            None => Ok(Some("")),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Ok(None),
        }
    };
    let (exact, prefix, suffix) = (text("exact")?, text("prefix")?, text("suffix")?);
    let (Some(exact), Some(prefix), Some(suffix)) = (exact, prefix, suffix) else {
        return Ok(None);
    };
    Ok((!exact.is_empty()).then(|| Quote {
        exact: exact.to_owned(),
        prefix: prefix.to_owned(),
        suffix: suffix.to_owned(),
    }))
}

/// `None` when it is negative, a fraction, reversed or beyond 32 bits: then it is no hint.
fn read_position(entries: &Object) -> Option<CodePointRange> {
    let (start, end) = (number(entries, "start")?, number(entries, "end")?);
    CodePointRange::new(CodePointOffset::new(start), CodePointOffset::new(end))
}

fn number(entries: &Object, name: &str) -> Option<u32> {
    u32::try_from(entries.get(name)?.as_u64()?).ok()
}

/// Takes what is ours out of a target's other properties; what is not well-formed stays there.
fn take_ours(extra: &mut Object, selectors: &mut Selectors) {
    if let Some(section) = extra.get(SECTION).and_then(read_section) {
        selectors.section = section;
        extra.remove(SECTION);
    }
    if let Some(rival) = extra.get(RIVAL).and_then(read_rival) {
        selectors.rival = Some(rival);
        extra.remove(RIVAL);
    }
    if let Some(Value::Object(entries)) = extra.get(UTF16) {
        if let (Some(start), Some(end)) = (number(entries, "start"), number(entries, "end")) {
            selectors.position_utf16 =
                Utf16Range::new(Utf16Offset::new(start), Utf16Offset::new(end));
        }
        if selectors.position_utf16.is_some() {
            extra.remove(UTF16);
        }
    }
    take_state(extra, selectors);
}

fn take_state(extra: &mut Object, selectors: &mut Selectors) {
    let states = as_list(extra.get("state"));
    let digest = |state: &Value| -> Option<String> {
        let digest = state.as_str()?.strip_prefix(STATE)?;
        (digest.len() <= MAX_NAME_BYTES).then(|| digest.to_owned())
    };
    let Some(ours) = states.iter().position(|state| digest(state).is_some()) else {
        return;
    };
    selectors.version = states.get(ours).and_then(digest);
    let mut rest: Vec<Value> = states.to_vec();
    rest.remove(ours);
    match rest.pop() {
        None => extra.remove("state"),
        Some(only) if rest.is_empty() => extra.insert("state".to_owned(), only),
        Some(last) => {
            rest.push(last);
            extra.insert("state".to_owned(), Value::Array(rest))
        }
    };
}

fn read_section(value: &Value) -> Option<Vec<String>> {
    let headings: Option<Vec<String>> = value
        .as_array()?
        .iter()
        .map(|heading| heading.as_str().map(str::to_owned))
        .collect();
    headings.filter(|all| {
        !all.is_empty() && all.len() <= 20 && all.iter().all(|one| one.len() <= MAX_QUOTE_BYTES)
    })
}

fn read_rival(value: &Value) -> Option<Rival> {
    let share = decimal::read_thousandths(value.get("postil:share")?)?;
    let text = match value.get("postil:text") {
        None => None,
        Some(text) => Some(text.as_str()?.to_owned()),
    };
    Some(Rival {
        share: share as f32 / 1000.0,
        text,
    })
}
