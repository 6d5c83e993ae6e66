//! The one place where nodes of an article are made: a stack of open elements that Markdown and
//! HTML feed alike.
//!
//! Markdown says exactly where an element ends; HTML does not. So each open element knows who
//! opened it, and HTML neither ends nor implies the end of anything that Markdown opened.
//!
//! HTML follows the tree construction of the HTML standard where pages meet it: implied end tags,
//! tables, mis-nested formatting. It differs where the standard moves nodes around: a formatting
//! element that ends inside a block ends with that block, one left open ends with its parent, and
//! what stands between a table's rows stays there.

use super::allow::{self, Fate};
use super::nesting::{
    breaks_out, closes_paragraph, is_block, is_block_name, is_cell, is_formatting, is_heading,
    is_scope, is_section, is_table_context, is_table_part, stops_item,
};
use super::tree::{Attribute, Element, Node, Tag};

/// How deep elements nest; deeper ones are left out, their content stays.
pub(super) const MAX_DEPTH: usize = 256;
/// How many attributes of a tag are looked at.
pub(super) const MAX_ATTRIBUTES: usize = 64;
/// How many formatting elements are opened again where one around them ended.
const MAX_REOPENED: usize = 8;

/// Attributes as HTML writes them: names in lower case, values decoded.
pub(super) type RawAttribute = (String, String);

struct Frame {
    tag: Tag,
    attributes: Vec<(Attribute, String)>,
    children: Vec<Node>,
    /// Markdown opened it, and Markdown alone closes it.
    markdown: bool,
    /// Its end tag came while a block in it was open: it ends with that block.
    ending: bool,
    /// Opened again after an element around it ended; left out when nothing comes.
    reopened: bool,
}

/// An element that is left out with its content.
struct Dropped {
    name: String,
    /// How many elements of this name are open in each other.
    depth: usize,
    /// How many elements Markdown had open when it began.
    markdown: usize,
}

/// Makes the nodes of an article.
#[derive(Default)]
pub(super) struct TreeBuilder {
    root: Vec<Node>,
    stack: Vec<Frame>,
    /// For each element that Markdown has open, whether it was built.
    markdown: Vec<bool>,
    /// HTML elements open beyond [`MAX_DEPTH`].
    beyond: usize,
    dropped: Option<Dropped>,
}

impl TreeBuilder {
    /// Text, with character references resolved.
    pub fn text(&mut self, text: &str) {
        if self.dropped.is_some() || text.is_empty() {
            return;
        }
        let mut text = text;
        if let Some(top) = self.stack.last() {
            if top.tag == Tag::Pre && !top.markdown && top.children.is_empty() {
                text = text.strip_prefix('\n').unwrap_or(text);
            }
            if is_table_context(top.tag) && text.trim_ascii().is_empty() {
                return;
            }
        }
        if text.is_empty() {
            return;
        }
        let children = self.children();
        if let Some(Node::Text(last)) = children.last_mut() {
            last.push_str(text);
        } else {
            children.push(Node::Text(text.to_owned()));
        }
    }

    /// Markdown opens an element. The attributes have passed the allow-list or are our own.
    pub fn open(&mut self, tag: Tag, attributes: Vec<(Attribute, String)>) {
        self.imply_ends(tag);
        let nested = tag == Tag::A && self.is_open(Tag::A);
        let fits = self.stack.len() < MAX_DEPTH && self.dropped.is_none() && !nested;
        if fits {
            self.push(tag, attributes, true);
        }
        self.markdown.push(fits);
    }

    /// Markdown closes the element that it opened last, and what HTML left open in it.
    pub fn close(&mut self) {
        let Some(built) = self.markdown.pop() else {
            return;
        };
        if self
            .dropped
            .as_ref()
            .is_some_and(|d| d.markdown > self.markdown.len())
        {
            self.dropped = None;
        }
        if built {
            self.beyond = 0;
            while let Some(frame) = self.stack.last() {
                let found = frame.markdown;
                self.pop();
                if found {
                    break;
                }
            }
            self.end_pending();
        }
    }

    /// An element of ours without content.
    pub fn leaf(&mut self, tag: Tag, attributes: Vec<(Attribute, String)>) {
        if self.dropped.is_none() {
            self.imply_ends(tag);
            self.append(tag, attributes, Vec::new());
        }
    }

    /// An HTML start tag. `name` is in lower case.
    pub fn start_tag(&mut self, name: &str, attributes: &[RawAttribute]) {
        if let Some(dropped) = &mut self.dropped {
            if !(breaks_out(&dropped.name) && is_block_name(name)) {
                dropped.depth += usize::from(dropped.name == name);
                return;
            }
            self.dropped = None;
        }
        match allow::fate(name) {
            Fate::Unwrap => {}
            Fate::Drop => {
                if !allow::is_void(name) {
                    self.drop_content_of(name);
                }
            }
            Fate::Keep(tag) => self.start(tag, name, attributes),
        }
    }

