//! How much of a file is read. Each limit is tested on both sides.

/// Largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 50_000_000;

/// Most items in one file.
pub const MAX_ITEMS: usize = 100_000;

/// Largest item, in bytes of its names and strings, with 8 for every other value.
pub const MAX_ITEM_BYTES: usize = 2_000_000;

/// Deepest nesting of an item: in the store, in a backup and in the files that go out it stands up to eight deeper, and
/// all that is read may be 128 deep.
pub const MAX_ITEM_DEPTH: usize = 100;

/// Longest note, in bytes.
pub const MAX_NOTE_BYTES: usize = 1_000_000;

/// Longest quote, in bytes; the same for prefix and suffix.
pub const MAX_QUOTE_BYTES: usize = 1_000_000;

/// Longest IRI, in bytes.
pub const MAX_IRI_BYTES: usize = 8_192;

/// Longest name of a person, a tag, a heading or a device, in bytes.
pub const MAX_NAME_BYTES: usize = 2_000;

/// Most tags of one annotation.
pub const MAX_TAGS: usize = 500;

/// Most versions in conflict in one item.
pub const MAX_CONFLICTS: usize = 100;

/// Most devices in one version vector.
pub const MAX_DEVICES: usize = 100;

/// Highest counter in a version vector: far above what a person writes, far below where counting on would stop.
pub const MAX_COUNTER: u32 = 1 << 30;
