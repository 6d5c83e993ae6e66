//! Finding the parts of a JSON text without reading them, so that a large file is read item by item.
//!
//! Brackets and strings are all that is looked at; whatever is wrong inside a part shows when it is read.

use super::import_error::{ImportError, ImportErrorKind};

/// Deepest nesting, the limit of `serde_json`.
const MAX_DEPTH: usize = 128;

/// A part of the text, in bytes.
pub(super) type Span = std::ops::Range<usize>;

/// Names and spans of an object's members.
pub(super) fn members(text: &str, object: &Span) -> Result<Vec<(String, Span)>, ImportError> {
    let mut scan = Scan::inside(text, object);
    let mut members = Vec::new();
    while !scan.is_at(b'}') {
        let name = scan.value()?;
        let name = text
            .get(name)
            .and_then(|name| serde_json::from_str(name).ok());
        let name: String = name.ok_or_else(|| scan.wrong())?;
        scan.take(b':')?;
        members.push((name, scan.value()?));
        if !scan.take_comma(b'}')? {
            break;
        }
    }
    Ok(members)
}

/// Spans of an array's elements.
pub(super) fn elements(text: &str, array: &Span) -> Result<Vec<Span>, ImportError> {
    let mut scan = Scan::inside(text, array);
    let mut elements = Vec::new();
    while !scan.is_at(b']') {
        elements.push(scan.value()?);
        if !scan.take_comma(b']')? {
            break;
        }
    }
    Ok(elements)
}

/// The span of the one value that the text is.
pub(super) fn whole(text: &str) -> Result<Span, ImportError> {
    let mut scan = Scan { text, at: 0 };
    let value = scan.value()?;
    scan.skip_space();
    if scan.at < text.len() {
        return Err(scan.wrong());
    }
    Ok(value)
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
}

impl<'a> Scan<'a> {
    /// Behind the bracket that the span begins with.
    fn inside(text: &'a str, span: &Span) -> Self {
        let mut scan = Self {
            text,
            at: span.start + 1,
        };
        scan.skip_space();
        scan
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn is_at(&self, byte: u8) -> bool {
        self.peek() == Some(byte)
    }

    fn wrong(&self) -> ImportError {
        not_json(self.text, self.at)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), ImportError> {
        self.skip_space();
        if !self.is_at(byte) {
            return Err(self.wrong());
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    /// Whether another part follows; otherwise the end must.
    fn take_comma(&mut self, end: u8) -> Result<bool, ImportError> {
        self.skip_space();
        if self.is_at(end) {
            return Ok(false);
        }
        self.take(b',')?;
        if self.is_at(end) {
            return Err(self.wrong());
        }
        Ok(true)
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
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(ImportError::new(ImportErrorKind::TooDeep));
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
        Err(self.wrong())
    }

    fn string(&mut self) -> Result<(), ImportError> {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => return Ok(()),
                b'\\' => self.at += 1,
                _ => {}
            }
        }
        self.at = self.text.len();
        Err(self.wrong())
    }
}
