//! `sotay backup` and `sotay restore`: what they refuse, what they leave, and what devices make of it.

use crate::{
    app::{TestApp, furnish, log_rows},
    binary::{Server, failure, run, success},
    device::Device,
};
use sotay_core::change::Field;
use sotay_server::store::{Connection, FILE, Store, VERSION, audit};
use std::{fs, path::Path};
use tempfile::TempDir;

fn backup(folder: &Path, file: &Path) -> std::process::Output {
    run(&["backup", "--data", folder.to_str().unwrap(), file.to_str().unwrap()])
}

fn restore(folder: &Path, file: &Path) -> std::process::Output {
    run(&["restore", "--data", folder.to_str().unwrap(), file.to_str().unwrap()])
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    // What a reader leaves that may not write.
    names.retain(|name| !["sotay.db-wal", "sotay.db-shm"].contains(&name.as_str()));
    names.sort();
    names
}

fn epoch(folder: &Path) -> String {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    connection.query_row("SELECT value FROM meta WHERE key = 'epoch'", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_copy_is_made_while_devices_push_and_is_whole_private_and_not_overwritten() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    furnish(folder.path());
    let app = TestApp::builder().folder(folder.path()).start();
    let mut device = Device::new(&app, "an");
    let pushing = std::thread::spawn(move || {
        for n in 0..60 {
            device.note("1.1", &format!("{n}"));
            device.step();
        }
    });
    for n in 0..3 {
        let file = copies.path().join(format!("{n}.db"));
        let said = success(&backup(folder.path(), &file));
        assert!(said.contains(&format!("{n}.db: ")) && said.contains(" rows, verified"), "{said}");
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions()) & 0o777,
            0o600
        );
    }
    pushing.join().unwrap();
    assert_eq!(names(copies.path()), ["0.db", "1.db", "2.db"]);
    let before = fs::read(copies.path().join("0.db")).unwrap();
    let said = failure(&backup(folder.path(), &copies.path().join("0.db")));
    assert!(said.contains("0.db is there already"), "{said}");
    assert!(fs::read(copies.path().join("0.db")).unwrap() == before);
    assert!(failure(&backup(folder.path(), &copies.path().join("no/0.db"))).contains("no/0.db"));
    assert!(
        failure(&backup(&copies.path().join("no"), &copies.path().join("3.db"))).contains("no database yet")
    );
    assert_eq!(names(copies.path()), ["0.db", "1.db", "2.db"]);
}

#[test]
fn a_log_that_was_tampered_with_is_neither_copied_nor_put_back() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    furnish(folder.path());
    let mut device = Device::new(&TestApp::builder().folder(folder.path()).start(), "an");
    let mut app = TestApp::builder().folder(folder.path()).start();
    device.client.url = app.url.clone();
    device.note("1.1", "một");
    device.sync();
    app.stop();
    let good = copies.path().join("good.db");
    success(&backup(folder.path(), &good));
    let tamper = |database: &Path| {
        let connection = Connection::open(database).unwrap();
        connection
            .execute_batch("DROP TRIGGER log_is_not_rewritten; UPDATE log SET received_at = 1")
            .unwrap();
    };
    tamper(&good);
    let database = fs::read(folder.path().join(FILE)).unwrap();
    let said = failure(&restore(folder.path(), &good));
    assert!(
        said.contains("nothing was restored") && said.contains("unit/an-lac: place 1, log id 1"),
        "{said}"
    );
    assert!(fs::read(folder.path().join(FILE)).unwrap() == database);
    tamper(&folder.path().join(FILE));
    let bad = copies.path().join("bad.db");
    assert!(failure(&backup(folder.path(), &bad)).contains("unit/an-lac: place 1, log id 1"));
    assert_eq!(names(copies.path()), ["good.db"]);
    assert_eq!(names(folder.path()), ["sotay.db", "sotay.lock"]);
}

#[test]
fn what_is_no_copy_of_ours_is_refused_with_the_reason_and_nothing_is_touched() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    furnish(folder.path());
    let copy = copies.path().join("copy.db");
    success(&backup(folder.path(), &copy));
    let before = (fs::read(folder.path().join(FILE)).unwrap(), names(folder.path()));

    let with = |name: &str, change: &dyn Fn(&Path)| {
        let file = copies.path().join(name);
        fs::copy(&copy, &file).unwrap();
        change(&file);
        file
    };
    let sql =
        |sql: &'static str| move |file: &Path| Connection::open(file).unwrap().execute_batch(sql).unwrap();
    let newer = VERSION + 1;
    for (file, expected) in [
        (
            with("text.db", &|file| fs::write(file, "not a database, but long enough for one").unwrap()),
            "not a database of sotay".to_owned(),
        ),
        (with("empty.db", &|file| fs::write(file, "").unwrap()), "not a database of sotay".to_owned()),
        (
            with("other.db", &|file| {
                fs::remove_file(file).unwrap();
                sql("CREATE TABLE t (a); PRAGMA user_version = 1")(file);
            }),
            "not a database of sotay".to_owned(),
        ),
        (
            with("newer.db", &|file| {
                Connection::open(file).unwrap().pragma_update(None, "user_version", newer).unwrap();
            }),
            format!("schema {newer}"),
        ),
        (
            with("torn.db", &|file| {
                let bytes = fs::read(file).unwrap();
                fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
            }),
            "".to_owned(),
        ),
        (copies.path().join("missing.db"), "missing.db".to_owned()),
    ] {
        let said = failure(&restore(folder.path(), &file));
        assert!(said.contains("nothing was restored") && said.contains(&expected), "{said}");
    }
    assert!((fs::read(folder.path().join(FILE)).unwrap(), names(folder.path())) == before);
    // A copy is good, and the server runs.
    let server = Server::start(folder.path());
    let said = failure(&restore(folder.path(), &copy));
    assert!(said.contains("in use by another sotay"), "{said}");
    let (status, _) = server.terminate();
    assert!(status.success());
    assert_eq!(names(folder.path()), before.1);
}

