//! Long work in slices, so that the page stays alive: now and then it lets the browser breathe.

use js_sys::{Date, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// How long a slice of work may take, in milliseconds.
pub const SLICE: f64 = 10.0;

/// Knows since when the page has been waiting for us.
pub struct Slices {
    since: f64,
}

impl Slices {
    /// The first slice begins now.
    pub fn start() -> Self {
        Self { since: Date::now() }
    }

    /// Whether the slice is used up. A clock that was set back ends it too.
    pub fn is_over(&self) -> bool {
        !(0.0..SLICE).contains(&(Date::now() - self.since))
    }

    /// Lets input and painting go first; the next slice begins after it.
    pub async fn breathe(&mut self) {
        next_task().await;
        self.since = Date::now();
    }
}

/// The next task of the event loop, through a message: timers are held back to one a second or
/// one a minute in a tab that nobody looks at.
pub async fn next_task() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let (here, there) = (channel.port1(), channel.port2());
    let message = Promise::new(&mut |resolve, _| {
        here.set_onmessage(Some(&resolve));
        // A message of nothing can always be cloned.
        let _ = there.post_message(&JsValue::NULL);
    });
    let _ = JsFuture::from(message).await;
    here.close();
}

/// The next frame: everything that was changed before it has been laid out by then. In a tab that
/// nobody looks at there are no frames; a moment stands in for one.
pub async fn next_frame() {
    let frame = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            // Whichever comes first resolves; the other does nothing.
            let _ = window.request_animation_frame(&resolve);
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 100);
        }
    });
    let _ = JsFuture::from(frame).await;
}
