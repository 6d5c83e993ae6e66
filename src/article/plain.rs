//! Text without markup becomes an article.

use super::{Article, Element, Front, Node, Tag};

/// The article of a source.
pub(super) fn article(source: &str) -> Article {
    let paragraphs = source.split("\n\n").filter(|p| !p.trim().is_empty());
    Article {
        front: Front::default(),
        content: paragraphs
            .map(|p| {
                Node::Element(Element {
                    tag: Tag::P,
                    attributes: Vec::new(),
                    children: vec![Node::Text(p.to_owned())],
                })
            })
            .collect(),
    }
}
