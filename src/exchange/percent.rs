//! Percent-encoding of text for IRIs and fragments.

use crate::anchor::Quote;

/// All but letters, digits, `.`, `_` and `~` of ASCII as `%XX` of UTF-8; `-` too, which text fragments give a meaning.
pub(super) fn encode(text: &str) -> String {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.extend(HEX.get(usize::from(digit)));
            }
        }
    }
    encoded
}

/// The text that [`encode`] made this of; `None` when it is not that.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        rest = after;
        let digits = std::str::from_utf8(digits).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// The longest quote that a fragment names whole, in code points; longer ones are named by both ends.
const WHOLE: usize = 120;
/// Words at each end of a long quote, and of the context.
const WORDS: usize = 5;
/// The longest end, in code points, of a text without spaces.
const LONGEST: usize = 300;

/// The text directive of a quote (`#:~:text=` stands before it). A directive cannot name a line break, so the
/// context is cut at one and a quote over several lines is named by both ends.
pub(super) fn text_fragment(quote: &Quote) -> String {
    let exact = quote.exact.trim();
    let mut fragment = String::new();
    let before = quote.prefix.rsplit(['\n', '\t']).next().unwrap_or_default();
    let before = last_words(before);
    if !before.is_empty() {
        fragment.push_str(&encode(before));
        fragment.push_str("-,");
    }
    if let Some((start, end)) = ends(exact) {
        fragment.push_str(&encode(start));
        fragment.push(',');
        fragment.push_str(&encode(end));
    } else {
        fragment.push_str(&encode(exact));
    }
    let after = first_words(quote.suffix.split(['\n', '\t']).next().unwrap_or_default());
    if !after.is_empty() {
        fragment.push_str(",-");
        fragment.push_str(&encode(after));
    }
    fragment
}

/// Both ends of a quote that cannot be named whole, or is too long for it. They must not lie over each other: a browser
/// looks for the second one after the first.
fn ends(exact: &str) -> Option<(&str, &str)> {
    let lines = ['\n', '\t'];
    let ends = (
        first_words(exact.split(lines).next().unwrap_or_default()),
        last_words(exact.rsplit(lines).next().unwrap_or_default()),
    );
    let count = exact.chars().count();
    let has_words = exact.matches(' ').nth(2 * WORDS - 2).is_some();
    let is_cut = exact.contains(lines) || count > 2 * LONGEST || (count > WHOLE && has_words);
    is_cut.then_some(ends)
}

fn first_words(text: &str) -> &str {
    let text = text.trim();
    let words = text.match_indices(' ').nth(WORDS - 1);
    let most = text.char_indices().nth(LONGEST);
    let ends = [words.map(|(at, _)| at), most.map(|(at, _)| at)];
    let end = ends.into_iter().flatten().min();
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn last_words(text: &str) -> &str {
    let text = text.trim();
    let words = text.rmatch_indices(' ').nth(WORDS - 1);
    let most = text.char_indices().rev().nth(LONGEST - 1);
    let starts = [words.map(|(at, _)| at + 1), most.map(|(at, _)| at)];
    let start = starts.into_iter().flatten().max();
    start.and_then(|start| text.get(start..)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fragment(prefix: &str, exact: &str, suffix: &str) -> String {
        text_fragment(&Quote {
            exact: exact.to_owned(),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
        })
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        for text in ["", "a b/c%2F?#é漢", "OEBPS/chapter-1.xhtml"] {
            assert_eq!(decode(&encode(text)).as_deref(), Some(text));
        }
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(decode(broken), None);
        }
    }

    #[test]
    fn a_text_fragment_names_the_passage_and_its_neighbours() {
        assert_eq!(
            fragment("one two three four five six ", "a-b, c & d", " after"),
            "two%20three%20four%20five%20six-,a%2Db%2C%20c%20%26%20d,-after"
        );
        assert_eq!(
            fragment("heading\n", "first line\nlast line", "\nnext"),
            "first%20line,last%20line"
        );
        let long = "word ".repeat(50);
        let ends = "word%20word%20word%20word%20word";
        assert_eq!(fragment("", &long, ""), [ends, ",", ends].concat());
        assert_eq!(fragment("", "größe", ""), "gr%C3%B6%C3%9Fe");
    }

    #[test]
    fn the_ends_of_a_long_quote_never_lie_over_each_other() {
        let few = ["word"; 9].map(|word| word.repeat(10)).join(" ");
        assert_eq!(fragment("", &few, ""), encode(&few));
        let unbroken = "漢".repeat(200);
        assert_eq!(fragment("", &unbroken, ""), encode(&unbroken));
        let end = encode(&"漢".repeat(LONGEST));
        let unbroken = "漢".repeat(100_000);
        assert_eq!(
            fragment("", &unbroken, &unbroken),
            [&end, ",", &end, ",-", &end].concat()
        );
    }
}
