//! A note's Markdown becomes nodes of a smaller subset.
//!
//! Notes may be a stranger's. Raw HTML is shown as it was typed; an image is a link to it; links
//! go to absolute addresses only, and tell nobody where the reader came from, and an address that
//! stands in the words is a link too; headings stand
//! below those of the article; there are no `id`s and no footnotes.

use super::markdown::{Use, nodes};
use super::tree::Node;

/// The nodes of a note.
pub fn note(markdown: &str) -> Vec<Node> {
    nodes(markdown, Use::Note)
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Attribute, Node, Tag};
    use super::note;

    fn links(nodes: &[Node], found: &mut Vec<String>) {
        for node in nodes {
            if let Node::Element(element) = node {
                if element.tag == Tag::A {
                    found.extend(element.attribute(Attribute::Href).map(str::to_owned));
                }
                links(&element.children, found);
            }
        }
    }

    #[test]
    fn an_address_as_it_was_pasted_is_a_link_once_and_not_in_code() {
        for (words, expected) in [
            (
                "see https://example.org/a_b_c?d=1&e=2.",
                vec!["https://example.org/a_b_c?d=1&e=2"],
            ),
            (
                "[https://example.org](https://example.org/x)",
                vec!["https://example.org/x"],
            ),
            (
                "`https://example.org` and\n\n    https://example.org",
                vec![],
            ),
            ("<b>https://", vec![]),
        ] {
            let mut found = Vec::new();
            links(&note(words), &mut found);
            assert_eq!(found, expected, "{words}");
        }
    }
}
