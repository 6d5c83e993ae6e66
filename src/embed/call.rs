//! The methods of the element: JSON in, JSON out, readable errors.

use std::rc::Rc;
use std::vec::IntoIter;

use js_sys::{Promise, Reflect, Uint8Array};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::answer::{self, Name};
use super::controller::Controller;
use super::{exchange, looking, placing};
use crate::anchor::{Placement, Selectors, pointed_at};
use crate::annotation::{
    Annotation, AnnotationId, Color, Draft, PassageTarget, Record, Target, edit,
    share_in_thousandths,
};
use crate::exchange::{
    Place, ReadContext, annotation_text, push_string, read_partial, read_patch, thousandths,
};
use crate::page::clock;
use crate::page::slices::Slices;
use crate::session::{Action, State, view};
use crate::text::{ByteRange, CodePointRange, grow_to_graphemes};

type Answer = Result<JsValue, JsValue>;

/// Calls a method by its public name.
pub(super) async fn call(
    controller: &Rc<Controller>,
    method: &str,
    argument: JsValue,
    options: JsValue,
) -> Answer {
    match method {
        "getText" => Ok(text(controller).into()),
        "getAnnotations" => {
            calm(controller).await;
            Ok(annotations(&controller.state()))
        }
        "getPlacements" => {
            calm(controller).await;
            Ok(placements(controller).await)
        }
        "addAnnotation" => add(controller, &argument).await,
        "updateAnnotation" => update(controller, &argument).await,
        "deleteAnnotation" => delete(controller, &argument).await,
        "restoreAnnotation" => restore(controller, &argument).await,
        "scrollToAnnotation" => scroll_to(controller, &argument).await,
        "exportNotes" => {
            controller.whole().await?;
            exchange::export(controller, &argument).await
        }
        "shareLink" => {
            controller.whole().await?;
            exchange::share_link(controller).await
        }
        "importNotes" => import(controller, &argument, &options).await,
        "undo" => step(controller, true).await,
        "redo" => step(controller, false).await,
        _ => Err(answer::error(
            Name::Unsupported,
            &["this version cannot do `", method, "`"].concat(),
        )),
    }
}

fn refuse(message: &str) -> JsValue {
    answer::error(Name::Annotation, message)
}

fn text(controller: &Controller) -> String {
    let text = controller.state().text.clone();
    text.map_or_else(String::new, |text| text.as_str().to_owned())
}

/// All annotations in the public order.
fn annotations(state: &State) -> JsValue {
    let mut text = String::from("[");
    for id in view::order(state) {
        if let Some(entry) = state.entries.get(&id) {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&annotation_text(&state.named(&entry.record)));
        }
    }
    text.push(']');
    answer::parsed(&text)
}

/// Where every passage is, in the public order; told in slices.
pub(super) async fn placements(controller: &Controller) -> JsValue {
    let state = controller.state();
    let mut slices = Slices::start();
    let mut list = PlacementList::new(&state);
    while list.push_next(&state) {
        if slices.is_over() {
            slices.breathe().await;
        }
    }
    list.finish()
}

/// The placements as JSON, one after the other, so that long work can be sliced.
struct PlacementList {
    ids: IntoIter<AnnotationId>,
    text: String,
}

impl PlacementList {
    /// Of all that targets a passage, in the public order.
    fn new(state: &State) -> Self {
        Self {
            ids: view::order(state).into_iter(),
            text: String::from("["),
        }
    }

    /// Writes the next one; whether there was one.
    fn push_next(&mut self, state: &State) -> bool {
        let Some(id) = self.ids.next() else {
            return false;
        };
        let entry = state.entries.get(&id);
        let target = entry.map(|entry| &entry.record.shown().target);
        if let (Some(Target::Passage(_)), Some(placement)) = (target, state.placements.get(&id)) {
            if self.text.len() > 1 {
                self.text.push(',');
            }
            push_placement(&mut self.text, state, &id, placement);
        }
        true
    }

    /// The list as a value of JavaScript.
    fn finish(mut self) -> JsValue {
        self.text.push(']');
        answer::parsed(&self.text)
    }
}

fn push_placement(text: &mut String, state: &State, id: &AnnotationId, placement: &Placement) {
    let place = placement
        .range
        .zip(state.text.as_ref())
        .and_then(|(range, text)| Some((text.range_to_code_points(range)?, text.slice(range)?)));
    text.push_str("{\"confidence\":");
    let confidence = thousandths(share_in_thousandths(placement.confidence));
    text.push_str(&confidence.to_string());
    text.push_str(",\"id\":");
    push_string(text, id.as_str());
    text.push_str(",\"state\":\"");
    text.push_str(placement.state.name());
    match place {
        Some((range, words)) => {
            text.push_str("\",\"start\":");
            text.push_str(&range.start().get().to_string());
            text.push_str(",\"end\":");
            text.push_str(&range.end().get().to_string());
            text.push_str(",\"text\":");
            push_string(text, words);
        }
        None => text.push_str("\",\"start\":null,\"end\":null,\"text\":null"),
    }
    text.push('}');
}

