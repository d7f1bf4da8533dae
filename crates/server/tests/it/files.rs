//! The bytes of evidence files: sent in chunks, resumed, given to those who read the unit, copied with the database.

use crate::{
    app::{Answer, Client, TestApp, furnish},
    binary::{failure, run, success},
    device::Device,
};
use sotay_core::wire::FileAt;
use sotay_server::{files::Room, random::sha256_hex};
use std::{fs, path::Path};
use tempfile::TempDir;

/// A PDF as far as its first bytes say.
fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{text}").into_bytes()
}

fn address(unit: &str, digest: &str) -> String {
    format!("/api/v1/files/{unit}/{digest}")
}

/// Sends a chunk of a file of An Lạc.
fn put(client: &Client, whole: &[u8], offset: usize, bytes: &[u8]) -> Answer {
    put_to(client, "an-lac", &sha256_hex(whole), &format!("offset={offset}&size={}", whole.len()), bytes)
}

fn put_to(client: &Client, unit: &str, digest: &str, query: &str, bytes: &[u8]) -> Answer {
    let headers = [("content-type", "application/octet-stream"), ("sotay-client", "test")];
    client.send("PUT", &format!("{}?{query}", address(unit, digest)), &headers, bytes).unwrap()
}

fn at(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json::<FileAt>().at
}

/// A problem of this kind that says where the server stands.
fn stands(answer: &Answer) -> Option<u64> {
    answer.problem(409, "file-elsewhere");
    answer.json::<sotay_core::wire::Problem>().at
}

#[test]
fn a_file_goes_on_where_the_server_stands_after_a_cut_and_a_restart_and_is_given_to_who_reads_the_unit() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let mut app = TestApp::builder().folder(folder.path()).start();
    let (mut an, _) = app.signed_in("an");
    let whole = pdf("biên bản");
    let digest = sha256_hex(&whole);
    assert_eq!(at(&put(&an, &whole, 0, b"")), 0);
    assert_eq!(at(&put(&an, &whole, 0, &whole[..3])), 3);
    an.get(&address("an-lac", &digest)).problem(404, "not-found");
    app.stop();

    let app = TestApp::builder().folder(folder.path()).start();
    an.url = app.url.clone();
    // The device did not hear of the last chunk.
    assert_eq!(stands(&put(&an, &whole, 0, &whole[..3])), Some(3));
    assert_eq!(at(&put(&an, &whole, 9, b"")), 3);
    assert_eq!(at(&put(&an, &whole, 3, &whole[3..5])), 5);
    assert_eq!(at(&put(&an, &whole, 5, &whole[5..])), whole.len() as u64);
    // Once more, by a colleague who photographed the same paper.
    let (chair, _) = app.signed_in("an-ct");
    assert_eq!(at(&put(&chair, &whole, 0, &whole[..3])), whole.len() as u64);

    for account in ["an", "an-ct", "quan"] {
        let (client, _) = app.signed_in(account);
        let given = client.get(&address("an-lac", &digest));
        assert_eq!((given.status, &given.body), (200, &whole), "{account}");
        for (name, value) in [
            ("content-type", "application/pdf"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "private, max-age=31536000, immutable"),
        ] {
            assert_eq!(given.header(name), value);
        }
        assert_eq!(
            given.header("content-disposition"),
            format!("attachment; filename=\"{}.pdf\"", &digest[..16])
        );
    }
    let head = an.send("HEAD", &address("an-lac", &digest), &[], b"").unwrap();
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), whole.len().to_string());
}

#[test]
fn a_part_is_given_as_it_lies_on_the_disk() {
    let app = TestApp::new();
    let (an, _) = app.signed_in("an");
    // Long enough to be worth compressing.
    let whole = pdf(&"như nhau ".repeat(1_000));
    put(&an, &whole, 0, &whole);
    let asked = |range: &str| {
        an.get_with(
            &address("an-lac", &sha256_hex(&whole)),
            &[("range", range), ("accept-encoding", "br, gzip")],
        )
    };
    let given = asked("bytes=3-6");
    assert_eq!((given.status, given.body.as_slice()), (206, &whole[3..7]));
    assert_eq!(given.header("content-range"), format!("bytes 3-6/{}", whole.len()));
    let rest = asked("bytes=7-");
    assert_eq!((rest.status, rest.header("content-encoding")), (206, ""));
    assert_eq!(rest.body, whole[7..]);
    assert_eq!(asked("bytes=0-").status, 200);
    asked(&format!("bytes={}-", whole.len())).problem(416, "file-beyond");
}

