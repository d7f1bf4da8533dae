//! Tables as people draw them: merged, cut, in other orders, with more around them than the table.

use super::{
    hostile::{HEADER, read},
    office::{Cell, Document, Sheet, Value, csv, workbook},
};
use sotay_import::{Place, Plan, Report, What, import_bytes, place_words};

fn understood(bytes: &[u8]) -> (Plan, Report) {
    let (plan, report) = read(bytes).unwrap_or_else(|error| panic!("{error}"));
    assert!(report.is_clean(), "{report}");
    (plan, report)
}

/// A row that asks for nothing more.
fn row<'a>(number: &'a str, task: &'a str) -> [&'a str; 6] {
    [number, task, "Kế hoạch", "Phòng Nội vụ", "", "Quý I năm 2026"]
}

fn products(plan: &Plan, at: usize) -> Vec<&str> {
    plan.tasks().nth(at).unwrap().1.products.iter().map(|product| product.shown()).collect()
}

#[test]
fn rows_that_share_a_merged_number_are_one_task() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.row(&["1", "Nhóm"]);
    sheet.row(&["1.1", "Việc", "Kế hoạch", "Phòng Nội vụ", "UBND các phường", "Quý I năm 2026"]);
    sheet.row(&["", "", "Báo cáo", "Phòng Tư pháp", "", ""]);
    sheet.row(&["", "", "Quyết định", "", "", ""]);
    for column in [0, 1, 4, 5] {
        sheet.merge((column, column), (3, 5));
    }
    sheet.merge((3, 3), (4, 5));
    sheet.row(&row("1.2", "Việc khác"));
    let (plan, report) = understood(&workbook(&[sheet]));
    assert_eq!(products(&plan, 0), ["Kế hoạch", "Báo cáo", "Quyết định"]);
    let task = plan.tasks().next().unwrap().1;
    assert_eq!(task.lead.ids, ["phong-noi-vu", "phong-tu-phap"]);
    assert_eq!(task.coordinators.raw.source, "UBND các phường");
    assert!(report.of(What::Joined).any(|e| e.words.contains("chung một ô STT gộp")), "{report}");
    assert_eq!(plan.tasks().count(), 2);
}

#[test]
fn a_header_of_two_rows_and_the_row_that_counts_the_columns_are_no_tasks() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&["STT", "Nhiệm vụ", "Sản phẩm", "Cơ quan thực hiện", "", "Thời gian"]);
    sheet.row(&["", "", "", "Chủ trì", "Phối hợp", ""]);
    for column in [0, 1, 2, 5] {
        sheet.merge((column, column), (1, 2));
    }
    sheet.merge((3, 4), (1, 1));
    sheet.row(&["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]);
    sheet.row(&["1", "Nhóm"]);
    sheet.row(&["1.1", "Việc", "Kế hoạch", "Phòng Nội vụ", "Phòng Tư pháp", "Quý I năm 2026"]);
    let (plan, _) = understood(&workbook(&[sheet]));
    let task = plan.tasks().next().unwrap().1;
    assert_eq!(
        (task.lead.ids[0].as_str(), task.coordinators.ids[0].as_str()),
        ("phong-noi-vu", "phong-tu-phap")
    );
}

#[test]
fn headings_merged_over_the_table_give_number_and_title() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.row(&["I. CHỈ ĐẠO, ĐIỀU HÀNH"]);
    sheet.merge((0, 5), (2, 2));
    sheet.row(&row("1", "Việc một"));
    sheet.row(&["II", "Cải cách thể chế"]);
    sheet.merge((1, 5), (4, 4));
    sheet.row(&row("1", "Việc hai"));
    let (plan, _) = understood(&workbook(&[sheet.clone()]));
    let groups: Vec<(String, &str)> =
        plan.groups.iter().map(|g| (g.code.to_string(), g.title.shown())).collect();
    assert_eq!(groups, [("PL.1".into(), "CHỈ ĐẠO, ĐIỀU HÀNH"), ("PL.2".into(), "Cải cách thể chế")]);
    assert_eq!(plan.tasks().map(|(_, task)| task.code.to_string()).collect::<Vec<_>>(), ["PL.1.1", "PL.2.1"]);

    // Without a number it is said, with its place, and not joined to the row before.
    sheet.rows[3] = vec![Value::Empty, Value::text("Cải cách thể chế")];
    let (plan, report) = read(&workbook(&[sheet])).unwrap();
    let puzzle = report.not_understood().next().unwrap();
    assert!(puzzle.words.contains("dòng nhóm không có số: “Cải cách thể chế”"), "{report}");
    assert_eq!(place_words(puzzle.place.as_ref().unwrap()), "trang tính “PL”, hàng 4");
    assert_eq!(plan.tasks().next().unwrap().1.text.source, "Việc một");
}

