//! The store in IndexedDB: one database per origin, one text per annotation.
//!
//! The texts of an article stand on shelves, by their ids: browsers take about a tenth of a millisecond for each value,
//! however small, so that 10,000 values by themselves were a second to write and another to take out.
//! Keys are lists that begin with the article's IRI, so that an article is one range of keys.
//! What is written here and what it means is said by `store`; this file only moves it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction};

use super::clock;
use super::database::{Access, Database, Step, Transaction, answer, refused};
use super::slices::Slices;
use crate::annotation::{AnnotationId, Record};
use crate::store::record_json::{self, Merged};
use crate::store::{
    Damaged, DraftEntry, Identity, Loaded, Store, StoreError, StoreErrorKind, Stored, Why,
};

/// The database of the origin.
pub const DATABASE: &str = "postil";

/// `[article, shelf]` → `[annotation, text, annotation, text, …]`, sorted.
const RECORDS: &str = "records";
/// `[article, annotation, moment]` → a text that could not be read, out of the way.
const ASIDE: &str = "aside";
/// `[article, key]` → `[text, meta]`.
const DRAFTS: &str = "drafts";
/// `article` → packed bytes.
const TEXTS: &str = "texts";
/// `key` → text; `[IDENTITY]` → `[person, device]`.
const SETTINGS: &str = "settings";
const IDENTITY: &str = "identity";

/// So many shelves has an article: with 10,000 notes one takes about 40 of them, and a browser puts a value of more than
/// 64 kB into a file of its own.
const SHELVES: u32 = 256;
/// So many shelves are read at once, and so many records are merged at once: more would hold the page up.
const SHELVES_TOGETHER: u32 = 32;
const TOGETHER: usize = 200;

/// Entries read at once.
const AT_ONCE: u32 = 1_000;

const STEPS: &[Step] = &[create_stores, fill_shelves];

fn create_stores(database: &IdbDatabase, _: &IdbTransaction) -> Result<(), JsValue> {
    for name in [RECORDS, ASIDE, DRAFTS, TEXTS, SETTINGS] {
        database.create_object_store(name)?;
    }
    Ok(())
}

/// Version 1 had each text by itself, `[article, annotation]` → text.
fn fill_shelves(_: &IdbDatabase, transaction: &IdbTransaction) -> Result<(), JsValue> {
    let records = transaction.object_store(RECORDS)?;
    let keys = records.get_all_keys()?;
    let values = records.get_all()?;
    let (transaction, read) = (transaction.clone(), values.clone());
    let fill = Closure::once_into_js(move || {
        let list = |request: &IdbRequest| as_list(request.result().unwrap_or_default());
        if shelve(&records, &list(&keys), &list(&read)).is_err() {
            // Opening fails then, and all is as it was.
            let _ = transaction.abort();
        }
    });
    values.set_onsuccess(Some(fill.unchecked_ref()));
    Ok(())
}

fn shelve(records: &IdbObjectStore, keys: &Array, values: &Array) -> Result<(), JsValue> {
    let mut list: Vec<(String, u32, Kept)> = Vec::new();
    for (key, value) in keys.iter().zip(values.iter()) {
        let id = part(&key, 1);
        list.push((part(&key, 0), shelf_of(&id), (id, value)));
    }
    list.sort_by(|(article, shelf, (id, _)), (other, on, (of, _))| {
        (article, shelf, id).cmp(&(other, on, of))
    });
    records.clear()?;
    for shelf in list.chunk_by(|one, other| (&one.0, one.1) == (&other.0, other.1)) {
        if let Some((article, number, _)) = shelf.first() {
            let value = shelf_value(shelf.iter().map(|(_, _, kept)| kept));
            records.put_with_key(&value, &shelf_key(article, *number))?;
        }
    }
    Ok(())
}

/// A text on a shelf, with its id.
type Kept = (String, JsValue);

/// What becomes of a text; `text` is `None` when it goes.
struct Change {
    text: Option<String>,
    /// What could not be read: to be kept aside.
    damaged: Option<Damaged>,
}

impl Change {
    fn of(merged: Merged) -> Self {
        Self {
            text: Some(merged.text),
            damaged: merged.damaged,
        }
    }
}

/// The shelf of an id.
fn shelf_of(id: &str) -> u32 {
    let sum = id.bytes().fold(0_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    sum % SHELVES
}

fn shelf_key(article: &str, number: u32) -> JsValue {
    Array::of2(&article.into(), &number.into()).into()
}

fn shelf_value<'a>(kept: impl Iterator<Item = &'a Kept>) -> JsValue {
    let value = Array::new();
    for (id, text) in kept {
        value.push(&id.as_str().into());
        value.push(text);
    }
    value.into()
}

