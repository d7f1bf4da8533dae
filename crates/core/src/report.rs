//! What reading a plan's file did and did not understand, entry by entry, so that a person can act on it.
//!
//! The importer writes it, the command line prints it, the district's screen shows it. The places are data and
//! not words: each reader says them in its own way.

use serde::{Deserialize, Serialize};

/// What happened to a place of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A text that a page break or a merged cell had cut was put together.
    Joined,
    /// An error has its corrected wording beside it.
    Corrected,
    /// A footnote was moved to the clause that marks it.
    Moved,
    /// A text that named the plan's year names the new year (a plan made for another year).
    Redated,
    /// Page furniture was left out: page numbers, repeated headers, stamps, letterheads.
    Dropped,
    /// Something a reader of the report should know; nothing is wrong.
    Noted,
    /// It could not be made sense of; a person must look.
    NotUnderstood,
}

/// Where in a file. All numbers count from 1, as the program that made the file shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A line of a text or CSV file.
    Line(usize),
    /// A row of a sheet.
    Sheet(SheetRow),
    /// A row of a table in a document.
    Table(TableRow),
    /// A paragraph of a document, tables not counted.
    Paragraph(ParagraphAt),
    /// A part of a plan, by its code (`PL.3.10`, `QD`).
    Part(String),
}

/// A row of a workbook's sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// The sheet's name.
    pub sheet: String,
    /// The row's number, as at the left edge of the sheet.
    pub row: usize,
}

/// A row of a document's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// The page on which it last stood when the document was saved; about right.
    pub page: usize,
    /// Which table.
    pub table: usize,
    /// Which row of it.
    pub row: usize,
}

/// A paragraph of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParagraphAt {
    /// The page on which it last stood when the document was saved; about right.
    pub page: usize,
    /// Which paragraph.
    pub paragraph: usize,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What happened.
    pub what: What,
    /// Its place in reading order, by which a report is sorted: for a text the line, counted from 1; none when
    /// it concerns the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Where that is in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The table's column, "Sản phẩm", when it is about one cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The words for a reader, in Vietnamese.
    pub words: String,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Groups of the appendix.
    pub groups: usize,
    /// Rows that only head others.
    pub parents: usize,
    /// Tasks.
    pub tasks: usize,
    /// Products.
    pub products: usize,
    /// A ward's duties that stand in no row.
    #[serde(default)]
    pub duties: usize,
    /// Targets.
    #[serde(default)]
    pub targets: usize,
    /// Numbered parts of the plan text and articles of the decision.
    pub clauses: usize,
    /// Tasks that wait for an outside event.
    pub waiting: usize,
    /// Tasks on a ward's checklist from the start: on it, directly concerned, folded.
    pub membership: [usize; 3],
    /// References between parts.
    pub references: usize,
}
