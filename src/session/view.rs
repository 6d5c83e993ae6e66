//! What the screen shows, computed from the state: the cards, the panel, the trash, the paint.

use std::cell::OnceCell;
use std::rc::Rc;

use super::filter::{Filter, Sort};
use super::layers::Badge;
use super::state::{Editing, Entry, Kept, Layer, State};
pub use super::viewer::{Viewer, margin};
use crate::anchor::{self, Change, Placement};
use crate::annotation::{
    Annotation, AnnotationId, Color, Instant, Motivation, Record, Target, Timestamp,
};
use crate::table::{Map, Set};
use crate::text::ByteRange;

/// What an annotation is, to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No words of the reader's.
    Highlight,
    /// With words.
    Note,
    /// A note that asks.
    Question,
    /// On the whole article.
    PageNote,
    /// To another annotation.
    Reply,
    /// A place to come back to.
    Bookmark,
}

/// Whom a card is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The reader.
    Reader,
    /// Somebody else, by display name.
    Named(String),
    /// Somebody else who gave no name.
    Unnamed,
}

/// Another version of a note that nobody settled yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictView {
    /// Its place among the versions, the shown one being the first.
    pub index: usize,
    /// Its words, Markdown; none of a highlight and of what was deleted.
    pub words: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether the note was deleted there.
    pub is_deleted: bool,
}

/// Why a reply stands by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orphan {
    /// What it answers is not here, or not yet.
    Waits,
    /// What it answers was deleted.
    Bereft,
}

impl Author {
    /// The display name of somebody else.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Reader | Self::Unnamed => None,
        }
    }
}

/// A place to choose for an annotation that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateView {
    /// Where.
    pub passage: ByteRange,
    /// The text there, cut at about 200 characters.
    pub text: String,
}

/// One card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardView {
    /// Which annotation.
    pub id: AnnotationId,
    /// What it is.
    pub kind: Kind,
    /// Whom it is from.
    pub author: Author,
    /// How somebody else's card is told apart; `None` on the reader's own.
    pub badge: Option<Rc<Badge>>,
    /// Whether the site owner gives it.
    pub is_provided: bool,
    /// The id of the layer that it is on: whom it is from, or which file; empty when nobody says.
    pub creator: String,
    /// Whether the reader may change it.
    pub is_own: bool,
    /// Its colour.
    pub color: Color,
    /// The passage's text as it is now, or the quote when it has no place; empty for page notes.
    pub quote: String,
    /// What stood before and after the quote when it was made, of an annotation without a place.
    pub context: (String, String),
    /// The reader's words, Markdown.
    pub words: Option<Rc<str>>,
    /// Tags.
    pub tags: Vec<String>,
    /// When it was made, RFC 3339.
    pub created: Option<String>,
    /// When it was changed last, RFC 3339; `None` when it never was.
    pub modified: Option<String>,
    /// When a question was answered, RFC 3339.
    pub answered: Option<String>,
    /// How sure its place is; `None` when it needs none.
    pub placement: Option<anchor::State>,
    /// Where its passage is.
    pub passage: Option<ByteRange>,
    /// How its passage changed.
    pub changes: Vec<Change>,
    /// Where it may be.
    pub candidates: Vec<CandidateView>,
    /// Whether it is safe.
    pub kept: Kept,
    /// Other versions of the same annotation that nobody settled yet.
    pub conflicts: Vec<ConflictView>,
    /// Why it stands by itself, of a reply that does.
    pub orphan: Option<Orphan>,
    /// Replies, oldest first.
    pub replies: Vec<Rc<CardView>>,
    /// Whether it is in focus.
    pub is_active: bool,
    /// Its editor, when it is open.
    pub editing: Option<Rc<Editing>>,
    /// A number in the place of its id, see [`serial`].
    pub serial: u64,
    /// What a search compares with, once one did.
    pub(super) folded: Folded,
}

/// Words that are made when they are first asked for; a card is the same with and without them.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded(pub OnceCell<Rc<str>>);

impl PartialEq for Folded {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Folded {}

impl CardView {
    /// Whether it should have a place in the text and has none.
    pub fn is_unplaced(&self) -> bool {
        self.placement == Some(anchor::State::Unplaced)
    }

