//! What a form says before it records: what is impossible is blocked, what is odd is asked about.

use super::{Dossier, Measure, Tally, number::COUNT_LIMIT};
use crate::{period::year_window, targets::Ratio};
use jiff::civil::Date;

/// What is wrong with numbers, or odd about them. Numbers are those that the sentence to the person needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not a whole number in digits.
    #[error("not a whole number")]
    NotWhole,
    /// Over the limit, either way.
    #[error("{number} is over {limit}")]
    TooLarge {
        /// The number; cut to what an `i64` holds.
        number: i64,
        /// What is allowed at most.
        limit: u64,
    },
    /// The total would be below 0.
    #[error("{measure} would come to {number}")]
    BelowZero {
        /// Of what.
        measure: Measure,
        /// What it would come to.
        number: i64,
    },
    /// The day is not in the plan's year, or in the future.
    #[error("the day is not between {from} and {to}")]
    OutsideYear {
        /// The first day that can be counted on.
        from: Date,
        /// The last one.
        to: Date,
    },
    /// A part that is larger than the whole: satisfied of those surveyed, a reading's numerator.
    #[error("{part} is more than {whole}")]
    PartAboveWhole {
        /// The part.
        part: u64,
        /// The whole.
        whole: u64,
    },
    /// More were on time or late than were resolved.
    #[error("{on_time} on time and {late} late are more than {resolved} resolved")]
    MoreThanResolved {
        /// On time.
        on_time: i64,
        /// Late.
        late: i64,
        /// Resolved, counted by itself.
        resolved: i64,
    },
    /// Fewer were on time or late than were resolved: some are missing.
    #[error("{on_time} on time and {late} late are fewer than {resolved} resolved")]
    FewerThanResolved {
        /// On time.
        on_time: i64,
        /// Late.
        late: i64,
        /// Resolved, counted by itself.
        resolved: i64,
    },
    /// More were resolved than received this year; those carried over from the year before may be why.
    #[error("{resolved} resolved are more than {received} received this year")]
    ResolvedAboveReceived {
        /// Resolved in the plan's year so far.
        resolved: i64,
        /// Received in it.
        received: i64,
    },
    /// More were received online than at all.
    #[error("{online} online are more than {received} received")]
    OnlineAboveReceived {
        /// Received online.
        online: i64,
        /// Received.
        received: i64,
    },
    /// The list of late dossiers has another length than was counted late.
    #[error("{counted} counted late, {listed} listed")]
    LateDossiers {
        /// Counted late in the window.
        counted: i64,
        /// On the list in the window.
        listed: i64,
    },
    /// Ten times what is usual, or more.
    #[error("{number} is ten times the usual {usual}")]
    Jump {
        /// The number.
        number: i64,
        /// The mean of the days before.
        usual: i64,
    },
}

impl Problem {
    /// Whether it cannot be true, so that it is not recorded.
    pub fn blocks(self) -> bool {
        match self {
            Self::NotWhole
            | Self::TooLarge { .. }
            | Self::BelowZero { .. }
            | Self::OutsideYear { .. }
            | Self::PartAboveWhole { .. }
            | Self::MoreThanResolved { .. } => true,
            Self::FewerThanResolved { .. }
            | Self::ResolvedAboveReceived { .. }
            | Self::OnlineAboveReceived { .. }
            | Self::LateDossiers { .. }
            | Self::Jump { .. } => false,
        }
    }
}

/// What a check found, what blocks first.
pub type Problems = Vec<Problem>;

/// The whole number that a person typed, up to `limit` either way. Spaces around it and zeros before it do no harm;
/// nothing that groups digits is read, since a point means thousands to one and a decimal to another.
pub fn parse_count(text: &str, limit: u64) -> Result<i64, Problem> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::NotWhole);
    }
    let number: i64 = digits.parse().unwrap_or(i64::MAX);
    let number = if negative { -number } else { number };
    if number.unsigned_abs() > limit { Err(Problem::TooLarge { number, limit }) } else { Ok(number) }
}

