//! Durable keeping: what a store must promise, the stored form, and the store in memory.
//!
//! A save is a merge, in one transaction, so tabs never overwrite each other; it is done when it is durable.
//! The browser's half (IndexedDB) lives in `page` and passes the same contract.

mod error;
mod stored;

pub mod backup;
pub mod record_json;

mod memory;

#[cfg(any(test, feature = "contract-tests"))]
#[doc(hidden)]
pub mod contract;

pub use error::{StoreError, StoreErrorKind};
pub use memory::{FailingStore, MemoryStore};
pub use record_json::{DamageKind, Damaged};
pub use stored::{Stored, TrashReason, Trashed, Why, tidy, trash_after};

use std::rc::Rc;

use crate::annotation::{AnnotationId, Record};

/// What is kept of an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// All records, tombstones too.
    pub records: Vec<Record>,
    /// Versions that were deleted or replaced and can be restored.
    pub trash: Vec<Trashed>,
    /// Texts that could not be read; they stay as they are.
    pub damaged: Vec<Damaged>,
}

impl Loaded {
    /// Takes in one kept text.
    pub fn take(&mut self, article: &str, id: &str, text: &str) {
        match record_json::read(article, text) {
            Ok(stored) => {
                self.records.push(stored.record);
                self.trash.extend(stored.trash);
            }
            Err(kind) => self.damaged.push(Damaged {
                id: id.to_owned(),
                text: text.to_owned(),
                kind,
            }),
        }
    }
}

/// Words that are being typed and are not saved yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftEntry {
    /// Which editor: an annotation's id, or a name of the caller's for a new one.
    pub key: String,
    /// The words.
    pub text: String,
    /// What the caller needs to open the editor again; opaque here.
    pub meta: String,
}

/// Who reads here, on which device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The IRI of the person.
    pub person: String,
    /// The id of this browser profile in version vectors.
    pub device: String,
}

/// Durable keeping. One origin shares one store; articles are told apart by their IRI.
///
/// The futures need not be `Send`: all runs on the page's one thread.
#[allow(async_fn_in_trait)]
pub trait Store {
    /// All that is kept of an article.
    async fn load(&self, article: &str) -> Result<Loaded, StoreError>;

    /// Merges the records with what is kept, in one transaction; answers what is kept now, in the same order,
    /// once it is durable: what came through unchanged is the same `Rc`. When it fails, nothing of it was kept.
    async fn save(
        &self,
        article: &str,
        records: Vec<Rc<Record>>,
        why: Why,
    ) -> Result<Vec<Rc<Record>>, StoreError>;

    /// Puts records exactly so, or takes them out (`None`), in one transaction: how an import is undone.
    async fn put(
        &self,
        article: &str,
        records: Vec<(AnnotationId, Option<Rc<Record>>)>,
    ) -> Result<(), StoreError>;

    /// Throws away for good what is in the trash of these ids.
    async fn empty_trash(&self, article: &str, ids: &[AnnotationId]) -> Result<(), StoreError>;

    /// What was being typed in an article.
    async fn drafts(&self, article: &str) -> Result<Vec<DraftEntry>, StoreError>;

    /// Keeps a draft in the place of the one with the same key.
    async fn put_draft(&self, article: &str, draft: DraftEntry) -> Result<(), StoreError>;

    /// Forgets a draft; none there is no failure.
    async fn remove_draft(&self, article: &str, key: &str) -> Result<(), StoreError>;

    /// Who reads here: the candidate the first time, and whoever was first ever after, in all tabs.
    async fn identity(&self, candidate: Identity) -> Result<Identity, StoreError>;

    /// A small text of the origin.
    async fn setting(&self, key: &str) -> Result<Option<String>, StoreError>;

    /// Keeps a small text of the origin.
    async fn put_setting(&self, key: &str, value: &str) -> Result<(), StoreError>;

    /// The last seen text of an article, as the caller packed it.
    async fn earlier_text(&self, article: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps the text of an article, packed, in the place of the earlier one.
    async fn keep_text(&self, article: &str, text: Vec<u8>) -> Result<(), StoreError>;

    /// The texts that are kept of an article, each with the id that it is kept under, as they stand.
    async fn texts(&self, article: &str) -> Result<Vec<(String, String)>, StoreError>;

    /// Merges what a backup has with what is kept, trash included, in one transaction.
    async fn restore(&self, article: &str, stored: Vec<Stored>, why: Why)
    -> Result<(), StoreError>;

    /// The IRIs of all articles that have records or drafts.
    async fn articles(&self) -> Result<Vec<String>, StoreError>;
}
