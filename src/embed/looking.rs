//! What the reader does in the article, and where things are: selection, clicks, sizes, scrolling.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, MouseEvent, Node};

use super::controller::{Controller, Measured};
use super::{exchange, layers, left_off, opening, placing, printing, reading_cursor, settings};
use crate::annotation::{AnnotationId, Target};
use crate::page::arrivals::{Arrival, Arrivals, forget_fragment, fragment};
use crate::page::dom_text::DomText;
use crate::page::observe::{Changed, Resized, fonts_loaded};
use crate::page::overflow::reach_by_keys;
use crate::page::rects::{Rect, css_number};
use crate::page::selection::{By, Selected as Selection, SelectionWatch, is_any};
use crate::page::slices::next_frame;
use crate::page::{clock, hit, scroll};
use crate::session::{Action, AlertKind, Dialog, Selected, SelectedBy, Source, State, cursor};
use crate::text::{ByteRange, Intervals};
use crate::ui::intent::actions;
use crate::ui::{Goal, Intent, Measure, Same, Spot};

/// Cards that are further than this outside the viewport are not in the document, in CSS pixels.
const BEYOND: f64 = 700.0;
/// What is in view is told in steps of so many CSS pixels.
const STEP: f64 = 400.0;
/// Whoever did not scroll for so many milliseconds is reading.
const RESTS: u32 = 700;
/// With fewer cards than this all are in the document.
const FEW: usize = 60;
/// The host's changes to the article are taken in after so many milliseconds of quiet.
const QUIET: u32 = 120;

/// What the reader wants, as a component says it.
pub(super) fn wish(controller: &Rc<Controller>, intent: Intent) {
    match &intent {
        Intent::Exchange(errand) => {
            let errand = errand.clone();
            controller.once_whole(move |controller| exchange::run(controller, errand));
        }
        Intent::NeedPart => {
            if !controller.was_part_asked.replace(true) {
                controller.prepare();
            }
            return;
        }
        Intent::Retry(index) => retry(controller, *index),
        Intent::DismissHint => remember_hint(controller),
        Intent::Bookmark if controller.state().selected.is_none() => {
            return bookmark_place(controller);
        }
        // The toolbar goes, and the focus that is in it would go with it.
        Intent::Highlight(_) | Intent::Bookmark if is_in_toolbar(controller) => {
            controller.request_focus(Goal::Text(None));
        }
        Intent::Step(step) => return reading_cursor::go(controller, *step),
        Intent::Focus(Goal::Toolbar) => reading_cursor::ask_toolbar(controller),
        Intent::OpenHere => return reading_cursor::open_here(controller),
        Intent::ChangeKeys(keys) => settings::keep_keys(controller, Rc::clone(keys)),
        Intent::Print => return printing::print(controller),
        Intent::GoOn => go_on(controller),
        Intent::Focus(Goal::Text(Some(id))) => {
            let (controller, id) = (Rc::clone(controller), id.clone());
            // The reading cursor goes on from there.
            if let Some(placement) = controller.state().placements.get(&id) {
                controller.cursor.set(placement.range);
            }
            spawn_local(async move {
                scroll_to(&controller, &id).await;
            });
        }
        Intent::Attach { passage, .. } => {
            let (controller, passage, intent) = (Rc::clone(controller), *passage, intent.clone());
            spawn_local(async move {
                placing::describe(&controller, passage).await;
                act(&controller, &intent);
            });
            return;
        }
        _ => {}
    }
    if let Intent::Focus(goal) = &intent {
        controller.request_focus(goal.clone());
    }
    let was_open = is_link_open(controller);
    act(controller, &intent);
    // Taken or not, the reader has seen it: a reload does not offer it again.
    if was_open && !is_link_open(controller) {
        forget_fragment(&controller.window);
    }
}

/// Whether the notes in the page's address are being offered.
fn is_link_open(controller: &Controller) -> bool {
    matches!(&controller.state().dialog, Some(Dialog::Import(offer)) if offer.source == Source::Link)
}

