//! The ZIP container of an annotation set (ISO 21320: stored or deflated, no encryption), for one file.
//!
//! Packing and unpacking themselves are the caller's: browsers know how. What is declared here is checked there
//! again, because a ZIP may lie about its sizes.

use super::import_error::{ImportError, ImportErrorKind};
use super::limits::MAX_FILE_BYTES;

/// The file at the root that holds the set.
pub const SET_NAME: &str = "annotations.json";

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// The length of the end record without its comment, and the longest comment.
const END_LENGTH: usize = 22;
const MAX_COMMENT: usize = 65_535;

/// How the bytes of an entry are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// As they are.
    Stored,
    /// Raw deflate.
    Deflated,
}

/// A file in the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its packed bytes.
    pub packed: &'a [u8],
    /// How they are packed.
    pub method: Method,
    /// How many bytes it says to have unpacked; never above [`MAX_FILE_BYTES`]. Stop unpacking beyond.
    pub size: usize,
    /// The CRC-32 that it says to have unpacked.
    pub crc: u32,
}

impl Entry<'_> {
    /// Whether these are the unpacked bytes that the container meant.
    pub fn is_whole(&self, unpacked: &[u8]) -> bool {
        self.is_whole_by(unpacked.len(), crc32(unpacked))
    }

    /// The same, by the length and the CRC-32 that were counted while unpacking.
    pub fn is_whole_by(&self, size: usize, crc: u32) -> bool {
        size == self.size && crc == self.crc
    }
}

/// Whether the bytes begin as a ZIP does.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(&LOCAL.to_le_bytes()) || bytes.starts_with(&END.to_le_bytes())
}

/// Finds the set in a container.
pub fn find_set(bytes: &[u8]) -> Result<Entry<'_>, ImportError> {
    let end = find_end(bytes).ok_or_else(|| bad("the ZIP has no directory"))?;
    let count = u16_at(bytes, end + 10).unwrap_or(0);
    let mut at = u32_at(bytes, end + 16).unwrap_or(0) as usize;
    for _ in 0..count {
        if u32_at(bytes, at) != Some(CENTRAL) {
            return Err(bad("the ZIP's directory is damaged"));
        }
        let (name, extra, comment) =
            lengths(bytes, at).ok_or_else(|| bad("the ZIP's directory is damaged"))?;
        if bytes.get(at + 46..at + 46 + name) == Some(SET_NAME.as_bytes()) {
            return entry(bytes, at);
        }
        at += 46 + name + extra + comment;
    }
    Err(bad("the ZIP has no `annotations.json`"))
}