    /// When it was made, to compare by.
    fn instant(&self) -> Option<Instant> {
        let made = Timestamp::parse(self.created.as_deref()?)?;
        Some(made.instant())
    }
}

/// A number for an id (FNV-1a), for lists of thousands that are gone through at every change: ids
/// are long and begin alike. Two of the same number would share the height that is guessed until
/// they are measured.
pub fn serial(id: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in id.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// The cards that are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// The numbers of the cards.
    pub(super) serials: Set<u64>,
    /// How many there are.
    pub count: usize,
    /// Whether the others are not shown at all.
    pub hides: bool,
}

/// Everything in the margin. A list that is the same as before is the same one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarginView {
    /// Notes on the whole article, oldest first.
    pub page_notes: Rc<Vec<Rc<CardView>>>,
    /// Those with a passage, in document order.
    pub placed: Rc<Vec<Rc<CardView>>>,
    /// Those whose passage was not found.
    pub unplaced: Rc<Vec<Rc<CardView>>>,
    /// Those whose passage is still being looked for.
    pub pending: Rc<Vec<Rc<CardView>>>,
    /// Which of them the reader looks for; `None` when all.
    pub hits: Option<Hits>,
}

impl MarginView {
    /// All cards: page notes, placed, unplaced, pending.
    pub fn all(&self) -> impl Iterator<Item = &Rc<CardView>> {
        self.page_notes
            .iter()
            .chain(self.placed.iter())
            .chain(self.unplaced.iter())
            .chain(self.pending.iter())
    }

    /// How many cards there are.
    pub fn count(&self) -> usize {
        self.same_lists().iter().map(|list| list.len()).sum()
    }

    /// The lists themselves: the same ones as long as no card is another, whatever is looked for.
    pub fn same_lists(&self) -> [Rc<Vec<Rc<CardView>>>; 4] {
        [
            Rc::clone(&self.page_notes),
            Rc::clone(&self.placed),
            Rc::clone(&self.unplaced),
            Rc::clone(&self.pending),
        ]
    }

    /// The lists, to change.
    pub(super) fn lists(&mut self) -> [&mut Rc<Vec<Rc<CardView>>>; 4] {
        [
            &mut self.page_notes,
            &mut self.placed,
            &mut self.unplaced,
            &mut self.pending,
        ]
    }

    /// Whether the reader looks for it.
    pub fn is_hit(&self, card: &CardView) -> bool {
        let hits = self.hits.as_ref();
        hits.is_none_or(|hits| hits.serials.contains(&card.serial))
    }

    /// Whether it is shown: looked for, or standing back.
    pub fn is_shown(&self, card: &CardView) -> bool {
        self.is_hit(card) || self.hits.as_ref().is_some_and(|hits| !hits.hides)
    }

    /// What the panel lists: page notes, then what has a place or waits for one, in the order asked
    /// for; those without a place stand by themselves.
    pub fn listed(&self, filter: &Filter) -> Vec<Rc<CardView>> {
        let is_hit = |card: &&Rc<CardView>| self.is_hit(card);
        let list = self.page_notes.iter().filter(is_hit).cloned();
        let rest = self.placed.iter().chain(self.pending.iter());
        let mut rest: Vec<_> = rest.filter(is_hit).cloned().collect();
        match filter.sort {
            Sort::Document => {}
            Sort::Oldest => rest.sort_by_cached_key(|card| card.instant()),
            Sort::Newest => rest.sort_by_cached_key(|card| std::cmp::Reverse(card.instant())),
        }
        list.chain(rest).collect()
    }
}

/// A deleted annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct TrashView {
    /// Which annotation.
    pub id: AnnotationId,
    /// Its passage's quote.
    pub quote: String,
    /// Its words before it was deleted.
    pub words: Option<String>,
    /// When it was deleted, RFC 3339.
    pub deleted: String,
}

/// How a passage is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paint {
    /// A highlight in its colour.
    Color(Color),
    /// Somebody else's, by their pattern: a line over or under its colour.
    By(usize),
    /// Likely here: a dashed outline.
    Probable,
    /// A place to come back to.
    Bookmark,
    /// Not what the reader looks for.
    Aside,
    /// The one in focus, painted over its colour.
    Active,
}

