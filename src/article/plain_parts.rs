//! Plain text in blocks, and blocks in parts: headings, lists, quotations, paragraphs.
//!
//! The rules are those of [`super::plain`].

use super::plain_lines::{Kind, Mark, can_be_heading, is_east_asian, is_underline, kind, width};

/// An item of a list.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub mark: Mark,
    /// Its lines, the first without the mark.
    pub lines: Vec<&'a str>,
    /// Its lines as they stand.
    pub source: Vec<&'a str>,
}

/// A piece of a text.
#[derive(Debug)]
pub(super) enum Part<'a> {
    Heading(&'a str),
    Rule,
    Paragraph {
        lines: Vec<&'a str>,
        joined: bool,
    },
    /// Lines whose white space is kept.
    Kept(Vec<&'a str>),
    /// Quoted lines, without their `>`.
    Quote(Vec<&'a str>),
    Items(Vec<Item<'a>>),
}

/// Longer lines, in characters, were not wrapped: each is a paragraph.
const LONG: usize = 120;
/// Shorter lines, in characters, were not wrapped: they are verse, addresses, signatures.
const NARROW: usize = 40;

/// The text with line feeds for all line breaks.
pub(super) fn unify(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\u{b}' | '\u{85}' | '\u{2028}' => text.push('\n'),
            '\u{c}' | '\u{2029}' => text.push_str("\n\n"),
            // A byte order mark in the middle comes from files that were joined.
            '\u{feff}' => {}
            _ => text.push(character),
        }
    }
    text
}

/// The blocks: lines, none of them blank, without the indent that all lines of the text share.
pub(super) fn blocks(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let lines = dedent(&lines);
    let blocks = lines
        .split(|line| line.is_empty())
        .filter(|block| !block.is_empty());
    blocks.map(<[&str]>::to_vec).collect()
}

/// The lines without the spaces or tabs that all of them but blank ones begin with.
pub(super) fn dedent<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut shared: Option<&str> = None;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let indent = line.get(..indent).unwrap_or_default();
        shared = Some(match shared {
            None => indent,
            Some(known) => {
                let same = known
                    .bytes()
                    .zip(indent.bytes())
                    .take_while(|(a, b)| a == b)
                    .count();
                known.get(..same).unwrap_or_default()
            }
        });
    }
    let shared = shared.unwrap_or_default();
    lines
        .iter()
        .map(|line| line.strip_prefix(shared).unwrap_or(line))
        .collect()
}

/// Adds the parts of a block. Quotations only while they may nest.
pub(super) fn split<'a>(block: &[&'a str], quotes: bool, parts: &mut Vec<Part<'a>>) {
    if quotes && block.iter().all(|line| kind(line) == Kind::Quote) {
        parts.push(Part::Quote(
            block.iter().map(|line| unquoted(line)).collect(),
        ));
    } else if is_kept(block) {
        parts.push(Part::Kept(block.to_vec()));
    } else {
        let mut at = 0;
        while let Some(rest) = block.get(at..).filter(|rest| !rest.is_empty()) {
            let items = items(rest);
            let lone = items.len() == 1 && items.iter().all(|i| i.source.len() < block.len());
            if items.is_empty() || lone {
                at += text_part(block, at, parts);
            } else {
                at += items.iter().map(|item| item.source.len()).sum::<usize>();
                parts.push(Part::Items(items));
            }
        }
    }
}

/// Rule 10.
pub(super) fn is_kept(block: &[&str]) -> bool {
    let indented =
        |line: &&str| (line.starts_with("    ") || line.starts_with('\t')) && width(line) <= 80;
    block.len() >= 2 && block.iter().all(indented)
}

