//! Guards tell while they live and no longer; focus and live region.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use postil::page::focus::{self, FocusReturn, Roving, rove};
use postil::page::observe::{self, Changed, Media, Near, Resized};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement};

use crate::stage::{Stage, document, element, until};

fn counter() -> (Rc<Cell<u32>>, impl Fn() + 'static) {
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    (count, move || counted.set(counted.get() + 1))
}

#[wasm_bindgen_test]
async fn changes_of_others_are_told_and_our_own_are_not() {
    let stage = Stage::new("<p>One</p>");
    let (count, on) = counter();
    let watch = Changed::watch(&stage.host, on);
    watch.quietly(|| stage.host.append_child(&element("p", "ours")).unwrap());
    TimeoutFuture::new(30).await;
    assert_eq!(count.get(), 0);
    stage.text_in("p").set_node_value(Some("theirs"));
    watch.quietly(|| stage.host.append_child(&element("p", "ours")).unwrap());
    assert_eq!(count.get(), 1);
    stage.find("p").set_attribute("class", "x").unwrap();
    TimeoutFuture::new(30).await;
    assert_eq!(count.get(), 1);
    stage.find("p").set_attribute("hidden", "").unwrap();
    assert!(until(|| count.get() == 2).await);
    drop(watch);
    stage.find("p").remove();
    TimeoutFuture::new(30).await;
    assert_eq!(count.get(), 2);
    assert_eq!(Rc::strong_count(&count), 1);
}

#[wasm_bindgen_test]
async fn sizes_are_told_until_the_guard_is_gone() {
    let stage = Stage::new("<p>One</p>");
    let (count, on) = counter();
    let watch = Resized::watch(&[&stage.host], on);
    assert!(until(|| count.get() == 1).await);
    stage.host.append_child(&element("p", "more")).unwrap();
    assert!(until(|| count.get() == 2).await);
    drop(watch);
    stage.host.append_child(&element("p", "more")).unwrap();
    TimeoutFuture::new(50).await;
    assert_eq!(count.get(), 2);
}

#[wasm_bindgen_test]
async fn near_elements_are_told_apart_from_far_ones() {
    let stage = Stage::new("<p>near</p><div style='height: 9000px'></div><p>far</p>");
    let told = Rc::new(Cell::new((None, None)));
    let on = Rc::clone(&told);
    let watch = Near::watch("100%", move |changes| {
        for (element, near) in changes {
            let mut state = on.get();
            match element.text_content().as_deref() {
                Some("near") => state.0 = Some(near),
                _ => state.1 = Some(near),
            }
            on.set(state);
        }
    });
    watch.add(&stage.find("p"));
    watch.add(&stage.find("p:last-of-type"));
    assert!(until(|| told.get() == (Some(true), Some(false))).await);
}

#[wasm_bindgen_test]
fn printing_and_media_are_told() {
    let window = web_sys::window().unwrap();
    let printing = Rc::new(Cell::new(false));
    let on = Rc::clone(&printing);
    let guards = observe::printing(&window, move |now| on.set(now));
    window
        .dispatch_event(&Event::new("beforeprint").unwrap())
        .unwrap();
    assert!(printing.get());
    drop(guards);
    window
        .dispatch_event(&Event::new("afterprint").unwrap())
        .unwrap();
    assert!(printing.get());
    assert!(Media::watch(&window, "screen", |_| {}).matches());
    assert!(!observe::matches(&window, observe::PRINT));
}

#[wasm_bindgen_test]
fn focus_is_found_in_shadow_roots_and_goes_back_when_it_is_lost() {
    let stage = Stage::new("<p><a href='#x'>link</a></p>");
    let link: HtmlElement = stage.find("a").unchecked_into();
    let field = stage.ours("textarea");
    assert!(focus::focus(&link));
    let back = FocusReturn::new(&document(), &stage.shadow);
    assert!(focus::focus(&field));
    let active = focus::active_element(&document()).unwrap();
    assert!(active.is_same_node(Some(&field)));
    assert!(focus::is_within(&stage.host, &active) && focus::takes_text(&active));
    drop(back);
    let active = focus::active_element(&document()).unwrap();
    assert!(active.is_same_node(Some(&link)));

    let back = FocusReturn::new(&document(), &stage.ours("div"));
    assert!(focus::focus(&field));
    drop(back);
    let active = focus::active_element(&document()).unwrap();
    assert!(active.is_same_node(Some(&field)), "the reader moved on");
}

#[wasm_bindgen_test]
fn arrows_follow_direction_and_go_round() {
    let (ltr, rtl) = (
        Roving::Inline {
            right_to_left: false,
        },
        Roving::Inline {
            right_to_left: true,
        },
    );
    assert_eq!(rove("ArrowRight", ltr, 2, 3), Some(0));
    assert_eq!(rove("ArrowLeft", ltr, 0, 3), Some(2));
    assert_eq!(rove("ArrowRight", rtl, 2, 3), Some(1));
    assert_eq!(rove("ArrowDown", Roving::Block, 0, 3), Some(1));
    assert_eq!(rove("End", Roving::Block, 0, 3), Some(2));
    assert_eq!(rove("ArrowDown", ltr, 0, 3), None);
    assert_eq!(rove("Home", ltr, 0, 0), None);
}

#[wasm_bindgen_test]
fn the_same_words_twice_change_the_live_region_twice() {
    let region = element("div", "");
    focus::say(&region, "Saved");
    assert_eq!(region.text_content().as_deref(), Some("Saved"));
    focus::say(&region, "Saved");
    assert_eq!(region.text_content().as_deref(), Some("Saved\u{a0}"));
    focus::say(&region, "Saved");
    assert_eq!(region.text_content().as_deref(), Some("Saved"));
}
