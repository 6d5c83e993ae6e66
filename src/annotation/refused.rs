//! What the reader said of places: which are not the passage, and which is.
//!
//! Both stand among the properties that we keep without reading them. `postil:refused`, a list of
//! `TextQuoteSelector`s, is a property of the target in force: it travels in every file that keeps
//! those, and other tools pass it by. `postil:confirmed` is written only beside a note that is not
//! the reader's to change, and never leaves the browser.

use serde_json::{Map, Value};

use super::PassageTarget;
use crate::anchor::Quote;

const REFUSED: &str = "postil:refused";
const CONFIRMED: &str = "postil:confirmed";
/// Of more the oldest are forgotten: the reader may be asked again.
const MOST: usize = 20;

impl PassageTarget {
    /// The words of the places that are not it.
    pub fn refused(&self) -> impl Iterator<Item = Quote> + '_ {
        let list = self.extra.get(REFUSED).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(read)
    }

    /// Adds a place that is not it.
    pub fn refuse(&mut self, words: &Quote) {
        let mut list: Vec<Value> = match self.extra.remove(REFUSED) {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        };
        list.push(write(words));
        let from = list.len().saturating_sub(MOST);
        self.extra
            .insert(REFUSED.to_owned(), Value::Array(list.split_off(from)));
    }

    /// Notes that the reader said that this is the passage of a note whose own target says `quote`.
    pub fn confirm(&mut self, quote: Option<&Quote>) {
        let said = quote.map_or(Value::Bool(true), write);
        self.extra.insert(CONFIRMED.to_owned(), said);
    }

    /// Whether the reader said so, and the note's own target still says `quote`: where its author
    /// moved it since, the answer was to another question.
    pub fn is_confirmed_for(&self, quote: Option<&Quote>) -> bool {
        let said = self.extra.get(CONFIRMED);
        said.is_some_and(|said| read(said).as_ref() == quote)
    }
}

fn read(value: &Value) -> Option<Quote> {
    let part = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
    Some(Quote {
        exact: part("exact")?,
        prefix: part("prefix")?,
        suffix: part("suffix")?,
    })
}

fn write(words: &Quote) -> Value {
    let parts = [
        ("type", "TextQuoteSelector"),
        ("exact", &words.exact),
        ("prefix", &words.prefix),
        ("suffix", &words.suffix),
    ];
    let mut entries = Map::new();
    for (name, value) in parts {
        entries.insert(name.to_owned(), value.into());
    }
    Value::Object(entries)
}
