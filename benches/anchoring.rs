//! Times of anchoring, natively: `cargo bench --bench anchoring`.
//!
//! Generated texts of several sizes with many notes, unchanged and with a tenth of the sentences
//! edited, cold and with the earlier text; medians of five runs, and the longest time between two
//! questions whether to go on.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark prints"
)]

#[path = "../tests/common/texts.rs"]
#[allow(dead_code, reason = "the accuracy tests use the rest")]
mod texts;

use std::rc::Rc;
use std::time::{Duration, Instant};

use postil::anchor::{Describer, Placer, Selectors, State, digest, word_diff};
use postil::text::{ArticleText, ByteOffset, Range};
use texts::{Dice, Edit, Kind, Text, Writer, each_word, edit, written};

const RUNS: usize = 5;

fn targets(text: &Text, article: &Rc<ArticleText>, count: usize) -> Vec<Selectors> {
    let mut dice = Dice::new(5);
    let mut words: Vec<(usize, usize)> = Vec::new();
    each_word(text, &mut |at, word, _| {
        words.push((at, at + word.text.len()))
    });
    let mut describer = Describer::new(Rc::clone(article));
    (0..count)
        .map(|_| {
            let length = *dice.pick(&[1, 3, 6, 12, 12, 24, 60]);
            let first = dice.below(words.len() - length);
            let at = |place: usize| ByteOffset::new(place as u32);
            let range = Range::new(at(words[first].0), at(words[first + length - 1].1)).unwrap();
            describer.describe(range).unwrap()
        })
        .collect()
}

/// The median time, the longest slice, and how many were claimed.
fn time(
    text: &Rc<ArticleText>,
    targets: &[Selectors],
    earlier: Option<&Rc<ArticleText>>,
) -> (Duration, Duration, usize) {
    let mut times = Vec::new();
    let mut longest = Duration::ZERO;
    let mut claimed = 0;
    for _ in 0..RUNS {
        let targets = targets.to_vec();
        let begin = Instant::now();
        let mut placer = Placer::new(Rc::clone(text), targets, earlier.map(Rc::clone));
        let mut last = Instant::now();
        let mut watch = || {
            longest = longest.max(last.elapsed());
            last = Instant::now();
            true
        };
        while !placer.advance(&mut watch) {}
        let placements = placer.finish();
        times.push(begin.elapsed());
        let is_claim = |state| matches!(state, State::Exact | State::Changed);
        claimed = placements
            .iter()
            .filter(|placement| is_claim(placement.state))
            .count();
    }
    times.sort_unstable();
    (times[RUNS / 2], longest, claimed)
}

fn show(name: &str, (median, longest, claimed): (Duration, Duration, usize), count: usize) {
    println!(
        "{name:44} {:9.2} ms, longest slice {:7.2} ms, {claimed} of {count} claimed",
        median.as_secs_f64() * 1000.0,
        longest.as_secs_f64() * 1000.0,
    );
}

fn main() {
    let most = std::env::args()
        .skip(1)
        .find_map(|word| word.parse::<usize>().ok());
    for (bytes, counts) in [
        (8_000, vec![10, 100]),
        (100_000, vec![100, 1_000]),
        (1_000_000, vec![100, 1_000, 10_000]),
        (4_500_000, vec![10_000]),
    ] {
        if most.is_some_and(|most| bytes > most) {
            continue;
        }
        let mut dice = Dice::new(11);
        let writer = Writer::new(Kind::Tale, &mut dice);
        let text = writer.text(bytes, &mut dice);
        let old = Rc::new(ArticleText::from_lines(&written(&text)));
        let mut edited = text.clone();
        edit(
            &mut edited,
            Edit::RewrittenSentences,
            0.1,
            &writer,
            &mut dice,
        );
        let new = Rc::new(ArticleText::from_lines(&written(&edited)));
        let begin = Instant::now();
        digest(&old);
        println!(
            "{bytes} bytes: digest {:.2} ms",
            begin.elapsed().as_secs_f64() * 1000.0
        );
        for count in counts {
            let begin = Instant::now();
            let targets = targets(&text, &old, count);
            println!(
                "  describing {count}: {:.2} ms",
                begin.elapsed().as_secs_f64() * 1000.0
            );
            let foreign: Vec<Selectors> = targets
                .iter()
                .map(|target| Selectors {
                    quote: target.quote.clone(),
                    ..Selectors::default()
                })
                .collect();
            show("  unchanged", time(&old, &targets, None), count);
            show(
                "  unchanged, quotes only",
                time(&old, &foreign, None),
                count,
            );
            show("  a tenth edited, cold", time(&new, &targets, None), count);
            show(
                "  a tenth edited, warm",
                time(&new, &targets, Some(&old)),
                count,
            );
        }
    }
    let words: String = (0..300).map(|i| format!("word{i} ")).collect();
    let begin = Instant::now();
    word_diff(&words, &words.replace('7', "8"));
    println!(
        "word diff of 300 words: {:.3} ms",
        begin.elapsed().as_secs_f64() * 1000.0
    );
}
