//! Writing notes in any format, item by item, so that long work can be sliced.
//!
//! Deletions travel in W3C JSON only; the other formats leave tombstones out.

use super::collection::{self, CollectionInfo};
use super::format::Format;
use super::{annotation_set, csv, html_out, hypothesis, jsonld, markdown};
use crate::annotation::{AnnotationId, Profile, Record, Target, Timestamp};
use crate::text::ArticleText;

/// One annotation to write.
#[derive(Clone, Copy, Debug)]
pub struct ExportItem<'a> {
    /// The annotation.
    pub record: &'a Record,
    /// Whether its passage has no place in the article as it is now.
    pub is_unplaced: bool,
}

/// Words for people in what is written; from `locale`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportWords {
    /// Heading over the page notes.
    pub page_notes: String,
    /// Heading over the notes on passages.
    pub notes: String,
    /// Heading over the notes without a place.
    pub unplaced: String,
    /// Text of the link back to a passage.
    pub open: String,
    /// Who wrote it, when nobody is named.
    pub unnamed: String,
}

impl ExportWords {
    /// In English.
    pub fn english() -> Self {
        Self {
            page_notes: "Page notes".to_owned(),
            notes: "Notes".to_owned(),
            unplaced: "Notes without a place".to_owned(),
            open: "Go to passage".to_owned(),
            unnamed: "Unnamed".to_owned(),
        }
    }
}

/// What is written about.
#[derive(Clone, Copy)]
pub struct ExportContext<'a> {
    /// The IRI of the file, fresh for each.
    pub id: &'a str,
    /// The article's title.
    pub title: &'a str,
    /// The article's author, as written.
    pub author: Option<&'a str>,
    /// The article's IRI.
    pub article: &'a str,
    /// The address of the page that shows it.
    pub url: &'a str,
    /// The BCP 47 tag of the interface's language.
    pub language: &'a str,
    /// Now.
    pub exported: &'a Timestamp,
    /// The article text, to count UTF-16 units in.
    pub text: Option<&'a ArticleText>,
    /// Words for people.
    pub words: &'a ExportWords,
    /// Who sends it, where that is known.
    pub sender: Option<&'a Profile>,
    /// All that is written, in the order of `getAnnotations()`.
    pub items: &'a [ExportItem<'a>],
    /// The record of this id, so that a reply finds what it replies to.
    pub find: &'a dyn Fn(&AnnotationId) -> Option<&'a Record>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The file's text; for an annotation set what belongs into the ZIP as `annotations.json`.
    pub text: String,
    /// How many annotations the format cannot hold.
    pub left_out: usize,
}

/// A file being written.
#[derive(Debug)]
pub struct Exporter {
    format: Format,
    text: String,
    /// What the block at the end of a Markdown file holds: the live items as W3C JSON.
    block: String,
    written: usize,
    left_out: usize,
    group: Option<Group>,
}

/// The parts of a document for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Page,
    Placed,
    Unplaced,
}

impl Exporter {
    /// Begins a file.
    pub fn begin(format: Format, context: &ExportContext<'_>) -> Self {
        let text = match format {
            Format::Jsonld => {
                collection::begin_collection(&collection_info(context), context.items.len())
            }
            Format::AnnotationSet => annotation_set::begin(context),
            Format::Hypothesis => hypothesis::begin(context),
            Format::Markdown => markdown::begin(context),
            Format::Csv => csv::begin(),
            Format::Html => html_out::begin(context),
        };
        Self {
            format,
            text,
            block: String::new(),
            written: 0,
            left_out: 0,
            group: None,
        }
    }

    /// Writes one item; items come in the order of `getAnnotations()`.
    pub fn push(&mut self, item: &ExportItem<'_>, context: &ExportContext<'_>) {
        if item.record.is_deleted() && self.format != Format::Jsonld {
            return;
        }
        let written = match self.format {
            Format::Jsonld => Some(jsonld::annotation_text(item.record)),
            Format::AnnotationSet => annotation_set::item(item, context),
            Format::Hypothesis => hypothesis::item(item, context),
            Format::Csv => csv::item(item, context),
            Format::Markdown => {
                let heading = self.heading(item, context);
                let json = jsonld::annotation_text(item.record);
                push_json(&mut self.block, &json);
                Some(markdown::item(item, heading, context))
            }
            Format::Html => {
                let heading = self.heading(item, context);
                Some(html_out::item(item, heading, context))
            }
        };
        let Some(written) = written else {
            self.left_out += 1;
            return;
        };
        if !self.format.is_json() {
            self.text.push_str(&written);
        } else if self.written == 0 {
            self.text.push('\n');
            self.text.push_str(&written);
        } else {
            push_json(&mut self.text, &written);
        }
        self.written += 1;
    }

