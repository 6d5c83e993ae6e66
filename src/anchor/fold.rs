//! What letters and signs count as when texts are compared: case, accents' spelling, quotes, dashes and spaces aside.
//!
//! Composed and decomposed letters fold to the same: a letter with marks becomes its base and
//! one [`MARK`], whichever marks they are. That is coarser than Unicode's canonical equivalence,
//! needs no tables of a normaliser, and decides nothing alone: whether a text is *identical* is
//! always asked of the text itself.

/// Stands for any run of combining marks.
pub(super) const MARK: char = '\u{300}';

/// What a character does in a run of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// White space: divides.
    Space,
    /// Not seen: soft hyphens, marks of direction. Neither divides nor counts.
    Unseen,
    /// Part of a word.
    Word,
    /// A mark or joiner: belongs to what stands before it.
    Mark,
    /// A word by itself, in scripts that put no spaces between words.
    Solo,
    /// Any other visible character.
    Sign,
}

/// The class of a character.
pub(super) fn class(c: char) -> Class {
    let code = c as u32;
    if code < 0x80 {
        return match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Word,
            '\0'..=' ' | '\x7f' => Class::Space,
            _ => Class::Sign,
        };
    }
    if is_unseen(code) {
        Class::Unseen
    } else if c.is_whitespace() {
        Class::Space
    } else if code >= 0x300 && is_mark(code) {
        Class::Mark
    } else if !c.is_alphanumeric() {
        Class::Sign
    } else if is_solo(code) {
        Class::Solo
    } else {
        Class::Word
    }
}

fn is_unseen(code: u32) -> bool {
    matches!(code, 0xAD | 0x61C | 0x200B | 0x200E | 0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF)
}

/// Marks that the standard library does not count as letters, and those that never stand alone.
fn is_mark(code: u32) -> bool {
    match code {
        0x900..=0xDFF => matches!(code & 0x7F, 0x3C | 0x4D),
        _ => matches!(code,
            0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x5BF | 0x5C1 | 0x5C2 | 0x5C4 | 0x5C5
            | 0x5C7 | 0x610..=0x61A | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6DC | 0x6DF..=0x6E4
            | 0x6E7 | 0x6E8 | 0x6EA..=0x6ED | 0xE31 | 0xE34..=0xE3A | 0xE47..=0xE4E | 0xEB1
            | 0xEB4..=0xEBC | 0xEC8..=0xECE | 0x102B..=0x103E | 0x1056..=0x1059 | 0x105E..=0x1060
            | 0x1062..=0x1064 | 0x1067..=0x106D | 0x1071..=0x1074 | 0x1082..=0x108D | 0x108F
            | 0x17B4..=0x17D3 | 0x17DD | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200C | 0x200D
            | 0x20D0..=0x20FF | 0x3099 | 0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F
            | 0x1F3FB..=0x1F3FF | 0xE0020..=0xE01EF),
    }
}

