//! Where this widget keeps: the browser's database, or memory when that is asked for or all there is.

use std::rc::Rc;

use crate::annotation::{AnnotationId, Record};
use crate::page::idb::{DATABASE, IndexedStore};
use crate::page::slices::Slices;
use crate::store::{DraftEntry, Identity, Loaded, MemoryStore, Store, StoreError, Stored, Why};

/// So many records are saved in memory at once.
const PIECE: usize = 100;

thread_local! {
    /// All articles of a page share one memory, so that two elements with one id share their notes.
    static MEMORY: MemoryStore = MemoryStore::default();
}

/// The store in use.
#[derive(Clone)]
pub(super) enum Keeping {
    Indexed(IndexedStore),
    Memory(MemoryStore),
}

impl Keeping {
    /// The browser's database.
    pub async fn durable() -> Result<Self, StoreError> {
        IndexedStore::open(DATABASE).await.map(Self::Indexed)
    }

    /// This page's memory.
    pub fn memory() -> Self {
        Self::Memory(MEMORY.with(Clone::clone))
    }

    pub async fn load(&self, article: &str) -> Result<Loaded, StoreError> {
        match self {
            Self::Indexed(store) => store.load(article).await,
            Self::Memory(store) => store.load(article).await,
        }
    }

    pub async fn save(
        &self,
        article: &str,
        records: Vec<Rc<Record>>,
        why: Why,
    ) -> Result<Vec<Rc<Record>>, StoreError> {
        match self {
            Self::Indexed(store) => store.save(article, records, why).await,
            Self::Memory(store) => save_in_pieces(store, article, records, why).await,
        }
    }

    pub async fn put(
        &self,
        article: &str,
        records: Vec<(AnnotationId, Option<Rc<Record>>)>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Indexed(store) => store.put(article, records).await,
            Self::Memory(store) => put_in_pieces(store, article, records).await,
        }
    }

    pub async fn drafts(&self, article: &str) -> Result<Vec<DraftEntry>, StoreError> {
        match self {
            Self::Indexed(store) => store.drafts(article).await,
            Self::Memory(store) => store.drafts(article).await,
        }
    }

    pub async fn put_draft(&self, article: &str, draft: DraftEntry) -> Result<(), StoreError> {
        match self {
            Self::Indexed(store) => store.put_draft(article, draft).await,
            Self::Memory(store) => store.put_draft(article, draft).await,
        }
    }

    pub async fn remove_draft(&self, article: &str, key: &str) -> Result<(), StoreError> {
        match self {
            Self::Indexed(store) => store.remove_draft(article, key).await,
            Self::Memory(store) => store.remove_draft(article, key).await,
        }
    }

    pub async fn identity(&self, candidate: Identity) -> Result<Identity, StoreError> {
        match self {
            Self::Indexed(store) => store.identity(candidate).await,
            Self::Memory(store) => store.identity(candidate).await,
        }
    }

    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        match self {
            Self::Indexed(store) => store.setting(key).await,
            Self::Memory(store) => store.setting(key).await,
        }
    }

    pub async fn put_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        match self {
            Self::Indexed(store) => store.put_setting(key, value).await,
            Self::Memory(store) => store.put_setting(key, value).await,
        }
    }

    pub async fn texts(&self, article: &str) -> Result<Vec<(String, String)>, StoreError> {
        match self {
            Self::Indexed(store) => store.texts(article).await,
            Self::Memory(store) => store.texts(article).await,
        }
    }

    pub async fn restore(
        &self,
        article: &str,
        stored: Vec<Stored>,
        why: Why,
    ) -> Result<(), StoreError> {
        match self {
            Self::Indexed(store) => store.restore(article, stored, why).await,
            Self::Memory(store) => store.restore(article, stored, why).await,
        }
    }

    pub async fn articles(&self) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Indexed(store) => store.articles().await,
            Self::Memory(store) => store.articles().await,
        }
    }

    pub async fn earlier_text(&self, article: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Indexed(store) => store.earlier_text(article).await,
            Self::Memory(store) => store.earlier_text(article).await,
        }
    }

    pub async fn keep_text(&self, article: &str, text: Vec<u8>) -> Result<(), StoreError> {
        match self {
            Self::Indexed(store) => store.keep_text(article, text).await,
            Self::Memory(store) => store.keep_text(article, text).await,
        }
    }
}

/// Memory answers at once: many records are saved a piece at a time, so that the page stays alive.
async fn save_in_pieces(
    store: &MemoryStore,
    article: &str,
    mut records: Vec<Rc<Record>>,
    why: Why,
) -> Result<Vec<Rc<Record>>, StoreError> {
    let mut kept = Vec::with_capacity(records.len());
    let mut slices = Slices::start();
    while records.len() > PIECE {
        let rest = records.split_off(PIECE);
        kept.extend(store.save(article, records, why.clone()).await?);
        records = rest;
        if slices.is_over() {
            slices.breathe().await;
        }
    }
    kept.extend(store.save(article, records, why).await?);
    Ok(kept)
}

/// The same for what is put back; what is taken out goes all at once, before it.
async fn put_in_pieces(
    store: &MemoryStore,
    article: &str,
    records: Vec<(AnnotationId, Option<Rc<Record>>)>,
) -> Result<(), StoreError> {
    let (put, gone): (Vec<_>, Vec<_>) = records
        .into_iter()
        .partition(|(_, record)| record.is_some());
    let mut slices = Slices::start();
    store.put(article, gone).await?;
    for piece in put.chunks(PIECE) {
        if slices.is_over() {
            slices.breathe().await;
        }
        store.put(article, piece.to_vec()).await?;
    }
    Ok(())
}

/// Shared by whoever writes.
pub(super) type Shared = Rc<Keeping>;
