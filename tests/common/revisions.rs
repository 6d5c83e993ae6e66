//! Reads the corpora of real revisions and scores placements by their README.

#![allow(dead_code, reason = "each of its users needs a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use postil::anchor::{Placement, State};
use postil::text::{ArticleText, Block, ByteOffset, ByteRange, CodePointOffset, Range};
use serde_json::Value;

/// One text in two versions with its labelled passages.
pub struct Pair {
    pub name: String,
    pub old: ArticleText,
    pub new: ArticleText,
    pub cases: Vec<Case>,
}

/// A labelled passage.
pub struct Case {
    pub id: String,
    pub stratum: String,
    pub label: String,
    pub flags: String,
    /// In bytes of the old text.
    pub passage: ByteRange,
    /// In bytes of the new text; `None` when gone.
    pub truth: Option<ByteRange>,
    /// The widest range that is right.
    pub outer: Option<ByteRange>,
}

/// Where the corpora are, if they are there.
pub fn corpora() -> Option<PathBuf> {
    let folder = std::env::var_os("POSTIL_CORPORA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
        PathBuf::from,
    );
    folder
        .join("revisions")
        .is_dir()
        .then(|| folder.join("revisions"))
}

/// A text whose paragraphs are divided by a blank line, with their heading levels.
fn article(folder: &Path, name: &str) -> ArticleText {
    let text = fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
    let levels = fs::read_to_string(folder.join(format!("{name}.levels.json"))).unwrap();
    let levels: Value = serde_json::from_str(&levels).unwrap();
    let mut blocks = Vec::new();
    let mut at = 0;
    for (number, paragraph) in text.split("\n\n").enumerate() {
        let end = at + paragraph.len();
        let level = levels[number].as_u64().unwrap_or(0) as u8;
        blocks.push(Block {
            range: Range::new(ByteOffset::new(at as u32), ByteOffset::new(end as u32)).unwrap(),
            heading: (level > 0).then_some(level),
            id: None,
        });
        at = end + 2;
    }
    ArticleText::new(text, blocks)
}

/// All pairs.
pub fn pairs(folder: &Path) -> Vec<Pair> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter(|name| folder.join(name).is_dir())
        .collect();
    names.sort();
    names.iter().map(|name| pair(folder, name)).collect()
}

fn pair(folder: &Path, name: &str) -> Pair {
    let (old, new) = (
        article(&folder.join(name), "old"),
        article(&folder.join(name), "new"),
    );
    let cases = fs::read_to_string(folder.join(name).join("cases.jsonl")).unwrap();
    let range = |text: &ArticleText, start: &Value, end: &Value| {
        let at = |value: &Value| CodePointOffset::new(value.as_u64().unwrap() as u32);
        text.range_from_code_points(Range::new(at(start), at(end)).unwrap())
            .unwrap()
    };
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let cases = cases
        .lines()
        .map(|line| {
            let case: Value = serde_json::from_str(line).unwrap();
            let pair = |key: &str| {
                case[key]
                    .as_array()
                    .map(|ends| range(&new, &ends[0], &ends[1]))
            };
            Case {
                id: word(&case["id"]),
                stratum: word(&case["stratum"]),
                label: word(&case["label"]),
                flags: case["flags"].to_string(),
                passage: range(&old, &case["start"], &case["end"]),
                truth: pair("truth"),
                outer: pair("outer").or_else(|| pair("truth")),
            }
        })
        .collect();
    Pair {
        name: name.to_owned(),
        old,
        new,
        cases,
    }
}

/// How a placement fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Wrong,
    Missed,
    RightlyUnplaced,
}

fn overlap(a: ByteRange, b: ByteRange) -> u32 {
    a.end()
        .min(b.end())
        .get()
        .saturating_sub(a.start().max(b.start()).get())
}

fn length(range: ByteRange) -> u32 {
    range.end().get() - range.start().get()
}

/// Scores a placement; only claims count as places.
pub fn score(pair: &Pair, case: &Case, placement: &Placement) -> Verdict {
    let is_claim = matches!(placement.state, State::Exact | State::Changed);
    let claimed = placement.range.filter(|_| is_claim);
    score_range(pair, case, claimed, placement.state == State::Exact)
}

/// Scores a range that was or was not claimed.
pub fn score_range(
    pair: &Pair,
    case: &Case,
    claimed: Option<ByteRange>,
    is_exact: bool,
) -> Verdict {
    let Some(range) = claimed else {
        return if case.truth.is_some() {
            Verdict::Missed
        } else {
            Verdict::RightlyUnplaced
        };
    };
    let (Some(truth), Some(outer)) = (case.truth, case.outer) else {
        return Verdict::Wrong;
    };
    let letters = |text: &ArticleText, range| -> String {
        text.slice(range)
            .unwrap()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect()
    };
    let is_lie = is_exact && letters(&pair.old, case.passage) != letters(&pair.new, range);
    let covers = 2 * overlap(range, truth) >= length(truth);
    let lies_in = 2 * overlap(range, outer) >= length(range);
    if covers && lies_in && !is_lie {
        Verdict::Right
    } else {
        Verdict::Wrong
    }
}
