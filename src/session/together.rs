//! What a group made of the text: where it marked, what several of them marked, what they asked.

use std::rc::Rc;

use super::state::{Entry, State};
use crate::anchor;
use crate::annotation::{AnnotationId, Motivation, Target};
use crate::table::{Map, Set};
use crate::text::{ByteOffset, ByteRange};

/// A passage that two or more marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPassage {
    /// Where.
    pub passage: ByteRange,
    /// The ids of the layers that marked some of it, each once.
    pub layers: Vec<String>,
    /// The annotations that mark some of it, in document order.
    pub ids: Vec<AnnotationId>,
}

/// A question of anybody's.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionView {
    /// Which annotation.
    pub id: AnnotationId,
    /// The layer's id.
    pub layer: String,
    /// What is asked.
    pub words: Rc<str>,
    /// How many replies it has, those to replies with them.
    pub replies: usize,
    /// Whether somebody else than the asker replied, or the asker says so.
    pub is_answered: bool,
}

/// What is marked for sure, by shown layers, in document order. Layers are numbered as they come.
fn marked(state: &State) -> (Vec<&str>, Vec<(usize, ByteRange, &AnnotationId)>) {
    let mut layers: Vec<&str> = Vec::new();
    let mut marks = Vec::new();
    for (id, placement) in state.placements.iter() {
        let is_claim = matches!(
            placement.state,
            anchor::State::Exact | anchor::State::Changed
        );
        let (Some(entry), Some(range)) = (state.entries.get(id), placement.range) else {
            continue;
        };
        if !is_claim || !is_seen(state, entry) {
            continue;
        }
        let layer = state.layer_of(entry);
        let at = layers.iter().position(|known| *known == layer);
        let at = at.unwrap_or_else(|| {
            layers.push(layer);
            layers.len() - 1
        });
        marks.push((at, range, id));
    }
    marks.sort_by_key(|(layer, range, id)| (range.start(), range.end(), *layer, *id));
    (layers, marks)
}

fn is_seen(state: &State, entry: &Entry) -> bool {
    !entry.record.is_deleted() && state.is_shown(entry)
}

/// The passages that two or more people marked, in document order. Passages that touch are one.
pub fn shared_passages(state: &State) -> Vec<SharedPassage> {
    let (layers, marks) = marked(state);
    let mut found: Vec<(ByteOffset, ByteOffset)> = Vec::new();
    // Ends of what reaches the furthest, by layer.
    let mut open: Map<usize, ByteOffset> = Map::new();
    for (layer, range, _) in &marks {
        for (other, end) in open.iter() {
            if other == layer || *end <= range.start() {
                continue;
            }
            let end = range.end().min(*end);
            match found.last_mut() {
                Some(last) if last.1 >= range.start() => last.1 = last.1.max(end),
                _ => found.push((range.start(), end)),
            }
        }
        let reach = open.get(layer).copied().unwrap_or_default();
        open.insert(*layer, reach.max(range.end()));
    }
    let shared = |(start, end): (ByteOffset, ByteOffset)| {
        let passage = ByteRange::new(start, end)?;
        let inside = |range: &ByteRange| range.start() < end && start < range.end();
        let mut ids = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for (layer, _, id) in marks.iter().filter(|(_, range, _)| inside(range)) {
            ids.push(AnnotationId::clone(id));
            if let Some(name) = layers.get(*layer)
                && !names.iter().any(|known| known == name)
            {
                names.push((*name).to_owned());
            }
        }
        Some(SharedPassage {
            passage,
            layers: names,
            ids,
        })
    };
    found.into_iter().filter_map(shared).collect()
}

/// The questions of all shown layers: the open ones first, each in document order, those without a place last.
pub fn questions(state: &State) -> Vec<QuestionView> {
    let mut replies: Map<&AnnotationId, Vec<&Entry>> = Map::new();
    for entry in state.entries.values().filter(|one| is_seen(state, one)) {
        if let Target::Reply(to) = &entry.record.shown().target {
            replies.change(&to, |list| list.push(entry));
        }
    }
    let mut list: Vec<(bool, u32, QuestionView)> = Vec::new();
    for entry in state.entries.values().filter(|one| is_seen(state, one)) {
        let annotation = entry.record.shown();
        if annotation.motivation != Motivation::Questioning {
            continue;
        }
        let layer = state.layer_of(entry);
        let thread = thread(&replies, &annotation.id);
        let is_answered = annotation.answered().is_some()
            || thread.iter().any(|one| state.layer_of(one) != layer);
        let placement = state.placements.get(&annotation.id);
        let at = placement.and_then(|placement| placement.range);
        let words = annotation.note.as_ref().map_or("", |note| &note.value);
        let question = QuestionView {
            id: annotation.id.clone(),
            layer: layer.to_owned(),
            words: Rc::from(words),
            replies: thread.len(),
            is_answered,
        };
        let at = at.map_or(u32::MAX, |range| range.start().get());
        list.push((is_answered, at, question));
    }
    list.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
    list.into_iter().map(|(_, _, question)| question).collect()
}

/// All replies to a note and to its replies; a circle in a hostile file ends.
fn thread<'a>(replies: &Map<&AnnotationId, Vec<&'a Entry>>, root: &AnnotationId) -> Vec<&'a Entry> {
    let mut seen: Set<AnnotationId> = Set::new();
    seen.insert(root.clone());
    let mut waiting = vec![root];
    let mut all = Vec::new();
    while let Some(id) = waiting.pop() {
        for entry in replies.get(&id).into_iter().flatten() {
            if seen.insert(entry.record.id().clone()) {
                all.push(*entry);
                waiting.push(entry.record.id());
            }
        }
    }
    all
}
