//! The reading cursor on the page: it steps, comes into view, and says where it is.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::controller::{Controller, Reading};
use super::{looking, placing};
use crate::page::rects::Rect;
use crate::page::scroll;
use crate::page::selection::clear_selection;
use crate::session::{Action, Said, Selected, SelectedBy, cursor as meets};
use crate::text::cursor::{self, Step};
use crate::text::{ByteOffset, ByteRange, Range};
use crate::ui::Goal;

/// Takes a step; from what is selected, from where the cursor was, or from the first text in view.
pub(super) fn go(controller: &Rc<Controller>, step: Step) {
    let Some(reading) = controller.reading() else {
        return;
    };
    let text = reading.text.text();
    let unicode = reading.text.unicode();
    let from = here(controller, &reading);
    let next = match from {
        Some(from) => cursor::step(text, from, step, unicode),
        None => cursor::begin(text, first_in_view(&reading), step.unit(), unicode),
    };
    // What stands for a selection of the browser's own takes its place.
    clear_selection(&controller.document);
    let Some(passage) = next else {
        // An end is shown as well as said.
        if let Some(from) = from {
            stand(controller, from, false);
        }
        controller.say(Said::AtEnd);
        controller.show();
        return;
    };
    controller.say(said(controller, &reading, from, step, passage));
    stand(controller, passage, false);
    spawn_local(async move {
        scroll::into_view(&reading.text, passage, 0.0).await;
    });
}

/// The cursor stands on a passage, with the toolbar if it was asked for.
pub(super) fn stand(controller: &Rc<Controller>, passage: ByteRange, toolbar: bool) {
    controller.cursor.set(Some(passage));
    let is_elsewhere = controller
        .root
        .active_element()
        .is_some_and(|element| !element.is_same_node(Some(&controller.frame.text)));
    if is_elsewhere && !toolbar {
        controller.request_focus(Goal::Text(None));
    }
    let by = SelectedBy::Cursor { toolbar };
    controller.act(Action::SelectionChanged(Some(Selected { passage, by })));
    let controller = Rc::clone(controller);
    spawn_local(async move { placing::describe(&controller, passage).await });
}

/// Goes to the annotations on what is selected, or lets the reader choose.
pub(super) fn open_here(controller: &Rc<Controller>) {
    let Some(selected) = controller.state().selected else {
        return;
    };
    let ids = meets::notes_on(&controller.view(), selected.passage);
    if ids.is_empty() {
        return;
    }
    let spot = last_line(controller).map(|line| looking::spot(controller, line));
    looking::change_measure(controller, |measure| measure.choice = spot);
    controller.act(Action::TextClicked(ids));
}

/// Where something of ours stands that belongs to the selected passage: below its last line.
fn last_line(controller: &Controller) -> Option<Rect> {
    let passage = controller.state().selected?.passage;
    let reading = controller.reading()?;
    scroll::rects(&reading.text, passage).pop()
}

/// The toolbar comes to where the cursor stands.
pub(super) fn ask_toolbar(controller: &Rc<Controller>) {
    let Some(passage) = meets::passage(&controller.state()) else {
        return;
    };
    if let Some(line) = last_line(controller) {
        let spot = looking::spot(controller, line);
        looking::change_measure(controller, |measure| measure.selection = Some(spot));
    }
    stand(controller, passage, true);
}

fn here(controller: &Controller, reading: &Reading) -> Option<ByteRange> {
    let selected = controller.state().selected.map(|selected| selected.passage);
    let from = selected.or_else(|| controller.cursor.get())?;
    // The article may be another one than when the cursor stood there.
    reading.text.text().slice(from).map(|_| from)
}

/// What a step is heard as: on the way, the text that was reached and what begins in it.
fn said(
    controller: &Controller,
    reading: &Reading,
    from: Option<ByteRange>,
    step: Step,
    passage: ByteRange,
) -> Said {
    let text = |range: Option<ByteRange>| {
        let text = range.and_then(|range| reading.text.text().slice(range));
        text.unwrap_or_default().trim().to_owned()
    };
    let fresh = match (from, step) {
        (Some(from), Step::Grow(_)) => Range::new(from.end(), passage.end()),
        (Some(from), Step::Shrink(_)) => {
            return Said::Left(text(Range::new(passage.end(), from.end())));
        }
        _ => Some(passage),
    };
    let view = controller.view();
    let begins = fresh.map_or_else(Vec::new, |fresh| meets::beginnings(&view, fresh));
    Said::Came(text(fresh), begins)
}

/// The beginning of the first block of which something is in the viewport.
fn first_in_view(reading: &Reading) -> ByteOffset {
    let blocks = reading.text.text().blocks();
    let first = blocks.partition_point(|block| {
        let element = reading.text.block_element(block.range.start());
        element.is_some_and(|element| element.get_bounding_client_rect().bottom() <= 0.0)
    });
    blocks
        .get(first)
        .map_or(ByteOffset::new(0), |block| block.range.start())
}
