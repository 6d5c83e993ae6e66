//! Placing without an earlier text: every target is looked for on its own, then those that are
//! sure help their neighbours.

use std::rc::Rc;

use super::evidence::Match;
use super::extract::Extract;
use super::index::Index;
use super::judge::{Standing, accepts, is_probable};
use super::neighbours::{Moved, Neighbours, Word};
use super::place::byte_range;
use super::placement::{Candidate, Placement, State};
use super::search::Search;
use super::selector::{Quote, Selectors};
use super::windows::{FEW_VOTES, Windows};
use crate::text::{ArticleText, ByteOffset};

/// Places of a target that are kept for its neighbours to choose from and for the reader.
const MOST_OPTIONS: usize = 4;
/// A place that scores less than the best by no more than this share may be confirmed by neighbours.
const NEAR: f32 = 0.1;
/// Quotes of so many words are not refused for being far from their neighbours.
const LONG: u32 = 8;
/// Tokens around a place where the rival's text is tried.
const AROUND: usize = 24;

/// A place where a target may be.
#[derive(Clone, Debug)]
struct Choice {
    found: Match,
    /// The score as a share of the extract's own.
    share: f32,
    standing: Standing,
}

/// What is known about one target; clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Case {
    choices: Rc<Vec<Choice>>,
}

/// The text with what is asked of it again and again.
pub(super) struct Ground<'a> {
    pub text: &'a ArticleText,
    /// Where each heading ends, with its number among the blocks.
    headings: Vec<(usize, usize)>,
}

impl<'a> Ground<'a> {
    /// Prepares a text.
    pub fn of(text: &'a ArticleText) -> Self {
        let blocks = text.blocks().iter().enumerate();
        let headings = blocks.filter(|(_, block)| block.heading.is_some());
        Self {
            text,
            headings: headings
                .map(|(number, block)| (block.range.end().to_usize(), number))
                .collect(),
        }
    }

    /// Whether the innermost heading above a place reads otherwise than when the target was described.
    fn is_other_section(&self, target: &Selectors, place: usize) -> bool {
        let next = self.headings.partition_point(|&(end, _)| end <= place);
        let heading = next
            .checked_sub(1)
            .and_then(|last| self.headings.get(last))
            .and_then(|&(_, number)| self.text.blocks().get(number))
            .and_then(|block| self.text.slice(block.range));
        target.version.is_some() && target.section.last().map(String::as_str) != heading
    }

    /// Where a target was and where it would be, if it says where it was.
    pub fn moved(&self, target: &Selectors, version: u32, start: usize) -> Option<Moved> {
        let new = self.text.to_code_point(ByteOffset::from_usize(start)?)?;
        target.version.as_ref()?;
        Some(Moved {
            version,
            old: target.position?.start().get(),
            new: new.get(),
        })
    }
}

/// Whether the rival of a target keeps more of it than a place does.
pub(super) fn is_twin(
    target: &Selectors,
    quote: &Quote,
    found: &Match,
    index: &mut Index,
    search: &mut Search,
) -> bool {
    let rival = rival_text(target, index);
    let Some((rival, extract)) = rival.zip(Extract::of(target, quote, index)) else {
        return false;
    };
    found.kept < search.kept_by(&extract, &rival, index)
}

/// The text of the rival, as an extract.
fn rival_text(target: &Selectors, index: &mut Index) -> Option<Extract> {
    let text = target.rival.as_ref()?.text.clone()?;
    let bytes = (0, text.len());
    Extract::of_text(text, bytes, index)
}

