//! What every store must do, as tests that run natively on memory and in a browser on IndexedDB.
//!
//! Each check panics when a promise is broken; that is what a test does, so the lints against it are off here.
#![allow(clippy::expect_used, clippy::panic, missing_docs)]

use std::rc::Rc;

use super::{DraftEntry, Identity, Store, Stored, TrashReason, Why, record_json};
use crate::annotation::edit::{self, Draft, Stamp, markdown};
use crate::annotation::{AnnotationId, NoteChange, Patch, Person, Record, Target, Timestamp};

/// Runs every check on one store. Article IRIs begin with `prefix`, so that a store may be used twice.
pub async fn check(store: &impl Store, prefix: &str) {
    a_saved_record_is_loaded_again(store, prefix).await;
    a_save_is_a_merge(store, prefix).await;
    deleted_words_wait_in_the_trash(store, prefix).await;
    an_import_that_replaces_own_words_keeps_them(store, prefix).await;
    a_record_can_be_put_back(store, prefix).await;
    a_backup_is_merged_with_what_is_kept(store, prefix).await;
    drafts_settings_and_texts_are_kept(store, prefix).await;
    the_first_identity_stays(store).await;
}

/// What one handle saves, another handle to the same data loads.
pub async fn check_two_handles(one: &impl Store, other: &impl Store, prefix: &str) {
    let article = [prefix, "two-handles"].concat();
    let record = note(&article, 1, "from one");
    save(one, &article, &record).await;
    assert_eq!(load(other, &article).await, std::slice::from_ref(&record));
    let left = edited(&record, "left", "phone");
    let right = edited(&record, "right", "laptop");
    save(one, &article, &left).await;
    save(other, &article, &right).await;
    let both = left.merge(&right);
    assert_eq!(load(one, &article).await, std::slice::from_ref(&both));
    assert_eq!(load(other, &article).await, [both]);
}

async fn a_saved_record_is_loaded_again(store: &impl Store, prefix: &str) {
    let article = [prefix, "saved"].concat();
    assert!(load(store, &article).await.is_empty());
    let first = note(&article, 1, "first");
    let second = note(&article, 2, "zweite \u{1F600}");
    let new = vec![Rc::new(first.clone()), Rc::new(second.clone())];
    let kept = store
        .save(&article, new.clone(), Why::Edit)
        .await
        .expect("a save");
    let is_same = |(kept, new)| Rc::ptr_eq(kept, new);
    assert!(kept.len() == 2 && kept.iter().zip(&new).all(is_same));
    assert_eq!(load(store, &article).await, [first, second]);
    assert!(
        load(store, &[prefix, "elsewhere"].concat())
            .await
            .is_empty()
    );
    let articles = store.articles().await.expect("the articles");
    assert!(articles.contains(&article));
}

async fn a_save_is_a_merge(store: &impl Store, prefix: &str) {
    let article = [prefix, "merge"].concat();
    let record = note(&article, 1, "before");
    save(store, &article, &record).await;
    let phone = edited(&record, "on the phone", "phone");
    let laptop = edited(&record, "on the laptop", "laptop");
    save(store, &article, &phone).await;
    let kept = save(store, &article, &laptop).await;
    assert_eq!(kept, phone.merge(&laptop));
    assert_eq!(kept.conflicts().len(), 1);
    let again = save(store, &article, &record).await;
    assert_eq!(again, kept, "an old version changes nothing");
}

async fn deleted_words_wait_in_the_trash(store: &impl Store, prefix: &str) {
    let article = [prefix, "trash"].concat();
    let record = note(&article, 1, "precious");
    save(store, &article, &record).await;
    let gone = edit::delete(&record, &stamp("phone")).expect("a tombstone");
    assert!(save(store, &article, &gone).await.is_deleted());
    let loaded = store.load(&article).await.expect("a load");
    let thrown = loaded.trash.first().expect("something in the trash");
    assert_eq!(thrown.why, TrashReason::Deleted);
    assert!(thrown.annotation.same_content(record.shown()));
    let back = edit::restore(&gone, &thrown.annotation, &stamp("phone")).expect("a restore");
    save(store, &article, &back).await;
    let loaded = store.load(&article).await.expect("a load");
    assert!(loaded.trash.is_empty());
    assert!(
        loaded
            .records
            .iter()
            .all(|one| one.shown().same_content(record.shown()))
    );
    let gone = edit::delete(&back, &stamp("phone")).expect("a tombstone");
    save(store, &article, &gone).await;
    let ids = [gone.id().clone()];
    store
        .empty_trash(&article, &ids)
        .await
        .expect("an empty trash");
    let loaded = store.load(&article).await.expect("a load");
    assert!(loaded.trash.is_empty() && loaded.records == [gone]);
}

