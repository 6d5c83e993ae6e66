//! A group at work, as a play: who is who, whose notes are shown, what met, what was asked.

use std::rc::Rc;

use super::layers::{PATTERNS, layers};
use super::overview::density;
use super::together::{questions, shared_passages};
use super::*;
use crate::annotation::edit::{self, Draft, NoteChange, Patch, markdown};
use crate::annotation::{
    AnnotationId, Field, Motivation, Person, Profile, Record, Stamp, Target, Timestamp,
};
use crate::text::{ArticleText, ByteOffset, ByteRange, Range};

const TEXT: &str = "one two three four five six seven eight nine ten";

fn id(name: &str) -> AnnotationId {
    AnnotationId::parse(&format!("urn:example:{name}")).unwrap()
}

fn passage(words: &str) -> ByteRange {
    let start = TEXT.find(words).unwrap() as u32;
    Range::new(
        ByteOffset::new(start),
        ByteOffset::new(start + words.len() as u32),
    )
    .unwrap()
}

fn stamp(person: &str, name: &str, device: &str, second: usize) -> Stamp {
    Stamp {
        now: Timestamp::parse(&format!("2026-01-01T10:00:{second:02}Z")).unwrap(),
        device: device.to_owned(),
        person: Person {
            id: format!("urn:{person}"),
            name: (!name.is_empty()).then(|| name.to_owned()),
        },
    }
}

struct Scene(Rc<State>, Vec<Command>, usize);

impl Scene {
    fn new() -> Self {
        let reader = Person {
            id: "urn:me".to_owned(),
            name: None,
        };
        let state = State::new("https://example.org/a".to_owned(), reader, "pc".to_owned());
        let mut scene = Self(Rc::new(state), Vec::new(), 0);
        scene.act(Action::ArticleShown(Rc::new(ArticleText::from_lines(TEXT))));
        scene
    }

    fn act(&mut self, action: Action) {
        let (state, commands) = reduce(&self.0, action);
        self.0 = state;
        self.1 = commands;
    }

    fn at(&mut self) -> Timestamp {
        self.2 += 1;
        stamp("", "", "", self.2).now
    }

    /// A note of anybody's, as it comes out of the store.
    fn comes(&mut self, record: Record, layer: Layer) {
        self.act(Action::Loaded {
            records: vec![record],
            trash: Vec::new(),
            layer,
        });
    }

    fn marks(&mut self, name: &str, by: &str, words: &str) {
        self.comes(
            note(name, by, Target::Article("a".to_owned())),
            Layer::Stored,
        );
        let placement = crate::anchor::Placement::exact(passage(words));
        self.act(Action::Placed(vec![(id(name), placement)]));
    }

    fn shown(&self, name: &str) -> Rc<Record> {
        Rc::clone(&self.0.entries.get(&id(name)).unwrap().record)
    }

    fn words(&self, name: &str) -> String {
        let record = self.shown(name);
        let note = record.shown().note.clone();
        note.map_or_else(String::new, |note| note.value)
    }
}

fn note(name: &str, by: &str, target: Target) -> Record {
    let mut words = String::from("words of ");
    words.push_str(by);
    let draft = Draft {
        id: id(name),
        motivation: None,
        target,
        note: Some(markdown(&words)),
        tags: Vec::new(),
        color: None,
        extra: serde_json::Map::new(),
    };
    edit::create(draft, &stamp(by, by, by, 1))
}

fn reworded(record: &Record, by: &str, device: &str, words: &str) -> Record {
    let patch = Patch {
        note: NoteChange::Words(words.to_owned()),
        ..Patch::default()
    };
    edit::patch(record, patch, &stamp(by, by, device, 30)).unwrap()
}

#[test]
fn my_name_stands_under_my_notes_when_they_go_out_and_the_site_owners_word_wins() {
    let mut scene = Scene::new();
    let at = scene.at();
    scene.act(Action::AddPageNote { id: id("1"), at });
    scene.act(Action::WordsChanged("mine".to_owned()));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    assert_eq!(
        scene.shown("1").shown().creator.as_ref().unwrap().name,
        None
    );
    assert!(
        scene.0.sender().is_none(),
        "of a reader without a name nothing is said"
    );
    scene.act(Action::Group(GroupChange::Name(" Ada ".to_owned())));
    assert!(scene.1.contains(&Command::KeepGroup));
    let out = scene.0.named(&scene.shown("1"));
    assert_eq!(
        out.shown().creator.as_ref().unwrap().name.as_deref(),
        Some("Ada")
    );
    assert_eq!(out.shown().creator.as_ref().unwrap().id, "urn:me");
    scene.act(Action::Renamed(Some("Student 7".to_owned())));
    assert_eq!(scene.0.reader.name.as_deref(), Some("Student 7"));
    scene.act(Action::Renamed(None));
    assert_eq!(scene.0.sender().unwrap().name.as_deref(), Some("Ada"));
    // A name given later is no other version: what went out without it meets no conflict.
    assert!(out.merge(&scene.shown("1")).conflicts().is_empty());
    assert_eq!(out.merge(&scene.shown("1")), scene.shown("1").merge(&out));
}

