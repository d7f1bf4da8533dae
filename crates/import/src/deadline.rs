//! The grammar of the column "Thời gian hoàn thành".

use crate::{pattern::Pattern, words};
use jiff::civil::Date;
use sotay_core::schedule::{Occurrence, Schedule, ScheduleKind};

static WITHIN_YEAR: Pattern = Pattern::new(r"^(thường xuyên,? ?)?(trong |cả )?năm( \d{4})?$|^thường xuyên$");
static YEAR_AND_FOLLOWING: Pattern =
    Pattern::new(r"^(trong )?năm( \d{4})? và (các |những )?năm (tiếp theo|sau|kế tiếp)$");
static END_OF_MONTH: Pattern =
    Pattern::new(r"^(hoàn thành )?(trong |cuối |hết |vào )*tháng (?P<month>\d{1,2})( năm \d{4}|/\d{4})?$");
static BEFORE_QUARTER: Pattern =
    Pattern::new(r"^(hoàn thành )?trước quý (?P<quarter>[ivx]+|\d)( năm \d{4}|/\d{4})?$");
static BY_DAY: Pattern = Pattern::new(
    r"^(?:hoàn thành |xong |gửi |trong |chậm nhất |muộn nhất |đến |tới |hết |vào |là )*(?P<before>trước )?(?:hết |ngày )*(?P<day>\d{1,2})(?:[/.-]| tháng )(?P<month>\d{1,2})(?:(?:[/.-]| năm )\d{4})?$",
);
static EVERY_QUARTER: Pattern = Pattern::new(r"^(định kỳ )?(hàng|hằng|mỗi) quý$");
static WHEN_IT_OCCURS: Pattern = Pattern::new(r"^khi (có )?phát sinh$");
static WHEN_IT_OCCURS_AND_EVERY_QUARTER: Pattern =
    Pattern::new(r"^khi (có )?phát sinh[,;.]?( và)?( -)? (định kỳ )?(hàng|hằng|mỗi) quý$");
static OUTSIDE_PLAN: Pattern = Pattern::new(
    r"^theo (kế hoạch|đề án|chương trình|văn bản|hướng dẫn|chỉ đạo|yêu cầu|tiến độ|thời gian|quyết định|lộ trình)( .+)?$",
);
/// A quarter or a run of quarters, with what leads up to it.
static QUARTERS: Pattern = Pattern::new(
    r"(?i)((hoàn thành|trong|vào) )*quý (?P<first>[ivx]+|\d)\b(?P<more>(( và| đến|,| -| –|-|–)\s?(quý )?([ivx]+|\d)\b)*)( năm \d{4}|/\d{4})?",
);
static QUARTER: Pattern = Pattern::new(r"(?i)\b([ivx]+|\d)\b");
static YEAR: Pattern = Pattern::new(r"\b(19|20)\d{2}\b");

/// Reads a deadline for the plan of `year`; none when the grammar does not know it, or when it speaks of
/// another year than the plan's.
pub fn parse(text: &str, year: i16) -> Option<Schedule> {
    if YEAR.all(text).any(|found| found.as_str().parse() != Ok(year)) {
        return None;
    }
    let plain = words::squeeze(text).to_lowercase();
    let plain = plain.trim_start_matches(['-', ' ']).trim_end_matches(['.', ';', ',', ' ']);
    if WITHIN_YEAR.is_match(plain) {
        one(ScheduleKind::WithinYear, whole_year(year)?)
    } else if YEAR_AND_FOLLOWING.is_match(plain) {
        one(ScheduleKind::YearAndFollowing, whole_year(year)?)
    } else if let Some(found) = END_OF_MONTH.captures(plain) {
        let month: i8 = found.name("month")?.as_str().parse().ok()?;
        let due = Date::new(year, month, 1).ok()?.last_of_month();
        one(ScheduleKind::EndOfMonth, occurrence(format!("m{month}"), None, Some(due)))
    } else if let Some(found) = BEFORE_QUARTER.captures(plain) {
        // What must be done before the first quarter is no matter of this plan's year.
        let last = quarter(found.name("quarter")?.as_str())?.checked_sub(1).filter(|last| *last > 0)?;
        let key = if last == 1 { "q1".to_owned() } else { format!("q1-q{last}") };
        one(ScheduleKind::BeforeQuarter, occurrence(key, None, Some(quarter_end(year, last)?)))
    } else if let Some(found) = BY_DAY.captures(plain) {
        let (day, month) =
            (found.name("day")?.as_str().parse().ok()?, found.name("month")?.as_str().parse().ok()?);
        let day = Date::new(year, month, day).ok()?;
        let due = if found.name("before").is_some() { day.yesterday().ok()? } else { day };
        one(ScheduleKind::ByDay, occurrence(format!("m{month}"), None, Some(due)))
    } else if EVERY_QUARTER.is_match(plain) {
        Some(Schedule { kind: ScheduleKind::EveryQuarter, occurrences: every_quarter(year)? })
    } else if WHEN_IT_OCCURS.is_match(plain) {
        one(ScheduleKind::WhenItOccurs, occurrence("event".into(), None, None))
    } else if WHEN_IT_OCCURS_AND_EVERY_QUARTER.is_match(plain) {
        let mut occurrences = every_quarter(year)?;
        occurrences.push(occurrence("event".into(), None, None));
        Some(Schedule { kind: ScheduleKind::WhenItOccursAndEveryQuarter, occurrences })
    } else if OUTSIDE_PLAN.is_match(plain) {
        one(ScheduleKind::OutsidePlan, occurrence("outside".into(), None, None))
    } else {
        quarters(&words::squeeze(text), year)
    }
}

