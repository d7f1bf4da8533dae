//! A plan's draft for another year: years in the texts moved where they mean the plan's year, schedules computed
//! anew from the moved deadlines, and every change said.

use crate::{
    deadline,
    head::Given,
    import::counts,
    pattern::Pattern,
    report::{Report, What, excerpt},
    waiting, words,
};
use jiff::{ToSpan, civil::Date};
use sotay_core::{
    code::Code,
    ids::PlanId,
    plan::{Chapter, Clause, Plan, Task, Text},
    schedule::{Occurrence, Schedule, ScheduleKind},
};
use std::collections::BTreeMap;

/// Why no draft was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloneError {
    /// The year is the plan's own, or none at all.
    #[error(
        "năm {year} không dùng được: kế hoạch gốc là của năm {from}; hãy chọn một năm khác, có bốn chữ số"
    )]
    Year {
        /// The plan's year.
        from: i16,
        /// The year asked for.
        year: i16,
    },
    /// The id cannot be one, or is the plan's own.
    #[error(
        "mã kế hoạch {0:?} không dùng được: phải khác mã của kế hoạch gốc, chỉ có chữ thường không dấu, chữ số và gạch nối"
    )]
    Id(String),
}

/// A full date, up to its year: that of a decree, not of this plan.
static DATED: Pattern = Pattern::new(
    r"(?i)(?:ngày\s+\d{1,2}\s*(?:tháng\s*|[/.-])\s*\d{1,2}\s*(?:năm\s*|[/.-])|\b\d{1,2}[/.-]\d{1,2}[/.-])$",
);
/// What goes before a year that is meant: "năm 2023", "quý I/2023", "tháng 6/2023".
static NAMED: Pattern =
    Pattern::new(r"(?i)(?:\bnăm\s+|\bquý\s+(?:[ivx]+|\d)\s*/\s*|\btháng\s+\d{1,2}\s*/\s*)$");
/// What makes a year one end of a span, before and behind it.
static SPAN_BEFORE: Pattern = Pattern::new(
    r"(?i)(?:\d{4}\s*(?:[-–]|đến)\s*(?:năm\s*)?|\b(?:từ|kể từ|trước|sau|đến|tới)\s+năm\s+|\b(?:giai đoạn|nhiệm kỳ|thời kỳ|kỳ)\s+(?:năm\s+)?)$",
);
static SPAN_BEHIND: Pattern = Pattern::new(r"(?i)^\s*(?:[-–]|đến|tới)\s*(?:năm\s*)?\d{4}");
/// A document cited: its title's year is its own.
static CITED: Pattern =
    Pattern::new(r"\bsố\s*:?\s*\d+[^\s,;]*/|\b(?:Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư)\b");
static ANY_YEAR: Pattern = Pattern::new(r"\b(?:19|20)\d{2}\b");
static LEAP_DAY: Pattern = Pattern::new(r"\b29(\s*[/.-]\s*0?2\s*[/.-]\s*|\s+tháng\s+0?2\s+năm\s+)$");

/// The draft of a plan for another year, and what was changed and left in it. `given` says what is known of the new
/// decision already.
pub fn for_year(
    plan: &Plan,
    year: i16,
    id: Option<&str>,
    given: &Given,
) -> Result<(Plan, Report), CloneError> {
    if year == plan.year || !(1000..=9998).contains(&year) {
        return Err(CloneError::Year { from: plan.year, year });
    }
    let id = new_id(plan, year, id)?;
    let mut moving = Moving { from: plan.year, to: year, report: Report::default() };
    let mut draft = plan.clone();
    (draft.id, draft.year) = (id, year);
    by_number(&mut draft);
    moving.decision(&mut draft, given);
    moving.text("KH", &mut draft.title);
    if let Some(title) = &given.title {
        draft.title = Text { source: title.clone(), corrected: None };
    }
    moving.texts("KH", &mut draft.preamble);
    for (place, chapter) in [
        ("I", &mut draft.aims),
        ("II", &mut draft.targets),
        ("III", &mut draft.focus),
        ("PC", &mut draft.assignment),
        ("IV", &mut draft.funding),
        ("V", &mut draft.organisation),
    ] {
        moving.chapter(place, chapter);
    }
    for group in &mut draft.groups {
        moving.coded(&group.code, &mut group.title);
        for parent in &mut group.parents {
            moving.coded(&parent.code, &mut parent.text);
        }
        for task in &mut group.tasks {
            moving.task(task);
        }
    }
    for duty in &mut draft.duties {
        moving.task(duty);
    }
    let mut report = moving.report;
    report.counts = counts(&draft);
    Ok((draft, report))
}

