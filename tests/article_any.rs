//! Any source at all becomes an article without a panic, in bounded time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod outline;

use std::time::{Duration, Instant};

use postil::article::{
    Article, ArticleErrorKind, Attribute, Element, Format, MAX_SOURCE, Node, note, read, read_str,
};
use postil::text::of_article;
use proptest::prelude::*;

const FORMATS: [Format; 3] = [Format::Markdown, Format::Html, Format::Text];

/// Pieces that mean something to one of the readers.
fn markup() -> impl Strategy<Value = String> {
    let pieces = vec![
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href=",
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<ul>",
        "<li>",
        "</ul>",
        "<div>",
        "</div>",
        "<svg>",
        "</svg>",
        "<script>",
        "</script>",
        "<pre>",
        "</pre>",
        "<h1>",
        "</h2>",
        "<ruby>",
        "<rt>",
        "<br>",
        "<select>",
        "<template>",
        "</template>",
        "<details>",
        "<summary>",
        "<input type=checkbox>",
        "<img src=x alt=y>",
        " onclick=alert(1) ",
        " id=x ",
        "\"",
        "'",
        "=",
        "&amp;",
        "&#",
        "&lt",
        ";",
        "*",
        "**",
        "_",
        "`",
        "```",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "![",
        "[^1]",
        "[^1]: ",
        "# ",
        "## ",
        "{#x}",
        "- ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "|",
        "|-|",
        "---\n",
        "===",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "a",
        "Word",
        "two words",
        "é",
        "日本",
        "🎈",
        "\u{a0}",
        "\u{ad}",
        "\0",
        "title: x\n",
        "https://a.example/",
        "www.a.example",
        "a@b.example",
        "2019",
        "08-02-2019",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..60).prop_map(|parts| parts.concat())
}

fn check_tree(nodes: &[Node], depth: usize) {
    assert!(depth < 300);
    for node in nodes {
        if let Node::Element(Element {
            attributes,
            children,
            ..
        }) = node
        {
            for (attribute, value) in attributes {
                if matches!(attribute, Attribute::Href | Attribute::Src) {
                    let url = value.trim().to_ascii_lowercase();
                    assert!(
                        !url.starts_with("javascript:") && !url.starts_with("vbscript:"),
                        "{value}"
                    );
                }
            }
            check_tree(children, depth + 1);
        }
    }
}

fn article(source: &str, format: Format) -> Article {
    read_str(source, format).unwrap_or_default()
}

fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    letters.sort_unstable();
    letters
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn any_markup_makes_an_allowed_tree(source in markup()) {
        for format in FORMATS {
            let article = article(&source, format);
            check_tree(&article.content, 0);
            let (text, pieces) = of_article(&article);
            prop_assert!(pieces.len() as usize <= source.len() * 3 + 8);
            prop_assert!(!text.as_str().starts_with(' '));
        }
        check_tree(&note(&source), 0);
    }

    #[test]
    fn any_bytes_are_read_or_refused(source in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            if let Ok(article) = read(&source, format) {
                check_tree(&article.content, 0);
            }
        }
    }

    #[test]
    fn any_text_is_read(source in "\\PC{0,200}") {
        for format in FORMATS {
            check_tree(&article(&source, format).content, 0);
        }
    }

    #[test]
    fn plain_text_keeps_every_letter(source in markup()) {
        let article = article(&source, Format::Text);
        let found = letters(of_article(&article).0.as_str());
        let all = letters(&source);
        let mut once = all.clone();
        for letter in letters(article.front.title.as_deref().unwrap_or_default()) {
            if let Some(at) = once.iter().position(|c| *c == letter) {
                once.remove(at);
            }
        }
        prop_assert!(found == all || found == once, "{:?}", article);
    }
}

