//! The session as a play: what the reader does, what must be seen and done.

use std::rc::Rc;

use super::*;
use crate::anchor::{self, Placement};
use crate::annotation::{
    Annotation, AnnotationId, Color, Field, NoteChange, PassageTarget, Patch, Person, Record,
    Stamp, Target, Timestamp, edit,
};
use crate::exchange::{ReadContext, read_annotation, write_annotation};
use crate::store::{TrashReason, Trashed};
use crate::text::{ArticleText, ByteOffset, ByteRange, Range};

const TEXT: &str =
    "The margin is the oldest place to answer a book.\nReaders wrote there before printing.";

/// A widget with its commands, as a runner with a patient store would see it.
struct Scene {
    state: Rc<State>,
    commands: Vec<Command>,
    minute: u32,
}

impl Scene {
    fn new() -> Self {
        let reader = Person {
            id: "urn:uuid:reader".to_owned(),
            name: None,
        };
        let state = State::new(
            "https://example.org/a".to_owned(),
            reader,
            "laptop".to_owned(),
        );
        let mut scene = Self {
            state: Rc::new(state),
            commands: Vec::new(),
            minute: 0,
        };
        scene.act(Action::ArticleShown(Rc::new(ArticleText::from_lines(TEXT))));
        scene
    }

    fn act(&mut self, action: Action) {
        let (state, commands) = reduce(&self.state, action);
        self.state = state;
        self.commands = commands;
    }

    fn at(&mut self) -> Timestamp {
        self.minute += 1;
        let (hour, minute) = (10 + self.minute / 60, self.minute % 60);
        Timestamp::parse(&format!("2026-01-01T{hour}:{minute:02}:00Z")).unwrap()
    }

    fn select(&mut self, words: &str) {
        let selected = Selected {
            passage: passage(words),
            by: SelectedBy::Pointer,
        };
        self.act(Action::SelectionChanged(Some(selected)));
    }

    fn highlight(&mut self, words: &str, name: &str) {
        self.select(words);
        let at = self.at();
        self.act(Action::Highlight {
            color: Color::Green,
            id: id(name),
            at,
        });
    }

    fn note(&mut self, words: &str, name: &str, note: &str) {
        self.select(words);
        let at = self.at();
        self.act(Action::AddNote { id: id(name), at });
        self.act(Action::WordsChanged(note.to_owned()));
        let at = self.at();
        self.act(Action::SaveAsked(at));
    }

    fn delete(&mut self, name: &str) {
        let at = self.at();
        self.act(Action::Delete { id: id(name), at });
    }

    fn undo(&mut self) {
        let at = self.at();
        self.act(Action::Undo(at));
    }

    fn redo(&mut self) {
        let at = self.at();
        self.act(Action::Redo(at));
    }

    /// How many records were to be saved.
    fn saves(&self) -> usize {
        let records = |command: &Command| match command {
            Command::Save { records, .. } => records.len(),
            _ => 0,
        };
        self.commands.iter().map(records).sum()
    }

    fn events(&self) -> Vec<&'static str> {
        self.commands
            .iter()
            .filter_map(|command| match command {
                Command::Emit(Event::Create(_)) => Some("create"),
                Command::Emit(Event::Update(_)) => Some("update"),
                Command::Emit(Event::Delete(_)) => Some("delete"),
                Command::Emit(Event::Select(_)) => Some("select"),
                Command::Emit(Event::Import(_)) => Some("import"),
                _ => None,
            })
            .collect()
    }

    /// What stands in the margin: quote and words of each card.
    fn margin(&self) -> Vec<(String, String)> {
        view::margin(&self.state)
            .all()
            .map(|card| {
                let words = card.words.as_deref().unwrap_or_default();
                (card.quote.clone(), words.to_owned())
            })
            .collect()
    }

    fn entry(&self, name: &str) -> &Entry {
        self.state.entries.get(&id(name)).unwrap()
    }
}

fn id(name: &str) -> AnnotationId {
    AnnotationId::parse(&format!("urn:uuid:{name}")).unwrap()
}

fn passage(words: &str) -> ByteRange {
    let start = TEXT.find(words).unwrap();
    Range::new(
        ByteOffset::from_usize(start).unwrap(),
        ByteOffset::from_usize(start + words.len()).unwrap(),
    )
    .unwrap()
}

fn pair(quote: &str, words: &str) -> (String, String) {
    (quote.to_owned(), words.to_owned())
}

#[test]
fn going_to_a_note_focuses_its_card_unless_a_dialog_is_open() {
    let mut scene = Scene::new();
    scene.highlight("oldest place", "a");
    let id = scene.state.active.clone().unwrap();
    scene.act(Action::GoTo(id.clone()));
    assert!(scene.commands.contains(&Command::FocusCard(id.clone())));
    scene.act(Action::Open(Dialog::AllNotes));
    scene.act(Action::GoTo(id.clone()));
    assert!(scene.commands.contains(&Command::ScrollTo(id.clone())));
    assert!(!scene.commands.contains(&Command::FocusCard(id)));
}

#[test]
fn one_press_makes_a_highlight_that_is_painted_stored_and_told() {
    let mut scene = Scene::new();
    scene.highlight("oldest place", "a");
    assert_eq!(scene.margin(), [pair("oldest place", "")]);
    assert_eq!(scene.events(), ["create"]);
    assert_eq!(scene.saves(), 1);
    assert_eq!(scene.entry("a").kept, Kept::Saving);
    assert_eq!(scene.state.selected, None);
    let paint = view::paint(&view::margin(&scene.state));
    assert_eq!(paint[0].0, view::Paint::Color(Color::Green));
    assert_eq!(paint[0].1, passage("oldest place"));
}