/// Takes out what came of the plan's versions: another year's plan is another plan, in which nothing is recorded yet,
/// and its tasks are called by the numbers that it prints.
fn by_number(draft: &mut Plan) {
    let mut names = BTreeMap::new();
    let tasks = draft.groups.iter_mut().flat_map(|group| &mut group.tasks).chain(&mut draft.duties);
    for task in tasks {
        let number = task.number().clone();
        names.insert(std::mem::replace(&mut task.code, number.clone()), number);
        task.printed = None;
        task.product_numbers.clear();
        task.dropped_products.clear();
    }
    draft.dropped.clear();
    draft.indicators.iter_mut().for_each(|target| target.follow(&names));
    draft.indicators.sort_by(|a, b| a.key.cmp(&b.key));
    for reference in &mut draft.references {
        let renamed = |code: &Code| names.get(code).unwrap_or(code).clone();
        let (from, to) = (renamed(&reference.from), renamed(&reference.to));
        (reference.from, reference.to) = if from <= to { (from, to) } else { (to, from) };
    }
    draft.references.sort();
}

fn new_id(plan: &Plan, year: i16, id: Option<&str>) -> Result<String, CloneError> {
    let id = match (id, plan.id.strip_suffix(&plan.year.to_string())) {
        (Some(id), _) => id.to_owned(),
        (None, Some(stem)) => format!("{stem}{year}"),
        (None, None) => format!("{}-{year}", words::slug(&plan.decision.place)),
    };
    if id == plan.id || id.parse::<PlanId>().is_err() { Err(CloneError::Id(id)) } else { Ok(id) }
}

struct Moving {
    from: i16,
    to: i16,
    report: Report,
}

impl Moving {
    /// The old decision's number and date say nothing of the new one's, and its grounds are of their year.
    fn decision(&mut self, draft: &mut Plan, given: &Given) {
        let decision = &mut draft.decision;
        let kind = decision.number.split_once('/').map_or("", |(_, kind)| kind);
        decision.number = match &given.number {
            Some(number) => number.clone(),
            None => {
                self.report.add_at(What::NotUnderstood, "QD", "chưa có số quyết định mới; ghi bằng --number");
                format!("…/{kind}")
            }
        };
        decision.issued_on = given.issued_on.unwrap_or_else(|| {
            // 29 February becomes the last day of February.
            let date = decision.issued_on;
            let moved = date.checked_add((i32::from(self.to) - i32::from(self.from)).years()).unwrap_or(date);
            let words = format!("chưa có ngày ban hành mới, tạm ghi {}; ghi bằng --date", shown(moved));
            self.report.add_at(What::NotUnderstood, "QD", words);
            moved
        });
        if let Some(place) = &given.place {
            decision.place.clone_from(place);
        }
        plain(&mut decision.issuer);
        if let Some(issuer) = &given.issuer {
            decision.issuer.source.clone_from(issuer);
        }
        self.text("QD", &mut decision.subject);
        decision.grounds.iter_mut().chain(&mut decision.recipients).for_each(plain);
        plain(&mut decision.signer_office);
        if !decision.grounds.is_empty() {
            let words = format!(
                "{} căn cứ để nguyên như năm {}; hãy thay bằng căn cứ mới",
                decision.grounds.len(),
                self.from
            );
            self.report.add_at(What::NotUnderstood, "QD", words);
        }
        self.clauses(&mut decision.articles);
    }

    fn chapter(&mut self, place: &str, chapter: &mut Chapter) {
        self.text(place, &mut chapter.title);
        self.texts(place, &mut chapter.intro);
        self.clauses(&mut chapter.clauses);
        self.texts(place, &mut chapter.closing);
    }

