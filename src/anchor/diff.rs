//! Which tokens of an old text are which tokens of a new one, moved blocks included.
//!
//! Equal ends are trimmed; then runs of 12, 6 and 4 tokens that stand once on both sides are
//! anchors, and the longest chain of them that keeps its order is taken. Runs of eight tokens and
//! more that stand once outside the chain have moved. What lies between is aligned.
//! Work is at most about n log n: what stays large without a common anchor is left unmapped.

use super::align::{NONE, Reach, Sheet, UNIT};
use super::token::{Lexicon, Token, at, put};

/// Lengths of the anchors, in tokens, from the surest on.
const ANCHORS: [usize; 3] = [12, 6, 4];
/// The shortest run that counts as moved, in tokens.
const MOVED: usize = 8;
/// Runs of anchors looked at together; in larger regions only some, chosen by their own hash.
const MOST_RUNS: usize = 1 << 16;
/// Regions up to this many pairs of tokens are aligned at once.
const SMALL: usize = 4096;

#[derive(Clone, Copy, Debug)]
struct Region {
    a: (usize, usize),
    b: (usize, usize),
    level: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Chain,
    Moves,
    Gaps,
    Done,
}

/// A comparison that can pause.
#[derive(Default)]
pub(super) struct Diff {
    /// For each token of the old text its place in the new, or [`NONE`].
    pub to: Vec<u32>,
    /// Whether a token of the new text is taken.
    taken: Vec<bool>,
    regions: Vec<Region>,
    gaps: Vec<Region>,
    stage: Stage,
    sheet: Sheet,
}

impl Diff {
    /// Prepares to compare texts of `a` and `b` tokens.
    pub fn new(a: usize, b: usize) -> Self {
        let whole = Region {
            a: (0, a),
            b: (0, b),
            level: 0,
        };
        Self {
            to: vec![NONE; a],
            taken: vec![false; b],
            regions: vec![whole],
            ..Self::default()
        }
    }

    /// All at once.
    pub fn of(a: &[Token], b: &[Token], lexicon: &Lexicon) -> Self {
        let mut diff = Self::new(a.len(), b.len());
        while !diff.advance(a, b, lexicon, &mut || true) {}
        diff
    }

    /// Compares on while `keep_going` says so; true when done.
    pub fn advance(
        &mut self,
        a: &[Token],
        b: &[Token],
        lexicon: &Lexicon,
        keep_going: &mut dyn FnMut() -> bool,
    ) -> bool {
        loop {
            match self.stage {
                Stage::Chain => match self.regions.pop() {
                    Some(region) => self.chain(region, a, b),
                    None => self.stage = Stage::Moves,
                },
                Stage::Moves => {
                    let runs = self.moves(a, b);
                    self.fill_moved(&runs, a, b, lexicon);
                    self.stage = Stage::Gaps;
                }
                Stage::Gaps => match self.gaps.pop() {
                    Some(gap) => self.fill(gap, a, b, lexicon),
                    None => {
                        self.slide(a, b);
                        self.stage = Stage::Done;
                    }
                },
                Stage::Done => return true,
            }
            if !keep_going() {
                return false;
            }
        }
    }

    fn pair(&mut self, i: usize, j: usize) {
        put(&mut self.to, i, j as u32);
        put(&mut self.taken, j, true);
    }

    fn is_free(&self, i: usize, j: usize) -> bool {
        self.to.get(i) == Some(&NONE) && self.taken.get(j) == Some(&false)
    }

    /// Trims what is equal at both ends, then divides the region at its anchors.
    fn chain(&mut self, region: Region, a: &[Token], b: &[Token]) {
        let (mut a0, mut a1) = region.a;
        let (mut b0, mut b1) = region.b;
        while a0 < a1 && b0 < b1 && at(a, a0).id == at(b, b0).id {
            self.pair(a0, b0);
            (a0, b0) = (a0 + 1, b0 + 1);
        }
        while a0 < a1 && b0 < b1 && at(a, a1 - 1).id == at(b, b1 - 1).id {
            (a1, b1) = (a1 - 1, b1 - 1);
            self.pair(a1, b1);
        }
        if a0 == a1 || b0 == b1 {
            return;
        }
        let rest = Region {
            a: (a0, a1),
            b: (b0, b1),
            ..region
        };
        let Some(&length) = ANCHORS.get(region.level) else {
            self.gaps.push(rest);
            return;
        };
        if (a1 - a0).saturating_mul(b1 - b0) <= SMALL {
            self.gaps.push(rest);
            return;
        }
        let (anchors, sampled) =
            common_runs(length, (a, a0, a1), (b, b0, b1), &|_| true, &|_| true);
        let anchors = longest_chain(&anchors);
        let level = region.level + usize::from(!sampled || anchors.is_empty());
        let (mut i0, mut j0) = (a0, b0);
        for (i, j) in anchors.into_iter().chain([(a1, b1)]) {
            // An anchor that overlaps the last one on the same diagonal goes on with it.
            let same = i < i0 && j < j0 && i0 - i == j0 - j && i + length > i0;
            if !same && (i < i0 || j < j0) {
                continue;
            }
            if i > i0 && j > j0 {
                self.regions.push(Region {
                    a: (i0, i),
                    b: (j0, j),
                    level,
                });
            }
            if (i, j) != (a1, b1) {
                let done = if same { i0 - i } else { 0 };
                (done..length).for_each(|step| self.pair(i + step, j + step));
                (i0, j0) = (i + length, j + length);
            }
        }
    }

