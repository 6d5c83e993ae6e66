//! From the tag to an article with its notes: the source, the store, the places, the paint.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::answer::Name;
use super::commands::{alert_kind, draft_lock, read_draft};
use super::controller::{Controller, Reading};
use super::keeping::Keeping;
use super::options::Source;
use super::{known, layers, left_off, looking, paints, reminding, settings};
use crate::anchor::Describer;
use crate::annotation::{AnnotationId, Record};
use crate::article::{self, Article, ArticleError, ArticleErrorKind, Format};
use crate::page::dom_text::DomText;
use crate::page::highlights::Painter;
use crate::page::js_error::report;
use crate::page::source::{LoadError, Loading};
use crate::page::tabs::{Change, Tabs};
use crate::page::{clock, compress, locks, render, slices, source};
use crate::session::{Action, Alert, AlertKind, Layer};
use crate::store::{DraftEntry, Identity, Loaded};
use crate::table::Set;
use crate::text::ArticleText;

/// An earlier text is not inflated beyond this many bytes.
const MAX_EARLIER: usize = 100_000_000;

/// Shows the article, then the notes. Rejects when there is no article.
pub(super) async fn open(controller: Rc<Controller>) -> Result<(), JsValue> {
    let beside = Rc::clone(&controller);
    spawn_local(async move {
        settings::speak(&beside).await;
        beside.show();
    });
    let beside = Rc::clone(&controller);
    spawn_local(async move { open_store(&beside).await });
    let provided = layers::load(&controller);
    let root = match article_root(&controller).await {
        Ok(Some(root)) => root,
        // Stopped: another one takes over.
        Ok(None) => return Ok(()),
        Err(error) => return Err(fail(&controller, &error)),
    };
    controller.keeping().await;
    let text = match read(&root).await {
        _ if controller.is_stopped.get() => return Ok(()),
        Some(text) if !text.text().as_str().is_empty() => take(&controller, text),
        _ => {
            let empty = ArticleError::new(ArticleErrorKind::Empty);
            return Err(fail(&controller, &empty));
        }
    };
    take_earlier(&controller).await;
    let kept = load_stored(&controller).await;
    known::load(&controller).await;
    provided.wait().await;
    // First the text, then the notes: their cards are made once, with the words that stand there.
    controller.act(Action::ArticleShown(text));
    if let Some(kept) = kept {
        controller.act(Action::Loaded {
            records: kept.records,
            trash: kept.trash,
            layer: Layer::Stored,
        });
    }
    // The width decides the columns: known only by the observer, it would move the text after it was shown.
    looking::remeasure(&controller);
    controller.placing.idle().await;
    find_drafts(&controller).await;
    keep_text(&controller);
    reminding::remind(&controller).await;
    looking::receive(&controller);
    // Blocks tell that they are near in the next frame, and are painted then.
    slices::next_frame().await;
    slices::next_frame().await;
    let beside = Rc::clone(&controller);
    spawn_local(async move { left_off::offer(&beside).await });
    Ok(())
}

fn fail(controller: &Rc<Controller>, error: &ArticleError) -> JsValue {
    let kind = article_alert(error.kind());
    let alert = Alert {
        kind,
        detail: String::new(),
    };
    let thrown = controller.error(Name::Article, &alert.kind);
    controller.act(Action::ArticleFailed(alert));
    report(&error.to_string());
    thrown
}

/// What a reader is told when there is no article.
fn article_alert(kind: &ArticleErrorKind) -> AlertKind {
    match kind {
        ArticleErrorKind::NoSource => AlertKind::NoSource,
        ArticleErrorKind::Empty => AlertKind::SourceEmpty,
        ArticleErrorKind::TooLarge { size, limit } => AlertKind::SourceTooLarge(*size, *limit),
        ArticleErrorKind::NotText { .. } => AlertKind::SourceNotUtf8,
        ArticleErrorKind::WrongType { media_type } => AlertKind::SourceType(media_type.clone()),
        ArticleErrorKind::Status { status: 404 | 410 } => AlertKind::SourceMissing,
        ArticleErrorKind::Status { status } => AlertKind::SourceStatus(*status),
        ArticleErrorKind::Unreachable => AlertKind::SourceUnreachable,
        ArticleErrorKind::TimedOut { .. } => AlertKind::SourceTimeout,
    }
}

