//! A plan of another district, year and layout: capitals and columns in other places, plan before appendix,
//! Roman groups, no corrections. The importer knows the form, not the document.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod common;
use common::{OTHER, settings, understood};
use sotay_core::{
    code::Code,
    plan::{Comparator, Membership, Plan},
    schedule::ScheduleKind,
};
use sotay_import::{What, import_text};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn plan() -> Plan {
    understood(OTHER).0
}

#[test]
fn the_decision_is_read() {
    let plan = plan();
    assert_eq!((plan.id.as_str(), plan.year), ("lam-son-2025", 2025));
    assert_eq!(plan.decision.number, "145/QĐ-UBND");
    assert_eq!(
        (plan.decision.place.as_str(), plan.decision.issued_on.to_string()),
        ("Lam Sơn", "2025-01-06".into())
    );
    assert_eq!(plan.decision.issuer.source, "ỦY BAN NHÂN DÂN HUYỆN LAM SƠN");
    assert_eq!(plan.decision.signer_office.source, "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH");
    assert_eq!(plan.decision.signer, "Trần Thị Mẫu");
    assert_eq!(plan.decision.grounds.len(), 2);
    assert_eq!(plan.decision.recipients.len(), 2);
    let article = plan.clause(&code("QD.2")).unwrap();
    assert!(article.text.source.contains("Nội vụ và các cơ quan liên quan"), "{:?}", article.text);
}

#[test]
fn groups_with_roman_numbers_lend_them_to_their_tasks() {
    let plan = plan();
    let groups: Vec<String> = plan.groups.iter().map(|group| group.code.to_string()).collect();
    let tasks: Vec<String> = plan.tasks().map(|(_, task)| task.code.to_string()).collect();
    assert_eq!(groups, ["PL.1", "PL.2", "PL.3"]);
    assert_eq!(tasks, ["PL.1.1", "PL.1.2.1", "PL.1.2.2", "PL.2.1", "PL.3.1", "PL.3.2"]);
    assert_eq!(plan.groups[0].parents[0].code, code("PL.1.2"));
}

#[test]
fn columns_are_told_by_their_headings_and_cut_rows_are_joined() {
    let plan = plan();
    let cut = plan.task(&code("PL.2.1")).unwrap();
    assert_eq!(cut.text.source, "Rà soát văn bản, đẩy mạnh xã hội hóa công tác phổ biến, giáo dục pháp luật");
    assert_eq!(cut.lead.raw.source, "Trưởng phòng Tư pháp huyện");
    assert_eq!(cut.lead.ids, ["phong-tu-phap"]);
    assert_eq!(cut.products.iter().map(|p| p.shown()).collect::<Vec<_>>(), ["Quyết định", "Báo cáo"]);
    assert_eq!(cut.schedule.kind, ScheduleKind::EveryQuarter);
    let listed = plan.task(&code("PL.1.1")).unwrap();
    assert_eq!(listed.products.iter().map(|p| p.shown()).collect::<Vec<_>>(), ["Kế hoạch", "Hội nghị"]);
}

#[test]
fn deadlines_fall_in_the_plans_year() {
    let plan = plan();
    let dues = |text: &str| -> (ScheduleKind, Vec<String>) {
        let schedule = &plan.task(&code(text)).unwrap().schedule;
        let due = |o: &sotay_core::schedule::Occurrence| {
            format!("{} {}", o.key, o.due.map_or("–".into(), |due| due.to_string()))
        };
        (schedule.kind, schedule.occurrences.iter().map(due).collect())
    };
    assert_eq!(dues("PL.1.1"), (ScheduleKind::Quarter, vec!["q1 2025-03-31".into()]));
    assert_eq!(
        dues("PL.1.2.1"),
        (ScheduleKind::Phases, vec!["q1 2025-03-31".into(), "q2-q3 2025-09-30".into()])
    );
    assert_eq!(dues("PL.1.2.2"), (ScheduleKind::BeforeQuarter, vec!["q1-q2 2025-06-30".into()]));
    assert_eq!(dues("PL.3.1"), (ScheduleKind::EndOfMonth, vec!["m6 2025-06-30".into()]));
    assert_eq!(dues("PL.3.2").0, ScheduleKind::WhenItOccursAndEveryQuarter);
}