fn on_shelf(value: &Array) -> Vec<Kept> {
    let mut kept = Vec::with_capacity(value.length() as usize / 2 + 1);
    let mut items = value.iter();
    while let (Some(id), Some(text)) = (items.next(), items.next()) {
        kept.push((text_of(&id).unwrap_or_default(), text));
    }
    kept
}

/// The store. Clones share the connection.
#[derive(Clone)]
pub struct IndexedStore {
    name: Rc<str>,
    /// Replaced when it was closed under us; no borrow lasts across an `await`.
    database: Rc<RefCell<Database>>,
}

impl IndexedStore {
    /// Opens the database of this name, [`DATABASE`] outside tests.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let database = Database::open(name, STEPS).await?;
        Ok(Self {
            name: name.into(),
            database: Rc::new(RefCell::new(database)),
        })
    }

    /// Begins a transaction. A connection that was closed (site data cleared, a newer version in
    /// another tab) is opened again once.
    async fn begin(&self, stores: &[&str], access: Access) -> Result<Transaction, StoreError> {
        let begun = self.database.borrow().begin(stores, access);
        match begun {
            Err(error) if error.kind == StoreErrorKind::Closed => {
                let again = Database::open(&self.name, STEPS).await?;
                let begun = again.begin(stores, access);
                *self.database.borrow_mut() = again;
                begun
            }
            begun => begun,
        }
    }

    async fn get(&self, store: &str, key: &JsValue) -> Result<JsValue, StoreError> {
        let transaction = self.begin(&[store], Access::Read).await?;
        answer(transaction.store(store)?.get(key)).await
    }

    async fn set(&self, store: &str, key: &JsValue, value: &JsValue) -> Result<(), StoreError> {
        let transaction = self.begin(&[store], Access::Write).await?;
        answer(transaction.store(store)?.put_with_key(value, key)).await?;
        transaction.finish().await
    }
}

/// Ids with their texts.
type Texts = Vec<(String, String)>;

impl IndexedStore {
    /// The texts of an article by their ids, and those that stand aside.
    async fn kept(&self, article: &str) -> Result<(Texts, Texts), StoreError> {
        let transaction = self.begin(&[RECORDS, ASIDE], Access::Read).await?;
        let records = transaction.store(RECORDS)?;
        let mut asked = Vec::new();
        for first in (0..SHELVES).step_by(SHELVES_TOGETHER as usize) {
            let last = shelf_key(article, first + SHELVES_TOGETHER - 1);
            let range = IdbKeyRange::bound(&shelf_key(article, first), &last).map_err(refused)?;
            asked.push(records.get_all_with_key(&range).map_err(refused)?);
        }
        // What is asked last is answered last.
        let aside = entries(&transaction.store(ASIDE)?, article).await?;
        let mut kept: Texts = Vec::new();
        let mut slices = Slices::start();
        for request in asked {
            for shelf in as_list(request.result().map_err(refused)?).iter() {
                for (id, text) in on_shelf(&as_list(shelf)) {
                    kept.push((id, text_of(&text).unwrap_or_default()));
                }
            }
            if slices.is_over() {
                slices.breathe().await;
            }
        }
        kept.sort_unstable();
        let aside = aside.iter();
        let aside = aside.map(|(key, value)| (part(key, 1), text_of(value).unwrap_or_default()));
        Ok((kept, aside.collect()))
    }

    /// Changes the texts of these ids in one transaction: `change` is given the place among them and the text that is
    /// there, and answers `None` where that stays. What is asked for together is answered together: a wait for each
    /// answer would take longer than all the merging. Between two waits the transaction stays alive, and the page too.
    async fn change(
        &self,
        article: &str,
        ids: Vec<&AnnotationId>,
        change: &mut dyn FnMut(usize, Option<&str>) -> Option<Change>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin(&[RECORDS, ASIDE], Access::Write).await?;
        let records = transaction.store(RECORDS)?;
        let mut places: Vec<(u32, usize)> = Vec::with_capacity(ids.len());
        for (at, id) in ids.iter().enumerate() {
            places.push((shelf_of(id.as_str()), at));
        }
        places.sort_unstable();
        let mut shelves = places.chunk_by(|one, other| one.0 == other.0).peekable();
        while shelves.peek().is_some() {
            let (mut together, mut count) = (Vec::new(), 0);
            while let Some(places) = shelves.next_if(|_| count < TOGETHER) {
                count += places.len();
                let number = places.first().map_or(0, |(shelf, _)| *shelf);
                let key = shelf_key(article, number);
                together.push((places, records.get(&key).map_err(refused)?, key));
            }
            if let Some((_, last, _)) = together.last() {
                answer(Ok(last.clone())).await?;
            }
            for (places, request, key) in together {
                // What failed has aborted the transaction, which its end tells.
                let value = as_list(request.result().unwrap_or_default());
                let mut shelf = on_shelf(&value);
                for (_, at) in places {
                    let Some(id) = ids.get(*at) else { continue };
                    let damaged = change_one(&mut shelf, id.as_str(), |old| change(*at, old));
                    if let Some(damaged) = damaged {
                        set_aside(&transaction, article, &damaged.id, &damaged.text)?;
                    }
                }
                let done = match shelf.is_empty() {
                    true => records.delete(&key),
                    false => records.put_with_key(&shelf_value(shelf.iter()), &key),
                };
                done.map_err(refused)?;
            }
        }
        transaction.finish().await
    }
}

