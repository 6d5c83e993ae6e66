//! The article on paper: a copy with real marks, numbers and notes, shown in its place while the page is printed.
//!
//! Ranges painted by the registry carry neither numbers nor notes, and the article itself is never
//! marked up; so what is marked up is a copy, in a slot of its own, which goes when it is dropped.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node, Text};

use super::dom_text::DomText;
use super::js_error::JsError;
use super::render;
use crate::article;
use crate::text::ByteRange;

/// The slot in our shadow root that shows it.
pub const SLOT: &str = "postil-paper";
/// What would load or run again in a copy.
const LIVE: &str = "iframe,object,embed,script,link,style,noscript";
/// In these nothing can stand beside the text: what belongs there stands before them.
const CLOSED: &str = "table,pre";

/// A highlight on paper.
#[derive(Clone, Debug)]
pub struct Mark {
    /// What is highlighted.
    pub passage: ByteRange,
    /// The name of its colour; empty for a passage that is only numbered.
    pub color: &'static str,
    /// The number of its note, and the note itself where it stands beside the text.
    pub note: Option<Note>,
}

/// A note on paper.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// Its number, as the language writes it; empty for one without a number.
    pub number: String,
    /// Who, or what kind of note.
    pub head: String,
    /// The passage, where the note does not stand beside it.
    pub quote: String,
    /// The words.
    pub words: Vec<article::Node>,
    /// Tags and the like, in one line.
    pub foot: String,
    /// Answers to it.
    pub replies: Vec<Note>,
}

/// What is to be printed.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// In the order of the text.
    pub marks: Vec<Mark>,
    /// Whether a note stands beside its passage.
    pub beside: bool,
    /// Notes on the whole article.
    pub before: Vec<Note>,
    /// Headings, each with its notes in their order.
    pub after: Vec<(String, Vec<Note>)>,
}

/// The copy; it goes when this is dropped.
#[must_use = "the copy goes when this is dropped"]
#[derive(Debug)]
pub struct Laid {
    copy: Element,
}

impl Drop for Laid {
    fn drop(&mut self) {
        self.copy.remove();
    }
}

/// Lays `sheet` out in `host`. `None` where the copy did not become like the article.
pub fn lay(text: &DomText, host: &Element, sheet: &Sheet) -> Option<Laid> {
    let maker = Maker {
        document: text.document().clone(),
        base: text
            .document()
            .base_uri()
            .ok()
            .flatten()
            .unwrap_or_default(),
    };
    let copy = maker.element("div", "postil-paper").ok()?;
    copy.set_attribute("slot", SLOT).ok()?;
    copy.set_attribute("data-postil-skip", "").ok()?;
    if sheet.beside {
        copy.set_attribute("data-beside", "").ok()?;
    }
    let inner = maker.copy_of(text.root(), host).ok()?;
    let mut nodes = Vec::new();
    texts(&inner, &mut nodes);
    if nodes.len() != text.node_count() {
        return None;
    }
    mark(&maker, text, &nodes, sheet).ok()?;
    clean(&inner);
    for note in &sheet.before {
        let note = maker.note("aside", note).ok()?;
        copy.append_child(&note).ok()?;
    }
    copy.append_child(&inner).ok()?;
    for (heading, notes) in &sheet.after {
        maker.list(&copy, heading, notes).ok()?;
    }
    host.append_child(&copy).ok()?;
    Some(Laid { copy })
}

/// The text nodes under a node, in document order.
fn texts(node: &Node, list: &mut Vec<Text>) {
    let mut child = node.first_child();
    while let Some(node) = child {
        match node.dyn_ref::<Text>() {
            Some(text) => list.push(text.clone()),
            None => texts(&node, list),
        }
        child = node.next_sibling();
    }
}

/// Ids stand once in a page, and nothing loads twice.
fn clean(copy: &Element) {
    for (selector, is_gone) in [(LIVE, true), ("[id]", false)] {
        let Ok(found) = copy.query_selector_all(selector) else {
            continue;
        };
        for at in 0..found.length() {
            if let Some(element) = found
                .get(at)
                .and_then(|node| node.dyn_into::<Element>().ok())
            {
                match is_gone {
                    true => element.remove(),
                    // A fixed name is always valid.
                    false => drop(element.remove_attribute("id")),
                }
            }
        }
    }
}

/// A part of a text node that a mark covers.
struct Part {
    node: usize,
    from: u32,
    to: u32,
    mark: usize,
}

/// Marks the copy: cut from the end to the beginning, so that what is before stays where it is.
fn mark(maker: &Maker, text: &DomText, nodes: &[Text], sheet: &Sheet) -> Result<(), JsError> {
    let mut parts = Vec::new();
    let mut ends = Vec::new();
    for (index, mark) in sheet.marks.iter().enumerate() {
        let Some(((first, from), (last, to))) = text.spots(mark.passage) else {
            continue;
        };
        for node in first..=last {
            let length = nodes.get(node).map_or(0, |node| node.length());
            let from = if node == first { from } else { 0 };
            let to = if node == last { to } else { length };
            parts.push(Part {
                node,
                from,
                to,
                mark: index,
            });
        }
        ends.push((last, to, index));
    }
    parts.sort_by_key(|part| part.node);
    ends.sort_unstable();
    for of_node in parts.chunk_by(|one, other| one.node == other.node).rev() {
        let Some(first) = of_node.first() else {
            continue;
        };
        let Some(node) = nodes.get(first.node) else {
            continue;
        };
        let from = ends.partition_point(|end| end.0 < first.node);
        let to = ends.partition_point(|end| end.0 <= first.node);
        let ends = ends.get(from..to).unwrap_or_default();
        mark_node(maker, node, of_node, ends, sheet)?;
    }
    Ok(())
}

