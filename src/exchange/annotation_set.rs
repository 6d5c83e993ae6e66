//! EPUB Annotations 1.0 (`AnnotationSet`), both ways, after the editor's draft of 2026-07-21.
//!
//! The draft has three motivations, one plain-text body and no replies; it leaves out the quote, which the first
//! large implementer demands: we write both selectors and read either.

use serde_json::Value;

use super::export::{ExportContext, ExportItem, is_markdown, words};
use super::fields::{Object, as_list, has_word, is_iri, object, present, within};
use super::jsonld;
use super::limits::{MAX_NAME_BYTES, MAX_NOTE_BYTES, MAX_TAGS};
use super::problem::{Problem, ProblemKind};
use super::{ReadContext, body, percent, target_out};
use crate::annotation::{Annotation, Color, Motivation, Note, Record, Target, Version};
use crate::article::{Node, Tag};

/// The context of the draft.
const CONTEXT: &str = "https://www.w3.org/ns/epub-anno.jsonld";
/// What stands before the source of a target when it is a path in a book, which is no IRI.
const PATH: &str = "urn:postil:path:";
/// What the body says about the look, kept and written again.
const HIGHLIGHT: &str = "postil:highlight";

pub(super) fn begin(context: &ExportContext<'_>) -> String {
    let text = |text: &str| Value::from(text);
    let mut about = object([
        ("dc:identifier", Value::Array(vec![text(context.article)])),
        ("dc:format", text("text/html")),
        ("dc:title", text(context.title)),
    ]);
    if let Some(author) = context.author {
        about.insert("dc:creator".to_owned(), Value::Array(vec![text(author)]));
    }
    let generator = object([
        ("id", text("urn:postil:software")),
        ("type", text("Software")),
        ("name", text("Postil")),
    ]);
    let head = object([
        ("@context", text(CONTEXT)),
        ("id", text(context.id)),
        ("type", text("AnnotationSet")),
        ("generator", Value::Object(generator)),
        ("generated", text(context.exported.as_str())),
        ("about", Value::Object(about)),
    ]);
    let mut text = Value::Object(head).to_string();
    text.pop();
    text.push_str(",\"items\": [");
    text
}

/// `None` for a reply, which the draft does not know.
pub(super) fn item(item: &ExportItem<'_>, context: &ExportContext<'_>) -> Option<String> {
    let shown = item.record.shown();
    let target = match &shown.target {
        Target::Passage(passages) => {
            let passage = passages.first()?;
            let selectors = target_out::write_selectors(&passage.selectors, &passage.foreign);
            object([
                ("source", Value::from(written_source(&passage.source))),
                ("selector", Value::Array(selectors)),
            ])
        }
        Target::Article(source) => object([("source", Value::from(written_source(source)))]),
        _ => return None,
    };
    let created = shown.created.as_ref().or(shown.modified.as_ref());
    let mut written = object([
        ("id", Value::from(shown.id.as_str())),
        ("type", Value::from("Annotation")),
        (
            "created",
            Value::from(created.unwrap_or(context.exported).as_str()),
        ),
        ("motivation", Value::from(motivation(shown))),
        ("target", Value::Object(target)),
    ]);
    if let Some(modified) = &shown.modified {
        written.insert("modified".to_owned(), Value::from(modified.as_str()));
    }
    if let Some(creator) = &shown.creator {
        let mut agent = object([
            ("id", Value::from(creator.id.as_str())),
            ("type", Value::from("Person")),
        ]);
        if let Some(name) = &creator.name {
            agent.insert("name".to_owned(), Value::from(name.as_str()));
        }
        written.insert("creator".to_owned(), Value::Object(agent));
    }
    written.insert("body".to_owned(), write_body(item.record));
    Some(Value::Object(written).to_string())
}

/// Whether the object is an annotation set.
pub(super) fn is_file(entries: &Object) -> bool {
    has_word(entries.get("type"), "AnnotationSet") || has_word(entries.get("@context"), CONTEXT)
}

/// Reads one item of a set.
pub(super) fn read(value: &Value, context: &ReadContext) -> Result<Record, Problem> {
    let entries = value
        .as_object()
        .ok_or_else(|| Problem::new(ProblemKind::NotAnObject))?;
    jsonld::check_weight(value)?;
    present(entries, "created").ok_or_else(|| Problem::missing("created"))?;
    let mut item = entries.clone();
    let body = item.remove("body");
    if let Some(Value::Object(target)) = item.get_mut("target") {
        read_source(target);
    }
    // But for its body, an item is an annotation of the model.
    let record = jsonld::read_annotation(&Value::Object(item), context)?;
    let mut shown = record.shown().clone();
    shown.version = Version::default();
    if let Some(Value::Object(body)) = &body {
        read_body(body, &mut shown)?;
    } else if let Some(other) = body.filter(|body| !body.is_null()) {
        return Err(Problem::expected("body", "one textual body", &other));
    }
    Ok(Record::new(shown))
}

