//! Notes out: as a file, on the clipboard, through the system's share sheet, as a link.

use std::rc::Rc;

use web_sys::{Blob, Node};

use super::super::controller::Controller;
use super::super::reminding;
use super::work::{Failure, Work};
use crate::annotation::{AnnotationId, Record};
use crate::exchange::{
    ExportContext, ExportItem, ExportWords, Exporter, Format, share,
    zip::{self, Method},
};
use crate::locale::Key;
use crate::page::{clock, compress, files, sharing};
use crate::session::{self, Action, Dialog, Entry, ExportView, Kept, Layer, State, Told, view};

/// A piece of a file's bytes that is counted at once.
const PIECE: usize = 200_000;

/// A file that was made.
pub(super) struct Made {
    pub format: Format,
    pub bytes: Vec<u8>,
    /// How many notes the format cannot hold.
    pub left_out: usize,
}

impl Made {
    pub fn blob(&self) -> Result<Blob, Failure> {
        Ok(files::blob(&self.bytes, self.format.media_type())?)
    }
}

/// Opens the export.
pub(super) fn open(controller: &Rc<Controller>) {
    let state = controller.state();
    let count = |is_filtered| records(&state, is_filtered, false).len();
    let (all, shown) = (count(false), count(true));
    let takes = |format: &Format| {
        let file = files::file(b"-", format.media_type(), &["a.", format.ending()].concat());
        file.is_ok_and(|file| sharing::takes(&file))
    };
    let view = ExportView {
        format: Format::Jsonld,
        is_filtered: shown < all && state.filter.is_active(),
        all,
        shown,
        shareable: Format::ALL.into_iter().filter(takes).collect(),
        link: None,
        told: None,
    };
    show(controller, view);
}

fn show(controller: &Rc<Controller>, view: ExportView) {
    controller.act(Action::Open(Dialog::Export(Rc::new(view))));
}

/// The export that is open.
fn view_of(controller: &Controller) -> Result<ExportView, Failure> {
    match &controller.state().dialog {
        Some(Dialog::Export(view)) => Ok(ExportView::clone(view)),
        _ => Err(Failure::Stopped),
    }
}

/// Makes the file that is chosen; `left` is what the export was, for when it is over.
async fn chosen(controller: &Rc<Controller>) -> Result<(Made, ExportView), Failure> {
    let view = view_of(controller)?;
    let mut work = Work::of(controller, session::Work::Exporting);
    let made = make(&mut work, view.format, view.is_filtered).await?;
    work.end()?;
    Ok((made, view))
}

/// The file goes to the reader's machine.
pub(super) async fn download(controller: &Rc<Controller>) -> Result<(), Failure> {
    let (made, view) = chosen(controller).await?;
    let name = file_name(controller, made.format.ending());
    files::save(&made.blob()?, &name)?;
    if !view.is_filtered {
        reminding::looked_after(controller).await;
    }
    told(controller, view, Told::Saved(name, made.left_out));
    Ok(())
}

/// The file's text goes on the clipboard.
pub(super) async fn copy(controller: &Rc<Controller>) -> Result<(), Failure> {
    let (made, view) = chosen(controller).await?;
    let copied = files::copy(&String::from_utf8_lossy(&made.bytes)).await;
    let told_of = match copied {
        Ok(()) => Told::Copied(made.left_out),
        Err(_) => Told::Refused,
    };
    told(controller, view, told_of);
    Ok(())
}

/// The file goes to the system's share sheet.
pub(super) async fn share(controller: &Rc<Controller>) -> Result<(), Failure> {
    let (made, view) = chosen(controller).await?;
    let name = file_name(controller, made.format.ending());
    let file = files::file(&made.bytes, made.format.media_type(), &name)?;
    match sharing::share(&file, &title(controller)).await {
        Ok(()) => show(controller, view),
        // The reader changed their mind.
        Err(error) if error.name == "AbortError" => show(controller, view),
        Err(_) => told(controller, view, Told::Refused),
    }
    Ok(())
}

