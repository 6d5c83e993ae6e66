//! Markdown becomes an article: CommonMark with tables, footnotes, strikethrough, task lists,
//! heading attributes and YAML front matter.
//!
//! Raw HTML goes through the same tree builder as HTML files. A heading without `{#id}` gets one
//! from its text. In a note (see [`super::note`]) raw HTML is text, and there are no images.

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag as Mark, TagEnd,
    TextMergeStream,
};

use super::builder::TreeBuilder;
use super::entities::Entities;
use super::footnotes::Footnotes;
use super::tree::{Attribute, Node, Tag};
use super::{Article, addresses, allow, front_matter, header, html, ids};

/// The article of a Markdown source.
pub(super) fn article(source: &str) -> Article {
    let (front, body) = front_matter::split(source);
    let mut content = nodes(body, Use::Article);
    ids::keep_unique(&mut content);
    header::put(&front, &mut content);
    ids::name_headings(&mut content);
    Article { front, content }
}

/// What Markdown is read for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Article,
    /// Somebody's words, perhaps a stranger's.
    Note,
}

/// What a link in a note says of itself: it tells nobody where the reader came from.
const REL: &str = "noopener noreferrer nofollow ugc";

/// The nodes of a Markdown text without front matter.
pub(super) fn nodes(source: &str, usage: Use) -> Vec<Node> {
    let mut options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    if usage == Use::Article {
        options |= Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
    }
    let mut converter = Converter::new(usage);
    // In pieces, an address with a `_` in it would not be known as one.
    for event in TextMergeStream::new(Parser::new_ext(source, options)) {
        converter.event(event);
    }
    converter.finish()
}

/// An image whose alternative text is being read.
struct Image {
    attributes: Vec<(Attribute, String)>,
    alt: String,
    /// Images open in each other.
    depth: usize,
}

struct Converter {
    usage: Use,
    builder: TreeBuilder,
    /// The article's builder while that of a footnote is at work.
    outside: Option<(TreeBuilder, String)>,
    footnotes: Footnotes,
    entities: Entities,
    /// The block of raw HTML so far.
    html: String,
    image: Option<Image>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    in_body: bool,
    /// Addresses in the text become links: in a note, outside links and code.
    links: bool,
}

impl Converter {
    fn new(usage: Use) -> Self {
        Self {
            usage,
            builder: TreeBuilder::default(),
            outside: None,
            footnotes: Footnotes::default(),
            entities: Entities::default(),
            html: String::new(),
            image: None,
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            in_body: false,
            links: usage == Use::Note,
        }
    }

    fn finish(self) -> Vec<Node> {
        let mut nodes = self.builder.finish();
        nodes.extend(self.footnotes.finish());
        nodes
    }

    fn event(&mut self, event: Event<'_>) {
        if let Some(image) = &mut self.image {
            if let Some(done) = image.event(&event) {
                self.image = None;
                self.end_image(done);
            }
            return;
        }
        match event {
            Event::Start(mark) => self.start(mark),
            Event::End(mark) => self.end(mark),
            Event::Text(text) if self.links => {
                addresses::write(&text, Some(REL), &mut self.builder);
            }
            Event::Text(text) => self.builder.text(&text),
            Event::Code(text) => {
                self.builder.open(Tag::Code, Vec::new());
                self.builder.text(&text);
                self.builder.close();
            }
            Event::Html(part) => self.html.push_str(&part),
            Event::InlineHtml(part) => self.raw_html(&part),
            Event::SoftBreak => self.builder.text("\n"),
            Event::HardBreak => self.builder.leaf(Tag::Br, Vec::new()),
            Event::Rule => self.builder.leaf(Tag::Hr, Vec::new()),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(label) => self.footnotes.refer(&label, &mut self.builder),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.builder.text(&text),
        }
    }

    fn raw_html(&mut self, part: &str) {
        match self.usage {
            Use::Article => html::feed(part, &mut self.entities, &mut self.builder),
            Use::Note => self.builder.text(part),
        }
    }

