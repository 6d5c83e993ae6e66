//! Strategies and worlds for generated tests: annotations, and histories of several people and devices.
#![allow(
    dead_code,
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::BTreeMap;

use postil::anchor::{Quote, Rival, Selectors};
use postil::annotation::edit::{self, Draft, Stamp, markdown};
use postil::annotation::{
    Annotation, AnnotationId, Color, Field, Motivation, NoteChange, PassageTarget, Patch, Person,
    Record, Target, Timestamp, Version,
};
use postil::text::{CodePointOffset, CodePointRange};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

pub const ARTICLE: &str = "https://example.org/reading.html";

/// Times that are equal or ordered differently as moments than as texts.
const TIMES: [&str; 5] = [
    "2026-03-01T12:00:00Z",
    "2026-03-01T14:00:00+02:00",
    "2026-03-01T11:30:00-03:00",
    "9999-12-31T23:59:59Z",
    "1970-01-01T00:00:00.5Z",
];

pub fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

pub fn id(number: u32) -> AnnotationId {
    AnnotationId::parse(&format!("urn:uuid:0198-{number}")).expect("an id")
}

pub fn person(number: usize) -> Person {
    Person {
        id: format!("urn:postil:person:{number}"),
        name: Some(format!("Person {number}")),
    }
}

pub fn passage(quote: &str, start: u32) -> Target {
    let end = start + quote.chars().count() as u32;
    Target::Passage(vec![PassageTarget {
        source: ARTICLE.to_owned(),
        selectors: Selectors {
            quote: Some(Quote {
                exact: quote.to_owned(),
                prefix: "before ".to_owned(),
                suffix: " after".to_owned(),
            }),
            position: CodePointRange::new(CodePointOffset::new(start), CodePointOffset::new(end)),
            position_utf16: None,
            section: vec!["Über uns".to_owned(), "Zwei".to_owned()],
            rival: Some(Rival {
                share: 0.437,
                text: Some("a rival".to_owned()),
            }),
            version: Some("00ff".to_owned()),
        },
        foreign: Vec::new(),
        extra: Map::new(),
    }])
}

/// Versions of one annotation from so small a domain that equal vectors, equal contents and domination all occur.
pub fn version() -> impl Strategy<Value = Annotation> {
    let vector = (0u32..3, 0u32..3);
    let modified = proptest::option::of(0..TIMES.len());
    (vector, 0u8..3, modified, any::<bool>()).prop_map(|((a, b), content, modified, deleted)| {
        Annotation {
            id: id(1),
            motivation: Motivation::Commenting,
            creator: Some(person(1)),
            created: Some(time(TIMES[0])),
            modified: modified.map(|at| time(TIMES[at])),
            target: passage("the passage", 10),
            note: (!deleted).then(|| markdown(["one", "two", "three"][usize::from(content)])),
            tags: Vec::new(),
            color: None,
            version: Version::new([("phone".to_owned(), a), ("laptop".to_owned(), b)]),
            deleted: deleted.then(|| time(TIMES[1])),
            extra: Map::new(),
        }
    })
}

pub fn record() -> impl Strategy<Value = Record> {
    proptest::collection::vec(version(), 1..5).prop_map(|mut versions| {
        let first = versions.remove(0);
        Record::with_others(first, versions)
    })
}

/// Words that formats trip over.
pub fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("plain words".to_owned()),
        Just("# heading\n\n> quote\n\n- item #tag\n\n```\nfence\n```\n".to_owned()),
        Just("=1+1\t\"quoted\", \u{202E}evil\u{202C} <script>alert(1)</script>".to_owned()),
        Just("--- \n+++ ^id [[link]] --> <!-- \u{1F600}\r\nsecond".to_owned()),
        "[ -~äß漢\u{1F469}\u{200D}\u{1F680}\n]{1,40}"
            .prop_filter("some word", |text| !text.trim().is_empty()),
    ]
}

pub fn tags() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(
        prop_oneof![
            Just("idea".to_owned()),
            Just("two words".to_owned()),
            Just("#hash,comma".to_owned()),
            Just("größe/漢".to_owned()),
        ],
        0..4,
    )
}

/// What happens on one device of one person.
#[derive(Clone, Debug)]
pub enum Act {
    Create {
        quote: String,
        words: Option<String>,
        tags: Vec<String>,
    },
    Reply {
        words: String,
    },
    Reword {
        words: String,
    },
    Tag {
        tags: Vec<String>,
    },
    Recolor {
        color: usize,
    },
    Delete,
    Restore,
    Settle,
    /// Takes everything that another device has.
    Receive {
        from: usize,
    },
}

#[derive(Clone, Debug)]
pub struct Step {
    pub device: usize,
    pub pick: usize,
    pub act: Act,
}

pub const DEVICES: usize = 6;

