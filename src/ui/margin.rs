//! The margin: cards beside their passages, marks that open, or a sheet, by the breadth.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::breadth::Breadth;
use super::card::Card;
use super::icon::{CLOSE, DOWN, UP};
use super::intent::Intent;
use super::measure::Measure;
use super::shared::Ui;
use super::sizes::{self, Heights};
use super::{phrase, place};
use crate::locale::Key;
use crate::page::observe::Resized;
use crate::session::layout::{self, Card as Slot};
use crate::session::view::{CardView, MarginView};
use crate::table::Map;
use crate::text::ByteRange;

/// Between two cards, in CSS pixels.
const GAP: f64 = 10.0;
/// How tall a card is taken to be until it was seen, in CSS pixels.
const UNSEEN: f64 = 96.0;

#[derive(Properties, PartialEq)]
pub(super) struct MarginProps {
    /// Words and the way out.
    pub ui: Ui,
    /// What it holds.
    pub view: Rc<MarginView>,
    /// Where passages are.
    pub measure: Rc<Measure>,
    /// What shape it has.
    pub breadth: Breadth,
    /// All tags in use.
    pub known_tags: Rc<Vec<String>>,
    /// Whether notes can be written at all.
    pub is_writable: bool,
    /// What is selected.
    pub selection: Option<ByteRange>,
    /// Whether the panel shows the cards without a place.
    pub is_panel_open: bool,
}

/// What the margin remembers from one render to the next.
#[derive(Default)]
struct Standing {
    heights: Heights,
    /// Where the cards in the document were put, by their numbers, in CSS pixels from the top of the list.
    tops: Map<u64, i32>,
    /// Hears when a card grew or shrank by itself: words are typed, a picture of a name arrives, a font changes.
    watch: Option<Resized>,
}

#[component]
pub(super) fn Margin(props: &MarginProps) -> Html {
    let cards = use_node_ref();
    let standing = use_mut_ref(Standing::default);
    let heights = Rc::clone(&standing.borrow().heights);
    let grown = use_force_update();
    // Many cards without a place are made when the reader looks at them.
    let unfolded = use_state(|| false);
    let placed: Rc<Vec<Rc<CardView>>> = Rc::new(beside(props).cloned().collect());
    let near = near(props, &placed, &heights.borrow());
    {
        let (standing, measure) = (Rc::clone(&standing), Rc::clone(&props.measure));
        let (placed, near) = (Rc::clone(&placed), Rc::clone(&near));
        let is_wide = props.breadth == Breadth::Wide;
        use_layout(cards.clone(), move |list| {
            let mut standing = standing.borrow_mut();
            if standing.watch.is_none() {
                let (list, heights) = (list.clone(), Rc::clone(&standing.heights));
                standing.watch = Some(sizes::watch(list.into(), heights, grown.clone()));
            }
            put(list, (&placed, &near), &measure, &mut standing, is_wide);
        });
    }
    use_effect_with((), move |()| {
        move || drop(standing.borrow_mut().watch.take())
    });
    let ui = &props.ui;
    let without = &props.view.unplaced;
    html! {
        <section class="margin" part="margin" aria-label={ui.text(Key::Notes)}>
            if props.breadth == Breadth::Wide && !props.is_panel_open && !without.is_empty() {
                { without_place(props, &unfolded) }
            }
            <div class="cards" ref={cards}>
                { for near.iter().map(|view| slot(props, view)) }
            </div>
            if props.breadth != Breadth::Wide { { sheet(props) } }
        </section>
    }
}

/// What stands in the margin by its height: page notes first, then by passage.
fn beside(props: &MarginProps) -> impl Iterator<Item = &Rc<CardView>> {
    let all = props.view.page_notes.iter().chain(props.view.placed.iter());
    all.filter(|card| props.view.is_shown(card) || card.is_active)
}

