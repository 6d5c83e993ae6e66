//! Anchoring measured on generated texts and edits, whose truth is known.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test states what it expects"
)]

#[path = "common/texts.rs"]
mod texts;

use std::rc::Rc;

use postil::anchor::{Describer, Placement, Selectors, State, place};
use postil::text::{ArticleText, Block, ByteOffset, ByteRange, Range};
use texts::{Dice, EDITS, Edit, KINDS, Kind, Text, Writer, each_word, edit, written};

/// Bytes of each text.
const SIZE: usize = 50_000;
/// Passages of each text.
const PASSAGES: usize = 160;

fn range(start: usize, end: usize) -> ByteRange {
    Range::new(ByteOffset::new(start as u32), ByteOffset::new(end as u32)).unwrap()
}

/// The article text, a block per paragraph.
fn article(text: &Text) -> ArticleText {
    let whole = written(text);
    let mut blocks = Vec::new();
    let mut at = 0;
    for paragraph in text {
        let length = written(&vec![paragraph.clone()]).len();
        blocks.push(Block {
            range: range(at, at + length),
            heading: paragraph.is_heading.then_some(2),
            id: None,
        });
        at += length + 1;
    }
    ArticleText::new(whole, blocks)
}

/// Passages of one word to 300, from word to word.
fn passages(text: &Text, count: usize, dice: &mut Dice) -> Vec<ByteRange> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    each_word(text, &mut |at, word, _| {
        words.push((at, at + word.text.len()))
    });
    let lengths = [1, 1, 2, 3, 4, 6, 8, 12, 16, 24, 40, 80, 150, 300];
    (0..count)
        .map(|_| {
            let length = *dice.pick(&lengths);
            let first = dice.below(words.len() - length);
            range(words[first].0, words[first + length - 1].1)
        })
        .collect()
}

/// Where a passage went.
#[derive(Clone, Debug, PartialEq)]
enum Truth {
    /// Its kept words, in bytes of the new text, in order.
    At(Vec<(usize, usize)>),
    Gone,
    /// Neither kept nor gone, or scattered: anything but nonsense is right, so it is not scored.
    Open,
}

/// The truth for each passage.
fn truths(passages: &[ByteRange], old: &Text, new: &Text) -> Vec<Truth> {
    let mut place_of: Vec<(usize, usize, usize, bool)> = Vec::new();
    each_word(new, &mut |at, word, _| {
        if let Some(origin) = word.origin {
            place_of.push((origin, at, at + word.text.len(), word.text == word.was));
        }
    });
    place_of.sort_unstable();
    let mut old_words: Vec<usize> = Vec::new();
    each_word(old, &mut |at, _, _| old_words.push(at));
    let truth = |passage: &ByteRange| {
        let (from, to) = (passage.start().to_usize(), passage.end().to_usize());
        let words = old_words
            .iter()
            .filter(|&&at| from <= at && at < to)
            .count();
        let kept: Vec<_> = place_of
            .iter()
            .filter(|word| from <= word.0 && word.0 < to)
            .collect();
        let same = kept.iter().filter(|word| word.3).count();
        if kept.len() * 10 < words * 3 {
            return Truth::Gone;
        }
        let in_order = kept
            .windows(2)
            .all(|two| two[0].1 < two[1].1 && two[1].1 - two[0].2 < (to - from).max(30));
        if !in_order || same * 10 < words * 8 {
            return Truth::Open;
        }
        Truth::At(kept.iter().map(|word| (word.1, word.2)).collect())
    };
    passages.iter().map(truth).collect()
}

#[derive(Default, Clone)]
struct Tally {
    right: usize,
    wrong: usize,
    placeable: usize,
    scored: usize,
}

/// At least half of the kept letters are covered, and at least half of the range lies between them.
fn is_right(truth: &[(usize, usize)], found: ByteRange) -> bool {
    let (from, to) = (found.start().to_usize(), found.end().to_usize());
    let overlap = |a: usize, b: usize| b.min(to).saturating_sub(a.max(from));
    let covered: usize = truth.iter().map(|&(a, b)| overlap(a, b)).sum();
    let kept: usize = truth.iter().map(|&(a, b)| b - a).sum();
    2 * covered >= kept && 2 * overlap(truth[0].0, truth[truth.len() - 1].1) >= to - from
}

fn count(tally: &mut Tally, truth: &Truth, placement: &Placement) -> Option<bool> {
    let claim = placement
        .range
        .filter(|_| matches!(placement.state, State::Exact | State::Changed));
    let verdict = match (truth, claim) {
        (Truth::Open, _) => return None,
        (Truth::At(truth), Some(found)) => Some(is_right(truth, found)),
        (Truth::Gone, Some(_)) => Some(false),
        (_, None) => None,
    };
    tally.scored += 1;
    tally.placeable += usize::from(matches!(truth, Truth::At(_)));
    tally.right += usize::from(verdict == Some(true));
    tally.wrong += usize::from(verdict == Some(false));
    verdict
}

