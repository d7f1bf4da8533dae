//! The whole way from text to plan.

use crate::{
    appendix,
    chapters::{self, Subject},
    corrections::{Corrections, Corrector},
    decision, document, duties, paragraphs,
    pattern::Pattern,
    references,
    report::{Counts, Report, What, excerpt},
    settings::Settings,
    table, words,
};
use sotay_core::plan::{Agency, Clause, FORMAT, Membership, Plan, TaskGroup};

/// Why no plan could be made of a text at all.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is nothing in it.
    #[error("tệp trống")]
    Empty,
    /// It is not text in UTF-8.
    #[error("tệp không phải văn bản UTF-8: byte không hợp lệ ở dòng {line} (byte thứ {offset})")]
    NotUtf8 {
        /// The line, counted from 1.
        line: usize,
        /// The byte, counted from 0.
        offset: usize,
    },
    /// Parts that every plan has are not there.
    #[error(
        "không phải văn bản kế hoạch CCHC, hoặc bị cắt mất phần cần thiết: không thấy {}; tệp dừng ở dòng {last_line}: “{last_words}”",
        missing.join("; ")
    )]
    NotAPlan {
        /// What was looked for in vain.
        missing: Vec<&'static str>,
        /// The last line that has words, counted from 1: where a torn file ends.
        last_line: usize,
        /// How that line begins.
        last_words: String,
    },
    /// The id that was asked for, or the one that follows from place and year, cannot be one.
    #[error("mã kế hoạch {0:?} chỉ được có chữ thường không dấu, chữ số và gạch nối")]
    Id(String),
}

static YEAR: Pattern = Pattern::new(r"(?i)\bnăm (\d{4})\b");

/// Makes a plan of a file's bytes.
pub fn import_bytes(bytes: &[u8], settings: &Settings) -> Result<(Plan, Report), ImportError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => import_text(text, settings),
        Err(error) => {
            let offset = error.valid_up_to();
            let line = 1 + bytes[..offset].iter().filter(|byte| **byte == b'\n').count();
            Err(ImportError::NotUtf8 { line, offset })
        }
    }
}

/// Makes a plan of a text. A plan comes out even when the report names places that were not understood; it
/// is for a person to look at them, and not to be published before.
pub fn import_text(text: &str, settings: &Settings) -> Result<(Plan, Report), ImportError> {
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(ImportError::Empty);
    }
    let mut report = Report::default();
    let parts = document::split(document::lines(text), &mut report);
    let found = decision::find(paragraphs::paragraphs(&parts.decision, &mut report), &mut report);
    let set = corrections(settings, found.number(), &mut report);
    let mut corrector = Corrector::new(set);

    let rows = table::rows(&parts.appendix, &mut report);
    let body = paragraphs::paragraphs(&parts.plan, &mut report);
    let mut plan_text = chapters::read(&body, &mut corrector, &mut report);
    let year = year(plan_text.title.shown()).or_else(|| year(&found.subject()));
    let decision = found.decision(&mut corrector, &mut report);
    let no_decision = decision.is_none();
    let (Some(decision), Some(year), false) = (decision, year, rows.is_empty()) else {
        return Err(not_a_plan([no_decision, rows.is_empty(), year.is_none()], text));
    };
    let id = settings.id.clone().unwrap_or_else(|| format!("{}-{year}", words::slug(&decision.place)));
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(ImportError::Id(id));
    }

    let names = settings.agencies.reader();
    let mut reader =
        appendix::Reader { corrector: &mut corrector, agencies: &names, year, report: &mut report };
    let groups = reader.groups(&rows);
    corrector.finish(&mut report);
    let mut plan = Plan {
        format: FORMAT,
        id,
        year,
        decision,
        agencies: agencies(&groups, settings),
        groups,
        aims: plan_text.take(Subject::Aims),
        targets: plan_text.take(Subject::Targets),
        focus: plan_text.take(Subject::Focus),
        assignment: plan_text.take(Subject::Assignment),
        duties: Vec::new(),
        dropped: Vec::new(),
        funding: plan_text.take(Subject::Funding),
        organisation: plan_text.take(Subject::Organisation),
        title: plan_text.title,
        preamble: plan_text.preamble,
        references: Vec::new(),
    };
    let table = set.map(|set| set.references.clone()).unwrap_or_default();
    let abbreviations: Vec<(String, String)> =
        settings.agencies.abbreviations.iter().map(|a| (a.short.clone(), a.long.clone())).collect();
    plan.references = references::find(&plan, &table, &abbreviations, &mut report);
    duties::add(&mut plan, &settings.duties, &mut report);
    report.counts = counts(&plan);
    Ok((plan, report))
}

