//! Why what a page handed to `addAnnotation` or `updateAnnotation` was refused.

use std::fmt;

use super::problem::{Problem, cut};

/// Why a partial annotation was refused.
#[derive(Clone, Debug, PartialEq)]
pub enum AnnotationProblemKind {
    /// It is no object.
    NotAnObject,
    /// `start` or `end` is no whole number from 0.
    NotAnOffset {
        /// Which of them.
        property: &'static str,
        /// What was found, as JSON, cut.
        found: String,
    },
    /// `start` is after `end`.
    Reversed {
        /// In code points.
        start: u32,
        /// In code points.
        end: u32,
    },
    /// The passage is empty.
    EmptyPassage,
    /// The target is of another article.
    OtherArticle {
        /// Its source.
        source: String,
    },
    /// A property is not what the model allows.
    Invalid(Problem),
}

/// A partial annotation that was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotationProblem {
    /// Why.
    pub kind: AnnotationProblemKind,
}

impl fmt::Display for AnnotationProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |f: &mut fmt::Formatter<'_>, parts: &[&str]| {
            parts.iter().try_for_each(|part| f.write_str(part))
        };
        match &self.kind {
            AnnotationProblemKind::NotAnObject => f.write_str("expected an object"),
            AnnotationProblemKind::NotAnOffset { property, found } => write(
                f,
                &[
                    "expected `",
                    property,
                    "` to be a whole number from 0, but found `",
                    found,
                    "`",
                ],
            ),
            AnnotationProblemKind::Reversed { start, end } => write(
                f,
                &[
                    "expected `start` before `end`, but found ",
                    &start.to_string(),
                    " and ",
                    &end.to_string(),
                ],
            ),
            AnnotationProblemKind::EmptyPassage => {
                f.write_str("expected a passage, but found an empty one")
            }
            AnnotationProblemKind::OtherArticle { source } => write(
                f,
                &[
                    "expected a target in this article, but found `",
                    &cut(source),
                    "`",
                ],
            ),
            AnnotationProblemKind::Invalid(problem) => problem.fmt(f),
        }
    }
}

impl std::error::Error for AnnotationProblem {}

impl From<Problem> for AnnotationProblem {
    fn from(problem: Problem) -> Self {
        Self {
            kind: AnnotationProblemKind::Invalid(problem),
        }
    }
}