#[test]
fn what_was_acknowledged_after_the_copy_comes_again_and_stands_once() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    furnish(folder.path());
    let copy = copies.path().join("copy.db");
    let mut app = TestApp::builder().folder(folder.path()).start();
    let (mut one, mut two) = (Device::new(&app, "an"), Device::new(&app, "an-ct"));
    one.note("1.1", "trước bản sao");
    one.sync();
    two.sync();
    success(&backup(folder.path(), &copy));
    one.note("1.4", "sau bản sao, một");
    one.sync();
    two.note("1.7", "sau bản sao, hai");
    two.sync();
    one.sync();
    app.stop();
    let known = epoch(folder.path());
    let database = fs::read(folder.path().join(FILE)).unwrap();

    let said = success(&restore(folder.path(), &copy));
    assert!(said.contains("copy.db is the database now: 1 chains, 1 rows, verified"), "{said}");
    let left = names(folder.path());
    let kept = left.iter().find(|name| name.starts_with("sotay.db.replaced-20")).unwrap();
    assert_eq!(left, ["sotay.db", kept, "sotay.lock"]);
    assert!(said.contains(kept.as_str()) && kept.ends_with('Z'), "{said}");
    assert!(fs::read(folder.path().join(kept)).unwrap() == database);
    assert_ne!(epoch(folder.path()), known);
    assert_eq!(log_rows(folder.path(), "true"), 1);

    let app = TestApp::builder().folder(folder.path()).start();
    for device in [&mut one, &mut two] {
        device.client.url = app.url.clone();
    }
    for _ in 0..2 {
        one.sync();
        two.sync();
    }
    for device in [&one, &two] {
        assert_eq!(device.values("1.1", Field::Note), ["trước bản sao"]);
        assert_eq!(device.values("1.4", Field::Note), ["sau bản sao, một"]);
        assert_eq!(device.values("1.7", Field::Note), ["sau bản sao, hai"]);
        assert_ne!(device.replica.meta.epoch.as_ref(), Some(&known));
    }
    assert_eq!(one.everything(), two.everything());
    assert_eq!(app.log_rows("true"), 3);
    let chains = audit::verify(&Store::inspect(folder.path()).unwrap(), None, &[], |_| {}).unwrap();
    assert!(chains.iter().all(|chain| chain.broken.is_none()), "{chains:?}");
}

#[test]
fn a_new_folder_takes_a_copy_and_so_does_one_whose_server_was_killed() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    furnish(folder.path());
    let copy = copies.path().join("copy.db");
    let mut server = Server::start(folder.path());
    let mut device = Device::at(&server.url, "an");
    device.note("1.1", "trước");
    device.sync();
    success(&backup(folder.path(), &copy));
    device.note("1.1", "sau");
    device.sync();
    server.kill();
    // What the killed server had not folded in yet must not end up in the copy.
    assert!(folder.path().join("sotay.db-wal").exists());
    success(&restore(folder.path(), &copy));
    assert_eq!(log_rows(folder.path(), "true"), 1);
    let kept = names(folder.path()).into_iter().find(|name| name.contains("replaced")).unwrap();
    let connection = Connection::open(folder.path().join(kept)).unwrap();
    assert_eq!(connection.query_row("SELECT count(*) FROM log", [], |row| row.get::<_, i64>(0)).unwrap(), 2);

    // Again in the same second, and into a folder that is not there.
    success(&restore(folder.path(), &copy));
    let new = copies.path().join("new/data");
    let said = success(&restore(&new, &copy));
    assert!(!said.contains("the one before"), "{said}");
    assert_eq!(names(&new), ["sotay.db", "sotay.lock"]);
    let app = TestApp::builder().folder(&new).start();
    device.client.url = app.url.clone();
    device.sync();
    assert_eq!(device.values("1.1", Field::Note), ["sau"]);
    assert_eq!(app.log_rows("true"), 2);
}

#[test]
fn the_files_of_a_killed_server_are_a_copy_too_once_both_are_there() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    furnish(folder.path());
    let mut server = Server::start(folder.path());
    let mut device = Device::at(&server.url, "an");
    device.note("1.1", "một");
    device.sync();
    server.kill();
    for name in ["sotay.db", "sotay.db-wal"] {
        fs::copy(folder.path().join(name), copies.path().join(name)).unwrap();
    }
    let before = fs::read(copies.path().join("sotay.db-wal")).unwrap();
    success(&restore(folder.path(), &copies.path().join("sotay.db")));
    assert_eq!(log_rows(folder.path(), "true"), 1);
    assert!(fs::read(copies.path().join("sotay.db-wal")).unwrap() == before);
}