#[test]
fn a_csv_may_have_number_and_title_of_a_group_in_one_field() {
    let rows = [HEADER, ["1. Nhóm một", "", "", "", "", ""], row("1.1", "Việc")];
    let (plan, _) = understood(csv(&rows.map(|row| row.map(str::to_owned).to_vec()), b',').as_bytes());
    assert_eq!(plan.groups[0].title.source, "Nhóm một");
}

#[test]
fn numbers_that_a_sheet_changed_are_mended_and_said() {
    let mut rows = vec![HEADER.to_vec(), vec!["1", "Nhóm"]];
    let numbers: Vec<String> =
        (1..=21).map(|no| format!("1,{no}").trim_end_matches('0').to_owned()).collect();
    rows.extend(numbers.iter().map(|number| row(number, "Việc").to_vec()));
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let (plan, report) = understood(csv(&rows, b';').as_bytes());
    let codes: Vec<String> = plan.tasks().map(|(_, task)| task.code.bare()).collect();
    assert_eq!((codes[9].as_str(), codes[19].as_str(), codes.len()), ("1.10", "1.20", 21));
    assert_eq!(
        report.of(What::Corrected).filter(|e| e.column.as_deref() == Some("STT")).count(),
        2,
        "{report}"
    );
}

#[test]
fn what_stands_below_the_table_is_no_part_of_its_last_row() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.row(&["1", "Nhóm"]);
    sheet.row(&row("1.1", "Việc"));
    sheet.row(&["", "", "", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"]);
    sheet.row(&["", "", "", "Trần Thị Mẫu"]);
    let (plan, report) = understood(&workbook(&[sheet]));
    assert_eq!(plan.tasks().next().unwrap().1.lead.raw.source, "Phòng Nội vụ");
    assert_eq!(report.of(What::Dropped).filter(|e| e.words.contains("Trần Thị Mẫu")).count(), 1);
}

#[test]
fn sheets_with_a_table_each_follow_each_other_whatever_their_columns() {
    let mut first = Sheet::new("Nhóm 1");
    first.row(&HEADER);
    first.row(&["1", "Nhóm một"]);
    first.row(&row("1.1", "Việc một"));
    let mut second = Sheet::new("Nhóm 2");
    second.row(&["Thời hạn", "Chủ trì", "TT", "Nội dung công việc", "Phối hợp", "Kết quả"]);
    second.row(&["", "", "2", "Nhóm hai", "", ""]);
    second.row(&["Quý II năm 2026", "Phòng Tư pháp", "2.1", "Việc hai", "", "Báo cáo"]);
    let mut draft = Sheet::new("Việc riêng");
    draft.row(&["không có bảng"]);
    let (plan, report) = understood(&workbook(&[first, second, draft]));
    let task = plan.tasks().nth(1).unwrap().1;
    assert_eq!((task.text.source.as_str(), task.lead.ids[0].as_str()), ("Việc hai", "phong-tu-phap"));
    assert!(report.of(What::Dropped).any(|e| e.words.contains("“Việc riêng” không có bảng")), "{report}");
}

#[test]
fn a_day_in_the_deadline_is_read_as_people_write_it() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.row(&["1", "Nhóm"]);
    sheet.row(&row("1.1", "Việc"));
    sheet.rows[2][5] = Value::Day(46_081);
    let (plan, _) = understood(&workbook(&[sheet]));
    let task = plan.tasks().next().unwrap().1;
    assert_eq!(task.deadline.source, "28/02/2026");
    assert_eq!(task.schedule.occurrences[0].due.unwrap().to_string(), "2026-02-28");
}

