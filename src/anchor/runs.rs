//! Runs of tokens that two texts have in common, each once, and those of them that keep their order.

use super::token::{Token, at};

/// Runs of anchors looked at together; in larger regions only some, chosen by their own hash.
const MOST_RUNS: usize = 1 << 16;

/// Tokens with the part of them that is looked at.
pub(super) type Part<'a> = (&'a [Token], usize, usize);

/// The runs of `length` tokens that begin at wanted places, as their hash in the upper half and
/// their place in the lower, sorted; only those whose hash has no bit of `sampling`.
fn runs(
    length: usize,
    (tokens, from, to): Part<'_>,
    wanted: &dyn Fn(usize) -> bool,
    sampling: u64,
) -> Vec<u64> {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let leaving = (0..length).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut list: Vec<u64> = Vec::new();
    let mut hash = 0u64;
    for place in from..to {
        hash = hash
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(at(tokens, place).id) + 1);
        let Some(start) = (place + 1)
            .checked_sub(length)
            .filter(|&start| start >= from)
        else {
            continue;
        };
        if start > from {
            let left = u64::from(at(tokens, start - 1).id) + 1;
            hash = hash.wrapping_sub(left.wrapping_mul(leaving));
        }
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(BASE);
        if (mixed >> 20) & sampling == 0 && wanted(start) {
            list.push((mixed >> 32 << 32) | start as u64);
        }
    }
    list.sort_unstable();
    list
}

/// Runs of `length` tokens that stand once among the wanted places of `a` and once among those of
/// `b`, in the order of `a`; and whether only a sample was looked at.
pub(super) fn common_runs(
    length: usize,
    a: Part<'_>,
    b: Part<'_>,
    wanted_a: &dyn Fn(usize) -> bool,
    wanted_b: &dyn Fn(usize) -> bool,
) -> (Vec<(usize, usize)>, bool) {
    let most = (a.2 - a.1).max(b.2 - b.1);
    let sampling = (most / MOST_RUNS + 1).next_power_of_two() as u64 - 1;
    let list_a = runs(length, a, wanted_a, sampling);
    let list_b = runs(length, b, wanted_b, sampling);
    let key = |entry: u64| entry >> 32;
    let mut common: Vec<u64> = Vec::new();
    let mut rest = list_b.as_slice();
    for (number, &entry) in list_a.iter().enumerate() {
        let is_twice = at(&list_a, number + 1) >> 32 == key(entry) && number + 1 < list_a.len()
            || (number > 0 && key(at(&list_a, number - 1)) == key(entry));
        if is_twice {
            continue;
        }
        while let Some((&first, more)) = rest.split_first()
            && key(first) < key(entry)
        {
            rest = more;
        }
        if let Some(&first) = rest.first()
            && key(first) == key(entry)
            && rest.get(1).is_none_or(|&second| key(second) != key(entry))
        {
            common.push((entry << 32) | (first & 0xFFFF_FFFF));
        }
    }
    common.sort_unstable();
    let places = common
        .iter()
        .map(|&run| ((run >> 32) as usize, run as u32 as usize));
    (places.collect(), sampling > 0)
}

/// The longest subsequence whose second numbers rise, of pairs whose first numbers rise.
pub(super) fn longest_chain(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = Vec::with_capacity(pairs.len());
    for (number, &(_, b)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| at(pairs, end).1 < b);
        before.push(
            length
                .checked_sub(1)
                .map_or(usize::MAX, |last| at(&ends, last)),
        );
        match ends.get_mut(length) {
            Some(end) => *end = number,
            None => ends.push(number),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(number) = next
        && let Some(&pair) = pairs.get(number)
    {
        chain.push(pair);
        next = before.get(number).copied();
    }
    chain.reverse();
    chain
}
