//! Hard cases of anchoring, each by name.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test states what it expects"
)]

use postil::anchor::{Placement, Quote, Selectors, State, describe, place};
use postil::text::{ArticleText, ByteOffset, ByteRange, CodePointOffset, Range, Utf16Offset};

const BEFORE: &str = "The committee met in the old town hall before the harvest. Nobody had expected so many people, and the clerk ran out of paper by noon.";
const AFTER: &str = "Afterwards the windows were opened and the visitors walked home along the river. It rained a little, which pleased the farmers.";

/// What must be seen.
enum Expect<'a> {
    /// A claim that the passage, marked in the new text, is there and reads as it did.
    Exact(&'a str),
    /// A claim that it is there, with other words.
    Changed(&'a str),
    /// No claim.
    NoClaim,
    /// No place at all.
    Unplaced,
}

/// Takes the marks « and » out; answers the text and the bytes between them.
fn unmarked(text: &str) -> (ArticleText, Option<ByteRange>) {
    let plain = text.replace(['«', '»'], "");
    let range = text.find('«').map(|start| {
        let end = text.find('»').unwrap() - '«'.len_utf8();
        let at = |place: usize| ByteOffset::new(place as u32);
        Range::new(at(start), at(end)).unwrap()
    });
    (ArticleText::from_lines(&plain), range)
}

fn check_target(target: &Selectors, now: &str, expect: &Expect<'_>) -> Placement {
    let placement = place(&unmarked(now).0, std::slice::from_ref(target), None).remove(0);
    check_answer(&placement, expect);
    placement
}

fn check_answer(placement: &Placement, expect: &Expect<'_>) {
    let range = |marked: &str| unmarked(marked).1;
    match expect {
        Expect::Exact(marked) => {
            assert_eq!(
                (placement.state, placement.range),
                (State::Exact, range(marked))
            );
        }
        Expect::Changed(marked) => {
            assert_eq!(
                (placement.state, placement.range),
                (State::Changed, range(marked))
            );
            assert!(!placement.changes.is_empty());
        }
        Expect::NoClaim => assert!(
            matches!(placement.state, State::Probable | State::Unplaced),
            "{placement:?}"
        ),
        Expect::Unplaced => assert_eq!((placement.state, placement.range), (State::Unplaced, None)),
    }
}

/// Describes the passage marked in `then`, and places it in `now`, cold and with the earlier text.
fn check(then: &str, now: &str, expect: &Expect<'_>) {
    let (old, passage) = unmarked(then);
    let target = describe(&old, passage.unwrap()).unwrap();
    check_target(&target, now, expect);
    let warm = place(&unmarked(now).0, &[target], Some(&old)).remove(0);
    check_answer(&warm, expect);
}

/// The same where both texts begin with [`BEFORE`] and end with [`AFTER`].
fn check_between(then: &str, now: &str) {
    let whole = |middle: &str| format!("{BEFORE}\n{middle}\n{AFTER}");
    let now = whole(now);
    check(&whole(then), &now, &Expect::Exact(&now));
}

#[test]
fn a_deleted_sentence_with_a_near_twin_is_unplaced() {
    let then = format!(
        "{BEFORE} «Team Alpha reported a loss of nine crates on Monday.» {AFTER} Team Beta reported a loss of nine crates on Monday. The end was near."
    );
    let now = format!(
        "{BEFORE} {AFTER} Team Beta reported a loss of nine crates on Monday. The end was near."
    );
    check(&then, &now, &Expect::NoClaim);
}

#[test]
fn a_deleted_sentence_beside_its_twin_is_unplaced() {
    let then =
        format!("{BEFORE} «Team Alpha reported on Monday.» Team Beta reported on Monday. {AFTER}");
    let now = format!("{BEFORE} Team Beta reported on Monday. {AFTER}");
    check(&then, &now, &Expect::NoClaim);
}

#[test]
fn linus_is_not_found_in_machines() {
    let then = format!("{BEFORE} Later «Linus» wrote to the list. {AFTER}");
    check(
        &then,
        "Other machines hum in the cellar, and nothing here is the same.",
        &Expect::Unplaced,
    );
}

#[test]
fn a_passage_in_one_of_two_equal_paragraphs_is_placed_by_version_or_not_at_all() {
    let paragraph = format!(
        "{BEFORE} {AFTER} The miller counted his sacks twice, found one too many, and wrote the number on the door with chalk. His daughter wiped it off again. {AFTER} {BEFORE}"
    );
    let marked = paragraph.replace("sacks twice", "«sacks twice»");
    let then = format!("{paragraph}\nSomething else stands between them.\n{marked}");
    check(&then, &then, &Expect::Exact(&then));
    let now =
        format!("A new first line.\n{paragraph}\nSomething else stands between them.\n{paragraph}");
    let (old, passage) = unmarked(&then);
    let target = describe(&old, passage.unwrap()).unwrap();
    check_target(&target, &now, &Expect::NoClaim);
}

#[test]
fn one_word_that_occurs_500_times_is_placed_by_what_stands_around_it() {
    let lines: Vec<String> = (0..500)
        .map(|n| format!("Line {n} of the river song number {}.", n * 7))
        .collect();
    let mut then = lines.clone();
    then[321] = then[321].replace("river", "«river»");
    let mut now = then.clone();
    now.insert(10, "A line that is quite new.".to_owned());
    let now = now.join("\n");
    check(&then.join("\n"), &now, &Expect::Exact(&now));
    let mut gone = lines;
    gone.remove(321);
    check(&then.join("\n"), &gone.join("\n"), &Expect::NoClaim);
}

#[test]
fn a_quote_across_a_deleted_paragraph_break_is_exact() {
    let then = format!("{BEFORE} «They came by boat.\nThey left on foot.» {AFTER}");
    let now = format!("{BEFORE} «They came by boat. They left on foot.» {AFTER}");
    check(&then, &now, &Expect::Exact(&now));
}

#[test]
fn words_exchanged_inside_a_sentence_are_a_change() {
    let then =
        format!("{BEFORE} «The quick brown fox jumps over the lazy dog by the gate.» {AFTER}");
    let now =
        format!("{BEFORE} «The quick red fox jumps over the sleepy dog by the gate.» {AFTER}");
    check(&then, &now, &Expect::Changed(&now));
}

#[test]
fn emoji_with_joiners_are_kept_whole() {
    check_between(
        "Our «family 👨\u{200d}👩\u{200d}👧 and 🇳🇱 flag» were there.",
        "Indeed our «family 👨\u{200d}👩\u{200d}👧 and 🇳🇱 flag» were there.",
    );
}

#[test]
fn combining_marks_stay_with_their_letters() {
    check_between(
        "On the «cafe\u{301} terrace» we sat.",
        "Today, on the «cafe\u{301} terrace» we sat.",
    );
}

#[test]
fn another_composition_of_letters_is_a_change_at_the_same_place() {
    let then = format!("{BEFORE} On the «café terrace» we sat. {AFTER}");
    let now = format!("{BEFORE} On the «cafe\u{301} terrace» we sat. {AFTER}");
    check(&then, &now, &Expect::Changed(&now));
}

#[test]
fn arabic_with_marks_is_placed() {
    check_between(
        "قَالَ المُعَلِّمُ إِنَّ «العِلْمَ نُورٌ» وَالجَهْلَ ظَلامٌ فِي كُلِّ زَمان.",
        "ثم قَالَ المُعَلِّمُ إِنَّ «العِلْمَ نُورٌ» وَالجَهْلَ ظَلامٌ فِي كُلِّ زَمان.",
    );
}

#[test]
fn hebrew_with_marks_is_placed() {
    check_between(
        "בְּרֵאשִׁית בָּרָא אֱלֹהִים «אֵת הַשָּׁמַיִם» וְאֵת הָאָרֶץ׃",
        "כתוב: בְּרֵאשִׁית בָּרָא אֱלֹהִים «אֵת הַשָּׁמַיִם» וְאֵת הָאָרֶץ׃",
    );
}

#[test]
fn thai_without_spaces_is_placed() {
    check_between(
        "ภาษาไทยเป็นภาษาที่มี«ระดับเสียงของคำแน่นอน»หรือวรรณยุกต์เช่นเดียวกับภาษาจีน",
        "เรารู้ว่าภาษาไทยเป็นภาษาที่มี«ระดับเสียงของคำแน่นอน»หรือวรรณยุกต์เช่นเดียวกับภาษาจีน",
    );
}

#[test]
fn chinese_and_japanese_without_spaces_are_placed() {
    check_between(
        "人人生而自由，«在尊严和权利上一律平等»。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
        "众所周知，人人生而自由，«在尊严和权利上一律平等»。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
    );
    check_between(
        "すべての人間は、«生まれながらにして自由»であり、かつ、尊厳と権利とについて平等である。",
        "まず、すべての人間は、«生まれながらにして自由»であり、かつ、尊厳と権利とについて平等である。",
    );
}

#[test]
fn a_soft_hyphen_that_was_added_is_a_change_at_the_same_place() {
    let then = format!("{BEFORE} The «incomprehensibility of it» struck us. {AFTER}");
    let now = format!("{BEFORE} The «incompre\u{ad}hensibility of it» struck us. {AFTER}");
    check(&then, &now, &Expect::Changed(&now));
}

#[test]
fn characters_beyond_the_basic_plane_at_the_borders_are_whole() {
    check_between("We saw «𝒜 and 𝒵» there.", "At last we saw «𝒜 and 𝒵» there.");
}

/// A quote as another tool would write it.
fn foreign(exact: &str, prefix: &str, suffix: &str) -> Selectors {
    Selectors {
        quote: Some(Quote {
            exact: exact.to_owned(),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
        }),
        ..Selectors::default()
    }
}

#[test]
fn a_quote_alone_that_stands_once_is_exact_when_it_is_more_than_a_word() {
    let now = format!(
        "{BEFORE} {}",
        AFTER.replace(
            "walked home along the river",
            "«walked home along the river»"
        )
    );
    let target = foreign("walked home along the river", "", "");
    check_target(&target, &now, &Expect::Exact(&now));
    let short = now
        .replace(['«', '»'], "")
        .replace("the river", "«the river»");
    check_target(
        &foreign("the river", "", ""),
        &short,
        &Expect::Exact(&short),
    );
    let river = check_target(&foreign("river", "", ""), &now, &Expect::NoClaim);
    assert_eq!(river.state, State::Probable);
    check_target(&foreign("long the ri", "", ""), &now, &Expect::NoClaim);
    check_target(&foreign("the", "", ""), &now, &Expect::NoClaim);
}

#[test]
fn a_quote_with_other_white_space_quotes_and_dashes_is_found() {
    let now = format!("{BEFORE}\n«He said: “wait — it’s late”»\n{AFTER}");
    let target = foreign(
        "He said:\n   \"wait - it's late\"",
        "ran out of paper by noon.",
        "\n\n Afterwards the windows",
    );
    check_target(&target, &now, &Expect::Changed(&now));
    let now = format!("{BEFORE}\n«He said it was late»\n{AFTER}");
    let target = foreign("He said  it\u{a0}was\nlate", "by noon.", "Afterwards the");
    check_target(&target, &now, &Expect::Exact(&now));
}

#[test]
fn context_that_runs_across_blocks_without_a_space_is_found() {
    let now = format!("{BEFORE}\n«A heading»\n{AFTER}");
    let target = foreign(
        "A heading",
        "ran out of paper by noon.",
        "Afterwards the windows were",
    );
    check_target(&target, &now, &Expect::Exact(&now));
}

#[test]
fn a_foreign_quote_that_is_not_intact_is_never_claimed() {
    let then = format!("{BEFORE} The quick brown fox jumps over the lazy dog by the gate. {AFTER}");
    let target = foreign(
        "The quick red fox jumps over the lazy dog",
        "paper by noon. ",
        " by the gate.",
    );
    let placement = check_target(&target, &then, &Expect::NoClaim);
    assert_eq!(placement.state, State::Probable);
    assert!(!placement.changes.is_empty() && !placement.candidates.is_empty());
}

#[test]
fn a_position_without_a_quote_is_at_best_probable() {
    let (text, _) = unmarked(BEFORE);
    let at = CodePointOffset::new;
    let mut target = Selectors {
        position: Range::new(at(4), at(13)),
        ..Selectors::default()
    };
    let placement = place(&text, std::slice::from_ref(&target), None).remove(0);
    assert_eq!(placement.state, State::Probable);
    assert_eq!(text.slice(placement.range.unwrap()), Some("committee"));
    target.position = Range::new(at(4), at(13_000));
    assert_eq!(place(&text, &[target], None)[0].state, State::Unplaced);
}

#[test]
fn a_position_in_utf16_units_is_read_as_such() {
    let (text, _) = unmarked("🎈🎈 word and word");
    let at = Utf16Offset::new;
    let target = Selectors {
        position_utf16: Range::new(at(5), at(9)),
        ..foreign("word", "", "")
    };
    let placement = place(&text, &[target], None).remove(0);
    assert_eq!(placement.state, State::Probable);
    assert_eq!(placement.range.unwrap().start().get(), 9);
}

#[test]
fn nothing_at_all_and_nothing_visible_is_unplaced() {
    let (text, _) = unmarked(BEFORE);
    for target in [
        Selectors::default(),
        foreign(" ", "", ""),
        foreign("\u{ad}", "\n", ""),
    ] {
        assert_eq!(place(&text, &[target], None)[0].state, State::Unplaced);
    }
    assert_eq!(
        place(&unmarked("").0, &[foreign("word", "a ", " b")], None)[0].state,
        State::Unplaced
    );
}

#[test]
fn a_moved_paragraph_takes_its_notes_along() {
    let moved = "In winter the ferry does not run, and letters come by sledge from the northern shore twice a week.";
    let marked = moved.replace("letters come by sledge", "«letters come by sledge»");
    let then = format!("{marked}\n{BEFORE}\n{AFTER}");
    let now = format!("{BEFORE}\n{AFTER}\n{marked}");
    check(&then, &now, &Expect::Exact(&now));
}

#[test]
fn twins_that_stayed_are_each_exact_when_something_else_was_added() {
    for marked in [
        "«Team Alpha reported on Monday.» Team Beta reported on Monday.",
        "Team Alpha reported on Monday. «Team Beta reported on Monday.»",
        "Team «Alpha» reported on Monday. Team Beta reported on Monday.",
        "Team Alpha reported on Monday. Team Beta «reported» on Monday.",
    ] {
        let then = format!("{BEFORE} {marked} {AFTER}");
        let now = format!("A new line.\n{then}");
        check(&then, &now, &Expect::Exact(&now));
    }
}
