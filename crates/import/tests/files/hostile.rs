//! Files that are broken, foreign or meant to harm: each is refused with its reason, within bounds, never by a panic.

use super::{
    common::{Random, settings},
    office::{Cell, Document, Sheet, Value, archive, csv, workbook, workbook_parts},
};
use proptest::prelude::*;
use sotay_import::{FileError, Foreign, Given, ImportError, Plan, Report, Settings, What, import_bytes};
use std::{fmt::Write, sync::LazyLock};

pub const HEADER: [&str; 6] =
    ["STT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"];

static KNOWN: LazyLock<Settings> = LazyLock::new(|| {
    settings().with_given(Given {
        number: Some("1/QĐ-UBND".into()),
        issued_on: sotay_import::parse_date("2/1/2026"),
        place: Some("Biển Xanh".into()),
        issuer: Some("UBND thành phố Biển Xanh".into()),
        year: Some(2026),
        title: None,
    })
});

/// Reads a file of a plan whose decision is known.
pub fn read(bytes: &[u8]) -> Result<(Plan, Report), ImportError> {
    import_bytes(bytes, &KNOWN)
}

fn refused(bytes: &[u8]) -> FileError {
    match read(bytes) {
        Err(ImportError::File(error)) => error,
        Err(other) => panic!("{other}"),
        Ok((_, report)) => panic!("it was read: {report}"),
    }
}

/// The parts of a small workbook, to be spoiled.
fn parts() -> Vec<(String, String)> {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.row(&["1", "Chỉ đạo"]);
    sheet.row(&["1.1", "Ban hành kế hoạch", "Kế hoạch", "Phòng Nội vụ", "", "Quý I năm 2026"]);
    workbook_parts(&[sheet])
}

fn with(name: &str, text: &str) -> Vec<u8> {
    let mut parts = parts();
    parts.retain(|(known, _)| known != name);
    parts.push((name.into(), text.into()));
    archive(&parts)
}

#[test]
fn the_small_workbook_itself_is_read() {
    let (plan, report) = read(&archive(&parts())).unwrap();
    assert!(report.is_clean() && plan.tasks().count() == 1, "{report}");
}

#[test]
fn an_archive_of_too_many_parts_is_not_unpacked() {
    let mut parts = parts();
    parts.extend((0..200).map(|no| (format!("xl/media/{no}.txt"), String::new())));
    let error = refused(&archive(&parts));
    assert!(matches!(&error, FileError::Bomb { problem } if problem.contains("nhiều hơn 200")), "{error}");
}

#[test]
fn a_part_that_grows_a_hundredfold_is_not_unpacked() {
    let error = refused(&with("xl/media/zeros.bin", &"0".repeat(30_000_000)));
    assert!(matches!(&error, FileError::Bomb { problem } if problem.contains("zeros.bin")), "{error}");
}

#[test]
fn parts_that_are_too_large_together_are_not_unpacked() {
    // Noise between zeros, so that no part grows a hundredfold.
    let mut random = Random(7);
    let mut part = String::new();
    while part.len() < 11_000_000 {
        for _ in 0..8 {
            write!(part, "{:06x}", random.below(1 << 24)).unwrap();
        }
        part.push_str(&"0".repeat(1_500));
    }
    let mut parts = parts();
    parts.extend((0..5).map(|no| (format!("xl/media/{no}.bin"), part.clone())));
    let error = refused(&archive(&parts));
    assert!(matches!(&error, FileError::Bomb { problem } if problem.contains("50 MB")), "{error}");
}

/// The position of a part's entry in the central directory.
fn entry(file: &[u8], name: &str) -> usize {
    let starts = file.windows(4).enumerate().filter(|(_, window)| *window == b"PK\x01\x02").map(|(at, _)| at);
    starts.into_iter().find(|at| file[at + 46..].starts_with(name.as_bytes())).unwrap()
}

#[test]
fn a_directory_that_lies_about_a_parts_size_is_found_out() {
    let sheet = "xl/worksheets/sheet0.xml";
    let long = format!("<worksheet><!--{}--></worksheet>", "a".repeat(3_000_000));
    let mut file = with(sheet, &long);
    let at = entry(&file, sheet);
    file[at + 24..at + 28].copy_from_slice(&1_000_u32.to_le_bytes());
    let error = refused(&file);
    assert!(matches!(&error, FileError::Bomb { .. } | FileError::Broken { .. }), "{error}");
}

