//! Fetches a source: its bytes, its format and its address, or why there is no article.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestInit, Response};

use super::js_error::{JsError, report};
use crate::article::{ArticleError, ArticleErrorKind, Format, MAX_SOURCE};

/// After this many milliseconds without an answer the reader is told that we are still waiting.
const PATIENCE: u32 = 8_000;
/// After this many seconds without an answer, or without another piece of it, we give up.
const GIVE_UP: u32 = 60;

/// A source as it came.
#[derive(Debug)]
pub struct Loaded {
    /// The bytes, at most [`MAX_SOURCE`] of them; not looked into.
    pub bytes: Vec<u8>,
    /// What they are written in, as far as name and media type tell.
    pub format: Format,
    /// The absolute address that answered: what links and images in the source are relative to.
    pub base_url: String,
}

/// Why nothing was loaded.
#[derive(Debug)]
pub enum LoadError {
    /// We stopped it ourselves: there is nothing to tell.
    Stopped,
    /// There is no article.
    Failed(ArticleError),
}

impl From<ArticleErrorKind> for LoadError {
    fn from(kind: ArticleErrorKind) -> Self {
        Self::Failed(ArticleError::new(kind))
    }
}

/// A request that stops when this is dropped.
#[must_use = "the request stops when this is dropped"]
pub struct Loading(AbortController);

impl Loading {
    /// Nothing is asked for yet.
    pub fn new() -> Result<Self, JsError> {
        Ok(Self(AbortController::new()?))
    }

    /// What [`load`] asks for.
    pub fn controller(&self) -> AbortController {
        self.0.clone()
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Fetches `url`, which may be relative to the document. `format` is what the tag says; the file
/// ending and the media type speak where it is silent. `on_patience_lost` is called at most once,
/// when the answer takes long.
pub async fn load(
    url: &str,
    format: Option<Format>,
    controller: AbortController,
    on_patience_lost: impl FnOnce() + 'static,
) -> Result<Loaded, LoadError> {
    let waiting = Timeout::new(PATIENCE, on_patience_lost);
    let mut request = Request::new(controller);
    let answer = fetch(url, &request.controller).await;
    let response = answer.map_err(|error| request.reason(error))?;
    if !response.ok() {
        return Err(ArticleErrorKind::Status {
            status: response.status(),
        }
        .into());
    }
    let header = |name| response.headers().get(name).ok().flatten();
    let format = match format {
        Some(format) => format,
        None => Format::guess(url, header("content-type").as_deref()).map_err(LoadError::Failed)?,
    };
    // Where the body is compressed, the length is that of fewer bytes: too many are too many.
    if let Some(size) = header("content-length").and_then(|length| length.parse().ok()) {
        check_size(size)?;
    }
    let bytes = read_body(&response, &mut request).await?;
    drop(waiting);
    let answered = response.url();
    let base_url = if answered.is_empty() {
        url.to_owned()
    } else {
        answered
    };
    Ok(Loaded {
        bytes,
        format,
        base_url,
    })
}

/// A small text file of the site's own, such as messages or a layer; `None` when it cannot be had.
pub async fn text(url: &str) -> Option<String> {
    let loading = Loading::new().ok()?;
    let abort = loading.controller();
    let _deadline = Timeout::new(GIVE_UP * 1000, move || abort.abort());
    let response = fetch(url, &loading.controller()).await.ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?)
        .await
        .ok()?
        .as_string()
}

async fn read_body(response: &Response, request: &mut Request) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::new();
    let Some(body) = response.body() else {
        return Ok(bytes);
    };
    let reader = ReadableStreamDefaultReader::new(&body)
        .map_err(|thrown| request.reason(JsError::from(thrown)))?;
    loop {
        let piece = next_piece(&reader).await;
        let Some(piece) = piece.map_err(|error| request.reason(error))? else {
            return Ok(bytes);
        };
        check_size(bytes.len() as u64 + u64::from(piece.length()))?;
        append(&mut bytes, &piece);
        request.wait();
    }
}

async fn fetch(url: &str, controller: &AbortController) -> Result<Response, JsError> {
    let options = RequestInit::new();
    options.set_signal(Some(&controller.signal()));
    let window = web_sys::window().ok_or_else(|| JsError::of(&JsValue::UNDEFINED))?;
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &options)).await?;
    Ok(response.unchecked_into())
}

/// The next bytes; `None` at the end.
pub(super) async fn next_piece(
    reader: &ReadableStreamDefaultReader,
) -> Result<Option<Uint8Array>, JsError> {
    let read = JsFuture::from(reader.read()).await?;
    let value = Reflect::get(&read, &JsValue::from_str("value"))?;
    Ok(value.dyn_into().ok())
}

/// Adds what JavaScript holds.
pub(super) fn append(bytes: &mut Vec<u8>, piece: &Uint8Array) {
    let at = bytes.len();
    bytes.resize(at + piece.length() as usize, 0);
    if let Some(room) = bytes.get_mut(at..) {
        piece.copy_to(room);
    }
}

fn check_size(size: u64) -> Result<(), LoadError> {
    if size <= MAX_SOURCE as u64 {
        return Ok(());
    }
    Err(ArticleErrorKind::TooLarge {
        size,
        limit: MAX_SOURCE as u64,
    }
    .into())
}

/// One request under a deadline. What is left of it is stopped when this is dropped, so that an
/// answer of a wrong kind or size is not downloaded to its end.
struct Request {
    controller: AbortController,
    passed: Rc<Cell<bool>>,
    timer: Option<Timeout>,
}

impl Request {
    fn new(controller: AbortController) -> Self {
        let mut request = Self {
            controller,
            passed: Rc::default(),
            timer: None,
        };
        request.wait();
        request
    }

    /// The time begins anew.
    fn wait(&mut self) {
        let (controller, passed) = (self.controller.clone(), self.passed.clone());
        self.timer = Some(Timeout::new(GIVE_UP * 1000, move || {
            passed.set(true);
            controller.abort();
        }));
    }

    fn reason(&self, error: JsError) -> LoadError {
        if self.passed.get() {
            return ArticleErrorKind::TimedOut { seconds: GIVE_UP }.into();
        }
        if self.controller.signal().aborted() {
            return LoadError::Stopped;
        }
        report(&error.to_string());
        ArticleErrorKind::Unreachable.into()
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.controller.abort();
    }
}
