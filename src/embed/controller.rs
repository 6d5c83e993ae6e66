//! One widget at work: its state, and everything of the page that hangs on it.
//!
//! Whatever happens becomes an action; `reduce` answers the next state and commands; the commands
//! run; the interface shows the state. No borrow of a cell here lasts across a call to others.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, HtmlElement, ShadowRoot, Window};
use yew::{AppHandle, Callback, Renderer};

use super::answer::{self, Name};
use super::keeping::Shared;
use super::options::Options;
use super::paints;
use super::placing::Placing;
use super::telling::{self, Telling};
use super::{commands, looking, printing, settings};
use crate::anchor::{Describer, Placement};
use crate::annotation::{AnnotationId, Person, Timestamp};
use crate::article::has_named_reference;
use crate::page::dom_text::DomText;
use crate::page::highlights::Painter;
use crate::page::locks::Held;
use crate::page::sheets::Adopted;
use crate::page::slices::next_task;
use crate::page::tabs::Tabs;
use crate::page::{clock, js_error, part};
use crate::session::view::{self, MarginView, Paint, Viewer};
use crate::session::{Action, Alert, AlertKind, Said, State, cursor, reduce};
use crate::text::ByteRange;
use crate::ui::dialog_sheets::dialog_sheets;
use crate::ui::frame::{self, Frame};
use crate::ui::{
    App, AppProps, FocusRequest, Goal, Heard, Intent, Measure, Same, Words, phrase, sheets,
};

/// How often whoever needs the store looks whether it is open, in milliseconds.
const OPENING: u32 = 4;
/// After so many milliseconds the reader is told that something takes a moment.
const WAIT: u32 = 500;
/// So many places at once are taken in steps.
const MANY: usize = 500;

/// What hangs on the article text as it was read.
pub(super) struct Reading {
    pub text: Rc<DomText>,
    pub painter: Painter,
    /// Describes passages; prepared in slices.
    pub describer: RefCell<Describer>,
    /// Selection, clicks, sizes, changes by the host page.
    pub _guards: Vec<Box<dyn Any>>,
}

/// What is painted, and how.
type Painted = Vec<(Paint, ByteRange)>;
/// A passage, and how far below the top of the frame it begins, in CSS pixels.
pub(super) type Measured = (ByteRange, Option<f64>);

/// One widget.
pub(super) struct Controller {
    pub host: HtmlElement,
    pub root: ShadowRoot,
    pub window: Window,
    pub document: Document,
    pub address: String,
    /// The tags of the files of messages beside the loader, separated by spaces.
    pub languages: String,
    pub options: RefCell<Options>,
    pub frame: Frame,
    pub keeping: RefCell<Option<Shared>>,
    pub tabs: RefCell<Option<Tabs>>,
    pub reading: RefCell<Option<Rc<Reading>>>,
    pub placing: Placing,
    pub telling: Telling,
    /// How many writes are under way.
    pub writing: Cell<usize>,
    pub measure: RefCell<Rc<Measure>>,
    pub words: RefCell<Words>,
    pub is_stopped: Cell<bool>,
    /// While many places are being taken: nothing is painted or rendered.
    is_held: Cell<bool>,
    /// Whether the interface asked for the rarely needed part; it asks with every render.
    pub was_part_asked: Cell<bool>,
    /// Whether the style sheets of dialogs were adopted.
    has_dialog_sheets: Cell<bool>,
    /// Whether the browser was asked to keep the storage.
    pub is_persistent: Cell<bool>,
    /// While words are typed here: other tabs do not open their draft.
    pub draft: RefCell<Option<(AnnotationId, Held)>>,
    /// Where the reading cursor stood last.
    pub cursor: Cell<Option<ByteRange>>,
    /// Other tabs that change keys.
    pub key_tabs: RefCell<Option<Tabs>>,
    on_intent: Callback<Intent>,
    again: Function,
    more: Function,
    state: RefCell<Rc<State>>,
    viewer: RefCell<Viewer>,
    view: RefCell<Rc<MarginView>>,
    /// What was painted last.
    painted: RefCell<Painted>,
    painted_cursor: Cell<Option<ByteRange>>,
    /// What was measured, in the order of the text; one passage for each beginning.
    pub measured: RefCell<Vec<Measured>>,
    /// Runs while the reader scrolls; then the place is kept.
    pub resting: RefCell<Option<Timeout>>,
    app: RefCell<Option<AppHandle<App>>>,
    heard: RefCell<Rc<Heard>>,
    focus: RefCell<Option<FocusRequest>>,
    guards: RefCell<Vec<Box<dyn Any>>>,
}

