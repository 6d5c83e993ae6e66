//! Runs the commands that follow from an action, and reports back by further actions.

use std::rc::Rc;

use js_sys::Promise;
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

use super::answer::Name;
use super::controller::Controller;
use super::keeping::Shared;
use super::{known, looking, placing, settings};
use crate::annotation::{AnnotationId, Record};
use crate::exchange::{ReadContext, read_kept, write_annotation};
use crate::page::database::persist;
use crate::page::locks;
use crate::page::selection::clear_selection;
use crate::page::tabs::Change;
use crate::session::{Action, Alert, AlertKind, Command, Editing, Said};
use crate::store::{DraftEntry, StoreError, StoreErrorKind, Why};
use crate::ui::Goal;

/// Runs one command. Answers the promise of a write: of nothing when it is safe, of an error when
/// it is not.
pub(super) fn run(controller: &Rc<Controller>, command: Command) -> Option<Promise> {
    match command {
        Command::Save { records, why, then } => {
            let controller = Rc::clone(controller);
            return Some(future_to_promise(async move {
                Ok(save(&controller, records, why, then).await)
            }));
        }
        Command::Put { records, then } => {
            let controller = Rc::clone(controller);
            return Some(future_to_promise(async move {
                Ok(put(&controller, records, then).await)
            }));
        }
        Command::KeepKnown => known::keep(controller),
        Command::Place(ids) => placing::place(controller, ids),
        Command::TellPlaced(ids) => placing::tell(controller, ids),
        Command::KeepDraft {
            editing,
            annotation,
        } => keep_draft(controller, &editing, annotation.as_deref()),
        Command::DropDraft(id) => drop_draft(controller, &id),
        Command::KeepGroup => settings::keep_group(controller),
        Command::Announce(said) => controller.say(said),
        Command::ScrollTo(id) => {
            let controller = Rc::clone(controller);
            spawn_local(async move {
                looking::scroll_to(&controller, &id).await;
            });
        }
        Command::FocusCard(id) => controller.request_focus(Goal::Card(id)),
        Command::FocusEditor => controller.request_focus(Goal::Editor),
        Command::Uncover(id) => looking::uncover(controller, id),
        Command::RestoreFocus => controller.request_focus(Goal::Back),
        Command::ClearSelection => clear_selection(&controller.document),
        Command::Emit(event) => controller.telling.tell(event),
    }
    None
}

/// While this is there, something is on its way to the store.
struct Writing(Rc<Controller>);

impl Writing {
    fn begin(controller: &Rc<Controller>) -> Self {
        controller.writing.set(controller.writing.get() + 1);
        Self(Rc::clone(controller))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.writing.set(self.0.writing.get().saturating_sub(1));
    }
}

async fn save(
    controller: &Rc<Controller>,
    records: Vec<Rc<Record>>,
    why: Why,
    then: Option<Said>,
) -> JsValue {
    let ids: Vec<AnnotationId> = records.iter().map(|record| record.id().clone()).collect();
    let keeping = controller.keeping().await;
    let article = controller.state().article.clone();
    let _writing = Writing::begin(controller);
    match keeping.save(&article, records, why).await {
        Ok(stored) => {
            tell_tabs(controller, ids);
            if let Some(said) = then {
                controller.say(said);
            }
            if !controller.is_persistent.replace(true) {
                spawn_local(async {
                    // A browser that does not agree may erase the storage; the reader can export.
                    let _ = persist().await;
                });
            }
            controller.act(Action::Stored(stored));
            JsValue::UNDEFINED
        }
        Err(error) => failed(controller, ids, &error),
    }
}

async fn put(
    controller: &Rc<Controller>,
    records: Vec<(AnnotationId, Option<Rc<Record>>)>,
    then: Option<Said>,
) -> JsValue {
    let ids: Vec<AnnotationId> = records.iter().map(|(id, _)| id.clone()).collect();
    let kept = records.iter().filter_map(|(_, record)| record.clone());
    let kept: Vec<Rc<Record>> = kept.collect();
    let keeping = controller.keeping().await;
    let article = controller.state().article.clone();
    let _writing = Writing::begin(controller);
    match keeping.put(&article, records).await {
        Ok(()) => {
            tell_tabs(controller, ids);
            if let Some(said) = then {
                controller.say(said);
            }
            controller.act(Action::Stored(kept));
            JsValue::UNDEFINED
        }
        Err(error) => failed(controller, ids, &error),
    }
}