/// Changes one text on a shelf; answers what is to be kept aside.
fn change_one(
    shelf: &mut Vec<Kept>,
    id: &str,
    change: impl FnOnce(Option<&str>) -> Option<Change>,
) -> Option<Damaged> {
    let place = shelf.binary_search_by(|(other, _)| other.as_str().cmp(id));
    let old = place.ok().and_then(|at| shelf.get(at));
    let old = old.and_then(|(_, text)| text_of(text));
    let Change { text, damaged } = change(old.as_deref())?;
    let text = text.map(JsValue::from);
    match (place, text) {
        (Ok(at), Some(text)) => {
            if let Some(kept) = shelf.get_mut(at) {
                kept.1 = text;
            }
        }
        (Ok(at), None) => drop(shelf.remove(at)),
        (Err(at), Some(text)) => shelf.insert(at, (id.to_owned(), text)),
        (Err(_), None) => {}
    }
    damaged
}

impl Store for IndexedStore {
    async fn load(&self, article: &str) -> Result<Loaded, StoreError> {
        let (kept, aside) = self.kept(article).await?;
        let mut loaded = Loaded::default();
        let mut slices = Slices::start();
        for (id, text) in kept {
            loaded.take(article, &id, &text);
            if slices.is_over() {
                slices.breathe().await;
            }
        }
        for (id, text) in aside {
            if let Err(kind) = record_json::read(article, &text) {
                loaded.damaged.push(Damaged { id, text, kind });
            }
        }
        Ok(loaded)
    }

    async fn save(
        &self,
        article: &str,
        records: Vec<Rc<Record>>,
        why: Why,
    ) -> Result<Vec<Rc<Record>>, StoreError> {
        let mut kept = records.clone();
        let ids = records.iter().map(|record| record.id()).collect();
        self.change(article, ids, &mut |at, old| {
            let merged = record_json::save(article, old, records.get(at)?, &why);
            *kept.get_mut(at)? = Rc::clone(&merged.record);
            Some(Change::of(merged))
        })
        .await?;
        Ok(kept)
    }

    async fn put(
        &self,
        article: &str,
        records: Vec<(AnnotationId, Option<Rc<Record>>)>,
    ) -> Result<(), StoreError> {
        let ids = records.iter().map(|(id, _)| id).collect();
        self.change(article, ids, &mut |at, old| {
            let (id, record) = records.get(at)?;
            if let Some(record) = record {
                return Some(Change::of(record_json::put(article, old, record)));
            }
            let text = old?;
            let read = match record_json::is_whole(text) {
                true => Ok(()),
                false => record_json::read(article, text).map(|_| ()),
            };
            let damaged = read.err().map(|kind| Damaged {
                id: id.as_str().to_owned(),
                text: text.to_owned(),
                kind,
            });
            Some(Change {
                text: None,
                damaged,
            })
        })
        .await
    }

    async fn empty_trash(&self, article: &str, ids: &[AnnotationId]) -> Result<(), StoreError> {
        self.change(article, ids.iter().collect(), &mut |_, old| {
            let text = record_json::without_trash(article, old?)?;
            Some(Change {
                text: Some(text),
                damaged: None,
            })
        })
        .await
    }

    async fn drafts(&self, article: &str) -> Result<Vec<DraftEntry>, StoreError> {
        let transaction = self.begin(&[DRAFTS], Access::Read).await?;
        let drafts = entries(&transaction.store(DRAFTS)?, article).await?;
        let read = |(key, value): &(JsValue, JsValue)| DraftEntry {
            key: part(key, 1),
            text: part(value, 0),
            meta: part(value, 1),
        };
        Ok(drafts.iter().map(read).collect())
    }

    async fn put_draft(&self, article: &str, draft: DraftEntry) -> Result<(), StoreError> {
        let value = key(&[&draft.text, &draft.meta]);
        self.set(DRAFTS, &key(&[article, &draft.key]), &value).await
    }

