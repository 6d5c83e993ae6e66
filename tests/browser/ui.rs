//! The whole interface over a state of its own: what assistive technology finds, keys, focus.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use postil::annotation::{AnnotationId, Color, Person};
use postil::locale;
use postil::page::clock;
use postil::page::sheets::Adopted;
use postil::session::filter::Filter;
use postil::session::view;
use postil::session::{Action, Command, Dialog, Said, Selected, SelectedBy, State, reduce};
use postil::text::{ArticleText, ByteOffset, Range};
use postil::ui::dialog_sheets::dialog_sheets;
use postil::ui::{App, AppProps, FocusRequest, Goal, Heard, Intent, Measure, Same, Spot, Words};
use postil::ui::{frame, intent, sheets};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit};
use web_sys::{ShadowRoot, ShadowRootInit, ShadowRootMode};
use yew::{AppHandle, Callback};

use crate::stage::{document, element, until};

const TEXT: &str =
    "The margin is the oldest place to answer a book.\nReaders wrote there before printing.";

/// The interface on a page, with the loop that a controller runs.
struct Desk {
    host: HtmlElement,
    root: ShadowRoot,
    state: RefCell<Rc<State>>,
    handle: RefCell<Option<AppHandle<App>>>,
    wishes: RefCell<Vec<Intent>>,
    width: Cell<f64>,
    focus: RefCell<Option<FocusRequest>>,
    heard: RefCell<Heard>,
    words: Words,
    _sheets: Vec<Adopted>,
}

impl Desk {
    fn new(width: f64) -> Rc<Self> {
        let host = element("postil-article", "<p>The margin.</p>");
        let host: HtmlElement = host.unchecked_into();
        host.style()
            .set_css_text(&format!("display: block; width: {width}px"));
        document().body().unwrap().append_child(&host).unwrap();
        let root = host
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .unwrap();
        // As the loader leaves it.
        root.append_child(&element("slot", "")).unwrap();
        let frame = frame::build(&root).unwrap();
        let mut adopted: Vec<Adopted> = sheets::WIDGET
            .iter()
            .chain(&dialog_sheets())
            .map(|css| Adopted::by_shadow(&root, css).unwrap())
            .collect();
        adopted.push(Adopted::by_document(&document(), sheets::HIGHLIGHTS).unwrap());
        let reader = Person {
            id: "urn:uuid:reader".to_owned(),
            name: None,
        };
        let state = State::new("https://example.org/a".to_owned(), reader, "d".to_owned());
        let desk = Rc::new(Self {
            host,
            root,
            state: RefCell::new(Rc::new(state)),
            handle: RefCell::default(),
            wishes: RefCell::default(),
            width: Cell::new(width),
            focus: RefCell::default(),
            heard: RefCell::default(),
            words: Words::new(locale::english(), ""),
            _sheets: adopted,
        });
        desk.act(Action::ArticleShown(Rc::new(ArticleText::from_lines(TEXT))));
        let weak = Rc::downgrade(&desk);
        let on_intent = Callback::from(move |wish| {
            if let Some(desk) = weak.upgrade() {
                desk.take(wish);
            }
        });
        let props = desk.props(on_intent);
        let handle = yew::Renderer::<App>::with_root_and_props(frame.mount, props).render();
        desk.handle.replace(Some(handle));
        desk
    }

    fn props(&self, on_intent: Callback<Intent>) -> AppProps {
        let spot = Some(Spot {
            x: 100.0,
            top: 20.0,
            bottom: 40.0,
        });
        let state = Rc::clone(&self.state.borrow());
        let view = view::margin(&state);
        let starts = view.placed.iter().filter_map(|card| card.passage);
        let tops = starts.map(|passage| (passage.start(), 10.0)).collect();
        AppProps {
            view,
            state: Same(state),
            words: self.words.clone(),
            on_intent,
            measure: Rc::new(Measure {
                width: self.width.get(),
                height: 1_000.0,
                tops,
                in_view: None,
                selection: spot,
                choice: spot,
            }),
            heard: Rc::new(self.heard.borrow().clone()),
            focus: self.focus.borrow().clone(),
            now: clock::now(),
            is_whole: true,
        }
    }

