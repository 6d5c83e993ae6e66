//! Words and signs of a text as numbers, equal numbers for what is equal when folded.
//!
//! A token is a run of letters, marks and digits, or one character of a script without spaces,
//! or one other visible character. It never ends inside a grapheme cluster.

use super::fold::{Class, class, fold, is_flag_half, joins_next};

/// One token: its bytes in the text and the number of its word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it begins, in bytes.
    pub start: u32,
    /// Where it ends, in bytes.
    pub end: u32,
    /// The number of its folded form in the [`Lexicon`].
    pub id: u32,
    /// What ends before it: 2 a line, 1 a sentence, 0 neither.
    pub border: u8,
}

/// The kind and outline of a folded form, for quick comparisons.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    from: u32,
    bytes: u32,
    /// Folded characters, up to 255.
    pub length: u8,
    first: u8,
    last: u8,
    /// A bit for each letter that occurs, some letters sharing one.
    mask: u32,
    /// A word, not a sign.
    pub is_word: bool,
    /// One character of a script without spaces.
    pub is_solo: bool,
    has_digit: bool,
}

/// The element at a place, or the default past the end: our own numbers never panic.
pub(super) fn at<T: Copy + Default>(list: &[T], place: usize) -> T {
    list.get(place).copied().unwrap_or_default()
}

/// Puts a value at a place that exists; does nothing past the end.
pub(super) fn put<T>(list: &mut [T], place: usize, value: T) {
    if let Some(old) = list.get_mut(place) {
        *old = value;
    }
}

/// Every folded form that was met, by number.
#[derive(Default)]
pub(super) struct Lexicon {
    /// Open addressing; 0 is empty, else the number plus one.
    table: Vec<u32>,
    hashes: Vec<u64>,
    forms: Vec<Form>,
    letters: String,
}

impl Lexicon {
    /// How many forms there are.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// The form of a number.
    pub fn form(&self, id: u32) -> Form {
        at(&self.forms, id as usize)
    }

    fn letters(&self, form: Form) -> &str {
        let from = form.from as usize;
        self.letters
            .get(from..from + form.bytes as usize)
            .unwrap_or_default()
    }

    fn number(&mut self, hash: u64, text: &str, class: Class) -> u32 {
        if self.forms.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut slot = (hash >> 32) as usize & mask;
        loop {
            let entry = at(&self.table, slot);
            if entry == 0 {
                break;
            }
            if at(&self.hashes, entry as usize - 1) == hash {
                return entry - 1;
            }
            slot = (slot + 1) & mask;
        }
        let form = self.read_form(text, class);
        self.hashes.push(hash);
        self.forms.push(form);
        let id = self.forms.len() as u32;
        put(&mut self.table, slot, id);
        id - 1
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1024);
        self.table = vec![0; size];
        for (id, hash) in self.hashes.iter().enumerate() {
            let mut slot = (hash >> 32) as usize & (size - 1);
            while at(&self.table, slot) != 0 {
                slot = (slot + 1) & (size - 1);
            }
            put(&mut self.table, slot, id as u32 + 1);
        }
    }

    fn read_form(&mut self, text: &str, class: Class) -> Form {
        let from = self.letters.len();
        let (mut marked, mut length, mut has_digit) = (false, 0usize, false);
        let (mut first, mut last, mut mask) = (0, 0, 0);
        let letters = &mut self.letters;
        for c in text.chars() {
            fold(c, true, &mut marked, &mut |folded| {
                if length == 0 {
                    first = folded as u8;
                }
                last = folded as u8;
                mask |= 1 << (folded as u32 & 31);
                length += 1;
                has_digit |= folded.is_numeric();
                letters.push(folded);
            });
        }
        Form {
            from: from as u32,
            bytes: (self.letters.len() - from) as u32,
            length: length.min(255) as u8,
            first,
            last,
            mask,
            is_word: class != Class::Sign,
            is_solo: class == Class::Solo,
            has_digit,
        }
    }

    /// What [`Lexicon::outlines_allow`] compares; 0 for what is never similar to anything else.
    pub fn outline(&self, id: u32) -> u64 {
        let form = self.form(id);
        if form.length < 4 || form.length > 40 || form.has_digit {
            return 0;
        }
        let low = u32::from_le_bytes([form.first, form.last, form.length, 1]);
        (u64::from(form.mask) << 32) | u64::from(low)
    }

    /// Whether two words with these outlines may be similar: a quick first question. Each edited
    /// letter changes two bits of the mask at most.
    pub fn outlines_allow(a: u64, b: u64) -> bool {
        let differs = a ^ b;
        if a == 0 || b == 0 || (differs & 0xFF != 0 && differs & 0xFF00 != 0) {
            return false;
        }
        let (a, b) = ((a >> 16) as u32 & 0xFF, (b >> 16) as u32 & 0xFF);
        let most = a.max(b) * 3 / 10;
        a.abs_diff(b) <= most && ((differs >> 32) as u32).count_ones() <= 2 * most
    }

    /// Whether two words are spellings of one another: four letters or more, no digit, the same
    /// first or last letter, and at most 30 % of the letters edited.
    pub fn similar(&self, a: u32, b: u32) -> bool {
        let (one, other) = (self.form(a), self.form(b));
        let (short, long) = if one.length <= other.length {
            (one, other)
        } else {
            (other, one)
        };
        let most = usize::from(long.length) * 3 / 10;
        if short.length < 4
            || long.length > 40
            || one.has_digit
            || other.has_digit
            || (one.first != other.first && one.last != other.last)
            || usize::from(long.length - short.length) > most
        {
            return false;
        }
        edit_distance(self.letters(one), self.letters(other)) <= most
    }
}

