//! Words of the counter and the targets.
//!
//! Apart from [`super::Words`]: only screens of the second piece use them, and so they come with it.
#![allow(missing_docs)] // Each name says what its text says.

use super::Language::{self, En, Vi};
use jiff::civil::{Date, Weekday};
use sotay_core::{
    change::{Field, Value},
    counter::{Class, Correction, Measure, Problem, Step, defaults, whole},
    dates,
    ids::{EntityId, ProcedureKey},
    period::{Entry, PeriodProblem, Standing},
    plan::Comparator,
    targets::{Kind, Level, Missing, Ratio, Source, Target, TargetProblem, Threshold, grouped, percent},
};

/// The fixed words of a language.
pub struct OfficeWords {
    pub counting: &'static str,
    pub late: &'static str,
    pub feedback: &'static str,
    pub procedures: &'static str,
    pub parts: &'static str,
    pub day_before: &'static str,
    pub day_after: &'static str,
    pub to_today: &'static str,
    pub past_day: &'static str,
    pub more_measures: &'static str,
    pub disputed: &'static str,
    pub below_zero: &'static str,
    pub whole_day: &'static str,
    pub keypad_today: &'static str,
    pub keypad_past: &'static str,
    pub keypad_period: &'static str,
    pub clear: &'static str,
    pub backspace: &'static str,
    pub record: &'static str,
    pub record_anyway: &'static str,
    pub uncorrect: &'static str,
    pub corrections: &'static str,
    pub no_history: &'static str,
    pub no_procedures: &'static str,
    pub add_late: &'static str,
    pub no_late: &'static str,
    pub late_hint: &'static str,
    pub dossier_number: &'static str,
    pub procedure: &'static str,
    pub promised_first: &'static str,
    pub days_late: &'static str,
    pub why_late: &'static str,
    pub apology_number: &'static str,
    pub apology_date: &'static str,
    pub promised_anew: &'static str,
    pub no_apology: &'static str,
    pub apologised: &'static str,
    pub write_apology: &'static str,
    pub apology: &'static str,
    pub print: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub take_back: &'static str,
    pub save: &'static str,
    pub edit: &'static str,
    pub add_feedback: &'static str,
    pub no_feedback: &'static str,
    pub feedback_number: &'static str,
    pub feedback_title: &'static str,
    pub feedback_due: &'static str,
    pub overdue: &'static str,
    pub complete: &'static str,
    pub procedures_hint: &'static str,
    pub add_procedure: &'static str,
    pub procedure_title: &'static str,
    pub classes: &'static str,
    pub shown: &'static str,
    pub days_number: &'static str,
    pub wrong_order: &'static str,
    pub needs_number: &'static str,
    pub period: &'static str,
    pub periods: &'static str,
    pub by_day: &'static str,
    pub by_period: &'static str,
    pub entry: &'static str,
    pub entry_hint: &'static str,
    pub failing: &'static str,
    pub met: &'static str,
    pub no_case: &'static str,
    pub missing: &'static str,
    pub statements: &'static str,
    pub verdicts: &'static str,
    pub none_here: &'static str,
    pub no_targets: &'static str,
    pub worst: &'static str,
    pub fields: &'static str,
    pub numerator: &'static str,
    pub denominator: &'static str,
    pub number: &'static str,
    pub threshold: &'static str,
    pub trend: &'static str,
    pub month: &'static str,
    pub clause: &'static str,
    pub tasks: &'static str,
    pub is_published: &'static str,
    pub published_on: &'static str,
    pub link: &'static str,
    pub bad_link: &'static str,
    pub reading: &'static str,
    pub reading_hint: &'static str,
    pub submit: &'static str,
    pub submit_sure: &'static str,
    pub submit_anew: &'static str,
    pub reopen: &'static str,
    pub reopen_sure: &'static str,
    pub differs: &'static str,
    pub accept: &'static str,
    pub return_it: &'static str,
    pub reply: &'static str,
    pub excellence: &'static str,
    pub excellence_clear: &'static str,
    pub person_decides: &'static str,
    pub whole_district: &'static str,
    pub one_unit: &'static str,
    pub figures_of: &'static str,
    pub units: &'static str,
    pub no_figures: &'static str,
    pub not_counted: &'static str,
    pub edit_target: &'static str,
    pub edit_target_hint: &'static str,
    pub add_target: &'static str,
    pub target_title: &'static str,
    pub comparator: &'static str,
    pub version_plan: &'static str,
    pub back: &'static str,
    pub cancel: &'static str,
    pub close: &'static str,
    pub add_period: &'static str,
    pub period_title: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub due: &'static str,
    pub active: &'static str,
    pub two_submitted: &'static str,
}

