//! Whether a passage stands in one of several sentences that are alike.
//!
//! Where an item of a list is deleted, a twin moves up; and what was marked at the end of the one,
//! with the beginning of what follows, may stand there word for word. Only the whole item would
//! tell the two apart. A note that knows its rival knows of this; a quote with its context does
//! not, but the list shows it: other twins stand near.

use super::fold::{Class, class};
use super::token::{at, put};

/// So many sentences, or lines, are looked at on each side.
const NEAR: usize = 10;
/// More words of a sentence are not compared.
const LONGEST: usize = 100;
/// Sentences of fewer such words are alike by chance.
const SHORTEST: usize = 4;
/// Words of fewer letters do not count: in most languages they are those that stand in every sentence.
const TELLING: u32 = 4;

/// A sentence, or a line without an end of one.
#[derive(Clone, Copy, Debug, Default)]
struct Sentence {
    /// Its first and last byte, and where its words begin.
    start: u32,
    end: u32,
    words: u32,
    /// What was found out: nothing, that it has a twin near, or none.
    known: Option<bool>,
}

/// The sentences of a text.
#[derive(Default)]
pub(super) struct Twins {
    /// A hash for each word that tells something.
    words: Vec<u32>,
    sentences: Vec<Sentence>,
    read: usize,
    row: Vec<u16>,
}

impl Twins {
    /// Reads about `bytes` more of the text; says whether the end is reached.
    pub fn read_on(&mut self, text: &str, bytes: usize) -> bool {
        let rest = text.get(self.read..).unwrap_or_default();
        let least = rest.ceil_char_boundary(bytes);
        // No sentence goes on in the next line.
        let line = rest.get(least..).and_then(|later| later.find('\n'));
        let piece = line.map_or(rest, |end| rest.get(..least + end + 1).unwrap_or(rest));
        self.read_lines(piece, self.read);
        self.read += piece.len();
        self.read >= text.len()
    }

    fn read_lines(&mut self, piece: &str, from: usize) {
        let (mut hash, mut letters) = (0u32, 0u32);
        let (mut stops, mut sentence) = (false, None::<Sentence>);
        for (place, c) in piece.char_indices() {
            let kind = class(c);
            if kind == Class::Word {
                hash = (hash ^ c.to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193) | 1;
                letters += 1;
            } else if !matches!(kind, Class::Mark | Class::Unseen) && hash > 0 {
                if letters >= TELLING {
                    self.words.push(hash);
                }
                (hash, letters) = (0, 0);
            }
            if kind == Class::Space {
                if stops || c == '\n' {
                    self.sentences.extend(sentence.take());
                }
                continue;
            }
            if kind == Class::Solo {
                self.words.push(c as u32);
            }
            let end = (from + place + c.len_utf8()) as u32;
            let open = sentence.get_or_insert(Sentence {
                start: (from + place) as u32,
                words: self.words.len() as u32,
                ..Sentence::default()
            });
            open.end = end;
            match c {
                '.' | '!' | '?' | '۔' | '।' | '؟' => stops = true,
                '。' | '！' | '？' => self.sentences.extend(sentence.take()),
                // What closes a quotation or a bracket belongs to the sentence before it.
                _ => stops &= kind != Class::Word,
            }
            stops &= sentence.is_some();
        }
        if letters >= TELLING {
            self.words.push(hash);
        }
        self.sentences.extend(sentence);
    }

    /// Whether the sentence around a passage has a twin near, and is not all in the extract; places
    /// in bytes of the text that was read.
    pub fn surround(&mut self, passage: (usize, usize), extract: (usize, usize)) -> bool {
        let next = (self.sentences).partition_point(|one| one.start as usize <= passage.0);
        let Some(own) = next.checked_sub(1) else {
            return false;
        };
        let mut sentence = at(&self.sentences, own);
        let (start, end) = (sentence.start as usize, sentence.end as usize);
        if end < passage.1 || (extract.0 <= start && end <= extract.1) {
            return false;
        }
        let has_twin = sentence.known.unwrap_or_else(|| self.has_twin(own));
        sentence.known = Some(has_twin);
        put(&mut self.sentences, own, sentence);
        has_twin
    }

    fn has_twin(&mut self, own: usize) -> bool {
        let mut others = own.saturating_sub(NEAR)..=own + NEAR;
        others.any(|other| other != own && self.are_alike(own, other))
    }

    /// Whether at least half of the words of both stand in both, in the same order.
    fn are_alike(&mut self, one: usize, other: usize) -> bool {
        let words = |number: usize| {
            let Some(one) = self.sentences.get(number) else {
                return &[][..];
            };
            let from = one.words as usize;
            let next = self.sentences.get(number + 1);
            let to = next.map_or(self.words.len(), |next| next.words as usize);
            self.words
                .get(from..to.min(from + LONGEST))
                .unwrap_or_default()
        };
        let (one, other) = (words(one), words(other));
        let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
        if short < SHORTEST || short * 2 < long || other.is_empty() {
            return false;
        }
        // The longest common subsequence.
        let row = &mut self.row;
        row.clear();
        row.resize(other.len(), 0);
        for word in one {
            let (mut left, mut corner) = (0, 0);
            for (cell, candidate) in row.iter_mut().zip(other) {
                let above = *cell;
                left = if word == candidate {
                    corner + 1
                } else {
                    above.max(left)
                };
                corner = above;
                *cell = left;
            }
        }
        row.last()
            .is_some_and(|&common| usize::from(common) * 2 >= long)
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
        let mut twins = Twins::default();
        while !twins.read_on(text, 1) {}
        let found = twins.surround(place(passage), place(extract));
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
