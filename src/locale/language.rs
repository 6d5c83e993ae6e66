//! Which language the interface speaks.

use std::rc::Rc;

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

/// A language of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// The BCP 47 tag that its file is called by: its messages stand in `<tag>.txt`.
    pub tag: Rc<str>,
    /// The tag that was asked for, region and all (`nl-BE`), for dates and numbers.
    pub asked: Rc<str>,
}

/// English, when nothing else fits.
pub fn english() -> Language {
    Language {
        tag: Rc::from("en"),
        asked: Rc::from("en"),
    }
}

/// The first of the wanted tags that we speak, its parts left off from the end until it fits:
/// `nl-BE` finds `nl`. English when we speak none. `spoken` names the files, separated by spaces.
pub fn choose(wanted: &[&str], spoken: &str) -> Language {
    wanted
        .iter()
        .find_map(|asked| {
            let mut tag = *asked;
            loop {
                let own = spoken
                    .split(' ')
                    .find(|spoken| !tag.is_empty() && spoken.eq_ignore_ascii_case(tag));
                if let Some(own) = own {
                    return Some(Language {
                        tag: Rc::from(own),
                        asked: Rc::from(*asked),
                    });
                }
                (tag, _) = tag.rsplit_once(['-', '_'])?;
            }
        })
        .unwrap_or_else(english)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wanted: &[&str], tag: &str, asked: &str) {
        let chosen = choose(wanted, "en ar nl pt-BR");
        assert_eq!((&*chosen.tag, &*chosen.asked), (tag, asked), "{wanted:?}");
    }

    #[test]
    fn the_first_wanted_language_that_we_speak_is_chosen() {
        check(&["fy", "nl-BE", "en"], "nl", "nl-BE");
        check(&["NL"], "nl", "NL");
        check(&["ar-Arab-EG"], "ar", "ar-Arab-EG");
        check(&["pt-br"], "pt-BR", "pt-br");
        check(&["pt"], "en", "en");
        check(&["", "tlh"], "en", "en");
        check(&[], "en", "en");
    }
}
