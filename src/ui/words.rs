//! The interface's language in the browser: messages, numbers and dates.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::locale::{Language, Locale, Numbers, Plural};

/// What `Intl` knows of the numbers of a language.
struct IntlNumbers {
    plural: Intl::PluralRules,
    number: js_sys::Function,
}

impl Numbers for IntlNumbers {
    fn plural(&self, n: usize) -> Plural {
        Plural::from_name(&String::from(self.plural.select(n as f64)))
    }
    fn number(&self, n: usize) -> String {
        self.number
            .call1(&JsValue::UNDEFINED, &JsValue::from(n as f64))
            .ok()
            .and_then(|number| number.as_string())
            .unwrap_or_else(|| n.to_string())
    }
}

struct Inner {
    locale: Locale,
    relative: Intl::RelativeTimeFormat,
    exact: js_sys::Function,
}

/// The messages and formats of one language, shared by all components.
#[derive(Clone)]
pub struct Words(Rc<Inner>);

impl Words {
    /// The language with the messages of its file; an empty file is English.
    pub fn new(language: Language, file: &str) -> Self {
        let tags = Array::of1(&JsValue::from_str(language.tag));
        let options = Object::new();
        set(&options, "numeric", "auto");
        set(&options, "dateStyle", "long");
        set(&options, "timeStyle", "short");
        let numbers = IntlNumbers {
            plural: Intl::PluralRules::new(&tags, &options),
            number: Intl::NumberFormat::new(&tags, &Object::new()).format(),
        };
        Self(Rc::new(Inner {
            locale: Locale::read(language, file, Box::new(numbers)),
            relative: Intl::RelativeTimeFormat::new(&tags, &options),
            exact: Intl::DateTimeFormat::new(&tags, &options).format(),
        }))
    }

    /// A moment in words, whole; as written when it is no date.
    pub(super) fn exact(&self, moment: &str) -> String {
        let date = Date::new(&JsValue::from_str(moment));
        if date.get_time().is_nan() {
            return moment.to_owned();
        }
        self.0
            .exact
            .call1(&JsValue::UNDEFINED, &date)
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_else(|| moment.to_owned())
    }

    /// A moment as seen from `now` (milliseconds since 1970): "3 days ago".
    pub(super) fn relative(&self, moment: &str, now: f64) -> String {
        let seconds = (Date::new(&JsValue::from_str(moment)).get_time() - now) / 1000.0;
        if seconds.is_nan() {
            return moment.to_owned();
        }
        let past = seconds.min(0.0);
        let (unit, length) = match -past {
            age if age < 45.0 => ("second", f64::INFINITY),
            age if age < 2_700.0 => ("minute", 60.0),
            age if age < 79_200.0 => ("hour", 3_600.0),
            age if age < 2_246_400.0 => ("day", 86_400.0),
            age if age < 29_808_000.0 => ("month", 2_629_800.0),
            _ => ("year", 31_557_600.0),
        };
        String::from(self.0.relative.format((past / length).round() + 0.0, unit))
    }
}

fn set(options: &Object, name: &str, value: &str) {
    // A plain object takes any property.
    let _ = Reflect::set(options, &JsValue::from_str(name), &JsValue::from_str(value));
}

impl Deref for Words {
    type Target = Locale;
    fn deref(&self) -> &Locale {
        &self.0.locale
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.locale.fmt(f)
    }
}

/// Whether a value is of the JavaScript class `T`, as that class.
pub(super) fn as_class<T: JsCast>(value: impl JsCast) -> Option<T> {
    value.dyn_into().ok()
}
