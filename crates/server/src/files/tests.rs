use super::*;
use tempfile::TempDir;

const ROOM: Room = Room { file: 100, quota: 1_000 };

fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7 {text}").into_bytes()
}

fn unit() -> UnitId {
    "an-lac".parse().unwrap()
}

fn take(files: &Files, whole: &[u8], offset: u64, bytes: &[u8]) -> Result<u64, FilesError> {
    let (digest, size) = (random::sha256_hex(whole), whole.len() as u64);
    files.take(&Chunk { unit: &unit(), digest: &digest, size, offset, bytes }, ROOM)
}

fn send(files: &Files, whole: &[u8]) -> Result<u64, FilesError> {
    take(files, whole, 0, whole)
}

fn held(files: &Files, whole: &[u8]) -> Option<Vec<u8>> {
    let found = files.open(&unit(), &random::sha256_hex(whole)).unwrap();
    found.map(|mut file| file.read(0, file.size).unwrap())
}

#[test]
fn a_file_comes_in_chunks_of_any_size_and_is_there_only_when_it_is_whole() {
    for chunk in 1..=3 {
        let folder = TempDir::new().unwrap();
        let files = Files::of(folder.path());
        let whole = pdf("số liệu");
        for (n, bytes) in whole.chunks(chunk).enumerate() {
            assert_eq!(held(&files, &whole), None);
            let at = (n * chunk) as u64;
            assert_eq!(take(&files, &whole, at, bytes).unwrap(), at + bytes.len() as u64);
        }
        assert_eq!(held(&files, &whole), Some(whole.clone()));
        // Sent again, by whoever lost the answer.
        assert_eq!(send(&files, &whole).unwrap(), whole.len() as u64);
        assert_eq!(files.used(&unit()).unwrap(), whole.len() as u64);
    }
}

#[test]
fn a_chunk_elsewhere_is_told_where_the_server_stands_and_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let files = Files::of(folder.path());
    let whole = pdf("x");
    assert_eq!(take(&files, &whole, 0, &[]).unwrap(), 0, "asking makes nothing");
    assert!(!folder.path().join(FOLDER).exists());
    take(&files, &whole, 0, &whole[..3]).unwrap();
    for offset in [0, 2, 4, u64::MAX] {
        let told = take(&files, &whole, offset, b"zz");
        assert!(matches!(told, Err(FilesError::Elsewhere(3))), "{told:?}");
    }
    assert_eq!(take(&files, &whole, 0, &[]).unwrap(), 3);
    assert!(matches!(take(&files, &whole, 3, &[0; 50]), Err(FilesError::Beyond)));
    // After a restart too.
    assert_eq!(take(&Files::of(folder.path()), &whole, 3, &whole[3..]).unwrap(), whole.len() as u64);
}

#[test]
fn bytes_that_are_not_what_the_digest_says_are_dropped_and_the_right_ones_taken_after() {
    let folder = TempDir::new().unwrap();
    let files = Files::of(folder.path());
    let (whole, other) = (pdf("a"), pdf("b"));
    let told = take(&files, &whole, 0, &other);
    assert!(matches!(told, Err(FilesError::Spoiled)), "{told:?}");
    assert_eq!((files.used(&unit()).unwrap(), held(&files, &whole)), (0, None));
    send(&files, &whole).unwrap();
    assert_eq!(held(&files, &whole), Some(whole));
}

#[test]
fn what_is_no_evidence_is_refused_by_its_bytes_as_soon_as_they_say_so() {
    let folder = TempDir::new().unwrap();
    let files = Files::of(folder.path());
    let page = b"<!DOCTYPE html><script>alert(1)</script>";
    assert_eq!(take(&files, page, 0, &page[..11]).unwrap(), 11);
    let told = take(&files, page, 11, &page[11..12]);
    assert!(matches!(told, Err(FilesError::Unfit(Unfit::Kind))), "{told:?}");
    assert_eq!(take(&files, page, 0, &[]).unwrap(), 0);
    assert!(matches!(send(&files, b"ab"), Err(FilesError::Unfit(Unfit::Kind))));
    assert!(matches!(send(&files, b""), Err(FilesError::Unfit(Unfit::Empty))));
    let told = send(&files, &pdf(&"x".repeat(100)));
    assert!(matches!(told, Err(FilesError::Unfit(Unfit::TooLarge(100)))), "{told:?}");
}

