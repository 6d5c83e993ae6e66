//! What only a browser knows: the page's glue against a real one.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use wasm_bindgen_test::wasm_bindgen_test_configure;

#[path = "browser/clock.rs"]
mod clock;
#[path = "browser/compress.rs"]
mod compress;
#[path = "browser/errors.rs"]
mod errors;
#[path = "browser/files.rs"]
mod files;
#[path = "browser/intl.rs"]
mod intl;
#[path = "browser/rendering.rs"]
mod rendering;
#[path = "browser/sheets.rs"]
mod sheets;
#[path = "browser/source.rs"]
mod source;
#[path = "browser/tabs.rs"]
mod tabs;

wasm_bindgen_test_configure!(run_in_browser);
