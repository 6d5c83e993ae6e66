//! The article text: one linear text of the rendered article, its offsets and its boundaries.

mod article_text;
mod offset;

pub use article_text::{ArticleText, Block};
pub use offset::{
    ByteOffset, ByteRange, CodePointOffset, CodePointRange, Range, Utf16Offset, Utf16Range,
};
