//! Long work: in slices, with its progress on screen once it lasts, ended when the reader closes that.

use std::rc::Rc;

use js_sys::Date;

use super::super::controller::Controller;
use crate::exchange::ImportError;
use crate::page::js_error::JsError;
use crate::page::slices::{Slices, next_task};
use crate::session::{self, Action, Dialog, Working};
use crate::store::StoreError;

/// Work that lasts longer than this shows its progress, in milliseconds.
const PATIENCE: f64 = 300.0;
/// The progress is shown anew after so many milliseconds.
const STEP: f64 = 200.0;

/// Why something of the kind did not come to its end.
#[derive(Debug)]
pub(super) enum Failure {
    /// The reader stopped it.
    Stopped,
    /// A file cannot be read at all.
    Unreadable(ImportError),
    /// The browser refused.
    Refused(JsError),
    /// The store failed.
    Store(StoreError),
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::Unreadable(error)
    }
}

impl From<JsError> for Failure {
    fn from(error: JsError) -> Self {
        Self::Refused(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Work under way.
pub(super) struct Work {
    pub controller: Rc<Controller>,
    /// What it is called on screen; `None` when nobody looks.
    what: Option<session::Work>,
    slices: Slices,
    shown_at: f64,
    is_shown: bool,
}

impl Work {
    /// Work that a method of the element asked for.
    pub fn quiet(controller: &Rc<Controller>) -> Self {
        Self {
            controller: Rc::clone(controller),
            what: None,
            slices: Slices::start(),
            shown_at: Date::now() + PATIENCE - STEP,
            is_shown: false,
        }
    }

    /// Work that the reader asked for.
    pub fn of(controller: &Rc<Controller>, what: session::Work) -> Self {
        Self {
            what: Some(what),
            ..Self::quiet(controller)
        }
    }

    /// Whether it is time to [`Self::breathe`].
    pub fn is_due(&self) -> bool {
        self.slices.is_over()
    }

    /// Lets the page do what waits, and shows how far the work is.
    pub async fn breathe(&mut self, done: usize, total: usize) -> Result<(), Failure> {
        if let Some(what) = self.what {
            if self.is_shown && !is_shown(&self.controller) {
                return Err(Failure::Stopped);
            }
            if Date::now() - self.shown_at > STEP {
                let working = Working { what, done, total };
                self.controller.act(Action::Open(Dialog::Working(working)));
                self.is_shown = true;
                next_task().await;
                self.shown_at = Date::now();
            }
        }
        if self.controller.is_stopped.get() {
            return Err(Failure::Stopped);
        }
        self.slices.breathe().await;
        Ok(())
    }

    /// It is done: the screen is free for what comes of it. Fails when the reader stopped it.
    pub fn end(&mut self) -> Result<(), Failure> {
        if self.is_shown && !is_shown(&self.controller) {
            return Err(Failure::Stopped);
        }
        if self.is_shown {
            self.controller.act(Action::Close);
        }
        self.is_shown = false;
        Ok(())
    }
}

/// Whether progress is on screen.
pub(super) fn is_shown(controller: &Controller) -> bool {
    matches!(controller.state().dialog, Some(Dialog::Working(_)))
}
