//! The appendix table: its rows, put together across page breaks and merged cells.
//!
//! A row comes either as cells of a file or as a line with tabs; from here on there is one way.

use crate::{
    columns::{self, Column, Columns},
    document::Line,
    paragraphs,
    pattern::Pattern,
    report::{Report, What, excerpt},
    source::{Cell, Merge},
    words,
};

/// A row with the line it begins on. Cells are raw but for white space; that of the products keeps its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line.
    pub line: usize,
    /// How many page breaks cut it.
    pub cuts: usize,
    cells: [String; 6],
}

impl Row {
    /// The cell of a column.
    pub fn cell(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }

    /// Whether only the number and the task are filled: the row heads others.
    pub fn is_heading(&self) -> bool {
        self.cells[2..].iter().all(String::is_empty)
    }
}

/// Whether a line is the table's header row.
pub fn is_header(line: &Line) -> bool {
    let tabbed = line.cells.is_empty();
    (!tabbed || line.text.contains('\t')) && columns::is_header(&line.row(), tabbed)
}

static TAG: Pattern = Pattern::new(r"</?[a-zA-Z][^<>]*>");
static TORN_TAG: Pattern = Pattern::new(r"</?(ul|ol|li|br|p|span|div)\b[^<>]*$");
static LIST_ITEM: Pattern = Pattern::new(r"(?i)<(li|br)\b[^<>]*>(\s*[-–]\s)?");
/// What sets off an item of a list, as programs draw it.
static BULLET: Pattern = Pattern::new(r"^(?:[•▪●○◦·∙▪‣⁃■□➢✓\u{f0b7}\u{f0a7}\u{f0d8}\u{f076}]\s*|[-+*]\s+)");
/// A long dash sets off items too; at the beginning of the rest of a cut cell it stands inside a name.
static LONG_DASH: Pattern = Pattern::new(r"^[–—]\s+");
/// A number and a title in one cell: "II. Cải cách thể chế".
static NUMBER_AND_TITLE: Pattern = Pattern::new(r"^([IVX]+|\d+(?:\.\d+)*)\s*(?:[.):–-]\s*|\s)(\pL.*)$");
/// "1,1", as a sheet prints it where the comma parts whole and fraction.
static COMMA_NUMBER: Pattern = Pattern::new(r"^\d+(,\d+)+$");
/// "(1) (2) (3)": the row under a header that counts the columns.
static COUNTED: Pattern = Pattern::new(r"^\(?\d{1,2}\)?$");
/// What begins the lines below a table.
static SIGNATURE: Pattern = Pattern::new(
    r"^(?:TM\.|KT\.|TL\.|TUQ\.|Nơi nhận|NƠI NHẬN|NGƯỜI LẬP|Người lập|(?:PHÓ )?CHỦ TỊCH|ỦY BAN|UỶ BAN|TRƯỞNG PHÒNG|.{2,40}, ngày .{1,12}tháng)",
);

/// The table as it is being read.
struct Reading<'r> {
    report: &'r mut Report,
    columns: Columns,
    rows: Vec<Row>,
    /// What each position's cell said last, for the cells merged with it from below.
    above: Vec<String>,
    /// Whether a signature has ended the table. A header begins it anew.
    ended: bool,
    /// Whether the row before was a header.
    fresh: bool,
}

/// The rows of the appendix. Lines before the header are the appendix's own heading; after the table only
/// a signature may stand.
pub fn rows(lines: &[Line], report: &mut Report) -> Vec<Row> {
    let Some(start) = lines.iter().position(is_header) else {
        report.puzzle(lines.first().map(|line| line.no), "phụ lục không có bảng bắt đầu bằng cột STT");
        return Vec::new();
    };
    for line in lines[..start].iter().filter(|line| !line.text.is_empty()) {
        report.add(What::Dropped, line.no, format!("tiêu đề phụ lục: {}", excerpt(&line.text)));
    }
    let (header, used) = header(&lines[start..]);
    let columns = Columns::of(&lines[start], &header, report);
    let above = vec![String::new(); columns.len()];
    let mut reading = Reading { report, columns, rows: Vec::new(), above, ended: false, fresh: true };
    let mut at = start + used;
    while let Some(line) = lines.get(at) {
        at += reading.line(line, &lines[at..]);
    }
    let Reading { rows, .. } = reading;
    rows
}

