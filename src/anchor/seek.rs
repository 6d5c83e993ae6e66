//! Where many quotes stand verbatim, all found in one pass over the text.
//!
//! A seed of up to 16 bytes from the middle of each needle is looked for with a rolling hash;
//! what it finds is compared whole. Needles shorter than 16 bytes get passes of their own, so a
//! text is read at most five times, whatever the needles are.

use super::token::at;

/// Seeds, in bytes: a needle uses the longest that it is not shorter than.
const SEEDS: [usize; 5] = [16, 8, 4, 2, 1];
/// Places remembered for a needle; more only say "often".
pub(super) const MOST: usize = 12;
/// Bytes read between two questions whether to go on.
const SLICE: usize = 1 << 15;
const BASE: u32 = 0x0100_0193;

/// A search that can pause.
#[derive(Default)]
pub(super) struct Seek {
    needles: Vec<String>,
    hits: Vec<Vec<u32>>,
    pass: usize,
    table: Table,
    /// Where the seed that is read next begins, in bytes.
    place: usize,
    /// Comparisons left: hostile needles that share their seeds cannot make this quadratic.
    budget: usize,
}

/// The seeds of one length.
#[derive(Default)]
struct Table {
    length: usize,
    /// Hash in the upper half, needle in the lower; sorted.
    seeds: Vec<u64>,
    filter: Vec<u64>,
    /// What the byte that leaves the window counted.
    leaving: u32,
}

fn hash_of(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |hash: u32, &b| {
        hash.wrapping_mul(BASE).wrapping_add(u32::from(b) + 1)
    })
}

fn spread(hash: u32) -> usize {
    (hash.wrapping_mul(0x9E37_79B1) >> 8) as usize
}

/// Where the seed of a needle begins in it.
fn seed_start(needle: &[u8], length: usize) -> usize {
    (needle.len() - length) / 2
}

impl Seek {
    /// Prepares to look for `needles`, which should differ from each other, in a text of `bytes`.
    /// Empty needles, and those longer than the text, are never found.
    pub fn new(needles: Vec<String>, bytes: usize) -> Self {
        let hits = vec![Vec::new(); needles.len()];
        let budget = bytes.saturating_mul(8) + needles.len() * 16 + 100_000;
        let mut seek = Self {
            needles,
            hits,
            budget,
            ..Self::default()
        };
        seek.prepare(bytes);
        seek
    }

    /// The places, in bytes, of each needle in the order given, at most [`MOST`] each; none at all
    /// when the work ran out of its bounds, because then "once" would be no knowledge.
    pub fn into_hits(self) -> Vec<Vec<u32>> {
        if self.budget == 0 {
            Vec::new()
        } else {
            self.hits
        }
    }

    /// Sets up the next pass that has seeds.
    fn prepare(&mut self, bytes: usize) {
        while let Some(&length) = SEEDS.get(self.pass) {
            let longest = if self.pass == 0 {
                usize::MAX
            } else {
                length * 2 - 1
            };
            let mut seeds: Vec<u64> = Vec::new();
            for (number, needle) in self.needles.iter().enumerate() {
                let needle = needle.as_bytes();
                if (length..=longest).contains(&needle.len()) && needle.len() <= bytes {
                    let from = seed_start(needle, length);
                    let seed = needle.get(from..from + length).unwrap_or_default();
                    seeds.push((u64::from(hash_of(seed)) << 32) | number as u64);
                }
            }
            if !seeds.is_empty() {
                seeds.sort_unstable();
                let words = (seeds.len() / 4).next_power_of_two().max(1024);
                let mut filter = vec![0u64; words];
                for seed in &seeds {
                    let bit = spread((seed >> 32) as u32);
                    if let Some(word) = filter.get_mut((bit / 64) & (words - 1)) {
                        *word |= 1 << (bit & 63);
                    }
                }
                self.table = Table {
                    length,
                    seeds,
                    filter,
                    leaving: (0..length).fold(1, |power: u32, _| power.wrapping_mul(BASE)),
                };
                self.place = 0;
                return;
            }
            self.pass += 1;
        }
    }

