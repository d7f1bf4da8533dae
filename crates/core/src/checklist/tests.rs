use super::*;
use crate::{
    code::Code,
    plan::{Agencies, Text},
    schedule::{Schedule, ScheduleKind},
};

fn task(membership: Membership, waits_for: Option<&str>, due: Option<&str>) -> Task {
    let nobody = Agencies { raw: Text::default(), ids: vec![] };
    Task {
        code: "PL.3.15".parse::<Code>().unwrap(),
        text: Text { source: "Việc".into(), corrected: None },
        products: vec![Text { source: "Kế hoạch".into(), corrected: None }],
        lead: nobody.clone(),
        coordinators: nobody,
        deadline: Text::default(),
        schedule: Schedule {
            kind: ScheduleKind::WithinYear,
            occurrences: vec![Occurrence {
                key: "year".into(),
                what: None,
                start: None,
                due: due.map(|d| d.parse().unwrap()),
            }],
        },
        waits_for: waits_for.map(Into::into),
        membership,
    }
}

fn group(task: Task) -> TaskGroup {
    TaskGroup { code: "PL.3".parse().unwrap(), title: Text::default(), parents: vec![], tasks: vec![task] }
}

/// An item of one task with some fields set, each unaware of the others.
fn urgency(task: Task, fields: &[(Field, Value)], today: &str) -> Urgency {
    let group = group(task);
    let mut cells = BTreeMap::new();
    for (n, (field, value)) in (1u64..).zip(fields) {
        let id = crate::ids::ChangeId { replica: "r".parse().unwrap(), n };
        let cell: &mut Cell = cells.entry(field.clone()).or_default();
        cell.apply(&crate::change::Change {
            group: crate::change::Group { first: n, len: 1 },
            id,
            scope: "unit/an-lac".parse().unwrap(),
            entity: EntityId::from("item/p/PL.3.15/year".to_owned()),
            field: field.clone(),
            value: value.clone(),
            over: vec![],
            at: crate::clock::Hlc::at(1),
            author: "mai".parse().unwrap(),
            schema: 1,
        });
    }
    let task = &group.tasks[0];
    let item = Item {
        id: "p/PL.3.15/year".parse().unwrap(),
        group: &group,
        task,
        occurrence: &task.schedule.occurrences[0],
        one_of_many: false,
        fields: cells,
        products: vec![],
    };
    item.urgency(today.parse().unwrap())
}

#[test]
fn a_state_that_two_people_set_apart_is_not_done_by_the_accident_of_a_clock() {
    let of = |states: &[State]| {
        let fields: Vec<_> = states.iter().map(|state| (Field::State, state.value())).collect();
        urgency(task(Membership::Direct, None, Some("2023-03-31")), &fields, "2023-04-01")
    };
    assert_eq!(of(&[State::Done]), Urgency::Closed);
    for states in [[State::Done, State::Doing], [State::Doing, State::Done]] {
        assert_eq!(of(&states), Urgency::Overdue { days: 1 }, "{states:?}");
    }
    assert_eq!(of(&[State::Done, State::NotApplicable]), Urgency::Closed);
}

#[test]
fn the_last_day_is_in_time_and_the_next_is_one_day_late() {
    let on = || task(Membership::On, None, Some("2023-09-30"));
    assert_eq!(urgency(on(), &[], "2023-08-30"), Urgency::Later);
    assert_eq!(urgency(on(), &[], "2023-08-31"), Urgency::Soon);
    assert_eq!(urgency(on(), &[], "2023-09-30"), Urgency::Soon);
    assert_eq!(urgency(on(), &[], "2023-10-01"), Urgency::Overdue { days: 1 });
    assert_eq!(urgency(on(), &[], "2023-10-16"), Urgency::Overdue { days: 16 });
}

#[test]
fn a_task_that_waits_is_never_overdue_until_someone_starts_it() {
    let waits = || task(Membership::On, Some("nếu có"), Some("2023-09-30"));
    assert_eq!(urgency(waits(), &[], "2023-12-31"), Urgency::Waiting);
    assert_eq!(urgency(waits(), &[(Field::State, State::Waiting.value())], "2023-12-31"), Urgency::Waiting);
    let started = urgency(waits(), &[(Field::State, State::Doing.value())], "2023-10-02");
    assert_eq!(started, Urgency::Overdue { days: 2 });
}

#[test]
fn a_closed_item_is_not_late_and_a_folded_one_shows_when_activated() {
    for state in [State::Done, State::NotApplicable] {
        let item = task(Membership::On, None, Some("2023-01-31"));
        assert_eq!(urgency(item, &[(Field::State, state.value())], "2023-12-31"), Urgency::Closed);
    }
    let folded = || task(Membership::Folded, None, Some("2023-09-30"));
    assert_eq!(urgency(folded(), &[], "2023-12-31"), Urgency::Folded);
    let active = [(Field::Active, Value::Bool(true))];
    assert!(matches!(urgency(folded(), &active, "2023-12-31"), Urgency::Overdue { .. }));
}

#[test]
fn a_milestone_that_came_makes_an_item_pressing_before_its_date() {
    let item = || task(Membership::On, None, Some("2023-12-31"));
    let milestone = [(Field::Milestone, Value::text("2023-10-10"))];
    assert_eq!(urgency(item(), &milestone, "2023-10-09"), Urgency::Later);
    assert_eq!(urgency(item(), &milestone, "2023-10-10"), Urgency::Soon);
    let undated = task(Membership::On, None, None);
    assert_eq!(urgency(undated, &[], "2023-12-31"), Urgency::Later);
}
