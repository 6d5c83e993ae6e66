//! Why an item or a whole file cannot be taken, in words for readers.

use super::phrase::megabytes;
use crate::exchange::{ImportErrorKind, MAX_FILE_BYTES, MAX_ITEMS, Problem, ProblemKind};
use crate::locale::{Key, Locale};

/// Why an item is not taken.
pub fn item(words: &Locale, problem: &Problem) -> String {
    let key = match &problem.kind {
        ProblemKind::NotJson
        | ProblemKind::NotAnObject
        | ProblemKind::NotAnAnnotation
        | ProblemKind::NoContext => Key::ReasonNoNote,
        ProblemKind::Missing(property) => return words.fill(Key::ReasonMissing, &[property]),
        ProblemKind::Expected {
            property, found, ..
        } => {
            return words.fill(Key::ReasonWrong, &[property, found]);
        }
        ProblemKind::BodyAndBodyValue => {
            return words.fill(Key::ReasonWrong, &["body", "bodyValue"]);
        }
        ProblemKind::StrangeConflict => {
            return words.fill(Key::ReasonWrong, &["postil:conflicts", "…"]);
        }
        ProblemKind::TooLong { property, .. } | ProblemKind::TooMany { property, .. } => {
            return words.fill(Key::ReasonTooLong, &[property]);
        }
        ProblemKind::OtherCreator => Key::ReasonOtherCreator,
        ProblemKind::OtherArticle { .. } => Key::ReasonOtherArticle,
        ProblemKind::DuplicateId => Key::ReasonTwice,
        ProblemKind::ReadOnly => Key::ReasonReadOnly,
        ProblemKind::NoPlace => Key::ReasonNoPlace,
    };
    words.get(key).as_ref().to_owned()
}

/// Why a whole file is not taken.
#[inline(never)]
pub fn file(words: &Locale, kind: &ImportErrorKind) -> String {
    let key = match kind {
        // A picture, or another file by mistake.
        ImportErrorKind::UnknownFormat | ImportErrorKind::NotText { .. } => {
            Key::AlertImportUnreadable
        }
        ImportErrorKind::Empty => Key::FileEmpty,
        ImportErrorKind::TooLarge { bytes } => {
            let (size, limit) = (*bytes as u64, MAX_FILE_BYTES as u64);
            let (size, limit) = (megabytes(words, size), megabytes(words, limit));
            return words.fill(Key::FileTooLarge, &[&size, &limit]);
        }
        ImportErrorKind::TooManyItems { items } => {
            let (items, limit) = (words.number(*items), words.number(MAX_ITEMS));
            return words.fill(Key::FileTooMany, &[&items, &limit]);
        }
        ImportErrorKind::NotJson { line, .. } => {
            return words.fill(Key::FileBroken, &[&words.number(*line)]);
        }
        ImportErrorKind::TooDeep | ImportErrorKind::BadArchive { .. } => Key::FileDamaged,
        ImportErrorKind::PagesElsewhere => Key::FileElsewhere,
        ImportErrorKind::BrokenLink => Key::FileLink,
    };
    words.get(key).as_ref().to_owned()
}

/// Outside words in one line: nothing that turns the text around, at most so many characters.
pub fn cut(text: &str, limit: usize) -> String {
    let is_shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let kept: String = text.chars().filter(is_shown).collect();
    super::phrase::cut(&kept, limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::PlainNumbers;

    fn words() -> Locale {
        Locale::english(Box::new(PlainNumbers))
    }

    #[test]
    fn every_reason_says_something_whole() {
        let items = [
            ProblemKind::NotJson,
            ProblemKind::Missing("target"),
            ProblemKind::Expected {
                property: "id",
                expected: "an IRI",
                found: "7".to_owned(),
            },
            ProblemKind::BodyAndBodyValue,
            ProblemKind::StrangeConflict,
            ProblemKind::TooLong {
                property: "body",
                limit: 1,
            },
            ProblemKind::OtherCreator,
            ProblemKind::OtherArticle { source: None },
            ProblemKind::DuplicateId,
            ProblemKind::ReadOnly,
            ProblemKind::NoPlace,
        ];
        for kind in items {
            let told = item(&words(), &Problem { kind });
            assert!(told.len() > 10 && !told.contains('{'), "{told}");
        }
        let files = [
            ImportErrorKind::UnknownFormat,
            ImportErrorKind::Empty,
            ImportErrorKind::TooLarge { bytes: 60_000_000 },
            ImportErrorKind::TooManyItems { items: 200_000 },
            ImportErrorKind::NotJson { line: 3, column: 1 },
            ImportErrorKind::TooDeep,
            ImportErrorKind::PagesElsewhere,
            ImportErrorKind::BrokenLink,
        ];
        for kind in files {
            let told = file(&words(), &kind);
            assert!(told.ends_with('.') && !told.contains('{'), "{told}");
        }
    }

    #[test]
    fn a_name_cannot_turn_the_text_around() {
        assert_eq!(cut("Ann\u{202E}\u{2066} na\u{0007}me", 40), "Ann name");
        assert_eq!(
            cut(&"n".repeat(100), 10),
            ["n".repeat(10), "…".to_owned()].concat()
        );
    }
}
