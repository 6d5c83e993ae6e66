//! What is known about the places of notes, beside the notes: kept as a text of the origin, and found
//! out for notes of other tools while the page has nothing else to do.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use serde_json::{Map, Value};
use wasm_bindgen_futures::spawn_local;

use super::controller::{Controller, Reading};
use super::placing;
use crate::annotation::{
    Annotation, AnnotationId, Motivation, PassageTarget, Record, Target, Version,
};
use crate::exchange::{ReadContext, push_annotation, read_kept};
use crate::page::slices::Slices;
use crate::session::{Action, MOST_KNOWN};

/// So many notes get their rival in one go; the next go comes after a pause, so that a thousand of them
/// do not keep a reader's processor busy for long.
const AT_ONCE: usize = 200;
/// Milliseconds between two goes.
const PAUSE: u32 = 2_000;
/// How often it is looked whether something is being written, in milliseconds.
const QUIET: u32 = 100;

fn key(controller: &Controller) -> String {
    ["known-places ", &controller.state().article].concat()
}

/// Takes in what was kept. Without it notes are placed as they came: no reason to alarm.
pub(super) async fn load(controller: &Rc<Controller>) {
    let kept = controller.keeping().await.setting(&key(controller)).await;
    let Ok(Some(text)) = kept else { return };
    let Ok(Value::Array(items)) = serde_json::from_str(&text) else {
        return;
    };
    let context = ReadContext { article: None };
    let mut list = Vec::with_capacity(items.len());
    for item in &items {
        if let Ok(record) = read_kept(item, &context)
            && let Target::Passage(targets) = &record.shown().target
            && let Some(target) = targets.first()
        {
            list.push((record.id().clone(), target.clone()));
        }
    }
    controller.act(Action::PlacesKnown { list, fresh: false });
}

/// Keeps all that is known now; nobody waits for it.
pub(super) fn keep(controller: &Rc<Controller>) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let known = Rc::clone(&controller.state().known);
        let mut text = String::from("[");
        for (id, target) in known.iter() {
            if text.len() > 1 {
                text.push(',');
            }
            push_annotation(&mut text, &record(id, target));
        }
        text.push(']');
        let keeping = controller.keeping().await;
        let _ = keeping.put_setting(&key(&controller), &text).await;
    });
}

/// An annotation that says nothing but where it is.
fn record(id: &AnnotationId, target: &PassageTarget) -> Record {
    Record::new(Annotation {
        id: id.clone(),
        motivation: Motivation::Highlighting,
        creator: None,
        created: None,
        modified: None,
        target: Target::Passage(vec![target.clone()]),
        note: None,
        tags: Vec::new(),
        color: None,
        version: Version::default(),
        deleted: None,
        extra: Map::new(),
    })
}

/// Describes the passages of notes that came without a rival and stand here intact, with theirs.
pub(super) fn find_rivals(
    controller: &Rc<Controller>,
    reading: &Rc<Reading>,
    ids: &[AnnotationId],
) {
    let state = controller.state();
    let room = MOST_KNOWN.saturating_sub(state.known.len());
    let lacking = ids.iter().filter(|id| state.lacks_rival(id));
    let mut ids: Vec<AnnotationId> = lacking.take(room).cloned().collect();
    if ids.is_empty() {
        return;
    }
    let (controller, reading) = (Rc::clone(controller), Rc::clone(reading));
    spawn_local(async move {
        // Whoever waits until their notes are safe goes first.
        while controller.writing.get() > 0 {
            TimeoutFuture::new(QUIET).await;
        }
        placing::prepare(&reading).await;
        loop {
            let rest = ids.split_off(ids.len().min(AT_ONCE));
            let Some(list) = describe(&controller, &reading, ids).await else {
                return;
            };
            if !list.is_empty() {
                controller.act(Action::PlacesKnown { list, fresh: true });
            }
            if rest.is_empty() {
                return;
            }
            ids = rest;
            TimeoutFuture::new(PAUSE).await;
        }
    });
}

/// Describes the passages of these; `None` when the article was read anew meanwhile.
async fn describe(
    controller: &Rc<Controller>,
    reading: &Rc<Reading>,
    ids: Vec<AnnotationId>,
) -> Option<Vec<(AnnotationId, PassageTarget)>> {
    let mut list = Vec::with_capacity(ids.len());
    let mut slices = Slices::start();
    for id in ids {
        // Each takes some milliseconds: whoever types or marks meanwhile comes first after every one.
        slices.breathe().await;
        let state = controller.state();
        let now = controller.reading()?;
        if !Rc::ptr_eq(&now, reading) {
            return None;
        }
        let range = state.placements.get(&id).and_then(|found| found.range);
        if let Some(range) = range.filter(|_| state.lacks_rival(&id))
            && let Some(selectors) = reading.describer.borrow_mut().describe(range)
        {
            let target = PassageTarget {
                source: state.article.clone(),
                selectors,
                foreign: Vec::new(),
                extra: Map::new(),
            };
            list.push((id, target));
        }
    }
    Some(list)
}