#[test]
fn it_counts_as_safe_only_when_the_store_says_so() {
    let mut scene = Scene::new();
    scene.highlight("margin", "a");
    let record = Record::clone(&scene.entry("a").record);
    scene.act(Action::Stored(vec![Rc::new(record)]));
    assert_eq!(scene.entry("a").kept, Kept::Kept);
}

#[test]
fn a_refused_write_keeps_the_words_on_screen_and_can_be_tried_again() {
    let mut scene = Scene::new();
    scene.note("margin", "a", "why oldest?");
    let alert = Alert {
        kind: AlertKind::StorageFull,
        detail: String::new(),
    };
    scene.act(Action::StoreFailed {
        ids: vec![id("a")],
        alert,
    });
    assert_eq!(scene.margin(), [pair("margin", "why oldest?")]);
    assert_eq!(scene.entry("a").kept, Kept::NotKept);
    assert_eq!(scene.state.alerts.len(), 1);
    scene.act(Action::StoreRetried);
    assert_eq!(scene.saves(), 1);
    assert!(scene.state.alerts.is_empty());
}

#[test]
fn a_note_is_made_once_its_words_are_saved() {
    let mut scene = Scene::new();
    scene.select("oldest place");
    let at = scene.at();
    scene.act(Action::AddNote { id: id("a"), at });
    assert!(scene.saves() == 0 && scene.events().is_empty());
    assert!(view::order(&scene.state).is_empty());
    assert_eq!(scene.margin().len(), 1);
    scene.act(Action::WordsChanged("Plato?".to_owned()));
    assert!(matches!(scene.commands[..], [Command::KeepDraft { .. }]));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    assert_eq!(scene.events(), ["create"]);
    assert_eq!(scene.margin(), [pair("oldest place", "Plato?")]);
    assert_eq!(
        scene.entry("a").record.shown().motivation.name(),
        "commenting"
    );
}

#[test]
fn a_draft_is_kept_until_the_words_are_safe() {
    let dropped = |scene: &Scene| scene.commands.contains(&Command::DropDraft(id("a")));
    let mut scene = Scene::new();
    scene.note("margin", "a", "words");
    assert!(!dropped(&scene));
    let first = Rc::clone(&scene.entry("a").record);
    scene.act(Action::StoreFailed {
        ids: vec![id("a")],
        alert: Alert {
            kind: AlertKind::StorageFull,
            detail: String::new(),
        },
    });
    assert!(!dropped(&scene));
    scene.act(Action::StoreRetried);
    let at = scene.at();
    scene.act(Action::EditAsked(id("a"), at));
    scene.act(Action::WordsChanged("more words".to_owned()));
    scene.act(Action::Stored(vec![first]));
    assert!(!dropped(&scene), "they are written on again");
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    let second = Rc::clone(&scene.entry("a").record);
    scene.act(Action::Stored(vec![second]));
    assert!(dropped(&scene));

    let at = scene.at();
    scene.act(Action::EditAsked(id("a"), at));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    assert!(dropped(&scene) && scene.saves() == 0);

    scene.act(Action::DraftFound {
        editing: Editing {
            id: id("a"),
            words: "more words".to_owned(),
            tags: Vec::new(),
            began_with: ("words".to_owned(), Vec::new()),
        },
        annotation: None,
    });
    assert!(dropped(&scene) && scene.state.editing.is_none());
}

#[test]
fn an_empty_new_note_that_is_cancelled_leaves_nothing() {
    let mut scene = Scene::new();
    scene.select("margin");
    let at = scene.at();
    scene.act(Action::AddNote { id: id("a"), at });
    scene.act(Action::CancelAsked);
    assert!(scene.margin().is_empty());
    assert!(!scene.state.can_undo());
    assert!(view::paint(&view::margin(&scene.state)).is_empty());
}

#[test]
fn words_that_were_cancelled_come_back_by_undo() {
    let mut scene = Scene::new();
    scene.select("margin");
    let at = scene.at();
    scene.act(Action::AddNote { id: id("a"), at });
    scene.act(Action::WordsChanged("an hour of thought".to_owned()));
    scene.act(Action::CancelAsked);
    assert!(scene.margin().is_empty());
    scene.undo();
    let editing = scene.state.editing.as_ref().unwrap();
    assert_eq!(editing.words, "an hour of thought");
    assert_eq!(scene.margin().len(), 1);
}

#[test]
fn an_editor_that_another_one_replaces_loses_no_words() {
    let mut scene = Scene::new();
    scene.select("margin");
    let at = scene.at();
    scene.act(Action::AddNote { id: id("a"), at });
    scene.act(Action::WordsChanged("first".to_owned()));
    scene.select("book");
    let at = scene.at();
    scene.act(Action::AddNote { id: id("b"), at });
    assert_eq!(scene.margin(), [pair("margin", "first"), pair("book", "")]);
    assert_eq!(scene.state.editing.as_ref().unwrap().id, id("b"));
}

#[test]
fn a_deleted_note_is_in_the_trash_with_its_words_and_comes_back() {
    let mut scene = Scene::new();
    scene.note("margin", "a", "keep me");
    scene.delete("a");
    assert_eq!(scene.events(), ["delete"]);
    assert!(scene.margin().is_empty() && view::paint(&view::margin(&scene.state)).is_empty());
    let trash = view::trash(&scene.state);
    assert_eq!(trash[0].words.as_deref(), Some("keep me"));
    let at = scene.at();
    scene.act(Action::Restore { id: id("a"), at });
    assert_eq!(scene.events(), ["create"]);
    assert_eq!(scene.margin(), [pair("margin", "keep me")]);
    assert!(view::trash(&scene.state).is_empty());
}

