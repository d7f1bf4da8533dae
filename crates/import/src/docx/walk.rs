//! The way through a document's main part.

use super::{
    Block, Paragraph, Row, TableCell, notes,
    numbering::{Numbered, Numbering},
};
use crate::{
    refusal::FileError,
    source::{COLUMNS, ROWS, TEXT},
    xml::{self, Attributes, Node},
};
use std::collections::HashMap;

/// What holds no text of the document: what was deleted, the instructions of fields, and the second version of a
/// drawing for older programs.
const SKIPPED: [&str; 6] = ["Fallback", "del", "moveFrom", "instrText", "delText", "binData"];

/// The most rows, cells and paragraphs, empty ones too: a table of ours has six cells a row with a paragraph each.
const THINGS: usize = 100_000;

/// A paragraph that is open, with what its properties said.
#[derive(Default)]
struct Open {
    paragraph: Paragraph,
    text: String,
    numbered: Option<Numbered>,
    in_properties: bool,
}

/// A table that is open.
#[derive(Default)]
struct OpenTable {
    rows: Vec<Row>,
    cell: Option<TableCell>,
}

/// The walker and what it has found.
pub struct Walker {
    numbering: Numbering,
    styles: HashMap<String, Numbered>,
    /// Whether the document says where its pages ended.
    pages_known: bool,
    page: usize,
    paragraphs: Vec<Open>,
    tables: Vec<OpenTable>,
    /// How deep the walk is in something that is skipped.
    skipping: usize,
    in_run: bool,
    in_text: bool,
    raised: bool,
    marks: usize,
    bytes: usize,
    things: usize,
    /// Whether there are changes that nobody has accepted yet.
    pub tracked: bool,
    /// What was found.
    pub(super) blocks: Vec<Block>,
}

impl Walker {
    /// A walker at the beginning.
    pub fn new(numbering: Numbering, styles: HashMap<String, Numbered>, document: &str) -> Self {
        Self {
            numbering,
            styles,
            pages_known: document.contains("lastRenderedPageBreak"),
            page: 1,
            paragraphs: Vec::new(),
            tables: Vec::new(),
            skipping: 0,
            in_run: false,
            in_text: false,
            raised: false,
            marks: 0,
            bytes: 0,
            things: 0,
            tracked: false,
            blocks: Vec::new(),
        }
    }

    /// Walks through the part.
    pub fn walk(&mut self, part: &str, document: &str) -> Result<(), FileError> {
        xml::walk(part, document, |node| {
            match node {
                Node::Open(name, _) if self.skipping > 0 || SKIPPED.contains(&name) => {
                    self.tracked |= matches!(name, "del" | "moveFrom");
                    self.skipping += 1;
                }
                Node::Close(_) if self.skipping > 0 => self.skipping -= 1,
                Node::Open(name, attributes) => self.open(name, &attributes)?,
                Node::Close(name) => self.close(name),
                Node::Text(text) if self.in_text && self.skipping == 0 => self.say(&text)?,
                Node::Text(_) => {}
            }
            Ok(())
        })
    }

