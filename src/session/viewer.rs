//! Keeps what the screen showed, so that a change costs what changed and not what there is.
//!
//! Where no notes answer others only the cards of what differs from the last look are asked about; else each card is, and
//! made anew only when something it shows is another. The order of the margin is kept and what is new is put in between.

use std::cmp::Ordering;
use std::rc::Rc;

use super::filter::Filter;
use super::group::Group;
use super::layers::{self, Badge};
use super::state::{Editing, Entry, Kept, Layer, State};
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
    placement: Option<Rc<Placement>>,
    kept: Kept,
    card: Rc<CardView>,
}

impl Known {
    /// Whether the card would be the same again; what hangs on others is asked apart.
    fn still_holds(&self, state: &State, entry: &Entry, placement: Option<&Rc<Placement>>) -> bool {
        let id = &self.card.id;
        Rc::ptr_eq(&self.record, &entry.record)
            && self.kept == entry.kept
            && self.placement.as_ref() == placement
            && self.card.is_active == (state.active.as_ref() == Some(id))
            && self.card.editing.is_none()
            && self.card.orphan.is_none()
            && state.editing.as_ref().is_none_or(|open| open.id != *id)
    }
}

/// What a look went by, beside the filter and what stands in every card.
#[derive(Debug, Default)]
struct Basis {
    entries: Rc<Map<AnnotationId, Entry>>,
    placements: Rc<Map<AnnotationId, Rc<Placement>>>,
    active: Option<AnnotationId>,
    editing: Option<Editing>,
}

impl Basis {
    fn of(state: &State) -> Self {
        Self {
            entries: Rc::clone(&state.entries),
            placements: Rc::clone(&state.placements),
            active: state.active.clone(),
            editing: state.editing.clone(),
        }
    }

