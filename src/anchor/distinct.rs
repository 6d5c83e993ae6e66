//! Equal selectors once, in an order that does not depend on how they were given.

use super::selector::Selectors;
use super::token::put;

/// The targets without repeats, in an order that depends on what they say alone; and for each one
/// given, its number there.
pub(super) fn each_once(targets: Vec<Selectors>) -> (Vec<Selectors>, Vec<u32>) {
    let mut order: Vec<u64> = targets
        .iter()
        .enumerate()
        .map(|(number, target)| (hash_of(target) << 32) | number as u64)
        .collect();
    order.sort_unstable();
    let mut slots = vec![0; targets.len()];
    let mut once: Vec<Selectors> = Vec::new();
    let mut given: Vec<Option<Selectors>> = targets.into_iter().map(Some).collect();
    for entry in order {
        let number = entry as u32 as usize;
        let Some(target) = given.get_mut(number).and_then(Option::take) else {
            continue;
        };
        if once.last() != Some(&target) {
            once.push(target);
        }
        put(&mut slots, number, once.len() as u32 - 1);
    }
    (once, slots)
}

fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .rotate_left(29)
}

/// A hash that goes on with a text, for sorting and telling apart; never kept.
pub(super) fn hash_text(hash: u64, text: &str) -> u64 {
    let start = mix(hash, text.len() as u64);
    text.bytes().fold(start, |hash, b| mix(hash, u64::from(b)))
}

fn hash_of(target: &Selectors) -> u64 {
    let mut hash = 0;
    if let Some(quote) = &target.quote {
        for part in [&quote.exact, &quote.prefix, &quote.suffix] {
            hash = hash_text(hash, part);
        }
    }
    for heading in &target.section {
        hash = hash_text(hash, heading);
    }
    hash = hash_text(hash, target.version.as_deref().unwrap_or_default());
    let positions = [
        target.position.map(|p| (p.start().get(), p.end().get())),
        target
            .position_utf16
            .map(|p| (p.start().get(), p.end().get())),
    ];
    for (start, end) in positions.into_iter().map(Option::unwrap_or_default) {
        hash = mix(mix(hash, u64::from(start)), u64::from(end));
    }
    if let Some(rival) = &target.rival {
        hash = mix(hash, u64::from(rival.share.to_bits()));
    }
    hash ^ (hash >> 32)
}