/// A number about to be counted, with what it would make of the day or the period.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The plan's year.
    pub year: i16,
    /// The day counted on; none for a period's figure.
    pub date: Option<Date>,
    /// Today.
    pub today: Date,
    /// What is counted.
    pub measure: Measure,
    /// The total as it would be: the day's of one field, or the period's.
    pub after: &'a Tally,
    /// Whether those resolved are counted by themselves, and do not follow from the others.
    pub resolved_given: bool,
    /// The field's total of the plan's year so far, as it would be; none where only periods are counted.
    pub so_far: Option<&'a Tally>,
    /// [`super::Desk::usual`].
    pub usual: Option<i64>,
}

/// Checks a number about to be counted.
pub fn check_count(of: Counted<'_>) -> Problems {
    let mut found = Vec::new();
    let (from, to) = year_window(of.year);
    let to = to.min(of.today);
    if of.date.is_some_and(|date| date < from || date > to) {
        found.push(Problem::OutsideYear { from, to });
    }
    let number = of.after.number(of.measure);
    if number.unsigned_abs() > COUNT_LIMIT {
        found.push(Problem::TooLarge { number, limit: COUNT_LIMIT });
    }
    found.extend(check_tally(of.after, of.resolved_given));
    if let Some(year) = of.so_far {
        let (resolved, received) = (year.number(Measure::Resolved), year.number(Measure::Received));
        let concerned =
            matches!(of.measure, Measure::Received | Measure::Resolved | Measure::OnTime | Measure::Late);
        if concerned && year.is_given(Measure::Received) && resolved > received {
            found.push(Problem::ResolvedAboveReceived { resolved, received });
        }
    }
    if let Some(usual) = of.usual.filter(|usual| *usual > 0 && number >= usual.saturating_mul(10)) {
        found.push(Problem::Jump { number, usual });
    }
    found.sort_by_key(|problem| !problem.blocks());
    found
}

/// Checks the numbers of a day or a period against each other.
pub fn check_tally(tally: &Tally, resolved_given: bool) -> Problems {
    use Measure::{Late, OnTime, Online, Received, Resolved, Satisfied, Surveyed};
    let number = |measure| tally.number(measure);
    let mut found: Problems =
        tally.below_zero().map(|measure| Problem::BelowZero { measure, number: number(measure) }).collect();
    let (on_time, late, resolved) = (number(OnTime), number(Late), number(Resolved));
    if resolved_given && on_time.saturating_add(late) > resolved {
        found.push(Problem::MoreThanResolved { on_time, late, resolved });
    }
    if let (Ok(part), Ok(whole)) = (u64::try_from(number(Satisfied)), u64::try_from(number(Surveyed)))
        && tally.is_given(Surveyed)
        && part > whole
    {
        found.push(Problem::PartAboveWhole { part, whole });
    }
    let split = tally.is_given(OnTime) || tally.is_given(Late);
    if resolved_given && split && on_time.saturating_add(late) < resolved {
        found.push(Problem::FewerThanResolved { on_time, late, resolved });
    }
    if tally.is_given(Received) && number(Online) > number(Received) {
        found.push(Problem::OnlineAboveReceived { online: number(Online), received: number(Received) });
    }
    found
}

/// Checks a reading's two numbers.
pub fn check_reading(value: Ratio) -> Option<Problem> {
    (value.numerator > value.denominator)
        .then_some(Problem::PartAboveWhole { part: value.numerator, whole: value.denominator })
}

/// Checks those counted late in a window against the list of late dossiers in it.
pub fn check_dossiers(counted: &Tally, dossiers: &[Dossier], (from, to): (Date, Date)) -> Option<Problem> {
    let listed = dossiers.iter().filter(|dossier| from <= dossier.on && dossier.on <= to).count();
    let listed = i64::try_from(listed).unwrap_or(i64::MAX);
    let counted = counted.number(Measure::Late);
    (counted != listed).then_some(Problem::LateDossiers { counted, listed })
}
