//! The file as lines, and its three parts: decision, appendix table, plan text.

use crate::{
    pattern::Pattern,
    report::{Report, What, excerpt},
    source::Cell,
    words,
};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A line of the source with its number, counted from 1. Tabs are kept: they part the cells of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub no: usize,
    /// Its text, without bold marks and outer spaces; of a row with cells what they hold, parted by tabs.
    pub text: String,
    /// The cells of a table's row, where the file has such; a text has tabs instead.
    pub cells: Vec<Cell>,
}

impl Line {
    /// The cells of a row: those of the file, or what the tabs part.
    pub fn row(&self) -> Cow<'_, [Cell]> {
        match self.cells.as_slice() {
            [] => self.text.split('\t').map(|cell| Cell::new(cell.trim())).collect(),
            cells => Cow::Borrowed(cells),
        }
    }
}

/// The three parts, in whatever order the file has them.
#[derive(Debug, Default)]
pub struct Parts {
    /// The decision, from the top of the file.
    pub decision: Vec<Line>,
    /// The appendix from its heading on.
    pub appendix: Vec<Line>,
    /// The plan text from its title on.
    pub plan: Vec<Line>,
}

/// The lines of a text. The form is composed (NFC) whatever the file's was, so that words compare.
pub fn lines(text: &str) -> Vec<Line> {
    let lines = text.trim_start_matches('\u{feff}').split('\n').zip(1..);
    lines.map(|(line, no)| Line { no, text: tidy(line), cells: Vec::new() }).collect()
}

/// A line in composed form, without bold marks, invisible characters and outer spaces.
pub fn tidy(line: &str) -> String {
    let line: String = line.trim_end_matches('\r').nfc().collect();
    let line: String = line
        .replace("**", "")
        .chars()
        .filter(|c| !matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{ad}' | '\u{feff}'))
        .map(|c| if c != '\t' && c.is_whitespace() { ' ' } else { c })
        .collect();
    line.trim_matches(' ').to_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Appendix,
    Plan,
}

static APPENDIX: Pattern = Pattern::new(r"^(PHỤ LỤC|Phụ lục)( (số )?[0-9IVX]+)?$");
static MOTTO: Pattern = Pattern::new(r"(?i)^độc lập\s*[-–]\s*tự do\s*[-–]\s*hạnh phúc$");

/// Parts the lines where a part's own heading stands: "PHỤ LỤC", "KẾ HOẠCH" or, failing the former, the
/// header of the table. The letterhead above a heading goes.
pub fn split(lines: Vec<Line>, report: &mut Report) -> Parts {
    let heading = |wanted: Part| {
        lines.iter().position(|line| match wanted {
            Part::Plan => line.text == "KẾ HOẠCH",
            Part::Appendix => APPENDIX.is_match(&line.text),
        })
    };
    let appendix = heading(Part::Appendix).or_else(|| lines.iter().position(crate::table::is_header));
    let mut starts: Vec<(usize, Part)> = Vec::new();
    starts.extend(appendix.map(|at| (at, Part::Appendix)));
    starts.extend(heading(Part::Plan).map(|at| (at, Part::Plan)));
    starts.sort_by_key(|(at, _)| *at);

    let mut parts = Parts::default();
    let mut end = lines.len();
    for index in (0..starts.len()).rev() {
        let (at, part) = starts[index];
        // A heading above, itself in capitals, is no letterhead of this part.
        let floor = index.checked_sub(1).map_or(0, |above| starts[above].0 + 1);
        let body: Vec<Line> = lines[at..end].to_vec();
        match part {
            Part::Appendix => parts.appendix = body,
            Part::Plan => parts.plan = body,
        }
        end = at;
        while end > floor && (lines[end - 1].text.is_empty() || is_letterhead(&lines[end - 1].text)) {
            end -= 1;
        }
        for line in lines[end..at].iter().filter(|line| !line.text.is_empty()) {
            report.add(
                What::Dropped,
                line.no,
                format!("quốc hiệu, tên cơ quan, chữ ký: {}", excerpt(&line.text)),
            );
        }
    }
    parts.decision = lines[..end].to_vec();
    parts
}

fn is_letterhead(text: &str) -> bool {
    !text.contains('\t') && (words::is_capitals(text) || is_motto(text))
}

/// Whether a line is the national motto.
pub fn is_motto(text: &str) -> bool {
    MOTTO.is_match(text)
}
