use super::*;
use crate::{
    code::Code,
    ids::PlanId,
    plan::{Agencies, Plan, Text},
    schedule::{Schedule, ScheduleKind},
};

mod bulk;

fn task(membership: Membership, waits_for: Option<&str>, due: Option<&str>) -> Task {
    let nobody = Agencies { raw: Text::default(), ids: vec![] };
    Task {
        code: "PL.3.15".parse::<Code>().unwrap(),
        printed: None,
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

/// A change made in `scope`, number `n`, unaware of any other.
fn change(scope: &str, entity: &str, n: u64, field: Field, value: Value) -> crate::change::Change {
    crate::change::Change {
        id: crate::ids::ChangeId { replica: "r".parse().unwrap(), n },
        group: crate::change::Group { first: n, len: 1 },
        scope: scope.parse().unwrap(),
        entity: EntityId::from(entity.to_owned()),
        field,
        value,
        over: vec![],
        at: crate::clock::Hlc::at(i64::try_from(n).unwrap()),
        author: "mai".parse().unwrap(),
        schema: 1,
    }
}

/// What a list of fields makes, each set unaware of the others.
fn entities(list: &[(&str, Field, Value)]) -> Entities {
    let mut entities = Entities::new();
    for (n, (entity, field, value)) in (1u64..).zip(list) {
        let change = change("unit/an-lac", entity, n, field.clone(), value.clone());
        change.check().unwrap();
        let fields = entities.entry(change.entity.clone()).or_default();
        fields.entry(field.clone()).or_default().apply(&change);
    }
    entities
}

/// Sets a field over what stands there.
fn set(entities: &mut Entities, n: u64, edit: Edit) {
    let mut change = change("unit/an-lac", &edit.entity.to_string(), n, edit.field, edit.value);
    change.over = edit.over;
    change.check().unwrap();
    let fields = entities.entry(change.entity.clone()).or_default();
    fields.entry(change.field.clone()).or_default().apply(&change);
}

const ITEM: &str = "item/p/PL.3.15/year";

fn item<'a>(task: &'a Task, entities: &Entities) -> Item<'a> {
    let nothing = Entities::new();
    let records = Records { unit: entities, plan: &nothing };
    made::assigned(&"p".parse().unwrap(), Group::Appendix(0), task, &task.schedule.occurrences[0], records)
}

