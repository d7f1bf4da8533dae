//! The plan text: title, preamble, chapters with their numbered clauses.

use crate::{
    clauses::{self, Draft},
    corrections::{Corrector, Field},
    document::Line,
    paragraphs::Paragraph,
    pattern::Pattern,
    report::{Report, What, excerpt},
    words,
};
use sotay_core::{
    code::Section,
    plan::{Chapter, Text},
};

static ISSUED_WITH: Pattern = Pattern::new(r"(?i)^\(\s*(ban hành )?kèm theo");
static HEADING: Pattern = Pattern::new(r"^(?:PHẦN\s+|Phần\s+)?([IVX]+)\s*[.\-–:)]\s*(\S.*)$");
static NUMBERED: Pattern = Pattern::new(r"^(?:(\d+(?:\.\d+){1,3})[.)]?|(\d+)[.)])\s+(\S.*)$");
static BULLET: Pattern = Pattern::new(r"^[-–•+]\s+(.+)$");

/// No chapter's heading is longer than this, in characters.
const LONGEST_HEADING: usize = 120;
/// No clause has a number this high; what looks like one is a year that a page break left at a line's start.
const HIGHEST_NUMBER: u16 = 100;

/// What a chapter is about, told by the words of its heading and not by its number, which sources get wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Aims.
    Aims,
    /// Targets.
    Targets,
    /// Focus items.
    Focus,
    /// Assignment.
    Assignment,
    /// Funding.
    Funding,
    /// Organisation.
    Organisation,
}

impl Subject {
    /// Every subject in reading order.
    pub const ALL: [Self; 6] =
        [Self::Aims, Self::Targets, Self::Focus, Self::Assignment, Self::Funding, Self::Organisation];

    /// The order matters: "PHÂN CÔNG NHIỆM VỤ" is no chapter of focus items.
    fn of(title: &str) -> Option<Self> {
        let title = title.to_lowercase();
        [
            ("phân công", Self::Assignment),
            ("kinh phí", Self::Funding),
            ("tổ chức thực hiện", Self::Organisation),
            ("chỉ tiêu", Self::Targets),
            ("mục tiêu", Self::Aims),
            ("mục đích", Self::Aims),
            ("nhiệm vụ", Self::Focus),
        ]
        .into_iter()
        .find_map(|(word, subject)| title.contains(word).then_some(subject))
    }

    /// The section whose codes its clauses carry; the assignment has none.
    fn section(self) -> Option<Section> {
        match self {
            Self::Aims => Some(Section::Aims),
            Self::Targets => Some(Section::Targets),
            Self::Focus => Some(Section::Focus),
            Self::Assignment => None,
            Self::Funding => Some(Section::Funding),
            Self::Organisation => Some(Section::Organisation),
        }
    }

    /// The place of corrections to its heading and loose paragraphs.
    fn place(self) -> &'static str {
        self.section().map_or("PC", Section::prefix)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Aims => "Mục tiêu",
            Self::Targets => "Chỉ tiêu",
            Self::Focus => "Nhiệm vụ trọng tâm",
            Self::Assignment => "Phân công thực hiện",
            Self::Funding => "Kinh phí",
            Self::Organisation => "Tổ chức thực hiện",
        }
    }
}

/// The plan text, read.
#[derive(Default)]
pub struct PlanText {
    /// Its title.
    pub title: Text,
    /// The paragraphs before the first chapter.
    pub preamble: Vec<Text>,
    chapters: Vec<(Subject, Chapter)>,
}

impl PlanText {
    /// The chapter about a subject; an empty one when the source has none.
    pub fn take(&mut self, subject: Subject) -> Chapter {
        match self.chapters.iter().position(|(found, _)| *found == subject) {
            Some(index) => self.chapters.swap_remove(index).1,
            None => Chapter {
                number: String::new(),
                title: Text::default(),
                intro: Vec::new(),
                clauses: Vec::new(),
                closing: Vec::new(),
            },
        }
    }
}

/// What a paragraph is by its look.
enum Look {
    Heading(String, String),
    Numbered(Vec<u16>, String),
    Bullet(String),
    Footnote(String, String),
    Plain,
}

