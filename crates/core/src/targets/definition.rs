//! Targets as data: a plan's rows, and what the district makes of them.

use super::Ratio;
use crate::{
    change::{Field, Value},
    checklist::Entities,
    clock::Millis,
    code::Code,
    counter::{Class, Measure, Step},
    ids::{ChangeId, EntityId, PlanId, TargetKey},
    plan::{Comparator, PlanError},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its key.
    pub key: TargetKey,
    /// The clause, or the row of the appendix, that promises it.
    pub clause: Code,
    /// What it is called, short.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// What is counted; none for a publication, which is there or not, and for a statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Source>,
    /// What it is counted of; none for a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Source>,
    /// Who is judged by it, and by what.
    pub levels: Vec<LevelThreshold>,
    /// Fields of procedures that are judged by another threshold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// The classes of the fields that it is about; none for every field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_fields: Vec<Class>,
    /// The tasks and focus items behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Code>,
}

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A part of a whole, all fields together; fields with an exception hold theirs besides.
    Ratio,
    /// A part of a whole that every field must reach.
    RatioPerField,
    /// A publication that a unit makes or does not, with a date and a link as proof.
    YesNo,
    /// So many in a period.
    Count,
    /// Words that no number decides.
    Statement,
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// What the counter counts, these measures added.
    Measures(Vec<Measure>),
    /// The late dossiers on the list.
    LateDossiers,
    /// Those of them that have their letter of apology.
    ApologisedDossiers,
    /// Feedback received in the period that has come to this step.
    Feedback(Step),
    /// Feedback received in the period that has come through all steps.
    FeedbackComplete,
    /// A number that a person gives for the period: the reading's own.
    Reading,
}

/// Whose figures are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A ward's.
    Ward,
    /// The district's: of all its wards together, or its own.
    District,
}

/// A threshold and how a value is held against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// How.
    pub comparator: Comparator,
    /// Against what: 98 of 100; of a count, so many of 1.
    pub value: Ratio,
}

/// The threshold of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelThreshold {
    /// The level.
    pub level: Level,
    /// Its threshold; none for a statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
}

/// Another threshold for some fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The classes of those fields.
    pub classes: Vec<Class>,
    /// Their threshold.
    pub threshold: Threshold,
}

/// What is wrong with a target's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetProblem {
    /// Without a title, or with one of more than 300 bytes.
    #[error("the target has no title, or too long a one")]
    Title,
    /// The key is not that of the clause.
    #[error("the target's key is not made of its clause")]
    Clause,
    /// Nobody is judged by it, or a level stands twice.
    #[error("the target names no level, or one twice")]
    Levels,
    /// A threshold is missing, has no denominator, or numbers over a million; or a statement has one.
    #[error("a threshold is missing or cannot be one")]
    Threshold,
    /// What is counted does not fit what it is.
    #[error("what is counted does not fit the kind of target")]
    Sources,
}

/// The most that a threshold's two numbers may be.
const THRESHOLD_LIMIT: u64 = 1_000_000;

impl Target {
    /// Reads a definition.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The value of a definition, in its one form.
    pub fn value(&self) -> Value {
        // It is made of texts and numbers, which JSON can say.
        Value::Text(serde_json::to_string(self).unwrap_or_default())
    }

    /// The threshold by which a level is judged; none for a level that is not, and for a statement.
    pub fn threshold(&self, level: Level) -> Option<Threshold> {
        self.levels.iter().find(|of| of.level == level)?.threshold
    }

    /// Whether citizens' feedback is what it counts.
    pub fn counts_feedback(&self) -> bool {
        let is =
            |source: &Option<Source>| matches!(source, Some(Source::Feedback(_) | Source::FeedbackComplete));
        is(&self.numerator) || is(&self.denominator)
    }

    /// Whether a level is judged by it, or told it.
    pub fn is_for(&self, level: Level) -> bool {
        self.levels.iter().any(|of| of.level == level)
    }

    /// How many things it promises, each with a threshold of its own or none: "98 %, petitions 95 %" are two.
    pub fn promises(&self) -> usize {
        let mut different: Vec<Option<Threshold>> = Vec::new();
        for of in &self.levels {
            if !different.contains(&of.threshold) {
                different.push(of.threshold);
            }
        }
        different.len() + self.exceptions.len()
    }

    /// How many of them a level is judged by.
    pub fn promises_to(&self, level: Level) -> usize {
        if self.is_for(level) { 1 + self.exceptions.len() } else { 0 }
    }

    /// The exception under which a field of these classes falls.
    pub fn exception(&self, classes: &[Class]) -> Option<&Exception> {
        self.exceptions.iter().find(|of| of.classes.iter().any(|class| classes.contains(class)))
    }

    /// Whether it is about a field of these classes.
    pub fn concerns(&self, classes: &[Class]) -> bool {
        self.only_fields.is_empty() || self.only_fields.iter().any(|class| classes.contains(class))
    }

    /// Follows tasks that are called otherwise now. Clauses of the text keep their codes.
    pub fn follow(&mut self, names: &BTreeMap<Code, Code>) {
        for code in self.tasks.iter_mut().chain([&mut self.clause]) {
            if let Some(name) = names.get(code) {
                *code = name.clone();
            }
        }
        self.key = self.key.at(self.clause.clone());
    }

