//! What each element of HTML does to the article text, by its name.
//!
//! The lists are those of the rules of the [room](crate::text), and public with them.

/// What an element does to the text around and in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Inline,
    Block,
    Cell,
    Break,
}

/// Elements whose content is not rendered as text, and ruby's annotations.
pub(super) fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "rt"
            | "rp"
            | "head"
            | "title"
            | "desc"
            | "metadata"
            | "iframe"
            | "noembed"
            | "noframes"
            | "datalist"
            | "audio"
            | "video"
            | "canvas"
            | "object"
    )
}

pub(super) fn keeps_space(name: &str) -> bool {
    matches!(name, "pre" | "textarea" | "listing" | "xmp" | "plaintext")
}

pub(super) fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Whether an element of this name, in lower case, is a block or a table cell.
pub fn is_block(name: &str) -> bool {
    matches!(role(name), Role::Block | Role::Cell)
}

pub(super) fn role(name: &str) -> Role {
    match name {
        "br" => Role::Break,
        "td" | "th" => Role::Cell,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd"
        | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption"
        | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header"
        | "hgroup" | "hr" | "html" | "legend" | "li" | "listing" | "main" | "menu" | "nav"
        | "ol" | "optgroup" | "option" | "p" | "plaintext" | "pre" | "search" | "section"
        | "summary" | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" | "xmp" => Role::Block,
        _ => Role::Inline,
    }
}
