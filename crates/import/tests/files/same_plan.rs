//! The shipped plan as text, Word, Excel and CSV is one plan.

use super::{
    common::{Random, SOURCE, settings, understood},
    office::{Cell, Document, Sheet, Value, csv, workbook},
};
use proptest::prelude::*;
use sotay_import::{Given, Plan, Report, Settings, What, import_bytes, parse_date};
use std::sync::LazyLock;

static PLAN: LazyLock<Plan> = LazyLock::new(|| understood(SOURCE).0);

/// The table's columns in the text's order.
const STT: usize = 0;
const TASK: usize = 1;
const PRODUCTS: usize = 2;

/// The rows of the text's table, the header first, each whole: what page breaks cut is joined, list tags are gone.
fn rows() -> Vec<[String; 6]> {
    let mut rows: Vec<[String; 6]> = Vec::new();
    for line in SOURCE.lines().filter(|line| line.contains('\t')) {
        let cells: Vec<String> = line.trim_end_matches('\r').split('\t').map(plain).collect();
        let cells: [String; 6] = cells.try_into().unwrap();
        match rows.last_mut() {
            Some(_) if cells[STT] == "STT" => {}
            Some(last) if cells[STT].is_empty() => {
                for (cell, more) in last.iter_mut().zip(cells) {
                    *cell = format!("{cell} {more}").trim().to_owned();
                }
            }
            _ => rows.push(cells),
        }
    }
    assert_eq!(rows.len(), 86);
    rows
}

