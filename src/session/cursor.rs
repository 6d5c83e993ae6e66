//! What the reading cursor meets: which annotations begin in a passage, which lie on it.

use super::state::{Selected, SelectedBy, State};
use super::view::{Author, CardView, Kind, MarginView};
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
pub fn notes_on(view: &MarginView, passage: ByteRange) -> Vec<AnnotationId> {
    let mut found: Vec<(u32, AnnotationId)> = shown(view)
        .filter(|(place, _)| place.overlaps(passage))
        .map(|(place, card)| (place.end().get() - place.start().get(), card.id.clone()))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

/// What annotations are that begin in a passage, and whom they are from, in document order.
pub fn beginnings(view: &MarginView, passage: ByteRange) -> Vec<(Kind, Author)> {
    shown(view)
        .filter(|(place, _)| passage.contains(place.start()))
        .map(|(_, card)| (card.kind, card.author.clone()))
        .collect()
}

/// What is painted in the text, in document order.
fn shown(view: &MarginView) -> impl Iterator<Item = (ByteRange, &CardView)> {
    let placed = view.placed.iter().filter(|card| view.is_shown(card));
    placed.filter_map(|card| Some((card.passage?, &**card)))
}
