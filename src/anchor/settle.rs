//! The last steps of placing, one target at a time: following a passage from the earlier text, and
//! the last word on what was looked for, with what is sure around it.

use super::cold::{Case, Ground, is_twin};
use super::distinct::hash_text;
use super::intact::Found;
use super::judge::accepts_warm;
use super::neighbours::{Moved, Neighbours};
use super::place::{Placer, byte_range, hinted};
use super::placement::{Candidate, Placement, State, is_same_text};
use super::selector::{Quote, Selectors};
use super::token::put;
use super::warm::Warm;
use crate::text::ArticleText;

impl Placer {
    /// Follows a passage from the earlier text, where it was `found`.
    pub(super) fn follow(&mut self, warm: &Warm, number: usize, found: &Found) {
        let Some(target) = self.targets.get(number) else {
            return;
        };
        let Some(quote) = &target.quote else { return };
        let text = self.text.as_str();
        let Some(place) = warm.follow(found, text, &self.index) else {
            return;
        };
        put(&mut self.is_followed, number, true);
        let Some(place) = place else { return };
        let (index, search) = (&mut self.index, &mut self.search);
        let mut is_twin = || is_twin(target, quote, &place, index, search);
        if accepts_warm(&place, &mut is_twin)
            && let Some(range) = byte_range(place.range.0, place.range.1)
        {
            let now = self.text.slice(range).unwrap_or_default();
            let placement = Placement::claim(range, 0.9 + 0.09 * place.kept, &quote.exact, now);
            put(&mut self.answers, number, Some(placement));
        }
    }

    /// Targets whose passage is looked for in the same way stand together.
    pub(super) fn by_question(&self, mut open: Vec<usize>) -> Vec<usize> {
        let question = |number: &usize| {
            let quote = self.targets.get(*number)?.quote.as_ref()?;
            let hash = hash_text(0, &quote.exact);
            Some(hash_text(hash_text(hash, &quote.prefix), &quote.suffix))
        };
        open.sort_by_cached_key(|number| (question(number), *number));
        open
    }

    /// Looks for a target, or takes what was found for the last one where that is the same question:
    /// a hundred thousand notes of one letter ask it once.
    pub(super) fn look_for(
        &mut self,
        number: usize,
        last: Option<&(usize, Case)>,
        ground: &Ground<'_>,
    ) -> Option<(usize, Case)> {
        let target = self.targets.get(number)?;
        let quote = target.quote.as_ref()?;
        let is_same = |other: &&(usize, Case)| {
            self.targets.get(other.0).is_some_and(|other| {
                other.quote == target.quote
                    && other.rival == target.rival
                    && other.section == target.section
                    && other.version == target.version
            })
        };
        let case = match last.filter(is_same) {
            Some((_, case)) => case.clone(),
            None => Case::of(target, quote, ground, &mut self.index, &mut self.search),
        };
        Some((number, case))
    }

    /// What is sure: the claims so far, and the long quotes among the cases that need no help.
    pub(super) fn neighbours(&self, cases: &[(usize, Case)], ground: &Ground<'_>) -> Neighbours {
        let is_claim =
            |placement: &&Placement| matches!(placement.state, State::Exact | State::Changed);
        let mut sure: Vec<Moved> = Vec::new();
        for (target, answer) in self.targets.iter().zip(&self.answers) {
            if let Some(placement) = answer.as_ref().filter(is_claim)
                && let Some(range) = placement.range
            {
                sure.extend(ground.moved(target, version(target), range.start().to_usize()));
            }
        }
        for (number, case) in cases {
            if let Some((start, true)) = case.alone()
                && let Some(target) = self.targets.get(*number)
                && self.is_followed.get(*number) == Some(&false)
            {
                sure.extend(ground.moved(target, version(target), start));
            }
        }
        Neighbours::of(&sure)
    }

    /// Answers a case.
    pub(super) fn settle(
        &mut self,
        number: usize,
        case: Case,
        neighbours: &Neighbours,
        ground: &Ground<'_>,
    ) {
        if let Some(target) = self.targets.get(number)
            && let Some(quote) = &target.quote
        {
            let may_claim = self.is_followed.get(number) == Some(&false);
            let mut placement = case.settle(
                target,
                quote,
                version(target),
                ground,
                neighbours,
                may_claim,
            );
            if placement.state == State::Unplaced {
                ask_where_the_position_says(&mut placement, ground.text, target, quote);
            }
            put(&mut self.answers, number, Some(placement));
        }
    }
}

/// A number for the version that a target was described in.
fn version(target: &Selectors) -> u32 {
    let name = target.version.as_deref().unwrap_or_default();
    hash_text(0, name) as u32
}

/// Makes an unplaced target probable where its position leads to its very text.
fn ask_where_the_position_says(
    placement: &mut Placement,
    text: &ArticleText,
    target: &Selectors,
    quote: &Quote,
) {
    let Some(range) = hinted(text, target) else {
        return;
    };
    if is_same_text(&quote.exact, text.slice(range).unwrap_or_default()) {
        let confidence = 0.4;
        placement.state = State::Probable;
        placement.range = Some(range);
        placement.confidence = confidence;
        placement.candidates.retain(|other| other.range != range);
        placement
            .candidates
            .insert(0, Candidate { range, confidence });
    }
}
