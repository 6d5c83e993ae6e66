//! What becomes of small sources in each format.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod outline;

use outline::{golden, outline};
use postil::article::{Format, note, read_str};
use postil::text::of_article;

fn read(format: Format) -> impl Fn(&str) -> String {
    move |input| match read_str(input, format) {
        Ok(article) => outline(&article.content),
        Err(error) => error.to_string(),
    }
}

#[test]
fn markdown() {
    golden("markdown.txt", read(Format::Markdown));
}

#[test]
fn html() {
    golden("html.txt", read(Format::Html));
}

#[test]
fn plain_text() {
    golden("plain.txt", read(Format::Text));
}

#[test]
fn notes() {
    golden("note.txt", |input| outline(&note(input)));
}

#[test]
fn article_text() {
    golden("text.txt", |input| {
        let article = read_str(input, Format::Html).unwrap();
        let (text, _) = of_article(&article);
        let mut out = text
            .as_str()
            .replace('\n', "↵")
            .replace('\t', "⇥")
            .replace('\u{a0}', "␣");
        for block in text.blocks() {
            out.push('\n');
            if let Some(level) = block.heading {
                out.push_str(&format!("h{level} "));
            }
            if let Some(id) = &block.id {
                out.push_str(&format!("#{id} "));
            }
            out.push_str(&format!("{:?}", text.slice(block.range).unwrap()));
        }
        out
    });
}