    /// Pairs runs that stand once in what is left on both sides; answers them in the order of `a`.
    fn moves(&mut self, a: &[Token], b: &[Token]) -> Vec<Region> {
        let starts = |free: &dyn Fn(usize) -> bool, count: usize| -> Vec<bool> {
            let (mut run, mut starts) = (0, vec![false; count]);
            for place in 0..count {
                run = if free(place) { run + 1 } else { 0 };
                if run >= MOVED {
                    put(&mut starts, place + 1 - MOVED, true);
                }
            }
            starts
        };
        let of_a = starts(&|i| self.to.get(i) == Some(&NONE), a.len());
        let of_b = starts(&|j| self.taken.get(j) == Some(&false), b.len());
        let whole = ((a, 0, a.len()), (b, 0, b.len()));
        let is_start = (|i: usize| at(&of_a, i), |j: usize| at(&of_b, j));
        let (runs, _) = common_runs(MOVED, whole.0, whole.1, &is_start.0, &is_start.1);
        let mut moved = Vec::new();
        for (i, j) in runs {
            if !(0..MOVED).all(|step| self.is_free(i + step, j + step)) {
                continue;
            }
            let (mut i, mut j) = (i, j);
            while i > 0 && j > 0 && self.is_free(i - 1, j - 1) && at(a, i - 1).id == at(b, j - 1).id
            {
                (i, j) = (i - 1, j - 1);
            }
            let (from_i, from_j) = (i, j);
            while self.is_free(i, j) && at(a, i).id == at(b, j).id {
                self.pair(i, j);
                (i, j) = (i + 1, j + 1);
            }
            moved.push(Region {
                a: (from_i, i),
                b: (from_j, j),
                level: 0,
            });
        }
        moved
    }

    /// Aligns what was edited inside a moved block: between two runs that moved alike.
    fn fill_moved(&mut self, runs: &[Region], a: &[Token], b: &[Token], lexicon: &Lexicon) {
        const LONGEST: usize = 64;
        for pair in runs.windows(2) {
            let &[before, after] = pair else { continue };
            let between = Region {
                a: (before.a.1, after.a.0),
                b: (before.b.1, after.b.0),
                level: 0,
            };
            let is_short = |(from, to): (usize, usize)| from < to && to - from <= LONGEST;
            if is_short(between.a) && is_short(between.b) {
                self.fill(between, a, b, lexicon);
            }
        }
    }

    /// Where one of two equal ends was deleted or inserted, either may be: takes whole sentences
    /// and lines.
    fn slide(&mut self, a: &[Token], b: &[Token]) {
        slide_all(a, &mut self.to);
        let mut from = vec![NONE; b.len()];
        for (i, &j) in self.to.iter().enumerate() {
            put(&mut from, j as usize, i as u32);
        }
        slide_all(b, &mut from);
        self.to.fill(NONE);
        for (j, &i) in from.iter().enumerate() {
            put(&mut self.to, i as usize, j as u32);
        }
    }

    /// Aligns what is left of a gap in the chain, between the runs found in it that keep their order.
    fn fill(&mut self, gap: Region, a: &[Token], b: &[Token], lexicon: &Lexicon) {
        let found: Vec<(usize, usize)> = (gap.a.0..gap.a.1)
            .map(|i| (i, at(&self.to, i) as usize))
            .filter(|&(_, j)| gap.b.0 <= j && j < gap.b.1)
            .collect();
        let (mut i0, mut j0) = (gap.a.0, gap.b.0);
        for (i, j) in longest_chain(&found)
            .into_iter()
            .chain([(gap.a.1, gap.b.1)])
        {
            if i > i0 && j > j0 {
                let between = Region {
                    a: (i0, i),
                    b: (j0, j),
                    level: gap.level,
                };
                self.fill_free(between, a, b, lexicon);
            }
            (i0, j0) = (i + 1, j + 1);
        }
    }

