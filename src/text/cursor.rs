//! The reading cursor: a passage that moves, grows and shrinks by words, sentences and blocks.

use super::{ArticleText, Boundaries, ByteOffset, ByteRange, Range};

/// What the cursor goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unit {
    Word,
    Sentence,
    /// A block of the article text.
    Paragraph,
}

/// A step of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the next unit.
    Next(Unit),
    /// To the one before.
    Previous(Unit),
    /// Its end goes on to the end of the next unit.
    Grow(Unit),
    /// Its end goes back to the end of the unit before.
    Shrink(Unit),
}

impl Step {
    /// By what.
    pub fn unit(self) -> Unit {
        match self {
            Self::Next(unit) | Self::Previous(unit) | Self::Grow(unit) | Self::Shrink(unit) => unit,
        }
    }
}

/// The unit at `at`, or the next one: where a cursor begins that has no place yet.
pub fn begin(
    text: &ArticleText,
    at: ByteOffset,
    unit: Unit,
    boundaries: &impl Boundaries,
) -> Option<ByteRange> {
    forward(text, at, unit, boundaries, |one| one.end() > at)
}

/// Where the cursor is after a step; `None` where the text, or the cursor itself, ends.
pub fn step(
    text: &ArticleText,
    from: ByteRange,
    step: Step,
    boundaries: &impl Boundaries,
) -> Option<ByteRange> {
    let (start, end) = (from.start(), from.end());
    match step {
        Step::Next(unit) => forward(text, end, unit, boundaries, |one| one.start() >= end),
        Step::Previous(unit) => backward(text, start, unit, boundaries, |one| one.start() < start),
        Step::Grow(unit) => {
            let next = forward(text, end, unit, boundaries, |one| one.end() > end)?;
            Range::new(start, next.end())
        }
        Step::Shrink(unit) => {
            let before = backward(text, end, unit, boundaries, |one| one.end() < end)?;
            (before.end() > start).then(|| Range::new(start, before.end()))?
        }
    }
}

/// The first unit from the block of `at` on that `fits`.
fn forward(
    text: &ArticleText,
    at: ByteOffset,
    unit: Unit,
    boundaries: &impl Boundaries,
    fits: impl Fn(ByteRange) -> bool,
) -> Option<ByteRange> {
    let blocks = text.blocks().iter();
    let mut blocks = blocks.skip(text.block_at(at).unwrap_or_default());
    blocks.find_map(|block| {
        let units = units(text, block.range, unit, boundaries);
        units.into_iter().find(|one| fits(*one))
    })
}

/// The last unit up to the block of `at` that `fits`.
fn backward(
    text: &ArticleText,
    at: ByteOffset,
    unit: Unit,
    boundaries: &impl Boundaries,
    fits: impl Fn(ByteRange) -> bool,
) -> Option<ByteRange> {
    let blocks = text.blocks().get(..=text.block_at(at)?)?.iter();
    blocks.rev().find_map(|block| {
        let units = units(text, block.range, unit, boundaries);
        units.into_iter().rev().find(|one| fits(*one))
    })
}

/// The units of a block, in order, without white space around them.
fn units(
    text: &ArticleText,
    block: ByteRange,
    unit: Unit,
    boundaries: &impl Boundaries,
) -> Vec<ByteRange> {
    let whole = text.slice(block).unwrap_or_default();
    let list = match unit {
        Unit::Word => boundaries.words(whole),
        Unit::Sentence => boundaries.sentences(whole),
        Unit::Paragraph => vec![(0, whole.len())],
    };
    let from = block.start().to_usize();
    let mut units = Vec::with_capacity(list.len());
    for (start, end) in list {
        let piece = whole.get(start..end).unwrap_or_default();
        let start = from + start + piece.len() - piece.trim_start().len();
        let end = start + piece.trim().len();
        if let (Some(start), Some(end)) =
            (ByteOffset::from_usize(start), ByteOffset::from_usize(end))
            && start < end
        {
            units.extend(Range::new(start, end));
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    struct Tables;

    impl Boundaries for Tables {
        fn graphemes(&self, text: &str) -> Vec<usize> {
            text.grapheme_indices(true).map(|(at, _)| at).collect()
        }
        fn words(&self, text: &str) -> Vec<(usize, usize)> {
            let words = text.unicode_word_indices();
            words.map(|(at, word)| (at, at + word.len())).collect()
        }
        fn sentences(&self, text: &str) -> Vec<(usize, usize)> {
            let sentences = text.split_sentence_bound_indices();
            sentences.map(|(at, one)| (at, at + one.len())).collect()
        }
    }

    const TEXT: &str = "A title\nThe ferry was late. Nobody asked. \nWe waited, all of us.";

    /// From the passage `from` of [`TEXT`], the passages after each of the steps.
    fn check(from: &str, steps: &[Step], expected: &[Option<&str>]) {
        let text = ArticleText::from_lines(TEXT);
        let at = TEXT.find(from).unwrap() as u32;
        let mut cursor =
            Range::new(ByteOffset::new(at), ByteOffset::new(at + from.len() as u32)).unwrap();
        let mut seen = Vec::new();
        for one in steps {
            let next = step(&text, cursor, *one, &Tables);
            cursor = next.unwrap_or(cursor);
            seen.push(next.map(|range| text.slice(range).unwrap()));
        }
        assert_eq!(seen, expected, "{steps:?}");
    }

    #[test]
    fn sentences_follow_each_other_over_blocks() {
        use Step::{Next, Previous};
        use Unit::Sentence;
        check(
            "A title",
            &[Next(Sentence); 4],
            &[
                Some("The ferry was late."),
                Some("Nobody asked."),
                Some("We waited, all of us."),
                None,
            ],
        );
        check(
            "Nobody asked.",
            &[Previous(Sentence); 3],
            &[Some("The ferry was late."), Some("A title"), None],
        );
    }

    #[test]
    fn paragraphs_and_words_follow_each_other_too() {
        use Step::{Next, Previous};
        use Unit::{Paragraph, Word};
        check(
            "Nobody asked.",
            &[Next(Paragraph), Previous(Paragraph)],
            &[
                Some("We waited, all of us."),
                Some("The ferry was late. Nobody asked."),
            ],
        );
        check(
            "late",
            &[Next(Word), Previous(Word), Previous(Word)],
            &[Some("Nobody"), Some("late"), Some("was")],
        );
    }

    #[test]
    fn the_end_goes_on_and_back_by_words_and_sentences() {
        use Step::{Grow, Shrink};
        use Unit::{Sentence, Word};
        check(
            "ferry",
            &[Grow(Word), Grow(Sentence), Grow(Sentence), Shrink(Sentence)],
            &[
                Some("ferry was"),
                Some("ferry was late."),
                Some("ferry was late. Nobody asked."),
                Some("ferry was late."),
            ],
        );
        check("ferry was", &[Shrink(Word); 2], &[Some("ferry"), None]);
    }

    #[test]
    fn a_cursor_without_a_place_begins_with_what_is_there_or_comes_next() {
        let text = ArticleText::from_lines(TEXT);
        let at = |words: &str| ByteOffset::new(TEXT.find(words).unwrap() as u32);
        for (from, unit, expected) in [
            ("asked", Unit::Sentence, "Nobody asked."),
            (
                "asked",
                Unit::Paragraph,
                "The ferry was late. Nobody asked.",
            ),
            (" Nobody", Unit::Word, "Nobody"),
        ] {
            let begun = begin(&text, at(from), unit, &Tables).unwrap();
            assert_eq!(text.slice(begun), Some(expected), "{from}");
        }
    }
}
