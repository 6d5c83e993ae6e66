//! Which key does what, as a table.
//!
//! The keys work while the focus is in the widget, never while the reader types in a field, and
//! never with a modifier that the table does not ask for: the host's and the screen reader's own
//! keys stay theirs.

use super::intent::{Goal, Intent};
use crate::locale::Key;
use crate::session::{Dialog, State};

/// A key that was pressed.
#[derive(Clone, Copy, Debug)]
pub struct Pressed<'a> {
    /// As `KeyboardEvent.key` says it.
    pub key: &'a str,
    /// Control, or Command on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt, Option or AltGraph.
    pub alt: bool,
    /// The focus is in a field.
    pub is_typing: bool,
    /// An input method is composing.
    pub is_composing: bool,
}

/// When a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Always,
    Selected,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// As `KeyboardEvent.key` says it; letters in lower case.
    pub key: &'static str,
    /// With Control or Command.
    pub ctrl: bool,
    /// With Shift.
    pub shift: bool,
    /// What it does, in words.
    pub words: Key,
    when: When,
    does: fn(&State) -> Intent,
}

const fn plain(key: &'static str, words: Key, does: fn(&State) -> Intent) -> Binding {
    Binding {
        key,
        ctrl: false,
        shift: false,
        words,
        when: When::Always,
        does,
    }
}

const fn selected(key: &'static str, words: Key, does: fn(&State) -> Intent) -> Binding {
    Binding {
        when: When::Selected,
        ..plain(key, words, does)
    }
}

const fn ctrl(key: &'static str, shift: bool, words: Key, does: fn(&State) -> Intent) -> Binding {
    Binding {
        ctrl: true,
        shift,
        ..plain(key, words, does)
    }
}

/// All keys, in the order in which the help lists them.
pub const TABLE: &[Binding] = &[
    selected("h", Key::KeyHighlight, |state| {
        Intent::Highlight(state.color)
    }),
    selected("n", Key::KeyNote, |_| Intent::AddNote),
    selected("t", Key::KeyToolbar, |_| Intent::Focus(Goal::Toolbar)),
    plain("b", Key::KeyBookmark, |_| Intent::Bookmark),
    plain("j", Key::KeyNext, |_| Intent::Next),
    plain("k", Key::KeyPrevious, |_| Intent::Previous),
    ctrl("z", false, Key::KeyUndo, |_| Intent::Undo),
    ctrl("z", true, Key::KeyRedo, |_| Intent::Redo),
    ctrl("y", false, Key::KeyRedo, |_| Intent::Redo),
    plain("a", Key::KeyAll, |_| Intent::Open(Dialog::AllNotes)),
    plain("/", Key::KeySearch, |_| Intent::Open(Dialog::AllNotes)),
    plain("?", Key::KeyKeys, |_| Intent::Open(Dialog::Shortcuts)),
];

/// Keys that a single part of the widget handles itself, for the help: key, with Control, words.
pub const LOCAL: &[(&str, bool, Key)] = &[
    ("Enter", false, Key::KeyOpen),
    ("Enter", true, Key::KeySave),
    ("Escape", false, Key::KeyClose),
];

/// What the reader wants by this key; `None` when it is not ours.
pub fn intent(pressed: Pressed<'_>, state: &State) -> Option<Intent> {
    if pressed.is_composing || pressed.alt {
        return None;
    }
    if pressed.key == "Escape" {
        return escape(state);
    }
    if pressed.is_typing {
        return None;
    }
    let key = pressed.key.to_lowercase();
    let binding = TABLE.iter().find(|binding| {
        // A sign such as `?` already tells which modifiers it took.
        let is_letter = key.chars().all(char::is_alphabetic);
        binding.key == key
            && binding.ctrl == pressed.ctrl
            && (!is_letter || binding.shift == pressed.shift)
            && (binding.when == When::Always || (state.selected.is_some() && !state.readonly))
    })?;
    Some((binding.does)(state))
}

/// Escape closes the innermost thing of ours that is open, and is nobody's when nothing is.
fn escape(state: &State) -> Option<Intent> {
    if state.dialog.is_some() || !state.choice.is_empty() || state.editing.is_some() {
        return Some(Intent::Close);
    }
    if let Some(active) = &state.active {
        return Some(Intent::Focus(Goal::Text(Some(active.clone()))));
    }
    state.selected.map(|_| Intent::Close)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Person;
    use crate::session::{Selected, SelectedBy};
    use crate::text::{ByteOffset, ByteRange};

    fn state(is_selected: bool) -> State {
        let reader = Person {
            id: "urn:uuid:reader".to_owned(),
            name: None,
        };
        let mut state = State::new("https://example.org/a".to_owned(), reader, "d".to_owned());
        state.selected = is_selected
            .then(|| ByteRange::new(ByteOffset::new(0), ByteOffset::new(4)))
            .flatten()
            .map(|passage| Selected {
                passage,
                by: SelectedBy::Keyboard,
            });
        state
    }

    fn press(key: &str) -> Pressed<'_> {
        Pressed {
            key,
            ctrl: false,
            shift: false,
            alt: false,
            is_typing: false,
            is_composing: false,
        }
    }

    #[test]
    fn a_letter_highlights_only_what_is_selected() {
        assert_eq!(
            intent(press("h"), &state(true)),
            Some(Intent::Highlight(state(true).color))
        );
        assert_eq!(intent(press("h"), &state(false)), None);
    }

    #[test]
    fn no_key_is_ours_while_the_reader_types() {
        for binding in TABLE {
            let pressed = Pressed {
                is_typing: true,
                ctrl: binding.ctrl,
                shift: binding.shift,
                ..press(binding.key)
            };
            assert_eq!(intent(pressed, &state(true)), None, "{}", binding.key);
        }
    }

    #[test]
    fn keys_of_an_input_method_and_with_alt_are_not_ours() {
        for pressed in [
            Pressed {
                is_composing: true,
                ..press("n")
            },
            Pressed {
                alt: true,
                ..press("n")
            },
            Pressed {
                is_composing: true,
                ..press("Escape")
            },
        ] {
            assert_eq!(intent(pressed, &state(true)), None);
        }
    }

    #[test]
    fn control_with_a_letter_that_is_not_in_the_table_stays_the_browsers() {
        for key in ["a", "h", "n", "j", "k", "t", "f", "c"] {
            let pressed = Pressed {
                ctrl: true,
                ..press(key)
            };
            assert_eq!(intent(pressed, &state(true)), None, "Ctrl+{key}");
        }
    }

    #[test]
    fn a_sign_works_with_whatever_shift_the_keyboard_needs_for_it() {
        for shift in [false, true] {
            let pressed = Pressed {
                shift,
                ..press("?")
            };
            assert_eq!(
                intent(pressed, &state(false)),
                Some(Intent::Open(Dialog::Shortcuts))
            );
        }
    }

    #[test]
    fn escape_with_nothing_open_is_left_to_the_host() {
        assert_eq!(intent(press("Escape"), &state(false)), None);
        let mut open = state(false);
        open.dialog = Some(Dialog::Trash);
        assert_eq!(intent(press("Escape"), &open), Some(Intent::Close));
    }

    #[test]
    fn no_two_lines_of_the_table_want_the_same_key() {
        let mut seen = Vec::new();
        for binding in TABLE {
            let chord = (binding.key, binding.ctrl, binding.shift);
            assert!(!seen.contains(&chord), "{chord:?}");
            seen.push(chord);
        }
    }
}
