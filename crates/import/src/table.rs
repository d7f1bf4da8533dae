//! The appendix table: its columns by their headings, its rows put together across page breaks.

use crate::{
    document::Line,
    paragraphs,
    pattern::Pattern,
    report::{Report, What, excerpt},
    words,
};

/// A column that the importer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// "STT".
    Number,
    /// "Nhiệm vụ cụ thể".
    Task,
    /// "Sản phẩm".
    Products,
    /// "Cơ quan chủ trì".
    Lead,
    /// "Cơ quan phối hợp".
    Coordinators,
    /// "Thời gian hoàn thành".
    Deadline,
}

impl Column {
    const ALL: [Self; 6] =
        [Self::Number, Self::Task, Self::Products, Self::Lead, Self::Coordinators, Self::Deadline];

    fn of(heading: &str) -> Option<Self> {
        let heading = heading.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
        if heading == "stt" || heading == "tt" || heading == "số tt" {
            Some(Self::Number)
        } else if has(&["chủ trì"]) {
            Some(Self::Lead)
        } else if has(&["phối hợp"]) {
            Some(Self::Coordinators)
        } else if has(&["thời gian", "thời hạn", "tiến độ"]) {
            Some(Self::Deadline)
        } else if has(&["sản phẩm", "kết quả"]) {
            Some(Self::Products)
        } else if has(&["nhiệm vụ", "nội dung", "công việc"]) {
            Some(Self::Task)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Number => "STT",
            Self::Task => "Nhiệm vụ",
            Self::Products => "Sản phẩm",
            Self::Lead => "Cơ quan chủ trì",
            Self::Coordinators => "Cơ quan phối hợp",
            Self::Deadline => "Thời gian hoàn thành",
        }
    }
}

/// A row with the line it begins on. Cells are raw but for white space.
#[derive(Clone, Debug, PartialEq, Eq)]
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
pub fn is_header(text: &str) -> bool {
    let cells: Vec<&str> = text.split('\t').collect();
    cells.len() > 1 && Column::of(cells[0].trim()) == Some(Column::Number)
}

static TAG: Pattern = Pattern::new(r"</?[a-zA-Z][^<>]*>");
static TORN_TAG: Pattern = Pattern::new(r"</?(ul|ol|li|br|p|span|div)\b[^<>]*$");
static LIST_ITEM: Pattern = Pattern::new(r"(?i)<(li|br)\b[^<>]*>(\s*[-–]\s)?");

/// The rows of the appendix. Lines before the header are the appendix's own heading; after the table only
/// a signature may stand.
pub fn rows(lines: &[Line], report: &mut Report) -> Vec<Row> {
    let Some(start) = lines.iter().position(|line| is_header(&line.text)) else {
        report.puzzle(lines.first().map(|line| line.no), "phụ lục không có bảng bắt đầu bằng cột STT");
        return Vec::new();
    };
    for line in lines[..start].iter().filter(|line| !line.text.is_empty()) {
        report.add(What::Dropped, line.no, format!("tiêu đề phụ lục: {}", excerpt(&line.text)));
    }
    let columns = columns(&lines[start], report);
    let header: Vec<String> = lines[start].text.split('\t').map(words::squeeze).collect();
    let mut rows: Vec<Row> = Vec::new();
    for line in &lines[start + 1..] {
        if line.text.trim().is_empty() {
            continue;
        }
        let cells: Vec<String> = line.text.split('\t').map(clean).collect();
        if cells == header || is_header(&line.text) {
            report.add(What::Dropped, line.no, "dòng tiêu đề bảng lặp lại ở đầu trang");
            if cells != header {
                report.puzzle(line.no, "tiêu đề bảng lặp lại nhưng khác tiêu đề đầu");
            }
            continue;
        }
        if cells.len() == 1 {
            lone_line(line, report);
            continue;
        }
        if cells.len() != columns.len() {
            report.puzzle(
                line.no,
                format!(
                    "hàng có {} ô, bảng có {} cột: {}",
                    cells.len(),
                    columns.len(),
                    excerpt(&cells.join(" | "))
                ),
            );
        }
        let mut row = Row { line: line.no, cuts: 0, cells: Default::default() };
        for (cell, column) in cells.into_iter().zip(&columns) {
            if let Some(column) = column {
                row.cells[*column as usize] = cell;
            }
        }
        if row.cell(Column::Number).is_empty() {
            continue_row(&mut rows, row, report);
        } else {
            rows.push(row);
        }
    }
    rows
}

/// A cell on one line, its list tags gone. A tag that opens an item counts as the dash of a dash list.
fn clean(cell: &str) -> String {
    let cell = LIST_ITEM.replace_all(cell, " - ");
    words::squeeze(&TORN_TAG.replace_all(&TAG.replace_all(&cell, " "), " "))
}

fn columns(header: &Line, report: &mut Report) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    for heading in header.text.split('\t').map(words::squeeze) {
        let column = Column::of(&heading).filter(|column| !columns.contains(&Some(*column)));
        if column.is_none() {
            report.puzzle(header.no, format!("không rõ cột “{heading}” của bảng"));
        }
        columns.push(column);
    }
    for column in Column::ALL {
        if !columns.contains(&Some(column)) {
            report.puzzle(header.no, format!("bảng thiếu cột “{}”", column.name()));
        }
    }
    columns
}

fn lone_line(line: &Line, report: &mut Report) {
    if paragraphs::is_page_furniture(line.no, line.text.trim(), report) {
        return;
    }
    if words::is_capitals(&line.text) {
        report.add(What::Dropped, line.no, format!("chữ ký của phụ lục: {}", excerpt(&line.text)));
    } else {
        report.puzzle(line.no, format!("dòng không thuộc hàng nào của bảng: {}", excerpt(&line.text)));
    }
}

/// A row without a number is the rest of the row before, which a page break cut.
fn continue_row(rows: &mut [Row], rest: Row, report: &mut Report) {
    let Some(row) = rows.last_mut() else {
        report.puzzle(rest.line, "hàng nối tiếp nhưng không có hàng nào trước nó");
        return;
    };
    row.cuts += 1;
    for (cell, more) in row.cells.iter_mut().zip(&rest.cells) {
        if !cell.is_empty() && !more.is_empty() {
            cell.push(' ');
        }
        cell.push_str(more);
    }
    report.add(What::Joined, rest.line, format!("hàng {} của phụ lục", row.cell(Column::Number)));
}
