//! Painting: only what is near, beside the highlights of others, and nothing left behind.

use std::rc::Rc;

use js_sys::{Function, Reflect};
use postil::page::dom_text::DomText;
use postil::page::highlights::{Group, Mark, Painter};
use postil::text::ByteRange;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use web_sys::Event;

use crate::stage::{Stage, now, passage, range, until};

static YELLOW: Group = Group {
    name: "postil-test-yellow",
    priority: 1,
    stacks: true,
};
static OVERLAP: Group = Group {
    name: "postil-test-overlap",
    priority: 2,
    stacks: false,
};

fn yellow(passage: ByteRange) -> Mark {
    Mark {
        group: &YELLOW,
        passage,
    }
}

fn registry() -> JsValue {
    let css = Reflect::get(&js_sys::global(), &"CSS".into()).unwrap();
    Reflect::get(&css, &"highlights".into()).unwrap()
}

fn call(target: &JsValue, name: &str, arguments: &[&JsValue]) -> JsValue {
    let function: Function = Reflect::get(target, &name.into()).unwrap().into();
    let arguments = arguments.iter().copied().collect::<js_sys::Array>();
    function.apply(target, &arguments).unwrap()
}

/// How many ranges of the page are registered under a name; `None` without the name.
fn registered(name: &str) -> Option<u32> {
    let highlight = call(&registry(), "get", &[&name.into()]);
    let size = (!highlight.is_undefined()).then(|| Reflect::get(&highlight, &"size".into()))?;
    size.unwrap().as_f64().map(|size| size as u32)
}

fn paragraphs(count: usize) -> String {
    let paragraph = |n| format!("<p>Paragraph number {n} has <b>words</b> to paint.</p>");
    (0..count).map(paragraph).collect()
}

/// The first word of each block.
fn first_words(text: &DomText) -> Vec<Mark> {
    let starts = text
        .text()
        .blocks()
        .iter()
        .map(|block| block.range.start().to_usize());
    starts.map(|at| yellow(range(at, at + 9))).collect()
}

#[wasm_bindgen_test]
async fn only_what_is_near_is_registered_and_paper_gets_all() {
    let stage = Stage::new(&paragraphs(500));
    let text = stage.read();
    let painter = Painter::start(Rc::clone(&text), &OVERLAP, &stage.layer);
    painter.set(&first_words(&text));
    assert!(until(|| registered(YELLOW.name).is_some()).await);
    let near = registered(YELLOW.name).unwrap();
    assert!((10..400).contains(&near), "{near} of 500");

    let window = web_sys::window().unwrap();
    window
        .dispatch_event(&Event::new("beforeprint").unwrap())
        .unwrap();
    assert_eq!(registered(YELLOW.name), Some(500));
    window
        .dispatch_event(&Event::new("afterprint").unwrap())
        .unwrap();
    assert_eq!(registered(YELLOW.name), Some(near));

    let last = text.text().blocks().last().unwrap().range;
    let far = painter.painted();
    stage.find("p:last-of-type").scroll_into_view();
    let seen = text.block_element(last.start()).unwrap();
    assert!(
        until(
            || seen.get_bounding_client_rect().top() < 2000.0 && painter.painted() != far
                || painter.painted() < 500
        )
        .await
    );
    window.scroll_to_with_x_and_y(0.0, 0.0);
    drop(painter);
    assert_eq!(registered(YELLOW.name), None);
}

#[wasm_bindgen_test]
fn two_articles_share_a_name_and_leave_the_highlights_of_others() {
    let foreign = {
        let class: Function = Reflect::get(&js_sys::global(), &"Highlight".into())
            .unwrap()
            .into();
        Reflect::construct(&class, &js_sys::Array::new()).unwrap()
    };
    call(&registry(), "set", &[&"hosts-own".into(), &foreign]);
    let (one, other) = (
        Stage::new("<p>One text</p>"),
        Stage::new("<p>Other text</p>"),
    );
    let (first, second) = (one.read(), other.read());
    let painter = Painter::start(Rc::clone(&first), &OVERLAP, &one.layer);
    let another = Painter::start(Rc::clone(&second), &OVERLAP, &other.layer);
    painter.set(&[
        yellow(passage(&first, "One")),
        yellow(passage(&first, "text")),
    ]);
    another.set(&[yellow(passage(&second, "Other"))]);
    assert_eq!(registered(YELLOW.name), Some(3));
    painter.set(&[yellow(passage(&first, "text"))]);
    assert_eq!(registered(YELLOW.name), Some(2));
    drop(painter);
    assert_eq!(registered(YELLOW.name), Some(1));
    drop(another);
    assert_eq!(registered(YELLOW.name), None);
    assert_eq!(registered("hosts-own"), Some(0));
    call(&registry(), "delete", &[&"hosts-own".into()]);
}

#[wasm_bindgen_test]
fn where_passages_lie_on_each_other_is_an_overlap() {
    let stage = Stage::new("<p>one two three</p><p>four</p>");
    let text = stage.read();
    let painter = Painter::start(Rc::clone(&text), &OVERLAP, &stage.layer);
    painter.set(&[
        yellow(passage(&text, "one two")),
        yellow(passage(&text, "two three\nfour")),
        yellow(passage(&text, "four")),
    ]);
    assert_eq!(registered(YELLOW.name), Some(3));
    assert_eq!(registered(OVERLAP.name), Some(2));
    painter.set(&[yellow(passage(&text, "one two"))]);
    assert_eq!(registered(OVERLAP.name), None);
}

#[wasm_bindgen_test]
fn without_the_registry_boxes_stand_on_the_words() {
    let stage = Stage::new("<p>one <b>two</b> three</p>");
    let text = stage.read();
    let painter = Painter::with_boxes(Rc::clone(&text), &OVERLAP, &stage.layer);
    painter.set(&[yellow(passage(&text, "two"))]);
    assert_eq!(stage.layer.child_element_count(), 1);
    let drawn = stage.layer.first_element_child().unwrap();
    assert_eq!(drawn.class_name(), YELLOW.name);
    let (drawn, words) = (
        drawn.get_bounding_client_rect(),
        text.range(passage(&text, "two"))
            .unwrap()
            .get_bounding_client_rect(),
    );
    assert!((drawn.left() - words.left()).abs() < 0.5);
    assert!((drawn.top() - words.top()).abs() < 0.5);
    assert!((drawn.width() - words.width()).abs() < 0.5);
    drop(painter);
    assert_eq!(stage.layer.child_element_count(), 0);
}

#[wasm_bindgen_test]
async fn one_more_among_five_thousand_on_a_megabyte_is_cheap() {
    let paragraph = format!(
        "<p>{}<b>bold</b> end</p>",
        "lorem ipsum dolor sit amet ".repeat(7)
    );
    let stage = Stage::new(&paragraph.repeat(5000));
    let text = stage.read();
    assert!(text.text().as_str().len() > 900_000);
    let painter = Painter::start(Rc::clone(&text), &OVERLAP, &stage.layer);
    let mut marks = first_words(&text);
    let before = now();
    painter.set(&marks);
    let all = now() - before;
    assert!(until(|| painter.painted() > 0).await);
    marks.push(yellow(range(12, 17)));
    let before = now();
    painter.set(&marks);
    let one = now() - before;
    console_log!(
        "5,000 at once: {all:.1} ms; one more: {one:.1} ms, {} painted",
        painter.painted()
    );
    // Without optimisation the time says nothing.
    assert!(cfg!(debug_assertions) || one < 16.0, "{one} ms");
}
