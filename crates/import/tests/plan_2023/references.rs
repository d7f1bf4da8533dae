//! References between the parts.

use crate::{code, items, plan, report, tasks_where};
use sotay_core::{
    code::{Code, Section},
    plan::ReferenceBasis,
};
use sotay_import::What;
use std::collections::BTreeSet;

#[test]
fn thirteen_items_have_no_row_and_six_rows_no_item() {
    let no_row: Vec<String> = items()
        .filter(|item| !plan().linked(&item.code).any(|other| other.section() == Section::Appendix))
        .map(|item| item.code.to_string())
        .collect();
    assert_eq!(
        no_row,
        [
            "III.1.3", "III.2.2", "III.2.5", "III.2.6", "III.3.1", "III.4.5", "III.5.6", "III.5.9",
            "III.5.11", "III.5.12", "III.7.8", "III.8.1", "III.8.2"
        ]
    );
    let focus: BTreeSet<&Code> = items().map(|item| &item.code).collect();
    let no_item = tasks_where(|task| !plan().linked(&task.code).any(|other| focus.contains(other)));
    assert_eq!(no_item, ["PL.4.5", "PL.5.7", "PL.7.5", "PL.7.10", "PL.7.11", "PL.7.12"]);
}

#[test]
fn numbers_that_look_alike_do_not_make_a_reference() {
    let linked = |text: &str| -> Vec<String> { plan().linked(&code(text)).map(Code::to_string).collect() };
    assert_eq!(linked("III.4.3"), ["PL.4.4"]);
    assert_eq!(linked("III.6.5"), ["II.9", "PL.6.11"]);
    assert_eq!(linked("PL.4.3"), ["III.4.6"]);
    assert_eq!(linked("PL.3.10"), ["II.3.1", "III.3.5"]);
    assert_eq!(linked("II.2"), ["III.1.2", "PL.1.2.1", "PL.1.2.2"]);
}

#[test]
fn references_are_pairs_of_parts_that_exist_each_once_in_reading_order() {
    let mut seen = BTreeSet::new();
    for reference in &plan().references {
        assert!(reference.from < reference.to, "{reference:?}");
        assert!(seen.insert((&reference.from, &reference.to)), "{reference:?} stands twice");
        for code in [&reference.from, &reference.to] {
            assert!(plan().task(code).is_some() || plan().clause(code).is_some(), "{code}");
        }
    }
    let by_wording = plan().references.iter().filter(|r| r.basis == ReferenceBasis::Wording).count();
    let between_texts = plan().references.iter().filter(|r| r.to.section() != Section::Duties).count();
    assert!(by_wording * 3 > between_texts * 2, "two thirds are found by their wording: {by_wording}");
    assert_eq!(report().of(What::Noted).count(), 0, "no line of the table is spare");
}
