//! The style sheets, compiled in: constructed and adopted by the page, never written into it.

/// For the document: the article's default look, in a layer under everything of the host's.
pub const ARTICLE: &str = include_str!("../../styles/article.css");
/// For the document: how highlights are painted.
pub const HIGHLIGHTS: &str = include_str!("../../styles/highlights.css");
/// For the document: the article on paper.
pub const PAPER: &str = include_str!("../../styles/paper.css");

/// For the shadow root, in this order.
pub const WIDGET: &[&str] = &[
    include_str!("../../styles/widget/tokens.css"),
    include_str!("../../styles/widget/frame.css"),
    include_str!("../../styles/widget/button.css"),
    include_str!("../../styles/widget/bar.css"),
    include_str!("../../styles/widget/toolbar.css"),
    include_str!("../../styles/widget/choice.css"),
    include_str!("../../styles/widget/margin.css"),
    include_str!("../../styles/widget/card.css"),
    include_str!("../../styles/widget/editor.css"),
    include_str!("../../styles/widget/panel.css"),
    include_str!("../../styles/widget/sieve.css"),
    include_str!("../../styles/widget/overview.css"),
    include_str!("../../styles/widget/people.css"),
    include_str!("../../styles/widget/modal.css"),
    include_str!("../../styles/widget/exchange.css"),
    include_str!("../../styles/widget/alerts.css"),
    include_str!("../../styles/print.css"),
];
