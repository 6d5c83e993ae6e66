//! Anchoring: from a passage to selectors (*describe*), and from selectors back to a passage (*place*).

mod placement;
mod selector;

pub use placement::{Candidate, Change, Placement, State};
pub use selector::{Quote, Rival, Selectors};