    /// What is wrong with it.
    pub fn problems(&self) -> Vec<TargetProblem> {
        let mut found = Vec::new();
        if self.title.trim().is_empty() || self.title.len() > 300 {
            found.push(TargetProblem::Title);
        }
        if *self.key.code() != self.clause {
            found.push(TargetProblem::Clause);
        }
        let twice = self.levels.iter().enumerate();
        let twice = twice.into_iter().any(|(at, of)| self.levels[..at].iter().any(|o| o.level == of.level));
        if self.levels.is_empty() || twice {
            found.push(TargetProblem::Levels);
        }
        let sound = |threshold: &Threshold| {
            let Ratio { numerator, denominator } = threshold.value;
            denominator > 0 && denominator.max(numerator) <= THRESHOLD_LIMIT
        };
        let statement = self.kind == Kind::Statement;
        let levels = self.levels.iter().all(|of| match &of.threshold {
            Some(threshold) => !statement && sound(threshold),
            None => statement,
        });
        let exceptions =
            self.exceptions.iter().all(|of| !statement && !of.classes.is_empty() && sound(&of.threshold));
        if !levels || !exceptions {
            found.push(TargetProblem::Threshold);
        }
        let counted = |source: &Option<Source>| match source {
            Some(Source::Measures(measures)) => !measures.is_empty(),
            _ => false,
        };
        let (numerator, denominator) = (&self.numerator, &self.denominator);
        let both = numerator.is_some() && denominator.is_some();
        let by_field = counted(numerator) && counted(denominator);
        let mixed = counted(numerator) != counted(denominator);
        let needs_fields = !self.exceptions.is_empty() || !self.only_fields.is_empty();
        let fits = match self.kind {
            Kind::RatioPerField => by_field,
            Kind::Ratio => both && !mixed && (by_field || !needs_fields),
            Kind::Count => numerator.is_some() && denominator.is_none() && self.exceptions.is_empty(),
            Kind::YesNo | Kind::Statement => numerator.is_none() && denominator.is_none() && !needs_fields,
        };
        if !fits {
            found.push(TargetProblem::Sources);
        }
        found
    }
}

/// What of a plan file targets need; the rest is not read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Sheet {
    /// As [`crate::plan::Plan::id`].
    pub id: PlanId,
    /// As [`crate::plan::Plan::year`].
    pub year: i16,
    /// As [`crate::plan::Plan::indicators`].
    #[serde(default)]
    pub indicators: Vec<Target>,
}

impl Sheet {
    /// Reads it from a plan file.
    pub fn from_json(json: &str) -> Result<Self, PlanError> {
        crate::plan::readable(json)?;
        Ok(serde_json::from_str(json)?)
    }
}

/// Which version of a target's definition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// The plan's, by the digest under which the plan was published; empty where that is not known.
    Plan(String),
    /// The district's, by the change that said it, and when.
    Change(ChangeId, Millis),
}

impl Version {
    /// The text form that a frozen period keeps: `plan:` and the first half of the digest, or the change's identity.
    pub fn name(&self) -> String {
        match self {
            Self::Plan(digest) => format!("plan:{}", digest.get(..16).unwrap_or(digest)),
            Self::Change(id, _) => id.to_string(),
        }
    }
}

/// A target as it holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defined {
    /// The target.
    pub target: Target,
    /// Which version.
    pub version: Version,
    /// Whether two definitions stand against each other, of which the latest is shown.
    pub disputed: bool,
}

/// The targets of a plan in the order of their keys: the plan's rows, and over them what the district says in the
/// plan's scope, which may add targets and take some away.
pub fn targets(sheet: &Sheet, records: &Entities) -> Vec<Defined> {
    let document = records.get(&EntityId::Document(sheet.id.clone()));
    let digest = document.and_then(|fields| fields.get(&Field::Digest)?.shown().as_text());
    let version = Version::Plan(digest.unwrap_or_default().into());
    let rows = sheet.indicators.iter().map(|target| {
        (target.key.clone(), Defined { target: target.clone(), version: version.clone(), disputed: false })
    });
    let mut all: BTreeMap<TargetKey, Defined> = rows.collect();
    for (entity, fields) in records {
        let EntityId::Target(plan, key) = entity else { continue };
        if *plan != sheet.id {
            continue;
        }
        if fields.get(&Field::Removed).is_some_and(|cell| cell.shown().is_true()) {
            all.remove(key);
            continue;
        }
        let Some(cell) = fields.get(&Field::Definition) else { continue };
        let Some(head) = cell.heads().first() else { continue };
        // A definition that a newer build made and this one cannot read leaves what was there.
        let target = head.value.as_text().and_then(|json| Target::from_json(json).ok());
        if let (Some(target), Some(id)) = (target.filter(|target| target.key == *key), head.ids.first()) {
            let version = Version::Change(id.clone(), head.at.millis());
            all.insert(key.clone(), Defined { target, version, disputed: cell.is_conflict() });
        }
    }
    all.into_values().collect()
}
