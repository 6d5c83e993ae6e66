//! Keeps what the screen showed, so that a change costs what changed and not what there is.
//!
//! A card is made anew only when something it shows is another; the order of the margin is kept and
//! what is new is put in between. Of 5,000 notes one more is then a walk along three sorted lists.

use std::cmp::Ordering;
use std::rc::Rc;

use super::filter::Filter;
use super::group::Group;
use super::layers::{self, Badge};
use super::state::{Entry, Kept, State};
use super::view::{self, Around, CardView, Hits, MarginView};
use crate::anchor::Placement;
use crate::annotation::{AnnotationId, Person, Record, Target};
use crate::table::{Map, Set};
use crate::text::ArticleText;

/// With so many new cards at once everything is put in order anew.
const MANY: usize = 64;

/// A card, and what it was made from.
#[derive(Debug)]
struct Known {
    record: Rc<Record>,
    placement: Option<Placement>,
    kept: Kept,
    card: Rc<CardView>,
}

impl Known {
    /// Whether the card would be the same again; what hangs on others is asked apart.
    fn still_holds(&self, state: &State, entry: &Entry, placement: Option<&Placement>) -> bool {
        let id = &self.card.id;
        let is_edited =
            |id: &AnnotationId| state.editing.as_ref().is_some_and(|open| open.id == *id);
        Rc::ptr_eq(&self.record, &entry.record)
            && self.kept == entry.kept
            && self.placement.as_ref() == placement
            && self.card.is_active == (state.active.as_ref() == Some(id))
            && self.card.editing.is_none()
            && !is_edited(id)
    }
}

/// What the screen showed last.
#[derive(Debug, Default)]
pub struct Viewer {
    known: Vec<Known>,
    text: Option<Rc<ArticleText>>,
    reader: Option<Person>,
    group: Rc<Group>,
    badges: Rc<Map<String, Rc<Badge>>>,
    filter: Option<Rc<Filter>>,
    view: Rc<MarginView>,
}

impl Viewer {
    /// What the screen shows of `state`.
    pub fn look(&mut self, state: &State) -> Rc<MarginView> {
        let is_shown = |entry: &Entry| state.is_shown(entry);
        self.forget_where_others_matter(state);
        let around = Around {
            replies: view::replies(state, is_shown),
            badges: Rc::clone(&self.badges),
        };
        let mut before = std::mem::take(&mut self.known).into_iter().peekable();
        let mut placements = state.placements.iter().peekable();
        let (mut fresh, mut gone) = (Vec::new(), Vec::new());
        for (id, entry) in state.entries.iter() {
            // Mostly it is the next one, and shared: then nothing of the ids is read.
            let mut old = before.next_if(|old| old.card.id == *id);
            while old.is_none() {
                let Some(past) = before.next_if(|old| old.card.id < *id) else {
                    break;
                };
                gone.push(past.card);
                old = before.next_if(|old| old.card.id == *id);
            }
            let mut placement = placements.next_if(|(other, _)| other == id);
            while placement.is_none() && placements.next_if(|(other, _)| other < id).is_some() {
                placement = placements.next_if(|(other, _)| other == id);
            }
            let placement = placement.map(|(_, placement)| placement);
            let annotation = entry.record.shown();
            let is_answer = matches!(&annotation.target,
                Target::Reply(to) if view::is_live(state, to));
            if annotation.deleted.is_some() || is_answer || !is_shown(entry) {
                gone.extend(old.map(|old| old.card));
                continue;
            }
            let has_replies = around.replies.contains_key(id);
            let holds = |old: &Known| {
                let is_same = old.still_holds(state, entry, placement);
                is_same && !has_replies && old.card.replies.is_empty()
            };
            match old {
                Some(old) if holds(&old) => self.known.push(old),
                old => {
                    let made = view::card(state, entry, placement, &around, 0);
                    let card = match old {
                        Some(old) if *old.card == made => old.card,
                        old => {
                            gone.extend(old.map(|old| old.card));
                            let card = Rc::new(made);
                            fresh.push(Rc::clone(&card));
                            card
                        }
                    };
                    self.known.push(Known {
                        record: Rc::clone(&entry.record),
                        placement: placement.cloned(),
                        kept: entry.kept,
                        card,
                    });
                }
            }
        }
        gone.extend(before.map(|old| old.card));
        let is_new_filter = self.filter.as_ref() != Some(&state.filter);
        if fresh.is_empty() && gone.is_empty() && !is_new_filter {
            return Rc::clone(&self.view);
        }
        self.filter = Some(Rc::clone(&state.filter));
        self.arrange(state, fresh, &gone);
        Rc::clone(&self.view)
    }

