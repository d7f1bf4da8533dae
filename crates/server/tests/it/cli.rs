//! The commands: what they do, and what they say and leave behind when they cannot.

use crate::{
    app::{TestApp, furnish, publish_plan, shipped_plan},
    binary::{Server, failure, run, run_with_input, success},
    device::Device,
};
use sotay_core::change::Field;
use sotay_server::store::{Connection, FILE, VERSION};
use std::{fs, net::TcpListener, path::Path};
use tempfile::TempDir;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn project(path: &str) -> String {
    format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn an_empty_folder_is_served_and_the_next_steps_are_said_and_work() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data);
    assert!(server.said.starts_with("Sổ tay CCHC: http://127.0.0.1:"));
    // While it runs.
    let units = run(&["units", "load", &project("plans/units-binh-tan.json"), "--data", text(&data)]);
    assert!(success(&units).contains("11 units"));
    let plan = ["plan", "publish", &project("plans/binh-tan-2023.json"), "--data", text(&data)];
    assert!(success(&run(&plan)).contains("binh-tan-2023 published"));
    assert!(success(&run(&plan)).contains("in force already"));
    let user = ["user", "add", "--account", "mai", "--name", "Mai", "--role", "ward-officer", "--unit"];
    let user = [&user[..], &["an-lac-a", "--password-stdin", "--data", text(&data)]].concat();
    success(&run_with_input(&user, &format!("{}\n", crate::app::PASSWORD)));
    assert!(failure(&run_with_input(&user, "mật khẩu thử\n")).contains("mai exists already"));

    let mut device = Device::at(&server.url, "mai");
    device.tick("1.4");
    device.sync();
    assert_eq!(device.replica.scopes.len(), 2);
    let (status, next) = server.terminate();
    assert!(status.success());
    for step in ["sotay units load", "sotay plan publish", "sotay user add"] {
        assert!(next.contains(step), "{next}");
    }
    // Nothing is left beside the database.
    let mut left: Vec<_> = fs::read_dir(&data).unwrap().map(|e| e.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["sotay.db", "sotay.lock"]);
}

#[test]
fn a_busy_port_is_named_and_nothing_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let said = failure(&run(&["serve", "--port", &port, "--data", text(&data)]));
    assert!(said.contains(&format!("127.0.0.1:{port}")), "{said}");
    assert!(!data.exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let below = file.join("data");
    for arguments in [vec!["serve", "--port", "0"], vec!["practice"]] {
        let said = failure(&run(&[&arguments[..], &["--data", text(&below)]].concat()));
        assert!(said.contains(text(&below)), "{said}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}

#[test]
fn a_folder_that_takes_no_writing_is_named() {
    // As root no permission stops a write; a file system that takes none does.
    let said = failure(&run(&["serve", "--port", "0", "--data", "/proc/sotay"]));
    assert!(said.contains("/proc/sotay"), "{said}");
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path());
    let said = failure(&run(&["serve", "--port", "0", "--data", text(folder.path())]));
    assert!(said.contains("in use by another sotay"), "{said}");
    drop(server);
}

#[test]
fn a_database_of_a_newer_build_is_refused_and_not_touched() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let database = folder.path().join(FILE);
    let connection = Connection::open(&database).unwrap();
    connection.pragma_update(None, "user_version", VERSION + 1).unwrap();
    drop(connection);
    let before = fs::read(&database).unwrap();
    let data = text(folder.path());
    let units = project("plans/units-binh-tan.json");
    for command in
        [vec!["serve", "--port", "0", "--data", data], vec!["units", "load", &units, "--data", data]]
    {
        let said = failure(&run(&command));
        assert!(said.contains(&format!("schema {}", VERSION + 1)), "{said}");
        assert!(said.contains("newer version of sotay"), "{said}");
    }
    assert_eq!(fs::read(&database).unwrap(), before);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_not_touched() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join(FILE);
    fs::write(&database, "not a database at all, but long enough to have a header").unwrap();
    failure(&run(&["serve", "--port", "0", "--data", text(folder.path())]));
    assert!(fs::read_to_string(&database).unwrap().starts_with("not a database"));
}

#[test]
fn a_plan_of_a_newer_form_or_a_torn_one_is_refused_and_the_old_one_stays() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let digest = publish_plan(folder.path());
    let plan = shipped_plan();
    let newer = plan.replacen("\"format\": 1", "\"format\": 99", 1);
    assert_ne!(newer, plan);
    let half: String = plan.chars().take(plan.chars().count() / 2).collect();
    for (name, document, expected) in [
        ("newer.json", newer, "format 99"),
        ("torn.json", half, "not a plan file"),
        ("no.json", "{}".into(), "format"),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, document).unwrap();
        let said = failure(&run(&["plan", "publish", text(&file), "--data", text(folder.path())]));
        assert!(said.contains(expected) && said.contains(name), "{said}");
    }
    let missing = folder.path().join("missing.json");
    assert!(failure(&run(&["plan", "publish", text(&missing), "--data", "."])).contains("missing.json"));
    let app = TestApp::builder().folder(folder.path()).start();
    let device = Device::new(&app, "an");
    assert_eq!(device.client.get(&format!("/api/v1/plans/{digest}")).text(), plan);
}

