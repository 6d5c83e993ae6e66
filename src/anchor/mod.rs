//! Anchoring: from a passage to selectors (*describe*), and from selectors back to a passage (*place*).
//!
//! `docs/anchoring.md` explains the method; each file explains its part.

mod align;
mod cold;
mod describe;
mod diff;
mod distinct;
mod evidence;
mod extract;
mod fold;
mod given;
mod index;
mod intact;
mod judge;
mod neighbours;
mod place;
mod placement;
mod refusal;
mod runs;
mod search;
mod seek;
mod selector;
mod settle;
mod token;
mod twins;
mod warm;
mod windows;
mod word_diff;

pub use describe::{Describer, describe, digest};
pub use given::pointed_at;
pub use place::{Placer, place};
pub use placement::{Candidate, Change, Placement, State};
pub use refusal::{stands_at, words_at};
pub use selector::{Quote, Rival, Selectors};
pub use word_diff::word_diff;
