//! The whole interface: what the state shows, beside the article.

use std::rc::Rc;

use web_sys::{Element, ShadowRoot};
use yew::prelude::*;

use super::alerts::{alerts, copy_due, heard, hint, left_off, sifted};
use super::bar::bar;
use super::breadth::Breadth;
use super::choice::Choice;
use super::export::export;
use super::focus;
use super::hear::KeyWatch;
use super::import::import;
use super::intent::{Goal, Intent};
use super::margin::Margin;
use super::measure::{FocusRequest, Heard, Measure};
use super::overview::Overview;
use super::panel::Panel;
use super::people::People;
use super::print::print;
use super::profile::profile;
use super::restore::restore;
use super::shared::{Same, Ui};
use super::shortcuts::shortcuts;
use super::toolbar::Toolbar;
use super::trash::trash;
use super::words::Words;
use super::working::working;
use crate::annotation::Timestamp;
use crate::locale::Key;
use crate::page::focus::active_element;
use crate::session::view::{CardView, MarginView};
use crate::session::{Dialog, SelectedBy, State};

/// What the interface is given.
#[derive(Clone, Debug, Properties, PartialEq)]
pub struct AppProps {
    /// What is going on.
    pub state: Same<State>,
    /// What that looks like.
    pub view: Rc<MarginView>,
    /// The language.
    pub words: Words,
    /// What the reader wants.
    pub on_intent: Callback<Intent>,
    /// Where things of the article are.
    pub measure: Rc<Measure>,
    /// What was said last.
    pub heard: Rc<Heard>,
    /// Where the focus has to go.
    pub focus: Option<FocusRequest>,
    /// The time, in steps of a minute.
    pub now: Timestamp,
    /// Whether the rarely needed part of the program is here.
    pub is_whole: bool,
}

/// The interface.
#[component]
pub fn App(props: &AppProps) -> Html {
    let side = use_node_ref();
    let breadth = Breadth::of(props.measure.width);
    let view = &props.view;
    let known_tags = {
        let view = Rc::clone(view);
        // Only an editor offers them.
        let lists = props.state.editing.is_some().then(|| view.same_lists());
        use_memo(lists, move |lists| match lists {
            Some(_) => tags_of(&view),
            None => Vec::new(),
        })
    };
    use_keys(side.clone(), props.state.clone(), props.on_intent.clone());
    use_breadth(side.clone(), breadth);
    use_name(side.clone(), props.words.clone());
    use_focus(side.clone(), props.focus.clone());
    use_foothold(&side);
    let ui = Ui {
        words: props.words.clone(),
        on: props.on_intent.clone(),
        now: props.now.clone(),
        reader: props.state.reader.id.clone().into(),
        is_whole: props.is_whole,
    };
    let state = &*props.state;
    let selection = state.selected.map(|selected| selected.passage);
    let is_writable = !state.readonly;
    let is_panel_open = state.dialog == Some(Dialog::AllNotes);
    let count = view.count();
    let (lang, dir) = ui.language();
    html! {
        <>
            { toolbar(&ui, props) }
            { choice(&ui, props) }
            if breadth != Breadth::Narrow && !view.placed.is_empty() {
                <Overview ui={ui.clone()} view={Rc::clone(view)} tops={props.measure.tops.clone()} height={props.measure.height} />
            }
            <div ref={side} class="ours side" {lang} {dir}>
                { bar(&ui, state, count) }
                { hint(&ui, state) }
                { copy_due(&ui, state) }
                { left_off(&ui, state) }
                if !is_panel_open { { sifted(&ui, state, view) } }
                <Margin ui={ui.clone()} view={Rc::clone(view)} measure={Rc::clone(&props.measure)}
                    {breadth} known_tags={Rc::clone(&known_tags)} {is_writable} {selection} {is_panel_open} />
            </div>
            { alerts(&ui, state) }
            { heard(&ui, &props.heard) }
            { dialog(&ui, props, breadth, known_tags) }
        </>
    }
}

/// All tags in use, each once, in the order of the alphabet.
fn tags_of(view: &MarginView) -> Vec<String> {
    fn gather<'a>(card: &'a CardView, tags: &mut Vec<&'a str>) {
        tags.extend(card.tags.iter().map(String::as_str));
        for reply in &card.replies {
            gather(reply, tags);
        }
    }
    let mut tags = Vec::new();
    for card in view.all() {
        gather(card, &mut tags);
    }
    tags.sort_unstable();
    tags.dedup();
    tags.into_iter().map(str::to_owned).collect()
}

fn toolbar(ui: &Ui, props: &AppProps) -> Html {
    let state = &*props.state;
    let Some(selected) = state.selected.filter(|_| !state.readonly) else {
        return Html::default();
    };
    if selected.by == (SelectedBy::Cursor { toolbar: false }) {
        return Html::default();
    }
    let is_touch = selected.by == SelectedBy::Touch;
    html! {
        <Toolbar key={is_touch.to_string()} ui={ui.clone()} spot={props.measure.selection} {is_touch} />
    }
}

fn choice(ui: &Ui, props: &AppProps) -> Html {
    let ids = &props.state.choice;
    if ids.is_empty() {
        return Html::default();
    }
    let cards: Vec<_> = ids
        .iter()
        .filter_map(|id| props.view.all().find(|card| card.id == *id))
        .cloned()
        .collect();
    html! { <Choice ui={ui.clone()} spot={props.measure.choice} {cards} /> }
}

