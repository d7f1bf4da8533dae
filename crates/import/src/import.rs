//! The whole way from a file to a plan.

use crate::{
    appendix,
    chapters::{self, PlanText, Subject},
    corrections::{Corrections, Corrector},
    decision, delimited,
    document::{self, Line, Parts},
    duties,
    head::{Given, Needed},
    indicators,
    kind::{self, Kind},
    office, paragraphs,
    pattern::Pattern,
    references,
    refusal::FileError,
    report::{Counts, Report, What, excerpt},
    settings::Settings,
    source::{Form, Source},
    table, words,
};
use sotay_core::{
    ids::PlanId,
    plan::{Agency, Clause, FORMAT, Membership, Plan, TaskGroup, Text},
};

/// Why no plan could be made of a file at all.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is nothing in it.
    #[error("tệp trống")]
    Empty,
    /// It is not text in UTF-8.
    #[error(
        "tệp không phải văn bản UTF-8: byte không hợp lệ ở dòng {line} (byte thứ {offset}); hãy lưu lại kiểu “CSV UTF-8” hoặc “Unicode UTF-8” rồi gửi lại"
    )]
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
    /// The file holds the appendix alone, and neither it nor a person says what must be known of the plan.
    #[error(
        "chưa biết {}; hãy ghi phía trên bảng (ví dụ “{}: …”) hoặc nhập kèm khi gửi tệp ({})",
        missing.iter().map(|m| m.name().to_lowercase()).collect::<Vec<_>>().join(", "),
        missing.first().map_or("", |m| m.name()),
        missing.iter().map(|m| format!("--{}", m.option())).collect::<Vec<_>>().join(", ")
    )]
    Missing {
        /// What is not known.
        missing: Vec<Needed>,
    },
    /// It is another kind of file, or one that is not read at all.
    #[error(transparent)]
    File(#[from] FileError),
    /// The id that was asked for, or the one that follows from place and year, cannot be one.
    #[error("mã kế hoạch {0:?} chỉ được có chữ thường không dấu, chữ số và gạch nối")]
    Id(String),
}

impl ImportError {
    /// A stable name of the sort of refusal, for problem details.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "import-empty",
            Self::NotUtf8 { .. } => "import-encoding",
            Self::NotAPlan { .. } => "import-not-a-plan",
            Self::Missing { .. } => "import-missing",
            Self::File(error) => error.kind(),
            Self::Id(_) => "import-id",
        }
    }
}

static YEAR: Pattern = Pattern::new(r"(?i)\bnăm (\d{4})\b");

/// The most bytes of a file. The plan of 2023 as a Word file has some 100 KB.
const FILE: usize = 20 * 1024 * 1024;

/// Makes a plan of a file's bytes: a text, a Word document, an Excel workbook, a CSV file. Which of them, the bytes
/// say. See [`import_text`].
pub fn import_bytes(bytes: &[u8], settings: &Settings) -> Result<(Plan, Report), ImportError> {
    if bytes.len() > FILE {
        return Err(FileError::TooLarge { limit: FILE }.into());
    }
    let text = match kind::of(bytes)? {
        Kind::Zip => return import(office::read(bytes)?, settings),
        Kind::Utf16 => {
            let text = kind::utf16(bytes).ok_or(ImportError::NotUtf8 { line: 1, offset: 0 })?;
            return text_or_table(&text, settings);
        }
        Kind::Text => std::str::from_utf8(bytes),
    };
    match text {
        Ok(text) => text_or_table(text, settings),
        Err(error) => {
            let offset = error.valid_up_to();
            let line = 1 + bytes[..offset].iter().filter(|byte| **byte == b'\n').count();
            Err(ImportError::NotUtf8 { line, offset })
        }
    }
}

fn text_or_table(text: &str, settings: &Settings) -> Result<(Plan, Report), ImportError> {
    match delimited::read(text)? {
        Some(table) => import(table, settings),
        None => import_text(text, settings),
    }
}

/// Makes a plan of a text. A plan comes out even when the report names places that were not understood; it
/// is for a person to look at them, and not to be published before.
pub fn import_text(text: &str, settings: &Settings) -> Result<(Plan, Report), ImportError> {
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(ImportError::Empty);
    }
    import(Source::text(text)?, settings)
}

/// Which parts a file holds. A text must hold them all; a document may be the appendix alone, a sheet always is.
struct Holds {
    decision: bool,
    plan: bool,
}

