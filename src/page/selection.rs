//! What the reader has selected of the article, once the selection has settled.
//!
//! Nothing is told while a pointer is down: a toolbar that appears during a drag spoils the
//! selection. Touch has no good end of selecting, so its pause is longer.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbstractRange, Document, Event, KeyboardEvent, Node, PointerEvent};
use web_sys::{Range as DomRange, Selection};

use super::dom_text::DomText;
use super::rects::{self, Rect};
use super::{focus, hit};
use crate::text::ByteRange;

/// How long a selection by mouse has to rest, in milliseconds.
const MOUSE_REST: u32 = 10;
/// The same by touch or keys.
const OTHER_REST: u32 = 100;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Selection)]
    type Composed;
    #[wasm_bindgen(method, catch, js_name = getComposedRanges)]
    fn composed_ranges(this: &Composed, options: &Object) -> Result<Array, JsValue>;
}

/// How a selection was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Mouse or pen.
    Pointer,
    /// Finger.
    Touch,
    /// Keys, or something unseen such as a screen reader.
    Keyboard,
}

/// A settled selection.
#[derive(Clone, Debug)]
pub struct Selected {
    /// What is selected, in whole characters, without white space at either end.
    pub passage: ByteRange,
    /// The same in the DOM; ours alone, browsers change theirs.
    pub range: DomRange,
    /// Its first line, in the viewport.
    pub first: Rect,
    /// Its last line, in the viewport.
    pub last: Rect,
    /// How.
    pub by: By,
}

/// Tells when the reader has selected something of the article, and when it is gone.
#[must_use = "the watching ends when this is dropped"]
pub struct SelectionWatch {
    watch: Rc<Watch>,
    _listeners: Vec<EventListener>,
}

impl std::fmt::Debug for SelectionWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SelectionWatch")
    }
}

impl SelectionWatch {
    /// Watches the document of `text`. What happens in `ui`, where our components are, is no selecting:
    /// the last selection stays told while the reader uses a toolbar or types a note.
    pub fn start(
        text: Rc<DomText>,
        ui: Option<Node>,
        on: impl Fn(Option<Selected>) + 'static,
    ) -> Self {
        let document = text.document().clone();
        let watch = Rc::new(Watch {
            text,
            ui,
            on: Box::new(on),
            down: Cell::new(false),
            shift: Cell::new(false),
            by: Cell::new(By::Keyboard),
            told: Cell::new(None),
            timer: RefCell::new(None),
        });
        let listeners = [
            ("selectionchange", Watch::changed as Handler),
            ("pointerdown", Watch::pointer_down),
            ("pointerup", Watch::pointer_up),
            ("pointercancel", Watch::pointer_up),
            ("touchend", Watch::pointer_up),
            ("dragend", Watch::pointer_up),
            ("contextmenu", Watch::context_menu),
            ("keydown", Watch::key_down),
            ("keyup", Watch::key_up),
        ]
        .map(|(name, handler)| {
            let watch = Rc::clone(&watch);
            // In the capture phase: hosts stop events on their way up.
            let options = EventListenerOptions::run_in_capture_phase();
            EventListener::new_with_options(&document, name, options, move |event| {
                handler(&watch, event);
            })
        });
        Self {
            watch,
            _listeners: listeners.into(),
        }
    }
}

impl Drop for SelectionWatch {
    fn drop(&mut self) {
        // A running timer keeps what it is to call alive.
        self.watch.timer.take();
    }
}

type Handler = fn(&Rc<Watch>, &Event);

struct Watch {
    text: Rc<DomText>,
    ui: Option<Node>,
    on: Box<dyn Fn(Option<Selected>)>,
    down: Cell<bool>,
    shift: Cell<bool>,
    by: Cell<By>,
    told: Cell<Option<ByteRange>>,
    timer: RefCell<Option<Timeout>>,
}

impl Watch {
    fn changed(self: &Rc<Self>, _: &Event) {
        let shifting = self.shift.get() && self.by.get() == By::Keyboard;
        if !self.down.get() && !shifting {
            self.settle();
        }
    }

    fn pointer_down(self: &Rc<Self>, event: &Event) {
        if self.in_ui(event) {
            return;
        }
        let kind = event.unchecked_ref::<PointerEvent>().pointer_type();
        self.by.set(if kind == "touch" {
            By::Touch
        } else {
            By::Pointer
        });
        self.down.set(true);
        self.timer.take();
        self.tell(None);
    }

