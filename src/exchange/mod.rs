//! Files in and out: the W3C Web Annotation JSON.

/// What an import does or did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Annotations that were not here.
    pub added: usize,
    /// Annotations whose shown version changes.
    pub updated: usize,
    /// Annotations that are here already.
    pub unchanged: usize,
    /// Annotations that the file deletes.
    pub deleted: usize,
    /// Annotations with another text that nobody settled.
    pub conflicts: usize,
    /// Annotations whose passage is not found.
    pub unplaced: usize,
    /// Items that are not taken: index in the file, reason.
    pub rejected: Vec<(usize, String)>,
}
