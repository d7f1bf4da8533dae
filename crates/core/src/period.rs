//! Reporting periods: rows that every plan starts with, that the district edits, and for which units submit figures.

use crate::{
    answer::Answer,
    cell::{Cell, Head},
    change::{Edit, Field, Value},
    checklist::Entities,
    ids::{EntityId, PeriodKey, PlanId, Scope},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// A reporting period of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its key.
    pub key: PeriodKey,
    /// What it is called.
    pub title: String,
    /// The first day of its figures.
    pub from: Date,
    /// The last day of its figures.
    pub to: Date,
    /// By when a unit submits.
    pub due: Date,
    /// Whether the district asks for it.
    pub active: bool,
    /// Whether it is one of those that every plan starts with.
    pub shipped: bool,
}

/// What is wrong with a period's row. Windows may overlap: those of the ministry do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodProblem {
    /// Without a name.
    #[error("the period has no name")]
    Title,
    /// It ends before it begins.
    #[error("the period ends before it begins")]
    Window,
    /// It is to be submitted before its first day. Reports are due ahead of a window's end or after it, both occur.
    #[error("the period is due before it begins")]
    Due,
    /// A day is outside the plan's year and the months around it.
    #[error("the period is not of the plan's year")]
    Year,
}

/// How a unit records for a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// Day by day; a period's figures are the sums.
    #[default]
    Day,
    /// The period's figures at once; what was counted day by day does not count for it.
    Period,
}

impl Entry {
    /// The stable text form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Period => "period",
        }
    }

    /// As a value.
    pub fn value(self) -> Value {
        Value::Text(self.name().into())
    }

    /// The entry that a value says; none for what says none.
    pub fn of(value: &Value) -> Option<Self> {
        let text = value.as_text()?;
        [Self::Day, Self::Period].into_iter().find(|entry| entry.name() == text)
    }
}

/// The days that a plan of a year counts: from 15 December of the year before, where the ministry's windows begin, to
/// 31 December.
pub fn year_window(year: i16) -> (Date, Date) {
    let day = |year: i16, month, day| Date::new(year.clamp(1, 9998), month, day).unwrap_or_default();
    (day(year.saturating_sub(1), 12, 15), day(year, 12, 31))
}

/// A row that every plan starts with.
type Row = (&'static str, &'static str, [(i8, i8); 3], bool);

/// Them: key, title, first day, last day, due, each a month and a day; months of the
/// year before are 0, of the year after 13.
///
/// The first four are the ministry's (581/BNV-CCHC): due on the 20th of the last month. The calendar's quarters and
/// year are there for districts that report by them, and are due five days into the next month.
const SHIPPED: [Row; 9] = [
    ("q1", "Báo cáo quý I", [(0, 15), (3, 14), (3, 20)], true),
    ("h1", "Báo cáo 6 tháng", [(0, 15), (6, 14), (6, 20)], true),
    ("q3", "Báo cáo quý III", [(6, 15), (9, 14), (9, 20)], true),
    ("year", "Báo cáo năm", [(0, 15), (12, 14), (12, 20)], true),
    ("cq1", "Quý I theo lịch", [(1, 1), (3, 31), (4, 5)], false),
    ("cq2", "Quý II theo lịch", [(4, 1), (6, 30), (7, 5)], false),
    ("cq3", "Quý III theo lịch", [(7, 1), (9, 30), (10, 5)], false),
    ("cq4", "Quý IV theo lịch", [(10, 1), (12, 31), (13, 5)], false),
    ("cy", "Năm theo lịch", [(1, 1), (12, 31), (13, 5)], false),
];

/// The rows that every plan of a year starts with.
pub fn defaults(year: i16) -> Vec<Period> {
    let date = |(month, day): (i8, i8)| {
        let (year, month) = match month {
            0 => (year.checked_sub(1)?, 12),
            13 => (year.checked_add(1)?, 1),
            month => (year, month),
        };
        Date::new(year, month, day).ok()
    };
    let shipped = SHIPPED.iter().filter_map(|(key, title, [from, to, due], active)| {
        Some(Period {
            key: key.parse().ok()?,
            title: (*title).into(),
            from: date(*from)?,
            to: date(*to)?,
            due: date(*due)?,
            active: *active,
            shipped: true,
        })
    });
    shipped.collect()
}

/// The periods of a plan, as the district has changed them in the plan's scope: by first day, then by last. A row that
/// it added is there once it has a name and its three dates.
pub fn periods(year: i16, plan: &PlanId, records: &Entities) -> Vec<Period> {
    let mut edited: BTreeMap<&PeriodKey, &BTreeMap<Field, Cell>> = BTreeMap::new();
    for (entity, fields) in records {
        if let EntityId::Period(of, key) = entity
            && of == plan
        {
            edited.insert(key, fields);
        }
    }
    let mut rows: Vec<Period> = Vec::new();
    for mut row in defaults(year) {
        let Some(fields) = edited.remove(&row.key) else {
            rows.push(row);
            continue;
        };
        let value = |field: Field| fields.get(&field).map_or(&Value::Empty, Cell::shown);
        if value(Field::Removed).is_true() {
            continue;
        }
        if let Some(title) = value(Field::Title).as_text() {
            row.title = title.into();
        }
        row.from = value(Field::From).as_date().unwrap_or(row.from);
        row.to = value(Field::To).as_date().unwrap_or(row.to);
        row.due = value(Field::Due).as_date().unwrap_or(row.due);
        if let Value::Bool(active) = value(Field::Active) {
            row.active = *active;
        }
        rows.push(row);
    }
    rows.extend(edited.into_iter().filter_map(|(key, fields)| {
        let value = |field: Field| fields.get(&field).map_or(&Value::Empty, Cell::shown);
        if value(Field::Removed).is_true() {
            return None;
        }
        Some(Period {
            key: key.clone(),
            title: value(Field::Title).as_text()?.into(),
            from: value(Field::From).as_date()?,
            to: value(Field::To).as_date()?,
            due: value(Field::Due).as_date()?,
            active: *value(Field::Active) != Value::Bool(false),
            shipped: false,
        })
    }));
    rows.sort_by(|a, b| (a.from, a.to, &a.key).cmp(&(b.from, b.to, &b.key)));
    rows
}

