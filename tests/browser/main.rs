//! What only a browser knows: one program for all in-browser tests, empty on the native target.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod clock;
mod compress;
mod errors;
mod files;
mod intl;
mod rendering;
mod sheets;
mod source;
mod store;
mod tabs;

wasm_bindgen_test_configure!(run_in_browser);
