//! A sheet: its rows with their cells, merged ones marked, formulas by the value they last had.

use super::{numbers::Formats, strings::unescape};
use crate::{
    refusal::FileError,
    report::{Place, What, excerpt, place_words},
    source::{CELL, COLUMNS, Cell, Merge, ROWS, TEXT},
    xml::{self, Attributes, Node},
};
use sotay_core::report::SheetRow;
use std::collections::BTreeMap;

/// The most merged ranges.
const MERGES: usize = 10_000;
/// The most cells that merged ranges swallow together.
const SWALLOWED: usize = 1_000_000;

/// The most notes of a row.
const NOTES: usize = 8;

/// A row as it is being read.
#[derive(Debug, Default)]
pub struct RawRow {
    cells: Vec<Cell>,
    notes: Vec<(What, String)>,
}

impl RawRow {
    /// The cells from column A on.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cells up to the last that says anything, and what there is to note.
    pub fn finish(mut self) -> (Vec<Cell>, Vec<(What, String)>) {
        while self.cells.last().is_some_and(|cell| cell.text.is_empty() && cell.merge == Merge::None) {
            self.cells.pop();
        }
        (self.cells, self.notes)
    }

    fn cell(&mut self, column: usize) -> &mut Cell {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::default());
        }
        &mut self.cells[column]
    }
}

/// A sheet's rows by their numbers.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The rows that have cells.
    pub rows: BTreeMap<usize, RawRow>,
    /// How long the texts are together: many cells may share one long text.
    bytes: usize,
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    column: usize,
    kind: String,
    style: Option<usize>,
    value: String,
    inline: String,
    formula: bool,
}

/// A range of merged cells, from 0 in columns and from 1 in rows.
struct Range {
    rows: (usize, usize),
    columns: (usize, usize),
}

