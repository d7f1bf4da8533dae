//! Everything a screen asks of a unit's figures, made once of what is recorded.

use super::{
    Defined, Frozen, Kind, Level, Missing, Ratio, Sheet, Source, Standing, Target, Verdict, targets,
};
use crate::{
    cell::Cell,
    change::{Field, Value},
    checklist::{Entities, Records},
    counter::{self, Class, Desk, Dossier, Feedback, Measure, Procedure, StepCounts, Tally},
    ids::{EntityId, PeriodKey, PlanId, ProcedureKey, TargetKey},
    period::{self, Entry, Period, Submission},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a person gives of a target for a period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The numerator.
    pub numerator: Option<u64>,
    /// The denominator.
    pub denominator: Option<u64>,
    /// Whether the publication is there.
    pub ready: Option<bool>,
    /// Since when.
    pub issued: Option<Date>,
    /// Where.
    pub link: String,
    /// A remark.
    pub note: String,
    /// What stands in its fields, with histories and conflicts.
    pub fields: BTreeMap<Field, Cell>,
}

impl Reading {
    fn of(fields: &BTreeMap<Field, Cell>) -> Self {
        let value = |field: Field| fields.get(&field).map_or(&Value::Empty, Cell::shown);
        let number =
            |field| value(field).as_text().and_then(|text| counter::natural(text, counter::READING_LIMIT));
        let text = |field| value(field).as_text().unwrap_or_default().to_owned();
        Self {
            numerator: number(Field::Numerator),
            denominator: number(Field::Denominator),
            ready: match value(Field::Ready) {
                Value::Bool(ready) => Some(*ready),
                _ => None,
            },
            issued: value(Field::Issued).as_date(),
            link: text(Field::Link),
            note: text(Field::Note),
            fields: fields.clone(),
        }
    }
}

/// A month's value under a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its year.
    pub year: i16,
    /// Its number, from 1.
    pub month: i8,
    /// The days of it that lie in the window have these two numbers; the denominator may be 0.
    pub value: Ratio,
}

/// A window's totals by field of procedures.
type Totals = BTreeMap<ProcedureKey, Tally>;

/// What is recorded of a unit, and of the plan, ready to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The plan.
    pub plan: PlanId,
    /// Its year.
    pub year: i16,
    /// Today.
    pub today: Date,
    /// The counts.
    pub desk: Desk,
    /// The fields of procedures as the unit has them.
    pub procedures: Vec<Procedure>,
    /// The plan's periods, those that are not asked for included.
    pub periods: Vec<Period>,
    /// The plan's targets.
    pub targets: Vec<Defined>,
    /// The unit's late dossiers.
    pub dossiers: Vec<Dossier>,
    /// The unit's feedback.
    pub feedback: Vec<Feedback>,
    unit_readings: BTreeMap<(TargetKey, PeriodKey), Reading>,
    plan_readings: BTreeMap<(TargetKey, PeriodKey), Reading>,
    submissions: BTreeMap<PeriodKey, Submission>,
}

impl Figures {
    /// Reads what a unit's scope and the plan's hold. For the district's own figures the unit's may be empty.
    pub fn of(records: Records<'_>, sheet: &Sheet, today: Date) -> Self {
        let plan = sheet.id.clone();
        let readings = |entities: &Entities| {
            let of_plan = entities.iter().filter_map(|(entity, fields)| match entity {
                EntityId::Reading(of, target, period) if *of == plan => {
                    Some(((target.clone(), period.clone()), Reading::of(fields)))
                }
                _ => None,
            });
            of_plan.collect()
        };
        let periods = period::periods(sheet.year, &plan, records.plan);
        let submissions = periods
            .iter()
            .map(|period| (period.key.clone(), Submission::of(&plan, &period.key, records.unit)));
        Self {
            year: sheet.year,
            today,
            desk: Desk::of(records.unit),
            procedures: counter::procedures(records.unit),
            targets: targets(sheet, records.plan),
            dossiers: counter::dossiers(records.unit),
            feedback: counter::feedback(records.unit),
            unit_readings: readings(records.unit),
            plan_readings: readings(records.plan),
            submissions: submissions.collect(),
            periods,
            plan,
        }
    }

