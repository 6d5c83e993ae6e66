//! From a passage to the selectors that find it again.

use std::rc::Rc;

use super::extract::{Extract, tokens_in};
use super::index::Index;
use super::search::Search;
use super::selector::{Quote, Rival, Selectors};
use super::token::is_border;
use crate::text::{ArticleText, ByteRange};

/// The least context on each side, in code points, where the article has as much.
const LEAST: usize = 32;
/// The most context on each side, in code points.
const MOST: usize = 200;
/// From this share on, the rival's text is kept.
const RIVAL_TEXT: f32 = 0.4;
/// Other places of an extract that are looked at.
const MOST_PLACES: usize = 5_000;

/// The version of an article text: 16 hexadecimal digits that change with any change of the text.
///
/// `p1` names the rule, so that a later one can be told apart: 64 bits over the UTF-8 bytes,
/// eight at a time as little-endian numbers, the rest padded with zeros, each xored in,
/// multiplied by `0x9E3779B97F4A7C15` and rotated left by 29; the length in bytes comes first.
pub fn digest(text: &ArticleText) -> String {
    let bytes = text.as_str().as_bytes();
    let mix = |hash: u64, value: u64| {
        (hash ^ value)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
    };
    let mut hash = mix(0, bytes.len() as u64);
    let (eights, rest) = bytes.as_chunks::<8>();
    for eight in eights {
        hash = mix(hash, u64::from_le_bytes(*eight));
    }
    if !rest.is_empty() {
        let mut eight = [0; 8];
        for (to, from) in eight.iter_mut().zip(rest) {
            *to = *from;
        }
        hash = mix(hash, u64::from_le_bytes(eight));
    }
    hash = mix(hash, hash >> 32);
    let mut out = String::from("p1-");
    for shift in (0..16).rev() {
        let digit = (hash >> (shift * 4) & 15) as u32;
        out.extend(char::from_digit(digit, 16));
    }
    out
}

/// The selectors of a passage; `None` where it is empty, past the end, or begins or ends inside a
/// character. For more than one passage of a text, a [`Describer`] is quicker.
pub fn describe(text: &ArticleText, passage: ByteRange) -> Option<Selectors> {
    Describer::new(Rc::new(text.clone())).describe(passage)
}

/// Describes passages of one text, whose index it keeps.
pub struct Describer {
    text: Rc<ArticleText>,
    version: String,
    index: Index,
    search: Search,
}

impl Describer {
    /// Describes passages of `text`.
    pub fn new(text: Rc<ArticleText>) -> Self {
        Self {
            version: digest(&text),
            text,
            index: Index::default(),
            search: Search::default(),
        }
    }

    /// Prepares what the first call would else have to, while `keep_going` says so; true when done.
    pub fn prepare(&mut self, keep_going: &mut dyn FnMut() -> bool) -> bool {
        self.index.build(self.text.as_str(), keep_going)
    }

    /// The selectors of a passage, its rival included; `None` where it is empty, past the end, or
    /// begins or ends inside a character.
    pub fn describe(&mut self, passage: ByteRange) -> Option<Selectors> {
        self.prepare(&mut || true);
        let mut selectors = outline(&self.text, passage)?;
        selectors.version = Some(self.version.clone());
        selectors.rival = selectors
            .quote
            .as_ref()
            .map(|quote| self.rival(quote, passage));
        Some(selectors)
    }

    /// Where the passage would be placed if it were deleted.
    fn rival(&mut self, quote: &Quote, passage: ByteRange) -> Rival {
        let none = Rival {
            share: 0.0,
            text: None,
        };
        let bytes = (passage.start().to_usize(), passage.end().to_usize());
        let Some(own) = tokens_in(&self.index.tokens, bytes) else {
            return none;
        };
        let Some(extract) = Extract::of_quote(quote, &mut self.index) else {
            return none;
        };
        let text = self.text.as_str();
        let (score, rival) = self.search.rival(&extract, own, text, &self.index);
        let share = (score as f32 / extract.own as f32).min(1.0);
        Rival {
            share,
            text: (share >= RIVAL_TEXT).then_some(rival),
        }
    }
}

/// Quote with context, position and section of a passage; `None`
/// where the passage is empty, past the end, or begins or ends inside a character.
pub(super) fn outline(text: &ArticleText, passage: ByteRange) -> Option<Selectors> {
    let exact = text.slice(passage).filter(|exact| !exact.is_empty())?;
    let (start, end) = (passage.start().to_usize(), passage.end().to_usize());
    let (from, to) = context(text.as_str(), start, end);
    Some(Selectors {
        quote: Some(Quote {
            exact: exact.to_owned(),
            prefix: text.as_str().get(from..start)?.to_owned(),
            suffix: text.as_str().get(end..to)?.to_owned(),
        }),
        position: Some(text.range_to_code_points(passage)?),
        section: section(text, start),
        ..Selectors::default()
    })
}

/// The headings that a place stands under, outermost first.
pub(super) fn section(text: &ArticleText, place: usize) -> Vec<String> {
    let mut path: Vec<(u8, &str)> = Vec::new();
    for block in text.blocks() {
        if block.range.end().to_usize() > place {
            break;
        }
        if let Some(level) = block.heading
            && let Some(words) = text.slice(block.range)
        {
            path.retain(|&(above, _)| above < level);
            path.push((level, words));
        }
    }
    path.into_iter()
        .map(|(_, words)| words.to_owned())
        .collect()
}