    fn pointer_up(self: &Rc<Self>, _: &Event) {
        if self.down.replace(false) {
            self.settle();
        }
    }

    /// On Android this is what ends the long press that selects.
    fn context_menu(self: &Rc<Self>, event: &Event) {
        if self.by.get() == By::Touch {
            self.pointer_up(event);
        }
    }

    fn key_down(self: &Rc<Self>, event: &Event) {
        if !self.in_ui(event) && !self.down.get() {
            self.by.set(By::Keyboard);
            self.shift
                .set(event.unchecked_ref::<KeyboardEvent>().shift_key());
        }
    }

    fn key_up(self: &Rc<Self>, event: &Event) {
        // Autofill sends key events without a key.
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        if key.as_deref() == Some("Shift") && self.shift.replace(false) && !self.down.get() {
            // At once: the next key may be one of ours, on what is selected now.
            self.timer.take();
            self.look();
        }
    }

    fn settle(self: &Rc<Self>) {
        let rest = match self.by.get() {
            By::Pointer => MOUSE_REST,
            By::Touch | By::Keyboard => OTHER_REST,
        };
        let watch = Rc::downgrade(self);
        let timer = Timeout::new(rest, move || {
            if let Some(watch) = watch.upgrade() {
                watch.look();
            }
        });
        self.timer.replace(Some(timer));
    }

    fn look(&self) {
        let focused = focus::active_element(self.text.document());
        let ours = focused
            .zip(self.ui.as_ref())
            .is_some_and(|(element, ui)| focus::is_within(ui, &element));
        if !ours && !self.down.get() {
            self.tell(selected(&self.text, self.by.get()));
        }
    }

    fn tell(&self, selected: Option<Selected>) {
        let passage = selected.as_ref().map(|selected| selected.passage);
        if self.told.replace(passage) != passage {
            (self.on)(selected);
        }
    }

    fn in_ui(&self, event: &Event) -> bool {
        let origin = event.composed_path().get(0).dyn_into::<Node>().ok();
        origin
            .zip(self.ui.as_ref())
            .is_some_and(|(node, ui)| focus::is_within(ui, &node))
    }
}

/// Whether anything of the document is selected now.
pub fn is_any(document: &Document) -> bool {
    let selection = document.get_selection().ok().flatten();
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// What is selected of the article now.
pub fn selected(text: &DomText, by: By) -> Option<Selected> {
    let selection = text.document().get_selection().ok()??;
    let passage = text.passage_of(&current(&selection, text)?)?;
    let range = text.range(passage)?;
    let (first, last) = rects::first_and_last_line(&rects::of_range(&range))?;
    Some(Selected {
        passage,
        range,
        first,
        last,
        by,
    })
}

/// Selects a passage, as if the reader had done it.
pub fn select(text: &DomText, passage: ByteRange) -> bool {
    let selection = text.document().get_selection().ok().flatten();
    let (Some(range), Some(selection)) = (text.range(passage), selection) else {
        return false;
    };
    let range: &AbstractRange = &range;
    selection
        .set_base_and_extent(
            &range.start_container(),
            range.start_offset(),
            &range.end_container(),
            range.end_offset(),
        )
        .is_ok()
}

/// Takes the selection away.
pub fn clear_selection(document: &Document) {
    if let Ok(Some(selection)) = document.get_selection() {
        // Fails only where there is nothing to take away.
        let _ = selection.remove_all_ranges();
    }
}

/// The selected range, also when the article stands in a shadow root of the host.
fn current(selection: &Selection, text: &DomText) -> Option<AbstractRange> {
    let roots = hit::shadow_roots_around(text.root());
    if !roots.is_empty() {
        let options = Object::new();
        // A new object takes any property.
        let _ = Reflect::set(
            &options,
            &"shadowRoots".into(),
            &roots.iter().collect::<Array>(),
        );
        let composed: &Composed = selection.unchecked_ref();
        if let Ok(ranges) = composed.composed_ranges(&options) {
            return ranges.get(0).dyn_into().ok();
        }
    }
    (selection.range_count() > 0)
        .then(|| selection.get_range_at(0).ok())?
        .map(DomRange::into)
}
