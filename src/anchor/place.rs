//! Finding passages again, all of an article together, in slices of time.
//!
//! Equal selectors are placed once, and all are worked on in an order of their own, so the answers
//! do not depend on the order in which they are given.

use std::rc::Rc;

use super::cold::Case;
use super::cold::Ground;
use super::describe::digest;
use super::distinct::each_once;
use super::fold::{Class, class};
use super::index::Index;
use super::intact::{Found, Intact};
use super::neighbours::Neighbours;
use super::placement::{Placement, is_same_text};
use super::search::Search;
use super::selector::{Quote, Selectors};
use super::token::put;
use super::twins::Twins;
use super::warm::Warm;
use crate::text::{ArticleText, ByteOffset, ByteRange, Range};

/// Letters that an extract needs to be believed when it stands once and nothing else is known;
/// a shorter one must be several whole words.
const TELLING_LETTERS: usize = 16;
/// Targets looked at between two questions whether to go on.
const PIECE: usize = 1_000;

/// Places targets in a text; can pause at any time.
pub struct Placer {
    pub(super) text: Rc<ArticleText>,
    /// The earlier text of the article, when one was kept.
    earlier: Option<Rc<ArticleText>>,
    /// The targets, each once.
    pub(super) targets: Vec<Selectors>,
    /// For each target asked for, its number in `targets`.
    slots: Vec<u32>,
    pub(super) answers: Vec<Option<Placement>>,
    /// The digest of the text, once it was made.
    version: String,
    /// The targets that had a place in the earlier text: nothing is claimed for them without it.
    pub(super) is_followed: Vec<bool>,
    pub(super) index: Index,
    pub(super) search: Search,
    twins: Twins,
    step: Step,
}

/// What is done next; the numbers are those of the targets that it is done for.
enum Step {
    Version(usize),
    Quotes,
    Verbatim(Box<Intact>, Vec<usize>),
    Folded(Box<Intact>, Vec<usize>),
    /// What was found, last first; and whether it was looked for in folded form.
    Take(Vec<(usize, Found)>, bool),
    Index(Vec<usize>),
    Warm(Box<Warm>, Vec<usize>),
    Follow(Box<Warm>, Vec<(usize, Found)>),
    Cold(Vec<(usize, Case)>, Vec<usize>),
    Settle(Neighbours, Vec<(usize, Case)>),
    Done,
}

/// Places the targets in a text, all at once; `earlier` is a text of the article that they stood in.
pub fn place(
    text: &ArticleText,
    targets: &[Selectors],
    earlier: Option<&ArticleText>,
) -> Vec<Placement> {
    let earlier = earlier.map(|earlier| Rc::new(earlier.clone()));
    let mut placer = Placer::new(Rc::new(text.clone()), targets.to_vec(), earlier);
    while !placer.advance(&mut || true) {}
    placer.finish()
}

impl Placer {
    /// Prepares to place `targets` in `text`; `earlier` is a text of the article that they stood in.
    pub fn new(
        text: Rc<ArticleText>,
        targets: Vec<Selectors>,
        earlier: Option<Rc<ArticleText>>,
    ) -> Self {
        let (targets, slots) = each_once(targets);
        Self {
            text,
            earlier,
            answers: vec![None; targets.len()],
            version: String::new(),
            is_followed: vec![false; targets.len()],
            targets,
            slots,
            index: Index::default(),
            search: Search::default(),
            twins: Twins::default(),
            step: Step::Version(0),
        }
    }

    /// Works on while `keep_going` says so, which is asked every few milliseconds; true when done.
    pub fn advance(&mut self, keep_going: &mut dyn FnMut() -> bool) -> bool {
        loop {
            self.step = match core::mem::replace(&mut self.step, Step::Done) {
                Step::Done => return true,
                step => self.work(step, keep_going),
            };
            if !keep_going() {
                return false;
            }
        }
    }