    /// Reads on while `keep_going` says so; true when done.
    pub fn advance(&mut self, text: &[u8], keep_going: &mut dyn FnMut() -> bool) -> bool {
        while self.pass < SEEDS.len() {
            if self.read_slice(text) {
                self.pass += 1;
                self.prepare(text.len());
            }
            if self.pass < SEEDS.len() && !keep_going() {
                return false;
            }
        }
        true
    }

    /// Reads one slice of this pass; true at its end.
    fn read_slice(&mut self, text: &[u8]) -> bool {
        let length = self.table.length;
        let Some(first) = text.get(self.place..self.place + length) else {
            return true;
        };
        let mut hash = hash_of(first);
        let stop = (self.place + SLICE).min(text.len() - length + 1);
        let ahead = text.get(self.place + length..).unwrap_or_default();
        let here = text.get(self.place..).unwrap_or_default();
        let mask = self.table.filter.len() - 1;
        let leaving = self.table.leaving;
        let is_wanted = |hash: u32, filter: &[u64]| {
            let bit = spread(hash);
            at(filter, (bit / 64) & mask) >> (bit & 63) & 1 == 1
        };
        let mut place = self.place;
        if is_wanted(hash, &self.table.filter) {
            self.compare(text, place, hash);
        }
        for (&old, &new) in here.iter().zip(ahead).take(stop - place - 1) {
            hash = hash
                .wrapping_mul(BASE)
                .wrapping_add(u32::from(new) + 1)
                .wrapping_sub(leaving.wrapping_mul(u32::from(old) + 1));
            place += 1;
            if is_wanted(hash, &self.table.filter) {
                self.compare(text, place, hash);
            }
        }
        self.place = stop;
        stop + length > text.len()
    }

    /// Compares the needles whose seed may begin at `place`.
    fn compare(&mut self, text: &[u8], place: usize, hash: u32) {
        let wanted = u64::from(hash) << 32;
        let from = self.table.seeds.partition_point(|&seed| seed < wanted);
        for &seed in self.table.seeds.get(from..).unwrap_or_default() {
            if (seed >> 32) as u32 != hash || self.budget == 0 {
                return;
            }
            let number = seed as u32 as usize;
            let Some(needle) = self.needles.get(number) else {
                continue;
            };
            let needle = needle.as_bytes();
            let back = seed_start(needle, self.table.length);
            self.budget -= 1;
            if let Some(start) = place.checked_sub(back)
                && text.get(start..start + needle.len()) == Some(needle)
                && let Some(hits) = self.hits.get_mut(number)
            {
                self.budget = self.budget.saturating_sub(needle.len() / 64);
                if hits.len() < MOST {
                    hits.push(start as u32);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(text: &str, needles: &[&str]) -> Vec<Vec<u32>> {
        let mut seek = Seek::new(
            needles.iter().map(ToString::to_string).collect(),
            text.len(),
        );
        while !seek.advance(text.as_bytes(), &mut || false) {}
        seek.into_hits()
    }

    #[test]
    fn every_place_of_every_needle_is_found_as_a_naive_search_finds_it() {
        let text =
            "The quick brown fox jumps over the lazy dog. ".repeat(4) + "Ünïcode 你好, the end";
        let needles = [
            "T",
            "th",
            "the",
            "over",
            "Ünïcode",
            "quick brown fox jumps over the lazy",
            "你好",
            "end",
            "",
            "dog. The quick brown",
            "absent",
            "x jumps ",
            "k",
        ];
        let found = hits(&text, &needles);
        for (needle, found) in needles.iter().zip(found) {
            let naive: Vec<u32> = if needle.is_empty() {
                Vec::new()
            } else {
                (0..text.len())
                    .filter(|&i| text.as_bytes()[i..].starts_with(needle.as_bytes()))
                    .map(|i| i as u32)
                    .take(MOST)
                    .collect()
            };
            assert_eq!(found, naive, "{needle}");
        }
    }

    #[test]
    fn slices_lose_nothing_at_their_borders() {
        let text = "ab".repeat(SLICE) + "the needle in the hay" + &"ab".repeat(SLICE);
        assert_eq!(
            hits(&text, &["the needle in the hay", "needle"]),
            [[SLICE as u32 * 2], [SLICE as u32 * 2 + 4]]
        );
    }
}