/// Adds what begins at the line `from` of a block that is no list; answers how many lines it took.
fn text_part<'a>(block: &[&'a str], from: usize, parts: &mut Vec<Part<'a>>) -> usize {
    let Some((line, behind)) = block.get(from..).and_then(<[&str]>::split_first) else {
        return 1;
    };
    let next = behind.first();
    if next.is_some_and(|next| is_underline(next)) && can_be_heading(line) {
        parts.push(Part::Heading(line));
        return 2;
    }
    if kind(line) == Kind::Rule {
        parts.push(Part::Rule);
        return 1;
    }
    let above = next.is_some_and(|next| {
        let length = width(next);
        length >= 100 && length > 2 * width(line) && kind(next) == Kind::Text
    });
    if above && can_be_heading(line) {
        parts.push(Part::Heading(line));
        return 1;
    }
    let mut lines = vec![*line];
    if width(line) <= LONG {
        for (ahead, next) in behind.iter().enumerate() {
            if width(next) > LONG
                || kind(next) == Kind::Rule
                || items(behind.get(ahead..).unwrap_or_default()).len() > 1
                || starts_heading(behind, ahead)
            {
                break;
            }
            lines.push(next);
        }
    }
    let taken = lines.len();
    let joined = was_wrapped(&lines);
    parts.push(Part::Paragraph { lines, joined });
    taken
}

/// Whether the line at `at` is a heading by what stands under it.
fn starts_heading(lines: &[&str], at: usize) -> bool {
    let (Some(line), Some(next)) = (lines.get(at), lines.get(at + 1)) else {
        return false;
    };
    can_be_heading(line)
        && (is_underline(next)
            || (width(next) >= 100 && width(next) > 2 * width(line) && kind(next) == Kind::Text))
}

/// Whether the lines break where the next word did not fit (rule 7). One break in eight may be an
/// early one, as where a wrapped text was edited.
pub(super) fn was_wrapped(lines: &[&str]) -> bool {
    let widths = lines.iter().map(|line| width(line.trim()));
    let longest = widths.max().unwrap_or(0);
    let mut behind = lines.iter().skip(1);
    if !(NARROW..=LONG).contains(&longest)
        || behind.all(|line| line.trim_start().starts_with(char::is_uppercase))
    {
        return false;
    }
    let early = lines.windows(2).filter(|pair| match pair {
        [line, next] => {
            let word = next.split_whitespace().next().unwrap_or_default();
            // Scripts without spaces break anywhere: such a line is full to a character or two.
            let word = if next.contains(is_east_asian) {
                2
            } else {
                width(word)
            };
            width(line.trim()) + 1 + word <= longest
        }
        _ => false,
    });
    early.count() * 8 < lines.len()
}

/// Adds a line to a text whose line break is taken out.
pub(super) fn join(text: &mut String, line: &str) {
    let before = text.chars().next_back();
    let after = line.chars().next();
    let letter_before = text.chars().rev().nth(1).is_some_and(char::is_alphabetic);
    let hyphen = before == Some('-') && letter_before && after.is_some_and(char::is_alphabetic);
    let east = before.is_some_and(is_east_asian) && after.is_some_and(is_east_asian);
    if !text.is_empty() && !hyphen && !east && before != Some('\u{ad}') {
        text.push(' ');
    }
    text.push_str(line);
}

/// The items at the beginning of lines, as long as their marks go on.
fn items<'a>(lines: &[&'a str]) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    for line in lines {
        let last = items.last_mut();
        match (kind(line), last) {
            (Kind::Item(mark), None) => items.push(item(mark, line)),
            (Kind::Item(mark), Some(last)) if mark.follows(last.mark) => {
                items.push(item(mark, line))
            }
            (Kind::Text, Some(last)) if line.starts_with([' ', '\t']) => {
                last.lines.push(line);
                last.source.push(line);
            }
            _ => break,
        }
    }
    items
}

fn item<'a>(mark: Mark, line: &'a str) -> Item<'a> {
    let text = line.trim_start();
    let text = text
        .split_once(char::is_whitespace)
        .map_or("", |(_, text)| text);
    Item {
        mark,
        lines: vec![text],
        source: vec![line],
    }
}

fn unquoted(line: &str) -> &str {
    let line = line.trim_start();
    let line = line.strip_prefix('>').unwrap_or(line);
    line.strip_prefix(' ').unwrap_or(line)
}
