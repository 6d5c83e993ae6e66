//! Which message tells what: trouble, what happened, colours, the name of a card.

use crate::annotation::Color;
use crate::article::{Node, Tag};
use crate::locale::{Key, Locale};
use crate::session::view::{Author, CardView, Kind, Orphan};
use crate::session::{AlertKind, Said};

/// The longest passage that a card's name repeats, in code points.
const MAX_NAME: usize = 120;

/// What went wrong, what is safe, what to do.
pub fn alert(words: &Locale, kind: &AlertKind) -> String {
    let key = match kind {
        AlertKind::NoSource => Key::AlertNoSource,
        AlertKind::SourceMissing => Key::AlertMissing,
        AlertKind::SourceStatus(status) => {
            return words.fill(Key::AlertStatus, &[&status.to_string()]);
        }
        AlertKind::SourceUnreachable => Key::AlertUnreachable,
        AlertKind::SourceTimeout => Key::AlertTimeout,
        AlertKind::SourceType(media_type) => return words.fill(Key::AlertType, &[media_type]),
        AlertKind::SourceNotUtf8 => Key::AlertNotUtf8,
        AlertKind::SourceEmpty => Key::AlertEmpty,
        AlertKind::SourceTooLarge(size, limit) => {
            let (size, limit) = (megabytes(words, *size), megabytes(words, *limit));
            return words.fill(Key::AlertTooLarge, &[&size, &limit]);
        }
        AlertKind::StorageUnavailable => Key::AlertStorageUnavailable,
        AlertKind::StorageFull => Key::AlertStorageFull,
        AlertKind::StorageFailed => Key::AlertStorageFailed,
        AlertKind::StorageDamaged(count) => {
            return words.count(Key::AlertStorageDamaged, *count);
        }
        AlertKind::ImportUnreadable(kind) => return super::reasons::file(words, kind),
        AlertKind::ExchangeRefused => Key::AlertRefused,
        AlertKind::PartMissing => Key::AlertPartMissing,
        AlertKind::LayerMissing(address) => return words.fill(Key::AlertLayer, &[address]),
    };
    words.get(key).as_ref().to_owned()
}

/// A size in megabytes of a million bytes, rounded up so that it is never under the limit it broke.
pub(super) fn megabytes(words: &Locale, bytes: u64) -> String {
    let whole = usize::try_from(bytes.div_ceil(1_000_000)).unwrap_or(usize::MAX);
    words.fill(Key::Megabytes, &[&words.number(whole)])
}

/// What the live region says.
pub fn said(words: &Locale, said: &Said) -> String {
    let key = match said {
        Said::Highlighted => Key::SaidHighlighted,
        Said::NoteSaved => Key::SaidSaved,
        Said::Bookmarked => Key::SaidBookmarked,
        Said::Answered => Key::SaidAnswered,
        Said::Reopened => Key::SaidReopened,
        Said::Deleted => Key::SaidDeleted,
        Said::Discarded => Key::SaidDiscarded,
        Said::Wait => Key::SaidWait,
        Said::Restored => Key::SaidRestored,
        Said::Undone => Key::SaidUndone,
        Said::Redone => Key::SaidRedone,
        Said::NothingToUndo => Key::SaidNothing,
        Said::Recolored => Key::SaidRecolored,
        Said::Settled => Key::SaidSettled,
        Said::Joined => Key::SaidJoined,
        Said::Parted => Key::SaidParted,
        Said::Choose(count) => return words.count(Key::SaidChoose, *count),
        Said::Imported(added, updated) => {
            let (added, updated) = (words.number(*added), words.number(*updated));
            return words.fill(Key::SaidImported, &[&added, &updated]);
        }
        Said::BackupTaken => Key::SaidBackup,
        Said::Came(text, begins) => return came(words, text, begins),
        Said::Left(text) => return words.fill(Key::SaidLeft, &[text]),
        Said::AtEnd => Key::SaidAtEnd,
        Said::Found(0) => Key::NothingFound,
        Said::Found(count) => return words.count(Key::Found, *count),
    };
    words.get(key).as_ref().to_owned()
}

/// Where the reading cursor is: its text, and what begins there.
fn came(words: &Locale, text: &str, begins: &[(Kind, Author)]) -> String {
    let mut told = text.to_owned();
    for (what, who) in begins {
        let what = words.get(kind(*what));
        let name = match who {
            Author::Reader => what.as_ref().to_owned(),
            Author::Named(name) => words.fill(Key::CardName, &[name, &what]),
            Author::Unnamed => words.fill(Key::CardName, &[&words.get(Key::Unnamed), &what]),
        };
        told.push(' ');
        told.push_str(&words.fill(Key::SaidBegins, &[&name]));
    }
    told
}

/// The name of a colour.
pub fn color(color: Color) -> Key {
    match color {
        Color::Yellow => Key::Yellow,
        Color::Green => Key::Green,
        Color::Blue => Key::Blue,
        Color::Pink => Key::Pink,
        Color::Orange => Key::Orange,
        Color::Purple => Key::Purple,
    }
}