    fn take(self: &Rc<Self>, wish: Intent) {
        let id = clock::new_id().unwrap();
        let actions = {
            let state = self.state.borrow();
            intent::actions(&wish, &state, &clock::now(), &id)
        };
        if let Intent::Focus(goal) = &wish {
            self.ask_focus(goal.clone());
        }
        self.wishes.borrow_mut().push(wish);
        for action in actions {
            self.act(action);
        }
        self.show();
    }

    fn ask_focus(&self, goal: Goal) {
        let serial = self.focus.borrow().as_ref().map_or(0, |last| last.serial) + 1;
        self.focus.replace(Some(FocusRequest {
            serial,
            goal: Rc::new(goal),
        }));
    }

    fn act(&self, action: Action) {
        let (state, commands) = reduce(&self.state.borrow(), action);
        self.state.replace(state);
        for command in commands {
            match command {
                Command::FocusEditor => self.ask_focus(Goal::Editor),
                Command::FocusCard(id) => self.ask_focus(Goal::Card(id)),
                Command::RestoreFocus => self.ask_focus(Goal::Back),
                Command::Announce(said) => {
                    let mut heard = self.heard.borrow_mut();
                    heard.serial += 1;
                    heard.said = Some(said);
                }
                _ => {}
            }
        }
    }

    fn show(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let on_intent = Callback::from(move |wish| {
            if let Some(desk) = weak.upgrade() {
                desk.take(wish);
            }
        });
        let props = self.props(on_intent);
        if let Some(handle) = self.handle.borrow_mut().as_mut() {
            handle.update(props);
        }
    }

    fn select(self: &Rc<Self>, words: &str) {
        let at = TEXT.find(words).unwrap();
        let offset = |at| ByteOffset::from_usize(at).unwrap();
        let passage = Range::new(offset(at), offset(at + words.len())).unwrap();
        self.act(Action::SelectionChanged(Some(Selected {
            passage,
            by: SelectedBy::Pointer,
        })));
        self.show();
    }

    fn highlight(self: &Rc<Self>, words: &str) -> AnnotationId {
        self.select(words);
        self.take(Intent::Highlight(Color::Green));
        self.state.borrow().active.clone().unwrap()
    }

    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length())
            .map(|at| found.get(at).unwrap().unchecked_into())
            .collect()
    }

    async fn find(&self, selector: &str) -> HtmlElement {
        assert!(
            until(|| !self.all(selector).is_empty()).await,
            "nothing is {selector} in {}",
            self.root.inner_html()
        );
        self.all(selector).remove(0)
    }

    async fn gone(&self, selector: &str) {
        assert!(
            until(|| self.all(selector).is_empty()).await,
            "still there: {selector}"
        );
    }

    /// A control by its role's selector and its name.
    async fn named(&self, selector: &str, name: &str) -> HtmlElement {
        let find = || {
            self.all(selector).into_iter().find(|element| {
                let label = element.get_attribute("aria-label");
                let own = label.unwrap_or_else(|| element.text_content().unwrap_or_default());
                own.trim() == name
            })
        };
        assert!(until(|| find().is_some()).await, "no {selector} `{name}`");
        find().unwrap()
    }

    fn wished(&self, wish: &Intent) -> bool {
        self.wishes.borrow().contains(wish)
    }

    fn focused(&self) -> Option<Element> {
        self.root.active_element()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.borrow_mut().take() {
            handle.destroy();
        }
        self.host.remove();
    }
}

fn press(target: &Element, key: &str, ctrl: bool) -> bool {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_ctrl_key(ctrl);
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    !target.dispatch_event(&event).unwrap()
}

#[wasm_bindgen_test]
async fn a_selection_brings_a_toolbar_with_six_colours_and_a_note() {
    let desk = Desk::new(1200.0);
    desk.select("oldest place");
    desk.named("[role=toolbar]", "Annotate selection").await;
    for color in ["yellow", "green", "blue", "pink", "orange", "purple"] {
        desk.named(".toolbar button", &format!("Highlight {color}"))
            .await;
    }
    desk.named(".toolbar button", "Highlight blue")
        .await
        .click();
    desk.gone(".toolbar").await;
    assert!(desk.wished(&Intent::Highlight(Color::Blue)));
    let card = desk.find("section.margin[aria-label=Notes] article").await;
    let name = card.get_attribute("aria-label").unwrap();
    assert_eq!(name, "Highlight: oldest place");
}

