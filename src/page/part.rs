//! The rarely needed part of the program: fetched when it is first asked for, by all widgets together.
//!
//! `scripts/lib/split.mjs` says which modules stand in it. A function of those traps before
//! [`load`] has answered, so all ways to them wait for it: dialogs in `embed::controller`, files
//! in `embed::looking`, `embed::call` and `embed::layers`.

use std::cell::Cell;

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::js_error::JsError;

thread_local! {
    static IS_HERE: Cell<bool> = const { Cell::new(false) };
}

/// Whether [`load`] has answered once.
pub fn is_here() -> bool {
    IS_HERE.get()
}

/// Waits for the part; `fetch` is the loader's function that gets it, and answers a promise.
///
/// # Errors
///
/// What the browser says when the file cannot be had or belongs to another build. The next call
/// tries again.
pub async fn load(fetch: &Function) -> Result<(), JsError> {
    if is_here() {
        return Ok(());
    }
    let promise = fetch.call0(&JsValue::UNDEFINED)?;
    JsFuture::from(promise.unchecked_into::<Promise>()).await?;
    IS_HERE.set(true);
    Ok(())
}
