//! The browser's tables answer in bytes what the traits promise.

use std::borrow::Cow;
use std::cmp::Ordering;

use postil::page::unicode::Unicode;
use postil::text::{Boundaries, Normalize};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn characters_words_and_sentences_are_ranges_of_bytes() {
    let unicode = Unicode::new("en");
    assert_eq!(unicode.graphemes("e\u{301}🎈x"), [0, 3, 7]);
    assert_eq!(unicode.graphemes(""), [0; 0]);
    assert_eq!(unicode.words("Hé, you 2!"), [(0, 3), (5, 8), (9, 10)]);
    assert_eq!(unicode.sentences("One é. Two?"), [(0, 8), (8, 12)]);
    assert!(Unicode::new("ja").words("私は学生です").len() > 1);
}

#[wasm_bindgen_test]
fn normal_text_is_borrowed_and_other_text_composed() {
    let unicode = Unicode::default();
    assert!(matches!(unicode.nfc("déjà"), Cow::Borrowed(_)));
    assert!(matches!(unicode.nfc("你"), Cow::Borrowed(_)));
    assert_eq!(unicode.nfc("e\u{301}"), "é");
}

#[wasm_bindgen_test]
fn a_wrong_language_is_the_browsers_own() {
    let unicode = Unicode::new("not a language");
    assert_eq!(unicode.words("one two").len(), 2);
    assert_eq!(unicode.compare("note 2", "note 10"), Ordering::Less);
    assert_eq!(Unicode::new("sv").compare("z", "ö"), Ordering::Less);
    assert_eq!(Unicode::new("de").compare("z", "ö"), Ordering::Greater);
}
