//! Where in a text an extract may stand, found by the words that it shares with it.

use super::extract::Extract;
use super::index::Index;
use super::token::at;

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

/// The windows of a text where an extract may stand, and how often its quote stands there.
pub(super) struct Windows {
    /// From token to token.
    pub list: Vec<(usize, usize)>,
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
