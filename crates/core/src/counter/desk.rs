//! All counts of a unit, summed once and cheap to ask; and the edits by which people count.

use super::{Correction, Measure, Tally, number::COUNT_LIMIT, whole};
use crate::{
    cell::Cell,
    change::{Edit, Field, Value},
    checklist::Entities,
    counter::Problem,
    ids::{EntityId, PeriodKey, PlanId, ProcedureKey, ReplicaId, Scope},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One field of procedures on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Σ of the devices' counts: what a correction is said over.
    pub counts: Tally,
    /// What the day came to: the counts, corrected. A number below 0 needs a correction and is no figure.
    pub total: Tally,
    /// The corrections that hold, the latest where two stand.
    pub corrected: Vec<(Measure, Correction)>,
    /// The measures of which two corrections stand against each other.
    pub disputed: Vec<Measure>,
}

impl Day {
    fn new(date: Date) -> Self {
        let (counts, total) = (Tally::default(), Tally::default());
        Self { date, counts, total, corrected: Vec::new(), disputed: Vec::new() }
    }

    /// A day of one field, of the entities alone that it is made of.
    pub fn of(unit: &Entities, date: Date, procedure: &ProcedureKey) -> Self {
        let mut day = Self::new(date);
        if let Ok(least) = "-".parse::<ReplicaId>() {
            let counts = unit.range(EntityId::Count(date, procedure.clone(), least)..);
            for (_, fields) in counts.take_while(
                |(entity, _)| matches!(entity, EntityId::Count(d, p, _) if *d == date && p == procedure),
            ) {
                day.count(fields);
            }
        }
        if let Some(fields) = unit.get(&EntityId::Day(date, procedure.clone())) {
            day.correct(fields);
        }
        day.sum();
        day
    }

    fn count(&mut self, fields: &BTreeMap<Field, Cell>) {
        for (measure, number) in counted(fields) {
            self.counts.add(measure, number);
        }
    }

    fn correct(&mut self, fields: &BTreeMap<Field, Cell>) {
        for (field, cell) in fields {
            let Field::Measure(measure) = field else { continue };
            if let Some(correction) = Correction::of(cell.shown()) {
                self.corrected.push((*measure, correction));
            }
            if cell.is_conflict() {
                self.disputed.push(*measure);
            }
        }
    }

    fn sum(&mut self) {
        let mut total = self.counts;
        for (measure, correction) in &self.corrected {
            total.add(*measure, correction.adds());
        }
        self.total = total.with_resolved();
    }
}

/// The numbers that a device's count, or a figure, holds.
fn counted(fields: &BTreeMap<Field, Cell>) -> impl Iterator<Item = (Measure, i64)> {
    fields.iter().filter_map(|(field, cell)| match field {
        Field::Measure(measure) => Some((*measure, whole(cell.shown().as_text()?)?)),
        _ => None,
    })
}

/// All that a unit counted, by field and day, and by period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// The days of each field in their order; a day on which nothing was counted is missing.
    days: BTreeMap<ProcedureKey, Vec<Day>>,
    /// What was entered by period.
    figures: BTreeMap<(PlanId, PeriodKey), BTreeMap<ProcedureKey, Tally>>,
}

impl Desk {
    /// Sums what a unit's scope holds.
    pub fn of(unit: &Entities) -> Self {
        let mut desk = Self::default();
        // Counts come first and by day, so that each field's days are put behind one another.
        for (entity, fields) in unit {
            match entity {
                EntityId::Count(date, procedure, _) => desk.day_mut(procedure, *date).count(fields),
                EntityId::Day(date, procedure) => desk.day_mut(procedure, *date).correct(fields),
                EntityId::Figure(plan, period, procedure) => {
                    let mut tally = Tally::default();
                    counted(fields).for_each(|(measure, number)| tally.add(measure, number));
                    let of_period = desk.figures.entry((plan.clone(), period.clone())).or_default();
                    of_period.insert(procedure.clone(), tally.with_resolved());
                }
                _ => {}
            }
        }
        desk.days.values_mut().flatten().for_each(Day::sum);
        desk
    }