#[test]
fn undo_and_redo_walk_through_all_changes_and_write_new_versions() {
    let mut scene = Scene::new();
    scene.note("margin", "a", "one");
    let at = scene.at();
    scene.act(Action::Recolor {
        id: id("a"),
        color: Color::Pink,
        at,
    });
    scene.delete("a");
    scene.undo();
    assert_eq!(scene.events(), ["create"]);
    assert_eq!(scene.margin(), [pair("margin", "one")]);
    let color = |scene: &Scene| scene.entry("a").record.shown().color;
    assert_eq!(color(&scene), Some(Color::Pink));
    scene.undo();
    assert_eq!(color(&scene), Some(Color::Yellow));
    scene.undo();
    assert!(scene.margin().is_empty());
    assert!(!scene.state.can_undo());
    for _ in 0..2 {
        scene.redo();
    }
    assert_eq!(color(&scene), Some(Color::Pink));
    scene.redo();
    assert!(scene.margin().is_empty() && !scene.state.can_redo());
    assert_eq!(scene.entry("a").record.version().revision(), 9);
}

#[test]
fn undo_with_nothing_to_undo_says_so() {
    let mut scene = Scene::new();
    scene.undo();
    assert_eq!(scene.commands, [Command::Announce(Said::NothingToUndo)]);
}

#[test]
fn a_click_on_one_highlight_goes_to_its_card_and_on_several_asks_which() {
    let mut scene = Scene::new();
    scene.highlight("oldest place to answer", "a");
    scene.highlight("place", "b");
    scene.act(Action::TextClicked(vec![id("a")]));
    assert_eq!(scene.state.active, Some(id("a")));
    assert!(scene.commands.contains(&Command::FocusCard(id("a"))));
    scene.act(Action::TextClicked(vec![id("b"), id("a")]));
    assert_eq!(scene.state.choice, [id("b"), id("a")]);
    assert_eq!(scene.events(), ["select"]);
    scene.act(Action::Activate(Some(id("b"))));
    assert!(scene.state.choice.is_empty());
    assert!(scene.commands.contains(&Command::FocusCard(id("b"))));
}

#[test]
fn escape_closes_the_innermost_thing_first() {
    let mut scene = Scene::new();
    scene.note("margin", "a", "words");
    let at = scene.at();
    scene.act(Action::EditAsked(id("a"), at));
    scene.act(Action::Open(Dialog::Shortcuts));
    scene.act(Action::Close);
    assert!(scene.state.dialog.is_none() && scene.state.editing.is_some());
    scene.act(Action::Close);
    assert!(scene.state.editing.is_none() && scene.state.active.is_some());
    scene.act(Action::Close);
    assert_eq!(scene.state.active, None);
}

#[test]
fn another_persons_note_cannot_be_changed() {
    let mut scene = Scene::new();
    scene.note("margin", "a", "mine");
    let mut other = scene.entry("a").record.shown().clone();
    other.id = id("b");
    other.creator = Some(Person {
        id: "urn:uuid:anna".to_owned(),
        name: Some("Anna".to_owned()),
    });
    scene.act(Action::Arrived {
        records: vec![Record::new(other)],
        trash: Vec::new(),
    });
    let before = Rc::clone(&scene.state);
    scene.delete("b");
    let at = scene.at();
    scene.act(Action::EditAsked(id("b"), at));
    assert_eq!(scene.state.entries, before.entries);
    assert_eq!(scene.state.editing, None);
}

#[test]
fn readonly_makes_nothing_new() {
    let mut scene = Scene::new();
    scene.act(Action::ReadonlyChanged(true));
    scene.highlight("margin", "a");
    assert!(scene.state.entries.is_empty());
}

#[test]
fn what_another_tab_wrote_appears_and_asks_for_its_place() {
    let mut here = Scene::new();
    let mut there = Scene::new();
    there.note("margin", "a", "from the other tab");
    let record = Record::clone(&there.entry("a").record);
    here.act(Action::Arrived {
        records: vec![record],
        trash: Vec::new(),
    });
    assert!(here.commands.contains(&Command::Place(vec![id("a")])));
    assert_eq!(here.entry("a").kept, Kept::Kept);
}

/// The texts of all versions of a note, sorted.
fn texts(scene: &Scene, name: &str) -> Vec<String> {
    let record = &scene.entry(name).record;
    let notes = record.versions().filter_map(|one| one.note.clone());
    let mut texts: Vec<String> = notes.map(|note| note.value).collect();
    texts.sort_unstable();
    texts
}

/// A note with the editor open on it, when another tab (or a file) brings this change of it.
fn changed_under_the_editor(change: impl FnOnce(&Record, &Stamp) -> Record) -> Scene {
    let mut scene = Scene::new();
    scene.note("margin", "a", "first");
    let at = scene.at();
    scene.act(Action::EditAsked(id("a"), at));
    let at = scene.at();
    let theirs = change(&scene.entry("a").record, &scene.state.stamp(at));
    scene.act(Action::Arrived {
        records: vec![theirs],
        trash: Vec::new(),
    });
    scene
}

fn patched(patch: Patch) -> impl FnOnce(&Record, &Stamp) -> Record {
    move |record, stamp| edit::patch(record, patch, stamp).unwrap()
}

fn save_words(scene: &mut Scene, words: &str) {
    scene.act(Action::WordsChanged(words.to_owned()));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
}

