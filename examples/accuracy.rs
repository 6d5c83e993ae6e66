//! Measures anchoring beside the published rules of other tools, and writes the table and the
//! plot of `docs/anchoring-accuracy`. Run it by `scripts/accuracy`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a tool for developers"
)]

#[path = "../tests/common/peers.rs"]
mod peers;
#[path = "../tests/common/revisions.rs"]
mod revisions;

use std::fmt::Write;
use std::fs;
use std::rc::Rc;

use peers::{Kept, RULES};
use postil::anchor::{Describer, Placement, Selectors, place};
use postil::text::{ByteOffset, ByteRange, Range};
use revisions::{Pair, Verdict, corpora, pairs, score, score_range};

#[derive(Default, Clone, Copy)]
struct Tally {
    cases: u32,
    placeable: u32,
    right: u32,
    wrong: u32,
}

impl Tally {
    fn add(&mut self, verdict: Verdict, is_placeable: bool) {
        self.cases += 1;
        self.placeable += u32::from(is_placeable);
        self.right += u32::from(verdict == Verdict::Right);
        self.wrong += u32::from(verdict == Verdict::Wrong);
    }

    fn found(&self) -> f64 {
        100.0 * f64::from(self.right) / f64::from(self.placeable)
    }

    fn wrong(&self) -> f64 {
        10_000.0 * f64::from(self.wrong) / f64::from(self.cases)
    }
}

fn described(pair: &Pair) -> Vec<Selectors> {
    let mut describer = Describer::new(Rc::new(pair.old.clone()));
    let cases = pair.cases.iter();
    cases
        .map(|case| describer.describe(case.passage).unwrap())
        .collect()
}

fn ours(pairs: &[Pair]) -> Vec<(String, Tally)> {
    let bare = |target: &Selectors| Selectors {
        quote: target.quote.clone(),
        ..Selectors::default()
    };
    let mut tallies = [Tally::default(); 4];
    for pair in pairs {
        let targets = described(pair);
        let foreign: Vec<Selectors> = targets.iter().map(bare).collect();
        let alone: Vec<Placement> = targets
            .chunks(1)
            .flat_map(|one| place(&pair.new, one, None))
            .collect();
        let ways = [
            place(&pair.new, &targets, Some(&pair.old)),
            place(&pair.new, &targets, None),
            alone,
            place(&pair.new, &foreign, None),
        ];
        for (tally, placements) in tallies.iter_mut().zip(&ways) {
            for (case, placement) in pair.cases.iter().zip(placements) {
                tally.add(score(pair, case, placement), case.truth.is_some());
            }
        }
    }
    let names = [
        "Postil, earlier text at hand",
        "Postil, own selectors",
        "Postil, own selectors, each note alone",
        "Postil, quote, prefix and suffix only",
    ];
    names.map(str::to_owned).into_iter().zip(tallies).collect()
}

fn theirs(pairs: &[Pair]) -> Vec<(String, Tally)> {
    let mut tallies = RULES.map(|(name, _)| (name.to_owned(), Tally::default()));
    for pair in pairs {
        let (old, new) = (pair.old.as_str(), pair.new.as_str());
        let before: Vec<char> = old.chars().collect();
        let text: Vec<char> = new.chars().collect();
        let bytes: Vec<usize> = new
            .char_indices()
            .map(|(at, _)| at)
            .chain([new.len()])
            .collect();
        for case in &pair.cases {
            let place = pair.old.range_to_code_points(case.passage).unwrap();
            let (start, end) = (place.start().to_usize(), place.end().to_usize());
            let kept = Kept {
                exact: before[start..end].to_vec(),
                prefix: before[start.saturating_sub(32)..start].to_vec(),
                suffix: before[end..(end + 32).min(before.len())].to_vec(),
                start,
            };
            for ((_, rule), (_, tally)) in RULES.iter().zip(&mut tallies) {
                let range = rule(&text, &kept).map(|(from, to)| range(bytes[from], bytes[to]));
                tally.add(score_range(pair, case, range, false), case.truth.is_some());
            }
        }
    }
    tallies.into()
}

