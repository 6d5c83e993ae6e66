//! What the reading cursor meets: which annotations begin in a passage, which lie on it.

use super::state::{Selected, SelectedBy, State};
use super::view::{self, Author, Kind};
use crate::annotation::AnnotationId;
use crate::text::ByteRange;

/// Where the reading cursor stands.
pub fn passage(state: &State) -> Option<ByteRange> {
    match state.selected {
        Some(Selected {
            passage,
            by: SelectedBy::Cursor { .. },
        }) => Some(passage),
        _ => None,
    }
}

/// The annotations on a passage, shortest first, as a click there would find them.
pub fn notes_on(state: &State, passage: ByteRange) -> Vec<AnnotationId> {
    let mut found: Vec<(ByteRange, &AnnotationId)> = view::placed(state)
        .filter(|(_, place, _)| place.overlaps(passage))
        .map(|(id, place, _)| (place, id))
        .collect();
    found.sort_by_key(|(place, id)| (place.end().get() - place.start().get(), *id));
    found.into_iter().map(|(_, id)| id.clone()).collect()
}

/// What annotations are that begin in a passage, and whom they are from, in document order.
pub fn beginnings(state: &State, passage: ByteRange) -> Vec<(Kind, Author)> {
    let mut found: Vec<(ByteRange, &AnnotationId)> = view::placed(state)
        .filter(|(_, place, _)| passage.contains(place.start()))
        .map(|(id, place, _)| (place, id))
        .collect();
    found.sort();
    let entries = found
        .into_iter()
        .filter_map(|(_, id)| state.entries.get(id));
    entries
        .map(|entry| view::who_and_what(state, entry.record.shown()))
        .collect()
}
