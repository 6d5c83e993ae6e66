//! Placing with an earlier text of the article at hand: one diff of the two texts maps every passage.

use std::rc::Rc;

use super::describe::digest;
use super::diff::Diff;
use super::evidence::{Match, Old, read};
use super::extract::tokens_in;
use super::index::Index;
use super::intact::{Found, Intact};
use super::place::hinted;
use super::placement::is_same_text;
use super::selector::{Quote, Selectors};
use super::token::{Token, tokenize};
use crate::text::ArticleText;

/// Tokens around a passage that are read as its context.
const AROUND: usize = 32;
/// Tokens read between two questions whether to go on.
const SLICE: usize = 10_000;

/// The comparison of an earlier text with the one of today; can pause.
pub(super) struct Warm {
    earlier: Rc<ArticleText>,
    tokens: Vec<Token>,
    read: usize,
    search: Option<Intact>,
    diff: Option<Diff>,
    version: String,
}

impl Warm {
    /// Prepares; `quotes` are those that will be asked for.
    pub fn new(earlier: Rc<ArticleText>, quotes: &[&Quote]) -> Self {
        let bytes = earlier.as_str().len();
        Self {
            version: digest(&earlier),
            tokens: Vec::new(),
            read: 0,
            search: Some(Intact::verbatim(quotes, bytes)),
            diff: None,
            earlier,
        }
    }

    /// Works on while `keep_going` says so; true when done.
    pub fn advance(&mut self, index: &mut Index, keep_going: &mut dyn FnMut() -> bool) -> bool {
        let text = self.earlier.as_str();
        if let Some(search) = &mut self.search
            && !search.advance(text, keep_going)
        {
            return false;
        }
        while self.read < text.len() {
            self.read = tokenize(text, self.read, SLICE, &mut index.lexicon, &mut self.tokens);
            if !keep_going() {
                return false;
            }
        }
        let (a, b) = (&self.tokens, &index.tokens);
        let diff = self.diff.get_or_insert_with(|| Diff::new(a.len(), b.len()));
        diff.advance(a, b, &index.lexicon, keep_going)
    }

    /// Where each quote stood in the earlier text, in the order asked.
    pub fn found(&mut self) -> Vec<Found> {
        let search = self.search.take();
        search.map_or_else(Vec::new, |search| search.finish(self.earlier.as_str()))
    }

    /// Where a target's passage is now, if it can be told where it was: `None` when not, and
    /// nothing inside when nothing of it was kept.
    pub fn follow(
        &self,
        target: &Selectors,
        quote: &Quote,
        found: &Found,
        text: &str,
        index: &Index,
    ) -> Option<Option<Match>> {
        let bytes = self.old_place(target, quote, found)?;
        let (first, last) = tokens_in(&self.tokens, bytes)?;
        let from = first.saturating_sub(AROUND);
        let to = (last + AROUND).min(self.tokens.len());
        let old = Old {
            text: self.earlier.as_str(),
            tokens: self.tokens.get(from..to)?,
            quote: (first - from, last - from),
            bytes,
            from_start: from == 0,
            to_end: to == self.tokens.len(),
        };
        let pairs = self.diff.as_ref()?.to.get(from..to)?;
        Some(read(&old, pairs, text, index))
    }

    fn old_place(
        &self,
        target: &Selectors,
        quote: &Quote,
        found: &Found,
    ) -> Option<(usize, usize)> {
        if target.version.as_deref() == Some(self.version.as_str())
            && let Some(range) = hinted(&self.earlier, target)
            && is_same_text(&quote.exact, self.earlier.slice(range)?)
        {
            return Some((range.start().to_usize(), range.end().to_usize()));
        }
        match found.places.as_slice() {
            &[place] => Some(place),
            _ => None,
        }
    }
}
