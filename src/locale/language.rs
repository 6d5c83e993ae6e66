//! The languages that the interface speaks.

/// Which way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// The value of the `dir` attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// A language of the interface; its messages stand in `<tag>.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    /// Which way it is written.
    pub direction: Direction,
}

/// English, when nothing else fits.
pub(super) const ENGLISH: Language = Language {
    tag: "en",
    direction: Direction::LeftToRight,
};

/// All of them; a new language is a file and a line here.
pub const LANGUAGES: &[Language] = &[
    ENGLISH,
    Language {
        tag: "nl",
        direction: Direction::LeftToRight,
    },
];

/// The first of the wanted tags that we speak; English when we speak none. `nl-BE` finds `nl`.
pub fn choose(wanted: &[&str]) -> Language {
    wanted
        .iter()
        .find_map(|tag| {
            let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
            LANGUAGES.iter().find(|language| language.tag == primary)
        })
        .copied()
        .unwrap_or(ENGLISH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wanted_language_that_we_speak_is_chosen() {
        assert_eq!(choose(&["fy", "nl-BE", "en"]).tag, "nl");
        assert_eq!(choose(&["NL"]).tag, "nl");
        assert_eq!(choose(&["", "tlh"]).tag, "en");
        assert_eq!(choose(&[]).tag, "en");
    }
}