/// From where to where the extract goes, in bytes: [`LEAST`] code points each side up to the
/// border of a word, then more until it stands once in the text, at most [`MOST`].
fn context(text: &str, start: usize, end: usize) -> (usize, usize) {
    let mut left = Side::before(text, start);
    let mut right = Side::after(text, end);
    left.grow(LEAST);
    right.grow(LEAST);
    let mut others = others(text, (start, end), (left.place, right.place));
    loop {
        let (reach_left, reach_right) = (start - left.place, right.place - end);
        others.retain(|&(before, after)| before >= reach_left && after >= reach_right);
        if others.is_empty() {
            break;
        }
        let (first, second) = if left.code_points <= right.code_points {
            (&mut left, &mut right)
        } else {
            (&mut right, &mut left)
        };
        if !first.grow(1) && !second.grow(1) {
            break;
        }
    }
    (left.place, right.place)
}

/// For each other place of the text from `extract.0` to `extract.1`, how many bytes before and
/// after the passage in it are the same as here.
fn others(text: &str, passage: (usize, usize), extract: (usize, usize)) -> Vec<(usize, usize)> {
    let needle = text.get(extract.0..extract.1).unwrap_or_default();
    let bytes = text.as_bytes();
    let far = MOST * 4;
    let mut others = Vec::new();
    let mut from = 0;
    while let Some(ahead) = text.get(from..).and_then(|rest| rest.find(needle)) {
        let place = from + ahead;
        let (here, there) = (place + passage.0 - extract.0, place + passage.1 - extract.0);
        if place != extract.0 {
            let until = |place: usize| bytes.get(..place).unwrap_or_default().iter().rev();
            let before = until(here).zip(until(passage.0)).take(far);
            let onward = |place: usize| bytes.get(place..).unwrap_or_default().iter();
            let after = onward(there).zip(onward(passage.1)).take(far);
            others.push((
                before.take_while(|(x, y)| x == y).count(),
                after.take_while(|(x, y)| x == y).count(),
            ));
        }
        if others.len() >= MOST_PLACES {
            break;
        }
        from = place + needle.chars().next().map_or(1, char::len_utf8);
    }
    others
}

/// One side of the context while it grows.
struct Side<'a> {
    text: &'a str,
    /// Where it ends, away from the passage, in bytes.
    place: usize,
    code_points: usize,
    is_before: bool,
}

impl<'a> Side<'a> {
    fn before(text: &'a str, place: usize) -> Self {
        Self {
            text,
            place,
            code_points: 0,
            is_before: true,
        }
    }

    fn after(text: &'a str, place: usize) -> Self {
        Self {
            is_before: false,
            ..Self::before(text, place)
        }
    }

    /// Takes at least `more` code points, and goes on to the next border of a word; does nothing
    /// and says so at the end of the text and beyond [`MOST`].
    fn grow(&mut self, more: usize) -> bool {
        let (mut place, mut taken) = (self.place, 0);
        loop {
            let next = if self.is_before {
                let before = self.text.get(..place).unwrap_or_default();
                before.chars().next_back()
            } else {
                self.text.get(place..).unwrap_or_default().chars().next()
            };
            let Some(c) = next else { break };
            place = if self.is_before {
                place - c.len_utf8()
            } else {
                place + c.len_utf8()
            };
            taken += 1;
            let is_enough = taken >= more && !c.is_whitespace() && is_border(self.text, place);
            if is_enough || self.code_points + taken >= MOST {
                break;
            }
        }
        if taken == 0 || self.code_points >= MOST {
            return false;
        }
        self.place = place;
        self.code_points += taken;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ByteOffset, Range};

    fn described(text: &str, passage: &str) -> Quote {
        let start = text.find(passage).unwrap();
        let range = Range::new(
            ByteOffset::new(start as u32),
            ByteOffset::new((start + passage.len()) as u32),
        );
        outline(&ArticleText::from_lines(text), range.unwrap())
            .unwrap()
            .quote
            .unwrap()
    }

    #[test]
    fn context_is_whole_words_of_at_least_32_code_points() {
        let quote = described(
            "There was no possibility of taking a walk that day, since dinner had been early and cold.",
            "walk",
        );
        assert_eq!(quote.prefix, "There was no possibility of taking a ");
        assert_eq!(quote.suffix, " that day, since dinner had been");
    }

    #[test]
    fn context_grows_until_the_extract_stands_once() {
        let line = "the same words again and again, and once more they are the same";
        let text = format!("First: {line} here.\nSecond: {line} there.");
        let quote = described(&text, "again,");
        let extract = quote.prefix + &quote.exact + &quote.suffix;
        assert_eq!(text.matches(&extract).count(), 1);
    }

    #[test]
    fn context_ends_at_200_code_points_even_where_all_is_alike() {
        let quote = described(&"na ".repeat(500), "na");
        assert!(quote.suffix.chars().count() <= MOST && quote.suffix.chars().count() > 190);
    }

    #[test]
    fn digests_differ_when_texts_do() {
        let of = |text: &str| digest(&ArticleText::from_lines(text));
        assert_eq!(of("One two three."), of("One two three."));
        assert_ne!(of("One two three."), of("One two three"));
        assert_ne!(of("a\0"), of("a"));
        assert_eq!(of("").len(), 19);
    }
}
