//! The log's chains: what was tampered with is found, and named.

use crate::{
    app::{TestApp, furnish},
    binary::{Server, failure, run, success},
    device::Device,
};
use sotay_core::chain::Tip;
use sotay_core::ids::Scope;
use sotay_server::store::{Connection, FILE, Store, audit};
use std::path::Path;
use tempfile::TempDir;

/// A folder with five changes of An Lạc and two of Tân Tạo; gives the tips.
fn recorded(folder: &Path) -> Vec<(Scope, Tip)> {
    furnish(folder);
    let app = TestApp::builder().folder(folder).start();
    let (mut an, mut tan) = (Device::new(&app, "an"), Device::new(&app, "tan"));
    for n in 1..=5 {
        an.note(&format!("1.{n}"), &format!("{n}"));
        an.sync();
    }
    tan.note("1.1", "một");
    tan.note("1.1", "hai");
    tan.sync();
    drop(app);
    audit::tips(&Store::inspect(folder).unwrap()).unwrap()
}

fn copy(base: &Path) -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::copy(base.join(FILE), folder.path().join(FILE)).unwrap();
    folder
}

/// What is wrong in each scope after `sql`, which runs without the triggers.
fn found(folder: &Path, sql: &str, against: &[(Scope, Tip)]) -> Vec<String> {
    let connection = Connection::open(folder.join(FILE)).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER IF EXISTS log_is_not_rewritten; DROP TRIGGER IF EXISTS log_is_not_erased",
        )
        .unwrap();
    connection.execute_batch(sql).unwrap();
    let chains = audit::verify(&Store::inspect(folder).unwrap(), None, against, |_| {}).unwrap();
    let broken = |chain: &audit::Chain| Some(format!("{}: {}", chain.scope, chain.broken.as_ref()?));
    chains.iter().filter_map(broken).collect()
}

#[test]
fn whatever_is_tampered_with_is_named_by_its_place() {
    let base = TempDir::new().unwrap();
    recorded(base.path());
    // Row 3 of An Lạc is the third of the log, and its third change.
    for (what, sql, place, expected) in [
        ("nothing", "", 0, ""),
        ("a value", "UPDATE log SET change = replace(change, '\"3\"', '\"4\"') WHERE id = 3", 3, "another hash"),
        ("the verdict", "UPDATE log SET outcome = '{\"no-op\":3}' WHERE id = 3", 3, "another hash"),
        ("the time", "UPDATE log SET received_at = received_at + 1 WHERE id = 3", 3, "another hash"),
        ("the bringer", "UPDATE log SET brought_by = 'quan' WHERE id = 3", 3, "another hash"),
        ("the stored hash", "UPDATE log SET hash = zeroblob(32) WHERE id = 3", 3, "another hash"),
        ("a column", "UPDATE log SET n = 9 WHERE id = 3", 3, "column n says something else"),
        ("the item", "UPDATE log SET item = NULL WHERE id = 3", 3, "column item says something else"),
        ("the log ids", "UPDATE log SET id = 99 WHERE id = 3", 4, "log id is below that of the row before"),
        ("a row is gone", "DELETE FROM log WHERE id = 3", 4, "rows are missing before it: place 3"),
        (
            "two are swapped",
            "UPDATE log SET place = 99 WHERE id = 3; UPDATE log SET place = 3 WHERE id = 4;
             UPDATE log SET place = 4 WHERE id = 3",
            3,
            "another hash",
        ),
        (
            "their texts are swapped",
            "CREATE TEMP TABLE c AS SELECT id, change FROM log;
             UPDATE log SET change = (SELECT change FROM c WHERE c.id = 7 - log.id) WHERE id IN (3, 4)",
            3,
            "another hash",
        ),
        (
            "one is put in",
            "UPDATE log SET place = -place WHERE scope = 'unit/an-lac' AND place >= 3;
             UPDATE log SET place = 1 - place WHERE place < 0;
             INSERT INTO log (replica, n, scope, place, item, change, digest, outcome, received_at, hash)
             SELECT replica, 99, scope, 3, item, replace(change, '.2\"', '.99\"'), digest, outcome, received_at, hash
             FROM log WHERE id = 2",
            3,
            "another hash",
        ),
        (
            "one is put at the end",
            "INSERT INTO log (replica, n, scope, place, item, change, digest, outcome, received_at, hash)
             SELECT replica, 99, scope, 6, item, replace(change, '.2\"', '.99\"'), digest, outcome, received_at, hash
             FROM log WHERE id = 2",
            6,
            "another hash",
        ),
        ("the tail is cut", "DELETE FROM log WHERE id = 5", 4, "tip, of place 5, is not the end of the log, at place 4"),
    ] {
        let folder = copy(base.path());
        let found = found(folder.path(), sql, &[]);
        if place == 0 {
            assert!(found.is_empty(), "{what}: {found:?}");
            continue;
        }
        assert_eq!(found.len(), 1, "{what}: {found:?}");
        let start = format!("unit/an-lac: place {place}, log id ");
        assert!(found[0].starts_with(&start) && found[0].contains(expected), "{what}: {found:?}");
        assert!(found[0].contains(", change r"), "{what}: {found:?}");
    }
}