#[test]
fn membership_and_waiting_follow_the_same_rules() {
    let plan = plan();
    let of = |text: &str| plan.task(&code(text)).unwrap().membership;
    assert_eq!(of("PL.1.1"), Membership::On, "it names the chairs of communes");
    assert_eq!(of("PL.1.2.1"), Membership::Direct, "it speaks of communes");
    assert_eq!(of("PL.1.2.2"), Membership::Direct, "each unit does it at home");
    assert_eq!(of("PL.2.1"), Membership::Folded, "\"xã hội hóa\" speaks of no commune");
    assert_eq!(of("PL.3.2"), Membership::On, "it is put on all agencies and units");
    let waiting: Vec<_> =
        plan.tasks().filter_map(|(_, t)| Some((t.code.to_string(), t.waits_for.clone()?))).collect();
    assert_eq!(waiting, [("PL.3.1".to_owned(), "sau khi Tỉnh ban hành quy chế".to_owned())]);
}

#[test]
fn chapters_are_told_by_their_words_and_keep_their_numbers() {
    let plan = plan();
    let numbers: Vec<&str> = plan.chapters().iter().map(|chapter| chapter.number.as_str()).collect();
    assert_eq!(numbers, ["I", "II", "III", "IV", "V", "VI"]);
    assert!(plan.clause(&code("IV.1")).unwrap().text.source.starts_with("Từ ngân sách"));
    assert_eq!(plan.organisation.closing.len(), 1);
    let target = plan.clause(&code("II.1")).unwrap();
    assert_eq!(target.footnotes[0].source, "Không kể hồ sơ do tổ chức, cá nhân xin rút.");
    let figures: Vec<_> = target.figures.iter().map(|f| (f.comparator, f.per_cent)).collect();
    assert_eq!(figures, [(Comparator::AtLeast, 96), (Comparator::LessThan, 2)]);
    assert_eq!(plan.clause(&code("II.2")).unwrap().figures[0].comparator, Comparator::MoreThan);
    assert!(plan.clause(&code("II.3.1")).is_some());
}

#[test]
fn a_year_that_a_page_break_left_at_a_lines_start_is_no_clause() {
    let plan = plan();
    let clause = plan.clause(&code("III.2.1")).unwrap();
    assert!(clause.text.source.ends_with("trong năm 2025. Bảo đảm an toàn thông tin."), "{:?}", clause.text);
}

#[test]
fn sections_refer_to_each_other_by_their_wording() {
    let plan = plan();
    let (item, task) = (code("III.2.1"), code("PL.3.1"));
    assert!(plan.linked(&item).any(|other| *other == task));
    assert!(plan.linked(&task).any(|other| *other == item));
}

#[test]
fn corrections_of_another_decision_stay_aside_unless_a_person_named_them() {
    let (_, report) = understood(OTHER);
    assert_eq!(report.of(What::Corrected).count(), 0);
    let mut named = settings();
    named.corrections_must_match = true;
    let (_, report) = import_text(OTHER, &named).unwrap();
    let puzzles: Vec<&str> = report.not_understood().map(|entry| entry.words.as_str()).collect();
    assert_eq!(puzzles.len(), 1);
    assert!(puzzles[0].contains("145/QĐ-UBND"), "{puzzles:?}");
}

#[test]
fn the_order_of_plan_and_appendix_does_not_matter() {
    let at = OTHER.find("PHỤ LỤC\n").unwrap();
    let plan_at = OTHER.find("KẾ HOẠCH\n").unwrap();
    let turned = [&OTHER[..plan_at], &OTHER[at..], "\n", &OTHER[plan_at..at]].concat();
    assert!(understood(&turned).0 == plan());
}