/// What arrives that may be notes; whether it does.
fn arrived(controller: &Rc<Controller>, arrival: Arrival) -> bool {
    let is_ours = match &arrival {
        Arrival::Files(files) => !files.is_empty(),
        Arrival::Text(text) => {
            text.trim_start().starts_with(['{', '['])
                || text.contains("#postil=")
                || text.contains("```postil")
        }
        Arrival::Fragment(fragment) => fragment.starts_with("#postil="),
    };
    let takes = is_ours && !controller.state().readonly;
    if takes {
        controller.once_whole(move |controller| exchange::arrived(controller, arrival));
    }
    takes
}

/// From now on files, pasted notes and links are taken; at once the one that the page was opened by.
pub(super) fn receive(controller: &Rc<Controller>) {
    let weak = Rc::downgrade(controller);
    controller.guard(Arrivals::watch(&controller.host, move |arrival| {
        let controller = weak.upgrade();
        controller.is_some_and(|controller| arrived(&controller, arrival))
    }));
    arrived(controller, Arrival::Fragment(fragment(&controller.window)));
}

fn is_in_toolbar(controller: &Controller) -> bool {
    let active = controller.root.active_element();
    active.is_some_and(|element| element.closest(".toolbar").ok().flatten().is_some())
}

/// Goes to where the reader stopped on an earlier visit.
fn go_on(controller: &Rc<Controller>) {
    let left_off = controller.state().left_off;
    let controller = Rc::clone(controller);
    spawn_local(async move {
        if let (Some(reading), Some(left_off)) = (controller.reading(), left_off) {
            scroll::into_view(&reading.text, left_off.passage, 0.0).await;
        }
    });
}

/// Bookmarks what is at the top of the screen.
fn bookmark_place(controller: &Rc<Controller>) {
    let passage = controller
        .reading()
        .and_then(|reading| left_off::at_top(&reading));
    let (Some(passage), Ok(id)) = (passage, clock::new_id()) else {
        return;
    };
    let controller = Rc::clone(controller);
    spawn_local(async move {
        placing::describe(&controller, passage).await;
        controller.act(Action::Bookmark {
            passage,
            id,
            at: clock::now(),
        });
    });
}

fn act(controller: &Rc<Controller>, intent: &Intent) {
    let Ok(id) = clock::new_id() else {
        return;
    };
    let state = controller.state();
    let actions = actions(intent, &state, &clock::now(), &id);
    if actions.is_empty() {
        controller.show();
    }
    for action in actions {
        controller.act(action);
    }
}

fn retry(controller: &Rc<Controller>, index: usize) {
    let state = controller.state();
    match state.alerts.get(index).map(|alert| &alert.kind) {
        Some(AlertKind::StorageUnavailable) => controller.start_again(),
        Some(kind) if kind.is_about_storage() => {
            controller.act(Action::StoreRetried);
        }
        Some(kind) if kind.is_about_article() => controller.start_again(),
        Some(AlertKind::LayerMissing(address)) => {
            let address = address.clone();
            controller.act(Action::AlertDismissed(index));
            layers::again(controller, &address);
        }
        _ => {}
    }
}

fn remember_hint(controller: &Rc<Controller>) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        // Forgotten, the hint is shown once more.
        let _ = controller
            .keeping()
            .await
            .put_setting(opening::HINT, "1")
            .await;
    });
}

/// Watches everything that hangs on this text.
pub(super) fn watch(controller: &Rc<Controller>, text: &Rc<DomText>) -> Vec<Box<dyn Any>> {
    let again = |on: fn(&Rc<Controller>)| {
        let controller = Rc::downgrade(controller);
        move || {
            if let Some(controller) = controller.upgrade() {
                on(&controller);
            }
        }
    };
    let told = Rc::downgrade(controller);
    let selection = SelectionWatch::start(
        Rc::clone(text),
        Some(controller.frame.mount.clone().into()),
        move |selection| {
            if let Some(controller) = told.upgrade() {
                selected(&controller, selection);
            }
        },
    );
    let clicks = {
        let controller = Rc::downgrade(controller);
        let options = EventListenerOptions::enable_prevent_default();
        let host = controller_host(&controller);
        EventListener::new_with_options(&host, "click", options, move |event| {
            if let Some(controller) = controller.upgrade() {
                clicked(&controller, event);
            }
        })
    };
    let changed = {
        let controller = Rc::downgrade(controller);
        let timer: Rc<Cell<Option<Timeout>>> = Rc::default();
        Changed::watch(text.root(), move || {
            let controller = controller.clone();
            timer.set(Some(Timeout::new(QUIET, move || {
                if let Some(controller) = controller.upgrade() {
                    opening::changed_by_host(&controller);
                }
            })));
        })
    };
    let resized = Resized::watch(&[text.root(), &controller.frame.frame], again(remeasure));
    let fonts = fonts_loaded(&controller.document, again(remeasure));
    let scrolled = {
        let on = again(scrolled);
        let mut options = EventListenerOptions::run_in_capture_phase();
        options.passive = true;
        EventListener::new_with_options(&controller.document, "scroll", options, move |_| on())
    };
    vec![
        Box::new(selection),
        Box::new(clicks),
        Box::new(changed),
        Box::new(resized),
        Box::new(fonts),
        Box::new(scrolled),
    ]
}

