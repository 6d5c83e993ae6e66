//! Postil: highlights and margin notes for any article, kept in the reader's own browser.
//!
//! Rooms, in the order the data takes; each may use the ones above it:
//!
//! - [`article`]: a source (Markdown, HTML, plain text) becomes an [`article::Article`].
//! - [`text`]: the article text, its offsets and boundaries.
//! - [`anchor`]: from a passage to selectors (*describe*) and back (*place*).
//! - [`annotation`]: the model, editing and merging.
//! - [`exchange`]: files in and out.
//! - [`store`]: durable keeping.
//! - [`session`]: what is going on, as state, actions and commands.
//! - [`locale`]: every word that people see.
//! - [`table`]: the sorted maps that all of them use.
//!
//! These know no browser. `page` (browser glue), the components of [`ui`] and `embed` (the custom
//! element) exist on WebAssembly only.

pub mod anchor;
pub mod annotation;
pub mod article;
#[cfg(target_arch = "wasm32")]
pub mod embed;
pub mod exchange;
pub mod locale;
#[cfg(target_arch = "wasm32")]
pub mod page;
pub mod session;
pub mod store;
pub mod table;
pub mod text;
pub mod ui;
