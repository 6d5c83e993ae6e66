//! Adopted style sheets.

use postil::page::sheets::Adopted;
use wasm_bindgen_test::wasm_bindgen_test;

const CSS: &str = "postil-test { color: rgb(1, 2, 3) }";

#[wasm_bindgen_test]
fn a_sheet_is_adopted_once_and_taken_back_with_the_last_user() {
    let document = web_sys::window().unwrap().document().unwrap();
    let count = || document.adopted_style_sheets().length();
    let before = count();
    let first = Adopted::by_document(&document, CSS).unwrap();
    let second = Adopted::by_document(&document, CSS).unwrap();
    assert_eq!(count(), before + 1);
    let element = document.create_element("postil-test").unwrap();
    document.body().unwrap().append_child(&element).unwrap();
    let style = web_sys::window()
        .unwrap()
        .get_computed_style(&element)
        .unwrap()
        .unwrap();
    assert_eq!(style.get_property_value("color").unwrap(), "rgb(1, 2, 3)");
    element.remove();
    drop(first);
    assert_eq!(count(), before + 1);
    drop(second);
    assert_eq!(count(), before);
}
