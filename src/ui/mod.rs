//! What readers see of us: components that project the session's state, and say what the reader wants.
//!
//! Every component gets values and answers [`Intent`]s; none touches storage, anchoring or the
//! article. [`App`] is the whole of it, inside the frame that [`frame::build`] makes in the shadow
//! root. The tables and the wording compile natively, for their tests.

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
pub mod frame;
pub mod intent;
pub mod keys;
#[cfg(target_arch = "wasm32")]
mod measure;
pub mod phrase;
pub mod reasons;

pub mod breadth;

#[cfg(target_arch = "wasm32")]
mod alerts;
#[cfg(target_arch = "wasm32")]
mod badge;
#[cfg(target_arch = "wasm32")]
mod bar;
#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod choice;
pub mod dialog_sheets;
#[cfg(target_arch = "wasm32")]
mod editor;
#[cfg(target_arch = "wasm32")]
mod import;
#[cfg(target_arch = "wasm32")]
mod list;
#[cfg(target_arch = "wasm32")]
mod margin;
#[cfg(target_arch = "wasm32")]
mod modal;
#[cfg(target_arch = "wasm32")]
mod note;
#[cfg(target_arch = "wasm32")]
mod overview;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod people;
#[cfg(target_arch = "wasm32")]
mod print;
#[cfg(target_arch = "wasm32")]
mod profile;
#[cfg(target_arch = "wasm32")]
mod restore;
#[cfg(target_arch = "wasm32")]
mod shortcuts;
#[cfg(target_arch = "wasm32")]
mod sieve;
#[cfg(target_arch = "wasm32")]
mod tags;
#[cfg(target_arch = "wasm32")]
mod toolbar;
#[cfg(target_arch = "wasm32")]
mod trash;

#[cfg(target_arch = "wasm32")]
mod export;
#[cfg(target_arch = "wasm32")]
mod focus;
#[cfg(target_arch = "wasm32")]
mod hear;
#[cfg(target_arch = "wasm32")]
mod icon;
#[cfg(target_arch = "wasm32")]
mod place;
#[cfg(target_arch = "wasm32")]
mod shared;
pub mod sheets;
#[cfg(target_arch = "wasm32")]
mod sizes;
#[cfg(target_arch = "wasm32")]
mod words;
#[cfg(target_arch = "wasm32")]
mod working;

#[cfg(target_arch = "wasm32")]
pub use app::{App, AppProps};
pub use breadth::Breadth;
pub use intent::{Goal, Intent};
#[cfg(target_arch = "wasm32")]
pub use measure::{FocusRequest, Heard, Measure, Spot};
#[cfg(target_arch = "wasm32")]
pub use shared::Same;
#[cfg(target_arch = "wasm32")]
pub use words::Words;