impl Sheet {
    /// Reads a sheet's part.
    pub fn read(part: &str, xml: &str, strings: &[String], formats: &Formats) -> Result<Self, FileError> {
        let mut sheet = Self::default();
        let (mut row, mut next_column, mut filled) = (0, 0, 0);
        let mut open: Option<Open> = None;
        let (mut in_value, mut in_inline, mut reading_aid) = (false, false, 0);
        let mut merges: Vec<Range> = Vec::new();
        xml::walk(part, xml, |node| {
            match node {
                Node::Open("row", attributes) => {
                    row = attributes.get("r").and_then(|r| r.parse().ok()).unwrap_or(row + 1);
                    next_column = 0;
                }
                Node::Open("c", attributes) => {
                    let cell = begin(&attributes, next_column);
                    next_column = cell.column + 1;
                    open = Some(cell);
                }
                Node::Open("f", _) => {
                    if let Some(cell) = &mut open {
                        cell.formula = true;
                    }
                }
                Node::Open("v", _) => in_value = true,
                Node::Close("v") => in_value = false,
                Node::Open("rPh", _) => reading_aid += 1,
                Node::Close("rPh") => reading_aid -= 1,
                Node::Open("t", _) => in_inline = reading_aid == 0,
                Node::Close("t") => in_inline = false,
                Node::Text(text) => {
                    if let Some(cell) = open.as_mut().filter(|_| in_value) {
                        cell.value.push_str(&text);
                    } else if let Some(cell) = open.as_mut().filter(|_| in_inline) {
                        cell.inline.push_str(&text);
                    }
                }
                Node::Close("c") => {
                    if let Some(cell) = open.take() {
                        let before = sheet.rows.len();
                        sheet.put(row, cell, strings, formats)?;
                        filled += sheet.rows.len() - before;
                        if filled > ROWS {
                            return Err(FileError::TooManyRows { limit: ROWS });
                        }
                    }
                }
                Node::Open("mergeCell", attributes) => {
                    merges.extend(attributes.get("ref").as_deref().and_then(range));
                    if merges.len() > MERGES {
                        return Err(FileError::TooManyRows { limit: ROWS });
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        let mut swallowed = 0;
        for range in &merges {
            swallowed += sheet.merge(range);
            if swallowed > SWALLOWED {
                return Err(FileError::TooManyRows { limit: ROWS });
            }
        }
        Ok(sheet)
    }

    /// Puts down a cell that says anything.
    fn put(
        &mut self,
        row: usize,
        cell: Open,
        strings: &[String],
        formats: &Formats,
    ) -> Result<(), FileError> {
        let column = cell.column;
        let at = format!("{}{row}", letters(column));
        let mut notes = Vec::new();
        let text = match cell.kind.as_str() {
            "s" => {
                let shared = cell.value.trim().parse().ok().and_then(|at: usize| strings.get(at));
                shared.map(|text| text.chars().take(CELL + 1).collect()).unwrap_or_default()
            }
            "inlineStr" => unescape(&cell.inline),
            "str" => unescape(&cell.value),
            "b" => {
                if cell.value.trim() == "1" {
                    "TRUE".into()
                } else {
                    "FALSE".into()
                }
            }
            "e" => {
                let words = format!("ô {at} báo lỗi công thức {}; hãy sửa trong Excel", excerpt(&cell.value));
                notes.push((What::NotUnderstood, words));
                String::new()
            }
            _ if cell.value.is_empty() => String::new(),
            _ => formats.show(&cell.value, cell.style),
        };
        if cell.formula && cell.kind != "e" {
            notes.push(if text.trim().is_empty() {
                (
                    What::NotUnderstood,
                    format!("ô {at} là công thức chưa có giá trị; hãy mở bằng Excel và lưu lại"),
                )
            } else {
                (What::Noted, format!("ô {at} là công thức; đã lấy giá trị đã tính sẵn: {}", excerpt(&text)))
            });
        }
        if text.trim().is_empty() && notes.is_empty() {
            return Ok(());
        }
        self.bytes += text.len();
        if self.bytes > TEXT {
            return Err(FileError::TooMuchText { limit: TEXT });
        }
        if column >= COLUMNS {
            let place = place_words(&Place::Sheet(SheetRow { sheet: String::new(), row }));
            return Err(FileError::TooManyColumns { place, limit: COLUMNS });
        }
        let row = self.rows.entry(row).or_default();
        row.cell(column).text = text;
        // One row is looked at once, however many formulas it has.
        let room = NOTES.saturating_sub(row.notes.len());
        row.notes.extend(notes.into_iter().take(room));
        Ok(())
    }

    /// Marks the cells that a merged range swallows. Columns beyond the last that is read do not matter.
    fn merge(&mut self, range: &Range) -> usize {
        let mut swallowed = 0;
        let last = range.columns.1.min(COLUMNS - 1);
        for (number, row) in self.rows.range_mut(range.rows.0..=range.rows.1) {
            for column in range.columns.0..=last {
                let merge = match (column > range.columns.0, *number > range.rows.0) {
                    (true, _) => Merge::Left,
                    (false, true) => Merge::Above,
                    (false, false) => continue,
                };
                *row.cell(column) = Cell::merged(merge);
                swallowed += 1;
            }
        }
        swallowed
    }
}

/// A cell that begins; without a reference it follows the one before.
fn begin(attributes: &Attributes<'_>, next: usize) -> Open {
    let column = attributes.get("r").as_deref().and_then(column).unwrap_or(next);
    Open {
        column,
        kind: attributes.get("t").unwrap_or_default(),
        style: attributes.get("s").and_then(|style| style.parse().ok()),
        ..Open::default()
    }
}

/// "B5" as its column, from 0.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let number =
        letters.take(4).fold(0, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

/// A column as letters.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// "A1:F1" as a range; none for what is no range, or one turned round.
fn range(text: &str) -> Option<Range> {
    let (from, to) = text.split_once(':')?;
    let row = |reference: &str| -> Option<usize> {
        reference.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
    };
    let range = Range { rows: (row(from)?, row(to)?), columns: (column(from)?, column(to)?) };
    (range.rows.0 <= range.rows.1 && range.columns.0 <= range.columns.1).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_and_written() {
        for (text, at) in [("A1", 0), ("Z9", 25), ("AA10", 26), ("XFD1048576", 16_383)] {
            assert_eq!(column(text), Some(at));
            assert!(text.starts_with(&letters(at)));
        }
        assert_eq!(column("12"), None);
        assert!(range("B2:A1").is_none() && range("A1").is_none() && range("A1:x").is_none());
    }

    #[test]
    fn merged_ranges_mark_what_they_swallow() {
        let xml = r#"<worksheet><sheetData>
            <row r="1"><c r="A1" t="inlineStr"><is><t>1</t></is></c><c r="B1" t="inlineStr"><is><t>Nhóm</t></is></c></row>
            <row r="2"><c r="A2"><v>1.5</v></c><c r="C2" t="str"><f>A1</f><v>x</v></c></row>
            <row r="3"><c r="A3"><v>2</v></c><c r="C3" t="str"><f>A1</f></c></row>
            </sheetData><mergeCells><mergeCell ref="B1:F1"/><mergeCell ref="A2:A3"/><mergeCell ref="A1:XFD1048576x"/></mergeCells></worksheet>"#;
        let sheet = Sheet::read("s", xml, &[], &Formats::plain(false)).unwrap();
        let merges = |row: usize| sheet.rows[&row].cells.iter().map(|cell| cell.merge).collect::<Vec<_>>();
        assert_eq!(
            merges(1)[..6],
            [Merge::None, Merge::None, Merge::Left, Merge::Left, Merge::Left, Merge::Left]
        );
        assert_eq!(merges(3)[0], Merge::Above);
        assert_eq!(sheet.rows[&2].notes[0].0, What::Noted);
        assert_eq!(sheet.rows[&3].notes[0].0, What::NotUnderstood);
    }
}