#[test]
fn the_numbers_that_word_makes_itself_are_read() {
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="5">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>
        </w:abstractNum><w:num w:numId="4"><w:abstractNumId w:val="5"/></w:num></w:numbering>"#;
    let mut document = Document::default();
    document.numbering = Some(numbering.into());
    let auto = |level: usize, cells: &[&str]| {
        let number = format!(
            r#"<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="4"/></w:numPr></w:pPr></w:p></w:tc>"#
        );
        let cells: String = cells
            .iter()
            .map(|text| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"))
            .collect();
        format!("<w:tr>{number}{cells}</w:tr>")
    };
    let header: String =
        HEADER.iter().map(|text| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")).collect();
    document.raw(&format!("<w:tbl><w:tr>{header}</w:tr>"));
    for (level, task) in [(0, "Nhóm một"), (1, "Việc một"), (1, "Việc hai"), (0, "Nhóm hai"), (1, "Việc ba")]
    {
        let cells = if level == 0 {
            [task, "", "", "", ""]
        } else {
            [task, "Kế hoạch", "Phòng Nội vụ", "", "Quý I năm 2026"]
        };
        document.raw(&auto(level, &cells));
    }
    document.raw("</w:tbl>");
    let (plan, _) = understood(&document.file());
    let codes: Vec<String> = plan.tasks().map(|(_, task)| task.code.bare()).collect();
    assert_eq!(codes, ["1.1", "1.2", "2.1"]);
}

#[test]
fn what_was_deleted_is_not_read_what_was_added_is_and_the_report_says_so() {
    let mut document = Document::default();
    let [mut cells, header] = [row("1.1", "Việc"), HEADER].map(|row| row.map(Cell::new).to_vec());
    cells[1] = Cell::new("X");
    document.table(&[header, vec![Cell::new("1"), Cell { span: 5, ..Cell::new("Nhóm") }], cells]);
    let mut parts = document.parts();
    let body = &mut parts.last_mut().unwrap().1;
    *body = body.replace(
        ">X</w:t></w:r>",
        "></w:t></w:r><w:del><w:r><w:delText>Việc bỏ</w:delText></w:r></w:del><w:ins><w:r><w:t>Việc thêm</w:t></w:r></w:ins>\
         <mc:AlternateContent><mc:Choice/><mc:Fallback><w:r><w:t>hai lần</w:t></w:r></mc:Fallback></mc:AlternateContent>",
    );
    let (plan, report) = understood(&super::office::archive(&parts));
    assert_eq!(plan.tasks().next().unwrap().1.text.source, "Việc thêm");
    assert!(report.of(What::Noted).any(|e| e.words.contains("Track Changes")), "{report}");
}

#[test]
fn an_appendix_as_a_document_of_its_own_says_its_decision_above_the_table() {
    let mut document = Document::default();
    document.table(&[vec![
        Cell::new("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ BIỂN XANH"),
        Cell::new("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ]]);
    document.paragraph(&["PHỤ LỤC"], &[]);
    document.paragraph(&["NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026"], &[]);
    document.paragraph(
        &["(Ban hành kèm theo Quyết định số 3/QĐ-UBND ngày 05/01/2026 của Ủy ban nhân dân thành phố)"],
        &[],
    );
    document.table(
        &[HEADER, ["1", "Nhóm", "", "", "", ""], row("1.1", "Việc")].map(|row| row.map(Cell::new).to_vec()),
    );
    document.paragraph(&["TM. ỦY BAN NHÂN DÂN"], &[]);
    document.paragraph(&["Trần Thị Mẫu"], &[]);
    let (plan, report) = import_bytes(&document.file(), &super::common::settings()).unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!((plan.id.as_str(), plan.decision.number.as_str()), ("bien-xanh-2026", "3/QĐ-UBND"));
    assert_eq!(plan.decision.issuer.source, "ỦY BAN NHÂN DÂN THÀNH PHỐ BIỂN XANH");
    assert_eq!(plan.title.source, "NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026");
    let place = report
        .entries()
        .iter()
        .find_map(|entry| entry.place.clone().filter(|p| matches!(p, Place::Paragraph(_))));
    assert!(place_words(&place.unwrap()).starts_with("đoạn "));
}

#[test]
fn the_report_travels_and_names_places_as_data() {
    let mut sheet = Sheet::new("PL");
    sheet.row(&HEADER);
    sheet.row(&["1", "Nhóm"]);
    sheet.row(&["1.1", "Việc", "", "Sở Du lịch", "", "Sớm"]);
    let (_, report) = read(&workbook(&[sheet])).unwrap();
    let json = serde_json::to_value(report.told()).unwrap();
    let entry =
        json["entries"].as_array().unwrap().iter().find(|e| e["column"] == "Thời gian hoàn thành").unwrap();
    assert_eq!(entry["what"], "not-understood");
    assert_eq!(entry["place"]["sheet"], serde_json::json!({"sheet": "PL", "row": 3}));
    assert!(
        report.to_string().contains("trang tính “PL”, hàng 3, cột “Sản phẩm”: PL.1.1: ô trống"),
        "{report}"
    );
}

#[test]
fn the_template_is_understood_but_for_nothing() {
    let template = std::fs::read(super::common::plans().join("mau-phu-luc.csv")).unwrap();
    let (plan, report) = import_bytes(&template, &super::common::settings()).unwrap();
    assert!(report.is_clean(), "{report}");
    assert_eq!((plan.year, plan.decision.number.as_str(), plan.tasks().count()), (2026, "12/QĐ-UBND", 2));
    assert_eq!(products(&plan, 0), ["Kế hoạch", "Báo cáo kết quả"]);
}
