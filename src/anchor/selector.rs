//! What a target says about its passage, read from any file, ready to be placed.

use crate::text::{CodePointRange, Utf16Range};

/// A `TextQuoteSelector` of the Web Annotation Data Model. `exact` is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The passage's text when it was described.
    pub exact: String,
    /// The text before it; may be empty.
    pub prefix: String,
    /// The text after it; may be empty.
    pub suffix: String,
}

/// The best other place when the passage was described (`postil:rival`).
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// Its score as a share of the passage's own, 0 to 1.
    pub share: f32,
    /// Its text, kept when the share is 0.4 or more.
    pub text: Option<String>,
}

/// Everything a target says about where its passage is; any part may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selectors {
    /// `TextQuoteSelector`.
    pub quote: Option<Quote>,
    /// `TextPositionSelector`, in code points of the article text. A hint when it comes from elsewhere.
    pub position: Option<CodePointRange>,
    /// A position that counts UTF-16 units, as files of Hypothesis do. A hint.
    pub position_utf16: Option<Utf16Range>,
    /// The headings that the passage stands under, outermost first.
    pub section: Vec<String>,
    /// The best other place when this was written.
    pub rival: Option<Rival>,
    /// The digest of the article text that this was described in ([`crate::text::ArticleText`]).
    pub version: Option<String>,
}
