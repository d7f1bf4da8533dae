//! A plan's file from the district's screen and from the command line.

use crate::{
    app::{Answer, Client, TestApp, shipped_plan},
    binary::{failure, run, success},
    office::{Cell, Document, Sheet, archive, csv, workbook},
};
use sotay_core::{
    plan::Plan,
    report::{Place, SheetRow, What},
    wire::ImportedPlan,
};
use std::{fs, io::Write, net::TcpStream};
use tempfile::TempDir;

const ROWS: [[&str; 6]; 4] = [
    ["STT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"],
    ["1", "Chỉ đạo, điều hành", "", "", "", ""],
    ["1.1", "Ban hành kế hoạch", "Kế hoạch\nBáo cáo", "Phòng Nội vụ", "UBND các phường", "Quý I năm 2026"],
    ["1.2", "Kiểm tra công vụ", "Biên bản", "Phòng Nội vụ", "", "Hằng quý"],
];

const FILE: [(&str, &str); 2] = [("content-type", "application/octet-stream"), ("sotay-client", "test")];
/// What a table alone does not say, percent-encoded: 7/QĐ-UBND, Bình Tân.
const QUERY: &str =
    "number=7%2FQ%C4%90-UBND&date=05%2F01%2F2026&place=B%C3%ACnh%20T%C3%A2n&year=2026&issuer=&file=k.csv";

fn table() -> Vec<u8> {
    csv(&ROWS.map(|row| row.map(str::to_owned).to_vec()), b';').into_bytes()
}

fn excel() -> Vec<u8> {
    let mut sheet = Sheet::new("Phụ lục 1");
    for row in ROWS {
        sheet.row(&row);
    }
    workbook(&[sheet])
}

fn word() -> Vec<u8> {
    let mut document = Document::default();
    document.paragraph(&["PHỤ LỤC"], &[]);
    document.table(&ROWS.map(|row| row.map(Cell::new).to_vec()));
    document.file()
}

fn send(client: &Client, query: &str, file: &[u8]) -> Answer {
    client.send("POST", &format!("/api/v1/plans/imports?{query}"), &FILE, file).unwrap()
}

#[test]
fn the_district_and_the_administrator_get_a_draft_with_its_report_and_nothing_is_published() {
    let app = TestApp::new();
    for account in ["quan", "quantri"] {
        let (client, _) = app.signed_in(account);
        let mut plans: Vec<Plan> = Vec::new();
        for file in [table(), excel(), word()] {
            let answer = send(&client, QUERY, &file);
            assert_eq!(
                (answer.status, answer.header("cache-control")),
                (200, "no-store"),
                "{}",
                answer.text()
            );
            let draft: ImportedPlan = answer.json();
            assert!(draft.report.entries.iter().all(|entry| entry.what != What::NotUnderstood), "{draft:?}");
            assert_eq!((draft.report.counts.tasks, draft.report.counts.products), (2, 3));
            assert_eq!(draft.file, "k.csv");
            plans.push(draft.plan);
        }
        assert_eq!((plans[0].id.as_str(), plans[0].decision.number.as_str()), ("binh-tan-2026", "7/QĐ-UBND"));
        assert!(plans.iter().all(|plan| plan.groups == plans[0].groups));
        assert!(client.get("/api/v1/session").status == 200 && app.log_rows("true") == 0);
    }
}

#[test]
fn what_was_not_understood_is_placed_by_sheet_row_and_column() {
    let app = TestApp::new();
    let (client, _) = app.signed_in("quan");
    let mut sheet = Sheet::new("Phụ lục 1");
    sheet.row(&[]);
    for mut row in ROWS {
        if row[5] == "Hằng quý" {
            row[5] = "Sớm";
        }
        sheet.row(&row);
    }
    let draft: ImportedPlan = send(&client, QUERY, &workbook(&[sheet])).json();
    let puzzles: Vec<_> = draft.report.entries.iter().filter(|e| e.what == What::NotUnderstood).collect();
    assert_eq!(puzzles.len(), 1, "{puzzles:?}");
    assert_eq!(puzzles[0].place, Some(Place::Sheet(SheetRow { sheet: "Phụ lục 1".into(), row: 5 })));
    assert_eq!(puzzles[0].column.as_deref(), Some("Thời gian hoàn thành"));
    assert!(puzzles[0].words.contains("“Sớm”"));
}

#[test]
fn a_ward_prepares_no_plans_and_neither_does_who_is_not_signed_in() {
    let app = TestApp::new();
    for account in ["an", "an-ct", "tan"] {
        let (client, _) = app.signed_in(account);
        send(&client, QUERY, &table()).problem(403, "import-denied");
    }
    send(&app.anonymous(), QUERY, &table()).problem(401, "not-signed-in");
}