/// One text with what its reader marked.
struct Article {
    kind: Kind,
    text: Text,
    old: ArticleText,
    writer: Writer,
    passages: Vec<ByteRange>,
    targets: Vec<Selectors>,
}

fn articles(size: usize, count: usize) -> Vec<Article> {
    KINDS
        .iter()
        .map(|&kind| {
            let mut dice = Dice::new(7 + kind as u64);
            let writer = Writer::new(kind, &mut dice);
            let text = writer.text(size, &mut dice);
            let old = article(&text);
            let passages = passages(&text, count, &mut dice);
            let mut describer = Describer::new(Rc::new(old.clone()));
            let targets = passages
                .iter()
                .map(|&p| describer.describe(p).unwrap())
                .collect();
            Article {
                kind,
                text,
                old,
                writer,
                passages,
                targets,
            }
        })
        .collect()
}

/// Places all passages of an article in an edited text, cold and warm.
fn run(article_: &Article, new: &Text, name: &str, tallies: &mut [Tally; 3]) {
    let text = article(new);
    let truths = truths(&article_.passages, &article_.text, new);
    let bare = |target: &Selectors| Selectors {
        quote: target.quote.clone(),
        ..Selectors::default()
    };
    let foreign: Vec<Selectors> = article_.targets.iter().map(bare).collect();
    let placed = [
        place(&text, &article_.targets, Some(&article_.old)),
        place(&text, &article_.targets, None),
        place(&text, &foreign, None),
    ];
    for ((way, placements), tally) in ["warm", "cold", "foreign"].iter().zip(&placed).zip(tallies) {
        for (number, (truth, placement)) in truths.iter().zip(placements).enumerate() {
            if count(tally, truth, placement) == Some(false) {
                println!(
                    "wrong: {way} {} {:?} {name} {:?}: `{}` -> `{}`, truth {:?} rival {:?}",
                    if text.as_str().contains(
                        &article_.targets[number]
                            .quote
                            .as_ref()
                            .map(|q| [q.prefix.as_str(), &q.exact, &q.suffix].concat())
                            .unwrap()
                    ) {
                        "verbatim"
                    } else {
                        "edited"
                    },
                    article_.kind,
                    placement.state,
                    article_.old.slice(article_.passages[number]).unwrap(),
                    text.slice(placement.range.unwrap()).unwrap(),
                    match truth {
                        Truth::At(words) => text.slice(range(words[0].0, words[words.len() - 1].1)),
                        _ => None,
                    },
                    article_.targets[number].rival,
                );
            }
        }
    }
}

fn show(name: &str, tallies: &[Tally; 3]) {
    let line: Vec<String> = tallies
        .iter()
        .map(|t| {
            let found = 100.0 * t.right as f64 / t.placeable.max(1) as f64;
            format!("{found:6.2} % found, {:2} wrong of {:5}", t.wrong, t.scored)
        })
        .collect();
    println!("{name:24} {}", line.join("  |  "));
}

fn add(total: &mut [Tally; 3], part: &[Tally; 3]) {
    for (total, part) in total.iter_mut().zip(part) {
        total.right += part.right;
        total.wrong += part.wrong;
        total.placeable += part.placeable;
        total.scored += part.scored;
    }
}

fn hold(total: &[Tally; 3]) {
    let [warm, cold, foreign] = total;
    let found = |t: &Tally| t.right as f64 / t.placeable as f64;
    assert_eq!(warm.wrong, 0, "warm");
    assert!(found(warm) >= 0.99, "warm {}", found(warm));
    assert!(
        cold.wrong as f64 <= 3.0 * cold.scored as f64 / 10_000.0,
        "cold {}",
        cold.wrong
    );
    assert!(found(cold) >= 0.965, "cold {}", found(cold));
    assert_eq!(foreign.wrong, 0, "foreign");
}

#[test]
fn every_kind_of_edit_at_every_rate_keeps_the_promises() {
    let mut total = <[Tally; 3]>::default();
    let articles = articles(SIZE, PASSAGES);
    for kind_of_edit in EDITS {
        let mut part = <[Tally; 3]>::default();
        for article in &articles {
            for (seed, share) in [0.01, 0.05, 0.10, 0.25].into_iter().enumerate() {
                let mut dice = Dice::new(1000 + seed as u64);
                let mut new = article.text.clone();
                edit(&mut new, kind_of_edit, share, &article.writer, &mut dice);
                run(
                    article,
                    &new,
                    &format!("{kind_of_edit:?} {share}"),
                    &mut part,
                );
            }
        }
        show(&format!("{kind_of_edit:?}"), &part);
        add(&mut total, &part);
    }
    show("all", &total);
    hold(&total);
}

