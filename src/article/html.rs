//! HTML becomes an article, a whole document or a fragment.
//!
//! Of a whole document its only `article` is taken, else its only `main`, else the body. What the
//! head says (title, author, date, language, canonical address) goes to the front matter; a
//! document has its own heading, so none is made of that.

use super::builder::{RawAttribute, TreeBuilder};
use super::entities::Entities;
use super::tokenizer::{Token, Tokenizer};
use super::{Article, Front, allow, ids};

/// The article of an HTML source.
pub(super) fn article(source: &str) -> Article {
    let mut entities = Entities::default();
    let outline = Outline::of(source, &mut entities);
    let mut builder = TreeBuilder::default();
    let mut region = Region::new(outline.region());
    for token in Tokenizer::new(source, &mut entities) {
        if region.holds(&token) {
            feed_token(token, &mut builder);
        }
    }
    let mut content = builder.finish();
    ids::keep_unique(&mut content);
    Article {
        front: outline.front,
        content,
    }
}

/// Feeds a piece of HTML in Markdown to the builder.
pub(super) fn feed(source: &str, entities: &mut Entities, builder: &mut TreeBuilder) {
    for token in Tokenizer::new(source, entities) {
        feed_token(token, builder);
    }
}

fn feed_token(token: Token, builder: &mut TreeBuilder) {
    match token {
        Token::Text(text) => builder.text(&text),
        Token::Start { name, attributes } => builder.start_tag(&name, &attributes),
        Token::End { name } => builder.end_tag(&name),
        // One that is cut off goes on in what comes next.
        Token::Raw { name, ended, .. } => {
            if !ended {
                builder.drop_content_of(&name);
            }
        }
    }
}

/// What is known of a source before its nodes are made.
#[derive(Default)]
struct Outline {
    front: Front,
    document: bool,
    articles: usize,
    mains: usize,
}

impl Outline {
    fn of(source: &str, entities: &mut Entities) -> Self {
        let mut outline = Self::default();
        let mut title = None;
        for token in Tokenizer::new(source, entities) {
            match token {
                Token::Start { name, attributes } => outline.see(&name, &attributes),
                Token::Raw { name, content, .. } if name == "title" && title.is_none() => {
                    title = Some(content);
                }
                _ => {}
            }
        }
        let title = title.map(|raw| collapsed(&entities.decode(&raw, false)));
        outline.front.title = title.filter(|title| !title.is_empty());
        outline
    }

    fn see(&mut self, name: &str, attributes: &[RawAttribute]) {
        match name {
            "html" => {
                self.document = true;
                self.front.language = value(attributes, "lang").and_then(allow::language);
            }
            "head" | "body" => self.document = true,
            "article" => self.articles += 1,
            "main" => self.mains += 1,
            "meta" => self.meta(attributes),
            "link" => {
                let canonical =
                    value(attributes, "rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical"));
                if canonical && self.front.source.is_none() {
                    self.front.source =
                        value(attributes, "href").and_then(super::front_matter::web_address);
                }
            }
            _ => {}
        }
    }

    fn meta(&mut self, attributes: &[RawAttribute]) {
        let name = value(attributes, "name").or_else(|| value(attributes, "property"));
        let field = match name.unwrap_or_default().to_ascii_lowercase().as_str() {
            "author" | "dcterms.creator" | "dc.creator" => &mut self.front.author,
            "date" | "dcterms.date" | "dc.date" | "article:published_time" => &mut self.front.date,
            _ => return,
        };
        let content = value(attributes, "content").map(collapsed);
        if field.is_none() {
            *field = content.filter(|content| !content.is_empty());
        }
    }

    /// The name of the only element that holds the article.
    fn region(&self) -> Option<&'static str> {
        match (self.document, self.articles, self.mains) {
            (true, 1, _) => Some("article"),
            (true, _, 1) => Some("main"),
            _ => None,
        }
    }
}

/// The part of a document that is read.
struct Region {
    name: Option<&'static str>,
    inside: bool,
}

impl Region {
    fn new(name: Option<&'static str>) -> Self {
        Self {
            name,
            inside: name.is_none(),
        }
    }

    fn holds(&mut self, token: &Token) -> bool {
        let Some(region) = self.name else {
            return true;
        };
        match token {
            Token::Start { name, .. } if name == region => {
                self.inside = true;
                false
            }
            Token::End { name } if name == region => {
                self.inside = false;
                false
            }
            _ => self.inside,
        }
    }
}

fn value<'a>(attributes: &'a [RawAttribute], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.as_str())
}

/// The words of a text with one space between them.
fn collapsed(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