    fn day_mut(&mut self, procedure: &ProcedureKey, date: Date) -> &mut Day {
        if !self.days.contains_key(procedure) {
            self.days.insert(procedure.clone(), Vec::new());
        }
        let days = self.days.entry(procedure.clone()).or_default();
        let at = match days.last() {
            Some(last) if last.date == date => days.len() - 1,
            Some(last) if last.date > date => match days.binary_search_by_key(&date, |day| day.date) {
                Ok(at) => at,
                Err(at) => {
                    days.insert(at, Day::new(date));
                    at
                }
            },
            _ => {
                days.push(Day::new(date));
                days.len() - 1
            }
        };
        &mut days[at]
    }

    /// The fields of procedures in which something was counted.
    pub fn procedures(&self) -> impl Iterator<Item = &ProcedureKey> {
        self.days.keys()
    }

    /// A field's day; none if nothing was counted.
    pub fn day(&self, procedure: &ProcedureKey, date: Date) -> Option<&Day> {
        let days = self.days.get(procedure)?;
        days.binary_search_by_key(&date, |day| day.date).ok().map(|at| &days[at])
    }

    /// The days of a field in a window, both ends included, in their order.
    pub fn days(&self, procedure: &ProcedureKey, from: Date, to: Date) -> &[Day] {
        let Some(days) = self.days.get(procedure) else { return &[] };
        let first = days.partition_point(|day| day.date < from);
        let end = days.partition_point(|day| day.date <= to);
        days.get(first..end).unwrap_or_default()
    }

    /// A field's total in a window, both ends included.
    pub fn total(&self, procedure: &ProcedureKey, from: Date, to: Date) -> Tally {
        let mut total = Tally::default();
        self.days(procedure, from, to).iter().for_each(|day| total.add_all(&day.total));
        total
    }

    /// The totals in a window of every field in which something was counted.
    pub fn totals(&self, from: Date, to: Date) -> BTreeMap<ProcedureKey, Tally> {
        let totals = self.days.keys().map(|procedure| (procedure.clone(), self.total(procedure, from, to)));
        totals.filter(|(_, total)| !total.is_empty()).collect()
    }

    /// What was entered for a period, by field.
    pub fn figures(&self, plan: &PlanId, period: &PeriodKey) -> BTreeMap<ProcedureKey, Tally> {
        let figures = self.figures.get(&(plan.clone(), period.clone())).cloned().unwrap_or_default();
        figures.into_iter().filter(|(_, tally)| !tally.is_empty()).collect()
    }

    /// The days in a window of which a number is below 0, with that number.
    pub fn below_zero(&self, from: Date, to: Date) -> Vec<(ProcedureKey, Date, Measure, i64)> {
        let mut found = Vec::new();
        for procedure in self.days.keys() {
            for day in self.days(procedure, from, to) {
                let wrong = day.total.below_zero();
                found.extend(wrong.map(|m| (procedure.clone(), day.date, m, day.total.number(m))));
            }
        }
        found
    }

    /// What a field usually counts of a measure on a day: the mean, rounded down, of the last 20 days before `date` on
    /// which it was counted; none before there are five.
    pub fn usual(&self, procedure: &ProcedureKey, measure: Measure, date: Date) -> Option<i64> {
        let days = self.days(procedure, Date::MIN, date);
        let before = days.iter().rev().filter(|day| day.date < date).filter_map(|day| day.total.get(measure));
        let (mut sum, mut number) = (0i64, 0i64);
        for count in before.take(20) {
            sum = sum.saturating_add(count);
            number += 1;
        }
        (number >= 5).then(|| sum / number)
    }

