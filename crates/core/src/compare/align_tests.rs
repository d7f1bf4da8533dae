use super::*;
use crate::{
    checklist::{self, Entities, Group, Records},
    compare::{Aspect, Change, Place, compare},
    ids::{EntityId, ItemId},
    plan::{Reference, ReferenceBasis, Text},
};
use proptest::prelude::*;

fn shipped() -> Plan {
    Plan::from_json(include_str!("../../../../plans/binh-tan-2023.json")).unwrap()
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn text(words: &str) -> Text {
    Text { source: words.into(), corrected: None }
}

/// The plan as somebody else would print it: every task numbered by its place, as an import gives it.
fn printed_anew(mut plan: Plan) -> Plan {
    let mut names = BTreeMap::new();
    for group in &mut plan.groups {
        let heads: BTreeSet<Code> = group.parents.iter().map(|parent| parent.code.clone()).collect();
        let (mut last, group) = (BTreeMap::<Vec<u16>, u16>::new(), group);
        for task in &mut group.tasks {
            let above = task.number().parent().filter(|parent| heads.contains(parent));
            let above = above.unwrap_or_else(|| group.code.clone());
            let next = last.entry(above.parts().to_vec()).or_insert(0);
            // The heading takes a number of its own among the rows.
            *next += 1;
            while heads.contains(&Code::new(above.section(), [above.parts(), &[*next]].concat())) {
                *next += 1;
            }
            let number = Code::new(above.section(), [above.parts(), &[*next]].concat());
            names.insert(task.code.clone(), number.clone());
            (task.code, task.printed) = (number, None);
            (task.product_numbers, task.dropped_products) = (vec![], vec![]);
        }
    }
    for reference in &mut plan.references {
        for code in [&mut reference.from, &mut reference.to] {
            if let Some(name) = names.get(code) {
                *code = name.clone();
            }
        }
    }
    plan.dropped.clear();
    plan
}

/// The 3rd group with a change, printed anew, as the next version.
fn next_with(change: impl FnOnce(&mut Vec<Task>)) -> Plan {
    let mut plan = shipped();
    change(&mut plan.groups[2].tasks);
    plan.references.retain({
        let codes: BTreeSet<Code> = plan.work().tasks().map(|(_, task)| task.code.clone()).collect();
        let clauses: BTreeSet<Code> = plan.clauses().iter().map(|clause| clause.code.clone()).collect();
        move |r| [&r.from, &r.to].iter().all(|code| codes.contains(code) || clauses.contains(code))
    });
    printed_anew(plan)
}

fn new_task(words: &str) -> Task {
    Task { code: code("PL.3.90"), text: text(words), ..shipped().groups[2].tasks[0].clone() }
}

#[test]
fn the_same_plan_comes_out_as_it_went_in() {
    let plan = shipped();
    assert_eq!(printed_anew(plan.clone()), plan, "the shipped plan is numbered by place");
    assert_eq!(align(&plan, plan.clone()), plan);
    assert!(compare(&plan, &plan).is_empty());
}

#[test]
fn a_task_that_was_renumbered_keeps_its_code_and_a_new_one_gets_one_that_nothing_had() {
    let old = shipped();
    let next =
        next_with(|tasks| tasks.insert(4, new_task("Rà soát mẫu đơn, tờ khai của phường trên hệ thống mới")));
    let new = align(&old, next);
    new.check().unwrap();
    let inserted = new.task(&code("PL.3.16")).unwrap();
    assert_eq!((inserted.label(), inserted.text.source.starts_with("Rà soát mẫu")), ("3.5".into(), true));
    let moved = new.task(&code("PL.3.15")).unwrap();
    assert_eq!(moved.label(), "3.16");
    assert_eq!(moved.text, old.task(&code("PL.3.15")).unwrap().text);
    // References go with their tasks.
    let linked: Vec<&Code> = new.linked(&moved.code).collect();
    assert_eq!(linked, old.linked(&moved.code).collect::<Vec<_>>());
    assert!(new.dropped.is_empty());
    let of_moved: Vec<Change> = compare(&old, &new)
        .into_iter()
        .filter(|d| matches!(&d.place, Place::Task { code, .. } if *code == moved.code))
        .map(|d| d.change)
        .collect();
    assert_eq!(of_moved, [Change::Renumbered { from: code("PL.3.15"), to: code("PL.3.16") }]);
    // Published once more as it came, it is the same version.
    let again =
        next_with(|tasks| tasks.insert(4, new_task("Rà soát mẫu đơn, tờ khai của phường trên hệ thống mới")));
    assert_eq!(align(&new, again), new);
}

#[test]
fn another_task_in_the_place_of_one_that_went_does_not_take_over_its_work() {
    let old = shipped();
    let next = next_with(|tasks| {
        tasks[3] = Task {
            code: code("PL.3.4"),
            ..new_task("Tổ chức Hội thi tìm hiểu văn hóa đọc tại các trường")
        }
    });
    let new = align(&old, next);
    assert_eq!(new.task(&code("PL.3.16")).map(Task::label), Some("3.4".into()));
    assert!(new.task(&code("PL.3.4")).is_none());
    let dropped: Vec<&Code> = new.dropped.iter().map(|task| &task.code).collect();
    assert_eq!(dropped, [&code("PL.3.4")]);
    // And when it comes back, it is the one that it was.
    let back = align(&new, printed_anew(shipped()));
    assert_eq!(back.task(&code("PL.3.4")), old.task(&code("PL.3.4")));
    let gone: Vec<&Code> = back.dropped.iter().map(|task| &task.code).collect();
    assert_eq!(gone, [&code("PL.3.16")]);
}

#[test]
fn a_reworded_row_is_the_same_row() {
    let old = shipped();
    let mut next = printed_anew(shipped());
    let task = &mut next.groups[0].tasks[1];
    task.text.corrected = Some(task.text.shown().replace("40%", "50%") + " Có báo cáo riêng.");
    let new = align(&old, next);
    assert!(new.dropped.is_empty());
    let changes = compare(&old, &new);
    assert!(
        matches!(&changes[..], [only] if matches!(only.change, Change::Reworded { aspect: Aspect::Text, .. })),
        "{changes:?}"
    );
}

#[test]
fn a_group_put_before_others_moves_numbers_and_no_work() {
    let old = shipped();
    let mut next = shipped();
    let mut group = next.groups[0].clone();
    (group.code, group.title, group.parents) = (code("PL.8"), text("Nhóm mới"), vec![]);
    group.tasks = vec![Task {
        code: code("PL.8.1"), ..new_task("Một việc chưa từng có trong kế hoạch nào")
    }];
    next.groups.insert(2, group);
    for (place, group) in (1u16..).zip(&mut next.groups) {
        let renumber = |code: &Code| Code::new(code.section(), [&[place], &code.parts()[1..]].concat());
        group.code = renumber(&group.code);
        group.parents.iter_mut().for_each(|parent| parent.code = renumber(&parent.code));
        group.tasks.iter_mut().for_each(|task| task.code = renumber(&task.code));
    }
    next.references.clear();
    let new = align(&old, next);
    new.check().unwrap();
    assert_eq!(new.task(&code("PL.3.15")).map(Task::label), Some("4.15".into()));
    assert!(new.dropped.is_empty());
    let added: Vec<String> =
        new.tasks().map(|(_, t)| t).filter(|t| old.task(&t.code).is_none()).map(Task::label).collect();
    assert_eq!(added, ["3.1"]);
}

// ── What was recorded ──

/// Something recorded of every item and every product of a plan.
fn worked_on(plan: &Plan) -> Vec<EntityId> {
    let id = plan.id.parse::<crate::ids::PlanId>().unwrap();
    let mut entities = Vec::new();
    for (_, task) in plan.work().tasks() {
        for occurrence in &task.schedule.occurrences {
            let item =
                ItemId { plan: id.clone(), code: task.code.clone(), occurrence: occurrence.key.clone() };
            let numbers = task.numbered().map(|(number, _)| number);
            entities.extend(numbers.map(|number| EntityId::Product(item.clone(), number)));
            entities.push(EntityId::Item(item));
        }
    }
    entities
}

fn recorded(list: &[EntityId]) -> Entities {
    let field = |entity: &EntityId| match entity {
        EntityId::Product(..) => crate::change::Field::Number,
        _ => crate::change::Field::Note,
    };
    let one = |entity: &EntityId| {
        let mut cell = crate::cell::Cell::default();
        cell.apply(&crate::change::Change {
            id: "r.1".parse().unwrap(),
            group: crate::change::Group { first: 1, len: 1 },
            scope: "unit/an-lac".parse().unwrap(),
            entity: entity.clone(),
            field: field(entity),
            value: crate::change::Value::text(&entity.to_string()),
            over: vec![],
            at: crate::clock::Hlc::at(1),
            author: "mai".parse().unwrap(),
            schema: 1,
        });
        (entity.clone(), BTreeMap::from([(field(entity), cell)]))
    };
    list.iter().map(one).collect()
}

/// The words of everything recorded that the checklist of a plan shows.
fn shown(plan: &Plan, unit: &Entities) -> BTreeMap<EntityId, String> {
    let nothing = Entities::new();
    let id = plan.id.parse().unwrap();
    let records = Records { unit, plan: &nothing };
    let mut shown = BTreeMap::new();
    for item in checklist::items(plan.work(), &id, records) {
        let found = checklist::find(plan.work(), &item.id, records).expect("what is in the list opens");
        assert_eq!(found, item);
        shown.insert(item.entity(), item.title().to_owned());
        for product in item.products.iter().chain(&item.former) {
            shown.insert(product.id.clone(), product.title().to_owned());
        }
    }
    shown
}

#[test]
fn a_period_that_a_task_has_no_more_stays_readable_with_what_was_recorded_of_it() {
    let old = shipped();
    let mut next = shipped();
    let task = next.groups[0].tasks.iter_mut().find(|task| task.code == code("PL.1.9")).unwrap();
    assert_eq!(task.schedule.occurrences.len(), 4);
    task.schedule.occurrences.truncate(1);
    task.schedule.occurrences[0].key = "year".into();
    let new = align(&old, next.clone());
    new.check().unwrap();
    let kept: Vec<&str> = new.dropped[0].schedule.occurrences.iter().map(|o| o.key.as_str()).collect();
    assert_eq!(
        (new.dropped.len(), &new.dropped[0].code, kept),
        (1, &code("PL.1.9"), vec!["q1", "q2", "q3", "q4"])
    );
    let unit = recorded(&["item/binh-tan-2023/PL.1.9/q2".to_owned().into()]);
    let nothing = Entities::new();
    let records = Records { unit: &unit, plan: &nothing };
    let items = checklist::items(new.work(), &"binh-tan-2023".parse().unwrap(), records);
    let last = items.last().unwrap();
    assert_eq!(
        (last.group, last.id.occurrence.as_str(), last.note()),
        (Group::Dropped, "q2", "item/binh-tan-2023/PL.1.9/q2")
    );
    assert!(last.occurrence().is_some(), "which quarter it was is said");
    // When the quarters come back they are the task's own again.
    let back = align(&new, shipped());
    let keys: Vec<&str> = back.dropped[0].schedule.occurrences.iter().map(|o| o.key.as_str()).collect();
    assert_eq!(keys, ["year"]);
    // And when the whole task goes, all its periods are kept in one entry.
    let mut without = shipped();
    without.groups[0].tasks.retain(|task| task.code != code("PL.1.9"));
    without.references.retain(|r| r.to != code("PL.1.9"));
    let gone = align(&new, without);
    let keys: Vec<&str> = gone.dropped[0].schedule.occurrences.iter().map(|o| o.key.as_str()).collect();
    assert_eq!((gone.dropped.len(), keys), (1, vec!["year", "q1", "q2", "q3", "q4"]));
}

#[test]
fn products_keep_their_numbers_and_one_that_went_stays_with_what_was_recorded() {
    let old = shipped();
    let mut next = shipped();
    let task = next.groups[0].tasks.iter_mut().find(|task| task.code == code("PL.1.2.1")).unwrap();
    // "Quyết định ban hành Kế hoạch …", "Báo cáo kết quả kiểm tra"
    task.products.remove(0);
    task.products.insert(0, text("Danh sách phường được kiểm tra đột xuất"));
    let new = align(&old, next);
    new.check().unwrap();
    let task = new.task(&code("PL.1.2.1")).unwrap();
    assert_eq!(task.product_numbers, [3, 2]);
    assert_eq!(task.dropped_products.iter().map(|p| p.number).collect::<Vec<_>>(), [1]);
    let unit = recorded(&worked_on(&old));
    let (before, after) = (shown(&old, &unit), shown(&new, &unit));
    for (entity, words) in &before {
        assert_eq!(after.get(entity), Some(words), "{entity}");
    }
    // It comes back under the number that it had.
    let back = align(&new, shipped());
    assert_eq!(back.task(&code("PL.1.2.1")).unwrap().product_numbers, [] as [u16; 0]);
    assert_eq!(back.task(&code("PL.1.2.1")).unwrap().dropped_products[0].number, 3);
}

#[test]
fn a_part_that_a_person_rewrote_by_its_code_is_the_same_part() {
    let old = shipped();
    let mut next = old.clone();
    assert!(next.amend(&code("PL.1.1"), "Những lời khác hẳn, không giống lời cũ chút nào"));
    assert!(next.amend(&code("II.3.1"), "Chỉ tiêu mới") && !next.amend(&code("II.99"), "x"));
    let new = carry(&old, next);
    assert!(new.dropped.is_empty());
    assert_eq!(
        new.task(&code("PL.1.1")).unwrap().text.corrected.as_deref(),
        Some("Những lời khác hẳn, không giống lời cũ chút nào")
    );
    let back = {
        let mut back = new;
        back.amend(&code("II.3.1"), old.clause(&code("II.3.1")).unwrap().text.shown());
        back
    };
    assert_eq!(
        back.clause(&code("II.3.1")),
        old.clause(&code("II.3.1")),
        "the source's own words need no correction"
    );
}

// ── Any history of versions ──

/// One way in which a new version differs.
#[derive(Clone, Debug)]
enum Gesture {
    Insert(usize, usize, u32),
    Drop(usize, usize),
    Swap(usize, usize),
    Reword(usize, usize, u32),
    Rekey(usize, usize),
    Product(usize, usize, bool),
    Duty(usize),
}

fn gesture() -> impl Strategy<Value = Gesture> {
    let place = (0usize..7, 0usize..16);
    prop_oneof![
        (place.clone(), any::<u32>()).prop_map(|((g, t), n)| Gesture::Insert(g, t, n)),
        place.clone().prop_map(|(g, t)| Gesture::Drop(g, t)),
        place.clone().prop_map(|(g, t)| Gesture::Swap(g, t)),
        (place.clone(), any::<u32>()).prop_map(|((g, t), n)| Gesture::Reword(g, t, n)),
        place.clone().prop_map(|(g, t)| Gesture::Rekey(g, t)),
        (place, any::<bool>()).prop_map(|((g, t), more)| Gesture::Product(g, t, more)),
        (0usize..12).prop_map(Gesture::Duty),
    ]
}

fn words(n: u32) -> String {
    let list = ["núi", "sông", "biển", "rừng", "mây", "gió", "mưa", "nắng", "đất", "trời", "cây", "hoa"];
    (0..8).map(|i| list[(n.rotate_left(i * 3) % 12) as usize]).collect::<Vec<_>>().join(" ")
}

fn apply(plan: &mut Plan, gesture: &Gesture) {
    let fresh = new_task("");
    let at = |tasks: &[Task], t: usize| t % tasks.len().max(1);
    match *gesture {
        Gesture::Duty(d) => {
            if plan.duties.len() > 1 {
                plan.duties.remove(d % plan.duties.len());
            }
        }
        Gesture::Insert(g, t, n) => {
            let tasks = &mut plan.groups[g].tasks;
            let place = at(tasks, t);
            // A number that no other row of the group has; printing anew gives the real one.
            let above = plan.groups[g].code.clone();
            let number = Code::new(above.section(), [above.parts(), &[500 + (n % 60_000) as u16]].concat());
            plan.groups[g]
                .tasks
                .insert(place, Task { code: number, text: text(&words(n)), printed: None, ..fresh });
        }
        Gesture::Drop(g, t) => {
            let tasks = &mut plan.groups[g].tasks;
            if tasks.len() > 1 {
                let place = at(tasks, t);
                tasks.remove(place);
            }
        }
        Gesture::Swap(g, t) => {
            let tasks = &mut plan.groups[g].tasks;
            let place = at(tasks, t);
            if place + 1 < tasks.len() {
                tasks.swap(place, place + 1);
            }
        }
        Gesture::Reword(g, t, n) => {
            let tasks = &mut plan.groups[g].tasks;
            let place = at(tasks, t);
            if let Some(task) = tasks.get_mut(place) {
                task.text = text(&words(n));
            }
        }
        Gesture::Rekey(g, t) => {
            let tasks = &mut plan.groups[g].tasks;
            let place = at(tasks, t);
            if let Some(task) = tasks.get_mut(place) {
                let was = task.schedule.occurrences.remove(0);
                let key = if was.key == "year" { "q2" } else { "year" };
                task.schedule.occurrences.retain(|other| other.key != key);
                task.schedule.occurrences.push(Occurrence { key: key.into(), ..was });
            }
        }
        Gesture::Product(g, t, more) => {
            let tasks = &mut plan.groups[g].tasks;
            let place = at(tasks, t);
            if let Some(task) = tasks.get_mut(place) {
                if more {
                    task.products.insert(0, text("Danh mục hồ sơ lưu"));
                } else if !task.products.is_empty() {
                    task.products.remove(0);
                }
                task.product_numbers.clear();
            }
        }
    }
    plan.references
        .retain(|r| r.from.section() != r.to.section() && plan_has(&plan.groups, &plan.duties, &r.to));
}

fn plan_has(groups: &[crate::plan::TaskGroup], duties: &[Task], code: &Code) -> bool {
    let task = groups.iter().flat_map(|group| &group.tasks).chain(duties).any(|task| task.code == *code);
    task || !matches!(code.section(), crate::code::Section::Appendix | crate::code::Section::Duties)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Whatever versions do, one after the other: everything recorded under any of them can still be read, an identity
    /// never becomes another task's, and a version published again is the same version.
    #[test]
    fn no_history_of_versions_loses_what_was_recorded(versions in prop::collection::vec(prop::collection::vec(gesture(), 1..6), 1..4)) {
        let mut published = shipped();
        let mut everything = worked_on(&published);
        for gestures in versions {
            let mut next = published.clone();
            gestures.iter().for_each(|gesture| apply(&mut next, gesture));
            let next = printed_anew(next);
            prop_assume!(next.check().is_ok());
            let new = align(&published, next.clone());
            prop_assert_eq!(new.check(), Ok(()));
            prop_assert_eq!(&align(&new, new.clone()), &new);
            prop_assert_eq!(&align(&new, next), &new, "published again as it came");
            let numbers: Vec<Code> = new.tasks().map(|(_, task)| task.number().clone()).collect();
            prop_assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len(), "printed numbers are the document's");
            everything.extend(worked_on(&new));
            everything.sort();
            everything.dedup();
            let unit = recorded(&everything);
            let shown = shown(&new, &unit);
            for entity in &everything {
                prop_assert!(shown.contains_key(entity), "{} is not shown any more", entity);
            }
            published = new;
        }
    }
}

#[test]
fn references_that_follow_their_tasks_stay_in_reading_order() {
    let old = shipped();
    let mut next =
        next_with(|tasks| tasks.insert(0, new_task("Lập danh bạ số của bộ phận một cửa từng phường")));
    let basis = ReferenceBasis::Table;
    next.references.push(Reference { from: code("PL.3.1"), to: code("PL.3.2"), basis });
    let new = align(&old, next);
    assert!(new.references.iter().all(|r| r.from < r.to));
    assert!(new.references.contains(&Reference { from: code("PL.3.1"), to: code("PL.3.16"), basis }));
}
