//! One gesture over many items.

use super::*;
use crate::checklist::{Bulk, Told, cut};

fn unit() -> Scope {
    "unit/an-lac".parse().unwrap()
}

fn told(task: &Task, recorded: &[(&str, Field, Value)], what: &Bulk) -> Told {
    what.over(&item(task, &entities(recorded)), &unit())
}

fn changed(told: Told) -> Vec<(Field, Value, usize)> {
    let Told::Changed(edits) = told else { panic!("{told:?}") };
    edits.into_iter().map(|edit| (edit.field, edit.value, edit.over.len())).collect()
}

#[test]
fn what_is_so_already_is_left_alone_and_the_rest_is_set_over_what_stood_there() {
    let on = task(Membership::On, None, None);
    let done = [(ITEM, Field::State, State::Done.value())];
    assert_eq!(told(&on, &done, &Bulk::State(State::Done)), Told::Same);
    assert_eq!(
        told(&on, &[], &Bulk::State(State::Todo)),
        Told::Same,
        "it stands so before anyone touches it"
    );
    assert_eq!(
        changed(told(&on, &done, &Bulk::State(State::Doing))),
        [(Field::State, State::Doing.value(), 1)]
    );
    let day = "2023-10-20".parse().unwrap();
    assert_eq!(
        changed(told(&on, &[], &Bulk::Milestone(Some(day)))),
        [(Field::Milestone, Value::text("2023-10-20"), 0)]
    );
    assert_eq!(told(&on, &[], &Bulk::Milestone(None)), Told::Same);
    assert_eq!(told(&on, &[], &Bulk::Assignee(Assignee::Nobody)), Told::Same);
}

#[test]
fn one_reason_is_given_to_each_with_its_state() {
    let on = task(Membership::On, None, None);
    let what = Bulk::NotApplicable("Phường không có bến xe".into());
    let edits = changed(told(&on, &[], &what));
    assert_eq!(
        edits.iter().map(|(field, ..)| field.clone()).collect::<Vec<_>>(),
        [Field::State, Field::Reason]
    );
    let so = [
        (ITEM, Field::State, State::NotApplicable.value()),
        (ITEM, Field::Reason, Value::text("Phường không có bến xe")),
    ];
    assert_eq!(told(&on, &so, &what), Told::Same);
}

#[test]
fn where_two_versions_stand_a_person_must_see_both_first() {
    let on = task(Membership::On, None, None);
    let split = [(ITEM, Field::State, State::Done.value()), (ITEM, Field::State, State::Doing.value())];
    assert_eq!(told(&on, &split, &Bulk::State(State::Todo)), Told::TwoVersions);
    let elsewhere = told(&on, &split, &Bulk::Assignee(Assignee::Named("Mai".into())));
    assert_eq!(changed(elsewhere).len(), 1, "another field of it is no conflict");
}

#[test]
fn only_what_is_folded_is_activated_and_only_what_nobody_began_goes_back() {
    let (on, folded) = (task(Membership::On, None, None), task(Membership::Folded, None, None));
    let active = [(ITEM, Field::Active, Value::Bool(true))];
    let begun = [active[0].clone(), (ITEM, Field::State, State::Doing.value())];
    assert_eq!(told(&on, &[], &Bulk::Active(true)), Told::Same);
    assert_eq!(changed(told(&folded, &[], &Bulk::Active(true))), [(Field::Active, Value::Bool(true), 0)]);
    assert_eq!(told(&folded, &active, &Bulk::Active(true)), Told::Same);
    assert_eq!(
        changed(told(&folded, &active, &Bulk::Active(false))),
        [(Field::Active, Value::Bool(false), 1)]
    );
    assert_eq!(told(&folded, &begun, &Bulk::Active(false)), Told::Same);
    assert_eq!(told(&on, &[], &Bulk::Active(false)), Told::Same);
}

#[test]
fn gestures_are_cut_between_items_never_within_one() {
    let on = task(Membership::On, None, None);
    let Told::Changed(two) = told(&on, &[], &Bulk::NotApplicable("x".into())) else { panic!("two edits") };
    let lengths = |items: usize, limit: usize| {
        cut(vec![two.clone(); items], limit).iter().map(Vec::len).collect::<Vec<_>>()
    };
    assert_eq!(lengths(0, 200), [0; 0]);
    assert_eq!(lengths(100, 200), [200]);
    assert_eq!(lengths(101, 200), [200, 2]);
    assert_eq!(lengths(3, 5), [4, 2]);
}
