//! What a made-up ward recorded of the plan until the practice day, gesture by gesture.
//!
//! Chance decides most of it. A few items of every ward are set apart so that each case to be trained for is
//! there: something overdue, something due soon, something that waits.

use super::{
    dice::Dice,
    words::{ASSIGNEES, DOING, DONE, LATE, REASONS, WAITING, document_sign},
};
use jiff::{ToSpan, civil::Date};
use sotay_core::{
    assignee::Assignee,
    change::{Field, State, Value},
    checklist::{self, Entities, Item, Records, SOON_DAYS},
    clock::Millis,
    dates,
    ids::{EntityId, PersonId, PlanId},
    plan::{Membership, Plan},
};

/// Who makes a gesture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The ward's officer.
    Officer,
    /// The ward's chair.
    Chair,
}

/// Fields set together at one time.
pub struct Gesture {
    /// When.
    pub at: Millis,
    /// By whom.
    pub author: Author,
    /// What.
    pub fields: Vec<(EntityId, Field, Value)>,
}

/// What the gestures are made for.
pub struct Ward<'a> {
    /// Which ward of the district, from 0.
    pub index: usize,
    /// The officer's account.
    pub officer: &'a PersonId,
    /// The plan.
    pub plan_id: &'a PlanId,
    /// The practice day.
    pub today: Date,
}

/// Vietnam is seven hours ahead of UTC, without summer time.
const OFFSET_MINUTES: i64 = 7 * 60;

/// The instant at so many minutes after midnight in Vietnam.
pub fn instant(date: Date, minutes: i64) -> Millis {
    let days = i64::from(dates::days_between(Date::constant(1970, 1, 1), date));
    (days * 24 * 60 + minutes - OFFSET_MINUTES) * 60_000
}

/// How an item goes in a ward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    Untouched,
    Doing,
    Waiting,
    Done,
    NotApplicable,
}

/// Everything the ward recorded, in order of time.
pub fn gestures(ward: &Ward<'_>, plan: &Plan, dice: &mut Dice) -> Vec<Gesture> {
    let nothing = Entities::new();
    let items = checklist::items(plan.work(), ward.plan_id, Records { unit: &nothing, plan: &nothing });
    let courses = courses(ward, &items, dice);
    // Wards differ in how much they number: documents of a year run on from a first one.
    let mut number = 20 + dice.below(60);
    let mut all = Vec::new();
    for (item, course) in items.iter().zip(courses) {
        Telling { ward, item, dice, number: &mut number }.tell(course, &mut all);
    }
    all.sort_by_key(|gesture: &Gesture| gesture.at);
    all
}

/// Decides how each item goes.
fn courses(ward: &Ward<'_>, items: &[Item<'_>], dice: &mut Dice) -> Vec<Course> {
    let diligence = 55 + dice.below(40);
    let mut courses: Vec<Course> = items.iter().map(|item| course(ward, item, diligence, dice)).collect();
    // The cases that every ward must show, each on an item of its own.
    let mut set = |matching: &dyn Fn(&Item<'_>) -> bool, course: Course| {
        let candidates: Vec<usize> = (0..items.len())
            .filter(|i| items.get(*i).is_some_and(|item| !is_folded(item) && matching(item)))
            .collect();
        let chosen = candidates.get(ward.index % candidates.len().max(1));
        if let Some(slot) = chosen.and_then(|chosen| courses.get_mut(*chosen)) {
            *slot = course;
        }
    };
    let days = |item: &Item<'_>| item.due().map(|due| dates::days_between(ward.today, due));
    set(&|item| days(item).is_some_and(|days| days < 0), Course::Doing);
    set(&|item| days(item).is_some_and(|days| (0..=SOON_DAYS).contains(&days)), Course::Doing);
    set(&|item| days(item).is_some_and(|days| days > SOON_DAYS), Course::Waiting);
    courses
}

fn is_folded(item: &Item<'_>) -> bool {
    item.membership == Membership::Folded
}

fn course(ward: &Ward<'_>, item: &Item<'_>, diligence: u64, dice: &mut Dice) -> Course {
    if is_folded(item) && !dice.chance(7) {
        return Course::Untouched;
    }
    if item.waits_for().is_some() {
        return Course::Waiting;
    }
    let throw = dice.below(100);
    match item.due().map(|due| dates::days_between(ward.today, due)) {
        Some(days) if days < 0 => match throw {
            throw if throw < diligence => Course::Done,
            throw if throw < diligence + 10 => Course::Doing,
            _ => Course::Untouched,
        },
        Some(days) if days <= SOON_DAYS => match throw {
            0..25 => Course::Done,
            25..75 => Course::Doing,
            _ => Course::Untouched,
        },
        _ => match throw {
            throw if throw < diligence / 3 => Course::Done,
            throw if throw < diligence * 3 / 4 => Course::Doing,
            92..96 => Course::Waiting,
            96..98 => Course::NotApplicable,
            _ => Course::Untouched,
        },
    }
}

/// One item being told.
struct Telling<'a, 'b> {
    ward: &'a Ward<'a>,
    item: &'a Item<'a>,
    dice: &'b mut Dice,
    number: &'b mut u64,
}