    /// The first day in a window, both ends included, on which something was counted.
    pub fn first(&self, from: Date, to: Date) -> Option<Date> {
        self.days
            .keys()
            .filter_map(|procedure| self.days(procedure, from, to).first())
            .map(|day| day.date)
            .min()
    }

    /// The last day before another on which something was counted.
    pub fn last_before(&self, date: Date) -> Option<Date> {
        let to = date.yesterday().ok()?;
        self.days
            .keys()
            .filter_map(|procedure| self.days(procedure, Date::MIN, to).last())
            .map(|day| day.date)
            .max()
    }

    /// The last day on which something was counted ("số liệu đến …").
    pub fn last(&self) -> Option<Date> {
        self.days.values().filter_map(|days| days.last()).map(|day| day.date).max()
    }
}

fn within(number: i64) -> Result<i64, Problem> {
    if number.unsigned_abs() > COUNT_LIMIT {
        Err(Problem::TooLarge { number, limit: COUNT_LIMIT })
    } else {
        Ok(number)
    }
}

/// The edit by which a device counts `by` more, or fewer, of a measure: + and −.
pub fn count(
    (scope, unit): (&Scope, &Entities),
    replica: &ReplicaId,
    (date, procedure): (Date, &ProcedureKey),
    measure: Measure,
    by: i64,
) -> Result<Edit, Problem> {
    let entity = EntityId::Count(date, procedure.clone(), replica.clone());
    let field = Field::Measure(measure);
    let own = unit
        .get(&entity)
        .and_then(|fields| fields.get(&field))
        .and_then(|cell| whole(cell.shown().as_text()?));
    let number = within(own.unwrap_or(0).saturating_add(by))?;
    Ok(Edit::over(scope, unit, entity, field, Value::Text(number.to_string())))
}

/// The edit by which a device counts so many that the day's total becomes `total`, as far as the device knows: the
/// keypad, today. What another device counts at the same time is still added.
pub fn count_to(
    (scope, unit): (&Scope, &Entities),
    replica: &ReplicaId,
    (date, procedure): (Date, &ProcedureKey),
    measure: Measure,
    total: i64,
) -> Result<Edit, Problem> {
    // Those resolved may follow from the others; what is moved is what was counted by itself.
    let day = Day::of(unit, date, procedure);
    let corrected = day.corrected.iter().filter(|(of, _)| *of == measure);
    let now = day.counts.number(measure) + corrected.map(|(_, correction)| correction.adds()).sum::<i64>();
    let by = within(total)?.saturating_sub(now);
    count((scope, unit), replica, (date, procedure), measure, by)
}

/// The edit by which a person corrects a whole day: "the number was `says`". It is said over the devices' counts that
/// are seen, and over the corrections that stand. None takes corrections back.
pub fn correct(
    (scope, unit): (&Scope, &Entities),
    (date, procedure): (Date, &ProcedureKey),
    measure: Measure,
    says: Option<u64>,
) -> Result<Edit, Problem> {
    let base = Day::of(unit, date, procedure).counts.number(measure);
    let value = match says {
        Some(says) => {
            let says = within(i64::try_from(says).unwrap_or(i64::MAX))?;
            Correction { says, base }.value()
        }
        None => Value::Empty,
    };
    Ok(Edit::over(scope, unit, EntityId::Day(date, procedure.clone()), Field::Measure(measure), value))
}

/// The edit by which a unit that counts by period says a number, or takes it back.
pub fn figure(
    (scope, unit): (&Scope, &Entities),
    (plan, period): (&PlanId, &PeriodKey),
    procedure: &ProcedureKey,
    measure: Measure,
    number: Option<u64>,
) -> Result<Edit, Problem> {
    let value = match number {
        Some(number) => Value::Text(within(i64::try_from(number).unwrap_or(i64::MAX))?.to_string()),
        None => Value::Empty,
    };
    let entity = EntityId::Figure(plan.clone(), period.clone(), procedure.clone());
    Ok(Edit::over(scope, unit, entity, Field::Measure(measure), value))
}
