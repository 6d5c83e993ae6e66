//! Character references in HTML (`&amp;`, `&#8211;`).
//!
//! The table of names is the one that the Markdown parser has: an unknown name is handed to it,
//! so that the table is not downloaded twice.

use std::borrow::Cow;

use crate::table::Map;
use pulldown_cmark::{Event, Parser};

/// The longest name in the standard has 31 letters.
const MAX_NAME: usize = 32;
/// How many different names are looked up in one source; the standard has about 2,100.
const MAX_LOOKUPS: usize = 4_096;

/// Resolves character references, and remembers the names it met.
#[derive(Default)]
pub(super) struct Entities {
    known: Map<String, Option<String>>,
}

impl Entities {
    /// `text` with its character references resolved. In an attribute, a name without its
    /// semicolon before a letter, a digit or `=` is left alone, as the standard says.
    pub fn decode<'a>(&mut self, text: &'a str, attribute: bool) -> Cow<'a, str> {
        if !text.contains(['&', '\0', '\r']) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            push_clean(&mut out, before);
            rest = match self.reference(after, attribute, &mut out) {
                Some(behind) => behind,
                None => {
                    out.push('&');
                    after
                }
            };
        }
        push_clean(&mut out, rest);
        Cow::Owned(out)
    }

    /// Writes what the reference at the beginning of `text` stands for, and answers what is
    /// behind it; `None` when there is no reference.
    fn reference<'a>(
        &mut self,
        text: &'a str,
        attribute: bool,
        out: &mut String,
    ) -> Option<&'a str> {
        if let Some(number) = text.strip_prefix('#') {
            return numeric(number, out);
        }
        let length = text
            .bytes()
            .take(MAX_NAME + 1)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let (name, behind) = text.split_at_checked(length)?;
        if let Some(behind) = behind.strip_prefix(';') {
            if let Some((_, value)) = LEGACY.iter().find(|(known, _)| *known == name) {
                out.push(*value);
                return Some(behind);
            }
            if let Some(value) = self.named(name) {
                out.push_str(value);
                return Some(behind);
            }
        }
        let (short, value) = LEGACY.iter().find(|(short, _)| name.starts_with(short))?;
        let behind = text.get(short.len()..)?;
        let glued = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '=');
        if attribute && glued {
            return None;
        }
        out.push(*value);
        Some(behind)
    }

    fn named(&mut self, name: &str) -> Option<&str> {
        if name.is_empty() || name.len() > MAX_NAME {
            return None;
        }
        if !self.known.contains_key(name) {
            if self.known.len() >= MAX_LOOKUPS {
                return None;
            }
            self.known.insert(name.to_owned(), look_up(name));
        }
        self.known.get(name)?.as_deref()
    }
}

/// Whether a text may hold a character reference by name (`&eacute;`), whose table is not a part of
/// what every page downloads.
pub fn has_named_reference(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'&').skip(1).any(|behind| {
        let mut name = behind.iter().take(MAX_NAME + 1);
        behind.first().is_some_and(u8::is_ascii_alphabetic)
            && name.find(|byte| !byte.is_ascii_alphanumeric()) == Some(&b';')
    })
}

/// Names that old pages write without the semicolon.
const LEGACY: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("nbsp", '\u{a0}'),
    ("copy", '©'),
    ("reg", '®'),
    ("shy", '\u{ad}'),
    ("AMP", '&'),
    ("LT", '<'),
    ("GT", '>'),
    ("QUOT", '"'),
];

fn look_up(name: &str) -> Option<String> {
    // Letters stand on both sides so that white space is not trimmed away.
    let mut source = String::from("x&");
    source.push_str(name);
    source.push_str(";x");
    let mut text = String::new();
    for event in Parser::new(&source) {
        if let Event::Text(part) = event {
            text.push_str(&part);
        }
    }
    let value = text.strip_prefix('x')?.strip_suffix('x')?;
    (!value.starts_with('&') || name == "amp" || name == "AMP").then(|| value.to_owned())
}

/// `number` is what stands behind `&#`.
fn numeric<'a>(number: &'a str, out: &mut String) -> Option<&'a str> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    let length = digits.chars().take_while(|c| c.is_digit(radix)).count();
    let (value, behind) = digits.split_at_checked(length).filter(|_| length > 0)?;
    // More than seven digits are beyond Unicode, unless they begin with zeros.
    let value = value.trim_start_matches('0');
    let code = if value.len() > 7 {
        0
    } else {
        u32::from_str_radix(value, radix).unwrap_or(0)
    };
    out.push(character(code));
    Some(behind.strip_prefix(';').unwrap_or(behind))
}

/// What a number stands for; the C1 controls are meant as windows-1252 by those who write them.
fn character(code: u32) -> char {
    const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match code {
        0x80..=0x9f => WINDOWS.chars().nth((code - 0x80) as usize),
        0 | 0xb | 0x7f | 0x1..=0x8 | 0xe..=0x1f => None,
        _ => char::from_u32(code),
    }
    .unwrap_or('\u{fffd}')
}

/// NUL is no text, and a carriage return is a line feed, as the standard says.
fn push_clean(out: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\0' => out.push('\u{fffd}'),
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_a_reference_by_name_is_known_before_it_is_read() {
        assert!(has_named_reference(b"caf&eacute; au lait"));
        assert!(has_named_reference(b"a & b &amp; c"));
        assert!(!has_named_reference(b"R&D x &#233; & &; AT&T and so on"));
        assert!(!has_named_reference("\u{26}".repeat(1000).as_bytes()));
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(Entities::default().decode(source, false), expected);
    }

    #[test]
    fn names_come_from_the_table_of_the_markdown_parser() {
        check(
            "a &lt;b&gt; &amp;amp; &eacute;&nbsp;&hellip;",
            "a <b> &amp; é\u{a0}…",
        );
        check(
            "&NotEqualTilde; &Tab;|&NewLine;|&ThickSpace;",
            "≂\u{338} \t|\n|\u{205f}\u{200a}",
        );
        check(
            "&nosuchname; &; & &#; &#x; AT&T",
            "&nosuchname; &; & &#; &#x; AT&T",
        );
    }

    #[test]
    fn numbers_are_code_points_or_windows_1252() {
        check(
            "&#8217;&#x2019;&#146;&#0;&#xD800;&#99999999999;",
            "’’’\u{fffd}\u{fffd}\u{fffd}",
        );
        check("&#65 &#x41z", "A Az");
    }

    #[test]
    fn an_address_keeps_what_only_looks_like_a_reference() {
        let mut entities = Entities::default();
        assert_eq!(
            entities.decode("?a=1&copy=2&amp;b=3&lt", true),
            "?a=1&copy=2&b=3<"
        );
        assert_eq!(entities.decode("&copy 2020", false), "© 2020");
    }

    #[test]
    fn line_ends_are_line_feeds() {
        check("a\r\nb\rc&#13;", "a\nb\nc\r");
    }
}