    fn clauses(&mut self, clauses: &mut [Clause]) {
        for clause in clauses {
            self.coded(&clause.code, &mut clause.text);
            for paragraph in &mut clause.more {
                self.coded(&clause.code, &mut paragraph.text);
            }
            // A footnote tells of documents.
            clause.footnotes.iter_mut().for_each(plain);
            self.clauses(&mut clause.clauses);
        }
    }

    fn task(&mut self, task: &mut Task) {
        self.coded(&task.code, &mut task.text);
        for product in &mut task.products {
            self.coded(&task.code, product);
        }
        plain(&mut task.lead.raw);
        plain(&mut task.coordinators.raw);
        task.waits_for = waiting::waits_for(task.text.shown());
        let before = task.deadline.shown().to_owned();
        let after = self.deadline(&before);
        if after != before {
            self.report.add_at(
                What::Redated,
                &task.code.to_string(),
                format!("thời gian hoàn thành: “{before}” → “{after}”"),
            );
        }
        task.schedule = deadline::parse(&after, self.to).unwrap_or_else(|| {
            let words = format!("chưa hiểu thời gian hoàn thành “{}”", excerpt(&after));
            self.report.add_at(What::NotUnderstood, &task.code.to_string(), words);
            let outside = Occurrence { key: "outside".into(), what: None, start: None, due: None };
            Schedule { kind: ScheduleKind::OutsidePlan, occurrences: vec![outside] }
        });
        task.deadline = Text { source: after, corrected: None };
    }

    /// A deadline is about this plan alone: the plan's year in it is always meant, in dates too.
    fn deadline(&self, text: &str) -> String {
        let mut moved = String::new();
        let mut rest = 0;
        for found in ANY_YEAR.all(text).filter(|found| found.as_str().parse() == Ok(self.from)) {
            let before = &text[rest..found.start()];
            let leap = Date::new(self.to, 2, 29).is_ok();
            moved.push_str(&if leap { before.to_owned() } else { LEAP_DAY.replace_all(before, "28$1") });
            moved.push_str(&self.to.to_string());
            rest = found.end();
        }
        moved + &text[rest..]
    }

    fn coded(&mut self, code: &Code, text: &mut Text) {
        self.text(&code.to_string(), text);
    }

    fn texts(&mut self, place: &str, texts: &mut [Text]) {
        for text in texts {
            self.text(place, text);
        }
    }

    /// A text with the years that mean the plan's year moved. The draft begins with the corrected wording.
    fn text(&mut self, place: &str, text: &mut Text) {
        plain(text);
        let source = std::mem::take(&mut text.source);
        let mut moved = String::new();
        let mut rest = 0;
        for found in ANY_YEAR.all(&source) {
            let (before, behind) = (&source[..found.start()], &source[found.end()..]);
            if found.as_str().parse() != Ok(self.from) {
                if NAMED.is_match(before)
                    && !DATED.is_match(before)
                    && is_near(found.as_str(), self.from)
                    && !is_cited(before)
                {
                    let words = format!(
                        "để nguyên “{}”; hãy xem có cần đổi năm không",
                        around(before, found.as_str(), behind)
                    );
                    self.report.add_at(What::Noted, place, words);
                }
                continue;
            }
            let span = SPAN_BEFORE.is_match(before) || SPAN_BEHIND.is_match(behind);
            let meant = NAMED.is_match(before) && !DATED.is_match(before) && !span && !is_cited(before);
            if meant {
                moved.push_str(&source[rest..found.start()]);
                moved.push_str(&self.to.to_string());
                rest = found.end();
                let old = around(before, found.as_str(), behind);
                self.report.add_at(What::Redated, place, format!("“{old}” → năm {}", self.to));
            } else if !DATED.is_match(before) {
                let words = format!(
                    "để nguyên “{}”: có thể là năm của văn bản hay giai đoạn khác",
                    around(before, found.as_str(), behind)
                );
                self.report.add_at(What::NotUnderstood, place, words);
            }
        }
        text.source = moved + &source[rest..];
    }
}

