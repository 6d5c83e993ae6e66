//! The map between text nodes and the article text.
//!
//! A *piece* is a text node, named by its ordinal in the walk. Places in a piece count UTF-16
//! units, as the DOM does. Only stretches that were taken over as they stand are kept (*runs*);
//! what lies between two of them was collapsed, trimmed or skipped.

use super::{ArticleText, ByteOffset, ByteRange, Range, Utf16Offset};

/// A stretch of a text node that stands in the article text unit for unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) piece: u32,
    /// Where it begins in its text node.
    pub(super) raw: u32,
    /// Where it begins in the article text, in UTF-16 units.
    pub(super) at: u32,
    /// UTF-16 units.
    pub(super) length: u32,
}

impl Run {
    /// Whether `raw` of `piece`, written at `at`, goes on where this run ends.
    pub(super) fn continues(&self, piece: u32, raw: u32, at: u32) -> bool {
        self.piece == piece && self.raw + self.length == raw && self.at + self.length == at
    }
}

/// A place in a text node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The ordinal of the text node in the walk, from 0.
    pub piece: u32,
    /// Where in it.
    pub offset: Utf16Offset,
}

/// Where a place goes that is not in the article text itself: in collapsed white space, at the
/// border of two text nodes, in a skipped element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bias {
    /// The beginning of a passage: on to the next character that counts.
    Start,
    /// The end of a passage: back to the end of the last character that counts.
    End,
}

/// The map between text nodes and the article text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    runs: Vec<Run>,
    pieces: u32,
    length: u32,
}

impl Pieces {
    pub(super) fn new(mut runs: Vec<Run>, pieces: u32, length: Utf16Offset) -> Self {
        let length = length.get();
        // The end of the text may have been trimmed after its runs were written.
        while let Some(last) = runs.last_mut() {
            if last.at < length {
                last.length = last.length.min(length - last.at);
                break;
            }
            runs.pop();
        }
        Self {
            runs,
            pieces,
            length,
        }
    }

    /// How many text nodes were walked.
    pub fn len(&self) -> u32 {
        self.pieces
    }

    /// Whether no text node was walked.
    pub fn is_empty(&self) -> bool {
        self.pieces == 0
    }

    /// Where a place of a text node is in `text`, the article text that came with this map.
    pub fn offset_of(&self, text: &ArticleText, place: Place, bias: Bias) -> Option<ByteOffset> {
        let key = (place.piece, place.offset.get());
        let unit = match bias {
            Bias::Start => {
                let next = self
                    .runs
                    .partition_point(|r| (r.piece, r.raw + r.length) <= key);
                self.runs
                    .get(next)
                    .map_or(self.length, |r| r.at + inside(r, key).unwrap_or(0))
            }
            Bias::End => {
                let next = self.runs.partition_point(|r| (r.piece, r.raw) < key);
                self.runs
                    .get(next.wrapping_sub(1))
                    .map_or(0, |r| r.at + inside(r, key).unwrap_or(r.length))
            }
        };
        let at = Utf16Offset::new(unit);
        text.from_utf16(at).or_else(|| {
            // Inside a surrogate pair: the whole character belongs to the passage.
            let whole = match bias {
                Bias::Start => unit.checked_sub(1)?,
                Bias::End => unit.checked_add(1)?,
            };
            text.from_utf16(Utf16Offset::new(whole))
        })
    }

    /// The passage between two places; `None` when no character of the article text lies there.
    pub fn range_of(&self, text: &ArticleText, start: Place, end: Place) -> Option<ByteRange> {
        let start = self.offset_of(text, start, Bias::Start)?;
        let end = self.offset_of(text, end, Bias::End)?;
        Range::new(start, end).filter(|range| !range.is_empty())
    }

    /// Where a passage begins and ends. It begins in the text node of its first character, never
    /// at the end of the one before, and ends in the text node of its last; line breaks and tabs
    /// between blocks and cells stand in no text node. `None` for an empty passage and for one
    /// that holds nothing but such breaks.
    pub fn places_of(&self, text: &ArticleText, range: ByteRange) -> Option<(Place, Place)> {
        let (start, end) = (text.to_utf16(range.start())?, text.to_utf16(range.end())?);
        let (start, end) = (start.get(), end.get());
        let first = self.runs.partition_point(|r| r.at + r.length <= start);
        let last = self.runs.partition_point(|r| r.at < end).checked_sub(1)?;
        if last < first || start >= end {
            return None;
        }
        let (first, last) = (self.runs.get(first)?, self.runs.get(last)?);
        Some((
            place(first, start.saturating_sub(first.at)),
            place(last, (end - last.at).min(last.length)),
        ))
    }

    /// The ordinals of the text nodes from a passage's first to its last; empty when it has none.
    /// Those between that add nothing to the article text are among them.
    pub fn pieces_in(&self, text: &ArticleText, range: ByteRange) -> std::ops::Range<u32> {
        match self.places_of(text, range) {
            Some((start, end)) => start.piece..end.piece + 1,
            None => 0..0,
        }
    }
}

fn place(run: &Run, units: u32) -> Place {
    Place {
        piece: run.piece,
        offset: Utf16Offset::new(run.raw + units),
    }
}

/// How far into the run the place is; `None` outside it.
fn inside(run: &Run, (piece, raw): (u32, u32)) -> Option<u32> {
    let units = raw.checked_sub(run.raw)?;
    (run.piece == piece && units <= run.length).then_some(units)
}