/// The header's cells, and how many lines it takes.
fn header(lines: &[Line]) -> (Vec<Cell>, usize) {
    let upper = lines[0].row();
    let second = lines.get(1).filter(|line| !line.cells.is_empty());
    match second.and_then(|lower| columns::two_rows(&upper, &lower.cells)) {
        Some(joined) => (joined, 2),
        None => (upper.into_owned(), 1),
    }
}

impl Reading<'_> {
    /// Takes a line; gives how many lines are done with.
    fn line(&mut self, line: &Line, rest: &[Line]) -> usize {
        if line.text.trim().is_empty() {
            return 1;
        }
        let fresh = std::mem::take(&mut self.fresh);
        let cells = line.row();
        if is_header(line) {
            return self.again(line, rest);
        }
        let repeated = cells.iter().map(columns::heading).eq(self.columns.headings.iter().cloned());
        if repeated {
            self.report.add(What::Dropped, line.no, "dòng tiêu đề bảng lặp lại ở đầu trang");
        } else if self.ended {
            self.report.add(What::Dropped, line.no, format!("sau bảng: {}", excerpt(&line.text)));
        } else if line.cells.is_empty() {
            match cells.len() {
                1 => self.lone(line),
                _ => self.row(line, &cells),
            }
        } else if fresh
            && cells.iter().all(|cell| cell.text.is_empty() || COUNTED.is_match(&cell.text))
            && counts(&cells)
        {
            self.report.add(What::Dropped, line.no, "hàng đánh số các cột");
        } else if !self.is_signature(line, &cells) {
            self.row(line, &cells);
        }
        1
    }

    /// A header that comes again: at the top of a page, or of another sheet, where the columns may differ.
    fn again(&mut self, line: &Line, rest: &[Line]) -> usize {
        let (header, used) = header(rest);
        self.report.add(What::Dropped, line.no, "dòng tiêu đề bảng lặp lại ở đầu trang");
        if !header.iter().map(columns::heading).eq(self.columns.headings.iter().cloned()) {
            if line.cells.is_empty() {
                self.report.puzzle(line.no, "tiêu đề bảng lặp lại nhưng khác tiêu đề đầu");
            } else {
                self.columns = Columns::of(line, &header, self.report);
                self.report.add(What::Noted, line.no, "từ đây bảng có các cột theo tiêu đề mới");
            }
        }
        self.above = vec![String::new(); self.columns.len()];
        (self.ended, self.fresh) = (false, true);
        used
    }

    /// Whether a row of cells is the signature below the table.
    fn is_signature(&mut self, line: &Line, cells: &[Cell]) -> bool {
        let mut filled = cells.iter().filter(|cell| !cell.text.is_empty());
        let signs = filled.clone().count() <= 2 && filled.all(|cell| SIGNATURE.is_match(&cell.text));
        if signs {
            self.ended = true;
            self.report.add(What::Dropped, line.no, format!("chữ ký của phụ lục: {}", excerpt(&line.text)));
        }
        signs
    }

    fn lone(&mut self, line: &Line) {
        if paragraphs::is_page_furniture(line.no, line.text.trim(), self.report) {
            return;
        }
        let words = excerpt(&line.text);
        if words::is_capitals(&line.text) {
            self.report.add(What::Dropped, line.no, format!("chữ ký của phụ lục: {words}"));
            // In a document nothing but the signature stands between the tables' rows.
            self.ended = self.report.has_places() && SIGNATURE.is_match(&line.text);
        } else if self.report.has_places() && SIGNATURE.is_match(&line.text) {
            self.report.add(What::Dropped, line.no, format!("sau bảng: {words}"));
            self.ended = true;
        } else {
            self.report.puzzle(line.no, format!("dòng không thuộc hàng nào của bảng: {words}"));
        }
    }

    fn row(&mut self, line: &Line, cells: &[Cell]) {
        let strays = cells.iter().skip(self.columns.len()).any(|cell| !cell.text.is_empty());
        if strays || (line.cells.is_empty() && cells.len() != self.columns.len()) {
            let found = cells.len();
            self.report.puzzle(
                line.no,
                format!(
                    "hàng có {found} ô, bảng có {} cột: {}",
                    self.columns.len(),
                    excerpt(&line.text.replace('\t', " | "))
                ),
            );
        }
        let assigned = self.columns.assign(cells);
        self.above.resize(self.columns.len().max(cells.len()), String::new());
        let mut row = Row { line: line.no, ..Row::default() };
        // Cells that go on from above, and where a cell spreads to the right.
        let (mut copied, mut spread) = ([false; 6], [false; 6]);
        for (at, (cell, column)) in cells.iter().zip(assigned).enumerate() {
            let Some(column) = column else { continue };
            let slot = column as usize;
            match cell.merge {
                Merge::Left => spread[slot.min(5)] = true,
                Merge::Above => {
                    copied[slot] = true;
                    row.cells[slot].clone_from(&self.above[at]);
                }
                Merge::None => {
                    let text = clean(&cell.text, column, line.cells.is_empty());
                    self.note_formula(line, column, &text);
                    self.above[at].clone_from(&text);
                    join_lines(&mut row.cells[slot], &text);
                }
            }
        }
        let merged = cells.iter().any(|cell| cell.merge == Merge::Left);
        self.place(row, copied, merged, line.cells.is_empty());
    }

    /// Puts a row's cells where they belong: into a new row, or into the one before.
    fn place(&mut self, mut row: Row, copied: [bool; 6], merged: bool, tabbed: bool) {
        if !tabbed {
            self.set_heading(&mut row, merged);
            self.set_number(&mut row);
        }
        let number = Column::Number as usize;
        if copied[number] && !row.cells[number].is_empty() {
            self.add_part(&row, copied);
        } else if row.cells[number].is_empty() {
            // What only repeats a merged cell is no rest of a row.
            for (cell, _) in row.cells.iter_mut().zip(copied).filter(|(_, copied)| *copied) {
                cell.clear();
            }
            if row.cells.iter().any(|cell| !cell.is_empty()) {
                continue_row(&mut self.rows, row, merged, self.report);
            }
        } else {
            for (column, _) in
                Column::ALL.into_iter().zip(copied).filter(|(c, copied)| *copied && !row.cell(*c).is_empty())
            {
                let words = format!(
                    "hàng {}: lấy từ ô gộp phía trên: {}",
                    row.cell(Column::Number),
                    excerpt(row.cell(column))
                );
                self.report.add_in(What::Joined, row.line, Some(column.name()), words);
            }
            self.rows.push(row);
        }
    }

    /// A heading row may have its title in a cell merged over other columns, or number and title in one.
    fn set_heading(&mut self, row: &mut Row, merged: bool) {
        let filled: Vec<Column> = Column::ALL.into_iter().filter(|c| !row.cell(*c).is_empty()).collect();
        match filled.as_slice() {
            [Column::Number] => {
                if let Some(found) = NUMBER_AND_TITLE.captures(&row.cells[0]) {
                    let (number, title) = (found[1].to_owned(), found[2].to_owned());
                    row.cells[Column::Number as usize] = number;
                    row.cells[Column::Task as usize] = title;
                }
            }
            [only] if merged && *only != Column::Task => {
                let text = std::mem::take(&mut row.cells[*only as usize]);
                match NUMBER_AND_TITLE.captures(&text) {
                    Some(found) => {
                        row.cells[Column::Number as usize] = found[1].to_owned();
                        row.cells[Column::Task as usize] = found[2].to_owned();
                    }
                    None => row.cells[Column::Task as usize] = words::squeeze(&text),
                }
            }
            [Column::Number, title] if merged && *title != Column::Task => {
                let text = std::mem::take(&mut row.cells[*title as usize]);
                row.cells[Column::Task as usize] = words::squeeze(&text);
            }
            [Column::Task] if merged => {
                if let Some(found) = NUMBER_AND_TITLE.captures(row.cell(Column::Task)) {
                    let (number, title) = (found[1].to_owned(), found[2].to_owned());
                    row.cells[Column::Number as usize] = number;
                    row.cells[Column::Task as usize] = title;
                }
            }
            _ => {}
        }
    }

    /// A sheet takes "1.10" for a number and keeps "1.1"; where commas part fractions it writes "1,1".
    fn set_number(&mut self, row: &mut Row) {
        let number = &mut row.cells[Column::Number as usize];
        if COMMA_NUMBER.is_match(number) {
            *number = number.replace(',', ".");
        }
        let parts = |text: &str| -> Option<Vec<u16>> {
            text.trim_end_matches('.').split('.').map(|part| part.parse().ok()).collect()
        };
        let (Some(this), Some(before)) =
            (parts(number), self.rows.last().and_then(|row| parts(row.cell(Column::Number))))
        else {
            return;
        };
        let Some((last, head)) = this.split_last().filter(|(_, head)| !head.is_empty()) else { return };
        let meant: Vec<u16> = head.iter().copied().chain(last.checked_mul(10)).collect();
        if !words::follows(Some(&before), &this) && words::follows(Some(&before), &meant) {
            let meant: Vec<String> = meant.iter().map(u16::to_string).collect();
            let meant = meant.join(".");
            let words = format!(
                "“{number}” đứng sau {} được hiểu là “{meant}” (bảng tính bỏ số 0 cuối); hãy đặt cột STT kiểu chữ",
                self.rows.last().map_or("", |row| row.cell(Column::Number))
            );
            self.report.add_in(What::Corrected, row.line, Some(Column::Number.name()), words);
            *number = meant;
        }
    }

    /// A row whose number is merged with the row above is more of the same task.
    fn add_part(&mut self, part: &Row, copied: [bool; 6]) {
        let Some(row) = self.rows.last_mut() else { return };
        let mut added = false;
        for column in Column::ALL.into_iter().filter(|column| !copied[*column as usize]) {
            let (text, more) = (&mut row.cells[column as usize], part.cell(column));
            if more.is_empty() || text == more {
                continue;
            }
            added = true;
            let between = match column {
                _ if text.is_empty() => "",
                Column::Number => continue,
                Column::Products => "\n",
                Column::Task => " ",
                Column::Lead | Column::Coordinators | Column::Deadline => "; ",
            };
            text.push_str(between);
            text.push_str(more);
        }
        if added {
            let words =
                format!("hàng {}: nhiều hàng chung một ô STT gộp là một nhiệm vụ", row.cell(Column::Number));
            self.report.add(What::Joined, part.line, words);
        }
    }

    /// What a spreadsheet would take for a formula is kept as the text that it is.
    fn note_formula(&mut self, line: &Line, column: Column, text: &str) {
        let begins = text.starts_with(['=', '@']) || text.starts_with('+') && !text.starts_with("+ ");
        if begins && !line.cells.is_empty() {
            let words = format!("ô bắt đầu như một công thức, chỉ được giữ như chữ: {}", excerpt(text));
            self.report.add_in(What::Noted, line.no, Some(column.name()), words);
        }
    }
}