    fn task(&mut self, done: bool) {
        let mut attributes = vec![
            (Attribute::Type, "checkbox".to_owned()),
            (Attribute::Disabled, String::new()),
            (Attribute::Class, "postil-task".to_owned()),
        ];
        if done {
            attributes.push((Attribute::Checked, String::new()));
        }
        self.builder.leaf(Tag::Input, attributes);
        self.builder.text(" ");
    }

    fn start(&mut self, mark: Mark<'_>) {
        if matches!(mark, Mark::Link { .. } | Mark::CodeBlock(_)) {
            self.links = false;
        }
        let mut attributes = Vec::new();
        let tag = match mark {
            Mark::Paragraph => Tag::P,
            Mark::Heading { level, id, .. } => {
                add(&mut attributes, Tag::H1, "id", id.as_deref());
                self.heading(level)
            }
            Mark::BlockQuote(_) => Tag::Blockquote,
            Mark::CodeBlock(kind) => return self.start_code(&kind),
            Mark::List(Some(first)) => {
                if first != 1 {
                    add(&mut attributes, Tag::Ol, "start", Some(&first.to_string()));
                }
                Tag::Ol
            }
            Mark::List(None) => Tag::Ul,
            Mark::Item => Tag::Li,
            Mark::FootnoteDefinition(label) => return self.start_footnote(label.to_string()),
            Mark::Table(alignments) => {
                self.alignments = alignments;
                Tag::Table
            }
            Mark::TableHead => return self.start_head(),
            Mark::TableRow => return self.start_row(),
            Mark::TableCell => return self.start_cell(),
            Mark::Emphasis => Tag::Em,
            Mark::Strong => Tag::Strong,
            Mark::Strikethrough => Tag::Del,
            Mark::Superscript => Tag::Sup,
            Mark::Subscript => Tag::Sub,
            Mark::Link {
                dest_url,
                title,
                link_type,
                ..
            } => {
                let mut url = dest_url.to_string();
                if link_type == pulldown_cmark::LinkType::Email {
                    url.insert_str(0, "mailto:");
                }
                attributes = self.link(&url, &title);
                if attributes.is_empty() {
                    Tag::Span
                } else {
                    Tag::A
                }
            }
            Mark::Image {
                dest_url, title, ..
            } => return self.start_image(&dest_url, &title),
            Mark::HtmlBlock | Mark::MetadataBlock(_) => return,
            Mark::DefinitionList => Tag::Dl,
            Mark::DefinitionListTitle => Tag::Dt,
            Mark::DefinitionListDefinition => Tag::Dd,
        };
        self.builder.open(tag, attributes);
    }

    fn end(&mut self, mark: TagEnd) {
        if matches!(mark, TagEnd::Link | TagEnd::CodeBlock) {
            self.links = self.usage == Use::Note;
        }
        match mark {
            TagEnd::HtmlBlock => {
                let mut block = std::mem::take(&mut self.html);
                block.truncate(block.trim_end().len());
                if self.usage == Use::Note {
                    self.builder.open(Tag::P, Vec::new());
                    self.builder.text(&block);
                    self.builder.close();
                } else {
                    self.raw_html(&block);
                }
            }
            TagEnd::CodeBlock => {
                self.builder.close();
                self.builder.close();
            }
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::TableHead => {
                self.in_head = false;
                self.builder.close();
                self.builder.close();
            }
            TagEnd::Table => {
                if std::mem::take(&mut self.in_body) {
                    self.builder.close();
                }
                self.builder.close();
            }
            TagEnd::MetadataBlock(_) => {}
            _ => self.builder.close(),
        }
    }

    /// In a note, headings stand below those of the article.
    fn heading(&self, level: HeadingLevel) -> Tag {
        let below = if self.usage == Use::Note { 3 } else { 0 };
        match level as usize + below {
            1 => Tag::H1,
            2 => Tag::H2,
            3 => Tag::H3,
            4 => Tag::H4,
            5 => Tag::H5,
            _ => Tag::H6,
        }
    }