/// Letters of scripts without spaces between words.
fn is_solo(code: u32) -> bool {
    matches!(code, 0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007
        | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x9FFF | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F
        | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Whether the character after this one belongs to the same letter: zero width joiner, stacking signs.
pub(super) fn joins_next(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{17D2}' | '\u{1039}')
}

/// Whether this is one half of a flag.
pub(super) fn is_flag_half(c: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&c)
}

/// Base letters of U+00C0 to U+024F; a dot where there is none.
const LATIN: &[u8] = b"AAAAAA.CEEEEIIII.NOOOOO..UUUUY..aaaaaa.ceeeeiiii.nooooo..uuuuy.yAaAaAaCcCcCcCcDd..EeEeEeEeEeGgGgGgGgHh..IiIiIiIiI...JjKk.LlLlLl....NnNnNn...OoOoOo..RrRrRrSsSsSsSsTtTt..UuUuUuUuUuUuWwYyYZzZzZz.................................Oo.............Uu............................AaIiOoUuUuUuUuUu.AaAa....GgKkOoOo..j...Gg..NnAa....AaAaEeEeIiIiOoOoRrRrUuUuSsTt..Hh......AaEeOoOoOoOoYy............................";
/// The same for U+1E00 to U+1EFF.
const LATIN_MORE: &[u8] = b"AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwy......AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy......";
/// Composed letters of other scripts, each followed by its base.
const PAIRS: &str = "ΆΑΈΕΉΗΊΙΌΟΎΥΏΩΐιΪΙΫΥάαέεήηίιΰυϊιϋυόούυώωЀЕЁЕЃГЇІЌКЍИЎУЙИйиѐеёеѓгїіќкѝиўуѶѴѷѵӁЖӂжӐАӑаӒАӓаӖЕӗеӚӘӛәӜЖӝжӞЗӟзӢИӣиӤИӥиӦОӧоӪӨӫөӬЭӭэӮУӯуӰУӱуӲУӳуӴЧӵчӸЫӹыآاأاؤوإائيۀەۂہۓے\u{929}न\u{931}र\u{934}ळ\u{958}क\u{959}ख\u{95A}ग\u{95B}ज\u{95C}ड\u{95D}ढ\u{95E}फ\u{95F}य\u{9DC}ড\u{9DD}ঢ\u{9DF}য";

/// The letter without its marks, if the character is composed.
fn base(c: char) -> Option<char> {
    let code = c as u32;
    let latin = |table: &[u8], from: u32| {
        let letter = *table.get((code - from) as usize)?;
        (letter != b'.').then_some(char::from(letter))
    };
    let earlier = |by: u32| char::from_u32(code - by);
    match code {
        0xC0..=0x24F => latin(LATIN, 0xC0),
        0x1E00..=0x1EFF => latin(LATIN_MORE, 0x1E00),
        0x370..=0x9FF => {
            let mut letters = PAIRS.chars();
            while let (Some(composed), Some(plain)) = (letters.next(), letters.next()) {
                if composed == c {
                    return Some(plain);
                }
            }
            None
        }
        0x1F00..=0x1F6F => "αεηιουω".chars().nth((code as usize - 0x1F00) / 16),
        0x1F70..=0x1F7D => "αεηιουω".chars().nth((code as usize - 0x1F70) / 2),
        0x1F80..=0x1FAF => "αηω".chars().nth((code as usize - 0x1F80) / 16),
        0x1FB0..=0x1FB7 => Some('α'),
        0x1FC2..=0x1FC7 => Some('η'),
        0x1FD0..=0x1FD7 => Some('ι'),
        0x1FE4 | 0x1FE5 => Some('ρ'),
        0x1FE0..=0x1FE7 => Some('υ'),
        0x1FF2..=0x1FF7 => Some('ω'),
        0x3094 | 0x30F4 => earlier(0x4E),
        0x30F7..=0x30FA => earlier(8),
        0x304B..=0x3062 | 0x30AB..=0x30C2 if code.is_multiple_of(2) => earlier(1),
        0x3065 | 0x3067 | 0x3069 | 0x30C5 | 0x30C7 | 0x30C9 => earlier(1),
        0x306F..=0x307D | 0x30CF..=0x30DD => match ((code & 0x1F) - 0xF) % 3 {
            0 => None,
            by => earlier(by),
        },
        _ => None,
    }
}

/// Hands the folded form of `c` to `push`, character by character; nothing for what is not seen.
///
/// Case is kept unless `lower`. White space is one space each; runs are the caller's to join.
/// A run of marks is one [`MARK`]: `marked` remembers between calls whether the last was one.
pub(super) fn fold(c: char, lower: bool, marked: &mut bool, push: &mut dyn FnMut(char)) {
    let was_marked = core::mem::take(marked);
    if c.is_ascii() {
        push(match c {
            '`' => '\'',
            'A'..='Z' if lower => c.to_ascii_lowercase(),
            '\0'..=' ' | '\x7f' => ' ',
            _ => c,
        });
        return;
    }
    match c {
        '\u{AC00}'..='\u{D7A3}' => {
            let syllable = c as u32 - 0xAC00;
            let parts = [
                0x1100 + syllable / 588,
                0x1161 + syllable % 588 / 28,
                0x11A7 + syllable % 28,
            ];
            for part in parts.into_iter().filter(|&part| part != 0x11A7) {
                char::from_u32(part).into_iter().for_each(&mut *push);
            }
        }
        '\u{300}'..='\u{36F}' | '\u{653}'..='\u{655}' | '\u{93C}' | '\u{3099}' | '\u{309A}' => {
            *marked = true;
            if !was_marked {
                push(MARK);
            }
        }
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '〝' | '〞' => push('"'),
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '´' | '′' | 'ʼ' => push('\''),
        '‐'..='―' | '−' | '﹘' | '﹣' => push('-'),
        '…' => (0..3).for_each(|_| push('.')),
        _ if is_unseen(c as u32) => *marked = was_marked,
        _ if c.is_whitespace() => push(' '),
        _ => {
            let plain = base(c).unwrap_or(c);
            if lower {
                plain.to_lowercase().for_each(&mut *push);
            } else {
                push(plain);
            }
            if plain != c {
                push(MARK);
                *marked = true;
            }
        }
    }
}

/// A text without white space and in folded form, its case kept, with the way back to the original.
#[derive(Default)]
pub(super) struct Folded {
    /// The folded text.
    pub text: String,
    /// For every byte of it, the byte of the original that its character begins at.
    origin: Vec<u32>,
    /// How far the original has been read, in bytes.
    read: usize,
    marked: bool,
}

impl Folded {
    /// The whole of a text.
    pub fn of(text: &str) -> Self {
        let mut folded = Self::default();
        folded.read_on(text, usize::MAX);
        folded
    }

    /// Reads about `bytes` more of the text; says whether the end is reached.
    pub fn read_on(&mut self, text: &str, bytes: usize) -> bool {
        let Self {
            text: out,
            origin,
            read,
            marked,
        } = self;
        let stop = read.saturating_add(bytes);
        let rest = text.get(*read..).unwrap_or_default();
        for c in rest.chars() {
            if *read >= stop {
                return false;
            }
            if c.is_ascii_alphanumeric() {
                *marked = false;
                out.push(c);
                origin.push(*read as u32);
                *read += 1;
                continue;
            }
            fold(c, false, marked, &mut |folded| {
                if folded != ' ' {
                    out.push(folded);
                    origin.resize(out.len(), *read as u32);
                }
            });
            *read += c.len_utf8();
        }
        true
    }

    /// Where in `text`, the original, the folded bytes from `start` to `end` stand.
    pub fn original(&self, text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
        let from = *self.origin.get(start)? as usize;
        let last = *self.origin.get(end.checked_sub(1)?)? as usize;
        let mut to = last + text.get(last..)?.chars().next()?.len_utf8();
        // Marks that were joined to the last letter belong to the passage.
        while let Some(c) = text.get(to..).and_then(|rest| rest.chars().next())
            && class(c) == Class::Mark
        {
            to += c.len_utf8();
        }
        Some((from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        Folded::of(text).text
    }

    #[test]
    fn composed_and_decomposed_letters_fold_alike() {
        for (composed, decomposed) in [
            ("é", "e\u{301}"),
            ("ế", "e\u{302}\u{301}"),
            ("Ǭ", "O\u{328}\u{304}"),
            ("ά", "α\u{301}"),
            ("й", "и\u{306}"),
            ("آ", "ا\u{653}"),
            ("が", "か\u{3099}"),
            ("パ", "ハ\u{309A}"),
            ("ヴ", "ウ\u{3099}"),
            ("づ", "つ\u{3099}"),
            ("한", "\u{1112}\u{1161}\u{11AB}"),
            ("\u{958}", "क\u{93C}"),
            ("ᾅ", "α\u{314}\u{301}\u{345}"),
        ] {
            assert_eq!(folded(composed), folded(decomposed), "{composed}");
            let plain: String = decomposed.chars().take(1).collect();
            assert_ne!(folded(composed), folded(&plain), "{composed}");
        }
    }

    #[test]
    fn quotes_dashes_spaces_and_soft_hyphens_do_not_count() {
        assert_eq!(folded("“a\u{ad}b” — c\u{a0}d…"), "\"ab\"-cd...");
    }

    #[test]
    fn the_way_back_takes_the_whole_letter() {
        let text = "x e\u{301} y";
        let fold = Folded::of(text);
        assert_eq!(fold.original(text, 1, 2), Some((2, 5)));
        assert_eq!(fold.original(text, 1, 9), None);
    }
}
