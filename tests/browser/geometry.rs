//! Points to characters, passages to places on the screen.

use postil::page::{hit, scroll};
use postil::text::ByteOffset;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, document, passage};

#[wasm_bindgen_test]
fn a_point_on_a_word_is_its_character_and_beside_it_nothing() {
    let stage = Stage::new("<p>One <b>two</b> three</p><p>four 🎈 é</p>");
    let text = stage.read();
    for words in ["O", "e", "t", "w", "o", "three", "f", "🎈", "é"] {
        let at = passage(&text, words);
        let rect = scroll::rects(&text, at)[0];
        let middle = f64::midpoint(rect.top, rect.bottom);
        for x in [rect.left + 1.0, rect.left + 5.0] {
            assert_eq!(
                hit::character_at(&text, x, middle),
                Some(at.start()),
                "{words} at {x}"
            );
        }
    }
    let end = scroll::rects(&text, passage(&text, "é"))[0];
    let middle = f64::midpoint(end.top, end.bottom);
    assert_eq!(hit::character_at(&text, end.right + 40.0, middle), None);
    assert_eq!(
        hit::character_at(&text, end.left + 1.0, end.bottom + 7.0),
        None
    );
    let button = stage.ours("button").get_bounding_client_rect();
    assert_eq!(
        hit::character_at(&text, button.left() + 3.0, button.top() + 3.0),
        None
    );
}

#[wasm_bindgen_test]
fn a_point_finds_its_character_inside_a_shadow_root_of_the_host() {
    // Engines that have only `caretRangeFromPoint` do not look into shadow roots.
    let sees = js_sys::Reflect::has(&document(), &"caretPositionFromPoint".into());
    if !sees.unwrap() {
        return;
    }
    let outer = Stage::new("");
    let stage = Stage::new("<p>One two</p>");
    outer.shadow.append_child(&stage.host).unwrap();
    let text = stage.read();
    let at = passage(&text, "two");
    let rect = scroll::rects(&text, at)[0];
    let middle = f64::midpoint(rect.top, rect.bottom);
    assert_eq!(
        hit::character_at(&text, rect.left + 1.0, middle),
        Some(at.start())
    );
}

#[wasm_bindgen_test]
async fn a_far_passage_is_brought_into_view_in_inner_boxes_too() {
    let filler = "<p>filler</p>".repeat(200);
    let html = format!("{filler}<p>here it is</p>{filler}");
    let stage = Stage::new(&html);
    let text = stage.read();
    let at = passage(&text, "here it is");
    let height = web_sys::window()
        .unwrap()
        .inner_height()
        .unwrap()
        .as_f64()
        .unwrap();
    let seen = |top: f64, bottom: f64| {
        let rect = scroll::rects(&text, at)[0];
        top <= rect.top && rect.bottom <= bottom
    };
    assert!(!seen(0.0, height));
    assert!(scroll::into_view(&text, at, 0.0).await);
    assert!(seen(height * 0.09, height * 0.91));

    let outer = Stage::new("<div style='height: 100px; overflow: auto'></div>");
    let frame = outer.find("div");
    frame.append_child(&stage.host).unwrap();
    assert!(scroll::into_view(&text, at, 0.0).await);
    let frame = frame.get_bounding_client_rect();
    assert!(seen(frame.top(), frame.bottom()));
    assert!(seen(0.0, height));
}

#[wasm_bindgen_test]
async fn a_passage_that_is_not_shown_has_no_height_and_a_closed_details_is_opened_for_it() {
    let stage = Stage::new(
        "<details><summary>more</summary><p>closed</p></details><p style='display: none'>gone</p>",
    );
    let text = stage.read();
    let (closed, gone) = (passage(&text, "closed"), passage(&text, "gone"));
    assert_eq!(
        scroll::tops(&text, &[closed, gone], &stage.host),
        [None, None]
    );
    assert!(!scroll::into_view(&text, gone, 0.0).await);
    assert!(scroll::into_view(&text, closed, 0.0).await);
    assert!(scroll::tops(&text, &[closed], &stage.host)[0].is_some());
}

#[wasm_bindgen_test]
fn heights_of_few_passages_are_exact_and_of_many_near_it() {
    let paragraph = format!("<p>{}</p>", "some words of a long paragraph ".repeat(40));
    let stage = Stage::new(&paragraph.repeat(5));
    let text = stage.read();
    let blocks = text.text().blocks();
    let passages: Vec<_> = (0..5)
        .flat_map(|n| {
            let start = blocks[n].range.start().get();
            (0..50).map(move |k| {
                let at = start + k * 23;
                postil::text::Range::new(ByteOffset::new(at), ByteOffset::new(at + 4)).unwrap()
            })
        })
        .collect();
    let many = scroll::tops(&text, &passages, &stage.host);
    let few: Vec<_> = passages
        .chunks(50)
        .flat_map(|some| scroll::tops(&text, some, &stage.host))
        .collect();
    for (many, few) in many.iter().zip(&few) {
        assert!(
            (many.unwrap() - few.unwrap()).abs() <= 21.0,
            "{many:?} {few:?}"
        );
    }
}
