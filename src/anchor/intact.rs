//! Extracts that stand in the text as they were written: the quickest and surest way to place.

use super::fold::Folded;
use super::place::hash_text;
use super::seek::{MOST, Seek};
use super::selector::Quote;
use super::token::put;

/// The places where an extract stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Bytes of the quote, in the text, at each place; in order.
    pub places: Vec<(usize, usize)>,
    /// There are more places than listed.
    pub is_often: bool,
}

/// Looks for many extracts at once; can pause.
pub(super) struct Intact {
    seek: Seek,
    /// For each asked quote, the needle it became.
    needle_of: Vec<usize>,
    /// For each asked quote, the bytes of prefix and of exact in its needle.
    parts: Vec<(usize, usize)>,
    /// The text in folded form, when looked for in that.
    folded: Option<Folded>,
    is_read: bool,
}

impl Intact {
    /// Looks for the quotes with their contexts, letter by letter.
    pub fn verbatim(quotes: &[&Quote], bytes: usize) -> Self {
        Self::new(quotes, bytes, false)
    }

    /// Looks for them with white space, quotes, dashes and the composition of letters aside.
    pub fn folded(quotes: &[&Quote], bytes: usize) -> Self {
        Self::new(quotes, bytes, true)
    }

    fn new(quotes: &[&Quote], bytes: usize, is_folded: bool) -> Self {
        let mut extracts: Vec<String> = Vec::with_capacity(quotes.len());
        let mut order: Vec<u64> = Vec::with_capacity(quotes.len());
        let mut parts = Vec::with_capacity(quotes.len());
        for (number, quote) in quotes.iter().enumerate() {
            let part = |text: &str| -> String {
                if is_folded && text.len() <= bytes * 4 {
                    Folded::of(text).text
                } else {
                    text.to_owned()
                }
            };
            let (mut extract, exact) = (part(&quote.prefix), part(&quote.exact));
            parts.push((extract.len(), exact.len()));
            extract.push_str(&exact);
            extract.push_str(&part(&quote.suffix));
            order.push((hash_text(0, &extract) << 32) | number as u64);
            extracts.push(extract);
        }
        order.sort_unstable();
        let mut needle_of = vec![0; quotes.len()];
        let mut needles: Vec<String> = Vec::new();
        for number in order.into_iter().map(|entry| entry as u32 as usize) {
            let extract = extracts.get_mut(number).map(core::mem::take);
            let extract = extract.unwrap_or_default();
            if needles.last() != Some(&extract) {
                needles.push(extract);
            }
            put(&mut needle_of, number, needles.len() - 1);
        }
        Self {
            seek: Seek::new(needles, if is_folded { bytes * 2 } else { bytes }),
            needle_of,
            parts,
            folded: is_folded.then(Folded::default),
            is_read: !is_folded,
        }
    }

    /// Reads on while `keep_going` says so; true when done.
    pub fn advance(&mut self, text: &str, keep_going: &mut dyn FnMut() -> bool) -> bool {
        let Some(folded) = &mut self.folded else {
            return self.seek.advance(text.as_bytes(), keep_going);
        };
        while !self.is_read {
            self.is_read = folded.read_on(text, 1 << 16);
            if !keep_going() {
                return false;
            }
        }
        self.seek.advance(folded.text.as_bytes(), keep_going)
    }

    /// What was found for each quote, in the order asked; nothing when the work ran out of bounds,
    /// because then "once" would be no knowledge.
    pub fn finish(self, text: &str) -> Vec<Found> {
        let hits = self.seek.into_hits();
        let found = self.needle_of.iter().zip(&self.parts);
        found
            .map(|(&needle, &(prefix, exact))| {
                let Some(hits) = hits.get(needle) else {
                    return Found::default();
                };
                let places = hits.iter().filter_map(|&hit| {
                    let start = hit as usize + prefix;
                    match &self.folded {
                        None => Some((start, start + exact)),
                        Some(folded) => folded.original(text, start, start + exact),
                    }
                });
                Found {
                    places: places.collect(),
                    is_often: hits.len() >= MOST,
                }
            })
            .collect()
    }
}