    fn open(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), FileError> {
        let value = || attributes.get("val").unwrap_or_default();
        self.things += match name {
            "p" | "tr" | "tc" | "tbl" => 1,
            "gridBefore" => COLUMNS,
            _ => 0,
        };
        if self.things > THINGS {
            return Err(FileError::TooManyRows { limit: ROWS });
        }
        match name {
            "p" => {
                let paragraph = Paragraph { page: self.page, ..Paragraph::default() };
                self.paragraphs.push(Open { paragraph, ..Open::default() });
            }
            "pPr" | "pStyle" | "numId" | "ilvl" => self.property(name, value()),
            "r" => (self.in_run, self.raised) = (true, false),
            "vertAlign" => self.raised = value() == "superscript",
            "ins" | "moveTo" => self.tracked = true,
            "t" => self.in_text = true,
            "tab" if self.in_run => self.say(" ")?,
            "cr" => self.say("\n")?,
            "br" => match attributes.get("type").as_deref() {
                Some("page") => self.page += usize::from(!self.pages_known),
                _ => self.say("\n")?,
            },
            "noBreakHyphen" => self.say("-")?,
            "lastRenderedPageBreak" => self.page += 1,
            "footnoteReference" => {
                self.marks += 1;
                let mark = notes::mark(self.marks);
                self.say(&mark)?;
                if let (Some(open), Some(id)) = (self.paragraphs.last_mut(), attributes.get("id")) {
                    open.paragraph.notes.push(id);
                }
            }
            "tbl" => self.tables.push(OpenTable::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Row { page: self.page, cells: Vec::new() });
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cell = Some(TableCell { span: 1, ..TableCell::default() });
                }
            }
            "gridSpan" | "vMerge" | "hMerge" => {
                let value = attributes.get("val");
                if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
                    match name {
                        "gridSpan" => {
                            cell.span = value.and_then(|v| v.parse().ok()).unwrap_or(1).clamp(1, COLUMNS)
                        }
                        "vMerge" => cell.above = value.as_deref() != Some("restart"),
                        _ => cell.left = value.as_deref() != Some("restart"),
                    }
                }
            }
            "gridBefore" => {
                let cells = value().parse().unwrap_or(0_usize).min(COLUMNS);
                if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                    row.cells.extend((0..cells).map(|_| TableCell { span: 1, ..TableCell::default() }));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A property of the paragraph. One of its own stands above its style's.
    fn property(&mut self, name: &str, value: String) {
        let Some(open) = self.paragraphs.last_mut() else { return };
        match name {
            "pPr" => open.in_properties = true,
            _ if !open.in_properties => {}
            "pStyle" => open.numbered = self.styles.get(&value).cloned(),
            "numId" => open.numbered.get_or_insert_default().list = value,
            _ => open.numbered.get_or_insert_default().level = value.parse().unwrap_or(0),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "r" => self.in_run = false,
            "pPr" => {
                if let Some(open) = self.paragraphs.last_mut() {
                    open.in_properties = false;
                }
            }
            "p" => self.end_paragraph(),
            "tc" => {
                if let Some(table) = self.tables.last_mut()
                    && let (Some(cell), Some(row)) = (table.cell.take(), table.rows.last_mut())
                {
                    row.cells.push(cell);
                }
            }
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    fn say(&mut self, text: &str) -> Result<(), FileError> {
        self.bytes += text.len();
        if self.bytes > TEXT {
            return Err(FileError::TooMuchText { limit: TEXT });
        }
        let Some(open) = self.paragraphs.last_mut() else { return Ok(()) };
        let raised = self.raised && text.chars().all(|c| c.is_ascii_digit());
        if raised {
            open.text.extend(text.chars().map(notes::raised));
        } else {
            open.text.push_str(text);
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.paragraphs.pop() else { return };
        let Open { mut paragraph, mut text, numbered, .. } = open;
        // A list counts a paragraph without words only where that is all there is of a cell: a column of numbers.
        let in_cell = self.tables.last().is_some_and(|table| table.cell.is_some());
        if let Some(numbered) = numbered.filter(|_| in_cell || !text.trim().is_empty())
            && let Some(label) = self.numbering.next(&numbered)
        {
            text = format!("{label} {text}");
        }
        paragraph.lines =
            text.split('\n').map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
        match self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => cell.paragraphs.push(paragraph),
            None if paragraph.lines.is_empty() => {}
            None => self.blocks.push(Block::Paragraph(paragraph)),
        }
    }

    /// A table within a cell becomes paragraphs of the cell.
    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        match self.tables.last_mut().and_then(|outer| outer.cell.as_mut()) {
            Some(cell) => {
                let inner = table.rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.paragraphs);
                cell.paragraphs.extend(inner);
            }
            None => self.blocks.push(Block::Table(table.rows)),
        }
    }
}
