//! Plain text as people have it: a real page copied from the web, and texts with the same habits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod outline;

use std::path::PathBuf;

use outline::outline;
use postil::article::{Article, Format, Node, Tag, read, read_str};
use postil::text::of_article;

/// The folder of real readings, which are not part of the project.
fn readings() -> PathBuf {
    std::env::var_os("POSTIL_READINGS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/readings"),
        PathBuf::from,
    )
}

fn text_of(article: &Article) -> String {
    of_article(article).0.as_str().to_owned()
}

fn elements(nodes: &[Node], tag: Tag) -> Vec<String> {
    let mut found = Vec::new();
    for node in nodes {
        if let Node::Element(element) = node {
            if element.tag == tag {
                found.push(outline(&element.children).replace('\n', ""));
            }
            found.extend(elements(&element.children, tag));
        }
    }
    found
}

#[test]
fn a_blog_post_copied_from_a_page_is_a_decent_article() {
    let path = readings().join("leiderschap-in-verbinding-met-klanten.txt");
    let Ok(source) = std::fs::read(&path) else {
        println!("skipped: a_blog_post_copied_from_a_page_is_a_decent_article: no readings here");
        return;
    };
    let article = read(&source, Format::Text).unwrap();
    let nodes = &article.content;
    let title = "Leiderschap in verbinding met klanten";
    assert_eq!(article.front.title.as_deref(), Some(title));
    assert_eq!(elements(nodes, Tag::H1), [title]);
    let author = "Linda de Haas, manager klantenservice a.i. Stadgenoot";
    assert_eq!(article.front.author.as_deref(), Some(author));
    assert_eq!(article.front.date.as_deref(), Some("08-02-2019"));
    assert_eq!(elements(nodes, Tag::Time), ["08-02-2019"]);
    assert_eq!(elements(nodes, Tag::H2), ["Welkome complexiteit"]);
    let links = elements(nodes, Tag::A);
    assert_eq!(links, ["www.customerfirst.nl"]);
    let paragraphs = elements(nodes, Tag::P);
    assert_eq!(paragraphs.len(), 9, "{paragraphs:#?}");
    assert_eq!(
        paragraphs[1], paragraphs[2],
        "the paragraph that stands twice is kept"
    );
    assert_eq!(paragraphs[8], author);
    let text = text_of(&article);
    let source = String::from_utf8(source).unwrap();
    for paragraph in source.split('\n').filter(|line| line.len() > 60) {
        assert!(text.contains(paragraph), "kept to the letter: {paragraph}");
    }
    for detail in [
        "‘tweede orde",
        "barrières",
        "‘klein’",
        "’Laat",
        "hiërarchie",
    ] {
        assert_eq!(text.contains(detail), source.contains(detail), "{detail}");
    }
    assert_eq!(text.matches(title).count(), 1);
}

#[test]
fn line_ends_of_every_kind_are_line_ends() {
    let expected = text_of(&read_str("One.\n\nTwo\nlines.\n\nThree.", Format::Text).unwrap());
    for source in [
        "One.\r\n\r\nTwo\r\nlines.\r\n\r\nThree.\r\n",
        "\u{feff}One.\r\rTwo\rlines.\r\rThree.",
        "One.\u{2029}Two\u{2028}lines.\u{c}Three.",
        "One.\n \t\nTwo\u{85}lines.\n\n\n\n\nThree.\n\n",
    ] {
        let article = read_str(source, Format::Text).unwrap();
        assert_eq!(text_of(&article), expected, "{source:?}");
    }
}

#[test]
fn every_copy_of_a_paragraph_has_its_own_place() {
    let source = "Title\n\nThe very same words.\n\nThe very same words.\n\nThe end of it all.";
    let article = read_str(source, Format::Text).unwrap();
    let (text, pieces) = of_article(&article);
    let places: Vec<_> = text
        .as_str()
        .match_indices("same")
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places.len(), 2);
    assert_eq!(text.blocks().len(), 4);
    assert_eq!(pieces.len(), 4);
}

#[test]
fn text_in_every_script_is_kept() {
    for source in [
        "المقال الأول\n\nهذا نص قصير، وفيه فاصلة.",
        "日本語の題\n\nこれは段落です。\n二行目です。",
        "हिन्दी शीर्षक\n\nयह एक अनुच्छेद है।",
        "👩‍👩‍👧‍👦 emoji\n\n🏳️‍🌈 and 🎈, e\u{301} and é.",
    ] {
        let article = read_str(source, Format::Text).unwrap();
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(bare(&text_of(&article)), bare(source));
    }
}