const VI: OfficeWords = OfficeWords {
    counting: "Đếm hồ sơ",
    late: "Hồ sơ trễ",
    feedback: "PAKN",
    procedures: "Lĩnh vực",
    parts: "Các phần của quầy",
    day_before: "Ngày trước",
    day_after: "Ngày sau",
    to_today: "Về hôm nay",
    past_day: "Chạm vào một số để sửa số của cả ngày. Lần sửa nào cũng được ghi lại.",
    more_measures: "Số liệu khác",
    disputed: "có hai lần sửa khác nhau, hãy xem lại",
    below_zero: "Số đang nhỏ hơn 0: các máy đã bớt nhiều hơn số đã đếm. Hãy ghi lại số của cả ngày.",
    whole_day: "Số của cả ngày",
    keypad_today: "Ghi số của cả đơn vị hôm nay. Máy khác đếm thêm thì cộng tiếp vào.",
    keypad_past: "Ghi số đúng của cả ngày. Máy khác gửi số về muộn thì vẫn được cộng vào.",
    keypad_period: "Ghi số của cả kỳ.",
    clear: "Xóa số",
    backspace: "Xóa một chữ số",
    record: "Ghi",
    record_anyway: "Vẫn ghi số này",
    uncorrect: "Bỏ lần sửa, lấy số các máy đếm",
    corrections: "Các lần sửa",
    no_history: "Chưa sửa lần nào.",
    no_procedures: "Chưa chọn lĩnh vực nào. Mở “Lĩnh vực” để chọn.",
    add_late: "Thêm hồ sơ trễ",
    no_late: "Chưa ghi hồ sơ trễ hạn nào.",
    late_hint: "Không ghi tên người dân: chỉ cần mã hồ sơ.",
    dossier_number: "Mã hồ sơ",
    procedure: "Lĩnh vực",
    promised_first: "Ngày hẹn trả ban đầu",
    days_late: "Số ngày trễ",
    why_late: "Lý do trễ",
    apology_number: "Số văn bản xin lỗi",
    apology_date: "Ngày văn bản xin lỗi",
    promised_anew: "Ngày hẹn trả mới",
    no_apology: "Chưa có văn bản xin lỗi",
    apologised: "Đã xin lỗi",
    write_apology: "Soạn văn bản xin lỗi",
    apology: "Văn bản xin lỗi",
    print: "In",
    copy: "Chép lời văn",
    copied: "Đã chép",
    take_back: "Bỏ khỏi danh sách",
    save: "Lưu",
    edit: "Sửa",
    add_feedback: "Thêm phản ánh, kiến nghị",
    no_feedback: "Chưa ghi phản ánh, kiến nghị nào.",
    feedback_number: "Mã phản ánh",
    feedback_title: "Về việc gì (không ghi tên người dân)",
    feedback_due: "Hạn trả lời",
    overdue: "quá hạn trả lời",
    complete: "Đã công khai",
    procedures_hint: "Lĩnh vực bị ẩn không hiện ở quầy; số đã đếm vẫn được tính.",
    add_procedure: "Thêm lĩnh vực",
    procedure_title: "Tên lĩnh vực",
    classes: "Thuộc nhóm",
    shown: "Hiện ở quầy",
    days_number: "Ghi số ngày, từ 1 đến 3.650.",
    wrong_order: "Ngày của bước sau đang trước ngày của bước trước. Hãy xem lại.",
    needs_number: "Hãy ghi mã.",
    period: "Kỳ báo cáo",
    periods: "Các kỳ báo cáo",
    by_day: "Theo ngày",
    by_period: "Theo kỳ",
    entry: "Cách ghi số của kỳ này",
    entry_hint: "Theo kỳ: ghi một lần cho cả kỳ, số đếm từng ngày không cộng vào kỳ này.",
    failing: "Chưa đạt",
    met: "Đạt",
    no_case: "Không phát sinh",
    missing: "Thiếu số",
    statements: "Không chấm bằng số",
    verdicts: "Kết quả",
    none_here: "Không có chỉ tiêu nào ở đây.",
    no_targets: "Kế hoạch này chưa có bảng chỉ tiêu. Phòng Nội vụ quận thêm chỉ tiêu ở màn hình này.",
    worst: "Kém nhất",
    fields: "Từng lĩnh vực",
    numerator: "Đạt yêu cầu",
    denominator: "Tổng số",
    number: "Số lượng",
    threshold: "Cần",
    trend: "Theo tháng",
    month: "Tháng",
    clause: "Trong kế hoạch",
    tasks: "Việc liên quan",
    is_published: "Đã công khai trong kỳ",
    published_on: "Ngày công khai",
    link: "Đường dẫn hoặc số văn bản",
    bad_link: "Ghi đường dẫn bắt đầu bằng https:// hoặc số văn bản, ví dụ 87/BC-UBND.",
    reading: "Số liệu của kỳ",
    reading_hint: "Quầy không đếm số này, hãy ghi tại đây.",
    submit: "Nộp số liệu kỳ này",
    submit_sure: "Nộp rồi thì số liệu của kỳ được giữ nguyên như lúc này. Nộp?",
    submit_anew: "Nộp lại",
    reopen: "Mở lại để sửa",
    reopen_sure: "Mở lại thì kỳ này coi như chưa nộp. Lần nộp trước vẫn còn trong lịch sử. Mở lại?",
    differs: "Số liệu đã khác lúc nộp",
    accept: "Chấp nhận",
    return_it: "Trả lại",
    reply: "Ý kiến gửi phường (nên có khi trả lại)",
    excellence: "Xếp loại “hoàn thành xuất sắc” (mục V.1.3)",
    excellence_clear: "Không có chỉ tiêu nào chưa đạt hoặc thiếu số.",
    person_decides: "Đây là số liệu để tham khảo; người có thẩm quyền quyết định.",
    whole_district: "Toàn quận",
    one_unit: "Từng phường",
    figures_of: "Số liệu đến",
    units: "Từng đơn vị",
    no_figures: "chưa có số",
    not_counted: "không có số đếm theo ngày",
    edit_target: "Sửa chỉ tiêu",
    edit_target_hint: "Kỳ đã nộp vẫn được chấm theo chỉ tiêu lúc nộp.",
    add_target: "Thêm chỉ tiêu",
    target_title: "Tên chỉ tiêu",
    comparator: "So sánh",
    version_plan: "Theo kế hoạch",
    back: "Chỉ tiêu",
    cancel: "Thôi",
    close: "Đóng",
    add_period: "Thêm kỳ",
    period_title: "Tên kỳ",
    from: "Từ ngày",
    to: "Đến ngày",
    due: "Hạn nộp",
    active: "Đang dùng",
    two_submitted: "Có hai lần nộp khác nhau từ hai máy. Hãy nộp lại một lần.",
};

