//! Two whole numbers.

use crate::plan::Comparator;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A numerator over a denominator; nothing is divided on the way to a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// The part.
    pub numerator: u64,
    /// The whole; 0 where there was no case.
    pub denominator: u64,
}

impl Ratio {
    /// `numerator` of `denominator`.
    pub fn new(numerator: u64, denominator: u64) -> Self {
        Self { numerator, denominator }
    }

    /// So many in a hundred.
    pub fn per_cent(part: u64) -> Self {
        Self::new(part, 100)
    }

    /// Whether there was no case.
    pub fn is_empty(self) -> bool {
        self.denominator == 0
    }

    /// Numerators and denominators added: how figures of units and fields come together.
    pub fn and(self, other: Self) -> Self {
        Self {
            numerator: self.numerator.saturating_add(other.numerator),
            denominator: self.denominator.saturating_add(other.denominator),
        }
    }

    /// How it compares with `other`, by cross-multiplication. Both denominators are above 0.
    pub fn compare(self, other: Self) -> Ordering {
        let left = u128::from(self.numerator) * u128::from(other.denominator);
        left.cmp(&(u128::from(other.numerator) * u128::from(self.denominator)))
    }

    /// Whether it is at least, more than or less than `threshold`; none where there was no case.
    pub fn holds(self, comparator: Comparator, threshold: Self) -> Option<bool> {
        if self.is_empty() || threshold.is_empty() {
            return None;
        }
        let order = self.compare(threshold);
        Some(match comparator {
            Comparator::AtLeast => order != Ordering::Less,
            Comparator::MoreThan => order == Ordering::Greater,
            Comparator::LessThan => order == Ordering::Less,
        })
    }

    /// How far it lies on the good side of a threshold, below 0 on the bad one: a fraction of whole numbers, by which
    /// the worst of several is found exactly.
    pub(super) fn margin(self, comparator: Comparator, threshold: Self) -> Margin {
        let cross = |a: u64, b: u64| i128::try_from(u128::from(a) * u128::from(b)).unwrap_or(i128::MAX);
        let above = cross(self.numerator, threshold.denominator)
            .saturating_sub(cross(threshold.numerator, self.denominator));
        let good = if comparator == Comparator::LessThan { above.saturating_neg() } else { above };
        Margin { part: good, whole: cross(self.denominator, threshold.denominator) }
    }
}

/// A signed fraction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Margin {
    part: i128,
    whole: i128,
}

impl Margin {
    /// How it compares. Counts are below 10¹³ and thresholds' numbers below 10⁷, so nothing is cut.
    pub fn compare(self, other: Self) -> Ordering {
        self.part.saturating_mul(other.whole).cmp(&other.part.saturating_mul(self.whole))
    }
}
