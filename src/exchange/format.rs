//! The formats of files, by their names in the public interface.

/// The formats of files, by their names in the public interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Format {
    /// W3C Web Annotation JSON-LD: a collection, a page, a list, or one annotation.
    Jsonld,
    AnnotationSet,
    Hypothesis,
    Markdown,
    Csv,
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Jsonld,
        Self::AnnotationSet,
        Self::Hypothesis,
        Self::Markdown,
        Self::Csv,
        Self::Html,
    ];

    /// The name in the public interface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jsonld => "jsonld",
            Self::AnnotationSet => "annotationset",
            Self::Hypothesis => "hypothesis",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The media type of an export; an annotation set goes in its ZIP.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jsonld => "application/ld+json;profile=\"http://www.w3.org/ns/anno.jsonld\"",
            Self::AnnotationSet => {
                "application/zip;profile=\"https://www.w3.org/TR/epub-anno-10/\""
            }
            Self::Hypothesis => "application/json",
            Self::Markdown => "text/markdown",
            Self::Csv => "text/csv",
            Self::Html => "text/html",
        }
    }

    /// The ending of a file's name, without the dot.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jsonld => "jsonld",
            Self::AnnotationSet => "annotations",
            Self::Hypothesis => "json",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }

    pub(super) const fn is_json(self) -> bool {
        matches!(self, Self::Jsonld | Self::AnnotationSet | Self::Hypothesis)
    }
}