#[test]
fn a_corrected_plan_reaches_devices_as_a_new_digest() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    publish_plan(folder.path());
    let app = TestApp::builder().folder(folder.path()).start();
    let mut device = Device::new(&app, "an");
    device.sync();
    let file = folder.path().join("corrected.json");
    let corrected = shipped_plan().replace("Kiện toàn Ban Chỉ đạo", "Củng cố Ban Chỉ đạo");
    assert_ne!(corrected, shipped_plan());
    fs::write(&file, &corrected).unwrap();
    let note = "Sửa lỗi chính tả";
    let publish = ["plan", "publish", text(&file), "--note", note, "--data", text(folder.path())];
    let said = success(&run(&publish));
    assert!(said.contains("[-Kiện toàn-] {+Củng cố+}") && said.contains("1 changed"), "{said}");
    device.sync();
    let cells = device.replica.entities(&"plan/binh-tan-2023".parse().unwrap());
    let fields = cells.values().next().unwrap();
    assert_eq!(fields[&Field::Note].shown().as_text(), Some(note));
    let cell = &fields[&Field::Digest];
    assert!(!cell.is_conflict());
    let document = device.client.get(&format!("/api/v1/plans/{}", cell.shown().as_text().unwrap()));
    assert_eq!(document.text(), corrected, "what needs no aligning is stored as it came");
    assert!(said.contains(cell.shown().as_text().unwrap()), "{said}");
}

#[test]
fn import_writes_the_shipped_plan() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("plan.json");
    let source = project("plans/ke-hoach-cchc-binh-tan-2023.txt");
    success(&run(&["import", &source, "--out", text(&out)]));
    assert_eq!(fs::read_to_string(&out).unwrap(), shipped_plan());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn import_of_what_is_no_plan_writes_nothing() {
    let folder = TempDir::new().unwrap();
    let whole = fs::read(project("plans/ke-hoach-cchc-binh-tan-2023.txt")).unwrap();
    let out = folder.path().join("plan.json");
    fs::write(&out, "the plan of before").unwrap();
    for (name, bytes) in [
        ("torn.txt", &whole[..whole.len() / 3]),
        ("cut-inside-a-letter.txt", &[&whole[..2000], &[0xE1, 0xBB]].concat()[..]),
        ("foreign.txt", "Bài thơ\nkhông phải kế hoạch.\n".as_bytes()),
        ("binary.txt", b"PK\x03\x04\xff\xfe"),
        ("empty.txt", b""),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        let said = failure(&run(&["import", text(&file), "--out", text(&out)]));
        assert!(said.contains(name) && said.contains("nothing was written"), "{said}");
        assert_eq!(fs::read_to_string(&out).unwrap(), "the plan of before");
    }
    let source = project("plans/ke-hoach-cchc-binh-tan-2023.txt");
    let nowhere = folder.path().join("no-folder/plan.json");
    assert!(failure(&run(&["import", &source, "--out", text(&nowhere)])).contains("no-folder"));
}

#[test]
fn accounts_need_a_known_unit_a_plain_name_and_a_password_of_some_length() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let add = |account: &str, unit: &str, password: &str| {
        let arguments = ["user", "add", "--account", account, "--name", "Tên", "--role", "district"];
        let more = ["--unit", unit, "--password-stdin", "--data", text(folder.path())];
        run_with_input(&[&arguments[..], &more].concat(), password)
    };
    assert!(failure(&add("x", "nowhere", "mật khẩu thử")).contains("nowhere is not a unit"));
    assert!(failure(&add("Mai Anh", "quan", "mật khẩu thử")).contains("a-z, 0-9 and -"));
    assert!(failure(&add("may-chu", "quan", "mật khẩu thử")).contains("exists already"));
    assert!(failure(&add("mai", "quan", "ngắn")).contains("at least 8"));
    success(&add("mai", "quan", "mật khẩu thử"));
    let no_data = folder.path().join("none");
    let said =
        failure(&run(&["units", "load", &project("plans/units-binh-tan.json"), "--data", text(&no_data)]));
    assert!(said.contains("holds no database yet"), "{said}");
    assert!(!no_data.exists());
}