#[test]
fn another_ward_hears_nothing_of_a_file_and_only_who_records_brings_one() {
    let app = TestApp::new();
    let (an, _) = app.signed_in("an");
    let whole = pdf("của An Lạc");
    let digest = sha256_hex(&whole);
    put(&an, &whole, 0, &whole);
    let (tan, _) = app.signed_in("tan");
    tan.get(&address("an-lac", &digest)).problem(404, "not-found");
    // Knowing the digest gives nothing away either: in the own unit there is no such file.
    tan.get(&address("tan-tao", &digest)).problem(404, "not-found");
    let query = format!("offset=0&size={}", whole.len());
    assert_eq!(at(&put_to(&tan, "tan-tao", &digest, &query, b"")), 0);
    put_to(&tan, "an-lac", &digest, &query, &whole).problem(404, "not-found");
    let (district, _) = app.signed_in("quan");
    put_to(&district, "an-lac", &digest, &query, &whole).problem(403, "file-denied");
    // An administrator reads no ward.
    let (administrator, _) = app.signed_in("quantri");
    put_to(&administrator, "an-lac", &digest, &query, &whole).problem(404, "not-found");
    administrator.get(&address("an-lac", &digest)).problem(404, "not-found");
    app.anonymous().get(&address("an-lac", &digest)).problem(401, "not-signed-in");
    put(&app.anonymous(), &whole, 0, &whole).problem(401, "not-signed-in");
    an.sign_out();
    an.get(&address("an-lac", &digest)).problem(401, "not-signed-in");
}

#[test]
fn another_sites_page_can_send_no_file() {
    let app = TestApp::new();
    let (an, _) = app.signed_in("an");
    let whole = pdf("x");
    let path = format!("{}?offset=0&size={}", address("an-lac", &sha256_hex(&whole)), whole.len());
    let bytes = ("content-type", "application/octet-stream");
    let ours = ("sotay-client", "test");
    for (headers, status, kind) in [
        (vec![bytes], 403, "client"),
        (vec![bytes, ours, ("origin", "https://evil.example")], 403, "origin"),
        (vec![("content-type", "text/plain"), ours], 415, "content-type"),
        (vec![("content-type", "application/json"), ours], 415, "content-type"),
    ] {
        an.send("PUT", &path, &headers, &whole).unwrap().problem(status, kind);
    }
    an.send("POST", &path, &[("content-type", "application/json"), ours], b"{}")
        .unwrap()
        .problem(405, "method");
}

#[test]
fn wrong_bytes_wrong_kinds_and_too_many_bytes_are_refused_with_the_reason() {
    let room = Room { file: 64, quota: 100 };
    let app = TestApp::builder().files(40, room).start();
    let (an, _) = app.signed_in("an");
    let (one, two) = (pdf("một"), pdf("hai"));
    put_to(&an, "an-lac", &sha256_hex(&one), &format!("offset=0&size={}", two.len()), &two)
        .problem(422, "file-spoiled");
    assert_eq!(at(&put(&an, &one, 0, b"")), 0, "what was wrong is gone");
    let page = b"<svg xmlns='http://www.w3.org/2000/svg'>";
    assert!(put(&an, page, 0, page).problem(415, "file-kind").contains("PDF"));
    let large = pdf(&"x".repeat(64));
    assert!(put(&an, &large, 0, &large[..9]).problem(413, "file-too-large").contains("64"));
    let chunk = pdf(&"y".repeat(50));
    assert!(put(&an, &chunk, 0, &chunk[..41]).problem(413, "too-large").contains("40"));
    put(&an, &one, 0, &[one.clone(), vec![0]].concat()).problem(416, "file-beyond");
    put(&an, b"", 0, b"").problem(400, "malformed");
    for query in ["", "offset=0", "offset=x&size=9", "offset=0&size=99999999999999999999"] {
        put_to(&an, "an-lac", &sha256_hex(&one), query, &one).problem(400, "malformed");
    }
    assert_eq!(at(&put(&an, &one, 0, &one)), one.len() as u64);
    let (three, four) = (pdf(&"3".repeat(50)), pdf(&"4".repeat(50)));
    put(&an, &three, 0, &three[..40]);
    assert!(put(&an, &four, 0, &four[..40]).problem(413, "file-quota").contains("100"));
    assert_eq!(at(&put(&an, &three, 40, &three[40..])), three.len() as u64);
}

