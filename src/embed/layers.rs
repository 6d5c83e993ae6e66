//! The files of notes that the site owner gives: fetched beside the article, each by itself, never kept.
//!
//! A file that cannot be had, or not be read, is told to the reader by its address; everything else goes on, and the
//! reader's replies to what is not there wait for it.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::controller::Controller;
use crate::annotation::Record;
use crate::exchange::{ReadContext, read_bytes};
use crate::page::js_error::report;
use crate::page::source;
use crate::session::{Action, AlertKind, Layer};

/// The article does not wait longer than this for the files, in milliseconds; who comes later is shown then.
const PATIENCE: u32 = 3_000;
/// How often whoever waits looks, in milliseconds.
const STEP: u32 = 10;

/// Files that are being loaded.
pub(super) struct Loading(Rc<Cell<usize>>);

impl Loading {
    /// Waits for all of them, or until patience is lost.
    pub async fn wait(&self) {
        let mut waited = 0;
        while self.0.get() > 0 && waited < PATIENCE {
            TimeoutFuture::new(STEP).await;
            waited += STEP;
        }
    }
}

/// Begins to load all files that the tag names.
pub(super) fn load(controller: &Rc<Controller>) -> Loading {
    let addresses = controller.options.borrow().layers.clone();
    let waiting = Rc::new(Cell::new(addresses.len()));
    for address in addresses {
        load_one(controller, address, Rc::clone(&waiting));
    }
    Loading(waiting)
}

/// Loads one file again that failed.
pub(super) fn again(controller: &Rc<Controller>, address: &str) {
    load_one(controller, address.to_owned(), Rc::new(Cell::new(1)));
}

fn load_one(controller: &Rc<Controller>, address: String, waiting: Rc<Cell<usize>>) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let text = source::text(&address).await;
        // Who reads here is known by then, so that nobody is taken for the reader.
        controller.keeping().await;
        match text {
            // What reads files is rarely needed; that it is missing is told by itself.
            Some(_) if controller.whole().await.is_err() => {}
            Some(text) => take(&controller, &address, &text),
            None => failed(&controller, &address, "no answer"),
        }
        waiting.set(waiting.get().saturating_sub(1));
    });
}

fn take(controller: &Rc<Controller>, address: &str, text: &str) {
    // The site owner may have named other files meanwhile.
    if !controller
        .options
        .borrow()
        .layers
        .iter()
        .any(|one| one == address)
    {
        return;
    }
    let context = ReadContext {
        article: Some(controller.state().article.clone()),
    };
    let file = match read_bytes(text.as_bytes(), &context) {
        Ok(file) => file,
        Err(error) => return failed(controller, address, &error.to_string()),
    };
    let mut records: Vec<Record> = Vec::with_capacity(file.items.len());
    for (index, item) in file.items {
        match item {
            Ok(record) => records.push(record),
            Err(problem) => {
                let index = index.to_string();
                report(&[address, ", item ", &index, ": ", &problem.to_string()].concat());
            }
        }
    }
    controller.act(Action::Loaded {
        records,
        trash: Vec::new(),
        layer: Layer::Provided(address.to_owned()),
    });
}

fn failed(controller: &Rc<Controller>, address: &str, why: &str) {
    if controller
        .options
        .borrow()
        .layers
        .iter()
        .any(|one| one == address)
    {
        controller.alarm(AlertKind::LayerMissing(address.to_owned()), why);
    }
}

/// The site owner gives other files.
pub(super) fn changed(controller: &Rc<Controller>) {
    let state = controller.state();
    let provided = state
        .entries
        .iter()
        .filter(|(_, entry)| entry.layer != Layer::Stored)
        .map(|(id, _)| id.clone())
        .collect();
    controller.act(Action::TakenOut(provided));
    // Whoever waits, waits for the article.
    let _ = load(controller);
}