/// Where each card wants to stand, below the top of the list, and how tall it is.
fn slots(
    placed: &[Rc<CardView>],
    measure: &Measure,
    heights: &Map<u64, f64>,
    above: f64,
) -> Vec<Slot> {
    let mut last = 0.0_f64;
    let mut slots = Vec::with_capacity(placed.len());
    // Both in the order of the text.
    let mut tops = measure.tops.iter().peekable();
    for view in placed {
        if let Some(passage) = view.passage {
            let start = passage.start();
            while tops.next_if(|(other, _)| *other < start).is_some() {}
            let here = tops.peek().filter(|(other, _)| *other == start);
            last = here.map_or(last, |(_, top)| top - above);
        }
        slots.push(Slot {
            wanted: last.max(0.0),
            height: heights.get(&view.serial).copied().unwrap_or(UNSEEN),
        });
    }
    slots
}

/// Where all cards stand, the active one at its passage.
fn stand(placed: &[Rc<CardView>], slots: &[Slot], is_wide: bool) -> Vec<f64> {
    let active = placed.iter().position(|view| view.is_active && is_wide);
    let gap = if is_wide { GAP } else { 2.0 };
    layout::tops(slots, gap, active)
}

/// The cards that are near enough to the view to be in the document: by where they stand, which in a
/// crowd is not where their passages are.
fn near(
    props: &MarginProps,
    placed: &Rc<Vec<Rc<CardView>>>,
    heights: &Map<u64, f64>,
) -> Rc<Vec<Rc<CardView>>> {
    if props.breadth == Breadth::Narrow {
        return Rc::default();
    }
    let Some((from, to)) = props.measure.in_view else {
        return Rc::clone(placed);
    };
    let slots = slots(placed, &props.measure, heights, 0.0);
    let tops = stand(placed, &slots, props.breadth == Breadth::Wide);
    let mut list = Vec::new();
    for ((view, slot), top) in placed.iter().zip(slots).zip(tops) {
        let is_here = top + slot.height > from && top < to;
        if is_here || view.is_active || view.editing.is_some() {
            list.push(Rc::clone(view));
        }
    }
    Rc::new(list)
}

/// Measures the cards that are there and puts each at its height: all is read before anything is
/// written, so that the page is laid out once. From the second time on a card glides: the one that
/// just came has not been laid out at its height yet.
fn put(
    list: &HtmlElement,
    (placed, near): (&[Rc<CardView>], &[Rc<CardView>]),
    measure: &Measure,
    standing: &mut Standing,
    is_wide: bool,
) {
    let Some(frame) = place::frame_of(list) else {
        return;
    };
    let above = list.get_bounding_client_rect().top() - frame.top();
    let elements = sizes::measure(list, near, &standing.heights);
    let slots = slots(placed, measure, &standing.heights.borrow(), above);
    let before = std::mem::take(&mut standing.tops);
    let mut here = near.iter().zip(elements).peekable();
    for (view, top) in placed.iter().zip(stand(placed, &slots, is_wide)) {
        let Some((_, element)) = here.next_if(|(near, _)| Rc::ptr_eq(near, view)) else {
            continue;
        };
        let top = top.round() as i32;
        let last = before.get(&view.serial);
        if last != Some(&top) {
            if last.is_some() {
                // A fixed name is always valid.
                let _ = element.set_attribute("data-set", "");
            } else if let Some(watch) = &standing.watch {
                watch.add(&element);
            }
            place::set(&element, "--postil-top", f64::from(top));
        }
        standing.tops.insert(view.serial, top);
    }
}

/// Runs after every render, before the next frame is painted.
#[hook]
fn use_layout(list: NodeRef, run: impl Fn(&HtmlElement) + 'static) {
    use_effect(move || {
        if let Some(list) = list.cast::<HtmlElement>() {
            run(&list);
        }
    });
}

