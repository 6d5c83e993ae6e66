//! Notes out as files, and files in: by the methods and by the buttons.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::answer::{self, Name};
use super::controller::Controller;
use super::placing;
use crate::anchor::{self, Placement, Placer, Quote, Selectors};
use crate::annotation::{AnnotationId, Record, Target};
use crate::exchange::{
    CollectionInfo, MAX_FILE_BYTES, Plan, PlanContext, Problem, ReadContext, export_collection,
    import_plan, read_bytes,
};
use crate::page::{clock, files};
use crate::session::{Action, AlertKind, ImportOffer, Kept, Layer, Report, State, view};
use crate::table::{Map, Set};

const JSONLD: &str = "application/ld+json;profile=\"http://www.w3.org/ns/anno.jsonld\"";
/// The files that the reader is offered to choose from.
const ACCEPT: &str = ".jsonld,.json,application/ld+json,application/json";

/// `exportNotes`.
#[inline(never)]
pub(super) fn export(controller: &Controller, format: &JsValue) -> Result<JsValue, JsValue> {
    match format.as_string().as_deref() {
        Some("jsonld") => blob(controller).map(JsValue::from),
        other => {
            let name = other.unwrap_or("nothing");
            let message = ["expected the format `jsonld`, but found `", name, "`"].concat();
            Err(answer::error(Name::Annotation, &message))
        }
    }
}

/// All notes but those of the site owner, deletions too, as W3C JSON-LD.
fn blob(controller: &Controller) -> Result<Blob, JsValue> {
    let state = controller.state();
    let records: Vec<Rc<Record>> = records(&state);
    let text = export_collection(
        &records.iter().map(|record| &**record).collect::<Vec<_>>(),
        &CollectionInfo {
            id: [&state.article, "#postil-notes"].concat(),
            label: label(controller),
            generated: Some(clock::now()),
            sender: state.sender(),
        },
    );
    files::blob(text.as_bytes(), JSONLD)
        .map_err(|error| answer::error(Name::Unsupported, &error.to_string()))
}

/// Live ones in the order of the margin, then the deleted.
fn records(state: &State) -> Vec<Rc<Record>> {
    let order = view::order(state);
    let live = order.iter().filter_map(|id| state.entries.get(id));
    let deleted = state
        .entries
        .values()
        .filter(|entry| entry.record.is_deleted());
    live.chain(deleted)
        .filter(|entry| entry.layer == Layer::Stored && entry.kept != Kept::Draft)
        .map(|entry| state.named(&entry.record))
        .collect()
}

/// What the file is called inside: the article's first heading, else the page's title.
fn label(controller: &Controller) -> String {
    let state = controller.state();
    let heading = state.text.as_ref().and_then(|text| {
        let block = text.blocks().iter().find(|block| block.heading.is_some())?;
        text.slice(block.range).map(str::to_owned)
    });
    heading.unwrap_or_else(|| controller.document.title())
}

/// The button: a file with the name of article and day.
#[inline(never)]
pub(super) fn save_file(controller: &Controller) {
    let day = clock::now();
    let day = day.as_str().get(..10).unwrap_or_default();
    let name = [&file_name(&label(controller)), " ", day, ".jsonld"].concat();
    let saved = blob(controller).and_then(|blob| {
        files::save(&blob, &name).map_err(|error| JsValue::from_str(&error.to_string()))
    });
    if let Err(error) = saved {
        let error = crate::page::js_error::JsError::of(&error);
        crate::page::js_error::report(&error.to_string());
    }
}

/// Letters, digits, spaces and hyphens of a title, at most 60.
fn file_name(title: &str) -> String {
    let kept: String = title
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                ' '
            }
        })
        .take(60)
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    if words.is_empty() {
        "postil".to_owned()
    } else {
        words.join(" ")
    }
}

/// The button: choose a file, see what taking it would do.
#[inline(never)]
pub(super) fn pick_file(controller: &Rc<Controller>) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let Ok(Some(file)) = files::pick(ACCEPT).await else {
            return;
        };
        let bytes = match files::read(&file, MAX_FILE_BYTES as u64).await {
            Ok(bytes) => bytes,
            Err(files::ReadError::TooLarge { size, limit }) => {
                let detail = [&size.to_string(), " > ", &limit.to_string()].concat();
                controller.alarm(AlertKind::ImportUnreadable, &detail);
                return;
            }
            Err(files::ReadError::Refused(error)) => {
                controller.alarm(AlertKind::ImportUnreadable, &error.to_string());
                return;
            }
        };
        match offer(&controller, bytes, file.name()).await {
            Ok(offer) => {
                controller.act(Action::ImportOffered(Rc::new(offer)));
            }
            Err(error) => {
                let error = crate::page::js_error::JsError::of(&error);
                controller.alarm(AlertKind::ImportUnreadable, &error.message);
            }
        }
    });
}