/// A path in a book becomes an IRI; [`written_source`] makes it a path again.
fn read_source(target: &mut Object) {
    let source = target.get("source").and_then(Value::as_str);
    if let Some(path) = source.filter(|source| !source.is_empty() && !is_iri(source)) {
        let iri = [PATH, &percent::encode(path)].concat();
        target.insert("source".to_owned(), Value::from(iri));
    }
}

fn written_source(source: &str) -> String {
    let path = source.strip_prefix(PATH).and_then(percent::decode);
    path.unwrap_or_else(|| source.to_owned())
}

fn motivation(shown: &Annotation) -> &'static str {
    match shown.motivation {
        Motivation::Bookmarking => "bookmarking",
        _ if shown.note.is_some() => "commenting",
        _ => "highlighting",
    }
}

fn write_body(record: &Record) -> Value {
    let shown = record.shown();
    let value = if is_markdown(record) {
        plain_text(words(record))
    } else {
        words(record).to_owned()
    };
    let style = shown.extra.get(HIGHLIGHT).and_then(Value::as_str);
    let mut body = object([
        ("type", Value::from("TextualBody")),
        ("value", Value::from(value)),
        ("format", Value::from("text/plain")),
        ("color", Value::from(shown.color.unwrap_or_default().name())),
        ("highlight", Value::from(style.unwrap_or("solid"))),
    ]);
    if !shown.tags.is_empty() {
        let tags = shown.tags.iter().map(|tag| Value::from(tag.as_str()));
        body.insert("tags".to_owned(), Value::Array(tags.collect()));
    }
    Value::Object(body)
}

/// Reads the words, the colour, the look and the tags; other properties of the body stay with the note.
fn read_body(entries: &Object, shown: &mut Annotation) -> Result<(), Problem> {
    if !has_word(entries.get("type"), "TextualBody") && present(entries, "value").is_none() {
        // An image, a sound or a film: kept, not shown.
        let kept = Value::Array(vec![Value::Object(entries.clone())]);
        shown.extra.insert("body".to_owned(), kept);
        return Ok(());
    }
    let mut rest = entries.clone();
    let color = rest.remove("color");
    shown.color = color
        .as_ref()
        .and_then(Value::as_str)
        .and_then(Color::from_name);
    let style = rest
        .remove("highlight")
        .filter(|style| style.as_str() != Some("solid"));
    if let Some(style) = style {
        shown.extra.insert(HIGHLIGHT.to_owned(), style);
    }
    // One implementer wrote a single `tag`.
    let tags = [rest.remove("tags"), rest.remove("tag")];
    if tags
        .iter()
        .map(|tags| as_list(tags.as_ref()).len())
        .sum::<usize>()
        > MAX_TAGS
    {
        let (property, limit) = ("tags", MAX_TAGS);
        return Err(Problem::new(ProblemKind::TooMany { property, limit }));
    }
    for tag in tags.iter().flat_map(|tags| as_list(tags.as_ref())) {
        let words = tag
            .as_str()
            .ok_or_else(|| Problem::expected("tags", "a list of strings", tag))?;
        let words = within(words.trim(), "tags", MAX_NAME_BYTES)?;
        if !words.is_empty() && !shown.tags.iter().any(|other| other == words) {
            shown.tags.push(words.to_owned());
        }
    }
    if let Some(value) = present(&rest, "value").and_then(Value::as_str) {
        within(value, "value", MAX_NOTE_BYTES)?;
    }
    rest.entry("value").or_insert_with(|| Value::from(""));
    shown.note = body::read_note(&rest)?.filter(|note: &Note| !note.value.trim().is_empty());
    Ok(())
}

/// The words of a note's Markdown without its marks.
fn plain_text(markdown: &str) -> String {
    let mut text = String::new();
    for node in crate::article::note(markdown) {
        push_text(&node, &mut text);
    }
    text.trim().to_owned()
}

fn push_text(node: &Node, text: &mut String) {
    let element = match node {
        Node::Text(words) => return text.push_str(words),
        Node::Element(element) => element,
    };
    let is_item = element.tag == Tag::Li;
    let is_block = is_item
        || matches!(
            element.tag,
            Tag::P
                | Tag::Pre
                | Tag::Blockquote
                | Tag::Ul
                | Tag::Ol
                | Tag::Hr
                | Tag::Br
                | Tag::Tr
                | Tag::Table
                | Tag::H1
                | Tag::H2
                | Tag::H3
                | Tag::H4
                | Tag::H5
                | Tag::H6
        );
    if is_block && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if is_item {
        text.push_str("- ");
    }
    for child in &element.children {
        push_text(child, text);
    }
    if is_block && !text.ends_with('\n') {
        text.push('\n');
    }
}
