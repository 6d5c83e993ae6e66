//! What the screen shows, computed from the state: the cards, the panel, the trash, the paint.

use std::rc::Rc;

use super::state::{Editing, Entry, Kept, Layer, State};
use crate::anchor::{self, Change};
use crate::annotation::{Annotation, AnnotationId, Color, Motivation, Target, Timestamp};
use crate::table::Map;
use crate::text::{ByteOffset, ByteRange};

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

/// A place to choose for an annotation that has none.
#[derive(Clone, Debug, PartialEq)]
pub struct CandidateView {
    /// Where.
    pub passage: ByteRange,
    /// The text there, cut at about 200 characters.
    pub text: String,
}

/// One card.
#[derive(Clone, Debug, PartialEq)]
pub struct CardView {
    /// Which annotation.
    pub id: AnnotationId,
    /// What it is.
    pub kind: Kind,
    /// Whom it is from.
    pub author: Author,
    /// Whether the reader may change it.
    pub is_own: bool,
    /// Its colour.
    pub color: Color,
    /// The passage's text as it is now, or the quote when it has no place; empty for page notes.
    pub quote: String,
    /// What stood before and after the quote when it was made (for an annotation without a place).
    pub context: (String, String),
    /// The reader's words, Markdown.
    pub words: Option<Rc<str>>,
    /// Tags.
    pub tags: Vec<String>,
    /// When it was made, RFC 3339.
    pub created: Option<String>,
    /// When it was changed last, RFC 3339; `None` when it never was.
    pub modified: Option<String>,
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
    /// Other texts of the same annotation that nobody settled yet.
    pub conflicts: Vec<String>,
    /// Replies, oldest first.
    pub replies: Vec<Rc<CardView>>,
    /// Whether it is in focus.
    pub is_active: bool,
    /// Its editor, when it is open.
    pub editing: Option<Rc<Editing>>,
}

/// Everything in the margin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MarginView {
    /// Notes on the whole article, oldest first.
    pub page_notes: Vec<Rc<CardView>>,
    /// Those with a passage, in document order.
    pub placed: Vec<Rc<CardView>>,
    /// Those whose passage was not found.
    pub unplaced: Vec<Rc<CardView>>,
    /// Those whose passage is still being looked for.
    pub pending: Vec<Rc<CardView>>,
}

