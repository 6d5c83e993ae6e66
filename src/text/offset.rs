//! Places in a text, each unit a type of its own: bytes in Rust, UTF-16 units in the DOM, code points in files.
//!
//! Nothing here converts between units; only [`crate::text::ArticleText`] does.

macro_rules! offset {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The place `at` units from the beginning.
            pub const fn new(at: u32) -> Self {
                Self(at)
            }
            /// The same from a `usize`; `None` beyond `u32::MAX`.
            pub fn from_usize(at: usize) -> Option<Self> {
                u32::try_from(at).ok().map(Self)
            }
            /// Units from the beginning.
            pub const fn get(self) -> u32 {
                self.0
            }
            /// Units from the beginning, to index with.
            pub const fn to_usize(self) -> usize {
                self.0 as usize
            }
        }
    };
}

offset!(
    /// A place in the article text, in bytes of its UTF-8.
    ByteOffset
);
offset!(
    /// A place in a text, in UTF-16 units, as the DOM counts.
    Utf16Offset
);
offset!(
    /// A place in the article text, in Unicode code points, as W3C files count.
    CodePointOffset
);

/// From `start` up to, not including, `end`; `start` is never after `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Range<O> {
    start: O,
    end: O,
}

impl<O: Copy + PartialOrd> Range<O> {
    /// `None` when `start` is after `end`.
    pub fn new(start: O, end: O) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }
    /// Where it begins.
    pub fn start(self) -> O {
        self.start
    }
    /// Where it ends, exclusive.
    pub fn end(self) -> O {
        self.end
    }
    /// Whether nothing lies in it.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
    /// Whether `at` lies in it.
    pub fn contains(self, at: O) -> bool {
        self.start <= at && at < self.end
    }
    /// Whether both have at least one unit in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A passage, in bytes of the article text.
pub type ByteRange = Range<ByteOffset>;
/// A passage, in UTF-16 units.
pub type Utf16Range = Range<Utf16Offset>;
/// A passage, in code points.
pub type CodePointRange = Range<CodePointOffset>;
