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
    /// For each target, where it says that it stood; `None` for those that are searched.
    found: Vec<Option<Found>>,
    diff: Option<Diff>,
}

impl Warm {
    /// Prepares; `targets` are those that will be asked for.
    pub fn new(earlier: Rc<ArticleText>, targets: &[&Selectors]) -> Self {
        let version = digest(&earlier);
        let found: Vec<Option<Found>> = targets
            .iter()
            .map(|target| old_place(&earlier, &version, target))
            .collect();
        let open = targets
            .iter()
            .zip(&found)
            .filter(|(_, found)| found.is_none());
        let quotes: Vec<&Quote> = open
            .filter_map(|(target, _)| target.quote.as_ref())
            .collect();
        Self {
            tokens: Vec::new(),
            read: 0,
            search: Some(Intact::verbatim(&quotes, earlier.as_str().len())),
            found,
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

    /// Where each target stood in the earlier text, in the order asked.
    pub fn found(&mut self) -> Vec<Found> {
        let search = self.search.take();
        let sought = search.map_or_else(Vec::new, |search| search.finish(self.earlier.as_str()));
        let mut sought = sought.into_iter();
        let known = core::mem::take(&mut self.found).into_iter();
        let or_sought = |known: Option<Found>| known.or_else(|| sought.next());
        known
            .map(or_sought)
            .map(Option::unwrap_or_default)
            .collect()
    }

    /// Where a target's passage is now, if it can be told where it was: `None` when not, and
    /// nothing inside when nothing of it was kept.
    pub fn follow(&self, found: &Found, text: &str, index: &Index) -> Option<Option<Match>> {
        let &[bytes] = found.places.as_slice() else {
            return None;
        };
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
}

/// Where a target says that it stood, if it was described in this very text.
fn old_place(earlier: &ArticleText, version: &str, target: &Selectors) -> Option<Found> {
    let quote = target.quote.as_ref()?;
    let range = hinted(earlier, target).filter(|_| target.version.as_deref() == Some(version))?;
    let place = (range.start().to_usize(), range.end().to_usize());
    is_same_text(&quote.exact, earlier.slice(range)?).then(|| Found {
        places: vec![place],
        is_often: false,
    })
}
