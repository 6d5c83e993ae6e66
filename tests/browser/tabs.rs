//! Lines between tabs, here between two elements of one page.

use std::cell::RefCell;
use std::rc::Rc;

use postil::annotation::AnnotationId;
use postil::page::slices::next_task;
use postil::page::tabs::{Change, Tabs};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

type Heard = Rc<RefCell<Vec<Change>>>;

fn open(article: &str) -> (Tabs, Heard) {
    let heard = Heard::default();
    let into = heard.clone();
    (
        Tabs::open(article, move |change| into.borrow_mut().push(change)),
        heard,
    )
}

/// Waits until `heard` has something; gives up after many tasks.
async fn until(heard: &Heard) {
    for _ in 0..10_000 {
        if !heard.borrow().is_empty() {
            return;
        }
        next_task().await;
    }
}

#[wasm_bindgen_test]
async fn others_of_the_same_article_hear_it_and_nobody_else() {
    let ((here, own), (_there, heard), (_elsewhere, strange)) =
        (open("urn:a"), open("urn:a"), open("urn:b"));
    let change = Change::These(vec![AnnotationId::parse("urn:uuid:1").unwrap()]);
    here.announce(&change);
    until(&heard).await;
    assert_eq!(*heard.borrow(), [change]);
    assert!(own.borrow().is_empty() && strange.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_strange_message_means_everything_or_nothing() {
    let (_tabs, heard) = open("urn:c");
    let channel = web_sys::BroadcastChannel::new("postil:urn:c").unwrap();
    channel.post_message(&JsValue::from_str("hello")).unwrap();
    channel
        .post_message(&js_sys::Array::of1(&7.into()))
        .unwrap();
    until(&heard).await;
    assert_eq!(*heard.borrow(), [Change::Everything]);
    channel.close();
}
