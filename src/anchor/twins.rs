//! Whether a passage stands in one of several sentences that are alike.
//!
//! Where an item of a list is deleted, a twin moves up; and what was marked at the end of the one,
//! with the beginning of what follows, may stand there word for word. Only the whole item would
//! tell the two apart. A note that knows its rival knows of this; a quote with its context does
//! not, but the list shows it: other twins stand near.

use super::align::{NONE, Reach, Sheet, UNIT};
use super::token::{Lexicon, Token, at, tokenize};

/// So far from the passage a twin is looked for, in bytes.
const AROUND: usize = 1_500;
/// So many sentences, or lines, on each side.
const NEAR: usize = 10;
/// More words of a sentence are not compared.
const LONGEST: usize = 100;
/// Shorter sentences are alike by chance.
const SHORTEST: usize = 4;
/// What an equal word weighs.
const WEIGHT: i32 = 12 * UNIT;

/// Compares sentences; its buffers are used again.
#[derive(Default)]
pub(super) struct Twins {
    sheet: Sheet,
}

impl Twins {
    /// Whether the sentence around a passage has a twin near, and is not all in the extract; places
    /// in bytes of the text.
    pub fn surround(
        &mut self,
        text: &str,
        passage: (usize, usize),
        extract: (usize, usize),
    ) -> bool {
        let from = text.floor_char_boundary(passage.0.saturating_sub(AROUND));
        let to = text.ceil_char_boundary(passage.1.saturating_add(AROUND));
        let window = text.get(from..to).unwrap_or_default();
        let (mut lexicon, mut tokens) = (Lexicon::default(), Vec::new());
        tokenize(window, 0, usize::MAX, &mut lexicon, &mut tokens);
        let sentences: Vec<&[Token]> = tokens.chunk_by(|_, next| next.border == 0).collect();
        let ends = |sentence: &[Token]| {
            let first = sentence.first().map_or(0, |token| token.start as usize);
            let last = sentence.last().map_or(0, |token| token.end as usize);
            (from + first, from + last)
        };
        let holds = |sentence: &&[Token]| {
            let (first, last) = ends(sentence);
            first <= passage.0 && passage.1 <= last
        };
        let Some(own) = sentences.iter().position(holds) else {
            return false;
        };
        let words = |sentence: &&[Token]| -> Vec<u32> {
            let ids = sentence.iter().map(|token| token.id);
            let words = ids.filter(|&id| lexicon.form(id).is_word);
            words.take(LONGEST).collect()
        };
        let sentence = sentences.get(own).copied().unwrap_or_default();
        let (first, last) = ends(sentence);
        if extract.0 <= first && last <= extract.1 {
            return false;
        }
        let ours = words(&sentence);
        let near = sentences.iter().enumerate().skip(own.saturating_sub(NEAR));
        let mut others = near.take_while(|(number, _)| *number <= own + NEAR);
        others.any(|(number, other)| number != own && self.alike(&ours, &words(other), &lexicon))
    }

    /// Whether at least half of the words of both stand in both, in the same order.
    fn alike(&mut self, one: &[u32], other: &[u32], lexicon: &Lexicon) -> bool {
        let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
        if short < SHORTEST || short * 2 < long {
            return false;
        }
        let rows: Vec<(u32, i32)> = one.iter().map(|&id| (id, WEIGHT)).collect();
        let pairs = self.sheet.align(&rows, other, Reach::Whole, lexicon).pairs;
        let is_same =
            |&(&id, &column): &(&u32, &u32)| column != NONE && at(other, column as usize) == id;
        one.iter().zip(&pairs).filter(is_same).count() * 2 >= long
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, passage: &str, extract: &str, expected: bool) {
        let place = |words: &str| {
            let start = text.find(words).unwrap();
            (start, start + words.len())
        };
        let found = Twins::default().surround(text, place(passage), place(extract));
        assert_eq!(found, expected, "{passage} in {text}");
    }

    #[test]
    fn a_sentence_that_goes_on_beyond_the_extract_is_compared_with_those_near() {
        let alike = "On Monday the team of Alpha reported to the board. On Monday the team of Beta reported to the board. Then it rained.";
        let extract = "reported to the board. Then it";
        check(
            alike,
            "board. Then".split('.').next().unwrap(),
            "the board. On Monday",
            true,
        );
        check(alike, "Then", extract, false);
        check(
            alike,
            "Beta",
            "board. On Monday the team of Beta reported to the board. Then",
            false,
        );
        let other =
            "We walked home. On Monday the team of Beta reported to the board. Then it rained.";
        check(other, "board", extract, false);
    }
}
