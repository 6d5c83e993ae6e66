//! The passage that somebody means who has the text before him now.

use super::place::{byte_range, hinted};
use super::placement::is_same_text;
use super::selector::Selectors;
use crate::text::{ArticleText, ByteRange};

/// Where selectors point that were made for this very text: where the position says, if the quote
/// stands there; else where prefix, quote and suffix stand, if only once. `None` otherwise, and
/// without a quote: a position alone is no proof of the text that it was counted in.
pub fn pointed_at(text: &ArticleText, selectors: &Selectors) -> Option<ByteRange> {
    let quote = selectors.quote.as_ref()?;
    let is_quoted = |range: &ByteRange| {
        text.slice(*range)
            .is_some_and(|now| is_same_text(&quote.exact, now))
    };
    hinted(text, selectors).filter(is_quoted).or_else(|| {
        let extract = [&*quote.prefix, &quote.exact, &quote.suffix].concat();
        let mut places = text.as_str().match_indices(&extract);
        let (at, _) = places.next()?;
        if places.next().is_some() || overlaps_itself(text.as_str(), at, &extract) {
            return None;
        }
        let start = at + quote.prefix.len();
        byte_range(start, start + quote.exact.len())
    })
}

/// Whether the extract stands once more across its own end, where a search for the next one does not look.
fn overlaps_itself(text: &str, at: usize, extract: &str) -> bool {
    let next = extract.chars().next().map_or(0, char::len_utf8);
    let rest = text.get(at + next..).unwrap_or_default();
    rest.contains(extract)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anchor::Quote;
    use crate::text::{CodePointOffset, CodePointRange};

    fn quoted(prefix: &str, exact: &str, suffix: &str) -> Selectors {
        Selectors {
            quote: Some(Quote {
                exact: exact.to_owned(),
                prefix: prefix.to_owned(),
                suffix: suffix.to_owned(),
            }),
            ..Selectors::default()
        }
    }

    fn words<'a>(text: &'a ArticleText, selectors: &Selectors) -> Option<(usize, &'a str)> {
        let range = pointed_at(text, selectors)?;
        Some((range.start().to_usize(), text.slice(range)?))
    }

    #[test]
    fn a_short_quote_that_stands_once_is_meant() {
        let text = ArticleText::from_lines("The lazy dog. A quick dog.");
        assert_eq!(words(&text, &quoted("", "lazy", "")), Some((4, "lazy")));
        assert_eq!(
            words(&text, &quoted("quick ", "dog", "")),
            Some((22, "dog"))
        );
        assert_eq!(words(&text, &quoted("", "dog", "")), None);
        assert_eq!(words(&text, &quoted("", "cat", "")), None);
        assert_eq!(
            words(&ArticleText::from_lines("aaa"), &quoted("", "aa", "")),
            None
        );
    }

    #[test]
    fn of_several_the_position_tells_which_and_without_a_quote_nothing() {
        let text = ArticleText::from_lines("The lazy dog. A quick dog.");
        let mut selectors = quoted("", "dog", "");
        let range = |start, end| {
            CodePointRange::new(CodePointOffset::new(start), CodePointOffset::new(end))
        };
        selectors.position = range(22, 25);
        assert_eq!(words(&text, &selectors), Some((22, "dog")));
        selectors.position = range(21, 24);
        assert_eq!(words(&text, &selectors), None);
        selectors.quote = None;
        assert_eq!(words(&text, &selectors), None);
    }
}
