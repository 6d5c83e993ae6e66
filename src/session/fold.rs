//! Text as a search compares it: small letters, no accents, whatever form they were typed in.
//!
//! A table for the letters of the Latin alphabets and a few of others; marks that combine are left
//! out. It changes lengths, so what is found by it is a card, never a passage.

/// The letters without accents for U+00E0 to U+017F, one for each.
const LATIN: &str = "aaaaaaæceeeeiiiidnooooo÷ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiĳĳjjkkkllllllllllnnnnnnnnnooooooœœrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/// The same for U+1E00 to U+1EFF.
const MORE_LATIN: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyaſſſßđaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ";

/// `text` without case and accents.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let latin: Vec<char> = LATIN.chars().collect();
    let more: Vec<char> = MORE_LATIN.chars().collect();
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            folded.push(letter.to_ascii_lowercase());
            continue;
        }
        for small in letter.to_lowercase() {
            let code = small as usize;
            let base = match code {
                0xe0..=0x17f => latin.get(code - 0xe0).copied().unwrap_or(small),
                0x1e00..=0x1eff => more.get(code - 0x1e00).copied().unwrap_or(small),
                _ => other(small),
            };
            match base {
                '\0' => {}
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ß' => folded.push_str("ss"),
                'ĳ' => folded.push_str("ij"),
                base => folded.push(base),
            }
        }
    }
    folded
}

/// A letter outside the Latin tables; a mark that combines becomes nothing.
fn other(letter: char) -> char {
    match letter {
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}' => '\0',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_count_in_either_form() {
        assert_eq!(fold("Čafé NAÏVE Œuvre Straße"), "cafe naive oeuvre strasse");
        assert_eq!(fold("cafe\u{301}"), fold("CAFÉ"));
        assert_eq!(fold("Việt Nam"), "viet nam");
        assert_eq!(fold("ΆΣΜΑ Λόγος"), fold("ασμα λογοσ"));
        assert_eq!(fold("كِتَاب"), "كتاب");
    }

    #[test]
    fn the_tables_are_as_long_as_what_they_stand_for() {
        assert_eq!(LATIN.chars().count(), 0x17f - 0xe0 + 1);
        assert_eq!(MORE_LATIN.chars().count(), 0x1eff - 0x1e00 + 1);
    }
}
