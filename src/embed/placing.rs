//! Finds passages in slices, so that the page stays alive, and tells when all are found.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::call::PlacementList;
use super::controller::{Controller, Reading};
use super::{events, known};
use crate::anchor::{Placement, Placer, Selectors};
use crate::annotation::AnnotationId;
use crate::page::slices::{Slices, next_task};
use crate::session::Action;
use crate::text::{ArticleText, ByteRange};

/// What is still to be placed.
#[derive(Default)]
pub(super) struct Placing {
    waiting: RefCell<Vec<AnnotationId>>,
    /// What has its place already, and is still to be told.
    found: RefCell<Vec<AnnotationId>>,
    is_running: Cell<bool>,
    is_stopped: Cell<bool>,
    /// The text of the article as it was read before.
    pub earlier: RefCell<Option<Rc<ArticleText>>>,
}

impl Placing {
    /// Places nothing any more.
    pub fn stop(&self) {
        self.is_stopped.set(true);
        self.waiting.take();
    }

    /// Waits until every passage has its placement.
    pub async fn idle(&self) {
        while self.is_running.get() && !self.is_stopped.get() {
            next_task().await;
        }
    }
}

/// Finds the passages of these.
pub(super) fn place(controller: &Rc<Controller>, ids: Vec<AnnotationId>) {
    controller.placing.waiting.borrow_mut().extend(ids);
    run(controller);
}

/// The passages of these were found by somebody else: tells it.
pub(super) fn tell(controller: &Rc<Controller>, ids: Vec<AnnotationId>) {
    controller.placing.found.borrow_mut().extend(ids);
    run(controller);
}

fn run(controller: &Rc<Controller>) {
    if controller.placing.is_running.replace(true) {
        return;
    }
    let controller = Rc::clone(controller);
    spawn_local(async move {
        while let Some(reading) = controller.reading() {
            let ids = controller.placing.waiting.take();
            if !ids.is_empty() && !place_now(&controller, &reading, ids).await {
                // Another text came meanwhile, and asked for all places itself.
                continue;
            }
            let found = controller.placing.found.take();
            if found.is_empty() {
                break;
            }
            tell_now(&controller, &reading, found).await;
        }
        controller.placing.is_running.set(false);
    });
}

/// Whether they were placed in the text that is there still.
async fn place_now(
    controller: &Rc<Controller>,
    reading: &Rc<Reading>,
    ids: Vec<AnnotationId>,
) -> bool {
    let state = controller.state();
    let (mut places, mut targets) = (Vec::new(), Vec::new());
    let mut slices = Slices::start();
    for id in ids {
        if let Some(selectors) = state.selectors(&id) {
            places.push(id);
            targets.push(selectors);
        }
        if slices.is_over() {
            slices.breathe().await;
        }
    }
    let ids = places;
    let text = Rc::clone(reading.text.text());
    let earlier = controller.placing.earlier.borrow().clone();
    let placements = in_slices(Placer::new(text, targets, earlier)).await;
    let is_same_text = controller
        .reading()
        .is_some_and(|now| Rc::ptr_eq(&now, reading));
    if is_same_text {
        let list = ids.iter().cloned().zip(placements).collect();
        controller.take_places(list).await;
        controller.placing.found.borrow_mut().extend(ids);
    }
    is_same_text
}

/// Tells the host page where passages are; these were found just now.
async fn tell_now(controller: &Rc<Controller>, reading: &Rc<Reading>, ids: Vec<AnnotationId>) {
    // Showing them and telling them are long each when they are many.
    let mut slices = Slices::start();
    slices.breathe().await;
    let state = controller.state();
    let mut list = PlacementList::new(&state);
    while list.push_next(&state) {
        if slices.is_over() {
            slices.breathe().await;
        }
    }
    events::placed(&controller.host, &list.finish());
    known::find_rivals(controller, reading, &ids);
}

/// Runs a placer to its end, a slice at a time.
pub(super) async fn in_slices(mut placer: Placer) -> Vec<Placement> {
    loop {
        let slices = Slices::start();
        if placer.advance(&mut || !slices.is_over()) {
            return placer.finish();
        }
        next_task().await;
    }
}

/// Makes the selectors of a passage and hands them to the session.
pub(super) async fn describe(controller: &Rc<Controller>, passage: ByteRange) {
    if let Some(selectors) = selectors_of(controller, passage).await {
        controller.act(Action::Described(passage, Rc::new(selectors)));
    }
}

/// The selectors of a passage.
pub(super) async fn selectors_of(
    controller: &Rc<Controller>,
    passage: ByteRange,
) -> Option<Selectors> {
    let reading = controller.reading()?;
    prepare(&reading).await;
    reading.describer.borrow_mut().describe(passage)
}

/// Reads all that describing needs, in slices.
pub(super) async fn prepare(reading: &Reading) {
    loop {
        let slices = Slices::start();
        let is_ready = reading
            .describer
            .borrow_mut()
            .prepare(&mut || !slices.is_over());
        if is_ready {
            return;
        }
        next_task().await;
    }
}