/// The plan file: indented, stable, with a newline at its end.
pub fn plan_json(plan: &Plan) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(plan)? + "\n")
}

fn not_a_plan(missing: [bool; 3], text: &str) -> ImportError {
    let names = [
        "số, nơi và ngày ký quyết định (“Số: …”, “…, ngày … tháng … năm …”)",
        "bảng phụ lục có cột STT và hàng nhiệm vụ",
        "năm của kế hoạch (“năm …” trong tên)",
    ];
    let missing =
        names.into_iter().zip(missing).filter_map(|(name, missing)| missing.then_some(name)).collect();
    let last = text.trim_end();
    let last_line = 1 + last.matches('\n').count();
    let last_words = excerpt(words::squeeze(last.rsplit('\n').next().unwrap_or_default()).as_str());
    ImportError::NotAPlan { missing, last_line, last_words }
}

/// The year a title speaks of: the last that it names.
fn year(title: &str) -> Option<i16> {
    YEAR.all_captures(title).filter_map(|found| found[1].parse().ok()).last()
}

fn corrections<'a>(
    settings: &'a Settings,
    number: Option<&str>,
    report: &mut Report,
) -> Option<&'a Corrections> {
    let number = number?;
    let found = settings.corrections.iter().find(|set| set.decision == number);
    if found.is_none() {
        let known: Vec<&str> = settings.corrections.iter().map(|set| set.decision.as_str()).collect();
        let words = format!("không có bảng đính chính cho quyết định {number} (có: {})", known.join(", "));
        let what = if settings.corrections_must_match { What::NotUnderstood } else { What::Noted };
        report.add(what, None, words);
    }
    found
}

/// The agencies that the rows name, in order of first mention.
fn agencies(groups: &[TaskGroup], settings: &Settings) -> Vec<Agency> {
    let mut agencies: Vec<Agency> = Vec::new();
    let tasks = groups.iter().flat_map(|group| &group.tasks);
    for id in tasks.flat_map(|task| task.lead.ids.iter().chain(&task.coordinators.ids)) {
        if agencies.iter().all(|known| known.id != *id) {
            agencies.extend(settings.agencies.agency(id));
        }
    }
    agencies
}

fn counts(plan: &Plan) -> Counts {
    fn clauses(list: &[Clause]) -> usize {
        list.iter().map(|clause| 1 + clauses(&clause.clauses)).sum()
    }
    let of = |membership: Membership| plan.tasks().filter(|(_, task)| task.membership == membership).count();
    Counts {
        groups: plan.groups.len(),
        parents: plan.groups.iter().map(|group| group.parents.len()).sum(),
        tasks: plan.tasks().count(),
        products: plan.tasks().map(|(_, task)| task.products.len()).sum(),
        duties: plan.duties.len(),
        clauses: clauses(&plan.decision.articles)
            + plan.chapters().iter().map(|c| clauses(&c.clauses)).sum::<usize>(),
        waiting: plan.tasks().filter(|(_, task)| task.waits_for.is_some()).count(),
        membership: [of(Membership::On), of(Membership::Direct), of(Membership::Folded)],
        references: plan.references.len(),
    }
}