#[test]
fn edits_of_all_kinds_mixed_keep_the_promises() {
    let mut total = <[Tally; 3]>::default();
    for article in &articles(SIZE, PASSAGES) {
        for (seed, share) in [0.001, 0.004, 0.01, 0.02].into_iter().enumerate() {
            let mut dice = Dice::new(2000 + seed as u64);
            let mut new = article.text.clone();
            for kind_of_edit in EDITS {
                edit(&mut new, kind_of_edit, share, &article.writer, &mut dice);
            }
            let mut part = <[Tally; 3]>::default();
            run(article, &new, &format!("mixed {share}"), &mut part);
            show(&format!("{:?} mixed {share}", article.kind), &part);
            add(&mut total, &part);
        }
    }
    show("all", &total);
    hold(&total);
}

#[test]
fn two_thousand_deleted_twins_are_not_placed_at_the_twin_that_stayed() {
    let mut whole = <[Tally; 3]>::default();
    let mut parts = <[Tally; 3]>::default();
    for seed in 0..28 {
        for kind in [Kind::Statute, Kind::Manual] {
            let mut dice = Dice::new(3000 + seed);
            let writer = Writer::new(kind, &mut dice);
            let text = writer.text(130_000, &mut dice);
            let old = article(&text);
            let mut new = text.clone();
            edit(&mut new, Edit::DeletedTwins, 0.125, &writer, &mut dice);
            let sentences = deleted_sentences(&text, &new);
            let some_words: Vec<ByteRange> = sentences
                .iter()
                .flat_map(|&sentence| {
                    let few = 3 + dice.below(4);
                    [1, few].map(|count| words_in(sentence, &old, count, &mut dice))
                })
                .flatten()
                .collect();
            let mut describer = Describer::new(Rc::new(old.clone()));
            let mut describe = |passages: &[ByteRange]| -> Vec<Selectors> {
                let described = passages.iter().map(|&passage| describer.describe(passage));
                described.map(Option::unwrap).collect()
            };
            let mut article = Article {
                kind,
                targets: describe(&sentences),
                passages: sentences,
                text,
                old,
                writer,
            };
            run(&article, &new, "deleted twin", &mut whole);
            article.targets = describe(&some_words);
            article.passages = some_words;
            run(&article, &new, "part of a deleted twin", &mut parts);
        }
    }
    show("deleted twins", &whole);
    show("parts of deleted twins", &parts);
    assert!(whole[0].scored >= 2000);
    assert_eq!((whole[0].wrong, parts[0].wrong), (0, 0), "warm");
    assert_eq!(whole[1].wrong, 0, "cold");
    assert!(parts[1].wrong <= 8, "cold {}", parts[1].wrong);
    assert_eq!(whole[2].wrong, 0, "foreign");
    // Some words at the end of a deleted twin, with what follows, stand verbatim where the other
    // twin moved up: that further twins stand near tells it.
    assert_eq!(parts[2].wrong, 0, "foreign");
}

/// The sentences of the old text that are not in the new.
fn deleted_sentences(old: &Text, new: &Text) -> Vec<ByteRange> {
    let mut kept: Vec<usize> = Vec::new();
    each_word(new, &mut |_, word, _| kept.extend(word.origin));
    kept.sort_unstable();
    let sentences = old
        .iter()
        .filter(|p| !p.is_heading)
        .flat_map(|p| &p.sentences);
    sentences
        .filter(|sentence| {
            sentence
                .iter()
                .all(|word| kept.binary_search(&word.origin.unwrap()).is_err())
        })
        .filter_map(|sentence| {
            let (first, last) = (sentence.first()?, sentence.last()?);
            Some(range(first.origin?, last.origin? + last.text.len()))
        })
        .collect()
}

/// Some words in a row inside a passage.
fn words_in(
    passage: ByteRange,
    text: &ArticleText,
    count: usize,
    dice: &mut Dice,
) -> Option<ByteRange> {
    let words = text.slice(passage)?;
    let starts: Vec<usize> = words
        .split(' ')
        .map(|word| word.as_ptr() as usize - words.as_ptr() as usize)
        .collect();
    let first = dice.below(starts.len().checked_sub(count)?);
    let end = starts
        .get(first + count)
        .map_or(words.len(), |next| next - 1);
    let from = passage.start().to_usize();
    Some(range(from + starts[first], from + end))
}
