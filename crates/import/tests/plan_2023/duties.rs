//! A ward's duties that stand in no row of the appendix.

use crate::{clause, code, codes, plan, task};
use sotay_core::{code::Section, plan::Membership, schedule::ScheduleKind};
use sotay_import::{Duties, Settings, What, import_text};

#[test]
fn twelve_duties_stand_in_no_row_and_each_is_linked_with_its_clauses() {
    let expected = [
        ("NV.1", "V.1.1"),
        ("NV.2", "V.1.4"),
        ("NV.3", "V.1.4"),
        ("NV.4", "II.3.4"),
        ("NV.5", "II.3.5 III.3.5"),
        ("NV.6", "II.6"),
        ("NV.7", "III.8.1"),
        ("NV.8", "III.8.1"),
        ("NV.9", "III.1.6"),
        ("NV.10", "III.5.9"),
        ("NV.11", "III.5.11"),
        ("NV.12", "IV.2"),
    ];
    assert_eq!(codes(plan().duties.iter()), expected.map(|(duty, _)| duty));
    for (duty, clauses) in expected {
        let linked: Vec<String> = plan().linked(&code(duty)).map(ToString::to_string).collect();
        assert_eq!(linked.join(" "), clauses, "{duty}");
        linked.iter().for_each(|linked| assert_eq!(clause(linked).code.to_string(), *linked));
    }
}

#[test]
fn a_duty_is_due_as_its_clause_says() {
    let kind = |duty: &str| task(duty).schedule.kind;
    let of = |wanted: ScheduleKind| {
        codes(plan().duties.iter().filter(|duty| kind(&duty.code.to_string()) == wanted))
    };
    assert_eq!(of(ScheduleKind::Quarter), ["NV.1"], "the ward's own plan, in quarter I");
    assert_eq!(of(ScheduleKind::EveryQuarter), ["NV.3", "NV.4", "NV.6", "NV.11"]);
    assert_eq!(of(ScheduleKind::WhenItOccurs), ["NV.5", "NV.8"]);
    assert_eq!(of(ScheduleKind::WithinYear), ["NV.2", "NV.7", "NV.9", "NV.10", "NV.12"]);
    assert!(plan().duties.iter().all(|duty| duty.membership == Membership::On));
    assert!(plan().duties.iter().all(|duty| duty.code.section() == Section::Duties));
}

#[test]
fn duties_of_another_decision_stay_aside_and_one_that_leads_nowhere_is_reported() {
    let import = |duties: &str| {
        let duties = Duties::from_json("test", duties).unwrap();
        let settings = Settings { duties: vec![duties], ..crate::common::settings() };
        import_text(crate::common::SOURCE, &settings).unwrap()
    };
    let (other, report) = import(r#"{"decision": "1/QĐ-UBND", "duties": []}"#);
    assert!(other.duties.is_empty() && report.is_clean());
    assert_eq!(report.of(What::Noted).count(), 1);
    let (plan, report) = import(
        r#"{"decision": "7679/QĐ-UBND", "duties": [
            {"code": "NV.1", "text": "a", "deadline": "Hàng quý", "clauses": ["V.9.9"], "reason": "r"},
            {"code": "NV.2", "text": "b", "deadline": "Năm 2024", "clauses": ["V.1.1"], "reason": "r"},
            {"code": "PL.9.1", "text": "c", "deadline": "Hàng quý", "clauses": ["V.1.1"], "reason": "r"}]}"#,
    );
    assert_eq!(codes(plan.duties.iter()), ["NV.1"]);
    assert_eq!(report.not_understood().count(), 3, "{report}");
}

#[test]
fn what_follows_from_the_wording_reads_anew_to_the_same() {
    let mut again = plan().clone();
    sotay_import::reread(&mut again);
    assert!(again == *plan());
}

#[test]
fn the_draft_of_the_next_year_has_its_duties_and_nothing_of_this_years_versions() {
    let mut published = plan().clone();
    // As a version leaves it: 1.4 went, and what stood behind it has other numbers.
    let gone = published.groups[0].tasks.remove(4);
    assert_eq!(gone.code, code("PL.1.4"));
    published.references.retain(|r| r.to != gone.code);
    published.dropped.push(gone);
    published.groups[0].tasks[4].printed = Some(code("PL.1.4"));
    published.groups[0].tasks[4].product_numbers = vec![7];
    let (draft, _) = sotay_import::for_year(&published, 2024, None, &Default::default()).unwrap();
    let duty = &draft.duties[0];
    assert!(duty.text.shown().contains("năm 2024"), "{}", duty.text.shown());
    assert_eq!(duty.schedule.occurrences[0].due, Some("2024-03-31".parse().unwrap()));
    assert!(draft.dropped.is_empty());
    assert!(draft.groups[0].tasks.iter().all(|task| task.printed.is_none()));
    let moved = draft.task(&code("PL.1.4")).unwrap();
    assert!(moved.product_numbers.is_empty() && moved.text.shown() == task("PL.1.5").text.shown());
    let linked: Vec<_> = draft.linked(&moved.code).collect();
    assert_eq!(linked, plan().linked(&code("PL.1.5")).collect::<Vec<_>>());
    draft.check().unwrap();
}
