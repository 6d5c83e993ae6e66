//! The style sheets of what stands in dialogs, which come with these.

use super::sheets::sheet;

/// For the shadow root, in this order, after those that are always there.
#[inline(never)]
pub fn dialog_sheets() -> Vec<&'static str> {
    vec![
        sheet!("dialogs/panel.css"),
        sheet!("dialogs/sieve.css"),
        sheet!("dialogs/people.css"),
        sheet!("dialogs/modal.css"),
        sheet!("dialogs/exchange.css"),
    ]
}
