//! The table's six columns, told by their headings.

use crate::{
    document::Line,
    report::{Report, What},
    source::{Cell, Merge},
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

/// Headings of a column with numbers, whole.
const NUMBERS: [&str; 8] = ["stt", "tt", "so-tt", "so-thu-tu", "ma-so", "ma", "ma-nhiem-vu", "so"];
/// Words in the headings of the others. The order matters: "cơ quan chủ trì nhiệm vụ" is no column of tasks.
const WORDS: [(Column, &[&str]); 5] = [
    (Column::Lead, &["chu-tri"]),
    (Column::Coordinators, &["phoi-hop"]),
    (Column::Deadline, &["thoi-gian", "thoi-han", "tien-do", "han-hoan-thanh"]),
    (Column::Products, &["san-pham", "ket-qua"]),
    (Column::Task, &["nhiem-vu", "noi-dung", "cong-viec"]),
];
/// Columns that tables have besides and that are no part of a plan.
const BESIDES: [&str; 3] = ["ghi-chu", "luu-y", "ghi-chu-khac"];

/// Longer texts are no headings.
const LONGEST: usize = 80;

impl Column {
    /// Every column, in the order of [`crate::table::Row`]'s cells.
    pub const ALL: [Self; 6] =
        [Self::Number, Self::Task, Self::Products, Self::Lead, Self::Coordinators, Self::Deadline];

    /// The column of a heading, whatever its capitals and with or without marks.
    pub fn of(heading: &str) -> Option<Self> {
        if heading.chars().count() > LONGEST {
            return None;
        }
        let heading = words::slug(heading);
        if NUMBERS.contains(&heading.as_str()) {
            return Some(Self::Number);
        }
        WORDS
            .iter()
            .find_map(|(column, words)| words.iter().any(|word| heading.contains(word)).then_some(*column))
    }

    /// Its usual heading.
    pub fn name(self) -> &'static str {
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

/// What the columns of a table are, by position, and how its header row was cut.
#[derive(Debug)]
pub struct Columns {
    /// The column at each position; none where it is no part of a plan.
    at: Vec<Option<Column>>,
    /// The header's own cells in their order, where merging leaves one.
    physical: Vec<Option<Column>>,
    /// The headings as they are compared with a repeated header.
    pub headings: Vec<String>,
}

/// How many columns of a plan the row's cells head, each once.
pub fn headed(cells: &[Cell]) -> usize {
    let found: Vec<Column> = cells.iter().filter_map(|cell| Column::of(&cell.text)).collect();
    Column::ALL.iter().filter(|column| found.contains(column)).count()
}

/// Whether the row's cells are a table's headings: one is "STT", and of a table with cells two more are known.
pub fn is_header(cells: &[Cell], tabbed: bool) -> bool {
    if tabbed {
        return cells.len() > 1 && Column::of(&cells[0].text) == Some(Column::Number);
    }
    cells.iter().any(|cell| Column::of(&cell.text) == Some(Column::Number)) && headed(cells) >= 3
}

/// A header of two rows ("Cơ quan thực hiện" over "Chủ trì" and "Phối hợp") as one: the lower row's words under
/// the upper's. None when the second row is no part of the header.
pub fn two_rows(upper: &[Cell], lower: &[Cell]) -> Option<Vec<Cell>> {
    let below = |at: usize| lower.get(at).map_or("", |cell| cell.text.as_str());
    let number = upper.iter().position(|cell| Column::of(&cell.text) == Some(Column::Number))?;
    // A row of the table itself has its number under "STT", and words of its own everywhere.
    let heads =
        below(number).is_empty() && lower.iter().filter(|c| Column::of(&c.text).is_some()).count() >= 2;
    if !heads {
        return None;
    }
    let mut above = "";
    let joined = upper.iter().enumerate().map(|(at, cell)| {
        let spread = cell.merge == Merge::Left || (cell.text.is_empty() && !below(at).is_empty());
        if !spread {
            above = cell.text.as_str();
        }
        // What heads both does not say which is which.
        match below(at) {
            "" => cell.clone(),
            words if Column::of(words).is_some() => Cell::new(words),
            words => Cell::new(format!("{above} {words}")),
        }
    });
    let joined: Vec<Cell> = joined.collect();
    (headed(&joined) > headed(upper)).then_some(joined)
}

impl Columns {
    /// Reads a header; what is missing or strange in it is reported.
    pub fn of(line: &Line, cells: &[Cell], report: &mut Report) -> Self {
        let mut columns =
            Self { at: Vec::new(), physical: Vec::new(), headings: cells.iter().map(heading).collect() };
        for cell in cells {
            if cell.merge == Merge::Left {
                let before = columns.at.last().copied().flatten();
                columns.at.push(before);
                continue;
            }
            let heading = heading(cell);
            let column = Column::of(&heading).filter(|column| !columns.at.contains(&Some(*column)));
            if column.is_none() && BESIDES.contains(&words::slug(&heading).as_str()) {
                report.add(
                    What::Dropped,
                    line.no,
                    format!("cột “{heading}” không thuộc sáu cột của kế hoạch"),
                );
            } else if column.is_none() && (!heading.is_empty() || line.cells.is_empty()) {
                report.puzzle(line.no, format!("không rõ cột “{heading}” của bảng"));
            }
            columns.at.push(column);
            columns.physical.push(column);
        }
        for column in Column::ALL {
            if !columns.at.contains(&Some(column)) {
                report.puzzle(line.no, format!("bảng thiếu cột “{}”", column.name()));
            }
        }
        columns
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// The column of each cell of a row. Where a row has as many cells of its own as the header, they stand in its
    /// order, however the lines between them were drawn; else their positions say.
    pub fn assign(&self, cells: &[Cell]) -> Vec<Option<Column>> {
        let own = cells.iter().filter(|cell| cell.merge != Merge::Left).count();
        if own != self.physical.len()
            || cells.len() == self.at.len() && cells.iter().all(|c| c.merge != Merge::Left)
        {
            return (0..cells.len()).map(|at| self.at.get(at).copied().flatten()).collect();
        }
        let mut order = self.physical.iter();
        let mut last = None;
        cells
            .iter()
            .map(|cell| {
                if cell.merge != Merge::Left {
                    last = order.next().copied().flatten();
                }
                last
            })
            .collect()
    }
}

/// A heading as it is compared.
pub fn heading(cell: &Cell) -> String {
    words::squeeze(&cell.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_whatever_their_capitals_marks_and_order() {
        for (heading, column) in [
            ("STT", Column::Number),
            ("Số thứ tự", Column::Number),
            ("NHIEM VU CU THE", Column::Task),
            ("Kết quả, sản phẩm", Column::Products),
            ("co quan chu tri", Column::Lead),
            ("Đơn vị phối hợp", Column::Coordinators),
            ("Thời hạn hoàn thành", Column::Deadline),
        ] {
            assert_eq!(Column::of(heading), Some(column), "{heading}");
        }
        for heading in ["", "Ghi chú", "1.1", "Stt của hàng", &"nhiệm vụ ".repeat(20)] {
            assert_eq!(Column::of(heading), None, "{heading}");
        }
    }

    #[test]
    fn a_header_of_two_rows_is_one() {
        let cells = |texts: [&str; 6]| texts.map(Cell::new).to_vec();
        let upper = cells(["STT", "Nhiệm vụ", "Sản phẩm", "Cơ quan thực hiện", "", "Thời gian"]);
        let lower = cells(["", "", "", "Chủ trì", "Phối hợp", ""]);
        assert_eq!(headed(&two_rows(&upper, &lower).unwrap()), 6);
        let group = cells(["1", "Công tác chỉ đạo, phối hợp", "", "", "", ""]);
        assert_eq!(two_rows(&upper, &group), None);
    }
}
