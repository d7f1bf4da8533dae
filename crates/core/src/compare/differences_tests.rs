use super::*;
use crate::compare::align;

fn shipped() -> Plan {
    Plan::from_json(include_str!("../../../../plans/binh-tan-2023.json")).unwrap()
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

/// What differs after a change of the shipped plan.
fn after(change: impl FnOnce(&mut Plan)) -> Vec<Difference> {
    let old = shipped();
    let mut next = old.clone();
    change(&mut next);
    compare(&old, &align(&old, next))
}

fn clause<'a>(plan: &'a mut Plan, at: &str) -> &'a mut Clause {
    fn within<'a>(clauses: &'a mut [Clause], at: &Code) -> Option<&'a mut Clause> {
        clauses.iter_mut().find_map(|clause| {
            if clause.code == *at { Some(clause) } else { within(&mut clause.clauses, at) }
        })
    }
    within(&mut plan.targets.clauses, &code(at)).unwrap()
}

#[test]
fn a_target_that_changed_shows_its_old_and_its_new_wording() {
    let found = after(|plan| {
        let text = &mut clause(plan, "II.3.1").text;
        text.corrected = Some(text.source.replace("98%", "99%"));
    });
    let [Difference { place, change: Change::Reworded { aspect: Aspect::Text, old, new } }] = &found[..]
    else {
        panic!("{found:?}")
    };
    assert_eq!(*place, Place::Clause(code("II.3.1")));
    assert!(old.contains("98%") && new.contains("99%"));
    assert_eq!(Tally::of(&found), Tally { elsewhere: 1, ..Tally::default() });
}

#[test]
fn a_clause_put_between_others_is_one_new_clause_and_the_rest_renumbered() {
    let found = after(|plan| {
        let mut new = clause(plan, "II.3.1").clone();
        new.text = Text {
            source: "Một chỉ tiêu chưa từng có về thời gian chờ tại quầy".into(),
            corrected: None,
        };
        new.figures.clear();
        plan.references.clear();
        let third = plan.targets.clauses.iter_mut().find(|c| c.code == code("II.3")).unwrap();
        third.clauses.insert(0, new);
        for (n, clause) in (1u16..).zip(&mut third.clauses) {
            clause.code = Code::new(clause.code.section(), [3, n]);
        }
    });
    let added: Vec<&Place> =
        found.iter().filter(|d| matches!(d.change, Change::Added(_))).map(|d| &d.place).collect();
    assert_eq!(added, [&Place::Clause(code("II.3.1"))]);
    let moved = found.iter().filter(|d| matches!(d.change, Change::Renumbered { .. })).count();
    assert_eq!((moved, found.len()), (5, 6), "{found:?}");
}

#[test]
fn each_part_of_a_task_that_changed_is_told_by_itself() {
    let found = after(|plan| {
        let task = &mut plan.groups[0].tasks[0];
        task.products.push(Text { source: "Danh sách thành viên".into(), corrected: None });
        task.deadline = Text { source: "Quý II năm 2023".into(), corrected: None };
        task.lead.raw.corrected = Some("Trưởng Phòng Tư pháp".into());
        task.membership = crate::plan::Membership::On;
        plan.groups[1].tasks[0].schedule.occurrences[0].due = None;
    });
    let aspects: Vec<(Aspect, &str)> = found
        .iter()
        .map(|d| match &d.change {
            Change::Reworded { aspect, new, .. } => (*aspect, new.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        aspects,
        [
            (Aspect::Product, "Danh sách thành viên"),
            (Aspect::Deadline, "Quý II năm 2023"),
            (Aspect::Lead, "Trưởng Phòng Tư pháp"),
            (Aspect::Membership, "on"),
            (Aspect::Deadline, "year"),
        ]
    );
    assert_eq!(Tally::of(&found), Tally { changed: 2, ..Tally::default() });
}

#[test]
fn tasks_are_counted_once_however_much_of_them_changed() {
    let found = after(|plan| {
        let tasks = &mut plan.groups[4].tasks;
        let mut new = tasks[0].clone();
        new.text = Text {
            source: "Tổ chức ngày hội chuyển đổi số cho thanh niên".into(), corrected: None
        };
        tasks.remove(11);
        tasks.insert(0, new);
        for (n, task) in (1u16..).zip(tasks.iter_mut()) {
            task.code = Code::new(task.code.section(), [5, n]);
        }
        tasks[5].text.corrected = Some(format!("{} (sửa)", tasks[5].text.shown()));
        plan.references.clear();
        plan.duties.pop();
        plan.title.corrected = Some("Tên khác".into());
    });
    assert_eq!(
        Tally::of(&found),
        Tally { added: 1, changed: 1, dropped: 2, renumbered: 10, elsewhere: 1 },
        "{found:?}"
    );
}