#[test]
fn an_editor_that_was_open_meanwhile_does_not_overwrite_what_another_tab_wrote() {
    let theirs = || {
        patched(Patch {
            note: NoteChange::Words("theirs".to_owned()),
            tags: Field::Set(vec!["theirs".to_owned()]),
            ..Patch::default()
        })
    };
    let mut scene = changed_under_the_editor(theirs());
    save_words(&mut scene, "mine");
    assert_eq!(texts(&scene, "a"), ["mine", "theirs"]);
    assert_eq!(scene.entry("a").record.shown().tags, ["theirs"]);

    let mut scene = changed_under_the_editor(theirs());
    scene.act(Action::TagsChanged(vec!["mine".to_owned()]));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    assert_eq!(texts(&scene, "a"), ["theirs"]);
    assert_eq!(scene.entry("a").record.shown().tags, ["mine", "theirs"]);

    let mut scene = changed_under_the_editor(theirs());
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    assert_eq!(texts(&scene, "a"), ["theirs"], "nothing was typed");
}

#[test]
fn words_typed_on_a_note_that_another_tab_deleted_bring_it_back() {
    let mut scene = changed_under_the_editor(|record, stamp| edit::delete(record, stamp).unwrap());
    assert!(scene.entry("a").record.is_deleted());
    save_words(&mut scene, "mine");
    assert!(!scene.entry("a").record.is_deleted());
    assert_eq!(texts(&scene, "a"), ["mine"]);
    assert_eq!(scene.saves(), 1);
}

#[test]
fn words_typed_on_a_note_that_another_tab_took_out_are_kept() {
    let mut scene = Scene::new();
    scene.note("margin", "a", "first");
    let at = scene.at();
    scene.act(Action::EditAsked(id("a"), at));
    scene.act(Action::WordsChanged("mine".to_owned()));
    scene.act(Action::TakenOut(vec![id("a")]));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    assert_eq!(texts(&scene, "a"), ["mine"]);
    assert_eq!(scene.saves(), 1);

    let at = scene.at();
    scene.act(Action::EditAsked(id("a"), at));
    scene.act(Action::TakenOut(vec![id("a")]));
    assert!(scene.state.editing.is_none() && scene.state.entries.is_empty());
}

#[test]
fn a_long_thread_and_a_circle_are_told_of_to_the_last_reply() {
    let mut scene = Scene::new();
    scene.note("margin", "a000", "first");
    let first = scene.entry("a000").record.shown().clone();
    let reply = |name: &str, to: &str| {
        Record::new(Annotation {
            id: id(name),
            target: Target::Reply(id(to)),
            ..first.clone()
        })
    };
    let mut records: Vec<Record> = (1..=100)
        .map(|at| reply(&format!("a{at:03}"), &format!("a{:03}", at - 1)))
        .collect();
    records.extend([reply("b", "c"), reply("c", "b")]);
    scene.act(Action::Arrived {
        records,
        trash: Vec::new(),
    });
    let order = view::order(&scene.state);
    let wanted: Vec<_> = (0..=100).map(|at| id(&format!("a{at:03}"))).collect();
    assert_eq!(order, [wanted, vec![id("b"), id("c")]].concat());

    fn count(card: &view::CardView) -> usize {
        let below = card.replies.iter().map(|reply| count(reply));
        1 + below.sum::<usize>()
    }
    let view = view::margin(&scene.state);
    assert_eq!(view.all().map(|card| count(card)).sum::<usize>(), 101);
}

#[test]
fn what_a_restored_version_replaces_goes_to_the_trash() {
    let mut scene = Scene::new();
    scene.note("margin", "a", "first");
    let at = scene.at();
    let stamp = scene.state.stamp(at);
    let words = |words: &str| Patch {
        note: NoteChange::Words(words.to_owned()),
        ..Patch::default()
    };
    let before = Rc::clone(&scene.entry("a").record);
    let after = edit::patch(&before, words("from a file"), &stamp).unwrap();
    scene.act(Action::Arrived {
        records: vec![after],
        trash: vec![Trashed {
            annotation: before.shown().clone(),
            since: None,
            why: TrashReason::Replaced,
        }],
    });
    let at = scene.at();
    scene.act(Action::EditAsked(id("a"), at));
    save_words(&mut scene, "since");
    let at = scene.at();
    scene.act(Action::Restore { id: id("a"), at });
    assert_eq!(texts(&scene, "a"), ["first"]);
    let trash = &scene.entry("a").trash;
    let words = |one: &Trashed| one.annotation.note.clone().unwrap().value;
    assert_eq!(trash.iter().map(words).collect::<Vec<_>>(), ["since"]);
}

#[test]
fn a_no_to_a_probable_place_survives_a_reload_and_can_be_undone() {
    let probable = |words: &str| Placement {
        state: anchor::State::Probable,
        range: Some(passage(words)),
        confidence: 0.4,
        changes: Vec::new(),
        candidates: Vec::new(),
    };
    let state = |scene: &Scene| scene.state.placements.get(&id("a")).unwrap().state;
    let mut scene = Scene::new();
    scene.highlight("oldest place", "a");
    let placed = |words: &str| Action::Placed(vec![(id("a"), probable(words))]);
    scene.act(placed("Readers wrote"));
    assert_eq!(state(&scene), anchor::State::Probable);
    let at = scene.at();
    scene.act(Action::Denied { id: id("a"), at });
    assert_eq!((state(&scene), scene.saves()), (anchor::State::Unplaced, 1));

    // As a file and back, in a session that begins.
    let written = write_annotation(&scene.entry("a").record);
    let context = ReadContext { article: None };
    let record = read_annotation(&written, &context).unwrap();
    let mut later = Scene::new();
    later.act(Action::Loaded {
        records: vec![record],
        trash: Vec::new(),
        layer: Layer::Stored,
    });
    later.act(placed("Readers wrote"));
    assert_eq!(state(&later), anchor::State::Unplaced);
    // Another place is another question.
    later.act(placed("before printing"));
    assert_eq!(state(&later), anchor::State::Probable);

    scene.undo();
    assert!(scene.commands.contains(&Command::Place(vec![id("a")])));
    scene.act(placed("Readers wrote"));
    assert_eq!(state(&scene), anchor::State::Probable);
    scene.redo();
    scene.act(placed("Readers wrote"));
    assert_eq!(state(&scene), anchor::State::Unplaced);
}

