//! The article text with its blocks, and the only place where offsets change their unit.

use super::{ByteOffset, ByteRange, CodePointOffset, CodePointRange, Range, Utf16Offset};

/// A block of the article text: a paragraph, a heading, a list item, a table cell's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its bytes in the article text, without the line break after it.
    pub range: ByteRange,
    /// 1 to 6 for a heading.
    pub heading: Option<u8>,
    /// The `id` of the element, or of the nearest element around it that begins here.
    pub id: Option<String>,
}

/// How far apart the stored conversions stand, in bytes.
const STRIDE: usize = 256;

/// Counts up to one stored place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Checkpoint {
    byte: u32,
    utf16: u32,
    code_point: u32,
}

/// The linear text of the rendered article, by the rules in the module's documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleText {
    text: String,
    blocks: Vec<Block>,
    /// Which of the blocks are headings.
    headings: Vec<u32>,
    checkpoints: Vec<Checkpoint>,
}

impl ArticleText {
    /// A text whose blocks are known. Blocks are in order and do not overlap.
    pub fn new(text: String, blocks: Vec<Block>) -> Self {
        let checkpoints = checkpoints(&text);
        let headings = (0u32..)
            .zip(&blocks)
            .filter_map(|(index, block)| block.heading.map(|_| index))
            .collect();
        Self {
            text,
            blocks,
            headings,
            checkpoints,
        }
    }

    /// A text whose every line is a block without heading or id.
    pub fn from_lines(text: &str) -> Self {
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            let end = at + line.len();
            if let (Some(start), Some(stop)) =
                (ByteOffset::from_usize(at), ByteOffset::from_usize(end))
                && let Some(range) = Range::new(start, stop)
                && !line.is_empty()
            {
                blocks.push(Block {
                    range,
                    heading: None,
                    id: None,
                });
            }
            at = end + 1;
        }
        Self::new(text.to_owned(), blocks)
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The blocks, in document order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Which of [`ArticleText::blocks`] a place is in; the end of a block and the break behind it
    /// belong to it. `None` only in an empty text.
    pub fn block_at(&self, at: ByteOffset) -> Option<usize> {
        let next = self.blocks.partition_point(|b| b.range.start() <= at);
        next.checked_sub(1)
    }

    /// The headings above a place, outermost first: the one it is in or that comes next before it,
    /// and before each the next one of a higher rank.
    pub fn heading_path(&self, at: ByteOffset) -> Vec<&Block> {
        let mut path = Vec::new();
        let mut rank = u8::MAX;
        let next = self
            .headings
            .partition_point(|&index| self.starts_by(index, at));
        let before = self.headings.get(..next).unwrap_or_default();
        for block in before
            .iter()
            .rev()
            .filter_map(|&i| self.blocks.get(i as usize))
        {
            if let Some(level) = block.heading.filter(|level| *level < rank) {
                rank = level;
                path.push(block);
            }
            if rank <= 1 {
                break;
            }
        }
        path.reverse();
        path
    }

    fn starts_by(&self, block: u32, at: ByteOffset) -> bool {
        let block = self.blocks.get(block as usize);
        block.is_some_and(|b| b.range.start() <= at)
    }

    /// The text of a passage; `None` past the end or inside a character.
    pub fn slice(&self, range: ByteRange) -> Option<&str> {
        self.text
            .get(range.start().to_usize()..range.end().to_usize())
    }

    /// In UTF-16 units; `None` past the end or inside a character.
    pub fn to_utf16(&self, at: ByteOffset) -> Option<Utf16Offset> {
        let from = self.before(at.get(), |c| c.byte);
        let between = self.text.get(from.byte as usize..at.to_usize())?;
        Some(Utf16Offset::new(from.utf16 + lengths(between).0))
    }

    /// In code points; `None` past the end or inside a character.
    pub fn to_code_point(&self, at: ByteOffset) -> Option<CodePointOffset> {
        let from = self.before(at.get(), |c| c.byte);
        let between = self.text.get(from.byte as usize..at.to_usize())?;
        Some(CodePointOffset::new(from.code_point + lengths(between).1))
    }