    async fn remove_draft(&self, article: &str, draft: &str) -> Result<(), StoreError> {
        let transaction = self.begin(&[DRAFTS], Access::Write).await?;
        answer(transaction.store(DRAFTS)?.delete(&key(&[article, draft]))).await?;
        transaction.finish().await
    }

    async fn identity(&self, candidate: Identity) -> Result<Identity, StoreError> {
        let transaction = self.begin(&[SETTINGS], Access::Write).await?;
        let (store, place) = (transaction.store(SETTINGS)?, key(&[IDENTITY]));
        let kept = answer(store.get(&place)).await?;
        let (person, device) = (part(&kept, 0), part(&kept, 1));
        if !person.is_empty() && !device.is_empty() {
            return Ok(Identity { person, device });
        }
        let value = key(&[&candidate.person, &candidate.device]);
        answer(store.put_with_key(&value, &place)).await?;
        transaction.finish().await?;
        Ok(candidate)
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(text_of(&self.get(SETTINGS, &key.into()).await?))
    }

    async fn put_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.set(SETTINGS, &key.into(), &value.into()).await
    }

    async fn earlier_text(&self, article: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = self.get(TEXTS, &article.into()).await?;
        Ok(bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
    }

    async fn keep_text(&self, article: &str, text: Vec<u8>) -> Result<(), StoreError> {
        let bytes = Uint8Array::from(text.as_slice());
        self.set(TEXTS, &article.into(), &bytes).await
    }

    async fn texts(&self, article: &str) -> Result<Vec<(String, String)>, StoreError> {
        let (mut kept, aside) = self.kept(article).await?;
        kept.extend(aside);
        Ok(kept)
    }

    async fn restore(
        &self,
        article: &str,
        stored: Vec<Stored>,
        why: Why,
    ) -> Result<(), StoreError> {
        let ids = stored.iter().map(|one| one.record.id()).collect();
        self.change(article, ids, &mut |at, old| {
            let merged = record_json::restore(article, old, stored.get(at)?, &why);
            Some(Change::of(merged))
        })
        .await
    }

    async fn articles(&self) -> Result<Vec<String>, StoreError> {
        let transaction = self.begin(&[RECORDS, DRAFTS], Access::Read).await?;
        let mut articles = Vec::new();
        for store in [RECORDS, DRAFTS] {
            let keys = answer(transaction.store(store)?.get_all_keys()).await?;
            articles.extend(as_list(keys).iter().map(|key| part(&key, 0)));
        }
        articles.sort_unstable();
        articles.dedup();
        Ok(articles)
    }
}

/// Whether it went well is told by the end of the transaction.
fn set_aside(
    transaction: &Transaction,
    article: &str,
    id: &str,
    text: &str,
) -> Result<(), StoreError> {
    let place = key(&[article, id, clock::now().as_str()]);
    let aside = transaction.store(ASIDE)?;
    aside.put_with_key(&text.into(), &place).map_err(refused)?;
    Ok(())
}

/// Keys and values of an article, in the order of the keys.
async fn entries(
    store: &IdbObjectStore,
    article: &str,
) -> Result<Vec<(JsValue, JsValue)>, StoreError> {
    // A list sorts after its beginning, and every list after every string.
    let end = Array::of2(&article.into(), &Array::new());
    let mut from = key(&[article]);
    let mut list: Vec<(JsValue, JsValue)> = Vec::new();
    loop {
        // What begins the range is the last one that is there already; the list itself is no key.
        let range = IdbKeyRange::bound_with_lower_open(&from, &end, true).map(JsValue::from);
        let range = range.unwrap_or_default();
        let keys = store.get_all_keys_with_key_and_limit(&range, AT_ONCE);
        let keys = as_list(answer(keys).await?);
        let values = store.get_all_with_key_and_limit(&range, AT_ONCE);
        let values = as_list(answer(values).await?);
        list.extend(keys.iter().zip(values.iter()));
        match list.last() {
            Some((last, _)) if keys.length() == AT_ONCE => from = last.clone(),
            _ => return Ok(list),
        }
    }
}

fn key(parts: &[&str]) -> JsValue {
    let parts: Array = parts.iter().map(|part| JsValue::from_str(part)).collect();
    parts.into()
}

fn as_list(value: JsValue) -> Array {
    value.dyn_into().unwrap_or_default()
}

/// One text of a list; empty when there is none.
fn part(value: &JsValue, at: u32) -> String {
    let part = value.dyn_ref::<Array>().map(|list| list.get(at));
    part.as_ref().and_then(text_of).unwrap_or_default()
}

fn text_of(value: &JsValue) -> Option<String> {
    value.as_string()
}
