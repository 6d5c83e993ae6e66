//! Places that the reader said are not the passage, known again by their words and those around.

use super::describe::outline;
use super::selector::Quote;
use crate::text::{ArticleText, ByteRange};

/// What stands at a place, with enough around it to stand once; `None` where nothing does.
pub fn words_at(text: &ArticleText, place: ByteRange) -> Option<Quote> {
    outline(text, place)?.quote
}

/// Whether these very words stand at a place, with these around them.
pub fn stands_at(quote: &Quote, text: &ArticleText, place: ByteRange) -> bool {
    let (start, end) = (place.start().to_usize(), place.end().to_usize());
    let before = text.as_str().get(..start);
    let after = text.as_str().get(end..);
    text.slice(place) == Some(&quote.exact)
        && before.is_some_and(|before| before.ends_with(&quote.prefix))
        && after.is_some_and(|after| after.starts_with(&quote.suffix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{ByteOffset, Range};

    #[test]
    fn a_place_is_known_again_when_text_was_added_elsewhere_and_its_twin_is_not_it() {
        let line = "Readers wrote in the margin long before printing was known.\n";
        let text = format!("One.\n{line}Two.\n{line}Three.");
        let article = ArticleText::from_lines(&text);
        let place = |text: &str, nth: usize| {
            let start = text.match_indices("margin").nth(nth).unwrap().0;
            let at = |place: usize| ByteOffset::new(place as u32);
            Range::new(at(start), at(start + 6)).unwrap()
        };
        let words = words_at(&article, place(&text, 0)).unwrap();
        assert!(stands_at(&words, &article, place(&text, 0)));
        assert!(!stands_at(&words, &article, place(&text, 1)));
        let longer = format!("A new beginning.\n{text}");
        let article = ArticleText::from_lines(&longer);
        assert!(stands_at(&words, &article, place(&longer, 0)));
    }
}