#[test]
fn names_that_lead_out_of_the_archive_are_refused() {
    for name in ["../../etc/cron.d/x", "/etc/passwd", "xl\\..\\x", "C:x", "xl/../../x"] {
        let error = refused(&with(name, "x"));
        assert!(
            matches!(&error, FileError::Bomb { problem } if problem.contains("tên lạ")),
            "{name}: {error}"
        );
    }
    let rels = r#"<Relationships><Relationship Id="r" Type="t/officeDocument" Target="../../../xl/../etc/passwd"/></Relationships>"#;
    assert_eq!(refused(&with("_rels/.rels", rels)), FileError::Foreign(Foreign::OtherOffice));
    let rels = r#"<Relationships><Relationship Id="r" Type="t/officeDocument" Target="xl/../xl/none.xml"/></Relationships>"#;
    assert!(matches!(refused(&with("_rels/.rels", rels)), FileError::Broken { .. }));
}

#[test]
fn parts_with_a_password_are_called_so() {
    let mut file = archive(&parts());
    let at = entry(&file, "xl/workbook.xml");
    file[at + 8] |= 1;
    assert_eq!(refused(&file), FileError::Encrypted);
}

#[test]
fn archives_that_are_no_word_or_excel_file_say_what_to_send() {
    let rels = |target: &str| {
        format!(
            r#"<Relationships><Relationship Id="r" Type="t/officeDocument" Target="{target}"/></Relationships>"#
        )
    };
    assert_eq!(refused(&archive(&[("a.txt", "x")])), FileError::Foreign(Foreign::Archive));
    assert_eq!(
        refused(&archive(&[("mimetype", "x"), ("content.xml", "x")])),
        FileError::Foreign(Foreign::OpenDocument)
    );
    for (target, foreign) in
        [("ppt/presentation.xml", Foreign::OtherOffice), ("xl/workbook.bin", Foreign::BinaryExcel)]
    {
        let file =
            archive(&[("[Content_Types].xml", "x"), ("_rels/.rels", rels(target).as_str()), (target, "x")]);
        assert_eq!(refused(&file), FileError::Foreign(foreign));
    }
    assert_eq!(refused(&archive(&[("[Content_Types].xml", "x")])), FileError::Foreign(Foreign::OtherOffice));
}

#[test]
fn xml_with_entities_is_refused_and_expands_nothing() {
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><worksheet>&c;</worksheet>"#;
    let outside =
        r#"<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData/></worksheet>"#;
    for xml in [laughs, outside] {
        let error = refused(&with("xl/worksheets/sheet0.xml", xml));
        assert!(matches!(&error, FileError::Xml { problem, .. } if problem.contains("DOCTYPE")), "{error}");
    }
    let error = refused(&with("xl/worksheets/sheet0.xml", "<worksheet>&made-up;</worksheet>"));
    assert!(matches!(&error, FileError::Xml { problem, .. } if problem.contains("&made-up;")), "{error}");
}