const EN: OfficeWords = OfficeWords {
    counting: "Counting",
    late: "Late dossiers",
    feedback: "Feedback",
    procedures: "Fields",
    parts: "Parts of the counter",
    day_before: "The day before",
    day_after: "The day after",
    to_today: "To today",
    past_day: "Tap a number to correct the whole day's. Every correction is kept.",
    more_measures: "Other figures",
    disputed: "two corrections differ, please look",
    below_zero: "The number is below 0: devices took off more than was counted. Write the whole day's number.",
    whole_day: "The whole day's number",
    keypad_today: "Write the whole unit's number of today. What other devices count is added.",
    keypad_past: "Write the right number of the whole day. What other devices send later is added.",
    keypad_period: "Write the period's number.",
    clear: "Clear",
    backspace: "Delete a digit",
    record: "Record",
    record_anyway: "Record it all the same",
    uncorrect: "Drop the correction, take what devices counted",
    corrections: "Corrections",
    no_history: "Never corrected.",
    no_procedures: "No field is shown. Open “Fields” to choose some.",
    add_late: "Add a late dossier",
    no_late: "No late dossier is recorded.",
    late_hint: "No citizen's name: the dossier's code is enough.",
    dossier_number: "Dossier code",
    procedure: "Field",
    promised_first: "First promised on",
    days_late: "Days late",
    why_late: "Why",
    apology_number: "Number of the apology",
    apology_date: "Date of the apology",
    promised_anew: "Promised anew for",
    no_apology: "No apology yet",
    apologised: "Apologised",
    write_apology: "Write the apology",
    apology: "Letter of apology",
    print: "Print",
    copy: "Copy the text",
    copied: "Copied",
    take_back: "Take off the list",
    save: "Save",
    edit: "Edit",
    add_feedback: "Add feedback",
    no_feedback: "No feedback is recorded.",
    feedback_number: "Feedback code",
    feedback_title: "What it is about (no citizen's name)",
    feedback_due: "To be answered by",
    overdue: "answer overdue",
    complete: "Published",
    procedures_hint: "A hidden field is not at the counter; what was counted still counts.",
    add_procedure: "Add a field",
    procedure_title: "Name of the field",
    classes: "Belongs to",
    shown: "At the counter",
    days_number: "Write a number of days, 1 to 3,650.",
    wrong_order: "A later step has an earlier date. Please look.",
    needs_number: "Write the code.",
    period: "Period",
    periods: "Reporting periods",
    by_day: "By day",
    by_period: "By period",
    entry: "How this period is recorded",
    entry_hint: "By period: its numbers are written once; what was counted by day is not added to it.",
    failing: "Failing",
    met: "Met",
    no_case: "No case",
    missing: "Missing figures",
    statements: "Not judged by numbers",
    verdicts: "Verdicts",
    none_here: "No target is here.",
    no_targets: "This plan has no targets yet. The district adds them on this screen.",
    worst: "Worst",
    fields: "By field",
    numerator: "Fulfilled",
    denominator: "Of",
    number: "Number",
    threshold: "Needs",
    trend: "By month",
    month: "Month",
    clause: "In the plan",
    tasks: "Tasks behind it",
    is_published: "Published in the period",
    published_on: "Published on",
    link: "Link or document number",
    bad_link: "Write a link that begins with https://, or a document's number such as 87/BC-UBND.",
    reading: "Figures of the period",
    reading_hint: "The counter does not give these; write them here.",
    submit: "Submit this period",
    submit_sure: "Once submitted, the period's figures stay as they are now. Submit?",
    submit_anew: "Submit again",
    reopen: "Open again",
    reopen_sure: "The period will count as not submitted. The former submission stays in the history. Open it?",
    differs: "Figures differ from what was submitted",
    accept: "Accept",
    return_it: "Return",
    reply: "Words to the ward (advisable when returning)",
    excellence: "Rating “excellent” (V.1.3)",
    excellence_clear: "No target fails or lacks figures.",
    person_decides: "This is for information; a person decides.",
    whole_district: "Whole district",
    one_unit: "One ward",
    figures_of: "Figures as of",
    units: "By unit",
    no_figures: "no figures",
    not_counted: "nothing counted by day",
    edit_target: "Edit the target",
    edit_target_hint: "Submitted periods stay judged by the target as it was.",
    add_target: "Add a target",
    target_title: "Name of the target",
    comparator: "Comparison",
    version_plan: "As the plan has it",
    back: "Targets",
    cancel: "Cancel",
    close: "Close",
    add_period: "Add a period",
    period_title: "Name",
    from: "From",
    to: "To",
    due: "Due",
    active: "In use",
    two_submitted: "Two devices submitted different figures. Submit once more.",
};

