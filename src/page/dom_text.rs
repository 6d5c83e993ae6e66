//! The article text over the DOM: passages to ranges and back.
//!
//! One walk reads the light DOM under a root; the text nodes are kept in document order. What was
//! read is a picture of that moment: when others change the article, it is read anew.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbstractRange, Document, Element, Node, Range as DomRange};

use super::observe::Changed;
use super::slices::Slices;
use super::unicode::Unicode;
use crate::text::{
    ArticleText, Bias, Block, ByteOffset, ByteRange, OpenTag, Pieces, Place, Range, TextBuilder,
    Utf16Offset, grow_to_graphemes, is_block,
};

#[wasm_bindgen]
extern "C" {
    /// A node as the walk sees it: the getters of elements and text in one type, so that no
    /// handle is converted 20,000 times.
    #[wasm_bindgen(extends = Node)]
    #[derive(Clone, Debug, PartialEq)]
    type Walked;
    #[wasm_bindgen(method, getter, js_name = firstChild)]
    fn first(this: &Walked) -> Option<Walked>;
    #[wasm_bindgen(method, getter, js_name = nextSibling)]
    fn next(this: &Walked) -> Option<Walked>;
    #[wasm_bindgen(method, getter, js_name = nodeType)]
    fn kind(this: &Walked) -> u16;
    #[wasm_bindgen(method, getter, js_name = localName)]
    fn name(this: &Walked) -> String;
    #[wasm_bindgen(method, getter)]
    fn data(this: &Walked) -> String;
    /// Of text: its UTF-16 units.
    #[wasm_bindgen(method, getter)]
    fn length(this: &Walked) -> u32;
    #[wasm_bindgen(method, getter, js_name = textContent)]
    fn whole(this: &Walked) -> JsString;

    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsString) -> Uint8Array;
}

/// What the attributes of an element say to the walk; few elements have any that count.
const MARKED: &str = "[id],[hidden],[data-postil-skip]";

/// So often an article that others keep changing is read anew in slices; then in one go.
const PATIENCE: u32 = 5;

/// The article text of what stands under a root, with the way back to its text nodes.
#[derive(Debug)]
pub struct DomText {
    root: Element,
    document: Document,
    nodes: Vec<Walked>,
    text: Rc<ArticleText>,
    pieces: Pieces,
    unicode: Unicode,
}

impl DomText {
    /// Reads all children of `root`, in one go. `language` is the article's, as a BCP 47 tag or
    /// empty. `None` for a root that belongs to no document.
    pub fn read(root: &Element, language: &str) -> Option<Self> {
        let mut walk = Walk::new(root)?;
        while walk.step() {}
        walk.finish(root, language)
    }

    /// The same in slices. Begins anew when others change the article meanwhile.
    pub async fn read_in_slices(root: &Element, language: &str) -> Option<Self> {
        let is_changed = Rc::new(Cell::new(false));
        let told = Rc::clone(&is_changed);
        let watch = Changed::watch(root, move || told.set(true));
        for _ in 0..PATIENCE {
            is_changed.set(false);
            let mut walk = Walk::new(root)?;
            let mut slices = Slices::start();
            while !is_changed.get() {
                if !walk.step() {
                    drop(watch);
                    return walk.finish(root, language);
                }
                if slices.is_over() {
                    slices.breathe().await;
                }
            }
        }
        Self::read(root, language)
    }

    /// The article text.
    pub fn text(&self) -> &Rc<ArticleText> {
        &self.text
    }

    /// The element whose children were read.
    pub fn root(&self) -> &Element {
        &self.root
    }

    /// The document it stands in.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The browser's tables for the article's language.
    pub fn unicode(&self) -> &Unicode {
        &self.unicode
    }

    /// A passage in the DOM; `None` when no text node holds any of it.
    pub fn range(&self, passage: ByteRange) -> Option<DomRange> {
        let (start, end) = self.pieces.places_of(&self.text, passage)?;
        let (first, last) = (self.node(start.piece)?, self.node(end.piece)?);
        let range = self.document.create_range().ok()?;
        // Fails where others have shortened the text node since.
        range.set_start(first, start.offset.get()).ok()?;
        range.set_end(last, end.offset.get()).ok()?;
        Some(range)
    }