/// A note of somebody else with a quote alone, as another tool writes it.
fn foreign(name: &str, words: &str) -> Record {
    let value = serde_json::json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": id(name).as_str(),
        "type": "Annotation",
        "creator": "acct:somebody@example.org",
        "target": {
            "source": "https://example.org/a",
            "selector": {"type": "TextQuoteSelector", "exact": words},
        },
    });
    read_annotation(&value, &ReadContext { article: None }).unwrap()
}

#[test]
fn a_foreign_note_gets_its_rival_when_it_first_stands_here_intact_and_a_no_is_kept_beside_it() {
    let mut scene = Scene::new();
    scene.act(Action::Loaded {
        records: vec![foreign("f", "oldest place")],
        trash: Vec::new(),
        layer: Layer::Stored,
    });
    assert!(!scene.state.lacks_rival(&id("f")), "not placed yet");
    let exact = Placement::exact(passage("oldest place"));
    scene.act(Action::Placed(vec![(id("f"), exact)]));
    assert!(scene.state.lacks_rival(&id("f")));
    let text = ArticleText::from_lines(TEXT);
    let target = PassageTarget {
        source: "https://example.org/a".to_owned(),
        selectors: anchor::describe(&text, passage("oldest place")).unwrap(),
        foreign: Vec::new(),
        extra: serde_json::Map::new(),
    };
    scene.act(Action::PlacesKnown {
        list: vec![(id("f"), target)],
        fresh: true,
    });
    assert!(scene.commands.contains(&Command::KeepKnown));
    assert!(!scene.state.lacks_rival(&id("f")));
    assert!(scene.state.selectors(&id("f")).unwrap().rival.is_some());
    let Target::Passage(targets) = &scene.entry("f").record.shown().target else {
        panic!("no passage");
    };
    assert!(
        targets[0].selectors.rival.is_none(),
        "the note is as it came"
    );

    let probable = || Placement {
        state: anchor::State::Probable,
        ..Placement::exact(passage("Readers wrote"))
    };
    let state = |scene: &Scene| scene.state.placements.get(&id("f")).unwrap().state;
    scene.act(Action::Placed(vec![(id("f"), probable())]));
    let at = scene.at();
    scene.act(Action::Denied { id: id("f"), at });
    assert_eq!((state(&scene), scene.saves()), (anchor::State::Unplaced, 0));
    assert!(scene.commands.contains(&Command::KeepKnown));
    scene.act(Action::Placed(vec![(id("f"), probable())]));
    assert_eq!(state(&scene), anchor::State::Unplaced);
    assert!(scene.state.selectors(&id("f")).unwrap().rival.is_some());
    scene.undo();
    scene.act(Action::Placed(vec![(id("f"), probable())]));
    assert_eq!(state(&scene), anchor::State::Probable);
    scene.redo();
    scene.act(Action::Placed(vec![(id("f"), probable())]));
    assert_eq!(state(&scene), anchor::State::Unplaced);
}

fn offer(records: Vec<Offered>) -> ImportOffer {
    let person = PersonOffer {
        id: "urn:uuid:anna".to_owned(),
        name: None,
        is_reader: false,
        is_chosen: true,
        counts: Counts::default(),
    };
    ImportOffer {
        names: vec!["anna.jsonld".to_owned()],
        source: Source::File,
        format: "jsonld",
        label: None,
        elsewhere: 0,
        other_version: 0,
        people: vec![person],
        records: Rc::new(records),
        text: None,
        rejected: Rc::default(),
        unreadable: Vec::new(),
        senders: Vec::new(),
        at: Timestamp::parse("2026-01-01T10:00:00Z").unwrap(),
    }
}

fn offered(record: Record) -> Offered {
    Offered {
        person: 0,
        record: Rc::new(record),
        before: None,
        placement: None,
    }
}

#[test]
fn a_yes_to_a_place_of_anothers_note_is_kept_beside_it_and_can_be_undone() {
    let mut scene = Scene::new();
    let loaded = |words: &str| Action::Loaded {
        records: vec![foreign("f", words)],
        trash: Vec::new(),
        layer: Layer::Stored,
    };
    scene.act(loaded("Readers scribbled"));
    let as_it_came = Rc::clone(&scene.entry("f").record);
    let probable = || Placement {
        state: anchor::State::Probable,
        ..Placement::exact(passage("Readers wrote"))
    };
    scene.act(Action::Placed(vec![(id("f"), probable())]));
    let at = scene.at();
    scene.act(Action::Attach {
        id: id("f"),
        passage: passage("Readers wrote"),
        at,
    });
    let state = |scene: &Scene| scene.state.placements.get(&id("f")).unwrap().state;
    let quote = |scene: &Scene| {
        scene
            .state
            .selectors(&id("f"))
            .unwrap()
            .quote
            .unwrap()
            .exact
    };
    assert_eq!((state(&scene), scene.saves()), (anchor::State::Exact, 0));
    assert!(scene.commands.contains(&Command::KeepKnown));
    assert_eq!(quote(&scene), "Readers wrote");
    assert_eq!(scene.entry("f").record, as_it_came);
    assert!(!scene.state.lacks_rival(&id("f")));

    // After a reload it is taken in again from what is kept.
    let kept = scene.state.known.get(&id("f")).unwrap().clone();
    let mut later = Scene::new();
    later.act(loaded("Readers scribbled"));
    later.act(Action::PlacesKnown {
        list: vec![(id("f"), kept.clone())],
        fresh: false,
    });
    assert_eq!(quote(&later), "Readers wrote");
    let mut moved = Scene::new();
    moved.act(loaded("oldest place"));
    moved.act(Action::PlacesKnown {
        list: vec![(id("f"), kept)],
        fresh: false,
    });
    assert_eq!(quote(&moved), "oldest place", "its author moved it");

    scene.undo();
    assert_eq!(quote(&scene), "Readers scribbled");
    assert!(scene.commands.contains(&Command::Place(vec![id("f")])));
    scene.redo();
    assert_eq!(quote(&scene), "Readers wrote");
}

