//! HTML for Word and for print: one self-contained page without script, image or address that is fetched.

use super::export::{
    ExportContext, ExportItem, author, is_markdown, link, quote, stable_name, words,
};
use crate::annotation::{Color, Target};
use crate::article::{Element, Node, Tag};

pub(super) const END: &str = "</main></body></html>\n";

/// Colours as they print; the names stand beside them, so none is told by its hue alone.
const STYLE: &str = "body{font:1rem/1.5 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem}\
blockquote{margin:1rem 0;padding:.2rem 0 .2rem .8rem;border-left:.3rem solid #999}\
.yellow{border-color:#d9b500}.green{border-color:#3a9b4b}.blue{border-color:#2f7fc1}\
.pink{border-color:#c94f7c}.orange{border-color:#d9822b}.purple{border-color:#8250c8}\
section{break-inside:avoid;margin:1.5rem 0}.reply{margin-left:2rem}\
footer{font-size:.85rem;color:#555}h1{line-height:1.2}";

pub(super) fn begin(context: &ExportContext<'_>) -> String {
    let mut text = String::from("<!DOCTYPE html>\n<html lang=\"");
    escape(context.language, &mut text);
    text.push_str("\"><head><meta charset=\"utf-8\"><title>");
    escape(context.title, &mut text);
    text.push_str("</title><style>");
    text.push_str(STYLE);
    text.push_str("</style></head><body><main>\n<h1>");
    escape(context.title, &mut text);
    text.push_str("</h1>\n<p>");
    if let Some(author) = context.author {
        escape(author, &mut text);
        text.push_str(" · ");
    }
    push_link(context.url, context.url, &mut text);
    text.push_str("</p>\n");
    text
}

pub(super) fn item(
    item: &ExportItem<'_>,
    heading: Option<&str>,
    context: &ExportContext<'_>,
) -> String {
    let record = item.record;
    let shown = record.shown();
    let mut text = String::new();
    if let Some(heading) = heading {
        text.push_str("<h2>");
        escape(heading, &mut text);
        text.push_str("</h2>\n");
    }
    text.push_str("<section id=\"");
    text.push_str(&stable_name(&shown.id));
    if matches!(shown.target, Target::Reply(_)) {
        text.push_str("\" class=\"reply");
    }
    text.push_str("\">");
    if let Some(quote) = quote(record) {
        text.push_str("<blockquote class=\"");
        text.push_str(shown.color.map_or("", Color::name));
        text.push_str("\">");
        push_lines(&quote.exact, &mut text);
        text.push_str("</blockquote>");
    }
    if is_markdown(record) {
        for node in crate::article::note(words(record)) {
            push_node(&node, &mut text);
        }
    } else if !words(record).is_empty() {
        text.push_str("<p>");
        push_lines(words(record), &mut text);
        text.push_str("</p>");
    }
    push_footer(item, context, &mut text);
    text.push_str("</section>\n");
    text
}

fn push_footer(item: &ExportItem<'_>, context: &ExportContext<'_>, text: &mut String) {
    let shown = item.record.shown();
    text.push_str("<footer>");
    escape_isolated(author(item.record, context.words), text);
    let day = shown.created.as_ref().and_then(|at| at.as_str().get(..10));
    for part in day.into_iter().chain(shown.color.map(Color::name)) {
        text.push_str(" · ");
        escape(part, text);
    }
    for tag in &shown.tags {
        text.push_str(" · #");
        escape_isolated(tag, text);
    }
    if let Some(link) = link(item.record, context) {
        text.push_str(" · ");
        push_link(&link, &context.words.open, text);
    }
    text.push_str("</footer>");
}

fn push_link(address: &str, label: &str, text: &mut String) {
    if !(address.starts_with("https://") || address.starts_with("http://")) {
        escape(label, text);
        return;
    }
    text.push_str("<a href=\"");
    escape(address, text);
    text.push_str("\">");
    escape(label, text);
    text.push_str("</a>");
}

fn push_lines(words: &str, text: &mut String) {
    for (at, line) in words.lines().enumerate() {
        if at > 0 {
            text.push_str("<br>");
        }
        escape(line, text);
    }
}

/// The nodes come through the allow-list for notes, so every element and attribute may be written.
fn push_node(node: &Node, text: &mut String) {
    match node {
        Node::Text(words) => escape(words, text),
        Node::Element(element) => push_element(element, text),
    }
}

fn push_element(element: &Element, text: &mut String) {
    let name = element.tag.name();
    text.push('<');
    text.push_str(name);
    for (attribute, value) in &element.attributes {
        text.push(' ');
        text.push_str(attribute.name());
        text.push_str("=\"");
        escape(value, text);
        text.push('"');
    }
    text.push('>');
    if matches!(
        element.tag,
        Tag::Br | Tag::Hr | Tag::Input | Tag::Wbr | Tag::Col | Tag::Img
    ) {
        return;
    }
    for child in &element.children {
        push_node(child, text);
    }
    text.push_str("</");
    text.push_str(name);
    text.push('>');
}

/// A name by itself, whatever its direction: what it turns around ends with it.
fn escape_isolated(name: &str, text: &mut String) {
    text.push_str("<bdi>");
    escape(name, text);
    text.push_str("</bdi>");
}

fn escape(words: &str, text: &mut String) {
    for c in words.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            _ => text.push(c),
        }
    }
}