/// From the lines on there is one way for all forms.
fn import(mut source: Source, settings: &Settings) -> Result<(Plan, Report), ImportError> {
    let mut report = source.report();
    let form = source.form;
    let lines = std::mem::take(&mut source.lines);
    let above = lines.iter().position(table::is_header).map_or(&lines[..], |at| &lines[..at]);
    let mut parts = match form {
        Form::Sheet => Parts { appendix: lines.clone(), ..Parts::default() },
        Form::Text | Form::Document => document::split(lines.clone(), &mut report),
    };
    let decides = |line: &Line| matches!(line.text.as_str(), "QUYẾT ĐỊNH" | "QUYẾT ĐỊNH:");
    let holds = Holds {
        decision: form == Form::Text || parts.decision.iter().any(decides),
        plan: form == Form::Text || chapters::any(&parts.plan),
    };
    if !holds.decision {
        drop_lines(&std::mem::take(&mut parts.decision), &mut report);
    }
    if !holds.plan {
        drop_lines(&std::mem::take(&mut parts.plan), &mut report);
    }
    let mut found = decision::find(paragraphs::paragraphs(&parts.decision, &mut report), &mut report);
    let file = if holds.decision { found.says() } else { Given::find(above) };
    let known = settings.given.over(file, &mut report);
    found.take(&settings.given);
    let set = corrections(settings, known.number.as_deref(), &mut report);
    let mut corrector = Corrector::new(set);

    let rows = table::rows(&parts.appendix, &mut report);
    let mut plan_text = PlanText::default();
    if holds.plan {
        let body = paragraphs::paragraphs(&parts.plan, &mut report);
        plan_text = chapters::read(&body, &mut corrector, &mut report);
    }
    let year = settings.given.year.or_else(|| year(plan_text.title.shown()));
    let year = year.or_else(|| self::year(&found.subject())).or(known.year);
    let (decision, year) = if holds.decision {
        let decision = found.decision(&mut corrector, &mut report);
        let no_decision = decision.is_none();
        let (Some(decision), Some(year), false) = (decision, year, rows.is_empty()) else {
            return Err(not_a_plan([no_decision, rows.is_empty(), year.is_none()], &lines));
        };
        (decision, year)
    } else if rows.is_empty() {
        return Err(FileError::NoTable.into());
    } else {
        report.add(What::Noted, None, PARTIAL);
        known.decision(year).map_err(|missing| ImportError::Missing { missing })?
    };
    let id = id(settings, &decision.place, year)?;
    if let Some(title) = known.title.filter(|_| !holds.plan || settings.given.title.is_some()) {
        plan_text.title = Text { source: title, corrected: None };
    } else if !holds.plan {
        plan_text.title =
            Text { source: format!("Kế hoạch cải cách hành chính năm {year}"), corrected: None };
    }

    let names = settings.agencies.reader();
    let mut reader =
        appendix::Reader { corrector: &mut corrector, agencies: &names, year, report: &mut report };
    let groups = reader.groups(&rows);
    let held = |at: &str| match at.split('.').next() {
        Some("PL") => true,
        Some("QD") => holds.decision,
        _ => holds.plan,
    };
    corrector.finish(held, &mut report);
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
        indicators: Vec::new(),
        funding: plan_text.take(Subject::Funding),
        organisation: plan_text.take(Subject::Organisation),
        title: plan_text.title,
        preamble: plan_text.preamble,
        references: Vec::new(),
    };
    let table = set.filter(|_| holds.plan).map(|set| set.references.clone()).unwrap_or_default();
    let abbreviations: Vec<(String, String)> =
        settings.agencies.abbreviations.iter().map(|a| (a.short.clone(), a.long.clone())).collect();
    plan.references = references::find(&plan, &table, &abbreviations, &mut report);
    duties::add(&mut plan, &settings.duties, &mut report);
    indicators::add(&mut plan, &settings.indicators, &mut report);
    report.counts = counts(&plan);
    Ok((plan, report))
}

/// What a plan without its text lacks.
const PARTIAL: &str = "tệp chỉ có bảng phụ lục: căn cứ, các điều của quyết định và các mục của kế hoạch để trống; \
    muốn có đủ, hãy nhập tệp Word hoặc văn bản của cả kế hoạch";

fn drop_lines(lines: &[Line], report: &mut Report) {
    for line in lines.iter().filter(|line| !line.text.is_empty()) {
        report.add(What::Dropped, line.no, format!("trên bảng phụ lục: {}", excerpt(&line.text)));
    }
}

fn id(settings: &Settings, place: &str, year: i16) -> Result<String, ImportError> {
    let id = settings.id.clone().unwrap_or_else(|| format!("{}-{year}", words::slug(place)));
    match id.parse::<PlanId>() {
        Ok(id) => Ok(id.to_string()),
        Err(_) => Err(ImportError::Id(id)),
    }
}

/// The plan file: indented, stable, with a newline at its end.
pub fn plan_json(plan: &Plan) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(plan)? + "\n")
}

fn not_a_plan(missing: [bool; 3], lines: &[Line]) -> ImportError {
    let names = [
        "số, nơi và ngày ký quyết định (“Số: …”, “…, ngày … tháng … năm …”)",
        "bảng phụ lục có cột STT và hàng nhiệm vụ",
        "năm của kế hoạch (“năm …” trong tên)",
    ];
    let missing =
        names.into_iter().zip(missing).filter_map(|(name, missing)| missing.then_some(name)).collect();
    let last = lines.iter().rev().find(|line| !line.text.trim().is_empty());
    let last_line = last.map_or(1, |line| line.no);
    let last_words = last.map(|line| excerpt(&words::squeeze(&line.text))).unwrap_or_default();
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

/// How much is in a plan.
pub fn counts(plan: &Plan) -> Counts {
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
        targets: plan.indicators.len(),
        clauses: clauses(&plan.decision.articles)
            + plan.chapters().iter().map(|c| clauses(&c.clauses)).sum::<usize>(),
        waiting: plan.tasks().filter(|(_, task)| task.waits_for.is_some()).count(),
        membership: [of(Membership::On), of(Membership::Direct), of(Membership::Folded)],
        references: plan.references.len(),
    }
}