/// A container with the set in it. `packed` is the set as it is, or deflated; `size` its bytes unpacked, and `crc`
/// their CRC-32.
pub fn pack_set(packed: &[u8], method: Method, size: usize, crc: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(packed.len() + 200);
    let header = |bytes: &mut Vec<u8>| {
        let number: u16 = match method {
            Method::Stored => 0,
            Method::Deflated => 8,
        };
        // Version 2.0; names in UTF-8; no time, as the set has its own: 1980-01-01.
        for half in [20, 0x0800, number, 0, 0x0021] {
            bytes.extend_from_slice(&half.to_le_bytes());
        }
        for word in [crc, packed.len() as u32, size as u32] {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes.extend_from_slice(&(SET_NAME.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&[0, 0]);
    };
    bytes.extend_from_slice(&LOCAL.to_le_bytes());
    header(&mut bytes);
    bytes.extend_from_slice(SET_NAME.as_bytes());
    bytes.extend_from_slice(packed);
    let directory = bytes.len();
    bytes.extend_from_slice(&CENTRAL.to_le_bytes());
    bytes.extend_from_slice(&20u16.to_le_bytes());
    header(&mut bytes);
    // Comment, disk and attributes, and the place of the local header: all zero.
    bytes.extend_from_slice(&[0; 14]);
    bytes.extend_from_slice(SET_NAME.as_bytes());
    let length = bytes.len() - directory;
    bytes.extend_from_slice(&END.to_le_bytes());
    for half in [0u16, 0, 1, 1] {
        bytes.extend_from_slice(&half.to_le_bytes());
    }
    for word in [length as u32, directory as u32] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

fn bad(reason: &'static str) -> ImportError {
    ImportError::new(ImportErrorKind::BadArchive { reason })
}

/// The end record stands at the end, before a comment that may be long.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(MAX_COMMENT);
    (first..=last)
        .rev()
        .find(|&at| u32_at(bytes, at) == Some(END))
}

fn lengths(bytes: &[u8], at: usize) -> Option<(usize, usize, usize)> {
    let length = |offset: usize| u16_at(bytes, at + offset).map(usize::from);
    Some((length(28)?, length(30)?, length(32)?))
}

/// The entry of a directory record.
fn entry(bytes: &[u8], at: usize) -> Result<Entry<'_>, ImportError> {
    let half = |offset: usize| u16_at(bytes, at + offset).ok_or_else(|| bad("the ZIP is cut off"));
    let word = |offset: usize| u32_at(bytes, at + offset).ok_or_else(|| bad("the ZIP is cut off"));
    if half(8)? & 1 != 0 {
        return Err(bad("the ZIP is encrypted"));
    }
    let method = match half(10)? {
        0 => Method::Stored,
        8 => Method::Deflated,
        _ => return Err(bad("the ZIP is packed in a way that it must not be")),
    };
    let (crc, packed, size, local) = (
        word(16)?,
        word(20)? as usize,
        word(24)? as usize,
        word(42)? as usize,
    );
    if size > MAX_FILE_BYTES {
        return Err(ImportError::new(ImportErrorKind::TooLarge { bytes: size }));
    }
    if u32_at(bytes, local) != Some(LOCAL) {
        return Err(bad("the ZIP's directory is damaged"));
    }
    // The local header has lengths of its own.
    let length = |offset: usize| u16_at(bytes, local + offset).map(usize::from);
    let data = length(26)
        .zip(length(28))
        .map(|(name, extra)| local + 30 + name + extra);
    let packed = data
        .and_then(|data| bytes.get(data..data.checked_add(packed)?))
        .ok_or_else(|| bad("the ZIP is cut off"))?;
    let entry = Entry {
        packed,
        method,
        size,
        crc,
    };
    if method == Method::Stored && !entry.is_whole(packed) {
        return Err(bad("the ZIP is damaged"));
    }
    Ok(entry)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// CRC-32 of ISO 3309.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::default();
    crc.take(bytes);
    crc.finish()
}

/// A CRC-32 being counted, piece by piece; by half bytes: sixteen table entries are enough.
#[derive(Clone, Copy, Debug)]
pub struct Crc(u32);

impl Default for Crc {
    fn default() -> Self {
        Self(u32::MAX)
    }
}

impl Crc {
    /// Counts the next piece.
    pub fn take(&mut self, bytes: &[u8]) {
        const TABLE: [u32; 16] = table();
        for &byte in bytes {
            for half in [u32::from(byte), u32::from(byte >> 4)] {
                let at = ((self.0 ^ half) & 15) as usize;
                self.0 = TABLE.get(at).copied().unwrap_or_default() ^ (self.0 >> 4);
            }
        }
    }

    /// The sum of all pieces.
    pub fn finish(self) -> u32 {
        !self.0
    }
}

#[allow(clippy::indexing_slicing)] // computed at compile time, where it cannot be out of range unnoticed
const fn table() -> [u32; 16] {
    let mut table = [0; 16];
    let mut at = 0;
    while at < 16 {
        let mut crc = at as u32;
        let mut bit = 0;
        while bit < 4 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn what_is_packed_is_found_again() {
        let set = b"{\"type\": \"AnnotationSet\"}";
        let zip = pack_set(set, Method::Stored, set.len(), crc32(set));
        assert!(is_zip(&zip));
        let entry = find_set(&zip).unwrap();
        assert_eq!((entry.packed, entry.size), (&set[..], set.len()));
        let zip = pack_set(b"packed", Method::Deflated, set.len(), crc32(set));
        let entry = find_set(&zip).unwrap();
        assert_eq!(
            (entry.packed, entry.method),
            (&b"packed"[..], Method::Deflated)
        );
        assert!(entry.is_whole(set) && !entry.is_whole(b"packed"));
    }

    #[test]
    fn hostile_containers_are_answered_with_the_reason() {
        let set = b"{}";
        let good = pack_set(set, Method::Stored, set.len(), crc32(set));
        let reason = |zip: &[u8]| find_set(zip).unwrap_err().to_string();
        let directory = 30 + SET_NAME.len() + set.len();
        let with = |at: usize, bytes: &[u8]| {
            let mut zip = good.clone();
            zip[at..at + bytes.len()].copy_from_slice(bytes);
            reason(&zip)
        };
        let said = |text: &str| ["failed to read the file: ", text].concat();
        assert_eq!(reason(b"PK\x03\x04"), said("the ZIP has no directory"));
        assert_eq!(with(directory + 8, &[1, 0]), said("the ZIP is encrypted"));
        assert_eq!(
            with(directory + 10, &[12, 0]),
            said("the ZIP is packed in a way that it must not be")
        );
        assert_eq!(
            with(directory + 46, b"x"),
            said("the ZIP has no `annotations.json`")
        );
        assert_eq!(
            with(directory + 20, &[255, 255, 0, 0]),
            said("the ZIP is cut off")
        );
        assert_eq!(with(30 + SET_NAME.len(), b"["), said("the ZIP is damaged"));
        let bomb = with(directory + 24, &[0, 0, 0, 127]);
        assert_eq!(
            bomb,
            said("2130706432 bytes are more than the limit of 50000000")
        );
        for cut in 0..good.len() {
            assert!(find_set(&good[..cut]).is_err());
        }
    }
}
