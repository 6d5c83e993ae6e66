//! What readers bring to the page: files dropped on it, what they paste, what stands in the page's address.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Element, Event, EventTarget, File, Window};

use super::focus::{is_within, takes_text};

/// Something that came.
#[derive(Debug)]
pub enum Arrival {
    /// Files, dropped or pasted.
    Files(Vec<File>),
    /// A text that was pasted.
    Text(String),
    /// The fragment of the page's address.
    Fragment(String),
}

/// Hears of arrivals until it is dropped.
#[must_use = "nothing is heard of when this is dropped"]
pub struct Arrivals {
    _listeners: Vec<EventListener>,
}

impl Arrivals {
    /// Files may be dropped on `host`. A paste counts where nothing takes text: in `host`, or where nothing has
    /// the focus. `on` says whether it takes what came; what it does not take is left to the page.
    pub fn watch(host: &Element, on: impl Fn(Arrival) -> bool + 'static) -> Self {
        let on: Rc<dyn Fn(Arrival) -> bool> = Rc::new(on);
        let Some(document) = host.owner_document() else {
            return Self {
                _listeners: Vec::new(),
            };
        };
        let mut listeners: Vec<EventListener> = ["dragover", "drop"]
            .into_iter()
            .map(|name| {
                let on = Rc::clone(&on);
                listen(host, name, move |event| dropped(event, &on))
            })
            .collect();
        let heard = Rc::clone(&on);
        let place = host.clone();
        listeners.push(listen(&document, "paste", move |event| {
            pasted(event, &place, &heard);
        }));
        if let Some(window) = document.default_view() {
            let at = window.clone();
            listeners.push(listen(&window, "hashchange", move |_| {
                on(Arrival::Fragment(fragment(&at)));
            }));
        }
        Self {
            _listeners: listeners,
        }
    }
}

/// What stands behind `#` in the page's address, with it; empty when there is nothing.
pub fn fragment(window: &Window) -> String {
    window.location().hash().unwrap_or_default()
}

/// Takes the fragment out of the page's address, without a step in its history.
pub fn forget_fragment(window: &Window) {
    let location = window.location();
    let (Ok(history), Ok(path), Ok(search)) =
        (window.history(), location.pathname(), location.search())
    else {
        return;
    };
    let state = history.state().unwrap_or(JsValue::NULL);
    let address = [path, search].concat();
    // Refused in frames without an origin, where the fragment stays.
    let _ = history.replace_state_with_url(&state, "", Some(&address));
}

fn listen(
    target: &EventTarget,
    name: &'static str,
    on: impl Fn(&Event) + 'static,
) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, name, options, move |event| on(event))
}

fn dropped(event: &Event, on: &Rc<dyn Fn(Arrival) -> bool>) {
    let Some(data) = event
        .dyn_ref::<DragEvent>()
        .and_then(DragEvent::data_transfer)
    else {
        return;
    };
    if event.default_prevented() || !data.types().includes(&"Files".into(), 0) {
        return;
    }
    // Both must be said to be wanted, or the browser opens the file in the page's place.
    event.prevent_default();
    if event.type_() == "drop" {
        on(Arrival::Files(files(&data)));
    }
}

fn pasted(event: &Event, host: &Element, on: &Rc<dyn Fn(Arrival) -> bool>) {
    let path = event.composed_path();
    let target = path.get(0).dyn_into::<Element>().ok();
    let is_free = target.is_some_and(|target| {
        let is_nobodys = matches!(target.local_name().as_str(), "body" | "html");
        !takes_text(&target) && (is_nobodys || is_within(host, &target))
    });
    let Some(data) = event
        .dyn_ref::<ClipboardEvent>()
        .and_then(ClipboardEvent::clipboard_data)
        .filter(|_| is_free && !event.default_prevented())
    else {
        return;
    };
    let files = files(&data);
    let is_taken = if files.is_empty() {
        let text = data.get_data("text/plain").unwrap_or_default();
        !text.is_empty() && on(Arrival::Text(text))
    } else {
        on(Arrival::Files(files))
    };
    if is_taken {
        event.prevent_default();
    }
}

fn files(data: &DataTransfer) -> Vec<File> {
    let files = data.files();
    let count = files.as_ref().map_or(0, web_sys::FileList::length);
    (0..count)
        .filter_map(|at| files.as_ref()?.get(at))
        .collect()
}