/// Sources made to take long. Debug builds get ten seconds for each, which is a hundred times what
/// a release build takes.
#[test]
fn hostile_sources_take_bounded_time() {
    let n = 20_000;
    let sources = [
        "<".repeat(n),
        "<a ".repeat(n),
        "<a".repeat(n),
        "<b>".repeat(n),
        "<div>".repeat(n),
        "<b><i>".repeat(n) + &"</b></i>".repeat(n),
        "</p>".repeat(n),
        "<p>".repeat(n),
        "<table>".repeat(n),
        "<table><tr><td>".repeat(n),
        "<svg>".repeat(n),
        "<svg><p>".repeat(n),
        "<!--".repeat(n),
        "<!--->".repeat(n),
        "<script>".repeat(n),
        "</script".repeat(n),
        "<title></titl".repeat(n),
        "&".repeat(n),
        "&a;".repeat(n),
        (0..n).map(|i| format!("&x{i};")).collect(),
        "<a b='".repeat(n),
        "<a href=x>".repeat(n),
        "<li>".repeat(n),
        "<ul><li>".repeat(n),
        "<font>".repeat(n) + &"</p>".repeat(n),
        format!("<p {}>", "a=b ".repeat(n)),
        format!(
            "<p {}>",
            (0..n).map(|i| format!("a{i}=b ")).collect::<String>()
        ),
        "> ".repeat(n),
        "- ".repeat(n),
        "* a\n".repeat(n),
        "[".repeat(n),
        "![".repeat(n),
        "[a](".repeat(n),
        "*a".repeat(n),
        "**a_".repeat(n),
        "`".repeat(n),
        "# a\n".repeat(n),
        "[^1]".repeat(n) + "\n\n[^1]: a",
        "| a ".repeat(n) + "\n" + &"|-".repeat(n),
        "<b>*".repeat(n),
        (0..n).map(|i| format!("[^{i}] ")).collect::<String>()
            + "\n\n"
            + &(0..n).map(|i| format!("[^{i}]: a\n\n")).collect::<String>(),
        "---\n".repeat(n),
        format!("---\n{}---\n", "a: b\n".repeat(n)),
        format!("---\nauthor: {}\n---\n", "[".repeat(n)),
        "a\n".repeat(n),
        "- a\n* b\n".repeat(n),
        "1. a\n".repeat(n),
        format!("1. a\n{}", "  b\n".repeat(n)),
        ">".repeat(n),
        "> > a\n".repeat(n),
        "A b\n\n".repeat(n),
        "www.".repeat(n),
        "http://".repeat(n),
        "a@".repeat(n),
        format!("http://a.b/{}", ")".repeat(3_000)),
        " ".repeat(n),
        "\t".repeat(n) + "a",
        "\u{300}".repeat(n),
    ];
    for source in &sources {
        for format in FORMATS {
            let begun = Instant::now();
            let article = article(source, format);
            of_article(&article);
            let took = begun.elapsed();
            let head: String = source.chars().take(20).collect();
            assert!(
                took < Duration::from_secs(10),
                "{head:?} as {format:?} took {took:?}"
            );
            check_tree(&article.content, 0);
        }
        note(source);
    }
}

#[test]
fn what_is_deeper_than_the_limit_keeps_its_text() {
    for source in [
        "<div>".repeat(1_000) + "a" + &"</div>".repeat(1_000) + "b",
        "> ".repeat(1_000) + "a\n\nb",
        "<b>".repeat(1_000) + "a</b>b",
    ] {
        for format in [Format::Markdown, Format::Html] {
            let article = article(&source, format);
            let text = of_article(&article).0;
            assert!(text.as_str().contains('a') && text.as_str().contains('b'));
        }
    }
    // On both sides of the limit.
    for (depth, text) in [(256, "a\nb"), (257, "ab")] {
        let source = "<div>".repeat(depth - 1) + "<div>a</div>b" + &"</div>".repeat(depth - 1);
        assert_eq!(of_article(&article(&source, Format::Html)).0.as_str(), text);
    }
}

fn kind(source: &[u8]) -> ArticleErrorKind {
    read(source, Format::Text).unwrap_err().kind().clone()
}

#[test]
fn what_is_no_text_says_why() {
    assert_eq!(kind(b""), ArticleErrorKind::Empty);
    assert_eq!(kind(b"caf\xe9"), ArticleErrorKind::NotText { offset: 3 });
    assert_eq!(kind(b"ab\0cd"), ArticleErrorKind::NotText { offset: 2 });
    assert_eq!(kind(b"\xff\xfea"), ArticleErrorKind::NotText { offset: 2 });
    assert_eq!(
        kind(b"\xff\xfe\x00\xd8a\x00"),
        ArticleErrorKind::NotText { offset: 2 }
    );
    let pdf = ArticleErrorKind::WrongType {
        media_type: "application/pdf".into(),
    };
    assert_eq!(kind(b"%PDF-1.7"), pdf);
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain("Één 🎈".encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let article = read(&utf16, Format::Text).unwrap();
    assert_eq!(of_article(&article).0.as_str(), "Één 🎈");
    let bom = read("\u{feff}---\ntitle: x\n---\ny".as_bytes(), Format::Markdown).unwrap();
    assert_eq!(bom.front.title.as_deref(), Some("x"));
}

#[test]
fn the_limit_is_twenty_million_bytes() {
    let over = vec![b'a'; MAX_SOURCE + 1];
    assert_eq!(
        kind(&over),
        ArticleErrorKind::TooLarge {
            size: 20_000_001,
            limit: 20_000_000
        }
    );
    assert!(read(over.get(1..).unwrap(), Format::Text).is_ok());
}

#[test]
fn the_format_is_guessed_by_ending_then_by_media_type() {
    let guess = |path: &str, media_type| Format::guess(path, media_type).ok();
    assert_eq!(guess("a/b.MD?x=1#y", None), Some(Format::Markdown));
    assert_eq!(
        guess("a.md", Some("text/plain; charset=utf-8")),
        Some(Format::Markdown)
    );
    assert_eq!(
        guess("a.html", Some("application/octet-stream")),
        Some(Format::Html)
    );
    assert_eq!(guess("a.txt", Some("text/html")), Some(Format::Text));
    assert_eq!(
        guess("a", Some("text/HTML;charset=utf-8")),
        Some(Format::Html)
    );
    assert_eq!(guess("a", Some("text/markdown")), Some(Format::Markdown));
    assert_eq!(guess("a.b/c", None), Some(Format::Text));
    for foreign in [
        "image/png",
        "application/pdf",
        "application/json",
        "application/ld+json",
        "application/vnd.ms-excel",
    ] {
        assert_eq!(guess("a.md", Some(foreign)), None, "{foreign}");
    }
}