/// The element that holds the article; `None` when the widget was stopped meanwhile.
async fn article_root(controller: &Rc<Controller>) -> Result<Option<Element>, ArticleError> {
    let (source, format) = {
        let options = controller.options.borrow();
        (options.source.clone(), options.format)
    };
    let base = controller
        .document
        .base_uri()
        .ok()
        .flatten()
        .unwrap_or_default();
    match source {
        Source::Nowhere => Err(ArticleError::new(ArticleErrorKind::NoSource)),
        Source::Adopted => Ok(Some(controller.host.clone().into())),
        Source::Inline(text, format) => {
            controller.prepare_for(text.as_bytes()).await;
            let article = article::read_str(&text, format)?;
            Ok(show(controller, &article, &base).await)
        }
        Source::File(url) => {
            let Some((article, base)) = fetch(controller, &url, format).await? else {
                return Ok(None);
            };
            Ok(show(controller, &article, &base).await)
        }
    }
}

async fn fetch(
    controller: &Rc<Controller>,
    url: &str,
    format: Option<Format>,
) -> Result<Option<(Article, String)>, ArticleError> {
    let unreachable = || ArticleError::new(ArticleErrorKind::Unreachable);
    let loading = Loading::new().map_err(|_| unreachable())?;
    let abort = loading.controller();
    controller.guard(loading);
    let waiting = Rc::downgrade(controller);
    let lost_patience = move || {
        if let Some(controller) = waiting.upgrade() {
            controller.act(Action::SourceSlow);
        }
    };
    match source::load(url, format, abort, lost_patience).await {
        Ok(loaded) => {
            controller.prepare_for(&loaded.bytes).await;
            let article = article::read(&loaded.bytes, loaded.format)?;
            Ok(Some((article, loaded.base_url)))
        }
        Err(LoadError::Stopped) => Ok(None),
        Err(LoadError::Failed(error)) => Err(error),
    }
}

async fn show(controller: &Rc<Controller>, article: &Article, base: &str) -> Option<Element> {
    match render::render(article, &controller.host, base).await {
        Ok(root) => root.filter(|_| !controller.is_stopped.get()),
        Err(error) => {
            report(&error.to_string());
            None
        }
    }
}

/// Reads the article text; `None` of an element that is in no document.
async fn read(root: &Element) -> Option<DomText> {
    let language = root.closest("[lang]").ok().flatten();
    let language = language.and_then(|element| element.get_attribute("lang"));
    DomText::read_in_slices(root, language.as_deref().unwrap_or("en")).await
}

/// Hangs everything on the text as it was read.
fn take(controller: &Rc<Controller>, text: DomText) -> Rc<ArticleText> {
    let text = Rc::new(text);
    let article_text = Rc::clone(text.text());
    let layer = controller.frame.boxes.clone();
    let painter = Painter::start(Rc::clone(&text), &paints::OVERLAP, &layer);
    painter.set(&[]);
    let guards: Vec<Box<dyn Any>> = looking::watch(controller, &text);
    let reading = Reading {
        describer: RefCell::new(Describer::new(Rc::clone(&article_text))),
        painter,
        _guards: guards,
        text,
    };
    controller.reading.replace(Some(Rc::new(reading)));
    article_text
}

/// The host page changed the article under us: read it again, and place all notes again. A text
/// that is gone altogether places none.
pub(super) fn changed_by_host(controller: &Rc<Controller>) {
    let Some(reading) = controller.reading() else {
        return;
    };
    let root = reading.text.root().clone();
    let before = Rc::clone(reading.text.text());
    drop(reading);
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let Some(text) = read(&root).await else {
            return;
        };
        if controller.is_stopped.get() {
            return;
        }
        let text = take(&controller, text);
        if *text != *before {
            if !before.as_str().is_empty() {
                controller.placing.earlier.replace(Some(before));
            }
            controller.act(Action::ArticleShown(text));
            keep_text(&controller);
        } else {
            controller.repaint();
        }
    });
}

/// Opens the store and learns who reads here.
async fn open_store(controller: &Rc<Controller>) {
    let is_in_memory = controller.options.borrow().is_in_memory;
    let (keeping, alert) = if is_in_memory {
        (Keeping::memory(), None)
    } else {
        match Keeping::durable().await {
            Ok(keeping) => (keeping, None),
            Err(error) => (
                Keeping::memory(),
                Some((AlertKind::StorageUnavailable, error.cause)),
            ),
        }
    };
    let person = clock::new_uuid().map(|id| ["urn:uuid:", &id].concat());
    let candidate = Identity {
        person: person.unwrap_or_default(),
        device: clock::new_uuid().unwrap_or_default(),
    };
    let identity = keeping
        .identity(candidate.clone())
        .await
        .unwrap_or(candidate);
    let hint = keeping.setting(HINT).await.ok().flatten();
    let keys = keeping.setting(settings::KEYS).await.ok().flatten();
    let people = settings::kept_people(&keeping).await;
    controller.set_state(|state| {
        state.introduce(&identity.person, identity.device, people);
        state.is_hint_dismissed = hint.is_some();
        state.keys = keys.unwrap_or_default().into();
    });
    controller.keeping.replace(Some(Rc::new(keeping)));
    settings::follow_keys(controller);
    if let Some((kind, cause)) = alert {
        controller.tell_host(&kind, &cause);
        let alert = Alert {
            kind,
            detail: cause,
        };
        controller.act(Action::InMemory(Some(alert)));
    } else if is_in_memory {
        controller.act(Action::InMemory(None));
    }
}

