//! Dates, numbers, plurals and lists in a language, by the browser's own `Intl`.

use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::annotation::Timestamp;

#[wasm_bindgen]
extern "C" {
    // Constructors that may throw, which those of `js_sys` may not: the language is outside data.
    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(language: &JsValue, options: &Object) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(language: &JsValue, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, date: &Date) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(language: &JsValue) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, value: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(language: &JsValue) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, value: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type ListFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(language: &JsValue) -> Result<ListFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &ListFormat, items: &Array) -> String;
}

/// How one language writes them.
pub struct Intl {
    relative: Option<RelativeTimeFormat>,
    exact: Option<DateTimeFormat>,
    number: Option<NumberFormat>,
    plural: Option<PluralRules>,
    list: Option<ListFormat>,
}

impl Intl {
    /// For a BCP 47 language tag; the browser's own language when it is none.
    pub fn new(language: &str) -> Self {
        let asked = JsValue::from_str(language);
        let language = match NumberFormat::new(&asked) {
            Ok(_) => asked,
            Err(_) => JsValue::UNDEFINED,
        };
        let options = |pairs: &[(&str, &str)]| {
            let options = Object::new();
            for (name, value) in pairs {
                // A new plain object takes any property.
                let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
            }
            options
        };
        Self {
            relative: RelativeTimeFormat::new(&language, &options(&[("numeric", "auto")])).ok(),
            exact: DateTimeFormat::new(
                &language,
                &options(&[("dateStyle", "long"), ("timeStyle", "short")]),
            )
            .ok(),
            number: NumberFormat::new(&language).ok(),
            plural: PluralRules::new(&language).ok(),
            list: ListFormat::new(&language).ok(),
        }
    }

    /// How long ago, in one unit: "now", "5 minutes ago", "yesterday". Days are of 24 hours.
    pub fn relative(&self, then: &Timestamp, now: &Timestamp) -> String {
        let seconds = (millis(then) - millis(now)) / 1000.0;
        let Some(format) = self.relative.as_ref().filter(|_| seconds.is_finite()) else {
            return self.exact(then);
        };
        // Under a minute nobody counts, and a clock that is a little ahead is no future.
        if seconds.abs() < 60.0 {
            return format.format(0.0, "second");
        }
        let (size, unit) = UNITS
            .into_iter()
            .find(|(size, _)| seconds.abs() >= *size)
            .unwrap_or((60.0, "minute"));
        format.format((seconds / size).trunc(), unit)
    }

    /// Date and time, in the reader's time zone.
    pub fn exact(&self, moment: &Timestamp) -> String {
        let date = Date::new(&JsValue::from_str(moment.as_str()));
        self.exact
            .as_ref()
            .and_then(|format| format.format(&date).ok())
            .unwrap_or_else(|| moment.as_str().to_owned())
    }

    /// A number with the language's digits and separators.
    pub fn number(&self, value: usize) -> String {
        match &self.number {
            Some(format) => format.format(value as f64),
            None => value.to_string(),
        }
    }

    /// Which plural form: `zero`, `one`, `two`, `few`, `many` or `other`.
    pub fn plural(&self, count: f64) -> String {
        match &self.plural {
            Some(rules) => rules.select(count),
            None => "other".to_owned(),
        }
    }

    /// "a, b and c".
    pub fn list(&self, items: &[String]) -> String {
        match &self.list {
            Some(format) => format.format(&items.iter().map(JsValue::from).collect()),
            None => items.join(", "),
        }
    }
}

/// Seconds of the units, from the largest.
const UNITS: [(f64, &str); 6] = [
    (31_557_600.0, "year"),
    (2_629_800.0, "month"),
    (604_800.0, "week"),
    (86_400.0, "day"),
    (3_600.0, "hour"),
    (60.0, "minute"),
];

/// Milliseconds since 1970; not a number when the browser does not read it.
fn millis(moment: &Timestamp) -> f64 {
    Date::new(&JsValue::from_str(moment.as_str())).get_time()
}