/// Whether the row's cells count the columns: 1, 2, 3, ….
fn counts(cells: &[Cell]) -> bool {
    let filled: Vec<&str> =
        cells.iter().map(|cell| cell.text.trim_matches(['(', ')'])).filter(|t| !t.is_empty()).collect();
    filled.len() > 2 && filled.iter().zip(1..).all(|(text, no)| text.parse() == Ok(no))
}

/// A cell on one line, its list tags gone; of the products the lines are kept. What opens an item counts as the
/// dash of a dash list.
fn clean(cell: &str, column: Column, tabbed: bool) -> String {
    let one = |line: &str| {
        let line = LIST_ITEM.replace_all(line, " - ");
        words::squeeze(&TORN_TAG.replace_all(&TAG.replace_all(&line, " "), " "))
    };
    if tabbed {
        return one(cell);
    }
    let lines: Vec<String> = cell.split('\n').map(one).filter(|line| !line.is_empty()).collect();
    let dashed = lines.iter().filter(|line| LONG_DASH.is_match(line)).count() > 1;
    let lines: Vec<String> = lines
        .into_iter()
        .map(|line| if dashed { LONG_DASH.replace_all(&line, "- ") } else { line })
        .map(|line| BULLET.replace_all(&line, "- "))
        .collect();
    lines.join(if column == Column::Products { "\n" } else { " " })
}