fn look(text: &str) -> Look {
    if text.starts_with(words::is_superscript) {
        let (mark, rest) = text.split_at(text.find(|c| !words::is_superscript(c)).unwrap_or(text.len()));
        return Look::Footnote(mark.to_owned(), rest.trim_start().to_owned());
    }
    if let Some(found) = HEADING.captures(text) {
        let short = found[2].chars().count() <= LONGEST_HEADING && !found[2].ends_with(['.', ';', ',']);
        if short && words::roman(&found[1]).is_some() {
            return Look::Heading(found[1].to_owned(), found[2].trim_end_matches(':').to_owned());
        }
    }
    if let Some(found) = NUMBERED.captures(text) {
        let numbers = found.get(1).or(found.get(2)).map_or("", |numbers| numbers.as_str());
        let numbers: Option<Vec<u16>> =
            numbers.split('.').map(|n| n.parse().ok().filter(|n| (1..HIGHEST_NUMBER).contains(n))).collect();
        if let Some(numbers) = numbers {
            return Look::Numbered(numbers, found[3].to_owned());
        }
    }
    match BULLET.captures(text) {
        Some(found) => Look::Bullet(found[1].to_owned()),
        None => Look::Plain,
    }
}

/// Whether lines hold any chapter's heading.
pub fn any(lines: &[Line]) -> bool {
    lines.iter().any(|line| matches!(look(&line.text), Look::Heading(..)))
}

/// A chapter as it is being read.
struct Open {
    subject: Option<Subject>,
    number: String,
    title: Paragraph,
    intro: Vec<Paragraph>,
    drafts: Vec<Draft>,
    closing: Vec<Paragraph>,
}

/// Reads the paragraphs from "KẾ HOẠCH" on.
pub fn read(paragraphs: &[Paragraph], corrector: &mut Corrector, report: &mut Report) -> PlanText {
    let mut plan = PlanText::default();
    if paragraphs.is_empty() {
        report.puzzle(None, "không có phần văn bản kế hoạch (sau dòng “KẾ HOẠCH”)");
        return plan;
    }
    let first = paragraphs
        .iter()
        .position(|p| matches!(look(&p.text), Look::Heading(..)))
        .unwrap_or(paragraphs.len());
    head(&paragraphs[..first], &mut plan, corrector, report);

    let mut open: Vec<Open> = Vec::new();
    let mut closed = false;
    for (index, paragraph) in paragraphs.iter().enumerate().skip(first) {
        if closed {
            report.add(
                What::Dropped,
                paragraph.line,
                format!("sau phần cuối kế hoạch: {}", excerpt(&paragraph.text)),
            );
            continue;
        }
        closed = words::is_closed(&paragraph.text);
        if let Look::Heading(number, title) = look(&paragraph.text) {
            let title = Paragraph { line: paragraph.line, text: title };
            let subject = Subject::of(&title.text);
            if subject.is_none() || open.iter().any(|chapter| chapter.subject == subject) {
                report.puzzle(paragraph.line, format!("không rõ mục “{}. {}”", number, excerpt(&title.text)));
            }
            open.push(Open {
                subject,
                number,
                title,
                intro: Vec::new(),
                drafts: Vec::new(),
                closing: Vec::new(),
            });
        } else if let Some(chapter) = open.last_mut() {
            place(chapter, paragraph, &paragraphs[index + 1..], report);
        }
    }
    if !closed {
        let last = paragraphs.last().map(|p| p.line);
        report.puzzle(last, "kế hoạch không kết thúc bằng “./.”: văn bản có thể bị cắt");
    }
    finish(open, &mut plan, corrector, report);
    plan
}

/// Title and preamble.
fn head(paragraphs: &[Paragraph], plan: &mut PlanText, corrector: &mut Corrector, report: &mut Report) {
    let mut title: Vec<&Paragraph> = Vec::new();
    let mut preamble: Vec<Paragraph> = Vec::new();
    let mut titled = false;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if ISSUED_WITH.is_match(&paragraph.text) {
            report.add(
                What::Dropped,
                paragraph.line,
                format!("ghi chú ban hành: {}", excerpt(&paragraph.text)),
            );
            titled = true;
        } else if index == 0 && paragraph.text == "KẾ HOẠCH" {
            report.add(What::Dropped, paragraph.line, "tên loại văn bản: KẾ HOẠCH");
        } else if !titled && !words::is_terminated(&paragraph.text) {
            title.push(paragraph);
        } else {
            titled = true;
            match preamble.last_mut() {
                Some(last) if continues(&last.text, &paragraph.text) => {
                    join(&mut last.text, paragraph, report)
                }
                _ => preamble.push(paragraph.clone()),
            }
        }
    }
    let line = title.first().map_or(0, |p| p.line);
    let words = title.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        report.puzzle(None, "kế hoạch thiếu tên");
    }
    plan.title = corrector.text("KH", Field::Title, words, line, report);
    plan.preamble =
        preamble.into_iter().map(|p| corrector.text("KH", Field::Intro, p.text, p.line, report)).collect();
}

/// Whether a plain paragraph goes on with the text before it.
fn continues(before: &str, paragraph: &str) -> bool {
    words::starts_small(paragraph) || !words::is_terminated(before)
}