fn controller_host(controller: &std::rc::Weak<Controller>) -> web_sys::EventTarget {
    match controller.upgrade() {
        Some(controller) => controller.host.clone().into(),
        None => web_sys::EventTarget::from(wasm_bindgen::JsValue::NULL),
    }
}

fn selected(controller: &Rc<Controller>, selection: Option<Selection>) {
    // The cursor stands without a selection of the browser's own.
    if selection.is_none() && cursor::passage(&controller.state()).is_some() {
        return;
    }
    let spot = selection
        .as_ref()
        .map(|selection| spot(controller, selection.last));
    change_measure(controller, |measure| measure.selection = spot);
    let passage = selection.as_ref().map(|selection| selection.passage);
    controller.act(Action::SelectionChanged(selection.map(|selection| {
        Selected {
            passage: selection.passage,
            by: match selection.by {
                By::Pointer => SelectedBy::Pointer,
                By::Touch => SelectedBy::Touch,
                By::Keyboard => SelectedBy::Keyboard,
            },
        }
    })));
    if let Some(passage) = passage {
        let controller = Rc::clone(controller);
        spawn_local(async move { placing::describe(&controller, passage).await });
    }
}

/// A place at the end of a line, from the frame's corner.
pub(super) fn spot(controller: &Controller, line: Rect) -> Spot {
    let frame = Rect::of(&controller.frame.frame.get_bounding_client_rect());
    Spot {
        x: line.right - frame.left,
        top: line.top - frame.top,
        bottom: line.bottom - frame.top,
    }
}

fn clicked(controller: &Rc<Controller>, event: &Event) {
    let Some(event) = event.dyn_ref::<MouseEvent>() else {
        return;
    };
    let target = event.composed_path().get(0).dyn_into::<Node>().ok();
    let Some(target) = target.filter(|_| !event.default_prevented()) else {
        return;
    };
    go_to_place(controller, &target, event);
    let is_ours = target.get_root_node().is_same_node(Some(&controller.root));
    // A drag ends in a click as well, before what it selected was told.
    let state = controller.state();
    let is_selecting = state.selected.is_some() && cursor::passage(&state).is_none()
        || is_any(&controller.document);
    if is_ours && !controller.frame.text.contains(Some(&target)) || is_selecting {
        return;
    }
    let element = target
        .dyn_ref::<Element>()
        .cloned()
        .or_else(|| target.parent_element());
    if element.is_some_and(|element| is_interactive(&element)) {
        return;
    }
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let ids = ids_at(controller, x, y);
    if ids.len() > 1 {
        let point = Rect {
            left: x,
            top: y - 8.0,
            right: x,
            bottom: y + 8.0,
        };
        let spot = spot(controller, point);
        change_measure(controller, |measure| measure.choice = Some(spot));
    }
    controller.act(Action::TextClicked(ids));
}

