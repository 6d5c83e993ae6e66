//! The `id`s of an article: each stands once, and headings have one.

use super::tree::{Attribute, Element, Node, Tag};
use crate::table::Set;

/// Takes away each `id` that stood before.
pub(super) fn keep_unique(nodes: &mut [Node]) {
    drop_repeated(nodes, &mut Set::new());
}

/// Gives each heading without `id` one from its text: letters and digits in lower case, hyphens
/// for spaces, and a number where that is taken.
pub(super) fn name_headings(nodes: &mut [Node]) {
    let mut taken = Set::new();
    collect(nodes, &mut taken);
    let mut names = Names {
        taken,
        next: crate::table::Map::new(),
    };
    name(nodes, &mut names);
}

/// The text of nodes, as it stands in them.
pub(super) fn plain_text(nodes: &[Node]) -> String {
    let mut text = String::new();
    push_text(nodes, &mut text);
    text
}

struct Names {
    taken: Set<String>,
    /// The last number tried for a slug, so that many equal headings cost no search each.
    next: crate::table::Map<String, usize>,
}

impl Names {
    fn take(&mut self, slug: String) -> String {
        let mut number = self.next.get(&slug).copied().unwrap_or(0);
        let mut name = slug.clone();
        while self.taken.contains(&name) {
            number += 1;
            name.clone_from(&slug);
            name.push('-');
            name.push_str(&number.to_string());
        }
        self.next.insert(slug, number);
        self.taken.insert(name.clone());
        name
    }
}

fn drop_repeated(nodes: &mut [Node], seen: &mut Set<String>) {
    for element in elements(nodes) {
        element
            .attributes
            .retain(|(attribute, value)| *attribute != Attribute::Id || seen.insert(value.clone()));
        drop_repeated(&mut element.children, seen);
    }
}

fn collect(nodes: &mut [Node], taken: &mut Set<String>) {
    for element in elements(nodes) {
        if let Some(id) = element.attribute(Attribute::Id) {
            taken.insert(id.to_owned());
        }
        collect(&mut element.children, taken);
    }
}

fn name(nodes: &mut [Node], names: &mut Names) {
    for element in elements(nodes) {
        let heading = matches!(
            element.tag,
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6
        );
        if heading && element.attribute(Attribute::Id).is_none() {
            let id = names.take(slug(&plain_text(&element.children)));
            element.attributes.push((Attribute::Id, id));
        }
        name(&mut element.children, names);
    }
}

fn elements(nodes: &mut [Node]) -> impl Iterator<Item = &mut Element> {
    nodes.iter_mut().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    })
}

fn push_text(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(part) => text.push_str(part),
            Node::Element(element) => push_text(&element.children, text),
        }
    }
}

/// How many letters of a heading go into its name.
const MAX_SLUG: usize = 60;

fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .take(MAX_SLUG)
    {
        if character.is_whitespace() || character == '-' {
            if !slug.ends_with('-') {
                slug.push('-');
            }
        } else if character.is_alphanumeric() || character == '_' || is_mark(character) {
            slug.push(character);
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() {
        "section".to_owned()
    } else {
        slug.to_owned()
    }
}

/// Marks that belong to the letter before them: accents, vowel signs, viramas. What the standard
/// library calls alphabetic has most vowel signs already.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}'
            | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a4d}' | '\u{acd}'
            | '\u{bcd}' | '\u{c4d}' | '\u{ccd}' | '\u{d4d}' | '\u{dca}' | '\u{e38}'..='\u{e4e}'
            | '\u{eb8}'..='\u{ecd}' | '\u{1039}' | '\u{103a}' | '\u{17d2}' | '\u{200c}' | '\u{200d}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_the_letters_of_every_script() {
        for (text, expected) in [
            ("Hello, World!", "hello-world"),
            ("  Één – twee & drie  ", "één-twee-drie"),
            ("日本語の見出し", "日本語の見出し"),
            ("हिन्दी शीर्षक", "हिन्दी-शीर्षक"),
            ("İstanbul", "i\u{307}stanbul"),
            ("?!", "section"),
            ("snake_case-name", "snake_case-name"),
        ] {
            assert_eq!(slug(text), expected);
        }
    }
}
