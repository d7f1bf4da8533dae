//! Corrections, what was left out, and the report.

use crate::{
    clause,
    common::{SOURCE, settings},
    plan, report, task,
};
use sotay_core::plan::Comparator;
use sotay_import::{What, import_text};

#[test]
fn nothing_of_list_tags_bold_marks_and_page_furniture_remains() {
    let json = sotay_import::plan_json(plan()).unwrap();
    for trace in ["<ul", "style", "**", "5853", "STT", "CỘNG HÒA", "\\t", "\\n"] {
        assert!(!json.contains(trace), "{trace:?} is left in the plan");
    }
    assert_eq!(report().of(What::Dropped).filter(|entry| entry.words.contains("lặp lại")).count(), 18);
    let stamps: Vec<_> =
        report().of(What::Dropped).filter(|entry| entry.words.contains("5853")).map(|e| e.line).collect();
    assert_eq!(stamps, [Some(55)]);
}

#[test]
fn the_corrected_wording_stands_beside_the_source() {
    for (at, source, corrected) in [
        ("PL.1.1", "Kiểm toàn", "Kiện toàn"),
        ("PL.1.9", "BCD CCHC", "BCĐ CCHC"),
        ("PL.4.5", "trong ĐVSNC", "trong ĐVSNCL"),
        ("PL.4.6", "CBCCV phải", "CBCCVC phải"),
        ("PL.4.9", "Thực hiện nghiệm", "Thực hiện nghiêm"),
        ("PL.5.3", "CBCCVV theo", "CBCCVC theo"),
        ("PL.7.2", "trên Công Dịch vụ công", "trên Cổng Dịch vụ công"),
        ("PL.7.6", "chuyên ung", "chuyên dùng"),
        ("PL.7.10", "Bổ trí", "Bố trí"),
    ] {
        let text = &task(at).text;
        assert!(text.source.contains(source) && text.shown().contains(corrected), "{at}: {text:?}");
    }
    for (at, source, corrected) in [
        ("II.1", "Phân đấu", "Phấn đấu"),
        ("III.3.11", "Công Dịch vụ công", "Cổng Dịch vụ công"),
        ("V.1.3", "CBCCV.", "CBCCVC."),
    ] {
        let text = &clause(at).text;
        assert!(text.source.contains(source) && text.shown().contains(corrected), "{at}: {text:?}");
    }
    assert!(clause("III.1.8").more[0].text.shown().contains("mô hình tuyên truyền rõ ràng"));
    let lead = &task("PL.7.3").lead;
    assert_eq!(
        (lead.raw.source.starts_with("Trường"), lead.ids.as_slice()),
        (true, &["phong-van-hoa-thong-tin".to_owned()][..])
    );
    assert_eq!(task("PL.1.4").text.corrected, None, "what needs no correction has none");
}

#[test]
fn the_documents_contradictions_stay_as_they_are() {
    assert_eq!(clause("II.3.1").figures[1].comparator, Comparator::AtLeast);
    assert!(task("PL.3.10").products[1].source.contains("trên 95%"));
    assert!(task("PL.4.5").text.source.contains("106/2020/NĐ-CP ngày 15 tháng 9"));
    assert!(task("PL.5.2").text.source.contains("106/2020/NĐ-CP ngày 10 tháng 9"));
}

#[test]
fn a_correction_that_does_not_find_its_words_is_reported() {
    let mut settings = settings();
    settings.corrections[0].corrections[0].source = "không có chữ này".into();
    let at = settings.corrections[0].corrections[0].at.clone();
    let (_, report) = import_text(SOURCE, &settings).unwrap();
    let puzzles: Vec<&str> = report.not_understood().map(|entry| entry.words.as_str()).collect();
    assert_eq!(puzzles, [format!("đính chính không khớp: {at} không có “không có chữ này”")]);
}

#[test]
fn the_report_speaks_of_all_that_was_done() {
    let counts = report().counts;
    assert_eq!((counts.groups, counts.tasks, counts.parents, counts.products), (7, 77, 1, 122));
    assert_eq!(counts.duties, 12);
    assert_eq!((counts.waiting, counts.membership), (6, [20, 5, 52]));
    let words = report().to_string();
    for part in [
        "dòng 101: hàng 2.3 của phụ lục",
        "dòng 79: PL.1.1: “Kiểm toàn” → “Kiện toàn”",
        "dòng 330: chú thích ¹ về mục III.2.2",
        "số đóng dấu lưu trữ: 5853",
        "7 nhóm, 77 nhiệm vụ (và 1 dòng cha), 122 sản phẩm",
        "12 nhiệm vụ của phường ngoài phụ lục",
        "Đã hiểu toàn bộ văn bản.",
    ] {
        assert!(words.contains(part), "{part:?} is not in\n{words}");
    }
    assert!(!words.contains("CHƯA HIỂU"));
}