#[test]
fn an_import_is_one_step_and_undo_takes_it_out_without_a_trace() {
    let mut there = Scene::new();
    there.note("margin", "a", "one");
    there.note("book", "b", "two");
    let records = ["a", "b"].map(|name| Record::clone(&there.entry(name).record));
    let offer = Rc::new(offer(records.into_iter().map(offered).collect()));
    let mut nobody = Scene::new();
    nobody.act(Action::ImportConfirmed(Rc::new(offer.toggled(0))));
    assert!(nobody.state.entries.is_empty(), "nobody is chosen");
    let mut here = Scene::new();
    here.act(Action::ImportOffered(Rc::clone(&offer)));
    assert!(here.state.entries.is_empty());
    here.act(Action::ImportConfirmed(offer));
    assert_eq!(here.saves(), 2);
    assert_eq!(here.events(), ["import"]);
    here.undo();
    assert!(here.state.entries.is_empty());
    let is_put = |command: &Command| match command {
        Command::Put { records, .. } => records.iter().all(|(_, record)| record.is_none()),
        _ => false,
    };
    assert!(here.commands.iter().any(is_put));
    here.redo();
    assert_eq!(here.state.entries.len(), 2);
}

#[test]
fn a_place_that_the_preview_found_is_taken_with_the_note_where_the_text_is_the_same() {
    let mut there = Scene::new();
    there.note("margin", "a", "one");
    let place = Placement::exact(passage("margin"));
    let one = Offered {
        placement: Some(place.clone()),
        ..offered(Record::clone(&there.entry("a").record))
    };
    let mut here = Scene::new();
    let same_text = ImportOffer {
        text: here.state.text.clone(),
        ..offer(vec![one.clone()])
    };
    here.act(Action::ImportConfirmed(Rc::new(same_text)));
    let placed = here.state.placements.get(&id("a"));
    assert_eq!(placed.map(|one| &**one), Some(&place));
    let told = Command::TellPlaced(vec![id("a")]);
    let asked = Command::Place(vec![id("a")]);
    assert!(here.commands.contains(&told) && !here.commands.contains(&asked));
    let mut elsewhere = Scene::new();
    elsewhere.act(Action::ImportConfirmed(Rc::new(offer(vec![one]))));
    assert!(elsewhere.commands.contains(&asked) && !elsewhere.commands.contains(&told));
}

#[test]
fn what_the_reader_wrote_since_the_preview_is_merged_with_what_it_offered() {
    let mut scene = Scene::new();
    scene.note("margin", "a", "as it was");
    let before = Rc::clone(&scene.entry("a").record);
    let mut tablet = before.shown().clone();
    tablet.note.as_mut().unwrap().value = "on the tablet".to_owned();
    tablet.version = tablet.version.next("tablet");
    let offered = Offered {
        before: Some(Rc::clone(&before)),
        ..offered(before.merge(&Record::new(tablet.clone())))
    };
    let at = scene.at();
    let color = Color::Pink;
    scene.act(Action::Recolor {
        id: id("a"),
        color,
        at,
    });
    let pink = scene.entry("a").record.shown().clone();
    scene.act(Action::ImportConfirmed(Rc::new(offer(vec![offered]))));
    let record = &scene.entry("a").record;
    assert!(record.holds_content_of(&pink) && record.holds_content_of(&tablet));
    scene.undo();
    assert_eq!(scene.entry("a").record.shown(), &pink);
    assert!(scene.entry("a").record.conflicts().is_empty());
}

#[test]
fn a_page_note_stands_at_the_top_and_a_reply_with_what_it_answers() {
    let mut scene = Scene::new();
    scene.note("book", "a", "a note");
    let at = scene.at();
    scene.act(Action::AddPageNote { id: id("p"), at });
    scene.act(Action::WordsChanged("on the whole".to_owned()));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    let at = scene.at();
    scene.act(Action::AddReply {
        to: id("a"),
        id: id("r"),
        at,
    });
    scene.act(Action::WordsChanged("an answer".to_owned()));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    assert_eq!(view::order(&scene.state), [id("p"), id("a"), id("r")]);
    let reply = scene.entry("r").record.shown();
    assert_eq!(reply.target, Target::Reply(id("a")));
    assert_eq!(reply.motivation.name(), "replying");
    assert_eq!(view::margin(&scene.state).placed[0].replies.len(), 1);
}

#[test]
fn when_nothing_changed_the_same_state_comes_back() {
    let scene = Scene::new();
    let (state, commands) = reduce(&scene.state, Action::Close);
    assert!(Rc::ptr_eq(&state, &scene.state) && commands.is_empty());
}

/// The ids that are found, by the ends of their names.
fn found(scene: &Scene, filter: filter::Filter) -> Vec<String> {
    let mut state = State::clone(&scene.state);
    state.filter = Rc::new(filter);
    let view = view::margin(&state);
    let hits = view.all().filter(|card| view.is_hit(card));
    hits.map(|card| card.id.as_str().replace("urn:uuid:", ""))
        .collect()
}