#[wasm_bindgen_test]
async fn the_toolbar_does_not_take_the_focus_and_a_key_goes_to_it() {
    let desk = Desk::new(1200.0);
    let text = desk.find(".text").await;
    text.focus().unwrap();
    desk.select("oldest place");
    desk.find(".toolbar").await;
    assert_eq!(desk.focused().as_ref(), Some(text.as_ref()));
    assert!(press(&text, "t", false));
    let first = desk.named(".toolbar button", "Highlight yellow").await;
    assert!(until(|| desk.focused().as_ref() == Some(&first)).await);
    assert!(press(&first, "ArrowRight", false));
    let second = desk.named(".toolbar button", "Highlight green").await;
    assert_eq!(desk.focused().as_ref(), Some(second.as_ref()));
}

#[wasm_bindgen_test]
async fn a_note_is_written_and_saved_with_control_and_enter() {
    let desk = Desk::new(1200.0);
    desk.select("oldest place");
    desk.take(Intent::AddNote);
    let field = desk.named("textarea", "Note").await;
    assert!(until(|| desk.focused().as_ref() == Some(&field)).await);
    let field: HtmlTextAreaElement = field.unchecked_into();
    field.set_value("Is *that* so?");
    desk.named("input", "Tags").await;
    assert!(press(&field, "Enter", true));
    desk.gone("textarea").await;
    let card = desk.find("article.card").await;
    assert_eq!(
        card.get_attribute("aria-label").unwrap(),
        "Note: oldest place"
    );
    let emphasis = desk.find("article.card em").await;
    assert_eq!(emphasis.text_content().unwrap(), "that");
    for name in ["Edit", "Delete", "Reply"] {
        desk.named("article.card button", name).await;
    }
}

#[wasm_bindgen_test]
async fn the_bar_has_its_tools_and_the_panel_its_search() {
    let desk = Desk::new(1200.0);
    desk.highlight("oldest place");
    desk.highlight("before printing");
    desk.named("[role=toolbar]", "Reading tools").await;
    for name in [
        "Undo",
        "Redo",
        "All notes",
        "Import notes",
        "Export notes",
        "Keyboard shortcuts",
        "Trash",
    ] {
        desk.named(".bar button", name).await;
    }
    let all = desk.named(".bar button", "All notes").await;
    all.focus().unwrap();
    all.click();
    desk.named("[role=dialog]", "All notes").await;
    let search = desk.named("input[type=search]", "Search notes").await;
    assert!(until(|| desk.focused().as_ref() == Some(&search)).await);
    assert_eq!(desk.all(".panel .item").len(), 2);
    desk.take(Intent::FilterChanged(Rc::new(Filter {
        search: "PRINT".to_owned(),
        ..Filter::default()
    })));
    assert!(until(|| desk.all(".panel .item").len() == 1).await);
    assert!(press(&search, "Escape", false));
    desk.gone(".panel").await;
    assert!(until(|| desk.focused().as_ref() == Some(&all)).await);
}

#[wasm_bindgen_test]
async fn dialogs_are_modal_and_give_the_focus_back() {
    let desk = Desk::new(1200.0);
    let deleted = desk.highlight("oldest place");
    desk.take(Intent::Delete(deleted.clone()));
    let trash = desk.named(".bar button", "Trash").await;
    trash.focus().unwrap();
    trash.click();
    let dialog = desk.named("dialog", "Trash").await;
    assert!(until(|| dialog.matches(":modal").unwrap()).await);
    desk.named("dialog button", "Restore").await.click();
    assert!(desk.wished(&Intent::Restore(deleted)));
    desk.named("dialog button", "Close").await.click();
    desk.gone("dialog").await;
    assert!(until(|| desk.focused().as_ref() == Some(&trash)).await);
    assert!(press(&trash, "?", false));
    desk.named("dialog", "Keyboard shortcuts").await;
}