#[test]
fn xml_that_nests_too_deep_is_torn_or_is_none_is_refused_with_its_part() {
    let deep = "<a>".repeat(500);
    for xml in [deep.as_str(), "<worksheet><sheetData>", "<a></b>", "<a b=", "\u{0}<"] {
        let error = refused(&with("xl/worksheets/sheet0.xml", xml));
        assert!(
            matches!(&error, FileError::Xml { part, .. } if part.ends_with("sheet0.xml"))
                || error == FileError::NoTable,
            "{error}"
        );
    }
    let mut parts: Vec<(String, Vec<u8>)> =
        parts().into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    parts.push(("xl/sharedStrings.xml".into(), b"<sst>\xFF</sst>".to_vec()));
    parts.swap_remove(parts.iter().position(|(name, _)| name == "xl/sharedStrings.xml").unwrap());
    assert!(matches!(refused(&archive(&parts)), FileError::Xml { .. }));
    // One tag with a great many attributes takes no longer than it is.
    let many: String = (0..200_000).map(|no| format!(r#" a{no}="x""#)).collect();
    assert_eq!(
        refused(&with("xl/worksheets/sheet0.xml", &format!("<worksheet><row{many}/></worksheet>"))),
        FileError::NoTable
    );
}

#[test]
fn a_hundred_thousand_rows_are_refused_with_the_reason_in_every_form() {
    let row = ["1.1", "Việc", "Kế hoạch", "Phòng Nội vụ", "", "Quý I năm 2026"];
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    let mut lines = vec![HEADER.map(str::to_owned).to_vec()];
    let mut document = Document::default();
    document.table(&[HEADER.map(Cell::new).to_vec()]);
    document.raw("<w:tbl>");
    for _ in 0..100_000 {
        sheet.row(&row);
        lines.push(row.map(str::to_owned).to_vec());
        document.raw("<w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>");
    }
    document.raw("</w:tbl>");
    // Real tables differ from row to row; these are packed too well.
    let files = [workbook(&[sheet]), document.file()];
    for file in &files {
        let error = refused(file);
        assert!(matches!(&error, FileError::TooManyRows { .. } | FileError::Bomb { .. }), "{error}");
    }
    assert!(refused(csv(&lines, b',').as_bytes()).to_string().contains("hơn 5000 hàng"));
    // The same, not packed at all.
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    for no in 0..100_000_u32 {
        sheet.rows.push(vec![Value::Text(format!("{:x}", no.wrapping_mul(2_654_435_761)))]);
    }
    assert_eq!(refused(&workbook(&[sheet])), FileError::TooManyRows { limit: 5_000 });
}

#[test]
fn rows_without_words_are_no_rows() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.row(&["1", "Chỉ đạo"]);
    sheet.rows.resize(20_000, vec![Value::Empty]);
    sheet.row(&["1.1", "Việc", "Kế hoạch", "Phòng Nội vụ", "", "Quý I năm 2026"]);
    // So many alike are packed very well; the file is refused for that, or read whole.
    match read(&workbook(&[sheet])) {
        Ok((plan, report)) => assert!(report.is_clean() && plan.tasks().count() == 1, "{report}"),
        Err(error) => assert!(matches!(error, ImportError::File(FileError::Bomb { .. })), "{error}"),
    }
}

#[test]
fn a_cell_far_to_the_right_or_far_too_long_is_refused_with_its_place() {
    let sheet =
        |cell: &str| format!(r#"<worksheet><sheetData><row r="7">{cell}</row></sheetData></worksheet>"#);
    let far = sheet(r#"<c r="XFD7" t="str"><v>x</v></c>"#);
    let error = refused(&with("xl/worksheets/sheet0.xml", &far));
    assert!(matches!(&error, FileError::TooManyColumns { place, .. } if place.contains("hàng 7")), "{error}");
    // Empty ones there do no harm.
    assert_eq!(
        refused(&with("xl/worksheets/sheet0.xml", &sheet(r#"<c r="XFD1048576" s="1"/>"#))),
        FileError::NoTable
    );

    let mut random = Random(3);
    let long: String =
        (0..40_000).map(|_| char::from(b'a' + u8::try_from(random.below(26)).unwrap())).collect();
    let mut wide = Sheet::new("PL");
    wide.row(&HEADER);
    wide.row(&["1", &long]);
    assert!(matches!(refused(&workbook(&[wide.clone()])), FileError::TooLong { .. }));
    // A long text that many cells share.
    let shared = Value::Shared(long[..30_000].to_owned());
    wide.rows[1] = vec![shared];
    let one = wide.rows[1].clone();
    wide.rows.resize(400, one);
    assert!(matches!(refused(&workbook(&[wide])), FileError::TooMuchText { .. } | FileError::Bomb { .. }));
}

#[test]
fn merged_ranges_without_end_cost_no_more_than_the_rows_there_are() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.merges =
        vec!["A1:XFD1048576".into(), "A9:ZZZZZZ9999999999999999999999".into(), "B2".into(), ":".into()];
    // The header is merged into one cell, so that there is no table left.
    assert_eq!(refused(&workbook(&[sheet.clone()])), FileError::NoTable);
    sheet.merges = (0..11_000).map(|no| format!("A{no}:B{no}")).collect();
    assert!(read(&workbook(&[sheet])).is_err());

    let mut document = Document::default();
    let wide: Vec<Cell> = HEADER.iter().map(|text| Cell { span: 4_000_000_000, ..Cell::new(text) }).collect();
    document.table(&[wide]);
    assert!(matches!(refused(&document.file()), FileError::TooManyColumns { .. }));
    let mut document = Document::default();
    document.raw(&format!(
        "<w:tbl>{}</w:tbl>",
        r#"<w:tr><w:trPr><w:gridBefore w:val="99999"/></w:trPr></w:tr>"#.repeat(5_000)
    ));
    assert!(matches!(refused(&document.file()), FileError::TooManyRows { .. } | FileError::Bomb { .. }));
}

#[test]
fn formulas_are_taken_by_the_value_they_had_and_said() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.row(&["1", "Chỉ đạo"]);
    sheet.row(&["1.1", "", "=cmd|' /C calc'!A0", "Phòng Nội vụ", "", "Quý I năm 2026"]);
    sheet.rows[2][1] = Value::Formula("HYPERLINK(\"http://x\",\"Việc\")", "Việc");
    sheet.row(&["1.2", "Việc khác", "Kế hoạch", "Phòng Nội vụ", "", ""]);
    sheet.rows[3][5] = Value::Formula("\"Quý \"&A1", "");
    let (plan, report) = read(&workbook(&[sheet])).unwrap();
    let task = plan.tasks().next().unwrap().1;
    assert_eq!((task.text.source.as_str(), task.products[0].source.as_str()), ("Việc", "=cmd|' /C calc'!A0"));
    let notes: Vec<&str> = report.of(What::Noted).map(|entry| entry.words.as_str()).collect();
    assert!(notes.iter().any(|words| words.contains("ô B3 là công thức; đã lấy giá trị")), "{notes:?}");
    assert!(notes.iter().any(|words| words.contains("bắt đầu như một công thức")), "{notes:?}");
    assert!(
        report.not_understood().any(|entry| entry.words.contains("ô F4 là công thức chưa có giá trị")),
        "{report}"
    );
    // In CSV too.
    let rows = [
        HEADER,
        ["1", "Nhóm", "", "", "", ""],
        ["1.1", "@SUM(A1)", "+1", "Phòng Nội vụ", "", "Quý I năm 2026"],
    ];
    let text = csv(&rows.map(|row| row.map(str::to_owned).to_vec()), b',');
    let (_, report) = read(text.as_bytes()).unwrap();
    assert_eq!(
        report.of(What::Noted).filter(|entry| entry.words.contains("công thức")).count(),
        2,
        "{report}"
    );
}

#[test]
fn macros_are_not_run_and_said() {
    let (_, report) = read(&with("xl/vbaProject.bin", "macro")).unwrap();
    assert!(report.of(What::Noted).any(|entry| entry.words.contains("macro không được chạy")), "{report}");
}

/// A workbook and a document, to be spoiled.
fn files() -> &'static [Vec<u8>; 2] {
    static FILES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
        let mut document = Document::default();
        document.paragraph(&["PHỤ LỤC"], &[]);
        let rows = [
            HEADER,
            ["1", "Nhóm", "", "", "", ""],
            ["1.1", "Việc", "Kế hoạch", "Phòng Nội vụ", "", "Quý I năm 2026"],
        ];
        document.table(&rows.map(|row| row.map(Cell::new).to_vec()));
        [archive(&parts()), document.file()]
    });
    &FILES
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_torn_anywhere_is_refused(which in 0..2_usize, part in 0.0f64..1.0) {
        let file = &files()[which];
        let at = (part * file.len() as f64) as usize;
        prop_assert!(read(&file[..at]).is_err(), "cut at byte {at}");
    }

    #[test]
    fn a_file_with_any_bytes_spoiled_never_panics(which in 0..2_usize, seed in 1u64..) {
        let mut random = Random(seed);
        let mut file = files()[which].clone();
        for _ in 0..1 + random.below(8) {
            let at = random.below(file.len());
            file[at] = u8::try_from(random.below(256)).unwrap();
        }
        let _ = read(&file);
    }

    #[test]
    fn parts_with_any_text_spoiled_never_panic(seed in 1u64..) {
        let mut random = Random(seed);
        let mut parts = parts();
        for _ in 0..1 + random.below(4) {
            let part = random.below(parts.len());
            let text = &mut parts[part].1;
            let at = text.char_indices().nth(random.below(text.chars().count().max(1))).map_or(0, |(at, _)| at);
            let piece = ["<", ">", "&", "\"", "<c r=\"A1\">", "</row>", "<si>", "99999999999", ":", "<t>", "]]>", "<!--", "\u{0}"][random.below(13)];
            text.insert_str(at, piece);
        }
        let _ = read(&archive(&parts));
    }

    #[test]
    fn arbitrary_csv_never_panics(text in "[STNV1-9.,;\t\"\n a-zđơứ=]{0,300}", delimiter in prop::sample::select(vec![',', ';', '\t'])) {
        let header = HEADER.join(&delimiter.to_string());
        let _ = read(format!("{header}\n{text}").as_bytes());
    }
}
