use super::*;
use crate::state::{Choice, Heading, View, sections, testing::*};
use sotay_core::{
    change::{Field, Value},
    ids::EntityId,
    replica::Refused,
    wire::Refusal,
};
use std::time::Instant;

fn same(a: &Rows, b: &Rows) {
    let rows = |rows: &Rows| rows.all().cloned().collect::<Vec<_>>();
    assert_eq!(rows(a), rows(b));
    assert_eq!((a.counts, &a.closed, &a.groups), (b.counts, &b.closed, &b.groups));
    for segment in SEGMENTS {
        let view = View { segment, ..View::default() };
        assert_eq!(sections(a, &view), sections(b, &view), "{segment:?}");
    }
}

/// One step of somebody's day; the items of which it changes what is shown.
fn step(replica: &mut Replica, plan: &Outline, lot: &mut Lot, turn: usize) -> Option<BTreeSet<ItemId>> {
    let before = replica.clone();
    let all = items(plan);
    let item = all[lot.below(all.len())].clone();
    let entity = EntityId::Item(item.clone());
    let own = ItemId::own("p".parse().unwrap(), 1_697_425_200_000 + lot.below(4) as i64, [7; 10]);
    let day = Value::text(["2023-10-01", "2023-10-20", "2023-12-31"][lot.below(3)]);
    let (entity, field, value) = match lot.below(12) {
        0..4 => (entity, Field::State, State::ALL[lot.below(5)].value()),
        4 => (entity, Field::Milestone, day),
        5 => (entity, Field::Assignee, Value::text(["@mai", "Chị Mai", "Anh Ba", ""][lot.below(4)])),
        6 => (entity, Field::Active, Value::Bool(lot.below(2) == 0)),
        7 => (EntityId::Product(item, 1), Field::Ready, Value::Bool(lot.below(2) == 0)),
        8 => (EntityId::Item(own), Field::Title, Value::text(["Việc riêng", ""][lot.below(2)])),
        9 => {
            let named = format!("remark/{item}/018b3a3c-7f00-7000-8000-{turn:012}");
            (EntityId::from(named), Field::Text, Value::text("x"))
        }
        10 => {
            // A refusal takes the change out of the outbox and puts it into the drawer.
            let last = replica.outbox.pop_last().map(|(_, entry)| entry.change);
            if let Some(change) = last {
                replica.drawer.insert(change.id.clone(), Refused { change, reason: Refusal::Author, at: 0 });
            }
            return before.differing(replica, &scope());
        }
        _ if lot.below(4) == 0 => {
            let task = EntityId::Task("p".parse().unwrap(), item.code);
            (task, Field::Membership, Membership::ALL[lot.below(3)].value())
        }
        _ => (entity, Field::Note, Value::text("ghi chú")),
    };
    // Unaware of what stands there, now and then: two versions.
    let mut edit = edit(replica, entity, field, value);
    if lot.below(5) == 0 {
        edit.over.clear();
    }
    record(replica, vec![edit]);
    before.differing(replica, &scope())
}

#[test]
fn rows_made_anew_one_by_one_are_the_rows_made_whole() {
    let seed = Lot::seed();
    println!("seed {seed} (SOTAY_SEED={seed} repeats it)");
    let mut lot = Lot(seed);
    for _ in 0..6 {
        let about = about(plan(60));
        let mut replica = device("r1");
        let mut rows = Rows::of(about.clone(), &replica);
        for turn in 0..60 {
            // Several steps between two looks, as when the list is not on the screen.
            let mut changed = Some(BTreeSet::new());
            for _ in 0..=lot.below(3) {
                let more = step(&mut replica, &about.plan, &mut lot, turn);
                changed = changed.zip(more).map(|(mut all, more)| {
                    all.extend(more);
                    all
                });
            }
            rows = match &changed {
                Some(changed) => rows.follow(about.clone(), &replica, changed),
                None => Rows::of(about.clone(), &replica),
            };
            same(&rows, &Rows::of(about.clone(), &replica));
        }
    }
}

#[test]
fn another_day_plan_or_person_makes_every_row_anew() {
    let first = about(plan(20));
    let replica = device("r1");
    let rows = Rows::of(first.clone(), &replica);
    let day = About { today: "2024-02-01".parse().unwrap(), ..first.clone() };
    let later = rows.clone().follow(day.clone(), &replica, &BTreeSet::new());
    same(&later, &Rows::of(day, &replica));
    let other = About { plan: Arc::new(plan(30)), ..first };
    let longer = rows.follow(other.clone(), &replica, &BTreeSet::new());
    same(&longer, &Rows::of(other, &replica));
}

fn shown(rows: &Rows, view: &View) -> Vec<Arc<ItemId>> {
    sections(rows, view).into_iter().flat_map(|section| section.items).collect()
}