fn join(text: &mut String, rest: &Paragraph, report: &mut Report) {
    text.push(' ');
    text.push_str(&rest.text);
    report.add(What::Joined, rest.line, format!("kế hoạch: {}", excerpt(&rest.text)));
}

/// Puts a paragraph where it belongs in its chapter.
fn place(chapter: &mut Open, paragraph: &Paragraph, following: &[Paragraph], report: &mut Report) {
    match look(&paragraph.text) {
        Look::Numbered(numbers, text) if chapter.subject.is_none_or(|s| s.section().is_some()) => {
            let previous = chapter.drafts.last().map(|draft| draft.numbers.as_slice());
            if !words::follows(previous, &numbers) {
                report.puzzle(
                    paragraph.line,
                    format!("mục {} nhảy số: {}", chapter.number, excerpt(&paragraph.text)),
                );
            }
            chapter.drafts.push(Draft::new(numbers, paragraph.line, text));
        }
        Look::Footnote(mark, text) => {
            let footnote = Paragraph { line: paragraph.line, text };
            let section = chapter.subject.map_or("", Subject::place);
            clauses::attach_footnote(section, &mut chapter.drafts, &mark, footnote, report);
        }
        Look::Bullet(text) => match chapter.drafts.last_mut() {
            Some(draft) => draft.more.push((true, Paragraph { line: paragraph.line, text })),
            None => chapter.intro.push(paragraph.clone()),
        },
        Look::Heading(..) | Look::Numbered(..) | Look::Plain => plain(chapter, paragraph, following, report),
    }
}

fn plain(chapter: &mut Open, paragraph: &Paragraph, following: &[Paragraph], report: &mut Report) {
    let Some(draft) = chapter.drafts.last_mut() else {
        match chapter.intro.last_mut() {
            Some(last) if continues(&last.text, &paragraph.text) => join(&mut last.text, paragraph, report),
            _ => chapter.intro.push(paragraph.clone()),
        }
        return;
    };
    // A heading without a full stop does not run on into a paragraph that is a sentence of its own. It is a
    // heading when the next numbered line is its child.
    let heads = |draft: &Draft| {
        draft.more.is_empty()
            && following
                .iter()
                .find_map(|p| match look(&p.text) {
                    Look::Numbered(numbers, _) => Some(numbers),
                    _ => None,
                })
                .is_some_and(|next| next.len() > draft.numbers.len() && next.starts_with(&draft.numbers))
    };
    let sentence = paragraph.text.ends_with('.') && !words::starts_small(&paragraph.text);
    let heading = sentence && heads(draft);
    let last = draft.last_text();
    if continues(last, &paragraph.text) && !heading {
        join(last, paragraph, report);
    } else {
        draft.more.push((false, paragraph.clone()));
    }
}

/// The paragraph that closes the plan stands under the last clause but belongs to the whole chapter.
fn take_closing(chapter: &mut Open) {
    let more = chapter.drafts.last_mut().map(|draft| &mut draft.more);
    chapter.closing.extend(more.and_then(|more| {
        more.pop_if(|(bullet, paragraph)| !*bullet && words::is_closed(&paragraph.text))
            .map(|(_, closing)| closing)
    }));
}

fn finish(mut open: Vec<Open>, plan: &mut PlanText, corrector: &mut Corrector, report: &mut Report) {
    if let Some(last) = open.last_mut() {
        take_closing(last);
    }
    for chapter in open {
        let Some(subject) = chapter.subject else { continue };
        let at = subject.place();
        let mut texts = |field, paragraphs: &[Paragraph]| -> Vec<Text> {
            paragraphs.iter().map(|p| corrector.text(at, field, &*p.text, p.line, report)).collect()
        };
        let title = texts(Field::Title, std::slice::from_ref(&chapter.title)).pop().unwrap_or_default();
        let intro = texts(Field::Intro, &chapter.intro);
        let closing = texts(Field::Closing, &chapter.closing);
        let clauses = match subject.section() {
            Some(section) => clauses::nest(section, chapter.drafts, corrector, report),
            None => Vec::new(),
        };
        if clauses.is_empty() && intro.is_empty() {
            report.puzzle(chapter.title.line, format!("mục {} không có nội dung", chapter.number));
        }
        if plan.chapters.iter().all(|(known, _)| *known != subject) {
            plan.chapters.push((subject, Chapter { number: chapter.number, title, intro, clauses, closing }));
        }
    }
    for subject in Subject::ALL {
        if plan.chapters.iter().all(|(found, _)| *found != subject) {
            report.puzzle(None, format!("kế hoạch không có mục {}", subject.name()));
        }
    }
}