/// Waits until what an action writes is safe; rejects with the first failure.
async fn written(writes: Vec<Promise>) -> Result<(), JsValue> {
    for write in writes {
        let answer = JsFuture::from(write).await?;
        if !answer.is_undefined() {
            return Err(answer);
        }
    }
    Ok(())
}

/// Waits until every passage has its place and the host page was told what happened.
async fn calm(controller: &Controller) {
    controller.placing.idle().await;
    controller.telling.idle().await;
}

fn writable(controller: &Controller) -> Result<(), JsValue> {
    if controller.state().readonly {
        return Err(refuse(
            "this article is read-only: its notes cannot be changed",
        ));
    }
    Ok(())
}

fn context(controller: &Controller) -> ReadContext {
    ReadContext {
        article: Some(controller.state().article.clone()),
    }
}

/// A target, and its place where the caller said it.
async fn target(
    controller: &Rc<Controller>,
    place: Place,
) -> Result<(Target, Option<ByteRange>), JsValue> {
    let state = controller.state();
    match place {
        Place::Page => Ok((Target::Article(state.article.clone()), None)),
        Place::Passage(mut targets) => {
            let text = state.text.as_ref();
            let found = match (targets.as_mut_slice(), text) {
                ([target], Some(text)) => {
                    pointed_at(text, &target.selectors).map(|range| (target, range))
                }
                _ => None,
            };
            let Some((target, passage)) = found else {
                return Ok((Target::Passage(targets), None));
            };
            // Meant in the text as it is: it gets all that a passage of the reader's own has.
            let passage = whole(controller, passage);
            target.selectors = describe(controller, passage).await?;
            Ok((Target::Passage(targets), Some(passage)))
        }
        Place::Reply(id) => {
            let is_here = state
                .entries
                .get(&id)
                .is_some_and(|entry| !entry.record.is_deleted());
            if is_here {
                Ok((Target::Reply(id), None))
            } else {
                Err(refuse(
                    &["there is no annotation `", id.as_str(), "` to reply to"].concat(),
                ))
            }
        }
        Place::Offsets(range) => {
            let passage = whole(controller, passage(&state, range)?);
            let target = PassageTarget {
                source: state.article.clone(),
                selectors: describe(controller, passage).await?,
                foreign: Vec::new(),
                extra: Map::new(),
            };
            Ok((Target::Passage(vec![target]), Some(passage)))
        }
    }
}

/// The passage with all of its first and its last character, as readers see them.
fn whole(controller: &Controller, passage: ByteRange) -> ByteRange {
    let reading = controller.reading();
    let grown = reading.and_then(|reading| {
        let text = &reading.text;
        grow_to_graphemes(text.text(), passage, text.unicode())
    });
    grown.unwrap_or(passage)
}

async fn describe(controller: &Rc<Controller>, passage: ByteRange) -> Result<Selectors, JsValue> {
    let selectors = placing::selectors_of(controller, passage).await;
    selectors.ok_or_else(|| refuse("the passage cannot be described"))
}

fn passage(state: &State, range: CodePointRange) -> Result<ByteRange, JsValue> {
    let text = state.text.as_ref();
    text.and_then(|text| text.range_from_code_points(range))
        .ok_or_else(|| {
            let length = text.map_or(0, |text| text.as_str().chars().count());
            refuse(
                &[
                    "expected `end` within the article text of ",
                    &length.to_string(),
                    " code points, but found ",
                    &range.end().get().to_string(),
                ]
                .concat(),
            )
        })
}

async fn add(controller: &Rc<Controller>, argument: &JsValue) -> Answer {
    writable(controller)?;
    let value = answer::json(argument).unwrap_or(Value::Null);
    let partial = read_partial(&value, &context(controller))
        .map_err(|problem| refuse(&problem.to_string()))?;
    let (target, passage) = target(controller, partial.place).await?;
    let id = clock::new_id().map_err(|error| refuse(&error.to_string()))?;
    let is_passage = matches!(target, Target::Passage(_));
    let draft = Draft {
        id: id.clone(),
        motivation: partial.motivation,
        target,
        note: partial.note,
        tags: partial.tags,
        color: partial
            .color
            .or_else(|| is_passage.then_some(Color::Yellow)),
        extra: partial.extra,
    };
    let record = edit::create(draft, &controller.state().stamp(clock::now()));
    if let Some(passage) = passage {
        controller.act(Action::Placed(vec![(
            id.clone(),
            Placement::exact(passage),
        )]));
    }
    let annotation: Annotation = record.shown().clone();
    written(controller.act(Action::Add(Box::new(annotation)))).await?;
    calm(controller).await;
    Ok(current(controller, &id))
}

/// The annotation as it is now.
fn current(controller: &Controller, id: &AnnotationId) -> JsValue {
    let state = controller.state();
    let entry = state.entries.get(id);
    entry.map_or(JsValue::NULL, |entry| {
        answer::annotation(&state.named(&entry.record))
    })
}