async fn an_import_that_replaces_own_words_keeps_them(store: &impl Store, prefix: &str) {
    let article = [prefix, "forged"].concat();
    let record = note(&article, 1, "mine");
    save(store, &article, &record).await;
    let forged = edited(&record, "never said so", "forged");
    let why = Why::Import {
        reader: vec![reader().id],
        at: now(),
    };
    let kept = store
        .save(&article, vec![Rc::new(forged.clone())], why)
        .await
        .expect("a save");
    assert_eq!(kept, [Rc::new(forged)]);
    let loaded = store.load(&article).await.expect("a load");
    let thrown = loaded.trash.first().expect("something in the trash");
    assert_eq!(thrown.why, TrashReason::Replaced);
    assert!(thrown.annotation.same_content(record.shown()));
}

async fn a_backup_is_merged_with_what_is_kept(store: &impl Store, prefix: &str) {
    let article = [prefix, "backup"].concat();
    let (first, second) = (note(&article, 1, "kept"), note(&article, 2, "deleted"));
    save(store, &article, &first).await;
    save(store, &article, &second).await;
    let gone = edit::delete(&second, &stamp("phone")).expect("a tombstone");
    save(store, &article, &gone).await;
    let texts = store.texts(&article).await.expect("the texts");
    assert_eq!(texts.len(), 2);
    let elsewhere = [prefix, "backup-elsewhere"].concat();
    let read = |article: &str| -> Vec<Stored> {
        let texts = texts
            .iter()
            .map(|(_, text)| record_json::read(article, text));
        texts.map(|stored| stored.expect("a kept text")).collect()
    };
    let why = Why::Import {
        reader: vec![reader().id],
        at: now(),
    };
    for into in [&article, &elsewhere] {
        store
            .restore(into, read(into), why.clone())
            .await
            .expect("a restore");
        let loaded = store.load(into).await.expect("a load");
        assert_eq!(loaded.records, [first.clone(), gone.clone()]);
        assert_eq!(loaded.trash.len(), 1, "the trash comes too, and once");
    }
    let newer = edited(&first, "newer here", "laptop");
    save(store, &article, &newer).await;
    store
        .restore(&article, read(&article), why)
        .await
        .expect("a restore");
    let loaded = store.load(&article).await.expect("a load");
    assert_eq!(
        loaded.records.first(),
        Some(&newer),
        "nothing newer is overwritten"
    );
}

async fn a_record_can_be_put_back(store: &impl Store, prefix: &str) {
    let article = [prefix, "put"].concat();
    let before = note(&article, 1, "before");
    let after = edited(&before, "after", "phone");
    let other = note(&article, 2, "imported");
    store
        .save(
            &article,
            vec![Rc::new(after), Rc::new(other.clone())],
            Why::Edit,
        )
        .await
        .expect("a save");
    let put = vec![
        (before.id().clone(), Some(Rc::new(before.clone()))),
        (other.id().clone(), None),
    ];
    store.put(&article, put).await.expect("a put");
    assert_eq!(load(store, &article).await, [before]);
}

async fn drafts_settings_and_texts_are_kept(store: &impl Store, prefix: &str) {
    let article = [prefix, "drafts"].concat();
    let draft = |text: &str| DraftEntry {
        key: "new".to_owned(),
        text: text.to_owned(),
        meta: "{}".to_owned(),
    };
    for text in ["h", "hello"] {
        store
            .put_draft(&article, draft(text))
            .await
            .expect("a draft");
    }
    let drafts = store.drafts(&article).await.expect("the drafts");
    assert_eq!(drafts, [draft("hello")]);
    assert!(
        store
            .drafts("urn:none")
            .await
            .expect("no drafts")
            .is_empty()
    );
    for _ in 0..2 {
        store
            .remove_draft(&article, "new")
            .await
            .expect("a removal");
    }
    assert!(store.drafts(&article).await.expect("no drafts").is_empty());

    let key = [prefix, "theme"].concat();
    assert_eq!(store.setting(&key).await.expect("no setting"), None);
    store.put_setting(&key, "dark").await.expect("a setting");
    let setting = store.setting(&key).await.expect("the setting");
    assert_eq!(setting.as_deref(), Some("dark"));

    assert_eq!(store.earlier_text(&article).await.expect("no text"), None);
    for text in [vec![1, 2], vec![0, 255, 7]] {
        store.keep_text(&article, text).await.expect("a text");
    }
    let text = store.earlier_text(&article).await.expect("the text");
    assert_eq!(text, Some(vec![0, 255, 7]));
}

