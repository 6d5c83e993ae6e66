//! The events of the element, one constructor each; all bubble and cross shadow roots.

use serde_json::Value;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::answer::{self, Name};
use crate::annotation::{AnnotationId, Record};
use crate::exchange::object;
use crate::session::Report;

/// `postil-create`.
pub(super) fn created(host: &HtmlElement, record: &Record) {
    dispatch(host, "postil-create", &answer::annotation(record));
}

/// `postil-update`.
pub(super) fn updated(host: &HtmlElement, record: &Record) {
    dispatch(host, "postil-update", &answer::annotation(record));
}

/// `postil-delete`, with the annotation as it was.
pub(super) fn deleted(host: &HtmlElement, record: &Record) {
    dispatch(host, "postil-delete", &answer::annotation(record));
}

/// `postil-select`, with the ids under the click.
pub(super) fn selected(host: &HtmlElement, ids: &[AnnotationId]) {
    let ids: Vec<Value> = ids.iter().map(|id| id.as_str().into()).collect();
    tell(host, "postil-select", &Value::Array(ids));
}

/// `postil-import`, with the report.
pub(super) fn imported(host: &HtmlElement, report: &Report) {
    tell(host, "postil-import", &report_json(report));
}

/// `postil-placement`, with the placements.
pub(super) fn placed(host: &HtmlElement, placements: &JsValue) {
    dispatch(host, "postil-placement", placements);
}

/// `postil-error`.
pub(super) fn failed(host: &HtmlElement, name: Name, message: &str) {
    let detail = object([("name", name.text().into()), ("message", message.into())]);
    tell(host, "postil-error", &Value::Object(detail));
}

/// The report of an import as the public interface tells it.
pub(super) fn report_json(report: &Report) -> Value {
    let rejected: Vec<Value> = report
        .rejected
        .iter()
        .map(|(index, reason)| {
            let entries = [
                ("index", (*index).into()),
                ("reason", reason.as_str().into()),
            ];
            Value::Object(object(entries))
        })
        .collect();
    Value::Object(object([
        ("format", report.format.into()),
        ("added", report.counts.added.into()),
        ("updated", report.counts.updated.into()),
        ("unchanged", report.counts.unchanged.into()),
        ("deleted", report.counts.deleted.into()),
        ("conflicts", report.counts.conflicts.into()),
        ("unplaced", report.counts.unplaced.into()),
        ("rejected", rejected.into()),
    ]))
}

fn tell(host: &HtmlElement, name: &str, detail: &Value) {
    dispatch(host, name, &answer::value(detail));
}

fn dispatch(host: &HtmlElement, name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // Whether a listener cancelled it does not matter to us.
        let _ = host.dispatch_event(&event);
    }
}