/// The words of a language.
pub fn words(language: Language) -> &'static OfficeWords {
    match language {
        Vi => &VI,
        En => &EN,
    }
}

/// What a measure is called.
pub fn measure(language: Language, measure: Measure) -> &'static str {
    let (vi, en) = match measure {
        Measure::Received => ("Tiếp nhận", "Received"),
        Measure::Resolved => ("Đã giải quyết", "Resolved"),
        Measure::OnTime => ("Đúng hạn", "On time"),
        Measure::Late => ("Trễ hạn", "Late"),
        Measure::Online => ("Nộp trực tuyến", "Online"),
        Measure::PaidOnline => ("Thanh toán điện tử", "Paid electronically"),
        Measure::Digitised => ("Số hóa", "Digitised"),
        Measure::Surveyed => ("Phiếu khảo sát", "Surveyed"),
        Measure::Satisfied => ("Phiếu hài lòng", "Satisfied"),
    };
    pick(language, vi, en)
}

/// What a step of feedback is called.
pub fn step(language: Language, step: Step) -> &'static str {
    let (vi, en) = match step {
        Step::Received => ("Tiếp nhận", "Received"),
        Step::Handled => ("Xử lý", "Handled"),
        Step::Answered => ("Trả lời", "Answered"),
        Step::Published => ("Công khai", "Published"),
    };
    pick(language, vi, en)
}

