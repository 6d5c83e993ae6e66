//! Finding the parts of a JSON text without reading them, so that a large file is read item by item.
//!
//! One pass. Brackets and strings are all that is looked at; whatever is wrong inside a part shows when it is read.

use super::import_error::{ImportError, ImportErrorKind};
use super::limits::MAX_ITEMS;

/// Deepest nesting, the limit of `serde_json`.
const MAX_DEPTH: usize = 128;

/// What has more members than this is no file of annotations.
const MAX_MEMBERS: usize = 10_000;

/// A part of the text, in bytes.
pub(super) type Span = std::ops::Range<usize>;

/// What the text is.
#[derive(Debug)]
pub(super) enum Outline {
    /// An object, with its members.
    Object(Vec<Member>),
    /// An array, with the spans of its elements.
    Array(Vec<Span>),
    /// Anything else.
    Other,
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member {
    pub name: String,
    pub span: Span,
    /// What it is, where it may hold annotations; otherwise `Other`.
    pub inner: Outline,
}

/// The span and the outline of the one value that the text is.
pub(super) fn outline(text: &str) -> Result<(Span, Outline), ImportError> {
    let mut scan = Scan {
        text,
        at: 0,
        depth: 0,
    };
    scan.skip_space();
    let start = scan.at;
    let outline = scan.outline()?;
    let span = start..scan.at;
    scan.skip_space();
    if scan.at < text.len() {
        return Err(scan.wrong());
    }
    Ok((span, outline))
}

/// Whether a member of this name may hold annotations.
pub(super) fn holds_items(name: &str) -> bool {
    matches!(name, "items" | "first" | "next" | "annotations")
}

/// What a JSON text that `serde_json` refused is answered with.
pub(super) fn not_json(text: &str, at: usize) -> ImportError {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    ImportError::new(ImportErrorKind::NotJson {
        line: before.matches('\n').count() + 1,
        column: before.len() - line_start + 1,
    })
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn wrong(&self) -> ImportError {
        not_json(self.text, self.at)
    }

    /// The bytes from here on.
    fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), ImportError> {
        self.skip_space();
        if self.peek() != Some(byte) {
            return Err(self.wrong());
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    /// Whether another part follows; otherwise the end, which is taken.
    fn goes_on(&mut self, end: u8) -> Result<bool, ImportError> {
        self.skip_space();
        if self.peek() == Some(end) {
            self.at += 1;
            return Ok(false);
        }
        self.take(b',')?;
        if self.peek() == Some(end) {
            return Err(self.wrong());
        }
        Ok(true)
    }

    fn outline(&mut self) -> Result<Outline, ImportError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ImportError::new(ImportErrorKind::TooDeep));
        }
        let outline = match self.peek() {
            Some(b'{') => Outline::Object(self.members()?),
            Some(b'[') => Outline::Array(self.elements()?),
            _ => {
                self.value()?;
                Outline::Other
            }
        };
        self.depth -= 1;
        Ok(outline)
    }

    fn members(&mut self) -> Result<Vec<Member>, ImportError> {
        self.take(b'{')?;
        let mut members = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(members);
        }
        loop {
            let name = self.value()?;
            let name = self.text.get(name);
            let name = name.and_then(|name| serde_json::from_str::<String>(name).ok());
            let name = name.ok_or_else(|| self.wrong())?;
            self.take(b':')?;
            let start = self.at;
            let inner = if holds_items(&name) {
                self.outline()?
            } else {
                self.value()?;
                Outline::Other
            };
            if members.len() == MAX_MEMBERS {
                return Err(ImportError::new(ImportErrorKind::UnknownFormat));
            }
            members.push(Member {
                name,
                span: start..self.at,
                inner,
            });
            if !self.goes_on(b'}')? {
                return Ok(members);
            }
        }
    }

    fn elements(&mut self) -> Result<Vec<Span>, ImportError> {
        self.take(b'[')?;
        let mut elements = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(elements);
        }
        loop {
            let element = self.value()?;
            // One more tells that they are too many; a file full of them must not fill the memory.
            if elements.len() <= MAX_ITEMS {
                elements.push(element);
            }
            if !self.goes_on(b']')? {
                return Ok(elements);
            }
        }
    }

    fn value(&mut self) -> Result<Span, ImportError> {
        self.skip_space();
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'{' | b'[') => self.brackets()?,
            Some(b'-' | b'0'..=b'9' | b'a'..=b'z') => {
                while matches!(
                    self.peek(),
                    Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E')
                ) {
                    self.at += 1;
                }
            }
            _ => return Err(self.wrong()),
        }
        Ok(start..self.at)
    }

    fn brackets(&mut self) -> Result<(), ImportError> {
        let outside = self.depth;
        loop {
            let next = self
                .rest()
                .iter()
                .position(|byte| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']'));
            let Some(next) = next else {
                self.at = self.text.len();
                return Err(self.wrong());
            };
            self.at += next;
            match self.peek() {
                Some(b'"') => {
                    self.string()?;
                    continue;
                }
                Some(b'{' | b'[') => self.depth += 1,
                _ => self.depth -= 1,
            }
            if self.depth > MAX_DEPTH {
                return Err(ImportError::new(ImportErrorKind::TooDeep));
            }
            self.at += 1;
            if self.depth == outside {
                return Ok(());
            }
        }
    }

    fn string(&mut self) -> Result<(), ImportError> {
        self.at += 1;
        loop {
            let next = self
                .rest()
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\\'));
            let Some(next) = next else {
                self.at = self.text.len();
                return Err(self.wrong());
            };
            self.at += next + 1;
            match self.text.as_bytes().get(self.at - 1) {
                Some(b'"') => return Ok(()),
                _ => self.at += 1,
            }
        }
    }
}
