//! A correction of a whole day.

use super::number::{COUNT_LIMIT, natural};
use crate::change::Value;

/// "The day's number is `says`", said over devices' counts that came to `base`. What devices count meanwhile or later
/// is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The number that the day had, from 0 to [`COUNT_LIMIT`].
    pub says: i64,
    /// Σ of the devices' counts that its author saw, without any correction.
    pub base: i64,
}

/// The most that devices' counts may come to, either way.
const BASE_LIMIT: u64 = 1_000 * COUNT_LIMIT;

impl Correction {
    /// As a value, `20/17`.
    pub fn value(self) -> Value {
        Value::Text(format!("{}/{}", self.says, self.base))
    }

    /// The correction of a value; none for what is not one.
    pub fn of(value: &Value) -> Option<Self> {
        let (says, base) = value.as_text()?.split_once('/')?;
        let (sign, digits) = match base.strip_prefix('-') {
            Some("0") => return None,
            Some(digits) => (-1, digits),
            None => (1, base),
        };
        let base = sign * i64::try_from(natural(digits, BASE_LIMIT)?).ok()?;
        Some(Self { says: i64::try_from(natural(says, COUNT_LIMIT)?).ok()?, base })
    }

    /// What it adds to the devices' counts.
    pub fn adds(self) -> i64 {
        self.says - self.base
    }
}
