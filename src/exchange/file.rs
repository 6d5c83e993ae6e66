//! Reading whole files: recognised by what is in them, read item by item.

use serde_json::Value;

use super::fields::{Object, has_word, present};
use super::format::Format;
use super::import_error::{ImportError, ImportErrorKind};
use super::limits::{MAX_FILE_BYTES, MAX_ITEMS};
use super::problem::{Problem, ProblemKind};
use super::scan::{self, Member, Outline, Span};
use super::{ReadContext, annotation_set, hypothesis, jsonld, markdown, people, zip};
use crate::annotation::{Profile, Record};

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadFile {
    /// The format that was recognised.
    pub format: Format,
    /// What the file says it is about, where it does.
    pub label: Option<String>,
    /// Who sent it, where it says so.
    pub sender: Option<Profile>,
    /// Every item with its index in the file, or why it was refused.
    pub items: Vec<(usize, Result<Record, Problem>)>,
}

/// A file whose parts were found, to be read item by item.
#[derive(Debug)]
pub struct FileReader<'a> {
    text: &'a str,
    format: Format,
    label: Option<String>,
    sender: Option<Profile>,
    items: Vec<Span>,
    /// The file is one annotation.
    is_alone: bool,
    next: usize,
}

impl<'a> FileReader<'a> {
    /// Recognises the file. The text must not be a ZIP: see [`super::zip`].
    pub fn open(text: &'a str) -> Result<Self, ImportError> {
        check_size(text.len())?;
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Err(ImportError::new(ImportErrorKind::Empty));
        }
        let reader = if text.starts_with(['{', '[']) {
            open_json(text)?
        } else {
            let block = markdown::block(text).ok_or_else(unknown)?;
            let inner = open_json(block.trim())?;
            Self {
                format: Format::Markdown,
                ..inner
            }
        };
        if reader.items.len() > MAX_ITEMS {
            let items = reader.items.len();
            return Err(ImportError::new(ImportErrorKind::TooManyItems { items }));
        }
        Ok(reader)
    }

    /// The format that was recognised.
    pub fn format(&self) -> Format {
        self.format
    }

    /// What the file says it is about, where it does.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// Who sent the file, where it says so.
    pub fn sender(&self) -> Option<&Profile> {
        self.sender.as_ref()
    }

    /// How many items there are.
    pub fn count(&self) -> usize {
        self.items.len()
    }

    /// Reads the next item; `None` after the last.
    pub fn read_next(&mut self, context: &ReadContext) -> Option<(usize, Result<Record, Problem>)> {
        let index = self.next;
        let span = self.items.get(index)?.clone();
        self.next += 1;
        let text = self.text.get(span).unwrap_or_default();
        let item = match serde_json::from_str::<Value>(text) {
            Ok(value) => read_item(&value, self.format, self.is_alone, context),
            Err(_) => Err(Problem::new(ProblemKind::NotJson)),
        };
        Some((index, item))
    }
}

/// Reads a file of any known format, which must be UTF-8; a mark at its beginning is skipped. A ZIP must be stored:
/// a deflated one is unpacked by the caller, see [`super::zip`].
#[inline(never)]
pub fn read_bytes(bytes: &[u8], context: &ReadContext) -> Result<ReadFile, ImportError> {
    check_size(bytes.len())?;
    if zip::is_zip(bytes) {
        let entry = zip::find_set(bytes)?;
        if entry.method == zip::Method::Deflated {
            let reason = "the ZIP must be unpacked first";
            return Err(ImportError::new(ImportErrorKind::BadArchive { reason }));
        }
        return read_text(as_text(entry.packed)?, context);
    }
    read_text(as_text(bytes)?, context)
}

/// The bytes as text, when they are UTF-8.
pub fn as_text(bytes: &[u8]) -> Result<&str, ImportError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        ImportError::new(ImportErrorKind::NotText { at })
    })
}

/// Reads the text of a file of any known format.
pub fn read_text(text: &str, context: &ReadContext) -> Result<ReadFile, ImportError> {
    let mut reader = FileReader::open(text)?;
    let mut items = Vec::with_capacity(reader.count());
    while let Some(item) = reader.read_next(context) {
        items.push(item);
    }
    Ok(ReadFile {
        format: reader.format,
        label: reader.label,
        sender: reader.sender,
        items,
    })
}

fn check_size(bytes: usize) -> Result<(), ImportError> {
    if bytes <= MAX_FILE_BYTES {
        Ok(())
    } else {
        Err(ImportError::new(ImportErrorKind::TooLarge { bytes }))
    }
}

fn unknown() -> ImportError {
    ImportError::new(ImportErrorKind::UnknownFormat)
}

