//! Why a file could not be read at all, as kinds that `locale` words for readers.

use std::fmt;

use super::limits::{MAX_FILE_BYTES, MAX_ITEMS};
use super::problem::{limit_message, number};

/// Why a file could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportErrorKind {
    /// It is empty.
    Empty,
    /// It is larger than [`MAX_FILE_BYTES`].
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// It is not UTF-8.
    NotText {
        /// Where it stops being UTF-8, in bytes.
        at: usize,
    },
    /// It is no JSON.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It is nested deeper than 128.
    TooDeep,
    /// It has more than [`MAX_ITEMS`] items.
    TooManyItems {
        /// How many.
        items: usize,
    },
    /// It is of no kind that we know.
    UnknownFormat,
    /// It is an annotation collection whose pages are elsewhere; nothing is ever fetched for a file.
    PagesElsewhere,
    /// It is a link whose notes were cut off or changed on their way.
    BrokenLink,
    /// It is a ZIP that breaks the rules of its format.
    BadArchive {
        /// Which rule.
        reason: &'static str,
    },
}

/// A file that could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// Why.
    pub kind: ImportErrorKind,
}

impl ImportError {
    pub(crate) fn new(kind: ImportErrorKind) -> Self {
        Self { kind }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed to read the file: ")?;
        match &self.kind {
            ImportErrorKind::Empty => f.write_str("it is empty"),
            ImportErrorKind::TooLarge { bytes } => {
                number(f, *bytes)?;
                limit_message(
                    f,
                    " bytes",
                    " are more than the limit of ",
                    MAX_FILE_BYTES,
                    "",
                )
            }
            ImportErrorKind::NotText { at } => {
                f.write_str("it is not UTF-8 from byte ")?;
                number(f, *at)
            }
            ImportErrorKind::NotJson { line, column } => {
                f.write_str("it is no JSON from line ")?;
                number(f, *line)?;
                f.write_str(" column ")?;
                number(f, *column)
            }
            ImportErrorKind::TooDeep => f.write_str("it is nested deeper than 128"),
            ImportErrorKind::TooManyItems { items } => {
                number(f, *items)?;
                limit_message(f, " items", " are more than the limit of ", MAX_ITEMS, "")
            }
            ImportErrorKind::UnknownFormat => {
                f.write_str("it has no annotations in a known format")
            }
            ImportErrorKind::PagesElsewhere => {
                f.write_str("the collection's pages are not in it, and nothing is fetched")
            }
            ImportErrorKind::BrokenLink => {
                f.write_str("the link was cut off or changed on its way")
            }
            ImportErrorKind::BadArchive { reason } => f.write_str(reason),
        }
    }
}

impl std::error::Error for ImportError {}