fn range(start: usize, end: usize) -> ByteRange {
    let at = |place: usize| ByteOffset::new(place as u32);
    Range::new(at(start), at(end)).unwrap()
}

fn table(rows: &[(String, Tally)], count: u32) -> String {
    let mut out = format!(
        "# How often passages are found again, and how often wrongly\n\n\
         {count} labelled passages in real revisions of eleven texts in eight languages; \
         `scripts/accuracy` makes this page.\n\
         *Found* is the share of the passages that are still there and were claimed at the right place; \
         *wrong* are claims at another place, of 10,000 passages.\n\
         The rules of other tools are restated from what they publish \
         (`tests/common/peers.rs`): none of them says that it is not sure.\n\n\
         | rule | found | wrong per 10,000 |\n| --- | ---: | ---: |\n"
    );
    for (name, tally) in rows {
        writeln!(
            out,
            "| {name} | {:.1} % | {:.0} |",
            tally.found(),
            tally.wrong()
        )
        .unwrap();
    }
    out.push_str("\n![Found against wrong](anchoring-accuracy.svg)\n");
    out
}

/// Found to the right, wrong upwards on a scale of powers of ten from 1 (and none) to 10,000.
fn plot(rows: &[(String, Tally)]) -> String {
    let x = |found: f64| 60.0 + found * 6.0;
    let y = |wrong: f64| 330.0 - wrong.max(1.0).log10() * 70.0;
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 400\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"Found against wrong\">\n\
         <rect width=\"960\" height=\"400\" fill=\"#fff\"/>\n",
    );
    for percent in (0..=100).step_by(20) {
        let at = x(f64::from(percent));
        writeln!(out, "<path d=\"M{at} 40V330\" stroke=\"#ddd\"/><text x=\"{at}\" y=\"350\" text-anchor=\"middle\">{percent} %</text>").unwrap();
    }
    for (power, name) in ["0 or 1", "10", "100", "1,000", "10,000"]
        .iter()
        .enumerate()
    {
        let at = 330.0 - power as f64 * 70.0;
        writeln!(out, "<path d=\"M60 {at}H660\" stroke=\"#ddd\"/><text x=\"54\" y=\"{}\" text-anchor=\"end\">{name}</text>", at + 4.0).unwrap();
    }
    out.push_str("<text x=\"360\" y=\"380\" text-anchor=\"middle\">found</text><text x=\"60\" y=\"28\">wrong per 10,000</text>\n");
    for (number, (name, tally)) in rows.iter().enumerate() {
        let (cx, cy) = (x(tally.found()), y(tally.wrong()));
        let fill = if name.starts_with("Postil") {
            "#1a6b3c"
        } else {
            "#b3401e"
        };
        writeln!(out, "<circle cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"9\" fill=\"{fill}\"/><text x=\"{cx:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#fff\" font-size=\"11\">{}</text>", cy + 4.0, number + 1).unwrap();
        writeln!(
            out,
            "<text x=\"680\" y=\"{}\">{}: {name}</text>",
            60 + number * 24,
            number + 1
        )
        .unwrap();
    }
    out.push_str("</svg>\n");
    out
}

fn main() {
    let Some(folder) = corpora() else {
        println!("no corpora of revisions at hand: nothing measured");
        return;
    };
    let pairs = pairs(&folder);
    let count: usize = pairs.iter().map(|pair| pair.cases.len()).sum();
    let mut rows = ours(&pairs);
    rows.extend(theirs(&pairs));
    let table = table(&rows, count as u32);
    println!("{table}");
    fs::write("docs/anchoring-accuracy.md", table).unwrap();
    fs::write("docs/anchoring-accuracy.svg", plot(&rows)).unwrap();
}
