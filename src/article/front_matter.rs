//! The YAML front matter of a Markdown source, as far as an article needs it.
//!
//! Understood: a block between `---` and `---` or `...` at the very beginning; keys with plain,
//! quoted, folded (`>`) and literal (`|`) text; lists and mappings in one line or indented;
//! comments. Known keys are `title`, `author` (or `authors`; a text, a list, or mappings with
//! `name`), `date`, `language` (or `lang`), `source` (or `url`); others are passed over. A block
//! that is not of this kind is no front matter, and stays in the article.

use super::Front;
use super::allow;

/// The front matter and what comes after it; the whole source where there is none.
pub(super) fn split(source: &str) -> (Front, &str) {
    parse(source).unwrap_or_else(|| (Front::default(), source))
}

/// An `http` or `https` address.
pub(super) fn web_address(value: &str) -> Option<String> {
    let url = allow::link(value)?;
    let scheme = url.split_once("://")?.0;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    web.then_some(url)
}

/// The longest front matter, in bytes: more is no front matter.
const MAX_BLOCK: usize = 100_000;

fn parse(source: &str) -> Option<(Front, &str)> {
    let (first, rest) = line(source);
    if first.trim_end() != "---" {
        return None;
    }
    let mut lines = Vec::new();
    let mut behind = rest;
    loop {
        if behind.is_empty() || rest.len() - behind.len() > MAX_BLOCK {
            return None;
        }
        let (next, after) = line(behind);
        behind = after;
        if matches!(next.trim_end(), "---" | "...") {
            break;
        }
        lines.push(next);
    }
    let mut front = Front::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = key_value(line)?;
        let from = at;
        while lines.get(at).is_some_and(|next| continues(next, value)) {
            at += 1;
        }
        set(&mut front, key, &read(value, lines.get(from..at)?));
    }
    Some((front, behind))
}

/// The first line and what comes after it.
fn line(source: &str) -> (&str, &str) {
    match source.split_once('\n') {
        Some((line, rest)) => (line.strip_suffix('\r').unwrap_or(line), rest),
        None => (source, ""),
    }
}

fn continues(line: &str, value: &str) -> bool {
    line.trim().is_empty()
        || line.starts_with([' ', '\t'])
        || (without_comment(value).is_empty() && (line == "-" || line.starts_with("- ")))
}

/// Key and value of a line; `None` when it is no mapping.
fn key_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty()
        && !line.starts_with([' ', '\t', '-', '?', '[', '{'])
        && key.len() <= 100
        && !key.contains(['{', '}', '[', ']', '`', '*']);
    let separated = value.is_empty() || value.starts_with([' ', '\t']);
    (is_key && separated).then_some((key, value.trim()))
}