#[test]
fn what_is_joined_with_me_is_mine_under_its_own_id_until_i_undo_it() {
    let mut scene = Scene::new();
    scene.comes(
        note("1", "phone", Target::Article("a".to_owned())),
        Layer::Stored,
    );
    let is_own = |scene: &Scene| scene.0.is_own(scene.0.entries.get(&id("1")).unwrap());
    assert!(!is_own(&scene));
    scene.act(Action::Group(GroupChange::Join("urn:phone".to_owned())));
    assert!(is_own(&scene));
    assert_eq!(layers(&scene.0).len(), 1, "the notes of both are one layer");
    let at = scene.at();
    scene.act(Action::EditAsked(id("1"), at));
    scene.act(Action::WordsChanged("from here".to_owned()));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    let record = scene.shown("1");
    assert_eq!(record.shown().creator.as_ref().unwrap().id, "urn:phone");
    assert_eq!(record.shown().version.entries().len(), 2);
    assert_eq!(scene.0.sender().unwrap().also, ["urn:phone"]);
    let at = scene.at();
    scene.act(Action::Undo(at.clone()));
    assert_eq!(scene.words("1"), "words of phone");
    scene.act(Action::Undo(at.clone()));
    assert!(!is_own(&scene), "the joining is undone");
    scene.act(Action::Redo(at));
    assert!(is_own(&scene));
    scene.act(Action::Group(GroupChange::Part("urn:phone".to_owned())));
    assert!(!is_own(&scene));
}

#[test]
fn every_person_has_a_badge_of_their_own_and_the_site_owners_file_has_one() {
    let mut scene = Scene::new();
    for (at, by) in ["ann", "bo", "cy", "di", "ed"].iter().enumerate() {
        let name = format!("{at}");
        scene.comes(
            note(&name, by, Target::Article("a".to_owned())),
            Layer::Stored,
        );
    }
    let teacher = Layer::Provided("https://example.org/x/teacher.jsonld?v=2".to_owned());
    let mut anonymous = note("t", "t", Target::Article("a".to_owned()))
        .shown()
        .clone();
    anonymous.creator = None;
    scene.comes(Record::new(anonymous), teacher);
    let list = layers(&scene.0);
    let names: Vec<_> = list.iter().map(|one| one.badge.name.as_deref()).collect();
    let all = [
        None,
        Some("teacher"),
        Some("ann"),
        Some("bo"),
        Some("cy"),
        Some("di"),
        Some("ed"),
    ];
    assert_eq!(names, all);
    let mut patterns: Vec<_> = list.iter().filter_map(|one| one.badge.pattern).collect();
    patterns.sort_unstable();
    assert_eq!(patterns, (0..PATTERNS).collect::<Vec<_>>());
    assert!(list[0].is_mine && list[1].is_provided);
    assert_eq!(list[2].badge.initials, "A");
}

#[test]
fn what_a_sender_says_of_themself_holds_and_a_hidden_layer_is_hidden() {
    let mut scene = Scene::new();
    scene.marks("1", "bo", "two");
    let said = Profile {
        name: Some("Bo Diddley".to_owned()),
        also: vec!["urn:me".to_owned()],
        revision: 1,
        ..Profile::new("urn:bo")
    };
    scene.act(Action::Heard(said));
    let list = layers(&scene.0);
    assert_eq!(list[1].badge.initials, "BD");
    assert!(
        list[1].claims_me && !list[1].is_mine,
        "a claim alone makes nobody me"
    );
    scene.act(Action::Group(GroupChange::Show("urn:bo".to_owned(), false)));
    assert!(!layers(&scene.0)[1].is_shown);
    assert!(!scene.0.is_shown(scene.0.entries.get(&id("1")).unwrap()));
    scene.act(Action::Group(GroupChange::Show("urn:bo".to_owned(), true)));
    assert!(scene.0.group.hidden.is_empty());
}

