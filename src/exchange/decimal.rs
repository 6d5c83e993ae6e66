//! Numbers of JSON without floating point: they stay the text that they are, and no table of powers is downloaded.

use serde_json::{Number, Value};

/// The number times ten to the power of `places`, rounded, and whether nothing was cut off; `None` when it
/// is no number, negative or larger than 64 bits.
fn scaled(value: &Value, places: i64) -> Option<(u64, bool)> {
    let text = value.as_number()?.as_str();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (is_negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let kept = exponent
        .parse::<i64>()
        .ok()?
        .checked_add(places)?
        .checked_add(whole.len() as i64)?;
    let (mut sum, mut is_exact, mut count) = (0u64, true, 0i64);
    let mut is_up = false;
    for digit in whole.bytes().chain(fraction.bytes()) {
        if count < kept {
            sum = sum.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        } else {
            is_up |= count == kept && digit >= b'5';
            is_exact &= digit == b'0';
        }
        count += 1;
    }
    while count < kept && sum > 0 {
        sum = sum.checked_mul(10)?;
        count += 1;
    }
    let sum = sum.checked_add(u64::from(is_up))?;
    (!is_negative || (sum == 0 && is_exact)).then_some((sum, is_exact))
}

/// A whole number, however it is written: JavaScript has one kind of number, `4.0` is 4.
pub(super) fn whole(value: &Value) -> Option<u64> {
    scaled(value, 0)
        .filter(|(_, is_exact)| *is_exact)
        .map(|(sum, _)| sum)
}

/// A number from 0 to 1 in thousandths, rounded.
pub(super) fn read_thousandths(value: &Value) -> Option<u32> {
    let (sum, is_exact) = scaled(value, 3)?;
    // What rounds to 1 may be above it; cut off below the 18th digit nobody means anything.
    let is_below = sum < 1000 || is_exact || scaled(value, 18)?.0 <= 1_000_000_000_000_000_000;
    (sum <= 1000 && is_below).then_some(sum as u32)
}

/// A number of thousandths.
pub fn thousandths(count: u32) -> Value {
    let mut text = (count / 1000).to_string();
    let rest = count % 1000;
    if rest > 0 {
        text.push('.');
        let digits = (1000 + rest).to_string();
        text.push_str(digits.get(1..).unwrap_or_default().trim_end_matches('0'));
    }
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_whole_number_may_be_written_in_any_way() {
        for text in ["40", "40.0", "4e1", "4.0E+1", "400e-1", "0.4e2"] {
            assert_eq!(whole(&parse(text)), Some(40), "{text}");
        }
        for text in ["0", "-0", "0e99", "-0.0", "0e-99"] {
            assert_eq!(whole(&parse(text)), Some(0), "{text}");
        }
        for text in [
            "4.5",
            "-4",
            "1e99",
            "4e-1",
            "1e99999999999999999999",
            "null",
            "\"4\"",
        ] {
            assert_eq!(whole(&parse(text)), None, "{text}");
        }
    }

    #[test]
    fn a_share_is_from_0_to_1() {
        for (text, expected) in [
            ("0", Some(0)),
            ("1", Some(1000)),
            ("1.0", Some(1000)),
            ("0.8765", Some(877)),
            ("0.9999", Some(1000)),
            ("5e-4", Some(1)),
            ("1.0001", None),
            ("2", None),
            ("-0.1", None),
            ("1e30", None),
        ] {
            assert_eq!(read_thousandths(&parse(text)), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_reads_as_floating_point_does(number in 0.0f64..1.0) {
            let read = read_thousandths(&Value::from(number)).unwrap();
            prop_assert!((f64::from(read) - number * 1000.0).abs() <= 0.5 + 1e-9);
            prop_assert_eq!(thousandths(read).as_f64(), Some(f64::from(read) / 1000.0));
        }
    }
}