impl Telling<'_, '_> {
    fn tell(&mut self, course: Course, all: &mut Vec<Gesture>) {
        if course == Course::Untouched {
            return;
        }
        let end = self.last_day();
        let begun = self.day_before(end, 60);
        let mut fields = Vec::new();
        if is_folded(self.item) {
            fields.push(self.field(Field::Active, Value::Bool(true)));
        }
        if self.dice.chance(75) {
            let assignee = if self.dice.chance(35) {
                Assignee::Person(self.ward.officer.clone())
            } else {
                Assignee::Named(self.dice.pick(&ASSIGNEES).to_owned())
            };
            fields.push(self.field(Field::Assignee, assignee.value()));
        }
        match course {
            Course::Untouched => {}
            Course::Doing => {
                fields.push(self.field(Field::State, State::Doing.value()));
                self.milestone(&mut fields);
                self.gesture(begun, Author::Officer, fields, all);
                let late = self.item.due().is_some_and(|due| due < self.ward.today);
                self.note(if late { &LATE } else { &DOING }, 60, begun, all);
                if self.dice.chance(50) && self.item.products.len() > 1 {
                    self.products(1, begun, all);
                }
            }
            Course::Waiting => {
                fields.push(self.field(Field::State, State::Waiting.value()));
                self.gesture(begun, Author::Officer, fields, all);
                self.note(&WAITING, 100, begun, all);
            }
            Course::NotApplicable => {
                let reason = self.dice.pick(&REASONS);
                fields.push(self.field(Field::State, State::NotApplicable.value()));
                fields.push(self.field(Field::Reason, Value::text(reason)));
                self.gesture(begun, Author::Chair, fields, all);
            }
            Course::Done => {
                self.gesture(begun, Author::Officer, fields, all);
                self.products(self.item.products.len(), end, all);
                self.note(&DONE, 40, end, all);
            }
        }
    }

    /// The last day on which the ward can have done something for the item.
    fn last_day(&mut self) -> Date {
        let yesterday = back(self.ward.today, 1);
        let limit = self.item.due().map_or(yesterday, |due| due.min(yesterday));
        self.day_before(limit, 25)
    }

    /// A day up to `most` days before `date`, on a working day of the plan's year.
    fn day_before(&mut self, date: Date, most: u64) -> Date {
        let day = back(date, i64::try_from(self.dice.below(most)).unwrap_or(0));
        let weekend = match day.weekday() {
            jiff::civil::Weekday::Saturday => 1,
            jiff::civil::Weekday::Sunday => 2,
            _ => 0,
        };
        let first = date.first_of_year();
        back(day, weekend).max(back(first, -9)).min(date)
    }

    fn field(&self, field: Field, value: Value) -> (EntityId, Field, Value) {
        (self.item.entity(), field, value)
    }

    fn gesture(
        &mut self,
        day: Date,
        author: Author,
        fields: Vec<(EntityId, Field, Value)>,
        all: &mut Vec<Gesture>,
    ) {
        if !fields.is_empty() {
            // Office hours, half past seven to half past four.
            let minutes = 450 + i64::try_from(self.dice.below(540)).unwrap_or(0);
            all.push(Gesture { at: instant(day, minutes), author, fields });
        }
    }

    fn note(&mut self, notes: &[&str], in_a_hundred: u64, day: Date, all: &mut Vec<Gesture>) {
        if self.dice.chance(in_a_hundred) {
            let author = if self.dice.chance(20) { Author::Chair } else { Author::Officer };
            let note = self.dice.pick(notes);
            let fields = vec![self.field(Field::Note, Value::text(note))];
            self.gesture(day, author, fields, all);
        }
    }

    /// The ward's own date, some weeks ahead and before the plan's.
    fn milestone(&mut self, fields: &mut Vec<(EntityId, Field, Value)>) {
        let ahead = back(self.ward.today, -(4 + i64::try_from(self.dice.below(50)).unwrap_or(0)));
        if self.item.due().is_some_and(|due| ahead < due) && self.dice.chance(45) {
            fields.push(self.field(Field::Milestone, Value::date(Some(ahead))));
        }
    }

    /// The first `count` products are there; with all of them the item is done, in the same gesture.
    fn products(&mut self, count: usize, day: Date, all: &mut Vec<Gesture>) {
        let mut fields = Vec::new();
        for product in self.item.products.iter().take(count) {
            fields.push((product.id.clone(), Field::Ready, Value::Bool(true)));
            if let Some(sign) = document_sign(product.title()) {
                *self.number += 1 + self.dice.below(4);
                let number = format!("{}/{sign}", self.number);
                fields.push((product.id.clone(), Field::Number, Value::text(&number)));
                fields.push((product.id.clone(), Field::Issued, Value::date(Some(day))));
            }
        }
        if count == self.item.products.len() {
            fields.push(self.field(Field::State, State::Done.value()));
        }
        self.gesture(day, Author::Officer, fields, all);
    }
}

fn back(date: Date, days: i64) -> Date {
    date.checked_sub(days.days()).unwrap_or(date)
}
