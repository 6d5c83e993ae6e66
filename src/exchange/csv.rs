//! CSV with the columns that Readwise reads; out only.
//!
//! Quoted by RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe.

use super::export::{ExportContext, ExportItem, quote, words};
use crate::annotation::{Record, Target};

pub(super) fn begin() -> String {
    "Highlight,Title,Author,URL,Note,Location,Date\r\n".to_owned()
}

/// `None` when there is nothing that could stand under `Highlight`.
pub(super) fn item(item: &ExportItem<'_>, context: &ExportContext<'_>) -> Option<String> {
    let record = item.record;
    let tags = tags(record);
    let own = quote(record).map(|quote| quote.exact.as_str());
    let (highlight, mut note) = match own.or_else(|| quote_of_root(record, context)) {
        Some(exact) => (exact, words(record)),
        None => (words(record), ""),
    };
    if highlight.trim().is_empty() {
        return None;
    }
    let joined = [&tags, "\n", note].concat();
    if !tags.is_empty() {
        note = joined.trim_end();
    }
    let url = link_of(record, context);
    let date = record.shown().created.as_ref().map_or("", |at| at.as_str());
    let cells = [
        highlight,
        context.title,
        context.author.unwrap_or_default(),
        &url,
        note,
        &location(record),
        date,
    ];
    let mut line = String::new();
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        push_cell(cell, &mut line);
    }
    line.push_str("\r\n");
    Some(line)
}

/// A reply stands under the passage that its thread began with.
fn quote_of_root<'a>(record: &Record, context: &ExportContext<'a>) -> Option<&'a str> {
    let mut at = record.shown().target.clone();
    // A thread longer than that is a circle.
    for _ in 0..100 {
        let Target::Reply(parent) = &at else { break };
        let parent = (context.find)(parent)?;
        if let Some(quote) = quote(parent) {
            return Some(&quote.exact);
        }
        at = parent.shown().target.clone();
    }
    None
}

/// Readwise reads `.tag` at the beginning of a note as a tag, one word each.
fn tags(record: &Record) -> String {
    let tags = record.shown().tags.iter();
    let words =
        tags.map(|tag| [".", &tag.split_whitespace().collect::<Vec<_>>().join("-")].concat());
    words.collect::<Vec<_>>().join(" ")
}

fn link_of(record: &Record, context: &ExportContext<'_>) -> String {
    super::export::link(record, context).unwrap_or_else(|| context.url.to_owned())
}

fn location(record: &Record) -> String {
    match &record.shown().target {
        Target::Passage(passages) => passages
            .first()
            .and_then(|passage| passage.selectors.position)
            .map_or_else(String::new, |at| at.start().get().to_string()),
        _ => String::new(),
    }
}

fn push_cell(cell: &str, line: &mut String) {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let needs_quotes = cell.contains(['"', ',', '\n', '\r']);
    if needs_quotes {
        line.push('"');
    }
    if is_formula {
        line.push('\'');
    }
    line.push_str(&cell.replace('"', "\"\""));
    if needs_quotes {
        line.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_is_never_a_formula() {
        let cases = [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"\nnext", "\"say \"\"x\"\"\nnext\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
        ];
        for (cell, expected) in cases {
            let mut line = String::new();
            push_cell(cell, &mut line);
            assert_eq!(line, expected);
        }
    }
}