/// What is painted in the text, in document order.
pub fn paint(view: &MarginView) -> Vec<(Paint, ByteRange)> {
    let mut list = Vec::with_capacity(view.placed.len() + 1);
    for card in view.placed.iter() {
        let Some(passage) = card.passage else {
            continue;
        };
        let is_hit = view.is_hit(card);
        let paint = if !is_hit {
            Paint::Aside
        } else if card.placement == Some(anchor::State::Probable) {
            Paint::Probable
        } else if card.kind == Kind::Bookmark {
            Paint::Bookmark
        } else {
            Paint::Color(card.color)
        };
        if is_hit || view.hits.as_ref().is_some_and(|hits| !hits.hides) {
            list.push((paint, passage));
        }
        let pattern = card.badge.as_ref().and_then(|badge| badge.pattern);
        if let Some(pattern) = pattern.filter(|_| is_hit) {
            list.push((Paint::By(pattern), passage));
        }
        if card.is_active {
            list.push((Paint::Active, passage));
        }
    }
    list
}

/// What the reader deleted, or an import replaced, newest first; the last version of each.
pub fn trash(state: &State) -> Vec<TrashView> {
    let mut list: Vec<TrashView> = state
        .entries
        .values()
        .filter(|entry| state.is_own(entry))
        .filter_map(|entry| {
            let thrown = entry.trash.last()?;
            let annotation = &thrown.annotation;
            Some(TrashView {
                id: annotation.id.clone(),
                quote: quote_of(annotation).unwrap_or_default().to_owned(),
                words: annotation.note.as_ref().map(|note| note.value.clone()),
                deleted: thrown
                    .since
                    .as_ref()
                    .map_or_else(String::new, |at| at.as_str().to_owned()),
            })
        })
        .collect();
    list.sort_by(|a, b| b.deleted.cmp(&a.deleted));
    list
}

/// Ids of all live annotations in the order of the public interface: page notes, then document
/// order, each followed by its replies; those without a place last, hidden layers too. A note whose first words are
/// still being written is not among them.
pub fn order(state: &State) -> Vec<AnnotationId> {
    let replies = replies(state, |_| true);
    let mut first: Vec<(Place<'_>, &AnnotationId)> = live(state)
        .filter_map(|entry| Some((place_of(state, entry)?, entry.record.id())))
        .collect();
    first.sort();
    let mut list = Vec::new();
    for (_, id) in first {
        with_replies(state, id, &replies, &mut list);
    }
    with_circles(state, &mut list);
    list
}

/// Where a card stands among all: its part of the margin, its passage there, when it was made.
type Place<'a> = (u8, Option<ByteRange>, Option<&'a str>);

/// `None` for a reply, which stands with what it answers.
fn place_of<'a>(state: &State, entry: &'a Entry) -> Option<Place<'a>> {
    let annotation = entry.record.shown();
    let created = annotation.created.as_ref().map(Timestamp::as_str);
    Some(match &annotation.target {
        Target::Article(_) | Target::Foreign(_) => (0, None, created),
        Target::Reply(to) if is_live(state, to) => return None,
        Target::Reply(_) => (2, None, created),
        Target::Passage(_) => {
            let placement = state.placements.get(&annotation.id);
            match placement.map(|placement| placement.range) {
                Some(Some(range)) => (1, Some(range), None),
                Some(None) => (2, None, created),
                None => (3, None, created),
            }
        }
    })
}

fn with_replies(
    state: &State,
    id: &AnnotationId,
    replies: &Replies<'_>,
    list: &mut Vec<AnnotationId>,
) {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let entry = state.entries.get(id);
        if entry.is_some_and(|entry| entry.kept != Kept::Draft) {
            list.push(id.clone());
        }
        let below = replies.get(&id).into_iter().flatten();
        open.extend(below.rev().map(|reply| reply.record.id()));
    }
}

/// Adds those that reply to each other in a circle, as a hostile file can make of anybody's: no thread leads to them.
fn with_circles(state: &State, list: &mut Vec<AnnotationId>) {
    let all = || live(state).filter(|entry| entry.kept != Kept::Draft);
    if list.len() == all().count() {
        return;
    }
    let mut known = list.clone();
    known.sort_unstable();
    let ids = all().map(|entry| entry.record.id());
    list.extend(ids.filter(|id| known.binary_search(id).is_err()).cloned());
}

