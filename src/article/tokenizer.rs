//! HTML as tokens, by the tokenizer of the HTML standard as far as an article needs it.
//!
//! Each byte is looked at a bounded number of times, whatever the input. Comments, doctypes and
//! processing instructions are left out here, and so is the content of elements whose content is
//! no markup.

use super::builder::{MAX_ATTRIBUTES, RawAttribute};
use super::entities::Entities;

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Text, with character references resolved.
    Text(String),
    /// A start tag; `name` in lower case.
    Start {
        name: String,
        attributes: Vec<RawAttribute>,
    },
    /// An end tag; `name` in lower case.
    End { name: String },
    /// A whole element whose content is no markup (`script`, `title`), with that content as it
    /// stands in the source.
    Raw {
        name: String,
        content: String,
        /// Whether its end tag was there.
        ended: bool,
    },
}

/// Reads tokens from a source.
pub(super) struct Tokenizer<'a> {
    rest: &'a str,
    entities: &'a mut Entities,
}

impl<'a> Tokenizer<'a> {
    pub fn new(source: &'a str, entities: &'a mut Entities) -> Self {
        Self {
            rest: source,
            entities,
        }
    }

    /// What begins with `<`. `None` when that is no tag: a comment, or nothing.
    fn markup(&mut self) -> Option<Token> {
        let after = self.rest.get(1..)?;
        if let Some(comment) = after.strip_prefix("!--") {
            self.rest = behind_comment(comment);
            return None;
        }
        if let Some(end) = after.strip_prefix('/') {
            if end.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let (name, rest) = tag_name(end);
                let closed = attributes(rest, None)?;
                self.rest = closed.1;
                return Some(Token::End { name });
            }
            self.rest = behind(end, '>');
            return None;
        }
        if after.starts_with(['!', '?']) {
            self.rest = behind(after, '>');
            return None;
        }
        let (name, rest) = tag_name(after);
        let (attributes, rest) = attributes(rest, Some(self.entities))?;
        self.rest = rest;
        if is_raw(&name) {
            let (content, rest, ended) = raw_content(rest, &name);
            self.rest = rest;
            return Some(Token::Raw {
                name,
                content: content.to_owned(),
                ended,
            });
        }
        Some(Token::Start { name, attributes })
    }
}

impl Iterator for Tokenizer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while !self.rest.is_empty() {
            let length = text_length(self.rest);
            if length > 0 {
                let (text, rest) = self.rest.split_at_checked(length)?;
                self.rest = rest;
                return Some(Token::Text(self.entities.decode(text, false).into_owned()));
            }
            let before = self.rest;
            if let Some(token) = self.markup() {
                return Some(token);
            }
            if self.rest.len() == before.len() {
                // A tag that the end of the source cuts off is no tag and no text.
                self.rest = "";
            }
        }
        None
    }
}

/// How many bytes of `source` are text, up to the next `<` that begins markup.
fn text_length(source: &str) -> usize {
    let bytes = source.as_bytes();
    let mut from = 0;
    while let Some(at) = source.get(from..).and_then(|rest| rest.find('<')) {
        let at = from + at;
        match bytes.get(at + 1) {
            Some(next) if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') => {
                return at;
            }
            _ => from = at + 1,
        }
    }
    source.len()
}

fn behind(source: &str, end: char) -> &str {
    source.split_once(end).map_or("", |(_, rest)| rest)
}

