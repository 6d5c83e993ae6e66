//! What only a browser knows: one program for all in-browser tests, empty on the native target.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod stage;

mod dom_text;
mod geometry;
mod guards;
mod highlights;
mod selection;
mod unicode;

wasm_bindgen_test_configure!(run_in_browser);
