//! Where the reader is in the article: kept as an anchor for the next visit, and offered then.
//!
//! It lies among the settings of this browser, not among the notes: no file and no export has it.

use std::rc::Rc;

use serde_json::Map;

use super::controller::{Controller, Reading};
use super::placing;
use crate::anchor::{Placement, Placer, Selectors, State};
use crate::annotation::{AnnotationId, Draft, PassageTarget, Target, edit};
use crate::exchange::{ReadContext, annotation_text, read_annotation};
use crate::page::rects::Rect;
use crate::page::{clock, scroll};
use crate::session::{Action, LeftOff, reading};
use crate::text::ByteRange;

/// Above this many CSS pixels below the top of the screen text counts as read.
const EDGE: f64 = 12.0;
/// Whoever read less, in hundredths, begins again at the beginning.
const LEAST: usize = 3;

/// The setting of one article.
fn setting(article: &str) -> String {
    ["left-off ", article].concat()
}

/// The beginning of what is at the top of the screen.
pub(super) fn at_top(reading: &Reading) -> Option<ByteRange> {
    let text = reading.text.text();
    let blocks = text.blocks();
    let rect = |at: usize| {
        let block = blocks.get(at)?;
        let element = reading.text.block_element(block.range.start())?;
        Some(Rect::of(&element.get_bounding_client_rect()))
    };
    // The first block that ends below the edge. What is not laid out has no height, and is past.
    let (mut from, mut to) = (0, blocks.len());
    while from < to {
        let middle = usize::midpoint(from, to);
        match rect(middle) {
            Some(rect) if rect.bottom > EDGE => to = middle,
            _ => from = middle + 1,
        }
    }
    let block = blocks.get(from)?;
    let rect = rect(from)?;
    let share = (EDGE - rect.top) / rect.height().max(1.0);
    reading::passage_at(text, block.range, share)
}

/// How much of the article stands before a passage, in hundredths.
fn percent(reading: &Reading, passage: ByteRange) -> usize {
    let all = reading.text.text().as_str().len().max(1);
    passage.start().to_usize() * 100 / all
}

/// Keeps the place that is at the top of the screen now.
pub(super) async fn keep(controller: &Rc<Controller>) {
    let Some(passage) = controller.reading().and_then(|reading| at_top(&reading)) else {
        return;
    };
    let state = controller.state();
    let is_past = |left_off: LeftOff| left_off.passage.start() <= passage.start();
    if state.left_off.is_some_and(is_past) {
        controller.act(Action::LeftOff(None));
    }
    let Some(selectors) = placing::selectors_of(controller, passage).await else {
        return;
    };
    let Some(json) = written(controller, selectors) else {
        return;
    };
    let key = setting(&state.article);
    // Lost, the reader looks for the place by hand: no reason to alarm.
    let _ = controller.keeping().await.put_setting(&key, &json).await;
}

/// A place in the form of an annotation, which files already know how to write.
fn written(controller: &Controller, selectors: Selectors) -> Option<String> {
    let state = controller.state();
    let target = PassageTarget {
        source: state.article.clone(),
        selectors,
        foreign: Vec::new(),
        extra: Map::new(),
    };
    let draft = Draft {
        id: AnnotationId::parse("urn:postil:left-off")?,
        motivation: None,
        target: Target::Passage(vec![target]),
        note: None,
        tags: Vec::new(),
        color: None,
        extra: Map::new(),
    };
    let record = edit::create(draft, &state.stamp(clock::now()));
    Some(annotation_text(&record))
}

/// Offers to go on where the reader stopped, when that is surely still there and out of sight.
pub(super) async fn offer(controller: &Rc<Controller>) {
    let state = controller.state();
    let (Some(reading), Some(text)) = (controller.reading(), state.text.clone()) else {
        return;
    };
    let key = setting(&state.article);
    let kept = controller.keeping().await.setting(&key).await;
    let Some(selectors) = kept.ok().flatten().and_then(|json| read(&json)) else {
        return;
    };
    let earlier = controller.placing.earlier.borrow().clone();
    let placed = placing::in_slices(Placer::new(text, vec![selectors], earlier)).await;
    let Some(passage) = placed.first().and_then(sure) else {
        return;
    };
    let percent = percent(&reading, passage);
    let below = scroll::rects(&reading.text, passage);
    let height = controller.window.inner_height().ok();
    let height = height.and_then(|height| height.as_f64()).unwrap_or(0.0);
    let is_out_of_sight = below.first().is_some_and(|rect| rect.top > height);
    if percent >= LEAST && is_out_of_sight {
        controller.act(Action::LeftOff(Some(LeftOff { passage, percent })));
    }
}

fn read(json: &str) -> Option<Selectors> {
    let json = serde_json::from_str(json).ok()?;
    let record = read_annotation(&json, &ReadContext::default()).ok()?;
    match &record.shown().target {
        Target::Passage(targets) => Some(targets.first()?.selectors.clone()),
        _ => None,
    }
}

fn sure(placement: &Placement) -> Option<ByteRange> {
    let is_sure = matches!(placement.state, State::Exact | State::Changed);
    placement.range.filter(|_| is_sure)
}
