//! Every word that people see, per language.
//!
//! One text file per language, read at run time and named by its tag; nothing else knows which there
//! are, so a new language is a new file. English is compiled in and stands in for what a
//! file lacks, so no control is ever without a name. A test fails on a missing message all the same.

mod key;
mod language;

use std::fmt;
use std::rc::Rc;

pub use key::Key;
pub use language::{Direction, Language, choose, english};

/// English, the file that every other one is measured by.
const ENGLISH: &str = include_str!("en.txt");

/// The category of a number in a language, as Unicode names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Plural {
    /// The name in files and in `Intl.PluralRules`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }

    /// The one of this name; any other word is `Other`.
    pub fn from_name(name: &str) -> Self {
        match name {
            "zero" => Self::Zero,
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            _ => Self::Other,
        }
    }
}

/// What a language does with numbers; the browser knows it for all of them.
pub trait Numbers {
    /// The category of `n`.
    fn plural(&self, n: usize) -> Plural;
    /// `n` in the digits and groups of the language.
    fn number(&self, n: usize) -> String;
}

/// English numbers below a thousand, for where no browser helps.
#[derive(Clone, Copy, Debug)]
pub struct PlainNumbers;

impl Numbers for PlainNumbers {
    fn plural(&self, n: usize) -> Plural {
        if n == 1 { Plural::One } else { Plural::Other }
    }
    fn number(&self, n: usize) -> String {
        n.to_string()
    }
}

/// All messages of one language.
pub struct Locale {
    language: Language,
    /// In the order of [`Key`].
    texts: Vec<Rc<str>>,
    numbers: Box<dyn Numbers>,
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.language.tag)
    }
}

impl Locale {
    /// English.
    pub fn english(numbers: Box<dyn Numbers>) -> Self {
        Self::read(english(), "", numbers)
    }

    /// The messages in `file`; what it lacks is English.
    pub fn read(language: Language, file: &str, numbers: Box<dyn Numbers>) -> Self {
        let mut own: Vec<(&str, &str)> = messages(file).collect();
        own.sort_unstable_by_key(|(name, _)| *name);
        let texts = messages(ENGLISH)
            .map(|(name, english)| {
                let found = own.binary_search_by_key(&name, |(name, _)| name).ok();
                let text = found.and_then(|at| own.get(at)).map(|(_, text)| *text);
                Rc::from(text.unwrap_or(english))
            })
            .collect();
        Self {
            language,
            texts,
            numbers,
        }
    }

