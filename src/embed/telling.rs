//! Tells the host page what happened, one event after the other, in slices: undoing a large import is thousands of them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::vec::IntoIter;

use wasm_bindgen_futures::spawn_local;

use super::controller::Controller;
use super::events;
use crate::page::slices::{Slices, next_task};
use crate::session::Event;

/// What is still to be told.
#[derive(Default)]
pub(super) struct Telling {
    first: RefCell<IntoIter<Event>>,
    then: RefCell<Vec<Event>>,
    is_running: Cell<bool>,
}

impl Telling {
    /// Something happened; it is told after what happened before it, by [`go_on`].
    pub fn tell(&self, event: Event) {
        self.then.borrow_mut().push(event);
    }

    /// Waits until all is told.
    pub async fn idle(&self) {
        while self.is_running.get() {
            next_task().await;
        }
    }

    fn next(&self) -> Option<Event> {
        let next = self.first.borrow_mut().next();
        if next.is_some() {
            return next;
        }
        let then = self.then.take();
        let mut first = self.first.borrow_mut();
        *first = then.into_iter();
        first.next()
    }
}

/// Tells what waits: at once as far as a slice reaches, then in tasks of its own.
pub(super) fn go_on(controller: &Rc<Controller>) {
    if !controller.telling.is_running.replace(true) {
        run(controller);
    }
}

fn run(controller: &Rc<Controller>) {
    let slices = Slices::start();
    // A listener may do something that is told in its turn.
    while let Some(event) = controller.telling.next() {
        emit(controller, &event);
        if slices.is_over() && !controller.is_stopped.get() {
            let controller = Rc::clone(controller);
            spawn_local(async move {
                next_task().await;
                run(&controller);
            });
            return;
        }
    }
    controller.telling.is_running.set(false);
}

fn emit(controller: &Controller, event: &Event) {
    let host = &controller.host;
    match event {
        Event::Create(record) => events::created(host, record),
        Event::Update(record) => events::updated(host, record),
        Event::Delete(record) => events::deleted(host, record),
        Event::Select(ids) => events::selected(host, ids),
        Event::Import(offer) => events::imported(host, &offer.report()),
    }
}
