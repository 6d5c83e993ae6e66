//! From a source (Markdown, HTML, plain text) to an [`Article`]: a tree that holds only what is allowed.
//!
//! What is not on the allow-list cannot be written in these types, so no script can come through:
//! all three readers and the notes make their nodes through one tree builder and one allow-list.

mod addresses;
mod allow;
mod builder;
mod entities;
mod error;
mod footnotes;
mod front_matter;
mod header;
mod html;
mod ids;
mod markdown;
mod nesting;
mod note;
mod plain;
mod plain_lines;
mod plain_parts;
mod read;
mod tokenizer;
mod tree;

pub use entities::has_named_reference;
pub use error::{ArticleError, ArticleErrorKind};
pub use note::note;
pub use read::{MAX_SOURCE, read, read_str};
pub use tree::{Article, Attribute, Element, Front, Node, Tag};

/// What a source is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CommonMark with tables, footnotes, strikethrough and task lists, YAML front matter.
    Markdown,
    /// HTML, a document or a fragment.
    Html,
    /// Text without markup.
    Text,
}
