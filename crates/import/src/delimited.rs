//! CSV: the appendix table with commas, semicolons or tabs between its fields.

use crate::{
    columns,
    refusal::FileError,
    report::Place,
    source::{COLUMNS, Cell, Form, ROWS, Source},
};

/// What may part fields. Excel writes semicolons where the comma parts fractions.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A text of several of these is a plan's, however many tabs it has.
const PLAN_LINES: [&str; 3] = ["QUYẾT ĐỊNH", "QUYẾT ĐỊNH:", "KẾ HOẠCH"];

/// The rows of a CSV text; none when no delimiter gives a table of ours, or when the text is a whole plan.
pub fn read(text: &str) -> Result<Option<Source>, FileError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.lines().any(|line| PLAN_LINES.contains(&line.trim().trim_matches('*'))) {
        return Ok(None);
    }
    let best = DELIMITERS
        .into_iter()
        .map(|delimiter| (best_header(text, delimiter), delimiter))
        .max_by_key(|(best, _)| *best);
    match best {
        Some((found, delimiter)) if found >= 3 => rows(text, delimiter).map(Some),
        _ => Ok(None),
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// The most columns of ours that a row heads.
fn best_header(text: &str, delimiter: u8) -> usize {
    let mut best = 0;
    for record in reader(text, delimiter).records().take(ROWS).flatten() {
        let cells: Vec<Cell> = record.iter().take(COLUMNS).map(Cell::new).collect();
        if columns::is_header(&cells, false) {
            best = best.max(columns::headed(&cells));
        }
    }
    best
}

fn rows(text: &str, delimiter: u8) -> Result<Source, FileError> {
    let mut source = Source::new(Form::Sheet);
    for record in reader(text, delimiter).records() {
        // The text is UTF-8 and rows may be of any length, so there is nothing left to be wrong.
        let Ok(record) = record else { continue };
        let line =
            record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        // Excel's own hint about the delimiter.
        if line == 1 && record.get(0).is_some_and(|first| first.starts_with("sep=")) {
            continue;
        }
        let filled = record.iter().enumerate().filter(|(_, field)| !field.trim().is_empty());
        let Some((last, _)) = filled.last() else { continue };
        // One more than is taken, to be refused; a line may be commas without end.
        let cells: Vec<Cell> = record.iter().take(last + 1).take(COLUMNS + 1).map(Cell::new).collect();
        source.push(Place::Line(line), "", cells)?;
    }
    Ok(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [&str; 6] =
        ["STT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"];

    fn cells(text: &str) -> Vec<Vec<String>> {
        let source = read(text).unwrap().unwrap();
        source.lines.iter().map(|line| line.cells.iter().map(|cell| cell.text.clone()).collect()).collect()
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_header() {
        for delimiter in [",", ";", "\t"] {
            let text = format!("\u{feff}{}\r\n1{delimiter}\"a, b; c\td\"\r\n", HEADER.join(delimiter));
            let rows = cells(&text);
            assert_eq!(rows[0], HEADER);
            assert_eq!(rows[1], ["1", "a, b; c d"]);
        }
    }

    #[test]
    fn a_quoted_field_keeps_its_lines_and_the_row_is_placed_by_its_first() {
        let text = format!("sep=;\n{}\n1.1;x;\"- Kế hoạch\n- \"\"Báo cáo\"\"\"\n1.2;y\n", HEADER.join(";"));
        let mut source = read(&text).unwrap().unwrap();
        assert_eq!(source.lines[1].cells[2].text, "- Kế hoạch\n- \"Báo cáo\"");
        let mut report = source.report();
        report.puzzle(3, "");
        assert_eq!(report.entries()[0].place, Some(Place::Line(5)));
    }

    #[test]
    fn what_has_no_header_or_is_a_whole_plan_is_no_table() {
        assert!(read("a,b\n1,2\n").unwrap().is_none());
        assert!(read(&format!("KẾ HOẠCH\n{}\n", HEADER.join("\t"))).unwrap().is_none());
    }

    #[test]
    fn commas_without_end_are_nothing_and_words_behind_them_are_refused() {
        let text = format!("{}\n1{}\n", HEADER.join(","), ",".repeat(100_000));
        assert_eq!(cells(&text)[1], ["1"]);
        let error = read(&(text.trim_end().to_owned() + "x\n")).unwrap_err();
        assert!(matches!(error, FileError::TooManyColumns { .. }), "{error}");
    }

    #[test]
    fn a_quote_that_is_never_closed_is_refused_with_its_place() {
        let text = format!("{}\n1,\"{}\n", HEADER.join(","), "chữ ".repeat(10_000));
        let error = read(&text).unwrap_err();
        assert!(matches!(error, FileError::TooLong { .. }), "{error}");
        assert!(error.to_string().contains("dòng 2"), "{error}");
    }
}