/// The period that is looked at when nobody chose one, of those that are asked for: the one in which today lies and that
/// ends first, or else the last one before today, or else the first.
pub fn current(periods: &[Period], today: Date) -> Option<&Period> {
    let active = || periods.iter().filter(|period| period.active);
    let within = active().filter(|period| period.contains(today)).min_by_key(|period| period.to);
    let before = || active().filter(|period| period.to < today).max_by_key(|period| period.to);
    within.or_else(before).or_else(|| active().next())
}

impl Period {
    /// What is wrong with the row, as far as a form can tell before the district records it.
    pub fn problems(&self, year: i16) -> Vec<PeriodProblem> {
        let mut found = Vec::new();
        if self.title.trim().is_empty() {
            found.push(PeriodProblem::Title);
        }
        if self.from > self.to {
            found.push(PeriodProblem::Window);
        }
        if self.due < self.from {
            found.push(PeriodProblem::Due);
        }
        let near = |date: Date| (date.year() - year).abs() <= 1;
        if ![self.from, self.to, self.due].into_iter().all(near) {
            found.push(PeriodProblem::Year);
        }
        found
    }

    /// Whether a day lies in its window.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// How what a unit submitted for a period stands with the district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is submitted, or it was opened again.
    Open,
    /// Submitted, not answered.
    Submitted,
    /// Accepted: the ward changes it no more.
    Accepted,
    /// Returned, with a note.
    Returned,
}

/// What stands of a period in a unit's scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Submission {
    /// Its fields, with histories and conflicts.
    pub fields: BTreeMap<Field, Cell>,
}

impl Submission {
    /// What a unit's scope holds of a period.
    pub fn of(plan: &PlanId, period: &PeriodKey, unit: &Entities) -> Self {
        let fields = unit.get(&EntityId::Period(plan.clone(), period.clone())).cloned();
        Self { fields: fields.unwrap_or_default() }
    }

    fn cell(&self, field: Field) -> Option<&Cell> {
        self.fields.get(&field)
    }

    /// How the unit records for the period.
    pub fn entry(&self) -> Entry {
        self.cell(Field::Entry).and_then(|cell| Entry::of(cell.shown())).unwrap_or_default()
    }

    /// What was submitted last, with who and when; none while the period is open. Two devices that submitted different
    /// figures leave two heads: the latest is this one, and [`Cell::is_conflict`] says so.
    pub fn submitted(&self) -> Option<&Head> {
        self.cell(Field::Submitted)?.heads().first().filter(|head| head.value != Value::Empty)
    }

    /// How it stands. An answer is to what was submitted when it was given: what is submitted anew is not answered.
    pub fn standing(&self) -> Standing {
        let Some(submitted) = self.cell(Field::Submitted).filter(|_| self.submitted().is_some()) else {
            return Standing::Open;
        };
        match crate::answer::Standing::of(submitted, self.cell(Field::Answer)) {
            crate::answer::Standing::Open => Standing::Submitted,
            crate::answer::Standing::Accepted => Standing::Accepted,
            crate::answer::Standing::Returned => Standing::Returned,
        }
    }

    /// The district's words to its answer.
    pub fn reply(&self) -> &str {
        self.cell(Field::Reply).and_then(|cell| cell.shown().as_text()).unwrap_or_default()
    }

    /// Whether the ward may submit or open again: not what is accepted, which the district returns first.
    pub fn is_open_to_ward(&self) -> bool {
        self.standing() != Standing::Accepted
    }
}

/// Where a period's edits go: the unit's scope, what it holds, the plan and the period.
pub type Place<'a> = (&'a Scope, &'a Entities, &'a PlanId, &'a PeriodKey);

fn edit((scope, unit, plan, period): Place<'_>, field: Field, value: Value) -> Edit {
    Edit::over(scope, unit, EntityId::Period(plan.clone(), period.clone()), field, value)
}

/// The edit by which a unit says how it records for a period.
pub fn set_entry(place: Place<'_>, entry: Entry) -> Edit {
    edit(place, Field::Entry, entry.value())
}

/// The edit by which a unit submits its frozen figures, as [`crate::targets::Frozen::to_json`] writes them.
pub fn submit(place: Place<'_>, frozen: String) -> Edit {
    edit(place, Field::Submitted, Value::Text(frozen))
}

/// The edit by which a unit opens a period again that is not accepted.
pub fn reopen(place: Place<'_>) -> Edit {
    edit(place, Field::Submitted, Value::Empty)
}

/// The edits by which the district answers what stands submitted; none if nothing does, or two things do. To return
/// what was accepted opens it again, and the trace stays.
pub fn answer(place: Place<'_>, accepted: bool, reply: &str) -> Option<Vec<Edit>> {
    let (_, unit, plan, period) = place;
    let submission = Submission::of(plan, period, unit);
    submission.submitted()?;
    let answer = Answer::to(submission.cell(Field::Submitted)?, accepted)?;
    Some(vec![edit(place, Field::Answer, answer.value()), edit(place, Field::Reply, Value::text(reply))])
}
