//! Languages as the browser knows them.

use postil::annotation::Timestamp;
use postil::page::intl::Intl;
use wasm_bindgen_test::wasm_bindgen_test;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

#[wasm_bindgen_test]
fn how_long_ago_is_said_in_one_unit() {
    let now = at("2026-03-31T12:00:00.000Z");
    let check = |language: &str, then: &str, words: &str| {
        assert_eq!(Intl::new(language).relative(&at(then), &now), words);
    };
    check("en", "2026-03-31T11:59:30.000Z", "now");
    check("en", "2026-03-31T12:00:20.000Z", "now");
    check("en", "2026-03-31T11:58:00.000Z", "2 minutes ago");
    check("en", "2026-03-30T11:00:00.000Z", "yesterday");
    check("en", "2020-03-30T11:00:00+02:00", "6 years ago");
    check("nl", "2026-03-31T09:00:00.000Z", "3 uur geleden");
}

#[wasm_bindgen_test]
fn numbers_plurals_and_lists_follow_the_language() {
    let dutch = Intl::new("nl");
    assert_eq!(dutch.number(20_000_000), "20.000.000");
    assert_eq!(
        dutch.list(&["a".into(), "b".into(), "c".into()]),
        "a, b en c"
    );
    assert_eq!(Intl::new("pl").plural(3.0), "few");
    assert_eq!(Intl::new("en").plural(1.0), "one");
    assert!(
        dutch
            .exact(&at("2026-03-31T12:00:00.000Z"))
            .contains("maart 2026")
    );
}

#[wasm_bindgen_test]
fn what_is_no_language_falls_back_to_the_browsers() {
    assert_eq!(Intl::new("not a language!").plural(0.0), "other");
}
