//! What became of a passage's words, for people to read.

use super::align::NONE;
use super::diff::Diff;
use super::placement::Change;
use super::token::{Lexicon, Token, at, tokenize};

/// The changes from `old` to `new`, word by word.
///
/// The kept and added texts together are `new`; the kept and removed ones are `old`, except for
/// white space around kept words, which is always that of `new`. A word whose letters differ in
/// case, or a sign in its form, is removed and added.
pub fn word_diff(old: &str, new: &str) -> Vec<Change> {
    let mut lexicon = Lexicon::default();
    let (mut a, mut b) = (Vec::new(), Vec::new());
    tokenize(old, 0, usize::MAX, &mut lexicon, &mut a);
    tokenize(new, 0, usize::MAX, &mut lexicon, &mut b);
    let diff = Diff::of(&a, &b, &lexicon);
    let mut changes = Changes::default();
    let mut next = 0;
    for (i, &to) in diff.to.iter().enumerate() {
        let is_kept =
            to != NONE && to as usize >= next && word(old, &a, i) == word(new, &b, to as usize);
        if is_kept {
            let to = to as usize;
            (next..to).for_each(|j| changes.add(Kind::Added, piece(new, &b, j)));
            changes.add(Kind::Kept, piece(new, &b, to));
            next = to + 1;
        } else {
            changes.add(Kind::Removed, piece(old, &a, i));
        }
    }
    (next..b.len()).for_each(|j| changes.add(Kind::Added, piece(new, &b, j)));
    changes.close();
    changes.list
}

fn word<'a>(text: &'a str, tokens: &[Token], place: usize) -> Option<&'a str> {
    let token = tokens.get(place)?;
    text.get(token.start as usize..token.end as usize)
}

/// A token with the white space after it; the first one also with what stands before it.
fn piece<'a>(text: &'a str, tokens: &[Token], place: usize) -> &'a str {
    let start = if place == 0 {
        0
    } else {
        at(tokens, place).start as usize
    };
    let end = tokens
        .get(place + 1)
        .map_or(text.len(), |next| next.start as usize);
    text.get(start..end).unwrap_or_default()
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Kept,
    Removed,
    Added,
}

/// Joins neighbours of one kind; between two kept runs, what was removed comes first.
#[derive(Default)]
struct Changes {
    list: Vec<Change>,
    kept: String,
    removed: String,
    added: String,
}

impl Changes {
    fn add(&mut self, kind: Kind, piece: &str) {
        match kind {
            Kind::Kept => {
                if !self.removed.is_empty() || !self.added.is_empty() {
                    self.close();
                }
                self.kept.push_str(piece);
            }
            Kind::Removed => self.removed.push_str(piece),
            Kind::Added => self.added.push_str(piece),
        }
    }

    fn close(&mut self) {
        let mut take = |text: &mut String, kind: fn(String) -> Change| {
            if !text.is_empty() {
                self.list.push(kind(core::mem::take(text)));
            }
        };
        take(&mut self.kept, Change::Kept);
        take(&mut self.removed, Change::Removed);
        take(&mut self.added, Change::Added);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        word_diff(old, new)
            .iter()
            .map(|change| match change {
                Change::Kept(text) => text.clone(),
                Change::Removed(text) => format!("[-{text}-]"),
                Change::Added(text) => format!("{{+{text}+}}"),
            })
            .collect()
    }

    #[test]
    fn words_are_removed_and_added_between_kept_ones() {
        assert_eq!(
            shown(
                "The old brown fox jumps.",
                "The quick brown fox leaps high."
            ),
            "The [-old -]{+quick +}brown fox [-jumps-]{+leaps high+}."
        );
    }

    #[test]
    fn white_space_is_no_change_but_case_is() {
        assert_eq!(shown("One two", "One\n two"), "One\n two");
        assert_eq!(shown("one two", "One two"), "[-one -]{+One +}two");
    }

    #[test]
    fn nothing_in_common_and_nothing_at_all() {
        assert_eq!(shown("alpha", "beta"), "[-alpha-]{+beta+}");
        assert_eq!(shown("", "beta"), "{+beta+}");
        assert_eq!(shown("", ""), "");
    }
}
