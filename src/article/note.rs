//! A note's Markdown becomes nodes of a smaller subset.
//!
//! Notes may be a stranger's. Raw HTML is shown as it was typed; an image is a link to it; links
//! go to absolute addresses only, and tell nobody where the reader came from; headings stand
//! below those of the article; there are no `id`s and no footnotes.

use super::markdown::{Use, nodes};
use super::tree::Node;

/// The nodes of a note.
pub fn note(markdown: &str) -> Vec<Node> {
    nodes(markdown, Use::Note)
}
