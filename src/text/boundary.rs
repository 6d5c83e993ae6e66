//! Where characters, words and sentences end, as far as the platform knows it.
//!
//! The tables are the platform's: in the browser `Intl.Segmenter` and `String.prototype.normalize`
//! stand behind these traits, in native tests crates that only tests depend on.

use std::borrow::Cow;

use super::{ArticleText, ByteOffset, ByteRange, Range};

/// Segmentation of a text by the rules of Unicode (UAX 29).
pub trait Boundaries {
    /// The bytes at which a user-perceived character (grapheme cluster) of `text` begins, in
    /// order, 0 the first unless `text` is empty.
    fn graphemes(&self, text: &str) -> Vec<usize>;
    /// The words of `text` in order: byte ranges, without white space and punctuation.
    fn words(&self, text: &str) -> Vec<(usize, usize)>;
    /// The sentences of `text` in order: byte ranges that together cover it.
    fn sentences(&self, text: &str) -> Vec<(usize, usize)>;
}

/// Normalisation of a text by the rules of Unicode (UAX 15).
pub trait Normalize {
    /// The text in normalisation form C; borrowed where it is so already.
    fn nfc<'a>(&self, text: &'a str) -> Cow<'a, str>;
}

/// How far around a passage its characters are looked at, in bytes. The longest cluster in
/// practical use, an emoji sequence of a family with skin tones, has 41.
const AROUND: usize = 128;

/// The passage grown to whole user-perceived characters; an empty one stays empty. `None` past
/// the end of the text or inside a code point.
pub fn grow_to_graphemes(
    text: &ArticleText,
    range: ByteRange,
    boundaries: &impl Boundaries,
) -> Option<ByteRange> {
    text.slice(range)?;
    if range.is_empty() {
        return Some(range);
    }
    let whole = text.as_str();
    let start = border(whole, range.start().to_usize(), boundaries, false)?;
    let end = border(whole, range.end().to_usize(), boundaries, true)?;
    Range::new(ByteOffset::from_usize(start)?, ByteOffset::from_usize(end)?)
}

/// `at`, or where it splits a character the end of that character (`up`) or its beginning.
fn border(text: &str, at: usize, boundaries: &impl Boundaries, up: bool) -> Option<usize> {
    // Between two plain ASCII characters, but for CR LF, there is always a border.
    let (before, after) = (
        text.get(..at)?.chars().next_back(),
        text.get(at..)?.chars().next(),
    );
    let plain = |c: Option<char>| c.is_none_or(|c| c.is_ascii() && c != '\r');
    if plain(before) && plain(after) {
        return Some(at);
    }
    let from = text.floor_char_boundary(at.saturating_sub(AROUND));
    // A line begins a character of its own, so that a window from there is cut right.
    let from = text
        .get(from..at)?
        .rfind('\n')
        .map_or(from, |line| from + line + 1);
    let to = text.ceil_char_boundary((at + AROUND).min(text.len()));
    let starts = boundaries.graphemes(text.get(from..to)?);
    let next = starts.partition_point(|start| from + start < at);
    if starts.get(next).is_some_and(|start| from + start == at) || from == at || to == at {
        return Some(at);
    }
    Some(if up {
        starts.get(next).map_or(to, |start| from + start)
    } else {
        starts
            .get(next.wrapping_sub(1))
            .map_or(from, |start| from + start)
    })
}