/// A second cell of one column, as when its line was drawn too far to the left.
fn join_lines(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

/// A row without a number is the rest of the row before, which a page break cut.
fn continue_row(rows: &mut [Row], rest: Row, merged: bool, report: &mut Report) {
    let Some(row) = rows.last_mut() else {
        report.puzzle(rest.line, "hàng nối tiếp nhưng không có hàng nào trước nó");
        return;
    };
    if merged && rest.is_heading() {
        // Merged over the table and without a number: a heading, and whose number is missing.
        let title = excerpt(rest.cell(Column::Task));
        report.puzzle_in(
            rest.line,
            Column::Number.name(),
            format!("dòng nhóm không có số: “{title}”; hãy ghi số nhóm vào cột STT"),
        );
        return;
    }
    row.cuts += 1;
    for (at, (cell, more)) in row.cells.iter_mut().zip(&rest.cells).enumerate() {
        if !cell.is_empty() && !more.is_empty() {
            let lines = at == Column::Products as usize && (cell.contains('\n') || more.contains('\n'));
            cell.push(if lines && more.starts_with('-') { '\n' } else { ' ' });
        }
        cell.push_str(more);
    }
    report.add(What::Joined, rest.line, format!("hàng {} của phụ lục", row.cell(Column::Number)));
}