/// `comment` is what stands behind `<!--`.
fn behind_comment(comment: &str) -> &str {
    if let Some(rest) = comment
        .strip_prefix('>')
        .or_else(|| comment.strip_prefix("->"))
    {
        return rest;
    }
    let mut rest = comment;
    while let Some((_, after)) = rest.split_once("--") {
        if let Some(end) = after.strip_prefix('>').or_else(|| after.strip_prefix("!>")) {
            return end;
        }
        // `--->`: the next pair may begin with the second hyphen.
        rest = rest.get(rest.len() - after.len() - 1..).unwrap_or_default();
    }
    ""
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn tag_name(source: &str) -> (String, &str) {
    let length = source
        .find(|c| is_space(c) || matches!(c, '/' | '>'))
        .unwrap_or(source.len());
    let (name, rest) = source.split_at_checked(length).unwrap_or((source, ""));
    // No element has a longer name; a copy of a hostile one is not worth its memory.
    let name: String = name.chars().take(40).collect();
    (name.to_ascii_lowercase(), rest)
}

/// The attributes of a tag, and what stands behind it; `None` when the source ends in the tag.
/// Without `entities` the attributes are only skipped.
fn attributes<'a>(
    source: &'a str,
    mut entities: Option<&mut Entities>,
) -> Option<(Vec<RawAttribute>, &'a str)> {
    let mut list: Vec<RawAttribute> = Vec::new();
    let mut rest = source;
    loop {
        rest = rest.trim_start_matches(|c| is_space(c) || c == '/');
        if let Some(behind) = rest.strip_prefix('>') {
            return Some((list, behind));
        }
        // A name may begin with `=`, and ends before the next.
        let first = rest.chars().next()?;
        let length = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| is_space(*c) || matches!(c, '/' | '>' | '='))
            .map_or(rest.len(), |(at, _)| at);
        let (name, after) = rest.split_at_checked(length.max(first.len_utf8()))?;
        let (value, behind) = match after.trim_start_matches(is_space).strip_prefix('=') {
            Some(value) => attribute_value(value.trim_start_matches(is_space))?,
            None => ("", after),
        };
        rest = behind;
        if let Some(entities) = entities.as_deref_mut()
            && list.len() < MAX_ATTRIBUTES
            && name.len() <= 40
        {
            let name = name.to_ascii_lowercase();
            if !list.iter().any(|(known, _)| *known == name) {
                list.push((name, entities.decode(value, true).into_owned()));
            }
        }
    }
}

fn attribute_value(source: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(value) = source.strip_prefix(quote) {
            return value.split_once(quote);
        }
    }
    let length = source
        .find(|c| is_space(c) || c == '>')
        .unwrap_or(source.len());
    source.split_at_checked(length)
}

/// Elements whose content is no markup, for a reader that runs no scripts.
pub(super) fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "textarea"
            | "title"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "plaintext"
    )
}

/// The content up to the end tag of `name`, what stands behind that, and whether it was there.
fn raw_content<'a>(source: &'a str, name: &str) -> (&'a str, &'a str, bool) {
    let mut from = 0;
    while let Some(at) = source.get(from..).and_then(|rest| rest.find("</")) {
        let at = from + at;
        let after = source.get(at + 2..).unwrap_or_default();
        if let Some((found, behind_name)) = after.split_at_checked(name.len())
            && found.eq_ignore_ascii_case(name)
            && behind_name.starts_with(|c| is_space(c) || matches!(c, '/' | '>'))
        {
            let rest = attributes(behind_name, None).map_or("", |(_, rest)| rest);
            return (source.get(..at).unwrap_or_default(), rest, true);
        }
        from = at + 2;
    }
    (source, "", false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let mut entities = Entities::default();
        let tokens: Vec<String> = Tokenizer::new(source, &mut entities)
            .map(|token| match token {
                Token::Text(text) => text,
                Token::Start { name, attributes } => {
                    let list: Vec<_> = attributes
                        .iter()
                        .map(|(n, v)| format!(" {n}={v}"))
                        .collect();
                    format!("<{name}{}>", list.concat())
                }
                Token::End { name } => format!("</{name}>"),
                Token::Raw {
                    name,
                    content,
                    ended,
                } => format!("[{name}:{content}:{ended}]"),
            })
            .collect();
        assert_eq!(tokens.join("|"), expected, "{source}");
    }

    #[test]
    fn tags_and_text() {
        check("a<B>c</B >d", "a|<b>|c|</b>|d");
        check("1 < 2 <3 <> a<b", "1 < 2 <3 <> a");
        check("<br/><hr / >", "<br>|<hr>");
    }

    #[test]
    fn attributes_in_every_quoting() {
        check(
            "<a b=c d='e f' g=\"h>\" i j = k l=&amp; B=x>",
            "<a b=c d=e f g=h> i= j=k l=&>",
        );
        check("<a =x=y/z/>", "<a =x=y/z/>");
        check("<a b=c/d>e", "<a b=c/d>|e");
    }

    #[test]
    fn comments_and_declarations_are_nothing() {
        check(
            "a<!-- <b> -- > --->b<!-->c<!--->d<!doctype html>e<?xml?>f<![CDATA[g]]>h</>i</ x>j<!--",
            "a|b|c|d|e|f|h|i|j",
        );
        check("<!-- a --!>b", "b");
    }

    #[test]
    fn raw_content_is_no_markup() {
        check(
            "<script>a</b></scripty></SCRIPT >c",
            "[script:a</b></scripty>:true]|c",
        );
        check("<title>a &lt; <b></title>", "[title:a &lt; <b>:true]");
        check("<style>a", "[style:a:false]");
    }

    #[test]
    fn what_the_end_cuts_off_is_nothing() {
        check("a<b c=\"d", "a");
        check("a</b", "a");
        check("a<", "a<");
    }
}
