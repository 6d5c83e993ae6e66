//! What can be wrong with a file and with one item of it, as kinds that `locale` words for readers.
//!
//! The texts here are for developers.

use std::fmt;

/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 50_000_000;
/// Most items in one file.
pub const MAX_ITEMS: usize = 100_000;
/// Largest item, in bytes of its names and strings, with 8 for every other value.
pub const MAX_ITEM_BYTES: usize = 2_000_000;
/// Longest note, in bytes.
pub const MAX_NOTE_BYTES: usize = 1_000_000;
/// Longest quote, in bytes; the same for prefix and suffix.
pub const MAX_QUOTE_BYTES: usize = 1_000_000;
/// Longest IRI, in bytes.
pub const MAX_IRI_BYTES: usize = 8_192;
/// Longest name of a person, a tag, a heading or a device, in bytes.
pub const MAX_NAME_BYTES: usize = 2_000;
/// Most tags of one annotation.
pub const MAX_TAGS: usize = 500;
/// Most versions in conflict in one item.
pub const MAX_CONFLICTS: usize = 100;
/// Most devices in one version vector.
pub const MAX_DEVICES: usize = 100;
/// Highest counter in a version vector: far above what a person writes, far below where counting on would stop.
pub const MAX_COUNTER: u32 = 1 << 30;

/// What is wrong with one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// It is no JSON, or nested too deep.
    NotJson,
    /// It is no JSON object.
    NotAnObject,
    /// Its `type` is not `Annotation`.
    NotAnAnnotation,
    /// It stands alone and its `@context` is not the one of the Web Annotation model.
    NoContext,
    /// A property that must be there is not.
    Missing(&'static str),
    /// A property is of another kind than it must be.
    Expected {
        /// The property.
        property: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What was found, as JSON, cut.
        found: String,
    },
    /// `body` and `bodyValue` at once.
    BodyAndBodyValue,
    /// A property is longer than its limit.
    TooLong {
        /// The property.
        property: &'static str,
        /// The limit, in bytes.
        limit: usize,
    },
    /// A list is longer than its limit.
    TooMany {
        /// The property.
        property: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A version in conflict is of another annotation or another person.
    StrangeConflict,
    /// An annotation with this id by another person is already here.
    OtherCreator,
    /// It belongs to another article, and its passage does not stand here once and whole.
    OtherArticle {
        /// The article's IRI, as far as it is known.
        source: Option<String>,
    },
    /// The same id stood in the file before, written by another person.
    DuplicateId,
    /// It is on a layer that the page provides, and those stay as they are.
    ReadOnly,
    /// It has no selector and no page, so there is nothing that it could be about.
    NoPlace,
}

/// Why one item was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind) -> Self {
        Self { kind }
    }

    pub(crate) fn missing(property: &'static str) -> Self {
        Self::new(ProblemKind::Missing(property))
    }

    pub(crate) fn expected(
        property: &'static str,
        expected: &'static str,
        found: &serde_json::Value,
    ) -> Self {
        Self::new(ProblemKind::Expected {
            property,
            expected,
            found: cut(&found.to_string()),
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ProblemKind::NotJson => f.write_str("expected JSON, nested at most 128 deep"),
            ProblemKind::NotAnObject => f.write_str("expected a JSON object"),
            ProblemKind::NotAnAnnotation => f.write_str("expected `type` to be `Annotation`"),
            ProblemKind::NoContext => {
                f.write_str("expected `@context` to name `http://www.w3.org/ns/anno.jsonld`")
            }
            ProblemKind::Missing(property) => {
                for part in ["expected `", property, "`, but it is missing"] {
                    f.write_str(part)?;
                }
                Ok(())
            }
            ProblemKind::Expected {
                property,
                expected,
                found,
            } => {
                let parts = [
                    "expected `",
                    property,
                    "` to be ",
                    expected,
                    ", but found `",
                    found,
                    "`",
                ];
                parts.iter().try_for_each(|part| f.write_str(part))
            }
            ProblemKind::BodyAndBodyValue => {
                f.write_str("expected `body` or `bodyValue`, but found both")
            }
            ProblemKind::TooLong { property, limit } => limit_message(
                f,
                property,
                " is longer than the limit of ",
                *limit,
                " bytes",
            ),
            ProblemKind::TooMany { property, limit } => limit_message(
                f,
                property,
                " has more entries than the limit of ",
                *limit,
                "",
            ),
            ProblemKind::StrangeConflict => f.write_str(
                "expected the versions in `postil:conflicts` to have the same id and author",
            ),
            ProblemKind::OtherCreator => {
                f.write_str("an annotation with this id by another person is already here")
            }
            ProblemKind::OtherArticle { source } => {
                f.write_str("it belongs to another article")?;
                if let Some(source) = source {
                    f.write_str(": `")?;
                    f.write_str(&cut(source))?;
                    f.write_str("`")?;
                }
                Ok(())
            }
            ProblemKind::DuplicateId => {
                f.write_str("the file has this id twice, by different people")
            }
            ProblemKind::ReadOnly => f.write_str("it is on a layer that the page provides"),
            ProblemKind::NoPlace => f.write_str("expected a passage or a page, but found neither"),
        }
    }
}

impl std::error::Error for Problem {}

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
            ImportErrorKind::BadArchive { reason } => f.write_str(reason),
        }
    }
}

impl std::error::Error for ImportError {}

fn number(f: &mut fmt::Formatter<'_>, number: usize) -> fmt::Result {
    f.write_str(&number.to_string())
}

fn limit_message(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    middle: &str,
    limit: usize,
    end: &str,
) -> fmt::Result {
    let tick = if what.starts_with(' ') { "" } else { "`" };
    for part in [tick, what, tick, middle] {
        f.write_str(part)?;
    }
    number(f, limit)?;
    f.write_str(end)
}

/// Outside text for a message: one line, at most 80 characters, nothing that turns the text around.
pub(crate) fn cut(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars().take(80) {
        if c.is_control()
            || matches!(c, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        {
            line.extend(c.escape_unicode());
        } else {
            line.push(c);
        }
    }
    if text.chars().nth(80).is_some() {
        line.push('…');
    }
    line
}
