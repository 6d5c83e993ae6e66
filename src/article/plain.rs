//! Text without markup becomes an article.
//!
//! What people save as text is a page copied from the web, a mail, a manuscript. These rules see
//! what structure such a text shows; where they cannot tell, they make a paragraph. *Closing
//! punctuation* is `.` `,` `;` `:` and their kin, not `?` and `!`.
//!
//! 1. **Lines** end with any line break that Unicode knows (CRLF is one). A form feed and a
//!    paragraph separator are a blank line. **Blocks** are lines without a blank line between.
//!    When every line is indented, the indent that all share says nothing.
//! 2. **Title**: the first line of the text, when it stands alone in its block or only a byline
//!    follows it there, has at most 150 characters, no closing punctuation, is no item, address or
//!    date, and a longer block comes later.
//! 3. **A title that stands twice**, alone or before the byline, stands once.
//! 4. **Byline**: after a title, a block of at most four short lines without a sentence's end, one of
//!    them a date: date and author. A date is a year with four digits, at least one number more,
//!    at most four words, and no more than 40 characters. Without a date: a single short line
//!    that begins with a word for "by".
//! 5. **A paragraph that stands twice** is kept twice.
//! 6. **Heading**: a line of at most 80 characters and 12 words, without closing punctuation, that
//!    does not begin in lower case, and stands (a) directly above a line of at least 100
//!    characters, which is more than twice as long; or (b) alone between blank lines, of at most 60
//!    characters, not directly after the title, above a paragraph of at least 120
//!    characters; or (c) above a line of `===` or `---`.
//! 7. **Lines in a block**: a line of more than 120 characters is a paragraph. Lines that break
//!    where the next word would not have fitted in the longest of them (40 to 120 characters; one
//!    break in eight may be earlier) were wrapped, unless each begins in upper case, as verse does.
//!    Wrapped lines are joined: with a space, and without one after a hyphen inside a word and
//!    between characters of East Asia. Other line breaks are kept.
//! 8. **List**: two items or more that follow each other, in one block or with blank lines between,
//!    marked with the same of `-` `*` `+` `•` `◦` `▪` `‣` `·`, or with numbers that count up (`1.` or
//!    `1)`). Indented lines after an item belong to it. A dash is none: dialogue begins with it.
//! 9. **Quotation**: a block whose lines all begin with `>`.
//! 10. **Kept as it stands**: two lines or more that are all indented by a tab or four spaces and
//!     have at most 80 characters: verse, code, a table drawn by hand.
//! 11. **A rule**: a line of three or more of `*`, `-`, `_` or `=` alone, spaces between them or not.
//! 12. **Addresses**: `http://`, `https://`, `www.` and mail addresses are links, without the
//!     punctuation behind them.
//! 13. Nothing else is changed: quotes, dashes, accents, hyphens stay as they are.

use super::builder::TreeBuilder;
use super::plain_lines::{self as lines, Kind};
use super::plain_parts::{self as parts, Part};
use super::tree::{Article, Attribute, Front, Tag};
use super::{addresses, header, ids};

/// How deep quotations in quotations are looked for.
const MAX_QUOTES: usize = 8;

/// The article of a text.
pub(super) fn article(source: &str) -> Article {
    let text = parts::unify(source);
    let mut blocks = parts::blocks(&text);
    let front = take_front(&mut blocks);
    let mut builder = TreeBuilder::default();
    write(&blocks, front.title.is_some(), 0, &mut builder);
    let mut content = builder.finish();
    header::put(&front, &mut content);
    ids::name_headings(&mut content);
    Article { front, content }
}

/// Takes title and byline from the beginning (rules 2 to 4).
fn take_front(blocks: &mut Vec<Vec<&str>>) -> Front {
    let mut front = Front::default();
    let Some(title) = title(blocks) else {
        return front;
    };
    front.title = Some(lines::collapse(title));
    let mut rest: Vec<Vec<&str>> = std::mem::take(blocks);
    remove_first_line(&mut rest);
    if rest
        .first()
        .and_then(|b| b.first())
        .is_some_and(|l| lines::same_words(l, title))
        && rest
            .first()
            .is_some_and(|b| b.len() == 1 || byline(b.get(1..).unwrap_or_default()).is_some())
    {
        remove_first_line(&mut rest);
    }
    if let Some((author, date)) = rest.first().and_then(|block| byline(block)) {
        front.author = author;
        front.date = date;
        rest.remove(0);
    }
    *blocks = rest;
    front
}

fn remove_first_line(blocks: &mut Vec<Vec<&str>>) {
    if let Some(first) = blocks.first_mut() {
        first.remove(0);
        if first.is_empty() {
            blocks.remove(0);
        }
    }
}

fn title<'a>(blocks: &[Vec<&'a str>]) -> Option<&'a str> {
    let (first, later) = blocks.split_first()?;
    let (title, behind) = first.split_first()?;
    let alone = behind.is_empty() || byline(behind).is_some();
    let longer = later
        .iter()
        .any(|block| block.iter().map(|l| l.len()).sum::<usize>() > title.len());
    let fits = alone
        && longer
        && lines::width(title) <= 150
        && !lines::closes(title)
        && lines::kind(title) == Kind::Text
        && !lines::is_date(title)
        && !addresses::is_address(title.trim());
    fits.then_some(*title)
}