/// One quarter, one dated part, or phases: "Quý II năm 2023: ban hành Kế hoạch. Quý III năm 2023: …".
fn quarters(text: &str, year: i16) -> Option<Schedule> {
    let found: Vec<_> =
        QUARTERS.all_captures(text).filter_map(|found| Some((found.get(0)?, found))).collect();
    let (first, _) = found.first()?;
    if !text[..first.start()].trim_matches(['-', ' ']).is_empty() {
        return None;
    }
    let mut occurrences = Vec::new();
    for (index, (anchor, groups)) in found.iter().enumerate() {
        let end = found.get(index + 1).map_or(text.len(), |(next, _)| next.start());
        let what = text[anchor.end()..end].trim_matches(|c: char| c.is_whitespace() || ":;,.-–".contains(c));
        // A year that is no year ("năm 2O23") is not what is to be done.
        if what.starts_with("năm") || what.starts_with(|c: char| !c.is_alphabetic()) {
            return None;
        }
        let (from, to) = run(groups.name("first")?.as_str(), groups.name("more")?.as_str())?;
        let key = if from == to { format!("q{from}") } else { format!("q{from}-q{to}") };
        let mut part = occurrence(key, Some(quarter_start(year, from)?), Some(quarter_end(year, to)?));
        part.what = (!what.is_empty()).then(|| what.to_owned());
        occurrences.push(part);
    }
    let kind = match occurrences.as_slice() {
        [only] if only.what.is_none() => ScheduleKind::Quarter,
        [_] => {
            occurrences.push(occurrence("rest".into(), None, Some(year_end(year)?)));
            ScheduleKind::PartDated
        }
        _ => ScheduleKind::Phases,
    };
    occurrences.sort_by_key(|part| (part.due, part.start));
    // Two phases in the same quarters would have one key; the grammar does not reach so far.
    let unique = occurrences.windows(2).all(|pair| pair[0].key != pair[1].key);
    unique.then_some(Schedule { kind, occurrences })
}

/// The first and last quarter of "II và quý III", which must run on without a gap.
fn run(first: &str, more: &str) -> Option<(i8, i8)> {
    let from = quarter(first)?;
    let mut to = from;
    for found in QUARTER.all(more) {
        let next = quarter(found.as_str())?;
        let gapless =
            next == to + 1 || (next > to && more.contains(['-', '–'])) || (next > to && more.contains("đến"));
        if !gapless {
            return None;
        }
        to = next;
    }
    Some((from, to))
}

fn quarter(text: &str) -> Option<i8> {
    let number = text.parse().ok().or_else(|| words::roman(&text.to_uppercase()))?;
    i8::try_from(number).ok().filter(|quarter| (1..=4).contains(quarter))
}

fn quarter_start(year: i16, quarter: i8) -> Option<Date> {
    Date::new(year, quarter * 3 - 2, 1).ok()
}

fn quarter_end(year: i16, quarter: i8) -> Option<Date> {
    Some(Date::new(year, quarter * 3, 1).ok()?.last_of_month())
}

fn year_end(year: i16) -> Option<Date> {
    Date::new(year, 12, 31).ok()
}

fn whole_year(year: i16) -> Option<Occurrence> {
    Some(occurrence("year".into(), None, Some(year_end(year)?)))
}

fn every_quarter(year: i16) -> Option<Vec<Occurrence>> {
    (1..=4)
        .map(|q| {
            Some(occurrence(format!("q{q}"), Some(quarter_start(year, q)?), Some(quarter_end(year, q)?)))
        })
        .collect()
}

fn occurrence(key: String, start: Option<Date>, due: Option<Date>) -> Occurrence {
    Occurrence { key, what: None, start, due }
}

