//! Writers of Word, Excel and CSV files: no more of the formats than the tests need.
#![allow(dead_code)]

use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An archive of parts.
pub fn archive<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(name.as_ref(), options).unwrap();
        zip.write_all(bytes.as_ref()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn relations(list: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!(
            r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    format!("<Relationships>{}</Relationships>", list.iter().map(one).collect::<String>())
}

const TYPES: &str =
    r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;

/// A cell's value as a workbook writes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Empty,
    Text(String),
    Shared(String),
    Number(&'static str),
    /// A number in the style of a date.
    Day(u32),
    /// A formula and the value it had.
    Formula(&'static str, &'static str),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

/// A sheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Value>>,
    /// "B2:F2".
    pub merges: Vec<String>,
    pub hidden: bool,
}

/// A column as a letter; the tests use few.
pub fn letter(column: usize) -> char {
    char::from(b'A' + u8::try_from(column).unwrap())
}

impl Sheet {
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    pub fn row(&mut self, cells: &[&str]) {
        self.rows.push(cells.iter().map(|text| Value::text(*text)).collect());
    }

    /// Merges cells of columns (from 0) and rows (from 1), both ends included.
    pub fn merge(&mut self, columns: (usize, usize), rows: (usize, usize)) {
        self.merges.push(format!("{}{}:{}{}", letter(columns.0), rows.0, letter(columns.1), rows.1));
    }

    fn xml(&self, strings: &mut Vec<String>) -> String {
        let mut xml = String::from("<worksheet><sheetData>");
        for (row, cells) in self.rows.iter().enumerate() {
            xml += &format!(r#"<row r="{}">"#, row + 1);
            for (column, value) in cells.iter().enumerate() {
                let at = format!(r#"r="{}{}""#, letter(column), row + 1);
                xml += &match value {
                    Value::Empty => format!(r#"<c {at} s="0"/>"#),
                    Value::Text(text) => {
                        format!(r#"<c {at} t="inlineStr"><is><t>{}</t></is></c>"#, escape(text))
                    }
                    Value::Shared(text) => {
                        strings.push(text.clone());
                        format!(r#"<c {at} t="s"><v>{}</v></c>"#, strings.len() - 1)
                    }
                    Value::Number(number) => format!("<c {at}><v>{number}</v></c>"),
                    Value::Day(day) => format!(r#"<c {at} s="1"><v>{day}</v></c>"#),
                    Value::Formula(formula, "") => format!("<c {at}><f>{}</f></c>", escape(formula)),
                    Value::Formula(formula, value) => {
                        format!(r#"<c {at} t="str"><f>{}</f><v>{}</v></c>"#, escape(formula), escape(value))
                    }
                };
            }
            xml += "</row>";
        }
        let merges =
            self.merges.iter().map(|range| format!(r#"<mergeCell ref="{range}"/>"#)).collect::<String>();
        format!("{xml}</sheetData><mergeCells>{merges}</mergeCells></worksheet>")
    }
}

/// The parts of a workbook.
pub fn workbook_parts(sheets: &[Sheet]) -> Vec<(String, String)> {
    let mut strings = Vec::new();
    let mut parts: Vec<(String, String)> = vec![
        ("[Content_Types].xml".into(), TYPES.into()),
        ("_rels/.rels".into(), relations(&[("rId1", "officeDocument", "xl/workbook.xml")])),
    ];
    let (mut list, mut links) = (String::new(), Vec::new());
    for (no, sheet) in sheets.iter().enumerate() {
        let hidden = if sheet.hidden { r#" state="hidden""# } else { "" };
        list += &format!(
            r#"<sheet name="{}" sheetId="{}" r:id="rId{no}"{hidden}/>"#,
            escape(&sheet.name),
            no + 1
        );
        links.push((format!("rId{no}"), "worksheet", format!("worksheets/sheet{no}.xml")));
        parts.push((format!("xl/worksheets/sheet{no}.xml"), sheet.xml(&mut strings)));
    }
    links.push(("rIdS".into(), "sharedStrings", "/xl/sharedStrings.xml".into()));
    links.push(("rIdT".into(), "styles", "styles.xml".into()));
    let links: Vec<(&str, &str, &str)> = links.iter().map(|(a, b, c)| (a.as_str(), *b, c.as_str())).collect();
    parts.push(("xl/workbook.xml".into(), format!("<workbook><sheets>{list}</sheets></workbook>")));
    parts.push(("xl/_rels/workbook.xml.rels".into(), relations(&links)));
    let strings: String = strings
        .iter()
        // As runs with formatting between them, as Excel does where a cell has two fonts.
        .map(|text| {
            let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            let (a, b) = text.split_at(half);
            format!("<si><r><t>{}</t></r><r><rPr><b/></rPr><t>{}</t></r></si>", escape(a), escape(b))
        })
        .collect();
    parts.push(("xl/sharedStrings.xml".into(), format!("<sst>{strings}</sst>")));
    let styles = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    parts.push(("xl/styles.xml".into(), styles.into()));
    parts
}

/// An Excel file.
pub fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    archive(&workbook_parts(sheets))
}

/// A table's cell in a document.
#[derive(Clone, Debug)]
pub struct Cell {
    /// One paragraph a line.
    pub lines: Vec<String>,
    pub span: usize,
    /// "restart" or "continue".
    pub merge: Option<&'static str>,
    /// Whether Word itself draws the dashes, by the list "1".
    pub bullets: bool,
}

impl Cell {
    pub fn new(text: &str) -> Self {
        Self { lines: text.split('\n').map(str::to_owned).collect(), span: 1, merge: None, bullets: false }
    }
}

/// A document's body as it is being written.
#[derive(Default)]
pub struct Document {
    body: String,
    notes: Vec<String>,
    pub numbering: Option<String>,
}

impl Document {
    /// The runs of a text; `¹` and the like become footnotes where they are told.
    fn runs(&mut self, text: &str, notes: &[(char, String)]) -> String {
        let mut runs = String::new();
        let mut plain = String::new();
        let run = |text: &str| {
            format!(
                r#"<w:r><w:rPr><w:sz w:val="26"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#,
                escape(text)
            )
        };
        for c in text.chars() {
            match notes.iter().find(|(mark, _)| *mark == c) {
                Some((_, note)) => {
                    runs += &run(&std::mem::take(&mut plain));
                    self.notes.push(note.clone());
                    runs += &format!(r#"<w:r><w:footnoteReference w:id="{}"/></w:r>"#, self.notes.len());
                }
                None => plain.push(c),
            }
        }
        // Word cuts runs anywhere.
        let half = plain.char_indices().nth(plain.chars().count() / 3).map_or(0, |(at, _)| at);
        let (a, b) = plain.split_at(half);
        runs + &run(a) + &run(b)
    }

    /// A paragraph of lines that breaks part.
    pub fn paragraph(&mut self, lines: &[&str], notes: &[(char, String)]) {
        let runs: Vec<String> = lines.iter().map(|line| self.runs(line, notes)).collect();
        self.body += &format!("<w:p>{}</w:p>", runs.join("<w:r><w:br/></w:r>"));
    }

    pub fn table(&mut self, rows: &[Vec<Cell>]) {
        self.body += "<w:tbl><w:tblPr/>";
        for row in rows {
            self.body += "<w:tr>";
            for cell in row {
                let span = if cell.span > 1 {
                    format!(r#"<w:gridSpan w:val="{}"/>"#, cell.span)
                } else {
                    String::new()
                };
                let merge = match cell.merge {
                    Some("continue") => "<w:vMerge/>".to_owned(),
                    Some(merge) => format!(r#"<w:vMerge w:val="{merge}"/>"#),
                    None => String::new(),
                };
                self.body += &format!("<w:tc><w:tcPr>{span}{merge}</w:tcPr>");
                for line in &cell.lines {
                    let bullet = if cell.bullets {
                        r#"<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>"#
                    } else {
                        ""
                    };
                    let runs = self.runs(line, &[]);
                    self.body += &format!("<w:p>{bullet}{runs}</w:p>");
                }
                self.body += "</w:tc>";
            }
            self.body += "</w:tr>";
        }
        self.body += "</w:tbl>";
    }

    /// Anything at all.
    pub fn raw(&mut self, xml: &str) {
        self.body += xml;
    }

    pub fn parts(self) -> Vec<(String, String)> {
        let note = |(no, text): (usize, &String)| {
            format!(
                r#"<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>"#,
                no + 1,
                escape(text)
            )
        };
        let notes: String = self.notes.iter().enumerate().map(note).collect();
        let bullets = r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
        let links = [("rId1", "numbering", "numbering.xml"), ("rId2", "footnotes", "footnotes.xml")];
        [
            ("[Content_Types].xml", TYPES.to_owned()),
            ("_rels/.rels", relations(&[("rId1", "officeDocument", "/word/document.xml")])),
            ("word/_rels/document.xml.rels", relations(&links)),
            ("word/numbering.xml", self.numbering.unwrap_or_else(|| bullets.to_owned())),
            ("word/footnotes.xml", format!(r#"<w:footnotes><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>{notes}</w:footnotes>"#)),
            ("word/document.xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:document><w:body>{}<w:sectPr/></w:body></w:document>", self.body)),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .to_vec()
    }

    pub fn file(self) -> Vec<u8> {
        archive(&self.parts())
    }
}

/// A CSV text.
pub fn csv(rows: &[Vec<String>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(delimiter).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}
