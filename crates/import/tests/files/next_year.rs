//! The shipped plan's draft for 2024: what moves, what stays, and that both are said.

use super::common::{SOURCE, understood};
use sotay_core::plan::Plan;
use sotay_import::{Given, Place, What, for_year, parse_date, parse_deadline, plan_json};
use std::sync::LazyLock;

static PLAN: LazyLock<Plan> = LazyLock::new(|| understood(SOURCE).0);

fn given() -> Given {
    Given { number: Some("9/QĐ-UBND".into()), issued_on: parse_date("29/12/2023"), ..Given::default() }
}

#[test]
fn every_deadline_falls_in_the_new_year_and_says_so() {
    let (draft, report) = for_year(&PLAN, 2024, None, &given()).unwrap();
    for ((_, old), (_, new)) in PLAN.tasks().zip(draft.tasks()) {
        assert_eq!((&old.code, old.schedule.kind), (&new.code, new.schedule.kind));
        assert_eq!(Some(&new.schedule), parse_deadline(new.deadline.shown(), 2024).as_ref());
        let keys = |task: &sotay_core::plan::Task| {
            task.schedule.occurrences.iter().map(|o| o.key.clone()).collect::<Vec<_>>()
        };
        assert_eq!(keys(old), keys(new));
        assert!(new.schedule.occurrences.iter().all(|o| o.due.is_none_or(|due| due.year() == 2024)));
        let said = report.of(What::Redated).filter(|entry| {
            entry.place == Some(Place::Part(new.code.to_string()))
                && entry.words.starts_with("thời gian hoàn thành")
        });
        assert_eq!(said.count(), usize::from(old.deadline.shown() != new.deadline.shown()), "{}", new.code);
    }
}

#[test]
fn a_year_that_stays_is_said_or_is_the_date_of_a_document() {
    let (draft, report) = for_year(&PLAN, 2024, None, &given()).unwrap();
    let left: Vec<String> = report.not_understood().map(|entry| entry.words.clone()).collect();
    for words in ["căn cứ để nguyên", "Thành phố năm 2023", "kinh tế xã hội quận năm 2023", "kỳ 2019 - 2023"]
    {
        assert!(left.iter().any(|entry| entry.contains(words)), "{words}: {left:?}");
    }
    assert_eq!(left.len(), 4, "{report}");
    assert_eq!(draft.decision.grounds.len(), PLAN.decision.grounds.len());
    let mut without_grounds = draft.clone();
    without_grounds.decision.grounds.clear();
    let json = plan_json(&without_grounds).unwrap();
    // Those three, and the day that the new decision was signed.
    assert_eq!(
        json.matches("2023").count(),
        4,
        "{:?}",
        json.lines().filter(|line| line.contains("2023")).collect::<Vec<_>>()
    );
}

#[test]
fn the_draft_begins_with_the_corrected_wording_and_is_a_plan_like_any() {
    let (draft, _) = for_year(&PLAN, 2024, Some("binh-tan-2024-du-thao"), &given()).unwrap();
    let json = plan_json(&draft).unwrap();
    assert!(!json.contains("\"corrected\"") && json.contains("Kiện toàn Ban Chỉ đạo"));
    assert!(Plan::from_json(&json).unwrap() == draft);
    assert_eq!((draft.id.as_str(), draft.references.len()), ("binh-tan-2024-du-thao", PLAN.references.len()));
    assert_eq!(draft.decision.issued_on.to_string(), "2023-12-29");
}

#[test]
fn there_and_back_is_the_plan_but_for_what_was_left() {
    let (there, _) = for_year(&PLAN, 2024, None, &given()).unwrap();
    let (back, _) = for_year(&there, 2023, None, &Given::default()).unwrap();
    for ((_, old), (_, new)) in PLAN.tasks().zip(back.tasks()) {
        assert_eq!((old.text.shown(), old.deadline.shown()), (new.text.shown(), new.deadline.shown()));
        assert_eq!(old.schedule, new.schedule);
    }
    assert_eq!(back.id, PLAN.id);
}