fn one(kind: ScheduleKind, occurrence: Occurrence) -> Option<Schedule> {
    Some(Schedule { kind, occurrences: vec![occurrence] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ScheduleKind::*;

    /// Occurrences as `key start..due what`.
    fn check(text: &str, year: i16, kind: ScheduleKind, expected: &[&str]) {
        let schedule = parse(text, year).unwrap_or_else(|| panic!("{text:?} was not understood"));
        let shown: Vec<String> = schedule
            .occurrences
            .iter()
            .map(|o| {
                let date = |d: Option<Date>| d.map_or(String::new(), |d| d.to_string());
                format!("{} {}..{} {}", o.key, date(o.start), date(o.due), o.what.as_deref().unwrap_or(""))
                    .trim_end()
                    .to_owned()
            })
            .collect();
        assert_eq!(schedule.kind, kind, "{text:?}");
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn a_year_is_due_on_its_last_day() {
        check("Trong năm 2023", 2023, WithinYear, &["year ..2023-12-31"]);
        check("Năm 2025.", 2025, WithinYear, &["year ..2025-12-31"]);
        check("Thường xuyên", 2025, WithinYear, &["year ..2025-12-31"]);
        check("Trong năm 2023 và các năm tiếp theo", 2023, YearAndFollowing, &["year ..2023-12-31"]);
    }

    #[test]
    fn a_month_is_due_on_its_last_day_and_a_quarter_on_its_own() {
        check("Hoàn thành trong tháng 10 năm 2023", 2023, EndOfMonth, &["m10 ..2023-10-31"]);
        check("Tháng 02/2024", 2024, EndOfMonth, &["m2 ..2024-02-29"]);
        check("Trong quý I năm 2023", 2023, Quarter, &["q1 2023-01-01..2023-03-31"]);
        check("Quý 3/2025", 2025, Quarter, &["q3 2025-07-01..2025-09-30"]);
    }

    #[test]
    fn a_day_is_due_on_it_and_before_a_day_on_the_day_before() {
        check("31/10/2023", 2023, ByDay, &["m10 ..2023-10-31"]);
        check("Hoàn thành chậm nhất ngày 15/11/2023", 2023, ByDay, &["m11 ..2023-11-15"]);
        check("Trước ngày 01/3/2024.", 2024, ByDay, &["m3 ..2024-02-29"]);
        check("Đến hết ngày 30 tháng 6 năm 2025", 2025, ByDay, &["m6 ..2025-06-30"]);
        for text in ["31/02/2023", "15/11/2024", "Trước ngày", "15/13"] {
            assert_eq!(parse(text, 2023), None, "{text:?}");
        }
    }

    #[test]
    fn before_a_quarter_is_by_the_day_before_it_begins() {
        check("Hoàn thành trước quý IV năm 2023", 2023, BeforeQuarter, &["q1-q3 ..2023-09-30"]);
        check("Trước quý II năm 2025", 2025, BeforeQuarter, &["q1 ..2025-03-31"]);
        assert_eq!(parse("Trước quý I năm 2025", 2025), None);
    }

    #[test]
    fn one_dated_part_leaves_the_rest_to_the_years_end() {
        check(
            "Quý I năm 2023: ban hành Kế hoạch",
            2023,
            PartDated,
            &["q1 2023-01-01..2023-03-31 ban hành Kế hoạch", "rest ..2023-12-31"],
        );
    }

    #[test]
    fn phases_have_each_their_quarters() {
        check(
            "- Quý I năm 2023 triển khai kế hoạch; - Quý II và quý III năm 2023 tiến hành kiểm tra và báo cáo kết quả",
            2023,
            Phases,
            &[
                "q1 2023-01-01..2023-03-31 triển khai kế hoạch",
                "q2-q3 2023-04-01..2023-09-30 tiến hành kiểm tra và báo cáo kết quả",
            ],
        );
        check(
            "Quý II năm 2023: ban hành Kế hoạch. Quý III năm 2023: tổ chức thực hiện",
            2023,
            Phases,
            &["q2 2023-04-01..2023-06-30 ban hành Kế hoạch", "q3 2023-07-01..2023-09-30 tổ chức thực hiện"],
        );
    }

    #[test]
    fn every_quarter_and_every_event_have_their_occurrences() {
        let quarters = [
            "q1 2024-01-01..2024-03-31",
            "q2 2024-04-01..2024-06-30",
            "q3 2024-07-01..2024-09-30",
            "q4 2024-10-01..2024-12-31",
        ];
        check("Hàng quý", 2024, EveryQuarter, &quarters);
        check("Khi có phát sinh.", 2024, WhenItOccurs, &["event .."]);
        let both = [quarters.as_slice(), &["event .."]].concat();
        check("Khi phát sinh Định kỳ hàng quý", 2024, WhenItOccursAndEveryQuarter, &both);
        check("Theo Kế hoạch được duyệt", 2024, OutsidePlan, &["outside .."]);
        check("Theo Đề án của Thành ủy", 2024, OutsidePlan, &["outside .."]);
    }

    #[test]
    fn what_the_grammar_does_not_know_is_not_guessed() {
        for text in [
            "",
            "Sớm",
            "Trong nă",
            "Tháng 13",
            "Quý V",
            "Quý I và quý IV",
            "Trong năm 2022",
            "Xong trong quý I",
            "Quý I: lập; Quý I: duyệt",
            "Trong quý I năm 2O23",
            "Quý I năm 202",
            "Khi cần",
            "Hoàn thành",
            "Theo",
        ] {
            assert_eq!(parse(text, 2023), None, "{text:?}");
        }
    }
}