async fn update(controller: &Rc<Controller>, argument: &JsValue) -> Answer {
    writable(controller)?;
    let value = answer::json(argument).unwrap_or(Value::Null);
    let request =
        read_patch(&value, &context(controller)).map_err(|problem| refuse(&problem.to_string()))?;
    let record = own(controller, &request.id)?;
    let mut patch = request.patch;
    if let Some(place) = request.place {
        let target = target(controller, place).await?.0;
        if let Target::Reply(to) = &target
            && (controller.state().thread_of(to)).any(|above| *above == request.id)
        {
            return Err(refuse(
                "an annotation cannot be a reply to itself, nor to what replies to it",
            ));
        }
        patch.target = Some(target);
    }
    let stamp = controller.state().stamp_of(&record, clock::now());
    let record = edit::patch(&record, patch, &stamp).map_err(|error| refuse(&error.to_string()))?;
    replace(controller, record).await
}

async fn replace(controller: &Rc<Controller>, record: Record) -> Answer {
    let id = record.id().clone();
    written(controller.act(Action::Replace(Box::new(record)))).await?;
    calm(controller).await;
    Ok(current(controller, &id))
}

/// An annotation of the reader's by its id.
fn own(controller: &Controller, id: &AnnotationId) -> Result<Record, JsValue> {
    let state = controller.state();
    let Some(entry) = state.entries.get(id) else {
        return Err(refuse(
            &["there is no annotation `", id.as_str(), "`"].concat(),
        ));
    };
    if !state.is_own(entry) {
        return Err(refuse(
            "somebody else wrote this annotation: it cannot be changed here",
        ));
    }
    Ok(Record::clone(&entry.record))
}

fn id_of(argument: &JsValue) -> Result<AnnotationId, JsValue> {
    argument
        .as_string()
        .and_then(|text| AnnotationId::parse(&text))
        .ok_or_else(|| refuse("expected the id of an annotation"))
}

async fn delete(controller: &Rc<Controller>, argument: &JsValue) -> Answer {
    writable(controller)?;
    let id = id_of(argument)?;
    let before = own(controller, &id)?;
    let stamp = controller.state().stamp_of(&before, clock::now());
    let record = edit::delete(&before, &stamp).map_err(|error| refuse(&error.to_string()))?;
    replace(controller, record).await?;
    Ok(answer::annotation(&before))
}

async fn restore(controller: &Rc<Controller>, argument: &JsValue) -> Answer {
    writable(controller)?;
    let id = id_of(argument)?;
    let record = own(controller, &id)?;
    let state = controller.state();
    let trash = state.entries.get(&id).map(|entry| Rc::clone(&entry.trash));
    let content = trash.as_ref().and_then(|trash| trash.last());
    let Some(content) = content.filter(|_| record.is_deleted()) else {
        return Err(refuse("this annotation is not in the trash"));
    };
    let stamp = state.stamp_of(&record, clock::now());
    let record = edit::restore(&record, &content.annotation, &stamp)
        .map_err(|error| refuse(&error.to_string()))?;
    replace(controller, record).await
}

async fn scroll_to(controller: &Rc<Controller>, argument: &JsValue) -> Answer {
    let id = id_of(argument)?;
    let state = controller.state();
    let is_here = state
        .entries
        .get(&id)
        .is_some_and(|entry| !entry.record.is_deleted());
    if !is_here {
        return Err(refuse(
            &["there is no annotation `", id.as_str(), "`"].concat(),
        ));
    }
    calm(controller).await;
    controller.act(Action::Activate(Some(id.clone())));
    looking::scroll_to(controller, &id).await;
    Ok(JsValue::UNDEFINED)
}

async fn import(controller: &Rc<Controller>, argument: &JsValue, options: &JsValue) -> Answer {
    let is_dry = Reflect::get(options, &"dryRun".into()).is_ok_and(|value| value.is_truthy());
    if !is_dry {
        writable(controller)?;
    }
    // The loader makes bytes of whatever was given.
    let bytes = argument.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
    let bytes = bytes.unwrap_or_default();
    controller.whole().await?;
    let offer = exchange::offer(controller, bytes).await?;
    let offer = Rc::new(offer);
    if !is_dry {
        written(controller.act(Action::ImportConfirmed(Rc::clone(&offer)))).await?;
        calm(controller).await;
    }
    Ok(answer::value(&super::events::report_json(&offer.report())))
}

/// Undo or redo; whether there was something.
async fn step(controller: &Rc<Controller>, is_back: bool) -> Answer {
    writable(controller)?;
    let state = controller.state();
    let at = clock::now();
    let (can, action) = if is_back {
        (state.can_undo(), Action::Undo(at))
    } else {
        (state.can_redo(), Action::Redo(at))
    };
    written(controller.act(action)).await?;
    calm(controller).await;
    Ok(can.into())
}
