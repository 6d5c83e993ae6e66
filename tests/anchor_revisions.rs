//! Anchoring measured on real revisions, where the corpora are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test states what it expects"
)]

#[path = "common/revisions.rs"]
mod revisions;

use std::rc::Rc;
use std::sync::OnceLock;

use postil::anchor::{Describer, Placement, Selectors, place};
use revisions::{Pair, Verdict, corpora, pairs, score};

/// What a run came to.
#[derive(Default)]
struct Tally {
    right: u32,
    wrong: Vec<String>,
    placeable: u32,
    cases: u32,
}

impl Tally {
    fn found(&self) -> f64 {
        100.0 * f64::from(self.right) / f64::from(self.placeable)
    }
}

/// All pairs with the selectors of their passages, read once for all tests.
fn described_pairs() -> Option<&'static [(Pair, Vec<Selectors>)]> {
    static PAIRS: OnceLock<Vec<(Pair, Vec<Selectors>)>> = OnceLock::new();
    let Some(folder) = corpora() else {
        eprintln!("skipped: no corpora of revisions at hand");
        return None;
    };
    let read = || {
        let pairs = pairs(&folder).into_iter();
        pairs
            .map(|pair| (described(&pair), pair))
            .map(|(targets, pair)| (pair, targets))
            .collect()
    };
    Some(PAIRS.get_or_init(read))
}

fn described(pair: &Pair) -> Vec<Selectors> {
    let mut describer = Describer::new(Rc::new(pair.old.clone()));
    let cases = pair.cases.iter();
    cases
        .map(|case| describer.describe(case.passage).unwrap())
        .collect()
}

/// Only what other tools write: a quote with 32 code points of context.
fn foreign(own: &Selectors) -> Selectors {
    Selectors {
        quote: own.quote.clone(),
        ..Selectors::default()
    }
}

/// Places all targets of a pair, or only every so many of them at a time.
fn place_some(pair: &Pair, targets: &[Selectors], stride: usize, is_warm: bool) -> Vec<Placement> {
    let mut placements: Vec<Option<Placement>> = vec![None; targets.len()];
    for first in 0..stride.min(targets.len()) {
        let some: Vec<Selectors> = targets
            .iter()
            .skip(first)
            .step_by(stride)
            .cloned()
            .collect();
        let placed = place(&pair.new, &some, is_warm.then_some(&pair.old));
        for (number, placement) in placed.into_iter().enumerate() {
            placements[first + number * stride] = Some(placement);
        }
    }
    placements.into_iter().map(Option::unwrap).collect()
}

fn measure(
    is_warm: bool,
    stride: usize,
    prepare: impl Fn(&Selectors) -> Selectors,
) -> Option<Tally> {
    let mut total = Tally::default();
    for (pair, targets) in described_pairs()? {
        let targets: Vec<Selectors> = targets.iter().map(&prepare).collect();
        let placements = place_some(pair, &targets, stride, is_warm);
        let (mut right, mut placeable, mut wrong) = (0, 0, 0);
        for ((case, placement), target) in pair.cases.iter().zip(&placements).zip(&targets) {
            total.cases += 1;
            placeable += u32::from(case.truth.is_some());
            let verdict = score(pair, case, placement);
            match verdict {
                Verdict::Right => right += 1,
                Verdict::Wrong => {
                    wrong += 1;
                    total.wrong.push(format!(
                        "{} {} {} {} {:?} `{}` -> `{}`",
                        case.id,
                        case.stratum,
                        case.label,
                        case.flags,
                        placement.state,
                        pair.old.slice(case.passage).unwrap(),
                        placement
                            .range
                            .and_then(|range| pair.new.slice(range))
                            .unwrap_or("nowhere"),
                    ));
                }
                _ => {}
            }
            if std::env::var_os("POSTIL_SHOW").is_some()
                && matches!(verdict, Verdict::Missed | Verdict::Wrong)
            {
                println!(
                    "{verdict:?} {} {} {} {} {:?}\n   Q `{}`\n   R {:?}\n   P `{}`",
                    case.id,
                    case.stratum,
                    case.label,
                    case.flags,
                    placement.state,
                    pair.old.slice(case.passage).unwrap(),
                    target.rival,
                    placement
                        .range
                        .and_then(|range| pair.new.slice(range))
                        .unwrap_or("nowhere")
                );
            }
        }
        println!(
            "{:20} {:5} cases, found {:6.2} %, wrong {wrong}",
            pair.name,
            pair.cases.len(),
            100.0 * f64::from(right) / f64::from(placeable),
        );
        total.right += right;
        total.placeable += placeable;
    }
    println!(
        "all: {} cases, found {:.2} %, wrong {}",
        total.cases,
        total.found(),
        total.wrong.len()
    );
    total
        .wrong
        .iter()
        .for_each(|wrong| println!("wrong: {wrong}"));
    Some(total)
}

#[test]
fn with_the_earlier_text_nothing_is_wrong_and_99_percent_are_found() {
    if let Some(total) = measure(true, 1, Selectors::clone) {
        assert_eq!(total.wrong.len(), 0);
        assert!(total.found() >= 99.0);
    }
}

#[test]
fn with_our_own_selectors_3_in_10000_are_wrong_at_most_and_96_5_percent_found() {
    if let Some(total) = measure(false, 1, Selectors::clone) {
        assert!(total.wrong.len() as f64 <= 3.0 * f64::from(total.cases) / 10_000.0);
        assert!(total.found() >= 96.5);
    }
}

#[test]
fn with_quote_prefix_and_suffix_only_no_claim_is_wrong() {
    if let Some(total) = measure(false, 1, foreign) {
        assert_eq!(total.wrong.len(), 0);
    }
}

#[test]
fn with_few_notes_on_a_page_3_in_10000_are_wrong_at_most() {
    if let Some(total) = measure(false, 100, Selectors::clone) {
        assert!(total.wrong.len() as f64 <= 3.0 * f64::from(total.cases) / 10_000.0);
        assert!(total.found() >= 96.0);
    }
}