/// A text as it is shown; there is no recognition left to correct in a draft.
fn plain(text: &mut Text) {
    if let Some(corrected) = text.corrected.take() {
        text.source = corrected;
    }
}

/// Whether a document is cited in the clause that ends here.
fn is_cited(before: &str) -> bool {
    let clause = before.rfind([';', '•']).into_iter().chain(before.rfind(". ")).max().unwrap_or(0);
    CITED.is_match(&before[clause..])
}

/// Whether a year is the one before or after another: what is said of it may have to move along.
fn is_near(text: &str, year: i16) -> bool {
    text.parse::<i16>().is_ok_and(|other| (i32::from(other) - i32::from(year)).abs() == 1)
}

/// A year with some words around it.
fn around(before: &str, year: &str, behind: &str) -> String {
    const WORDS: usize = 6;
    let words: Vec<&str> = before.split_whitespace().collect();
    let head = words[words.len().saturating_sub(WORDS)..].join(" ");
    let glue = if before.ends_with(char::is_whitespace) { " " } else { "" };
    let tail: Vec<&str> = behind.split_whitespace().take(3).collect();
    let space = if behind.starts_with(char::is_whitespace) { " " } else { "" };
    format!("{head}{glue}{year}{space}{}", tail.join(" "))
}

fn shown(date: Date) -> String {
    sotay_core::dates::show(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(text: &str) -> (String, Vec<What>) {
        let mut moving = Moving { from: 2023, to: 2024, report: Report::default() };
        let mut text = Text { source: text.into(), corrected: None };
        moving.text("PL.1.1", &mut text);
        (text.source, moving.report.entries().iter().map(|entry| entry.what).collect())
    }

    #[test]
    fn a_year_is_moved_where_it_means_the_plans_year() {
        for (text, expected) in [
            ("Hệ thống hóa văn bản năm 2023", "Hệ thống hóa văn bản năm 2024"),
            ("xong trong quý I/2023, tháng 6/2023", "xong trong quý I/2024, tháng 6/2024"),
            ("Trong năm 2023 và các năm tiếp theo", "Trong năm 2024 và các năm tiếp theo"),
            (
                "theo Quyết định số 12/QĐ-UBND; tổng kết năm 2023",
                "theo Quyết định số 12/QĐ-UBND; tổng kết năm 2024",
            ),
        ] {
            let (text, what) = moved(text);
            assert_eq!(text, expected);
            assert!(what.iter().all(|what| *what == What::Redated), "{text}");
        }
    }

    #[test]
    fn a_year_of_another_document_or_span_is_left_and_said() {
        for text in [
            "Hệ thống hóa văn bản kỳ 2019 - 2023",
            "Quyết định số 4291/QĐ-UBND ngày 09 tháng 12 năm 2022 về Kế hoạch năm 2023",
            "Luật Đất đai năm 2023",
            "đến năm 2023 đạt 90%",
            "từ năm 2023 đến năm 2025",
            "giai đoạn 2023 - 2025",
            "ISO 2023",
        ] {
            let (after, what) = moved(text);
            assert_eq!(after, text);
            assert!(
                what.contains(&What::NotUnderstood) && !what.contains(&What::Redated),
                "{text}: {what:?}"
            );
        }
        // The date of a document is nobody's question.
        assert_eq!(moved("ngày 15 tháng 3 năm 2023; 15/3/2023").1, []);
        assert_eq!(moved("Công bố Chỉ số CCHC năm 2022").1, [What::Noted]);
    }

    #[test]
    fn a_leap_day_in_a_deadline_stays_in_february() {
        let to = |from, to| Moving { from, to, report: Report::default() };
        assert_eq!(to(2024, 2025).deadline("Trước ngày 29/02/2024"), "Trước ngày 28/02/2025");
        assert_eq!(to(2024, 2028).deadline("Trước ngày 29/02/2024"), "Trước ngày 29/02/2028");
        assert_eq!(to(2024, 2025).deadline("ngày 29 tháng 02 năm 2024"), "ngày 28 tháng 02 năm 2025");
    }
}
