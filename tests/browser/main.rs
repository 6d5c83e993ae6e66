//! What only a browser knows: one program for all in-browser tests, empty on the native target.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod stage;

mod clock;
mod compress;
mod dom_text;
mod errors;
mod files;
mod geometry;
mod guards;
mod highlights;
mod intl;
mod rendering;
mod selection;
mod sheets;
mod source;
mod store;
mod tabs;
mod ui;
mod unicode;

wasm_bindgen_test_configure!(run_in_browser);