    /// Which language.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// Which way it is written.
    pub fn direction(&self) -> Direction {
        match &*self.get(Key::Direction) {
            "rtl" => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }

    /// A message that needs nothing filled in.
    pub fn get(&self, key: Key) -> Rc<str> {
        self.texts
            .get(key as usize)
            .map_or_else(|| Rc::from(""), Rc::clone)
    }

    /// A message with its places `{0}`, `{1}` … filled in.
    pub fn fill(&self, key: Key, values: &[&str]) -> String {
        fill(&self.get(key), |name| {
            let at: usize = name.parse().ok()?;
            values.get(at).map(|value| (*value).to_owned())
        })
    }

    /// A message about `n` things, in the form that the language has for that number.
    pub fn count(&self, key: Key, n: usize) -> String {
        let text = self.get(key);
        let form = form(&text, self.numbers.plural(n));
        fill(form, |name| (name == "n").then(|| self.numbers.number(n)))
    }

    /// A number in the digits of the language.
    pub fn number(&self, n: usize) -> String {
        self.numbers.number(n)
    }
}

/// Names and texts of a file, in its order.
fn messages(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .map(|(name, text)| (name.trim(), text.trim()))
}

/// The form of a plural: after `[name]`, up to the next bracket; `[other]` when it has none of its own.
fn form(text: &str, plural: Plural) -> &str {
    let find = |wanted: &str| {
        text.split('[').find_map(|piece| {
            let (name, form) = piece.split_once(']')?;
            (name == wanted).then(|| form.trim())
        })
    };
    find(plural.name())
        .or_else(|| find(Plural::Other.name()))
        .unwrap_or(text)
}

/// `text` with every `{name}` replaced; what has no value stays as it is.
fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match value(name) {
            Some(value) => filled.push_str(&value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    /// Every file of the folder, by its tag.
    fn files() -> Vec<(String, String)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/locale");
        let mut files: Vec<(String, String)> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "txt"))
            .map(|path| {
                let tag = path.file_stem().unwrap().to_str().unwrap().to_owned();
                (tag, fs::read_to_string(&path).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    /// The forms of a plural; one without a name for a text that is none.
    fn forms(text: &str) -> Vec<(&str, &str)> {
        if !text.contains("[other]") {
            return vec![("", text)];
        }
        text.split('[')
            .skip(1)
            .map(|piece| piece.split_once(']').unwrap())
            .collect()
    }

    /// The places that a text fills in.
    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|piece| piece.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn keys_stand_in_the_order_of_the_english_file() {
        let in_file: Vec<&str> = messages(ENGLISH).map(|(name, _)| name).collect();
        let in_code: Vec<&str> = Key::ALL.iter().map(|(_, name)| *name).collect();
        assert_eq!(in_file, in_code);
    }

    #[test]
    fn every_language_has_every_message_and_no_other() {
        let files = files();
        assert!(files.iter().any(|(tag, _)| tag == "en"));
        let english: Vec<&str> = messages(ENGLISH).map(|(name, _)| name).collect();
        for (tag, file) in &files {
            let own: Vec<&str> = messages(file).map(|(name, _)| name).collect();
            assert_eq!(own, english, "messages of {tag}");
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                assert!(line.contains(": "), "{tag}: no message in {line:?}");
            }
            for (name, text) in messages(file) {
                assert!(!text.is_empty(), "{tag}: {name} is empty");
            }
            let (_, direction) = messages(file).next().unwrap();
            assert!(matches!(direction, "ltr" | "rtl"), "{tag}: {direction}");
        }
    }

    #[test]
    fn every_language_fills_in_what_english_does() {
        for (tag, file) in &files() {
            for ((name, english), (_, own)) in messages(ENGLISH).zip(messages(file)) {
                assert_eq!(
                    own.contains("[other]"),
                    english.contains("[other]"),
                    "{tag}: {name} is a plural in one of them only",
                );
                let wanted = places(english);
                for (form, text) in forms(own) {
                    // A form for one single number may say it in words.
                    let may_lack = matches!(form, "zero" | "one" | "two");
                    assert!(
                        places(text) == wanted || (may_lack && places(text).is_empty()),
                        "{tag}: {name} [{form}] fills in {:?}",
                        places(text),
                    );
                }
            }
        }
    }

    #[test]
    fn names_that_outside_checks_look_for_stand_fixed() {
        let locale = Locale::english(Box::new(PlainNumbers));
        for (key, text) in [
            (Key::AnnotateSelection, "Annotate selection"),
            (Key::HighlightYellow, "Highlight yellow"),
            (Key::HighlightPurple, "Highlight purple"),
            (Key::AddNote, "Add note"),
            (Key::Notes, "Notes"),
            (Key::Note, "Note"),
            (Key::Highlight, "Highlight"),
            (Key::Save, "Save"),
            (Key::Cancel, "Cancel"),
            (Key::Edit, "Edit"),
            (Key::Delete, "Delete"),
            (Key::Reply, "Reply"),
            (Key::Tags, "Tags"),
            (Key::ReadingTools, "Reading tools"),
            (Key::Undo, "Undo"),
            (Key::Redo, "Redo"),
            (Key::AllNotes, "All notes"),
            (Key::ImportNotes, "Import notes"),
            (Key::ExportNotes, "Export notes"),
            (Key::KeyboardShortcuts, "Keyboard shortcuts"),
            (Key::SearchNotes, "Search notes"),
            (Key::NotesHere, "Notes here"),
            (Key::Import, "Import"),
            (Key::TryAgain, "Try again"),
            (Key::WithoutPlace, "Notes without a place"),
            (Key::Trash, "Trash"),
            (Key::Restore, "Restore"),
        ] {
            assert_eq!(&*locale.get(key), text);
        }
    }

    #[test]
    fn a_number_takes_the_form_of_its_category() {
        let locale = Locale::english(Box::new(PlainNumbers));
        assert_eq!(locale.count(Key::NotesCount, 1), "1 note");
        assert_eq!(locale.count(Key::NotesCount, 12), "12 notes");
        assert_eq!(form("[other] {n} things", Plural::Few), "{n} things");
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let locale = Locale::english(Box::new(PlainNumbers));
        assert_eq!(locale.fill(Key::CardName, &["{1}", "b"]), "{1}: b");
        assert_eq!(fill("a { b {c} {d", |_| None), "a { b {c} {d");
    }

    #[test]
    fn a_message_that_a_file_lacks_is_english() {
        let language = choose(&["nl"], "en nl");
        let locale = Locale::read(language, "save: Bewaren\n", Box::new(PlainNumbers));
        assert_eq!(&*locale.get(Key::Save), "Bewaren");
        assert_eq!(&*locale.get(Key::Cancel), "Cancel");
    }
}