fn mark_node(
    maker: &Maker,
    node: &Text,
    parts: &[Part],
    ends: &[(usize, u32, usize)],
    sheet: &Sheet,
) -> Result<(), JsError> {
    let mut cuts: Vec<u32> = parts.iter().flat_map(|part| [part.from, part.to]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2).rev() {
        let &[from, to] = pair else {
            continue;
        };
        // The numbers of all that end here, in the order of the text.
        for (_, _, index) in ends.iter().filter(|end| end.1 == to).rev() {
            if let Some(note) = sheet.marks.get(*index).and_then(|mark| mark.note.as_ref()) {
                put_note(maker, node, to, note, sheet.beside)?;
            }
        }
        let covering = |part: &&Part| part.from <= from && to <= part.to;
        // The shortest is the innermost.
        let inner = parts
            .iter()
            .filter(covering)
            .filter_map(|part| sheet.marks.get(part.mark))
            .filter(|mark| !mark.color.is_empty())
            .min_by_key(|mark| mark.passage.end().get() - mark.passage.start().get());
        let Some(inner) = inner else {
            continue;
        };
        let piece = node.split_text(from)?;
        if piece.length() > to - from {
            piece.split_text(to - from)?;
        }
        if piece.data().trim().is_empty() {
            continue;
        }
        let mark = maker.element("mark", "postil-mark")?;
        mark.set_attribute("data-color", inner.color)?;
        if let Some(parent) = piece.parent_node() {
            parent.insert_before(&mark, Some(&piece))?;
            mark.append_child(&piece)?;
        }
    }
    Ok(())
}

/// Puts a note's number behind its passage, and the note beside it where it stands there.
fn put_note(maker: &Maker, node: &Text, at: u32, note: &Note, beside: bool) -> Result<(), JsError> {
    let Some(parent) = node.parent_element() else {
        return Ok(());
    };
    let rest = match at < node.length() {
        true => Some(Node::from(node.split_text(at)?)),
        false => node.next_sibling(),
    };
    let number = maker.element("sup", "postil-number")?;
    number.set_text_content(Some(&note.number));
    parent.insert_before(&number, rest.as_ref())?;
    if beside {
        let aside = maker.note("aside", note)?;
        match number.closest(CLOSED)? {
            Some(closed) => {
                if let Some(around) = closed.parent_node() {
                    around.insert_before(&aside, Some(&closed))?;
                }
            }
            None => {
                parent.insert_before(&aside, Some(&number))?;
            }
        }
    }
    Ok(())
}

struct Maker {
    document: Document,
    base: String,
}

impl Maker {
    fn element(&self, tag: &str, class: &str) -> Result<Element, JsError> {
        let element = self.document.create_element(tag)?;
        element.set_class_name(class);
        Ok(element)
    }

    /// A copy of what stands under `root`. The host element itself is not copied: it would begin
    /// to live.
    fn copy_of(&self, root: &Element, host: &Element) -> Result<Element, JsError> {
        let copy = self.element("div", "")?;
        if root != host {
            for name in ["class", "lang", "dir"] {
                if let Some(value) = root.get_attribute(name) {
                    copy.set_attribute(name, &value)?;
                }
            }
        }
        let mut child = root.first_child();
        while let Some(node) = child {
            copy.append_child(&node.clone_node_with_deep(true)?)?;
            child = node.next_sibling();
        }
        Ok(copy)
    }

    fn note(&self, tag: &str, note: &Note) -> Result<Element, JsError> {
        let element = self.element(tag, "postil-note")?;
        let head = self.element("b", "postil-head")?;
        let mut words = note.number.clone();
        words.push_str(if note.number.is_empty() {
            ""
        } else {
            "\u{a0} "
        });
        words.push_str(&note.head);
        head.set_text_content(Some(&words));
        element.append_child(&head)?;
        if !note.quote.is_empty() {
            let quote = self.element("q", "")?;
            quote.set_attribute("dir", "auto")?;
            quote.set_text_content(Some(&note.quote));
            element.append_child(&quote)?;
        }
        let body = self.element("div", "")?;
        body.set_attribute("dir", "auto")?;
        render::append(&body, &note.words, &self.base)?;
        element.append_child(&body)?;
        if !note.foot.is_empty() {
            let foot = self.element("small", "")?;
            foot.set_text_content(Some(&note.foot));
            element.append_child(&foot)?;
        }
        for reply in &note.replies {
            let reply = self.note("div", reply)?;
            element.append_child(&reply)?;
        }
        Ok(element)
    }

    fn list(&self, copy: &Element, heading: &str, notes: &[Note]) -> Result<(), JsError> {
        if notes.is_empty() {
            return Ok(());
        }
        let section = self.element("section", "postil-endnotes")?;
        let title = self.element("h2", "")?;
        title.set_text_content(Some(heading));
        section.append_child(&title)?;
        for note in notes {
            let note = self.note("div", note)?;
            section.append_child(&note)?;
        }
        copy.append_child(&section)?;
        Ok(())
    }
}