impl MarginView {
    /// All cards: page notes, placed, unplaced, pending.
    pub fn all(&self) -> impl Iterator<Item = &Rc<CardView>> {
        self.page_notes
            .iter()
            .chain(&self.placed)
            .chain(&self.unplaced)
            .chain(&self.pending)
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
    /// Likely here: a dashed outline.
    Probable,
    /// The one in focus, painted over its colour.
    Active,
}

/// What is painted in the text, in document order.
pub fn paint(state: &State) -> Vec<(Paint, ByteRange, AnnotationId)> {
    let mut list = Vec::new();
    for (id, passage, placed) in placed(state) {
        let color = state
            .entries
            .get(id)
            .map_or(Color::Yellow, |entry| color_of(entry.record.shown()));
        list.push(match placed {
            anchor::State::Probable => (Paint::Probable, passage, id.clone()),
            _ => (Paint::Color(color), passage, id.clone()),
        });
        if state.active.as_ref() == Some(id) {
            list.push((Paint::Active, passage, id.clone()));
        }
    }
    list.sort_by_key(|(paint, range, _)| (range.start(), range.end(), *paint));
    list
}

/// Live annotations that have a place.
fn placed(state: &State) -> impl Iterator<Item = (&AnnotationId, ByteRange, anchor::State)> {
    state.placements.iter().filter_map(|(id, placement)| {
        let entry = state.entries.get(id)?;
        let live = entry.record.shown().deleted.is_none();
        live.then_some((id, placement.range?, placement.state))
    })
}

/// Everything that the margin holds.
pub fn margin(state: &State) -> MarginView {
    let replies = replies(state);
    let mut view = MarginView::default();
    for entry in live(state) {
        let annotation = entry.record.shown();
        let card = || Rc::new(card(state, entry, &replies, 0));
        match &annotation.target {
            Target::Article(_) | Target::Foreign(_) => view.page_notes.push(card()),
            Target::Passage(_) => {
                let placement = state.placements.get(&annotation.id);
                match placement.map(|placement| placement.range) {
                    Some(Some(_)) => view.placed.push(card()),
                    Some(None) => view.unplaced.push(card()),
                    None => view.pending.push(card()),
                }
            }
            // A reply stands with what it answers; while that is not here, it stands by itself.
            Target::Reply(to) if !is_live(state, to) => view.unplaced.push(card()),
            Target::Reply(_) => {}
        }
    }
    let oldest = |card: &Rc<CardView>| (card.created.clone(), card.id.clone());
    view.page_notes.sort_by_key(oldest);
    view.unplaced.sort_by_key(oldest);
    view.pending.sort_by_key(oldest);
    view.placed.sort_by_key(|card| {
        let (start, end) = card
            .passage
            .map_or((ByteOffset::new(0), ByteOffset::new(0)), |range| {
                (range.start(), range.end())
            });
        (start, end, card.id.clone())
    });
    view
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
/// order, each followed by its replies; those without a place last. A note whose first words are
/// still being written is not among them.
pub fn order(state: &State) -> Vec<AnnotationId> {
    let replies = replies(state);
    let mut first: Vec<(Place<'_>, &AnnotationId)> = live(state)
        .filter_map(|entry| Some((place_of(state, entry)?, entry.record.id())))
        .collect();
    first.sort();
    let mut list = Vec::new();
    for (_, id) in first {
        with_replies(state, id, &replies, 0, &mut list);
    }
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
    replies: &Map<&AnnotationId, Vec<&Entry>>,
    depth: usize,
    list: &mut Vec<AnnotationId>,
) {
    if state
        .entries
        .get(id)
        .is_some_and(|entry| entry.kept != Kept::Draft)
    {
        list.push(id.clone());
    }
    for reply in replies.get(&id).into_iter().flatten() {
        if depth < MAX_THREAD {
            with_replies(state, reply.record.id(), replies, depth + 1, list);
        }
    }
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
    for card in margin(state).all() {
        if matches(card, &state.search) {
            gather(card, &mut list);
        }
    }
    list
}

/// Whether a card matches what is searched for: all words, anywhere, case aside.
pub fn matches(card: &CardView, search: &str) -> bool {
    let author = match &card.author {
        Author::Named(name) => name.as_str(),
        _ => "",
    };
    let words = card.words.as_deref().unwrap_or_default();
    let haystack = [card.quote.as_str(), words, author, &card.tags.join(" ")]
        .join("\n")
        .to_lowercase();
    let is_here = search
        .to_lowercase()
        .split_whitespace()
        .all(|word| haystack.contains(word));
    is_here || card.replies.iter().any(|reply| matches(reply, search))
}

/// Replies by what they answer, oldest first.
fn replies(state: &State) -> Map<&AnnotationId, Vec<&Entry>> {
    let mut by_parent: Map<&AnnotationId, Vec<&Entry>> = Map::new();
    for entry in live(state) {
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

/// How deep replies to replies are followed; a circle in a hostile file ends here.
const MAX_THREAD: usize = 32;

fn card(
    state: &State,
    entry: &Entry,
    replies: &Map<&AnnotationId, Vec<&Entry>>,
    depth: usize,
) -> CardView {
    let annotation = entry.record.shown();
    let placement = state.placements.get(&annotation.id);
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
    CardView {
        id: annotation.id.clone(),
        kind: kind_of(annotation),
        author: author_of(state, annotation),
        is_own: state.is_own(entry),
        color: color_of(annotation),
        quote: quote.to_owned(),
        context: context_of(annotation),
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
        placement: placement
            .map(|placement| placement.state)
            .filter(|_| is_needed),
        passage,
        changes: placement.map_or_else(Vec::new, |placement| placement.changes.clone()),
        candidates,
        kept: entry.kept,
        conflicts: entry
            .record
            .conflicts()
            .iter()
            .filter_map(|other| other.note.as_ref())
            .map(|note| note.value.clone())
            .collect(),
        replies: match replies.get(&annotation.id) {
            Some(list) if depth < MAX_THREAD => list
                .iter()
                .map(|reply| Rc::new(card(state, reply, replies, depth + 1)))
                .collect(),
            _ => Vec::new(),
        },
        is_active: state.active.as_ref() == Some(&annotation.id),
        editing: state
            .editing
            .as_ref()
            .filter(|editing| editing.id == annotation.id)
            .map(|editing| Rc::new(editing.clone())),
    }
}

fn live(state: &State) -> impl Iterator<Item = &Entry> {
    state
        .entries
        .values()
        .filter(|entry| entry.record.shown().deleted.is_none())
}

fn is_live(state: &State, id: &AnnotationId) -> bool {
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

fn author_of(state: &State, annotation: &Annotation) -> Author {
    match &annotation.creator {
        Some(person) if person.id == state.reader.id => Author::Reader,
        Some(person) => person
            .name
            .as_ref()
            .map_or(Author::Unnamed, |name| Author::Named(name.clone())),
        None => Author::Unnamed,
    }
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
