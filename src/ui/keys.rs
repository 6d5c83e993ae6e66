//! Which key does what, as a table, and what the reader changed in it.
//!
//! The keys work while the focus is in the widget, never while the reader types in a field, and
//! never with a modifier that the table does not ask for: the host's and the screen reader's own
//! keys stay theirs.
//!
//! What the reader changed is a text of lines `name=key`: `next=g`, `undo=Ctrl+u`, `all=` for a
//! line without a key, `single=` when keys without Control are off altogether.

use super::intent::{Goal, Intent};
use crate::locale::Key;
use crate::session::{ArticleStatus, Dialog, State, cursor};
use crate::text::cursor::{Step, Unit};

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
    /// Something is selected, or the reading cursor stands in the text, and the reader may write.
    Writable,
    /// Something is selected, or an annotation is in focus.
    Here,
    /// The text is there, and no dialog over it.
    Reading,
}

/// A key with what is held besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord<'a> {
    /// As `KeyboardEvent.key` says it; letters in lower case.
    pub key: &'a str,
    /// With Control or Command.
    pub ctrl: bool,
    /// With Shift.
    pub shift: bool,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What the line is called in what the reader changed; never another.
    pub name: &'static str,
    /// The key, unless the reader changed it.
    pub chord: Chord<'static>,
    /// What it does, in words.
    pub words: Key,
    when: When,
    does: fn(&State) -> Intent,
}

type Does = fn(&State) -> Intent;

const fn line(
    name: &'static str,
    key: &'static str,
    words: Key,
    when: When,
    does: Does,
) -> Binding {
    Binding {
        name,
        chord: Chord {
            key,
            ctrl: false,
            shift: false,
        },
        words,
        when,
        does,
    }
}

const fn shift(mut binding: Binding) -> Binding {
    binding.chord.shift = true;
    binding
}

const fn ctrl(mut binding: Binding) -> Binding {
    binding.chord.ctrl = true;
    binding
}

/// All keys, in the order in which the help lists them.
pub const TABLE: &[Binding] = {
    use Step::{Grow, Next, Previous, Shrink};
    use Unit::{Paragraph, Sentence, Word};
    use When::{Always, Here, Reading, Writable};
    &[
        line("sentence", "s", Key::KeyNextSentence, Reading, |_| {
            Intent::Step(Next(Sentence))
        }),
        shift(line(
            "sentence-back",
            "s",
            Key::KeyPreviousSentence,
            Reading,
            |_| Intent::Step(Previous(Sentence)),
        )),
        line("paragraph", "p", Key::KeyNextParagraph, Reading, |_| {
            Intent::Step(Next(Paragraph))
        }),
        shift(line(
            "paragraph-back",
            "p",
            Key::KeyPreviousParagraph,
            Reading,
            |_| Intent::Step(Previous(Paragraph)),
        )),
        line("word", "w", Key::KeyNextWord, Reading, |_| {
            Intent::Step(Next(Word))
        }),
        shift(line(
            "word-back",
            "w",
            Key::KeyPreviousWord,
            Reading,
            |_| Intent::Step(Previous(Word)),
        )),
        line("grow", "e", Key::KeyGrowWord, Reading, |_| {
            Intent::Step(Grow(Word))
        }),
        shift(line(
            "grow-sentence",
            "e",
            Key::KeyGrowSentence,
            Reading,
            |_| Intent::Step(Grow(Sentence)),
        )),
        line("shrink", "d", Key::KeyShrinkWord, Reading, |_| {
            Intent::Step(Shrink(Word))
        }),
        shift(line(
            "shrink-sentence",
            "d",
            Key::KeyShrinkSentence,
            Reading,
            |_| Intent::Step(Shrink(Sentence)),
        )),
        line("highlight", "h", Key::KeyHighlight, Writable, |state| {
            Intent::Highlight(state.color)
        }),
        line("note", "n", Key::KeyNote, Here, |state| {
            match &state.active {
                Some(id) if state.selected.is_none() => Intent::Edit(id.clone()),
                _ => Intent::AddNote,
            }
        }),
        line("toolbar", "t", Key::KeyToolbar, Writable, |_| {
            Intent::Focus(Goal::Toolbar)
        }),
        line("open", "o", Key::KeyNotesHere, Here, |state| {
            match &state.active {
                Some(id) if state.selected.is_none() => Intent::GoTo(id.clone()),
                _ => Intent::OpenHere,
            }
        }),
        line("bookmark", "b", Key::KeyBookmark, Always, |_| {
            Intent::Bookmark
        }),
        line("next", "j", Key::KeyNext, Always, |_| Intent::Next),
        line("previous", "k", Key::KeyPrevious, Always, |_| {
            Intent::Previous
        }),
        ctrl(line("undo", "z", Key::KeyUndo, Always, |_| Intent::Undo)),
        ctrl(shift(line("redo", "z", Key::KeyRedo, Always, |_| {
            Intent::Redo
        }))),
        ctrl(line("redo-too", "y", Key::KeyRedo, Always, |_| {
            Intent::Redo
        })),
        line("all", "a", Key::KeyAll, Always, |_| {
            Intent::Open(Dialog::AllNotes)
        }),
        line("search", "/", Key::KeySearch, Always, |_| {
            Intent::Open(Dialog::AllNotes)
        }),
        line("keys", "?", Key::KeyKeys, Always, |_| {
            Intent::Open(Dialog::Shortcuts)
        }),
    ]
};

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
    let chord = Chord {
        key: &key,
        ctrl: pressed.ctrl,
        shift: pressed.shift,
    };
    let binding = on(chord, &state.keys).filter(|binding| works(binding.when, state))?;
    Some((binding.does)(state))
}