/// "Hôm nay đã trả lời".
pub fn today_done(language: Language, step: Step) -> String {
    match language {
        Vi => format!("Hôm nay đã {}", self::step(Vi, step).to_lowercase()),
        En => format!("{} today", self::step(En, step)),
    }
}

/// What a class of fields is called.
pub fn class(language: Language, class: Class) -> &'static str {
    let (vi, en) = match class {
        Class::Land => ("Đất đai", "Land"),
        Class::Construction => ("Xây dựng", "Construction"),
        Class::Investment => ("Đầu tư", "Investment"),
        Class::Petitions => ("Đơn thư, khiếu nại, tố cáo", "Petitions and complaints"),
    };
    pick(language, vi, en)
}

fn pick(language: Language, vi: &'static str, en: &'static str) -> &'static str {
    match language {
        Vi => vi,
        En => en,
    }
}

/// "Thứ Hai, 16/10/2023".
pub fn weekday(language: Language, day: Date) -> String {
    let (vi, en) = match day.weekday() {
        Weekday::Monday => ("Thứ Hai", "Monday"),
        Weekday::Tuesday => ("Thứ Ba", "Tuesday"),
        Weekday::Wednesday => ("Thứ Tư", "Wednesday"),
        Weekday::Thursday => ("Thứ Năm", "Thursday"),
        Weekday::Friday => ("Thứ Sáu", "Friday"),
        Weekday::Saturday => ("Thứ Bảy", "Saturday"),
        Weekday::Sunday => ("Chủ nhật", "Sunday"),
    };
    format!("{}, {}", pick(language, vi, en), dates::show(day))
}

/// "12 hồ sơ".
pub fn dossiers(language: Language, number: i64) -> String {
    let number = signed(number);
    match language {
        Vi => format!("{number} hồ sơ"),
        En => format!("{number} dossiers"),
    }
}

/// A number with points between its thousands, and a minus if it is below 0.
pub fn signed(number: i64) -> String {
    let digits = grouped(number.unsigned_abs());
    if number < 0 { format!("−{digits}") } else { digits }
}

/// "Hôm qua: 38 tiếp nhận, 1 trễ hạn"; the day by its date where it was not yesterday.
pub fn last_counted(language: Language, day: Date, today: Date, received: i64, late: i64) -> String {
    let (received, late) = (signed(received), signed(late));
    let yesterday = day.tomorrow().ok() == Some(today);
    match language {
        Vi => {
            let day = if yesterday {
                "Hôm qua".to_owned()
            } else {
                format!("Ngày {}", dates::show_short(day, today))
            };
            format!("{day}: {received} tiếp nhận, {late} trễ hạn")
        }
        En => {
            let day = if yesterday { "Yesterday".to_owned() } else { dates::show_short(day, today) };
            format!("{day}: {received} received, {late} late")
        }
    }
}

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

/// "trễ 2 ngày".
pub fn late_by(language: Language, days: u32) -> String {
    match language {
        Vi => format!("trễ {days} ngày"),
        En => format!("{days} days late"),
    }
}