    /// In bytes; `None` past the end or inside a surrogate pair.
    pub fn from_utf16(&self, at: Utf16Offset) -> Option<ByteOffset> {
        let from = self.before(at.get(), |c| c.utf16);
        let mut utf16 = from.utf16 as usize;
        let rest = self.text.get(from.byte as usize..)?;
        for (byte, character) in rest.char_indices() {
            if utf16 >= at.to_usize() {
                return (utf16 == at.to_usize())
                    .then(|| ByteOffset::from_usize(from.byte as usize + byte))?;
            }
            utf16 += character.len_utf16();
        }
        (utf16 == at.to_usize()).then(|| ByteOffset::from_usize(self.text.len()))?
    }

    /// In bytes; `None` past the end.
    pub fn from_code_point(&self, at: CodePointOffset) -> Option<ByteOffset> {
        let from = self.before(at.get(), |c| c.code_point);
        let rest = self.text.get(from.byte as usize..)?;
        let ahead = (at.get() - from.code_point) as usize;
        if rest.as_bytes().get(..ahead).is_some_and(<[u8]>::is_ascii) {
            return ByteOffset::from_usize(from.byte as usize + ahead);
        }
        let mut indices = rest.char_indices();
        match indices.nth(ahead) {
            Some((byte, _)) => ByteOffset::from_usize(from.byte as usize + byte),
            None => {
                (rest.chars().count() == ahead).then(|| ByteOffset::from_usize(self.text.len()))?
            }
        }
    }

    /// A passage in code points; `None` where an end is past the text or inside a character.
    pub fn range_to_code_points(&self, range: ByteRange) -> Option<CodePointRange> {
        Range::new(
            self.to_code_point(range.start())?,
            self.to_code_point(range.end())?,
        )
    }

    /// A passage in bytes; `None` where an end is past the text.
    pub fn range_from_code_points(&self, range: CodePointRange) -> Option<ByteRange> {
        Range::new(
            self.from_code_point(range.start())?,
            self.from_code_point(range.end())?,
        )
    }

    /// The last checkpoint whose `unit` is at or before `at`.
    fn before(&self, at: u32, unit: impl Fn(&Checkpoint) -> u32) -> Checkpoint {
        let next = self.checkpoints.partition_point(|c| unit(c) <= at);
        self.checkpoints
            .get(next.wrapping_sub(1))
            .copied()
            .unwrap_or(Checkpoint {
                byte: 0,
                utf16: 0,
                code_point: 0,
            })
    }
}

/// One checkpoint about every [`STRIDE`] bytes, at character borders.
fn checkpoints(text: &str) -> Vec<Checkpoint> {
    let mut list = Vec::with_capacity(text.len() / STRIDE + 1);
    let (mut byte, mut utf16, mut code_point) = (0, 0, 0);
    while let Some(rest) = text.get(byte..).filter(|rest| !rest.is_empty()) {
        list.push(Checkpoint {
            byte: byte as u32,
            utf16,
            code_point,
        });
        let piece = rest.get(..rest.ceil_char_boundary(STRIDE)).unwrap_or(rest);
        let (units, points) = lengths(piece);
        (utf16, code_point) = (utf16 + units, code_point + points);
        byte += piece.len();
    }
    list
}

/// How many UTF-16 units and how many code points a text has.
pub(super) fn lengths(text: &str) -> (u32, u32) {
    if text.is_ascii() {
        return (text.len() as u32, text.len() as u32);
    }
    let (mut points, mut astral) = (0, 0);
    for byte in text.bytes() {
        points += u32::from(byte & 0xc0 != 0x80);
        astral += u32::from(byte >= 0xf0);
    }
    (points + astral, points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_goes_to_bytes_and_back() {
        let text = ArticleText::from_lines(&"a é 你 🎈 b\n".repeat(60));
        for (byte, _) in text.as_str().char_indices() {
            let at = ByteOffset::new(byte as u32);
            let utf16 = text.to_utf16(at).unwrap();
            let code_point = text.to_code_point(at).unwrap();
            assert_eq!(text.from_utf16(utf16), Some(at));
            assert_eq!(text.from_code_point(code_point), Some(at));
        }
    }

    #[test]
    fn past_the_end_and_inside_a_character_is_nowhere() {
        let text = ArticleText::from_lines("🎈");
        assert_eq!(text.to_utf16(ByteOffset::new(1)), None);
        assert_eq!(text.from_utf16(Utf16Offset::new(1)), None);
        assert_eq!(
            text.from_utf16(Utf16Offset::new(2)),
            Some(ByteOffset::new(4))
        );
        assert_eq!(text.from_utf16(Utf16Offset::new(3)), None);
        assert_eq!(text.from_code_point(CodePointOffset::new(2)), None);
    }
}
