//! The fragment of a share link: notes as compact JSON, packed by the caller, in letters that an address may have.
//!
//! `#postil=z.…` is raw deflate, `#postil=t.…` is the text as it is. A fragment never reaches a server.

use super::jsonld;
use super::zip::Method;
use crate::annotation::Record;

/// What the fragment begins with.
pub const PREFIX: &str = "postil=";
/// Above this many characters a link breaks in some mail programs and messengers: offer the file.
pub const LONG_LINK: usize = 8_000;
/// Longest fragment that is written, in characters: browsers cut or refuse addresses of 2 MB.
pub const MAX_LINK: usize = 1_900_000;
/// Longest fragment that is read, in characters.
pub const MAX_FRAGMENT: usize = 4_000_000;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// One more note in the text to pack, which is a JSON list of annotations without their context: it begins with
/// `[` and ends with `]`. [`super::read_text`] reads it.
pub fn push(text: &mut String, record: &Record) {
    text.push_str(if text.is_empty() { "[" } else { "," });
    jsonld::push_annotation(text, record);
}

/// The whole text to pack.
pub fn text(records: &[&Record]) -> String {
    let mut text = String::new();
    for record in records {
        push(&mut text, record);
    }
    close(text)
}

/// Ends the text to pack.
pub fn close(mut text: String) -> String {
    text.push_str(if text.is_empty() { "[]" } else { "]" });
    text
}

/// The fragment for these bytes, without `#`.
pub fn fragment(packed: &[u8], method: Method) -> String {
    let mark = match method {
        Method::Stored => "t.",
        Method::Deflated => "z.",
    };
    let mut fragment = [PREFIX, mark].concat();
    for three in packed.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..=three.len() {
            let digit = (bits >> (18 - 6 * at)) & 63;
            fragment.extend(DIGITS.get(digit as usize).map(|&digit| char::from(digit)));
        }
    }
    fragment
}

/// The packed bytes of a fragment, with or without `#`; `None` when it is none of ours, or broken.
pub fn read_fragment(fragment: &str) -> Option<(Vec<u8>, Method)> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let rest = fragment.strip_prefix(PREFIX)?;
    if rest.len() > MAX_FRAGMENT {
        return None;
    }
    let (method, digits) = match rest.split_once('.')? {
        ("t", digits) => (Method::Stored, digits),
        ("z", digits) => (Method::Deflated, digits),
        _ => return None,
    };
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    // Messengers like to end a link with a mark of their own.
    let digits = digits
        .trim_end_matches(['=', '.', ',', ')', '>'])
        .as_bytes();
    for four in digits.chunks(4) {
        let mut bits = 0u32;
        for at in 0..4 {
            let digit = match four.get(at) {
                Some(digit) => value_of(*digit)?,
                None => 0,
            };
            bits = bits << 6 | digit;
        }
        if four.len() == 1 {
            return None;
        }
        let [_, first, second, third] = bits.to_be_bytes();
        bytes.extend([first, second, third].into_iter().take(four.len() - 1));
    }
    Some((bytes, method))
}

/// The six bits that a letter stands for.
fn value_of(digit: u8) -> Option<u32> {
    let (first, offset) = match digit {
        b'A'..=b'Z' => (b'A', 0),
        b'a'..=b'z' => (b'a', 26),
        b'0'..=b'9' => (b'0', 52),
        b'-' => (b'-', 62),
        b'_' => (b'_', 63),
        _ => return None,
    };
    Some(u32::from(digit - first) + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_carries_any_bytes() {
        for length in 0..70u8 {
            let bytes: Vec<u8> = (0..length).map(|at| at.wrapping_mul(151)).collect();
            for method in [Method::Stored, Method::Deflated] {
                let link = ["#", &fragment(&bytes, method)].concat();
                assert_eq!(read_fragment(&link), Some((bytes.clone(), method)));
            }
        }
        assert_eq!(fragment(b"Hi?", Method::Stored), "postil=t.SGk_");
    }

    #[test]
    fn what_is_no_link_of_ours_is_nothing() {
        for text in [
            "",
            "#top",
            "#postil=",
            "#postil=x.AA",
            "#postil=t.A",
            "#postil=t.A!A=",
            "#postil=zAAAA",
        ] {
            assert_eq!(read_fragment(text), None, "{text}");
        }
    }
}
