//! Attributes that can change while an article is shown: language, reader, layers, read-only.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::Url;

use super::controller::Controller;
use super::keeping::Keeping;
use super::{layers, options};
use crate::annotation::Profile;
use crate::exchange::{read_profiles, write_profiles};
use crate::locale::{self, Language};
use crate::page::js_error::report;
use crate::page::source;
use crate::session::Action;
use crate::ui::Words;

/// The setting of what people said about themselves, the reader among them.
const PEOPLE: &str = "people";

/// Keeps who reads together; nobody waits for it.
pub(super) fn keep_group(controller: &Rc<Controller>) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let keeping = controller.keeping().await;
        let text = write_profiles(&controller.state().group.everybody());
        if let Err(error) = keeping.put_setting(PEOPLE, &text).await {
            report(&error.to_string());
        }
    });
}

/// The reader and other people, as they were kept.
pub(super) async fn kept_people(keeping: &Keeping) -> Vec<Profile> {
    match keeping.setting(PEOPLE).await {
        Ok(Some(text)) => read_profiles(&text),
        _ => Vec::new(),
    }
}

/// The language that needs no file.
pub(super) fn english() -> Words {
    Words::new(locale::choose(&[]), "")
}

/// An attribute has another value.
pub(super) fn changed(controller: &Rc<Controller>, name: &str) {
    let options = options::Options::read(&controller.host);
    match name {
        "reader" => {
            controller.act(Action::Renamed(options.reader.clone()));
        }
        "readonly" => {
            controller.act(Action::ReadonlyChanged(options.is_readonly));
        }
        "ui-lang" => {
            let controller = Rc::clone(controller);
            spawn_local(async move { speak(&controller).await });
        }
        "layers" => {
            controller.options.replace(options);
            layers::changed(controller);
        }
        // The style sheets read the rest off the element.
        _ => {}
    }
}

/// Speaks the reader's language; its messages lie beside the loader. English where they cannot be had.
pub(super) async fn speak(controller: &Rc<Controller>) {
    let wanted = options::languages(&controller.host);
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let language = locale::choose(&wanted);
    if language.tag == controller.words.borrow().language().tag {
        return;
    }
    let file = messages(controller, language).await.unwrap_or_default();
    controller.words.replace(Words::new(language, &file));
    controller.show();
}

/// The file of a language.
async fn messages(controller: &Controller, language: Language) -> Option<String> {
    if language.tag == "en" {
        return None;
    }
    let path = ["locale/", language.tag, ".txt"].concat();
    let url = Url::new_with_base(&path, &controller.address).ok()?.href();
    source::text(&url).await
}
