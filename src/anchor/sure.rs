//! The first steps of placing: what is where it was, and what stands there word for word, once.

use super::describe::digest;
use super::fold::{Class, class};
use super::intact::Found;
use super::place::{Placer, byte_range, hinted};
use super::placement::{Placement, is_same_text};
use super::selector::{Quote, Selectors};
use super::token::put;
use crate::text::{ArticleText, ByteOffset, ByteRange};

/// Letters that an extract needs to be believed when it stands once and nothing else is known;
/// a shorter one must be several whole words.
const TELLING_LETTERS: usize = 16;
/// Targets looked at between two questions whether to go on.
const PIECE: usize = 1_000;

impl Placer {
    /// Trusts the positions of targets that were described in this very text, after a look at what
    /// stands there; a position alone is never more than probable. Answers where to go on.
    pub(super) fn same_version(&mut self, from: usize) -> Option<usize> {
        if self.version.is_empty() {
            self.version = digest(&self.text);
        }
        let next = from + PIECE;
        let answers = self.answers.iter_mut().skip(from);
        for (target, answer) in self.targets.iter().skip(from).zip(answers).take(PIECE) {
            let Some(range) = hinted(&self.text, target) else {
                continue;
            };
            let now = self.text.slice(range).unwrap_or_default();
            match &target.quote {
                None => {
                    *answer = Some(Placement::likely(range, 0.3));
                }
                Some(quote) => {
                    let is_same = target.version.as_ref() == Some(&self.version);
                    if is_same && is_same_text(&quote.exact, now) {
                        *answer = Some(Placement::claim(range, 1.0, &quote.exact, now));
                    }
                }
            }
        }
        (next < self.targets.len()).then_some(next)
    }

    /// Claims what stands once.
    pub(super) fn take(&mut self, number: usize, found: &Found) {
        let can_ask = self.earlier.is_some();
        let Some(target) = self.targets.get(number) else {
            return;
        };
        let (&[(start, end)], Some(quote)) = (found.places.as_slice(), &target.quote) else {
            return;
        };
        let Some(range) = byte_range(start, end).filter(|_| is_telling(target, can_ask)) else {
            return;
        };
        let extract = (
            start.saturating_sub(quote.prefix.len()),
            end + quote.suffix.len(),
        );
        let now = self.text.slice(range).unwrap_or_default();
        let placement = if !is_long(quote) && !is_whole_words(&self.text, range) {
            return;
        } else if !is_long(quote) && !now.contains(' ') {
            // A single word may well be another one than was meant.
            Placement::likely(range, 0.5)
        } else if target.rival.is_none() && self.twins.surround((start, end), extract) {
            return;
        } else {
            let confidence = if is_long(quote) { 1.0 } else { 0.9 };
            Placement::claim(range, confidence, &quote.exact, now)
        };
        put(&mut self.answers, number, Some(placement));
    }
}

/// Whether one intact place says enough: no other place came near it when it was written. Where an
/// earlier text can be asked, less is believed unasked.
fn is_telling(target: &Selectors, can_ask: bool) -> bool {
    let most = if can_ask { 0.5 } else { 0.95 };
    match &target.rival {
        Some(rival) => rival.share < most,
        None => !can_ask,
    }
}

/// Whether the extract is more than a short word without context.
fn is_long(quote: &Quote) -> bool {
    let letters = [&quote.prefix, &quote.exact, &quote.suffix]
        .into_iter()
        .flat_map(|part| part.chars())
        .filter(|c| !c.is_whitespace())
        .map(|c| if c as u32 >= 0x2E80 { 3 } else { 1 });
    letters.take(TELLING_LETTERS).sum::<usize>() >= TELLING_LETTERS
}

/// Whether no word goes on beyond either end of the range.
fn is_whole_words(text: &ArticleText, range: ByteRange) -> bool {
    let text = text.as_str();
    let goes_on = |at: ByteOffset| {
        let (before, after) = text.split_at_checked(at.to_usize()).unwrap_or_default();
        before.chars().next_back().is_some_and(is_of_word)
            && after.chars().next().is_some_and(is_of_word)
    };
    !goes_on(range.start()) && !goes_on(range.end())
}

fn is_of_word(c: char) -> bool {
    matches!(class(c), Class::Word | Class::Mark)
}