impl fmt::Debug for Controller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Controller")
    }
}

impl Controller {
    pub fn new(
        host: HtmlElement,
        root: ShadowRoot,
        address: &str,
        languages: String,
        again: Function,
        more: Function,
    ) -> Result<Rc<Self>, JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let document = host.owner_document().ok_or(JsValue::NULL)?;
        let options = Options::read(&host);
        let frame = frame::build(&root)?;
        // Until the store says who reads here, nobody does.
        let nobody = Person {
            id: String::new(),
            name: options.reader.clone(),
        };
        let mut state = State::new(options.article.clone(), nobody, String::new());
        state.readonly = options.is_readonly;
        let controller = Rc::new_cyclic(|this: &Weak<Self>| Self {
            on_intent: intents(this.clone()),
            words: RefCell::new(settings::english()),
            address: address.to_owned(),
            languages,
            options: RefCell::new(options),
            state: RefCell::new(Rc::new(state)),
            viewer: RefCell::default(),
            view: RefCell::default(),
            painted: RefCell::default(),
            painted_cursor: Cell::default(),
            measured: RefCell::default(),
            resting: RefCell::default(),
            keeping: RefCell::default(),
            tabs: RefCell::default(),
            reading: RefCell::default(),
            placing: Placing::default(),
            telling: Telling::default(),
            writing: Cell::new(0),
            measure: RefCell::default(),
            is_stopped: Cell::new(false),
            is_held: Cell::new(false),
            was_part_asked: Cell::new(false),
            has_dialog_sheets: Cell::new(false),
            is_persistent: Cell::new(false),
            draft: RefCell::default(),
            cursor: Cell::default(),
            key_tabs: RefCell::default(),
            app: RefCell::default(),
            heard: RefCell::default(),
            focus: RefCell::default(),
            guards: RefCell::default(),
            host,
            root,
            window,
            document,
            frame,
            again,
            more,
        });
        controller.adopt_sheets()?;
        printing::watch(&controller);
        Ok(controller)
    }

    fn adopt_sheets(&self) -> Result<(), JsValue> {
        let failed = |error: js_error::JsError| JsValue::from_str(&error.to_string());
        // Of a host inside a shadow tree the document's sheets do not reach the article.
        let around = self.host.get_root_node().dyn_into::<ShadowRoot>().ok();
        for css in [sheets::ARTICLE, sheets::HIGHLIGHTS, sheets::PAPER] {
            let sheet = Adopted::by_document(&self.document, css).map_err(failed)?;
            self.guard(sheet);
            if let Some(around) = &around {
                self.guard(Adopted::by_shadow(around, css).map_err(failed)?);
            }
        }
        self.adopt_by_shadow(sheets::WIDGET).map_err(failed)
    }

    fn adopt_by_shadow(&self, sheets: &[&'static str]) -> Result<(), js_error::JsError> {
        for css in sheets {
            let sheet = Adopted::by_shadow(&self.root, css)?;
            self.guard(sheet);
        }
        Ok(())
    }

    /// Keeps a guard as long as the widget.
    pub fn guard(&self, guard: impl Any) {
        self.guards.borrow_mut().push(Box::new(guard));
    }

    /// The state as it is now.
    pub fn state(&self) -> Rc<State> {
        Rc::clone(&self.state.borrow())
    }

    /// Changes the state outside of actions, before anything is read: who reads here.
    pub fn set_state(&self, change: impl FnOnce(&mut State)) {
        change(Rc::make_mut(&mut self.state.borrow_mut()));
    }

    /// The article text and what hangs on it, once there is an article.
    pub fn reading(&self) -> Option<Rc<Reading>> {
        self.reading.borrow().clone()
    }

    /// Where this widget keeps, as soon as that is known.
    pub async fn keeping(&self) -> Shared {
        loop {
            if let Some(keeping) = &*self.keeping.borrow() {
                return Rc::clone(keeping);
            }
            TimeoutFuture::new(OPENING).await;
        }
    }

    /// Takes an action; answers the promises of what is being written, which never reject.
    pub fn act(self: &Rc<Self>, action: Action) -> Vec<js_sys::Promise> {
        if self.is_stopped.get() {
            return Vec::new();
        }
        if action.is_rare() && !part::is_here() {
            self.once_whole(move |controller| {
                controller.act(action);
            });
            return Vec::new();
        }
        let before = self.state();
        let (state, commands) = reduce(&before, action);
        self.state.replace(Rc::clone(&state));
        if !Rc::ptr_eq(&before, &state) {
            let view = self.viewer.borrow_mut().look(&state);
            let seen = self.view.replace(Rc::clone(&view));
            let has_moved = cursor::passage(&before) != cursor::passage(&state);
            if has_moved || !Rc::ptr_eq(&view, &seen) {
                self.paint(&view);
            }
        }
        let writes = commands
            .into_iter()
            .filter_map(|command| commands::run(self, command))
            .collect();
        telling::go_on(self);
        self.show();
        writes
    }

    /// What the screen shows.
    pub fn view(&self) -> Rc<MarginView> {
        Rc::clone(&self.view.borrow())
    }

    /// Waits for the rarely needed part; the reader is told when it cannot be had.
    pub async fn whole(self: &Rc<Self>) -> Result<(), JsValue> {
        part::load(&self.more).await.map_err(|error| {
            self.alarm(AlertKind::PartMissing, &error.to_string());
            self.error(Name::Unsupported, &AlertKind::PartMissing)
        })
    }

    /// Gets the rarely needed part without a word; where it cannot be had, it is told once it is asked for.
    pub fn prepare(self: &Rc<Self>) {
        let controller = Rc::clone(self);
        spawn_local(async move {
            if part::load(&controller.more).await.is_ok() {
                controller.show();
            }
        });
    }

    /// Waits until character references in this source can be resolved, or cannot.
    pub async fn prepare_for(&self, source: &[u8]) {
        if has_named_reference(source) {
            // Without it they stand as they are written.
            let _ = part::load(&self.more).await;
        }
    }

    /// Does something that needs the rarely needed part, at once where it is here; until then the
    /// reader sees and hears that it is on its way.
    pub fn once_whole(self: &Rc<Self>, next: impl FnOnce(&Rc<Self>) + 'static) {
        if part::is_here() {
            return next(self);
        }
        let controller = Rc::clone(self);
        spawn_local(async move {
            let frame = &controller.frame.frame;
            // A fixed name is always valid.
            let _ = frame.set_attribute("data-busy", "");
            let late = Rc::clone(&controller);
            let late = Timeout::new(WAIT, move || {
                late.say(Said::Wait);
                late.show();
            });
            let whole = controller.whole().await;
            drop(late);
            let _ = frame.remove_attribute("data-busy");
            if whole.is_ok() {
                next(&controller);
            }
        });
    }

    /// Paints what is to be painted, where that changed, and measures it.
    fn paint(&self, view: &MarginView) {
        if !self.is_held.get() && self.paint_text(view) {
            looking::measure_new(self);
        }
    }

    /// Takes the places of many, a step in a task of its own: in one they would hold the page up.
    /// What happens meanwhile is shown with them.
    pub async fn take_places(self: &Rc<Self>, list: Vec<(AnnotationId, Placement)>) {
        if list.len() < MANY {
            self.act(Action::Placed(list));
            return;
        }
        self.is_held.set(true);
        self.act(Action::Placed(list));
        next_task().await;
        self.paint_text(&self.view());
        next_task().await;
        looking::measure_new(self);
        next_task().await;
        self.is_held.set(false);
        self.paint(&self.view());
        self.show();
    }

    /// Paints; whether something is painted that was not.
    fn paint_text(&self, view: &MarginView) -> bool {
        let paint = view::paint(view);
        let cursor = cursor::passage(&self.state());
        let is_same = *self.painted.borrow() == paint;
        if self.painted_cursor.replace(cursor) == cursor && is_same {
            return false;
        }
        let Some(reading) = self.reading() else {
            return false;
        };
        reading.painter.set(&paints::of(&paint, cursor));
        if !is_same {
            self.painted.replace(paint);
        }
        !is_same
    }

    /// Paints all anew, on an article text that was read again.
    pub fn repaint(&self) {
        let paint = view::paint(&self.view());
        if let Some(reading) = self.reading() {
            let cursor = cursor::passage(&self.state());
            reading.painter.set(&paints::of(&paint, cursor));
        }
        self.painted.replace(paint);
        looking::measure(self);
    }

    /// Says politely what happened.
    pub fn say(&self, said: Said) {
        let serial = self.heard.borrow().serial + 1;
        self.heard.replace(Rc::new(Heard {
            serial,
            said: Some(said),
        }));
    }

    /// Puts the focus somewhere after the next render.
    pub fn request_focus(&self, goal: Goal) {
        let serial = self.focus.borrow().as_ref().map_or(0, |last| last.serial) + 1;
        self.focus.replace(Some(FocusRequest {
            serial,
            goal: Rc::new(goal),
        }));
    }

    /// Tells reader and host page of trouble.
    pub fn alarm(self: &Rc<Self>, kind: AlertKind, detail: &str) {
        self.tell_host(&kind, detail);
        // Who can no longer keep notes here will want to export them.
        if kind.is_about_storage() {
            self.prepare();
        }
        self.act(Action::Alarmed(Alert {
            kind,
            detail: detail.to_owned(),
        }));
    }

    /// `postil-error` and the console.
    pub fn tell_host(&self, kind: &AlertKind, detail: &str) {
        let message = phrase::alert(&self.words.borrow(), kind);
        let name = match kind {
            kind if kind.is_about_article() => Name::Article,
            AlertKind::ImportUnreadable(_) | AlertKind::LayerMissing(_) => Name::Import,
            AlertKind::ExchangeRefused | AlertKind::PartMissing => Name::Unsupported,
            _ => Name::Storage,
        };
        super::events::failed(&self.host, name, &message);
        js_error::report(&[message.as_str(), " ", detail].concat());
    }

    /// The error that a promise rejects with.
    pub fn error(&self, name: Name, kind: &AlertKind) -> JsValue {
        answer::error(name, &phrase::alert(&self.words.borrow(), kind))
    }

    /// Shows the state.
    pub fn show(self: &Rc<Self>) {
        if self.is_stopped.get() || self.is_held.get() {
            return;
        }
        if part::is_here() && !self.has_dialog_sheets.replace(true) {
            // Those of the widget were adopted in the same way.
            let _ = self.adopt_by_shadow(&dialog_sheets());
        }
        let props = self.props();
        let mut app = self.app.borrow_mut();
        match app.as_mut() {
            Some(app) => app.update(props),
            None => {
                let mount = self.frame.mount.clone();
                *app = Some(Renderer::<App>::with_root_and_props(mount, props).render());
            }
        }
    }

    fn props(self: &Rc<Self>) -> AppProps {
        AppProps {
            state: Same(self.state()),
            view: self.view(),
            words: self.words.borrow().clone(),
            on_intent: self.on_intent.clone(),
            measure: Rc::clone(&self.measure.borrow()),
            heard: Rc::clone(&self.heard.borrow()),
            focus: self.focus.borrow().clone(),
            now: this_minute(),
            is_whole: part::is_here(),
        }
    }

    /// Starts the element over: the reader tries again.
    pub fn start_again(&self) {
        // The loader's own function does not throw.
        let _ = self.again.call0(&JsValue::UNDEFINED);
    }

    /// Takes everything of ours away.
    pub fn stop(&self) {
        self.is_stopped.set(true);
        self.reading.take();
        self.resting.take();
        self.tabs.take();
        self.key_tabs.take();
        self.draft.take();
        self.placing.stop();
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.frame.remove(&self.root);
        crate::page::render::remove(&self.host);
        self.guards.take();
    }
}

/// Where the components' intents go; the widget may be gone by then.
fn intents(controller: Weak<Controller>) -> Callback<Intent> {
    Callback::from(move |intent: Intent| {
        if let Some(controller) = controller.upgrade() {
            looking::wish(&controller, intent);
        }
    })
}

/// Now in steps of a minute, so that the interface is not rendered anew for every second.
fn this_minute() -> Timestamp {
    let now = clock::now();
    let minute = now.as_str().get(..16).unwrap_or_default();
    Timestamp::parse(&[minute, ":00Z"].concat()).unwrap_or(now)
}
