//! Which of many passages cover a place or overlap another passage, without asking each.
//!
//! The passages stand sorted by beginning; every middle of a stretch knows how far the passages
//! of its stretch reach, so whole stretches that end too early are passed over.

use super::{ByteOffset, ByteRange, Range};

/// Passages, each with a value, to be looked up by place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intervals<T> {
    items: Vec<(ByteRange, T)>,
    /// At the middle of a stretch: the last end in that stretch.
    reach: Vec<ByteOffset>,
}

impl<T> Default for Intervals<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            reach: Vec::new(),
        }
    }
}

impl<T> Intervals<T> {
    /// From passages in any order; empty ones are left out.
    pub fn new(mut items: Vec<(ByteRange, T)>) -> Self {
        items.retain(|(range, _)| !range.is_empty());
        // Longer ones first, so that answers come from the outside in.
        sort(&mut items, |(range, _)| {
            (range.start(), std::cmp::Reverse(range.end()))
        });
        let mut reach = vec![ByteOffset::default(); items.len()];
        fill(&items, &mut reach);
        Self { items, reach }
    }

    /// All passages, by beginning, the longer first.
    pub fn items(&self) -> &[(ByteRange, T)] {
        &self.items
    }

    /// The values of the passages that cover the character at `at`, by beginning.
    pub fn covering(&self, at: ByteOffset) -> Vec<&T> {
        let mut found = Vec::new();
        let after = ByteOffset::new(at.get().saturating_add(1));
        self.visit(at, after, &mut |_, value| found.push(value));
        found
    }

    /// The passages that have at least one byte in common with `range`, by beginning.
    pub fn overlapping(&self, range: ByteRange) -> Vec<(ByteRange, &T)> {
        let mut found = Vec::new();
        if !range.is_empty() {
            self.visit(range.start(), range.end(), &mut |range, value| {
                found.push((range, value));
            });
        }
        found
    }

    fn visit<'a>(
        &'a self,
        start: ByteOffset,
        end: ByteOffset,
        found: &mut dyn FnMut(ByteRange, &'a T),
    ) {
        walk(&self.items, &self.reach, start, end, found);
    }
}

fn fill<T>(items: &[(ByteRange, T)], reach: &mut [ByteOffset]) -> ByteOffset {
    let middle = items.len() / 2;
    let (Some((left, rest)), Some((left_reach, rest_reach))) = (
        items.split_at_checked(middle),
        reach.split_at_mut_checked(middle),
    ) else {
        return ByteOffset::default();
    };
    let (Some(((range, _), right)), Some((at, right_reach))) =
        (rest.split_first(), rest_reach.split_first_mut())
    else {
        return ByteOffset::default();
    };
    let around = fill(left, left_reach).max(fill(right, right_reach));
    *at = around.max(range.end());
    *at
}

fn walk<'a, T>(
    items: &'a [(ByteRange, T)],
    reach: &[ByteOffset],
    start: ByteOffset,
    end: ByteOffset,
    found: &mut dyn FnMut(ByteRange, &'a T),
) {
    let middle = items.len() / 2;
    let (Some((left, rest)), Some((left_reach, rest_reach))) = (
        items.split_at_checked(middle),
        reach.split_at_checked(middle),
    ) else {
        return;
    };
    let (Some(((range, value), right)), Some((at, right_reach))) =
        (rest.split_first(), rest_reach.split_first())
    else {
        return;
    };
    if *at <= start {
        return;
    }
    walk(left, left_reach, start, end, found);
    if range.start() >= end {
        return;
    }
    if range.end() > start {
        found(*range, value);
    }
    walk(right, right_reach, start, end, found);
}

/// Where two or more of `ranges` lie on each other: in order, disjoint, not touching.
pub fn covered_twice(ranges: &[ByteRange]) -> Vec<ByteRange> {
    let mut sorted = ranges.to_vec();
    sort(&mut sorted, |range| range.start());
    let mut found: Vec<ByteRange> = Vec::new();
    let mut reach = ByteOffset::default();
    for range in sorted {
        // Whatever reaches furthest began before: what this one has in common with it is covered twice.
        let end = range.end().min(reach);
        reach = reach.max(range.end());
        if end <= range.start() {
            continue;
        }
        match found.last_mut().filter(|last| last.end() >= range.start()) {
            Some(last) => *last = Range::new(last.start(), end.max(last.end())).unwrap_or(*last),
            None => found.extend(Range::new(range.start(), end)),
        }
    }
    found
}

/// Sorts what mostly is sorted already: then it is only looked through.
fn sort<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    if !list.is_sorted_by_key(&key) {
        list.sort_by_key(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(start: u32, end: u32) -> ByteRange {
        Range::new(ByteOffset::new(start), ByteOffset::new(end)).unwrap()
    }

    #[test]
    fn an_end_is_not_covered_and_touching_passages_do_not_overlap() {
        let intervals = Intervals::new(vec![(range(5, 9), 'b'), (range(0, 5), 'a')]);
        assert_eq!(intervals.covering(ByteOffset::new(4)), [&'a']);
        assert_eq!(intervals.covering(ByteOffset::new(5)), [&'b']);
        assert_eq!(intervals.covering(ByteOffset::new(9)), [&' '; 0]);
        assert_eq!(covered_twice(&[range(0, 5), range(5, 9)]), []);
        assert_eq!(intervals.overlapping(range(4, 4)), []);
    }

    #[test]
    fn touching_stretches_that_are_covered_twice_are_one() {
        let ranges = [range(0, 9), range(1, 4), range(4, 6), range(8, 12)];
        assert_eq!(covered_twice(&ranges), [range(1, 6), range(8, 9)]);
    }

    fn ranges() -> impl Strategy<Value = Vec<ByteRange>> {
        let one = (0u32..60, 0u32..20).prop_map(|(start, length)| range(start, start + length));
        proptest::collection::vec(one, 0..40)
    }

    proptest! {
        #[test]
        fn the_look_up_finds_what_asking_each_finds(ranges in ranges(), asked in (0u32..70, 0u32..9)) {
            let asked = range(asked.0, asked.0 + asked.1);
            let items: Vec<_> = ranges.iter().map(|r| (*r, ())).collect();
            let intervals = Intervals::new(items);
            let each = |holds: &dyn Fn(ByteRange) -> bool| {
                intervals.items().iter().filter(|(r, ())| holds(*r)).count()
            };
            let overlapping = intervals.overlapping(asked);
            prop_assert!(overlapping.is_sorted_by_key(|(r, _)| r.start()));
            prop_assert_eq!(
                overlapping.len(),
                each(&|r| !r.is_empty() && !asked.is_empty() && r.overlaps(asked))
            );
            prop_assert_eq!(
                intervals.covering(asked.start()).len(),
                each(&|r| r.contains(asked.start()))
            );
        }

        #[test]
        fn covered_twice_is_what_counting_each_byte_says(ranges in ranges()) {
            let twice = covered_twice(&ranges);
            for at in 0..90 {
                let at = ByteOffset::new(at);
                let depth = ranges.iter().filter(|r| r.contains(at)).count();
                prop_assert_eq!(twice.iter().any(|r| r.contains(at)), depth >= 2);
            }
            prop_assert!(twice.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        }
    }
}
