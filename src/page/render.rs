//! Builds an article in the light DOM of its element, node by node.
//!
//! Only what the types of `article` can say is built; no string is ever parsed as HTML here.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, Url};

use super::js_error::JsError;
use super::slices::Slices;
use crate::article::{self, Article, Attribute, Node, Tag};
use crate::table::Map;

/// Marks the one child of the element that is ours to replace.
const MARK: &str = "data-postil-content";
/// Says that the article is so long that the browser should lay out only what is near.
const LONG: &str = "data-postil-long";
/// An article of more top-level blocks than this is a long one.
const MANY: usize = 2_000;
/// The slot in our shadow root that shows it; what the host page wrote is shown where it is empty.
const SLOT: &str = "postil";
/// Put before an `id` of the article that is taken in the host page.
const PREFIX: &str = "postil-";
/// Languages that are written from right to left, as far as their first subtag tells.
const RIGHT_TO_LEFT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Shows `article` in `host`, in the place of what was rendered there before, and answers the
/// element that holds it. `None` when it was removed or replaced before it was whole. Links and
/// images are relative to `base_url`, an absolute address. Long articles appear from the top, in
/// slices.
pub async fn render(
    article: &Article,
    host: &Element,
    base_url: &str,
) -> Result<Option<Element>, JsError> {
    let mut slices = Slices::start();
    let document = host
        .owner_document()
        .ok_or_else(|| JsError::of(&JsValue::UNDEFINED))?;
    remove(host);
    let root = document.create_element("div")?;
    root.set_attribute("class", "postil-content")?;
    root.set_attribute(MARK, "")?;
    root.set_attribute("slot", SLOT)?;
    root.set_attribute("dir", "auto")?;
    if article.content.len() > MANY {
        root.set_attribute(LONG, "")?;
    }
    if let Some(language) = &article.front.language {
        root.set_attribute("lang", language)?;
        let first = language.split('-').next().unwrap_or_default();
        if RIGHT_TO_LEFT
            .iter()
            .any(|known| known.eq_ignore_ascii_case(first))
        {
            root.set_attribute("dir", "rtl")?;
        }
    }
    let builder = Builder {
        taken: taken_ids(article),
        document,
        base_url,
    };
    // What is open, from the outside: each element with the content that it still lacks.
    let mut open = vec![(root.clone(), article.content.iter())];
    while let Some((parent, rest)) = open.last_mut() {
        match rest.next() {
            Some(Node::Text(text)) => {
                parent.append_child(&builder.document.create_text_node(text))?;
            }
            Some(Node::Element(element)) => {
                let built = builder.element(element)?;
                parent.append_child(&built)?;
                open.push((built, element.children.iter()));
            }
            None => {
                open.pop();
            }
        }
        if slices.is_over() {
            attach(&root, host)?;
            slices.breathe().await;
            if !is_in(&root, host) {
                return Ok(None);
            }
        }
    }
    attach(&root, host)?;
    Ok(Some(root))
}

/// Appends nodes to `parent`, at once: for short ones, such as a note.
pub fn append(parent: &Element, nodes: &[Node], base_url: &str) -> Result<(), JsError> {
    let document = parent
        .owner_document()
        .ok_or_else(|| JsError::of(&JsValue::UNDEFINED))?;
    let builder = Builder {
        taken: Map::new(),
        document,
        base_url,
    };
    let mut open = vec![(parent.clone(), nodes.iter())];
    while let Some((parent, rest)) = open.last_mut() {
        match rest.next() {
            Some(Node::Text(text)) => {
                parent.append_child(&builder.document.create_text_node(text))?;
            }
            Some(Node::Element(element)) => {
                let built = builder.element(element)?;
                parent.append_child(&built)?;
                open.push((built, element.children.iter()));
            }
            None => {
                open.pop();
            }
        }
    }
    Ok(())
}

/// Takes away what was rendered in `host`; what the host page wrote there stays. A rendering that
/// is under way stops.
pub fn remove(host: &Element) {
    let mut child = host.first_element_child();
    while let Some(element) = child {
        child = element.next_element_sibling();
        if element.has_attribute(MARK) {
            element.remove();
        }
    }
}

fn is_in(root: &Element, host: &Element) -> bool {
    root.parent_element().as_ref() == Some(host)
}

fn attach(root: &Element, host: &Element) -> Result<(), JsError> {
    if !is_in(root, host) {
        host.append_child(root)?;
    }
    Ok(())
}

struct Builder<'a> {
    document: Document,
    base_url: &'a str,
    taken: Map<&'a str, String>,
}

impl Builder<'_> {
    fn element(&self, element: &article::Element) -> Result<Element, JsError> {
        let built = self.document.create_element(element.tag.name())?;
        if element.tag == Tag::Img {
            // Before `src`, which they govern.
            built.set_attribute("loading", "lazy")?;
            built.set_attribute("decoding", "async")?;
        }
        for (attribute, value) in &element.attributes {
            if let Some(value) = self.value(*attribute, value) {
                built.set_attribute(attribute.name(), &value)?;
            }
        }
        Ok(built)
    }

    /// The value as it must be in this page; `None` when it has no meaning here.
    fn value(&self, attribute: Attribute, value: &str) -> Option<String> {
        match attribute {
            Attribute::Id => Some(self.id(value)),
            Attribute::Href | Attribute::Src | Attribute::Cite => {
                if let Some(id) = value.strip_prefix('#') {
                    return Some(["#", &self.id(id)].concat());
                }
                let url = Url::new_with_base(value, self.base_url).ok()?;
                // The reader of addresses that decides in the end is the browser's own.
                (url.protocol() != "javascript:").then(|| url.href())
            }
            _ => Some(value.to_owned()),
        }
    }

    fn id(&self, id: &str) -> String {
        self.taken.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

/// The ids of the article that mean something in the page already: an element of the host's or of
/// another article, or a property of the window that a script may look up; with the names that
/// they get here.
fn taken_ids(article: &Article) -> Map<&str, String> {
    let mut taken = Map::new();
    let Some(window) = web_sys::window() else {
        return taken;
    };
    // Elements with an id are properties of the window too.
    let is_taken = |id: &str| Reflect::has(&window, &JsValue::from_str(id)).unwrap_or(false);
    let mut open = vec![article.content.iter()];
    while let Some(rest) = open.last_mut() {
        match rest.next() {
            Some(Node::Element(element)) => {
                if let Some(id) = element.attribute(Attribute::Id) {
                    let mut name = id.to_owned();
                    while is_taken(&name) {
                        name.insert_str(0, PREFIX);
                    }
                    if name != id {
                        taken.insert(id, name);
                    }
                }
                open.push(element.children.iter());
            }
            Some(Node::Text(_)) => {}
            None => {
                open.pop();
            }
        }
    }
    taken
}
