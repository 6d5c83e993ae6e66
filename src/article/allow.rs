//! The allow-list: which elements, attributes and addresses an article may have.
//!
//! Every attribute value passes [`attribute`], whatever format it comes from. Values are already
//! decoded, and the tree is built node by node, never from a string, so what is checked here is
//! what the browser gets.
//!
//! An `id` is kept under its own name, so that links into the article work. With no `name`
//! attribute allowed, an `id` cannot hide a property of `document`; those of `window` that exist
//! cannot be hidden by any element. Names that scripts look up without having them, and
//! those that are already taken in the host page, are known to the page alone: it leaves them out.

use super::tree::{Attribute, Tag};

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is built, perhaps under another name.
    Keep(Tag),
    /// Its tags are left out, its content stays.
    Unwrap,
    /// It is left out with its content.
    Drop,
}

/// What becomes of the element of this name, in lower case.
pub(super) fn fate(name: &str) -> Fate {
    if name == "input" {
        return Fate::Keep(Tag::Input);
    }
    if let Some(tag) = Tag::from_name(name) {
        return Fate::Keep(tag);
    }
    match name {
        "article" => Fate::Keep(Tag::Section),
        "main" | "nav" | "address" | "center" | "hgroup" | "form" | "fieldset" | "legend"
        | "search" | "dialog" => Fate::Keep(Tag::Div),
        "menu" | "dir" => Fate::Keep(Tag::Ul),
        "tt" => Fate::Keep(Tag::Code),
        "strike" => Fate::Keep(Tag::S),
        "acronym" => Fate::Keep(Tag::Abbr),
        "image" => Fate::Keep(Tag::Img),
        "listing" => Fate::Keep(Tag::Pre),
        "script" | "style" | "template" | "noscript" | "iframe" | "object" | "embed" | "applet"
        | "svg" | "math" | "canvas" | "audio" | "video" | "button" | "select" | "option"
        | "optgroup" | "textarea" | "datalist" | "title" | "xmp" | "noembed" | "noframes"
        | "plaintext" | "frameset" | "frame" | "portal" | "fencedframe" | "meter" | "progress" => {
            Fate::Drop
        }
        _ => Fate::Unwrap,
    }
}

/// Whether an element never has content.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "image"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// The attribute with its checked value; `None` when it is not allowed on `tag`. `name` is in
/// lower case.
pub(super) fn attribute(tag: Tag, name: &str, value: &str) -> Option<(Attribute, String)> {
    let attribute = Attribute::from_name(name)?;
    let value = match (attribute, tag) {
        (Attribute::Href, Tag::A) => link(value)?,
        (Attribute::Src, Tag::Img) => image(value)?,
        (Attribute::Cite, Tag::Blockquote | Tag::Q | Tag::Del | Tag::Ins) => link(value)?,
        (Attribute::Alt, Tag::Img) | (Attribute::Title | Attribute::AriaLabel, _) => words(value),
        (Attribute::Id, _) => id(value)?,
        (Attribute::Class, _) => classes(value)?,
        (Attribute::Lang, _) => language(value)?,
        (Attribute::Dir, _) => one_of(value, &["ltr", "rtl", "auto"])?,
        (Attribute::Role, _) => one_of(value, ROLES)?,
        (Attribute::Hidden | Attribute::DataPostilSkip, _)
        | (Attribute::Open, Tag::Details)
        | (Attribute::Reversed, Tag::Ol)
        | (Attribute::Checked | Attribute::Disabled, Tag::Input) => String::new(),
        (Attribute::Width | Attribute::Height, Tag::Img) => number(value, 0, 100_000)?,
        (Attribute::Colspan, Tag::Td | Tag::Th) => number(value, 1, 1_000)?,
        (Attribute::Rowspan, Tag::Td | Tag::Th) => number(value, 0, 65_534)?,
        (Attribute::Scope, Tag::Th) => one_of(value, &["row", "col", "rowgroup", "colgroup"])?,
        (Attribute::Start, Tag::Ol) | (Attribute::Value, Tag::Li) => {
            number(value, -999_999_999, 999_999_999)?
        }
        (Attribute::Type, Tag::Ol) => ["1", "a", "A", "i", "I"]
            .contains(&value.trim())
            .then(|| value.trim().to_owned())?,
        (Attribute::Type, Tag::Input) => one_of(value, &["checkbox"])?,
        (Attribute::Datetime, Tag::Time | Tag::Del | Tag::Ins) => datetime(value)?,
        _ => return None,
    };
    Some((attribute, value))
}

/// Roles of the digital publishing vocabulary, and `note`.
const ROLES: &[&str] = &[
    "doc-abstract",
    "doc-acknowledgments",
    "doc-afterword",
    "doc-appendix",
    "doc-backlink",
    "doc-bibliography",
    "doc-biblioref",
    "doc-chapter",
    "doc-conclusion",
    "doc-dedication",
    "doc-endnotes",
    "doc-epigraph",
    "doc-epilogue",
    "doc-example",
    "doc-footnote",
    "doc-foreword",
    "doc-glossary",
    "doc-introduction",
    "doc-noteref",
    "doc-part",
    "doc-preface",
    "doc-prologue",
    "doc-pullquote",
    "doc-qna",
    "doc-subtitle",
    "doc-tip",
    "doc-toc",
    "note",
];