impl Case {
    /// Looks for a target.
    pub fn of(
        target: &Selectors,
        quote: &Quote,
        ground: &Ground<'_>,
        index: &mut Index,
        search: &mut Search,
    ) -> Self {
        let Some(extract) = Extract::of(target, quote, index) else {
            return Self::default();
        };
        let rival = rival_text(target, index);
        let rival_kept = rival
            .as_ref()
            .map(|rival| search.kept_by(&extract, rival, index));
        let windows = Windows::of(&extract, index, FEW_VOTES);
        let (candidates, scores) =
            search.candidates(&extract, &windows, ground.text.as_str(), index);
        let best = scores.iter().copied().max().unwrap_or(0);
        let own = extract.own as f32;
        let mut choices = Vec::new();
        for (rank, candidate) in candidates.into_iter().take(MOST_OPTIONS).enumerate() {
            let (score, found) = (candidate.score, candidate.found);
            let other = if rank == 0 {
                search.best_other(&extract, &windows, &scores, found.hull, index)
            } else {
                best
            };
            let near = (found.hull.0.saturating_sub(AROUND), found.hull.1 + AROUND);
            let near = (near.0, near.1.min(index.tokens.len()));
            let over_rival = rival
                .as_ref()
                .map(|rival| (score - search.score_within(rival, near, index)) as f32 / own);
            let share = score as f32 / own;
            let standing = Standing {
                lead: (score - other) as f32 / own,
                margin: target.rival.as_ref().map(|rival| share - rival.share),
                over_rival,
                rival_kept,
                is_other_section: ground.is_other_section(target, found.range.0),
                stands: windows.stands,
                by_neighbours: (false, false),
            };
            choices.push(Choice {
                found,
                share,
                standing,
            });
        }
        Self {
            choices: Rc::new(choices),
        }
    }

    /// The place that is claimed on the target's own evidence: where it begins, in bytes, and
    /// whether its quote is long.
    pub fn alone(&self) -> Option<(usize, bool)> {
        let choice = self.choices.first()?;
        let is_claimed = accepts(&choice.found, &choice.standing);
        is_claimed.then_some((choice.found.range.0, choice.found.words >= LONG))
    }

    /// The last word, with what the sure notes around say.
    pub fn settle(
        mut self,
        target: &Selectors,
        quote: &Quote,
        version: u32,
        ground: &Ground<'_>,
        neighbours: &Neighbours,
        may_claim: bool,
    ) -> Placement {
        let best = self.choices.first().map_or(0.0, |choice| choice.share);
        let mut claimed: Option<(usize, bool)> = None;
        for (rank, choice) in Rc::make_mut(&mut self.choices).iter_mut().enumerate() {
            let start = choice.found.range.0;
            let word = ground
                .moved(target, version, start)
                .map_or_else(Word::default, |place| neighbours.about(place));
            let both = word.before_agrees && word.after_agrees;
            let one = word.before_agrees || word.after_agrees;
            choice.standing.by_neighbours = (if rank == 0 { one } else { both }, both);
            let is_near = rank == 0 || (both && choice.share >= best - NEAR);
            let is_lost = word.is_far && choice.found.words < LONG;
            if claimed.is_none_or(|(_, was_confirmed)| both && !was_confirmed)
                && may_claim
                && is_near
                && !is_lost
                && accepts(&choice.found, &choice.standing)
            {
                claimed = Some((rank, both));
            }
        }
        match claimed.and_then(|(rank, _)| self.choices.get(rank)) {
            Some(choice) => choice.claim(quote, ground),
            None => self.open(ground, quote),
        }
    }

    /// Probable or unplaced, with the best candidates.
    fn open(&self, ground: &Ground<'_>, quote: &Quote) -> Placement {
        let candidates: Vec<Candidate> = self
            .choices
            .iter()
            .filter_map(|choice| {
                let range = byte_range(choice.found.range.0, choice.found.range.1)?;
                let confidence = (0.2 + 0.4 * choice.found.kept * choice.share).clamp(0.05, 0.6);
                (choice.found.kept >= 0.3).then_some(Candidate { range, confidence })
            })
            .collect();
        let mut placement = Placement::unplaced();
        if let Some(choice) = self.choices.first()
            && is_probable(&choice.found, &choice.standing)
            && let Some(best) = candidates.first()
        {
            let now = ground.text.slice(best.range).unwrap_or_default();
            placement = Placement::claim(best.range, best.confidence, &quote.exact, now);
            placement.state = State::Probable;
        }
        Placement {
            candidates,
            ..placement
        }
    }
}

impl Choice {
    fn claim(&self, quote: &Quote, ground: &Ground<'_>) -> Placement {
        let standing = &self.standing;
        let ahead = standing
            .lead
            .min(standing.margin.unwrap_or(0.0))
            .clamp(0.0, 0.5);
        let confidence = (0.7 + 0.2 * self.found.kept * self.share + 0.18 * ahead).min(0.99);
        match byte_range(self.found.range.0, self.found.range.1) {
            Some(range) => {
                let now = ground.text.slice(range).unwrap_or_default();
                Placement::claim(range, confidence, &quote.exact, now)
            }
            None => Placement::unplaced(),
        }
    }
}
