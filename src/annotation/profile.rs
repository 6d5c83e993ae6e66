//! How a person is known to others: name, initials, colour, and which other ids are the same person.
//!
//! A person speaks for themself alone: a profile travels with the files that its person sends, and of two profiles of
//! one person the one with the higher revision holds.

use super::Color;
use super::capital::capital;

/// The longest initials, in characters.
const MAX_INITIALS: usize = 3;

/// What a person says about themself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The person's IRI.
    pub id: String,
    /// The display name.
    pub name: Option<String>,
    /// Initials, where they are not those of the name.
    pub initials: Option<String>,
    /// The colour of the person's badge.
    pub color: Option<Color>,
    /// Ids that the person says are the same person: notes written on another device.
    pub also: Vec<String>,
    /// How often it was changed; the highest holds.
    pub revision: u32,
}

impl Profile {
    /// Of one person, nothing said yet.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            ..Self::default()
        }
    }

    /// Whether it says anything at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::new(&self.id)
    }

    /// The one of two profiles of a person that holds, whichever came first.
    pub fn later(&self, other: &Self) -> Self {
        let rank = |one: &Self| {
            let color = one.color.map(Color::name);
            let said = (one.name.clone(), one.initials.clone(), color);
            (one.revision, said, one.also.clone())
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
        .clone()
    }

    /// Says that this id is the same person, or no longer.
    pub fn join(&mut self, id: &str, is_same: bool) {
        self.also.retain(|known| known != id);
        if is_same && id != self.id {
            self.also.push(id.to_owned());
            self.also.sort_unstable();
        }
        self.revision = self.revision.saturating_add(1);
    }
}

/// The initials of a name: of its first and its last word, at most two letters; `?` of none.
pub fn initials_of(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(first_sign);
    let first = words.next();
    let last = words.next_back();
    let mut initials: String = first.into_iter().chain(last).map(capital).collect();
    if initials.is_empty() {
        initials.push('?');
    }
    initials
}

/// What a reader typed as initials; `None` when nothing of it can be shown.
pub fn typed_initials(text: &str) -> Option<String> {
    let kept: String = text
        .chars()
        .filter(|c| is_shown(*c))
        .take(MAX_INITIALS)
        .collect();
    (!kept.is_empty()).then_some(kept)
}

/// The first letter or digit of a word, else its first sign that shows.
fn first_sign(word: &str) -> Option<char> {
    let letter = word.chars().find(|c| c.is_alphanumeric());
    letter.or_else(|| word.chars().find(|c| is_shown(*c)))
}

/// Neither space nor control, nor a sign that turns or hides what follows.
fn is_shown(c: char) -> bool {
    let is_format = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    !c.is_whitespace() && !c.is_control() && !is_format
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, initials) in [
            ("Ada Lovelace", "AL"),
            ("ada", "A"),
            ("  Jean-Luc de la Tour ", "JT"),
            ("(Bo) O’Neill", "BO"),
            ("عبد الرحمن", "عا"),
            ("\u{202E}evil", "E"),
            ("🦉", "🦉"),
            (" \u{200B}", "?"),
            ("", "?"),
        ] {
            assert_eq!(initials_of(name), initials, "{name:?}");
        }
        assert_eq!(typed_initials(" a\u{202E}bcd").as_deref(), Some("abc"));
        assert_eq!(typed_initials(" \u{202E}"), None);
    }

    #[test]
    fn of_two_profiles_the_later_one_holds_whichever_came_first() {
        let mut old = Profile::new("urn:a");
        old.name = Some("Zoe".to_owned());
        let mut new = old.clone();
        new.name = Some("Ann".to_owned());
        new.revision = 1;
        assert_eq!(old.later(&new), new);
        assert_eq!(new.later(&old), new);
        let forged = Profile {
            name: Some("Mallory".to_owned()),
            ..new.clone()
        };
        assert_eq!(forged.later(&new), new.later(&forged));
    }

    #[test]
    fn nobody_is_joined_with_themself_nor_twice() {
        let mut me = Profile::new("urn:a");
        for id in ["urn:b", "urn:a", "urn:b"] {
            me.join(id, true);
        }
        assert_eq!(me.also, ["urn:b"]);
        me.join("urn:b", false);
        assert!(me.also.is_empty() && me.revision == 4);
    }
}
