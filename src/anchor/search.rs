//! Where an extract stands in a text that was edited: in each window, the best alignment of the
//! whole extract.
//!
//! The whole extract is aligned, not the quote alone: a deleted quote then maps to nothing,
//! because its context holds the place.

use super::align::{MOST_CELLS, NONE, Reach, Sheet, UNIT};
use super::diff::Diff;
use super::evidence::{Match, SIMILAR_KEPT, read};
use super::extract::Extract;
use super::index::Index;
use super::token::{Token, at};
use super::windows::Windows;

/// A passage may be deleted alone, with its sentence, and with up to three twins beside it.
const MOST_CUTS: usize = 5;
/// A place where less of a quote is kept is none.
const RIVAL_KEPT: f32 = 0.3;

/// A place that an extract was aligned with.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// In eighths.
    pub score: i32,
    /// The passage there.
    pub found: Match,
}

/// Aligns extracts with the windows of a text.
#[derive(Default)]
pub(super) struct Search {
    sheet: Sheet,
    columns: Vec<u32>,
}

impl Search {
    /// The best alignment in a window of the text as if the tokens of `cut` were not there: its
    /// score, and for each token of the extract its place in the text.
    fn align(
        &mut self,
        extract: &Extract,
        window: (usize, usize),
        cut: (usize, usize),
        index: &Index,
    ) -> (i32, Vec<u32>) {
        let places = (window.0..window.1.min(cut.0)).chain(window.0.max(cut.1)..window.1);
        self.columns.clear();
        self.columns
            .extend(places.clone().map(|place| index.id(place)));
        let (score, mut pairs) = if extract.rows.len() * self.columns.len() > MOST_CELLS {
            let tokens: Vec<Token> = places.map(|place| at(&index.tokens, place)).collect();
            long_alignment(extract, &tokens, index)
        } else {
            let (rows, lexicon) = (&extract.rows, &index.lexicon);
            let alignment = self.sheet.align(rows, &self.columns, Reach::Part, lexicon);
            (alignment.score, alignment.pairs)
        };
        let before = window.1.min(cut.0).saturating_sub(window.0);
        let after = window.0.max(cut.1);
        for column in pairs.iter_mut().filter(|column| **column != NONE) {
            *column = match (*column as usize).checked_sub(before) {
                None => *column + window.0 as u32,
                Some(step) => (after + step) as u32,
            };
        }
        (score, pairs)
    }

    /// The places of an extract, best first, each once; and the best score in each window.
    pub fn candidates(
        &mut self,
        extract: &Extract,
        windows: &Windows,
        text: &str,
        index: &Index,
    ) -> (Vec<Candidate>, Vec<i32>) {
        let mut list: Vec<Candidate> = Vec::new();
        let mut scores = Vec::with_capacity(windows.list.len());
        for &window in &windows.list {
            let (score, pairs) = self.align(extract, window, (0, 0), index);
            scores.push(score);
            let Some(found) = read(&extract.old(), &pairs, text, index) else {
                continue;
            };
            let is_same = |other: &Candidate| other.found.tokens == found.tokens;
            if let Some(place) = list.iter().position(is_same) {
                if list.get(place).is_some_and(|other| other.score >= score) {
                    continue;
                }
                list.remove(place);
            }
            let key = (-score, found.range);
            let place = list.partition_point(|other| (-other.score, other.found.range) < key);
            list.insert(place, Candidate { score, found });
        }
        (list, scores)
    }

    /// The best score of the extract in the text as if the tokens of `cut` were not there; `scores`
    /// are those of the windows in the whole text.
    pub fn best_other(
        &mut self,
        extract: &Extract,
        windows: &Windows,
        scores: &[i32],
        cut: (usize, usize),
        index: &Index,
    ) -> i32 {
        let others = windows.list.iter().zip(scores).map(|(&window, &score)| {
            if window.0 < cut.1 && cut.0 < window.1 {
                self.align(extract, window, cut, index).0
            } else {
                score
            }
        });
        others.max().unwrap_or(0)
    }

