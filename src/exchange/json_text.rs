//! JSON as text, for what is written thousands of times: no values are made for it first.

use std::iter::Peekable;

use serde_json::{Map, Value, map};

/// An object whose members are written in the order of their names, among others that were kept.
pub(super) struct Members<'a, 'k> {
    text: &'a mut String,
    kept: Peekable<map::Iter<'k>>,
    is_first: bool,
}

impl<'a, 'k> Members<'a, 'k> {
    pub fn begin(text: &'a mut String, kept: &'k Map<String, Value>) -> Self {
        text.push('{');
        Self {
            text,
            kept: kept.iter().peekable(),
            is_first: true,
        }
    }

    /// Begins the next member; its value is to be written. It takes the place of a kept one of its name.
    pub fn name(&mut self, name: &str) -> &mut String {
        self.skip(name);
        self.key(name);
        self.text
    }

    /// Leaves out a kept member.
    pub fn skip(&mut self, name: &str) {
        self.keep(|other| other < name);
        let _ = self.kept.next_if(|(other, _)| *other == name);
    }

    /// Ends the object.
    pub fn end(mut self) {
        self.keep(|_| true);
        self.text.push('}');
    }

    fn keep(&mut self, is_next: impl Fn(&str) -> bool) {
        while let Some((name, value)) = self.kept.next_if(|(name, _)| is_next(name)) {
            self.key(name);
            push_value(self.text, value);
        }
    }

    fn key(&mut self, name: &str) {
        if !self.is_first {
            self.text.push(',');
        }
        self.is_first = false;
        push_string(self.text, name);
        self.text.push(':');
    }
}

/// Any value.
pub(super) fn push_value(text: &mut String, value: &Value) {
    match value {
        Value::String(string) => push_string(text, string),
        other => text.push_str(&other.to_string()),
    }
}

/// A whole number.
pub(super) fn push_number(text: &mut String, number: u32) {
    text.push_str(&number.to_string());
}

/// A list.
pub(super) fn push_list<T>(
    text: &mut String,
    items: impl Iterator<Item = T>,
    mut push: impl FnMut(&mut String, T),
) {
    text.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            text.push(',');
        }
        push(text, item);
    }
    text.push(']');
}

/// A string in its quotes, as `serde_json` writes it.
pub fn push_string(text: &mut String, string: &str) {
    text.push('"');
    let mut rest = string;
    while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
        let (plain, special) = rest.split_at(at);
        text.push_str(plain);
        let mut letters = special.chars();
        let letter = letters.next().unwrap_or_default();
        text.push('\\');
        match letter {
            '\n' => text.push('n'),
            '\r' => text.push('r'),
            '\t' => text.push('t'),
            '\u{8}' => text.push('b'),
            '\u{c}' => text.push('f'),
            '"' | '\\' => text.push(letter),
            _ => {
                let code = u32::from(letter);
                text.push_str(if code < 16 { "u000" } else { "u001" });
                text.extend(char::from_digit(code % 16, 16));
            }
        }
        rest = letters.as_str();
    }
    text.push_str(rest);
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_written_as_serde_json_writes_it() {
        let all: String = (0..0x250).filter_map(char::from_u32).collect();
        for string in ["", "plain", "\"", "é\u{1F600}\\", &all] {
            let mut text = String::new();
            push_string(&mut text, string);
            assert_eq!(text, serde_json::to_string(string).unwrap());
        }
    }
}
