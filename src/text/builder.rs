//! From a walk over an article's tree to the article text, and the map between the two.
//!
//! The builder is told of elements and text nodes in document order; the rules are those of the
//! [room](crate::text). It knows no tree: the page feeds DOM nodes, [`crate::text::of_article`]
//! an [`crate::article::Article`], so both come to the same text.

use super::article_text::lengths;
use super::elements::{Role, heading, is_skipped, keeps_space, role};
use super::pieces::{Pieces, Run};
use super::{ArticleText, Block, ByteOffset, Range};

/// An element, as far as the article text depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenTag<'a> {
    /// The name in lower case.
    pub name: &'a str,
    /// It has the attribute `hidden`, with any value.
    pub hidden: bool,
    /// It has the attribute `data-postil-skip`.
    pub skip: bool,
    /// Its `id`.
    pub id: Option<&'a str>,
}

/// An open element that is not skipped.
struct Frame {
    role: Role,
    heading: Option<u8>,
    keeps_space: bool,
    id: Option<Box<str>>,
    /// Bytes of text when it was opened.
    start: usize,
}

/// What stands between the last character and the next one.
#[derive(Default)]
struct Gap {
    /// Line breaks to write.
    lines: u32,
    /// One of them comes from a block boundary: a new block begins.
    boundary: bool,
    /// A new cell begins; holds how many elements were open outside it.
    cell: Option<usize>,
    /// The first collapsible white space of the gap: text node and place in it.
    space: Option<(u32, u32)>,
}

/// Makes the article text from elements and text nodes told in document order.
///
/// Every [`TextBuilder::open`] has its [`TextBuilder::close`]; those left open at the end are
/// closed, and a close too many is ignored.
#[derive(Default)]
pub struct TextBuilder {
    text: String,
    utf16: u32,
    runs: Vec<Run>,
    pieces: u32,
    frames: Vec<Frame>,
    /// Elements open inside the outermost skipped one, itself included.
    skipped: usize,
    gap: Gap,
    blocks: Vec<Block>,
    block: Option<OpenBlock>,
}

struct OpenBlock {
    start: usize,
    heading: Option<u8>,
    id: Option<String>,
}

impl TextBuilder {
    /// Nothing told yet.
    pub fn new() -> Self {
        Self {
            gap: Gap {
                boundary: true,
                ..Gap::default()
            },
            ..Self::default()
        }
    }

    /// An element begins. Void elements are closed like the others.
    pub fn open(&mut self, tag: &OpenTag<'_>) {
        if self.skipped > 0 || tag.hidden || tag.skip || is_skipped(tag.name) {
            self.skipped += 1;
            return;
        }
        let role = role(tag.name);
        match role {
            Role::Block => self.boundary(),
            Role::Cell => self.cell(),
            Role::Break => self.line_break(),
            Role::Inline => {}
        }
        let outer = self.frames.last();
        self.frames.push(Frame {
            role,
            heading: heading(tag.name).or_else(|| outer.and_then(|f| f.heading)),
            keeps_space: keeps_space(tag.name) || outer.is_some_and(|f| f.keeps_space),
            id: tag.id.filter(|id| !id.is_empty()).map(Into::into),
            start: self.text.len(),
        });
    }

