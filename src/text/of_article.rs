//! The article text of an [`Article`], without a browser.

use super::{ArticleText, OpenTag, Pieces, TextBuilder};
use crate::article::{Article, Attribute, Node};

/// The article text of `article`, and the map from its text nodes in document order.
pub fn of_article(article: &Article) -> (ArticleText, Pieces) {
    let mut builder = TextBuilder::new();
    walk(&article.content, &mut builder);
    builder.finish()
}

fn walk(nodes: &[Node], builder: &mut TextBuilder) {
    for node in nodes {
        match node {
            Node::Text(text) => builder.text(text),
            Node::Element(element) => {
                builder.open(&OpenTag {
                    name: element.tag.name(),
                    hidden: element.attribute(Attribute::Hidden).is_some(),
                    skip: element.attribute(Attribute::DataPostilSkip).is_some(),
                    id: element.attribute(Attribute::Id),
                });
                walk(&element.children, builder);
                builder.close();
            }
        }
    }
}
