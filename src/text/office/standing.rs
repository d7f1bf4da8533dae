//! What the targets' screens say that has numbers, names or dates in it.

use super::{
    super::Language::{self, En, Vi},
    measure, pick, signed, step,
};
use jiff::civil::Date;
use sotay_core::{
    counter::StepCounts,
    dates,
    ids::ProcedureKey,
    period::{PeriodProblem, Standing},
    plan::Comparator,
    targets::{Kind, Level, Missing, Ratio, Source, TargetProblem, Threshold, grouped, percent},
};
/// "Số đếm theo ngày có từ 15/6/2023; kỳ này tính từ 15/12/2022."
pub fn counted_since(language: Language, since: Date, from: Date) -> String {
    let (since, from) = (dates::show(since), dates::show(from));
    match language {
        Vi => {
            format!("Số đếm theo ngày chỉ có từ {since}, kỳ này tính từ {from}. Nếu thiếu, hãy ghi theo kỳ.")
        }
        En => format!(
            "Days are counted only since {since}; the period begins on {from}. If some are missing, record by period."
        ),
    }
}

/// "≥ 98 %" or "≥ 1".
pub fn threshold(threshold: &Threshold, kind: Kind) -> String {
    let sign = sign(threshold.comparator);
    match kind {
        Kind::Count => format!("{sign} {}", grouped(threshold.value.numerator)),
        _ => format!("{sign} {}", percent(threshold.value, 0, Some(threshold)).unwrap_or_default()),
    }
}

/// The sign of a comparison.
pub fn sign(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::AtLeast => "≥",
        Comparator::MoreThan => ">",
        Comparator::LessThan => "<",
    }
}

/// "195/200 = 97,5 %"; a count is its number alone.
pub fn value(value: Ratio, kind: Kind, against: Option<&Threshold>) -> String {
    let (part, whole) = (grouped(value.numerator), grouped(value.denominator));
    match kind {
        Kind::Count => part,
        _ => match percent(value, 1, against) {
            Some(percent) => format!("{part}/{whole} = {percent}"),
            None => format!("{part}/{whole}"),
        },
    }
}

/// "8 đơn vị có số, 2 chưa có".
pub fn units_of(language: Language, with: usize, without: usize) -> String {
    match (language, without) {
        (Vi, 0) => format!("{with} đơn vị có số"),
        (Vi, _) => format!("{with} đơn vị có số, {without} chưa có"),
        (En, 0) => format!("{with} units have figures"),
        (En, _) => format!("{with} units have figures, {without} have none"),
    }
}

/// "Quận sửa · 10:12".
pub fn version(language: Language, at: &str) -> String {
    match language {
        Vi => format!("Quận sửa · {at}"),
        En => format!("Edited by the district · {at}"),
    }
}

/// "Nguyễn Văn A nộp · 10:12".
pub fn submitted(language: Language, by_at: &str) -> String {
    match language {
        Vi => format!("Đã nộp: {by_at}"),
        En => format!("Submitted: {by_at}"),
    }
}

/// "Lúc nộp: đạt 5, chưa đạt 2, không phát sinh 1, thiếu số 13".
pub fn judged(language: Language, [met, failing, no_case, missing]: [usize; 4]) -> String {
    match language {
        Vi => {
            format!("Lúc nộp: đạt {met}, chưa đạt {failing}, không phát sinh {no_case}, thiếu số {missing}")
        }
        En => {
            format!("As submitted: {met} met, {failing} failing, {no_case} without a case, {missing} missing")
        }
    }
}

/// "PAKN trong kỳ: 4 tiếp nhận, 4 xử lý, 3 trả lời, 3 công khai; 1 quá hạn".
pub fn steps(language: Language, of: &StepCounts) -> String {
    let StepCounts { received, handled, answered, published, overdue, .. } = of;
    match language {
        Vi => format!(
            "PAKN trong kỳ: {received} tiếp nhận, {handled} xử lý, {answered} trả lời, {published} công khai; {overdue} quá hạn"
        ),
        En => format!(
            "Feedback in the period: {received} received, {handled} handled, {answered} answered, {published} published; \
             {overdue} overdue"
        ),
    }
}

/// "Hạn nộp 20/9/2023".
pub fn due(language: Language, day: Date) -> String {
    match language {
        Vi => format!("Hạn nộp {}", dates::show(day)),
        En => format!("Due {}", dates::show(day)),
    }
}

/// "II.3.1: lúc nộp 195/200, nay 197/200".
pub fn changed(language: Language, key: &str, before: &str, now: &str) -> String {
    match language {
        Vi => format!("{key}: lúc nộp {before}, nay {now}"),
        En => format!("{key}: submitted {before}, now {now}"),
    }
}