#[test]
fn a_name_that_is_no_digest_leads_nowhere() {
    let app = TestApp::new();
    let (an, _) = app.signed_in("an");
    for (unit, digest) in [
        ("an-lac", "..%2f..%2fsotay.db"),
        ("an-lac", "%2e%2e"),
        ("..%2f", &"0".repeat(64)),
        ("%2e%2e", &"0".repeat(64)),
        ("AN-LAC", &"0".repeat(64)),
        ("an-lac", &"A".repeat(64)),
        ("an-lac", &format!("{}%00", "0".repeat(61))),
        ("an-lac", &"0".repeat(63)),
        ("nowhere", &"0".repeat(64)),
    ] {
        an.get(&address(unit, digest)).problem(404, "not-found");
        put_to(&an, unit, digest, "offset=0&size=9", b"%PDF-1.7\n").problem(404, "not-found");
    }
    let folder = app.database().parent().unwrap().to_owned();
    assert!(!folder.join("files").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_nothing_is_acknowledged() {
    let app = TestApp::new();
    let (an, _) = app.signed_in("an");
    let whole = pdf("x");
    let parts = app.database().parent().unwrap().join("files/an-lac/parts");
    fs::create_dir_all(&parts).unwrap();
    let part = parts.join(format!("{}.{}", sha256_hex(&whole), whole.len()));
    std::os::unix::fs::symlink("/dev/full", &part).unwrap();
    put(&an, &whole, 0, &whole).problem(507, "full");
    fs::remove_file(&part).unwrap();
    assert_eq!(at(&put(&an, &whole, 0, b"")), 0);
    assert_eq!(at(&put(&an, &whole, 0, &whole)), whole.len() as u64);
}

#[test]
fn a_backup_takes_the_files_along_and_a_restore_brings_them_back() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    furnish(folder.path());
    let mut app = TestApp::builder().folder(folder.path()).start();
    let mut device = Device::new(&app, "an");
    device.note("1.1", "một");
    device.sync();
    let whole = pdf("trong bản sao");
    put(&device.client, &whole, 0, &whole);
    let copy = copies.path().join("copy.db");
    let command = |name: &str, data: &Path, file: &Path| {
        run(&[name, "--data", data.to_str().unwrap(), file.to_str().unwrap()])
    };
    let said = success(&command("backup", folder.path(), &copy));
    assert!(said.contains("copy.db.files: 1 files"), "{said}");
    let later = pdf("sau bản sao");
    put(&device.client, &later, 0, &later);
    app.stop();

    // Where it was made, what came since stays; in a new folder is what the copy has.
    let new = copies.path().join("new");
    for (data, count, files) in [(folder.path(), 0, vec![&whole, &later]), (&new, 1, vec![&whole])] {
        let said = success(&command("restore", data, &copy));
        assert!(said.contains(&format!("its files are put back: {count} that were not there")), "{said}");
        let app = TestApp::builder().folder(data).start();
        let (an, _) = app.signed_in("an");
        for file in files {
            assert_eq!(an.get(&address("an-lac", &sha256_hex(file))).body, *file);
        }
    }

    // Damaged: nothing of it is put back, and no database is replaced.
    let digest = sha256_hex(&whole);
    let file = copies.path().join("copy.db.files/an-lac").join(&digest[..2]).join(&digest);
    fs::write(&file, pdf("khác")).unwrap();
    let other = copies.path().join("other");
    let said = failure(&command("restore", &other, &copy));
    assert!(said.contains("nothing was restored") && said.contains("is damaged"), "{said}");
    assert!(!other.join("sotay.db").exists() && !other.join("files").exists());
    fs::write(folder.path().join("files/an-lac").join(&digest[..2]).join(&digest), pdf("khác")).unwrap();
    let said = failure(&command("backup", folder.path(), &copies.path().join("again.db")));
    assert!(said.contains("is damaged"), "{said}");
    assert!(!copies.path().join("again.db").exists() && !copies.path().join("again.db.files").exists());
    assert!(failure(&command("backup", folder.path(), &copy)).contains("already"));
}
