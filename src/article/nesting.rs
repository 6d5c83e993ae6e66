//! Which element ends which, and where the search for it stops: the tables of HTML's tree construction.

use super::allow::{self, Fate};
use super::tree::Tag;

/// Dropped elements that end where a block begins, because browsers end them there or because
/// their end tag is often forgotten.
pub(super) fn breaks_out(name: &str) -> bool {
    matches!(
        name,
        "svg" | "math" | "button" | "select" | "option" | "optgroup"
    )
}

pub(super) fn is_block_name(name: &str) -> bool {
    matches!(allow::fate(name), Fate::Keep(tag) if is_block(tag))
}

pub(super) fn is_heading(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6
    )
}

/// Elements that go on behind one that ended before them.
pub(super) fn is_formatting(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::B | Tag::Code | Tag::Em | Tag::I | Tag::S | Tag::Small | Tag::Strong | Tag::U
    )
}

pub(super) fn is_section(tag: Tag) -> bool {
    matches!(tag, Tag::Tbody | Tag::Thead | Tag::Tfoot)
}

pub(super) fn is_cell(tag: Tag) -> bool {
    matches!(tag, Tag::Td | Tag::Th | Tag::Caption)
}

pub(super) fn is_table_part(tag: Tag) -> bool {
    matches!(tag, Tag::Table | Tag::Tr | Tag::Colgroup) || is_cell(tag) || is_section(tag)
}

/// Elements that hold rows, cells or columns, and no text.
pub(super) fn is_table_context(tag: Tag) -> bool {
    matches!(tag, Tag::Table | Tag::Tr | Tag::Colgroup) || is_section(tag)
}

/// Where the search for what an end tag ends stops.
pub(super) fn is_scope(tag: Tag) -> bool {
    tag == Tag::Table || is_cell(tag)
}

/// Where the search for an earlier item of the same list stops.
pub(super) fn stops_item(tag: Tag) -> bool {
    is_block(tag) && !matches!(tag, Tag::Div | Tag::P)
}

pub(super) fn closes_paragraph(tag: Tag) -> bool {
    is_block(tag) && !(is_table_part(tag) && tag != Tag::Table)
}

pub(super) fn is_block(tag: Tag) -> bool {
    is_heading(tag)
        || is_table_part(tag)
        || matches!(
            tag,
            Tag::Aside
                | Tag::Blockquote
                | Tag::Dd
                | Tag::Details
                | Tag::Div
                | Tag::Dl
                | Tag::Dt
                | Tag::Figcaption
                | Tag::Figure
                | Tag::Footer
                | Tag::Header
                | Tag::Hr
                | Tag::Li
                | Tag::Ol
                | Tag::P
                | Tag::Pre
                | Tag::Section
                | Tag::Summary
                | Tag::Ul
        )
}
