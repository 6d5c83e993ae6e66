//! The style sheets, compiled in: constructed and adopted by the page, never written into it.
//!
//! They lie in `styles/`; `build.rs` leaves out what browsers do without.

macro_rules! sheet {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name))
    };
}
pub(super) use sheet;

/// For the document: the article's default look, in a layer under everything of the host's.
pub const ARTICLE: &str = sheet!("article.css");
/// For the document: how highlights are painted.
pub const HIGHLIGHTS: &str = sheet!("highlights.css");
/// For the document: the article on paper.
pub const PAPER: &str = sheet!("paper.css");

/// For the shadow root, in this order.
pub const WIDGET: &[&str] = &[
    sheet!("widget/tokens.css"),
    sheet!("widget/frame.css"),
    sheet!("widget/button.css"),
    sheet!("widget/bar.css"),
    sheet!("widget/toolbar.css"),
    sheet!("widget/choice.css"),
    sheet!("widget/margin.css"),
    sheet!("widget/card.css"),
    sheet!("widget/editor.css"),
    sheet!("widget/badge.css"),
    sheet!("widget/overview.css"),
    sheet!("widget/alerts.css"),
    sheet!("print.css"),
];