/// A value of YAML.
#[derive(Debug, PartialEq)]
enum Value {
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

fn set(front: &mut Front, key: &str, value: &Value) {
    let text = || as_text(value).filter(|text| !text.is_empty());
    match key.to_ascii_lowercase().as_str() {
        "title" => front.title = text(),
        "author" | "authors" => front.author = names(value),
        "date" => front.date = text(),
        "language" | "lang" => front.language = text().and_then(|t| allow::language(&t)),
        "source" | "url" => {
            if let Some(url) = text().and_then(|t| web_address(&t)) {
                front.source = Some(url);
            }
        }
        _ => {}
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !matches!(text.as_str(), "~" | "null") => {
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        _ => None,
    }
}

/// The names of one or several people, with commas between them.
fn names(value: &Value) -> Option<String> {
    let joined = match value {
        Value::Text(_) => as_text(value)?,
        Value::Map(map) => {
            let (_, name) = map.iter().find(|(key, _)| key == "name")?;
            as_text(name)?
        }
        Value::List(list) => list.iter().filter_map(names).collect::<Vec<_>>().join(", "),
    };
    (!joined.is_empty()).then_some(joined)
}

/// A value that begins on its key's line and goes on in `more`.
fn read(first: &str, more: &[&str]) -> Value {
    match first.chars().next() {
        Some('|' | '>') => Value::Text(block(first.starts_with('|'), more)),
        Some('[' | '{' | '"' | '\'') => {
            let mut whole = first.to_owned();
            for line in more {
                whole.push(' ');
                whole.push_str(line.trim());
            }
            flow(&whole, 0)
        }
        _ if without_comment(first).is_empty() => nested(more),
        _ => {
            let mut text = without_comment(first).to_owned();
            for line in more.iter().map(|l| without_comment(l.trim())) {
                if !line.is_empty() {
                    text.push(' ');
                    text.push_str(line);
                }
            }
            Value::Text(text)
        }
    }
}

/// Lines of literal or folded text.
fn block(literal: bool, lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines.iter().map(|l| l.trim()) {
        if !text.is_empty() {
            text.push(if literal || line.is_empty() {
                '\n'
            } else {
                ' '
            });
        }
        text.push_str(line);
    }
    text.trim_end().to_owned()
}

/// An indented list or mapping, or text that begins on the next line.
fn nested(lines: &[&str]) -> Value {
    let lines: Vec<&str> = lines
        .iter()
        .map(|l| l.trim())
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .collect();
    let is_item = |line: &str| line == "-" || line.starts_with("- ");
    match lines.first() {
        None => Value::Text(String::new()),
        Some(first) if is_item(first) => {
            let starts = lines.iter().enumerate().filter(|(_, l)| is_item(l));
            let mut at: Vec<usize> = starts.map(|(index, _)| index).collect();
            at.push(lines.len());
            let items = at.windows(2).filter_map(|pair| match pair {
                [from, to] => lines.get(*from..*to),
                _ => None,
            });
            Value::List(items.map(item).collect())
        }
        Some(first) if key_value(first).is_some() => mapping(&lines),
        Some(first) if first.starts_with(['[', '{', '"', '\'']) => flow(&lines.join(" "), 0),
        Some(_) => Value::Text(
            lines
                .iter()
                .map(|l| without_comment(l))
                .collect::<Vec<_>>()
                .join(" "),
        ),
    }
}

fn item(lines: &[&str]) -> Value {
    let Some((first, more)) = lines.split_first() else {
        return Value::Text(String::new());
    };
    let first = first.strip_prefix('-').unwrap_or(first).trim();
    if key_value(first).is_some() {
        let mut all = vec![first];
        all.extend(more);
        return mapping(&all);
    }
    read(first, more)
}

fn mapping(lines: &[&str]) -> Value {
    let pairs = lines.iter().filter_map(|line| key_value(line));
    Value::Map(
        pairs
            .map(|(key, value)| (key.to_ascii_lowercase(), read(value, &[])))
            .collect(),
    )
}

/// How deep lists in one line nest; a deeper one is text.
const MAX_FLOW: usize = 8;

/// A quoted text, or a list or mapping in one line.
fn flow(source: &str, depth: usize) -> Value {
    let inner = |close| {
        let end = source.rfind(close).unwrap_or(source.len());
        split_flow(source.get(1..end).unwrap_or_default())
    };
    match source.chars().next() {
        Some('[') if depth < MAX_FLOW => Value::List(
            inner(']')
                .iter()
                .map(|part| flow(part, depth + 1))
                .collect(),
        ),
        Some('{') => {
            let pairs = inner('}');
            let pairs = pairs.iter().filter_map(|part| part.split_once(':'));
            Value::Map(
                pairs
                    .map(|(key, value)| {
                        let key = key.trim().trim_matches(['"', '\'']);
                        (key.to_ascii_lowercase(), Value::Text(scalar(value.trim())))
                    })
                    .collect(),
            )
        }
        _ => Value::Text(scalar(source)),
    }
}

/// The parts of a list between commas that stand in no quotes and no brackets.
fn split_flow(source: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut depth, mut quote) = (0, 0u32, None);
    for (at, character) in source.char_indices() {
        match (quote, character) {
            (Some(open), _) => quote = Some(open).filter(|q| *q != character),
            (None, '"' | '\'') => {
                let before = source.get(from..at).unwrap_or_default().trim_end();
                let begins = before.is_empty() || before.ends_with([':', '[', '{', ',']);
                quote = Some(character).filter(|_| begins);
            }
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(source.get(from..at).unwrap_or_default().trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(source.get(from..).unwrap_or_default().trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// A quoted or plain text.
fn scalar(source: &str) -> String {
    if let Some(inner) = source.strip_prefix('\'') {
        let inner = inner.replace("''", "\u{0}");
        let end = inner.find('\'').unwrap_or(inner.len());
        return inner.get(..end).unwrap_or_default().replace('\u{0}', "'");
    }
    let Some(inner) = source.strip_prefix('"') else {
        return without_comment(source).to_owned();
    };
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => escape(&mut characters, &mut text),
            _ => text.push(character),
        }
    }
    text
}

fn escape(characters: &mut std::str::Chars<'_>, text: &mut String) {
    let digits = match characters.next() {
        Some('n' | 'r') => return text.push('\n'),
        Some('t') => return text.push('\t'),
        Some('_') => return text.push('\u{a0}'),
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        Some(other) => return text.push(other),
        None => return,
    };
    let hex: String = characters.by_ref().take(digits).collect();
    let code = u32::from_str_radix(&hex, 16).ok();
    text.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
}

/// A plain text without the comment behind it.
fn without_comment(text: &str) -> &str {
    if text.starts_with('#') {
        return "";
    }
    text.find(" #")
        .map_or(text, |at| text.get(..at).unwrap_or(text))
        .trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(block: &str, expected: [Option<&str>; 5]) {
        let source = format!("---\n{block}\n---\nThe text.\n");
        let (front, rest) = split(&source);
        let Front {
            title,
            author,
            date,
            language,
            source,
        } = front;
        let found = [title, author, date, language, source];
        assert_eq!(found.each_ref().map(Option::as_deref), expected, "{block}");
        assert_eq!(rest, "The text.\n", "{block}");
    }

    #[test]
    fn plain_and_quoted_values() {
        check(
            "# a comment\ntitle: \"One: \\\"two\\\" \\u00e9\" # no\nauthor: 'D''Arcy'\ndate: 2024-05-01\nlang: nl-NL\nsource: https://example.org/a#b",
            [
                Some("One: \"two\" é"),
                Some("D'Arcy"),
                Some("2024-05-01"),
                Some("nl-NL"),
                Some("https://example.org/a#b"),
            ],
        );
        check(
            "Title: One: two\ntags: [a, b]\nurl: ftp://x",
            [Some("One: two"), None, None, None, None],
        );
        check("title: ~\nauthor:\nlanguage: <b>", [None; 5]);
    }

    #[test]
    fn authors_in_every_form() {
        for block in [
            "author: [Ann, \"Bob, Jr.\"]",
            "author:\n  - Ann\n  - 'Bob, Jr.'",
            "author:\n- Ann\n- Bob, Jr.",
            "authors:\n  - name: Ann\n    url: https://example.org\n  - {name: \"Bob, Jr.\", x: y}",
            "author:\n  - name: Ann\n  # and\n  - name: Bob, Jr.",
        ] {
            check(block, [None, Some("Ann, Bob, Jr."), None, None, None]);
        }
        check(
            "author:\n  name: Ann\n  age: 7",
            [None, Some("Ann"), None, None, None],
        );
    }

    #[test]
    fn text_over_several_lines() {
        for block in [
            "title: >-\n  One\n  two",
            "title: |\n  One\n  two",
            "title: One\n  two",
            "title:\n  One two",
            "title: \"One\n  two\"",
        ] {
            check(block, [Some("One two"), None, None, None, None]);
        }
    }

    #[test]
    fn what_is_no_front_matter_stays() {
        for source in [
            "---\nJust a rule, and text\n---\n",
            "---\ntitle: x\n",
            "text\n---\n",
            "---\n- a\n---\n",
            "",
            "---",
            "--- \n  a: b\n---\n",
        ] {
            assert_eq!(split(source), (Front::default(), source));
        }
        let (front, rest) = split("---\r\ntitle: A\r\n...\r\nText");
        assert_eq!((front.title.as_deref(), rest), (Some("A"), "Text"));
    }
}
