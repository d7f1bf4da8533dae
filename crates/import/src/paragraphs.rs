//! Lines put together to paragraphs, page furniture taken out.

use crate::{
    document::Line,
    pattern::Pattern,
    report::{Report, What},
    words,
};

/// A paragraph and the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// The line.
    pub line: usize,
    /// The text on one line.
    pub text: String,
}

/// What begins a paragraph of its own even without an empty line before it: a dash, a number, an article, a
/// Roman heading, a footnote's mark, a list of recipients.
static OPENING: Pattern = Pattern::new(
    r"^([-–•+]\s|\d+(\.\d+)*[.)]\s|\d+(\.\d+)+\s|Điều \d+|[IVX]+\s*[.\-–]\s|[¹²³⁰⁴-⁹]|Nơi nhận|\()",
);
static NUMBER_ALONE: Pattern = Pattern::new(r"^[-–]?\s*(\d+)\s*[-–]?$");

/// Longer numbers on a line of their own are a registry's stamp.
const LONGEST_PAGE_NUMBER: usize = 3;

/// The paragraphs of a part. Lines without an empty line between them belong together, unless the second
/// opens something or the setting changes between capitals and small letters.
pub fn paragraphs(lines: &[Line], report: &mut Report) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let mut gap = true;
    // Of the last paragraph; joining two of one setting leaves it as it was.
    let mut capitals = false;
    for line in lines {
        let text = words::squeeze(&line.text);
        if text.is_empty() {
            gap = true;
            continue;
        }
        if is_page_furniture(line.no, &text, report) {
            // A page number says nothing about whether the paragraph goes on behind it.
            gap = true;
            continue;
        }
        let set = words::is_capitals(&text);
        match found.last_mut() {
            Some(last) if !gap && !OPENING.is_match(&text) && capitals == set => {
                last.text.push(' ');
                last.text.push_str(&text);
            }
            _ => found.push(Paragraph { line: line.no, text }),
        }
        capitals = set;
        gap = false;
    }
    found
}

/// Whether a line is a number and nothing else: a page number or a stamp. The report says so.
pub fn is_page_furniture(line: usize, text: &str, report: &mut Report) -> bool {
    let Some(found) = NUMBER_ALONE.captures(text) else { return false };
    let name =
        if found[1].len() <= LONGEST_PAGE_NUMBER { "số trang" } else { "số đóng dấu lưu trữ" };
    report.add(What::Dropped, line, format!("{name}: {text}"));
    true
}
