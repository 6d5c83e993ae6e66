//! What this browser knows about the places of notes, beside the notes: another person's note is not
//! ours to change. Kept here, never exported.
//!
//! For a note of another tool it is the passage as it was described when the note first stood here
//! intact, with the rival that the note came without; the places of which the reader said no; and the
//! place of which the reader said yes, which then is the passage here, whatever the note itself says.

use std::rc::Rc;

use super::reduce::{Turn, remember};
use super::state::{Past, State};
use super::{Command, intake};
use crate::anchor::{self, Quote, Selectors};
use crate::annotation::{AnnotationId, PassageTarget, Target};

/// More notes than this are not known; they are placed as they came.
pub const MOST_KNOWN: usize = 2_000;

impl State {
    /// The target in force of an annotation on a passage.
    fn passage_target(&self, id: &AnnotationId) -> Option<&PassageTarget> {
        match &self.entries.get(id)?.record.shown().target {
            Target::Passage(targets) => targets.first(),
            _ => None,
        }
    }

    /// What says best where the passage of an annotation is.
    pub fn selectors(&self, id: &AnnotationId) -> Option<Selectors> {
        self.best_selectors(id).cloned()
    }

    fn best_selectors(&self, id: &AnnotationId) -> Option<&Selectors> {
        let own = &self.passage_target(id)?.selectors;
        let is_better = |known: &&PassageTarget| {
            let also_rival = own.rival.is_none() && known.selectors.rival.is_some();
            also_rival && is_same_passage(own, &known.selectors)
                || known.is_confirmed_for(own.quote.as_ref())
        };
        let known = self.known.get(id).filter(is_better);
        Some(known.map_or(own, |known| &known.selectors))
    }

    /// Whether an annotation came without a rival and stands here intact, so that it can get one.
    pub fn lacks_rival(&self, id: &AnnotationId) -> bool {
        let lacks = self
            .best_selectors(id)
            .is_some_and(|selectors| selectors.quote.is_some() && selectors.rival.is_none());
        let placement = self.placements.get(id).filter(|_| lacks);
        placement.is_some_and(|placement| placement.state == anchor::State::Exact)
    }

    /// The places of which the reader said that they are not the passage.
    pub(super) fn refused(&self, id: &AnnotationId) -> impl Iterator<Item = Quote> + '_ {
        let targets = [self.passage_target(id), self.known.get(id)];
        let targets = targets.into_iter().flatten();
        targets.flat_map(PassageTarget::refused)
    }
}

/// A note whose author moved it is another passage now.
fn is_same_passage(one: &Selectors, other: &Selectors) -> bool {
    match (&one.quote, &other.quote) {
        (Some(one), Some(other)) => one
            .exact
            .split_whitespace()
            .eq(other.exact.split_whitespace()),
        _ => false,
    }
}

/// Takes in what is known; what is `fresh` is kept as well.
pub(super) fn take(turn: &mut Turn, list: Vec<(AnnotationId, PassageTarget)>, fresh: bool) {
    let known = Rc::make_mut(&mut turn.state.known);
    for (id, target) in list {
        if let Some(before) = known.get_mut(&id) {
            before.selectors = target.selectors;
        } else if known.len() < MOST_KNOWN {
            known.insert(id, target);
        }
    }
    if fresh {
        turn.then(Command::KeepKnown);
    }
}

/// Keeps a "no" to a place of a note that is not ours to change.
pub(super) fn refuse(turn: &mut Turn, id: &AnnotationId, words: &Quote) {
    let before = turn.state.known.get(id).cloned();
    let target = before.clone().or_else(|| {
        let target = turn.state.passage_target(id)?;
        Some(PassageTarget {
            extra: serde_json::Map::new(),
            ..target.clone()
        })
    });
    let Some(mut target) = target else { return };
    target.refuse(words);
    put(turn, id, Some(target));
    remember(turn, Past::Known(id.clone(), before.map(Box::new)));
}

/// Keeps a "yes" to a place of a note that is not ours to change.
pub(super) fn confirm(turn: &mut Turn, id: &AnnotationId, mut place: PassageTarget) {
    let before = turn.state.known.get(id).cloned();
    if let Some(before) = &before {
        place.extra = before.extra.clone();
    }
    let Some(own) = turn.state.passage_target(id) else {
        return;
    };
    place.confirm(own.selectors.quote.as_ref());
    put(turn, id, Some(place));
    remember(turn, Past::Known(id.clone(), before.map(Box::new)));
}

/// Puts back what was known before a step, and answers what was known until now.
pub(super) fn put(
    turn: &mut Turn,
    id: &AnnotationId,
    target: Option<PassageTarget>,
) -> Option<Box<PassageTarget>> {
    let known = Rc::make_mut(&mut turn.state.known);
    let now = match target {
        Some(target) => known.insert(id.clone(), target),
        None => known.remove(id),
    };
    turn.then(Command::KeepKnown);
    intake::place(turn, vec![id.clone()]);
    now.map(Box::new)
}
