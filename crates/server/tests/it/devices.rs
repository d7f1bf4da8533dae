//! Which device holds unsent work: who sees it, and in which order.

use crate::{
    app::TestApp,
    binary::{run, success},
    device::Device,
};
use sotay_core::wire::DeviceReport;
use sotay_server::store::Connection;

/// What a device is shown: whose, and how many it keeps.
fn list(device: &Device) -> Vec<(String, u64)> {
    let answer = device.client.get("/api/v1/devices");
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    let reports: Vec<DeviceReport> = answer.json();
    reports.into_iter().map(|report| (report.person.to_string(), report.pending)).collect()
}

fn sorted(mut list: Vec<(String, u64)>) -> Vec<String> {
    list.sort();
    list.into_iter().map(|(person, _)| person).collect()
}

/// Says that so many changes stay unsent.
fn say(device: &Device, pending: u64, oldest: i64) {
    let mut request = device.request();
    (request.pending, request.oldest) = (pending, Some(oldest));
    device.send(&request);
}

#[test]
fn each_sees_the_devices_they_have_to_do_with() {
    let app = TestApp::new();
    let accounts = ["an", "an", "an-ct", "tan", "quan", "quantri"];
    let [an, _second, chair, tan, district, administrator] =
        accounts.map(|account| Device::new(&app, account));
    assert_eq!(sorted(list(&an)), ["an", "an", "an-ct"]);
    assert_eq!(sorted(list(&chair)), ["an", "an", "an-ct"]);
    assert_eq!(sorted(list(&tan)), ["tan"]);
    assert_eq!(sorted(list(&district)), ["an", "an", "an-ct", "quan", "quantri", "tan"]);
    // The administrator of the district's own unit reads that one.
    assert_eq!(sorted(list(&administrator)), ["quan", "quantri"]);
    app.anonymous().get("/api/v1/devices").problem(401, "not-signed-in");

    // Somebody who also belongs elsewhere is not wholly below, and is a colleague all the same.
    let connection = Connection::open(app.database()).unwrap();
    connection
        .execute_batch(
            "INSERT INTO unit (id, name, position, document) VALUES ('xa', 'Xa', 9, '{}');
             INSERT INTO person_unit (person, unit) VALUES ('an', 'xa')",
        )
        .unwrap();
    assert_eq!(sorted(list(&district)), ["an-ct", "quan", "quantri", "tan"]);
    assert_eq!(sorted(list(&chair)), ["an", "an", "an-ct"]);
}

#[test]
fn unsent_work_comes_first_the_oldest_before_then_who_was_heard_of_last() {
    let app = TestApp::new();
    let [early, late, never, tan, district] =
        ["an", "an", "an-ct", "tan", "quan"].map(|account| Device::new(&app, account));
    say(&late, 2, 2_000);
    say(&early, 1, 1_000);
    say(&tan, 0, 0);
    std::thread::sleep(std::time::Duration::from_millis(5));
    say(&district, 0, 0);
    let reports: Vec<DeviceReport> = district.client.get("/api/v1/devices").json();
    let expected = [&early, &late, &district, &tan, &never].map(|device| device.session.replica.clone());
    assert_eq!(reports.iter().map(|report| report.replica.clone()).collect::<Vec<_>>(), expected);
    let first = &reports[0];
    assert_eq!((first.name.as_str(), first.device.as_str()), ("Người an", "máy thử"));
    assert_eq!((first.pending, first.oldest, first.units[0].as_str()), (1, Some(1_000), "an-lac"));
    assert!(first.contact_at.is_some());
    assert_eq!((reports[2].oldest, reports[4].contact_at), (None, None));

    // The administrator's table has the same order, every account, and not the server itself.
    let said = success(&run(&["devices", "--data", app.database().parent().unwrap().to_str().unwrap()]));
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 6, "{said}");
    assert!(lines[0].starts_with("unsent  oldest"), "{said}");
    assert!(lines[1].starts_with("1       1970-01-01 00:00  20"), "{said}");
    assert!(lines[1].contains("  an       an-lac   r") && lines[1].ends_with("  máy thử"), "{said}");
    assert!(lines[5].starts_with("0       -                 -  "), "{said}");
}

#[test]
fn what_a_device_keeps_under_two_names_is_counted_once() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    device.note("1.1", "một");
    device.note("1.4", "hai");
    device.limits.batch = 1;
    device.step();
    // It goes on under a new name: what is left of the former one goes before.
    let former = device.request();
    device.client.sign_in("an", crate::app::PASSWORD, None);
    device.send(&former);
    assert_eq!(list(&device).iter().map(|(_, pending)| pending).sum::<u64>(), 0);
    let mut request = device.request();
    (request.changes, request.pending) = (vec![], 3);
    device.send(&request);
    assert_eq!(list(&device).iter().map(|(_, pending)| pending).sum::<u64>(), 3);
}

#[test]
fn what_was_refused_before_does_not_count() {
    let app = TestApp::new();
    let mut device = Device::new(&app, "an");
    for task in ["1.1", "1.4", "1.7"] {
        device.note(task, "x");
    }
    let mut request = device.request();
    // Sent again for its number alone; two more stay behind.
    request.refused = vec![1];
    request.pending = 4;
    device.send(&request);
    assert_eq!(list(&device), [("an".to_owned(), 2)]);
}