/// The setting that the reader has seen how to highlight.
pub(super) const HINT: &str = "hint-dismissed";

/// Loads what is kept of this article, and follows other tabs from now on.
async fn load_stored(controller: &Rc<Controller>) -> Option<Loaded> {
    let article = controller.state().article.clone();
    let following = Rc::downgrade(controller);
    let tabs = Tabs::open(&article, move |change| {
        if let Some(controller) = following.upgrade() {
            spawn_local(async move { follow(&controller, change).await });
        }
    });
    controller.tabs.replace(Some(tabs));
    let loaded = stored(controller).await;
    let damaged = loaded.as_ref().map_or(0, |loaded| loaded.damaged.len());
    if damaged > 0 {
        controller.alarm(AlertKind::StorageDamaged(damaged), "");
    }
    loaded
}

async fn stored(controller: &Rc<Controller>) -> Option<Loaded> {
    let article = controller.state().article.clone();
    let keeping = controller.keeping().await;
    match keeping.load(&article).await {
        Ok(loaded) => Some(loaded),
        Err(error) => {
            controller.alarm(alert_kind(&error), &error.cause);
            None
        }
    }
}

/// Another tab or element wrote: takes in what is new, takes out what it took out.
async fn follow(controller: &Rc<Controller>, change: Change) {
    let Some(mut loaded) = stored(controller).await else {
        return;
    };
    if let Change::These(ids) = change {
        let ids: Set<AnnotationId> = ids.into_iter().collect();
        loaded.records.retain(|record| ids.contains(record.id()));
        loaded
            .trash
            .retain(|thrown| ids.contains(&thrown.annotation.id));
        let here: Set<&AnnotationId> = loaded.records.iter().map(Record::id).collect();
        let gone = ids.iter().filter(|id| !here.contains(*id));
        controller.act(Action::TakenOut(gone.cloned().collect()));
    }
    controller.act(Action::Arrived {
        records: loaded.records,
        trash: loaded.trash,
    });
}

/// Opens the editor on words that were typed and not saved.
async fn find_drafts(controller: &Rc<Controller>) {
    let article = controller.state().article.clone();
    let keeping = controller.keeping().await;
    let drafts = keeping.drafts(&article).await.unwrap_or_default();
    if drafts.is_empty() {
        return;
    }
    let at_work = locks::held().await;
    let is_left = |draft: &&DraftEntry| !at_work.contains(&draft_lock(&draft.key));
    let read = |draft| read_draft(draft, &article);
    for (editing, annotation) in drafts.iter().filter(is_left).filter_map(read) {
        controller.act(Action::DraftFound {
            editing,
            annotation,
        });
    }
}

/// The text of the article as it was read on an earlier visit.
async fn take_earlier(controller: &Rc<Controller>) {
    let article = controller.state().article.clone();
    let keeping = controller.keeping().await;
    let Ok(Some(packed)) = keeping.earlier_text(&article).await else {
        return;
    };
    if let Ok(Some(bytes)) = compress::inflate(&packed, MAX_EARLIER).await
        && let Ok(text) = String::from_utf8(bytes)
    {
        let earlier = Rc::new(ArticleText::from_lines(&text));
        controller.placing.earlier.replace(Some(earlier));
    }
}

/// Keeps the text for the next visit; nobody waits for it.
fn keep_text(controller: &Rc<Controller>) {
    let text = controller.state().text.clone();
    let Some(text) = text.filter(|text| !text.as_str().is_empty()) else {
        return;
    };
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let article = controller.state().article.clone();
        if let Ok(packed) = compress::deflate(text.as_str().as_bytes()).await {
            // Without it a revised article is placed without its history: no reason to alarm.
            let _ = controller.keeping().await.keep_text(&article, packed).await;
        }
    });
}
