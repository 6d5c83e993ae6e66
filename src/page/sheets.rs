//! Style sheets that the document and shadow roots adopt: built by script, so that a strict
//! policy holds, and taken back when the last article that needs them is gone.

use std::cell::RefCell;

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, Document, ShadowRoot};

use super::js_error::JsError;

struct Entry {
    css: &'static str,
    root: Document,
    sheet: CssStyleSheet,
    users: usize,
}

thread_local! {
    static ADOPTED: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
}

/// A sheet that is adopted as long as this lives.
#[must_use = "the sheet is taken back when this is dropped"]
pub struct Adopted {
    css: &'static str,
    root: Document,
}

impl Adopted {
    /// The document adopts `css`, once for however many articles.
    pub fn by_document(document: &Document, css: &'static str) -> Result<Self, JsError> {
        Self::by(document.clone(), css)
    }

    /// The shadow root adopts `css`. Roots share one sheet.
    pub fn by_shadow(root: &ShadowRoot, css: &'static str) -> Result<Self, JsError> {
        // Both have the one property that is used here.
        Self::by(root.clone().unchecked_into(), css)
    }

    fn by(root: Document, css: &'static str) -> Result<Self, JsError> {
        ADOPTED
            .with_borrow_mut(|entries| {
                let same = |entry: &&mut Entry| entry.css == css && entry.root == root;
                if let Some(entry) = entries.iter_mut().find(same) {
                    entry.users += 1;
                    return Ok(());
                }
                let known = entries.iter().find(|entry| entry.css == css);
                let sheet = match known {
                    Some(entry) => entry.sheet.clone(),
                    None => {
                        let sheet = CssStyleSheet::new()?;
                        sheet.replace_sync(css)?;
                        sheet
                    }
                };
                let sheets = Array::from(&root.adopted_style_sheets());
                sheets.push(&sheet);
                root.set_adopted_style_sheets(&sheets);
                entries.push(Entry {
                    css,
                    root: root.clone(),
                    sheet,
                    users: 1,
                });
                Ok(())
            })
            .map_err(|thrown: JsValue| JsError::from(thrown))?;
        Ok(Self { css, root })
    }
}

impl Drop for Adopted {
    fn drop(&mut self) {
        ADOPTED.with_borrow_mut(|entries| {
            let Some(at) = entries
                .iter()
                .position(|entry| entry.css == self.css && entry.root == self.root)
            else {
                return;
            };
            let Some(entry) = entries.get_mut(at) else {
                return;
            };
            entry.users -= 1;
            if entry.users == 0 {
                let ours: JsValue = entries.swap_remove(at).sheet.into();
                // The host may have changed its list meanwhile: only ours goes.
                let others = Array::from(&self.root.adopted_style_sheets())
                    .filter(&mut |sheet, _, _| sheet != ours);
                self.root.set_adopted_style_sheets(&others);
            }
        });
    }
}
