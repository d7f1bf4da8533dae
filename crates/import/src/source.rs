//! A file taken apart into lines, whatever form it had.

use crate::{
    document::{self, Line},
    refusal::FileError,
    report::{Place, Report, What, place_words},
};

/// The most rows and paragraphs that have words. A plan has some hundreds.
pub const ROWS: usize = 5_000;
/// The most columns of a row.
pub const COLUMNS: usize = 64;
/// The most characters of a cell or paragraph; what a cell of a workbook can hold.
pub const CELL: usize = 32_767;
/// The most bytes of all texts together. The plan of 2023 has 81 KB.
pub const TEXT: usize = 2 * 1024 * 1024;

/// How a cell stands to its neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Merge {
    /// It is a cell of its own, or the first of merged ones.
    #[default]
    None,
    /// It belongs to the merged cell that begins above.
    Above,
    /// It belongs to the merged cell that begins to its left.
    Left,
}

/// A cell of a table's row. Its lines are kept: in some columns each is an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its text, lines parted by a newline, each without outer spaces.
    pub text: String,
    /// How it stands to its neighbours.
    pub merge: Merge,
}

impl Cell {
    /// A cell that is not merged.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), merge: Merge::None }
    }

    /// A cell that belongs to another.
    pub fn merged(merge: Merge) -> Self {
        Self { text: String::new(), merge }
    }
}

/// What form the lines had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text of the whole plan.
    Text,
    /// A document: the whole plan, or some of it.
    Document,
    /// The appendix table and what stands above it.
    Sheet,
}

/// A file as lines.
#[derive(Debug)]
pub struct Source {
    /// What form it had.
    pub form: Form,
    /// Its lines, numbered from 1 in reading order.
    pub lines: Vec<Line>,
    /// Where each line stands in the file; empty for a text.
    places: Vec<Place>,
    /// What there is to say of them already.
    notes: Vec<(What, Option<usize>, String)>,
    rows: usize,
    bytes: usize,
}

impl Source {
    /// A source without lines yet.
    pub fn new(form: Form) -> Self {
        Self { form, lines: Vec::new(), places: Vec::new(), notes: Vec::new(), rows: 0, bytes: 0 }
    }

    /// The lines of a text.
    pub fn text(text: &str) -> Result<Self, FileError> {
        let mut source = Self::new(Form::Text);
        if text.len() > TEXT {
            return Err(FileError::TooMuchText { limit: TEXT });
        }
        source.lines = document::lines(text);
        if source.lines.iter().filter(|line| !line.text.is_empty()).count() > ROWS {
            return Err(FileError::TooManyRows { limit: ROWS });
        }
        Ok(source)
    }

    /// Puts down a row or a paragraph's line. A line without words parts paragraphs.
    pub fn push(&mut self, place: Place, text: &str, cells: Vec<Cell>) -> Result<usize, FileError> {
        let no = self.lines.len() + 1;
        let words = cells.iter().map(|cell| cell.text.len()).sum::<usize>() + text.len();
        if words > 0 {
            self.rows += 1;
            self.bytes += words;
        }
        if self.rows > ROWS {
            return Err(FileError::TooManyRows { limit: ROWS });
        }
        if self.bytes > TEXT {
            return Err(FileError::TooMuchText { limit: TEXT });
        }
        if cells.len() > COLUMNS {
            return Err(FileError::TooManyColumns { place: place_words(&place), limit: COLUMNS });
        }
        let longest = cells.iter().map(|cell| cell.text.chars().count()).max().unwrap_or_default();
        if longest.max(text.chars().count()) > CELL {
            return Err(FileError::TooLong { place: place_words(&place), limit: CELL });
        }
        self.places.push(place);
        let cells: Vec<Cell> = cells.into_iter().map(tidy).collect();
        let text = if cells.is_empty() {
            document::tidy(text).replace('\t', " ")
        } else {
            let filled: Vec<&str> =
                cells.iter().map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect();
            filled.join("\t").replace('\n', " ")
        };
        self.lines.push(Line { no, text: text.trim_matches(' ').to_owned(), cells });
        Ok(no)
    }

    /// Notes something about the line put down last, or about the whole.
    pub fn note(&mut self, what: What, line: Option<usize>, words: impl Into<String>) {
        self.notes.push((what, line, words.into()));
    }

    /// The report that begins with what was noted.
    pub fn report(&mut self) -> Report {
        let mut report = Report::over(std::mem::take(&mut self.places));
        for (what, line, words) in self.notes.drain(..) {
            report.add(what, line, words);
        }
        report
    }
}

/// A cell with its lines tidied, empty ones gone.
fn tidy(cell: Cell) -> Cell {
    let lines = cell.text.split('\n').map(|line| document::tidy(line).replace('\t', " "));
    let lines: Vec<String> = lines.map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
    Cell { text: lines.join("\n"), merge: cell.merge }
}