    /// Works on a step; answers it again when it is not finished, else the next.
    fn work(&mut self, step: Step, keep_going: &mut dyn FnMut() -> bool) -> Step {
        let text = Rc::clone(&self.text);
        let bytes = text.as_str().len();
        match step {
            Step::Version(from) => match self.same_version(from) {
                Some(next) => Step::Version(next),
                None => Step::Quotes,
            },
            Step::Quotes => {
                let open = self.open();
                let search = Intact::verbatim(&self.quotes(&open), bytes);
                Step::Verbatim(Box::new(search), open)
            }
            Step::Verbatim(mut search, open) => {
                if !search.advance(text.as_str(), keep_going) {
                    return Step::Verbatim(search, open);
                }
                let found = search.finish(text.as_str());
                Step::Take(open.into_iter().zip(found).collect(), false)
            }
            Step::Folded(mut search, open) => {
                if !search.advance(text.as_str(), keep_going) {
                    return Step::Folded(search, open);
                }
                let found = search.finish(text.as_str());
                Step::Take(open.into_iter().zip(found).collect(), true)
            }
            Step::Take(mut list, is_folded) => {
                while let Some((number, found)) = list.pop() {
                    self.take(number, &found);
                    if !keep_going() {
                        return Step::Take(list, is_folded);
                    }
                }
                let open = self.open();
                if open.is_empty() {
                    Step::Done
                } else if is_folded {
                    Step::Index(open)
                } else {
                    let search = Intact::folded(&self.quotes(&open), bytes);
                    Step::Folded(Box::new(search), open)
                }
            }
            Step::Index(open) => {
                if !self.index.build(text.as_str(), keep_going) {
                    return Step::Index(open);
                }
                match self.earlier.take() {
                    Some(earlier) => {
                        let targets = open.iter().filter_map(|&number| self.targets.get(number));
                        let warm = Warm::new(earlier, &targets.collect::<Vec<_>>());
                        Step::Warm(Box::new(warm), open)
                    }
                    None => Step::Cold(Vec::new(), self.by_question(open)),
                }
            }
            Step::Warm(mut warm, open) => {
                if !warm.advance(&mut self.index, keep_going) {
                    return Step::Warm(warm, open);
                }
                let found = warm.found();
                let all = open.into_iter().zip(found).collect();
                Step::Follow(warm, all)
            }
            Step::Follow(warm, mut open) => {
                while let Some((number, found)) = open.pop() {
                    self.follow(&warm, number, &found);
                    if !keep_going() {
                        return Step::Follow(warm, open);
                    }
                }
                Step::Cold(Vec::new(), self.by_question(self.open()))
            }
            Step::Cold(mut cases, mut open) => {
                let ground = Ground::of(&text);
                while let Some(number) = open.pop() {
                    cases.extend(self.look_for(number, cases.last(), &ground));
                    if !keep_going() {
                        return Step::Cold(cases, open);
                    }
                }
                let neighbours = self.neighbours(&cases, &ground);
                Step::Settle(neighbours, cases)
            }
            Step::Settle(neighbours, mut cases) => {
                let ground = Ground::of(&text);
                while let Some((number, case)) = cases.pop() {
                    self.settle(number, case, &neighbours, &ground);
                    if !keep_going() {
                        return Step::Settle(neighbours, cases);
                    }
                }
                Step::Done
            }
            Step::Done => Step::Done,
        }
    }

    /// The placements, in the order in which the targets were given; what was not reached yet is
    /// `unplaced`.
    pub fn finish(self) -> Vec<Placement> {
        let unplaced = Placement::unplaced();
        self.slots
            .iter()
            .map(|&slot| {
                let answer = self.answers.get(slot as usize).and_then(Option::as_ref);
                answer.unwrap_or(&unplaced).clone()
            })
            .collect()
    }

    /// The numbers of the targets with a quote and without an answer.
    fn open(&self) -> Vec<usize> {
        let targets = self.targets.iter().zip(&self.answers).enumerate();
        targets
            .filter(|(_, (target, answer))| target.quote.is_some() && answer.is_none())
            .map(|(number, _)| number)
            .collect()
    }

    fn quotes(&self, numbers: &[usize]) -> Vec<&Quote> {
        let targets = numbers
            .iter()
            .filter_map(|&number| self.targets.get(number));
        targets.filter_map(|target| target.quote.as_ref()).collect()
    }

    /// Trusts the positions of targets that were described in this very text, after a look at what
    /// stands there; a position alone is never more than probable. Answers where to go on.
    fn same_version(&mut self, from: usize) -> Option<usize> {
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
    fn take(&mut self, number: usize, found: &Found) {
        let text = self.text.as_str();
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
        } else if target.rival.is_none() && self.twins.surround(text, (start, end), extract) {
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

/// A range of bytes of our own making; `None` beyond what offsets can hold.
pub(super) fn byte_range(start: usize, end: usize) -> Option<ByteRange> {
    Range::new(ByteOffset::from_usize(start)?, ByteOffset::from_usize(end)?)
}

/// Where the position says that the passage is, if that is in the text and not empty.
pub(super) fn hinted(text: &ArticleText, target: &Selectors) -> Option<ByteRange> {
    let by_code_points = target
        .position
        .and_then(|position| text.range_from_code_points(position));
    let by_utf16 = || {
        let position = target.position_utf16?;
        Range::new(
            text.from_utf16(position.start())?,
            text.from_utf16(position.end())?,
        )
    };
    by_code_points
        .or_else(by_utf16)
        .filter(|range| !range.is_empty())
}
