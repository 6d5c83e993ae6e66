//! Whatever JavaScript throws has a name and a message.

use postil::page::js_error::JsError;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn check(thrown: &str, name: &str, message: &str) {
    let value = js_sys::eval(&["(", thrown, ")"].concat()).expect("a value");
    let error = JsError::of(&value);
    assert_eq!(
        (error.name.as_str(), error.message.as_str()),
        (name, message)
    );
}

#[wasm_bindgen_test]
fn any_thrown_value_becomes_an_error() {
    check("new TypeError('no')", "TypeError", "no");
    check(
        "new DOMException('full', 'QuotaExceededError')",
        "QuotaExceededError",
        "full",
    );
    check("'just words'", "Error", "just words");
    check("null", "Error", "null");
    check("undefined", "Error", "undefined");
    check("7", "Error", "7");
    check("Symbol('s')", "Error", "Symbol(s)");
    check("Object.freeze({name: 'Cold', message: ''})", "Cold", "");
    check("Object.create(null)", "Error", "");
    check(
        "({name: 3, message: {}, toString() { throw 1 }})",
        "Error",
        "",
    );
    check(
        "new Proxy({}, {get() { throw new Error('trap') }})",
        "Error",
        "",
    );
}

#[wasm_bindgen_test]
fn a_long_message_is_cut_between_characters() {
    let error = JsError::of(&JsValue::from_str(&"é".repeat(1_000)));
    assert_eq!(error.message, "é".repeat(300));
}
