//! How the article is printed: the one place where a reader chooses what becomes of the notes.

use web_sys::Event;
use yew::prelude::*;

use super::intent::Intent;
use super::modal::Modal;
use super::shared::Ui;
use crate::locale::Key;
use crate::session::Paper;

/// The dialog.
#[inline(never)]
pub(super) fn print(ui: &Ui, chosen: Paper) -> Html {
    let choices = [
        (Paper::Endnotes, Key::PrintEndnotes),
        (Paper::Beside, Key::PrintBeside),
        (Paper::Nothing, Key::PrintNothing),
    ];
    html! {
        <Modal ui={ui.clone()} name={Key::Print}>
            <fieldset class="choices">
                <legend>{ ui.text(Key::PrintWords) }</legend>
                { for choices.into_iter().map(|(paper, key)| html! {
                    <label class="check">
                        <input type="radio" name="paper" checked={paper == chosen}
                            onchange={ui.ask::<Event>(Intent::PaperChosen(paper))} />
                        { ui.text(key) }
                    </label>
                }) }
            </fieldset>
            <div class="row end">
                { ui.button("quiet", Key::Cancel, Intent::Close) }
                { ui.button("main", Key::PrintNow, Intent::Print) }
            </div>
        </Modal>
    }
}
