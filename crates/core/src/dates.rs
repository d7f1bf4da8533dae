//! Days as people here write them, and the day it is in Việt Nam.

use crate::clock::Millis;
use jiff::{SignedDuration, civil::Date};

/// Asia/Ho_Chi_Minh is seven hours ahead of UTC and has no summer time.
const OFFSET: Millis = 7 * 60 * 60 * 1000;
const DAY: Millis = 24 * 60 * 60 * 1000;

fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

/// The civil date of an instant in Asia/Ho_Chi_Minh.
pub fn day_of(now: Millis) -> Date {
    let days = (now + OFFSET).div_euclid(DAY).clamp(-2_000_000, 2_000_000);
    epoch().saturating_add(SignedDuration::from_hours(days * 24))
}

/// Days from `from` to `to`; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    // Some eight million days lie between the earliest and the latest date there are.
    (to.duration_since(from).as_hours() / 24) as i32
}

/// Hours and minutes of an instant in Asia/Ho_Chi_Minh.
pub fn time_of(now: Millis) -> (u8, u8) {
    let minutes = (now + OFFSET).rem_euclid(DAY) / 60_000;
    ((minutes / 60) as u8, (minutes % 60) as u8)
}

/// The instant on the day `today` at the time of day that `now` has: the clock of a practice server.
pub fn on_day(now: Millis, today: Date) -> Millis {
    i64::from(days_between(epoch(), today)) * DAY - OFFSET + (now + OFFSET).rem_euclid(DAY)
}

/// A date as it is shown: `16/10/2023`.
pub fn show(date: Date) -> String {
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}

/// A date within the year of `today` without its year: `16/10`; with it otherwise.
pub fn show_short(date: Date, today: Date) -> String {
    if date.year() == today.year() { format!("{}/{}", date.day(), date.month()) } else { show(date) }
}

/// A date as people type it, day first: `1/9/23`, `01-09-2023`, `1.9.2023`, or `1/9` in the year of `today`.
/// Never read as month first; none for what is no date.
pub fn parse(text: &str, today: Date) -> Option<Date> {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.', ' ']).collect();
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| -> Option<i16> {
        let plain = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse().ok())?
    };
    let (day, month, year) = match parts.as_slice() {
        [day, month] => (day, month, today.year()),
        [day, month, year] => match year.len() {
            2 => (day, month, 2000 + number(year, 2..=2)?),
            _ => (day, month, number(year, 4..=4)?),
        },
        _ => return None,
    };
    let (day, month) = (number(day, 1..=2)?, number(month, 1..=2)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A date in its stable form, `2023-10-16` (ISO 8601).
///
/// Written here and not left to the calendar library: its parser and its errors know every form there is,
/// and would be a tenth of the client's bytes.
pub fn to_iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// The date of a text in its stable form; none for anything else.
pub fn from_iso(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range].iter().try_fold(0i16, |n, b| b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0')))
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `#[serde(with = "dates::serde_iso")]` for a date.
pub mod serde_iso {
    use super::{from_iso, to_iso};
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the stable form.
    pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_iso(*date))
    }

    /// Reads the stable form.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_iso(&text).ok_or_else(|| D::Error::custom("not a date like 2023-10-16"))
    }
}

/// `#[serde(with = "dates::serde_iso_option")]` for a date that may be missing.
pub mod serde_iso_option {
    use super::{from_iso, to_iso};
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the stable form, or nothing.
    pub fn serialize<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => serializer.serialize_str(&to_iso(*date)),
            None => serializer.serialize_none(),
        }
    }

    /// Reads the stable form, or nothing.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        from_iso(&text).map(Some).ok_or_else(|| D::Error::custom("not a date like 2023-10-16"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_read_day_first_however_it_is_typed() {
        let today = date("2023-10-16");
        for text in ["1/9/2023", "01/09/2023", "1-9-23", "01.09.23", " 1/9 ", "1 9 2023"] {
            assert_eq!(parse(text, today), Some(date("2023-09-01")), "{text:?}");
        }
        for text in [
            "",
            "9",
            "10/16/2023",
            "31/2/2023",
            "1/9/202",
            "1/9/20233",
            "2023-09-01",
            "a/b/c",
            "+1/9",
            "1//9",
        ] {
            assert_eq!(parse(text, today), None, "{text:?}");
        }
    }

    #[test]
    fn midnight_is_midnight_in_viet_nam() {
        // 2023-10-15T17:00:00Z.
        let midnight = 1_697_389_200_000;
        assert_eq!(day_of(midnight), date("2023-10-16"));
        assert_eq!(day_of(midnight - 1), date("2023-10-15"));
        assert_eq!(time_of(midnight), (0, 0));
        assert_eq!(time_of(midnight + 10 * 3_600_000 + 12 * 60_000), (10, 12));
    }

    proptest! {
        #[test]
        fn the_stable_form_is_the_one_of_the_standard(days in -600_000i64..600_000) {
            let day = day_of(days * DAY);
            prop_assert_eq!(to_iso(day), day.to_string());
            prop_assert_eq!(from_iso(&to_iso(day)), Some(day));
            prop_assert_eq!(i64::from(days_between(epoch(), day)), days);
        }

        #[test]
        fn no_text_is_a_date_that_the_standard_does_not_know(text in "[0-9-]{8,11}") {
            prop_assert_eq!(from_iso(&text), text.parse::<Date>().ok().filter(|d| d.to_string() == text));
        }

        #[test]
        fn what_is_shown_reads_back(days in -20_000i64..20_000) {
            let day = day_of(days * DAY);
            prop_assert_eq!(parse(&show(day), date("2023-10-16")), Some(day).filter(|d| (1000..=9999).contains(&d.year())));
        }

        #[test]
        fn a_practice_clock_keeps_the_day_and_the_time_of_day(now in 0i64..4_000_000_000_000) {
            let today = date("2023-10-16");
            let then = on_day(now, today);
            prop_assert_eq!(day_of(then), today);
            prop_assert_eq!(time_of(then), time_of(now));
        }
    }
}
