//! The store in memory: for pages without storage, and for tests.
//!
//! Clones share their data, as two tabs do. `RefCell`, because the trait takes `&self` as the browser's half must;
//! no borrow lasts across an `await`.

use std::cell::RefCell;
use std::rc::Rc;

use super::{
    Damaged, DraftEntry, Identity, Loaded, Store, StoreError, StoreErrorKind, Stored, Why,
    record_json,
};
use crate::annotation::{AnnotationId, Record};
use crate::table::Map;

#[derive(Debug, Default)]
struct Data {
    records: Map<(String, String), String>,
    aside: Map<String, Vec<Damaged>>,
    drafts: Map<(String, String), DraftEntry>,
    texts: Map<String, Vec<u8>>,
    settings: Map<String, String>,
    identity: Option<Identity>,
}

/// A store that forgets when the page closes.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    data: Rc<RefCell<Data>>,
}

impl MemoryStore {
    /// Puts a raw text where a record is kept, as damage or an older version would.
    pub fn put_raw(&self, article: &str, id: &str, text: &str) {
        let key = (article.to_owned(), id.to_owned());
        self.data.borrow_mut().records.insert(key, text.to_owned());
    }

    fn write<T>(
        &self,
        article: &str,
        list: &[T],
        record_of: fn(&T) -> &Record,
        merge: &dyn Fn(Option<&str>, &T) -> record_json::Merged,
    ) -> Vec<Rc<Record>> {
        let mut data = self.data.borrow_mut();
        let mut kept = Vec::with_capacity(list.len());
        for one in list {
            let key = (article.to_owned(), record_of(one).id().as_str().to_owned());
            let merged = merge(data.records.get(&key).map(String::as_str), one);
            data.records.insert(key, merged.text);
            if let Some(damaged) = merged.damaged {
                let key = article.to_owned();
                data.aside.change(&key, |aside| aside.push(damaged));
            }
            kept.push(merged.record);
        }
        kept
    }
}

impl Store for MemoryStore {
    async fn load(&self, article: &str) -> Result<Loaded, StoreError> {
        let data = self.data.borrow();
        let mut loaded = Loaded::default();
        for ((of, id), text) in &data.records {
            if of == article {
                loaded.take(article, id, text);
            }
        }
        loaded
            .damaged
            .extend(data.aside.get(article).cloned().unwrap_or_default());
        Ok(loaded)
    }

    async fn save(
        &self,
        article: &str,
        records: Vec<Rc<Record>>,
        why: Why,
    ) -> Result<Vec<Rc<Record>>, StoreError> {
        Ok(self.write(article, &records, |one| one, &|old, new| {
            record_json::save(article, old, new, &why)
        }))
    }

    async fn put(
        &self,
        article: &str,
        records: Vec<(AnnotationId, Option<Rc<Record>>)>,
    ) -> Result<(), StoreError> {
        let mut gone = Vec::new();
        for (id, record) in records {
            match record {
                Some(record) => {
                    self.write(article, &[record], |one| one, &|old, new| {
                        record_json::put(article, old, new)
                    });
                }
                None => gone.push((article.to_owned(), id.as_str().to_owned())),
            }
        }
        gone.sort_unstable();
        let is_gone = |key: &(String, String)| gone.binary_search(key).is_ok();
        self.data.borrow_mut().records.remove_all(is_gone);
        Ok(())
    }

    async fn empty_trash(&self, article: &str, ids: &[AnnotationId]) -> Result<(), StoreError> {
        let mut data = self.data.borrow_mut();
        for id in ids {
            let key = (article.to_owned(), id.as_str().to_owned());
            if let Some(text) = data.records.get_mut(&key)
                && let Some(emptied) = record_json::without_trash(article, text)
            {
                *text = emptied;
            }
        }
        Ok(())
    }

    async fn drafts(&self, article: &str) -> Result<Vec<DraftEntry>, StoreError> {
        let data = self.data.borrow();
        let of_article = data.drafts.iter().filter(|((of, _), _)| of == article);
        Ok(of_article.map(|(_, draft)| draft.clone()).collect())
    }

    async fn put_draft(&self, article: &str, draft: DraftEntry) -> Result<(), StoreError> {
        let key = (article.to_owned(), draft.key.clone());
        self.data.borrow_mut().drafts.insert(key, draft);
        Ok(())
    }

    async fn remove_draft(&self, article: &str, key: &str) -> Result<(), StoreError> {
        let key = (article.to_owned(), key.to_owned());
        self.data.borrow_mut().drafts.remove(&key);
        Ok(())
    }