/// What is missing for a verdict.
pub fn missing(language: Language, of: &Missing, procedure_name: &dyn Fn(&ProcedureKey) -> String) -> String {
    match (language, of) {
        (_, Missing::Measure(of)) => measure(language, *of).to_owned(),
        (Vi, Missing::Dossiers { counted, listed }) => {
            format!("đếm được {} hồ sơ trễ, danh sách mới có {}", grouped(*counted), grouped(*listed))
        }
        (En, Missing::Dossiers { counted, listed }) => {
            format!("{} counted late, {} listed", grouped(*counted), grouped(*listed))
        }
        (_, Missing::BelowZero { procedure, date, measure: of, number }) => {
            let day = date.map(|date| format!(" {}", dates::show(date))).unwrap_or_default();
            format!("{}{day}: {} {}", procedure_name(procedure), measure(language, *of), signed(*number))
        }
        (Vi, Missing::PartAboveWhole { procedure, value }) => {
            let of = procedure.as_ref().map(|of| format!("{}: ", procedure_name(of))).unwrap_or_default();
            format!("{of}{} lớn hơn tổng số {}", grouped(value.numerator), grouped(value.denominator))
        }
        (En, Missing::PartAboveWhole { procedure, value }) => {
            let of = procedure.as_ref().map(|of| format!("{}: ", procedure_name(of))).unwrap_or_default();
            format!("{of}{} is more than {}", grouped(value.numerator), grouped(value.denominator))
        }
        (Vi, Missing::Units) => "chưa đơn vị nào có số".into(),
        (En, Missing::Units) => "no unit has figures".into(),
        (Vi, Missing::Numerator) => "số đạt yêu cầu".into(),
        (En, Missing::Numerator) => "the number fulfilled".into(),
        (Vi, Missing::Denominator) => "tổng số".into(),
        (En, Missing::Denominator) => "the total".into(),
        (Vi, Missing::Published) => "đã công khai hay chưa".into(),
        (En, Missing::Published) => "whether it is published".into(),
        (Vi, Missing::Date) => "ngày công khai".into(),
        (En, Missing::Date) => "the date of publication".into(),
        (Vi, Missing::Link) => "đường dẫn hoặc số văn bản".into(),
        (En, Missing::Link) => "the link or document number".into(),
    }
}

/// What to say of what is no whole number.
pub fn whole_number(language: Language) -> &'static str {
    pick(language, "Hãy ghi một số nguyên, chỉ gồm chữ số.", "Write a whole number, digits only.")
}

/// How a period stands.
pub fn standing(language: Language, standing: Standing) -> &'static str {
    let (vi, en) = match standing {
        Standing::Open => ("Chưa nộp", "Not submitted"),
        Standing::Submitted => ("Đã nộp, quận chưa xem", "Submitted, not answered"),
        Standing::Accepted => ("Quận đã chấp nhận", "Accepted by the district"),
        Standing::Returned => {
            ("Quận trả lại, cần sửa và nộp lại", "Returned, to be corrected and submitted again")
        }
    };
    pick(language, vi, en)
}

/// What is wrong with a period's row.
pub fn period_problem(language: Language, problem: PeriodProblem) -> &'static str {
    let (vi, en) = match problem {
        PeriodProblem::Title => ("Kỳ cần có tên.", "The period needs a name."),
        PeriodProblem::Window => ("Ngày cuối kỳ đang trước ngày đầu kỳ.", "It ends before it begins."),
        PeriodProblem::Due => ("Hạn nộp đang trước ngày đầu kỳ.", "It is due before it begins."),
        PeriodProblem::Year => {
            ("Ngày của kỳ không thuộc năm kế hoạch.", "Its days are not of the plan's year.")
        }
    };
    pick(language, vi, en)
}

/// What is wrong with a target.
pub fn target_problem(language: Language, problem: TargetProblem) -> &'static str {
    let (vi, en) = match problem {
        TargetProblem::Title => ("Chỉ tiêu cần có tên ngắn gọn.", "The target needs a short name."),
        TargetProblem::Clause => (
            "Mã chỉ tiêu phải theo điểm của kế hoạch, ví dụ II.3.1.",
            "The key follows the plan's clause, such as II.3.1.",
        ),
        TargetProblem::Levels => {
            ("Chỉ tiêu phải dành cho quận hoặc phường.", "It must be the district's or the wards'.")
        }
        TargetProblem::Threshold => {
            ("Mức cần đạt chưa đúng. Ví dụ 98 trên 100.", "The threshold cannot be, e.g. 98 of 100.")
        }
        TargetProblem::Sources => {
            ("Cách tính không hợp với loại chỉ tiêu.", "What is counted does not fit the kind.")
        }
    };
    pick(language, vi, en)
}

/// Whose figures are judged.
pub fn level(language: Language, level: Level) -> &'static str {
    match level {
        Level::Ward => pick(language, "Phường", "Ward"),
        Level::District => pick(language, "Quận", "District"),
    }
}

/// Where a number comes from.
pub fn source(language: Language, source: &Source) -> String {
    match source {
        Source::Measures(of) => of.iter().map(|of| measure(language, *of)).collect::<Vec<_>>().join(" + "),
        Source::LateDossiers => pick(language, "Hồ sơ trễ", "Late dossiers").into(),
        Source::ApologisedDossiers => {
            pick(language, "Hồ sơ trễ đã xin lỗi", "Apologised late dossiers").into()
        }
        Source::Feedback(of) => format!("PAKN: {}", step(language, *of)),
        Source::FeedbackComplete => pick(language, "PAKN đủ bốn bước", "Feedback through all steps").into(),
        Source::Reading => pick(language, "Số ghi cho kỳ", "Entered for the period").into(),
    }
}