fn works(when: When, state: &State) -> bool {
    match when {
        When::Always => true,
        When::Writable => state.selected.is_some() && !state.readonly,
        When::Here => state.selected.is_some() || state.active.is_some(),
        When::Reading => {
            let is_free = matches!(state.dialog, None | Some(Dialog::AllNotes));
            state.status == ArticleStatus::Shown && is_free
        }
    }
}

/// The line that a chord belongs to, after what the reader changed.
pub fn on(pressed: Chord<'_>, changed: &str) -> Option<&'static Binding> {
    TABLE.iter().find(|binding| {
        // A sign such as `?` already tells which modifiers it took.
        let is_letter = pressed.key.chars().all(char::is_alphabetic);
        chord(binding, changed).is_some_and(|own| {
            own.key == pressed.key
                && own.ctrl == pressed.ctrl
                && (!is_letter || own.shift == pressed.shift)
                && (own.ctrl || has_single(changed))
        })
    })
}

/// The key of a line, after what the reader changed; `None` when it has none any more.
pub fn chord<'a>(binding: &Binding, changed: &'a str) -> Option<Chord<'a>> {
    let own = changed
        .lines()
        .filter_map(|line| line.split_once('='))
        .find(|(name, _)| *name == binding.name);
    match own {
        None => Some(binding.chord),
        Some((_, "")) => None,
        Some((_, mut key)) => {
            let mut take = |modifier| match key.strip_prefix(modifier) {
                Some(rest) => {
                    key = rest;
                    true
                }
                None => false,
            };
            let (ctrl, shift) = (take("Ctrl+"), take("Shift+"));
            Some(Chord { key, ctrl, shift })
        }
    }
}

/// Whether keys without Control work at all.
pub fn has_single(changed: &str) -> bool {
    !changed.lines().any(|line| line == "single=")
}

/// What the reader changed, with another key for the line `name`: `Some(None)` for none at all,
/// `None` for its first one again.
pub fn change(changed: &str, name: &str, key: Option<Option<Chord<'_>>>) -> String {
    let mut text = String::new();
    let others = changed
        .lines()
        .filter(|line| line.split_once('=').is_some_and(|(other, _)| other != name));
    for line in others {
        text.push_str(line);
        text.push('\n');
    }
    if let Some(key) = key {
        text.push_str(name);
        text.push('=');
        if let Some(Chord { key, ctrl, shift }) = key {
            text.push_str(if ctrl { "Ctrl+" } else { "" });
            text.push_str(if shift { "Shift+" } else { "" });
            text.push_str(key);
        }
        text.push('\n');
    }
    text
}

