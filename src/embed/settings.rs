//! What can change while an article is shown: language, reader, layers, read-only by attributes, and
//! the reader's own keys.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::Url;

use super::controller::Controller;
use super::keeping::Keeping;
use super::{layers, options};
use crate::annotation::Profile;
use crate::exchange::{read_profiles, write_profiles};
use crate::locale;
use crate::page::js_error::report;
use crate::page::source;
use crate::page::tabs::{Change, Tabs};
use crate::session::Action;
use crate::ui::Words;

/// The setting of what people said about themselves, the reader among them.
const PEOPLE: &str = "people";

/// Keeps who reads together; nobody waits for it.
pub(super) fn keep_group(controller: &Rc<Controller>) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let keeping = controller.keeping().await;
        let mut people = controller.state().group.everybody();
        // Another tab may know more than this one.
        for kept in kept_people(&keeping).await {
            match people.iter_mut().find(|one| one.id == kept.id) {
                Some(one) => *one = one.later(&kept),
                None => people.push(kept),
            }
        }
        let text = write_profiles(&people);
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
    Words::new(locale::english(), "")
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
    let language = locale::choose(&wanted, &controller.languages);
    if language == *controller.words.borrow().language() {
        return;
    }
    let words = if &*language.tag == "en" {
        Words::new(language, "")
    } else if let Some(file) = messages(controller, &language.tag).await {
        Words::new(language, &file)
    } else {
        english()
    };
    controller.words.replace(words);
    controller.show();
}

/// The file of a language.
async fn messages(controller: &Controller, tag: &str) -> Option<String> {
    let path = ["locale/", tag, ".txt"].concat();
    let url = Url::new_with_base(&path, &controller.address).ok()?.href();
    source::text(&url).await
}

/// The setting of the keys that the reader changed.
pub(super) const KEYS: &str = "keys";

/// Keeps the reader's keys for all articles of this origin, and tells those that are open.
pub(super) fn keep_keys(controller: &Rc<Controller>, keys: Rc<str>) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let keeping = controller.keeping().await;
        // Not kept, they hold until the page is closed.
        if keeping.put_setting(KEYS, &keys).await.is_ok()
            && let Some(tabs) = &*controller.key_tabs.borrow()
        {
            tabs.announce(&Change::Everything);
        }
    });
}

/// Other keys in another tab, or in another article of the page, are other keys here.
pub(super) fn follow_keys(controller: &Rc<Controller>) {
    let following = Rc::downgrade(controller);
    let tabs = Tabs::open(KEYS, move |_| {
        if let Some(controller) = following.upgrade() {
            spawn_local(async move {
                let keeping = controller.keeping().await;
                if let Ok(keys) = keeping.setting(KEYS).await {
                    controller.act(Action::KeysChanged(keys.unwrap_or_default().into()));
                }
            });
        }
    });
    controller.key_tabs.replace(Some(tabs));
}
