//! The system's share sheet, where there is one.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::js_error::JsError;

#[wasm_bindgen]
extern "C" {
    // A dictionary of three strings in `web_sys`, without files.
    type Sharing;
    #[wasm_bindgen(method, catch, js_name = canShare)]
    fn can_share(this: &Sharing, what: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn share(this: &Sharing, what: &JsValue) -> Result<Promise, JsValue>;
}

/// Whether the share sheet takes such a file. `false` where there is none, or the page is not secure.
pub fn takes(file: &File) -> bool {
    sharing().is_some_and(|sharing| sharing.can_share(&what(file, "")).unwrap_or(false))
}

/// Hands the file to the share sheet; done when the reader has chosen. Works only within the reader's own click or
/// key.
pub async fn share(file: &File, title: &str) -> Result<(), JsError> {
    let sharing = sharing().ok_or_else(|| JsError {
        name: "NotSupportedError".to_owned(),
        message: "no share sheet".to_owned(),
    })?;
    JsFuture::from(sharing.share(&what(file, title))?).await?;
    Ok(())
}

fn sharing() -> Option<Sharing> {
    let navigator = web_sys::window()?.navigator();
    // A method that is absent throws when it is called, which `takes` answers with no.
    Some(navigator.unchecked_into())
}

fn what(file: &File, title: &str) -> JsValue {
    let what = js_sys::Object::new();
    // A plain object takes any property.
    let _ = js_sys::Reflect::set(&what, &"files".into(), &Array::of1(file));
    if !title.is_empty() {
        let _ = js_sys::Reflect::set(&what, &"title".into(), &title.into());
    }
    what.into()
}
