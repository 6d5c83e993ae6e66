//! The model: an annotation, who wrote it, its versions; editing and merging.
//!
//! The model is not the wire: `exchange` writes and reads its JSON.

mod model;
mod time;
mod version;

mod record;
mod refused;

mod change;
pub mod conflict;
pub mod edit;
pub mod profile;
pub mod undo;

mod canonical;
mod capital;

pub use change::{Draft, EditError, EditErrorKind, Field, NoteChange, Patch, Stamp};
pub use model::{
    ANSWERED, Annotation, AnnotationId, Color, Direction, Motivation, Note, PassageTarget, Person,
    Target,
};
pub use profile::Profile;
pub use record::Record;
pub use time::{Instant, Timestamp};
pub use undo::{Edit, Step};
pub use version::Version;

/// A rival's share as files keep it, in thousandths from 0 to 1000.
pub(crate) fn share_in_thousandths(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u32
}
