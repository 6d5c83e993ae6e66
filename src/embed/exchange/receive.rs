//! Notes in: files that were chosen, dropped or pasted, texts that were pasted, links that were opened.

use std::rc::Rc;

use web_sys::File;

use super::super::controller::Controller;
use super::backup;
use super::offer::{self, Given};
use super::work::{Failure, Work};
use crate::exchange::zip::Method;
use crate::exchange::{ImportError, ImportErrorKind, MAX_FILE_BYTES, share};
use crate::page::arrivals::{Arrival, forget_fragment};
use crate::page::{compress, files};
use crate::session::{self, Action, Source};
use crate::store::backup::is_backup;

/// The files that the reader is offered to choose from.
const ACCEPT: &str = ".jsonld,.json,.annotations,.md,.markdown,.jsonl,.zip,application/ld+json,application/json,text/markdown";

/// The reader chooses files.
pub(super) async fn pick(controller: &Rc<Controller>) -> Result<(), Failure> {
    let files = files::pick(ACCEPT).await?;
    take_files(controller, files).await
}

/// Something came by itself.
pub(super) async fn arrived(controller: &Rc<Controller>, arrival: Arrival) -> Result<(), Failure> {
    match arrival {
        Arrival::Files(files) => take_files(controller, files).await,
        Arrival::Text(text) => match text.split_once(&["#", share::PREFIX].concat()) {
            Some((_, rest)) if !text.trim_start().starts_with(['{', '[']) => {
                let digits = rest.split_whitespace().next().unwrap_or_default();
                let fragment = [share::PREFIX, digits].concat();
                link(controller, &fragment, Source::Clipboard).await
            }
            _ => {
                let pasted = vec![Given {
                    name: String::new(),
                    bytes: text.into_bytes(),
                }];
                match take(controller, pasted, Source::Clipboard).await {
                    // Whatever else is pasted on a page is no business of ours.
                    Err(Failure::Unreadable(_)) => Ok(()),
                    done => done,
                }
            }
        },
        Arrival::Fragment(fragment) => link(controller, &fragment, Source::Link).await,
    }
}

async fn take_files(controller: &Rc<Controller>, files: Vec<File>) -> Result<(), Failure> {
    let mut given = Vec::new();
    let mut refused = None;
    for file in files {
        match files::read(&file, MAX_FILE_BYTES as u64).await {
            Ok(bytes) => given.push(Given {
                name: file.name(),
                bytes,
            }),
            Err(files::ReadError::TooLarge { size, .. }) => {
                let bytes = usize::try_from(size).unwrap_or(usize::MAX);
                let kind = ImportErrorKind::TooLarge { bytes };
                refused = Some(Failure::Unreadable(ImportError { kind }));
            }
            Err(files::ReadError::Refused(error)) => refused = Some(error.into()),
        }
    }
    // One file that cannot even be opened is told of; the others are offered all the same.
    if let Some(failure) = refused {
        super::tell(controller, failure);
    }
    if given.is_empty() {
        return Ok(());
    }
    take(controller, given, Source::File).await
}

/// Shows what taking these would do.
async fn take(
    controller: &Rc<Controller>,
    mut given: Vec<Given>,
    source: Source,
) -> Result<(), Failure> {
    let backup = given.iter().position(|one| is_backup(&one.bytes));
    if let Some(at) = backup {
        return backup::offer(controller, given.swap_remove(at)).await;
    }
    let mut work = Work::of(controller, session::Work::Importing);
    let offer = offer::make(&mut work, given, source).await?;
    work.end()?;
    controller.act(Action::ImportOffered(Rc::new(offer)));
    Ok(())
}

/// Shows what a link carries. On a page of several articles it is for the one that its notes are about.
async fn link(controller: &Rc<Controller>, fragment: &str, source: Source) -> Result<(), Failure> {
    let Some(bytes) = carried(fragment).await else {
        forget_fragment(&controller.window);
        let kind = ImportErrorKind::BrokenLink;
        return Err(Failure::Unreadable(ImportError { kind }));
    };
    let mut work = Work::of(controller, session::Work::Importing);
    let given = vec![Given {
        name: String::new(),
        bytes,
    }];
    let offer = offer::make(&mut work, given, source).await;
    work.end()?;
    let offer = match offer {
        Ok(offer) => offer,
        Err(failure) => {
            forget_fragment(&controller.window);
            return Err(failure);
        }
    };
    let is_for_another = offer.elsewhere > 0 && offer.records.is_empty() && has_others(controller);
    if !is_for_another {
        controller.act(Action::ImportOffered(Rc::new(offer)));
    }
    Ok(())
}

/// The notes in a fragment as bytes; `None` when it is broken, or more than a file may be.
async fn carried(fragment: &str) -> Option<Vec<u8>> {
    let (packed, method) = share::read_fragment(fragment)?;
    match method {
        Method::Stored => Some(packed),
        Method::Deflated => compress::inflate(&packed, MAX_FILE_BYTES).await.ok()?,
    }
}

/// Whether the page has other articles.
fn has_others(controller: &Controller) -> bool {
    let name = controller.host.local_name();
    let all = controller.document.query_selector_all(&name);
    all.is_ok_and(|all| all.length() > 1)
}