fn dialog(ui: &Ui, props: &AppProps, breadth: Breadth, known_tags: Rc<Vec<String>>) -> Html {
    let state = &*props.state;
    match &state.dialog {
        None => Html::default(),
        Some(Dialog::AllNotes) => html! {
            <Panel ui={ui.clone()} view={Rc::clone(&props.view)} filter={Rc::clone(&state.filter)} {known_tags}
                {breadth} is_writable={!state.readonly} selection={state.selected.map(|selected| selected.passage)} />
        },
        Some(Dialog::Export(view)) => export(ui, state, view),
        Some(Dialog::Import(offer)) => import(ui, offer),
        Some(Dialog::Restore(offer)) => restore(ui, offer),
        Some(Dialog::Working(progress)) => working(ui, *progress),
        Some(Dialog::Shortcuts) => shortcuts(ui, &state.keys),
        Some(Dialog::Trash) => trash(ui, state, heard(ui, &props.heard)),
        Some(Dialog::People) => html! { <People ui={ui.clone()} state={props.state.clone()} /> },
        Some(Dialog::Profile) => profile(ui, state),
        Some(Dialog::Print) => print(ui, state.paper),
    }
}

/// The keys of the table, heard on the widget's own element.
#[hook]
fn use_keys(node: NodeRef, state: Same<State>, on: Callback<Intent>) {
    let first = state.clone();
    let latest = use_mut_ref(move || first);
    latest.replace(state);
    use_effect_with((node, on), move |(node, on)| {
        let watch = root(node).map(|root| KeyWatch::start(&root.host(), latest, on.clone()));
        move || drop(watch)
    });
}

/// The style sheets go by an attribute of the frame.
#[hook]
fn use_breadth(node: NodeRef, breadth: Breadth) {
    use_effect_with((node, breadth), |(node, breadth)| {
        let frame = node
            .cast::<Element>()
            .and_then(|side| side.closest(".frame").ok().flatten());
        if let Some(frame) = frame {
            // A fixed name is always valid.
            let _ = frame.set_attribute("data-breadth", breadth.name());
        }
    });
}

/// The text is a stop for the keyboard and says what it is.
#[hook]
fn use_name(node: NodeRef, words: Words) {
    use_effect_with((node, words), |(node, words)| {
        let text = root(node).and_then(|root| root.query_selector(".text").ok().flatten());
        if let Some(text) = text {
            // A fixed name is always valid.
            let _ = text.set_attribute("aria-label", &words.get(Key::TheText));
        }
    });
}

/// What has the focus may go with a render: then it is not left to the page, where no key of ours works.
#[hook]
fn use_foothold(side: &NodeRef) {
    let held = root(side).and_then(|root| root.active_element());
    let side = side.clone();
    use_effect(move || {
        if let (Some(held), Some(root)) = (held, root(&side))
            && !held.is_connected()
            && root.active_element().is_none()
        {
            let found = ["dialog[open]", ".panel input", ".text"]
                .into_iter()
                .find_map(|what| root.query_selector(what).ok().flatten());
            focus::focus(found);
        }
    });
}

/// Puts the focus where it was asked for, once what it goes to is there.
#[hook]
fn use_focus(node: NodeRef, request: Option<FocusRequest>) {
    let before = use_mut_ref(|| None);
    use_effect_with((node, request), move |(node, request)| {
        let (Some(root), Some(request)) = (root(node), request) else {
            return;
        };
        let active = root.owner_document().and_then(|page| active_element(&page));
        // What closed has given it back already, or the reader has moved on.
        if *request.goal == Goal::Back && active.is_some() {
            return;
        }
        let find = |selector: &str| root.query_selector(selector).ok().flatten();
        let goal = match &*request.goal {
            Goal::Card(id) | Goal::Show(id) => card_of(&root, id.as_str()),
            Goal::Editor => find(".editor textarea"),
            Goal::Toolbar => find(".toolbar button"),
            Goal::Text(_) => find(".text"),
            Goal::Back => before
                .borrow()
                .clone()
                .filter(|element: &Element| element.is_connected())
                .or_else(|| find(".text")),
        };
        if *request.goal != Goal::Back {
            before.replace(active);
        }
        if matches!(&*request.goal, Goal::Card(_) | Goal::Show(_))
            && let Some(card) = &goal
        {
            nearest(card);
        }
        if !matches!(&*request.goal, Goal::Show(_)) {
            focus::focus(goal);
        }
    });
}

/// The card of an annotation: in the margin, in the sheet or in the panel; else its mark.
fn card_of(root: &ShadowRoot, id: &str) -> Option<Element> {
    for selector in ["[data-card]", "[data-slot] .mark"] {
        let found = root.query_selector_all(selector).ok()?;
        for at in 0..found.length() {
            let element = found.get(at).and_then(super::words::as_class::<Element>)?;
            let holder = element.closest("[data-card],[data-slot]").ok().flatten()?;
            let own = holder
                .get_attribute("data-card")
                .or_else(|| holder.get_attribute("data-slot"));
            if own.as_deref() == Some(id) {
                return Some(element);
            }
        }
    }
    None
}

/// Scrolls as little as shows it.
fn nearest(card: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    card.scroll_into_view_with_scroll_into_view_options(&options);
}

fn root(node: &NodeRef) -> Option<ShadowRoot> {
    focus::root_of(&node.get()?)
}
