//! Where an extract may stand in a text that was edited: windows by shared words, and in each the
//! best alignment of the whole extract.
//!
//! The whole extract is aligned, not the quote alone: a deleted quote then maps to nothing,
//! because its context holds the place.

use super::align::{MOST_CELLS, NONE, Reach, Sheet, UNIT};
use super::diff::Diff;
use super::evidence::{Match, Old, SIMILAR_KEPT, read};
use super::index::Index;
use super::selector::{Quote, Selectors};
use super::token::{Token, at, tokenize};

/// The width of the bins in which votes are counted, in tokens.
const BIN: usize = 24;
/// Windows by votes, and by places of the quote.
const MOST_WINDOWS: usize = 6;
const MOST_HITS: usize = 6;
/// A window with less than this part of the votes of the best one cannot score near it.
pub(super) const FEW_VOTES: u32 = 5;
/// Runs of three that stand more often than this tell nothing.
const COMMON_TRIPLE: usize = 60;
/// Words that stand at most so often vote alone.
const RARE_WORD: usize = 4;
/// Places of the rarest word of a quote that are looked at.
const MOST_PLACES: usize = 2_000;
/// A passage may be deleted alone, with its sentence, and with up to three twins beside it.
const MOST_CUTS: usize = 5;
/// A place where less of a quote is kept is none.
const RIVAL_KEPT: f32 = 0.3;
/// Context under this many code points has met an end of the article, when we wrote it.
const FULL_CONTEXT: usize = 32;

/// An extract: a quote with its context, as tokens.
pub(super) struct Extract {
    text: String,
    tokens: Vec<Token>,
    /// Each token's form and weight.
    rows: Vec<(u32, i32)>,
    /// The tokens of the quote.
    pub quote: (usize, usize),
    bytes: (usize, usize),
    /// The score of the extract against itself, in eighths.
    pub own: i32,
    from_start: bool,
    to_end: bool,
}

/// A place that an extract was aligned with.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// In eighths.
    pub score: i32,
    /// The passage there.
    pub found: Match,
}

impl Extract {
    /// The extract of a target; `None` when nothing in its quote is visible.
    pub fn of(target: &Selectors, quote: &Quote, index: &mut Index) -> Option<Self> {
        let is_ours = target.rival.is_some();
        let is_short = |side: &str| is_ours && side.chars().nth(FULL_CONTEXT - 1).is_none();
        let mut extract = Self::of_quote(quote, index)?;
        extract.from_start = is_short(&quote.prefix);
        extract.to_end = is_short(&quote.suffix);
        Some(extract)
    }

    /// The extract of a quote; `None` when nothing in the quote is visible.
    pub fn of_quote(quote: &Quote, index: &mut Index) -> Option<Self> {
        let mut text = [quote.prefix.as_str(), &quote.exact].concat();
        let bytes = (quote.prefix.len(), text.len());
        text.push_str(&quote.suffix);
        Self::of_text(text, bytes, index)
    }

    /// An extract whose quote stands at `bytes` of `text`.
    pub fn of_text(text: String, bytes: (usize, usize), index: &mut Index) -> Option<Self> {
        let mut tokens = Vec::new();
        tokenize(&text, 0, usize::MAX, &mut index.lexicon, &mut tokens);
        let quote = tokens_in(&tokens, bytes)?;
        let rows: Vec<(u32, i32)> = tokens
            .iter()
            .map(|token| (token.id, index.weight(token.id)))
            .collect();
        let own = rows.iter().map(|&(_, weight)| weight).sum::<i32>().max(1);
        Some(Self {
            text,
            tokens,
            rows,
            quote,
            bytes,
            own,
            from_start: false,
            to_end: false,
        })
    }

    fn old(&self) -> Old<'_> {
        Old {
            text: &self.text,
            tokens: &self.tokens,
            quote: self.quote,
            bytes: self.bytes,
            from_start: self.from_start,
            to_end: self.to_end,
        }
    }
}

/// The tokens that have a byte in the range; `None` when there is none.
pub(super) fn tokens_in(tokens: &[Token], bytes: (usize, usize)) -> Option<(usize, usize)> {
    let first = tokens.partition_point(|token| token.end as usize <= bytes.0);
    let last = tokens.partition_point(|token| (token.start as usize) < bytes.1);
    (first < last).then_some((first, last))
}

/// The windows of a text where an extract may stand, and how often its quote stands there.
pub(super) struct Windows {
    list: Vec<(usize, usize)>,
    /// Places of the quote in the text, all its tokens in a row; counted up to a limit.
    pub stands: usize,
}

