//! Web and mail addresses in plain text become links.

use super::allow;
use super::builder::TreeBuilder;
use super::tree::{Attribute, Tag};

/// Writes text with its addresses as links, each with this `rel`.
pub(super) fn write(text: &str, rel: Option<&str>, builder: &mut TreeBuilder) {
    let mut plain = 0;
    let mut at = 0;
    while let Some(word) = text.get(at..).and_then(next_word) {
        let (from, to) = (at + word.0, at + word.1);
        at = to;
        let Some(word) = text.get(from..to) else {
            break;
        };
        if let Some((skip, address, url)) = find(word) {
            let start = from + skip;
            builder.text(text.get(plain..start).unwrap_or_default());
            let mut attributes = vec![(Attribute::Href, url)];
            attributes.extend(rel.map(|rel| (Attribute::Rel, rel.to_owned())));
            builder.open(Tag::A, attributes);
            builder.text(address);
            builder.close();
            plain = start + address.len();
        }
    }
    builder.text(text.get(plain..).unwrap_or_default());
}

/// Whether the text is one address and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    find(text).is_some_and(|(skip, address, _)| skip == 0 && address.len() == text.len())
}

/// The bytes of the next run without white space.
fn next_word(text: &str) -> Option<(usize, usize)> {
    let from = text.find(|c: char| !c.is_whitespace())?;
    let rest = text.get(from..)?;
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    Some((from, from + length))
}

/// The longest address, in bytes; a longer word is not looked at.
const MAX_ADDRESS: usize = 4_000;

/// The address in a word: where it begins, the address as written, and the link.
fn find(word: &str) -> Option<(usize, &str, String)> {
    if word.len() > MAX_ADDRESS {
        return None;
    }
    web(word).or_else(|| mail(word))
}

fn web(word: &str) -> Option<(usize, &str, String)> {
    let lower = word.to_ascii_lowercase();
    let starts = ["https://", "http://", "www."].iter();
    let (from, prefix) = starts
        .filter_map(|prefix| lower.find(prefix).map(|at| (at, *prefix)))
        .min()?;
    let before = word.get(..from)?.chars().next_back();
    if before.is_some_and(char::is_alphanumeric) || word.get(..from)?.contains('@') {
        return None;
    }
    let address = without_punctuation(word.get(from..)?);
    let host = address.get(prefix.len()..)?.split(['/', '?', '#']).next()?;
    let named = host.contains('.') || (prefix != "www." && !host.is_empty());
    if !named || !host.starts_with(char::is_alphanumeric) {
        return None;
    }
    let url = if prefix == "www." {
        let mut url = "http://".to_owned();
        url.push_str(address);
        url
    } else {
        address.to_owned()
    };
    Some((from, address, allow::link(&url)?))
}

fn mail(word: &str) -> Option<(usize, &str, String)> {
    let at = word.find('@')?;
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let local = word.get(..at)?;
    let from = local
        .char_indices()
        .rev()
        .find(|(_, c)| !is_local(*c))
        .map_or(0, |(index, c)| index + c.len_utf8());
    let domain = word.get(at + 1..)?;
    let length = domain
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
        .unwrap_or(domain.len());
    let domain = domain.get(..length)?.trim_end_matches(['.', '-']);
    let (name, last) = domain.rsplit_once('.')?;
    let sound = from < at
        && !local.get(from..)?.starts_with('.')
        && name.starts_with(char::is_alphanumeric)
        && !name.contains("..")
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic);
    if !sound {
        return None;
    }
    let address = word.get(from..at + 1 + domain.len())?;
    // A scheme before it, as in `mailto:a@example.org`, is part of the text and not of the link.
    let mut url = "mailto:".to_owned();
    url.push_str(address);
    Some((from, address, url))
}

/// The address without punctuation behind it. A closing bracket stays when its opening one is in
/// the address.
fn without_punctuation(address: &str) -> &str {
    let end = address
        .find([
            '<', '>', '"', '“', '”', '«', '»', '„', '`', '、', '。', '，', '）', '」', '』',
        ])
        .unwrap_or(address.len());
    let mut address = address.get(..end).unwrap_or(address);
    while let Some(last) = address.chars().next_back() {
        let opening = match last {
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '‘' | '*' | '_' | '…' | '|' | '–'
            | '—' => None,
            _ => break,
        };
        if let Some(opening) = opening
            && address.matches(opening).count() >= address.matches(last).count()
        {
            break;
        }
        address = address
            .get(..address.len() - last.len_utf8())
            .unwrap_or_default();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_without_the_punctuation_around_them() {
        for (word, expected) in [
            (
                "https://example.org/a.",
                Some(("https://example.org/a", "https://example.org/a")),
            ),
            (
                "(see:http://example.org/a_(b))",
                Some(("http://example.org/a_(b)", "http://example.org/a_(b)")),
            ),
            (
                "www.example.nl,",
                Some(("www.example.nl", "http://www.example.nl")),
            ),
            (
                "“www.example.nl”.",
                Some(("www.example.nl", "http://www.example.nl")),
            ),
            (
                "WWW.Example.nl",
                Some(("WWW.Example.nl", "http://WWW.Example.nl")),
            ),
            (
                "<a.b+c@example.org>;",
                Some(("a.b+c@example.org", "mailto:a.b+c@example.org")),
            ),
            (
                "http://localhost:8000/x",
                Some(("http://localhost:8000/x", "http://localhost:8000/x")),
            ),
            ("javascript:alert(1)", None),
            ("xhttp://a.b", None),
            ("www.", None),
            ("www.example", None),
            ("http://", None),
            ("@name", None),
            ("a@b", None),
            ("a@@b.cd", None),
            ("example.org", None),
        ] {
            let found = find(word);
            let found = found
                .as_ref()
                .map(|(_, address, url)| (*address, url.as_str()));
            assert_eq!(found, expected, "{word}");
        }
    }
}