    /// The attributes of a link; none at all when the address is not allowed.
    fn link(&self, url: &str, title: &str) -> Vec<(Attribute, String)> {
        let mut attributes = Vec::new();
        if self.usage == Use::Note && !allow::is_absolute(url) {
            return attributes;
        }
        add(&mut attributes, Tag::A, "href", Some(url));
        if attributes.is_empty() {
            return attributes;
        }
        add(
            &mut attributes,
            Tag::A,
            "title",
            Some(title).filter(|t| !t.is_empty()),
        );
        if self.usage == Use::Note {
            attributes.push((Attribute::Rel, REL.to_owned()));
        }
        attributes
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        let mut attributes = Vec::new();
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(language) = info.split([' ', '\t', ',']).find(|word| !word.is_empty())
        {
            let mut class = "language-".to_owned();
            class.push_str(language);
            add(&mut attributes, Tag::Code, "class", Some(&class));
        }
        self.builder.open(Tag::Pre, Vec::new());
        self.builder.open(Tag::Code, attributes);
    }

    fn start_head(&mut self) {
        self.builder.open(Tag::Thead, Vec::new());
        self.builder.open(Tag::Tr, Vec::new());
        self.in_head = true;
        self.cell = 0;
    }

    fn start_row(&mut self) {
        if !std::mem::replace(&mut self.in_body, true) {
            self.builder.open(Tag::Tbody, Vec::new());
        }
        self.builder.open(Tag::Tr, Vec::new());
        self.cell = 0;
    }

    fn start_cell(&mut self) {
        let class = match self.alignments.get(self.cell) {
            Some(Alignment::Left) => Some("postil-left"),
            Some(Alignment::Center) => Some("postil-center"),
            Some(Alignment::Right) => Some("postil-right"),
            _ => None,
        };
        self.cell += 1;
        let mut attributes = Vec::new();
        let tag = if self.in_head { Tag::Th } else { Tag::Td };
        add(&mut attributes, tag, "scope", self.in_head.then_some("col"));
        add(&mut attributes, tag, "class", class);
        self.builder.open(tag, attributes);
    }

    fn start_image(&mut self, url: &str, title: &str) {
        let mut attributes = Vec::new();
        if self.usage == Use::Article {
            add(&mut attributes, Tag::Img, "src", Some(url));
            add(
                &mut attributes,
                Tag::Img,
                "title",
                Some(title).filter(|t| !t.is_empty()),
            );
        } else {
            attributes = self.link(url, title);
        }
        self.image = Some(Image {
            attributes,
            alt: String::new(),
            depth: 1,
        });
    }

    /// An image that cannot be shown leaves its alternative text; in a note it is a link.
    fn end_image(&mut self, image: Image) {
        let Image {
            mut attributes,
            alt,
            ..
        } = image;
        if attributes.is_empty() {
            self.builder.text(&alt);
        } else if self.usage == Use::Article {
            add(&mut attributes, Tag::Img, "alt", Some(&alt));
            self.builder.leaf(Tag::Img, attributes);
        } else {
            let address = attributes
                .first()
                .map(|(_, url)| url.clone())
                .unwrap_or_default();
            self.builder.open(Tag::A, attributes);
            self.builder
                .text(if alt.is_empty() { &address } else { &alt });
            self.builder.close();
        }
    }

    fn start_footnote(&mut self, label: String) {
        let outside = std::mem::take(&mut self.builder);
        self.outside = Some((outside, label));
    }

    fn end_footnote(&mut self) {
        if let Some((outside, label)) = self.outside.take() {
            let note = std::mem::replace(&mut self.builder, outside);
            self.footnotes.define(label, note.finish());
        }
    }
}

impl Image {
    /// Takes what stands in the image as its alternative text; the image when it is done.
    fn event(&mut self, event: &Event<'_>) -> Option<Image> {
        match event {
            Event::Start(Mark::Image { .. }) => self.depth += 1,
            Event::End(TagEnd::Image) => self.depth -= 1,
            Event::Text(text) | Event::Code(text) => self.alt.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.alt.push(' '),
            _ => {}
        }
        (self.depth == 0).then(|| Image {
            attributes: std::mem::take(&mut self.attributes),
            alt: std::mem::take(&mut self.alt),
            depth: 0,
        })
    }
}

/// Adds an attribute if there is one and it is allowed.
pub(super) fn add(
    attributes: &mut Vec<(Attribute, String)>,
    tag: Tag,
    name: &str,
    value: Option<&str>,
) {
    attributes.extend(value.and_then(|value| allow::attribute(tag, name, value)));
}
