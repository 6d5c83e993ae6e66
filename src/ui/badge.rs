//! The badge of somebody else: initials on their colour, with the lines that their highlights have in the text.

use yew::prelude::*;

use crate::session::layers::Badge;

/// Says nothing to assistive technology: the name stands beside it.
pub(super) fn badge(badge: &Badge) -> Html {
    let pattern = badge.pattern.map(|at| (at + 1).to_string());
    html! {
        <span class="badge" data-color={badge.color.name()} data-pattern={pattern} aria-hidden="true">
            { &badge.initials }
        </span>
    }
}
