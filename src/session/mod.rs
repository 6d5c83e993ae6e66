//! What is going on in one widget: its state, the actions that change it, the commands that follow.
//!
//! [`reduce`] is the only way to a new state. It knows no clock, no storage and no page: times and
//! ids arrive in the action, and what has to be done comes back as [`Command`]s, which a runner
//! executes and reports on by further actions. What the screen shows is computed in [`view`].

mod action;
mod command;
pub mod cursor;
mod editor;
mod edits;
mod exchanging;
pub mod filter;
mod fold;
mod group;
#[cfg(test)]
mod group_tests;
mod history;
mod intake;
mod known;
pub mod layers;
pub mod layout;
pub mod overview;
pub mod reading;
mod reduce;
mod state;
#[cfg(test)]
mod tests;
pub mod together;
pub mod view;
mod viewer;

pub use action::{Action, Settling};
pub use command::{Command, Event, Said};
pub use exchanging::{
    Counts, Errand, ExportView, ImportOffer, Offered, PersonOffer, Refusal, Report, RestoreOffer,
    RestorePart, Source, Told, Work, Working,
};
pub use group::{Group, GroupChange};
pub use known::MOST_KNOWN;
pub use reduce::reduce;
pub use state::{
    Alert, AlertKind, ArticleStatus, Dialog, Editing, Entry, Kept, Layer, LeftOff, Paper, Selected,
    SelectedBy, State,
};