#[test]
fn a_file_that_is_no_plan_is_refused_with_words_that_say_what_to_do() {
    let app = TestApp::new();
    let (client, _) = app.signed_in("quan");
    for (file, kind, words) in [
        (&b""[..], "import-empty", "tệp trống"),
        (b"%PDF-1.7", "import-type", "tệp PDF"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "import-type", "lưu lại thành .docx"),
        (b"PK\x03\x04torn", "import-broken", "lưu lại thành tệp mới"),
        (&archive(&[("readme.txt", "x")]), "import-type", "tệp nén"),
        (b"\xC4\xD0\xB7", "import-encoding", "UTF-8"),
        ("Kính gửi các phường".as_bytes(), "import-not-a-plan", "không thấy"),
    ] {
        let detail = send(&client, QUERY, file).problem(422, kind);
        assert!(detail.contains(words), "{kind}: {detail}");
    }
    let detail = send(&client, "year=2026", &table()).problem(422, "import-missing");
    assert!(detail.contains("số quyết định") && !detail.contains("năm,"), "{detail}");
    send(&client, "year=hai", &table()).problem(400, "malformed");
    send(&client, "date=31/02/2026", &table()).problem(400, "malformed");
    send(&client, &format!("{QUERY}&id=B%C3%ACnh"), &table()).problem(422, "import-id");
}

#[test]
fn the_body_is_bytes_within_a_limit_of_its_own() {
    let app = TestApp::builder().body(100).imports(2_000, 2).start();
    let mut client = Client::new(&app.url);
    client.sign_in("quan", crate::app::PASSWORD, None);
    assert_eq!(send(&client, QUERY, &table()).status, 200);
    let detail = send(&client, QUERY, &[b' '; 3_000]).problem(413, "too-large");
    assert!(detail.contains("2000"), "{detail}");
    let json = client.post_text(&format!("/api/v1/plans/imports?{QUERY}"), "{}");
    assert!(json.problem(415, "content-type").contains("application/octet-stream"));
    client.send("POST", "/api/v1/sync", &FILE, b"{}").unwrap().problem(415, "content-type");
    client.send("POST", "/api/v1/plans/imports", &FILE[..1], b"x").unwrap().problem(403, "client");
}

#[test]
fn who_comes_while_all_readers_are_at_work_is_told_when_to_come_again() {
    let app = TestApp::builder().imports(1_000_000, 1).start();
    let (client, _) = app.signed_in("quan");
    let mut slow = TcpStream::connect(app.url.trim_start_matches("http://")).unwrap();
    let head = format!(
        "POST /api/v1/plans/imports HTTP/1.1\r\nhost: x\r\nsotay-client: t\r\ncookie: {}\r\n\
         content-type: application/octet-stream\r\ncontent-length: 100\r\n\r\nSTT",
        client.cookie.as_deref().unwrap()
    );
    slow.write_all(head.as_bytes()).unwrap();
    // Until the slow one has arrived, others are read.
    let busy = loop {
        let answer = send(&client, QUERY, &table());
        if answer.status != 200 {
            break answer;
        }
    };
    busy.problem(503, "busy");
    assert!(busy.header("retry-after").parse::<u64>().unwrap() > 0);
    drop(slow);
    while send(&client, QUERY, &table()).status != 200 {}
}

#[test]
fn the_command_takes_every_form_and_the_options_say_what_a_table_lacks() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("plan.json");
    let mut plans: Vec<Plan> = Vec::new();
    for (name, bytes) in [("k.csv", table()), ("k.xlsx", excel()), ("k.docx", word())] {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        let import = ["import", file.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let said = failure(&run(&import));
        assert!(
            said.contains(name) && said.contains("--number") && said.contains("nothing was written"),
            "{said}"
        );
        assert!(!out.exists());
        let options =
            ["--number", "7/QĐ-UBND", "--date", "5/1/2026", "--place", "Bình Tân", "--year", "2026"];
        let said = success(&run(&[&import[..], &options].concat()));
        assert!(said.contains("1 nhóm, 2 nhiệm vụ"), "{said}");
        plans.push(Plan::from_json(&fs::read_to_string(&out).unwrap()).unwrap());
        fs::remove_file(&out).unwrap();
    }
    assert!(plans.iter().all(|plan| plan.groups == plans[0].groups));
    assert_eq!(plans[0].decision.issued_on.to_string(), "2026-01-05");
}

#[test]
fn clone_writes_next_years_draft_and_says_each_change() {
    let folder = TempDir::new().unwrap();
    let (file, out) = (folder.path().join("2023.json"), folder.path().join("2024.json"));
    fs::write(&file, shipped_plan()).unwrap();
    let (file, out_name) = (file.to_str().unwrap(), out.to_str().unwrap());
    let clone = |more: &[&str]| run(&[&["plan", "clone", file, "--out", out_name][..], more].concat());
    for (more, words) in [
        (&["--year", "2023"][..], "năm 2023"),
        (&["--year", "2024", "--id", "binh-tan-2023"], "binh-tan-2023"),
    ] {
        let said = failure(&clone(more));
        assert!(said.contains(words), "{said}");
        assert!(!out.exists());
    }
    let said = success(&clone(&["--year", "2024", "--number", "9/QĐ-UBND", "--date", "29/12/2023"]));
    assert!(said.contains("PL.1.5: thời gian hoàn thành: “Trong năm 2023” → “Trong năm 2024”"), "{said}");
    let draft = Plan::from_json(&fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!((draft.id.as_str(), draft.year, draft.tasks().count()), ("binh-tan-2024", 2024, 77));
    assert_eq!(draft.decision.number, "9/QĐ-UBND");
}
