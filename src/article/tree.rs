//! The article as a tree of allowed elements and attributes.

/// An article: what its front matter says, and its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Title, author and the like.
    pub front: Front,
    /// Title and byline rendered from the front matter come first, then the content.
    pub content: Vec<Node>,
}

/// What a source says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Front {
    /// The title, as plain text.
    pub title: Option<String>,
    /// The author or authors, as written.
    pub author: Option<String>,
    /// The date, as written.
    pub date: Option<String>,
    /// A BCP 47 language tag.
    pub language: Option<String>,
    /// Where it was first published: an `http` or `https` address.
    pub source: Option<String>,
}

/// A piece of content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text, with character references resolved.
    Text(String),
    /// An element with its children.
    Element(Element),
}

/// An allowed element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Which one.
    pub tag: Tag,
    /// Its allowed attributes with checked values, each at most once.
    pub attributes: Vec<(Attribute, String)>,
    /// Its content; empty for void elements.
    pub children: Vec<Node>,
}

impl Element {
    /// The value of an attribute; `None` when it is absent.
    pub fn attribute(&self, name: Attribute) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(attribute, _)| *attribute == name)
            .map(|(_, value)| value.as_str())
    }
}

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum $type { $($variant,)* }

        impl $type {
            /// The name in HTML, in lower case.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
            /// The one of this name; `None` when it is not allowed. `name` is in lower case.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

names!(
    /// The elements that an article may have.
    Tag {
        A = "a", Abbr = "abbr", Aside = "aside", B = "b", Bdi = "bdi", Bdo = "bdo",
        Blockquote = "blockquote", Br = "br", Caption = "caption", Cite = "cite", Code = "code",
        Col = "col", Colgroup = "colgroup", Dd = "dd", Del = "del", Details = "details", Dfn = "dfn",
        Div = "div", Dl = "dl", Dt = "dt", Em = "em", Figcaption = "figcaption", Figure = "figure",
        Footer = "footer", H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6",
        Header = "header", Hr = "hr", I = "i", Img = "img", Input = "input", Ins = "ins", Kbd = "kbd",
        Li = "li", Mark = "mark", Ol = "ol", P = "p", Pre = "pre", Q = "q", Rp = "rp", Rt = "rt",
        Ruby = "ruby", S = "s", Samp = "samp", Section = "section", Small = "small", Span = "span",
        Strong = "strong", Sub = "sub", Summary = "summary", Sup = "sup", Table = "table",
        Tbody = "tbody", Td = "td", Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time",
        Tr = "tr", U = "u", Ul = "ul", Var = "var", Wbr = "wbr",
    }
);

names!(
    /// The attributes that an element of an article may have, where they make sense.
    Attribute {
        Alt = "alt", AriaLabel = "aria-label", Checked = "checked", Cite = "cite", Class = "class",
        Colspan = "colspan", DataPostilSkip = "data-postil-skip", Datetime = "datetime", Dir = "dir", Disabled = "disabled",
        Height = "height", Hidden = "hidden", Href = "href", Id = "id", Lang = "lang", Open = "open",
        Rel = "rel", Reversed = "reversed", Role = "role", Rowspan = "rowspan", Scope = "scope",
        Src = "src", Start = "start", Title = "title", Type = "type", Value = "value", Width = "width",
    }
);