/// Escape closes the innermost thing of ours that is open, and is nobody's when nothing is.
fn escape(state: &State) -> Option<Intent> {
    if state.dialog.is_some() || !state.choice.is_empty() || state.editing.is_some() {
        return Some(Intent::Close);
    }
    if cursor::passage(state).is_some() {
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
    fn what_was_just_highlighted_takes_a_note_and_is_gone_to() {
        let mut highlighted = state(false);
        assert_eq!(intent(press("n"), &highlighted), None);
        let id = crate::annotation::AnnotationId::parse("urn:uuid:a").unwrap();
        highlighted.active = Some(id.clone());
        assert_eq!(
            intent(press("n"), &highlighted),
            Some(Intent::Edit(id.clone()))
        );
        assert_eq!(intent(press("o"), &highlighted), Some(Intent::GoTo(id)));
    }

    #[test]
    fn no_key_is_ours_while_the_reader_types() {
        for binding in TABLE {
            let pressed = Pressed {
                is_typing: true,
                ctrl: binding.chord.ctrl,
                shift: binding.chord.shift,
                ..press(binding.chord.key)
            };
            assert_eq!(intent(pressed, &state(true)), None, "{}", binding.name);
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
    fn no_two_lines_of_the_table_want_the_same_key_or_name() {
        let (mut chords, mut names) = (Vec::new(), Vec::new());
        for binding in TABLE {
            assert!(!chords.contains(&binding.chord), "{:?}", binding.chord);
            assert!(!names.contains(&binding.name), "{}", binding.name);
            chords.push(binding.chord);
            names.push(binding.name);
        }
    }

    #[test]
    fn the_reading_cursor_waits_for_a_text_and_for_dialogs_to_close() {
        let step = Some(Intent::Step(Step::Next(Unit::Sentence)));
        let mut shown = state(false);
        assert_eq!(intent(press("s"), &shown), None);
        shown.status = ArticleStatus::Shown;
        assert_eq!(intent(press("s"), &shown), step);
        shown.dialog = Some(Dialog::Trash);
        assert_eq!(intent(press("s"), &shown), None);
    }

    /// The keys of a reader who changed `lines`.
    fn with(lines: &str) -> State {
        let mut state = state(true);
        state.status = ArticleStatus::Shown;
        state.keys = lines.into();
        state
    }

    #[test]
    fn a_changed_key_does_what_the_first_one_did_which_does_nothing_any_more() {
        let key = Chord {
            key: "g",
            ctrl: false,
            shift: true,
        };
        let changed = with(&change("all=\n", "next", Some(Some(key))));
        assert_eq!(&*changed.keys, "all=\nnext=Shift+g\n");
        let pressed = Pressed {
            shift: true,
            ..press("G")
        };
        assert_eq!(intent(pressed, &changed), Some(Intent::Next));
        for gone in ["j", "a", "g"] {
            assert_eq!(intent(press(gone), &changed), None, "{gone}");
        }
        assert_eq!(change(&changed.keys, "next", None), "all=\n");
    }

    #[test]
    fn keys_without_control_can_be_off_altogether() {
        let off = with(&change("", "single", Some(None)));
        for binding in TABLE {
            let pressed = Pressed {
                ctrl: binding.chord.ctrl,
                shift: binding.chord.shift,
                ..press(binding.chord.key)
            };
            let is_ours = intent(pressed, &off).is_some();
            assert_eq!(is_ours, binding.chord.ctrl, "{}", binding.name);
        }
    }

    #[test]
    fn a_stored_text_that_nobody_can_read_changes_nothing() {
        let odd = with("next\n=\nnobody=x\n\u{0}");
        assert_eq!(intent(press("j"), &odd), Some(Intent::Next));
    }
}