    /// Ends the file.
    pub fn finish(mut self, context: &ExportContext<'_>) -> Exported {
        match self.format {
            Format::Jsonld => self.text.push_str("\n]}}\n"),
            Format::AnnotationSet | Format::Hypothesis => self.text.push_str("\n]}\n"),
            Format::Markdown => markdown::end(&mut self.text, &self.block, self.written, context),
            Format::Csv => {}
            Format::Html => self.text.push_str(html_out::END),
        }
        Exported {
            text: self.text,
            left_out: self.left_out,
        }
    }

    /// The heading that stands over this item, when a new part begins with it.
    fn heading<'c>(
        &mut self,
        item: &ExportItem<'_>,
        context: &ExportContext<'c>,
    ) -> Option<&'c str> {
        let group = match &item.record.shown().target {
            // A reply stands below what it replies to.
            Target::Reply(_) if self.group.is_some() => return None,
            _ if item.is_unplaced => Group::Unplaced,
            Target::Passage(_) => Group::Placed,
            _ => Group::Page,
        };
        if self.group == Some(group) {
            return None;
        }
        self.group = Some(group);
        Some(match group {
            Group::Page => &context.words.page_notes,
            Group::Placed => &context.words.notes,
            Group::Unplaced => &context.words.unplaced,
        })
    }
}

/// One more item of a list; the first of all begins with a comma no less than the others.
fn push_json(list: &mut String, item: &str) {
    list.push_str(",\n");
    list.push_str(item);
}

/// Writes all items at once.
pub fn export(format: Format, context: &ExportContext<'_>) -> Exported {
    let mut exporter = Exporter::begin(format, context);
    for item in context.items {
        exporter.push(item, context);
    }
    exporter.finish(context)
}

pub(super) fn collection_info(context: &ExportContext<'_>) -> CollectionInfo {
    CollectionInfo {
        id: context.id.to_owned(),
        label: context.title.to_owned(),
        generated: Some(context.exported.clone()),
        sender: context.sender.cloned(),
    }
}

/// The quote of the passage in force.
pub(super) fn quote(record: &Record) -> Option<&crate::anchor::Quote> {
    match &record.shown().target {
        Target::Passage(passages) => passages.first()?.selectors.quote.as_ref(),
        _ => None,
    }
}

/// The words of the note; empty for a highlight.
pub(super) fn words(record: &Record) -> &str {
    record.shown().note.as_ref().map_or("", |note| &note.value)
}

/// Whether the note is Markdown.
pub(super) fn is_markdown(record: &Record) -> bool {
    let note = record.shown().note.as_ref();
    note.is_some_and(|note| note.format == "text/markdown" || note.format == "text/x-markdown")
}

/// The name of who wrote it.
pub(super) fn author<'a>(record: &'a Record, words: &'a ExportWords) -> &'a str {
    let creator = record.shown().creator.as_ref();
    creator
        .and_then(|person| person.name.as_deref())
        .unwrap_or(&words.unnamed)
}

/// A name for the item that stays the same in every export: `p` and the 64-bit FNV-1a hash of its id.
pub(super) fn stable_name(id: &AnnotationId) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in id.as_str().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let mut name = String::from("p");
    for at in (0..16).rev() {
        let digit = (hash >> (at * 4)) & 15;
        name.extend(char::from_digit(digit as u32, 16));
    }
    name
}

/// The address of the passage as a text fragment; `None` when the page has no web address.
pub(super) fn link(record: &Record, context: &ExportContext<'_>) -> Option<String> {
    let is_web = context.url.starts_with("https://") || context.url.starts_with("http://");
    let quote = quote(record).filter(|_| is_web)?;
    let page = context.url.split('#').next()?;
    Some([page, "#:~:text=", &super::percent::text_fragment(quote)].concat())
}
