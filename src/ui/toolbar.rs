//! The toolbar at the selection: six colours, a note and a bookmark.

use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::focus::arrows;
use super::icon::{BOOKMARK, NOTE, icon};
use super::intent::Intent;
use super::measure::Spot;
use super::shared::Ui;
use super::{phrase, place};
use crate::annotation::Color;
use crate::locale::Key;

#[derive(Properties, PartialEq)]
pub(super) struct ToolbarProps {
    /// Words and the way out.
    pub ui: Ui,
    /// The end of the selection.
    pub spot: Option<Spot>,
    /// Whether the selection was made by touch: then the system's own menu stands near it, and the
    /// toolbar at the bottom of the screen.
    pub is_touch: bool,
}

#[component]
pub(super) fn Toolbar(props: &ToolbarProps) -> Html {
    let node = use_node_ref();
    use_effect_with(
        (node.clone(), props.spot, props.is_touch),
        |(node, spot, is_touch)| {
            if *is_touch {
                place::show_popover(node.cast());
            } else if let (Some(element), Some(spot)) = (node.cast::<HtmlElement>(), spot) {
                place::at_spot(&element, *spot);
            }
        },
    );
    // A press must not take the selection away before it is used.
    let keep = use_callback((), |event: MouseEvent, ()| event.prevent_default());
    let move_focus = use_callback((), |event: KeyboardEvent, ()| arrows(&event));
    let (lang, dir) = props.ui.language();
    let popover = props.is_touch.then_some("manual");
    html! {
        <div ref={node} class="ours toolbar" role="toolbar" part="toolbar" {popover} {lang} {dir}
            aria-label={props.ui.text(Key::AnnotateSelection)} onmousedown={keep} onkeydown={move_focus}>
            { for Color::ALL.into_iter().map(|color| swatch(&props.ui, color)) }
            <button type="button" part="button" class="words" onclick={props.ui.ask(Intent::AddNote)}>
                { icon(NOTE) }{ props.ui.text(Key::AddNote) }
            </button>
            { props.ui.icon_button(Key::AddBookmark, BOOKMARK, Intent::Bookmark) }
        </div>
    }
}

/// One colour.
fn swatch(ui: &Ui, color: Color) -> Html {
    let name = ui.text(phrase::highlight(color));
    html! {
        <button type="button" part="button" class="swatch" data-color={color.name()}
            aria-label={name.clone()} title={name} onclick={ui.ask(Intent::Highlight(color))} />
    }
}