/// Reads a file and says what taking it would do. Writes nothing.
// Boxed: it would become a part of whatever awaits it.
#[inline(never)]
pub(super) fn offer(
    controller: &Rc<Controller>,
    bytes: Vec<u8>,
    name: String,
) -> Pin<Box<dyn Future<Output = Result<ImportOffer, JsValue>>>> {
    let controller = Rc::clone(controller);
    Box::pin(async move { planned(&controller, &bytes, &name).await })
}

async fn planned(
    controller: &Rc<Controller>,
    bytes: &[u8],
    name: &str,
) -> Result<ImportOffer, JsValue> {
    let state = controller.state();
    let context = ReadContext {
        article: Some(state.article.clone()),
    };
    let file = read_bytes(bytes, &context)
        .map_err(|error| answer::error(Name::Import, &error.to_string()))?;
    let format = file.format.name();
    let sender = file.sender.clone();
    let people = people(file.items.iter().filter_map(|(_, item)| item.as_ref().ok()));
    let standing = standing(controller, &state, &file.items).await;
    let plan = import_plan(
        file.items,
        &PlanContext {
            articles: std::slice::from_ref(&state.article),
            current: &|id| current(&state, id),
            is_read_only: &|id| {
                let entry = state.entries.get(id);
                entry.is_some_and(|entry| entry.layer != Layer::Stored)
            },
            stands_here: &|selectors| {
                let quote = selectors.quote.as_ref();
                quote.is_some_and(|quote| standing.contains(&extract(quote)))
            },
        },
    );
    let unplaced = unplaced(controller, &plan).await;
    Ok(ImportOffer {
        name: name.to_owned(),
        people,
        sender,
        report: report(&plan, format, unplaced),
        records: plan.records(),
        at: clock::now(),
    })
}

fn current(state: &State, id: &AnnotationId) -> Option<Record> {
    let entry = state.entries.get(id)?;
    (entry.kept != Kept::Draft).then(|| Record::clone(&state.named(&entry.record)))
}

/// The extracts of passages of other articles that stand here too, intact and once.
async fn standing(
    controller: &Rc<Controller>,
    state: &State,
    items: &[(usize, Result<Record, Problem>)],
) -> Set<String> {
    let quotes: Vec<Quote> = items
        .iter()
        .filter_map(|(_, item)| match &item.as_ref().ok()?.shown().target {
            Target::Passage(targets) => targets.first(),
            _ => None,
        })
        .filter(|target| target.source != state.article)
        .filter_map(|target| target.selectors.quote.clone())
        .collect();
    let targets = quotes.iter().map(|quote| Selectors {
        quote: Some(quote.clone()),
        ..Selectors::default()
    });
    let placements = place_all(controller, targets.collect()).await;
    let mut standing = Set::new();
    for (quote, placement) in quotes.iter().zip(placements) {
        if placement.state == anchor::State::Exact {
            standing.insert(extract(quote));
        }
    }
    standing
}

fn extract(quote: &Quote) -> String {
    [&quote.prefix, "\u{1}", &quote.exact, "\u{1}", &quote.suffix].concat()
}

/// Places targets that are not annotations here yet; none where there is no text.
async fn place_all(controller: &Rc<Controller>, targets: Vec<Selectors>) -> Vec<Placement> {
    let Some(text) = controller.state().text.clone() else {
        return Vec::new();
    };
    let earlier = controller.placing.earlier.borrow().clone();
    placing::in_slices(Placer::new(text, targets, earlier)).await
}

/// How many of those that would be written have no place here.
async fn unplaced(controller: &Rc<Controller>, plan: &Plan) -> usize {
    let targets: Vec<Selectors> = plan
        .edits
        .iter()
        .filter(|edit| !edit.after.is_deleted())
        .filter_map(|edit| match &edit.after.shown().target {
            Target::Passage(targets) => Some(targets.first()?.selectors.clone()),
            _ => None,
        })
        .collect();
    let placements = place_all(controller, targets).await;
    placements
        .iter()
        .filter(|placement| placement.state == anchor::State::Unplaced)
        .count()
}

/// Whose annotations are in a file, and how many.
fn people<'a>(records: impl Iterator<Item = &'a Record>) -> Vec<(String, usize)> {
    let mut by_name: Map<String, usize> = Map::new();
    for record in records {
        let creator = record.shown().creator.as_ref();
        let name = creator.map(|person| person.name.clone().unwrap_or_else(|| person.id.clone()));
        by_name.change(&name.unwrap_or_default(), |count| *count += 1);
    }
    by_name.into_list()
}

fn report(plan: &Plan, format: &'static str, unplaced: usize) -> Report {
    Report {
        format,
        added: plan.added,
        updated: plan.updated,
        unchanged: plan.unchanged,
        deleted: plan.deleted,
        conflicts: plan.conflicts,
        unplaced,
        rejected: plan
            .rejected
            .iter()
            .map(|rejected| (rejected.index, rejected.problem.to_string()))
            .collect(),
    }
}