#[test]
fn cells_that_are_not_what_the_log_gives_are_named() {
    let base = TempDir::new().unwrap();
    recorded(base.path());
    for (what, sql, expected) in [
        (
            "a value",
            "UPDATE cell SET heads = replace(heads, '\"3\"', '\"4\"') WHERE seq = 3",
            "cell item/binh-tan-2023/PL.1.3/year note",
        ),
        ("unreadable", "UPDATE cell SET heads = '[' WHERE seq = 3", "PL.1.3/year note"),
        ("its number", "UPDATE cell SET seq = 77 WHERE seq = 3", "PL.1.3/year note"),
        ("gone", "DELETE FROM cell WHERE seq = 3", "PL.1.3/year note"),
        (
            "another",
            "INSERT INTO cell SELECT scope, 'item/x', field, 88, heads FROM cell WHERE seq = 3",
            "cell item/x note",
        ),
        (
            "the counter",
            "UPDATE scope SET counter = 9 WHERE name = 'unit/an-lac'",
            "counter is 9, by the log 5",
        ),
        (
            "the checksum",
            "UPDATE scope SET checksum = 9 WHERE name = 'unit/an-lac'",
            "checksum is not that of its cells",
        ),
    ] {
        let folder = copy(base.path());
        let found = found(folder.path(), sql, &[]);
        assert_eq!(found.len(), 1, "{what}: {found:?}");
        assert!(found[0].starts_with("unit/an-lac: ") && found[0].contains(expected), "{what}: {found:?}");
    }
}

#[test]
fn a_tip_kept_elsewhere_finds_a_chain_that_was_cut_or_written_anew_as_a_whole() {
    let folder = TempDir::new().unwrap();
    let tips = recorded(folder.path());
    // The whole tail is gone, and everything that follows from it too.
    let cut = "DELETE FROM log WHERE id = 5; DELETE FROM cell WHERE seq = 5;
         UPDATE scope SET counter = 4, tip_n = 4, tip_hash = (SELECT hash FROM log WHERE id = 4)
         WHERE name = 'unit/an-lac'";
    let without = found(folder.path(), cut, &[]);
    assert_eq!(without.len(), 1);
    assert!(without[0].contains("checksum"), "{without:?}");
    let with = found(folder.path(), "", &tips);
    assert!(
        with[0].starts_with("unit/an-lac: place 4, ") && with[0].contains("tip kept at place 5"),
        "{with:?}"
    );

    // A chain that is gone, or another one.
    let mut other = tips.clone();
    other[0].0 = "unit/nowhere".parse().unwrap();
    let gone = found(folder.path(), "", &other[..1]);
    assert!(gone.iter().any(|line| line.starts_with("unit/nowhere: the tip kept at place 5")), "{gone:?}");
    let mut other = tips;
    other[1].1.hash = other[0].1.hash;
    let anew = found(folder.path(), "", &other[1..]);
    assert!(anew.iter().any(|line| line.starts_with("unit/tan-tao: place 2, ")), "{anew:?}");
}

#[test]
fn the_commands_work_while_the_server_runs_and_the_status_says_how_it_is() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let server = Server::start(folder.path());
    let mut device = Device::at(&server.url, "an");
    device.tick("1.1");
    device.sync();

    let data = ["--data", folder.path().to_str().unwrap()];
    let audit = |more: &[&str]| run(&[&["audit"], more, &data].concat());
    let tips = success(&audit(&["tips"]));
    let (scope, hash) = tips.trim_end().split_once(" 1 ").unwrap();
    assert_eq!((scope, hash.len()), ("unit/an-lac", 64));
    let file = folder.path().join("tips.txt");
    std::fs::write(&file, &tips).unwrap();

    // The chain has gone on since, and the kept tip is in it.
    device.note("1.1", "hai");
    device.sync();
    let against = ["verify", "--against", file.to_str().unwrap()];
    let said = success(&audit(&against));
    assert!(said.starts_with("unit/an-lac  2 rows  tip "), "{said}");
    assert!(said.ends_with("\n1 chains, 2 rows: all as they were written\n"), "{said}");
    assert!(success(&audit(&["verify", "--unit", "tan-tao"])).starts_with("unit/tan-tao  0 rows"));
    assert!(failure(&audit(&["verify", "--unit", "nowhere"])).contains("nowhere is not a unit"));
    let (status, _) = server.terminate();
    assert!(status.success());

    std::fs::write(&file, tips.replace(" 1 ", " 2 ")).unwrap();
    let broken = audit(&against);
    assert!(failure(&broken).contains("1 of 1 chains"));
    let said = String::from_utf8(broken.stdout).unwrap();
    assert!(said.starts_with("unit/an-lac  2 rows  BROKEN  place 2, log id 2, change r"), "{said}");
    for text in ["", "unit/an-lac 1", "unit/an-lac x y"] {
        std::fs::write(&file, text).unwrap();
        assert!(failure(&audit(&against)).contains("tips.txt"));
    }
}
