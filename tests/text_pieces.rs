//! The article text and its map against a naive twin that knows every character's origin.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use postil::text::{
    ArticleText, Bias, ByteOffset, OpenTag, Pieces, Place, Range, TextBuilder, Utf16Offset,
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Tree {
    Text(String),
    Element(&'static str, bool, Vec<Tree>),
}

/// What the twin reads: a tree told in order.
#[derive(Clone, Debug)]
enum Told {
    /// A character with its text node and place, whether its white space is kept, and the cells
    /// (row and number in the row) it stands in, outermost first.
    Char(char, (u32, u32), bool, Vec<(usize, usize)>),
    Boundary,
    Break,
}

fn tree() -> impl Strategy<Value = Tree> {
    let text = prop::collection::vec(
        prop::sample::select(vec![
            "a", "b", "ç", "日", "🎈", " ", "  ", "\n", "\t", " \n ", "\u{a0}", "\u{ad}", "word",
            "x y z",
        ]),
        0..8,
    );
    let leaf = prop_oneof![
        4 => text.prop_map(|parts| Tree::Text(parts.concat())),
        1 => Just(Tree::Element("br", false, Vec::new())),
        1 => Just(Tree::Element("img", false, Vec::new())),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let names = prop::sample::select(vec!["p", "div", "b", "i", "pre", "li", "h2", "style", "rt", "section"]);
        let children = prop::collection::vec(inner.clone(), 0..6);
        let cells = prop::collection::vec(prop::collection::vec(children.clone(), 1..4), 1..3);
        prop_oneof![
            4 => (names, prop::bool::weighted(0.1), children).prop_map(|(n, h, c)| Tree::Element(n, h, c)),
            1 => cells.prop_map(|rows| {
                let rows = rows.into_iter().map(|row| {
                    let cells = row.into_iter().map(|c| Tree::Element("td", false, without_breaks(c)));
                    Tree::Element("tr", false, cells.collect())
                });
                Tree::Element("table", false, rows.collect())
            }),
        ]
    })
}

/// Breaks at the edges of cells have golden cases of their own.
fn without_breaks(trees: Vec<Tree>) -> Vec<Tree> {
    trees
        .into_iter()
        .filter_map(|tree| match tree {
            Tree::Element("br", ..) => None,
            Tree::Element(name, hidden, children) => {
                Some(Tree::Element(name, hidden, without_breaks(children)))
            }
            text => Some(text),
        })
        .collect()
}

fn feed(trees: &[Tree], builder: &mut TextBuilder) {
    for tree in trees {
        match tree {
            Tree::Text(text) => builder.text(text),
            Tree::Element(name, hidden, children) => {
                builder.open(&OpenTag {
                    name,
                    hidden: *hidden,
                    ..OpenTag::default()
                });
                feed(children, builder);
                builder.close();
            }
        }
    }
}

#[derive(Default)]
struct Teller {
    told: Vec<Told>,
    pieces: u32,
    rows: usize,
}

impl Teller {
    fn tell(&mut self, trees: &[Tree], skipped: bool, keep: bool, cells: &[(usize, usize)]) {
        let row = self.rows;
        self.rows += 1;
        for (number, tree) in trees.iter().enumerate() {
            match tree {
                Tree::Text(text) => {
                    let mut at = 0;
                    for c in text.chars().filter(|_| !skipped) {
                        self.told
                            .push(Told::Char(c, (self.pieces, at), keep, cells.to_vec()));
                        at += c.len_utf16() as u32;
                    }
                    self.pieces += 1;
                }
                Tree::Element(name, hidden, children) => {
                    let skipped = skipped || *hidden || ["style", "rt"].contains(name);
                    let block = !["b", "i", "img", "td", "br", "style", "rt"].contains(name);
                    let mut mark = |told| {
                        if !skipped {
                            self.told.push(told);
                        }
                    };
                    if *name == "br" {
                        mark(Told::Break);
                    } else if block {
                        mark(Told::Boundary);
                    }
                    let mut inner = cells.to_vec();
                    if *name == "td" {
                        inner.push((row, number));
                    }
                    self.tell(children, skipped, keep || *name == "pre", &inner);
                    if block && !skipped {
                        self.told.push(Told::Boundary);
                    }
                }
            }
        }
    }
}

