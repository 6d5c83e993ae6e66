//! Importing: what a file would do before anything is written, and what hostile files are answered.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::rc::Rc;

use common::{ARTICLE, World, history, id, passage, person, shuffled, time};
use postil::anchor::Selectors;
use postil::annotation::edit::{self, Draft, Stamp, markdown};
use postil::annotation::{AnnotationId, NoteChange, Patch, Record, Step, Target, undo};
use postil::exchange::{
    CollectionInfo, ImportErrorKind, MAX_CONFLICTS, MAX_COUNTER, MAX_DEVICES, MAX_FILE_BYTES,
    MAX_IRI_BYTES, MAX_ITEM_BYTES, MAX_ITEM_DEPTH, MAX_ITEMS, MAX_NAME_BYTES, MAX_NOTE_BYTES,
    MAX_QUOTE_BYTES, MAX_TAGS, Plan, PlanContext, ProblemKind, ReadContext, export_collection,
    import_plan, read_bytes, read_text, write_annotation,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

type Here = BTreeMap<AnnotationId, Record>;

fn stamp(device: &str, number: usize) -> Stamp {
    Stamp {
        now: time("2026-01-02T03:04:05Z"),
        device: device.to_owned(),
        person: person(number),
    }
}

fn note(number: u32, target: Target, by: usize) -> Record {
    let draft = Draft {
        id: id(number),
        motivation: None,
        target,
        note: Some(markdown("words")),
        tags: Vec::new(),
        color: None,
        extra: Map::new(),
    };
    edit::create(draft, &stamp("phone", by))
}

fn reworded(record: &Record, words: &str, device: &str, by: usize) -> Record {
    let note = NoteChange::Words(words.to_owned());
    edit::patch(
        record,
        Patch {
            note,
            ..Patch::default()
        },
        &stamp(device, by),
    )
    .expect("an edit")
}

fn file(records: &[Record]) -> String {
    let info = CollectionInfo {
        id: "urn:uuid:file".to_owned(),
        label: "Notes".to_owned(),
        generated: None,
        sender: None,
    };
    export_collection(&records.iter().collect::<Vec<_>>(), &info)
}

fn plan(text: &str, here: &Here, stands_here: &dyn Fn(&Selectors) -> bool) -> Plan {
    let file = read_text(text, &ReadContext::default()).expect("a file");
    let context = PlanContext {
        articles: &[ARTICLE.to_owned()],
        current: &|id| here.get(id).cloned().map(Rc::new),
        is_read_only: &|known| *known == id(900),
        stands_here,
    };
    import_plan(file.items, &context)
}

fn nowhere(_: &Selectors) -> bool {
    false
}

fn counts(plan: &Plan) -> [usize; 6] {
    let rejected = plan.rejected.len();
    [
        plan.added,
        plan.updated,
        plan.unchanged,
        plan.deleted,
        plan.conflicts,
        rejected,
    ]
}

fn take(here: &mut Here, plan: &Plan) {
    for record in plan.records() {
        here.insert(record.id().clone(), Record::clone(&record));
    }
}

#[test]
fn what_is_new_newer_the_same_deleted_and_in_conflict_is_counted() {
    let page = || Target::Article(ARTICLE.to_owned());
    let all: Vec<Record> = (1..=5).map(|number| note(number, page(), 1)).collect();
    let mut here: Here = all[1..]
        .iter()
        .map(|one| (one.id().clone(), one.clone()))
        .collect();
    let laptop = reworded(&all[4], "here", "laptop", 1);
    here.insert(laptop.id().clone(), laptop);
    let text = file(&[
        all[0].clone(),
        reworded(&all[1], "newer", "phone", 1),
        all[2].clone(),
        edit::delete(&all[3], &stamp("phone", 1)).expect("a tombstone"),
        reworded(&all[4], "there", "phone", 1),
    ]);
    let first = plan(&text, &here, &nowhere);
    assert_eq!(counts(&first), [1, 1, 1, 1, 1, 0]);
    assert_eq!(first.edits.len(), 4);
    take(&mut here, &first);
    let second = plan(&text, &here, &nowhere);
    assert_eq!(counts(&second), [0, 0, 5, 0, 0, 0]);
    assert!(second.edits.is_empty());
}

#[test]
fn a_known_id_by_another_person_is_rejected_and_so_is_a_layer_of_the_page() {
    let mine = note(1, Target::Article(ARTICLE.to_owned()), 1);
    let here: Here = [(mine.id().clone(), mine.clone())].into();
    let page = || Target::Article(ARTICLE.to_owned());
    let text = file(&[
        note(1, page(), 2),
        note(900, page(), 2),
        note(3, page(), 1),
        note(3, page(), 2),
    ]);
    let plan = plan(&text, &here, &nowhere);
    let reasons: Vec<_> = plan
        .rejected
        .iter()
        .map(|one| (one.index, one.problem.kind.clone()))
        .collect();
    assert_eq!(
        reasons,
        [
            (0, ProblemKind::OtherCreator),
            (1, ProblemKind::ReadOnly),
            (3, ProblemKind::DuplicateId)
        ]
    );
    assert_eq!(plan.added, 1);
}

#[test]
fn another_articles_notes_come_in_only_where_their_passage_stands_here() {
    let elsewhere = |quote: &str| {
        let Target::Passage(mut places) = passage(quote, 3) else {
            unreachable!()
        };
        places[0].source = "https://other.example/".to_owned();
        Target::Passage(places)
    };
    let text = file(&[
        note(1, elsewhere("stands here"), 1),
        note(2, elsewhere("does not"), 1),
        note(3, Target::Article("https://other.example/".to_owned()), 1),
        note(5, Target::Reply(id(4)), 1),
        note(4, Target::Reply(id(2)), 1),
        note(6, Target::Reply(id(1)), 1),
        note(7, Target::Reply(id(99)), 1),
        note(8, Target::Article(format!("{ARTICLE}#part")), 1),
    ]);
    let stands = |selectors: &Selectors| {
        selectors
            .quote
            .as_ref()
            .is_some_and(|quote| quote.exact == "stands here")
    };
    let plan = plan(&text, &Here::new(), &stands);
    let rejected: Vec<usize> = plan.rejected.iter().map(|one| one.index).collect();
    assert_eq!(
        rejected,
        [1, 2, 3, 4],
        "and the replies to what is not taken"
    );
    assert_eq!(
        plan.added, 4,
        "a reply to a note that is not here yet waits for it"
    );
    let reason = plan.rejected[0].problem.to_string();
    assert_eq!(
        reason,
        "it belongs to another article: `https://other.example/`"
    );
}

#[test]
fn a_date_in_the_year_9999_replaces_nothing() {
    let mine = note(1, Target::Article(ARTICLE.to_owned()), 1);
    let here: Here = [(mine.id().clone(), mine.clone())].into();
    let mut forged = write_annotation(&mine);
    let entries = forged.as_object_mut().expect("an object");
    entries.remove("postil:version");
    entries.remove("revision");
    entries.insert("modified".to_owned(), json!("9999-12-31T23:59:59Z"));
    entries.insert(
        "body".to_owned(),
        json!({"type": "TextualBody", "value": "forged"}),
    );
    let mut fresh = forged.clone();
    fresh["id"] = json!("urn:uuid:00000000-0000-4000-8000-0000000000ff");
    let plan = plan(&json!([forged, fresh]).to_string(), &here, &nowhere);
    assert_eq!(
        counts(&plan),
        [1, 0, 1, 0, 0, 0],
        "a far date is a date, and decides nothing"
    );
}

#[test]
fn replies_in_a_circle_end() {
    let text = file(&[
        note(1, Target::Reply(id(2)), 1),
        note(2, Target::Reply(id(1)), 1),
    ]);
    assert_eq!(plan(&text, &Here::new(), &nowhere).added, 2);
}

#[test]
fn the_whole_import_can_be_taken_back() {
    let page = || Target::Article(ARTICLE.to_owned());
    let mine = note(1, page(), 1);
    let here: Here = [(mine.id().clone(), mine.clone())].into();
    let text = file(&[reworded(&mine, "forged", "nobody", 1), note(2, page(), 2)]);
    let plan = plan(&text, &here, &nowhere);
    let me = stamp("phone", 1);
    let steps: Vec<Step> = plan
        .edits
        .iter()
        .map(|edit| undo::undo(edit, Some(&edit.after), &me))
        .collect();
    assert_eq!(
        steps,
        [
            Step::Put(id(1), Some(Rc::new(mine))),
            Step::Put(id(2), None)
        ]
    );
}

#[test]
fn one_annotation_a_list_a_page_and_a_collection_are_recognised() {
    let record = note(1, Target::Article(ARTICLE.to_owned()), 1);
    let one = write_annotation(&record);
    let mut bare = one.clone();
    bare.as_object_mut().expect("an object").remove("@context");
    for value in [
        one.clone(),
        json!([one]),
        json!([bare]),
        json!({"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": [bare]}),
        json!({"type": "AnnotationCollection", "first": {"items": [bare], "next": {"items": []}}}),
    ] {
        let text = format!("\u{feff} {value} \n");
        let file = read_bytes(text.as_bytes(), &ReadContext::default()).expect("a file");
        assert_eq!(file.items, [(0, Ok(record.clone()))], "{value}");
        assert_eq!(file.format.name(), "jsonld");
    }
    let empty = read_text(&file(&[]), &ReadContext::default()).expect("an empty collection");
    assert!(empty.items.is_empty());
}

#[test]
fn what_is_not_readable_at_all_is_answered_with_the_reason() {
    let check = |text: &str, expected: &str| {
        let error = read_text(text, &ReadContext::default()).expect_err("an error");
        assert_eq!(
            error.to_string(),
            format!("failed to read the file: {expected}")
        );
    };
    check(" \n", "it is empty");
    check("{\"a\": [1, 2", "it is no JSON from line 1 column 12");
    check(
        "{\"some\": \"json\"}",
        "it has no annotations in a known format",
    );
    check("7", "it has no annotations in a known format");
    check(
        "{\"type\": \"AnnotationCollection\", \"first\": \"https://example.org/page1\"}",
        "the collection's pages are not in it, and nothing is fetched",
    );
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    check(&deep(10_000), "it is nested deeper than 128");
    check(&deep(129), "it is nested deeper than 128");
    assert!(read_text(&deep(127), &ReadContext::default()).is_ok());
    let error = read_bytes(b"[\"\xff\"]", &ReadContext::default()).expect_err("no text");
    assert_eq!(
        error.to_string(),
        "failed to read the file: it is not UTF-8 from byte 2"
    );
}

#[test]
fn size_and_count_have_limits_on_both_sides() {
    let padded = |bytes: usize| format!("[]{}", " ".repeat(bytes - 2));
    assert!(read_text(&padded(MAX_FILE_BYTES), &ReadContext::default()).is_ok());
    let error =
        read_text(&padded(MAX_FILE_BYTES + 1), &ReadContext::default()).expect_err("too large");
    assert_eq!(
        error.kind,
        ImportErrorKind::TooLarge {
            bytes: MAX_FILE_BYTES + 1
        }
    );
    assert_eq!(
        error.to_string(),
        "failed to read the file: 50000001 bytes are more than the limit of 50000000"
    );
    let list = |items: usize| format!("[{}1]", "1,".repeat(items - 1));
    let file = read_text(&list(MAX_ITEMS), &ReadContext::default()).expect("a file");
    assert!(file.items.iter().all(|(_, item)| item.is_err()));
    let error = read_text(&list(MAX_ITEMS + 1), &ReadContext::default()).expect_err("too many");
    assert_eq!(
        error.kind,
        ImportErrorKind::TooManyItems {
            items: MAX_ITEMS + 1
        }
    );
}

#[test]
fn a_bad_item_is_named_and_the_good_ones_come_in() {
    let good = write_annotation(&note(1, Target::Article(ARTICLE.to_owned()), 1));
    let with = |key: &str, value: Value| {
        let mut item = good.clone();
        item[key] = value;
        item
    };
    let body = |words: usize| json!({"type": "TextualBody", "value": "x".repeat(words)});
    let tags = |count: usize| {
        let tag =
            |n| json!({"type": "TextualBody", "purpose": "tagging", "value": format!("t{n}")});
        Value::Array((0..count).map(tag).collect())
    };
    let items = json!([
        good,
        null,
        7,
        with("type", json!({})),
        with("target", json!([])),
        with("id", json!("javascript alert")),
        with("body", body(MAX_NOTE_BYTES)),
        with("body", body(MAX_NOTE_BYTES + 1)),
        with("body", tags(MAX_TAGS)),
        with("body", tags(MAX_TAGS + 1)),
        with("other", json!("x".repeat(MAX_ITEM_BYTES))),
        with("creator", json!({"id": "urn:x", "name": "n".repeat(3000)})),
        with("@context", json!("https://schema.org/")),
    ]);
    let file = read_text(&items.to_string(), &ReadContext::default()).expect("a file");
    let answers: Vec<String> = file
        .items
        .iter()
        .map(|(index, item)| match item {
            Ok(_) => format!("{index} ok"),
            Err(problem) => format!("{index} {problem}"),
        })
        .collect();
    assert_eq!(
        answers,
        [
            "0 ok",
            "1 expected a JSON object",
            "2 expected a JSON object",
            "3 expected `type` to be `Annotation`",
            "4 expected `target` to be an IRI or a resource, but found `[]`",
            "5 expected `id` to be one IRI, but found `\"javascript alert\"`",
            "6 ok",
            "7 `value` is longer than the limit of 1000000 bytes",
            "8 ok",
            "9 `body` has more entries than the limit of 500",
            "10 `annotation` is longer than the limit of 2000000 bytes",
            "11 `creator` is longer than the limit of 2000 bytes",
            "12 expected `@context` to name `http://www.w3.org/ns/anno.jsonld`",
        ]
    );
}

/// A list in a list, and so on.
fn nested(depth: usize) -> Value {
    (1..depth).fold(json!([]), |inner, _| json!([inner]))
}

#[test]
fn what_is_taken_can_be_written_and_read_again_however_deep_it_is() {
    let mut item = write_annotation(&note(1, Target::Article(ARTICLE.to_owned()), 1));
    item["other"] = nested(MAX_ITEM_DEPTH - 1);
    let read = |text: &str| {
        let file = read_text(text, &ReadContext::default()).expect("a file");
        let [(0, item)] = &file.items[..] else {
            panic!("one item");
        };
        item.clone()
    };
    let record = read(&json!([item]).to_string()).expect("at the limit");
    assert_eq!(
        read(&file(std::slice::from_ref(&record))).as_ref(),
        Ok(&record)
    );
    let kept = postil::store::record_json::write(&postil::store::Stored::new(record));
    assert!(postil::store::record_json::read(ARTICLE, &kept).is_ok());
    item["other"] = nested(MAX_ITEM_DEPTH);
    let problem = read(&json!([item]).to_string()).expect_err("above the limit");
    assert_eq!(problem.kind, ProblemKind::NotJson);
}

#[test]
fn one_id_a_thousand_times_is_taken_up_to_the_limit_of_conflicts() {
    let item = write_annotation(&note(1, Target::Article(ARTICLE.to_owned()), 1));
    let items: Vec<Value> = (0..1_000)
        .map(|at| {
            let mut item = item.clone();
            item["body"]["value"] = json!(at.to_string());
            item
        })
        .collect();
    let plan = plan(&json!(items).to_string(), &Here::new(), &nowhere);
    assert_eq!(plan.edits.len(), 1);
    assert_eq!(plan.edits[0].after.conflicts().len(), MAX_CONFLICTS);
    assert_eq!(plan.rejected.len(), 1_000 - MAX_CONFLICTS - 1);
}

#[test]
fn many_tags_are_refused_in_no_time() {
    let tags: Vec<String> = (0..90_000).map(|at| format!("{at:x}")).collect();
    let bodies: Vec<Value> = tags.iter().map(|tag| json!({ "value": tag })).collect();
    let mut item = write_annotation(&note(1, Target::Article(ARTICLE.to_owned()), 1));
    item["motivation"] = json!("tagging");
    item["body"] = json!(bodies);
    let set = json!({
        "@context": "https://www.w3.org/ns/epub-anno.jsonld",
        "type": "AnnotationSet",
        "items": [{
            "id": "urn:x", "type": "Annotation", "created": "2026-01-02T03:04:05Z",
            "target": {"source": ARTICLE}, "body": {"type": "TextualBody", "value": "", "tags": tags},
        }],
    });
    for text in [json!([item]).to_string(), set.to_string()] {
        let file = read_text(&text, &ReadContext::default()).expect("a file");
        let kind = file.items[0].1.as_ref().err().map(|problem| &problem.kind);
        assert!(matches!(
            kind,
            Some(ProblemKind::TooMany {
                limit: MAX_TAGS,
                ..
            })
        ));
    }
}

#[test]
fn a_body_of_an_annotation_set_has_the_limit_of_an_item() {
    let set = |bytes: usize| {
        json!({
            "@context": "https://www.w3.org/ns/epub-anno.jsonld",
            "type": "AnnotationSet",
            "items": [{
                "id": "urn:x", "type": "Annotation", "created": "2026-01-02T03:04:05Z",
                "target": {"source": ARTICLE}, "body": {"type": "Image", "id": "urn:y", "data": "x".repeat(bytes)},
            }],
        })
        .to_string()
    };
    let is_read = |text: &str| {
        read_text(text, &ReadContext::default())
            .expect("a file")
            .items[0]
            .1
            .is_ok()
    };
    assert!(is_read(&set(1_000)) && !is_read(&set(MAX_ITEM_BYTES)));
}

#[test]
fn of_several_targets_none_is_lost() {
    let set = json!({"type": "List", "items": ["https://example.org/x"]});
    let targets = json!([set, {"source": ARTICLE, "selector": {"type": "TextQuoteSelector", "exact": "words"}}]);
    let mut item = write_annotation(&note(1, Target::Article(ARTICLE.to_owned()), 1));
    item["target"] = targets.clone();
    let file = read_text(&json!([item]).to_string(), &ReadContext::default()).expect("a file");
    let record = file.items[0].1.clone().expect("an annotation");
    assert_eq!(write_annotation(&record)["target"], targets);
}

#[test]
fn every_limit_of_an_item_holds_on_both_sides() {
    let Target::Passage(places) = passage("the passage", 3) else {
        unreachable!()
    };
    let good = write_annotation(&note(1, Target::Passage(places), 1));
    let is_read = |change: &dyn Fn(&mut Value)| {
        let mut item = good.clone();
        change(&mut item);
        read_text(&json!([item]).to_string(), &ReadContext::default())
            .expect("a file")
            .items[0]
            .1
            .is_ok()
    };
    let many = |count: usize| -> Value {
        let mut one = good.clone();
        one.as_object_mut().expect("an object").remove("@context");
        Value::Array(vec![one; count])
    };
    let vector = |count: usize| -> Value {
        Value::Object((0..count).map(|at| (format!("d{at}"), json!(1))).collect())
    };
    let iri = |length: usize| json!(format!("urn:{}", "x".repeat(length - 4)));
    let check = |name: &str, limit: usize, change: &dyn Fn(&mut Value, usize)| {
        assert!(is_read(&|item| change(item, limit)), "{name} at its limit");
        assert!(
            !is_read(&|item| change(item, limit + 1)),
            "{name} above its limit"
        );
    };
    check("id", MAX_IRI_BYTES, &|item, n| item["id"] = iri(n));
    check("source", MAX_IRI_BYTES, &|item, n| {
        item["target"]["source"] = iri(n)
    });
    check("quote", MAX_QUOTE_BYTES, &|item, n| {
        item["target"]["selector"][0]["exact"] = json!("x".repeat(n));
    });
    check("name", MAX_NAME_BYTES, &|item, n| {
        item["creator"]["name"] = json!("x".repeat(n))
    });
    check("tag", MAX_NAME_BYTES, &|item, n| {
        item["body"] = json!({"type": "TextualBody", "purpose": "tagging", "value": "x".repeat(n)});
    });
    check("conflicts", MAX_CONFLICTS, &|item, n| {
        item["postil:conflicts"] = many(n)
    });
    check("devices", MAX_DEVICES, &|item, n| {
        item["postil:version"] = vector(n)
    });
    check("counter", MAX_COUNTER as usize, &|item, n| {
        item["postil:version"] = json!({"d": n})
    });
    // The names of the properties and what else stands in the item count too.
    let rest = good.to_string().len();
    assert!(is_read(
        &|item| item["x:y"] = json!("x".repeat(MAX_ITEM_BYTES - 2 * rest))
    ));
    assert!(!is_read(
        &|item| item["x:y"] = json!("x".repeat(MAX_ITEM_BYTES))
    ));
}

/// Growth is what is tested; the time itself depends on the machine.
#[test]
fn ten_thousand_notes_with_a_thousand_conflicts_take_about_ten_times_a_thousand() {
    let measure = |count: u32| {
        let page = || Target::Article(ARTICLE.to_owned());
        let all: Vec<Record> = (1000..1000 + count)
            .map(|number| note(number, page(), 1))
            .collect();
        let here: Here = all
            .iter()
            .take(count as usize / 10)
            .map(|one| (one.id().clone(), reworded(one, "here", "laptop", 1)))
            .collect();
        let there: Vec<Record> = all
            .iter()
            .enumerate()
            .map(|(at, one)| {
                if at < here.len() {
                    reworded(one, "there", "phone", 1)
                } else {
                    one.clone()
                }
            })
            .collect();
        let text = file(&there);
        let start = std::time::Instant::now();
        let plan = plan(&text, &here, &nowhere);
        let time = start.elapsed();
        assert_eq!(plan.conflicts, here.len());
        assert_eq!(plan.added + plan.conflicts, all.len());
        time
    };
    measure(1_000);
    let (small, large) = (measure(1_000), measure(10_000));
    println!("1,000 notes: {small:?}; 10,000 notes: {large:?}");
    assert!(large < small * 40, "{small:?} {large:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn groups_that_exchange_files_in_any_order_end_with_the_same_notes(steps in history(), seed in any::<u64>()) {
        let world = World::of(&steps);
        let files: Vec<Vec<Record>> = world.replicas.iter().map(|one| one.all()).collect();
        let mut ends: Vec<Here> = Vec::new();
        for (device, replica) in world.replicas.iter().enumerate() {
            let mut here = replica.records.clone();
            let mut order: Vec<usize> = (0..files.len()).chain(0..files.len()).collect();
            let turn = (seed as usize).wrapping_add(device * 5) % order.len();
            order.rotate_left(turn);
            for of in order {
                let text = file(&shuffled(&files[of], seed ^ of as u64));
                let plan = plan(&text, &here, &nowhere);
                prop_assert!(plan.rejected.is_empty(), "{:?}", plan.rejected);
                take(&mut here, &plan);
            }
            ends.push(here);
        }
        for end in &ends {
            prop_assert_eq!(end, &ends[0]);
        }
    }

    #[test]
    fn no_file_makes_the_reader_panic(text in "[\\[\\]{}\",:a-z0-9@\\\\ ]{0,200}") {
        let _ = read_text(&text, &ReadContext::default());
    }

    #[test]
    fn no_change_of_one_value_makes_the_reader_panic(steps in history(), at in any::<usize>(), kind in 0..8usize) {
        let world = World::of(&steps);
        let Some(record) = world.replicas[0].records.values().next() else { return Ok(()) };
        let mut value = write_annotation(record);
        let values = [json!(null), json!(-1), json!([]), json!({}), json!(true), json!("\u{202E}"), json!(1e300), json!([[{}]])];
        let mut left = at % 60;
        replace(&mut value, &mut left, &values[kind]);
        let _ = read_text(&json!([value]).to_string(), &ReadContext::default());
    }
}

/// Replaces the value that stands at the given place, counted through the whole tree.
fn replace(value: &mut Value, left: &mut usize, by: &Value) {
    if *left == 0 {
        *value = by.clone();
    }
    *left = left.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, left, by)),
        Value::Object(entries) => entries
            .values_mut()
            .for_each(|item| replace(item, left, by)),
        _ => {}
    }
}