    /// How many text nodes were read.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Where a passage begins and ends: the index of a text node among all that were read, and an
    /// offset in it in UTF-16 units.
    pub fn spots(&self, passage: ByteRange) -> Option<((usize, u32), (usize, u32))> {
        let (start, end) = self.pieces.places_of(&self.text, passage)?;
        let spot = |place: Place| (place.piece as usize, place.offset.get());
        Some((spot(start), spot(end)))
    }

    /// Where a place of the DOM is in the article text: `offset` counts UTF-16 units in a text
    /// node and children elsewhere. Places before and after the article are its ends; `None` in
    /// another tree.
    pub fn offset_at(&self, container: &Node, offset: u32, bias: Bias) -> Option<ByteOffset> {
        let place = self.place_at(container, offset)?;
        self.pieces.offset_of(&self.text, place, bias)
    }

    /// The passage that a range of the DOM holds, grown to whole characters, without white space
    /// at either end; `None` when nothing is left.
    pub fn passage_of(&self, range: &AbstractRange) -> Option<ByteRange> {
        let start = self.place_at(&range.start_container(), range.start_offset())?;
        let end = self.place_at(&range.end_container(), range.end_offset())?;
        let range = self.pieces.range_of(&self.text, start, end)?;
        let trimmed = trim(&self.text, range)?;
        grow_to_graphemes(&self.text, trimmed, &self.unicode)
    }

    /// The block of the article text that `at` stands in, or the next one; by its index too.
    pub fn block_at(&self, at: ByteOffset) -> Option<(usize, &Block)> {
        let blocks = self.text.blocks();
        let index = blocks.partition_point(|block| block.range.end() <= at);
        let index = index.min(blocks.len().checked_sub(1)?);
        Some((index, blocks.get(index)?))
    }

    /// The block element or table cell around the character at `at`; the root where there is none.
    pub fn block_element(&self, at: ByteOffset) -> Option<Element> {
        let next = ByteOffset::new(self.next_character(at)?);
        let (start, _) = self.pieces.places_of(&self.text, Range::new(at, next)?)?;
        let mut element = self.node(start.piece)?.parent_element()?;
        while !is_block(&element.local_name()) && !element.is_same_node(Some(&self.root)) {
            element = element.parent_element()?;
        }
        Some(element)
    }

    /// Where the character at `at` ends, in bytes.
    fn next_character(&self, at: ByteOffset) -> Option<u32> {
        let rest = self.text.as_str().get(at.to_usize()..)?;
        Some(at.get() + rest.chars().next()?.len_utf8() as u32)
    }

    fn node(&self, piece: u32) -> Option<&Walked> {
        self.nodes.get(piece as usize)
    }

    /// The text node of a place, or the beginning of the next one after it.
    fn place_at(&self, container: &Node, offset: u32) -> Option<Place> {
        let apart =
            self.root.compare_document_position(container) & Node::DOCUMENT_POSITION_DISCONNECTED;
        if apart != 0 {
            return None;
        }
        let child = if container.node_type() == Node::TEXT_NODE {
            Some(container.clone())
        } else {
            container.child_nodes().item(offset)
        };
        // At the end of its container a place stands before all that follows the container.
        let (mark, past) = match &child {
            Some(child) => (child, false),
            None => (container, true),
        };
        let piece = self.nodes.partition_point(|node| {
            let position = node.compare_document_position(mark);
            // Inside `mark` comes before the end of it, and not before its beginning.
            let inside = position & Node::DOCUMENT_POSITION_CONTAINS != 0;
            position & Node::DOCUMENT_POSITION_FOLLOWING != 0 || (past && inside)
        });
        let here = self
            .nodes
            .get(piece)
            .is_some_and(|node| node.is_same_node(Some(mark)));
        let in_text = here && container.is_same_node(Some(mark));
        Some(Place {
            piece: piece as u32,
            offset: Utf16Offset::new(if in_text { offset } else { 0 }),
        })
    }
}

/// The passage without white space at its ends; `None` when there is nothing else.
fn trim(text: &ArticleText, range: ByteRange) -> Option<ByteRange> {
    let slice = text.slice(range)?;
    let after = slice.trim_start();
    let start = range.start().get() + (slice.len() - after.len()) as u32;
    let end = start + after.trim_end().len() as u32;
    let trimmed = Range::new(ByteOffset::new(start), ByteOffset::new(end))?;
    (!trimmed.is_empty()).then_some(trimmed)
}

