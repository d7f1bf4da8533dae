//! Excel workbooks: every sheet that holds a table of ours, and what stands above it.

mod numbers;
mod sheet;
mod strings;

use crate::{
    archive::Archive,
    columns,
    office::{part, related, relations_of},
    refusal::FileError,
    report::{Place, What},
    source::{Form, Source},
    xml::{self, Node},
};
use numbers::Formats;
use sheet::Sheet;
use sotay_core::report::SheetRow;

/// The most sheets.
const SHEETS: usize = 64;

/// The most characters of a sheet's name; Excel takes 31.
const NAME: usize = 64;

struct Listed {
    name: String,
    relation: String,
    hidden: bool,
}

/// Reads a workbook by its main part.
pub fn read(archive: &mut Archive, main: &str) -> Result<Source, FileError> {
    let workbook = part(archive, main)?;
    let relations = relations_of(archive, main)?;
    let (listed, from_1904) = sheets(main, &workbook)?;
    let strings = match related(archive, &relations, "sharedStrings")? {
        Some((name, text)) => strings::read(&name, &text)?,
        None => Vec::new(),
    };
    let formats = match related(archive, &relations, "styles")? {
        Some((name, text)) => Formats::read(&name, &text, from_1904)?,
        None => Formats::plain(from_1904),
    };
    let mut source = Source::new(Form::Sheet);
    let mut tables = 0;
    for Listed { name, relation, hidden } in listed.into_iter().take(SHEETS) {
        let Some(target) = relations.iter().find(|known| known.id == relation && known.kind == "worksheet")
        else {
            continue;
        };
        if hidden {
            source.note(What::Noted, None, format!("trang tính “{name}” đang ẩn, không đọc"));
            continue;
        }
        let text = part(archive, &target.target)?;
        let sheet = Sheet::read(&target.target, &text, &strings, &formats)?;
        drop(text);
        let table = sheet.rows.values().any(|row| columns::is_header(row.cells(), false));
        tables += usize::from(table);
        if !table && tables > 0 {
            source.note(What::Dropped, None, format!("trang tính “{name}” không có bảng phụ lục"));
            continue;
        }
        put(&mut source, &name, sheet)?;
    }
    if tables == 0 {
        return Err(FileError::NoTable);
    }
    Ok(source)
}

/// The sheets in their order, and whether days are counted from 1904 on.
fn sheets(main: &str, workbook: &str) -> Result<(Vec<Listed>, bool), FileError> {
    let (mut listed, mut from_1904) = (Vec::new(), false);
    xml::walk(main, workbook, |node| {
        match node {
            Node::Open("sheet", attributes) => listed.push(Listed {
                name: attributes.get("name").unwrap_or_default().chars().take(NAME).collect(),
                relation: attributes.get_full("r:id").or_else(|| attributes.get("id")).unwrap_or_default(),
                hidden: attributes.get("state").is_some_and(|state| state != "visible"),
            }),
            Node::Open("workbookPr", attributes) => {
                from_1904 = attributes.get("date1904").is_some_and(|value| value == "1" || value == "true");
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok((listed, from_1904))
}

/// Puts a sheet's rows down.
fn put(source: &mut Source, name: &str, sheet: Sheet) -> Result<(), FileError> {
    for (number, row) in sheet.rows {
        if row.cells().iter().all(|cell| cell.text.trim().is_empty()) {
            continue;
        }
        let place = Place::Sheet(SheetRow { sheet: name.to_owned(), row: number });
        let (cells, notes) = row.finish();
        let line = source.push(place, "", cells)?;
        for (what, words) in notes {
            source.note(what, Some(line), words);
        }
    }
    Ok(())
}