    /// The annotations whose cards may be others than before, each once, by id.
    fn differences(&self, state: &State) -> Vec<AnnotationId> {
        let mut ids: Vec<&AnnotationId> = Vec::new();
        if !Rc::ptr_eq(&self.entries, &state.entries) {
            ids = state.entries.differences(&self.entries, |now, before| {
                Rc::ptr_eq(&now.record, &before.record)
                    && now.kept == before.kept
                    && now.layer == before.layer
            });
        }
        if !Rc::ptr_eq(&self.placements, &state.placements) {
            ids.extend(state.placements.differences(&self.placements, Rc::eq));
        }
        if self.active != state.active {
            ids.extend([&self.active, &state.active].into_iter().flatten());
        }
        if self.editing != state.editing {
            let open = [&self.editing, &state.editing].into_iter().flatten();
            ids.extend(open.map(|open| &open.id));
        }
        let mut ids: Vec<AnnotationId> = ids.into_iter().cloned().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// What changes from one look to the next.
#[derive(Default)]
struct News {
    fresh: Vec<Rc<CardView>>,
    gone: Vec<Rc<CardView>>,
}

/// What the screen showed last.
#[derive(Debug, Default)]
pub struct Viewer {
    /// By id.
    known: Vec<Known>,
    basis: Basis,
    text: Option<Rc<ArticleText>>,
    reader: Option<Person>,
    group: Rc<Group>,
    badges: Rc<Map<String, Rc<Badge>>>,
    /// Whether any annotation, deleted ones too, answers another.
    has_answers: bool,
    filter: Option<Rc<Filter>>,
    view: Rc<MarginView>,
}

impl Viewer {
    /// What the screen shows of `state`.
    pub fn look(&mut self, state: &State) -> Rc<MarginView> {
        let ids = self.basis.differences(state);
        self.forget_where_others_matter(state, &ids);
        let is_first = self.filter.is_none();
        self.has_answers |= if is_first {
            state.entries.values().any(is_answer)
        } else {
            let mut entries = ids.iter().filter_map(|id| state.entries.get(id));
            entries.any(is_answer)
        };
        let news = if is_first || ids.len() > MANY || self.has_answers && !ids.is_empty() {
            self.ask_all(state)
        } else {
            self.ask(state, &ids)
        };
        self.basis = Basis::of(state);
        let is_new_filter = self.filter.as_ref() != Some(&state.filter);
        if news.fresh.is_empty() && news.gone.is_empty() && !is_new_filter {
            return Rc::clone(&self.view);
        }
        self.filter = Some(Rc::clone(&state.filter));
        self.arrange(state, &news);
        Rc::clone(&self.view)
    }

    /// Asks about these cards, where no notes answer others.
    fn ask(&mut self, state: &State, ids: &[AnnotationId]) -> News {
        let around = Around {
            replies: view::Replies::new(),
            badges: Rc::clone(&self.badges),
        };
        let mut news = News::default();
        for id in ids {
            let at = self.known.binary_search_by(|old| old.card.id.cmp(id));
            let old = at.ok().map(|at| self.known.remove(at));
            let placement = state.placements.get(id);
            let known = match state.entries.get(id) {
                Some(entry) => renew(state, entry, placement, &around, old, &mut news),
                None => Err(old),
            };
            match known {
                Ok(known) => self.known.insert(at.unwrap_or_else(|at| at), known),
                Err(old) => news.gone.extend(old.map(|old| old.card)),
            }
        }
        news
    }

    /// Asks about every card.
    fn ask_all(&mut self, state: &State) -> News {
        let around = Around {
            replies: view::replies(state, |entry| state.is_shown(entry)),
            badges: Rc::clone(&self.badges),
        };
        let mut news = News::default();
        let mut before = std::mem::take(&mut self.known).into_iter().peekable();
        let mut placements = state.placements.iter().peekable();
        for (id, entry) in state.entries.iter() {
            // Mostly it is the next one, and shared: then nothing of the ids is read.
            let mut old = before.next_if(|old| old.card.id == *id);
            while old.is_none() {
                let Some(past) = before.next_if(|old| old.card.id < *id) else {
                    break;
                };
                news.gone.push(past.card);
                old = before.next_if(|old| old.card.id == *id);
            }
            let mut placement = placements.next_if(|(other, _)| other == id);
            while placement.is_none() && placements.next_if(|(other, _)| other < id).is_some() {
                placement = placements.next_if(|(other, _)| other == id);
            }
            let placement = placement.map(|(_, placement)| placement);
            match renew(state, entry, placement, &around, old, &mut news) {
                Ok(known) => self.known.push(known),
                Err(old) => news.gone.extend(old.map(|old| old.card)),
            }
        }
        news.gone.extend(before.map(|old| old.card));
        news
    }

    /// The reader, the people and the text stand in every card.
    fn forget_where_others_matter(&mut self, state: &State, ids: &[AnnotationId]) {
        let is_same_text = match (&self.text, &state.text) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let is_same_group = Rc::ptr_eq(&self.group, &state.group);
        let is_same_reader = self.reader.as_ref() == Some(&state.reader);
        // What the reader does to notes of their own changes no name.
        let is_others = |entry: &Entry| {
            entry.layer != Layer::Stored || state.layer_of(entry) != state.reader.id
        };
        let has_others = |id: &AnnotationId| {
            let entries = [self.basis.entries.get(id), state.entries.get(id)];
            entries.into_iter().flatten().any(is_others)
        };
        let is_same = is_same_text && is_same_group && is_same_reader;
        if is_same && !ids.iter().any(has_others) {
            return;
        }
        let badges = layers::badges(&layers::layers(state));
        if !is_same || *self.badges != badges {
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
    fn arrange(&mut self, state: &State, news: &News) {
        let mut next = MarginView::clone(&self.view);
        if news.gone.len() + news.fresh.len() > MANY {
            next = MarginView::default();
            for known in &self.known {
                let card = &known.card;
                if let Some((list, _)) = list_of(state, &mut next, card) {
                    Rc::make_mut(list).push(Rc::clone(card));
                }
            }
            Rc::make_mut(&mut next.placed).sort_by(|a, b| by_place(a, b));
            for list in [&mut next.page_notes, &mut next.unplaced, &mut next.pending] {
                Rc::make_mut(list).sort_by(|a, b| by_age(a, b));
            }
        } else {
            for list in next.lists() {
                let is_gone =
                    |card: &Rc<CardView>| news.gone.iter().any(|old| Rc::ptr_eq(old, card));
                if list.iter().any(is_gone) {
                    Rc::make_mut(list).retain(|card| !is_gone(card));
                }
            }
            for card in &news.fresh {
                if let Some((list, order)) = list_of(state, &mut next, card) {
                    let at = list.partition_point(|other| order(other, card) == Ordering::Less);
                    Rc::make_mut(list).insert(at, Rc::clone(card));
                }
            }
        }
        next.hits = hits(&state.filter, &next);
        self.view = Rc::new(next);
    }
}

fn is_answer(entry: &Entry) -> bool {
    matches!(entry.record.shown().target, Target::Reply(_))
}

/// The card of an annotation, made anew where it must be; what was known of it where it has none.
fn renew(
    state: &State,
    entry: &Entry,
    placement: Option<&Rc<Placement>>,
    around: &Around<'_>,
    old: Option<Known>,
    news: &mut News,
) -> Result<Known, Option<Known>> {
    let annotation = entry.record.shown();
    let stands_with_other = matches!(&annotation.target,
        Target::Reply(to) if view::is_live(state, to));
    if annotation.deleted.is_some() || stands_with_other || !state.is_shown(entry) {
        return Err(old);
    }
    let has_replies = around.replies.contains_key(&annotation.id);
    let old = match old {
        Some(old)
            if !has_replies
                && old.card.replies.is_empty()
                && old.still_holds(state, entry, placement) =>
        {
            return Ok(old);
        }
        old => old,
    };
    let made = view::card(state, entry, placement.map(Rc::as_ref), around, 0);
    let card = match old {
        Some(old) if *old.card == made => old.card,
        old => {
            news.gone.extend(old.map(|old| old.card));
            let card = Rc::new(made);
            news.fresh.push(Rc::clone(&card));
            card
        }
    };
    Ok(Known {
        record: Rc::clone(&entry.record),
        placement: placement.cloned(),
        kept: entry.kept,
        card,
    })
}

/// In the order of the text; of two at one passage the older first.
fn by_place(a: &CardView, b: &CardView) -> Ordering {
    let place = |card: &CardView| {
        card.passage
            .map_or((0, 0), |range| (range.start().get(), range.end().get()))
    };
    (place(a), &a.id).cmp(&(place(b), &b.id))
}

/// The older first.
fn by_age(a: &CardView, b: &CardView) -> Ordering {
    (&a.created, &a.id).cmp(&(&b.created, &b.id))
}

/// A list of the margin, and its order.
type Ordered<'a> = (
    &'a mut Rc<Vec<Rc<CardView>>>,
    fn(&CardView, &CardView) -> Ordering,
);

/// The list that a card belongs to; a reply stands with what it answers.
fn list_of<'a>(state: &State, view: &'a mut MarginView, card: &CardView) -> Option<Ordered<'a>> {
    let entry = state.entries.get(&card.id)?;
    let by_age: fn(&CardView, &CardView) -> Ordering = by_age;
    Some(match &entry.record.shown().target {
        Target::Article(_) | Target::Foreign(_) => (&mut view.page_notes, by_age),
        Target::Passage(_) if card.passage.is_some() => (&mut view.placed, by_place),
        Target::Passage(_) if state.placements.contains_key(&card.id) => {
            (&mut view.unplaced, by_age)
        }
        Target::Passage(_) => (&mut view.pending, by_age),
        // While what it answers is not here, it stands by itself.
        Target::Reply(to) if !view::is_live(state, to) => (&mut view.unplaced, by_age),
        Target::Reply(_) => return None,
    })
}

/// Which cards are what the reader looks for; `None` when all are.
fn hits(filter: &Filter, view: &MarginView) -> Option<Hits> {
    if !filter.is_active() {
        return None;
    }
    let test = filter.test();
    let hits = view.all().filter(|card| test(card));
    let mut serials: Vec<u64> = hits.map(|card| card.serial).collect();
    serials.sort_unstable();
    Some(Hits {
        count: serials.len(),
        serials: serials.into_iter().collect::<Set<_>>(),
        hides: filter.hides,
    })
}

/// What the screen shows of `state`, made from nothing.
pub fn margin(state: &State) -> Rc<MarginView> {
    Viewer::default().look(state)
}