    /// Aligns the tokens of a region that have no counterpart yet.
    fn fill_free(&mut self, gap: Region, a: &[Token], b: &[Token], lexicon: &Lexicon) {
        let of_a: Vec<usize> = (gap.a.0..gap.a.1)
            .filter(|&i| at(&self.to, i) == NONE)
            .collect();
        let of_b: Vec<usize> = (gap.b.0..gap.b.1)
            .filter(|&j| !at(&self.taken, j))
            .collect();
        let rows: Vec<(u32, i32)> = of_a
            .iter()
            .map(|&i| {
                let id = at(a, i).id;
                let form = lexicon.form(id);
                let weight = match (form.is_word, form.is_solo) {
                    (true, false) => 8 + i32::from(form.length).min(8),
                    (true, true) => 6,
                    _ => 2,
                };
                (id, weight * UNIT)
            })
            .collect();
        let columns: Vec<u32> = of_b.iter().map(|&j| at(b, j).id).collect();
        let alignment = self.sheet.align(&rows, &columns, Reach::Whole, lexicon);
        for (&i, column) in of_a.iter().zip(alignment.pairs) {
            if column != NONE {
                self.pair(i, at(&of_b, column as usize));
            }
        }
    }
}

/// Slides a run without counterpart, from `from` to `to`, to where a line or a sentence begins;
/// `map` says which tokens have one, and goes along. A run slides back while the token before it
/// equals its last one, and on while the token after it equals its first one.
fn slide(list: &[Token], map: &mut [u32], from: usize, to: usize) -> usize {
    let is_kept = |place: usize| map.get(place).is_some_and(|&other| other != NONE);
    let border = |place: usize| at(list, place).border;
    let same = |one: usize, other: usize| at(list, one).id == at(list, other).id;
    let (mut best, mut first) = (from, from);
    while first > 0 && is_kept(first - 1) && same(first - 1, first - 1 + to - from) {
        first -= 1;
        best = if border(first) > border(best) {
            first
        } else {
            best
        };
    }
    let mut last = from;
    while is_kept(last + to - from) && same(last, last + to - from) {
        last += 1;
        best = if border(last) > border(best) {
            last
        } else {
            best
        };
    }
    for place in (best..from).rev() {
        map.swap(place, place + to - from);
    }
    for place in from..best {
        map.swap(place, place + to - from);
    }
    best + to - from
}

/// Slides every run without counterpart.
fn slide_all(list: &[Token], map: &mut [u32]) {
    let mut from = 0;
    while from < map.len() {
        let free = map
            .iter()
            .skip(from)
            .take_while(|&&other| other == NONE)
            .count();
        from = match free {
            0 => from + 1,
            _ => slide(list, map, from, from + free) + 1,
        };
    }
}

/// Tokens with the part of them that is looked at.
type Part<'a> = (&'a [Token], usize, usize);

/// The runs of `length` tokens that begin at wanted places, as their hash in the upper half and
/// their place in the lower, sorted; only those whose hash has no bit of `sampling`.
fn runs(
    length: usize,
    (tokens, from, to): Part<'_>,
    wanted: &dyn Fn(usize) -> bool,
    sampling: u64,
) -> Vec<u64> {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let leaving = (0..length).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut list: Vec<u64> = Vec::new();
    let mut hash = 0u64;
    for place in from..to {
        hash = hash
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(at(tokens, place).id) + 1);
        let Some(start) = (place + 1)
            .checked_sub(length)
            .filter(|&start| start >= from)
        else {
            continue;
        };
        if start > from {
            let left = u64::from(at(tokens, start - 1).id) + 1;
            hash = hash.wrapping_sub(left.wrapping_mul(leaving));
        }
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(BASE);
        if (mixed >> 20) & sampling == 0 && wanted(start) {
            list.push((mixed >> 32 << 32) | start as u64);
        }
    }
    list.sort_unstable();
    list
}

