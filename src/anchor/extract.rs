//! A quote with its context, as tokens that can be looked for.

use super::evidence::Old;
use super::index::Index;
use super::selector::{Quote, Selectors};
use super::token::{Token, tokenize};

/// Context under this many code points has met an end of the article, when we wrote it.
const FULL_CONTEXT: usize = 32;

/// An extract: a quote with its context, as tokens.
pub(super) struct Extract {
    text: String,
    pub tokens: Vec<Token>,
    /// Each token's form and weight.
    pub rows: Vec<(u32, i32)>,
    /// The tokens of the quote.
    pub quote: (usize, usize),
    bytes: (usize, usize),
    /// The score of the extract against itself, in eighths.
    pub own: i32,
    from_start: bool,
    to_end: bool,
}

impl Extract {
    /// The extract of a target; `None` when nothing in its quote is visible.
    pub fn of(target: &Selectors, quote: &Quote, index: &mut Index) -> Option<Self> {
        let is_ours = target.rival.is_some();
        let is_short = |side: &str| is_ours && side.chars().nth(FULL_CONTEXT - 1).is_none();
        let mut extract = Self::of_quote(quote, index)?;
        extract.from_start = is_short(&quote.prefix);
        extract.to_end = is_short(&quote.suffix);
        Some(extract)
    }

    /// The extract of a quote; `None` when nothing in the quote is visible.
    pub fn of_quote(quote: &Quote, index: &mut Index) -> Option<Self> {
        let mut text = [quote.prefix.as_str(), &quote.exact].concat();
        let bytes = (quote.prefix.len(), text.len());
        text.push_str(&quote.suffix);
        Self::of_text(text, bytes, index)
    }

    /// An extract whose quote stands at `bytes` of `text`.
    pub fn of_text(text: String, bytes: (usize, usize), index: &mut Index) -> Option<Self> {
        let mut tokens = Vec::new();
        tokenize(&text, 0, usize::MAX, &mut index.lexicon, &mut tokens);
        let quote = tokens_in(&tokens, bytes)?;
        let rows: Vec<(u32, i32)> = tokens
            .iter()
            .map(|token| (token.id, index.weight(token.id)))
            .collect();
        let own = rows.iter().map(|&(_, weight)| weight).sum::<i32>().max(1);
        Some(Self {
            text,
            tokens,
            rows,
            quote,
            bytes,
            own,
            from_start: false,
            to_end: false,
        })
    }

    /// The quote where it stood, as far as the extract goes.
    pub fn old(&self) -> Old<'_> {
        Old {
            text: &self.text,
            tokens: &self.tokens,
            quote: self.quote,
            bytes: self.bytes,
            from_start: self.from_start,
            to_end: self.to_end,
        }
    }
}

/// The tokens that have a byte in the range; `None` when there is none.
pub(super) fn tokens_in(tokens: &[Token], bytes: (usize, usize)) -> Option<(usize, usize)> {
    let first = tokens.partition_point(|token| token.end as usize <= bytes.0);
    let last = tokens.partition_point(|token| (token.start as usize) < bytes.1);
    (first < last).then_some((first, last))
}