/// Makes the link and shows it with its size.
pub(super) async fn make_link(controller: &Rc<Controller>) -> Result<(), Failure> {
    let mut view = view_of(controller)?;
    let mut work = Work::of(controller, session::Work::Linking);
    view.link = link(&mut work, view.is_filtered).await?;
    work.end()?;
    view.told = view.link.is_none().then_some(Told::TooLong);
    show(controller, view);
    Ok(())
}

/// The link goes on the clipboard.
pub(super) async fn copy_link(controller: &Rc<Controller>) -> Result<(), Failure> {
    let view = view_of(controller)?;
    let link = view.link.clone().unwrap_or_default();
    let told_of = match files::copy(&link).await {
        Ok(()) => Told::LinkCopied,
        Err(_) => Told::Refused,
    };
    told(controller, view, told_of);
    Ok(())
}

/// A backup was saved: told where the export is open.
pub(super) fn saved(controller: &Rc<Controller>, name: String) {
    if let Ok(view) = view_of(controller) {
        told(controller, view, Told::Saved(name, 0));
    }
}

fn told(controller: &Rc<Controller>, view: ExportView, told: Told) {
    let view = ExportView {
        told: Some(told),
        ..view
    };
    show(controller, view);
}

/// The address of this page with the notes in its fragment; `None` when they are too many.
pub(super) async fn link(work: &mut Work, is_filtered: bool) -> Result<Option<String>, Failure> {
    let state = work.controller.state();
    let records = records(&state, is_filtered, true);
    work.breathe(0, records.len()).await?;
    let mut text = String::new();
    for (at, record) in records.iter().enumerate() {
        if work.is_due() {
            work.breathe(at, records.len()).await?;
        }
        share::push(&mut text, record);
        // Even at its best a link of this much would be too long.
        if text.len() > share::MAX_LINK * 50 {
            return Ok(None);
        }
    }
    let text = share::close(text);
    let packed = compress::deflate(text.as_bytes()).await;
    let fragment = match &packed {
        Ok(packed) => share::fragment(packed, Method::Deflated),
        Err(_) => share::fragment(text.as_bytes(), Method::Stored),
    };
    if fragment.len() > share::MAX_LINK {
        return Ok(None);
    }
    Ok(Some([&page(&work.controller), "#", &fragment].concat()))
}

