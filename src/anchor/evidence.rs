//! What an alignment says about a passage: where it would be, how much of it was kept, and how
//! many of the words around it stand around it still.

use super::align::NONE;
use super::index::Index;
use super::token::{Token, at};

/// How far a neighbouring word may have drifted, in tokens.
const DRIFT: usize = 6;

/// What a word that is spelled otherwise counts as kept.
pub(super) const SIMILAR_KEPT: f32 = 0.75;

/// A passage where it once stood, with what is around it.
#[derive(Clone, Copy)]
pub(super) struct Old<'a> {
    /// The text that the tokens are of.
    pub text: &'a str,
    /// Its tokens, the context's with the passage's.
    pub tokens: &'a [Token],
    /// The tokens of the passage.
    pub quote: (usize, usize),
    /// The bytes of the passage in `text`.
    pub bytes: (usize, usize),
    /// The first token is the first of its article.
    pub from_start: bool,
    /// The last token is the last of its article.
    pub to_end: bool,
}

/// How the words on one side of a passage agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    /// Of the four nearest words, how many stand there still.
    pub of_four: u32,
    /// Of the eight nearest words.
    pub of_eight: u32,
    /// How many in a row from the passage on.
    pub touching: u32,
}

/// A place where the passage may be, and what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Match {
    /// Bytes in the new text.
    pub range: (usize, usize),
    /// Tokens of the new text that are the passage.
    pub tokens: (usize, usize),
    /// Tokens of the new text from the first to the last that was aligned, context included.
    pub hull: (usize, usize),
    /// Words of the passage.
    pub words: u32,
    /// Kept words, as a share; a word spelled otherwise counts three quarters.
    pub kept: f32,
    /// Kept letters, as a share of those of both texts.
    pub likeness: f32,
    /// Kept letters, as a share of those that stand there now.
    pub own: f32,
    /// Every token of the passage stands there, in order, without another between.
    pub is_identical: bool,
    /// The words before.
    pub left: Side,
    /// The words after.
    pub right: Side,
}

impl Match {
    /// The grade of the context, from 0 to 3.
    pub fn grade(&self) -> u32 {
        let (left, right) = (self.left.of_four, self.right.of_four);
        let (least, most) = (left.min(right), left.max(right));
        if least >= 2 && left + right >= 5 {
            3
        } else if (least >= 1 && left + right >= 4)
            || self.left.of_eight.max(self.right.of_eight) >= 6
        {
            2
        } else {
            u32::from(most >= 3 || left + right >= 2)
        }
    }

    /// One side does not agree at all.
    pub fn is_one_sided(&self) -> bool {
        self.left.of_four == 0 || self.right.of_four == 0
    }

    /// The better side.
    pub fn best_side(&self) -> Side {
        if (self.left.of_four, self.left.touching) >= (self.right.of_four, self.right.touching) {
            self.left
        } else {
            self.right
        }
    }
}

/// Reads an alignment; `pairs` says for each old token its place in the new text. `None` when
/// nothing of the passage was kept.
pub(super) fn read(old: &Old<'_>, pairs: &[u32], text: &str, index: &Index) -> Option<Match> {
    let (first, last) = old.quote;
    let is_word = |row: usize| index.lexicon.form(at(old.tokens, row).id).is_word;
    let words = (first..last).filter(|&row| is_word(row)).count() as u32;
    let kept_rows: Vec<(usize, usize)> = (first..last)
        .filter_map(|row| match pairs.get(row) {
            Some(&column) if column != NONE => Some((row, column as usize)),
            _ => None,
        })
        .collect();
    let segment = main_segment(&kept_rows, &is_word);
    let (&(row0, column0), &(row1, column1)) = (segment.first()?, segment.last()?);
    let mut ends = ((row0, column0), (row1, column1));
    let is_equal = |row: usize, column: usize| at(old.tokens, row).id == index.id(column);
    let verbatim = |column: usize| (first..last).all(|row| is_equal(row, column + row - first));
    let mut is_identical = segment.len() == last - first && verbatim(column0);
    if !is_identical && let Some(copy) = (column0..=column1).find(|&column| verbatim(column)) {
        ends = ((first, copy), (last - 1, copy + last - 1 - first));
        is_identical = true;
    }
    let letters = |row: usize| f32::from(index.lexicon.form(at(old.tokens, row).id).length);
    let (mut kept_words, mut kept_letters) = (0.0, 0.0);
    for &(row, column) in segment {
        let share = if is_equal(row, column) {
            1.0
        } else {
            SIMILAR_KEPT
        };
        kept_words += if is_word(row) { share } else { 0.0 };
        kept_letters += letters(row) * share;
    }
    let old_letters: f32 = (first..last).map(letters).sum();
    let columns = (ends.0.1, ends.1.1 + 1);
    let new_letters: f32 = (columns.0..columns.1)
        .map(|column| f32::from(index.lexicon.form(index.id(column)).length))
        .sum();
    let (kept, likeness, own) = if is_identical {
        (1.0, 1.0, 1.0)
    } else if words == 0 {
        (0.0, 0.0, 0.0)
    } else {
        (
            kept_words / words as f32,
            2.0 * kept_letters / (old_letters + new_letters),
            kept_letters / new_letters.max(1.0),
        )
    };
    let aligned = pairs.iter().filter(|&&column| column != NONE);
    let hull = aligned.fold((columns.0, columns.1), |(from, to), &column| {
        (from.min(column as usize), to.max(column as usize + 1))
    });
    Some(Match {
        range: range(old, ends, text, index)?,
        tokens: columns,
        hull,
        words,
        kept,
        likeness,
        own,
        is_identical,
        left: left_side(old, pairs, ends.0, &is_word),
        right: right_side(old, pairs, ends.1, &is_word, index.tokens.len()),
    })
}

