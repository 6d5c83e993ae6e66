//! The model: an annotation, who wrote it, its versions; editing and merging.
//!
//! The model is not the wire: `exchange` writes and reads its JSON.

mod model;
mod record;
mod version;

pub use model::{
    Annotation, AnnotationId, Color, Direction, Motivation, Note, PassageTarget, Person, Target,
    Timestamp,
};
pub use record::Record;
pub use version::Version;
