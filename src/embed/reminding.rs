//! Reminds the reader, gently, to keep a copy when much was written since the last one.

use std::rc::Rc;

use super::controller::Controller;
use crate::annotation::Timestamp;
use crate::page::clock;
use crate::session::{Action, Entry, State};

/// The setting with the moment of the last copy, or of the last time that the reader said not now.
const COPIED: &str = "copied";
/// So many notes of the reader's own are much.
const MUCH: usize = 20;
/// Younger notes than this are in nobody's way yet, and a copy holds so long, in seconds: seven days, after which
/// some browsers erase what a site keeps.
const LONG: i64 = 7 * 86_400;

/// Once, when the article was opened: never while somebody writes.
pub(super) async fn remind(controller: &Rc<Controller>) {
    let keeping = controller.keeping().await;
    let copied = keeping.setting(COPIED).await.ok().flatten();
    let copied = copied.as_deref().and_then(Timestamp::parse);
    if is_due(&controller.state(), copied.as_ref(), &clock::now()) {
        controller.act(Action::CopyDue(true));
    }
}

fn is_due(state: &State, copied: Option<&Timestamp>, now: &Timestamp) -> bool {
    let since = copied.map_or(i64::MIN, |at| at.instant().seconds());
    let old = now.instant().seconds().saturating_sub(LONG);
    let is_new = |entry: &&Entry| {
        let changed = entry.record.shown().modified_instant();
        let changed = changed.map_or(0, |at| at.seconds());
        state.is_own(entry) && changed > since && !entry.record.is_deleted()
    };
    let new: Vec<&Entry> = state.entries.values().filter(is_new).collect();
    let first = new
        .iter()
        .filter_map(|entry| entry.record.shown().modified_instant())
        .min();
    let waits = since.max(first.map_or(i64::MAX, |at| at.seconds()));
    !state.in_memory && new.len() >= MUCH && waits <= old
}

/// A copy was made, or is not wanted now.
pub(super) async fn looked_after(controller: &Rc<Controller>) {
    controller.act(Action::CopyDue(false));
    let keeping = controller.keeping().await;
    // Forgotten, the reader is reminded once more.
    let _ = keeping.put_setting(COPIED, clock::now().as_str()).await;
}
