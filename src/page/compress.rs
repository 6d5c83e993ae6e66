//! Texts made small for keeping, and back, by the browser's own `deflate-raw`.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ReadableStream, ReadableStreamDefaultReader, WritableStream};

use super::js_error::JsError;
use super::slices::Slices;
use super::source::{append, next_piece};

#[wasm_bindgen]
extern "C" {
    // The names of formats in `web_sys` are an enumeration that costs more than these lines.
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;

    type Transform;
    #[wasm_bindgen(method, getter)]
    fn readable(this: &Transform) -> ReadableStream;
    #[wasm_bindgen(method, getter)]
    fn writable(this: &Transform) -> WritableStream;
}

/// Input goes in pieces of this many bytes. All that a piece becomes may be in memory at once, and
/// deflate makes at most 1,032 bytes of one.
const PIECE: u32 = 16_384;

/// `bytes` as raw deflate (RFC 1951).
pub async fn deflate(bytes: &[u8]) -> Result<Vec<u8>, JsError> {
    let stream = CompressionStream::new("deflate-raw")?;
    let output = pump(stream.unchecked_into(), bytes, usize::MAX).await?;
    Ok(output.unwrap_or_default())
}

/// What raw deflate was made from; `None` when that is more than `limit` bytes.
pub async fn inflate(bytes: &[u8], limit: usize) -> Result<Option<Vec<u8>>, JsError> {
    let stream = DecompressionStream::new("deflate-raw")?;
    pump(stream.unchecked_into(), bytes, limit).await
}

async fn pump(stream: Transform, bytes: &[u8], limit: usize) -> Result<Option<Vec<u8>>, JsError> {
    let writer = stream.writable().get_writer()?;
    let reader = ReadableStreamDefaultReader::new(&stream.readable())?;
    let input = Uint8Array::from(bytes);
    // The two ends work at the same time: a stream takes no more while nobody reads.
    spawn_local(async move {
        let mut at = 0;
        let mut slices = Slices::start();
        while at < input.length() {
            // A stream that takes all it is given lets nobody else go first.
            if slices.is_over() {
                slices.breathe().await;
            }
            let piece = input.subarray(at, at.saturating_add(PIECE));
            at = at.saturating_add(PIECE);
            if JsFuture::from(writer.write_with_chunk(&piece))
                .await
                .is_err()
            {
                // The reading end learns of it too.
                return;
            }
        }
        let _ = JsFuture::from(writer.close()).await;
    });
    let mut output = Vec::new();
    while let Some(piece) = next_piece(&reader).await? {
        if output.len() + piece.length() as usize > limit {
            let _ = JsFuture::from(reader.cancel()).await;
            return Ok(None);
        }
        append(&mut output, &piece);
    }
    Ok(Some(output))
}
