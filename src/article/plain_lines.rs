//! What a line of plain text looks like: the signs that the rules of [`super::plain`] speak of.

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Item(Mark),
    Quote,
    Rule,
}

/// What stands before an item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Bullet(char),
    Number { value: u32, sign: char },
}

impl Mark {
    /// Whether an item with this mark goes on with the list whose last item had `before`.
    pub fn follows(self, before: Self) -> bool {
        match (self, before) {
            (Self::Bullet(a), Self::Bullet(b)) => a == b,
            (
                Self::Number { value, sign },
                Self::Number {
                    value: last,
                    sign: other,
                },
            ) => sign == other && value == last + 1,
            _ => false,
        }
    }

    pub fn number(self) -> Option<u32> {
        match self {
            Self::Bullet(_) => None,
            Self::Number { value, .. } => Some(value),
        }
    }
}

/// Characters of scripts that are written without spaces, and their punctuation.
pub(super) fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// What a line begins with.
pub(super) fn kind(line: &str) -> Kind {
    let line = line.trim();
    if line.starts_with('>') {
        return Kind::Quote;
    }
    if is_rule(line) {
        return Kind::Rule;
    }
    let Some((mark, _)) = line.split_once(char::is_whitespace) else {
        return Kind::Text;
    };
    let mut characters = mark.chars();
    if let (Some(bullet), None) = (characters.next(), characters.next())
        && matches!(bullet, '-' | '*' | '+' | '•' | '◦' | '▪' | '‣' | '·')
    {
        return Kind::Item(Mark::Bullet(bullet));
    }
    for sign in ['.', ')'] {
        let number = mark.strip_suffix(sign).filter(|n| n.len() <= 3);
        let number = number.filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
        if let Some(value) = number.and_then(|n| n.parse().ok()) {
            return Kind::Item(Mark::Number { value, sign });
        }
    }
    Kind::Text
}

fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next().filter(|c| matches!(c, '*' | '-' | '_' | '=')) else {
        return false;
    };
    let mut more = 0;
    marks.all(|c| {
        more += 1;
        c == first
    }) && more >= 2
}

pub(super) fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
}

/// Length in characters.
pub(super) fn width(line: &str) -> usize {
    line.chars().count()
}

/// Whether a line may be a heading by itself (the first half of rule 6).
pub(super) fn can_be_heading(line: &str) -> bool {
    let trimmed = line.trim();
    width(trimmed) <= 80
        && trimmed.split_whitespace().count() <= 12
        && trimmed.starts_with(|c: char| {
            c.is_alphanumeric() && !c.is_lowercase()
                || matches!(c, '“' | '"' | '‘' | '«' | '¿' | '¡')
        })
        && !closes(trimmed)
        && matches!(kind(trimmed), Kind::Text | Kind::Item(Mark::Number { .. }))
        && !super::addresses::is_address(trimmed)
        && !is_date(trimmed)
}

/// Whether a line ends with closing punctuation, quotes and brackets aside.
pub(super) fn closes(line: &str) -> bool {
    let line = line
        .trim_end()
        .trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』', '）']);
    line.ends_with([
        '.', ',', ';', ':', '…', '。', '，', '、', '；', '：', '।', '؛', '،', '۔', '·',
    ])
}

/// Whether a line ends a sentence.
pub(super) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end();
    closes(line) || line.ends_with(['!', '?', '！', '？', '؟'])
}

/// Whether a line is a date (rule 4), whatever the language of its words.
pub(super) fn is_date(line: &str) -> bool {
    if width(line) > 40 {
        return false;
    }
    let (mut years, mut numbers, mut words) = (0, 0, 0);
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            rest.find(|c: char| !c.is_ascii_digit())
        } else if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic())
        } else {
            Some(first.len_utf8())
        };
        let (part, behind) = rest
            .split_at_checked(length.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        rest = behind;
        if first.is_alphabetic() {
            words += 1;
        } else if first.is_ascii_digit() {
            match part.parse() {
                Ok(1500..=2199) if part.len() == 4 => years += 1,
                Ok(0..=59) if part.len() <= 2 => numbers += 1,
                _ => return false,
            }
        } else if !(first.is_whitespace() || "-./,:()|·–+".contains(first)) {
            return false;
        }
    }
    years == 1 && numbers >= 1 && words <= 4
}

/// Whether a line begins with a word for "by" and a name.
pub(super) fn begins_with_by(line: &str) -> bool {
    const BY: &[&str] = &[
        "by", "door", "von", "par", "por", "di", "av", "af", "od", "przez", "от", "által",
    ];
    let mut words = line.split_whitespace();
    let by = words.next().map(str::to_lowercase).unwrap_or_default();
    let by = by.trim_end_matches(':');
    let name = words.next().and_then(|word| word.chars().next());
    BY.contains(&by)
        && name.is_some_and(char::is_uppercase)
        && line.split_whitespace().count() <= 12
}

/// The words of a line with one space between them.
pub(super) fn collapse(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}
