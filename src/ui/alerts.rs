//! What went wrong, what was said last, and the one line for a first visit.

use std::rc::Rc;

use yew::prelude::*;

use super::icon::CLOSE;
use super::intent::Intent;
use super::measure::Heard;
use super::phrase;
use super::shared::Ui;
use crate::locale::Key;
use crate::session::view::MarginView;
use crate::session::{Alert, ArticleStatus, Errand, State};

/// Everything that stands above the text.
pub(super) fn alerts(ui: &Ui, state: &State) -> Html {
    let (lang, dir) = ui.language();
    let waiting = match state.status {
        ArticleStatus::Loading => Some(Key::Loading),
        ArticleStatus::Slow => Some(Key::LoadingSlow),
        ArticleStatus::Shown | ArticleStatus::Failed => None,
    };
    html! {
        <div class="ours news" {lang} {dir}>
            { for state.alerts.iter().enumerate().map(|(at, alert)| trouble(ui, at, alert)) }
            if let Some(key) = waiting { <p class="faint late" role="status">{ ui.text(key) }</p> }
        </div>
    }
}

/// The one line for a first visit. It stands outside the flow of the text, which does not move when
/// the line goes.
pub(super) fn hint(ui: &Ui, state: &State) -> Html {
    let is_first_visit = state.status == ArticleStatus::Shown
        && !state.is_hint_dismissed
        && !state.readonly
        && state.entries.is_empty();
    if !is_first_visit {
        return Html::default();
    }
    html! {
        <p class="hint">
            <span>{ ui.text(Key::Hint) }</span>
            { ui.icon_button(Key::Dismiss, CLOSE, Intent::DismissHint) }
        </p>
    }
}

/// The line that reminds of a copy; it stands where the hint of a first visit stood.
pub(super) fn copy_due(ui: &Ui, state: &State) -> Html {
    if !state.is_copy_due {
        return Html::default();
    }
    let ask = |class, key, errand| ui.button(class, key, Intent::Exchange(errand));
    html! {
        <div class="hint" role="group" aria-label={ui.text(Key::Backup)}>
            <p>{ ui.text(Key::CopyDue) }</p>
            <div class="row">
                { ask("quiet", Key::BackupSave, Errand::Backup) }
                { ask("link", Key::NotNow, Errand::NotNow) }
            </div>
        </div>
    }
}

/// The offer to go on where the reader stopped on an earlier visit.
pub(super) fn left_off(ui: &Ui, state: &State) -> Html {
    let Some(left_off) = state.left_off else {
        return Html::default();
    };
    let percent = ui.words.number(left_off.percent);
    html! {
        <p class="hint">
            <span>{ ui.words.fill(Key::ContinueWords, &[&percent]) }</span>
            { ui.button("link", Key::ContinueGo, Intent::GoOn) }
            { ui.icon_button(Key::Dismiss, CLOSE, Intent::StayHere) }
        </p>
    }
}

/// That not all notes are shown, and the way to all of them.
pub(super) fn sifted(ui: &Ui, state: &State, view: &MarginView) -> Html {
    let Some(hits) = &view.hits else {
        return Html::default();
    };
    let (shown, all) = (hits.count, view.count());
    let (shown, all) = (ui.words.number(shown), ui.words.number(all));
    let clear = Intent::FilterChanged(Rc::new(state.filter.cleared()));
    html! {
        <p class="hint">
            <span>{ ui.words.fill(Key::FilterShown, &[&shown, &all]) }</span>
            { ui.button("link", Key::FilterClear, clear) }
        </p>
    }
}

/// One alert.
fn trouble(ui: &Ui, at: usize, alert: &Alert) -> Html {
    let class = if alert.kind.is_about_article() {
        "alert article"
    } else {
        "alert"
    };
    html! {
        <div {class} role="alert" key={at}>
            <p title={alert.detail.clone()}>{ phrase::alert(&ui.words, &alert.kind) }</p>
            <div class="row">
                if alert.kind.can_retry() { { ui.button("main", Key::TryAgain, Intent::Retry(at)) } }
                if !alert.kind.is_about_article() {
                    { ui.button("quiet", Key::Dismiss, Intent::DismissAlert(at)) }
                }
            </div>
        </div>
    }
}

/// The live region. The same words twice differ by a space, or they would not be heard again.
pub(super) fn heard(ui: &Ui, heard: &Heard) -> Html {
    let text = heard
        .said
        .as_ref()
        .map(|said| phrase::said(&ui.words, said));
    let (lang, dir) = ui.language();
    html! {
        <div class="ours heard" role="status" {lang} {dir}>
            { text }
            if heard.serial % 2 == 1 { { "\u{a0}" } }
        </div>
    }
}
