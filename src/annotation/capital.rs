//! Capital letters of initials, without the standard library's table of all alphabets (5 kB of the payload).

/// The capital of a small letter of the Latin, Greek, Cyrillic and Armenian alphabets; what has
/// none there stays as it is.
pub(super) fn capital(letter: char) -> char {
    let code = u32::from(letter);
    let distance = match code {
        // Capital and small letter take turns, in these from an even, in those from an odd one.
        0x131 | 0x138 | 0x149 | 0x17F => 0,
        0x100..=0x137
        | 0x14A..=0x177
        | 0x460..=0x481
        | 0x48A..=0x4BF
        | 0x4D0..=0x52F
        | 0x1E00..=0x1E95
        | 0x1EA0..=0x1EFF => code % 2,
        0x139..=0x148 | 0x179..=0x17E | 0x4C1..=0x4CE => u32::from(code % 2 == 0),
        0x3C2 => 0,
        0x61..=0x7A | 0xE0..=0xF6 | 0xF8..=0xFE | 0x3B1..=0x3CB | 0x430..=0x44F => 0x20,
        0x450..=0x45F => 0x50,
        0x561..=0x586 => 0x30,
        _ => 0,
    };
    char::from_u32(code - distance).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_is_that_of_unicode_where_one_letter_has_one() {
        // Without a capital of one letter, or with one in another block.
        let odd = "ßŉſıςΐΰÿ\u{1E96}\u{1E97}\u{1E98}\u{1E99}\u{1E9A}\u{1E9B}";
        let ranges = [
            0x20..=0x17F,
            0x3B1..=0x3CB,
            0x400..=0x52F,
            0x561..=0x586,
            0x1E00..=0x1EFF,
        ];
        for letter in ranges.into_iter().flatten().filter_map(char::from_u32) {
            if odd.contains(letter) || letter == 'µ' || letter == 'ӏ' {
                assert_eq!(capital(letter), letter);
                continue;
            }
            let expected: Vec<char> = letter.to_uppercase().collect();
            assert_eq!([capital(letter)], expected[..], "{letter}");
        }
    }

    #[test]
    fn what_has_no_case_stays() {
        for letter in ['ع', '中', 'ა', '7', '🦉', '\u{10FFFF}'] {
            assert_eq!(capital(letter), letter);
        }
    }
}