    async fn identity(&self, candidate: Identity) -> Result<Identity, StoreError> {
        let mut data = self.data.borrow_mut();
        Ok(data.identity.get_or_insert(candidate).clone())
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.data.borrow().settings.get(key).cloned())
    }

    async fn put_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let mut data = self.data.borrow_mut();
        data.settings.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    async fn earlier_text(&self, article: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.data.borrow().texts.get(article).cloned())
    }

    async fn keep_text(&self, article: &str, text: Vec<u8>) -> Result<(), StoreError> {
        self.data
            .borrow_mut()
            .texts
            .insert(article.to_owned(), text);
        Ok(())
    }

    async fn texts(&self, article: &str) -> Result<Vec<(String, String)>, StoreError> {
        let data = self.data.borrow();
        let kept = data.records.iter().filter(|((of, _), _)| of == article);
        let mut texts: Vec<(String, String)> = kept
            .map(|((_, id), text)| (id.clone(), text.clone()))
            .collect();
        let aside = data.aside.get(article).into_iter().flatten();
        texts.extend(aside.map(|damaged| (damaged.id.clone(), damaged.text.clone())));
        Ok(texts)
    }

    async fn restore(
        &self,
        article: &str,
        stored: Vec<Stored>,
        why: Why,
    ) -> Result<(), StoreError> {
        self.write(article, &stored, |one| &one.record, &|old, new| {
            record_json::restore(article, old, new, &why)
        });
        Ok(())
    }

    async fn articles(&self) -> Result<Vec<String>, StoreError> {
        let data = self.data.borrow();
        let drafts = data.drafts.keys();
        let mut articles: Vec<String> = (data.records.keys().chain(drafts))
            .map(|(of, _)| of.clone())
            .collect();
        articles.sort_unstable();
        articles.dedup();
        Ok(articles)
    }
}

/// A test double: its writes fail, and keep nothing, once a number of them went well.
#[derive(Clone, Debug)]
pub struct FailingStore {
    inner: MemoryStore,
    left: Rc<RefCell<usize>>,
    kind: StoreErrorKind,
}

impl FailingStore {
    /// Lets `writes` succeed, then answers `kind`.
    pub fn after(writes: usize, kind: StoreErrorKind) -> Self {
        Self {
            inner: MemoryStore::default(),
            left: Rc::new(RefCell::new(writes)),
            kind,
        }
    }

    /// Lets `writes` more succeed, as when the reader made room.
    pub fn recover(&self, writes: usize) {
        *self.left.borrow_mut() = writes;
    }

    fn may_write(&self) -> Result<(), StoreError> {
        let mut left = self.left.borrow_mut();
        match left.checked_sub(1) {
            Some(rest) => {
                *left = rest;
                Ok(())
            }
            None => Err(StoreError::new(self.kind, "the test wants it so")),
        }
    }
}

impl Store for FailingStore {
    async fn load(&self, article: &str) -> Result<Loaded, StoreError> {
        self.inner.load(article).await
    }

    async fn save(
        &self,
        article: &str,
        records: Vec<Rc<Record>>,
        why: Why,
    ) -> Result<Vec<Rc<Record>>, StoreError> {
        self.may_write()?;
        self.inner.save(article, records, why).await
    }

    async fn put(
        &self,
        article: &str,
        records: Vec<(AnnotationId, Option<Rc<Record>>)>,
    ) -> Result<(), StoreError> {
        self.may_write()?;
        self.inner.put(article, records).await
    }

    async fn empty_trash(&self, article: &str, ids: &[AnnotationId]) -> Result<(), StoreError> {
        self.may_write()?;
        self.inner.empty_trash(article, ids).await
    }

    async fn drafts(&self, article: &str) -> Result<Vec<DraftEntry>, StoreError> {
        self.inner.drafts(article).await
    }

    async fn put_draft(&self, article: &str, draft: DraftEntry) -> Result<(), StoreError> {
        self.may_write()?;
        self.inner.put_draft(article, draft).await
    }

    async fn remove_draft(&self, article: &str, key: &str) -> Result<(), StoreError> {
        self.may_write()?;
        self.inner.remove_draft(article, key).await
    }

    async fn identity(&self, candidate: Identity) -> Result<Identity, StoreError> {
        self.inner.identity(candidate).await
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.inner.setting(key).await
    }

    async fn put_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.may_write()?;
        self.inner.put_setting(key, value).await
    }

    async fn earlier_text(&self, article: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.earlier_text(article).await
    }

    async fn keep_text(&self, article: &str, text: Vec<u8>) -> Result<(), StoreError> {
        self.may_write()?;
        self.inner.keep_text(article, text).await
    }

    async fn texts(&self, article: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.inner.texts(article).await
    }

    async fn restore(
        &self,
        article: &str,
        stored: Vec<Stored>,
        why: Why,
    ) -> Result<(), StoreError> {
        self.may_write()?;
        self.inner.restore(article, stored, why).await
    }

    async fn articles(&self) -> Result<Vec<String>, StoreError> {
        self.inner.articles().await
    }
}
