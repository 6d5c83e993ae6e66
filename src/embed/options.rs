//! The element's attributes, and where its article is.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, HtmlLinkElement, Url};

use crate::article::Format;

/// Where the article comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    /// A file, by its address as written.
    File(String),
    /// A script inside the tag.
    Inline(String, Format),
    /// What stands inside the tag.
    Adopted,
    /// Nowhere.
    Nowhere,
}

/// What the attributes say.
#[derive(Clone, Debug)]
pub(super) struct Options {
    /// The article's IRI.
    pub article: String,
    pub source: Source,
    pub format: Option<Format>,
    /// Addresses of files of annotations, absolute.
    pub layers: Vec<String>,
    pub reader: Option<String>,
    pub is_in_memory: bool,
    pub is_readonly: bool,
}

impl Options {
    pub fn read(host: &HtmlElement) -> Self {
        let base = base_of(host);
        let format = attribute(host, "format").and_then(|name| Format::from_name(&name));
        let source = source(host, format);
        let layers = attribute(host, "layers").unwrap_or_default();
        Self {
            article: article_id(host, &source, &base),
            source,
            format,
            layers: layers
                .split_whitespace()
                .map(|address| absolute(address, &base))
                .collect(),
            reader: attribute(host, "reader"),
            is_in_memory: attribute(host, "storage").as_deref() == Some("memory"),
            is_readonly: host.has_attribute("readonly"),
        }
    }
}

/// The attribute's value; an empty one is as good as none.
pub(super) fn attribute(host: &Element, name: &str) -> Option<String> {
    host.get_attribute(name)
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

/// The languages that the interface is wanted in, best first.
pub(super) fn languages(host: &HtmlElement) -> Vec<String> {
    let nearest = host
        .closest("[lang]")
        .ok()
        .flatten()
        .and_then(|element| attribute(&element, "lang"));
    let browser = web_sys::window().and_then(|window| window.navigator().language());
    [attribute(host, "ui-lang"), nearest, browser]
        .into_iter()
        .flatten()
        .collect()
}

fn base_of(host: &HtmlElement) -> String {
    host.base_uri().ok().flatten().unwrap_or_default()
}

fn absolute(address: &str, base: &str) -> String {
    Url::new_with_base(address, base).map_or_else(|_| address.to_owned(), |url| url.href())
}

fn source(host: &HtmlElement, format: Option<Format>) -> Source {
    if let Some(src) = attribute(host, "src") {
        return Source::File(absolute(&src, &base_of(host)));
    }
    let children = host.children();
    for at in 0..children.length() {
        let Some(child) = children.item(at) else {
            continue;
        };
        if child.local_name() != "script" {
            continue;
        }
        let media_type = child.get_attribute("type").unwrap_or_default();
        let Some(written) = Format::of_media_type(&media_type) else {
            continue;
        };
        let text = child.text_content().unwrap_or_default();
        return Source::Inline(outdented(&text), format.unwrap_or(written));
    }
    let has_content = children.length() > 0
        || host
            .text_content()
            .is_some_and(|text| !text.trim().is_empty());
    if has_content {
        Source::Adopted
    } else {
        Source::Nowhere
    }
}

/// The text without the indentation that all its lines share, as it stands inside an indented tag.
fn outdented(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let shared = lines().map(indent).min().unwrap_or(0);
    text.lines()
        .map(|line| line.get(shared.min(indent(line))..).unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The article's stable name: `article-id`; else the file's address without query and fragment;
/// else the page's canonical address. A page with several articles of its own content tells the
/// later ones apart by a fragment: the element's id, or its number.
fn article_id(host: &HtmlElement, source: &Source, base: &str) -> String {
    if let Some(id) = attribute(host, "article-id") {
        return absolute(&id, base);
    }
    if let Source::File(address) = source {
        return match Url::new(address) {
            Ok(url) => {
                url.set_search("");
                url.set_hash("");
                url.href()
            }
            Err(_) => address.clone(),
        };
    }
    let document = host.owner_document();
    let mut page = document.as_ref().map(canonical).unwrap_or_default();
    let before = document.map_or(0, |document| unnamed_before(host, &document));
    if before > 0 {
        page.push('#');
        match host.id() {
            id if id.is_empty() => {
                page.push_str("postil-");
                page.push_str(&(before + 1).to_string());
            }
            id => page.push_str(&id),
        }
    }
    page
}

/// The canonical address of the page, without a fragment.
fn canonical(document: &Document) -> String {
    let link = document
        .query_selector("link[rel~=canonical][href]")
        .ok()
        .flatten()
        .and_then(|link| link.dyn_into::<HtmlLinkElement>().ok())
        .map(|link| link.href())
        .filter(|href| !href.is_empty());
    link.unwrap_or_else(|| without_tracking(&document.url().unwrap_or_default()))
        .split('#')
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// An address without what a newsletter or another site adds to find out who came from there: the
/// page is the same.
fn without_tracking(address: &str) -> String {
    let Some((page, query)) = address
        .split('#')
        .next()
        .and_then(|page| page.split_once('?'))
    else {
        return address.to_owned();
    };
    let is_own = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        !name.starts_with("utm_")
            && !matches!(name, "fbclid" | "gclid" | "msclkid" | "mc_cid" | "mc_eid")
    };
    let own: Vec<&str> = query.split('&').filter(is_own).collect();
    if own.is_empty() {
        return page.to_owned();
    }
    [page, "?", &own.join("&")].concat()
}

/// How many articles of the page's own content, without a name, stand before this one.
fn unnamed_before(host: &HtmlElement, document: &Document) -> u32 {
    const UNNAMED: &str = "postil-article:not([article-id]):not([src])";
    let Ok(list) = document.query_selector_all(UNNAMED) else {
        return 0;
    };
    (0..list.length())
        .take_while(|at| {
            list.get(*at)
                .is_some_and(|node| !host.is_same_node(Some(&node)))
        })
        .count() as u32
}
