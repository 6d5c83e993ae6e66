//! JSON as text, for what is written thousands of times: no values are made for it first.

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
