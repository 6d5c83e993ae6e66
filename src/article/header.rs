//! Title and byline of an article, from what its source says about itself.
//!
//! ```html
//! <header><h1>Title</h1><p class="postil-byline">Author · <time>2024-05-01</time> · <a>example.org</a></p></header>
//! ```
//! There are no words for people in it.

use super::ids::plain_text;
use super::tree::{Attribute, Element, Front, Node, Tag};

/// Puts title and byline before the content. When the content begins with that title as its
/// heading, or there is no title, that heading is taken into the header.
pub(super) fn put(front: &Front, content: &mut Vec<Node>) {
    let byline = byline(front);
    let first = content.iter().position(|node| !is_blank(node));
    let own = first.filter(|&index| {
        content
            .get(index)
            .is_some_and(|node| is_title(node, front.title.as_deref()))
    });
    let heading = match (own, &front.title) {
        (Some(_), _) if byline.is_empty() => return,
        (Some(index), _) => Some(content.remove(index)),
        (None, Some(title)) => Some(element(
            Tag::H1,
            Vec::new(),
            vec![Node::Text(title.clone())],
        )),
        (None, None) => None,
    };
    let mut children: Vec<Node> = heading.into_iter().collect();
    if !byline.is_empty() {
        let class = vec![(Attribute::Class, "postil-byline".to_owned())];
        children.push(element(Tag::P, class, byline));
    }
    if !children.is_empty() {
        content.insert(0, element(Tag::Header, Vec::new(), children));
    }
}

fn is_blank(node: &Node) -> bool {
    matches!(node, Node::Text(text) if text.trim().is_empty())
}

/// Whether the node is a first heading, and says the title if there is one.
fn is_title(node: &Node, title: Option<&str>) -> bool {
    let Node::Element(element) = node else {
        return false;
    };
    let same = |title: &str| {
        let text = plain_text(&element.children);
        text.split_whitespace().eq(title.split_whitespace())
    };
    element.tag == Tag::H1 && title.is_none_or(same)
}

fn byline(front: &Front) -> Vec<Node> {
    let mut parts: Vec<Node> = Vec::new();
    let mut add = |node| {
        if !parts.is_empty() {
            parts.push(Node::Text(" · ".to_owned()));
        }
        parts.push(node);
    };
    if let Some(author) = &front.author {
        add(Node::Text(author.clone()));
    }
    if let Some(date) = &front.date {
        add(time(date));
    }
    if let Some(source) = &front.source {
        let href = vec![(Attribute::Href, source.clone())];
        add(element(
            Tag::A,
            href,
            vec![Node::Text(host(source).to_owned())],
        ));
    }
    parts
}

/// The date as written; a `time` where it is sure which day is meant.
pub(super) fn time(date: &str) -> Node {
    let text = Node::Text(date.to_owned());
    match machine_date(date) {
        Some(day) => element(Tag::Time, vec![(Attribute::Datetime, day)], vec![text]),
        None => text,
    }
}

/// The day in ISO 8601: from `2024-05-01` with or without a time, and from `1-5-2024` or
/// `01.05.2024`, which put the day first everywhere. With slashes the order is not sure.
pub(super) fn machine_date(date: &str) -> Option<String> {
    let day = date.split(['T', ' ']).next()?;
    let separator = ['-', '.'].into_iter().find(|c| day.contains(*c))?;
    let parts: Vec<&str> = day.split(separator).collect();
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    let digits = |part: &str, least: usize, most: usize| {
        (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let (year, day) = if digits(first, 4, 4) && digits(last, 1, 2) {
        (first, last)
    } else if digits(first, 1, 2) && digits(last, 4, 4) && !date.contains(['T', ' ']) {
        (last, first)
    } else {
        return None;
    };
    let in_range = |part: &str, most: u32| part.parse().is_ok_and(|n: u32| (1..=most).contains(&n));
    if !digits(month, 1, 2) || !in_range(month, 12) || !in_range(day, 31) {
        return None;
    }
    let mut iso = (*year).to_owned();
    for part in [month, day] {
        iso.push_str(if part.len() == 1 { "-0" } else { "-" });
        iso.push_str(part);
    }
    Some(iso)
}

/// What an address is known by: its host without `www.`.
fn host(url: &str) -> &str {
    let behind = url.split_once("//").map_or(url, |(_, rest)| rest);
    let host = behind.split(['/', '?', '#']).next().unwrap_or(behind);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    host.strip_prefix("www.").unwrap_or(host)
}

fn element(tag: Tag, attributes: Vec<(Attribute, String)>, children: Vec<Node>) -> Node {
    Node::Element(Element {
        tag,
        attributes,
        children,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_known_where_its_order_is_sure() {
        for (date, expected) in [
            ("2024-05-01", Some("2024-05-01")),
            ("2024-05-01T10:00:00Z", Some("2024-05-01")),
            ("2024-05-01 10:00", Some("2024-05-01")),
            ("08-02-2019", Some("2019-02-08")),
            ("1.5.2024", Some("2024-05-01")),
            ("01/05/2024", None),
            ("2024-13-01", None),
            ("May 2024", None),
            ("1-2-3", None),
        ] {
            assert_eq!(machine_date(date).as_deref(), expected, "{date}");
        }
    }
}