#[test]
fn a_units_file_is_taken_whole_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    for (name, json, expected) in [
        (
            "loop.json",
            r#"{"units":[{"id":"a","name":"A","parent":"b"},{"id":"b","name":"B","parent":"a"}]}"#,
            "itself",
        ),
        (
            "orphan.json",
            r#"{"units":[{"id":"a","name":"A","parent":"nowhere"}]}"#,
            "nowhere, which is not a unit",
        ),
        (
            "twice.json",
            r#"{"units":[{"id":"a","name":"A"},{"id":"a","name":"B"}]}"#,
            "unit 2: a stands twice",
        ),
        ("bad-id.json", r#"{"units":[{"id":"a","name":"A"},{"id":"A B","name":"B"}]}"#, "unit 2"),
        ("torn.json", r#"{"units":[{"id":"a""#, "line 1"),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, json).unwrap();
        let said = failure(&run(&["units", "load", text(&file), "--data", text(folder.path())]));
        assert!(said.contains(expected) && said.contains(name), "{said}");
    }
    let connection = Connection::open(folder.path().join(FILE)).unwrap();
    let count: i64 = connection.query_row("SELECT count(*) FROM unit", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 3);
}

#[test]
fn the_client_of_a_folder_is_served_in_place_of_the_one_inside() {
    let folder = TempDir::new().unwrap();
    let client = folder.path().join("dist");
    fs::create_dir(&client).unwrap();
    let data = folder.path().join("data");
    let serve = ["serve", "--port", "0", "--data", text(&data), "--client", text(&client)];

    // Nothing is served of what is no whole build, and no data folder is made for it.
    assert!(failure(&run(&serve)).contains("assets.json"));
    let list = r#"{"csp_script_hashes": [], "files": [
        {"path": "/index.html", "type": "text/html", "immutable": false, "sha256": "11"},
        {"path": "/a.js", "type": "text/javascript", "immutable": true, "sha256": "22"}]}"#;
    fs::write(client.join("assets.json"), &list[..60]).unwrap();
    let said = failure(&run(&serve));
    assert!(said.contains(text(&client)) && said.contains("assets.json"), "{said}");
    fs::write(client.join("assets.json"), list).unwrap();
    fs::write(client.join("index.html"), "<p>of the folder").unwrap();
    assert!(failure(&run(&serve)).contains("/a.js"));
    fs::write(folder.path().join("secret"), "of the machine").unwrap();
    fs::write(client.join("assets.json"), list.replace("/a.js", "/../secret")).unwrap();
    assert!(failure(&run(&serve)).contains("secret"));
    assert!(!data.exists());

    fs::write(client.join("assets.json"), list).unwrap();
    fs::write(client.join("a.js"), "1").unwrap();
    let server = Server::start_with(&data, &["--client", text(&client)]);
    let page = crate::app::Client::new(&server.url).get_with("/", &[("accept", "text/html")]);
    assert_eq!(page.text(), "<p>of the folder");
}

#[test]
fn the_log_is_printed_while_the_server_runs_each_change_with_its_verdict_once() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    publish_plan(folder.path());
    let server = Server::start(folder.path());
    let mut device = Device::at(&server.url, "an");
    device.sync();
    device.tick("1.4");
    device.sync();
    device.sync();

    let log = |more: &[&str]| run(&[&["log", "--data", text(folder.path())], more].concat());
    let lines = |more: &[&str]| -> Vec<serde_json::Value> {
        success(&log(more)).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    // The plan's publication is a change too, of the server's own.
    let all = lines(&[]);
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[0]["change"]["field"], "digest");
    let of_ward = lines(&["--unit", "an-lac"]);
    assert_eq!(of_ward, all[1..]);
    assert_eq!(of_ward[0]["change"]["scope"], "unit/an-lac");
    assert_eq!(of_ward[0]["verdict"]["applied"], 1);
    assert!(of_ward[0]["received_at"].as_str().unwrap().ends_with('Z'));
    assert!(lines(&["--unit", "tan-tao"]).is_empty());

    assert!(failure(&log(&["--unit", "nowhere"])).contains("nowhere is not a unit"));
    let (status, _) = server.terminate();
    assert!(status.success());
    // And without it.
    assert_eq!(lines(&[]), all);
    let none = folder.path().join("none");
    assert!(failure(&run(&["log", "--data", text(&none)])).contains("holds no database yet"));
    assert!(!none.exists());
}