#[test]
fn filters_of_one_kind_add_up_and_those_of_several_kinds_narrow() {
    crate::state::learn();
    let about = about(plan(60));
    let mut replica = device("r1");
    let all = items(&about.plan);
    let set = |replica: &mut Replica, n: usize, field: Field, value: Value| {
        let edit = edit(replica, EntityId::Item(all[n].clone()), field, value);
        record(replica, vec![edit]);
    };
    set(&mut replica, 0, Field::State, State::Doing.value());
    set(&mut replica, 1, Field::State, State::Done.value());
    set(&mut replica, 1, Field::Assignee, Value::text("@mai"));
    set(&mut replica, 2, Field::Assignee, Value::text("Anh Ba"));
    let rows = Rows::of(about, &replica);
    let with = |choices: Vec<Choice>| {
        let shown = shown(&rows, &View { segment: Segment::All, choices, unread: false });
        shown.iter().map(|id| (**id).clone()).collect::<BTreeSet<_>>()
    };
    let ids = |places: &[usize]| places.iter().map(|n| all[*n].clone()).collect::<BTreeSet<_>>();
    assert_eq!(with(vec![Choice::State(State::Doing)]), ids(&[0]));
    assert_eq!(with(vec![Choice::State(State::Doing), Choice::State(State::Done)]), ids(&[0, 1]));
    assert_eq!(with(vec![Choice::State(State::Doing), Choice::Person("@mai".into())]), ids(&[]));
    assert_eq!(with(vec![Choice::Person("@mai".into()), Choice::Person("Anh Ba".into())]), ids(&[1, 2]));
    assert_eq!(with(vec![Choice::Saving(Saving::Here)]), ids(&[0, 1, 2]));
    assert_eq!(with(vec![Choice::Evidence(true)]), ids(&[]));
    let role = |role| with(vec![Choice::Role(role)]);
    assert_eq!(Membership::ALL.map(|of| role(of).len()).iter().sum::<usize>(), 57, "each has one part");
    let group = |rows: &Rows| rows.groups[0].0.clone();
    let first = with(vec![Choice::Group(group(&rows))]);
    assert!(!first.is_empty() && first.iter().all(|id| rows.get(id).unwrap().group == Group::Appendix(0)));
    assert!(with(vec![Choice::Group("99".into())]).is_empty(), "a group of another plan hides everything");
}

#[test]
fn what_presses_comes_first_by_date_and_a_group_counts_what_is_closed_whatever_is_shown() {
    let about = about(plan(60));
    let mut replica = device("r1");
    let all = items(&about.plan);
    let done = edit(&replica, EntityId::Item(all[0].clone()), Field::State, State::Done.value());
    record(&mut replica, vec![done]);
    let rows = Rows::of(about, &replica);
    let cut = sections(&rows, &View::default());
    let headings: Vec<&Heading> = cut.iter().map(|section| &section.heading).collect();
    assert_eq!(headings[0], &Heading::Overdue);
    for section in &cut {
        let dates: Vec<_> = section.items.iter().map(|id| rows.get(id).unwrap().next).collect();
        let by_date = matches!(section.heading, Heading::Overdue | Heading::Soon);
        assert!(!by_date || dates.is_sorted_by_key(|date| (date.is_none(), *date)), "{:?}", section.heading);
        if let (Heading::Group(group), Some((closed, of))) = (&section.heading, section.closed) {
            let in_group = |row: &&Row| row.group == *group && row.urgency != Urgency::Folded;
            assert_eq!(of, rows.all().filter(in_group).count());
            assert_eq!(closed, rows.all().filter(in_group).filter(|r| r.urgency == Urgency::Closed).count());
        }
    }
    let whole = View { segment: Segment::All, ..View::default() };
    assert_eq!(shown(&rows, &whole).len(), 57);
    assert_eq!(sections(&rows, &whole).last().unwrap().heading, Heading::Folded);
}

/// Prints what rows cost: all of them, and after one tick. No figure fails it.
#[test]
fn what_ten_thousand_rows_cost() {
    for tasks in [1_000, 10_000] {
        let about = about(plan(tasks));
        let mut replica = device("r1");
        let all = items(&about.plan);
        for item in all.iter().step_by(3) {
            let edit = Edit::of(item);
            record(&mut replica, vec![edit]);
        }
        let start = Instant::now();
        let mut rows = Rows::of(about.clone(), &replica);
        let whole = start.elapsed();
        let start = Instant::now();
        let cut = sections(&rows, &View { segment: Segment::All, ..View::default() });
        let sectioned = start.elapsed();
        let before = replica.clone();
        let tick = edit(&replica, EntityId::Item(all[7].clone()), Field::State, State::Done.value());
        record(&mut replica, vec![tick]);
        let changed = BTreeSet::from([all[7].clone()]);
        let start = Instant::now();
        rows = rows.follow(about.clone(), &replica, &changed);
        let one = start.elapsed();
        let start = Instant::now();
        let differing = before.differing(&replica, &scope());
        let compared = start.elapsed();
        assert_eq!(differing, Some(changed));
        println!(
            "{tasks} rows: whole {whole:?}, one {one:?}, cut into {} sections {sectioned:?}, compared {compared:?}",
            cut.len()
        );
        same(&rows, &Rows::of(about, &replica));
    }
}

use sotay_core::change::Edit;

trait Of {
    fn of(item: &ItemId) -> Self;
}

impl Of for Edit {
    /// A first state, over nothing.
    fn of(item: &ItemId) -> Self {
        let (entity, value) = (EntityId::Item(item.clone()), State::Doing.value());
        Self { scope: scope(), entity, field: Field::State, value, over: Vec::new() }
    }
}