type Origin = Option<(u32, u32)>;

/// The article text, each character with its origin.
fn twin(told: &[Told]) -> Vec<(char, Origin)> {
    let space = |c: char| [' ', '\t', '\n', '\r', '\u{c}'].contains(&c);
    let mut out: Vec<(char, Origin)> = Vec::new();
    let mut before: Vec<(usize, usize)> = Vec::new();
    let mut gap: Vec<&Told> = Vec::new();
    for told in told {
        let Told::Char(c, at, keep, cells) = told else {
            gap.push(told);
            continue;
        };
        if (space(*c) && !keep) || (space(*c) && out.is_empty()) {
            gap.push(told);
            continue;
        }
        let last = out.last().map(|(c, _)| *c);
        if last.is_some() {
            let other_cell = before
                .iter()
                .any(|(row, cell)| cells.iter().any(|(r, c)| r == row && c != cell));
            let boundary = gap.iter().any(|t| matches!(t, Told::Boundary));
            let mut lines = 0;
            for told in &gap {
                match told {
                    Told::Break => lines += 1,
                    Told::Boundary if lines == 0 && last != Some('\n') => lines = 1,
                    _ => {}
                }
            }
            let first_space = gap.iter().find_map(|told| match told {
                Told::Char(_, at, ..) => Some(*at),
                _ => None,
            });
            if other_cell {
                out.push(('\t', None));
            } else if lines > 0 || boundary {
                out.extend((0..lines).map(|_| ('\n', None)));
            } else if let Some(at) = first_space.filter(|_| last != Some('\n')) {
                out.push((' ', Some(at)));
            }
        }
        out.push((*c, Some(*at)));
        before.clone_from(cells);
        gap.clear();
    }
    while out.last().is_some_and(|(c, _)| space(*c)) {
        out.pop();
    }
    out
}

fn built(trees: &[Tree]) -> (ArticleText, Pieces) {
    let mut builder = TextBuilder::new();
    feed(trees, &mut builder);
    builder.finish()
}

