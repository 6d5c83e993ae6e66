//! Where cards stand in the margin: as near their passages as they can, in order, never overlapping.

/// A card to be placed. All lengths in CSS pixels from the top of the margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Where its passage is.
    pub wanted: f64,
    /// How tall it is.
    pub height: f64,
}

/// The top of each card, for cards in the order of their passages.
///
/// Without an active card the tops minimise the sum of squared distances to the passages (isotonic
/// regression by pooling neighbours, "pool adjacent violators"): a crowd of cards centres on its
/// passages instead of sliding down. The active card stands exactly at its passage; those above
/// give way upwards and those below downwards. No card stands above the top of the margin unless
/// the active card leaves no room.
pub fn tops(cards: &[Card], gap: f64, active: Option<usize>) -> Vec<f64> {
    let Some(at) = active.filter(|at| *at < cards.len()) else {
        return pooled(cards, gap, 0.0, f64::INFINITY);
    };
    let (above, rest) = cards.split_at(at);
    let Some((own, below)) = rest.split_first() else {
        return Vec::new();
    };
    let mut tops = pooled(above, gap, 0.0, own.wanted - gap);
    tops.push(own.wanted);
    tops.extend(pooled(
        below,
        gap,
        own.wanted + own.height + gap,
        f64::INFINITY,
    ));
    tops
}

/// The part of a list that is near the view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// The first item that is there, and the one after the last.
    pub from: usize,
    /// The end.
    pub to: usize,
    /// The length of all before it, in CSS pixels.
    pub before: f64,
    /// The length of all after it, in CSS pixels.
    pub after: f64,
}

/// Which items of a list, one below the other, touch `(from, to)`; all in CSS pixels from its top.
pub fn near(lengths: impl Iterator<Item = f64>, (from, to): (f64, f64)) -> Near {
    let mut near = Near {
        from: 0,
        to: 0,
        before: 0.0,
        after: 0.0,
    };
    let mut top = 0.0;
    for (at, length) in lengths.enumerate() {
        let bottom = top + length;
        if bottom <= from {
            (near.from, near.to, near.before) = (at + 1, at + 1, bottom);
        } else if top < to {
            near.to = at + 1;
        } else {
            near.after += length;
        }
        top = bottom;
    }
    near
}

/// Cards that touch and move together.
struct Pool {
    count: usize,
    /// Sum of where its top would have to be for each of its cards.
    sum: f64,
    height: f64,
}

impl Pool {
    fn top(&self) -> f64 {
        self.sum / self.count as f64
    }
}

/// The least squares solution within `from` and `to` (`to` wins where both cannot hold).
fn pooled(cards: &[Card], gap: f64, from: f64, to: f64) -> Vec<f64> {
    let mut pools: Vec<Pool> = Vec::new();
    for card in cards {
        let mut pool = Pool {
            count: 1,
            sum: card.wanted,
            height: card.height + gap,
        };
        while let Some(before) = pools.pop() {
            if before.top() + before.height <= pool.top() {
                pools.push(before);
                break;
            }
            pool = Pool {
                count: before.count + pool.count,
                sum: before.sum + pool.sum - before.height * pool.count as f64,
                height: before.height + pool.height,
            };
        }
        pools.push(pool);
    }
    bounded(&pools, cards, gap, from, to)
}

/// Shifts pools inside the bounds and gives each card its top.
fn bounded(pools: &[Pool], cards: &[Card], gap: f64, from: f64, to: f64) -> Vec<f64> {
    let mut starts: Vec<f64> = Vec::with_capacity(pools.len());
    let mut free = from;
    for pool in pools {
        let top = pool.top().max(free);
        starts.push(top);
        free = top + pool.height;
    }
    let mut limit = to + gap;
    for (start, pool) in starts.iter_mut().zip(pools).rev() {
        *start = start.min(limit - pool.height);
        limit = *start;
    }
    let mut rest = cards.iter();
    let mut tops = Vec::with_capacity(cards.len());
    for (start, pool) in starts.into_iter().zip(pools) {
        let mut top = start;
        for card in rest.by_ref().take(pool.count) {
            tops.push(top);
            top += card.height + gap;
        }
    }
    tops
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cards(list: &[(f64, f64)]) -> Vec<Card> {
        list.iter()
            .map(|&(wanted, height)| Card { wanted, height })
            .collect()
    }

    #[test]
    fn cards_with_room_stand_at_their_passages() {
        let cards = cards(&[(0.0, 40.0), (100.0, 40.0)]);
        assert_eq!(tops(&cards, 8.0, None), [0.0, 100.0]);
    }

    #[test]
    fn a_crowd_centres_on_its_passages() {
        let cards = cards(&[(200.0, 40.0), (200.0, 40.0), (200.0, 40.0)]);
        assert_eq!(tops(&cards, 10.0, None), [150.0, 200.0, 250.0]);
    }

    #[test]
    fn the_active_card_stands_exactly_at_its_passage() {
        let cards = cards(&[(200.0, 40.0), (200.0, 40.0), (210.0, 40.0)]);
        assert_eq!(tops(&cards, 10.0, Some(1)), [150.0, 200.0, 250.0]);
        assert_eq!(tops(&cards, 10.0, Some(2)), [110.0, 160.0, 210.0]);
    }

    #[test]
    fn nothing_stands_above_the_margin() {
        let cards = cards(&[(0.0, 100.0), (5.0, 100.0)]);
        assert_eq!(tops(&cards, 10.0, None), [0.0, 110.0]);
    }

    #[test]
    fn of_a_long_list_only_what_is_near_is_there_and_the_rest_keeps_its_room() {
        let all = near([50.0; 100].into_iter(), (1_000.0, 1_200.0));
        assert_eq!((all.from, all.to), (20, 24));
        assert_eq!((all.before, all.after), (1_000.0, 3_800.0));
        let past = near([50.0; 2].into_iter(), (1_000.0, 1_200.0));
        assert_eq!((past.from, past.to, past.before), (2, 2, 100.0));
    }

    proptest! {
        #[test]
        fn cards_never_overlap_and_keep_their_order(
            mut list in prop::collection::vec((0.0..5000.0f64, 10.0..300.0f64), 0..60),
            active in prop::option::of(0usize..60),
        ) {
            list.sort_by(|a, b| a.0.total_cmp(&b.0));
            let cards = cards(&list);
            let tops = tops(&cards, 8.0, active);
            prop_assert_eq!(tops.len(), cards.len());
            for (at, pair) in tops.windows(2).enumerate() {
                prop_assert!(pair[0] + cards[at].height + 8.0 <= pair[1] + 1e-6);
            }
            if let Some(at) = active.filter(|at| *at < cards.len()) {
                prop_assert_eq!(tops[at], cards[at].wanted);
            }
        }
    }
}
