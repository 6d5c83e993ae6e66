//! The store in IndexedDB: one database per origin, one text per annotation.
//!
//! Keys are lists that begin with the article's IRI, so that an article is one range of keys.
//! What is written here and what it means is said by `store`; this file only moves it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore};

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

/// `[article, annotation]` → text.
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

/// So many records are asked for and merged at once.
const TOGETHER: usize = 50;

/// Entries read at once: more would hold the page up.
const AT_ONCE: u32 = 1_000;

const STEPS: &[Step] = &[create_stores];

fn create_stores(database: &IdbDatabase) -> Result<(), JsValue> {
    for name in [RECORDS, ASIDE, DRAFTS, TEXTS, SETTINGS] {
        database.create_object_store(name)?;
    }
    Ok(())
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

impl Store for IndexedStore {
    async fn load(&self, article: &str) -> Result<Loaded, StoreError> {
        let transaction = self.begin(&[RECORDS, ASIDE], Access::Read).await?;
        let records = entries(&transaction.store(RECORDS)?, article).await?;
        let aside = entries(&transaction.store(ASIDE)?, article).await?;
        let mut loaded = Loaded::default();
        let mut slices = Slices::start();
        for (key, value) in records {
            loaded.take(article, &part(&key, 1), &text(&value).unwrap_or_default());
            if slices.is_over() {
                slices.breathe().await;
            }
        }
        for (key, value) in aside {
            let text = text(&value).unwrap_or_default();
            if let Err(kind) = record_json::read(article, &text) {
                let id = part(&key, 1);
                loaded.damaged.push(Damaged { id, text, kind });
            }
        }
        Ok(loaded)
    }

    async fn save(
        &self,
        article: &str,
        records: Vec<Record>,
        why: Why,
    ) -> Result<Vec<Record>, StoreError> {
        let transaction = self.begin(&[RECORDS, ASIDE], Access::Write).await?;
        let kept = merge_all(
            &transaction,
            article,
            &records,
            |record| record.id(),
            |old, new| record_json::save(article, old, new, &why),
        );
        let kept = kept.await?;
        transaction.finish().await?;
        Ok(kept)
    }

    async fn put(
        &self,
        article: &str,
        records: Vec<(AnnotationId, Option<Record>)>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin(&[RECORDS, ASIDE], Access::Write).await?;
        let (mut put, mut taken) = (Vec::new(), Vec::new());
        for (id, record) in records {
            match record {
                Some(record) => put.push(record),
                None => taken.push(id),
            }
        }
        let merge = |old: Option<&str>, new: &Record| record_json::put(article, old, new);
        merge_all(&transaction, article, &put, |record| record.id(), merge).await?;
        take_out(&transaction, article, &taken).await?;
        transaction.finish().await
    }

    async fn empty_trash(&self, article: &str, ids: &[AnnotationId]) -> Result<(), StoreError> {
        let transaction = self.begin(&[RECORDS], Access::Write).await?;
        for id in ids {
            let old = kept_text(&transaction, article, id).await?;
            let emptied = old.and_then(|old| record_json::without_trash(article, &old));
            if let Some(emptied) = emptied {
                let key = key(&[article, id.as_str()]);
                let store = transaction.store(RECORDS)?;
                answer(store.put_with_key(&emptied.into(), &key)).await?;
            }
        }
        transaction.finish().await
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
        Ok(text(&self.get(SETTINGS, &key.into()).await?))
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
        let transaction = self.begin(&[RECORDS, ASIDE], Access::Read).await?;
        let mut texts = Vec::new();
        for store in [RECORDS, ASIDE] {
            for (key, value) in entries(&transaction.store(store)?, article).await? {
                texts.push((part(&key, 1), text(&value).unwrap_or_default()));
            }
        }
        Ok(texts)
    }

    async fn restore(
        &self,
        article: &str,
        stored: Vec<Stored>,
        why: Why,
    ) -> Result<(), StoreError> {
        let transaction = self.begin(&[RECORDS, ASIDE], Access::Write).await?;
        let merge = |old: Option<&str>, new: &Stored| record_json::restore(article, old, new, &why);
        merge_all(&transaction, article, &stored, |one| one.record.id(), merge).await?;
        transaction.finish().await
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

async fn kept_text(
    transaction: &Transaction,
    article: &str,
    id: &AnnotationId,
) -> Result<Option<String>, StoreError> {
    let store = transaction.store(RECORDS)?;
    Ok(text(
        &answer(store.get(&key(&[article, id.as_str()]))).await?,
    ))
}

/// Merges all into what is kept. What is asked for together is answered together: a wait for each answer would take
/// longer than all the merging. Between two waits the transaction stays alive, and the page does too.
async fn merge_all<T>(
    transaction: &Transaction,
    article: &str,
    list: &[T],
    id_of: impl Fn(&T) -> &AnnotationId,
    merge: impl Fn(Option<&str>, &T) -> Merged,
) -> Result<Vec<Record>, StoreError> {
    let records = transaction.store(RECORDS)?;
    let mut kept = Vec::with_capacity(list.len());
    for together in list.chunks(TOGETHER) {
        let mut asked = Vec::with_capacity(together.len());
        for one in together {
            asked.push(records.get(&key(&[article, id_of(one).as_str()])));
        }
        let last = asked.pop().map(answer);
        let last = match last {
            Some(last) => Some(last.await?),
            None => None,
        };
        let olds = asked
            .into_iter()
            .map(|request| request.and_then(|one| one.result()));
        for (one, old) in together.iter().zip(olds.chain(last.map(Ok))) {
            // What failed has aborted the transaction, which its end tells.
            let old = old.ok().and_then(|old| text(&old));
            kept.push(write(transaction, article, merge(old.as_deref(), one)).await?);
        }
    }
    Ok(kept)
}

/// Takes records out; what cannot be read is kept aside.
async fn take_out(
    transaction: &Transaction,
    article: &str,
    ids: &[AnnotationId],
) -> Result<(), StoreError> {
    let records = transaction.store(RECORDS)?;
    for together in ids.chunks(TOGETHER) {
        let keys: Vec<JsValue> = together
            .iter()
            .map(|id| key(&[article, id.as_str()]))
            .collect();
        let mut asked: Vec<_> = keys.iter().map(|key| records.get(key)).collect();
        let Some(last) = asked.pop() else {
            continue;
        };
        let last = answer(last).await?;
        let olds = asked
            .into_iter()
            .map(|request| request.and_then(|one| one.result()));
        for ((id, key), old) in together.iter().zip(&keys).zip(olds.chain([Ok(last)])) {
            let old = old.ok().and_then(|old| text(&old));
            if let Some(text) = old.filter(|old| record_json::read(article, old).is_err()) {
                set_aside(transaction, article, id.as_str(), &text).await?;
            }
            // Its failure aborts the transaction, which its end tells.
            let _ = records.delete(key);
        }
    }
    Ok(())
}

/// Puts what a merge made in its place, and what could not be read out of the way. Whether it went well is told by
/// the end of the transaction.
async fn write(
    transaction: &Transaction,
    article: &str,
    merged: Merged,
) -> Result<Record, StoreError> {
    if let Some(damaged) = merged.damaged {
        set_aside(transaction, article, &damaged.id, &damaged.text).await?;
    }
    let place = key(&[article, merged.record.id().as_str()]);
    let records = transaction.store(RECORDS)?;
    records
        .put_with_key(&merged.text.into(), &place)
        .map_err(refused)?;
    Ok(merged.record)
}

async fn set_aside(
    transaction: &Transaction,
    article: &str,
    id: &str,
    text: &str,
) -> Result<(), StoreError> {
    let place = key(&[article, id, clock::now().as_str()]);
    let aside = transaction.store(ASIDE)?;
    answer(aside.put_with_key(&text.into(), &place)).await?;
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
    part.as_ref().and_then(text).unwrap_or_default()
}

fn text(value: &JsValue) -> Option<String> {
    value.as_string()
}
