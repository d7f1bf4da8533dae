//! A hybrid logical clock: wall time that never runs backwards on a device, as fixed-width text.
//!
//! It orders changes and picks the value shown first among concurrent ones. It never decides that a text is
//! thrown away, and a wrong clock is never a reason to refuse.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// Skew above which the server rewrites a change's time and the device shows a banner.
pub const SKEW_LIMIT: Millis = 10 * 60 * 1000;

/// The last instant the text form can hold, in the year 2286.
const LAST: Millis = 9_999_999_999_999;

/// A reading of the clock: 13 digits of milliseconds, `-`, 4 hexadecimal digits of a counter. Texts compare
/// as times do, in any store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hlc {
    millis: Millis,
    counter: u16,
}

/// A text is not a reading of the clock.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a clock reading")]
pub struct HlcError(String);

impl Hlc {
    /// The reading at an instant, with the counter at rest.
    pub fn at(millis: Millis) -> Self {
        Self { millis: millis.clamp(0, LAST), counter: 0 }
    }

    /// The wall time of the reading.
    pub fn millis(self) -> Millis {
        self.millis
    }

    /// The next reading after `self` at wall time `now`: later than `self` whatever the wall says.
    #[must_use]
    pub fn next(self, now: Millis) -> Self {
        let wall = Self::at(now);
        if wall.millis > self.millis {
            wall
        } else if let Some(counter) = self.counter.checked_add(1) {
            Self { millis: self.millis, counter }
        } else {
            Self::at(self.millis + 1)
        }
    }

    /// What the server stores for a reading from a device whose clock is ahead by `offset` (behind, if
    /// negative): moved by the offset when that is large, and never in the server's future.
    #[must_use]
    pub fn clamped(self, offset: Millis, now: Millis) -> Self {
        let moved = if offset.abs() > SKEW_LIMIT { self.millis.saturating_sub(offset) } else { self.millis };
        let millis = moved.clamp(0, now.clamp(0, LAST));
        Self { millis, counter: self.counter }
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}-{:04x}", self.millis, self.counter)
    }
}

impl FromStr for Hlc {
    type Err = HlcError;

    fn from_str(text: &str) -> Result<Self, HlcError> {
        let bad = || HlcError(text.into());
        let (millis, counter) = text.split_once('-').ok_or_else(bad)?;
        let digits = millis.len() == 13 && millis.bytes().all(|b| b.is_ascii_digit());
        let hex = counter.len() == 4 && counter.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !digits || !hex {
            return Err(bad());
        }
        Ok(Self {
            millis: millis.parse().map_err(|_| bad())?,
            counter: u16::from_str_radix(counter, 16).map_err(|_| bad())?,
        })
    }
}

impl TryFrom<String> for Hlc {
    type Error = HlcError;

    fn try_from(text: String) -> Result<Self, HlcError> {
        text.parse()
    }
}

impl From<Hlc> for String {
    fn from(at: Hlc) -> Self {
        at.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_next_reading_is_always_later_even_when_the_wall_runs_back(
            start in 0i64..LAST - 10, walls in prop::collection::vec(-10i64..LAST - 10, 1..50)
        ) {
            let mut clock = Hlc::at(start);
            for wall in walls {
                let next = clock.next(wall);
                prop_assert!(next > clock);
                prop_assert!(next.millis() >= wall.max(0));
                clock = next;
            }
        }

        #[test]
        fn texts_compare_as_readings_do(a in 0i64..=LAST, b in 0i64..=LAST, c in any::<u16>(), d in any::<u16>()) {
            let (x, y) = (Hlc { millis: a, counter: c }, Hlc { millis: b, counter: d });
            prop_assert_eq!(x.cmp(&y), x.to_string().cmp(&y.to_string()));
            prop_assert_eq!(x.to_string().parse::<Hlc>().unwrap(), x);
        }
    }

    #[test]
    fn a_thousand_changes_in_one_millisecond_overflow_the_counter_into_the_next() {
        let full = Hlc { millis: 5, counter: u16::MAX };
        assert_eq!(full.next(5), Hlc::at(6));
    }

    #[test]
    fn the_server_moves_a_reading_only_when_the_clock_is_far_off_and_never_into_its_future() {
        let now = 1_697_425_200_000;
        let ten_years = 10 * 365 * 86_400_000;
        assert_eq!(Hlc::at(now - 5_000).clamped(1_000, now), Hlc::at(now - 5_000));
        assert_eq!(Hlc::at(now + ten_years - 7_000).clamped(ten_years, now), Hlc::at(now - 7_000));
        assert_eq!(Hlc::at(now - ten_years).clamped(-ten_years, now), Hlc::at(now));
        assert_eq!(Hlc::at(now + 60_000).clamped(60_000, now), Hlc::at(now));
    }

    #[test]
    fn what_is_no_reading_is_refused() {
        for text in [
            "",
            "1697425200000",
            "1697425200000-000G",
            "1697425200000-00",
            "-697425200000-0000",
            "169742520000-0000",
        ] {
            assert!(text.parse::<Hlc>().is_err(), "{text:?}");
        }
    }
}
