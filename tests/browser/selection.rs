//! Selections are told when they have settled, and not while they are being made.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use postil::page::dom_text::DomText;
use postil::page::selection::{By, SelectionWatch, clear_selection, select, selected};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, KeyboardEvent, KeyboardEventInit, Node, PointerEvent};
use web_sys::{PointerEventInit, Selection};

use crate::stage::{Stage, document, passage, until};

const HTML: &str = "<p>One <b>two</b> three</p><p>four <i>five</i></p>";
/// Longer than any pause of the watch, in milliseconds.
const LONGER: u32 = 250;

/// What was told: the words, or nothing.
type Told = Rc<RefCell<Vec<Option<(String, By)>>>>;

fn watch(stage: &Stage, text: &Rc<DomText>) -> (SelectionWatch, Told) {
    let told = Told::default();
    let (on, words) = (Rc::clone(&told), Rc::clone(text.text()));
    let watch = SelectionWatch::start(
        Rc::clone(text),
        Some(stage.shadow.clone().into()),
        move |found| {
            let found = found.map(|s| (words.slice(s.passage).unwrap().to_owned(), s.by));
            on.borrow_mut().push(found);
        },
    );
    (watch, told)
}

fn selection() -> Selection {
    document().get_selection().unwrap().unwrap()
}

fn pointer(on: &Node, name: &str, kind: &str) {
    let init = PointerEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_pointer_type(kind);
    let event = PointerEvent::new_with_event_init_dict(name, &init).unwrap();
    on.dispatch_event(&event).unwrap();
}

fn shift(name: &str, down: bool) {
    let init = KeyboardEventInit::new();
    init.set_bubbles(true);
    init.set_key("Shift");
    init.set_shift_key(down);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict(name, &init).unwrap();
    document().body().unwrap().dispatch_event(&event).unwrap();
}

fn some(words: &str, by: By) -> Option<(String, By)> {
    Some((words.to_owned(), by))
}

#[wasm_bindgen_test]
async fn a_drag_is_told_once_the_pointer_is_up() {
    let stage = Stage::new(HTML);
    let text = stage.read();
    clear_selection(&document());
    let (_watch, told) = watch(&stage, &text);
    pointer(&stage.find("b"), "pointerdown", "mouse");
    let (start, end) = (stage.text_in("b"), stage.text_in("i"));
    selection().set_base_and_extent(&start, 1, &end, 2).unwrap();
    TimeoutFuture::new(LONGER).await;
    assert_eq!(told.borrow().len(), 0);
    pointer(&stage.find("i"), "pointerup", "mouse");
    assert!(until(|| !told.borrow().is_empty()).await);
    assert_eq!(told.borrow()[0], some("wo three\nfour fi", By::Pointer));
    pointer(&stage.find("i"), "pointerdown", "mouse");
    assert_eq!(told.borrow()[1], None);
    pointer(&stage.find("i"), "pointerup", "mouse");
    clear_selection(&document());
}

#[wasm_bindgen_test]
async fn keys_are_told_when_shift_is_up_and_fingers_after_the_long_press() {
    let stage = Stage::new(HTML);
    let text = stage.read();
    clear_selection(&document());
    let (_watch, told) = watch(&stage, &text);
    shift("keydown", true);
    assert!(select(&text, passage(&text, "two three")));
    TimeoutFuture::new(LONGER).await;
    assert_eq!(told.borrow().len(), 0);
    shift("keyup", false);
    assert!(until(|| !told.borrow().is_empty()).await);
    assert_eq!(told.borrow()[0], some("two three", By::Keyboard));

    pointer(&stage.find("p"), "pointerdown", "touch");
    assert!(select(&text, passage(&text, "four")));
    let init = EventInit::new();
    init.set_bubbles(true);
    let menu = Event::new_with_event_init_dict("contextmenu", &init).unwrap();
    stage.find("p").dispatch_event(&menu).unwrap();
    assert!(until(|| told.borrow().len() >= 3).await);
    assert_eq!(told.borrow()[1..], [None, some("four", By::Touch)]);
    clear_selection(&document());
}

#[wasm_bindgen_test]
async fn what_happens_in_our_own_interface_is_no_selecting() {
    let stage = Stage::new(HTML);
    let text = stage.read();
    clear_selection(&document());
    let (_watch, told) = watch(&stage, &text);
    assert!(select(&text, passage(&text, "four")));
    assert!(until(|| !told.borrow().is_empty()).await);
    pointer(&stage.ours("button"), "pointerdown", "mouse");
    pointer(&stage.ours("button"), "pointerup", "mouse");
    let field = stage.ours("textarea");
    field.focus().unwrap();
    field
        .unchecked_ref::<web_sys::HtmlTextAreaElement>()
        .select();
    TimeoutFuture::new(LONGER).await;
    assert_eq!(told.borrow().len(), 1);
    field.blur().unwrap();
    clear_selection(&document());
    assert!(until(|| told.borrow().len() == 2).await);
    assert_eq!(told.borrow()[1], None);
}

#[wasm_bindgen_test]
async fn nothing_is_told_after_the_guard_is_gone() {
    let stage = Stage::new(HTML);
    let text = stage.read();
    clear_selection(&document());
    let (watch, told) = watch(&stage, &text);
    assert!(select(&text, passage(&text, "four")));
    drop(watch);
    TimeoutFuture::new(LONGER).await;
    assert_eq!(told.borrow().len(), 0);
    assert_eq!(Rc::strong_count(&told), 1);
    clear_selection(&document());
}

#[wasm_bindgen_test]
fn a_selection_has_its_first_and_last_line_and_its_own_range() {
    let stage = Stage::new(HTML);
    let text = stage.read();
    assert!(select(&text, passage(&text, "two three\nfour five")));
    let found = selected(&text, By::Keyboard).unwrap();
    let b = stage.find("b").get_bounding_client_rect();
    let last = stage.find("i").get_bounding_client_rect();
    assert!((found.first.left - b.left()).abs() < 1.0);
    assert!(found.first.width() > b.width() * 2.0);
    assert!((found.last.right - last.right()).abs() < 1.0);
    assert!(found.first.bottom <= found.last.top);
    clear_selection(&document());
    assert!(selected(&text, By::Keyboard).is_none());
    assert_eq!(found.range.to_string(), "two threefour five");
}
