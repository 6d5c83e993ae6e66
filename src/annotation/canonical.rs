//! Canonical bytes of a version: equal exactly when two versions say the same, whatever file they came through.
//!
//! Every field is written with its length or a mark before it, so that no two versions share their bytes.

use serde_json::{Map, Value};

use super::{Annotation, Direction, Note, PassageTarget, Person, Target};
use crate::anchor::Selectors;

/// The canonical bytes of the whole version, as a string.
pub(super) fn of_version(annotation: &Annotation) -> String {
    let mut key = Key(of_content(annotation));
    key.optional(annotation.created.as_ref().map(|at| at.as_str()));
    key.optional(annotation.modified.as_ref().map(|at| at.as_str()));
    key.optional(annotation.deleted.as_ref().map(|at| at.as_str()));
    person(&mut key, annotation.creator.as_ref());
    key.text(annotation.id.as_str());
    for (device, counter) in annotation.version.entries() {
        key.text(device);
        key.number(*counter);
    }
    key.0
}

/// The canonical bytes of what the reader made: no id, no author, no times, no version.
pub(super) fn of_content(annotation: &Annotation) -> String {
    let mut key = Key(String::new());
    key.text(annotation.motivation.name());
    target(&mut key, &annotation.target);
    match &annotation.note {
        Some(body) => note(&mut key, body),
        None => key.mark('-'),
    }
    for tag in &annotation.tags {
        key.text(tag);
    }
    key.optional(annotation.color.map(super::Color::name));
    properties(&mut key, &annotation.extra);
    key.0
}

struct Key(String);

impl Key {
    fn mark(&mut self, mark: char) {
        self.0.push(mark);
    }
    fn number(&mut self, number: u32) {
        self.0.push_str(&number.to_string());
        self.0.push(';');
    }
    fn text(&mut self, text: &str) {
        self.0.push_str(&text.len().to_string());
        self.0.push(':');
        self.0.push_str(text);
    }
    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.mark('-'),
        }
    }
}

fn person(key: &mut Key, person: Option<&Person>) {
    match person {
        Some(person) => {
            key.text(&person.id);
            key.optional(person.name.as_deref());
        }
        None => key.mark('-'),
    }
}

fn properties(key: &mut Key, extra: &Map<String, Value>) {
    for (name, value) in extra {
        key.text(name);
        key.text(&value.to_string());
    }
    key.mark('.');
}

fn note(key: &mut Key, note: &Note) {
    key.text(&note.value);
    key.text(&note.format);
    key.optional(note.language.as_deref());
    key.optional(note.direction.map(Direction::name));
    properties(key, &note.extra);
}

fn target(key: &mut Key, target: &Target) {
    match target {
        Target::Article(source) => {
            key.mark('a');
            key.text(source);
        }
        Target::Reply(id) => {
            key.mark('r');
            key.text(id.as_str());
        }
        Target::Foreign(value) => {
            key.mark('f');
            key.text(&value.to_string());
        }
        Target::Passage(passages) => {
            key.mark('p');
            for passage in passages {
                passage_target(key, passage);
            }
            key.mark('.');
        }
    }
}

fn passage_target(key: &mut Key, passage: &PassageTarget) {
    key.text(&passage.source);
    selectors(key, &passage.selectors);
    for value in &passage.foreign {
        key.mark('s');
        key.text(&value.to_string());
    }
    properties(key, &passage.extra);
}

fn selectors(key: &mut Key, selectors: &Selectors) {
    if let Some(quote) = &selectors.quote {
        key.mark('q');
        key.text(&quote.exact);
        key.text(&quote.prefix);
        key.text(&quote.suffix);
    }
    if let Some(range) = selectors.position {
        key.mark('c');
        key.number(range.start().get());
        key.number(range.end().get());
    }
    if let Some(range) = selectors.position_utf16 {
        key.mark('u');
        key.number(range.start().get());
        key.number(range.end().get());
    }
    for heading in &selectors.section {
        key.mark('h');
        key.text(heading);
    }
    if let Some(rival) = &selectors.rival {
        key.mark('v');
        key.number(super::share_in_thousandths(rival.share));
        key.optional(rival.text.as_deref());
    }
    key.optional(selectors.version.as_deref());
}
