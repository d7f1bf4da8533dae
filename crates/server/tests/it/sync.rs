//! Taking changes exactly once, and giving everyone the same cells.

use crate::{
    app::{PASSWORD, TestApp},
    device::{Device, is_applied, item, product},
};
use sotay_core::{
    change::{Field, Invalid, State, TEXT_LIMIT, Value},
    wire::{Outcome, Refusal},
};
use sotay_server::clock;

#[test]
fn a_tick_reaches_the_other_device_of_the_ward() {
    let app = TestApp::new();
    let (mut first, mut second) = (Device::new(&app, "an"), Device::new(&app, "an-ct"));
    first.tick("1.1");
    assert!(first.sync().iter().all(is_applied));
    second.sync();
    assert_eq!(second.values("1.1", Field::State), ["done"]);
    assert_eq!(first.everything(), second.everything());
}

#[test]
fn the_same_request_twice_gets_the_same_verdicts_and_stands_in_the_log_once() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.tick("1.1");
    device.note("1.1", "một");
    let request = device.request();
    let (first, second) = (device.send(&request), device.send(&request));
    assert_eq!(first.verdicts.len(), 2);
    assert_eq!(first.verdicts, second.verdicts);
    assert_eq!((first.acked, second.acked), (2, 2));
    assert_eq!(first.scopes, second.scopes);
    assert_eq!(app.log_rows("true"), 2);
}

#[test]
fn after_a_gap_the_server_says_from_where_to_send_again() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    for n in 0..3 {
        device.note("1.1", &format!("{n}"));
    }
    let mut request = device.request();
    request.resume = None;
    request.changes.remove(0);
    let response = device.send(&request);
    assert_eq!((response.acked, response.verdicts.len()), (0, 0));
    assert_eq!(app.log_rows("true"), 0);
    assert_eq!(device.sync().len(), 3);
    assert_eq!(device.values("1.1", Field::Note), ["2"]);
}

#[test]
fn a_gesture_is_taken_whole_or_refused_whole() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.gesture(&[
        (item("1.4"), Field::State, State::Done.value()),
        (product("1.4", 1), Field::Number, Value::text("214/KH-UBND")),
    ]);
    let mut request = device.request();
    request.changes[1].value = Value::text(&"ở".repeat(TEXT_LIMIT));
    let verdicts = device.send(&request).verdicts;
    assert!(matches!(&verdicts[0].outcome, Outcome::Refused(Refusal::Group(2))), "{verdicts:?}");
    let Outcome::Refused(Refusal::Invalid(invalid)) = &verdicts[1].outcome else { panic!("{verdicts:?}") };
    assert!(matches!(invalid, Invalid::TooLong(_)), "{invalid:?}");
    let mut other = Device::new(&app, "an-ct");
    other.sync();
    assert!(other.values("1.4", Field::State).is_empty());
    // Both stand in the log with their verdict.
    assert_eq!(app.log_rows("outcome LIKE '%refused%'"), 2);
}

#[test]
fn a_refused_change_does_not_hold_up_the_next() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.note("1.1", "một");
    device.note("1.4", "hai");
    let mut request = device.request();
    request.changes[0].value = Value::Bool(true);
    let response = device.send(&request);
    assert_eq!(response.acked, 2);
    assert!(matches!(response.verdicts[0].outcome, Outcome::Refused(_)));
    assert!(is_applied(&response.verdicts[1]));
}

#[test]
fn a_change_in_another_persons_name_is_refused() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.note("1.1", "một");
    let mut request = device.request();
    request.changes[0].author = "an-ct".parse().unwrap();
    let verdicts = device.send(&request).verdicts;
    assert!(matches!(verdicts[0].outcome, Outcome::Refused(Refusal::Author)));
}

#[test]
fn two_texts_over_the_same_one_both_stand_until_someone_chooses() {
    let app = TestApp::new();
    let (mut one, mut two) = (Device::new(&app, "an"), Device::new(&app, "an-ct"));
    one.note("1.1", "chung");
    one.sync();
    two.sync();
    one.note("1.1", "của công chức");
    two.note("1.1", "của chủ tịch");
    one.sync();
    let verdicts = two.sync();
    assert!(matches!(verdicts[0].outcome, Outcome::BothKept(_)), "{verdicts:?}");
    one.sync();
    let mut both = one.values("1.1", Field::Note);
    both.sort();
    assert_eq!(both, ["của chủ tịch", "của công chức"]);
    assert_eq!(one.everything(), two.everything());

    one.note("1.1", "của cả hai");
    one.sync();
    two.sync();
    assert_eq!(two.values("1.1", Field::Note), ["của cả hai"]);
}

#[test]
fn a_cloned_profile_gets_a_name_of_its_own_and_loses_nothing() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.sync();
    let mut clone = Device::new(&app, "an");
    clone.replica = device.replica.clone();
    device.note("1.1", "máy thứ nhất");
    clone.note("1.4", "máy thứ hai");
    device.sync();
    clone.sync();
    assert_ne!(clone.replica.meta.replica, device.replica.meta.replica);
    device.sync();
    assert_eq!(device.values("1.1", Field::Note), ["máy thứ nhất"]);
    assert_eq!(device.values("1.4", Field::Note), ["máy thứ hai"]);
    assert_eq!(app.log_rows("true"), 2);
    // The session goes on under the new name.
    let session: sotay_core::wire::Session = clone.client.get("/api/v1/session").json();
    assert_eq!(session.replica, clone.replica.meta.replica);
}

