//! Long texts of three kinds from a seeded grammar, and edits of them whose truth is known.
//!
//! A text is paragraphs of sentences of words. Every word knows where it stood in the old text, so
//! after any edit it is known where a passage went.

#![allow(dead_code, reason = "each of its users needs a part of it")]

/// A small random source with a seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// From 0 up to, not including, `below`.
    pub fn below(&mut self, below: usize) -> usize {
        self.next() as usize % below.max(1)
    }

    pub fn chance(&mut self, share: f64) -> bool {
        (self.next() % 1_000_000) as f64 <= share * 1_000_000.0
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A word with its signs and the white space after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub text: String,
    pub space: String,
    /// Where it begins in the old text, in bytes; `None` for what was added.
    pub origin: Option<usize>,
    /// Its text in the old text.
    pub was: String,
}

pub type Sentence = Vec<Word>;
/// Sentences, and whether they are a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    pub sentences: Vec<Sentence>,
    pub is_heading: bool,
}
pub type Text = Vec<Paragraph>;

/// The kinds of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A tale, in a language like English.
    Tale,
    /// A statute with many sentences that differ in a name or a number, in a language like German.
    Statute,
    /// A manual with headings and lists, in a language like English.
    Manual,
}

pub const KINDS: [Kind; 3] = [Kind::Tale, Kind::Statute, Kind::Manual];

const ENGLISH: &str = "the of and to a in that it was he for on with as his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know";
const GERMAN: &str = "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei";
const ONSETS: &str = "b br c cl d dr f fl g gr h j k l m n p pr qu r s sh st t th tr v w z";
const VOWELS: &str = "a e i o u ea ou ai ie oa";
const CODAS: &str = "n r l s t m nd st ck rt ng ll p ve th";
const GERMAN_CODAS: &str = "n r l s t m nd st ck rt ng ll ß tz ung heit keit schaft lich";

/// The words of one language, the common ones first.
struct Language {
    words: Vec<String>,
}

impl Language {
    fn new(is_german: bool, dice: &mut Dice) -> Self {
        let list = |words: &str| -> Vec<String> { words.split(' ').map(str::to_owned).collect() };
        let (onsets, codas) = (
            list(ONSETS),
            list(if is_german { GERMAN_CODAS } else { CODAS }),
        );
        let vowels = list(if is_german {
            "a e i o u ä ö ü ei ie au"
        } else {
            VOWELS
        });
        let mut words = list(if is_german { GERMAN } else { ENGLISH });
        while words.len() < 4000 {
            let mut word = String::new();
            for _ in 0..1 + dice.below(3) {
                word.push_str(dice.pick::<String>(&onsets));
                word.push_str(dice.pick::<String>(&vowels));
                word.push_str(dice.pick::<String>(&codas));
            }
            if is_german && dice.chance(0.4) {
                let first = word.remove(0);
                word.insert_str(0, &first.to_uppercase().to_string());
            }
            words.push(word);
        }
        Self { words }
    }