fn place((piece, raw): (u32, u32)) -> Place {
    Place {
        piece,
        offset: Utf16Offset::new(raw),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn the_text_is_that_of_the_twin(trees in prop::collection::vec(tree(), 1..6)) {
        let (text, pieces) = built(&trees);
        let mut teller = Teller::default();
        teller.tell(&trees, false, false, &[]);
        let expected: String = twin(&teller.told).iter().map(|(c, _)| *c).collect();
        prop_assert_eq!(text.as_str(), expected);
        prop_assert_eq!(pieces.len(), teller.pieces);
    }

    #[test]
    fn every_character_goes_to_its_text_node_and_back(trees in prop::collection::vec(tree(), 1..6)) {
        let (text, pieces) = built(&trees);
        let mut teller = Teller::default();
        teller.tell(&trees, false, false, &[]);
        let mut byte = 0;
        for (c, origin) in twin(&teller.told) {
            let start = ByteOffset::new(byte);
            byte += c.len_utf8() as u32;
            let end = ByteOffset::new(byte);
            let range = Range::new(start, end).unwrap();
            let Some((piece, raw)) = origin else {
                prop_assert_eq!(pieces.places_of(&text, range), None);
                continue;
            };
            let places = (place((piece, raw)), place((piece, raw + c.len_utf16() as u32)));
            prop_assert_eq!(pieces.places_of(&text, range), Some(places));
            prop_assert_eq!(pieces.pieces_in(&text, range), piece..piece + 1);
            prop_assert_eq!(pieces.range_of(&text, places.0, places.1), Some(range));
        }
    }

    #[test]
    fn any_place_snaps_to_the_nearest_character_of_its_side(
        trees in prop::collection::vec(tree(), 1..6),
        piece in 0u32..12,
        raw in 0u32..20,
    ) {
        let (text, pieces) = built(&trees);
        let mut teller = Teller::default();
        teller.tell(&trees, false, false, &[]);
        let (mut byte, mut start, mut end) = (0u32, None, 0u32);
        for (c, origin) in twin(&teller.told) {
            let at = byte;
            byte += c.len_utf8() as u32;
            let Some((p, r)) = origin else { continue };
            if start.is_none() && (p, r + c.len_utf16() as u32) > (piece, raw) {
                start = Some(at);
            }
            if (p, r) < (piece, raw) {
                end = byte;
            }
        }
        let at = place((piece, raw));
        prop_assert_eq!(pieces.offset_of(&text, at, Bias::Start), Some(ByteOffset::new(start.unwrap_or(byte))));
        prop_assert_eq!(pieces.offset_of(&text, at, Bias::End), Some(ByteOffset::new(end)));
    }

    #[test]
    fn collapsing_twice_changes_nothing(raw in "[ab \t\n\r\u{c}\u{a0}é🎈]{0,60}") {
        let once = built(&[Tree::Text(raw)]).0.as_str().to_owned();
        let twice = built(&[Tree::Text(once.clone())]).0.as_str().to_owned();
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn blocks_are_in_order_and_hold_all_the_words(trees in prop::collection::vec(tree(), 1..6)) {
        let (text, _) = built(&trees);
        let mut end = 0;
        for block in text.blocks() {
            let between = &text.as_str()[end..block.range.start().to_usize()];
            prop_assert!(between.chars().all(|c| c == '\n' || c == '\t'), "{:?}", between);
            prop_assert!(!block.range.is_empty());
            end = block.range.end().to_usize();
        }
        prop_assert!(text.as_str()[end..].is_empty());
    }
}

#[test]
fn a_passage_begins_in_the_node_of_its_first_character() {
    let trees = [
        Tree::Element("p", false, vec![Tree::Text("one".into())]),
        Tree::Element(
            "p",
            false,
            vec![Tree::Text(" two ".into()), Tree::Text("three".into())],
        ),
    ];
    let (text, pieces) = built(&trees);
    assert_eq!(text.as_str(), "one\ntwo three");
    let range = |from, to| Range::new(ByteOffset::new(from), ByteOffset::new(to)).unwrap();
    let places = |from, to| pieces.places_of(&text, range(from, to)).unwrap();
    assert_eq!(places(3, 7), (place((1, 1)), place((1, 4))));
    assert_eq!(places(8, 13), (place((2, 0)), place((2, 5))));
    assert_eq!(places(0, 4), (place((0, 0)), place((0, 3))));
    assert_eq!(pieces.places_of(&text, range(3, 4)), None);
    assert_eq!(pieces.places_of(&text, range(5, 5)), None);
    assert_eq!(pieces.pieces_in(&text, range(0, 13)), 0..3);
}

#[test]
fn a_place_inside_a_surrogate_pair_takes_the_whole_character() {
    let (text, pieces) = built(&[Tree::Text("a🎈b".into())]);
    let at = |bias| pieces.offset_of(&text, place((0, 2)), bias).unwrap().get();
    assert_eq!(at(Bias::Start), 1);
    assert_eq!(at(Bias::End), 5);
}

#[test]
fn the_heading_path_leads_from_the_outermost_heading() {
    let heading = |name, text: &str| Tree::Element(name, false, vec![Tree::Text(text.into())]);
    let trees = [
        heading("p", "before"),
        heading("h1", "A"),
        heading("h2", "B"),
        heading("h3", "C"),
        heading("p", "here"),
        heading("h2", "D"),
        heading("p", "there"),
    ];
    let (text, _) = built(&trees);
    let path = |word: &str| {
        let at = ByteOffset::new(text.as_str().find(word).unwrap() as u32);
        let path = text.heading_path(at);
        path.iter()
            .map(|b| text.slice(b.range).unwrap())
            .collect::<Vec<_>>()
            .join(" > ")
    };
    assert_eq!(path("before"), "");
    assert_eq!(path("here"), "A > B > C");
    assert_eq!(path("there"), "A > D");
    assert_eq!(path("D"), "A > D");
}