/// "số của máy này + 1 máy khác".
pub fn devices(language: Language, own: bool, others: usize) -> String {
    match (language, own, others) {
        (_, false, 0) => String::new(),
        (Vi, true, 0) => "số của máy này".into(),
        (Vi, true, n) => format!("số của máy này + {n} máy khác"),
        (Vi, false, n) => format!("số của {n} máy khác"),
        (En, true, 0) => "counted on this device".into(),
        (En, true, n) => format!("this device + {n} others"),
        (En, false, n) => format!("counted on {n} other devices"),
    }
}

/// "Chị Oanh sửa thành 20 (các máy đếm 17) · 10:12".
pub fn corrected(language: Language, by_at: &str, says: i64, base: i64) -> String {
    let (says, base) = (signed(says), signed(base));
    match language {
        Vi => format!("{says} (lúc đó các máy đếm {base}) · {by_at}"),
        En => format!("{says} (devices had counted {base}) · {by_at}"),
    }
}

/// "Bỏ lần sửa · 10:12".
pub fn uncorrected(language: Language, by_at: &str) -> String {
    match language {
        Vi => format!("Bỏ lần sửa · {by_at}"),
        En => format!("Correction dropped · {by_at}"),
    }
}

/// What is wrong with a number, or odd about it.
pub fn problem(language: Language, problem: Problem) -> String {
    let number = signed;
    let day = dates::show;
    match (language, problem) {
        (Vi, Problem::NotWhole) => "Hãy ghi một số nguyên, chỉ gồm chữ số.".into(),
        (En, Problem::NotWhole) => "Write a whole number, digits only.".into(),
        (Vi, Problem::TooLarge { limit, .. }) => format!("Số quá lớn: nhiều nhất là {}.", grouped(limit)),
        (En, Problem::TooLarge { limit, .. }) => format!("Too large: at most {}.", grouped(limit)),
        (Vi, Problem::BelowZero { measure: of, number: n }) => {
            format!("“{}” sẽ thành {}, không thể nhỏ hơn 0.", measure(Vi, of), number(n))
        }
        (En, Problem::BelowZero { measure: of, number: n }) => {
            format!("“{}” would be {}, which cannot be.", measure(En, of), number(n))
        }
        (Vi, Problem::OutsideYear { from, to }) => {
            format!("Chỉ ghi được từ ngày {} đến ngày {}.", day(from), day(to))
        }
        (En, Problem::OutsideYear { from, to }) => {
            format!("Only days from {} to {} can be counted.", day(from), day(to))
        }
        (Vi, Problem::PartAboveWhole { part, whole }) => {
            format!("{} lớn hơn tổng số {}. Hãy xem lại hai số.", grouped(part), grouped(whole))
        }
        (En, Problem::PartAboveWhole { part, whole }) => {
            format!("{} is more than the whole, {}. Look at both.", grouped(part), grouped(whole))
        }
        (Vi, Problem::MoreThanResolved { on_time, late, resolved }) => format!(
            "Đúng hạn {} cộng trễ hạn {} lớn hơn đã giải quyết {}.",
            number(on_time),
            number(late),
            number(resolved)
        ),
        (En, Problem::MoreThanResolved { on_time, late, resolved }) => format!(
            "{} on time and {} late are more than {} resolved.",
            number(on_time),
            number(late),
            number(resolved)
        ),
        (Vi, Problem::FewerThanResolved { on_time, late, resolved }) => format!(
            "Còn {} hồ sơ đã giải quyết chưa ghi đúng hạn hay trễ hạn.",
            number(resolved - on_time - late)
        ),
        (En, Problem::FewerThanResolved { on_time, late, resolved }) => {
            format!("{} of those resolved are neither on time nor late.", number(resolved - on_time - late))
        }
        (Vi, Problem::ResolvedAboveReceived { resolved, received }) => format!(
            "Từ đầu năm đã giải quyết {}, nhiều hơn tiếp nhận {}. Đúng nếu có hồ sơ năm trước chuyển sang.",
            number(resolved),
            number(received)
        ),
        (En, Problem::ResolvedAboveReceived { resolved, received }) => format!(
            "{} resolved this year, more than {} received. True if some came over from last year.",
            number(resolved),
            number(received)
        ),
        (Vi, Problem::OnlineAboveReceived { online, received }) => {
            format!("Nộp trực tuyến {} nhiều hơn tiếp nhận {}.", number(online), number(received))
        }
        (En, Problem::OnlineAboveReceived { online, received }) => {
            format!("{} online, more than {} received.", number(online), number(received))
        }
        (Vi, Problem::LateDossiers { counted, listed }) => format!(
            "Đếm được {} hồ sơ trễ hạn nhưng danh sách “Hồ sơ trễ” có {}. Hãy ghi cho khớp.",
            number(counted),
            number(listed)
        ),
        (En, Problem::LateDossiers { counted, listed }) => {
            format!("{} counted late, {} on the list of late dossiers.", number(counted), number(listed))
        }
        (Vi, Problem::Jump { number: n, usual }) => {
            format!("{} gấp hơn 10 lần ngày thường ({}). Có đúng không?", number(n), number(usual))
        }
        (En, Problem::Jump { number: n, usual }) => {
            format!("{} is more than ten times the usual {}. Is it right?", number(n), number(usual))
        }
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

/// What a field of the counter or of the targets is called.
pub fn field(language: Language, field: &Field) -> String {
    let words = words(language);
    let name = match field {
        Field::Measure(of) => measure(language, *of),
        Field::ProcedureOf => words.procedure,
        Field::DaysLate => words.days_late,
        Field::Apology => words.apology_number,
        Field::Promised => words.promised_anew,
        Field::ReceivedOn => step(language, Step::Received),
        Field::HandledOn => step(language, Step::Handled),
        Field::AnsweredOn => step(language, Step::Answered),
        Field::PublishedOn => step(language, Step::Published),
        Field::From => words.from,
        Field::To => words.to,
        Field::Entry => words.entry,
        Field::Submitted => words.reading,
        Field::Numerator => words.numerator,
        Field::Denominator => words.denominator,
        Field::Link => words.link,
        Field::Definition => words.edit_target,
        other => return other.name().to_owned(),
    };
    name.to_owned()
}

/// A text that is made for programs, in words.
pub fn value_of(language: Language, field: &Field, text: &str) -> String {
    let value = Value::Text(text.to_owned());
    match field {
        Field::Measure(_) => match Correction::of(&value) {
            Some(of) => signed(of.says),
            None => whole(text).map_or_else(|| text.to_owned(), signed),
        },
        Field::Entry => match Entry::of(&value) {
            Some(Entry::Period) => words(language).by_period.to_owned(),
            _ => words(language).by_day.to_owned(),
        },
        Field::Submitted => pick(language, "đã nộp", "submitted").to_owned(),
        Field::Definition => Target::from_json(text).map_or_else(|_| String::new(), |target| target.title),
        Field::ProcedureOf => {
            let shipped = defaults().into_iter().find(|of| of.key.to_string() == text);
            shipped.map_or_else(|| text.to_owned(), |of| of.title)
        }
        _ => text.to_owned(),
    }
}

/// What a thing of the counter or of the targets is called in a list of changes; none for what is of neither.
pub fn entity(
    language: Language,
    entity: &EntityId,
    number: impl Fn(&EntityId) -> Option<String>,
) -> Option<String> {
    let words = words(language);
    let named = |key: &ProcedureKey| value_of(language, &Field::ProcedureOf, key.as_str());
    let numbered = |what: &str| match number(entity) {
        Some(number) => format!("{what} {number}"),
        None => what.to_owned(),
    };
    Some(match entity {
        EntityId::Count(day, key, _) => format!("{} {} · {}", words.counting, dates::show(*day), named(key)),
        EntityId::Day(day, key) => format!("{} {} · {}", words.corrections, dates::show(*day), named(key)),
        EntityId::Figure(_, _, key) => format!("{} · {}", words.reading, named(key)),
        EntityId::Period(..) => words.period.to_owned(),
        EntityId::Reading(_, key, _) => format!("{} {key}", words.reading),
        EntityId::Target(_, key) => format!("{} {key}", words.back),
        EntityId::Dossier(_) => numbered(words.late),
        EntityId::Feedback(_) => numbered(words.feedback),
        EntityId::Procedure(key) => format!("{}: {}", words.procedure, named(key)),
        _ => return None,
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

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
}
