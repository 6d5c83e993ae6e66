//! Footnotes: numbered references in the text, and the notes in a list at the end.
//!
//! They are numbered in the order of their first references; notes that nothing refers to come
//! last, so that no text is lost. The links back are not article text (`data-postil-skip`): an arrow
//! is no word of the author's.

use super::builder::TreeBuilder;
use super::tree::{Attribute, Element, Node, Tag};

/// One footnote.
struct Footnote {
    label: String,
    references: usize,
    nodes: Option<Vec<Node>>,
}

/// The footnotes of an article; a footnote's number is its place in the list, from 1.
#[derive(Default)]
pub(super) struct Footnotes {
    list: Vec<Footnote>,
    /// Labels whose notes came before any reference.
    early: Vec<(String, Vec<Node>)>,
    numbers: crate::table::Map<String, usize>,
}

impl Footnotes {
    /// A reference: a raised number that links to the note.
    pub fn refer(&mut self, label: &str, builder: &mut TreeBuilder) {
        let index = self.index(label);
        let Some(note) = self.list.get_mut(index) else {
            return;
        };
        note.references += 1;
        let number = (index + 1).to_string();
        let mut href = "#fn-".to_owned();
        href.push_str(&number);
        builder.open(Tag::Sup, Vec::new());
        builder.open(
            Tag::A,
            vec![
                (Attribute::Href, href),
                (Attribute::Id, reference_id(&number, note.references)),
                (Attribute::Role, "doc-noteref".to_owned()),
            ],
        );
        builder.text(&number);
        builder.close();
        builder.close();
    }

    /// The note of a label; the first of a label counts, another one comes last.
    pub fn define(&mut self, label: String, nodes: Vec<Node>) {
        self.early.push((label, nodes));
    }

    /// The list of notes; nothing where there are none.
    pub fn finish(mut self) -> Option<Node> {
        for (label, nodes) in std::mem::take(&mut self.early) {
            let index = self.index(&label);
            match self.list.get_mut(index) {
                Some(note) if note.nodes.is_none() => note.nodes = Some(nodes),
                _ => self.list.push(Footnote {
                    label,
                    references: 0,
                    nodes: Some(nodes),
                }),
            }
        }
        if self.list.is_empty() {
            return None;
        }
        let items = (1..)
            .zip(self.list)
            .map(|(number, note)| item(number, note));
        let list = element(Tag::Ol, Vec::new(), items.collect());
        let attributes = vec![
            (Attribute::Class, "postil-endnotes".to_owned()),
            (Attribute::Role, "doc-endnotes".to_owned()),
        ];
        Some(element(Tag::Section, attributes, vec![list]))
    }

    fn index(&mut self, label: &str) -> usize {
        if let Some(index) = self.numbers.get(label) {
            return *index;
        }
        let index = self.list.len();
        self.numbers.insert(label.to_owned(), index);
        self.list.push(Footnote {
            label: label.to_owned(),
            references: 0,
            nodes: None,
        });
        index
    }
}

fn item(number: usize, note: Footnote) -> Node {
    let number = number.to_string();
    let mut nodes = note.nodes.unwrap_or_else(|| vec![Node::Text(note.label)]);
    for reference in 1..=note.references {
        let mut href = "#".to_owned();
        href.push_str(&reference_id(&number, reference));
        let back = element(
            Tag::A,
            vec![
                (Attribute::Href, href),
                (Attribute::Role, "doc-backlink".to_owned()),
                (Attribute::DataPostilSkip, String::new()),
            ],
            // With the sign that asks for text, so that no emoji is shown.
            vec![Node::Text("\u{21a9}\u{fe0e}".to_owned())],
        );
        let end = match nodes.last_mut() {
            Some(Node::Element(Element {
                tag: Tag::P,
                children,
                ..
            })) => children,
            _ => &mut nodes,
        };
        end.push(Node::Text(" ".to_owned()));
        end.push(back);
    }
    let mut id = "fn-".to_owned();
    id.push_str(&number);
    element(Tag::Li, vec![(Attribute::Id, id)], nodes)
}

fn reference_id(number: &str, reference: usize) -> String {
    let mut id = "fnref-".to_owned();
    id.push_str(number);
    if reference > 1 {
        id.push('-');
        id.push_str(&reference.to_string());
    }
    id
}

fn element(tag: Tag, attributes: Vec<(Attribute, String)>, children: Vec<Node>) -> Node {
    Node::Element(Element {
        tag,
        attributes,
        children,
    })
}