    /// A word, common ones more often.
    fn word(&self, dice: &mut Dice) -> String {
        let size = self.words.len() as f64;
        let share = dice.below(1_000_000) as f64 / 1_000_000.0;
        self.words[(size.powf(share) - 1.0) as usize].clone()
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn word(text: String) -> Word {
    Word {
        was: text.clone(),
        text,
        space: " ".to_owned(),
        origin: None,
    }
}

/// A sentence of these words, with a capital, commas and a full stop.
fn sentence(words: Vec<String>, dice: &mut Dice) -> Sentence {
    let count = words.len();
    let mut list: Sentence = Vec::new();
    for (number, mut text) in words.into_iter().enumerate() {
        if number == 0 {
            text = capital(&text);
        }
        if number + 1 == count {
            text.push_str(dice.pick::<&str>(&[".", ".", ".", "?", "!"]));
        } else if number > 2 && dice.chance(0.1) {
            text.push(',');
        }
        list.push(word(text));
    }
    list
}

/// Writes new text with the words of one language.
pub struct Writer {
    language: Language,
    kind: Kind,
    names: Vec<String>,
}

impl Writer {
    pub fn new(kind: Kind, dice: &mut Dice) -> Self {
        let language = Language::new(kind == Kind::Statute, dice);
        let names = (0..40)
            .map(|_| capital(&language.words[200 + dice.below(3000)]))
            .collect();
        Self {
            language,
            kind,
            names,
        }
    }

    pub fn words(&self, count: usize, dice: &mut Dice) -> Vec<String> {
        (0..count).map(|_| self.language.word(dice)).collect()
    }

    pub fn sentence(&self, dice: &mut Dice) -> Sentence {
        let mut words = self.words(5 + dice.below(20), dice);
        if dice.chance(0.3) {
            let place = dice.below(words.len());
            words[place] = dice.pick(&self.names).clone();
        }
        if dice.chance(0.1) {
            words[1] = format!("“{}”", words[1]);
        }
        sentence(words, dice)
    }

    /// The same sentence with a name, a number or a word exchanged.
    pub fn twin(&self, of: &Sentence, dice: &mut Dice) -> Sentence {
        let mut twin = of.clone();
        for _ in 0..1 + twin.len() / 12 {
            let place = dice.below(twin.len() - 1);
            twin[place] = word(dice.pick(&self.names).clone());
        }
        twin
    }

    fn paragraph(&self, dice: &mut Dice) -> Paragraph {
        Paragraph {
            sentences: (0..2 + dice.below(5))
                .map(|_| self.sentence(dice))
                .collect(),
            is_heading: false,
        }
    }

    fn heading(&self, number: usize, dice: &mut Dice) -> Paragraph {
        let mut words = vec![number.to_string()];
        words.extend(self.words(2 + dice.below(3), dice));
        Paragraph {
            sentences: vec![words.into_iter().map(word).collect()],
            is_heading: true,
        }
    }

    /// One chapter. In statutes most sentences have twins, in manuals many.
    pub fn chapter(&self, number: usize, dice: &mut Dice) -> Text {
        let mut text = vec![self.heading(number, dice)];
        let twins = match self.kind {
            Kind::Tale => 0.05,
            Kind::Manual => 0.3,
            Kind::Statute => 0.5,
        };
        for _ in 0..6 + dice.below(6) {
            let mut paragraph = self.paragraph(dice);
            if dice.chance(twins) {
                let model = paragraph.sentences[0].clone();
                for item in 0..2 + dice.below(4) {
                    let mut twin = self.twin(&model, dice);
                    if self.kind != Kind::Tale {
                        twin.insert(0, word(format!("({})", item + 1)));
                    }
                    if self.kind == Kind::Manual {
                        text.push(Paragraph {
                            sentences: vec![twin],
                            is_heading: false,
                        });
                    } else {
                        paragraph.sentences.push(twin);
                    }
                }
            }
            text.push(paragraph);
        }
        text
    }

    /// A text of about so many bytes, whose words know where they stand.
    pub fn text(&self, bytes: usize, dice: &mut Dice) -> Text {
        let mut text = Text::new();
        let mut number = 1;
        while written(&text).len() < bytes {
            let chapters = 1 + bytes / 200_000;
            for _ in 0..chapters {
                text.extend(self.chapter(number, dice));
                number += 1;
            }
        }
        let mut place = 0;
        for paragraph in &mut text {
            for (word, is_last) in words_of(paragraph) {
                word.origin = Some(place);
                word.was = word.text.clone();
                place += word.text.len() + if is_last { 1 } else { word.space.len() };
            }
        }
        text
    }
}

/// The words of a paragraph, each with whether it is the last.
fn words_of(paragraph: &mut Paragraph) -> impl Iterator<Item = (&mut Word, bool)> {
    let count: usize = paragraph.sentences.iter().map(Vec::len).sum();
    let words = paragraph.sentences.iter_mut().flatten().enumerate();
    words.map(move |(number, word)| (word, number + 1 == count))
}

/// The text with a line per paragraph.
pub fn written(text: &Text) -> String {
    let mut out = String::new();
    each_word(text, &mut |_, word, space| {
        out.push_str(&word.text);
        out.push_str(space);
    });
    out.pop();
    out
}

/// Every word with the byte where it begins, and what follows it.
pub fn each_word(text: &Text, see: &mut dyn FnMut(usize, &Word, &str)) {
    let mut place = 0;
    for paragraph in text {
        let mut words = paragraph.sentences.iter().flatten().peekable();
        while let Some(word) = words.next() {
            let space = if words.peek().is_some() {
                word.space.as_str()
            } else {
                "\n"
            };
            see(place, word, space);
            place += word.text.len() + space.len();
        }
    }
}

/// What an editor does to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    Typos,
    InsertedWords,
    DeletedWords,
    RewrittenSentences,
    MovedParagraphs,
    SplitParagraphs,
    MergedParagraphs,
    InsertedChapters,
    DeletedSentences,
    DeletedTwins,
    DuplicatedParagraphs,
    Punctuation,
    Decomposed,
    WhiteSpace,
}

pub const EDITS: [Edit; 14] = [
    Edit::Typos,
    Edit::InsertedWords,
    Edit::DeletedWords,
    Edit::RewrittenSentences,
    Edit::MovedParagraphs,
    Edit::SplitParagraphs,
    Edit::MergedParagraphs,
    Edit::InsertedChapters,
    Edit::DeletedSentences,
    Edit::DeletedTwins,
    Edit::DuplicatedParagraphs,
    Edit::Punctuation,
    Edit::Decomposed,
    Edit::WhiteSpace,
];

fn typo(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let place = dice.below(letters.len());
    match dice.below(3) {
        0 if letters.len() > 1 => {
            letters.remove(place);
        }
        1 if place + 1 < letters.len() => letters.swap(place, place + 1),
        _ => letters.insert(place, 'e'),
    }
    letters.into_iter().collect()
}

fn forget(mut sentences: Vec<Sentence>) -> Vec<Sentence> {
    sentences
        .iter_mut()
        .flatten()
        .for_each(|word| word.origin = None);
    sentences
}

/// Whether two sentences are twins: of one length, and most words alike.
fn are_twins(a: &Sentence, b: &Sentence) -> bool {
    let same = a.iter().zip(b).filter(|(x, y)| x.text == y.text).count();
    a != b && a.len() == b.len() && same * 10 >= a.len() * 7
}

/// Edits a share of the text.
pub fn edit(text: &mut Text, edit: Edit, share: f64, writer: &Writer, dice: &mut Dice) {
    match edit {
        Edit::Typos | Edit::Punctuation | Edit::Decomposed | Edit::WhiteSpace => {
            for word in text.iter_mut().flat_map(|p| &mut p.sentences).flatten() {
                if dice.chance(share) {
                    change_word(word, edit, dice);
                }
            }
        }
        Edit::InsertedWords | Edit::DeletedWords => {
            for sentence in text.iter_mut().flat_map(|p| &mut p.sentences) {
                for place in (0..sentence.len()).rev() {
                    if !dice.chance(share) {
                        continue;
                    }
                    if edit == Edit::InsertedWords {
                        sentence.insert(place, word(writer.words(1, dice).remove(0)));
                    } else if sentence.len() > 2 {
                        sentence.remove(place);
                    }
                }
            }
        }
        Edit::RewrittenSentences | Edit::DeletedSentences => {
            for paragraph in text.iter_mut().filter(|p| !p.is_heading) {
                for place in (0..paragraph.sentences.len()).rev() {
                    if dice.chance(share) {
                        if edit == Edit::RewrittenSentences {
                            paragraph.sentences[place] = writer.sentence(dice);
                        } else if paragraph.sentences.len() > 1 {
                            paragraph.sentences.remove(place);
                        }
                    }
                }
            }
        }
        Edit::DeletedTwins => delete_twins(text, share, dice),
        _ => edit_paragraphs(text, edit, share, writer, dice),
    }
    text.retain(|paragraph| {
        paragraph
            .sentences
            .iter()
            .any(|sentence| !sentence.is_empty())
    });
}

fn change_word(word: &mut Word, edit: Edit, dice: &mut Dice) {
    match edit {
        Edit::Typos => word.text = typo(&word.text, dice),
        Edit::Punctuation => {
            let plain = word.text.replace(['“', '”'], "\"");
            word.text = match plain.strip_suffix(',') {
                Some(bare) => bare.to_owned(),
                None if plain == word.text => format!("{plain},"),
                None => plain,
            };
        }
        Edit::Decomposed => {
            let pairs = [("ä", "a\u{308}"), ("ö", "o\u{308}"), ("ü", "u\u{308}")];
            for (composed, decomposed) in pairs {
                word.text = word.text.replace(composed, decomposed);
            }
        }
        _ => word.space = (*dice.pick(&["  ", "\u{a0}", "\n", "\t"])).to_owned(),
    }
}

/// Deletes sentences that have a twin nearby, and keeps the twin.
fn delete_twins(text: &mut Text, share: f64, dice: &mut Dice) {
    let mut before: Option<Sentence> = None;
    for paragraph in text.iter_mut().filter(|p| !p.is_heading) {
        let mut kept: Vec<Sentence> = Vec::new();
        for sentence in paragraph.sentences.drain(..) {
            let is_twin = before
                .as_ref()
                .is_some_and(|other| are_twins(other, &sentence));
            // Half of the time the earlier one goes.
            if is_twin && dice.chance(share * 2.0) {
                if dice.chance(0.5) && kept.last() == before.as_ref() {
                    kept.pop();
                    before = Some(sentence.clone());
                    kept.push(sentence);
                }
                continue;
            }
            before = Some(sentence.clone());
            kept.push(sentence);
        }
        paragraph.sentences = kept;
    }
}

fn edit_paragraphs(text: &mut Text, edit: Edit, share: f64, writer: &Writer, dice: &mut Dice) {
    if edit == Edit::InsertedChapters {
        let chapters = ((text.len() as f64 * share / 10.0) as usize).max(1);
        for number in 0..chapters {
            let place = dice.below(text.len());
            for paragraph in writer.chapter(900 + number, dice).into_iter().rev() {
                text.insert(place, paragraph);
            }
        }
        return;
    }
    for place in (0..text.len()).rev() {
        if text[place].is_heading || !dice.chance(share) {
            continue;
        }
        match edit {
            Edit::MovedParagraphs => {
                let paragraph = text.remove(place);
                let to = dice.below(text.len());
                text.insert(to, paragraph);
            }
            Edit::DuplicatedParagraphs => {
                let mut copy = text[place].clone();
                copy.sentences = forget(copy.sentences);
                // Beside its original nobody could say which of the two is the copy.
                let far = text.len() / 3;
                let to = (place + far + dice.below(far)) % text.len();
                text.insert(to, copy);
            }
            Edit::SplitParagraphs if text[place].sentences.len() > 1 => {
                let middle = 1 + dice.below(text[place].sentences.len() - 1);
                let rest = text[place].sentences.split_off(middle);
                let second = Paragraph {
                    sentences: rest,
                    is_heading: false,
                };
                text.insert(place + 1, second);
            }
            Edit::MergedParagraphs if place + 1 < text.len() && !text[place + 1].is_heading => {
                let next = text.remove(place + 1);
                text[place].sentences.extend(next.sentences);
            }
            _ => {}
        }
    }
}