#[test]
fn what_two_or_more_marked_is_found_and_counted() {
    let mut scene = Scene::new();
    scene.marks("1", "ann", "two three");
    scene.marks("2", "bo", "three four");
    scene.marks("3", "cy", "four five");
    scene.marks("4", "ann", "nine");
    scene.marks("5", "ann", "nine ten");
    scene.marks("6", "bo", "ten");
    let shared: Vec<(String, usize, usize)> = shared_passages(&scene.0)
        .iter()
        .map(|one| {
            let text = scene.0.text.as_ref().unwrap().slice(one.passage).unwrap();
            (text.to_owned(), one.layers.len(), one.ids.len())
        })
        .collect();
    let expected = [("three", 2, 2), ("four", 2, 2), ("ten", 2, 2)];
    let expected = expected.map(|(text, layers, ids)| (text.to_owned(), layers, ids));
    assert_eq!(shared, expected);
    let marks = [
        (0, passage("two three")),
        (1, passage("three four")),
        (0, passage("three")),
    ];
    let length = TEXT.len() as u32;
    assert_eq!(density(&marks, length, 4), [2, 2, 0, 0]);
    assert_eq!(density(&marks, length, 0), Vec::<usize>::new());
    assert_eq!(density(&[], 0, 2), [0, 0]);
    for who in ["urn:bo", "urn:cy"] {
        scene.act(Action::Group(GroupChange::Show(who.to_owned(), false)));
    }
    assert!(shared_passages(&scene.0).is_empty());
}

#[test]
fn a_question_is_answered_by_somebody_else_in_its_thread() {
    let mut scene = Scene::new();
    let ask = |name: &str| {
        let patch = Patch {
            motivation: Field::Set(Motivation::Questioning),
            ..Patch::default()
        };
        let asked = note(name, "ann", Target::Article("a".to_owned()));
        edit::patch(&asked, patch, &stamp("ann", "ann", "ann", 2)).unwrap()
    };
    for name in ["q1", "q2"] {
        scene.comes(ask(name), Layer::Stored);
    }
    scene.comes(note("r1", "ann", Target::Reply(id("q1"))), Layer::Stored);
    let told = |scene: &Scene| -> Vec<(String, usize, bool)> {
        let list = questions(&scene.0);
        let name = |one: &AnnotationId| one.as_str().rsplit(':').next().unwrap().to_owned();
        list.iter()
            .map(|one| (name(&one.id), one.replies, one.is_answered))
            .collect()
    };
    let open = [("q1".to_owned(), 1, false), ("q2".to_owned(), 0, false)];
    assert_eq!(told(&scene), open, "one's own second thought is no answer");
    scene.comes(note("r2", "bo", Target::Reply(id("r1"))), Layer::Stored);
    scene.comes(note("r3", "bo", Target::Reply(id("r3"))), Layer::Stored);
    let after = [("q2".to_owned(), 0, false), ("q1".to_owned(), 2, true)];
    assert_eq!(told(&scene), after);
}

#[test]
fn a_reply_waits_for_its_note_and_stands_under_it_when_that_comes_whatever_came_first() {
    let parts = [
        note("1", "ann", Target::Article("a".to_owned())),
        note("2", "bo", Target::Reply(id("1"))),
        note("3", "cy", Target::Reply(id("2"))),
    ];
    let orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let mut ends = Vec::new();
    for order in orders {
        let mut scene = Scene::new();
        for at in order {
            scene.comes(parts[at].clone(), Layer::Stored);
            let seen: usize = view::order(&scene.0).len();
            assert_eq!(
                seen,
                scene.0.entries.len(),
                "whatever waits is seen: {order:?}"
            );
        }
        let margin = view::margin(&scene.0);
        assert!(margin.unplaced.is_empty());
        let thread = &margin.page_notes[0].replies[0];
        assert_eq!(thread.replies[0].id, id("3"));
        ends.push(view::order(&scene.0));
    }
    assert!(ends.iter().all(|end| *end == ends[0]));
}

