//! A note's words as elements: the safe subset of Markdown, copied node by node.

use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag, VText};

use super::intent::Intent;
use super::shared::Ui;
use crate::article::{Attribute, Node, Tag, has_named_reference};

/// The words of a note as they are read. Names of characters (`&eacute;`) stand as they were typed
/// until their table is here.
pub(super) fn note(ui: &Ui, markdown: &str) -> Html {
    if !ui.is_whole && has_named_reference(markdown.as_bytes()) {
        ui.on.emit(Intent::NeedPart);
    }
    nodes(&crate::article::note(markdown))
}

fn nodes(list: &[Node]) -> Html {
    list.iter().map(node).collect()
}

fn node(node: &Node) -> VNode {
    let element = match node {
        Node::Text(text) => return VText::new(text.clone()).into(),
        Node::Element(element) => element,
    };
    let mut tag = VTag::new(element.tag.name());
    for (attribute, value) in &element.attributes {
        if is_kept(*attribute) {
            tag.add_attribute(attribute.name(), value.clone());
        }
    }
    if element.tag == Tag::A {
        tag.add_attribute("rel", "noopener noreferrer nofollow ugc");
        tag.add_attribute("target", "_blank");
    }
    tag.add_child(nodes(&element.children));
    tag.into()
}

/// Ids and classes of a note are nobody's: they could collide with those of the article.
fn is_kept(attribute: Attribute) -> bool {
    !matches!(
        attribute,
        Attribute::Id | Attribute::Class | Attribute::Rel | Attribute::Role | Attribute::Hidden
    )
}