    /// A period by its key.
    pub fn period(&self, key: &PeriodKey) -> Option<&Period> {
        self.periods.iter().find(|period| period.key == *key)
    }

    /// What the unit submitted for a period.
    pub fn submission(&self, key: &PeriodKey) -> Submission {
        self.submissions.get(key).cloned().unwrap_or_default()
    }

    /// A target by its key.
    pub fn target(&self, key: &TargetKey) -> Option<&Defined> {
        self.targets.iter().find(|defined| defined.target.key == *key)
    }

    /// What was given of a target for a period: a unit's, or the district's own.
    pub fn reading(&self, level: Level, target: &TargetKey, period: &PeriodKey) -> Option<&Reading> {
        let readings = match level {
            Level::Ward => &self.unit_readings,
            Level::District => &self.plan_readings,
        };
        readings.get(&(target.clone(), period.clone()))
    }

    /// The classes of a field of procedures.
    pub fn classes(&self, procedure: &ProcedureKey) -> &[Class] {
        let found = self.procedures.iter().find(|of| of.key == *procedure);
        found.map(|of| of.classes.as_slice()).unwrap_or_default()
    }

    /// A period's totals by field: entered for it, or summed of its days, as the unit records; never both.
    pub fn totals(&self, period: &Period) -> BTreeMap<ProcedureKey, Tally> {
        match self.submission(&period.key).entry() {
            Entry::Period => self.desk.figures(&self.plan, &period.key),
            Entry::Day => self.desk.totals(period.from, period.to),
        }
    }

    /// How far the feedback received in a window came, both ends included.
    pub fn steps(&self, from: Date, to: Date) -> StepCounts {
        StepCounts::of(&self.feedback, (from, to), self.today)
    }

    /// The late dossiers of a window, both ends included.
    pub fn late(&self, from: Date, to: Date) -> impl Iterator<Item = &Dossier> {
        self.dossiers.iter().filter(move |dossier| from <= dossier.on && dossier.on <= to)
    }

    /// How the level stands in a period against each of its targets.
    pub fn standings(&self, period: &PeriodKey, level: Level) -> Vec<Standing> {
        let Some(period) = self.period(period) else { return Vec::new() };
        let totals = self.totals(period);
        let months = self.months(period);
        let below = match self.submission(&period.key).entry() {
            Entry::Day => self.desk.below_zero(period.from, period.to),
            Entry::Period => Vec::new(),
        };
        let ours = self.targets.iter().filter(|defined| defined.target.is_for(level));
        let picture = Picture { figures: self, period, level, totals: &totals, below: &below };
        ours.map(|defined| {
            let mut standing = picture.standing(defined);
            standing.trend = picture.trend(&defined.target, &months);
            standing
        })
        .collect()
    }

    /// What a ward submits for a period: its figures as they are now.
    pub fn freeze(&self, period: &PeriodKey) -> Option<Frozen> {
        let period = self.period(period)?;
        let entry = self.submission(&period.key).entry();
        Some(Frozen::of(period, entry, &self.standings(&period.key, Level::Ward)))
    }

    /// The calendar months of a period counted by day, each with the totals of its days inside.
    fn months(&self, period: &Period) -> Vec<(i16, i8, Totals)> {
        let mut months = Vec::new();
        if self.submission(&period.key).entry() == Entry::Period {
            return months;
        }
        let mut first = period.from;
        while first <= period.to.min(self.today) {
            let last = first.last_of_month();
            months.push((first.year(), first.month(), self.desk.totals(first, last.min(period.to))));
            match last.tomorrow() {
                Ok(next) => first = next,
                Err(_) => break,
            }
        }
        months
    }
}

/// What one period's standings are made of.
struct Picture<'a> {
    figures: &'a Figures,
    period: &'a Period,
    level: Level,
    totals: &'a Totals,
    below: &'a [(ProcedureKey, Date, Measure, i64)],
}

/// A field's two numbers as they were counted; they may be below 0.
type Parts = (ProcedureKey, Vec<Class>, i64, i64);

