//! What the counter's screens say that has numbers, names or dates in it.

use super::{
    super::Language::{self, En, Vi},
    pick, words,
};
use jiff::civil::{Date, Weekday};
use sotay_core::{
    change::{Field, Value},
    counter::{Class, Correction, Letter, Measure, Problem, Step, defaults, whole},
    dates,
    ids::{EntityId, ProcedureKey},
    period::Entry,
    targets::{Target, grouped},
};
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

/// "Cả ngày: 38 tiếp nhận, 30 đúng hạn, 1 trễ hạn".
pub fn day_total(language: Language, received: i64, on_time: i64, late: i64) -> String {
    let (received, on_time, late) = (signed(received), signed(on_time), signed(late));
    match language {
        Vi => format!("Cả ngày: {received} tiếp nhận, {on_time} đúng hạn, {late} trễ hạn"),
        En => format!("The whole day: {received} received, {on_time} on time, {late} late"),
    }
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

/// What stands above a letter: "Số: 12/TXL-UBND · Ngày 16/10/2023".
pub fn letter_head(letter: &Letter) -> String {
    let date = letter.date.map_or_else(|| "…/…/……".into(), dates::show);
    format!("Số: {} · Ngày {date}", letter.number)
}
