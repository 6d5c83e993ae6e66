//! The export: in which format, which notes, and by which way they go out.

use std::rc::Rc;

use yew::prelude::*;

use super::intent::Intent;
use super::modal::Modal;
use super::profile;
use super::shared::Ui;
use crate::exchange::{Format, share::LONG_LINK};
use crate::locale::Key;
use crate::session::{Dialog, Errand, ExportView, State, Told};

/// Twice as long as what every messenger carries: there the meter is full.
const FULL_METER: usize = LONG_LINK * 2;

/// The dialog.
#[inline(never)]
pub(super) fn export(ui: &Ui, state: &State, view: &Rc<ExportView>) -> Html {
    let can_copy = view.format != Format::AnnotationSet;
    let can_share = view.shareable.contains(&view.format);
    let ask = |class, key, errand| ui.button(class, key, Intent::Exchange(errand));
    html! {
        <Modal ui={ui.clone()} name={Key::ExportNotes}>
            { formats(ui, view) }
            if view.shown < view.all { { which(ui, view) } }
            { profile::name(ui, state) }
            <div class="row">
                { ask("main", Key::Download, Errand::Download) }
                if can_copy { { ask("quiet", Key::Copy, Errand::Copy) } }
                if can_share { { ask("quiet", Key::Share, Errand::Share) } }
                { ask("quiet", Key::MakeLink, Errand::Link) }
            </div>
            <div role="status">
                { told(ui, view) }
                if let Some(link) = &view.link { { length_of(ui, link) } }
            </div>
            if let Some(link) = &view.link { { link_made(ui, link) } }
            <h3>{ ui.text(Key::Backup) }</h3>
            <p class="faint">{ ui.text(Key::BackupWords) }</p>
            { ask("quiet", Key::BackupSave, Errand::Backup) }
        </Modal>
    }
}

/// What each format is called, and what it keeps.
fn words(format: Format) -> (Key, Key) {
    match format {
        Format::Jsonld => (Key::FormatJsonld, Key::KeepsJsonld),
        Format::AnnotationSet => (Key::FormatSet, Key::KeepsSet),
        Format::Hypothesis => (Key::FormatHypothesis, Key::KeepsHypothesis),
        Format::Markdown => (Key::FormatMarkdown, Key::KeepsMarkdown),
        Format::Csv => (Key::FormatCsv, Key::KeepsCsv),
        Format::Html => (Key::FormatHtml, Key::KeepsHtml),
    }
}

fn formats(ui: &Ui, view: &Rc<ExportView>) -> Html {
    html! {
        <fieldset class="options">
            <legend>{ ui.text(Key::ExportFormat) }</legend>
            { for Format::ALL.into_iter().map(|format| {
                let (name, keeps) = words(format);
                let chosen = ExportView { format, ..next(view) };
                option(ui, "format", ui.text(name), Some(ui.text(keeps)), format == view.format, chosen)
            }) }
        </fieldset>
    }
}

fn which(ui: &Ui, view: &Rc<ExportView>) -> Html {
    html! {
        <fieldset class="options">
            <legend>{ ui.text(Key::ExportWhich) }</legend>
            { for [(false, Key::ExportAll, view.all), (true, Key::ExportShown, view.shown)].into_iter().map(|(is_filtered, key, count)| {
                let chosen = ExportView { is_filtered, link: None, ..next(view) };
                let name = ui.words.count(key, count).into();
                option(ui, "which", name, None, is_filtered == view.is_filtered, chosen)
            }) }
        </fieldset>
    }
}

/// The view to change: what was told is about what was chosen before.
fn next(view: &ExportView) -> ExportView {
    ExportView {
        told: None,
        ..view.clone()
    }
}

fn option(
    ui: &Ui,
    group: &'static str,
    name: AttrValue,
    more: Option<AttrValue>,
    checked: bool,
    chosen: ExportView,
) -> Html {
    let choose = ui.ask::<Event>(Intent::Open(Dialog::Export(Rc::new(chosen))));
    html! {
        <label class="option">
            <input type="radio" name={group} {checked} onchange={choose} />
            <span>{ name }if let Some(more) = more { <span class="faint">{ more }</span> }</span>
        </label>
    }
}

fn told(ui: &Ui, view: &ExportView) -> Html {
    let (text, left_out) = match &view.told {
        None => return Html::default(),
        Some(Told::Saved(name, left_out)) => {
            (ui.words.fill(Key::ToldSaved, &[name]).into(), *left_out)
        }
        Some(Told::Copied(left_out)) => (ui.text(Key::ToldCopied), *left_out),
        Some(Told::LinkCopied) => (ui.text(Key::ToldCopied), 0),
        Some(Told::Refused) => (ui.text(Key::ToldRefused), 0),
        Some(Told::TooLong) => (ui.text(Key::ToldTooLong), 0),
    };
    html! {
        <p>
            { text }
            if left_out > 0 { { " " }{ ui.words.count(Key::ToldLeftOut, left_out) } }
        </p>
    }
}

/// How long the link is, and what that means.
fn length_of(ui: &Ui, link: &str) -> Html {
    let length = link.chars().count();
    let advice = match length > LONG_LINK {
        true => Key::LinkLong,
        false => Key::LinkFine,
    };
    html! { <p>{ ui.words.count(Key::LinkLength, length) }{ " " }{ ui.text(advice) }</p> }
}

/// The link with a meter of its size, and the file offered when it is long.
fn link_made(ui: &Ui, link: &str) -> Html {
    let length = link.chars().count();
    let is_long = length > LONG_LINK;
    let way = if is_long {
        ("main", Key::Download, Errand::Download)
    } else {
        ("main", Key::CopyLink, Errand::CopyLink)
    };
    let number = |n: usize| n.to_string();
    html! {
        <div class="made">
            <input type="text" readonly=true dir="ltr" aria-label={ui.text(Key::Link)} value={link.to_owned()} />
            <meter min="0" max={number(FULL_METER)} high={number(LONG_LINK)} low={number(LONG_LINK / 4)} optimum="0"
                value={number(length.min(FULL_METER))} aria-label={ui.text(Key::LinkSize)} />
            <div class="row">
                { ui.button(way.0, way.1, Intent::Exchange(way.2)) }
                if is_long { { ui.button("quiet", Key::CopyLink, Intent::Exchange(Errand::CopyLink)) } }
            </div>
        </div>
    }
}
