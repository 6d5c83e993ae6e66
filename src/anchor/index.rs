//! The article text as tokens, with the places of every word and of every run of three.

use super::align::UNIT;
use super::token::{Lexicon, Token, at, put, tokenize};

/// Tokens read between two questions whether to go on.
const SLICE: usize = 10_000;
/// Places counted or grouped between two such questions.
const GROUPED: usize = 50_000;

/// Places grouped by a key, each group in order.
#[derive(Default)]
struct Groups {
    /// Where each group begins in `places`, and where the last one ends.
    starts: Vec<u32>,
    places: Vec<u32>,
    /// How many keys were counted, and how many then put in their group.
    counted: usize,
    put: usize,
}

impl Groups {
    /// Groups the places 0, 1, 2 … below `length` by their keys, which are below `count`, while
    /// `keep_going` says so; true when done. To be called with the same again until then.
    fn group(
        &mut self,
        count: usize,
        length: usize,
        key: impl Fn(usize) -> usize,
        keep_going: &mut dyn FnMut() -> bool,
    ) -> bool {
        if self.starts.is_empty() {
            self.starts = vec![0; count + 2];
            self.places = vec![0; length];
        }
        while self.counted < length {
            let next = (self.counted + GROUPED).min(length);
            for place in self.counted..next {
                if let Some(start) = self.starts.get_mut(key(place) + 2) {
                    *start += 1;
                }
            }
            self.counted = next;
            if next == length {
                let mut sum = 0;
                for start in &mut self.starts {
                    sum += *start;
                    *start = sum;
                }
            }
            if !keep_going() {
                return false;
            }
        }
        while self.put < length {
            let next = (self.put + GROUPED).min(length);
            for place in self.put..next {
                if let Some(start) = self.starts.get_mut(key(place) + 1) {
                    put(&mut self.places, *start as usize, place as u32);
                    *start += 1;
                }
            }
            self.put = next;
            if !keep_going() {
                return false;
            }
        }
        true
    }

    fn get(&self, key: usize) -> &[u32] {
        let start = at(&self.starts, key) as usize;
        let end = self.starts.get(key + 1).map_or(start, |&end| end as usize);
        self.places.get(start..end).unwrap_or_default()
    }
}

/// The index of one article text.
#[derive(Default)]
pub(super) struct Index {
    /// The tokens of the text.
    pub tokens: Vec<Token>,
    /// The forms of the text and of all that is compared with it.
    pub lexicon: Lexicon,
    words: Groups,
    triples: Groups,
    /// A power of two less one; nothing until the words are grouped.
    triple_mask: usize,
    read: usize,
}

fn triple_hash(a: u32, b: u32, c: u32) -> usize {
    let hash = a
        .wrapping_mul(0x9E37_79B1)
        .wrapping_add(b)
        .wrapping_mul(0x85EB_CA77)
        .wrapping_add(c)
        .wrapping_mul(0xC2B2_AE3D);
    (hash ^ (hash >> 15)) as usize
}

impl Index {
    /// Reads on while `keep_going` says so; true when the index is ready.
    pub fn build(&mut self, text: &str, keep_going: &mut dyn FnMut() -> bool) -> bool {
        while self.read < text.len() {
            self.read = tokenize(text, self.read, SLICE, &mut self.lexicon, &mut self.tokens);
            if !keep_going() {
                return false;
            }
        }
        if self.triple_mask == 0 {
            let (tokens, forms) = (&self.tokens, self.lexicon.len());
            let key = |place: usize| at(tokens, place).id as usize;
            if !self.words.group(forms, tokens.len(), key, keep_going) {
                return false;
            }
            // Never nothing, so that it says that the words are grouped.
            self.triple_mask = (tokens.len() + 1).next_power_of_two().max(2) - 1;
        }
        let (tokens, mask) = (&self.tokens, self.triple_mask);
        let id = |place: usize| at(tokens, place).id;
        let key = |place: usize| triple_hash(id(place), id(place + 1), id(place + 2)) & mask;
        let length = tokens.len().saturating_sub(2);
        self.triples.group(mask + 1, length, key, keep_going)
    }

    /// The number of the form at a place; one that no form has past the end.
    pub fn id(&self, place: usize) -> u32 {
        self.tokens.get(place).map_or(u32::MAX, |token| token.id)
    }

    /// Where a form stands.
    pub fn places(&self, id: u32) -> &[u32] {
        self.words.get(id as usize)
    }

    /// Where three forms stand in a row, among places that may hold others too.
    pub fn triple_places(&self, a: u32, b: u32, c: u32) -> &[u32] {
        self.triples.get(triple_hash(a, b, c) & self.triple_mask)
    }

    /// What a token tells, in eighths: between 4 and 20 the rarer the word is in this text, half
    /// that for one character of a script without spaces, 2 for a sign.
    pub fn weight(&self, id: u32) -> i32 {
        let form = self.lexicon.form(id);
        if !form.is_word {
            return 2 * UNIT;
        }
        let count = (self.places(id).len() as u32).max(1);
        // Sixteenths of the binary logarithm, straight between powers of two.
        let whole = count.ilog2();
        let log = (whole * 16 + ((count << 4) >> whole) - 16) as i32;
        let weight = 4 * UNIT + 16 * UNIT * 32 / (32 + log);
        if form.is_solo { weight / 2 } else { weight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indexed(text: &str) -> Index {
        let mut index = Index::default();
        while !index.build(text, &mut || false) {}
        index
    }

    #[test]
    fn words_and_triples_are_found_where_they_stand() {
        let index = indexed("a b c. d a b c a");
        let id = |place| index.id(place);
        assert_eq!(index.places(id(0)), [0, 5, 8]);
        let places = index.triple_places(id(0), id(1), id(2));
        assert!(places.contains(&0) && places.contains(&5));
        assert!(index.places(u32::MAX).is_empty());
    }

    #[test]
    fn rare_words_weigh_more_than_common_ones_and_signs() {
        let index = indexed("the the the the once , 中");
        assert_eq!(index.weight(index.id(4)), 20 * UNIT);
        assert_eq!(index.weight(index.id(0)), 12 * UNIT);
        assert_eq!(index.weight(index.id(5)), 2 * UNIT);
        assert_eq!(index.weight(index.id(6)), 10 * UNIT);
    }
}