type Byline = (Option<String>, Option<String>);

/// Author and date, when the lines are a byline.
fn byline(block: &[&str]) -> Option<Byline> {
    let short = |line: &&str| {
        lines::width(line) <= 100 && !lines::ends_sentence(line) && lines::kind(line) == Kind::Text
    };
    if block.is_empty() || block.len() > 4 || !block.iter().all(short) {
        return None;
    }
    let date = block.iter().find(|line| lines::is_date(line));
    if date.is_none() && !(block.len() == 1 && block.iter().all(|l| lines::begins_with_by(l))) {
        return None;
    }
    let authors: Vec<String> = block
        .iter()
        .filter(|line| Some(*line) != date)
        .map(|line| lines::collapse(line))
        .collect();
    let author = (!authors.is_empty()).then(|| authors.join(", "));
    Some((author, date.map(|line| lines::collapse(line))))
}

/// Writes blocks, and what they are made of (rules 5 to 12).
fn write(blocks: &[Vec<&str>], after_title: bool, depth: usize, builder: &mut TreeBuilder) {
    let mut found: Vec<Part<'_>> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let next = blocks.get(index + 1);
        if alone_is_heading(block, next, after_title && index == 0) {
            found.push(Part::Heading(block.first().copied().unwrap_or_default()));
        } else {
            parts::split(block, depth < MAX_QUOTES, &mut found);
        }
    }
    let mut at = 0;
    while let Some(part) = found.get(at) {
        at += 1;
        match part {
            Part::Heading(line) => inline(Tag::H2, &[line], false, builder),
            Part::Rule => builder.leaf(Tag::Hr, Vec::new()),
            Part::Paragraph { lines, joined } => inline(Tag::P, lines, *joined, builder),
            Part::Kept(lines) => kept(lines, builder),
            Part::Quote(lines) => {
                builder.open(Tag::Blockquote, Vec::new());
                let text = lines.join("\n");
                write(&parts::blocks(&text), false, depth + 1, builder);
                builder.close();
            }
            Part::Items(_) => {
                let more = found.get(at..).unwrap_or_default();
                at += list(part, more, builder);
            }
        }
    }
}

/// Rule 6 (b).
fn alone_is_heading(block: &[&str], next: Option<&Vec<&str>>, after_title: bool) -> bool {
    let ([line], Some(next)) = (block, next) else {
        return false;
    };
    let length: usize = next.iter().map(|l| lines::width(l)).sum();
    let paragraph = next.iter().all(|l| lines::kind(l) == Kind::Text) && !parts::is_kept(next);
    !after_title
        && lines::can_be_heading(line)
        && lines::width(line) <= 60
        && paragraph
        && length >= 120
}

/// Writes a list of all the items that go on with the first; answers how many parts of `more` it
/// took. What makes no list is written as paragraphs.
fn list(first: &Part<'_>, more: &[Part<'_>], builder: &mut TreeBuilder) -> usize {
    let Part::Items(items) = first else {
        return 0;
    };
    let mut all: Vec<_> = items.iter().collect();
    let mut taken = 0;
    for part in more {
        match (part, all.last()) {
            (Part::Items(next), Some(last))
                if next.first().is_some_and(|n| n.mark.follows(last.mark)) =>
            {
                all.extend(next);
                taken += 1;
            }
            _ => break,
        }
    }
    let Some(start) = all.first().map(|item| item.mark) else {
        return taken;
    };
    if all.len() < 2 {
        for item in all {
            inline(
                Tag::P,
                &item.source,
                parts::was_wrapped(&item.source),
                builder,
            );
        }
        return taken;
    }
    let number = start.number();
    let mut attributes = Vec::new();
    if let Some(number) = number.filter(|n| *n != 1) {
        attributes.push((Attribute::Start, number.to_string()));
    }
    builder.open(if number.is_some() { Tag::Ol } else { Tag::Ul }, attributes);
    for item in all {
        inline(Tag::Li, &item.lines, true, builder);
    }
    builder.close();
    taken
}

/// Lines in one element, joined (rule 7) or with their breaks.
fn inline(tag: Tag, lines: &[&str], joined: bool, builder: &mut TreeBuilder) {
    builder.open(tag, Vec::new());
    if joined {
        let mut text = String::new();
        for line in lines {
            parts::join(&mut text, line.trim());
        }
        addresses::write(&text, None, builder);
    } else {
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                builder.leaf(Tag::Br, Vec::new());
            }
            addresses::write(line.trim(), None, builder);
        }
    }
    builder.close();
}

fn kept(lines: &[&str], builder: &mut TreeBuilder) {
    builder.open(Tag::Pre, Vec::new());
    builder.text(&parts::dedent(lines).join("\n"));
    builder.close();
}