fn by(facets: &[filter::Facet]) -> filter::Filter {
    filter::Filter {
        facets: facets.to_vec(),
        ..filter::Filter::default()
    }
}

fn words(search: &str) -> filter::Filter {
    filter::Filter {
        search: search.to_owned(),
        ..filter::Filter::default()
    }
}

/// A highlight, a note with a tag, and a question.
fn three() -> Scene {
    let mut scene = Scene::new();
    scene.highlight("oldest place", "a");
    scene.select("answer a book");
    let at = scene.at();
    scene.act(Action::AddNote { id: id("b"), at });
    scene.act(Action::WordsChanged("Déjà vu, naïvely".to_owned()));
    scene.act(Action::TagsChanged(vec!["Zoölogie".to_owned()]));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    scene.note("before printing", "c", "Really?");
    let at = scene.at();
    scene.act(Action::Remotivate {
        id: id("c"),
        motivation: crate::annotation::Motivation::Questioning,
        at,
    });
    scene
}

#[test]
fn a_search_finds_words_quotes_and_tags_whatever_their_case_and_accents() {
    let scene = three();
    assert_eq!(found(&scene, words("DEJA")), ["b"]);
    assert_eq!(found(&scene, words("zoologie book")), ["b"]);
    assert_eq!(found(&scene, words("printing")), ["c"]);
    assert_eq!(
        found(&scene, words("zoologie printing")),
        Vec::<String>::new()
    );
    assert_eq!(found(&scene, words("  ")), ["a", "b", "c"]);
}

#[test]
fn facets_of_one_sort_widen_and_of_two_sorts_narrow() {
    use filter::{Facet, Sieve};
    let scene = three();
    let note = Facet::Kind(Sieve::Note);
    let question = Facet::Kind(Sieve::Question);
    let green = Facet::Color(Color::Green);
    let other = Facet::Person("urn:uuid:other".to_owned());
    assert_eq!(found(&scene, by(&[note.clone(), question])), ["b", "c"]);
    assert_eq!(found(&scene, by(&[note, green.clone()])), ["b"]);
    assert_eq!(found(&scene, by(&[green, other])), Vec::<String>::new());
}

#[test]
fn what_there_is_to_choose_is_counted() {
    use filter::{Facet, Sieve};
    let view = view::margin(&three().state);
    let counts = filter::counts(&view);
    let of = |facet: Facet| {
        counts
            .iter()
            .find(|count| count.facet == facet)
            .map(|count| count.notes)
    };
    assert_eq!(of(Facet::Kind(Sieve::Highlight)), Some(1));
    assert_eq!(of(Facet::Color(Color::Green)), Some(3));
    assert_eq!(of(Facet::Tag("Zoölogie".to_owned())), Some(1));
    assert_eq!(of(Facet::Person("urn:uuid:reader".to_owned())), Some(3));
    assert_eq!(of(Facet::Kind(Sieve::Bookmark)), None);
}

#[test]
fn the_panel_lists_by_text_or_time_and_page_notes_first() {
    let mut scene = three();
    scene.highlight("margin", "d");
    let at = scene.at();
    scene.act(Action::AddPageNote { id: id("p"), at });
    scene.act(Action::WordsChanged("On all of it".to_owned()));
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    let listed = |sort| -> String {
        let view = view::margin(&scene.state);
        let filter = filter::Filter {
            sort,
            ..filter::Filter::default()
        };
        let list = view.listed(&filter);
        list.iter()
            .map(|card| card.id.as_str().replace("urn:uuid:", ""))
            .collect()
    };
    assert_eq!(listed(filter::Sort::Document), "pdabc");
    assert_eq!(listed(filter::Sort::Oldest), "pabcd");
    assert_eq!(listed(filter::Sort::Newest), "pdcba");
}

#[test]
fn what_is_not_looked_for_stands_back_in_the_text_or_leaves_it() {
    let mut scene = three();
    scene.act(Action::Activate(None));
    for (hides, paints) in [(false, 3), (true, 1)] {
        let filter = filter::Filter {
            hides,
            ..words("deja")
        };
        scene.act(Action::FilterChanged(Rc::new(filter)));
        let paint = view::paint(&view::margin(&scene.state));
        assert_eq!(paint.len(), paints);
        let aside = |paint: &view::Paint| *paint == view::Paint::Aside;
        assert_eq!(
            paint.iter().filter(|paint| aside(&paint.0)).count(),
            paints - 1
        );
    }
}

#[test]
fn a_question_is_answered_and_opened_again_and_both_can_be_undone() {
    let mut scene = three();
    let answered = |scene: &Scene| scene.entry("c").record.shown().answered().is_some();
    for is_answered in [true, false, true] {
        let at = scene.at();
        scene.act(Action::Answered {
            id: id("c"),
            is_answered,
            at,
        });
        assert_eq!(answered(&scene), is_answered);
        assert_eq!(scene.events(), ["update"]);
    }
    let open = by(&[filter::Facet::Kind(filter::Sieve::Open)]);
    assert_eq!(found(&scene, open.clone()), Vec::<String>::new());
    scene.undo();
    assert!(!answered(&scene));
    assert_eq!(found(&scene, open), ["c"]);
}

#[test]
fn a_bookmark_is_kept_as_one_and_paints_no_colour() {
    let mut scene = Scene::new();
    let at = scene.at();
    scene.act(Action::Bookmark {
        passage: passage("Readers wrote"),
        id: id("a"),
        at,
    });
    assert_eq!(scene.saves(), 1);
    let view = view::margin(&scene.state);
    assert_eq!(view.placed[0].kind, view::Kind::Bookmark);
    assert_eq!(view::paint(&view)[0].0, view::Paint::Bookmark);
}

