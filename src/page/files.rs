//! Files between the page and the reader's machine: save one, pick one, read one, copy text.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, File, FilePropertyBag, HtmlAnchorElement, HtmlInputElement, Url,
};

use super::js_error::JsError;

/// How long a saved file's address stays valid, in milliseconds: some browsers begin late.
const SAVE_TIME: u32 = 40_000;

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It has more bytes than the limit.
    TooLarge {
        /// Its size, in bytes.
        size: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The browser could not: it is gone, or may not be read.
    Refused(JsError),
}

/// `bytes` as a file of this media type.
pub fn blob(bytes: &[u8], media_type: &str) -> Result<Blob, JsError> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    Ok(Blob::new_with_u8_array_sequence_and_options(
        &parts, &options,
    )?)
}

/// The same with a name.
pub fn file(bytes: &[u8], media_type: &str, name: &str) -> Result<File, JsError> {
    let options = FilePropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    Ok(File::new_with_u8_array_sequence_and_options(
        &parts, name, &options,
    )?)
}

/// Saves it to the reader's machine under this name.
pub fn save(blob: &Blob, name: &str) -> Result<(), JsError> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = create("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    spawn_local(async move {
        TimeoutFuture::new(SAVE_TIME).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

/// Asks the reader for files; none when they changed their mind. `accept` is a list of media types and file
/// endings, as HTML has it. Works only within the reader's own click or key.
pub async fn pick(accept: &str) -> Result<Vec<File>, JsError> {
    let input: HtmlInputElement = create("input")?.unchecked_into();
    input.set_type("file");
    input.set_accept(accept);
    input.set_multiple(true);
    let chosen = Promise::new(&mut |resolve, _| {
        for event in ["change", "cancel"] {
            let _ = input.add_event_listener_with_callback(event, &resolve);
        }
        input.click();
    });
    JsFuture::from(chosen).await?;
    let files = input.files();
    let count = files.as_ref().map_or(0, web_sys::FileList::length);
    Ok((0..count)
        .filter_map(|at| files.as_ref()?.get(at))
        .collect())
}

/// The content of a file that was picked, dropped or pasted, if it has at most `limit` bytes.
pub async fn read(file: &Blob, limit: u64) -> Result<Vec<u8>, ReadError> {
    let size = file.size() as u64;
    if size > limit {
        return Err(ReadError::TooLarge { size, limit });
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|thrown| ReadError::Refused(thrown.into()))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Puts text on the clipboard. Works only within the reader's own click or key, on a secure page.
pub async fn copy(text: &str) -> Result<(), JsError> {
    let window = web_sys::window().ok_or_else(nowhere)?;
    let navigator = window.navigator();
    // Absent on pages that are not secure, whatever the binding says.
    let clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))?;
    if clipboard.is_undefined() {
        return Err(nowhere());
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await?;
    Ok(())
}

fn create(tag: &str) -> Result<web_sys::Element, JsError> {
    let document = web_sys::window().and_then(|window| window.document());
    Ok(document.ok_or_else(nowhere)?.create_element(tag)?)
}

fn nowhere() -> JsError {
    JsError {
        name: "NotSupportedError".to_owned(),
        message: "not available on this page".to_owned(),
    }
}
