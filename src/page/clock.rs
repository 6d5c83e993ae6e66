//! What only the browser knows of time and chance: now, and ids that nobody else has.

use std::cell::Cell;

use js_sys::Date;
use wasm_bindgen::JsValue;

use super::js_error::JsError;
use crate::annotation::{AnnotationId, Timestamp};

thread_local! {
    /// Milliseconds and counter of the last id.
    static LAST: Cell<(u64, u16)> = const { Cell::new((0, 0)) };
}

/// Now, in UTC with milliseconds: `2026-01-31T09:08:07.006Z`.
#[expect(clippy::expect_used)]
pub fn now() -> Timestamp {
    // A year beyond 9999 would be written with a sign, which RFC 3339 does not know.
    let millis = Date::now().min(253_402_300_799_999.0);
    let text = String::from(Date::new(&JsValue::from_f64(millis)).to_iso_string());
    Timestamp::parse(&text).expect("toISOString writes RFC 3339 for four-digit years")
}

/// A new annotation's id: `urn:uuid:` with a UUID of version 7. Later ones of this page sort after
/// earlier ones, also within a millisecond and when the clock is set back.
#[expect(clippy::expect_used)]
pub fn new_id() -> Result<AnnotationId, JsError> {
    let mut text = String::from("urn:uuid:");
    text.push_str(&new_uuid()?);
    Ok(AnnotationId::parse(&text).expect("a URN of a UUID is an IRI"))
}

/// A UUID of version 7 (RFC 9562, section 5.7), in lower case.
pub fn new_uuid() -> Result<String, JsError> {
    let mut bytes = [0u8; 16];
    web_sys::window()
        .ok_or_else(|| JsError::of(&JsValue::UNDEFINED))?
        .crypto()?
        .get_random_values_with_u8_array(&mut bytes)?;
    let random = u16::from_be_bytes([bytes[6], bytes[7]]);
    let (millis, counter) = LAST.with(|last| {
        let next = after(last.get(), Date::now() as u64, random);
        last.set(next);
        next
    });
    for (byte, shift) in bytes.iter_mut().zip([40u32, 32, 24, 16, 8, 0]) {
        *byte = (millis >> shift) as u8;
    }
    [bytes[6], bytes[7]] = (0x7000 | counter).to_be_bytes();
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    Ok(text)
}

/// The twelve bits after the time are a counter that begins at a random place in its lower half
/// (RFC 9562, section 6.2, method 1).
fn after((last, counter): (u64, u16), now: u64, random: u16) -> (u64, u16) {
    if now > last {
        (now, random & 0x7ff)
    } else if counter < 0xfff {
        (last, counter + 1)
    } else {
        (last + 1, random & 0x7ff)
    }
}
