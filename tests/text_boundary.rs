//! Passages grow to whole characters, as people see them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use postil::text::{ArticleText, Boundaries, ByteOffset, Range, grow_to_graphemes};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

/// The tables of a crate that only tests depend on.
struct Native;

impl Boundaries for Native {
    fn graphemes(&self, text: &str) -> Vec<usize> {
        text.grapheme_indices(true).map(|(at, _)| at).collect()
    }
    fn words(&self, text: &str) -> Vec<(usize, usize)> {
        let words = text.unicode_word_indices();
        words.map(|(at, word)| (at, at + word.len())).collect()
    }
    fn sentences(&self, text: &str) -> Vec<(usize, usize)> {
        let sentences = text.split_sentence_bound_indices();
        sentences.map(|(at, s)| (at, at + s.len())).collect()
    }
}

/// `«` and `»` stand around the passage; what comes back is the grown passage.
#[track_caller]
fn check(marked: &str, expected: &str) {
    let start = marked.find('«').unwrap();
    let end = marked.find('»').unwrap() - '«'.len_utf8();
    let text = ArticleText::from_lines(&marked.replace(['«', '»'], ""));
    let range = Range::new(ByteOffset::new(start as u32), ByteOffset::new(end as u32)).unwrap();
    let grown = grow_to_graphemes(&text, range, &Native).unwrap();
    assert_eq!(text.slice(grown).unwrap(), expected, "{marked}");
}

#[test]
fn a_passage_takes_the_whole_of_a_character_that_it_splits() {
    check("a «bc» d", "bc");
    check("e«\u{301}» x", "e\u{301}");
    check("x «e»\u{301}\u{323} y", "e\u{301}\u{323}");
    check("👩\u{200d}«👩»\u{200d}👧 x", "👩\u{200d}👩\u{200d}👧");
    check("🇳🇱🇩«🇪»🇫🇷", "🇩🇪");
    check("«क»्षि", "क्षि");
    check("«각»", "각");
    check("a«»e\u{301}", "");
}

#[test]
fn a_passage_past_the_end_or_inside_a_code_point_is_none() {
    let text = ArticleText::from_lines("é");
    let range = |from, to| Range::new(ByteOffset::new(from), ByteOffset::new(to)).unwrap();
    assert_eq!(grow_to_graphemes(&text, range(0, 1), &Native), None);
    assert_eq!(grow_to_graphemes(&text, range(0, 9), &Native), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn a_window_cuts_as_the_whole_text_does(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", " ", "\n", "e\u{301}", "\u{301}", "👩\u{200d}👩\u{200d}👧", "🇳", "क्", "षि", "日", "각", "\u{200d}",
            "A longer stretch of plain words in between. ",
        ]), 1..60),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        let whole = parts.concat();
        let text = ArticleText::from_lines(&whole);
        let borders: Vec<usize> = whole.char_indices().map(|(at, _)| at).chain([whole.len()]).collect();
        let (a, b) = (borders[from.index(borders.len())], borders[to.index(borders.len())]);
        let (start, end) = (a.min(b), a.max(b));
        let range = Range::new(ByteOffset::new(start as u32), ByteOffset::new(end as u32)).unwrap();
        let grown = grow_to_graphemes(&text, range, &Native).unwrap();
        let mut starts = Native.graphemes(&whole);
        starts.push(whole.len());
        // Long runs of marks and flags reach beyond the window; a real text has none.
        prop_assume!(starts.windows(2).all(|pair| pair[1] - pair[0] < 64) && !whole.contains("🇳🇳🇳"));
        if start < end {
            let first = starts.iter().rev().find(|at| **at <= start);
            let last = starts.iter().find(|at| **at >= end);
            prop_assert_eq!(first, Some(&grown.start().to_usize()));
            prop_assert_eq!(last, Some(&grown.end().to_usize()));
        } else {
            prop_assert_eq!(grown, range);
        }
    }
}