#[test]
fn pages_of_any_size_bring_every_cell_and_the_right_checksum() {
    for page in 1..=3 {
        let app = TestApp::builder().page(page).start();
        let (mut writer, mut reader) = (Device::new(&app, "an"), Device::new(&app, "an-ct"));
        for task in ["1.1", "1.4", "1.7", "2.1", "3.10"] {
            writer.note(task, "một");
            writer.tick(task);
        }
        writer.sync();
        reader.sync();
        assert_eq!(writer.everything(), reader.everything(), "page {page}");
        // A change between two pages.
        let mut late = Device::new(&app, "an");
        late.step();
        writer.note("1.1", "hai");
        writer.note("5.5", "mới");
        writer.sync();
        late.sync();
        assert_eq!(late.everything(), writer.everything(), "page {page}");
    }
}

#[test]
fn requests_of_one_to_three_changes_bring_the_same_as_one_of_all() {
    let app = TestApp::new();
    let mut whole = Device::new(&app, "an-ct");
    for batch in 1..=3 {
        let mut device = Device::new(&app, "an");
        device.limits.batch = batch;
        device.sync();
        for n in 0..5 {
            device.note("1.1", &format!("{batch} {n}"));
        }
        device.sync();
        whole.sync();
        assert_eq!(whole.values("1.1", Field::Note), [format!("{batch} 4")]);
    }
    assert_eq!(app.log_rows("true"), 15);
}

#[test]
fn a_change_of_a_newer_build_is_kept_as_it_came() {
    let app = TestApp::new();
    let (mut newer, mut other) = (Device::new(&app, "an"), Device::new(&app, "an-ct"));
    let value = Value::Other(r#"{"lat":10.750,"list":[1,null,"đ"]}"#.into());
    let entity = sotay_core::ids::EntityId::from("visit/2023/7".to_owned());
    newer.gesture(&[(entity.clone(), Field::Other("place".into()), value.clone())]);
    newer.sync();
    other.sync();
    let fields = other.replica.entity(&other.scope, &entity);
    assert_eq!(fields.values().next().unwrap().shown(), &value);
}

#[test]
fn a_clock_that_is_years_off_is_set_right_and_is_no_reason_to_refuse() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    let years = 10 * 365 * 86_400_000;
    let now = clock::now();
    device.note("1.1", "một");
    let mut request = device.request();
    request.now = now + years;
    request.changes[0].at = sotay_core::clock::Hlc::at(now + years - 5000);
    let response = device.send(&request);
    assert!(is_applied(&response.verdicts[0]));
    let at = response.scopes[0].cells[0].heads.heads()[0].at.millis();
    assert!((at - (now - 5000)).abs() < 60_000, "{at}");
}

#[test]
fn the_server_knows_what_each_device_still_holds() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.limits.batch = 1;
    for n in 0..3 {
        device.note("1.1", &format!("{n}"));
    }
    let held = |replica: &str| -> (i64, Option<i64>, bool) {
        let connection = sotay_server::store::Connection::open(app.database()).unwrap();
        let sql = "SELECT pending, oldest, contact_at IS NOT NULL FROM replica WHERE id = ?1";
        connection.query_row(sql, [replica], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).unwrap()
    };
    let replica = device.replica.meta.replica.to_string();
    assert_eq!(held(&replica), (0, None, false));
    device.step();
    let (pending, oldest, heard) = held(&replica);
    assert_eq!((pending, heard), (2, true));
    assert!(oldest.is_some_and(|at| (clock::now() - at) < 60_000));
    device.sync();
    assert_eq!(held(&replica), (0, None, true));
}

#[test]
fn many_devices_at_once_lose_nothing_and_double_nothing() {
    let app = TestApp::new();
    let devices: Vec<Device> = (0..6).map(|_| Device::new(&app, "an")).collect();
    let threads: Vec<_> = devices
        .into_iter()
        .enumerate()
        .map(|(d, mut device)| {
            std::thread::spawn(move || {
                for n in 0..10 {
                    device.note(&format!("{}.{}", d + 1, n + 1), &format!("{d} {n}"));
                    device.step();
                }
                device
            })
        })
        .collect();
    let devices: Vec<Device> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    let mut seen: Vec<_> = devices
        .into_iter()
        .map(|mut d| {
            d.sync();
            d.everything()
        })
        .collect();
    let last = seen.pop().unwrap();
    assert!(seen.iter().all(|other| *other == last));
    assert_eq!(app.log_rows("true"), 60);
}

#[test]
fn a_session_of_another_device_may_send_what_a_replica_of_the_same_person_holds() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.note("1.1", "một");
    // Signed in again, the server gave the device another name in the meantime.
    device.client.sign_in("an", PASSWORD, None);
    assert!(device.sync().iter().all(is_applied));
}
