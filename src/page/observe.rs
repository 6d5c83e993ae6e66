//! Being told when something outside us changes: sizes, content, visibility, media, fonts.
//!
//! Each is a guard: dropping it ends the telling.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Document, Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    MediaQueryList, MutationObserver, MutationObserverInit, Node, ResizeObserver, Window,
};

use super::slices::next_frame;

/// The reader wants a dark page.
pub const DARK: &str = "(prefers-color-scheme: dark)";
/// The reader wants nothing to move.
pub const REDUCED_MOTION: &str = "(prefers-reduced-motion: reduce)";
/// The page is being printed.
pub const PRINT: &str = "print";

type Told = Closure<dyn FnMut(Array)>;

/// Tells when one of the watched elements has another size, in the next frame: who changes sizes
/// inside the observer's own callback makes the browser report an error to the host page. Told
/// once at the beginning too.
#[must_use = "the watching ends when this is dropped"]
#[derive(Debug)]
pub struct Resized {
    observer: Option<ResizeObserver>,
    _told: Told,
}

impl Resized {
    /// Watches `elements`.
    pub fn watch(elements: &[&Element], on: impl FnMut() + 'static) -> Self {
        // The only owner is the closure: after the drop nothing is told.
        let on = Rc::new(RefCell::new(on));
        let is_due = Rc::new(Cell::new(false));
        let told: Told = Closure::new(move |_| {
            if is_due.replace(true) {
                return;
            }
            let (on, is_due) = (Rc::downgrade(&on), Rc::clone(&is_due));
            spawn_local(async move {
                next_frame().await;
                is_due.set(false);
                if let Some(on) = on.upgrade() {
                    (on.borrow_mut())();
                }
            });
        });
        let observer = ResizeObserver::new(function(&told)).ok();
        let watch = Self {
            observer,
            _told: told,
        };
        elements.iter().for_each(|element| watch.add(element));
        watch
    }

    /// Watches one more element, until it is gone.
    pub fn add(&self, element: &Element) {
        if let Some(observer) = &self.observer {
            observer.observe(element);
        }
    }
}

impl Drop for Resized {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Tells when others change the content under a node.
#[must_use = "the watching ends when this is dropped"]
#[derive(Debug)]
pub struct Changed {
    observer: Option<MutationObserver>,
    told: Told,
}

impl Changed {
    /// Watches all that the article text depends on under `root`: nodes, text, and the
    /// attributes that hide. Told once per batch of changes.
    pub fn watch(root: &Node, mut on: impl FnMut() + 'static) -> Self {
        let told: Told = Closure::new(move |_| on());
        let observer = MutationObserver::new(function(&told)).ok();
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_character_data(true);
        what.set_subtree(true);
        let hiding = Array::of2(&"hidden".into(), &"data-postil-skip".into());
        what.set_attribute_filter(&hiding);
        if let Some(observer) = &observer {
            // Fails only for options that ask for nothing.
            let _ = observer.observe_with_options(root, &what);
        }
        Self { observer, told }
    }

    /// Runs `change` without being told of what it changes. What others changed before is told.
    pub fn quietly<T>(&self, change: impl FnOnce() -> T) -> T {
        let Some(observer) = &self.observer else {
            return change();
        };
        let before = observer.take_records();
        let answer = change();
        observer.take_records();
        if before.length() > 0 {
            let told: &Function = function(&self.told);
            let _ = told.call1(&JsValue::NULL, &before);
        }
        answer
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Tells which of many elements come near the viewport and which leave it.
#[must_use = "the watching ends when this is dropped"]
#[derive(Debug)]
pub struct Near {
    observer: Option<IntersectionObserver>,
    _told: Told,
}

impl Near {
    /// Near means: within the viewport grown by `margin`, a CSS length or percentage of it, at
    /// its top and bottom. `on` hears elements and whether each is near now; the first time of
    /// each soon after [`Near::add`].
    pub fn watch(margin: &str, mut on: impl FnMut(Vec<(Element, bool)>) + 'static) -> Self {
        let told: Told = Closure::new(move |entries: Array| {
            let seen = entries.iter().map(|entry| {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                (entry.target(), entry.is_intersecting())
            });
            on(seen.collect());
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(&[margin, " 0px"].concat());
        let observer = IntersectionObserver::new_with_options(function(&told), &options).ok();
        Self {
            observer,
            _told: told,
        }
    }

    /// Watches one more element.
    pub fn add(&self, element: &Element) {
        if let Some(observer) = &self.observer {
            observer.observe(element);
        }
    }

    /// Watches it no longer.
    pub fn remove(&self, element: &Element) {
        if let Some(observer) = &self.observer {
            observer.unobserve(element);
        }
    }
}

impl Drop for Near {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Tells when a media query begins or ceases to hold.
#[must_use = "the watching ends when this is dropped"]
#[derive(Debug)]
pub struct Media {
    query: Option<MediaQueryList>,
    _listener: Option<EventListener>,
}

impl Media {
    /// Watches a query such as [`DARK`].
    pub fn watch(window: &Window, query: &str, mut on: impl FnMut(bool) + 'static) -> Self {
        let query = window.match_media(query).ok().flatten();
        let listener = query.clone().map(|list| {
            let target = list.clone();
            EventListener::new(&target, "change", move |_| on(list.matches()))
        });
        Self {
            query,
            _listener: listener,
        }
    }

    /// Whether it holds now.
    pub fn matches(&self) -> bool {
        self.query.as_ref().is_some_and(MediaQueryList::matches)
    }
}

/// Whether a media query holds now.
pub fn matches(window: &Window, query: &str) -> bool {
    let query = window.match_media(query).ok().flatten();
    query.is_some_and(|query| query.matches())
}

/// Tells when fonts came in, which moves text.
pub fn fonts_loaded(document: &Document, on: impl Fn() + 'static) -> EventListener {
    EventListener::new(&document.fonts(), "loadingdone", move |_| on())
}

/// Tells before the page is laid out for paper, and after.
pub fn printing(window: &Window, on: impl Fn(bool) + 'static) -> [EventListener; 2] {
    let on = Rc::new(on);
    let after = Rc::clone(&on);
    [
        EventListener::new(window, "beforeprint", move |_| on(true)),
        EventListener::new(window, "afterprint", move |_| after(false)),
    ]
}

fn function(told: &Told) -> &Function {
    told.as_ref().unchecked_ref()
}
