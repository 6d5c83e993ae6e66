//! Where in a block the reader is, as a passage: the anchor of a bookmark, and of where to go on.

use crate::text::{ArticleText, ByteOffset, ByteRange, Range};

/// About as long is the passage, in bytes.
const LENGTH: usize = 100;

/// The words that begin at `share` of a block (from 0 to 1, taken in where it is outside); whole
/// words, as long as a line. `None` for a block without words.
pub fn passage_at(text: &ArticleText, block: ByteRange, share: f64) -> Option<ByteRange> {
    let words = text.slice(block)?;
    let share = share.clamp(0.0, 1.0);
    let wanted = (words.len() as f64 * share) as usize;
    let starts = |at: usize| {
        let before = words
            .get(..at)
            .and_then(|before| before.chars().next_back());
        before.is_none_or(char::is_whitespace)
    };
    // The last beginning of a word up to there: the line at the edge is still being read.
    let from = words
        .char_indices()
        .filter(|(at, letter)| !letter.is_whitespace() && starts(*at))
        .map(|(at, _)| at)
        .take_while(|at| *at <= wanted)
        .last()?;
    let rest = words.get(from..)?;
    let mut to = rest.trim_end().len();
    if to > LENGTH {
        let ends = rest
            .char_indices()
            .filter(|(_, letter)| letter.is_whitespace());
        to = ends
            .map(|(at, _)| at)
            .find(|at| *at >= LENGTH)
            .map_or(to, |at| rest.get(..at).unwrap_or(rest).trim_end().len());
    }
    let start = block.start().to_usize() + from;
    Range::new(
        ByteOffset::from_usize(start)?,
        ByteOffset::from_usize(start + to)?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Eén woord, and then many others follow until the line is long enough to be cut somewhere between two of them, and goes on.";

    fn at(share: f64) -> String {
        let text = ArticleText::from_lines(TEXT);
        let block = text.blocks().first().unwrap().range;
        let passage = passage_at(&text, block, share).unwrap();
        text.slice(passage).unwrap().to_owned()
    }

    #[test]
    fn a_place_begins_and_ends_with_a_whole_word() {
        assert_eq!(
            at(-1.0),
            TEXT.get(..TEXT.find(" of them").unwrap()).unwrap()
        );
        assert!(at(0.5).starts_with("long enough"));
        assert_eq!(at(1.0), "on.");
    }
}
