//! What can go wrong with keeping, as kinds that `locale` words for readers.

use std::fmt;

/// Why keeping failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// There is no storage here, or it was refused.
    Unavailable,
    /// Another tab with an older version of the widget holds the storage.
    Blocked,
    /// The disk or the share of it is full.
    QuotaExceeded,
    /// The storage is damaged and cannot be opened.
    Corrupt,
    /// The storage was written by a newer version of the widget.
    Newer,
    /// The transaction did not complete; nothing of it was kept.
    Aborted,
    /// The storage was closed under us, for example cleared by the reader.
    Closed,
}

/// Keeping failed; what was kept before still is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// Why.
    pub kind: StoreErrorKind,
    /// What the browser said, for developers; may be empty.
    pub cause: String,
}

impl StoreError {
    /// An error of this kind with what the browser said.
    pub fn new(kind: StoreErrorKind, cause: &str) -> Self {
        Self {
            kind,
            cause: cause.to_owned(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            StoreErrorKind::Unavailable => "failed to keep: there is no storage",
            StoreErrorKind::Blocked => "failed to keep: another tab holds the storage",
            StoreErrorKind::QuotaExceeded => "failed to keep: the storage is full",
            StoreErrorKind::Corrupt => "failed to keep: the storage is damaged",
            StoreErrorKind::Newer => "failed to keep: a newer version wrote the storage",
            StoreErrorKind::Aborted => "failed to keep: the transaction was aborted",
            StoreErrorKind::Closed => "failed to keep: the storage was closed",
        })?;
        if !self.cause.is_empty() {
            f.write_str(": ")?;
            f.write_str(&self.cause)?;
        }
        Ok(())
    }
}

impl std::error::Error for StoreError {}
