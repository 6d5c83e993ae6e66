//! The formats of others: what they look like, what comes back, and merging through each of them.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::rc::Rc;

use common::{ARTICLE, World, history, id, passage, person, time};
use postil::annotation::edit::{self, Draft, Stamp, markdown};
use postil::annotation::{Annotation, AnnotationId, Color, Motivation, Record, Target};
use postil::exchange::{
    ExportContext, ExportItem, ExportWords, Exported, Format, PlanContext, ReadContext, export,
    import_plan, read_bytes, read_text, share, zip,
};
use postil::text::ArticleText;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn stamp(number: usize) -> Stamp {
    Stamp {
        now: time("2026-01-02T03:04:05Z"),
        device: "phone".to_owned(),
        person: person(number),
    }
}

fn note(number: u32, target: Target, words: Option<&str>, tags: &[&str]) -> Record {
    let draft = Draft {
        id: id(number),
        motivation: None,
        target,
        note: words.map(markdown),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        color: Some(Color::Green),
        extra: Map::new(),
    };
    edit::create(draft, &stamp(1))
}

fn examples() -> Vec<Record> {
    let page = Target::Article(ARTICLE.to_owned());
    vec![
        note(
            1,
            page,
            Some("About *all* of it.\n\n- one\n- two"),
            &["overview"],
        ),
        note(
            2,
            passage("A [quoted] passage\nover * two lines", 10),
            None,
            &[],
        ),
        note(
            3,
            passage("=SUM(A1), \"quoted\"", 50),
            Some("=1+1 <script>alert(1)</script> ![x](https://spy.example/)"),
            &["two words", "2026"],
        ),
        note(4, Target::Reply(id(3)), Some("A **reply**"), &[]),
        edit::delete(&note(5, passage("gone", 90), Some("gone"), &[]), &stamp(1))
            .expect("a tombstone"),
    ]
}

fn write(format: Format, records: &[Record]) -> Exported {
    let items: Vec<ExportItem> = records
        .iter()
        .map(|record| ExportItem {
            record,
            is_unplaced: false,
        })
        .collect();
    let by_id: BTreeMap<&AnnotationId, &Record> =
        records.iter().map(|one| (one.id(), one)).collect();
    let text = ArticleText::from_lines(
        "\u{1F600}\u{1F600} a text with two letters beyond the sixteenth bit",
    );
    let exported = time("2026-02-03T04:05:06Z");
    let words = ExportWords::english();
    let context = ExportContext {
        id: "urn:uuid:file",
        title: "A \"title\": with #marks",
        author: Some("The Author"),
        article: ARTICLE,
        url: "https://example.org/reading.html#top",
        language: "en",
        exported: &exported,
        text: Some(&text),
        words: &words,
        sender: None,
        items: &items,
        find: &|id| by_id.get(id).copied(),
    };
    export(format, &context)
}

fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/exchange")
        .join(name);
    if std::env::var_os("POSTIL_REWRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a golden file");
    }
    let expected = std::fs::read_to_string(&path).expect("a golden file");
    assert_eq!(text, expected, "{}", path.display());
}

#[test]
fn every_format_is_written_as_it_was_agreed() {
    for format in Format::ALL {
        let exported = write(format, &examples());
        golden(&format!("examples.{}", format.ending()), &exported.text);
        let left_out = if format == Format::AnnotationSet {
            1
        } else {
            0
        };
        assert_eq!(exported.left_out, left_out, "{}", format.name());
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
}

#[test]
fn an_html_page_runs_and_fetches_nothing() {
    let text = write(Format::Html, &examples()).text.to_lowercase();
    for bad in [
        "<script", "<img", "src=", "@import", "url(", "onerror", "<iframe", "<link",
    ] {
        assert!(!text.contains(bad), "{bad}");
    }
}

#[test]
fn csv_rows_are_seven_cells_each() {
    let text = write(Format::Csv, &examples()).text;
    let rows = rows(&text);
    assert!(rows.iter().all(|row| row.len() == 7), "{rows:?}");
    assert_eq!(rows.len(), 5, "the header and four notes");
    assert!(
        rows.iter()
            .flatten()
            .all(|cell| !cell.starts_with(['=', '+', '-', '@']))
    );
    assert_eq!(rows[3][0], "'=SUM(A1), \"quoted\"");
}

/// A reader of RFC 4180, written for this test alone.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    rows
}