#[test]
fn a_screen_that_is_kept_shows_what_one_made_anew_shows() {
    let mut scene = three();
    let mut viewer = view::Viewer::default();
    let same = |viewer: &mut view::Viewer, scene: &Scene| {
        let kept = viewer.look(&scene.state);
        assert_eq!(*kept, *view::margin(&scene.state));
        kept
    };
    let first = same(&mut viewer, &scene);
    assert!(
        Rc::ptr_eq(&first, &same(&mut viewer, &scene)),
        "nothing changed"
    );
    scene.highlight("margin", "d");
    let next = same(&mut viewer, &scene);
    assert!(
        Rc::ptr_eq(&first.placed[0], &next.placed[1]),
        "an old card is not made again"
    );
    let at = scene.at();
    scene.act(Action::AddReply {
        to: id("b"),
        id: id("r"),
        at,
    });
    scene.act(Action::WordsChanged("Indeed".to_owned()));
    same(&mut viewer, &scene);
    let at = scene.at();
    scene.act(Action::SaveAsked(at));
    same(&mut viewer, &scene);
    scene.delete("b");
    same(&mut viewer, &scene);
    scene.undo();
    same(&mut viewer, &scene);
    scene.act(Action::FilterChanged(Rc::new(words("deja"))));
    same(&mut viewer, &scene);
    scene.act(Action::Renamed(Some("Ada".to_owned())));
    same(&mut viewer, &scene);
}

/// One of the things that a reader does, by three numbers.
fn play(scene: &mut Scene, step: (u8, u8, u8), name: &str) {
    let words = [
        "The margin",
        "margin",
        "oldest place",
        "answer",
        "Readers",
        "printing",
    ];
    let others: Vec<AnnotationId> = scene.state.entries.keys().cloned().collect();
    let some = others
        .get(usize::from(step.1) % others.len().max(1))
        .cloned();
    let at = scene.at();
    match (step.0, some) {
        (0, _) | (_, None) => scene.highlight(words[usize::from(step.1) % words.len()], name),
        (1, _) => scene.note(words[usize::from(step.1) % words.len()], name, "Words"),
        (2, _) => {
            scene.act(Action::AddPageNote { id: id(name), at });
            scene.act(Action::WordsChanged("On all of it".to_owned()));
        }
        (3, Some(id)) => scene.act(Action::Delete { id, at }),
        (4, Some(id)) => scene.act(Action::Activate(Some(id).filter(|_| step.2 > 0))),
        (5, Some(id)) => scene.act(Action::EditAsked(id, at)),
        (6, _) => scene.act(Action::WordsChanged(format!("Other words {}", step.2))),
        (7, _) => scene.act(Action::SaveAsked(at)),
        (8, _) => scene.undo(),
        (9, _) => scene.redo(),
        (10, Some(id)) => {
            let placement = match step.2 {
                0 => Placement::exact(passage(words[usize::from(step.1) % words.len()])),
                _ => Placement {
                    state: anchor::State::Unplaced,
                    range: None,
                    ..Placement::exact(passage("answer"))
                },
            };
            scene.act(Action::Placed(vec![(id, placement)]));
        }
        (11, _) => {
            let search = ["", "words", "margin"][usize::from(step.2) % 3].to_owned();
            scene.act(Action::FilterChanged(Rc::new(filter::Filter {
                search,
                ..filter::Filter::default()
            })));
        }
        (12, Some(of)) => {
            let record = &scene.state.entries.get(&of).unwrap().record;
            let mut annotation = record.shown().clone();
            annotation.id = id(name);
            annotation.creator = Some(Person {
                id: format!("urn:other:{}", step.2),
                name: Some(name.to_owned()),
            });
            let records = vec![Record::new(annotation)];
            scene.act(Action::Loaded {
                records,
                trash: Vec::new(),
                layer: Layer::Stored,
            });
        }
        (13, Some(of)) => {
            let records = vec![Rc::clone(&scene.state.entries.get(&of).unwrap().record)];
            scene.act(Action::Stored(records));
        }
        (14, Some(of)) => scene.act(Action::TakenOut(vec![of])),
        (15, _) => scene.act(Action::Renamed(Some(name.to_owned()))),
        (_, Some(to)) => {
            scene.act(Action::AddReply {
                to,
                id: id(name),
                at,
            });
            scene.act(Action::WordsChanged("Indeed".to_owned()));
            let at = scene.at();
            scene.act(Action::SaveAsked(at));
        }
    }
}

proptest::proptest! {
    #[test]
    fn whatever_happens_a_kept_screen_shows_what_one_made_anew_shows(
        steps in proptest::collection::vec((0u8..16, 0u8..9, 0u8..3), 1..40),
        answers in proptest::collection::vec((0u8..18, 0u8..9, 0u8..3), 0..20),
    ) {
        let mut scene = Scene::new();
        let mut viewer = view::Viewer::default();
        for (number, step) in steps.into_iter().chain(answers).enumerate() {
            play(&mut scene, step, &format!("n{number}"));
            let kept = viewer.look(&scene.state);
            proptest::prop_assert_eq!(&*kept, &*view::margin(&scene.state));
        }
    }
}

#[test]
fn tags_that_begin_with_what_is_written_are_offered_first() {
    let known = ["river", "driver", "Rívage", "sea"].map(str::to_owned);
    let fits = filter::fitting(&known, &["river".to_owned()], "RIV");
    assert_eq!(fits, ["Rívage", "driver"]);
    assert_eq!(filter::fitting(&known, &[], " "), Vec::<String>::new());
}
