//! Laws of anchoring, on generated texts, and bounds under hostile selectors.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test states what it expects"
)]

use std::rc::Rc;
use std::time::{Duration, Instant};

use postil::anchor::{
    Change, Placer, Quote, Rival, Selectors, State, describe, digest, place, word_diff,
};
use postil::annotation::Target;
use postil::exchange::{ReadContext, read_bytes};
use postil::text::{ArticleText, ByteOffset, ByteRange, CodePointOffset, Range, Utf16Offset};
use proptest::prelude::*;

/// Words of several scripts, with signs, marks and emoji.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-e]{1,6}",
        2 => "[A-Z][a-z]{2,8}[.,!?]",
        1 => "[äöüéß]{1,4}",
        1 => "[一-三丐-专]{1,5}",
        1 => "[ก-ฃ]{1,4}",
        1 => Just("e\u{301}\u{302}x".to_owned()),
        1 => Just("👩\u{200d}👧".to_owned()),
        1 => Just("🇳🇱🇧🇪".to_owned()),
        1 => Just("soft\u{ad}hyphen".to_owned()),
        1 => Just("“quote”".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let space = prop_oneof![8 => Just(" "), 1 => Just("\n"), 1 => Just("\u{a0}")];
    prop::collection::vec((word(), space), 1..120)
        .prop_map(|words| {
            words
                .into_iter()
                .map(|(word, space)| word + space)
                .collect::<String>()
        })
        .prop_map(|text| text.trim().to_owned())
}

/// A range of characters of a text, not empty.
fn passage(text: &str, from: prop::sample::Index, length: usize) -> ByteRange {
    let borders: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let first = from.index(borders.len() - 1);
    let last = (first + 1 + length).min(borders.len() - 1);
    let at = |place: usize| ByteOffset::new(place as u32);
    Range::new(at(borders[first]), at(borders[last])).unwrap()
}

fn hostile() -> impl Strategy<Value = Selectors> {
    let words = prop_oneof![text(), Just(String::new()), "[a ]{0,3}", any::<String>()];
    let offset = prop_oneof![0..300u32, Just(u32::MAX), Just(u32::MAX - 1)];
    (
        prop::option::of((words, "[a-c ]{0,9}", any::<String>())),
        prop::option::of((offset.clone(), offset.clone())),
        prop::option::of((offset.clone(), offset)),
        prop::option::of((any::<f32>(), prop::option::of(text()))),
        prop::option::of("[a-z]{0,5}"),
    )
        .prop_map(|(quote, position, utf16, rival, version)| Selectors {
            quote: quote.map(|(exact, prefix, suffix)| Quote {
                exact,
                prefix,
                suffix,
            }),
            position: position
                .and_then(|(a, b)| Range::new(CodePointOffset::new(a), CodePointOffset::new(b))),
            position_utf16: utf16
                .and_then(|(a, b)| Range::new(Utf16Offset::new(a), Utf16Offset::new(b))),
            section: version.iter().cloned().collect(),
            rival: rival.map(|(share, text)| Rival { share, text }),
            version,
        })
}