impl Windows {
    /// Finds the windows; those with less than one vote for `few` of the best one are left out.
    pub fn of(extract: &Extract, index: &Index, few: u32) -> Self {
        let length = extract.rows.len();
        let around = BIN + length / 4;
        let count = index.tokens.len();
        let mut list: Vec<(usize, usize)> = Vec::new();
        // An extract that is far longer than the text cannot have been kept.
        if length > count.saturating_mul(2) + 1000 {
            return Self { list, stands: 0 };
        }
        let most = if length > 1000 { 2 } else { MOST_WINDOWS };
        for bin in best_bins(votes(extract, index), most, few) {
            let start = (bin * BIN).saturating_sub(length + around);
            list.push((start, (bin * BIN + BIN + around).min(count)));
        }
        let hits = hits(extract, index);
        let stands = hits.len();
        for hit in best_hits(extract, index, hits) {
            let start = hit.saturating_sub(extract.quote.0 + around);
            let end = (hit + length - extract.quote.0 + around).min(count);
            let place = (hit.saturating_sub(extract.quote.0), hit + 1);
            let is_seen = |&(from, to): &(usize, usize)| from <= place.0 && place.0 + length <= to;
            if !list.iter().any(is_seen) || list.len() < 2 {
                list.push((start, end));
            }
        }
        list.retain(|&(start, end)| start < end);
        Self { list, stands }
    }
}

/// For each shared run of three and each shared rare word, the bin of its diagonal.
fn votes(extract: &Extract, index: &Index) -> Vec<u64> {
    let rows = &extract.rows;
    let length = rows.len();
    let mut votes = Vec::new();
    let mut vote = |place: u32, row: usize| {
        votes.push(((place as usize + length - row) / BIN) as u64);
    };
    let mut triples = Vec::new();
    for (row, &(id, _)) in rows.iter().enumerate() {
        let places = index.places(id);
        if places.len() <= RARE_WORD && index.lexicon.form(id).is_word {
            places.iter().for_each(|&place| vote(place, row));
        }
        let (Some(&(next, _)), Some(&(last, _))) = (rows.get(row + 1), rows.get(row + 2)) else {
            continue;
        };
        triples.clear();
        let here = |place: usize| {
            index.id(place) == id && index.id(place + 1) == next && index.id(place + 2) == last
        };
        let places = index.triple_places(id, next, last).iter();
        triples.extend(
            places
                .filter(|&&place| here(place as usize))
                .take(COMMON_TRIPLE + 1),
        );
        if triples.len() <= COMMON_TRIPLE {
            triples.iter().for_each(|&place| vote(place, row));
        }
    }
    votes
}

/// The bins with most votes, those of the next bin included, best first.
fn best_bins(mut votes: Vec<u64>, most: usize, few: u32) -> Vec<usize> {
    votes.sort_unstable();
    let counted: Vec<(usize, usize)> = votes
        .chunk_by(|a, b| a == b)
        .filter_map(|bin| Some((*bin.first()? as usize, bin.len())))
        .collect();
    let mut ranked: Vec<u64> = counted
        .iter()
        .enumerate()
        .map(|(number, &(bin, count))| {
            let next = counted.get(number + 1).filter(|next| next.0 == bin + 1);
            let count = count + next.map_or(0, |next| next.1);
            ((u32::MAX - count as u32) as u64) << 32 | bin as u64
        })
        .collect();
    ranked.sort_unstable();
    let most_votes = ranked
        .first()
        .map_or(0, |&entry| u32::MAX - (entry >> 32) as u32);
    let mut best: Vec<usize> = Vec::new();
    for entry in ranked {
        let bin = entry as u32 as usize;
        let votes = u32::MAX - (entry >> 32) as u32;
        if votes.saturating_mul(few) < most_votes {
            break;
        }
        if best.len() < most && !best.iter().any(|&seen| seen.abs_diff(bin) <= 1) {
            best.push(bin);
        }
    }
    best
}

/// Where the tokens of the quote stand in a row; nothing when even the rarest is too common.
fn hits(extract: &Extract, index: &Index) -> Vec<usize> {
    let (first, last) = extract.quote;
    let quote = extract.rows.get(first..last).unwrap_or_default();
    let rarest = quote
        .iter()
        .enumerate()
        .min_by_key(|(_, (id, _))| index.places(*id).len());
    let Some((offset, &(id, _))) = rarest else {
        return Vec::new();
    };
    let starts = index.places(id).iter().take(MOST_PLACES);
    starts
        .filter_map(|&place| (place as usize).checked_sub(offset))
        .filter(|&start| {
            let ids = quote.iter().enumerate();
            ids.rev()
                .all(|(step, &(id, _))| index.id(start + step) == id)
        })
        .collect()
}

/// The hits whose neighbours agree most.
fn best_hits(extract: &Extract, index: &Index, hits: Vec<usize>) -> Vec<usize> {
    if hits.len() <= MOST_HITS {
        return hits;
    }
    let (first, last) = extract.quote;
    let near = first.saturating_sub(12)..(last + 12).min(extract.rows.len());
    let mut ranked: Vec<u64> = hits
        .into_iter()
        .map(|hit| {
            let agreeing: i32 = near
                .clone()
                .filter_map(|row| {
                    let place = (hit + row).checked_sub(first)?;
                    let (id, weight) = at(&extract.rows, row);
                    (index.id(place) == id).then_some(weight)
                })
                .sum();
            ((u32::MAX - agreeing as u32) as u64) << 32 | hit as u64
        })
        .collect();
    ranked.sort_unstable();
    ranked
        .into_iter()
        .take(MOST_HITS)
        .map(|entry| entry as u32 as usize)
        .collect()
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
