//! What surely placed notes say about the places between them.
//!
//! Positions are compared among targets that were described in the same version only.

/// A passage before and now, in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    /// A number for the version of the text that it was described in.
    pub version: u32,
    /// Where it began.
    pub old: u32,
    /// Where it begins now.
    pub new: u32,
}

/// Equal shifts may differ by so many code points.
const SLACK: i64 = 2;
/// A place that is further outside its neighbours than this, in code points, is far.
const FAR: i64 = 200;

/// Notes of other versions that are passed by on the way to a neighbour.
const STEPS: usize = 64;

/// The surely placed notes, in the order of their old positions.
#[derive(Default)]
pub(super) struct Neighbours {
    sure: Vec<Moved>,
}

/// What the nearest sure notes say about a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// The one before moved by as much as this place.
    pub before_agrees: bool,
    /// So did the one after.
    pub after_agrees: bool,
    /// The place is far outside what lies between them.
    pub is_far: bool,
}

impl Neighbours {
    /// Takes the sure notes in any order.
    pub fn of(sure: &[Moved]) -> Self {
        let mut order: Vec<u64> = sure
            .iter()
            .enumerate()
            .map(|(number, moved)| (u64::from(moved.old) << 32) | number as u64)
            .collect();
        order.sort_unstable();
        let sorted = order
            .iter()
            .filter_map(|&entry| sure.get(entry as u32 as usize));
        Self {
            sure: sorted.copied().collect(),
        }
    }

    /// What they say about a passage that was at `old` and may be at `new`.
    pub fn about(&self, place: Moved) -> Word {
        let next = self.sure.partition_point(|moved| moved.old <= place.old);
        let is_fellow = |moved: &&Moved| moved.version == place.version;
        let (earlier, later) = self.sure.split_at_checked(next).unwrap_or_default();
        let before = earlier.iter().rev().take(STEPS).find(is_fellow);
        let after = later.iter().take(STEPS).find(is_fellow);
        let shift = |moved: &Moved| i64::from(moved.new) - i64::from(moved.old);
        let agrees = |moved: &Moved| (shift(moved) - shift(&place)).abs() <= SLACK;
        let is_far = match (before, after) {
            (Some(before), Some(after)) => {
                let (low, high) = (before.new.min(after.new), before.new.max(after.new));
                let new = i64::from(place.new);
                new < i64::from(low) - FAR || new > i64::from(high) + FAR
            }
            _ => false,
        };
        Word {
            before_agrees: before.is_some_and(agrees),
            after_agrees: after.is_some_and(agrees),
            is_far,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_shift_like_both_neighbours_are_confirmed_and_far_ones_are_not() {
        let moved = |old, new| Moved {
            version: 7,
            old,
            new,
        };
        let neighbours = Neighbours::of(&[moved(500, 550), moved(100, 150)]);
        let word = neighbours.about(moved(300, 351));
        assert!(word.before_agrees && word.after_agrees && !word.is_far);
        let word = neighbours.about(moved(300, 3000));
        assert!(!word.before_agrees && !word.after_agrees && word.is_far);
        assert_eq!(Neighbours::default().about(moved(1, 1)), Word::default());
    }
}
