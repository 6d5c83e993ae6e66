//! Other tabs, and other elements of this page, that show the same article: what one keeps, all learn.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::annotation::AnnotationId;

/// A message with more ids than this is said to be about everything.
const MAX_IDS: usize = 1_000;

/// What another one did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It wrote these annotations.
    These(Vec<AnnotationId>),
    /// It wrote more than it lists: read all.
    Everything,
}

/// The line to the others; it closes when this is dropped. Where the browser has none, nobody
/// answers and nothing is lost: a save merges with what is kept in any case.
#[must_use = "the line closes when this is dropped"]
pub struct Tabs {
    line: Option<Line>,
}

struct Line {
    channel: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Tabs {
    /// Listens to all others of this origin that show the article of this IRI.
    pub fn open(article: &str, on_change: impl Fn(Change) + 'static) -> Self {
        let mut name = String::from("postil:");
        name.push_str(article);
        let line = BroadcastChannel::new(&name).ok().map(|channel| {
            let listener = Closure::new(move |event: MessageEvent| {
                if let Some(change) = read(&event.data()) {
                    on_change(change);
                }
            });
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            Line {
                channel,
                _listener: listener,
            }
        });
        Self { line }
    }

    /// Tells all others, not ourselves, what was kept: after the transaction completed.
    pub fn announce(&self, change: &Change) {
        let ids = match change {
            Change::These(ids) if ids.len() <= MAX_IDS => ids.as_slice(),
            _ => &[],
        };
        if let Some(Line { channel, .. }) = &self.line {
            let message: Array = ids
                .iter()
                .map(|id| JsValue::from_str(id.as_str()))
                .collect();
            // A closed line has nobody to tell.
            let _ = channel.post_message(&message);
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(Line { channel, .. }) = &self.line {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

/// A list of ids; an empty one means everything. Any script of the origin may write to the line.
fn read(message: &JsValue) -> Option<Change> {
    let list = message.dyn_ref::<Array>()?;
    let ids: Option<Vec<_>> = list
        .iter()
        .take(MAX_IDS + 1)
        .map(|id| AnnotationId::parse(&id.as_string()?))
        .collect();
    Some(match ids {
        Some(ids) if !ids.is_empty() && ids.len() <= MAX_IDS => Change::These(ids),
        _ => Change::Everything,
    })
}