/// The same, or only what the filter shows of it: a card that matches, with its replies.
pub fn shown(state: &State, is_filtered: bool) -> Vec<AnnotationId> {
    fn gather(card: &CardView, list: &mut Vec<AnnotationId>) {
        if card.kept != Kept::Draft {
            list.push(card.id.clone());
        }
        for reply in &card.replies {
            gather(reply, list);
        }
    }
    if !is_filtered {
        return order(state);
    }
    let mut list = Vec::new();
    let view = margin(state);
    for card in view.all() {
        if view.is_hit(card) {
            gather(card, &mut list);
        }
    }
    list
}

/// Replies by what they answer.
pub(super) type Replies<'a> = Map<&'a AnnotationId, Vec<&'a Entry>>;

/// What a card shows of others.
pub(super) struct Around<'a> {
    pub replies: Replies<'a>,
    pub badges: Rc<Map<String, Rc<Badge>>>,
}

/// Replies by what they answer, oldest first.
pub(super) fn replies<'a>(state: &'a State, is_wanted: impl Fn(&Entry) -> bool) -> Replies<'a> {
    let mut by_parent = Replies::new();
    for entry in live(state).filter(|entry| is_wanted(entry)) {
        if let Target::Reply(to) = &entry.record.shown().target {
            by_parent.change(&to, |list| list.push(entry));
        }
    }
    for list in by_parent.values_mut() {
        list.sort_by_key(|entry| {
            let annotation = entry.record.shown();
            (annotation.created.clone(), annotation.id.clone())
        });
    }
    by_parent
}

/// How deep replies to replies stand in each other; those below stand side by side.
const MAX_THREAD: usize = 32;

/// What answers an annotation, oldest first.
fn answers<'a>(around: &'a Around<'a>, id: &'a AnnotationId) -> &'a [&'a Entry] {
    around.replies.get(&id).map_or(&[], Vec::as_slice)
}

/// The cards of what answers an annotation.
fn reply_cards(
    state: &State,
    id: &AnnotationId,
    around: &Around<'_>,
    depth: usize,
) -> Vec<Rc<CardView>> {
    if depth > MAX_THREAD {
        return Vec::new();
    }
    let mut open: Vec<&Entry> = answers(around, id).iter().rev().copied().collect();
    let mut cards = Vec::new();
    while let Some(reply) = open.pop() {
        cards.push(Rc::new(card(state, reply, None, around, depth + 1)));
        if depth == MAX_THREAD {
            open.extend(answers(around, reply.record.id()).iter().rev());
        }
    }
    cards
}

pub(super) fn card(
    state: &State,
    entry: &Entry,
    placement: Option<&Placement>,
    around: &Around<'_>,
    depth: usize,
) -> CardView {
    let annotation = entry.record.shown();
    let passage = placement.and_then(|placement| placement.range);
    let text_of = |range| state.text.as_ref().and_then(|text| text.slice(range));
    let quote = passage
        .and_then(text_of)
        .or_else(|| quote_of(annotation))
        .unwrap_or_default();
    let candidates = placement.map_or_else(Vec::new, |placement| {
        let mut list = Vec::new();
        for candidate in &placement.candidates {
            if let Some(text) = text_of(candidate.range) {
                list.push(CandidateView {
                    passage: candidate.range,
                    text: text.chars().take(200).collect(),
                });
            }
        }
        list
    });
    let is_needed = matches!(annotation.target, Target::Passage(_));
    let badge = around.badges.get(state.layer_of(entry));
    let badge = badge.filter(|badge| badge.pattern.is_some()).cloned();
    CardView {
        id: annotation.id.clone(),
        kind: kind_of(annotation),
        author: author_of(annotation, badge.as_deref()),
        badge,
        is_provided: is_provided(entry),
        creator: state.layer_of(entry).to_owned(),
        is_own: state.is_own(entry),
        color: color_of(annotation),
        quote: quote.to_owned(),
        context: match passage {
            None => context_of(annotation),
            Some(_) => Default::default(),
        },
        words: annotation
            .note
            .as_ref()
            .map(|note| Rc::from(note.value.as_str())),
        tags: annotation.tags.clone(),
        created: annotation.created.as_ref().map(|at| at.as_str().to_owned()),
        modified: annotation
            .modified
            .as_ref()
            .filter(|at| Some(*at) != annotation.created.as_ref())
            .map(|at| at.as_str().to_owned()),
        answered: annotation.answered().map(str::to_owned),
        placement: placement
            .map(|placement| placement.state)
            .filter(|_| is_needed),
        passage,
        changes: placement.map_or_else(Vec::new, |placement| placement.changes.clone()),
        candidates,
        kept: entry.kept,
        conflicts: conflicts(&entry.record),
        orphan: orphan(state, annotation),
        replies: reply_cards(state, &annotation.id, around, depth),
        is_active: state.active.as_ref() == Some(&annotation.id),
        editing: state
            .editing
            .as_ref()
            .filter(|editing| editing.id == annotation.id)
            .map(|editing| Rc::new(editing.clone())),
        serial: serial(annotation.id.as_str()),
        folded: Folded::default(),
    }
}

