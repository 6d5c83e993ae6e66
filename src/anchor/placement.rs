//! What *place* answers.

use super::word_diff::word_diff;
use crate::text::ByteRange;

/// How sure a placement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// This is the passage, its text identical (white space aside).
    Exact,
    /// This is the passage, its words were edited.
    Changed,
    /// Likely here, not sure.
    Probable,
    /// Not found, or several places equally likely.
    Unplaced,
}

impl State {
    /// The name in the public interface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Changed => "changed",
            Self::Probable => "probable",
            Self::Unplaced => "unplaced",
        }
    }
}

/// A run of words in a word diff from the quote to the text as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Kept(String),
    /// Only in the quote.
    Removed(String),
    /// Only in the text now.
    Added(String),
}

/// A place where the passage may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Where.
    pub range: ByteRange,
    /// From 0 to 1.
    pub confidence: f32,
}

/// Where a passage is, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// How sure.
    pub state: State,
    /// Where; `None` exactly when unplaced.
    pub range: Option<ByteRange>,
    /// From 0 to 1.
    pub confidence: f32,
    /// How the words changed; empty when `exact` or `unplaced`.
    pub changes: Vec<Change>,
    /// Where it may be, best first, when `probable` or `unplaced`.
    pub candidates: Vec<Candidate>,
}

// The confidence is a share, never NaN.
impl Eq for Placement {}

impl Placement {
    /// At the very passage that was described.
    pub fn exact(passage: ByteRange) -> Self {
        Self {
            state: State::Exact,
            range: Some(passage),
            confidence: 1.0,
            changes: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// Likely at `range`, and for the reader to say.
    pub(super) fn likely(range: ByteRange, confidence: f32) -> Self {
        Self {
            state: State::Probable,
            range: Some(range),
            confidence,
            changes: Vec::new(),
            candidates: vec![Candidate { range, confidence }],
        }
    }

    /// Not found.
    pub(super) fn unplaced() -> Self {
        Self {
            state: State::Unplaced,
            range: None,
            confidence: 0.0,
            changes: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// The passage is at `range`, where `now` stands, and said `quote`: `exact` or `changed`.
    pub(super) fn claim(range: ByteRange, confidence: f32, quote: &str, now: &str) -> Self {
        let is_same = is_same_text(quote, now);
        Self {
            state: if is_same {
                State::Exact
            } else {
                State::Changed
            },
            range: Some(range),
            confidence,
            changes: if is_same {
                Vec::new()
            } else {
                word_diff(quote, now)
            },
            candidates: Vec::new(),
        }
    }
}

/// Whether two texts are the same, white space aside.
pub(super) fn is_same_text(a: &str, b: &str) -> bool {
    let letters = |c: &char| !c.is_whitespace();
    a == b || a.chars().filter(letters).eq(b.chars().filter(letters))
}
