//! Where a note is written.
//!
//! The words live in the field itself: a letter renders nothing. They are told on after a pause, on
//! leaving the field and before anything that uses them, so that the draft is never far behind.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{FocusEvent, HtmlElement, HtmlInputElement, HtmlTextAreaElement, InputEvent};
use yew::prelude::*;

use super::intent::Intent;
use super::note::note;
use super::shared::Ui;
use super::tags::{Tags, with_written};
use crate::locale::Key;
use crate::session::Editing;

/// The pause after which the words are told on, in milliseconds.
const PAUSE: u32 = 300;

#[derive(Properties, PartialEq)]
pub(super) struct EditorProps {
    /// Words and the way out.
    pub ui: Ui,
    /// What is written.
    pub editing: Rc<Editing>,
    /// All tags in use.
    pub known_tags: Rc<Vec<String>>,
}

/// The field, what was told on of it last, and the pause that runs.
#[derive(Clone)]
struct Field {
    node: NodeRef,
    told: Rc<RefCell<String>>,
    pause: Rc<RefCell<Option<Timeout>>>,
    on: Callback<Intent>,
}

impl Field {
    fn words(&self) -> Option<String> {
        Some(self.node.cast::<HtmlTextAreaElement>()?.value())
    }

    /// Tells the words on when they changed.
    fn tell(&self) {
        drop(self.pause.take());
        if let Some(words) = self.words().filter(|words| *words != *self.told.borrow()) {
            self.told.replace(words.clone());
            self.on.emit(Intent::WordsChanged(words));
        }
    }

    /// Tells them on after a pause.
    fn tell_soon(&self) {
        let field = self.clone();
        let pause = Timeout::new(PAUSE, move || field.tell());
        drop(self.pause.replace(Some(pause)));
    }

    /// Shows words that came from elsewhere: a draft, another version.
    fn take(&self, words: &str) {
        if *self.told.borrow() != words {
            self.told.replace(words.to_owned());
            if let Some(field) = self.node.cast::<HtmlTextAreaElement>() {
                field.set_value(words);
            }
        }
    }
}

#[component]
pub(super) fn Editor(props: &EditorProps) -> Html {
    let node = use_node_ref();
    let told = use_mut_ref(String::new);
    let pause = use_mut_ref(|| None);
    let field = Field {
        node: node.clone(),
        told,
        pause,
        on: props.ui.on.clone(),
    };
    let tag_field = use_node_ref();
    let preview = use_state(|| None::<String>);
    {
        let field = field.clone();
        use_effect_with(props.editing.words.clone(), move |words| field.take(words));
    }
    {
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(element) = field.node.cast::<HtmlElement>() {
                let _ = element.focus();
            }
            move || drop(field.pause.take())
        });
    }
    let save = {
        let (field, tag_field, tags) =
            (field.clone(), tag_field.clone(), props.editing.tags.clone());
        Callback::from(move |()| {
            field.tell();
            let written = tag_field
                .cast::<HtmlInputElement>()
                .map(|input| input.value());
            let all = with_written(&tags, &written.unwrap_or_default());
            if all != tags {
                field.on.emit(Intent::TagsChanged(all));
            }
            field.on.emit(Intent::Save);
        })
    };
    let on_key = {
        let (field, save) = (field.clone(), save.clone());
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if event.is_composing() {
            } else if key == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                save.emit(());
            } else if key == "Escape" {
                field.tell();
            }
        })
    };
    let on_input = {
        let field = field.clone();
        Callback::from(move |_: InputEvent| field.tell_soon())
    };
    let on_blur = {
        let field = field.clone();
        Callback::from(move |_: FocusEvent| field.tell())
    };
    let show = {
        let (preview, field) = (preview.clone(), field.clone());
        Callback::from(move |is_preview: bool| {
            preview.set(is_preview.then(|| field.words().unwrap_or_default()));
        })
    };
    let on_tags = {
        let on = props.ui.on.clone();
        Callback::from(move |tags| on.emit(Intent::TagsChanged(tags)))
    };
    let on_save = Callback::from(move |_: MouseEvent| save.emit(()));
    let ui = &props.ui;
    let is_preview = preview.is_some();
    html! {
        <div class="editor" part="editor" onkeydown={on_key}>
            <div class="tabs" role="tablist">
                { tab(ui, Key::Write, false, is_preview, &show) }
                { tab(ui, Key::Preview, true, is_preview, &show) }
            </div>
            <textarea ref={node} aria-label={ui.text(Key::Note)} placeholder={ui.text(Key::NotePlaceholder)}
                title={ui.text(Key::NoteHelp)} dir="auto" rows="4" hidden={is_preview}
                oninput={on_input} onblur={on_blur} />
            if let Some(words) = &*preview { { shown(ui, words) } }
            <Tags ui={ui.clone()} field={tag_field} tags={Rc::new(props.editing.tags.clone())}
                known={Rc::clone(&props.known_tags)} {on_tags} />
            <div class="row end">
                { ui.button("quiet", Key::Cancel, Intent::Cancel) }
                <button type="button" part="button" class="main" onclick={on_save}>{ ui.text(Key::Save) }</button>
            </div>
        </div>
    }
}

/// One of the two tabs.
fn tab(ui: &Ui, name: Key, is_preview: bool, shown: bool, show: &Callback<bool>) -> Html {
    let show = show.clone();
    let press = Callback::from(move |_: MouseEvent| show.emit(is_preview));
    let is_selected = is_preview == shown;
    html! {
        <button type="button" part="button" role="tab" aria-selected={is_selected.to_string()} onclick={press}>
            { ui.text(name) }
        </button>
    }
}

/// What the words become.
fn shown(ui: &Ui, words: &str) -> Html {
    let is_empty = words.trim().is_empty();
    html! {
        <div class="body preview" role="tabpanel" aria-label={ui.text(Key::Preview)} dir="auto">
            if is_empty { <p class="faint">{ ui.text(Key::PreviewEmpty) }</p> } else { { note(ui, words) } }
        </div>
    }
}
