//! Files in and out: the W3C Web Annotation JSON and the formats of others.
//!
//! Every file is hostile until checked: limits first, then each item by itself; a bad one is named with its
//! reason, the good ones come in. Nothing is fetched because of a file.

mod import_error;
mod limits;
mod problem;

mod body;
mod collection;
mod file;
mod format;
mod jsonld;
mod jsonld_out;
mod people;
mod target;
mod target_out;

mod export;

mod annotation_set;
mod csv;
mod html_out;
mod hypothesis;
mod markdown;

pub mod share;
pub mod zip;

mod annotation_problem;
mod partial;
mod place;
mod plan;

mod decimal;
mod fields;
mod json_text;
mod percent;
mod scan;

pub use annotation_problem::{AnnotationProblem, AnnotationProblemKind};
pub use collection::{CollectionInfo, export_collection};
pub use decimal::thousandths;
pub use export::{ExportContext, ExportItem, ExportWords, Exported, Exporter, export};
pub use fields::object;
pub use file::{FileReader, ReadFile, as_text, read_bytes, read_text};
pub use format::Format;
pub use import_error::{ImportError, ImportErrorKind};
pub use json_text::push_string;
pub use jsonld::{
    annotation_text, context, push_annotation, read_annotation, read_kept, write_annotation,
};
pub use limits::{
    MAX_CONFLICTS, MAX_COUNTER, MAX_DEVICES, MAX_FILE_BYTES, MAX_IRI_BYTES, MAX_ITEM_BYTES,
    MAX_ITEM_DEPTH, MAX_ITEMS, MAX_NAME_BYTES, MAX_NOTE_BYTES, MAX_QUOTE_BYTES, MAX_TAGS,
};
pub use partial::{Partial, PatchRequest, read_partial, read_patch};
pub use people::{read_profile, read_profiles, write_profile, write_profiles};
pub use place::Place;
pub use plan::{Outcome, Plan, PlanContext, Planner, Rejected, import_plan};
pub use problem::{Problem, ProblemKind};

/// What a reader of JSON needs to know from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadContext {
    /// The IRI of the article here: as a target it is a page note, whatever its scheme.
    pub article: Option<String>,
}