fn tell_tabs(controller: &Controller, ids: Vec<AnnotationId>) {
    if let Some(tabs) = &*controller.tabs.borrow() {
        tabs.announce(&Change::These(ids));
    }
}

fn failed(controller: &Rc<Controller>, ids: Vec<AnnotationId>, error: &StoreError) -> JsValue {
    let kind = alert_kind(error);
    controller.tell_host(&kind, &error.cause);
    let thrown = controller.error(Name::Storage, &kind);
    controller.act(Action::StoreFailed {
        ids,
        alert: Alert {
            kind,
            detail: error.cause.clone(),
        },
    });
    thrown
}

/// What a reader is told of trouble with keeping.
pub(super) fn alert_kind(error: &StoreError) -> AlertKind {
    match error.kind {
        StoreErrorKind::QuotaExceeded => AlertKind::StorageFull,
        StoreErrorKind::Unavailable | StoreErrorKind::Blocked => AlertKind::StorageUnavailable,
        _ => AlertKind::StorageFailed,
    }
}

/// Writes a draft; a draft that cannot be kept is still on screen, so nobody is told.
fn keep_draft(controller: &Rc<Controller>, editing: &Editing, annotation: Option<&Record>) {
    let tags = |tags: &[String]| Value::from(tags.to_vec());
    let mut meta = Map::new();
    meta.insert("tags".to_owned(), tags(&editing.tags));
    meta.insert(
        "words-before".to_owned(),
        editing.began_with.0.clone().into(),
    );
    meta.insert("tags-before".to_owned(), tags(&editing.began_with.1));
    if let Some(record) = annotation {
        meta.insert("annotation".to_owned(), write_annotation(record));
    }
    let is_locked = controller
        .draft
        .borrow()
        .as_ref()
        .is_some_and(|(id, _)| *id == editing.id);
    if !is_locked {
        let lock = locks::hold(&draft_lock(editing.id.as_str()));
        controller
            .draft
            .replace(lock.map(|lock| (editing.id.clone(), lock)));
    }
    let draft = DraftEntry {
        key: editing.id.as_str().to_owned(),
        text: editing.words.clone(),
        meta: Value::Object(meta).to_string(),
    };
    on_draft(controller, |keeping, article| async move {
        keeping.put_draft(&article, draft).await
    });
}

/// The lock of whoever types these words.
pub(super) fn draft_lock(id: &str) -> String {
    ["postil-draft ", id].concat()
}

fn drop_draft(controller: &Rc<Controller>, id: &AnnotationId) {
    let is_its = |(of, _): &mut (AnnotationId, _)| of == id;
    drop(controller.draft.borrow_mut().take_if(is_its));
    let key = id.as_str().to_owned();
    on_draft(controller, |keeping, article| async move {
        keeping.remove_draft(&article, &key).await
    });
}

fn on_draft<F>(controller: &Rc<Controller>, work: impl FnOnce(Shared, String) -> F + 'static)
where
    F: Future<Output = Result<(), StoreError>>,
{
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let keeping = controller.keeping().await;
        let article = controller.state().article.clone();
        if let Err(error) = work(keeping, article).await {
            crate::page::js_error::report(&error.to_string());
        }
    });
}

/// A draft as it was kept in this article; `None` for one that cannot be read.
pub(super) fn read_draft(
    draft: &DraftEntry,
    article: &str,
) -> Option<(Editing, Option<Box<Record>>)> {
    let meta: Value = serde_json::from_str(&draft.meta).ok()?;
    let tags = |name: &str| -> Vec<String> {
        let list = meta.get(name).and_then(Value::as_array);
        let words = list.into_iter().flatten().filter_map(Value::as_str);
        words.map(str::to_owned).collect()
    };
    let words_before = meta
        .get("words-before")
        .and_then(Value::as_str)
        .unwrap_or_default();
    // Whose name the article has decides whether a note is about it or about another note.
    let context = ReadContext {
        article: Some(article.to_owned()),
    };
    let annotation = meta
        .get("annotation")
        .and_then(|json| read_kept(json, &context).ok());
    let editing = Editing {
        id: AnnotationId::parse(&draft.key)?,
        words: draft.text.clone(),
        tags: tags("tags"),
        began_with: (words_before.to_owned(), tags("tags-before")),
    };
    Some((editing, annotation.map(Box::new)))
}
