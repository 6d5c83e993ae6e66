//! The best alignment of two short runs of tokens, with affine gaps (Gotoh's method).
//!
//! Locally, to find the part of an article where an extract stands; or end to end, between two
//! places that are known to belong together.

use super::token::{Lexicon, at, put};

/// No counterpart.
pub(super) const NONE: u32 = u32::MAX;
/// Scores are in eighths, to stay whole numbers.
pub(super) const UNIT: i32 = 8;
/// A token against another that is not like it.
const MISMATCH: i32 = -6 * UNIT;
/// The first token of a gap, and each further one.
const GAP: i32 = 14 * UNIT;
const FURTHER: i32 = UNIT;
/// Cells that are worth their time and memory.
pub(super) const MOST_CELLS: usize = 1 << 20;

/// Where the score of a cell came from, and what its pair is like: bits of the trace.
const DIAGONAL: u8 = 1;
const LEFT: u8 = 2;
const UP: u8 = 3;
const LEFT_GOES_ON: u8 = 4;
const UP_GOES_ON: u8 = 8;
const EQUAL: u8 = 16;
const SIMILAR: u8 = 32;

/// Whether the whole of both must be aligned, or the best parts are sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// End to end.
    Whole,
    /// Any part of one with any part of the other.
    Part,
}

/// An alignment.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    /// In eighths.
    pub score: i32,
    /// For each row, its column, or [`NONE`]. Only equal and similar tokens count as pairs.
    pub pairs: Vec<u32>,
}

/// Buffers that are used again for each alignment.
#[derive(Default)]
pub(super) struct Sheet {
    scores: Vec<i32>,
    ups: Vec<i32>,
    trace: Vec<u8>,
}

/// A gap of `length` tokens.
fn gap(length: usize) -> i32 {
    match length as i32 {
        0 => 0,
        more => -GAP - (more - 1) * FURTHER,
    }
}

impl Sheet {
    /// Aligns `rows`, tokens with their weights in eighths, with `columns`; [`NONE`] as a column
    /// matches nothing. Nothing is aligned when there are more than [`MOST_CELLS`].
    pub fn align(
        &mut self,
        rows: &[(u32, i32)],
        columns: &[u32],
        reach: Reach,
        lexicon: &Lexicon,
    ) -> Alignment {
        let width = columns.len();
        let mut alignment = Alignment {
            score: 0,
            pairs: vec![NONE; rows.len()],
        };
        if width == 0 || rows.is_empty() || rows.len().saturating_mul(width) > MOST_CELLS {
            return alignment;
        }
        let best = self.fill(rows, columns, reach, lexicon);
        let end = match reach {
            Reach::Whole => (rows.len(), width),
            Reach::Part => best.1,
        };
        alignment.score = best.0;
        self.follow(end, width, &mut alignment.pairs);
        alignment
    }

    /// Fills the sheet; answers the best score with its cell, counted from 1.
    fn fill(
        &mut self,
        rows: &[(u32, i32)],
        columns: &[u32],
        reach: Reach,
        lexicon: &Lexicon,
    ) -> (i32, (usize, usize)) {
        let width = columns.len();
        let whole = reach == Reach::Whole;
        let outlines: Vec<u64> = columns.iter().map(|&id| lexicon.outline(id)).collect();
        self.trace.clear();
        self.trace.resize(rows.len() * width, 0);
        self.scores.clear();
        self.scores
            .extend((0..=width).map(|j| if whole { gap(j) } else { 0 }));
        self.ups.clear();
        self.ups.resize(width, i32::MIN / 2);
        let mut best = (0, (0, 0));
        for (i, (&(id, weight), line)) in rows.iter().zip(self.trace.chunks_mut(width)).enumerate()
        {
            let outline = lexicon.outline(id);
            let mut corner = at(&self.scores, 0);
            let mut score = if whole { gap(i + 1) } else { 0 };
            put(&mut self.scores, 0, score);
            let mut left = i32::MIN / 2;
            let cells = self.scores.iter_mut().skip(1).zip(&mut self.ups);
            let columns = columns.iter().zip(&outlines);
            for (j, (((above, up), (&other, &other_outline)), trace)) in
                cells.zip(columns).zip(line).enumerate()
            {
                let (pair, kind) = if id == other {
                    (weight, EQUAL)
                } else if Lexicon::outlines_allow(outline, other_outline)
                    && lexicon.similar(id, other)
                {
                    (weight / 2, SIMILAR)
                } else {
                    (MISMATCH, 0)
                };
                let mut bits = kind;
                let (open, on) = (score - GAP, left - FURTHER);
                left = open.max(on);
                bits |= if on > open { LEFT_GOES_ON } else { 0 };
                let (open, on) = (*above - GAP, *up - FURTHER);
                *up = open.max(on);
                bits |= if on > open { UP_GOES_ON } else { 0 };
                score = corner + pair;
                let mut from = DIAGONAL;
                if left > score {
                    (score, from) = (left, LEFT);
                }
                if *up > score {
                    (score, from) = (*up, UP);
                }
                if !whole && score <= 0 {
                    (score, from) = (0, 0);
                }
                *trace = bits | from;
                corner = *above;
                *above = score;
                if score > best.0 && !whole {
                    best = (score, (i + 1, j + 1));
                }
            }
        }
        if whole {
            best.0 = at(&self.scores, width);
        }
        best
    }

    /// Follows the trace back from a cell, counted from 1, and notes the pairs.
    fn follow(&self, end: (usize, usize), width: usize, pairs: &mut [u32]) {
        let (mut i, mut j) = end;
        let mut way = 0;
        while i > 0 && j > 0 {
            let bits = at(&self.trace, (i - 1) * width + j - 1);
            if way == 0 {
                way = bits & 3;
            }
            match way {
                DIAGONAL => {
                    (i, j, way) = (i - 1, j - 1, 0);
                    if bits & (EQUAL | SIMILAR) != 0 {
                        put(pairs, i, j as u32);
                    }
                }
                LEFT => {
                    j -= 1;
                    way = if bits & LEFT_GOES_ON != 0 { LEFT } else { 0 };
                }
                UP => {
                    i -= 1;
                    way = if bits & UP_GOES_ON != 0 { UP } else { 0 };
                }
                _ => return,
            }
        }
    }
}
