//! Numbers of all measures together.

use super::Measure;

/// The numbers of one day, or of many, of one field or of several. A measure that nobody counted is not the same as
/// one that was counted to be 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    numbers: [i64; 9],
    /// One bit a measure.
    given: u16,
}

impl Tally {
    /// The number of a measure, if it was counted, or follows from what was: resolved from on time and late. Below 0
    /// it needs a correction.
    pub fn get(&self, measure: Measure) -> Option<i64> {
        self.is_given(measure).then(|| self.number(measure))
    }

    /// The number of a measure, 0 where nobody counted it.
    pub fn number(&self, measure: Measure) -> i64 {
        self.numbers[measure.place()]
    }

    /// Whether a measure was counted, or follows.
    pub fn is_given(&self, measure: Measure) -> bool {
        self.given & (1 << measure.place()) != 0
    }

    /// Whether one of a measure's family was counted.
    pub fn is_known(&self, measure: Measure) -> bool {
        measure.family().iter().any(|measure| self.is_given(*measure))
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.given == 0
    }

    /// Adds to a measure.
    pub fn add(&mut self, measure: Measure, number: i64) {
        self.given |= 1 << measure.place();
        self.numbers[measure.place()] = self.number(measure).saturating_add(number);
    }

    /// Adds another tally to it.
    pub fn add_all(&mut self, other: &Self) {
        self.given |= other.given;
        for (number, more) in self.numbers.iter_mut().zip(other.numbers) {
            *number = number.saturating_add(more);
        }
    }

    /// With what follows: those resolved are those on time and those late, where nobody counted them by themselves.
    /// It is for one day and field, before days and fields are added.
    pub fn with_resolved(mut self) -> Self {
        use Measure::{Late, OnTime, Resolved};
        if !self.is_given(Resolved) && (self.is_given(OnTime) || self.is_given(Late)) {
            self.add(Resolved, self.number(OnTime).saturating_add(self.number(Late)));
        }
        self
    }

    /// The measures of which the number is below 0.
    pub fn below_zero(&self) -> impl Iterator<Item = Measure> {
        Measure::ALL.into_iter().filter(|measure| self.number(*measure) < 0)
    }
}