/// Letters to insert, delete or replace, for words of at most 40 letters.
fn edit_distance(a: &str, b: &str) -> usize {
    let mut row = [0usize; 41];
    for (place, cell) in row.iter_mut().enumerate() {
        *cell = place;
    }
    for (line, c) in a.chars().enumerate() {
        let mut corner = line;
        let mut left = line + 1;
        put(&mut row, 0, left);
        for (column, d) in b.chars().enumerate().take(40) {
            let above = at(&row, column + 1);
            left = (corner + usize::from(c != d)).min(above + 1).min(left + 1);
            corner = above;
            put(&mut row, column + 1, left);
        }
    }
    at(&row, b.chars().count().min(40))
}

fn mix(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(c as u32))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .rotate_left(29)
}

/// Appends the tokens of `text` from byte `from` on, at most about `most` of them, and says how
/// far it came: the length of the text when all is read.
pub(super) fn tokenize(
    text: &str,
    from: usize,
    most: usize,
    lexicon: &mut Lexicon,
    out: &mut Vec<Token>,
) -> usize {
    let limit = out.len().saturating_add(most);
    let mut rest = text.get(from..).unwrap_or_default().chars();
    while let Some(c) = rest.clone().next() {
        let start = text.len() - rest.as_str().len();
        if out.len() >= limit {
            return start;
        }
        rest.next();
        let kind = class(c);
        if matches!(kind, Class::Space | Class::Unseen) {
            continue;
        }
        let (mut hash, mut marked, mut end) = (0, false, start + c.len_utf8());
        let mut before = c;
        if !c.is_ascii_alphanumeric() {
            fold(c, true, &mut marked, &mut |folded| hash = mix(hash, folded));
        } else {
            hash = mix(hash, c.to_ascii_lowercase());
            // Most words of many texts, without asking for the class of every letter.
            let letters = rest.as_str().bytes();
            for letter in letters.take_while(u8::is_ascii_alphanumeric) {
                before = char::from(letter);
                hash = mix(hash, before.to_ascii_lowercase());
                end += 1;
            }
            rest = text.get(end..).unwrap_or_default().chars();
        }
        let mut ahead = rest.clone();
        while let Some(next) = ahead.next() {
            let goes_on = match class(next) {
                Class::Unseen => continue,
                Class::Mark => true,
                Class::Word => kind == Class::Word || joins_next(before),
                Class::Space => false,
                _ => joins_next(before) || (is_flag_half(before) && is_flag_half(next)),
            };
            if !goes_on {
                break;
            }
            fold(next, true, &mut marked, &mut |folded| {
                hash = mix(hash, folded)
            });
            before = if is_flag_half(next) { ' ' } else { next };
            rest = ahead.clone();
            end = text.len() - rest.as_str().len();
        }
        let word = text.get(start..end).unwrap_or_default();
        let id = lexicon.number(hash ^ (hash >> 31), word, kind);
        out.push(Token {
            start: start as u32,
            end: end as u32,
            id,
            border: border(text, out.last(), start),
        });
    }
    text.len()
}