#[test]
fn a_conflict_ends_with_one_text_the_other_or_both_and_what_goes_is_in_the_trash() {
    let base = note("1", "me", Target::Article("a".to_owned()));
    let left = reworded(&base, "me", "pc", "left");
    let right = reworded(&base, "me", "phone", "right");
    for (how, texts, thrown) in [
        (Settling::Keep(0), vec!["left"], vec!["right"]),
        (Settling::Keep(1), vec!["right"], vec!["left"]),
        (
            Settling::Joined,
            vec!["left", "right"],
            vec!["left", "right"],
        ),
    ] {
        let mut scene = Scene::new();
        scene.comes(left.merge(&right), Layer::Stored);
        let first = scene.words("1");
        let swap = |text: &str| match (first.as_str(), text) {
            ("left", text) => text.to_owned(),
            (_, "left") => "right".to_owned(),
            _ => "left".to_owned(),
        };
        let at = scene.at();
        scene.act(Action::Settle {
            id: id("1"),
            how,
            at,
        });
        assert!(scene.shown("1").conflicts().is_empty());
        let now = scene.words("1");
        for text in texts {
            assert!(now.contains(&swap(text)), "{how:?}: {now}");
        }
        let entry = scene.0.entries.get(&id("1")).unwrap();
        let gone: Vec<_> = entry
            .trash
            .iter()
            .map(|one| one.annotation.note.clone().unwrap().value)
            .collect();
        assert_eq!(gone.len(), thrown.len(), "{how:?}: {gone:?}");
        assert!(thrown.iter().all(|text| gone.contains(&swap(text))));
        let at = scene.at();
        scene.act(Action::Undo(at));
        assert_eq!(scene.shown("1").conflicts().len(), 1, "{how:?}: undone");
    }
}

#[test]
fn what_was_deleted_here_and_changed_there_stays_to_be_seen_until_it_is_decided() {
    let base = note("1", "me", Target::Article("a".to_owned()));
    let mut gone = edit::delete(&base, &stamp("me", "me", "pc", 5)).unwrap();
    gone = edit::restore(&gone, base.shown(), &stamp("me", "me", "pc", 6)).unwrap();
    gone = edit::delete(&gone, &stamp("me", "me", "pc", 7)).unwrap();
    let changed = reworded(&base, "me", "phone", "changed");
    let mut scene = Scene::new();
    scene.comes(gone.merge(&changed), Layer::Stored);
    assert_eq!(scene.words("1"), "changed");
    assert_eq!(view::margin(&scene.0).page_notes.len(), 1);
    let at = scene.at();
    scene.act(Action::Settle {
        id: id("1"),
        how: Settling::Keep(1),
        at,
    });
    assert!(scene.shown("1").is_deleted());
    let at = scene.at();
    scene.act(Action::Undo(at.clone()));
    assert_eq!(scene.words("1"), "changed");
    scene.act(Action::Settle {
        id: id("1"),
        how: Settling::Keep(0),
        at,
    });
    assert!(!scene.shown("1").is_deleted() && scene.shown("1").conflicts().is_empty());
}

#[test]
fn two_tabs_that_change_different_parts_of_a_note_end_with_both_changes() {
    let base = note("1", "me", Target::Article("a".to_owned()));
    let tagged = Patch {
        tags: Field::Set(vec!["two".to_owned()]),
        ..Patch::default()
    };
    // The other tab is the same device: its version knows as much as ours.
    let theirs = edit::patch(&base, tagged, &stamp("me", "", "pc", 40)).unwrap();
    let mut scene = Scene::new();
    scene.comes(base, Layer::Stored);
    let at = scene.at();
    scene.act(Action::EditAsked(id("1"), at));
    scene.act(Action::WordsChanged("one".to_owned()));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    let merged = theirs.merge(&scene.shown("1"));
    assert_eq!(merged.conflicts().len(), 1);
    // Whether or not the other tab told of its change before our save is answered.
    let mut told = Scene(Rc::clone(&scene.0), Vec::new(), 50);
    told.comes(theirs.clone(), Layer::Stored);
    for mut scene in [scene, told] {
        scene.act(Action::Stored(vec![Rc::new(merged.clone())]));
        let record = scene.shown("1");
        assert!(record.conflicts().is_empty());
        assert_eq!(record.shown().tags, ["two"]);
        assert_eq!(scene.words("1"), "one");
        assert_eq!(record.merge(&merged), *record);
        assert!(scene.0.entries.get(&id("1")).unwrap().trash.is_empty());
        let at = scene.at();
        scene.act(Action::Undo(at));
        assert_eq!(scene.words("1"), "words of me", "our words are undone");
        assert_eq!(
            scene.shown("1").shown().tags,
            ["two"],
            "the other tab's tag is not"
        );
    }
}
