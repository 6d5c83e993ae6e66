//! Whose notes there are: each person, and each file of the site owner's, is a layer with a badge of its own.

use std::rc::Rc;

use super::state::{Kept, Layer, State};
use crate::annotation::{Color, Instant, profile};
use crate::table::Map;

/// So many patterns tell people apart.
pub const PATTERNS: usize = 6;
/// A layer of more people than this is called by the first of them.
const MAX_NAMES: usize = 3;

/// How a person is told apart on the screen: never by colour alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// The layer's id.
    pub layer: String,
    /// The name, where one is known.
    pub name: Option<String>,
    /// Whether it is one person's, and not a file's.
    pub is_person: bool,
    /// The initials, or `?`.
    pub initials: String,
    /// The colour.
    pub color: Color,
    /// The pattern, less than [`PATTERNS`]; `None` for the reader, whose highlights are plain.
    pub pattern: Option<usize>,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerView {
    /// How it is told apart.
    pub badge: Rc<Badge>,
    /// How many notes there are on it.
    pub notes: usize,
    /// Whether it is the reader's own.
    pub is_mine: bool,
    /// Whether the site owner gives it.
    pub is_provided: bool,
    /// Whether it is shown.
    pub is_shown: bool,
    /// Whether this person says to be the reader.
    pub claims_me: bool,
}

/// What is gathered of a layer.
#[derive(Default)]
struct Gathered<'a> {
    notes: usize,
    is_provided: bool,
    /// Every name that its notes have, each once.
    names: Vec<&'a str>,
}

/// All layers that have notes, and always the reader's, which stands first; then the site owner's; then by name.
pub fn layers(state: &State) -> Vec<LayerView> {
    let mut gathered: Map<&str, Gathered<'_>> = Map::new();
    gathered.insert(&state.reader.id, Gathered::default());
    for entry in state.entries.values() {
        let annotation = entry.record.shown();
        if annotation.deleted.is_some() || entry.kept == Kept::Draft {
            continue;
        }
        gathered.change(&state.layer_of(entry), |layer| {
            layer.notes += 1;
            layer.is_provided = matches!(entry.layer, Layer::Provided(_));
            let author = annotation.creator.as_ref();
            let name = author.and_then(|author| author.name.as_deref());
            layer
                .names
                .extend(name.filter(|name| !layer.names.contains(name)));
        });
    }
    let patterns = patterns(state, &gathered);
    let group = &state.group;
    let mut list: Vec<LayerView> = gathered
        .iter()
        .zip(patterns)
        .map(|((id, layer), pattern)| LayerView {
            badge: Rc::new(badge(state, id, layer, pattern)),
            notes: layer.notes,
            is_mine: **id == *state.reader.id,
            is_provided: layer.is_provided,
            is_shown: !group.hidden.iter().any(|hidden| hidden == id),
            claims_me: group.claims_me(id),
        })
        .collect();
    list.sort_by(|a, b| rank(a).cmp(&rank(b)));
    list
}

/// Badges by layer, for the cards.
pub fn badges(layers: &[LayerView]) -> Map<String, Rc<Badge>> {
    let mut badges = Map::new();
    for layer in layers {
        badges.insert(layer.badge.layer.clone(), Rc::clone(&layer.badge));
    }
    badges
}

fn rank(layer: &LayerView) -> (bool, bool, bool, String, &str) {
    let name = layer.badge.name.as_deref().unwrap_or_default();
    (
        !layer.is_mine,
        !layer.is_provided,
        name.is_empty(),
        name.to_lowercase(),
        &layer.badge.layer,
    )
}

/// What a person is called in the note that was changed last.
fn latest_name<'a>(state: &'a State, id: &str) -> Option<&'a str> {
    let mut best: Option<(Option<Instant>, &str)> = None;
    for entry in state.entries.values() {
        let annotation = entry.record.shown();
        let author = annotation.creator.as_ref();
        if let Some(name) = author.and_then(|author| author.name.as_deref())
            && state.layer_of(entry) == id
        {
            best = best.max(Some((annotation.modified_instant(), name)));
        }
    }
    best.map(|(_, name)| name)
}

fn badge(state: &State, id: &str, layer: &Gathered<'_>, pattern: Option<usize>) -> Badge {
    let said = if id == state.reader.id {
        Some(&state.group.me)
    } else {
        state.group.profile(id)
    };
    let name = match pattern {
        None => state.reader.name.clone(),
        Some(_) if layer.is_provided => Some(provided_name(id, layer)),
        Some(_) => said.and_then(|one| one.name.clone()).or_else(|| {
            let name = match layer.names.as_slice() {
                [only] => Some(*only),
                [] => None,
                _ => latest_name(state, id),
            };
            name.map(str::to_owned)
        }),
    };
    let initials = said.and_then(|one| one.initials.clone());
    let color = said.and_then(|one| one.color);
    let by_pattern = pattern.and_then(|at| Color::ALL.get((at + 2) % PATTERNS).copied());
    Badge {
        layer: id.to_owned(),
        is_person: !layer.is_provided,
        initials: initials
            .unwrap_or_else(|| profile::initials_of(name.as_deref().unwrap_or_default())),
        color: color.or(by_pattern).unwrap_or_default(),
        name,
        pattern,
    }
}

/// The people in a file of the site owner's; the file's name where nobody is named.
fn provided_name(address: &str, layer: &Gathered<'_>) -> String {
    match layer.names.as_slice() {
        [] => {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            let file = path.rsplit('/').next().unwrap_or_default();
            file.split('.').next().unwrap_or_default().to_owned()
        }
        few if few.len() <= MAX_NAMES => few.join(", "),
        [first, ..] => [first, ", …"].concat(),
    }
}

/// A pattern for each layer but the reader's: by its id, the next free one where that is taken. Who comes later moves
/// few of the others.
fn patterns(state: &State, layers: &Map<&str, Gathered<'_>>) -> Vec<Option<usize>> {
    let mut taken = [false; PATTERNS];
    let mut list = Vec::with_capacity(layers.len());
    for id in layers.keys() {
        if **id == *state.reader.id {
            list.push(None);
            continue;
        }
        if taken.iter().all(|is_taken| *is_taken) {
            taken = [false; PATTERNS];
        }
        let first = hash(id) % PATTERNS;
        let free = (first..first + PATTERNS).find(|at| taken.get(at % PATTERNS) == Some(&false));
        let at = free.unwrap_or(first) % PATTERNS;
        if let Some(slot) = taken.get_mut(at) {
            *slot = true;
        }
        list.push(Some(at));
    }
    list
}

/// FNV-1a.
fn hash(text: &str) -> usize {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash >> 8) as usize
}
