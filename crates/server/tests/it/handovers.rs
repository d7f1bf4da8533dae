//! Unsent work that somebody else brings: whose, by whom, and once.

use crate::{
    app::{Answer, Client, TestApp, furnish},
    binary::{run, success},
    device::Device,
};
use sotay_core::{
    change::Field,
    replica::Limits,
    wire::{DeviceReport, HandedOver, Handover, Outcome, Past, Refusal},
};
use sotay_server::{clock, store::Connection};
use tempfile::TempDir;

/// What a device would write into a file.
fn export(device: &Device) -> Handover {
    let export = device.replica.export("Người an", clock::now());
    export.handovers(Limits::default()).into_iter().next().unwrap()
}

fn bring(client: &Client, handover: &Handover) -> Answer {
    client.post("/api/v1/handovers", handover)
}

fn brought(client: &Client, handover: &Handover) -> HandedOver {
    let answer = bring(client, handover);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// A device with two changes that are not sent.
fn with_unsent(app: &TestApp) -> Device {
    let mut device = Device::new(app, "an");
    device.note("1.1", "một");
    device.sync();
    device.note("1.1", "hai");
    device.tick("1.4");
    device
}

fn applied(answer: &HandedOver) -> Vec<u64> {
    let one = |v: &sotay_core::wire::Verdict| matches!(v.outcome, Outcome::Applied(_)).then_some(v.n);
    answer.verdicts.iter().filter_map(one).collect()
}

#[test]
fn what_the_district_brings_stands_once_whoever_comes_first_and_however_often() {
    let app = TestApp::new();
    let district = Device::new(&app, "quan");
    // The handover, again, and then the device itself.
    let mut device = with_unsent(&app);
    let file = export(&device);
    let first = brought(&district.client, &file);
    assert_eq!((applied(&first), first.forked), (vec![2, 3], false));
    assert_eq!(brought(&district.client, &file), first);
    assert_eq!(device.sync(), first.verdicts);
    assert!(device.replica.drawer.is_empty());
    assert_eq!(app.log_rows("true"), 3);
    assert_eq!(app.log_rows("brought_by = 'quan' AND n > 1"), 2);
    assert_eq!(device.values("1.1", Field::Note), ["hai"]);
    let past: Vec<Past> = district.client.get("/api/v1/history/an-lac/binh-tan-2023/PL.1.1/year").json();
    let by: Vec<_> =
        past.iter().map(|p| (p.author.to_string(), p.brought_by.as_ref().map(|b| b.to_string()))).collect();
    assert_eq!(by, [("an".into(), None), ("an".into(), Some("quan".into()))]);

    let data = app.database().parent().unwrap().to_str().unwrap().to_owned();
    let log = success(&run(&["log", "--data", &data]));
    assert_eq!(log.matches(r#","brought_by":"quan"}"#).count(), 2, "{log}");

    // The device first, then the handover.
    let mut device = with_unsent(&app);
    let file = export(&device);
    let verdicts = device.sync();
    assert_eq!(brought(&district.client, &file), HandedOver { verdicts, forked: false });
    assert_eq!(app.log_rows("true"), 6);
    assert_eq!(app.log_rows("brought_by IS NOT NULL"), 2);
}

#[test]
fn the_author_may_bring_it_from_another_device_and_nobody_is_named_then() {
    let app = TestApp::new();
    let mut device = with_unsent(&app);
    let other = Device::new(&app, "an");
    assert_eq!(applied(&brought(&other.client, &export(&device))), [2, 3]);
    assert_eq!(app.log_rows("brought_by IS NOT NULL"), 0);
    device.sync();
    assert_eq!(app.log_rows("true"), 3);
}

#[test]
fn neither_a_colleague_nor_another_ward_nor_an_administrator_of_elsewhere_may_bring_it() {
    let app = TestApp::new();
    let device = with_unsent(&app);
    let file = export(&device);
    for account in ["an-ct", "tan", "quantri"] {
        let other = Device::new(&app, account);
        bring(&other.client, &file).problem(403, "handover-denied");
    }
    app.anonymous().post("/api/v1/handovers", &file).problem(401, "not-signed-in");
    // Nor what is said to be of somebody whom nobody knows, or of the server.
    let district = Device::new(&app, "quan");
    for author in ["nobody", "may-chu"] {
        let mut file = file.clone();
        file.replica = "r-unknown".parse().unwrap();
        for change in &mut file.changes {
            change.id.replica = file.replica.clone();
            change.author = author.parse().unwrap();
        }
        bring(&district.client, &file).problem(403, "handover-denied");
    }
    let mut file = file;
    file.replica = "may-chu".parse().unwrap();
    file.changes.clear();
    bring(&district.client, &file).problem(403, "handover-denied");
    assert_eq!(app.log_rows("true"), 1);
}

#[test]
fn it_is_judged_by_the_authors_rights_as_they_are_now() {
    let app = TestApp::new();
    let device = with_unsent(&app);
    let connection = Connection::open(app.database()).unwrap();
    connection.execute("UPDATE person_unit SET unit = 'tan-tao' WHERE person = 'an'", []).unwrap();
    let district = Device::new(&app, "quan");
    let answer = brought(&district.client, &export(&device));
    let denied = |v: &sotay_core::wire::Verdict| matches!(v.outcome, Outcome::Refused(Refusal::Denied(_)));
    assert!(answer.verdicts.len() == 2 && answer.verdicts.iter().all(denied), "{answer:?}");
    // Who has no account any more has no rights to judge by.
    connection.execute("UPDATE person SET role = NULL WHERE id = 'an'", []).unwrap();
    bring(&district.client, &export(&device)).problem(403, "handover-denied");
}

#[test]
fn numbers_with_other_content_are_left_and_the_device_sends_them_itself() {
    let app = TestApp::new();
    let mut device = with_unsent(&app);
    let mut file = export(&device);
    device.sync();
    file.changes[1].value = sotay_core::change::State::Doing.value();
    let replicas = || {
        let connection = Connection::open(app.database()).unwrap();
        connection.query_row("SELECT count(*) FROM replica", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let district = Device::new(&app, "quan");
    let before = replicas();
    assert!(brought(&district.client, &file).forked);
    assert_eq!((app.log_rows("true"), replicas()), (3, before));
}

#[test]
fn a_restored_database_takes_it_under_a_name_that_it_did_not_know() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let mut device = Device::new(&TestApp::builder().folder(folder.path()).start(), "an");
    device.note("1.1", "một");
    device.tick("1.4");
    // Another database, with the same accounts: it never gave that name.
    let app = TestApp::new();
    let district = Device::new(&app, "quan");
    assert_eq!(applied(&brought(&district.client, &export(&device))), [1, 2]);
    let reports = || -> Vec<DeviceReport> { district.client.get("/api/v1/devices").json() };
    let of_device = |r: &DeviceReport| r.replica == device.replica.meta.replica;
    let report = reports().into_iter().find(of_device).unwrap();
    assert_eq!((report.person.as_str(), report.device.as_str(), report.pending), ("an", "", 0));
    // The device says what it is called when it comes back.
    app.anonymous().sign_in("an", crate::app::PASSWORD, Some(device.replica.meta.replica.as_str()));
    assert_eq!(reports().into_iter().find(of_device).unwrap().device, "máy thử");
}

#[test]
fn what_was_brought_is_no_longer_counted_as_unsent() {
    let app = TestApp::new();
    let device = with_unsent(&app);
    let mut request = device.request();
    (request.changes, request.pending, request.oldest) = (vec![], 3, Some(7));
    device.send(&request);
    let district = Device::new(&app, "quan");
    let unsent = || -> Vec<(u64, Option<i64>)> {
        let reports: Vec<DeviceReport> = district.client.get("/api/v1/devices").json();
        reports
            .iter()
            .filter(|r| r.replica == device.replica.meta.replica)
            .map(|r| (r.pending, r.oldest))
            .collect()
    };
    let mut file = export(&device);
    let both = file.changes.clone();
    file.changes.truncate(1);
    brought(&district.client, &file);
    brought(&district.client, &file);
    assert_eq!(unsent(), [(2, Some(7))]);
    file.changes = both;
    brought(&district.client, &file);
    assert_eq!(unsent(), [(1, Some(7))]);
    request.pending = 0;
    device.send(&request);
    brought(&district.client, &file);
    assert_eq!(unsent(), [(0, None)]);
}

#[test]
fn what_is_no_handover_is_refused_like_any_request() {
    let app = TestApp::new();
    let device = with_unsent(&app);
    let file = export(&device);
    let mut gap = file.clone();
    gap.changes[1].id.n += 1;
    bring(&device.client, &gap).problem(400, "malformed");
    let mut other = file.clone();
    other.replica = "r-other".parse().unwrap();
    bring(&device.client, &other).problem(400, "malformed");
    let mut newer = file;
    newer.protocol += 1;
    bring(&device.client, &newer).problem(426, "protocol");
    device.client.post_text("/api/v1/handovers", "{\"protocol\":1}").problem(400, "malformed");
}
