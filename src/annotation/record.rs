//! All versions of one annotation that no other version dominates.

use super::{Annotation, AnnotationId};

/// A multi-value register of versions of one annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Record(Annotation);

impl Record {
    /// The only version.
    pub fn new(annotation: Annotation) -> Self {
        Self(annotation)
    }
    /// The version that is shown.
    pub fn shown(&self) -> &Annotation {
        &self.0
    }
    /// The others.
    pub fn conflicts(&self) -> &[Annotation] {
        &[]
    }
    /// The last live version of a deleted annotation.
    pub fn before_deletion(&self) -> Option<&Annotation> {
        None
    }
    /// Whose versions these are.
    pub fn id(&self) -> &AnnotationId {
        &self.0.id
    }
}
