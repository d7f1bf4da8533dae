use super::{
    super::Language::{En, Vi},
    *,
};
use jiff::civil::date;
use sotay_core::{
    change::Field,
    counter::{Measure, Problem},
    ids::EntityId,
    plan::Comparator,
    targets::{Kind, Ratio, Threshold},
};

#[test]
fn days_and_numbers_read_as_they_are_written_in_viet_nam() {
    assert_eq!(weekday(Vi, date(2023, 10, 16)), "Thứ Hai, 16/10/2023");
    assert_eq!(signed(1_234_567), "1.234.567");
    assert_eq!(signed(-3), "−3");
    let (monday, friday) = (date(2023, 10, 16), date(2023, 10, 13));
    assert_eq!(last_counted(Vi, friday, monday, 38, 1), "Ngày 13/10: 38 tiếp nhận, 1 trễ hạn");
    assert_eq!(last_counted(Vi, friday, date(2023, 10, 14), 38, 1), "Hôm qua: 38 tiếp nhận, 1 trễ hạn");
}

#[test]
fn a_failing_value_never_reads_as_its_threshold() {
    let threshold = Threshold { comparator: Comparator::AtLeast, value: Ratio::per_cent(98) };
    assert_eq!(value(Ratio::new(48, 49), Kind::Ratio, Some(&threshold)), "48/49 = 97,96 %");
    assert_eq!(value(Ratio::new(195, 200), Kind::Ratio, Some(&threshold)), "195/200 = 97,5 %");
    assert_eq!(super::threshold(&threshold, Kind::RatioPerField), "≥ 98 %");
    let one = Threshold { comparator: Comparator::AtLeast, value: Ratio::new(1, 1) };
    assert_eq!(super::threshold(&one, Kind::Count), "≥ 1");
}

#[test]
fn changes_of_the_counter_are_listed_in_words() {
    let named = |text: &str| {
        entity(Vi, &EntityId::from(text.to_owned()), |_| Some("H29-001".into())).unwrap_or_default()
    };
    assert_eq!(named("count/2023-10-16/ho-tich/r7mk2xq9wd4hn"), "Đếm hồ sơ 16/10/2023 · Hộ tịch");
    assert_eq!(named("day/2023-10-13/rieng-7"), "Các lần sửa 13/10/2023 · rieng-7");
    assert_eq!(named("dossier/018b3a3c-7f00-7000-8000-00000000002a"), "Hồ sơ trễ H29-001");
    assert_eq!(named("target/binh-tan-2023/II.3.1"), "Chỉ tiêu II.3.1");
    assert_eq!(named("document/binh-tan-2023"), "", "not the counter's");
    assert_eq!(value_of(Vi, &Field::Measure(Measure::Late), "20/17"), "20");
    assert_eq!(value_of(Vi, &Field::Measure(Measure::Late), "-3"), "−3");
    assert_eq!(value_of(Vi, &Field::ProcedureOf, "dat-dai"), "Đất đai");
    assert_eq!(value_of(Vi, &Field::Entry, "period"), "Theo kỳ");
}

#[test]
fn every_problem_has_a_sentence_in_both_languages() {
    let day = date(2023, 10, 16);
    for of in [
        Problem::NotWhole,
        Problem::TooLarge { number: 2_000_000, limit: 1_000_000 },
        Problem::BelowZero { measure: Measure::Late, number: -1 },
        Problem::OutsideYear { from: day, to: day },
        Problem::PartAboveWhole { part: 2, whole: 1 },
        Problem::MoreThanResolved { on_time: 2, late: 1, resolved: 2 },
        Problem::FewerThanResolved { on_time: 1, late: 0, resolved: 2 },
        Problem::ResolvedAboveReceived { resolved: 2, received: 1 },
        Problem::OnlineAboveReceived { online: 2, received: 1 },
        Problem::LateDossiers { counted: 2, listed: 1 },
        Problem::Jump { number: 900, usual: 12 },
    ] {
        let (vi, en) = (problem(Vi, of), problem(En, of));
        assert!(vi.ends_with(['.', '?']) && en.ends_with(['.', '?']) && vi != en, "{of:?}: {vi} {en}");
    }
}