/// The address of the page, without a fragment.
fn page(controller: &Controller) -> String {
    let address = controller.document.url().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Makes a file of all notes, or of what the filter shows.
pub(super) async fn make(
    work: &mut Work,
    format: Format,
    is_filtered: bool,
) -> Result<Made, Failure> {
    let controller = Rc::clone(&work.controller);
    let state = controller.state();
    let records = records(&state, is_filtered, format == Format::Jsonld);
    // Each of these is long by itself when there are many.
    work.breathe(0, records.len()).await?;
    let items: Vec<ExportItem<'_>> = records
        .iter()
        .map(|record| ExportItem {
            record,
            is_unplaced: is_unplaced(&state, record.id()),
        })
        .collect();
    let sender = state.sender();
    let (title, words) = (title(&controller), words(&controller));
    let (author, url, now) = (author(&controller), page(&controller), clock::now());
    let id = clock::new_id().map(|id| id.as_str().to_owned());
    let language = Rc::clone(&controller.words.borrow().language().tag);
    let context = ExportContext {
        id: &id.unwrap_or_default(),
        title: &title,
        author: author.as_deref(),
        article: &state.article,
        url: &url,
        language: &language,
        exported: &now,
        text: state.text.as_deref(),
        words: &words,
        sender: sender.as_ref(),
        items: &items,
        find: &|id| state.entries.get(id).map(|entry| &*entry.record),
    };
    let mut exporter = Exporter::begin(format, &context);
    for (at, item) in items.iter().enumerate() {
        if work.is_due() {
            work.breathe(at, items.len()).await?;
        }
        exporter.push(item, &context);
    }
    work.breathe(items.len(), items.len()).await?;
    let exported = exporter.finish(&context);
    work.breathe(items.len(), items.len()).await?;
    let mut bytes = exported.text.into_bytes();
    if format == Format::AnnotationSet {
        bytes = packed(work, &bytes).await?;
    }
    Ok(Made {
        format,
        bytes,
        left_out: exported.left_out,
    })
}

/// An annotation set in its ZIP.
async fn packed(work: &mut Work, set: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut crc = zip::Crc::default();
    for (at, piece) in set.chunks(PIECE).enumerate() {
        if work.is_due() {
            work.breathe(at * PIECE, set.len()).await?;
        }
        crc.take(piece);
    }
    let crc = crc.finish();
    Ok(match compress::deflate(set).await {
        Ok(packed) => zip::pack_set(&packed, Method::Deflated, set.len(), crc),
        Err(_) => zip::pack_set(set, Method::Stored, set.len(), crc),
    })
}

/// What goes out: live notes in the order of the margin, then the deleted where they travel. The page's own
/// layers stay, and so does what is still being typed.
fn records(state: &State, is_filtered: bool, with_deleted: bool) -> Vec<Rc<Record>> {
    let goes = |entry: &&Entry| entry.layer == Layer::Stored && entry.kept != Kept::Draft;
    let order = view::shown(state, is_filtered);
    let live = order
        .iter()
        .filter_map(|id| state.entries.get(id))
        .filter(goes)
        .map(|entry| state.named(&entry.record));
    let mut list: Vec<Rc<Record>> = live.collect();
    if with_deleted && !is_filtered {
        let deleted = state.entries.values().filter(goes);
        let deleted = deleted.filter(|entry| entry.record.is_deleted());
        list.extend(deleted.map(|entry| state.named(&entry.record)));
    }
    list
}

fn is_unplaced(state: &State, id: &AnnotationId) -> bool {
    let placement = state.placements.get(id);
    placement.is_some_and(|placement| placement.range.is_none())
}

/// The article's first heading, else the page's title.
fn title(controller: &Controller) -> String {
    let state = controller.state();
    let heading = state.text.as_ref().and_then(|text| {
        let block = text.blocks().iter().find(|block| block.heading.is_some())?;
        text.slice(block.range).map(str::to_owned)
    });
    heading.unwrap_or_else(|| controller.document.title())
}

/// Who wrote the article: as its own byline says, else as the page says about itself.
fn author(controller: &Controller) -> Option<String> {
    let byline = controller.host.query_selector(".postil-byline");
    let first = byline.ok().flatten().and_then(|line| line.first_child());
    // A byline without an author begins with another element, not with words.
    let written = first
        .filter(|node| node.node_type() == Node::TEXT_NODE)
        .and_then(|node| node.text_content());
    if let Some(author) = written {
        return Some(author.trim_end_matches([' ', '·']).to_owned());
    }
    let meta = controller
        .document
        .query_selector("meta[name=author][content]");
    let author = meta.ok().flatten()?.get_attribute("content")?;
    (!author.trim().is_empty()).then_some(author)
}

fn words(controller: &Controller) -> ExportWords {
    let words = controller.words.borrow();
    let text = |key| words.get(key).as_ref().to_owned();
    ExportWords {
        page_notes: text(Key::PageNotes),
        notes: text(Key::Notes),
        unplaced: text(Key::WithoutPlace),
        open: text(Key::GoToPassage),
        unnamed: text(Key::Unnamed),
    }
}

/// A file's name: article, person and day.
pub(super) fn file_name(controller: &Controller, ending: &str) -> String {
    let state = controller.state();
    let day = clock::now();
    let day = day.as_str().get(..10).unwrap_or_default();
    let mut name = file_words(&title(controller));
    if name.is_empty() {
        name.push_str("postil");
    }
    let person = state.reader.name.as_deref().map(file_words);
    for part in [person.as_deref().unwrap_or_default(), day] {
        if !part.is_empty() {
            name.push(' ');
            name.push_str(part);
        }
    }
    [&name, ".", ending].concat()
}

/// Letters, digits, spaces and hyphens, at most 60.
fn file_words(text: &str) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || c == '-';
    let kept: String = text
        .chars()
        .map(|c| if is_kept(c) { c } else { ' ' })
        .take(60)
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}