    /// What comes up to the end tag of `name` is left out.
    pub fn drop_content_of(&mut self, name: &str) {
        self.dropped = Some(Dropped {
            name: name.to_owned(),
            depth: 1,
            markdown: self.markdown.len(),
        });
    }

    /// An HTML end tag. `name` is in lower case.
    pub fn end_tag(&mut self, name: &str) {
        if let Some(dropped) = &mut self.dropped {
            if dropped.name == name {
                dropped.depth -= 1;
                if dropped.depth == 0 {
                    self.dropped = None;
                }
            }
            return;
        }
        if name == "br" {
            return self.start_tag(name, &[]);
        }
        let Fate::Keep(tag) = allow::fate(name) else {
            return;
        };
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if let Some(index) = self.find_open(tag) {
            self.end(index);
        }
    }

    /// The nodes; what is still open is closed.
    pub fn finish(mut self) -> Vec<Node> {
        while !self.stack.is_empty() {
            self.pop();
        }
        self.root
    }

    fn start(&mut self, tag: Tag, name: &str, raw: &[RawAttribute]) {
        let attributes = checked(tag, name, raw);
        if tag == Tag::Input {
            // Of the controls only a task's box stays, and nobody can change it.
            if attributes.iter().any(|(a, _)| *a == Attribute::Type) {
                self.append(tag, attributes, Vec::new());
            }
            return;
        }
        self.imply_ends(tag);
        let nowhere = match tag {
            Tag::A => self.is_open(Tag::A),
            Tag::Caption
            | Tag::Colgroup
            | Tag::Col
            | Tag::Tbody
            | Tag::Thead
            | Tag::Tfoot
            | Tag::Tr
            | Tag::Td
            | Tag::Th => !self.stack.last().is_some_and(|f| is_table_context(f.tag)),
            _ => false,
        };
        if nowhere {
            return;
        }
        if matches!(tag, Tag::Td | Tag::Th)
            && self.stack.last().is_some_and(|f| f.tag != Tag::Tr)
            && self.stack.len() < MAX_DEPTH
        {
            self.push(Tag::Tr, Vec::new(), false);
        }
        if allow::is_void(tag.name()) {
            self.append(tag, attributes, Vec::new());
        } else if self.stack.len() < MAX_DEPTH {
            self.push(tag, attributes, false);
        } else {
            self.beyond += 1;
        }
    }

    /// Closes what cannot stand around or before `tag`.
    fn imply_ends(&mut self, tag: Tag) {
        if closes_paragraph(tag) {
            self.close_nearest(|t| t == Tag::P, is_scope);
        }
        match tag {
            Tag::Li => self.close_nearest(|t| t == Tag::Li, stops_item),
            Tag::Dt | Tag::Dd => self.close_nearest(|t| matches!(t, Tag::Dt | Tag::Dd), stops_item),
            _ if is_heading(tag) => {
                let top = self.stack.last();
                if top.is_some_and(|f| is_heading(f.tag) && !f.markdown) {
                    self.pop();
                }
            }
            Tag::Rt | Tag::Rp => {
                self.close_nearest(|t| matches!(t, Tag::Rt | Tag::Rp), |t| t == Tag::Ruby);
            }
            Tag::A => {
                if let Some(index) = self.find_open(Tag::A) {
                    self.end(index);
                }
            }
            Tag::Table => self.close_nearest(|t| t == Tag::Table, is_cell),
            Tag::Caption | Tag::Colgroup | Tag::Thead | Tag::Tbody | Tag::Tfoot => {
                self.clear_to(|t| t == Tag::Table);
            }
            Tag::Col => self.clear_to(|t| matches!(t, Tag::Table | Tag::Colgroup)),
            Tag::Tr => self.clear_to(|t| t == Tag::Table || is_section(t)),
            Tag::Td | Tag::Th => {
                self.clear_to(|t| matches!(t, Tag::Table | Tag::Tr) || is_section(t));
            }
            _ => {}
        }
    }

    /// Closes the nearest open element that `wanted` names, unless one that `stop` names comes
    /// before, or one of Markdown's.
    fn close_nearest(&mut self, wanted: impl Fn(Tag) -> bool, stop: impl Fn(Tag) -> bool) {
        let index = self.stack.iter().enumerate().rev().find_map(|(index, f)| {
            if f.markdown {
                Some(None)
            } else if wanted(f.tag) {
                Some(Some(index))
            } else {
                stop(f.tag).then_some(None)
            }
        });
        if let Some(Some(index)) = index {
            self.close_to(index);
        }
    }