/// A cell without list tags, some of which are torn, and without double spaces.
fn plain(cell: &str) -> String {
    let mut text = String::new();
    let mut rest = cell;
    while let Some(at) = rest.find('<') {
        text += &rest[..at];
        let tag = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        text.push(' ');
        rest = &rest[tag..];
    }
    (text + rest).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A dash list with its items on lines of their own.
fn by_lines(cell: &str) -> String {
    if cell.starts_with('-') { cell.replace(" - ", "\n- ") } else { cell.to_owned() }
}

/// Who reads the table alone must be told the place: the table's own heading does not say it.
fn with_place() -> Settings {
    settings().with_given(Given { place: Some("Bình Tân".into()), ..Given::default() })
}

/// What stands above the table of the text.
const ABOVE: [&str; 3] = [
    "PHỤ LỤC",
    "PHÂN CÔNG THỰC HIỆN CÁC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2023",
    "(Ban hành kèm theo Quyết định số: 7679 /QĐ-UBND ngày 30 tháng 12 năm 2022 của Ủy ban nhân dân quận)",
];

/// The same appendix, its head, and nothing that a person must look at.
fn check_table(bytes: &[u8], what: &str) -> Report {
    let (plan, report) = import_bytes(bytes, &with_place()).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(report.is_clean(), "{what}: {report}");
    for ((_, found), (_, expected)) in plan.tasks().zip(PLAN.tasks()) {
        assert_eq!(found, expected, "{what}");
    }
    assert!(plan.groups == PLAN.groups, "{what}");
    assert_eq!(plan.agencies, PLAN.agencies, "{what}");
    assert_eq!((plan.id.as_str(), plan.year), ("binh-tan-2023", 2023));
    assert_eq!(
        (&plan.decision.number, plan.decision.issued_on),
        (&PLAN.decision.number, PLAN.decision.issued_on)
    );
    report
}

/// A row cut in two at spaces, as a page break does: the number stays above.
fn cut(cells: &[String; 6], random: &mut Random) -> [[String; 6]; 2] {
    let mut halves: [[String; 6]; 2] = Default::default();
    for (column, cell) in cells.iter().enumerate() {
        let places: Vec<usize> = cell.match_indices(' ').map(|(at, _)| at).chain([cell.len()]).collect();
        let at = if column == STT { cell.len() } else { places[random.below(places.len())] };
        halves[0][column] = cell[..at].to_owned();
        halves[1][column] = cell[at..].trim_start().to_owned();
    }
    halves
}

/// An order of the columns with the number anywhere.
fn order(random: &mut Random) -> Vec<usize> {
    let mut columns: Vec<usize> = (0..6).collect();
    for at in (1..6).rev() {
        columns.swap(at, random.below(at + 1));
    }
    columns
}

fn reordered(cells: &[String; 6], order: &[usize]) -> Vec<String> {
    order.iter().map(|column| cells[*column].clone()).collect()
}

fn is_heading(cells: &[String; 6]) -> bool {
    cells[PRODUCTS..].iter().all(String::is_empty)
}

/// A table with its columns in any order, rows cut by pages, the header on every page.
fn csv_file(random: &mut Random) -> Vec<u8> {
    let delimiter = [b',', b';', b'\t'][random.below(3)];
    let order = order(random);
    let rows = rows();
    let header = reordered(&rows[0], &order);
    let mut lines: Vec<Vec<String>> = ABOVE.iter().map(|text| vec![(*text).to_owned()]).collect();
    lines.push(header.clone());
    for row in &rows[1..] {
        if !is_heading(row) && random.chance(6) {
            let [above, below] = cut(row, random);
            lines.push(reordered(&above, &order));
            if random.chance(2) {
                lines.push(header.clone());
            }
            lines.push(reordered(&below, &order));
        } else {
            let mut row = row.clone();
            if random.chance(2) {
                row[PRODUCTS] = by_lines(&row[PRODUCTS]);
            }
            lines.push(reordered(&row, &order));
        }
    }
    let bom = if random.chance(2) { "\u{feff}" } else { "" };
    let text = format!("{bom}{}", csv(&lines, delimiter));
    if random.chance(4) {
        return std::iter::once(0xFEFF)
            .chain(text.trim_start_matches('\u{feff}').encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
    }
    text.into_bytes()
}

/// A sheet with merged headings, cells merged downwards where rows say the same, numbers that Excel took for
/// numbers, a note column, rows cut by pages.
fn excel_file(random: &mut Random) -> Vec<u8> {
    let mut order = order(random);
    // A heading merged over the table begins behind the number.
    order.retain(|column| *column != STT);
    order.insert(0, STT);
    let rows = rows();
    let mut sheet = Sheet::new("Phụ lục");
    for text in ABOVE {
        sheet.row(&[text]);
        let row = sheet.rows.len();
        sheet.merge((0, 6), (row, row));
    }
    let mut header = reordered(&rows[0], &order);
    header.push("Ghi chú".into());
    let header: Vec<Value> = header.iter().map(|text| Value::Shared(text.to_uppercase())).collect();
    sheet.rows.push(header.clone());
    // What a row's cells say, where they may be merged with those of the next row.
    let mut before: Option<(usize, [String; 6])> = None;
    for cells in &rows[1..] {
        let mut cells = cells.clone();
        if is_heading(&cells) {
            sheet.rows.push(vec![Value::text(&cells[STT]), Value::text(&cells[TASK])]);
            let row = sheet.rows.len();
            sheet.merge((1, 6), (row, row));
            before = None;
            continue;
        }
        if random.chance(8) {
            for half in cut(&cells, random) {
                let half = reordered(&half, &order);
                sheet.rows.push(half.iter().map(Value::text).collect());
            }
            before = None;
            continue;
        }
        cells[PRODUCTS] = by_lines(&cells[PRODUCTS]);
        let mut values: Vec<Value> = reordered(&cells, &order)
            .into_iter()
            .map(|text| {
                if random.chance(2) {
                    Value::text(text)
                } else if text.is_empty() {
                    Value::Empty
                } else {
                    Value::Shared(text)
                }
            })
            .collect();
        if let Some(number) = as_number(&cells[STT]) {
            values[0] = Value::Number(number);
        }
        sheet.rows.push(values);
        let row = sheet.rows.len();
        match before.take() {
            Some((first, above)) => {
                for (position, column) in order.iter().enumerate().filter(|(_, c)| **c > PRODUCTS) {
                    if above[*column] == cells[*column] && !cells[*column].is_empty() {
                        sheet.merge((position, position), (first, row));
                        sheet.rows[row - 1][position] = Value::Empty;
                    }
                }
            }
            None => before = Some((row, cells)),
        }
    }
    sheet.row(&[]);
    sheet.row(&["", "", "", "CHỦ TỊCH"]);
    sheet.row(&["", "", "", "Nguyễn Minh Nhựt"]);
    let mut hidden = Sheet::new("Nháp");
    hidden.row(&[
        "STT",
        "Nhiệm vụ",
        "Sản phẩm",
        "Cơ quan chủ trì",
        "Cơ quan phối hợp",
        "Thời gian hoàn thành",
    ]);
    hidden.row(&["1", "nháp"]);
    hidden.hidden = true;
    let mut about = Sheet::new("Giới thiệu");
    about.row(&["Tài liệu của Phòng Nội vụ"]);
    workbook(&[hidden, about, sheet])
}

/// Some numbers as Excel keeps them: 1.10 has become 1.1.
fn as_number(text: &str) -> Option<&'static str> {
    match text {
        "1.1" => Some("1.1000000000000001"),
        "1.10" => Some("1.1000000000000001"),
        "3.10" => Some("3.1"),
        "3.3" => Some("3.3"),
        "7.10" => Some("7.1"),
        _ => None,
    }
}

/// The table of a document: merged headings, cells merged downwards, Word's own bullets.
fn word_rows(random: &mut Random) -> Vec<Vec<Vec<Cell>>> {
    let order = order(random);
    let rows = rows();
    let header: Vec<Cell> = reordered(&rows[0], &order).iter().map(|text| Cell::new(text)).collect();
    let mut tables = vec![vec![header.clone()]];
    let mut before: Option<[String; 6]> = None;
    for cells in &rows[1..] {
        let last = tables.last_mut().unwrap();
        if random.chance(12) {
            // Word has cut the table, with the header again or without.
            tables.push(if random.chance(2) { vec![header.clone()] } else { Vec::new() });
            before = None;
        } else if is_heading(cells) && order[0] == STT {
            last.push(vec![Cell::new(&cells[STT]), Cell { span: 5, ..Cell::new(&cells[TASK]) }]);
            before = None;
            continue;
        }
        let last = tables.last_mut().unwrap();
        if !is_heading(cells) && random.chance(8) {
            for half in cut(cells, random) {
                last.push(reordered(&half, &order).iter().map(|text| Cell::new(text)).collect());
            }
            before = None;
            continue;
        }
        let mut row: Vec<Cell> = Vec::new();
        for column in &order {
            let mut cell = Cell::new(&cells[*column]);
            if *column == PRODUCTS {
                cell = Cell::new(&by_lines(&cells[*column]));
                if cells[*column].starts_with('-') && random.chance(2) {
                    cell.bullets = true;
                    for line in &mut cell.lines {
                        *line = line.trim_start_matches('-').trim_start().to_owned();
                    }
                }
            }
            row.push(cell);
        }
        match before.take() {
            Some(above) => {
                let above_row = last.last_mut().unwrap();
                for (position, column) in order.iter().enumerate().filter(|(_, c)| **c > PRODUCTS) {
                    if above[*column] == cells[*column] && !cells[*column].is_empty() {
                        above_row[position].merge = Some("restart");
                        row[position] = Cell { merge: Some("continue"), ..Cell::new("") };
                    }
                }
            }
            None if !is_heading(cells) => before = Some(cells.clone()),
            None => {}
        }
        last.push(row);
    }
    tables
}

/// The whole text as a document: letterhead and recipients in tables without lines, real footnotes.
fn word_file(random: &mut Random) -> Vec<u8> {
    let text = SOURCE.replace("\r\n", "\n").replace("**", "");
    let notes: Vec<(char, String)> = ['¹', '²']
        .into_iter()
        .map(|mark| {
            let line = text.lines().find(|line| line.starts_with(mark)).unwrap();
            (mark, line.trim_start_matches(mark).trim().to_owned())
        })
        .collect();
    let mut document = Document::default();
    let mut lines = text.lines().peekable();
    let mut tables = Some(word_rows(random));
    while let Some(line) = lines.next() {
        if line.contains('\t') {
            // The table stands where the text has it first.
            for table in tables.take().into_iter().flatten() {
                document.table(&table);
                document.paragraph(&[""], &[]);
            }
        } else if line.trim() == "Số: 7679/QĐ-UBND" {
            let left = Cell::new("ỦY BAN NHÂN DÂN\nQUẬN BÌNH TÂN\nSố: 7679/QĐ-UBND");
            let right = Cell::new(
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nBình Tân, ngày 30 tháng 12 năm 2022",
            );
            document.table(&[vec![left, right]]);
        } else if line.starts_with("Bình Tân, ngày")
            || notes.iter().any(|(mark, _)| line.starts_with(*mark))
            || line == "5853"
        {
            // In the letterhead, at the foot of a page, and on paper alone.
        } else if !line.trim().is_empty() {
            let mut block = vec![line];
            while let Some(next) = lines.next_if(|next| !next.trim().is_empty() && !next.contains('\t')) {
                block.push(next);
            }
            document.paragraph(&block, &notes);
        }
    }
    document.file()
}

#[test]
fn the_shipped_text_as_csv_line_by_line_gives_the_same_appendix() {
    let rows: Vec<Vec<String>> = SOURCE
        .lines()
        .filter(|line| line.contains('\t'))
        .map(|line| line.trim_end_matches('\r').split('\t').map(str::to_owned).collect())
        .collect();
    let above: Vec<Vec<String>> = ABOVE.iter().map(|text| vec![(*text).to_owned()]).collect();
    let report = check_table(csv(&[above, rows].concat(), b',').as_bytes(), "as it is");
    assert_eq!(report.of(What::Joined).filter(|entry| entry.words.contains("của phụ lục")).count(), 9);
}

#[test]
fn a_table_without_its_decision_asks_for_what_it_lacks() {
    let rows: Vec<Vec<String>> = rows().iter().map(|row| row.to_vec()).collect();
    let error = import_bytes(csv(&rows, b';').as_bytes(), &settings()).unwrap_err();
    let words = error.to_string();
    for part in
        ["số quyết định", "ngày ban hành", "nơi ban hành", "năm", "--number", "--place", "“Số quyết định: …”"]
    {
        assert!(words.contains(part), "{words}");
    }
    let given = Given {
        number: Some("7679/QĐ-UBND".into()),
        issued_on: parse_date("30/12/2022"),
        place: Some("Bình Tân".into()),
        issuer: Some("CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN BÌNH TÂN".into()),
        year: Some(2023),
        title: None,
    };
    let (plan, report) = import_bytes(csv(&rows, b';').as_bytes(), &settings().with_given(given)).unwrap();
    assert!(report.is_clean(), "{report}");
    assert!(plan.groups == PLAN.groups);
    assert_eq!(plan.title.source, "Kế hoạch cải cách hành chính năm 2023");
    assert!(report.of(What::Noted).any(|entry| entry.words.contains("chỉ có bảng phụ lục")), "{report}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn csv_of_any_form_gives_the_same_appendix(seed in 1u64..) {
        check_table(&csv_file(&mut Random(seed)), &format!("seed {seed}"));
    }

    #[test]
    fn a_workbook_of_any_form_gives_the_same_appendix(seed in 1u64..) {
        check_table(&excel_file(&mut Random(seed)), &format!("seed {seed}"));
    }

    #[test]
    fn a_document_of_any_form_gives_the_same_plan(seed in 1u64..) {
        let (plan, report) = import_bytes(&word_file(&mut Random(seed)), &settings()).unwrap();
        prop_assert!(report.is_clean(), "seed {}: {}", seed, report);
        if plan != *PLAN {
            let (a, b) = (sotay_import::plan_json(&PLAN).unwrap(), sotay_import::plan_json(&plan).unwrap());
            let difference = a.lines().zip(b.lines()).find(|(a, b)| a != b);
            panic!("seed {seed}: the first difference is {difference:#?}\n{report}");
        }
    }
}
