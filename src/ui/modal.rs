//! A modal dialog of ours, in the top layer.

use web_sys::{Element, Event, HtmlDialogElement};
use yew::prelude::*;

use super::focus::{focus, root_of, use_focus_back};
use super::icon::CLOSE;
use super::intent::Intent;
use super::shared::Ui;
use crate::locale::Key;

#[derive(Properties, PartialEq)]
pub(super) struct ModalProps {
    /// Words and the way out.
    pub ui: Ui,
    /// Its name, and its heading.
    pub name: Key,
    /// What it holds.
    pub children: Html,
}

#[component]
pub(super) fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    use_focus_back(node.clone());
    use_effect_with(node.clone(), |node| {
        let dialog = node.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        }
        move || {
            if let Some(dialog) = dialog {
                dialog.close();
            }
        }
    });
    // What had the focus may be gone with another dialog's content: a key must not land on the page behind.
    use_effect_with((node.clone(), props.name), |(node, _)| {
        if let Some(dialog) = node.cast::<Element>()
            && root_of(&dialog).is_some_and(|root| root.active_element().is_none())
        {
            focus(Some(dialog));
        }
    });
    // The state decides what is open: the browser's own closing (a back gesture) becomes a wish.
    let cancel = use_callback(props.ui.on.clone(), |event: Event, on| {
        event.prevent_default();
        on.emit(Intent::Close);
    });
    let name = props.ui.text(props.name);
    let (lang, dir) = props.ui.language();
    html! {
        <dialog ref={node} class="ours modal" part="dialog" aria-label={name.clone()} tabindex="-1" {lang} {dir}
            oncancel={cancel}>
            <div class="head">
                <h2>{ name }</h2>
                { props.ui.icon_button(Key::Close, CLOSE, Intent::Close) }
            </div>
            { props.children.clone() }
        </dialog>
    }
}
