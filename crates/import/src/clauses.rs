//! Numbered clauses: drafts in reading order, then a tree.

use crate::{
    corrections::{Corrector, Field},
    figures,
    paragraphs::Paragraph,
    report::{Report, What, excerpt},
};
use sotay_core::{
    code::{Code, Section},
    plan::{Clause, Paragraph as More},
};

/// A clause as it is being read.
#[derive(Debug)]
pub struct Draft {
    /// Its numbers within the chapter.
    pub numbers: Vec<u16>,
    line: usize,
    text: String,
    /// What hangs under it, and whether a dash sets it off.
    pub more: Vec<(bool, Paragraph)>,
    footnotes: Vec<(String, Paragraph)>,
}

impl Draft {
    /// A clause that begins.
    pub fn new(numbers: Vec<u16>, line: usize, text: String) -> Self {
        Self { numbers, line, text, more: Vec::new(), footnotes: Vec::new() }
    }

    /// The text that a continuation would go on with.
    pub fn last_text(&mut self) -> &mut String {
        match self.more.last_mut() {
            Some((_, paragraph)) => &mut paragraph.text,
            None => &mut self.text,
        }
    }

    /// Whether a text of it bears the mark and has no footnote of that mark yet.
    fn marks(&self, mark: &str) -> bool {
        let texts = std::iter::once(self.text.as_str()).chain(self.more.iter().map(|(_, p)| p.text.as_str()));
        texts.into_iter().any(|text| text.contains(mark))
            && self.footnotes.iter().all(|(known, _)| known != mark)
    }
}

/// Gives a footnote to the nearest clause before it that bears its mark.
pub fn attach_footnote(
    section: &str,
    drafts: &mut [Draft],
    mark: &str,
    footnote: Paragraph,
    report: &mut Report,
) {
    match drafts.iter_mut().rev().find(|draft| draft.marks(mark)) {
        Some(draft) => {
            let numbers: Vec<String> = draft.numbers.iter().map(u16::to_string).collect();
            report.add(
                What::Moved,
                footnote.line,
                format!("chú thích {mark} về mục {section}.{}", numbers.join(".")),
            );
            draft.footnotes.push((mark.to_owned(), footnote));
        }
        None => report.puzzle(
            footnote.line,
            format!("chú thích {mark} không có chỗ đánh dấu: {}", excerpt(&footnote.text)),
        ),
    }
}

/// The tree of a chapter's clauses, corrected, with their figures.
pub fn nest(
    section: Section,
    drafts: Vec<Draft>,
    corrector: &mut Corrector,
    report: &mut Report,
) -> Vec<Clause> {
    let mut top: Vec<Clause> = Vec::new();
    for draft in drafts {
        let line = draft.line;
        let clause = clause(section, draft, corrector, report);
        let numbers = clause.code.parts().to_vec();
        let orphan = parent_list(&mut top, &numbers).is_none();
        if orphan {
            report.puzzle(line, format!("mục {} không có mục cha", clause.code));
        }
        let depth = if orphan { 1 } else { numbers.len() };
        let Some(siblings) = parent_list(&mut top, &numbers[..depth]) else { continue };
        if siblings.iter().any(|known| known.code == clause.code) {
            report.puzzle(line, format!("mục {} có hai lần", clause.code));
        } else {
            siblings.push(clause);
        }
    }
    top
}

/// The list that a clause of these numbers belongs in, if its parent is there.
fn parent_list<'a>(clauses: &'a mut Vec<Clause>, numbers: &[u16]) -> Option<&'a mut Vec<Clause>> {
    let mut list = clauses;
    for depth in 1..numbers.len() {
        let parent = list.iter_mut().find(|clause| clause.code.parts() == &numbers[..depth])?;
        list = &mut parent.clauses;
    }
    Some(list)
}

fn clause(section: Section, draft: Draft, corrector: &mut Corrector, report: &mut Report) -> Clause {
    let code = Code::new(section, draft.numbers);
    let at = code.to_string();
    let text = corrector.text(&at, Field::Text, draft.text, draft.line, report);
    let more: Vec<More> = draft
        .more
        .into_iter()
        .map(|(bullet, p)| More { bullet, text: corrector.text(&at, Field::More, p.text, p.line, report) })
        .collect();
    let footnotes = draft
        .footnotes
        .into_iter()
        .map(|(_, p)| corrector.text(&at, Field::Footnotes, p.text, p.line, report))
        .collect();
    let mut figures = figures::figures(text.shown(), draft.line, report);
    for paragraph in &more {
        figures.extend(figures::figures(paragraph.text.shown(), draft.line, report));
    }
    Clause { code, text, more, footnotes, figures, clauses: Vec::new() }
}