fn open_json(text: &str) -> Result<FileReader<'_>, ImportError> {
    let (whole, outline) = scan::outline(text)?;
    let reader = |format, label, items| FileReader {
        text,
        format,
        label,
        sender: None,
        items,
        is_alone: false,
        next: 0,
    };
    if let Outline::Array(items) = outline {
        let first = items.first().and_then(|first| value(text, first).ok());
        let format = match first {
            Some(first) if hypothesis::is_item(&first) => Format::Hypothesis,
            _ => Format::Jsonld,
        };
        return Ok(reader(format, None, items));
    }
    let Outline::Object(mut parts) = outline else {
        return Err(unknown());
    };
    let head = read_head(text, &parts)?;
    if is_list_of_pages(&head) {
        if present(&head, "@context").is_some_and(|context| !jsonld::is_context(context)) {
            return Err(unknown());
        }
        let label = text_at(&head, "/label");
        let items = items_of_pages(parts, &head)?;
        return Ok(FileReader {
            sender: people::sender(&head),
            ..reader(Format::Jsonld, label, items)
        });
    }
    if annotation_set::is_file(&head) {
        let items = list(&mut parts, "items").ok_or_else(unknown)?;
        return Ok(reader(
            Format::AnnotationSet,
            text_at(&head, "/about/dc:title"),
            items,
        ));
    }
    if let Some(items) = list(&mut parts, "annotations") {
        let first = items.first().and_then(|first| value(text, first).ok());
        if hypothesis::is_file(&head, first.as_ref()) {
            return Ok(reader(Format::Hypothesis, None, items));
        }
    }
    if head.contains_key("target") || has_word(head.get("type"), "Annotation") {
        return Ok(FileReader {
            is_alone: true,
            ..reader(Format::Jsonld, None, vec![whole])
        });
    }
    Err(unknown())
}

fn value(text: &str, span: &Span) -> Result<Value, ImportError> {
    let part = text.get(span.clone()).unwrap_or_default();
    serde_json::from_str(part).map_err(|_| scan::not_json(text, span.start))
}

/// All members but those that hold items.
fn read_head(text: &str, parts: &[Member]) -> Result<Object, ImportError> {
    let mut head = Object::new();
    for part in parts {
        if !scan::holds_items(&part.name) {
            head.insert(part.name.clone(), value(text, &part.span)?);
        }
    }
    Ok(head)
}

fn text_at(head: &Object, pointer: &str) -> Option<String> {
    let mut names = pointer.split('/').skip(1);
    let mut at = head.get(names.next()?)?;
    for name in names {
        at = at.get(name)?;
    }
    at.as_str().map(str::to_owned)
}

fn is_list_of_pages(entries: &Object) -> bool {
    ["AnnotationCollection", "AnnotationPage"]
        .iter()
        .any(|name| has_word(entries.get("type"), name))
}

/// The elements of a member that is a list; `None` when there is none.
fn list(parts: &mut [Member], name: &str) -> Option<Vec<Span>> {
    let part = parts.iter_mut().find(|part| part.name == name)?;
    match &mut part.inner {
        Outline::Array(items) => Some(std::mem::take(items)),
        _ => None,
    }
}

/// The members of a member that is an object.
fn inner(parts: &mut [Member], name: &str) -> Option<Vec<Member>> {
    let part = parts.iter_mut().find(|part| part.name == name)?;
    match &mut part.inner {
        Outline::Object(members) => Some(std::mem::take(members)),
        _ => None,
    }
}

/// The items of a page or of a collection's embedded pages, in order.
fn items_of_pages(mut parts: Vec<Member>, head: &Object) -> Result<Vec<Span>, ImportError> {
    let mut page = match inner(&mut parts, "first") {
        Some(first) => first,
        None => parts,
    };
    let is_empty = head.get("total").and_then(Value::as_u64) == Some(0);
    let mut items = match list(&mut page, "items") {
        Some(items) => items,
        None if is_empty => Vec::new(),
        None => return Err(ImportError::new(ImportErrorKind::PagesElsewhere)),
    };
    while let Some(next) = inner(&mut page, "next") {
        page = next;
        items.extend(list(&mut page, "items").unwrap_or_default());
    }
    Ok(items)
}

/// An annotation that stands alone must say by its context what it is; an item of a list may leave that to the
/// list, but may not have another one.
fn read_item(
    item: &Value,
    format: Format,
    is_alone: bool,
    context: &ReadContext,
) -> Result<Record, Problem> {
    if format == Format::Hypothesis {
        return hypothesis::read(item);
    }
    if format == Format::AnnotationSet {
        return annotation_set::read(item, context);
    }
    let own = item
        .as_object()
        .and_then(|entries| present(entries, "@context"));
    if own.map_or(is_alone, |own| !jsonld::is_context(own)) {
        return Err(Problem::new(ProblemKind::NoContext));
    }
    jsonld::read_annotation(item, context)
}