/// A number as hostile files write it; the last ones are no JSON.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..300u32).prop_map(|n| n.to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<f64>().prop_map(|n| format!("{n:e}")),
        prop::sample::select(vec![
            "-0",
            "-1",
            "1.5",
            "0.4",
            "1e400",
            "-1e400",
            "4294967295",
            "4294967296",
            "null",
            "true",
            "\"7\"",
            "\"NaN\"",
            "[]",
            "{}",
            "NaN",
            "Infinity",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn place_after_describe_is_identity(text in text(), from: prop::sample::Index, length in 0..80usize) {
        let range = passage(&text, from, length);
        let article = ArticleText::from_lines(&text);
        let target = describe(&article, range).unwrap();
        let placement = place(&article, std::slice::from_ref(&target), None).remove(0);
        prop_assert_eq!((placement.state, placement.range), (State::Exact, Some(range)));
        let warm = place(&article, &[target], Some(&article)).remove(0);
        prop_assert_eq!((warm.state, warm.range), (State::Exact, Some(range)));
    }

    #[test]
    fn text_added_elsewhere_changes_no_placement(text in text(), from: prop::sample::Index, length in 0..40usize) {
        let range = passage(&text, from, length);
        let article = ArticleText::from_lines(&text);
        let target = describe(&article, range).unwrap();
        let quote = target.quote.clone().unwrap();
        let extract = quote.prefix + &quote.exact + &quote.suffix;
        // Only an extract that stands once can be told from its copies.
        prop_assume!(text.matches(&extract).count() == 1 && extract.chars().count() > 20);
        let before = "Zymurgy vexed quaint jackdaws.\n";
        let longer = format!("{before}{text}\nQuite other things stand here.");
        let placement = place(&ArticleText::from_lines(&longer), &[target], None).remove(0);
        let shifted = placement.range.map(|range| range.start().to_usize() - before.len());
        prop_assert_eq!((placement.state, shifted), (State::Exact, Some(range.start().to_usize())));
    }

    #[test]
    fn the_order_of_targets_does_not_matter(
        text in text(),
        other in text(),
        mut targets in prop::collection::vec(hostile(), 0..6),
        places in prop::collection::vec((any::<prop::sample::Index>(), 0..30usize), 1..6),
    ) {
        let article = ArticleText::from_lines(&text);
        targets.extend(places.into_iter().filter_map(|(from, length)| describe(&article, passage(&text, from, length))));
        let new = ArticleText::from_lines(&format!("{} {other}", text.replace('b', "d")));
        let placed = place(&new, &targets, None);
        targets.reverse();
        let mut reversed = place(&new, &targets, None);
        reversed.reverse();
        prop_assert_eq!(placed, reversed);
    }

    #[test]
    fn hostile_selectors_never_panic_and_claims_are_true(
        text in text(),
        earlier in prop::option::of(text()),
        targets in prop::collection::vec(hostile(), 1..8),
    ) {
        let article = ArticleText::from_lines(&text);
        let earlier = earlier.map(|earlier| ArticleText::from_lines(&earlier));
        for (target, placement) in targets.iter().zip(place(&article, &targets, earlier.as_ref())) {
            prop_assert_eq!(placement.range.is_none(), placement.state == State::Unplaced);
            if let Some(range) = placement.range {
                let now = article.slice(range).unwrap();
                let quote = target.quote.as_ref().map_or(now, |quote| &quote.exact);
                let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
                prop_assert!(placement.state != State::Exact || letters(now) == letters(quote));
            }
            for candidate in &placement.candidates {
                prop_assert!(article.slice(candidate.range).is_some());
            }
        }
    }

    #[test]
    fn text_added_anywhere_outside_the_extract_changes_no_placement(
        text in text(),
        from: prop::sample::Index,
        length in 0..40usize,
        block: prop::sample::Index,
    ) {
        let range = passage(&text, from, length);
        let article = ArticleText::from_lines(&text);
        let target = describe(&article, range).unwrap();
        let quote = target.quote.clone().unwrap();
        let extract = quote.prefix.clone() + &quote.exact + &quote.suffix;
        prop_assume!(text.matches(&extract).count() == 1 && extract.chars().count() > 20);
        let (first, last) = (range.start().to_usize() - quote.prefix.len(), range.end().to_usize() + quote.suffix.len());
        let borders: Vec<usize> = text
            .match_indices('\n')
            .map(|(at, _)| at)
            .chain([text.len()])
            .filter(|&at| at < first || at >= last)
            .collect();
        prop_assume!(!borders.is_empty());
        let at = borders[block.index(borders.len())];
        let added = "\nZymurgy vexed quaint jackdaws.";
        let (before, after) = text.split_at(at);
        let longer = format!("{before}{added}{after}");
        let placement = place(&ArticleText::from_lines(&longer), &[target], None).remove(0);
        let moved = range.start().to_usize() + if at < first { added.len() } else { 0 };
        prop_assert_eq!(placement.state, State::Exact);
        prop_assert_eq!(placement.range.map(|range| range.start().to_usize()), Some(moved));
    }

    #[test]
    fn files_with_any_numbers_are_read_and_placed(
        text in text(),
        exact in "[a-c ]{0,9}",
        start in number(),
        end in number(),
        share in number(),
    ) {
        let file = format!(
            r#"[{{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:a","type":"Annotation",
            "target":{{"source":"https://example.org/a","postil:rival":{{"postil:share":{share}}},"postil:utf16":{{"start":{end},"end":{start}}},
            "selector":[{{"type":"TextQuoteSelector","exact":{exact:?}}},{{"type":"TextPositionSelector","start":{start},"end":{end}}}]}}}}]"#
        );
        let article = ArticleText::from_lines(&text);
        let context = ReadContext { article: Some("https://example.org/a".to_owned()) };
        let Ok(file) = read_bytes(file.as_bytes(), &context) else {
            // What is no JSON is refused whole.
            return Ok(());
        };
        for (_, item) in file.items {
            let Ok(record) = item else { continue };
            let Target::Passage(targets) = &record.shown().target else { continue };
            let placement = place(&article, &[targets[0].selectors.clone()], None).remove(0);
            prop_assert_eq!(placement.range.is_none(), placement.state == State::Unplaced);
        }
    }

    #[test]
    fn slices_of_time_do_not_change_the_answer(text in text(), other in text(), from: prop::sample::Index, length in 0..60usize) {
        let article = ArticleText::from_lines(&text);
        let target = describe(&article, passage(&text, from, length)).unwrap();
        let new = Rc::new(ArticleText::from_lines(&format!("{other}\n{}", text.replace('c', "a"))));
        let earlier = Rc::new(article);
        let mut placer = Placer::new(Rc::clone(&new), vec![target.clone()], Some(Rc::clone(&earlier)));
        while !placer.advance(&mut || false) {}
        prop_assert_eq!(placer.finish(), place(&new, &[target], Some(&earlier)));
    }

    #[test]
    fn a_word_diff_gives_both_texts_back(old in text(), new in text()) {
        let (mut was, mut is) = (String::new(), String::new());
        for change in word_diff(&old, &new) {
            match change {
                Change::Kept(text) => { was.push_str(&text); is.push_str(&text); }
                Change::Removed(text) => was.push_str(&text),
                Change::Added(text) => is.push_str(&text),
            }
        }
        let visible = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(is, new);
        prop_assert_eq!(visible(&was), visible(&old));
    }

    #[test]
    fn digests_differ_for_different_texts(a in text(), b in text()) {
        let of = |text: &str| digest(&ArticleText::from_lines(text));
        prop_assert_eq!(a == b, of(&a) == of(&b));
    }
}

