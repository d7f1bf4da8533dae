//! How a unit stands against a target.

use super::{Kind, Level, Month, Ratio, Target, Threshold, Version};
use crate::{
    counter::{Class, Measure},
    ids::{ProcedureKey, TargetKey},
};
use jiff::civil::Date;

/// What is missing for a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nobody counted this, nor entered it for the period.
    Measure(Measure),
    /// The reading has no numerator.
    Numerator,
    /// The reading has no denominator.
    Denominator,
    /// Nobody said whether the publication is there.
    Published,
    /// The publication has no date.
    Date,
    /// The publication has no link.
    Link,
    /// More were counted late than the list of late dossiers has.
    Dossiers {
        /// Counted late.
        counted: u64,
        /// On the list.
        listed: u64,
    },
    /// A day's number is below 0 and needs a correction.
    BelowZero {
        /// In which field of procedures.
        procedure: ProcedureKey,
        /// On which day; none for a whole period.
        date: Option<Date>,
        /// Of what.
        measure: Measure,
        /// What the day came to.
        number: i64,
    },
    /// A part is larger than its whole and needs a correction.
    PartAboveWhole {
        /// In which field of procedures; none for a reading.
        procedure: Option<ProcedureKey>,
        /// The two numbers.
        value: Ratio,
    },
    /// No unit has figures.
    Units,
}

/// Met, failing, or why neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Đạt.
    Met,
    /// Chưa đạt.
    Failing,
    /// Không phát sinh: nothing to be counted of.
    NoCase,
    /// Chưa có số: what is missing.
    Missing(Vec<Missing>),
    /// A statement, which no number decides.
    Statement,
}

impl Verdict {
    /// The stable text form.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Failing => "failing",
            Self::NoCase => "no-case",
            Self::Missing(_) => "missing",
            Self::Statement => "statement",
        }
    }

    fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Self::Met,
            Some(false) => Self::Failing,
            None => Self::NoCase,
        }
    }
}

/// One field of procedures under a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldStanding {
    /// The field.
    pub procedure: ProcedureKey,
    /// What targets tell it apart by.
    pub classes: Vec<Class>,
    /// Its two numbers; the denominator is above 0.
    pub value: Ratio,
    /// The threshold that is its own, an exception's where it has one.
    pub threshold: Threshold,
    /// Whether an exception gives it.
    pub excepted: bool,
    /// Whether the verdict hangs on it: of a target of all fields together, those with an exception.
    pub judged: bool,
    /// Whether it holds.
    pub holds: bool,
}

/// How a unit, or the district, stands against a target in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The target.
    pub key: TargetKey,
    /// The version of its definition.
    pub version: Version,
    /// The threshold; none for a statement.
    pub threshold: Option<Threshold>,
    /// The two numbers, all fields together; none where they are missing. A count's denominator is 1, and so is a
    /// publication's.
    pub value: Option<Ratio>,
    /// The fields in which there were cases, in the order of their keys.
    pub fields: Vec<FieldStanding>,
    /// The place in `fields` of the one nearest to its threshold, or farthest on its bad side.
    pub worst: Option<usize>,
    /// The verdict.
    pub verdict: Verdict,
    /// The months of the window, where figures come from days.
    pub trend: Vec<Month>,
}

impl Standing {
    /// A statement, or a target of which figures are missing.
    pub(super) fn without(target: &Target, version: &Version, level: Level, verdict: Verdict) -> Self {
        Self {
            key: target.key.clone(),
            version: version.clone(),
            threshold: target.threshold(level),
            value: None,
            fields: Vec::new(),
            worst: None,
            verdict,
            trend: Vec::new(),
        }
    }

    /// Judges a value and its fields: of a ward's figures and of a district's sums alike.
    pub(super) fn judge(
        target: &Target,
        version: &Version,
        level: Level,
        value: Ratio,
        fields: Vec<(ProcedureKey, Vec<Class>, Ratio)>,
    ) -> Self {
        let Some(threshold) = target.threshold(level) else {
            return Self::without(target, version, level, Verdict::Statement);
        };
        let per_field = target.kind == Kind::RatioPerField;
        let cases = fields.into_iter().filter(|(.., value)| !value.is_empty());
        let fields: Vec<FieldStanding> = cases
            .map(|(procedure, classes, value)| {
                let exception = target.exception(&classes);
                let threshold = exception.map_or(threshold, |exception| exception.threshold);
                let holds = value.holds(threshold.comparator, threshold.value).unwrap_or(true);
                let (excepted, judged) = (exception.is_some(), per_field || exception.is_some());
                FieldStanding { procedure, classes, value, threshold, excepted, judged, holds }
            })
            .collect();
        let margin =
            |field: &FieldStanding| field.value.margin(field.threshold.comparator, field.threshold.value);
        let worst = fields.iter().enumerate().filter(|(_, field)| field.judged || !per_field);
        let worst = worst.min_by(|(_, a), (_, b)| margin(a).compare(margin(b))).map(|(at, _)| at);
        let whole = value.holds(threshold.comparator, threshold.value);
        let of_fields = fields.iter().filter(|field| field.judged).all(|field| field.holds);
        let holds = match whole {
            None => None,
            Some(_) if per_field => Some(of_fields),
            Some(whole) => Some(whole && of_fields),
        };
        Self {
            value: Some(value),
            fields,
            worst,
            verdict: Verdict::of(holds),
            ..Self::without(target, version, level, Verdict::NoCase)
        }
    }
}

/// What stands against rating a unit's head "hoàn thành xuất sắc nhiệm vụ" (V.1.3); a person decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excellence {
    /// The targets that fail.
    pub failing: Vec<TargetKey>,
    /// Those of which figures are missing.
    pub missing: Vec<TargetKey>,
}

impl Excellence {
    /// Whether nothing stands against it.
    pub fn is_clear(&self) -> bool {
        self.failing.is_empty() && self.missing.is_empty()
    }
}

/// The flag of V.1.3: which targets fail, and which have no figures.
pub fn excellence(standings: &[Standing]) -> Excellence {
    let keys = |wanted: fn(&Verdict) -> bool| {
        let of = standings.iter().filter(|standing| wanted(&standing.verdict));
        of.map(|standing| standing.key.clone()).collect()
    };
    Excellence {
        failing: keys(|verdict| *verdict == Verdict::Failing),
        missing: keys(|verdict| matches!(verdict, Verdict::Missing(_))),
    }
}