    /// The reader, the people and the text stand in every card.
    fn forget_where_others_matter(&mut self, state: &State) {
        let is_same_text = match (&self.text, &state.text) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let badges = layers::badges(&layers::layers(state));
        let is_same_group = Rc::ptr_eq(&self.group, &state.group) && *self.badges == badges;
        if !is_same_text || !is_same_group || self.reader.as_ref() != Some(&state.reader) {
            *self = Self {
                text: state.text.clone(),
                reader: Some(state.reader.clone()),
                group: Rc::clone(&state.group),
                badges: Rc::new(badges),
                ..Self::default()
            };
        }
    }

    /// Puts what is new where it belongs.
    fn arrange(&mut self, state: &State, fresh: Vec<Rc<CardView>>, gone: &[Rc<CardView>]) {
        let mut next = MarginView::default();
        if gone.len() + fresh.len() > MANY {
            for known in &self.known {
                sort_in(state, &mut next, &known.record, &known.card);
            }
            next.placed.sort_by(|a, b| by_place(a, b));
        } else {
            let is_left = |card: &&Rc<CardView>| !gone.iter().any(|old| Rc::ptr_eq(old, card));
            let keep = |list: &[Rc<CardView>]| list.iter().filter(is_left).cloned().collect();
            next.page_notes = keep(&self.view.page_notes);
            next.placed = keep(&self.view.placed);
            next.unplaced = keep(&self.view.unplaced);
            next.pending = keep(&self.view.pending);
            let mut added = MarginView::default();
            for card in &fresh {
                if let Some(entry) = state.entries.get(&card.id) {
                    sort_in(state, &mut added, &entry.record, card);
                }
            }
            next.page_notes.extend(added.page_notes);
            next.unplaced.extend(added.unplaced);
            next.pending.extend(added.pending);
            for card in added.placed {
                let at = next
                    .placed
                    .partition_point(|other| by_place(other, &card) == Ordering::Less);
                next.placed.insert(at, card);
            }
        }
        for list in [&mut next.page_notes, &mut next.unplaced, &mut next.pending] {
            list.sort_by(|a, b| (&a.created, &a.id).cmp(&(&b.created, &b.id)));
        }
        next.hits = hits(&state.filter, &next);
        self.view = Rc::new(next);
    }
}

/// In the order of the text; of two at one passage the older first.
fn by_place(a: &CardView, b: &CardView) -> Ordering {
    let place = |card: &CardView| {
        card.passage
            .map_or((0, 0), |range| (range.start().get(), range.end().get()))
    };
    (place(a), &a.id).cmp(&(place(b), &b.id))
}

/// Puts a card into the list that it belongs to; a reply stands with what it answers.
fn sort_in(state: &State, view: &mut MarginView, record: &Record, card: &Rc<CardView>) {
    let list = match &record.shown().target {
        Target::Article(_) | Target::Foreign(_) => &mut view.page_notes,
        Target::Passage(_) if card.passage.is_some() => &mut view.placed,
        Target::Passage(_) if state.placements.contains_key(&card.id) => &mut view.unplaced,
        Target::Passage(_) => &mut view.pending,
        // While what it answers is not here, it stands by itself.
        Target::Reply(to) if !view::is_live(state, to) => &mut view.unplaced,
        Target::Reply(_) => return,
    };
    list.push(Rc::clone(card));
}

/// Which cards are what the reader looks for; `None` when all are.
fn hits(filter: &Filter, view: &MarginView) -> Option<Hits> {
    if !filter.is_active() {
        return None;
    }
    let test = filter.test();
    let mut ids: Vec<AnnotationId> = view
        .all()
        .filter(|card| test(card))
        .map(|card| card.id.clone())
        .collect();
    ids.sort_unstable();
    Some(Hits {
        count: ids.len(),
        ids: ids.into_iter().collect::<Set<_>>(),
        hides: filter.hides,
    })
}

/// What the screen shows of `state`, made from nothing.
pub fn margin(state: &State) -> Rc<MarginView> {
    Viewer::default().look(state)
}