/// Follows a link to a place in an article that we built. Under a `<base>` of the host page the
/// browser would look for the place on the page that the base names.
fn go_to_place(controller: &Controller, target: &Node, event: &MouseEvent) {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    let base = controller.document.base_uri().ok().flatten();
    let page = controller.document.url().ok();
    let without_place = |url: Option<String>| url?.split('#').next().map(str::to_owned);
    if has_modifier || without_place(base) == without_place(page) {
        return;
    }
    let element = target.dyn_ref::<Element>().cloned();
    let Some(element) = element.or_else(|| target.parent_element()) else {
        return;
    };
    let link = element.closest(r##"[slot=postil] a[href^="#"]"##);
    if let Some(place) = link
        .ok()
        .flatten()
        .and_then(|link| link.get_attribute("href"))
    {
        event.prevent_default();
        // Fails only in a page that is gone.
        let _ = controller.window.location().set_hash(&place);
    }
}

fn is_interactive(element: &Element) -> bool {
    const INTERACTIVE: &str =
        "a[href],button,input,textarea,select,summary,label,audio,video,[contenteditable]";
    element.closest(INTERACTIVE).ok().flatten().is_some()
}

/// The annotations under a point of the viewport, shortest first.
fn ids_at(controller: &Controller, x: f64, y: f64) -> Vec<AnnotationId> {
    let Some(reading) = controller.reading() else {
        return Vec::new();
    };
    let Some(at) = hit::character_at(&reading.text, x, y) else {
        return Vec::new();
    };
    let places = placed(&controller.state());
    let intervals = Intervals::new(
        places
            .into_iter()
            .map(|(id, passage)| (passage, (passage, id)))
            .collect(),
    );
    let mut found: Vec<(ByteRange, AnnotationId)> =
        intervals.covering(at).into_iter().cloned().collect();
    found.sort_by_key(|(passage, _)| passage.end().get() - passage.start().get());
    found.into_iter().map(|(_, id)| id).collect()
}

/// Annotations that are shown and have a place, with it.
fn placed(state: &State) -> Vec<(AnnotationId, ByteRange)> {
    let is_seen = |id: &AnnotationId| {
        let entry = state.entries.get(id);
        entry.is_some_and(|entry| !entry.record.is_deleted() && state.is_shown(entry))
    };
    state
        .placements
        .iter()
        .filter(|(id, _)| is_seen(id))
        .filter_map(|(id, placement)| Some((id.clone(), placement.range?)))
        .collect()
}

/// Brings the passage of an annotation into view, of a reply that of its thread, of a note on the whole article the
/// beginning, where its card stands; whether there is one.
pub(super) async fn scroll_to(controller: &Rc<Controller>, id: &AnnotationId) -> bool {
    let state = controller.state();
    let root = state.thread_of(id).last().unwrap_or(id);
    if let Some(entry) = state.entries.get(root)
        && let Target::Article(_) = &entry.record.shown().target
    {
        controller.frame.frame.scroll_into_view();
        return true;
    }
    let passage = state
        .placements
        .get(root)
        .and_then(|placement| placement.range);
    match (controller.reading(), passage) {
        (Some(reading), Some(passage)) => {
            // A sheet that opens with it is there by then.
            next_frame().await;
            let covered = covered(controller);
            scroll::into_view(&reading.text, passage, covered).await
        }
        _ => false,
    }
}

/// Scrolls a passage out from under the sheet with its note, where there is one.
pub(super) fn uncover(controller: &Rc<Controller>, id: AnnotationId) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        next_frame().await;
        if covered(&controller) > 0.0 {
            scroll_to(&controller, &id).await;
        }
    });
}

/// How much of the foot of the screen a sheet covers, in CSS pixels.
fn covered(controller: &Controller) -> f64 {
    let sheet = controller.root.query_selector(".sheet").ok().flatten();
    sheet.map_or(0.0, |sheet| {
        scroll::height(&controller.window) - sheet.get_bounding_client_rect().top()
    })
}

/// Sizes changed: measures anew and shows.
pub(super) fn remeasure(controller: &Rc<Controller>) {
    if let Some(reading) = controller.reading() {
        reach_by_keys(reading.text.root());
    }
    if measure(controller) {
        controller.show();
    }
}

/// Measures where all passages are; whether anything moved.
pub(super) fn measure(controller: &Controller) -> bool {
    controller.measured.take();
    let moved = measure_new(controller);
    read_so_far(controller);
    moved
}