/// Runs of `length` tokens that stand once among the wanted places of `a` and once among those of
/// `b`, in the order of `a`; and whether only a sample was looked at.
fn common_runs(
    length: usize,
    a: Part<'_>,
    b: Part<'_>,
    wanted_a: &dyn Fn(usize) -> bool,
    wanted_b: &dyn Fn(usize) -> bool,
) -> (Vec<(usize, usize)>, bool) {
    let most = (a.2 - a.1).max(b.2 - b.1);
    let sampling = (most / MOST_RUNS + 1).next_power_of_two() as u64 - 1;
    let list_a = runs(length, a, wanted_a, sampling);
    let list_b = runs(length, b, wanted_b, sampling);
    let key = |entry: u64| entry >> 32;
    let mut common: Vec<u64> = Vec::new();
    let mut rest = list_b.as_slice();
    for (number, &entry) in list_a.iter().enumerate() {
        let is_twice = at(&list_a, number + 1) >> 32 == key(entry) && number + 1 < list_a.len()
            || (number > 0 && key(at(&list_a, number - 1)) == key(entry));
        if is_twice {
            continue;
        }
        while let Some((&first, more)) = rest.split_first()
            && key(first) < key(entry)
        {
            rest = more;
        }
        if let Some(&first) = rest.first()
            && key(first) == key(entry)
            && rest.get(1).is_none_or(|&second| key(second) != key(entry))
        {
            common.push((entry << 32) | (first & 0xFFFF_FFFF));
        }
    }
    common.sort_unstable();
    let places = common
        .iter()
        .map(|&run| ((run >> 32) as usize, run as u32 as usize));
    (places.collect(), sampling > 0)
}

/// The longest subsequence whose second numbers rise, of pairs whose first numbers rise.
fn longest_chain(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = Vec::with_capacity(pairs.len());
    for (number, &(_, b)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| at(pairs, end).1 < b);
        before.push(
            length
                .checked_sub(1)
                .map_or(usize::MAX, |last| at(&ends, last)),
        );
        match ends.get_mut(length) {
            Some(end) => *end = number,
            None => ends.push(number),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(number) = next
        && let Some(&pair) = pairs.get(number)
    {
        chain.push(pair);
        next = before.get(number).copied();
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::super::token::tokenize;
    use super::*;

    /// The words of `old` with the word of `new` that each is mapped to.
    fn mapped(old: &str, new: &str) -> Vec<(String, Option<usize>)> {
        let mut lexicon = Lexicon::default();
        let (mut a, mut b) = (Vec::new(), Vec::new());
        tokenize(old, 0, usize::MAX, &mut lexicon, &mut a);
        tokenize(new, 0, usize::MAX, &mut lexicon, &mut b);
        let diff = Diff::of(&a, &b, &lexicon);
        a.iter()
            .zip(&diff.to)
            .map(|(t, &to)| {
                let word = old
                    .get(t.start as usize..t.end as usize)
                    .unwrap()
                    .to_owned();
                (word, (to != NONE).then_some(to as usize))
            })
            .collect()
    }

    #[test]
    fn inserted_and_deleted_words_shift_the_rest() {
        let places: Vec<_> = mapped("one two three four", "one three four five")
            .into_iter()
            .map(|(_, to)| to)
            .collect();
        assert_eq!(places, [Some(0), None, Some(1), Some(2)]);
    }

    #[test]
    fn a_moved_sentence_is_followed_and_its_edited_word_too() {
        let stay: Vec<String> = (0..300).map(|i| format!("w{i}")).collect();
        let gone: Vec<String> = (0..30).map(|i| format!("moved{}", "x".repeat(i))).collect();
        let stay = stay.join(" ");
        let mut edited = gone.clone();
        edited[15] = "other".to_owned();
        let old = format!("{} {stay}", gone.join(" "));
        let new = format!("{stay} {}", edited.join(" "));
        let map = mapped(&old, &new);
        assert_eq!(map[0].1, Some(300));
        assert_eq!(map[15].1, None);
        assert_eq!(map[29].1, Some(329));
        assert_eq!(map[30].1, Some(0));
    }

    #[test]
    fn a_large_text_with_every_hundredth_word_changed_keeps_the_rest() {
        let word = |i: usize| {
            format!(
                "w{}",
                (i as u64 * i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52
            )
        };
        let old: Vec<String> = (0..150_000).map(word).collect();
        let mut new = old.clone();
        for i in (50..new.len()).step_by(100) {
            new[i] = "changed".to_owned();
        }
        let map = mapped(&old.join(" "), &new.join(" "));
        let right = map
            .iter()
            .enumerate()
            .filter(|(i, (_, to))| *to == Some(*i))
            .count();
        assert!(right > 148_000, "{right}");
    }
}
