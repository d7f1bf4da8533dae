//! What a ward submits: its figures frozen, with the versions and thresholds they were judged by. Who and when, the
//! change says.

use super::{Ratio, Standing, Threshold, Verdict};
use crate::{
    dates,
    ids::{PeriodKey, ProcedureKey, TargetKey},
    period::{Entry, Period},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most bytes of frozen figures.
pub const FROZEN_LIMIT: usize = 16 * 1024;

/// A period's figures as submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// The period.
    pub period: PeriodKey,
    /// The first day of the figures.
    #[serde(with = "dates::serde_iso")]
    pub from: Date,
    /// The last day of the figures.
    #[serde(with = "dates::serde_iso")]
    pub to: Date,
    /// Whether they were entered for the period and not summed of its days.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_period: bool,
    /// The targets in the order of their keys.
    pub targets: Vec<FrozenTarget>,
}

/// A target's figures as submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenTarget {
    /// The target.
    pub key: TargetKey,
    /// [`super::Version::name`] of the definition.
    pub version: String,
    /// The threshold; none for a statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
    /// The two numbers; none where they were missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Ratio>,
    /// The fields in which there were cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FrozenField>,
    /// [`Verdict::name`].
    pub verdict: String,
}

/// A field's figures as submitted: its key, numerator and denominator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenField(pub ProcedureKey, pub u64, pub u64);

/// Why a text is no frozen figures.
#[derive(Debug, thiserror::Error)]
pub enum FrozenError {
    /// It is longer than [`FROZEN_LIMIT`].
    #[error("frozen figures have at most {FROZEN_LIMIT} bytes")]
    TooLong,
    /// It is not their JSON.
    #[error("not frozen figures: {0}")]
    Form(#[from] serde_json::Error),
    /// It says what they say, in another form than theirs, or out of order.
    #[error("frozen figures in another form than their own")]
    Canonical,
}

/// A target of which figures differ from those submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The target.
    pub key: TargetKey,
    /// As submitted; none if it was not among them.
    pub before: Option<FrozenTarget>,
    /// As it is now; none if it is there no more.
    pub now: Option<FrozenTarget>,
}

/// Every verdict's name: [`Verdict::name`].
const VERDICTS: [&str; 5] = ["met", "failing", "no-case", "missing", "statement"];

impl Frozen {
    /// Freezes a ward's standings.
    pub fn of(period: &Period, entry: Entry, standings: &[Standing]) -> Self {
        let mut targets: Vec<FrozenTarget> = standings.iter().map(FrozenTarget::of).collect();
        targets.sort_by(|a, b| a.key.cmp(&b.key));
        let (key, from, to) = (period.key.clone(), period.from, period.to);
        Self { period: key, from, to, by_period: entry == Entry::Period, targets }
    }

    /// The one form in which it is written.
    pub fn to_json(&self) -> String {
        // It is made of texts and numbers, which JSON can say.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads that form and no other, so that one text is one set of figures.
    pub fn from_json(json: &str) -> Result<Self, FrozenError> {
        if json.len() > FROZEN_LIMIT {
            return Err(FrozenError::TooLong);
        }
        let frozen: Self = serde_json::from_str(json)?;
        let targets = frozen.targets.is_sorted_by(|a, b| a.key < b.key);
        let fields = frozen.targets.iter().all(|target| target.fields.is_sorted_by(|a, b| a.0 < b.0));
        let verdicts = frozen.targets.iter().all(|target| VERDICTS.contains(&target.verdict.as_str()));
        if targets && fields && verdicts && frozen.from <= frozen.to && frozen.to_json() == json {
            Ok(frozen)
        } else {
            Err(FrozenError::Canonical)
        }
    }

    /// The figures of a target.
    pub fn target(&self, key: &TargetKey) -> Option<&FrozenTarget> {
        self.targets.iter().find(|target| target.key == *key)
    }
}

impl FrozenTarget {
    fn of(standing: &Standing) -> Self {
        let fields = standing.fields.iter();
        let fields =
            fields.map(|of| FrozenField(of.procedure.clone(), of.value.numerator, of.value.denominator));
        Self {
            key: standing.key.clone(),
            version: standing.version.name(),
            threshold: standing.threshold,
            value: standing.value,
            fields: fields.collect(),
            verdict: standing.verdict.name().into(),
        }
    }

    /// Whether the target was met, failed, or neither.
    pub fn is(&self, verdict: &Verdict) -> bool {
        self.verdict == verdict.name()
    }
}

/// What of a period's figures is not as it was submitted: to be told to whoever accepts it, or opens it again.
pub fn frozen_differs(now: &Frozen, submitted: &Frozen) -> Vec<Changed> {
    let keys = now.targets.iter().chain(&submitted.targets).map(|target| &target.key);
    let keys: std::collections::BTreeSet<&TargetKey> = keys.collect();
    let changed = keys.into_iter().filter_map(|key| {
        let (before, now) = (submitted.target(key), now.target(key));
        (before != now).then(|| Changed { key: key.clone(), before: before.cloned(), now: now.cloned() })
    });
    changed.collect()
}