/// Measures where those passages are that were not measured yet; whether anything moved.
pub(super) fn measure_new(controller: &Controller) -> bool {
    let Some(reading) = controller.reading() else {
        return false;
    };
    let mut known = controller.measured.take().into_iter().peekable();
    let mut list: Vec<Measured> = Vec::with_capacity(known.len() + 1);
    let mut fresh = Vec::new();
    for card in controller.view().placed.iter() {
        let Some(passage) = card.passage else {
            continue;
        };
        let start = passage.start();
        if list.last().is_some_and(|(last, _)| last.start() == start) {
            continue;
        }
        while known.next_if(|(other, _)| other.start() < start).is_some() {}
        match known.next_if(|(other, _)| other.start() == start) {
            Some(same) => list.push(same),
            None => {
                fresh.push((list.len(), passage));
                list.push((passage, None));
            }
        }
    }
    let passages: Vec<ByteRange> = fresh.iter().map(|(_, passage)| *passage).collect();
    let tops = scroll::tops(&reading.text, &passages, &controller.frame.frame);
    for ((at, _), top) in fresh.into_iter().zip(tops) {
        if let Some(measured) = list.get_mut(at) {
            measured.1 = top;
        }
    }
    let tops: Vec<_> = list
        .iter()
        .filter_map(|(passage, top)| Some((passage.start(), (*top)?)))
        .collect();
    controller.measured.replace(list);
    let frame = Rect::of(&controller.frame.frame.get_bounding_client_rect());
    change_measure(controller, |measure| {
        measure.width = frame.width();
        measure.height = frame.height();
        if *measure.tops != tops {
            measure.tops = Same(Rc::new(tops));
        }
        measure.in_view = in_view(controller, frame, measure);
    })
}

/// What of the frame is in view, when there are so many cards that it matters.
fn in_view(controller: &Controller, frame: Rect, measure: &Measure) -> Option<(f64, f64)> {
    if measure.tops.len() < FEW {
        return None;
    }
    let height = controller.window.inner_height().ok()?.as_f64()?;
    let from = ((-frame.top - BEYOND) / STEP).floor() * STEP;
    let to = ((height - frame.top + BEYOND) / STEP).ceil() * STEP;
    Some((from, to))
}

/// Shows how much was read, and which part of the frame is on the screen. Nothing is rendered; and
/// the properties stand on the elements that use them: on the frame the whole article would inherit
/// them, and be styled anew at every scroll.
fn read_so_far(controller: &Controller) {
    let height = controller.window.inner_height().ok();
    let (Some(reading), Some(height)) = (
        controller.reading(),
        height.and_then(|height| height.as_f64()),
    ) else {
        return;
    };
    let text = Rect::of(&reading.text.root().get_bounding_client_rect());
    let frame = Rect::of(&controller.frame.frame.get_bounding_client_rect());
    let share = |at: f64, of: Rect| ((at - of.top) / of.height().max(1.0)).clamp(0.0, 1.0);
    let read = share(height, text);
    let set = |selector: &str, name: &str, value: f64| {
        let found = controller.root.query_selector(selector).ok().flatten();
        let element = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())?;
        let value = f64::from((value * 1_000.0) as i32) / 1_000.0;
        // A custom property takes any value.
        let _ = element.style().set_property(name, &css_number(value));
        Some(element)
    };
    set(".seen", "--postil-from", share(0.0, frame));
    set(".seen", "--postil-to", share(height, frame));
    if let Some(bar) = set(".progress", "--postil-read", read) {
        let percent = ((read * 100.0) as i32).to_string();
        // A fixed name is always valid.
        let _ = bar.set_attribute("aria-valuenow", &percent);
    }
}

/// Once the reader rests, the place is kept.
fn rest(controller: &Rc<Controller>) {
    let resting = Rc::downgrade(controller);
    let pause = Timeout::new(RESTS, move || {
        if let Some(controller) = resting.upgrade() {
            spawn_local(async move { left_off::keep(&controller).await });
        }
    });
    drop(controller.resting.replace(Some(pause)));
}

fn scrolled(controller: &Rc<Controller>) {
    read_so_far(controller);
    rest(controller);
    if controller.measure.borrow().tops.len() < FEW {
        return;
    }
    let frame = Rect::of(&controller.frame.frame.get_bounding_client_rect());
    let is_other = change_measure(controller, |measure| {
        measure.in_view = in_view(controller, frame, measure);
    });
    if is_other {
        controller.show();
    }
}

pub(super) fn change_measure(controller: &Controller, change: impl FnOnce(&mut Measure)) -> bool {
    let before = Rc::clone(&controller.measure.borrow());
    let mut measure = Measure::clone(&before);
    change(&mut measure);
    let is_other = measure != *before;
    if is_other {
        controller.measure.replace(Rc::new(measure));
    }
    is_other
}