/// What ends between the last token and the byte where the next begins.
fn border(text: &str, last: Option<&Token>, start: usize) -> u8 {
    let Some(last) = last else { return 2 };
    let between = text.get(last.end as usize..start).unwrap_or_default();
    let sign = text
        .get(last.start as usize..last.end as usize)
        .unwrap_or_default();
    if between.contains('\n') {
        2
    } else {
        u8::from(matches!(
            sign,
            "." | "!" | "?" | "。" | "！" | "？" | "۔" | "।" | "؟"
        ))
    }
}

/// Whether a passage may begin or end at this byte: not inside a word or a grapheme cluster.
pub(super) fn is_border(text: &str, place: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..place), text.get(place..)) else {
        return false;
    };
    let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else {
        return true;
    };
    match class(after) {
        Class::Mark => false,
        Class::Word => !matches!(class(before), Class::Word | Class::Mark | Class::Unseen),
        _ => !(joins_next(before) || is_flag_half(before) && is_flag_half(after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let (mut lexicon, mut tokens) = (Lexicon::default(), Vec::new());
        tokenize(text, 0, usize::MAX, &mut lexicon, &mut tokens);
        tokens
            .iter()
            .map(|t| text.get(t.start as usize..t.end as usize).unwrap())
            .collect()
    }

    #[test]
    fn words_signs_and_characters_of_scripts_without_spaces_are_tokens() {
        assert_eq!(
            words("It's 中文、ไทยที่"),
            ["It", "'", "s", "中", "文", "、", "ไ", "ท", "ย", "ที่"]
        );
        assert_eq!(words("co\u{ad}op, نَصّ"), ["co\u{ad}op", ",", "نَصّ"]);
        assert_eq!(
            words("👩\u{200d}👧🇳🇱🇧🇪e\u{301}"),
            ["👩\u{200d}👧", "🇳🇱", "🇧🇪", "e\u{301}"]
        );
        assert_eq!(words("नमस्ते"), ["नमस्ते"]);
    }

    #[test]
    fn reading_in_pieces_gives_the_same_tokens() {
        let text = "One two, three 中文 four.";
        let (mut lexicon, mut whole) = (Lexicon::default(), Vec::new());
        tokenize(text, 0, usize::MAX, &mut lexicon, &mut whole);
        let (mut pieces, mut from) = (Vec::new(), 0);
        while from < text.len() {
            from = tokenize(text, from, 1, &mut lexicon, &mut pieces);
        }
        assert_eq!(whole, pieces);
    }

    #[test]
    fn spellings_of_one_word_are_similar_and_other_words_are_not() {
        let similar = |a: &str, b: &str| {
            let (mut lexicon, mut tokens) = (Lexicon::default(), Vec::new());
            tokenize(a, 0, 9, &mut lexicon, &mut tokens);
            tokenize(b, 0, 9, &mut lexicon, &mut tokens);
            lexicon.similar(tokens[0].id, tokens[1].id)
        };
        assert!(similar("colour", "color"));
        assert!(similar("reports", "reported"));
        assert!(!similar("Linus", "hines"));
        assert!(!similar("cat", "cats"));
        assert!(!similar("1984", "1985"));
    }
}