async fn the_first_identity_stays(store: &impl Store) {
    let identity = |person: &str| Identity {
        person: person.to_owned(),
        device: "device".to_owned(),
    };
    let first = store
        .identity(identity("urn:one"))
        .await
        .expect("an identity");
    let second = store
        .identity(identity("urn:two"))
        .await
        .expect("an identity");
    assert_eq!(first, second);
}

async fn load(store: &impl Store, article: &str) -> Vec<Record> {
    let loaded = store.load(article).await.expect("a load");
    assert!(loaded.damaged.is_empty());
    let mut records = loaded.records;
    records.sort_by(|a, b| a.id().cmp(b.id()));
    records
}

async fn save(store: &impl Store, article: &str, record: &Record) -> Record {
    let kept = store
        .save(article, vec![Rc::new(record.clone())], Why::Edit)
        .await;
    let kept = kept.expect("a save").pop().expect("one record");
    Record::clone(&kept)
}

fn reader() -> Person {
    Person {
        id: "urn:person:reader".to_owned(),
        name: None,
    }
}

fn now() -> Timestamp {
    Timestamp::parse("2026-01-02T03:04:05Z").expect("a time")
}

fn stamp(device: &str) -> Stamp {
    Stamp {
        now: now(),
        device: device.to_owned(),
        person: reader(),
    }
}

fn note(article: &str, number: u32, words: &str) -> Record {
    let draft = Draft {
        id: AnnotationId::parse(&["urn:example:", &number.to_string()].concat()).expect("an id"),
        motivation: None,
        target: Target::Article(article.to_owned()),
        note: Some(markdown(words)),
        tags: vec!["tag".to_owned()],
        color: None,
        extra: serde_json::Map::new(),
    };
    edit::create(draft, &stamp("phone"))
}

fn edited(record: &Record, words: &str, device: &str) -> Record {
    let patch = Patch {
        note: NoteChange::Words(words.to_owned()),
        ..Patch::default()
    };
    edit::patch(record, patch, &stamp(device)).expect("an edit")
}

#[cfg(test)]
mod tests {
    use super::super::{FailingStore, MemoryStore, StoreErrorKind};
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    fn run<T>(future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        match future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("memory never waits"),
        }
    }

    #[test]
    fn the_memory_store_keeps_the_contract() {
        let store = MemoryStore::default();
        run(check(&store, "https://example.org/"));
        run(check_two_handles(
            &store,
            &store.clone(),
            "https://example.org/",
        ));
    }

    #[test]
    fn the_failing_store_keeps_the_contract_until_it_fails() {
        run(check(
            &FailingStore::after(1000, StoreErrorKind::QuotaExceeded),
            "urn:a:",
        ));
        let store = FailingStore::after(1, StoreErrorKind::QuotaExceeded);
        let (first, second) = (note("urn:a", 1, "kept"), note("urn:a", 2, "not kept"));
        run(save(&store, "urn:a", &first));
        let failed = run(store.save("urn:a", vec![Rc::new(second)], Why::Edit));
        let error = failed.expect_err("a full disk");
        assert_eq!(error.kind, StoreErrorKind::QuotaExceeded);
        assert_eq!(
            error.to_string(),
            "failed to keep: the storage is full: the test wants it so"
        );
        assert_eq!(run(load(&store, "urn:a")), [first]);
    }

    #[test]
    fn a_damaged_record_is_reported_and_never_overwritten() {
        let store = MemoryStore::default();
        let record = note("urn:a", 1, "new words");
        store.put_raw("urn:a", record.id().as_str(), "{\"half\": ");
        let loaded = run(store.load("urn:a")).expect("a load");
        assert_eq!((loaded.records.len(), loaded.damaged.len()), (0, 1));
        run(save(&store, "urn:a", &record));
        let loaded = run(store.load("urn:a")).expect("a load");
        assert_eq!(loaded.records, [record]);
        let texts: Vec<&str> = loaded.damaged.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["{\"half\": "]);
    }
}
