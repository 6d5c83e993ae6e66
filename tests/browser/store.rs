//! The store in IndexedDB keeps the contract, and survives what browsers do to it.

use std::rc::Rc;

use js_sys::{Array, Promise, Reflect};
use postil::annotation::Person;
use postil::annotation::edit::{self, Draft, Stamp, markdown};
use postil::annotation::{AnnotationId, Record, Target};
use postil::page::clock::{new_uuid, now};
use postil::page::database::{Access, Database, Step, answer};
use postil::page::idb::IndexedStore;
use postil::store::{Store, StoreErrorKind, Stored, Why, contract, record_json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{IdbFactory, IdbObjectStore, IdbOpenDbRequest};

const ARTICLE: &str = "https://example.org/one";
/// As many steps as the store has, none of which does anything.
const SAME: &[Step] = &[|_, _| Ok(()), |_, _| Ok(())];
/// The store's first version.
const FIRST: &[Step] = &[|database, _| {
    for name in ["records", "aside", "drafts", "texts", "settings"] {
        database.create_object_store(name)?;
    }
    Ok(())
}];

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

/// Puts a text in the place of every one that is kept.
async fn plant(name: &str, text: &str) {
    let database = Database::open(name, SAME).await.unwrap();
    let transaction = database.begin(&["records"], Access::Write).unwrap();
    let records = transaction.store("records").unwrap();
    let key = Array::of2(&ARTICLE.into(), &shelf(&records).await.into());
    let value = Array::of2(&"urn:example:1".into(), &text.into());
    answer(records.put_with_key(&value, &key)).await.unwrap();
    transaction.finish().await.unwrap();
}

/// The shelf of the only note, where it stands already.
async fn shelf(records: &IdbObjectStore) -> f64 {
    let keys: Array = answer(records.get_all_keys()).await.unwrap().into();
    keys.get(0)
        .unchecked_into::<Array>()
        .get(1)
        .as_f64()
        .unwrap()
}

/// Puts texts where the store's first version had them, each by itself.
async fn plant_old(name: &str, texts: &[(String, String)]) {
    let database = Database::open(name, FIRST).await.unwrap();
    let transaction = database.begin(&["records"], Access::Write).unwrap();
    let records = transaction.store("records").unwrap();
    for (id, text) in texts {
        let key = Array::of2(&ARTICLE.into(), &id.into());
        records.put_with_key(&text.into(), &key).unwrap();
    }
    transaction.finish().await.unwrap();
}

#[wasm_bindgen_test]
async fn what_an_older_version_kept_is_there() {
    let name = name();
    let mut texts = vec![("urn:example:bad".to_owned(), "{\"half\": ".to_owned())];
    for number in 0..700 {
        let mut annotation = note("old words").shown().clone();
        annotation.id =
            AnnotationId::parse(&["urn:example:", &number.to_string()].concat()).unwrap();
        let text = record_json::write(&Stored::new(Record::new(annotation.clone())));
        texts.push((annotation.id.as_str().to_owned(), text));
    }
    plant_old(&name, &texts).await;
    let store = IndexedStore::open(&name).await.unwrap();
    let loaded = store.load(ARTICLE).await.unwrap();
    assert_eq!((loaded.records.len(), loaded.damaged.len()), (700, 1));
    texts.sort();
    assert_eq!(store.texts(ARTICLE).await.unwrap(), texts);
    let sorted = loaded
        .records
        .is_sorted_by(|one, other| one.id() < other.id());
    assert!(sorted);
}

#[wasm_bindgen_test]
async fn many_are_saved_put_back_and_taken_out_at_once() {
    let name = name();
    let store = IndexedStore::open(&name).await.unwrap();
    let of = |number: usize, words: &str| {
        let mut annotation = note(words).shown().clone();
        annotation.id =
            AnnotationId::parse(&["urn:example:", &number.to_string()].concat()).unwrap();
        Rc::new(Record::new(annotation))
    };
    let all: Vec<_> = (0..1_500).rev().map(|number| of(number, "one")).collect();
    let kept = store.save(ARTICLE, all.clone(), Why::Edit).await.unwrap();
    assert!(
        kept.iter()
            .zip(&all)
            .all(|(one, other)| Rc::ptr_eq(one, other))
    );
    let put = |number: usize| {
        let back = number.is_multiple_of(3).then(|| of(number, "two"));
        (of(number, "").id().clone(), back)
    };
    store
        .put(ARTICLE, (0..1_500).map(put).collect())
        .await
        .unwrap();
    let left = store.load(ARTICLE).await.unwrap().records;
    assert_eq!(left.len(), 500);
    let is_two = |record: &Record| {
        record
            .shown()
            .note
            .as_ref()
            .is_some_and(|note| note.value == "two")
    };
    assert!(left.iter().all(is_two));
    assert_eq!(store.articles().await.unwrap(), [ARTICLE]);
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
        .save(ARTICLE, vec![Rc::new(record.clone())], Why::Edit)
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
            store
                .save(ARTICLE, vec![Rc::new(record)], Why::Edit)
                .await
                .unwrap();
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
    let half = "{\"half\": ".to_owned();
    plant_old(&name, &[("urn:example:1".to_owned(), half)]).await;
    let store = IndexedStore::open(&name).await.unwrap();
    let loaded = store.load(ARTICLE).await.unwrap();
    assert_eq!((loaded.records.len(), loaded.damaged.len()), (0, 1));
    let record = note("new words");
    store
        .save(ARTICLE, vec![Rc::new(record.clone())], Why::Edit)
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
        .save(ARTICLE, vec![Rc::new(note("gone"))], Why::Edit)
        .await
        .unwrap();
    delete(&name).await;
    let record = note("new");
    store
        .save(ARTICLE, vec![Rc::new(record.clone())], Why::Edit)
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
    let refused = Database::open(&name, &[|_, _| Ok(()), |_, _| Ok(())])
        .await
        .err()
        .unwrap();
    assert_eq!(refused.kind, StoreErrorKind::Blocked);
}

#[wasm_bindgen_test]
async fn a_failed_step_leaves_the_old_version() {
    let name = name();
    let refused = Database::open(&name, &[|_, _| Err(JsValue::NULL)])
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
    let database = Database::open(&name, SAME).await.unwrap();
    let transaction = database.begin(&["settings"], Access::Write).unwrap();
    let settings = transaction.store("settings").unwrap();
    answer(settings.put_with_key(&"half".into(), &"key".into()))
        .await
        .unwrap();
    drop(transaction);
    assert_eq!(store.setting("key").await, Ok(None));
}
