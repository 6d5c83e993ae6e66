//! Notes out as files and links, and in again: rarely needed, reached from few places.
//!
//! The futures that others await are boxed: unboxed they would become a part of whatever awaits them.

mod backup;
mod offer;
mod receive;
mod send;
mod work;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::answer::{self, Name};
use super::controller::Controller;
use crate::exchange::{Format, ImportError};
use crate::page::arrivals::Arrival;
use crate::session::{Action, AlertKind, Errand, ImportOffer, Source};

use work::{Failure, Work};

/// Does an errand of the reader's.
#[inline(never)]
pub(super) fn run(controller: &Rc<Controller>, errand: Errand) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        let done = match errand {
            Errand::OpenExport => {
                send::open(&controller);
                Ok(())
            }
            Errand::Download => send::download(&controller).await,
            Errand::Copy => send::copy(&controller).await,
            Errand::Share => send::share(&controller).await,
            Errand::Link => send::make_link(&controller).await,
            Errand::CopyLink => send::copy_link(&controller).await,
            Errand::PickImport => receive::pick(&controller).await,
            Errand::Backup => backup::save(&controller).await,
            Errand::Restore(offer) => backup::restore(&controller, offer).await,
            Errand::NotNow => {
                super::reminding::looked_after(&controller).await;
                Ok(())
            }
        };
        if let Err(failure) = done {
            tell(&controller, failure);
        }
    });
}

/// Something was dropped or pasted, or stands in the address of the page.
#[inline(never)]
pub(super) fn arrived(controller: &Rc<Controller>, arrival: Arrival) {
    let controller = Rc::clone(controller);
    spawn_local(async move {
        if let Err(failure) = receive::arrived(&controller, arrival).await {
            tell(&controller, failure);
        }
    });
}

type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, JsValue>>>>;

/// `exportNotes`.
#[inline(never)]
pub(super) fn export(controller: &Rc<Controller>, format: &JsValue) -> Boxed<JsValue> {
    let (controller, format) = (Rc::clone(controller), format.clone());
    Box::pin(async move { file(&controller, &format).await })
}

async fn file(controller: &Rc<Controller>, format: &JsValue) -> Result<JsValue, JsValue> {
    let name = format.as_string();
    let Some(format) = name.as_deref().and_then(Format::from_name) else {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        let message = [
            "expected a format, one of `",
            &names.join("`, `"),
            "`, but found `",
            name.as_deref().unwrap_or("nothing"),
            "`",
        ];
        return Err(answer::error(Name::Annotation, &message.concat()));
    };
    let mut work = Work::quiet(controller);
    let made = send::make(&mut work, format, false).await;
    made.and_then(|made| made.blob())
        .map(JsValue::from)
        .map_err(thrown)
}

/// `shareLink`.
#[inline(never)]
pub(super) fn share_link(controller: &Rc<Controller>) -> Boxed<JsValue> {
    let mut work = Work::quiet(controller);
    Box::pin(async move {
        let link = send::link(&mut work, false).await;
        link.map_err(thrown)?.map(JsValue::from).ok_or_else(|| {
            let message = "there are too many notes for a link: export a file";
            answer::error(Name::Unsupported, message)
        })
    })
}

/// Reads what `importNotes` was given, and says what taking it would do. Writes nothing.
#[inline(never)]
pub(super) fn offer(controller: &Rc<Controller>, bytes: Vec<u8>) -> Boxed<ImportOffer> {
    let given = offer::Given {
        name: String::new(),
        bytes,
    };
    let mut work = Work::quiet(controller);
    Box::pin(async move {
        let made = offer::make(&mut work, vec![given], Source::File).await;
        made.map_err(thrown)
    })
}

/// What a promise rejects with.
fn thrown(failure: Failure) -> JsValue {
    match failure {
        Failure::Unreadable(error) => answer::error(Name::Import, &error.to_string()),
        Failure::Refused(error) => answer::error(Name::Unsupported, &error.to_string()),
        Failure::Stopped | Failure::Store(_) => {
            answer::error(Name::Unsupported, "the work was stopped")
        }
    }
}

/// Tells the reader what went wrong; nothing where they stopped it themselves.
fn tell(controller: &Rc<Controller>, failure: Failure) {
    match failure {
        Failure::Stopped => {}
        Failure::Unreadable(ImportError { kind }) => {
            let detail = ImportError { kind: kind.clone() }.to_string();
            controller.alarm(AlertKind::ImportUnreadable(kind), &detail);
        }
        Failure::Refused(error) => {
            controller.alarm(AlertKind::ExchangeRefused, &error.to_string());
        }
        Failure::Store(error) => {
            let kind = super::commands::alert_kind(&error);
            controller.alarm(kind, &error.cause);
        }
    }
    // Whatever was under way is over.
    if work::is_shown(controller) {
        controller.act(Action::Close);
    }
}
