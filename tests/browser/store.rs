//! The store in IndexedDB keeps the contract, and survives what browsers do to it.

use js_sys::{Array, Promise, Reflect};
use postil::annotation::Person;
use postil::annotation::edit::{self, Draft, Stamp, markdown};
use postil::annotation::{AnnotationId, Record, Target};
use postil::page::clock::{new_uuid, now};
use postil::page::database::{Access, Database, answer};
use postil::page::idb::IndexedStore;
use postil::store::{Store, StoreErrorKind, Why, contract};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{IdbFactory, IdbOpenDbRequest};

const ARTICLE: &str = "https://example.org/one";

/// A database that no other test has.
fn name() -> String {
    ["test-", &new_uuid().unwrap()].concat()
}

fn factory() -> IdbFactory {
    Reflect::get(&js_sys::global(), &"indexedDB".into())
        .unwrap()
        .unchecked_into()
}

async fn done(request: &IdbOpenDbRequest) {
    let event = Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
    });
    JsFuture::from(event).await.unwrap();
}

async fn delete(name: &str) {
    done(&factory().delete_database(name).unwrap()).await;
}

fn note(words: &str) -> Record {
    let draft = Draft {
        id: AnnotationId::parse("urn:example:1").unwrap(),
        motivation: None,
        target: Target::Article(ARTICLE.to_owned()),
        note: Some(markdown(words)),
        tags: Vec::new(),
        color: None,
        extra: Default::default(),
    };
    let person = Person {
        id: "urn:me".to_owned(),
        name: None,
    };
    edit::create(
        draft,
        &Stamp {
            now: now(),
            device: "here".to_owned(),
            person,
        },
    )
}

async fn plant(name: &str, text: &str) {
    let database = Database::open(name, &[|_| Ok(())]).await.unwrap();
    let transaction = database.begin(&["records"], Access::Write).unwrap();
    let key = Array::of2(&ARTICLE.into(), &"urn:example:1".into());
    answer(
        transaction
            .store("records")
            .unwrap()
            .put_with_key(&text.into(), &key),
    )
    .await
    .unwrap();
    transaction.finish().await.unwrap();
}

#[wasm_bindgen_test]
async fn the_contract_holds_for_one_store_and_for_two_tabs() {
    let name = name();
    let one = IndexedStore::open(&name).await.unwrap();
    contract::check(&one, "https://example.org/").await;
    let two = IndexedStore::open(&name).await.unwrap();
    contract::check(&two, "urn:again:").await;
    contract::check_two_handles(&one, &two, "urn:tabs:").await;
    drop((one, two));
    delete(&name).await;
}

#[wasm_bindgen_test]
async fn what_was_kept_is_there_after_closing() {
    let name = name();
    let record = note("kept");
    let store = IndexedStore::open(&name).await.unwrap();
    store
        .save(ARTICLE, vec![record.clone()], Why::Edit)
        .await
        .unwrap();
    drop(store);
    let store = IndexedStore::open(&name).await.unwrap();
    assert_eq!(store.load(ARTICLE).await.unwrap().records, [record]);
    // The range of an article ends where a longer name begins.
    for other in [
        "https://example.org/on",
        "https://example.org/one/",
        "https://example.org/one2",
    ] {
        assert!(store.load(other).await.unwrap().records.is_empty());
    }
}

#[wasm_bindgen_test]
async fn two_saves_at_once_lose_nothing() {
    let name = name();
    let (one, two) = (
        IndexedStore::open(&name).await.unwrap(),
        IndexedStore::open(&name).await.unwrap(),
    );
    let (left, right) = (note("left"), note("right"));
    let saves = Array::new();
    for (store, record) in [(one, left.clone()), (two.clone(), right.clone())] {
        saves.push(&wasm_bindgen_futures::future_to_promise(async move {
            store.save(ARTICLE, vec![record], Why::Edit).await.unwrap();
            Ok(JsValue::NULL)
        }));
    }
    JsFuture::from(Promise::all(&saves)).await.unwrap();
    assert_eq!(
        two.load(ARTICLE).await.unwrap().records,
        [left.merge(&right)]
    );
}

#[wasm_bindgen_test]
async fn a_damaged_record_is_reported_and_never_overwritten() {
    let name = name();
    let store = IndexedStore::open(&name).await.unwrap();
    plant(&name, "{\"half\": ").await;
    let loaded = store.load(ARTICLE).await.unwrap();
    assert_eq!((loaded.records.len(), loaded.damaged.len()), (0, 1));
    let record = note("new words");
    store
        .save(ARTICLE, vec![record.clone()], Why::Edit)
        .await
        .unwrap();
    plant(&name, "also bad").await;
    store
        .put(ARTICLE, vec![(record.id().clone(), None)])
        .await
        .unwrap();
    let loaded = store.load(ARTICLE).await.unwrap();
    let texts: Vec<&str> = loaded.damaged.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["{\"half\": ", "also bad"]);
    assert!(loaded.damaged.iter().all(|one| one.id == "urn:example:1"));
}

#[wasm_bindgen_test]
async fn a_database_that_was_deleted_under_us_is_made_again() {
    let name = name();
    let store = IndexedStore::open(&name).await.unwrap();
    store
        .save(ARTICLE, vec![note("gone")], Why::Edit)
        .await
        .unwrap();
    delete(&name).await;
    let record = note("new");
    store
        .save(ARTICLE, vec![record.clone()], Why::Edit)
        .await
        .unwrap();
    assert_eq!(store.load(ARTICLE).await.unwrap().records, [record]);
}

#[wasm_bindgen_test]
async fn a_newer_database_is_left_alone() {
    let name = name();
    let newer = factory().open_with_u32(&name, 99).unwrap();
    done(&newer).await;
    let refused = IndexedStore::open(&name).await.err().unwrap();
    assert_eq!(refused.kind, StoreErrorKind::Newer);
}

#[wasm_bindgen_test]
async fn a_database_held_by_an_older_tab_is_said_to_be_blocked() {
    let name = name();
    let older = factory().open_with_u32(&name, 1).unwrap();
    done(&older).await;
    let refused = Database::open(&name, &[|_| Ok(()), |_| Ok(())])
        .await
        .err()
        .unwrap();
    assert_eq!(refused.kind, StoreErrorKind::Blocked);
}

#[wasm_bindgen_test]
async fn a_failed_step_leaves_the_old_version() {
    let name = name();
    let refused = Database::open(&name, &[|_| Err(JsValue::NULL)])
        .await
        .err()
        .unwrap();
    assert_eq!(refused.kind, StoreErrorKind::Unavailable);
    assert!(IndexedStore::open(&name).await.is_ok());
}

#[wasm_bindgen_test]
async fn a_transaction_that_is_not_finished_keeps_nothing() {
    let name = name();
    let store = IndexedStore::open(&name).await.unwrap();
    let database = Database::open(&name, &[|_| Ok(())]).await.unwrap();
    let transaction = database.begin(&["settings"], Access::Write).unwrap();
    let settings = transaction.store("settings").unwrap();
    answer(settings.put_with_key(&"half".into(), &"key".into()))
        .await
        .unwrap();
    drop(transaction);
    assert_eq!(store.setting("key").await, Ok(None));
}