/// Places hostile targets and answers how long it took.
fn time(text: &ArticleText, targets: &[Selectors]) -> Duration {
    let begin = Instant::now();
    assert_eq!(place(text, targets, Some(text)).len(), targets.len());
    begin.elapsed()
}

fn quoted(exact: &str, prefix: &str, suffix: &str) -> Selectors {
    Selectors {
        quote: Some(Quote {
            exact: exact.to_owned(),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
        }),
        rival: Some(Rival {
            share: 0.0,
            text: None,
        }),
        ..Selectors::default()
    }
}

/// Far above what is needed, far below what unbounded work would take.
const BOUND: Duration = Duration::from_secs(60);

#[test]
fn a_quote_of_ten_megabytes_is_answered_in_bounded_time() {
    let text = ArticleText::from_lines(&"some words that come again and again ".repeat(3_000));
    let long = "some words that never come again ".repeat(300_000);
    assert!(
        time(
            &text,
            &[
                quoted(&long, "some ", " words"),
                quoted("words", &long, &long)
            ]
        ) < BOUND
    );
}

#[test]
fn a_hundred_thousand_notes_of_one_letter_are_answered_in_bounded_time() {
    let text = ArticleText::from_lines(&"a b a c a ".repeat(20_000));
    let at = |n: u32| CodePointOffset::new(n);
    let targets: Vec<Selectors> = (0..100_000)
        .map(|n| Selectors {
            position: Range::new(at(n), at(n + 1)),
            ..quoted("a", "", "")
        })
        .collect();
    assert!(time(&text, &targets) < BOUND);
}

#[test]
fn a_million_notes_of_one_letter_are_answered_in_bounded_time_and_memory() {
    let text = Rc::new(ArticleText::from_lines(&"a b a c ".repeat(130_000)));
    let at = |n: u32| CodePointOffset::new(n);
    let targets: Vec<Selectors> = (0..1_000_000)
        .map(|n| Selectors {
            position: Range::new(at(n), at(n + 1)),
            ..quoted(if n % 2 == 0 { "a" } else { "b" }, "", "")
        })
        .collect();
    let begin = Instant::now();
    let before = most_memory();
    let mut placer = Placer::new(Rc::clone(&text), targets, None);
    while !placer.advance(&mut || true) {}
    assert_eq!(placer.finish().len(), 1_000_000);
    assert!(begin.elapsed() < BOUND);
    if let (Some(before), Some(after)) = (before, most_memory()) {
        // Two kilobytes for a note, its selectors and its answer included.
        assert!(after - before < 2_000_000_000, "{} bytes", after - before);
    }
}

/// The most memory that this process has held so far, in bytes, where the system tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[test]
fn a_text_of_one_letter_is_answered_in_bounded_time() {
    let text = ArticleText::from_lines(&"a".repeat(300_000));
    let targets: Vec<Selectors> = (1..300).map(|n| quoted(&"a".repeat(n), "a", "a")).collect();
    assert!(time(&text, &targets) < BOUND);
    let text = ArticleText::from_lines(&"a ".repeat(150_000));
    let targets: Vec<Selectors> = (1..300)
        .map(|n| quoted(&"a ".repeat(n), "a ", "a"))
        .collect();
    assert!(time(&text, &targets) < BOUND);
}

#[test]
fn needles_that_share_their_seeds_are_answered_in_bounded_time() {
    let text = ArticleText::from_lines(&"0123456789abcdef".repeat(20_000));
    let targets: Vec<Selectors> = (0..20_000)
        .map(|n| {
            quoted(
                "0123456789abcdef0123456789abcdef",
                &format!("{n:08}"),
                &format!("{n:08}"),
            )
        })
        .collect();
    assert!(time(&text, &targets) < BOUND);
}
