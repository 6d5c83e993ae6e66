//! What can be wrong with one item of a file, as kinds that `locale` words for readers.
//!
//! The texts here are for developers.

use std::fmt;

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
            ProblemKind::NotJson => f.write_str("expected JSON, nested at most 100 deep"),
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

pub(super) fn number(f: &mut fmt::Formatter<'_>, number: usize) -> fmt::Result {
    f.write_str(&number.to_string())
}

pub(super) fn limit_message(
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
