//! The door for sources: bytes, what they are written in, and the article or why there is none.

use std::borrow::Cow;

use super::{Article, ArticleError, ArticleErrorKind, Format, Node, Tag, html, markdown, plain};

/// The largest source, in bytes.
pub const MAX_SOURCE: usize = 20_000_000;

/// The article that `source` holds. Text always parses; what can be wrong is the size, the
/// encoding, and bytes that are no text at all.
pub fn read(source: &[u8], format: Format) -> Result<Article, ArticleError> {
    if source.len() > MAX_SOURCE {
        return Err(ArticleError::new(ArticleErrorKind::TooLarge {
            size: source.len() as u64,
            limit: MAX_SOURCE as u64,
        }));
    }
    if let Some(media_type) = binary_type(source) {
        return Err(wrong_type(media_type));
    }
    read_str(&decode(source)?, format)
}

/// The same for a text that is decoded already.
pub fn read_str(source: &str, format: Format) -> Result<Article, ArticleError> {
    if source.len() > MAX_SOURCE {
        return Err(ArticleError::new(ArticleErrorKind::TooLarge {
            size: source.len() as u64,
            limit: MAX_SOURCE as u64,
        }));
    }
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let article = match format {
        Format::Markdown => markdown::article(source),
        Format::Html => html::article(source),
        Format::Text => plain::article(source),
    };
    if !has_content(&article.content) {
        return Err(ArticleError::new(ArticleErrorKind::Empty));
    }
    Ok(article)
}

/// Whether there is anything to see.
fn has_content(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => element.tag == Tag::Img || has_content(&element.children),
    })
}

impl Format {
    /// The format that an attribute names: `markdown`, `html` or `text`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "markdown" | "md" => Some(Self::Markdown),
            "html" => Some(Self::Html),
            "text" | "txt" | "plain" => Some(Self::Text),
            _ => None,
        }
    }

    /// The format by the file ending of a path or URL, then by the media type of the answer.
    /// Where neither says anything, plain text, which loses nothing. An error for a media type
    /// that is no text to read.
    pub fn guess(path: &str, media_type: Option<&str>) -> Result<Self, ArticleError> {
        let media_type = media_type.map(essence).filter(|t| !t.is_empty());
        // A server that answers a PDF or an image under a text's name is not believed by name.
        if let Some(told) = media_type.as_deref().filter(|t| is_foreign(t)) {
            return Err(wrong_type(told));
        }
        if let Some(format) = by_ending(path) {
            return Ok(format);
        }
        let told = media_type.as_deref().and_then(Self::of_media_type);
        Ok(told.unwrap_or(Self::Text))
    }

    /// The format that a media type names, parameters and case aside.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match essence(media_type).as_str() {
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text/plain" => Some(Self::Text),
            _ => None,
        }
    }
}

/// The media type without its parameters, in lower case.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn by_ending(path: &str) -> Option<Format> {
    let path = path.split(['?', '#']).next()?;
    let name = path.rsplit(['/', '\\']).next()?;
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "md" | "markdown" | "mdown" | "mkd" | "mkdn" | "mdwn" => Some(Format::Markdown),
        "html" | "htm" | "xhtml" | "xht" => Some(Format::Html),
        "txt" | "text" => Some(Format::Text),
        _ => None,
    }
}

/// Media types that are certainly no article. Unknown ones are read: servers name text in many
/// ways, `application/octet-stream` among them.
fn is_foreign(media_type: &str) -> bool {
    let family = media_type.split('/').next().unwrap_or_default();
    matches!(
        family,
        "image" | "audio" | "video" | "font" | "model" | "multipart"
    ) || media_type.ends_with("+json")
        || media_type.ends_with("+zip")
        || matches!(
            media_type,
            "application/pdf"
                | "application/json"
                | "application/zip"
                | "application/gzip"
                | "application/wasm"
                | "application/javascript"
                | "application/msword"
                | "application/rtf"
                | "text/javascript"
                | "text/css"
                | "text/csv"
        )
        || media_type.starts_with("application/vnd.")
}

/// What bytes are that begin like a well-known binary file.
fn binary_type(source: &[u8]) -> Option<&'static str> {
    const SIGNS: &[(&[u8], &str)] = &[
        (b"%PDF-", "application/pdf"),
        (b"\x89PNG", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"PK\x03\x04", "application/zip"),
        (b"\x1f\x8b", "application/gzip"),
        (b"\0asm", "application/wasm"),
        (b"{\\rtf", "application/rtf"),
    ];
    let sign = SIGNS.iter().find(|(sign, _)| source.starts_with(sign));
    sign.map(|(_, name)| *name)
}

fn wrong_type(media_type: &str) -> ArticleError {
    ArticleError::new(ArticleErrorKind::WrongType {
        media_type: media_type.to_owned(),
    })
}

fn not_text(offset: usize) -> ArticleError {
    ArticleError::new(ArticleErrorKind::NotText {
        offset: offset as u64,
    })
}

/// UTF-8 with or without a byte order mark, UTF-16 with one.
fn decode(source: &[u8]) -> Result<Cow<'_, str>, ArticleError> {
    match source {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        _ => match std::str::from_utf8(source) {
            // No text has NUL; a binary file that happens to be UTF-8 has.
            Ok(text) => match text.find('\0') {
                Some(at) => Err(not_text(at)),
                None => Ok(Cow::Borrowed(text)),
            },
            Err(error) => Err(not_text(error.valid_up_to())),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ArticleError> {
    let mut text = String::with_capacity(bytes.len());
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut at = 2;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(character) if character != '\0' => {
                text.push(character);
                at += 2 * character.len_utf16();
            }
            _ => return Err(not_text(at)),
        }
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(not_text(at))
    }
}