    /// The best score of the extract elsewhere in its own text, where its quote has the tokens
    /// `own`, or where the quote would be found if it, its sentence, or its twins beside it were
    /// deleted; and the text of the place that keeps most of the quote.
    pub fn rival(
        &mut self,
        extract: &Extract,
        own: (usize, usize),
        text: &str,
        index: &Index,
    ) -> (i32, String) {
        let windows = Windows::of(extract, index, u32::MAX);
        let (before, after) = (extract.quote.0, extract.rows.len() - extract.quote.1);
        let whole = (own.0.saturating_sub(before), own.1 + after);
        let mut nearest: Option<Match> = None;
        let (mut best, mut scores) = (0, Vec::with_capacity(windows.list.len()));
        for &(start, end) in &windows.list {
            let mut cut = own;
            for round in 0..MOST_CUTS {
                let longer = cut.1 - cut.0;
                let window = (start.saturating_sub(longer), end + longer);
                let window = (window.0, window.1.min(index.tokens.len()));
                let (score, pairs) = self.align(extract, window, cut, index);
                if round == 0 {
                    scores.push(score);
                }
                let found = read(&extract.old(), &pairs, text, index);
                let found = found.filter(|found| found.kept >= RIVAL_KEPT);
                let next = match (round, &found) {
                    (0, _) => sentence(own, index),
                    (_, Some(found)) => joined(cut, sentence(found.tokens, index)),
                    _ => cut,
                };
                if let Some(found) = found {
                    best = best.max(score);
                    let is_nearer = |other: &Match| found.kept > other.kept;
                    if nearest.as_ref().is_none_or(is_nearer) {
                        nearest = Some(found);
                    }
                }
                // A longer cut changes nothing for a window that it does not touch.
                if next == cut && round > 0 || window.1 <= next.0 || next.1 <= window.0 {
                    break;
                }
                cut = next;
            }
        }
        let elsewhere = self.best_other(extract, &windows, &scores, whole, index);
        let (from, to) = nearest.map_or((0, 0), |found| found.hull);
        let words = |from: usize, to: usize| {
            let start = at(&index.tokens, from).start as usize;
            let end = at(&index.tokens, to.wrapping_sub(1)).end as usize;
            text.get(start..end).unwrap_or_default()
        };
        let text = if from < own.0 && own.1 < to {
            [words(from, own.0), " ", words(own.1, to)].concat()
        } else {
            words(from, to).to_owned()
        };
        (best.max(elsewhere), text)
    }

    /// The share of the words of an extract's quote that another text keeps.
    pub fn kept_by(&mut self, extract: &Extract, other: &Extract, index: &Index) -> f32 {
        let (first, last) = extract.quote;
        let rows = extract.rows.get(first..last).unwrap_or_default();
        let columns: Vec<u32> = other.rows.iter().map(|&(id, _)| id).collect();
        let alignment = self
            .sheet
            .align(rows, &columns, Reach::Part, &index.lexicon);
        let is_word = |id: u32| index.lexicon.form(id).is_word;
        let words = rows.iter().filter(|(id, _)| is_word(*id)).count();
        let kept: f32 = rows
            .iter()
            .zip(&alignment.pairs)
            .filter(|((id, _), column)| **column != NONE && is_word(*id))
            .map(|((id, _), column)| {
                if at(&columns, *column as usize) == *id {
                    1.0
                } else {
                    SIMILAR_KEPT
                }
            })
            .sum();
        kept / words.max(1) as f32
    }

    /// The best score of an extract within some tokens of the text.
    pub fn score_within(
        &mut self,
        extract: &Extract,
        window: (usize, usize),
        index: &Index,
    ) -> i32 {
        self.align(extract, window, (0, 0), index).0
    }
}

/// A cut with the sentence beside it; the cut alone when the sentence is not beside it.
fn joined(cut: (usize, usize), sentence: (usize, usize)) -> (usize, usize) {
    if sentence.1 < cut.0 || cut.1 < sentence.0 {
        cut
    } else {
        (cut.0.min(sentence.0), cut.1.max(sentence.1))
    }
}

/// The tokens of the sentence, or the line, around some tokens.
fn sentence(tokens: (usize, usize), index: &Index) -> (usize, usize) {
    const LONGEST: usize = 80;
    let begins = |place: usize| at(&index.tokens, place).border > 0;
    let (mut from, mut to) = tokens;
    while from > 0 && tokens.0 - from < LONGEST && !begins(from) {
        from -= 1;
    }
    while to < index.tokens.len() && to - tokens.1 < LONGEST && !begins(to) {
        to += 1;
    }
    (from, to)
}

/// For extracts that are too long for a sheet: a diff, scored like an alignment.
fn long_alignment(extract: &Extract, tokens: &[Token], index: &Index) -> (i32, Vec<u32>) {
    let pairs = Diff::of(&extract.tokens, tokens, &index.lexicon).to;
    let (mut score, mut before) = (0i32, None);
    for (row, (&column, (id, weight))) in pairs.iter().zip(&extract.rows).enumerate() {
        if column == NONE {
            continue;
        }
        let diagonal = i64::from(column) - row as i64;
        let gap = before.map_or(0, |(last_row, last): (usize, i64)| {
            let skipped = (row - last_row) as i64 - 1 + (diagonal - last).abs();
            if skipped == 0 {
                0
            } else {
                13 + skipped.min(1000) as i32
            }
        });
        let is_equal = at(tokens, column as usize).id == *id;
        score += if is_equal { *weight } else { *weight / 2 } - gap * UNIT;
        before = Some((row, diagonal));
    }
    (score.max(0), pairs)
}