/// How pressing an item of one task is with some fields set, each unaware of the others.
fn urgency(task: Task, fields: &[(Field, Value)], today: &str) -> Urgency {
    let fields: Vec<_> = fields.iter().map(|(field, value)| (ITEM, field.clone(), value.clone())).collect();
    item(&task, &entities(&fields)).urgency(today.parse().unwrap())
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

/// Every kind of deadline, every state, waiting or not, event or not, on days around every date: what is said of
/// urgency holds for all of them.
#[test]
fn what_is_closed_folded_or_waiting_is_never_late_and_only_what_is_past_its_date_is() {
    let states = State::ALL.map(Some).into_iter().chain([None]);
    let mut seen = 0;
    for state in states {
        for waits in [None, Some("sau khi Thành phố ban hành")] {
            for event in [None, Some("2023-03-01")] {
                for due in [None, Some("2023-09-30")] {
                    for own_due in [None, Some("2023-05-10")] {
                        for membership in Membership::ALL {
                            for today in
                                ["2023-05-10", "2023-05-11", "2023-09-30", "2023-10-01", "2024-02-29"]
                            {
                                let day: Date = today.parse().unwrap();
                                let mut fields = Vec::new();
                                fields.extend(state.map(|s| (Field::State, s.value())));
                                fields.extend(event.map(|d| (Field::Event, Value::text(d))));
                                fields.extend(own_due.map(|d| (Field::Due, Value::text(d))));
                                let got = urgency(task(membership, waits, due), &fields, today);
                                let stands = state.unwrap_or_default();
                                let set: Option<&str> =
                                    if waits.is_some() || due.is_none() { own_due.or(due) } else { due };
                                let waiting = stands == State::Waiting
                                    || (stands == State::Todo && waits.is_some() && event.is_none());
                                let folded = membership == Membership::Folded && stands == State::Todo;
                                let late = set.is_some_and(|d| d.parse::<Date>().unwrap() < day);
                                let expected = match () {
                                    () if stands.is_closed() => "closed",
                                    () if folded => "folded",
                                    () if waiting => "waiting",
                                    () if late => "late",
                                    () => "open",
                                };
                                let is = match got {
                                    Urgency::Closed => "closed",
                                    Urgency::Folded => "folded",
                                    Urgency::Waiting => "waiting",
                                    Urgency::Overdue { days } => {
                                        assert!(days > 0);
                                        "late"
                                    }
                                    Urgency::Soon | Urgency::Later => "open",
                                };
                                assert_eq!(
                                    is, expected,
                                    "{fields:?} {waits:?} {due:?} {membership:?} {today}"
                                );
                                seen += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(seen, 6 * 2 * 2 * 2 * 2 * 3 * 5);
}

#[test]
fn when_the_event_came_what_waited_is_open_and_due_by_the_date_that_was_set() {
    let task = task(Membership::On, Some("sau khi Thành phố ban hành"), Some("2023-12-31"));
    let mut entities = entities(&[(ITEM, Field::State, State::Waiting.value())]);
    let scope: Scope = "unit/an-lac".parse().unwrap();
    let (event, due) = ("2023-08-01".parse().unwrap(), "2023-08-31".parse().unwrap());
    let edits = event_came(&item(&task, &entities), &scope, event, Some(due));
    (10..).zip(edits).for_each(|(n, edit)| set(&mut entities, n, edit));
    let came = item(&task, &entities);
    assert_eq!((came.event(), came.due(), came.state()), (Some(event), Some(due), State::Todo));
    assert_eq!(came.urgency("2023-09-01".parse().unwrap()), Urgency::Overdue { days: 1 });
    // Without a date of its own, the plan's holds.
    let edits = event_came(&came, &scope, event, None);
    assert!(edits.iter().all(|edit| edit.field != Field::Due));
}

#[test]
fn a_unit_cannot_move_a_date_that_the_plan_gives() {
    let task = task(Membership::On, None, Some("2023-03-31"));
    let entities = entities(&[(ITEM, Field::Due, Value::text("2023-12-31"))]);
    let item = item(&task, &entities);
    assert!(!item.may_set_due());
    assert_eq!(item.due(), Some("2023-03-31".parse().unwrap()));
}

#[test]
fn what_occurs_when_it_occurs_can_occur_again() {
    let mut occurs = task(Membership::On, None, None);
    occurs.schedule.occurrences[0].key = "event".into();
    let mut entities = entities(&[("item/p/PL.3.15/event", Field::State, State::Done.value())]);
    let scope: Scope = "unit/an-lac".parse().unwrap();
    let done = item(&occurs, &entities);
    assert!(done.awaits_event() && done.is_closed());
    let edits = event_came(&done, &scope, "2023-06-01".parse().unwrap(), Some("2023-06-15".parse().unwrap()));
    (10..).zip(edits).for_each(|(n, edit)| set(&mut entities, n, edit));
    assert_eq!(item(&occurs, &entities).urgency("2023-06-16".parse().unwrap()), Urgency::Overdue { days: 1 });
}

#[test]
fn the_districts_answer_is_to_one_saying_and_a_returned_item_is_open_again() {
    let task = task(Membership::On, None, Some("2023-03-31"));
    let scope: Scope = "unit/an-lac".parse().unwrap();
    let today: Date = "2023-04-02".parse().unwrap();
    let mut entities = entities(&[(ITEM, Field::State, State::NotApplicable.value())]);
    let said = item(&task, &entities);
    assert_eq!((said.standing(), said.urgency(today)), (Standing::Open, Urgency::Closed));
    let returned = crate::answer::Answer::to(&said.fields[&Field::State], false).unwrap();
    let edit = said.edit(&scope, Field::Answer, returned.value());
    set(&mut entities, 10, edit);
    let back = item(&task, &entities);
    assert_eq!((back.standing(), back.urgency(today)), (Standing::Returned, Urgency::Overdue { days: 2 }));
    // Said again, with other reasons perhaps: the answer was to the first time.
    let again = back.edit(&scope, Field::State, State::NotApplicable.value());
    set(&mut entities, 11, again);
    assert_eq!(item(&task, &entities).standing(), Standing::Open);
    let accepted = crate::answer::Answer::to(&item(&task, &entities).fields[&Field::State], true).unwrap();
    let edit = item(&task, &entities).edit(&scope, Field::Answer, accepted.value());
    set(&mut entities, 12, edit);
    assert_eq!(item(&task, &entities).standing(), Standing::Accepted);
}

fn plan(tasks: Vec<Task>) -> Plan {
    let mut plan = Plan::from_json(include_str!("../../../../plans/binh-tan-2023.json")).unwrap();
    plan.groups.truncate(1);
    plan.groups[0].tasks = tasks;
    plan
}

#[test]
fn the_district_says_what_stands_on_every_checklist_and_on_one() {
    let plan = plan(vec![task(Membership::Folded, None, None)]);
    let id: PlanId = "p".parse().unwrap();
    let says = |to: Membership| entities(&[("task/p/PL.3.15", Field::Membership, to.value())]);
    let nothing = Entities::new();
    let of = |unit: &Entities, all: &Entities| {
        items(plan.work(), &id, Records { unit, plan: all }).first().map(|item| item.membership).unwrap()
    };
    assert_eq!(of(&nothing, &nothing), Membership::Folded);
    assert_eq!(of(&nothing, &says(Membership::On)), Membership::On);
    assert_eq!(of(&says(Membership::Direct), &says(Membership::On)), Membership::Direct);
    assert_eq!(of(&says(Membership::Folded), &says(Membership::On)), Membership::Folded);
}

#[test]
fn a_unit_adds_items_of_its_own_with_products_and_takes_them_back() {
    let plan = plan(vec![]);
    let id: PlanId = "p".parse().unwrap();
    let scope: Scope = "unit/an-lac".parse().unwrap();
    let own = ItemId::own(id.clone(), 1_697_425_200_000, [7; 10]);
    let mut unit = Entities::new();
    let edits = own_item(&scope, &own, "Tập huấn một cửa", Some("2023-10-20".parse().unwrap()));
    (1..).zip(edits).for_each(|(n, edit)| set(&mut unit, n, edit));
    for (n, (random, title)) in (10..).zip([(60_000, "Kế hoạch"), (3, "Danh sách")]) {
        let entity = EntityId::own_product(own.clone(), random);
        let title = Value::text(title);
        set(
            &mut unit,
            n,
            Edit { scope: scope.clone(), entity, field: Field::Title, value: title, over: vec![] },
        );
    }
    let nothing = Entities::new();
    let records = Records { unit: &unit, plan: &nothing };
    let found = find(plan.work(), &own, records).unwrap();
    assert_eq!((found.title(), found.group, found.label()), ("Tập huấn một cửa", Group::Own, String::new()));
    assert_eq!(found.due(), Some("2023-10-20".parse().unwrap()));
    let products: Vec<&str> = found.products.iter().map(Product::title).collect();
    assert_eq!(products, ["Kế hoạch", "Danh sách"], "in the order of being added");
    assert_eq!(items(plan.work(), &id, records), std::slice::from_ref(&found));
    let edit = found.edit(&scope, Field::Removed, Value::Bool(true));
    set(&mut unit, 20, edit);
    assert!(items(plan.work(), &id, Records { unit: &unit, plan: &nothing }).is_empty());
    // The plan's own cannot be taken back.
    let plans = change("unit/an-lac", ITEM, 1, Field::Removed, Value::Bool(true));
    assert!(plans.check().is_err());
}

#[test]
fn what_was_recorded_of_a_task_that_the_plan_dropped_stays_readable() {
    let mut plan = plan(vec![]);
    plan.dropped = vec![task(Membership::On, None, Some("2023-03-31"))];
    let id: PlanId = "p".parse().unwrap();
    let nothing = Entities::new();
    assert!(
        items(plan.work(), &id, Records { unit: &nothing, plan: &nothing }).is_empty(),
        "nobody touched it"
    );
    let unit = entities(&[(ITEM, Field::Note, Value::text("Đã gửi quận"))]);
    let kept = items(plan.work(), &id, Records { unit: &unit, plan: &nothing });
    assert_eq!(
        kept.iter().map(|item| (item.group, item.note())).collect::<Vec<_>>(),
        [(Group::Dropped, "Đã gửi quận")]
    );
}

#[test]
fn files_lie_with_their_product_oldest_first_and_those_taken_back_are_gone() {
    let task = task(Membership::On, None, None);
    let digest = Value::text(&"ab".repeat(32));
    let file = |n: u8| format!("file/p/PL.3.15/year/1/018b3a3c-7f00-7000-8000-0000000000{n:02}");
    let (first, second, third) = (file(1), file(2), file(3));
    let entities = entities(&[
        (&second, Field::Digest, digest.clone()),
        (&first, Field::Digest, digest.clone()),
        (&first, Field::Size, Value::text("1024")),
        (&first, Field::Kind, Value::text("image/jpeg")),
        (&third, Field::Digest, digest),
        (&third, Field::Removed, Value::Bool(true)),
    ]);
    let item = item(&task, &entities);
    let files: Vec<String> = item.products[0].files.iter().map(|file| file.id.to_string()).collect();
    assert_eq!(files, [first, second]);
    assert_eq!(item.products[0].files[0].size(), Some(1024));
}