/// The other versions, but those that say the same.
fn conflicts(record: &Record) -> Vec<ConflictView> {
    let shown = record.shown();
    let mut list = Vec::new();
    for (at, other) in record.conflicts().iter().enumerate() {
        if other.deleted.is_some() || !other.same_content(shown) {
            list.push(ConflictView {
                index: at + 1,
                words: other.note.as_ref().map(|note| note.value.clone()),
                tags: other.tags.clone(),
                is_deleted: other.deleted.is_some(),
            });
        }
    }
    list
}

/// Why a reply stands by itself.
fn orphan(state: &State, annotation: &Annotation) -> Option<Orphan> {
    let Target::Reply(to) = &annotation.target else {
        return None;
    };
    match state.entries.get(to) {
        None => Some(Orphan::Waits),
        Some(entry) if entry.record.is_deleted() => Some(Orphan::Bereft),
        Some(_) => None,
    }
}

fn live(state: &State) -> impl Iterator<Item = &Entry> {
    state
        .entries
        .values()
        .filter(|entry| entry.record.shown().deleted.is_none())
}

pub(super) fn is_live(state: &State, id: &AnnotationId) -> bool {
    state
        .entries
        .get(id)
        .is_some_and(|entry| entry.record.shown().deleted.is_none())
}

fn kind_of(annotation: &Annotation) -> Kind {
    match (&annotation.target, &annotation.motivation) {
        (Target::Reply(_), _) => Kind::Reply,
        (_, Motivation::Questioning) => Kind::Question,
        (_, Motivation::Bookmarking) => Kind::Bookmark,
        (Target::Article(_) | Target::Foreign(_), _) => Kind::PageNote,
        (Target::Passage(_), _) if annotation.note.is_some() => Kind::Note,
        (Target::Passage(_), _) => Kind::Highlight,
    }
}

fn author_of(annotation: &Annotation, badge: Option<&Badge>) -> Author {
    let Some(badge) = badge else {
        return Author::Reader;
    };
    let own = annotation.creator.as_ref().and_then(|one| one.name.clone());
    // A person goes by one name everywhere; in a file of several people each note has its own.
    let name = match badge.is_person {
        true => badge.name.clone(),
        false => own.or_else(|| badge.name.clone()),
    };
    name.map_or(Author::Unnamed, Author::Named)
}

fn color_of(annotation: &Annotation) -> Color {
    annotation.color.unwrap_or_default()
}

/// The quote of the target in force.
fn quote_of(annotation: &Annotation) -> Option<&str> {
    let Target::Passage(targets) = &annotation.target else {
        return None;
    };
    let quote = targets.first()?.selectors.quote.as_ref()?;
    Some(&quote.exact)
}

fn context_of(annotation: &Annotation) -> (String, String) {
    let Target::Passage(targets) = &annotation.target else {
        return Default::default();
    };
    targets
        .first()
        .and_then(|target| target.selectors.quote.as_ref())
        .map_or_else(Default::default, |quote| {
            (quote.prefix.clone(), quote.suffix.clone())
        })
}

/// Whether an annotation is of the site owner's.
pub fn is_provided(entry: &Entry) -> bool {
    matches!(entry.layer, Layer::Provided(_))
}
