//! The article text: one linear text of the rendered article, its offsets and its boundaries.
//!
//! # The rules
//!
//! The text is made from the article's tree alone: no style is asked.
//!
//! 1. Text nodes count in document order. Left out is what stands in an element with the
//!    attribute `hidden` or `data-postil-skip`; in `script`, `style`, `template`, `noscript`; in
//!    `rt` and `rp`; and in other elements whose content is never rendered as text: `head`,
//!    `title`, `desc`, `metadata`, `iframe`, `noembed`, `noframes`, `datalist`, `audio`, `video`,
//!    `canvas`, `object`. Images, controls, list markers and comments add nothing. The content of
//!    a closed `details` counts, and so does text in `svg` and `math`.
//! 2. *White space* is space, tab, line feed, carriage return and form feed. A no-break space is
//!    none, and neither it nor a soft hyphen is ever changed.
//! 3. In `pre`, `textarea`, `listing`, `xmp`, `plaintext` and what is in them, text is kept as it
//!    is. Elsewhere each run of white space becomes one space, also where it spans elements; it
//!    is dropped at the beginning and at the end of a line, that is next to a block boundary, a
//!    `<br>`, a cell, or a line break that was kept.
//! 4. A *block boundary* is where a block element begins or ends: `address article aside
//!    blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
//!    footer form h1`–`h6 header hgroup hr html legend li listing main menu nav ol optgroup option
//!    p plaintext pre search section summary table tbody tfoot thead tr ul xmp`. However many
//!    stand between two pieces of text, they are one line feed, and none where the text is already
//!    at the beginning of a line. So empty blocks add nothing.
//! 5. Each `<br>` is one line feed. Before a block boundary it stands for that boundary too.
//! 6. Between two cells (`td`, `th`) of one row that have text there is one tab, in place of what
//!    boundaries and breaks at the edges of the cells would add. A row's first text has no tab
//!    before it: empty cells add nothing.
//! 7. The whole has no white space at either end.
//!
//! Nothing is normalised.

mod article_text;
mod boundary;
mod builder;
pub mod cursor;
mod elements;
mod intervals;
mod of_article;
mod offset;
mod pieces;

pub use article_text::{ArticleText, Block};
pub use boundary::{Boundaries, Normalize, grow_to_graphemes};
pub use builder::{OpenTag, TextBuilder};
pub use elements::is_block;
pub use intervals::{Intervals, covered_twice};
pub use of_article::of_article;
pub use offset::{
    ByteOffset, ByteRange, CodePointOffset, CodePointRange, Range, Utf16Offset, Utf16Range,
};
pub use pieces::{Bias, Pieces, Place};
