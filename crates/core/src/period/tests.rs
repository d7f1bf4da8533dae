//! Periods: what every plan starts with, and what the district makes of it.

use super::*;
use crate::{change::Change, change::Group, clock::Hlc, ids::ChangeId};
use jiff::civil::date;

fn plan() -> PlanId {
    "p".parse().unwrap()
}

fn put(entities: &mut Entities, key: &str, field: Field, value: Value) {
    let entity = EntityId::from(format!("period/p/{key}"));
    let n = entities.values().flatten().count() as u64 + 1;
    let scope: Scope = "plan/p".parse().unwrap();
    let change = Change {
        id: ChangeId { replica: "r".parse().unwrap(), n },
        group: Group { first: n, len: 1 },
        scope,
        entity,
        field,
        value,
        over: vec![],
        at: Hlc::at(1),
        author: "quan".parse().unwrap(),
        schema: 3,
    };
    change.check().unwrap();
    let fields = entities.entry(change.entity.clone()).or_default();
    fields.entry(change.field.clone()).or_default().apply(&change);
}

#[test]
fn the_ministrys_windows_and_the_calendars_are_both_ready() {
    let rows = defaults(2023);
    let told = |key: &str| {
        let row = rows.iter().find(|row| row.key.as_str() == key).unwrap();
        (row.from, row.to, row.due, row.active)
    };
    assert_eq!(told("q1"), (date(2022, 12, 15), date(2023, 3, 14), date(2023, 3, 20), true));
    assert_eq!(told("h1"), (date(2022, 12, 15), date(2023, 6, 14), date(2023, 6, 20), true));
    assert_eq!(told("q3"), (date(2023, 6, 15), date(2023, 9, 14), date(2023, 9, 20), true));
    assert_eq!(told("year"), (date(2022, 12, 15), date(2023, 12, 14), date(2023, 12, 20), true));
    assert_eq!(told("cq4"), (date(2023, 10, 1), date(2023, 12, 31), date(2024, 1, 5), false));
    assert_eq!(rows.len(), 9);
    assert!(rows.iter().all(|row| row.problems(2023).is_empty()));
    assert!(defaults(2024).iter().any(|row| row.key.as_str() == "cq1" && row.to == date(2024, 3, 31)));
}

#[test]
fn the_district_changes_adds_and_removes_rows() {
    let mut entities = Entities::new();
    put(&mut entities, "q1", Field::Due, Value::text("2023-03-18"));
    put(&mut entities, "cq2", Field::Active, Value::Bool(true));
    put(&mut entities, "q3", Field::Removed, Value::Bool(true));
    put(&mut entities, "tet", Field::Title, Value::text("Trước Tết"));
    put(&mut entities, "tet", Field::From, Value::text("2023-01-01"));
    put(&mut entities, "tet", Field::To, Value::text("2023-01-19"));
    let find = |entities: &Entities, key: &str| {
        periods(2023, &plan(), entities).into_iter().find(|row| row.key.as_str() == key)
    };
    assert!(find(&entities, "tet").is_none(), "a row is there once it is whole");
    put(&mut entities, "tet", Field::Due, Value::text("2023-01-20"));
    assert!(find(&entities, "tet").is_some_and(|row| row.active && !row.shipped));
    assert_eq!(find(&entities, "q1").unwrap().due, date(2023, 3, 18));
    assert!(find(&entities, "cq2").unwrap().active && find(&entities, "q3").is_none());
    let other = periods(2023, &"other".parse().unwrap(), &entities);
    assert_eq!(other.len(), 9, "another plan's rows are its own");
}

#[test]
fn a_wrong_row_is_told_with_its_reason() {
    let good = defaults(2023)[0].clone();
    let wrong = |change: fn(&mut Period)| {
        let mut row = good.clone();
        change(&mut row);
        row.problems(2023)
    };
    assert_eq!(wrong(|row| row.title = " ".into()), [PeriodProblem::Title]);
    assert_eq!(wrong(|row| row.to = date(2022, 12, 14)), [PeriodProblem::Window]);
    assert_eq!(wrong(|row| row.due = date(2022, 12, 1)), [PeriodProblem::Due]);
    assert_eq!(wrong(|row| row.due = date(2025, 3, 1)), [PeriodProblem::Year]);
}

#[test]
fn without_a_choice_the_period_that_ends_first_is_looked_at() {
    let rows = defaults(2023);
    let at = |day| current(&rows, day).unwrap().key.to_string();
    assert_eq!(at(date(2023, 2, 1)), "q1");
    assert_eq!(at(date(2023, 3, 15)), "h1");
    assert_eq!(at(date(2023, 9, 14)), "q3");
    // After the third quarter only the year is left.
    assert_eq!(at(date(2023, 10, 16)), "year");
    // When all of them are over it is the last one; before all of them, the first.
    assert_eq!(at(date(2023, 12, 20)), "year");
    assert_eq!(at(date(2022, 12, 1)), "q1");
    assert_eq!(current(&[], date(2023, 1, 1)), None);
}