/// One place in the margin: a card, or a mark that opens it.
fn slot(props: &MarginProps, view: &Rc<CardView>) -> Html {
    let id = view.id.as_str().to_owned();
    let inner = if props.breadth == Breadth::Wide {
        card(props, view)
    } else {
        mark(&props.ui, view)
    };
    let is_aside = !props.view.is_hit(view) && !view.is_active;
    html! {
        <div class={classes!("slot", is_aside.then_some("aside"))} key={id.clone()} data-slot={id}>{ inner }</div>
    }
}

fn card(props: &MarginProps, view: &Rc<CardView>) -> Html {
    let is_unplaced = view.passage.is_none();
    html! {
        <Card key={view.id.as_str().to_owned()} ui={props.ui.clone()} card={Rc::clone(view)}
            known_tags={Rc::clone(&props.known_tags)} is_writable={props.is_writable}
            selection={props.selection.filter(|_| is_unplaced)} />
    }
}

/// A mark in a narrow margin.
fn mark(ui: &Ui, view: &CardView) -> Html {
    let name = phrase::name(&ui.words, view);
    let wish = if view.is_active {
        Intent::Activate(None)
    } else {
        Intent::GoTo(view.id.clone())
    };
    html! {
        <button type="button" class="mark" data-color={view.color.name()} title={name.clone()}
            aria-label={name} aria-expanded={view.is_active.to_string()} onclick={ui.ask(wish)}>
            if view.words.is_some() { <span class="lines" /> }
        </button>
    }
}

/// Cards without a place, at the head of the margin.
fn without_place(props: &MarginProps, unfolded: &UseStateHandle<bool>) -> Html {
    let ui = &props.ui;
    let list = &props.view.unplaced;
    let name = ui.text(Key::WithoutPlace);
    let count = ui.words.number(list.len());
    let open = list.len() <= 3 || **unfolded || list.iter().any(|view| has_focus(view));
    let ontoggle = {
        let unfolded = unfolded.clone();
        move |event: Event| {
            let details: Element = event.target_unchecked_into();
            unfolded.set(details.has_attribute("open"));
        }
    };
    html! {
        <div class="without" role="group" aria-label={name.clone()}>
            <details {open} {ontoggle}>
                <summary>{ name }{ " " }<span class="count">{ count }</span></summary>
                <p class="faint">{ ui.words.count(Key::WithoutPlaceWhy, list.len()) }</p>
                if open { { for list.iter().map(|view| card(props, view)) } }
            </details>
        </div>
    }
}

/// The card in focus, in a sheet at the bottom or beside its mark, where the margin has no room.
fn sheet(props: &MarginProps) -> Html {
    let active = props.view.all().find(|view| has_focus(view));
    match active {
        Some(view) => html! {
            <Sheet key={view.id.as_str().to_owned()} ui={props.ui.clone()}>{ card(props, view) }</Sheet>
        },
        None => Html::default(),
    }
}

/// Whether a card, or a reply to it, is in focus or open.
fn has_focus(view: &CardView) -> bool {
    view.is_active || view.editing.is_some() || view.replies.iter().any(|reply| has_focus(reply))
}

#[derive(Properties, PartialEq)]
struct SheetProps {
    ui: Ui,
    children: Html,
}

/// A sheet in the top layer: a transform on the host's column would hold anything else.
#[component]
fn Sheet(props: &SheetProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        place::show_popover(node.cast());
        let watch = node.cast().and_then(place::over_keyboard);
        move || drop(watch)
    });
    let (lang, dir) = props.ui.language();
    html! {
        <div ref={node} class="ours sheet" popover="manual" {lang} {dir}>
            <div class="grip">
                { props.ui.icon_button(Key::PreviousNote, UP, Intent::Previous) }
                { props.ui.icon_button(Key::NextNote, DOWN, Intent::Next) }
                { props.ui.icon_button(Key::Close, CLOSE, Intent::Activate(None)) }
            </div>
            { props.children.clone() }
        </div>
    }
}
