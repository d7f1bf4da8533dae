//! How a ratio reads: per cent with a comma, never on the other side of its threshold.

use super::{Ratio, Threshold};

/// The most places that are tried.
const MOST_PLACES: u32 = 15;

/// A ratio in per cent, "97,96 %", with at least `places` decimal places. Where the rounded number would lie on the
/// other side of `against` than the exact one does, more places are written until it does not: 9,799 of 10,000 reads
/// "97,99 %" against 98 %, and 97,999 of 100,000 reads "97,999 %". Nothing where there was no case.
pub fn percent(value: Ratio, places: u8, against: Option<&Threshold>) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    let exact = against.and_then(|threshold| value.holds(threshold.comparator, threshold.value));
    let mut places = u32::from(places).min(MOST_PLACES);
    loop {
        let scale = 10u128.pow(places);
        let (rounded, ceiling) = scaled(value, scale);
        let last = places == MOST_PLACES;
        for candidate in if last { vec![rounded, ceiling.saturating_sub(1), ceiling] } else { vec![rounded] }
        {
            if exact.is_none() || exact == against.and_then(|threshold| holds(candidate, scale, threshold)) {
                return Some(written(candidate, scale, places));
            }
        }
        if last {
            return Some(written(rounded, scale, places));
        }
        places += 1;
    }
}

/// A ratio times 100 × `scale`: rounded half up, and rounded up.
fn scaled(value: Ratio, scale: u128) -> (u128, u128) {
    let (part, whole) = (u128::from(value.numerator), u128::from(value.denominator));
    let scale = scale * 100;
    // The whole part and the rest apart: 10¹⁷ times either stays within 128 bits.
    let (whole_part, rest) = (part / whole, (part % whole) * scale);
    let base = (whole_part * scale).saturating_add(rest / whole);
    let rest = rest % whole;
    (base + u128::from(rest * 2 >= whole), base + u128::from(rest > 0))
}

/// Whether the written number, `number` / (100 × `scale`), holds against a threshold.
fn holds(number: u128, scale: u128, threshold: &Threshold) -> Option<bool> {
    use crate::plan::Comparator::{AtLeast, LessThan, MoreThan};
    let left = number.checked_mul(u128::from(threshold.value.denominator))?;
    let right = u128::from(threshold.value.numerator).checked_mul(scale * 100)?;
    Some(match threshold.comparator {
        AtLeast => left >= right,
        MoreThan => left > right,
        LessThan => left < right,
    })
}

fn written(number: u128, scale: u128, places: u32) -> String {
    let whole = grouped(u64::try_from(number / scale).unwrap_or(u64::MAX));
    match places {
        0 => format!("{whole} %"),
        _ => format!("{whole},{:0width$} %", number % scale, width = places as usize),
    }
}

/// A whole number with a point after each thousand, as it is written here: "1.234.567".
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}
