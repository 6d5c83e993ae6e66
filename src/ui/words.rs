//! The interface's language in the browser: messages, numbers and dates.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use wasm_bindgen::JsCast;

use crate::annotation::Timestamp;
use crate::locale::{Language, Locale, Numbers, Plural};
use crate::page::intl::Intl;

/// What the browser knows of the numbers of a language.
struct IntlNumbers(Rc<Intl>);

impl Numbers for IntlNumbers {
    fn plural(&self, n: usize) -> Plural {
        Plural::from_name(&self.0.plural(n as f64))
    }
    fn number(&self, n: usize) -> String {
        self.0.number(n)
    }
}

/// The messages and formats of one language, shared by all components.
#[derive(Clone)]
pub struct Words(Rc<(Locale, Rc<Intl>)>);

impl Words {
    /// The language with the messages of its file; an empty file is English.
    pub fn new(language: Language, file: &str) -> Self {
        let intl = Rc::new(Intl::new(&language.asked));
        let numbers = Box::new(IntlNumbers(Rc::clone(&intl)));
        Self(Rc::new((Locale::read(language, file, numbers), intl)))
    }

    /// A moment in words, whole; as written when it is no date.
    pub fn exact(&self, moment: &str) -> String {
        match Timestamp::parse(moment) {
            Some(moment) => self.0.1.exact(&moment),
            None => moment.to_owned(),
        }
    }

    /// A moment as seen from `now`: "3 days ago".
    pub(super) fn relative(&self, moment: &str, now: &Timestamp) -> String {
        match Timestamp::parse(moment) {
            Some(moment) => self.0.1.relative(&moment, now),
            None => moment.to_owned(),
        }
    }
}

impl Deref for Words {
    type Target = Locale;
    fn deref(&self) -> &Locale {
        &self.0.0
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.0.fmt(f)
    }
}

/// A value as the JavaScript class `T`, where it is of that class.
pub(super) fn as_class<T: JsCast>(value: impl JsCast) -> Option<T> {
    value.dyn_into().ok()
}
