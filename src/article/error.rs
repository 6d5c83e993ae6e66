//! Why there is no article.

use std::fmt;

/// Why a source did not become an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleError {
    kind: ArticleErrorKind,
}

/// What went wrong with a source; readers get words for each from the locale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArticleErrorKind {
    /// The tag names no source and has no content.
    NoSource,
    /// The source has nothing to read.
    Empty,
    /// The source has more bytes than the limit.
    TooLarge {
        /// The size as far as known, in bytes.
        size: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The bytes are no text in UTF-8, nor in UTF-16 with a byte order mark.
    NotText {
        /// The first byte that does not fit.
        offset: u64,
    },
    /// The source is something else than an article: an image, a PDF, JSON.
    WrongType {
        /// The media type, as told or as seen in the bytes.
        media_type: String,
    },
    /// The server answered with this status.
    Status {
        /// The HTTP status code.
        status: u16,
    },
    /// No answer came: offline, blocked, or a name that does not exist.
    Unreachable,
    /// The answer did not come in time.
    TimedOut {
        /// How long was waited, in seconds.
        seconds: u32,
    },
}

impl ArticleError {
    /// An error of this kind.
    pub fn new(kind: ArticleErrorKind) -> Self {
        Self { kind }
    }

    /// What went wrong.
    pub fn kind(&self) -> &ArticleErrorKind {
        &self.kind
    }
}

impl fmt::Display for ArticleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ArticleErrorKind::NoSource => f.write_str("expected a source, but found none"),
            ArticleErrorKind::Empty => {
                f.write_str("expected an article, but found an empty source")
            }
            ArticleErrorKind::TooLarge { size, limit } => {
                write!(
                    f,
                    "failed to read article: {size} bytes, the limit is {limit}"
                )
            }
            ArticleErrorKind::NotText { offset } => write!(
                f,
                "expected text in UTF-8, but found other bytes at byte {offset}"
            ),
            ArticleErrorKind::WrongType { media_type } => {
                f.write_str("expected Markdown, HTML or plain text, but found `")?;
                for character in media_type.chars().take(80) {
                    write!(f, "{}", character.escape_debug())?;
                }
                f.write_str("`")
            }
            ArticleErrorKind::Status { status } => {
                write!(f, "failed to fetch article: status {status}")
            }
            ArticleErrorKind::Unreachable => f.write_str("failed to fetch article: no answer"),
            ArticleErrorKind::TimedOut { seconds } => {
                write!(f, "failed to fetch article: no answer in {seconds} seconds")
            }
        }
    }
}

impl std::error::Error for ArticleError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_was_expected_and_what_was_found() {
        for (kind, expected) in [
            (
                ArticleErrorKind::NoSource,
                "expected a source, but found none",
            ),
            (
                ArticleErrorKind::Empty,
                "expected an article, but found an empty source",
            ),
            (
                ArticleErrorKind::TooLarge {
                    size: 20_000_001,
                    limit: 20_000_000,
                },
                "failed to read article: 20000001 bytes, the limit is 20000000",
            ),
            (
                ArticleErrorKind::NotText { offset: 7 },
                "expected text in UTF-8, but found other bytes at byte 7",
            ),
            (
                ArticleErrorKind::WrongType {
                    media_type: "a\n".repeat(60),
                },
                &[
                    "expected Markdown, HTML or plain text, but found `",
                    &"a\\n".repeat(40),
                    "`",
                ]
                .concat(),
            ),
            (
                ArticleErrorKind::Status { status: 404 },
                "failed to fetch article: status 404",
            ),
            (
                ArticleErrorKind::Unreachable,
                "failed to fetch article: no answer",
            ),
            (
                ArticleErrorKind::TimedOut { seconds: 30 },
                "failed to fetch article: no answer in 30 seconds",
            ),
        ] {
            assert_eq!(ArticleError::new(kind).to_string(), expected);
        }
    }
}