#[wasm_bindgen_test]
async fn two_highlights_under_a_click_can_be_chosen_by_arrow_keys() {
    let desk = Desk::new(1200.0);
    let one = desk.highlight("oldest place");
    let other = desk.highlight("place to answer");
    desk.act(Action::TextClicked(vec![one.clone(), other.clone()]));
    desk.show();
    desk.named("[role=menu]", "Notes here").await;
    let items = || desk.all("[role=menuitem]");
    assert!(until(|| items().len() == 2).await);
    assert!(until(|| desk.focused().as_ref() == Some(items()[0].as_ref())).await);
    assert!(press(&items()[0], "ArrowDown", false));
    assert_eq!(desk.focused().as_ref(), Some(items()[1].as_ref()));
    items()[1].click();
    desk.gone("[role=menu]").await;
    assert!(desk.wished(&Intent::Activate(Some(other))));
}

#[wasm_bindgen_test]
async fn cards_never_overlap_and_the_active_one_stands_at_its_passage() {
    let desk = Desk::new(1200.0);
    for words in ["The", "margin", "oldest", "place", "answer", "book"] {
        desk.highlight(words);
    }
    assert!(until(|| desk.all(".slot[data-set]").len() == 6).await);
    let boxes: Vec<(f64, f64)> = desk
        .all(".slot")
        .iter()
        .map(|slot| {
            let top = slot.style().get_property_value("--postil-top").unwrap();
            let top: f64 = top.trim_end_matches("px").parse().unwrap();
            (top, f64::from(slot.offset_height()))
        })
        .collect();
    for pair in boxes.windows(2) {
        assert!(pair[0].0 + pair[0].1 <= pair[1].0, "{boxes:?}");
    }
}

#[wasm_bindgen_test]
async fn a_narrow_element_opens_the_card_in_a_sheet_of_the_top_layer() {
    let desk = Desk::new(390.0);
    desk.highlight("oldest place");
    let sheet = desk.find(".sheet").await;
    assert!(until(|| sheet.matches(":popover-open").unwrap()).await);
    desk.named(".sheet button", "Close").await.click();
    desk.gone(".sheet").await;
    assert_eq!(desk.state.borrow().active, None);
}

#[wasm_bindgen_test]
async fn a_medium_element_has_a_mark_for_each_note() {
    let desk = Desk::new(800.0);
    desk.highlight("oldest place");
    let mark = desk.named("button.mark", "Highlight: oldest place").await;
    assert_eq!(mark.get_attribute("aria-expanded").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn after_the_interface_is_gone_no_key_is_heard() {
    let desk = Desk::new(1200.0);
    desk.find(".bar").await;
    let text = desk.find(".text").await;
    assert!(press(&text, "?", false));
    assert!(desk.wished(&Intent::Open(Dialog::Shortcuts)));
    desk.wishes.borrow_mut().clear();
    desk.handle.borrow_mut().take().unwrap().destroy();
    desk.gone(".bar").await;
    assert!(!press(&text, "?", false));
    assert!(desk.wishes.borrow().is_empty());
    let kept: Array = Array::from(&desk.root.children());
    assert_eq!(kept.length(), 1, "only the frame is left");
    assert_eq!(desk.all(".text slot").len(), 1, "the article's slot stays");
}

#[wasm_bindgen_test]
async fn what_happened_is_said_in_a_live_region() {
    let desk = Desk::new(1200.0);
    let id = desk.highlight("oldest place");
    desk.take(Intent::Recolor(id, Color::Pink));
    let region = desk.find(".heard[role=status]").await;
    // The store answers when it is safe; here it does, by hand.
    desk.heard.replace(Heard {
        serial: 1,
        said: Some(Said::Recolored),
    });
    desk.show();
    let said = || region.text_content().unwrap_or_default();
    assert!(until(|| said().trim() == "Colour changed.").await);
    let first = said();
    desk.heard.borrow_mut().serial = 2;
    desk.show();
    assert!(
        until(|| said() != first).await,
        "the same words are heard again"
    );
}
