//! Times and ids.

use postil::page::clock::{new_id, new_uuid, now};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn now_is_rfc_3339_in_utc_with_milliseconds() {
    let now = now();
    let text = now.as_str();
    assert!(
        text.len() == 24 && text.ends_with('Z') && text.contains('.'),
        "{text}"
    );
}

#[wasm_bindgen_test]
fn ids_are_uuids_of_version_7_in_the_order_of_making() {
    let ids: Vec<String> = (0..10_000).map(|_| new_uuid().unwrap()).collect();
    assert!(ids.is_sorted_by(|a, b| a < b));
    for id in ids {
        let parts: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
        assert!(id.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f' | '-')));
        assert_eq!(id.chars().nth(14), Some('7'), "{id}");
        assert!("89ab".contains(id.chars().nth(19).unwrap()), "{id}");
    }
    assert!(new_id().unwrap().as_str().starts_with("urn:uuid:0"));
}