    /// Closes everything above the nearest open element that `wanted` names.
    fn clear_to(&mut self, wanted: impl Fn(Tag) -> bool) {
        for (index, frame) in self.stack.iter().enumerate().rev() {
            if wanted(frame.tag) {
                self.close_to(index + 1);
                return;
            }
            if frame.markdown {
                return;
            }
        }
    }

    fn is_open(&self, tag: Tag) -> bool {
        self.stack.iter().any(|f| f.tag == tag)
    }

    /// The open element that an end tag of `tag` ends.
    fn find_open(&self, tag: Tag) -> Option<usize> {
        for (index, frame) in self.stack.iter().enumerate().rev() {
            if frame.markdown {
                return None;
            }
            if frame.tag == tag || (is_heading(tag) && is_heading(frame.tag)) {
                return Some(index);
            }
            let stops = if is_table_part(tag) {
                frame.tag == Tag::Table
            } else {
                is_scope(frame.tag)
            };
            if stops {
                return None;
            }
        }
        None
    }

    /// Ends the open element at `index`.
    fn end(&mut self, index: usize) {
        let Some(frame) = self.stack.get(index) else {
            return;
        };
        if is_block(frame.tag) {
            return self.close_to(index);
        }
        let inner = self.stack.get(index + 1..).unwrap_or_default();
        if inner.iter().any(|f| is_block(f.tag)) {
            if let Some(frame) = self.stack.get_mut(index) {
                frame.ending = true;
            }
            return;
        }
        let again: Vec<_> = inner
            .iter()
            .filter(|f| is_formatting(f.tag) && !f.ending)
            .take(MAX_REOPENED)
            .map(|f| (f.tag, without_id(&f.attributes)))
            .collect();
        self.close_to(index);
        for (tag, attributes) in again {
            self.push(tag, attributes, false);
            if let Some(frame) = self.stack.last_mut() {
                frame.reopened = true;
            }
        }
    }

    /// Closes the open elements from the innermost down to the one at `index`.
    fn close_to(&mut self, index: usize) {
        if self.stack.len() > index {
            self.beyond = 0;
        }
        while self.stack.len() > index {
            self.pop();
        }
        self.end_pending();
    }

    fn end_pending(&mut self) {
        while self.stack.last().is_some_and(|f| f.ending) {
            self.pop();
        }
    }

    fn push(&mut self, tag: Tag, attributes: Vec<(Attribute, String)>, markdown: bool) {
        self.stack.push(Frame {
            tag,
            attributes,
            children: Vec::new(),
            markdown,
            ending: false,
            reopened: false,
        });
    }

    fn pop(&mut self) {
        if let Some(frame) = self.stack.pop()
            && !(frame.reopened && frame.children.is_empty())
        {
            self.append(frame.tag, frame.attributes, frame.children);
        }
    }

    fn append(&mut self, tag: Tag, attributes: Vec<(Attribute, String)>, children: Vec<Node>) {
        self.children().push(Node::Element(Element {
            tag,
            attributes,
            children,
        }));
    }

    fn children(&mut self) -> &mut Vec<Node> {
        match self.stack.last_mut() {
            Some(frame) => &mut frame.children,
            None => &mut self.root,
        }
    }
}

/// The attributes that pass the allow-list, each once; the first of a name counts, as in HTML.
fn checked(tag: Tag, name: &str, raw: &[RawAttribute]) -> Vec<(Attribute, String)> {
    let mut kept: Vec<(Attribute, String)> = Vec::new();
    for (name, value) in raw.iter().take(MAX_ATTRIBUTES) {
        if let Some((attribute, value)) = allow::attribute(tag, name, value)
            && !kept.iter().any(|(a, _)| *a == attribute)
        {
            kept.push((attribute, value));
        }
    }
    if matches!(tag, Tag::Td | Tag::Th)
        && !kept.iter().any(|(a, _)| *a == Attribute::Class)
        && let Some((_, align)) = raw.iter().find(|(name, _)| name == "align")
        && let Some(class) = allow::attribute(tag, "class", &format_class(align))
    {
        kept.push(class);
    }
    if tag == Tag::Input {
        kept.retain(|(a, _)| matches!(a, Attribute::Type | Attribute::Checked));
        kept.push((Attribute::Disabled, String::new()));
    }
    if name == "center" {
        kept.push((Attribute::Class, "postil-center".to_owned()));
        kept.dedup_by_key(|(a, _)| *a);
    }
    kept
}

fn format_class(align: &str) -> String {
    let mut class = "postil-".to_owned();
    class.push_str(&align.trim().to_ascii_lowercase());
    class
}

fn without_id(attributes: &[(Attribute, String)]) -> Vec<(Attribute, String)> {
    let others = attributes.iter().filter(|(a, _)| *a != Attribute::Id);
    others.cloned().collect()
}
