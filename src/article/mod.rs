//! From a source (Markdown, HTML, plain text) to an [`Article`]: a tree that holds only what is allowed.
//!
//! What is not on the allow-list cannot be written in these types, so no script can come through:
//! all three readers and the notes make their nodes through one tree builder and one allow-list.

mod error;
mod html;
mod markdown;
mod plain;
mod read;
mod tree;

pub use error::{ArticleError, ArticleErrorKind};
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
