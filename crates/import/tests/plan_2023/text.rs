//! The decision and the plan text.

use crate::{clause, items, plan};
use sotay_core::plan::{Clause, Comparator};
use std::collections::BTreeMap;

#[test]
fn the_decision_is_whole() {
    let decision = &plan().decision;
    assert_eq!(decision.number, "7679/QĐ-UBND");
    assert_eq!((decision.issued_on.to_string(), decision.place.as_str()), ("2022-12-30".into(), "Bình Tân"));
    assert_eq!(decision.issuer.source, "CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN BÌNH TÂN");
    assert_eq!(
        decision.subject.source,
        "Ban hành Kế hoạch thực hiện công tác cải cách hành chính trên địa bàn quận Bình Tân năm 2023"
    );
    assert_eq!((decision.grounds.len(), decision.articles.len(), decision.recipients.len()), (6, 4, 15));
    assert_eq!(decision.articles[1].text.source, "Quyết định này có hiệu lực kể từ ngày ký.");
    assert_eq!(
        (decision.signer_office.source.as_str(), decision.signer.as_str()),
        ("CHỦ TỊCH", "Nguyễn Minh Nhựt")
    );
}

#[test]
fn the_third_number_iii_is_the_assignment() {
    let numbers: Vec<&str> = plan().chapters().iter().map(|chapter| chapter.number.as_str()).collect();
    assert_eq!(numbers, ["I", "II", "III", "III", "IV", "V"]);
    assert!(plan().assignment.intro[0].source.starts_with("Theo phụ lục"));
    assert_eq!((plan().aims.clauses.len(), plan().funding.clauses.len()), (2, 2));
    assert_eq!(plan().preamble.len(), 2);
    let organisation: Vec<usize> =
        plan().organisation.clauses.iter().map(|clause| clause.clauses.len()).collect();
    assert_eq!(organisation, [4, 9]);
    assert!(plan().organisation.closing[0].source.ends_with("quyết định./."));
}

#[test]
fn section_ii_has_19_numbered_lines_with_their_figures() {
    use Comparator::{AtLeast, LessThan, MoreThan};
    let leaves: Vec<&Clause> = plan()
        .targets
        .clauses
        .iter()
        .flat_map(|c| if c.clauses.is_empty() { std::slice::from_ref(c) } else { c.clauses.as_slice() })
        .collect();
    assert_eq!(leaves.len(), 19);
    assert_eq!(leaves.iter().map(|clause| clause.figures.len()).sum::<usize>(), 23);
    for (at, figures) in [
        ("II.1", &[][..]),
        ("II.2", &[(AtLeast, 40), (AtLeast, 20), (AtLeast, 10)]),
        ("II.3.1", &[(AtLeast, 98), (AtLeast, 95)]),
        ("II.3.2", &[(LessThan, 3)]),
        ("II.3.3", &[(MoreThan, 97)]),
        ("II.4.2", &[(AtLeast, 95), (AtLeast, 90)]),
        ("II.7", &[(AtLeast, 40), (AtLeast, 35)]),
        ("II.8", &[(AtLeast, 90)]),
        ("II.10.5", &[(AtLeast, 100)]),
        ("III.5.4", &[(AtLeast, 100), (AtLeast, 100), (MoreThan, 80)]),
        ("III.6.3", &[(MoreThan, 90), (AtLeast, 100)]),
    ] {
        let found: Vec<_> = clause(at).figures.iter().map(|f| (f.comparator, f.per_cent)).collect();
        assert_eq!(found, figures, "{at}");
    }
}

#[test]
fn section_iii_has_65_items_in_8_groups_and_14_bullets() {
    let sizes: Vec<usize> = plan().focus.clauses.iter().map(|group| group.clauses.len()).collect();
    assert_eq!(sizes, [8, 8, 11, 8, 12, 6, 10, 2]);
    let bullets: BTreeMap<String, usize> = items()
        .map(|item| (item.code.to_string(), item.more.iter().filter(|p| p.bullet).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    let expected = [("III.1.8", 5), ("III.5.4", 2), ("III.6.4", 5), ("III.8.1", 2)];
    assert_eq!(bullets, expected.map(|(at, count)| (at.to_owned(), count)).into());
    let plain: Vec<String> = items()
        .filter(|item| item.more.iter().any(|p| !p.bullet))
        .map(|item| item.code.to_string())
        .collect();
    assert_eq!(plain, ["III.4.2", "III.5.10"]);
}

#[test]
fn sentences_that_pages_and_footnotes_cut_are_whole() {
    assert!(clause("V.1.3").text.source.contains("làm căn cứ, điều kiện bình xét thi đua"));
    assert!(clause("III.5.4").more[0].text.source.contains("Đảm bảo 100% cán bộ, công chức đang công tác"));
    assert!(clause("III.4.4").text.source.contains("Thủ trưởng các sở - ngành, Ủy ban nhân dân"));
    for (at, marked, begins) in [
        ("III.2.2", "quy định mới¹.", "Triển khai thực hiện sắp xếp các cơ quan chuyên môn thuộc UBND quận"),
        (
            "III.4.1",
            "quy định mới²;",
            "Triển khai thực hiện sắp xếp các cơ quan chuyên môn thuộc UBND cấp tỉnh",
        ),
    ] {
        let clause = clause(at);
        assert!(clause.text.source.contains(marked), "{at}");
        assert_eq!(clause.footnotes.len(), 1, "{at}");
        assert!(clause.footnotes[0].source.starts_with(begins), "{at}");
    }
    assert_eq!(items().map(|item| item.footnotes.len()).sum::<usize>(), 2);
}