/// The walk: elements that are marked come in document order too, so none is asked for its
/// attributes in vain. It can pause after every node.
struct Walk {
    builder: TextBuilder,
    content: Content,
    nodes: Vec<Walked>,
    marked: js_sys::Array,
    at: u32,
    next_marked: Option<Element>,
    /// The node that is read next, if the innermost open element has any more.
    ahead: Option<Walked>,
    /// The elements whose children are being read.
    open: Vec<Walked>,
}

impl Walk {
    fn new(root: &Element) -> Option<Self> {
        let marked = js_sys::Array::from(root.query_selector_all(MARKED).ok()?.as_ref());
        let top: &Walked = root.unchecked_ref();
        let mut walk = Self {
            builder: TextBuilder::new(),
            content: Content::of(top),
            nodes: Vec::new(),
            marked,
            at: 0,
            next_marked: None,
            ahead: top.first(),
            open: Vec::new(),
        };
        walk.go_to_next_marked();
        Some(walk)
    }

    fn finish(self, root: &Element, language: &str) -> Option<DomText> {
        let (text, pieces) = self.builder.finish();
        Some(DomText {
            root: root.clone(),
            document: root.owner_document()?,
            nodes: self.nodes,
            text: Rc::new(text),
            pieces,
            unicode: Unicode::new(language),
        })
    }

    fn go_to_next_marked(&mut self) {
        let next = self.marked.get(self.at);
        self.next_marked = (!next.is_undefined()).then(|| next.unchecked_into());
        self.at += 1;
    }

    /// Reads a node, or leaves an element; `false` at the end.
    fn step(&mut self) -> bool {
        let Some(node) = self.ahead.take() else {
            let Some(element) = self.open.pop() else {
                return false;
            };
            self.builder.close();
            self.ahead = element.next();
            return true;
        };
        match node.kind() {
            Node::TEXT_NODE => {
                match self.content.next(node.length()) {
                    Some(text) => self.builder.text(text),
                    None => self.builder.text(&node.data()),
                }
                self.ahead = node.next();
                self.nodes.push(node);
            }
            Node::ELEMENT_NODE => {
                self.enter(&node);
                self.ahead = node.first();
                self.open.push(node);
            }
            kind => {
                if kind == Node::CDATA_SECTION_NODE {
                    // No text of ours, but of the whole.
                    self.content.next(node.length());
                }
                self.ahead = node.next();
            }
        }
        true
    }

    fn enter(&mut self, node: &Walked) {
        let marked = self
            .next_marked
            .take_if(|next| AsRef::<JsValue>::as_ref(next) == AsRef::<JsValue>::as_ref(node));
        let id = marked.as_ref().map(Element::id);
        let has = |name| marked.as_ref().is_some_and(|e| e.has_attribute(name));
        self.builder.open(&OpenTag {
            name: &node.name(),
            hidden: has("hidden"),
            skip: has("data-postil-skip"),
            id: id.as_deref(),
        });
        if marked.is_some() {
            self.go_to_next_marked();
        }
    }
}

/// The text nodes' text: asked for and encoded as a whole, since a string for each of 10,000 text
/// nodes costs more than all the rest of the walk.
struct Content {
    text: String,
    /// How many bytes of it were handed out.
    used: usize,
    /// A character is divided between two text nodes: from there on every one is asked.
    is_divided: bool,
}

impl Content {
    fn of(root: &Walked) -> Self {
        let bytes = TextEncoder::new().encode(&root.whole());
        Self {
            // An encoder makes nothing but UTF-8.
            text: String::from_utf8(bytes.to_vec()).unwrap_or_default(),
            used: 0,
            is_divided: false,
        }
    }

    /// The next `units`, or `None` when its node has to be asked.
    fn next(&mut self, units: u32) -> Option<&str> {
        let rest = self.text.get(self.used..).filter(|_| !self.is_divided)?;
        let Some(bytes) = bytes_of(rest, units) else {
            self.is_divided = true;
            return None;
        };
        self.used += bytes;
        rest.get(..bytes)
    }
}

/// How many bytes the first `units` UTF-16 units are; `None` inside a character or past the end.
fn bytes_of(text: &str, units: u32) -> Option<usize> {
    let first = text.as_bytes().get(..units as usize)?;
    if first.is_ascii() {
        return Some(units as usize);
    }
    let mut left = units as usize;
    let mut characters = text.chars();
    while left > 0 {
        left = left.checked_sub(characters.next()?.len_utf16())?;
    }
    Some(text.len() - characters.as_str().len())
}