#[test]
fn hypothesis_counts_utf16_units_and_needs_what_its_importer_needs() {
    let text = ArticleText::from_lines(
        "\u{1F600}\u{1F600} a text with two letters beyond the sixteenth bit",
    );
    let record = note(1, passage("a text", 3), Some("words"), &["t"]);
    assert_eq!(
        text.as_str().chars().skip(3).take(6).collect::<String>(),
        "a text"
    );
    let file: Value =
        serde_json::from_str(&write(Format::Hypothesis, &[record]).text).expect("JSON");
    let item = &file["annotations"][0];
    let selectors = item["target"][0]["selector"].as_array().expect("selectors");
    let types: Vec<_> = selectors.iter().map(|one| one["type"].as_str()).collect();
    assert_eq!(
        types,
        [Some("TextQuoteSelector"), Some("TextPositionSelector")]
    );
    assert_eq!(
        (&selectors[1]["start"], &selectors[1]["end"]),
        (&json!(5), &json!(11))
    );
    assert!(item["permissions"]["read"].is_array() && item["tags"].is_array());
    assert!(common::string(&item["user"]).starts_with("acct:"));
}

#[test]
fn a_file_of_hypothesis_is_read_with_its_people_threads_and_properties() {
    let text = json!({
        "export_date": "2024-05-06T07:08:09.123456+00:00", "export_userid": "acct:ann@hypothes.is", "client_version": "1.1",
        "annotations": [
            {"id": "Ab_1-x", "uri": ARTICLE, "document": {"title": ["T"]}, "text": "", "tags": [], "user": "acct:ann@hypothes.is",
             "user_info": {"display_name": "Ann"}, "created": "2024-05-06T07:08:09.123456+00:00", "updated": "2024-05-06T07:08:09.123456+00:00",
             "group": "__world__", "links": {"html": "https://hypothes.is/a/Ab_1-x"}, "permissions": {"read": ["group:__world__"]},
             "target": [{"source": ARTICLE, "selector": [
                {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": 0, "endContainer": "/p[1]", "endOffset": 4},
                {"type": "TextPositionSelector", "start": 5, "end": 11},
                {"type": "TextQuoteSelector", "exact": "a text", "prefix": "x ", "suffix": " with"}]}]},
            {"id": "Re_2", "uri": ARTICLE, "text": "yes", "tags": ["t"], "user": "acct:bo@hypothes.is", "references": ["Ab_1-x"],
             "created": "2024-05-07T07:08:09+00:00", "updated": "2024-05-07T07:08:09+00:00", "target": [{"source": ARTICLE}]},
            {"id": "Pg_3", "uri": ARTICLE, "text": "page", "user": "acct:bo@hypothes.is", "target": [{"source": ARTICLE}]},
            {"uri": ARTICLE}, {"id": "x y", "uri": ARTICLE}, {"id": "T", "uri": "no address"},
        ]
    });
    let file = read_text(&text.to_string(), &ReadContext::default()).expect("a file");
    assert_eq!(file.format, Format::Hypothesis);
    let answers: Vec<String> = file
        .items
        .iter()
        .filter_map(|(index, item)| Some(format!("{index} {}", item.as_ref().err()?)))
        .collect();
    assert_eq!(
        answers,
        [
            "3 expected `id`, but it is missing",
            "4 expected `id` to be an id, but found `\"x y\"`",
            "5 expected `uri` to be an address, but found `\"no address\"`"
        ]
    );
    let read: Vec<&Annotation> = file
        .items
        .iter()
        .filter_map(|(_, item)| Some(item.as_ref().ok()?.shown()))
        .collect();
    assert_eq!(read[0].id.as_str(), "https://hypothes.is/a/Ab_1-x");
    assert_eq!(
        read[0].creator.as_ref().and_then(|one| one.name.as_deref()),
        Some("Ann")
    );
    assert_eq!(read[0].motivation, Motivation::Highlighting);
    let Target::Passage(places) = &read[0].target else {
        panic!("a passage")
    };
    assert_eq!(places[0].selectors.position, None);
    assert_eq!(
        places[0]
            .selectors
            .position_utf16
            .map(|at| at.start().get()),
        Some(5)
    );
    assert_eq!(places[0].foreign.len(), 1);
    assert_eq!(read[1].target, Target::Reply(read[0].id.clone()));
    assert_eq!(
        read[1].creator.as_ref().and_then(|one| one.name.as_deref()),
        Some("bo")
    );
    assert_eq!(read[2].target, Target::Article(ARTICLE.to_owned()));
    // Out again: what we do not understand is still there.
    let records: Vec<Record> = read.into_iter().cloned().map(Record::new).collect();
    let again: Value =
        serde_json::from_str(&write(Format::Hypothesis, &records).text).expect("JSON");
    let (before, after) = (&text["annotations"][0], &again["annotations"][0]);
    for key in [
        "id",
        "uri",
        "document",
        "group",
        "links",
        "permissions",
        "user",
        "user_info",
        "created",
        "updated",
        "text",
        "tags",
    ] {
        assert_eq!(after[key], before[key], "{key}");
    }
    let of = |value: &Value| {
        let mut all = value["target"][0]["selector"]
            .as_array()
            .expect("selectors")
            .clone();
        all.sort_by_key(|one| common::string(&one["type"]));
        all
    };
    assert_eq!(of(after), of(before));
}

#[test]
fn an_annotation_set_is_read_raw_or_from_its_zip_in_either_habit() {
    let set = json!({
        "@context": "https://www.w3.org/ns/epub-anno.jsonld", "id": "urn:uuid:1", "type": "AnnotationSet",
        "about": {"dc:identifier": ["urn:isbn:1"], "dc:title": "A book"},
        "items": [
            {"id": "urn:uuid:a", "type": "Annotation", "created": "2026-01-01T00:00:00Z", "motivation": "commenting",
             "creator": {"id": "https://a.example/ann", "type": "Person", "name": "Ann"},
             "target": {"source": "chapter.html", "selector": []}, "body": {"type": "TextualBody", "value": "x"}},
            {"id": "urn:uuid:b", "type": "Annotation", "created": "2026-01-01T00:00:00Z",
             "target": {"source": "https://a.example/chapter.html", "selector": [
                {"type": "CssSelector", "value": "#p1", "refinedBy": {"type": "TextPositionSelector", "start": 1, "end": 4}},
                {"type": "TextQuoteSelector", "exact": "abc", "prefix": "", "suffix": ""}], "meta": {"page": 3}},
             "body": {"type": "TextualBody", "value": "**not** bold", "color": "pink", "highlight": "underline", "tag": "one"}},
            {"id": "urn:uuid:c", "type": "Annotation", "target": {"source": "https://a.example/"}},
            {"id": "urn:uuid:d", "type": "Annotation", "created": "2026-01-01T00:00:00Z", "target": {"source": "https://a.example/"},
             "body": {"type": "Image", "id": "https://a.example/i.png"}},
        ]
    }).to_string();
    let zip = zip::pack_set(
        set.as_bytes(),
        zip::Method::Stored,
        set.len(),
        zip::crc32(set.as_bytes()),
    );
    for bytes in [set.as_bytes(), &zip] {
        let file = read_bytes(bytes, &ReadContext::default()).expect("a file");
        assert_eq!(
            (file.format, file.label.as_deref()),
            (Format::AnnotationSet, Some("A book"))
        );
        let reasons: Vec<String> = file
            .items
            .iter()
            .map(|(_, item)| {
                item.as_ref()
                    .err()
                    .map_or_else(String::new, ToString::to_string)
            })
            .collect();
        assert_eq!(reasons[0], "");
        let first = file.items[0].1.as_ref().expect("an item");
        let again = write(Format::AnnotationSet, std::slice::from_ref(first)).text;
        let again: Value = serde_json::from_str(&again).expect("JSON");
        assert_eq!(
            again["items"][0]["target"]["source"],
            json!("chapter.html"),
            "a path in a book"
        );
        assert_eq!(reasons[2], "expected `created`, but it is missing");
        let second = file.items[1].1.as_ref().expect("an item").shown();
        let note = second.note.as_ref().expect("a note");
        assert_eq!(
            (note.value.as_str(), note.format.as_str()),
            ("**not** bold", "text/plain")
        );
        assert_eq!(
            (second.color, second.tags.as_slice()),
            (Some(Color::Pink), ["one".to_owned()].as_slice())
        );
        let again: Value = serde_json::from_str(
            &write(Format::AnnotationSet, &[Record::new(second.clone())]).text,
        )
        .expect("JSON");
        assert_eq!(again["items"][0]["body"]["highlight"], json!("underline"));
        assert!(
            file.items[3].1.is_ok(),
            "an image is kept, though not shown"
        );
    }
}

#[test]
fn a_deflated_zip_is_for_the_caller_to_unpack() {
    let zip = zip::pack_set(b"packed", zip::Method::Deflated, 2, zip::crc32(b"{}"));
    let error = read_bytes(&zip, &ReadContext::default()).expect_err("packed");
    assert_eq!(
        error.to_string(),
        "failed to read the file: the ZIP must be unpacked first"
    );
}

#[test]
fn a_share_link_carries_the_notes_without_loss() {
    let records = examples();
    let text = share::text(&records.iter().collect::<Vec<_>>());
    let fragment = share::fragment(text.as_bytes(), zip::Method::Stored);
    let (bytes, _) = share::read_fragment(&fragment).expect("a fragment");
    let read: Vec<Record> = read_bytes(&bytes, &ReadContext::default())
        .expect("a file")
        .items
        .into_iter()
        .map(|(_, item)| item.expect("an item"))
        .collect();
    assert_eq!(read, records);
}

/// What a format holds of an annotation, by what `docs/formats.md` says.
fn held(format: Format, shown: &Annotation) -> Value {
    let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = shown.note.as_ref().map(|note| note.value.clone());
    let quote = match &shown.target {
        Target::Passage(places) => places[0].selectors.quote.clone(),
        _ => None,
    };
    let mut value = json!({
        "id": shown.id.as_str(),
        "tags": shown.tags,
        "quote": quote.map(|quote| [quote.prefix, quote.exact, quote.suffix]),
        "creator": shown.creator.as_ref().map(|one| [Some(one.id.clone()), one.name.clone()]),
        "created": shown.created.as_ref().map(|at| at.as_str().to_owned()),
        "modified": shown.modified.as_ref().map(|at| at.as_str().to_owned()),
        "color": shown.color.map(Color::name),
        "words": words,
    });
    if format == Format::AnnotationSet {
        // Plain text: compared in its own test.
        value["words"] = json!(null);
        value["color"] = json!(shown.color.unwrap_or_default().name());
        let _ = plain;
    } else {
        value["motivation"] = json!(shown.motivation.name());
    }
    value
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_importable_format_brings_back_what_it_can_hold(steps in history()) {
        let world = World::of(&steps);
        for replica in &world.replicas {
            let live: Vec<Record> = replica.records.values().filter(|one| !one.is_deleted()).cloned().collect();
            for format in [Format::Markdown, Format::Hypothesis, Format::AnnotationSet] {
                let text = write(format, &replica.all()).text;
                let file = read_text(&text, &ReadContext::default()).expect("a file");
                prop_assert_eq!(file.format, format);
                let read: Vec<Record> = file.items.into_iter().map(|(_, item)| item.expect("an item")).collect();
                let kept: Vec<&Record> = live
                    .iter()
                    .filter(|one| format != Format::AnnotationSet || !matches!(one.shown().target, Target::Reply(_)))
                    .collect();
                prop_assert_eq!(read.len(), kept.len());
                for (read, before) in read.iter().zip(kept) {
                    prop_assert_eq!(held(format, read.shown()), held(format, before.shown()));
                    if format == Format::Markdown {
                        prop_assert_eq!(read, before, "its block is without loss");
                    }
                }
                // What went out once goes out the same again.
                let second = write(format, &read).text;
                let third: Vec<Record> = read_text(&second, &ReadContext::default()).expect("a file").items.into_iter().map(|(_, item)| item.expect("an item")).collect();
                prop_assert_eq!(third, read);
            }
        }
    }

    #[test]
    fn a_file_in_any_format_changes_nothing_of_what_it_came_from(steps in history()) {
        let world = World::of(&steps);
        let mut whole = common::Replica::default();
        for replica in &world.replicas {
            replica.all().iter().for_each(|record| whole.take(record));
        }
        for replica in &world.replicas {
            for format in [Format::Markdown, Format::Hypothesis, Format::AnnotationSet, Format::Jsonld] {
                let text = write(format, &replica.all()).text;
                let items = read_text(&text, &ReadContext::default()).expect("a file").items;
                let count = items.len();
                let context = PlanContext {
                    articles: &[ARTICLE.to_owned()],
                    current: &|id| whole.records.get(id).cloned().map(Rc::new),
                    is_read_only: &|_| false,
                    stands_here: &|_| false,
                };
                let plan = import_plan(items, &context);
                prop_assert_eq!(plan.unchanged, count, "{}: {:?}", format.name(), plan);
            }
        }
    }
}