pub fn history() -> impl Strategy<Value = Vec<Step>> {
    let act = prop_oneof![
        3 => (words(), proptest::option::of(words()), tags())
            .prop_map(|(quote, words, tags)| Act::Create { quote, words, tags }),
        1 => words().prop_map(|words| Act::Reply { words }),
        4 => words().prop_map(|words| Act::Reword { words }),
        2 => tags().prop_map(|tags| Act::Tag { tags }),
        1 => (0..6usize).prop_map(|color| Act::Recolor { color }),
        2 => Just(Act::Delete),
        1 => Just(Act::Restore),
        1 => Just(Act::Settle),
        4 => (0..DEVICES).prop_map(|from| Act::Receive { from }),
    ];
    let step = (0..DEVICES, any::<usize>(), act);
    proptest::collection::vec(
        step.prop_map(|(device, pick, act)| Step { device, pick, act }),
        1..40,
    )
}

/// What one device knows.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    pub records: BTreeMap<AnnotationId, Record>,
    thrown: Vec<Annotation>,
}

impl Replica {
    pub fn take(&mut self, record: &Record) {
        let merged = match self.records.get(record.id()) {
            Some(own) => own.merge(record),
            None => record.clone(),
        };
        self.records.insert(record.id().clone(), merged);
    }

    pub fn all(&self) -> Vec<Record> {
        self.records.values().cloned().collect()
    }
}

/// Three people with two devices each; every device's clock is wrong in its own way.
pub struct World {
    pub replicas: Vec<Replica>,
    made: u32,
    tick: u32,
}

impl World {
    pub fn of(history: &[Step]) -> Self {
        let mut world = Self {
            replicas: vec![Replica::default(); DEVICES],
            made: 0,
            tick: 0,
        };
        for step in history {
            world.tick += 1;
            world.step(step);
        }
        world
    }

    fn stamp(&self, device: usize) -> Stamp {
        let year = [2026, 1999, 2026, 9999, 2025, 2027][device];
        let (minute, second) = (self.tick / 60 % 60, self.tick % 60);
        Stamp {
            now: time(&format!("{year}-05-06T07:{minute:02}:{second:02}Z")),
            device: format!("device-{device}"),
            person: person(device / 2),
        }
    }

    fn step(&mut self, step: &Step) {
        let stamp = self.stamp(step.device);
        if let Act::Receive { from } = step.act {
            let records = self.replicas[from].all();
            records
                .iter()
                .for_each(|record| self.replicas[step.device].take(record));
            return;
        }
        let replica = &mut self.replicas[step.device];
        let picked = (!replica.records.is_empty())
            .then(|| {
                replica
                    .records
                    .values()
                    .nth(step.pick % replica.records.len())
                    .cloned()
            })
            .flatten();
        let made = match (&step.act, picked) {
            (Act::Create { quote, words, tags }, _) => {
                self.made += 1;
                Ok(edit::create(
                    Draft {
                        id: id(self.made),
                        motivation: None,
                        target: passage(quote, self.made * 10),
                        note: words.as_deref().map(markdown),
                        tags: tags.clone(),
                        color: Some(Color::Green),
                        extra: Map::from_iter([("other:x".to_owned(), json!({"y": [1, null]}))]),
                    },
                    &stamp,
                ))
            }
            (_, None) => return,
            (Act::Reply { words }, Some(to)) => {
                self.made += 1;
                Ok(edit::create(
                    Draft {
                        id: id(self.made),
                        motivation: None,
                        target: Target::Reply(to.id().clone()),
                        note: Some(markdown(words)),
                        tags: Vec::new(),
                        color: None,
                        extra: Map::new(),
                    },
                    &stamp,
                ))
            }
            (Act::Reword { words }, Some(record)) => {
                let note = NoteChange::Words(words.clone());
                edit::patch(
                    &record,
                    Patch {
                        note,
                        ..Patch::default()
                    },
                    &stamp,
                )
            }
            (Act::Tag { tags }, Some(record)) => {
                let tags = Field::Set(tags.clone());
                edit::patch(
                    &record,
                    Patch {
                        tags,
                        ..Patch::default()
                    },
                    &stamp,
                )
            }
            (Act::Recolor { color }, Some(record)) => {
                let color = Field::Set(Color::ALL[*color]);
                edit::patch(
                    &record,
                    Patch {
                        color,
                        ..Patch::default()
                    },
                    &stamp,
                )
            }
            (Act::Delete, Some(record)) => {
                replica.thrown.push(record.shown().clone());
                edit::delete(&record, &stamp)
            }
            (Act::Restore, Some(record)) => {
                let content = replica.thrown.iter().find(|old| old.id == *record.id());
                match content.cloned() {
                    Some(content) => edit::restore(&record, &content, &stamp),
                    None => return,
                }
            }
            (Act::Settle, Some(record)) => {
                let content = record.versions().last().expect("a version").clone();
                edit::settle(&record, &content, &stamp)
            }
            (Act::Receive { .. }, _) => return,
        };
        if let Ok(record) = made {
            self.replicas[step.device].take(&record);
        }
    }
}

/// A list in an order of its own, some of it twice.
pub fn shuffled(records: &[Record], seed: u64) -> Vec<Record> {
    let mut state = seed | 1;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let mut all = records.to_vec();
    for _ in 0..records.len() / 2 {
        let again = records[next(records.len())].clone();
        all.push(again);
    }
    for at in (1..all.len()).rev() {
        all.swap(at, next(at + 1));
    }
    all
}

pub fn string(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
