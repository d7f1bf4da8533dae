//! Feedback (phản ánh, kiến nghị): received, handled, answered, published.

use crate::{
    cell::Cell,
    change::{Field, Value},
    checklist::Entities,
    ids::EntityId,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A step of feedback's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Tiếp nhận.
    Received,
    /// Xử lý.
    Handled,
    /// Trả lời.
    Answered,
    /// Công khai kết quả trả lời.
    Published,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Received, Self::Handled, Self::Answered, Self::Published];

    /// The field that holds its date.
    pub fn field(self) -> Field {
        match self {
            Self::Received => Field::ReceivedOn,
            Self::Handled => Field::HandledOn,
            Self::Answered => Field::AnsweredOn,
            Self::Published => Field::PublishedOn,
        }
    }
}

/// A piece of feedback as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// Its identity.
    pub id: EntityId,
    /// Its code in the system that received it.
    pub number: String,
    /// What it is about, in a few words.
    pub title: String,
    /// By when it is to be answered.
    pub due: Option<Date>,
    /// The dates of [`Step::ALL`].
    pub dates: [Option<Date>; 4],
    /// What stands in its fields, with histories and conflicts.
    pub fields: BTreeMap<Field, Cell>,
}

impl Feedback {
    /// The date of a step.
    pub fn date(&self, step: Step) -> Option<Date> {
        self.dates[step as usize]
    }

    /// The first step that has no date; none when all are done.
    pub fn next(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| self.date(*step).is_none())
    }

    /// Whether it is past its date and not answered, or was answered after it.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due.is_some_and(|due| self.date(Step::Answered).unwrap_or(today) > due)
    }

    /// The steps whose dates are before that of an earlier step, with the earlier one.
    pub fn wrong_order(&self) -> Vec<(Step, Step)> {
        let mut wrong = Vec::new();
        for (at, step) in Step::ALL.into_iter().enumerate() {
            let before = Step::ALL[..at].iter().rev().find(|earlier| self.date(**earlier) > self.date(step));
            if let (Some(_), Some(earlier)) = (self.date(step), before) {
                wrong.push((*earlier, step));
            }
        }
        wrong
    }
}

/// How far the feedback received in a window came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StepCounts {
    /// Received in the window.
    pub received: u64,
    /// Of those, handled by now.
    pub handled: u64,
    /// Of those received, answered by now.
    pub answered: u64,
    /// Of those received, published by now.
    pub published: u64,
    /// Of those received, through all four steps.
    pub complete: u64,
    /// Of those received, not answered by their date.
    pub overdue: u64,
}

impl StepCounts {
    /// Those of `feedback` that were received in a window, both ends included.
    pub fn of(feedback: &[Feedback], (from, to): (Date, Date), today: Date) -> Self {
        let mut counts = Self::default();
        let received = |of: &&Feedback| of.date(Step::Received).is_some_and(|day| from <= day && day <= to);
        for of in feedback.iter().filter(received) {
            counts.received += 1;
            counts.handled += u64::from(of.date(Step::Handled).is_some());
            counts.answered += u64::from(of.date(Step::Answered).is_some());
            counts.published += u64::from(of.date(Step::Published).is_some());
            counts.complete += u64::from(of.next().is_none());
            counts.overdue += u64::from(of.is_overdue(today));
        }
        counts
    }
}

/// A unit's feedback in the order of being put down; what was taken back is left out.
pub fn feedback(unit: &Entities) -> Vec<Feedback> {
    let all = unit.iter().filter(|(id, _)| matches!(id, EntityId::Feedback(_)));
    all.filter_map(|(id, fields)| {
        let value = |field: Field| fields.get(&field).map_or(&Value::Empty, Cell::shown);
        let text = |field: Field| value(field).as_text().unwrap_or_default().to_owned();
        (!value(Field::Removed).is_true()).then(|| Feedback {
            id: id.clone(),
            number: text(Field::Number),
            title: text(Field::Title),
            due: value(Field::Due).as_date(),
            dates: Step::ALL.map(|step| value(step.field()).as_date()),
            fields: fields.clone(),
        })
    })
    .collect()
}
