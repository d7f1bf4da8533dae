//! Word documents: paragraphs as they follow each other, and tables, the appendix's by rows.
//!
//! Word sets a letterhead and a signature in tables without lines; what is no table of ours is read cell by cell
//! as paragraphs.

mod notes;
mod numbering;
mod walk;

use crate::{
    archive::Archive,
    columns,
    office::{part, related, relations_of},
    refusal::FileError,
    report::{Place, What},
    source::{Cell, Form, Merge, Source},
};
use numbering::Numbering;
use sotay_core::report::{ParagraphAt, TableRow};

/// A paragraph with its lines.
#[derive(Debug, Default)]
struct Paragraph {
    page: usize,
    lines: Vec<String>,
    /// Footnotes that it marks.
    notes: Vec<String>,
}

/// A table's row.
#[derive(Debug, Default)]
struct Row {
    page: usize,
    cells: Vec<TableCell>,
}

/// A cell of it.
#[derive(Debug, Default)]
struct TableCell {
    paragraphs: Vec<Paragraph>,
    span: usize,
    above: bool,
    left: bool,
}

/// What a document is made of.
enum Block {
    Paragraph(Paragraph),
    Table(Vec<Row>),
}

/// Reads a document by its main part.
pub fn read(archive: &mut Archive, main: &str) -> Result<Source, FileError> {
    let relations = relations_of(archive, main)?;
    let numbering = match related(archive, &relations, "numbering")? {
        Some((name, text)) => Numbering::read(&name, &text)?,
        None => Numbering::default(),
    };
    let styles = match related(archive, &relations, "styles")? {
        Some((name, text)) => numbering::of_styles(&name, &text)?,
        None => Default::default(),
    };
    let notes = match related(archive, &relations, "footnotes")? {
        Some((name, text)) => notes::read(&name, &text)?,
        None => Default::default(),
    };
    let document = part(archive, main)?;
    let mut walker = walk::Walker::new(numbering, styles, &document);
    walker.walk(main, &document)?;
    drop(document);
    let mut writing =
        Writing { source: Source::new(Form::Document), notes: &notes, paragraph: 0, table: 0, width: None };
    if walker.tracked {
        writing.source.note(
            What::Noted,
            None,
            "tệp còn sửa đổi chưa duyệt (Track Changes); đã đọc như khi chấp nhận hết",
        );
    }
    for block in walker.blocks {
        match block {
            Block::Paragraph(paragraph) => writing.paragraph(paragraph)?,
            Block::Table(rows) => writing.table(rows)?,
        }
    }
    Ok(writing.source)
}

/// The document as it is put down line by line.
struct Writing<'a> {
    source: Source,
    notes: &'a notes::Notes,
    paragraph: usize,
    table: usize,
    /// How many columns the appendix's table has, once it was seen.
    width: Option<usize>,
}

impl Writing<'_> {
    /// A paragraph, an empty line behind it, and the footnotes that it marks.
    fn paragraph(&mut self, paragraph: Paragraph) -> Result<(), FileError> {
        self.paragraph += 1;
        let place = || Place::Paragraph(ParagraphAt { page: paragraph.page, paragraph: self.paragraph });
        for line in &paragraph.lines {
            self.source.push(place(), line, Vec::new())?;
        }
        self.source.push(place(), "", Vec::new())?;
        for note in &paragraph.notes {
            if let Some(text) = self.notes.text(note) {
                self.source.push(place(), &text, Vec::new())?;
                self.source.push(place(), "", Vec::new())?;
            }
        }
        Ok(())
    }

    fn table(&mut self, rows: Vec<Row>) -> Result<(), FileError> {
        self.table += 1;
        let cells: Vec<(usize, Vec<Cell>)> = rows.iter().map(|row| (row.page, row.cells())).collect();
        let headed = cells.iter().any(|(_, cells)| columns::is_header(cells, false));
        let width = cells.iter().map(|(_, cells)| cells.len()).max();
        // A second table of the same width goes on with the first, which Word cut at a page's end.
        if !headed && (self.width.is_none() || self.width != width) {
            for paragraph in rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.paragraphs) {
                self.paragraph(paragraph)?;
            }
            return Ok(());
        }
        self.width = width;
        for ((page, cells), row) in cells.into_iter().zip(1..) {
            self.source.push(Place::Table(TableRow { page, table: self.table, row }), "", cells)?;
        }
        Ok(())
    }
}

impl Row {
    /// The cells by the grid's columns.
    fn cells(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for cell in &self.cells {
            let lines: Vec<&str> =
                cell.paragraphs.iter().flat_map(|p| &p.lines).map(String::as_str).collect();
            cells.push(match (cell.left, cell.above) {
                (true, _) => Cell::merged(Merge::Left),
                (_, true) => Cell::merged(Merge::Above),
                _ => Cell::new(lines.join("\n")),
            });
            cells.extend((1..cell.span).map(|_| Cell::merged(Merge::Left)));
        }
        cells
    }
}
