//! The server falls back to an older copy of its database: devices send again what it lost.

use crate::{app::TestApp, app::furnish, device::Device};
use sotay_core::change::Field;
use sotay_server::store::FILE;
use tempfile::TempDir;

#[test]
fn what_was_acknowledged_after_the_copy_comes_again_and_stands_once() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let copy = folder.path().join("copy");

    let mut app = TestApp::builder().folder(folder.path()).start();
    let (mut one, mut two) = (Device::new(&app, "an"), Device::new(&app, "an-ct"));
    one.note("1.1", "trước bản sao");
    one.sync();
    two.sync();
    app.stop();
    std::fs::copy(app.database(), &copy).unwrap();

    let mut app = TestApp::builder().folder(folder.path()).start();
    one.client.url = app.url.clone();
    two.client.url = app.url.clone();
    one.note("1.4", "sau bản sao, một");
    one.sync();
    two.note("1.7", "sau bản sao, hai");
    two.sync();
    one.sync();
    // A device that signed in after the copy: the old database does not know its name, nor its session.
    let mut late = Device::new(&app, "an");
    late.note("2.1", "máy mới");
    late.sync();
    app.stop();
    std::fs::copy(&copy, folder.path().join(FILE)).unwrap();

    let app = TestApp::builder().folder(folder.path()).start();
    for device in [&mut one, &mut two, &mut late] {
        device.client.url = app.url.clone();
    }
    assert_eq!(app.log_rows("true"), 1);
    late.client.get("/api/v1/session").problem(401, "not-signed-in");
    let name = late.replica.meta.replica.to_string();
    late.client.sign_in("an", crate::app::PASSWORD, Some(&name));
    for _ in 0..2 {
        for device in [&mut one, &mut two, &mut late] {
            device.sync();
        }
    }
    for device in [&one, &two, &late] {
        assert_eq!(device.values("1.1", Field::Note), ["trước bản sao"]);
        assert_eq!(device.values("1.4", Field::Note), ["sau bản sao, một"]);
        assert_eq!(device.values("1.7", Field::Note), ["sau bản sao, hai"]);
        assert_eq!(device.values("2.1", Field::Note), ["máy mới"]);
        assert_eq!(device.replica.meta.replica, device.session.replica);
    }
    assert_eq!(app.log_rows("true"), 4);
}