/// The part of the kept tokens that belongs together: an insertion longer than 6 tokens, and than
/// 0.6 of what was kept, or a step back, divides; the part with most words stays.
fn main_segment<'a>(
    kept: &'a [(usize, usize)],
    is_word: &dyn Fn(usize) -> bool,
) -> &'a [(usize, usize)] {
    let longest = (kept.len() * 6 / 10).max(6);
    let mut best: &[(usize, usize)] = &[];
    let mut best_words = 0;
    let parts = kept.chunk_by(|&(row, column), &(next_row, next_column)| {
        next_column > column && next_column - column <= next_row - row + longest
    });
    for part in parts {
        let words = part.iter().filter(|&&(row, _)| is_word(row)).count() + 1;
        if words > best_words {
            (best, best_words) = (part, words);
        }
    }
    best
}

/// The bytes of the new text; inside a word where the passage began or ended inside the same word.
fn range(
    old: &Old<'_>,
    ends: ((usize, usize), (usize, usize)),
    text: &str,
    index: &Index,
) -> Option<(usize, usize)> {
    let ((row0, column0), (row1, column1)) = ends;
    let (old_first, old_last) = (old.tokens.get(row0)?, old.tokens.get(row1)?);
    let (first, last) = (index.tokens.get(column0)?, index.tokens.get(column1)?);
    let is_same = |was: &Token, is: &Token| {
        old.text.get(was.start as usize..was.end as usize)
            == text.get(is.start as usize..is.end as usize)
    };
    let mut start = first.start as usize;
    let cut = old.bytes.0.saturating_sub(old_first.start as usize);
    if row0 == old.quote.0 && cut > 0 && is_same(old_first, first) {
        start += cut;
    }
    let mut end = last.end as usize;
    let cut = (old_last.end as usize).saturating_sub(old.bytes.1);
    if row1 + 1 == old.quote.1 && cut > 0 && is_same(old_last, last) {
        end -= cut;
    }
    (start < end).then_some((start, end))
}

fn count(sides: &mut Side, seen: u32, is_there: bool) {
    if is_there {
        sides.of_four += u32::from(seen < 4);
        sides.of_eight += 1;
        sides.touching += u32::from(sides.touching == seen);
    }
}

fn left_side(
    old: &Old<'_>,
    pairs: &[u32],
    (row0, column0): (usize, usize),
    is_word: &dyn Fn(usize) -> bool,
) -> Side {
    let (mut side, mut seen) = (Side::default(), 0);
    for row in (0..old.quote.0).rev().filter(|&row| is_word(row)).take(8) {
        let column = pairs.get(row).copied().unwrap_or(NONE) as usize;
        let is_there = column < column0 && (column0 - column).abs_diff(row0 - row) <= DRIFT;
        count(&mut side, seen, is_there);
        seen += 1;
    }
    // The beginning of the article is a neighbour like any word.
    let is_there = old.from_start && column0.abs_diff(row0) <= DRIFT;
    (seen..8).for_each(|seen| count(&mut side, seen, is_there));
    side
}

fn right_side(
    old: &Old<'_>,
    pairs: &[u32],
    (row1, column1): (usize, usize),
    is_word: &dyn Fn(usize) -> bool,
    length: usize,
) -> Side {
    let (mut side, mut seen) = (Side::default(), 0);
    let rows = old.quote.1..old.tokens.len();
    for row in rows.filter(|&row| is_word(row)).take(8) {
        let column = pairs.get(row).copied().unwrap_or(NONE);
        let is_there = column != NONE
            && column as usize > column1
            && (column as usize - column1).abs_diff(row - row1) <= DRIFT;
        count(&mut side, seen, is_there);
        seen += 1;
    }
    let is_there = old.to_end && (length - column1).abs_diff(old.tokens.len() - row1) <= DRIFT;
    (seen..8).for_each(|seen| count(&mut side, seen, is_there));
    side
}
