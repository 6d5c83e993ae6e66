//! Where a partial annotation belongs: offsets, selectors, a page, or another annotation.

use serde_json::Value;

use super::annotation_problem::{AnnotationProblem, AnnotationProblemKind};
use super::fields::{self, Object, as_list, present};
use super::problem::{Problem, cut};
use super::{ReadContext, decimal, target};
use crate::annotation::{AnnotationId, PassageTarget, Target};
use crate::text::{CodePointOffset, CodePointRange};

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

pub(super) fn read_place(
    entries: &Object,
    context: &ReadContext,
) -> Result<Option<Place>, AnnotationProblem> {
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
        let whole = decimal::whole(value).and_then(|number| u32::try_from(number).ok());
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
    let target = target::read(&value, true, context)?;
    target::check_limits(&target)?;
    let (passages, source) = match target {
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
