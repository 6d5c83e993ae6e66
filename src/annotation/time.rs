//! Moments, as files write them and as they compare.

/// A moment: RFC 3339 with a time zone, as `xsd:dateTime` wants it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// `None` when it is no RFC 3339 date and time with a time zone, or its fields are out of range.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = |from: usize, to: usize| -> Option<u32> {
            text.get(from..to)?.bytes().try_fold(0u32, |n, b| {
                b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'))
            })
        };
        let punctuation = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if !punctuation.iter().all(|&(at, b)| bytes.get(at) == Some(&b)) {
            return None;
        }
        digits(0, 4)?;
        let in_range = (1..=12).contains(&digits(5, 7)?)
            && (1..=31).contains(&digits(8, 10)?)
            && digits(11, 13)? <= 24
            && digits(14, 16)? <= 59
            && digits(17, 19)? <= 60;
        let rest = text.get(19..)?;
        let zone = match rest.strip_prefix('.') {
            Some(fraction) => {
                let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
                (zone.len() < fraction.len()).then_some(zone)?
            }
            None => rest,
        };
        let is_zone = zone == "Z"
            || (zone.len() == 6
                && zone.starts_with(['+', '-'])
                && zone.bytes().enumerate().skip(1).all(|(at, b)| {
                    if at == 3 {
                        b == b':'
                    } else {
                        b.is_ascii_digit()
                    }
                }));
        (in_range && is_zone).then(|| Self(text.to_owned()))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment itself, to compare by: two ways to write it may differ in zone and digits.
    pub fn instant(&self) -> Instant {
        let number = |from: usize, to: usize| -> i64 {
            self.0
                .get(from..to)
                .map_or(0, |digits| digits.parse().unwrap_or(0))
        };
        let days = days_from_epoch(number(0, 4), number(5, 7), number(8, 10));
        let clock = number(11, 13) * 3600 + number(14, 16) * 60 + number(17, 19);
        let rest = self.0.get(19..).unwrap_or_default();
        let mut nanoseconds = 0;
        let mut unit = 100_000_000;
        for digit in rest.bytes().skip(1).take_while(u8::is_ascii_digit) {
            if rest.starts_with('.') {
                nanoseconds += u32::from(digit - b'0') * unit;
                unit /= 10;
            }
        }
        let zone_at = self.0.len().saturating_sub(6);
        let zone = number(zone_at + 1, zone_at + 3) * 3600 + number(zone_at + 4, zone_at + 6) * 60;
        let zone = match self.0.as_bytes().get(zone_at) {
            Some(b'+') => zone,
            Some(b'-') => -zone,
            _ => 0,
        };
        Instant {
            seconds: days * 86_400 + clock - zone,
            nanoseconds,
        }
    }
}

/// A moment in seconds from 1970 and nanoseconds (a finer fraction is cut).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    nanoseconds: u32,
}

impl Instant {
    /// Whole seconds from 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.seconds
    }
}

/// Days from 1970-01-01 in the Gregorian calendar; a day past the month's end runs on into the next.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_compare_across_zones_and_fractions() {
        let at = |text: &str| Timestamp::parse(text).unwrap().instant();
        assert_eq!(at("1970-01-01T00:00:00Z").seconds(), 0);
        assert_eq!(at("2000-02-29T00:00:00Z").seconds(), 951_782_400);
        assert_eq!(
            at("2026-03-01T14:00:00+02:00"),
            at("2026-03-01T12:00:00.000Z")
        );
        assert!(at("2026-03-01T11:30:00-03:00") > at("2026-03-01T14:00:00Z"));
        assert!(at("2026-03-01T12:00:00.25Z") > at("2026-03-01T12:00:00.2Z"));
        assert!(at("9999-12-31T23:59:60Z") > at("0000-01-01T00:00:00Z"));
    }

    #[test]
    fn what_is_no_moment_with_a_zone_is_refused() {
        for text in [
            "yesterday",
            "2026-01-02",
            "2026-01-02T03:04:05",
            "2026-13-02T03:04:05Z",
            "2026-01-02T03:04:05.Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