#[test]
fn a_unit_has_so_much_room_and_what_is_begun_counts_whole() {
    let folder = TempDir::new().unwrap();
    let files = Files::of(folder.path());
    let room = Room { file: 100, quota: 30 };
    let begin = |files: &Files, whole: &[u8], bytes: &[u8]| {
        let (digest, size) = (random::sha256_hex(whole), whole.len() as u64);
        files.take(&Chunk { unit: &unit(), digest: &digest, size, offset: 0, bytes }, room)
    };
    let (one, two, three) = (pdf("one"), pdf("two"), pdf("thr"));
    begin(&files, &one, &one).unwrap();
    begin(&files, &two, &two[..1]).unwrap();
    for files in [&files, &Files::of(folder.path())] {
        let told = begin(files, &three, &three);
        assert!(matches!(told, Err(FilesError::Quota(30))), "{told:?}");
    }
    // Another unit has room of its own, and what is whole is whole.
    let tan = "tan-tao".parse().unwrap();
    let digest = random::sha256_hex(&three);
    let chunk = Chunk { unit: &tan, digest: &digest, size: three.len() as u64, offset: 0, bytes: &three };
    files.take(&chunk, room).unwrap();
    assert!(files.open(&unit(), &digest).unwrap().is_none());
    begin(&files, &one, &one).unwrap();
    // What is begun can be finished.
    let digest = random::sha256_hex(&two);
    let chunk = Chunk { unit: &unit(), digest: &digest, size: two.len() as u64, offset: 1, bytes: &two[1..] };
    files.take(&chunk, room).unwrap();
}

#[test]
fn many_who_send_the_same_file_at_once_make_it_once() {
    let folder = TempDir::new().unwrap();
    let files = Files::of(folder.path());
    let whole = pdf(&"dữ liệu ".repeat(6));
    std::thread::scope(|scope| {
        for chunk in [1, 2, 3, 5, 100] {
            let (files, whole) = (&files, &whole);
            scope.spawn(move || {
                let mut at = 0;
                while at < whole.len() {
                    let end = (at + chunk).min(whole.len());
                    at = match take(files, whole, at as u64, &whole[at..end]) {
                        Ok(at) | Err(FilesError::Elsewhere(at)) => at as usize,
                        Err(error) => panic!("{error}"),
                    };
                }
            });
        }
    });
    assert_eq!(held(&files, &whole), Some(whole.clone()));
    assert_eq!(files.used(&unit()).unwrap(), whole.len() as u64);
    assert!(listed(&folder.path().join("files/an-lac/parts")).unwrap().is_empty());
}

#[test]
fn a_part_that_was_whole_when_the_server_was_killed_is_settled_when_it_is_asked_for() {
    let folder = TempDir::new().unwrap();
    let files = Files::of(folder.path());
    let whole = pdf("x");
    take(&files, &whole, 0, &whole[..3]).unwrap();
    let part =
        folder.path().join(format!("files/an-lac/parts/{}.{}", random::sha256_hex(&whole), whole.len()));
    fs::write(&part, &whole).unwrap();
    assert_eq!(take(&files, &whole, 3, &[]).unwrap(), whole.len() as u64);
    assert_eq!(held(&files, &whole), Some(whole.clone()));
    // One that a power cut made longer than it can be begins anew.
    let longer = pdf("longer");
    take(&files, &longer, 0, &longer[..3]).unwrap();
    let part =
        folder.path().join(format!("files/an-lac/parts/{}.{}", random::sha256_hex(&longer), longer.len()));
    fs::write(&part, [0; 99]).unwrap();
    assert!(matches!(take(&files, &longer, 3, &[]), Err(FilesError::Spoiled)));
    send(&files, &longer).unwrap();
}