/// The name of the button that highlights in a colour.
pub fn highlight(color: Color) -> Key {
    match color {
        Color::Yellow => Key::HighlightYellow,
        Color::Green => Key::HighlightGreen,
        Color::Blue => Key::HighlightBlue,
        Color::Pink => Key::HighlightPink,
        Color::Orange => Key::HighlightOrange,
        Color::Purple => Key::HighlightPurple,
    }
}

/// What an annotation is called.
pub fn kind(kind: Kind) -> Key {
    match kind {
        Kind::Highlight => Key::Highlight,
        Kind::Note => Key::Note,
        Kind::Question => Key::Question,
        Kind::PageNote => Key::PageNote,
        Kind::Reply => Key::ReplyTo,
        Kind::Bookmark => Key::Bookmark,
    }
}

/// Why a reply stands by itself.
pub fn orphan(orphan: Orphan) -> Key {
    match orphan {
        Orphan::Waits => Key::WaitsForNote,
        Orphan::Bereft => Key::AnswersDeleted,
    }
}

/// Who or what stands at the head of a card.
pub fn head(words: &Locale, card: &CardView) -> String {
    match &card.author {
        Author::Reader => words.get(kind(card.kind)).as_ref().to_owned(),
        Author::Named(name) => name.clone(),
        Author::Unnamed => words.get(Key::Unnamed).as_ref().to_owned(),
    }
}

/// The name of a card: the person or the kind, then its passage, or its words where it has none.
pub fn name(words: &Locale, card: &CardView) -> String {
    let head = head(words, card);
    let about = if card.quote.is_empty() {
        gist(card.words.as_deref().unwrap_or_default(), MAX_NAME)
    } else {
        cut(&card.quote, MAX_NAME)
    };
    if about.is_empty() {
        return head;
    }
    words.fill(Key::CardName, &[&head, &about])
}

/// `text` in one line, cut at a space near `limit` code points.
pub fn cut(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut left = limit;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if length >= left {
            if line.is_empty() {
                line.extend(word.chars().take(limit));
            }
            line.push('…');
            return line;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        left -= length + 1;
    }
    line
}

/// The words of a note in one line, as they are read, not as they are typed.
pub fn gist(markdown: &str, limit: usize) -> String {
    let mut text = String::new();
    gather(&crate::article::note(markdown), &mut text);
    cut(&text, limit)
}

fn gather(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(words) => text.push_str(words),
            Node::Element(element) => {
                gather(&element.children, text);
                if !matches!(
                    element.tag,
                    Tag::A | Tag::Em | Tag::Strong | Tag::Del | Tag::Code
                ) {
                    text.push(' ');
                }
            }
        }
    }
}

/// Whether a note takes more than three lines of a card, as far as its length tells.
pub fn is_long(words: &str) -> bool {
    words.chars().count() > 130 || words.trim().lines().count() > 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::ImportErrorKind;
    use crate::locale::PlainNumbers;

    #[test]
    fn a_size_over_the_limit_is_never_told_as_the_limit() {
        let words = Locale::english(Box::new(PlainNumbers));
        let told = alert(&words, &AlertKind::SourceTooLarge(20_000_001, 20_000_000));
        assert!(told.contains("21 MB") && told.contains("20 MB"), "{told}");
    }

    #[test]
    fn every_alert_says_something_whole() {
        let words = Locale::english(Box::new(PlainNumbers));
        for kind in [
            AlertKind::NoSource,
            AlertKind::SourceMissing,
            AlertKind::SourceStatus(503),
            AlertKind::SourceUnreachable,
            AlertKind::SourceTimeout,
            AlertKind::SourceType("image/png".to_owned()),
            AlertKind::SourceNotUtf8,
            AlertKind::SourceEmpty,
            AlertKind::SourceTooLarge(30_000_000, 20_000_000),
            AlertKind::StorageUnavailable,
            AlertKind::StorageFull,
            AlertKind::StorageFailed,
            AlertKind::StorageDamaged(2),
            AlertKind::ImportUnreadable(ImportErrorKind::UnknownFormat),
            AlertKind::ExchangeRefused,
            AlertKind::PartMissing,
            AlertKind::LayerMissing("https://example.org/teacher.jsonld".to_owned()),
        ] {
            let told = alert(&words, &kind);
            assert!(told.ends_with('.') && !told.contains('{'), "{told}");
        }
    }

    #[test]
    fn where_an_annotation_begins_is_said_after_the_text() {
        let words = Locale::english(Box::new(PlainNumbers));
        let begins = vec![
            (Kind::Note, Author::Reader),
            (Kind::Question, Author::Named("Ann".to_owned())),
        ];
        assert_eq!(
            said(&words, &Said::Came("It rained.".to_owned(), begins)),
            "It rained. Note begins here. Ann: Question begins here."
        );
    }

    #[test]
    fn a_list_shows_a_note_as_it_is_read() {
        let note = "# Mice\n\n*Eve*ry **one**, `here`\n\n- [a](https://example.org)\n- b";
        assert_eq!(gist(note, 80), "Mice Every one, here a b");
        assert_eq!(gist("2 * 3 < 7", 80), "2 * 3 < 7");
    }

    #[test]
    fn a_long_passage_is_cut_at_a_space() {
        assert_eq!(cut("one two\n three", 40), "one two three");
        assert_eq!(cut("one two three", 8), "one two…");
        assert_eq!(cut("abcdefghij", 4), "abcd…");
    }
}