impl Picture<'_> {
    fn standing(&self, defined: &Defined) -> Standing {
        let Defined { target, version, .. } = defined;
        let without = |verdict| Standing::without(target, version, self.level, verdict);
        let reading = self.figures.reading(self.level, &target.key, &self.period.key);
        let judged = match (target.kind, &target.numerator, &target.denominator) {
            (Kind::Statement, ..) => return without(Verdict::Statement),
            (Kind::YesNo, ..) => published(reading).map(|value| (value, Vec::new())),
            (_, Some(Source::Measures(part)), Some(Source::Measures(whole))) => {
                self.by_field(target, part, whole)
            }
            (_, Some(part), whole) => {
                self.whole(part, whole.as_ref(), reading).map(|value| (value, Vec::new()))
            }
            (_, None, _) => Err(vec![Missing::Numerator]),
        };
        match judged {
            Ok((value, fields)) => Standing::judge(target, version, self.level, value, fields),
            Err(missing) => without(Verdict::Missing(missing)),
        }
    }

    /// The two numbers of every field that a target is about.
    fn parts(&self, target: &Target, totals: &Totals, part: &[Measure], whole: &[Measure]) -> Vec<Parts> {
        let sum =
            |tally: &Tally, of: &[Measure]| of.iter().map(|measure| tally.number(*measure)).sum::<i64>();
        let of_field = totals.iter().filter_map(|(procedure, tally)| {
            let classes = self.figures.classes(procedure);
            let concerned = target.concerns(classes);
            concerned.then(|| (procedure.clone(), classes.to_vec(), sum(tally, part), sum(tally, whole)))
        });
        of_field.collect()
    }

    #[allow(clippy::type_complexity)] // The two shapes of `Standing::judge`.
    fn by_field(
        &self,
        target: &Target,
        part: &[Measure],
        whole: &[Measure],
    ) -> Result<(Ratio, Vec<(ProcedureKey, Vec<Class>, Ratio)>), Vec<Missing>> {
        let known = |measure: &Measure| self.totals.values().any(|tally| tally.is_known(*measure));
        let wanted = whole.iter().chain(part);
        let unknown: Vec<Measure> = wanted.clone().copied().filter(|measure| !known(measure)).collect();
        if whole.iter().any(|measure| unknown.contains(measure)) {
            return Err(unknown.into_iter().map(Missing::Measure).collect());
        }
        let wrong = self.below.iter().filter(|(procedure, _, measure, _)| {
            let concerned = target.concerns(self.figures.classes(procedure));
            concerned && wanted.clone().any(|of| of.family().contains(measure))
        });
        let mut missing: Vec<Missing> = wrong
            .map(|(procedure, date, measure, number)| Missing::BelowZero {
                procedure: procedure.clone(),
                date: Some(*date),
                measure: *measure,
                number: *number,
            })
            .collect();
        let parts = self.parts(target, self.totals, part, whole);
        // Of results and of what came online there may be more than was resolved or received in the same days.
        let within = part.iter().all(|of| {
            use Measure::{Late, OnTime, Resolved, Satisfied, Surveyed};
            matches!(of, OnTime | Late | Resolved | Satisfied | Surveyed)
        });
        let (mut value, mut fields) = (Ratio::default(), Vec::new());
        for (procedure, classes, part, whole) in parts {
            let ratio = Ratio::new(u64::try_from(part).unwrap_or(0), u64::try_from(whole).unwrap_or(0));
            if within && missing.is_empty() && ratio.numerator > ratio.denominator {
                missing.push(Missing::PartAboveWhole { procedure: Some(procedure.clone()), value: ratio });
            }
            value = value.and(ratio);
            fields.push((procedure, classes, ratio));
        }
        // Where there was no case, what was not counted of it is not missing.
        if missing.is_empty() && !value.is_empty() {
            missing.extend(unknown.into_iter().map(Missing::Measure));
        }
        if missing.is_empty() { Ok((value, fields)) } else { Err(missing) }
    }

    /// A value that is not told apart by field.
    fn whole(
        &self,
        part: &Source,
        whole: Option<&Source>,
        reading: Option<&Reading>,
    ) -> Result<Ratio, Vec<Missing>> {
        let denominator = match whole {
            None => Ok(1),
            Some(source) => {
                self.number(source, reading.and_then(|reading| reading.denominator), Missing::Denominator)
            }
        };
        if denominator == Ok(0) {
            return Ok(Ratio::default());
        }
        let numerator = self.number(part, reading.and_then(|reading| reading.numerator), Missing::Numerator);
        match (numerator, denominator) {
            (Ok(part), Ok(of)) if whole.is_some() && part > of => {
                let value = Ratio::new(part, of);
                Err(vec![Missing::PartAboveWhole { procedure: None, value }])
            }
            (Ok(part), Ok(of)) => Ok(Ratio::new(part, of)),
            (part, of) => {
                let mut missing: Vec<Missing> = part.err().into_iter().collect();
                missing.extend(of.err().filter(|of| !missing.contains(of)));
                Err(missing)
            }
        }
    }

    fn number(&self, source: &Source, given: Option<u64>, none: Missing) -> Result<u64, Missing> {
        let (from, to) = (self.period.from, self.period.to);
        match source {
            Source::Reading => given.ok_or(none),
            Source::Measures(measures) => {
                let mut sum = 0i64;
                for measure in measures {
                    if !self.totals.values().any(|tally| tally.is_known(*measure)) {
                        return Err(Missing::Measure(*measure));
                    }
                    sum += self.totals.values().map(|tally| tally.number(*measure)).sum::<i64>();
                }
                Ok(u64::try_from(sum).unwrap_or(0))
            }
            Source::LateDossiers | Source::ApologisedDossiers => {
                let listed = self.figures.late(from, to).count() as u64;
                let counted: i64 = self.totals.values().map(|tally| tally.number(Measure::Late)).sum();
                let counted = u64::try_from(counted).unwrap_or(0);
                let known = self.totals.values().any(|tally| tally.is_known(Measure::Late));
                if counted > listed {
                    // Those that are not on the list have no apology that anybody knows of.
                    return Err(Missing::Dossiers { counted, listed });
                }
                if listed == 0 && !known {
                    return Err(Missing::Measure(Measure::Late));
                }
                let apologised =
                    || self.figures.late(from, to).filter(|dossier| dossier.has_apology()).count();
                Ok(if *source == Source::LateDossiers { listed } else { apologised() as u64 })
            }
            Source::Feedback(_) | Source::FeedbackComplete => {
                use counter::Step::{Answered, Handled, Published, Received};
                let steps = self.figures.steps(from, to);
                Ok(match source {
                    Source::Feedback(Received) => steps.received,
                    Source::Feedback(Handled) => steps.handled,
                    Source::Feedback(Answered) => steps.answered,
                    Source::Feedback(Published) => steps.published,
                    _ => steps.complete,
                })
            }
        }
    }

    fn trend(&self, target: &Target, months: &[(i16, i8, Totals)]) -> Vec<Month> {
        let (Some(Source::Measures(part)), Some(Source::Measures(whole))) =
            (&target.numerator, &target.denominator)
        else {
            return Vec::new();
        };
        let of_month = months.iter().map(|(year, month, totals)| {
            let value = self.parts(target, totals, part, whole).into_iter().fold(
                Ratio::default(),
                |value, (_, _, part, whole)| {
                    let part = u64::try_from(part).unwrap_or(0);
                    value.and(Ratio::new(part, u64::try_from(whole).unwrap_or(0)))
                },
            );
            Month { year: *year, month: *month, value }
        });
        of_month.collect()
    }
}

/// A publication's value: 1 of 1 when it is there with its proof, 0 of 1 when it is said not to be.
fn published(reading: Option<&Reading>) -> Result<Ratio, Vec<Missing>> {
    let ready = reading.and_then(|reading| Some((reading, reading.ready?)));
    match ready {
        None => Err(vec![Missing::Published]),
        Some((_, false)) => Ok(Ratio::new(0, 1)),
        Some((reading, true)) => {
            let mut missing = Vec::new();
            if reading.issued.is_none() {
                missing.push(Missing::Date);
            }
            if reading.link.trim().is_empty() {
                missing.push(Missing::Link);
            }
            if missing.is_empty() { Ok(Ratio::new(1, 1)) } else { Err(missing) }
        }
    }
}