#[test]
fn parts_that_were_left_for_a_week_are_removed_and_others_are_not() {
    let folder = TempDir::new().unwrap();
    let files = Files::of(folder.path());
    assert_eq!(files.tidy(SystemTime::now()).unwrap(), 0, "no folder yet");
    let (whole, begun) = (pdf("whole"), pdf("begun"));
    send(&files, &whole).unwrap();
    take(&files, &begun, 0, &begun[..4]).unwrap();
    let now = SystemTime::now();
    assert_eq!(files.tidy(now + LEFT - Duration::from_secs(60)).unwrap(), 0);
    assert_eq!(take(&files, &begun, 0, &[]).unwrap(), 4);
    assert_eq!(files.tidy(now + LEFT + Duration::from_secs(60)).unwrap(), 1);
    assert_eq!(take(&files, &begun, 0, &[]).unwrap(), 0);
    assert_eq!(held(&files, &whole), Some(whole));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_what_it_took_before_stands() {
    let folder = TempDir::new().unwrap();
    let files = Files::of(folder.path());
    let whole = pdf("x");
    // A device that has no room, in the part's place.
    let parts = folder.path().join("files/an-lac/parts");
    fs::create_dir_all(&parts).unwrap();
    let part = parts.join(format!("{}.{}", random::sha256_hex(&whole), whole.len()));
    std::os::unix::fs::symlink("/dev/full", &part).unwrap();
    let told = send(&files, &whole);
    assert!(matches!(told, Err(FilesError::Full)), "{told:?}");
    fs::remove_file(&part).unwrap();
    assert_eq!(take(&files, &whole, 0, &[]).unwrap(), 0);
    send(&files, &whole).unwrap();
    assert_eq!(held(&files, &whole), Some(whole));
}

#[test]
fn a_copy_has_every_whole_file_and_a_damaged_one_is_neither_made_nor_put_back() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let files = Files::of(folder.path());
    let to = beside(&copies.path().join("copy.db"));
    assert_eq!(copy(folder.path(), &to).unwrap(), Copied::default());
    assert!(!to.exists(), "of nothing there is no copy");
    let (one, two, begun) = (pdf("one"), pdf("two"), pdf("begun"));
    send(&files, &one).unwrap();
    send(&files, &two).unwrap();
    take(&files, &begun, 0, &begun[..4]).unwrap();
    let bytes = (one.len() + two.len()) as u64;
    assert_eq!(copy(folder.path(), &to).unwrap(), Copied { files: 2, bytes });
    assert!(matches!(copy(folder.path(), &to), Err(FilesError::Exists(_))));

    // Back beside what is there.
    let other = TempDir::new().unwrap();
    let restored = Files::of(other.path());
    send(&restored, &one).unwrap();
    assert_eq!(restore(&to, other.path()).unwrap(), Copied { files: 1, bytes: two.len() as u64 });
    assert_eq!((held(&restored, &one), held(&restored, &two)), (Some(one.clone()), Some(two.clone())));

    let tamper = |data: &Path| {
        let digest = random::sha256_hex(&two);
        fs::write(data.join("an-lac").join(&digest[..2]).join(digest), pdf("owt")).unwrap();
    };
    tamper(&to);
    let new = TempDir::new().unwrap();
    assert!(matches!(restore(&to, new.path()), Err(FilesError::Damaged(_))));
    assert!(!new.path().join(FOLDER).exists());
    tamper(&folder.path().join(FOLDER));
    let again = beside(&copies.path().join("again.db"));
    assert!(matches!(copy(folder.path(), &again), Err(FilesError::Damaged(_))));
    let names: Vec<_> =
        fs::read_dir(copies.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["copy.db.files"]);
}