    /// The innermost open element ends.
    pub fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.frames.pop().is_some_and(|f| f.role == Role::Block) {
            self.boundary();
        }
    }

    /// The next text node, whole, as it stands in the tree. Each call is a piece of its own, in
    /// skipped elements too; empty text as well.
    pub fn text(&mut self, raw: &str) {
        let piece = self.pieces;
        self.pieces += 1;
        if self.skipped > 0 || raw.is_empty() {
            return;
        }
        if self.frames.last().is_some_and(|f| f.keeps_space) {
            self.emit(piece, 0, raw);
        } else {
            self.collapse(piece, raw);
        }
    }

    /// The article text, and the map from text nodes to it.
    pub fn finish(mut self) -> (ArticleText, Pieces) {
        self.end_block();
        let kept = self.text.trim_end_matches(is_space).len();
        self.text.truncate(kept);
        self.blocks.retain_mut(|block| {
            let end = block.range.end().to_usize().min(kept);
            match byte_range(block.range.start().to_usize(), end) {
                Some(range) if !range.is_empty() => {
                    block.range = range;
                    true
                }
                _ => false,
            }
        });
        let text = ArticleText::new(self.text, self.blocks);
        let length = ByteOffset::from_usize(kept)
            .and_then(|end| text.to_utf16(end))
            .unwrap_or_default();
        let pieces = Pieces::new(self.runs, self.pieces, length);
        (text, pieces)
    }

    /// A block begins or ends here.
    fn boundary(&mut self) {
        // Inside a cell that has no text yet, the tab before it stands for the boundary.
        if self.gap.cell.is_some_and(|depth| self.frames.len() > depth) {
            return;
        }
        self.gap.cell = None;
        self.gap.space = None;
        self.gap.boundary = true;
        if self.gap.lines == 0 {
            let at_line_start = self.text.is_empty() || self.text.ends_with('\n');
            self.gap.lines = u32::from(!at_line_start);
        }
    }

    /// A table cell begins here.
    fn cell(&mut self) {
        let row = self.frames.last().map_or(0, |f| f.start);
        if self.text.len() > row {
            self.gap = Gap {
                cell: Some(self.frames.len()),
                ..Gap::default()
            };
        }
    }

    fn line_break(&mut self) {
        if self.gap.cell.is_none() {
            self.gap.lines += 1;
            self.gap.space = None;
        }
    }

    /// Text whose white space collapses: copied in the longest stretches that stay as they are.
    fn collapse(&mut self, piece: u32, raw: &str) {
        let bytes = raw.as_bytes();
        let (mut at, mut units) = (0, 0u32);
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let spaces = rest.iter().take_while(|b| is_space_byte(**b)).count();
            if spaces > 0 {
                if self.gap.lines == 0 && !self.gap.boundary && self.gap.cell.is_none() {
                    let after_line = self.text.is_empty() || self.text.ends_with('\n');
                    if !after_line && self.gap.space.is_none() {
                        self.gap.space = Some((piece, units));
                    }
                }
                at += spaces;
                units += spaces as u32;
                continue;
            }
            let length = unchanged(rest);
            let Some(stretch) = raw.get(at..at + length) else {
                return;
            };
            units += self.emit(piece, units, stretch);
            at += length;
        }
    }

    /// Writes the gap and then `text`, which stands at `raw` in its text node; answers its length
    /// in UTF-16 units.
    fn emit(&mut self, piece: u32, raw: u32, text: &str) -> u32 {
        self.write_gap();
        let length = lengths(text).0;
        if self.text.is_empty() {
            // The whole is trimmed: nothing stands before the first visible character.
            let visible = text.trim_start_matches(is_space);
            let cut = (text.len() - visible.len()) as u32;
            if visible.is_empty() {
                return length;
            }
            self.begin_block();
            self.push(piece, raw + cut, visible, length - cut);
        } else {
            self.push(piece, raw, text, length);
        }
        length
    }

    fn push(&mut self, piece: u32, raw: u32, text: &str, length: u32) {
        self.text.push_str(text);
        match self.runs.last_mut() {
            Some(last) if last.continues(piece, raw, self.utf16) => last.length += length,
            _ => self.runs.push(Run {
                piece,
                raw,
                at: self.utf16,
                length,
            }),
        }
        self.utf16 += length;
    }

    fn write_gap(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let gap = std::mem::take(&mut self.gap);
        if gap.boundary {
            self.end_block();
        }
        for _ in 0..gap.lines {
            self.text.push('\n');
        }
        self.utf16 += gap.lines;
        if gap.cell.is_some() {
            self.text.push('\t');
            self.utf16 += 1;
        }
        if let Some((piece, raw)) = gap.space {
            self.push(piece, raw, " ", 1);
        }
        if gap.boundary {
            self.begin_block();
        }
    }

    fn begin_block(&mut self) {
        self.gap = Gap::default();
        let length = self.text.trim_end_matches('\n').len();
        let inner = self
            .frames
            .iter()
            .rposition(|f| f.role == Role::Block)
            .map_or(0, |at| at + 1);
        let around = self.frames.get(..inner).unwrap_or_default().iter().rev();
        self.block = Some(OpenBlock {
            start: self.text.len(),
            heading: self.frames.last().and_then(|f| f.heading),
            id: around
                .take_while(|f| f.start >= length)
                .find_map(|f| f.id.as_deref().map(str::to_owned)),
        });
    }

    fn end_block(&mut self) {
        if let Some(block) = self.block.take()
            && let Some(range) = byte_range(block.start, self.text.trim_end_matches('\n').len())
            && !range.is_empty()
        {
            self.blocks.push(Block {
                range,
                heading: block.heading,
                id: block.id,
            });
        }
    }
}

fn byte_range(start: usize, end: usize) -> Option<super::ByteRange> {
    Range::new(ByteOffset::from_usize(start)?, ByteOffset::from_usize(end)?)
}

/// White space in the sense of CSS; a no-break space is none.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn is_space_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xc)
}

/// How many bytes at the beginning of `rest`, which begins with no white space, stay as they are:
/// words with single spaces between them. Always ends behind a word.
fn unchanged(rest: &[u8]) -> usize {
    let (mut at, mut end) = (0, 0);
    // Eight bytes at a time, as long as none of them is white space but single spaces.
    for eight in rest.as_chunks::<8>().0 {
        let eight = u64::from_le_bytes(*eight);
        let spaces = spaces_in(eight);
        let after_space = if end < at { 0x80 } else { 0 };
        if has_control(eight) || spaces & (spaces << 8 | after_space) != 0 {
            break;
        }
        at += 8;
        end = at - (spaces >> 63) as usize;
    }
    for (at, byte) in rest.iter().enumerate().skip(at) {
        if *byte > b' ' || !is_space_byte(*byte) {
            end = at + 1;
        } else if *byte != b' ' || end < at {
            break;
        }
    }
    end
}

const EACH: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte that is a space.
fn spaces_in(eight: u64) -> u64 {
    let (others, low) = (eight ^ (EACH * 0x20), EACH * 0x7f);
    !(((others & low) + low) | others | low)
}

/// Whether a byte may be below a space; never says no where one is.
fn has_control(eight: u64) -> bool {
    eight.wrapping_sub(EACH * 0x20) & !eight & (EACH * 0x80) != 0
}
