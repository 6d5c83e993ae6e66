//! Anchoring through consecutive releases of one long text, where they are at hand: a folder named
//! by `POSTIL_TEXTS` with files of one text that sort by release, such as `commonmark-0.28.txt`
//! and `commonmark-0.29.txt` from the npm package `commonmark-spec`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test states what it expects"
)]

use std::collections::HashMap;
use std::fs;
use std::rc::Rc;

use postil::anchor::{Describer, Placement, Selectors, State, place};
use postil::text::{ArticleText, ByteOffset, ByteRange, Range};

fn range(start: usize, end: usize) -> ByteRange {
    let at = |place: usize| ByteOffset::new(place as u32);
    Range::new(at(start), at(end)).unwrap()
}

/// Lines that stand once, with where they begin.
fn single_lines(text: &str) -> HashMap<&str, usize> {
    let mut lines: HashMap<&str, Option<usize>> = HashMap::new();
    for line in text.split('\n') {
        let place = line.as_ptr() as usize - text.as_ptr() as usize;
        lines
            .entry(line)
            .and_modify(|seen| *seen = None)
            .or_insert(Some(place));
    }
    lines
        .into_iter()
        .filter_map(|(line, place)| Some((line, place?)))
        .collect()
}

/// Passages inside lines of some words that stand once in both texts, with where they must be found.
fn passages(old: &str, new: &str) -> Vec<(ByteRange, ByteRange)> {
    let (was, is) = (single_lines(old), single_lines(new));
    let mut passages = Vec::new();
    for (line, from) in was {
        // A short line may stand once in both and still be another one.
        let Some(&to) = is
            .get(line)
            .filter(|_| line.split_whitespace().count() >= 5)
        else {
            continue;
        };
        let words: Vec<(usize, usize)> = line
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| word.as_ptr() as usize - line.as_ptr() as usize)
            .zip(
                line.split(' ')
                    .filter(|word| !word.is_empty())
                    .map(str::len),
            )
            .collect();
        for length in [1, 3, 7] {
            if let Some(&(start, _)) = words.get(from % words.len().max(1))
                && let Some(&(last, size)) = words.get(from % words.len() + length - 1)
            {
                let end = last + size;
                passages.push((range(from + start, from + end), range(to + start, to + end)));
            }
        }
    }
    passages.sort_unstable();
    passages
}

fn check(name: &str, placements: &[Placement], passages: &[(ByteRange, ByteRange)], least: f64) {
    let mut found = 0;
    for (placement, (_, expected)) in placements.iter().zip(passages) {
        if matches!(placement.state, State::Exact | State::Changed) {
            assert_eq!(placement.range, Some(*expected), "{name}");
            found += 1;
        }
    }
    let share = f64::from(found) / passages.len() as f64;
    println!(
        "{name}: {} passages, {:.2} % found, none wrong",
        passages.len(),
        share * 100.0
    );
    assert!(share >= least, "{name}: {share}");
}

#[test]
fn passages_of_unchanged_lines_are_found_in_the_next_release() {
    let Some(folder) = std::env::var_os("POSTIL_TEXTS") else {
        println!("skipped: no releases of a text at hand");
        return;
    };
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    for (number, two) in texts.windows(2).enumerate() {
        let old = ArticleText::from_lines(&two[0]);
        let new = ArticleText::from_lines(&two[1]);
        let passages = passages(&two[0], &two[1]);
        let mut describer = Describer::new(Rc::new(old.clone()));
        let targets: Vec<Selectors> = passages
            .iter()
            .map(|&(passage, _)| describer.describe(passage).unwrap())
            .collect();
        let name = files[number].display();
        check(
            &format!("{name} warm"),
            &place(&new, &targets, Some(&old)),
            &passages,
            0.99,
        );
        check(
            &format!("{name} cold"),
            &place(&new, &targets, None),
            &passages,
            0.965,
        );
    }
}
