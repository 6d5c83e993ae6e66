//! The published rules of other tools, restated to be measured beside ours.
//!
//! Texts are lists of characters here; the units make no difference to what is found.

use std::collections::HashMap;

/// A passage as those tools keep it.
pub struct Kept {
    pub exact: Vec<char>,
    /// 32 characters on each side, where there are as many.
    pub prefix: Vec<char>,
    pub suffix: Vec<char>,
    /// Where it stood.
    pub start: usize,
}

pub type Found = Option<(usize, usize)>;
pub type Rule = fn(&[char], &Kept) -> Found;

pub const RULES: [(&str, Rule); 4] = [
    ("quote, scored 50/20/20/2, no floor", scored),
    ("quote with context, exact", with_context),
    ("first exact match of the quote", first_exact),
    ("position only", by_position),
];

/// Every place of `needle`.
fn places(text: &[char], needle: &[char]) -> Vec<usize> {
    let Some(&first) = needle.first() else {
        return Vec::new();
    };
    let starts = text.iter().enumerate().filter(|&(_, &c)| c == first);
    starts
        .map(|(at, _)| at)
        .filter(|&at| text[at..].starts_with(needle))
        .collect()
}

fn by_position(text: &[char], kept: &Kept) -> Found {
    let end = kept.start + kept.exact.len();
    (end <= text.len()).then_some((kept.start, end))
}

fn first_exact(text: &[char], kept: &Kept) -> Found {
    let start = *places(text, &kept.exact).first()?;
    Some((start, start + kept.exact.len()))
}

fn with_context(text: &[char], kept: &Kept) -> Found {
    let needle = [&kept.prefix[..], &kept.exact, &kept.suffix].concat();
    let start = places(text, &needle).first()? + kept.prefix.len();
    Some((start, start + kept.exact.len()))
}

/// The position where the text there is the quote; else all exact places of the quote, else those
/// with the fewest edits, at most half of its letters; the best by quote, prefix, suffix, position.
fn scored(text: &[char], kept: &Kept) -> Found {
    let length = kept.exact.len();
    if text.get(kept.start..kept.start + length) == Some(&kept.exact) {
        return Some((kept.start, kept.start + length));
    }
    let exact = places(text, &kept.exact);
    let candidates: Vec<(usize, usize, usize)> = if exact.is_empty() {
        nearest(text, &kept.exact, (length / 2).min(256))
    } else {
        exact
            .into_iter()
            .map(|start| (start, start + length, 0))
            .collect()
    };
    let score = |&(start, end, errors): &(usize, usize, usize)| {
        let quote = 1.0 - errors as f64 / length as f64;
        let before = &text[start.saturating_sub(kept.prefix.len())..start];
        let after = &text[end..(end + kept.suffix.len()).min(text.len())];
        let position = 1.0 - start.abs_diff(kept.start) as f64 / text.len() as f64;
        50.0 * quote
            + 20.0 * likeness(before, &kept.prefix)
            + 20.0 * likeness(after, &kept.suffix)
            + 2.0 * position
    };
    let best = candidates
        .iter()
        .max_by(|a, b| score(a).total_cmp(&score(b)))?;
    Some((best.0, best.1))
}

/// How much of `wanted` is found in `text`, from 0 to 1.
fn likeness(text: &[char], wanted: &[char]) -> f64 {
    if wanted.is_empty() {
        return 1.0;
    }
    let errors = ends(text, wanted, wanted.len()).1;
    1.0 - errors as f64 / wanted.len() as f64
}

/// The places with the fewest edits: start, end, edits.
fn nearest(text: &[char], needle: &[char], most: usize) -> Vec<(usize, usize, usize)> {
    let (found, errors) = ends(text, needle, most);
    let backwards: Vec<char> = needle.iter().rev().copied().collect();
    found
        .into_iter()
        .take(200)
        .map(|end| {
            let from = end.saturating_sub(needle.len() + errors);
            let before: Vec<char> = text[from..end].iter().rev().copied().collect();
            let back = ends(&before, &backwards, errors)
                .0
                .into_iter()
                .max()
                .unwrap_or(0);
            (end - back, end, errors)
        })
        .collect()
}

/// Where approximate matches with the fewest edits end, and how many edits they have (Myers'
/// bit vectors, in blocks of 64).
fn ends(text: &[char], needle: &[char], most: usize) -> (Vec<usize>, usize) {
    let blocks = needle.len().div_ceil(64);
    let mut masks: HashMap<char, Vec<u64>> = HashMap::new();
    for (at, &c) in needle.iter().enumerate() {
        masks.entry(c).or_insert_with(|| vec![0; blocks])[at / 64] |= 1 << (at % 64);
    }
    let none = vec![0; blocks];
    let (mut positive, mut negative) = (vec![u64::MAX; blocks], vec![0u64; blocks]);
    let mut score = needle.len() as i64;
    let (mut best, mut found) = (most as i64, Vec::new());
    for (at, c) in text.iter().enumerate() {
        let mask = masks.get(c).unwrap_or(&none);
        let mut carry = 0i64;
        for block in 0..blocks {
            let last = if block + 1 == blocks {
                (needle.len() - 1) % 64
            } else {
                63
            };
            let (pv, mv) = (positive[block], negative[block]);
            let eq = mask[block] | u64::from(carry < 0);
            let xv = mask[block] | mv;
            let xh = (((eq & pv).wrapping_add(pv)) ^ pv) | eq;
            let (mut ph, mut mh) = (mv | !(xh | pv), pv & xh);
            let out = (ph >> last & 1) as i64 - (mh >> last & 1) as i64;
            ph = ph << 1 | u64::from(carry > 0);
            mh = mh << 1 | u64::from(carry < 0);
            positive[block] = mh | !(xv | ph);
            negative[block] = ph & xv;
            carry = out;
        }
        score += carry;
        if score < best {
            best = score;
            found.clear();
        }
        if score == best {
            found.push(at + 1);
        }
    }
    (found, best as usize)
}