/// Classes of ours that content may have; `language-…` is allowed besides.
const CLASSES: &[&str] = &[
    "postil-byline",
    "postil-center",
    "postil-endnotes",
    "postil-left",
    "postil-right",
    "postil-source",
    "postil-task",
];

/// An address to go to: `http`, `https`, `mailto`, `tel`, or relative to the article.
pub(super) fn link(value: &str) -> Option<String> {
    let url = clean_url(value)?;
    let allowed = match scheme(&url) {
        None => true,
        Some(scheme) => ["http", "https", "mailto", "tel"]
            .iter()
            .any(|name| scheme.eq_ignore_ascii_case(name)),
    };
    allowed.then_some(url)
}

/// Whether an address names its scheme, and a link may go there.
pub(super) fn is_absolute(value: &str) -> bool {
    link(value).is_some_and(|url| scheme(&url).is_some())
}

/// An address to load an image from: `http`, `https`, relative, or a picture in the address
/// itself. SVG is not among those: it is a document.
pub(super) fn image(value: &str) -> Option<String> {
    let url = clean_url(value)?;
    let Some(scheme) = scheme(&url) else {
        return (!url.is_empty()).then_some(url);
    };
    let allowed = if scheme.eq_ignore_ascii_case("data") {
        let kind = url.split([',', ';']).next().unwrap_or_default();
        ["png", "jpeg", "gif", "webp", "avif"].iter().any(|name| {
            kind.strip_suffix(name)
                .is_some_and(|rest| rest.eq_ignore_ascii_case("data:image/"))
        })
    } else {
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    };
    allowed.then_some(url)
}

/// The address as a browser reads it: without the control characters and spaces around it and the
/// tabs and line breaks in it. `None` when other control characters are left.
fn clean_url(value: &str) -> Option<String> {
    let trimmed = value.trim_matches(|c: char| c <= ' ');
    let url: String = trimmed
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    (!url.chars().any(char::is_control)).then_some(url)
}

/// What stands before the colon, when the address is absolute.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let mut characters = scheme.chars();
    let is_scheme = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if is_scheme {
        return Some(scheme);
    }
    // A colon behind a path, query or fragment is none of a scheme; any other is taken for one of
    // a scheme that is not allowed.
    (!scheme.contains(['/', '?', '#'])).then_some("")
}

/// Words for people: control characters become spaces.
fn words(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// The longest `id`, in bytes.
const MAX_ID: usize = 200;

fn id(value: &str) -> Option<String> {
    let safe = !value.is_empty()
        && value.len() <= MAX_ID
        && !value.chars().any(|c| c.is_whitespace() || c.is_control())
        && !matches!(value, "__proto__" | "constructor" | "prototype");
    safe.then(|| value.to_owned())
}

fn classes(value: &str) -> Option<String> {
    let mut kept = String::new();
    for class in value.split_ascii_whitespace().take(16) {
        let language = class.strip_prefix("language-").is_some_and(|name| {
            !name.is_empty()
                && name.len() <= 40
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_' | '#' | '.'))
        });
        if language || CLASSES.contains(&class) {
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(class);
        }
    }
    (!kept.is_empty()).then_some(kept)
}

/// A language tag by its letters; an empty one says that the language is unknown.
pub(super) fn language(value: &str) -> Option<String> {
    let value = value.trim();
    let safe = value.len() <= 35 && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    safe.then(|| value.to_owned())
}

fn one_of(value: &str, allowed: &[&str]) -> Option<String> {
    let value = value.trim();
    let found = allowed.iter().find(|name| value.eq_ignore_ascii_case(name));
    found.map(|name| (*name).to_owned())
}

fn number(value: &str, least: i64, most: i64) -> Option<String> {
    let value: i64 = value.trim().parse().ok()?;
    (least..=most).contains(&value).then(|| value.to_string())
}

fn datetime(value: &str) -> Option<String> {
    let value = value.trim();
    let safe = !value.is_empty()
        && value.len() <= 40
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '+' | '.' | ' '));
    safe.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_cannot_run_are_links() {
        for good in [
            "https://example.org/a?b:c",
            "HTTP://example.org",
            "mailto:a@example.org",
            "tel:+31",
            "a/b:c",
            "#here",
            "?q=a:b",
            "//example.org",
            "../x.md",
            "",
        ] {
            assert!(link(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " \u{1}javascript:alert(1)",
            "java\nscript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "blob:x",
            "file:///etc",
            "java\u{0}script:alert(1)",
            "javascript\u{a0}:alert(1)",
            "intent://x",
            "é:x",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
    }

    #[test]
    fn pictures_in_the_address_are_pictures_and_no_documents() {
        assert!(image("data:image/png;base64,AA==").is_some());
        assert!(image("DATA:IMAGE/png,AA").is_some());
        assert_eq!(image("data:image/svg+xml,<svg onload=alert(1)>"), None);
        assert_eq!(image("data:text/html;image/png,x"), None);
        assert_eq!(image("javascript:alert(1)"), None);
        assert_eq!(image(""), None);
    }

    #[test]
    fn classes_are_languages_and_ours() {
        let class = |value| attribute(Tag::Code, "class", value).map(|(_, value)| value);
        assert_eq!(
            class("btn language-c++ postil-left x"),
            Some("language-c++ postil-left".into())
        );
        assert_eq!(class("modal"), None);
    }
}
