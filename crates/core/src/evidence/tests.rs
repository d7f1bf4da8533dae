use super::*;

/// A server that keeps what comes, as the real one does: a chunk at another place is answered with the right one.
#[derive(Default)]
struct Server {
    held: Vec<u8>,
}

impl Server {
    fn take(&mut self, at: u64, bytes: &[u8]) -> Heard {
        if at == self.held.len() as u64 {
            self.held.extend_from_slice(bytes);
        }
        Heard::At(self.held.len() as u64)
    }
}

/// Chunks of at most so many bytes, and of one at least.
fn chunks(most: u64) -> Chunks {
    Chunks::between(1, most)
}

/// Sends `bytes`; before the answer numbered in `cuts` is heard, the connection is cut. Gives the bytes that went
/// over the wire.
fn send(server: &mut Server, bytes: &[u8], most: u64, cuts: &[usize]) -> usize {
    let (mut upload, mut requests, mut wired) = (Upload::begin(bytes.len() as u64, None, chunks(most)), 0, 0);
    loop {
        let heard = match upload.next() {
            Step::Done => return wired,
            Step::Ask => server.take(u64::MAX, &[]),
            Step::Send(range) => {
                let part = &bytes[range.start as usize..range.end as usize];
                assert!(!part.is_empty() && part.len() as u64 <= most);
                wired += part.len();
                server.take(range.start, part)
            }
        };
        requests += 1;
        if cuts.contains(&requests) {
            // The answer is lost: what became of the chunk is unknown.
            upload.lost();
        } else {
            upload.heard(heard).unwrap();
        }
        assert!(requests < 100);
    }
}

#[test]
fn a_file_arrives_whole_in_chunks_of_any_size() {
    for most in 1..=3 {
        for size in 1..=7 {
            let bytes: Vec<u8> = (0..size).collect();
            let mut server = Server::default();
            assert_eq!(send(&mut server, &bytes, most, &[]), bytes.len());
            assert_eq!(server.held, bytes, "{most} {size}");
        }
    }
}

#[test]
fn after_any_cut_it_goes_on_at_the_byte_where_the_server_stands() {
    let bytes: Vec<u8> = (0..7).collect();
    for most in 1..=3 {
        for one in 1..=8 {
            for two in one..=10 {
                let mut server = Server::default();
                let wired = send(&mut server, &bytes, most, &[one, two]);
                assert_eq!(server.held, bytes);
                assert_eq!(wired, bytes.len(), "nothing goes twice: {most} {one} {two}");
            }
        }
    }
}

#[test]
fn a_chunk_that_a_colleague_sent_meanwhile_is_not_sent_again() {
    let bytes: Vec<u8> = (0..6).collect();
    let mut server = Server::default();
    let mut upload = Upload::begin(6, None, chunks(2));
    assert_eq!(upload.next(), Step::Send(0..2));
    server.take(0, &bytes[..5]);
    upload.heard(server.take(0, &bytes[..2])).unwrap();
    assert_eq!(upload.next(), Step::Send(5..6));
}

#[test]
fn what_was_tried_before_asks_first_and_what_never_was_does_not() {
    assert_eq!(Upload::begin(3, None, chunks(2)).next(), Step::Send(0..2));
    assert_eq!(Upload::begin(3, Some(0), chunks(2)).next(), Step::Ask);
    let mut upload = Upload::begin(3, Some(2), chunks(2));
    upload.heard(Heard::At(3)).unwrap();
    assert_eq!(upload.next(), Step::Done);
}

#[test]
fn chunks_shrink_on_a_bad_connection_and_grow_again() {
    let mut upload = Upload::begin(100, None, Chunks::between(3, 8));
    for expected in [4, 3, 3] {
        upload.lost();
        assert_eq!(upload.next(), Step::Ask);
        upload.heard(Heard::At(0)).unwrap();
        assert_eq!(upload.next(), Step::Send(0..expected));
    }
    for (at, expected) in [(3, 6), (9, 8), (17, 8)] {
        upload.heard(Heard::At(at)).unwrap();
        assert_eq!(upload.next(), Step::Send(at..at + expected));
    }
    // The next file begins as the last one went.
    upload.lost();
    assert_eq!(Upload::begin(100, None, upload.chunks()).next(), Step::Send(0..4));
}

#[test]
fn spoiled_bytes_are_sent_anew_once_and_a_server_that_does_not_move_is_given_up() {
    let mut upload = Upload::begin(3, Some(2), chunks(2));
    upload.heard(Heard::At(2)).unwrap();
    upload.heard(Heard::Spoiled).unwrap();
    assert_eq!(upload.next(), Step::Send(0..2));
    assert_eq!(upload.heard(Heard::Spoiled), Err(Gone::Spoiled));

    let mut upload = Upload::begin(3, None, chunks(2));
    assert_eq!((upload.heard(Heard::At(0)), upload.heard(Heard::At(0))), (Ok(()), Ok(())));
    assert_eq!(upload.heard(Heard::At(0)), Err(Gone::Stuck));

    // More than there is.
    let mut upload = Upload::begin(3, None, chunks(2));
    assert_eq!(upload.heard(Heard::At(4)), Ok(()));
    assert_eq!(upload.heard(Heard::At(4)), Err(Gone::Spoiled));
}

fn sending(digest: &str, queued: i64) -> Sending {
    Sending::new("an-lac".parse().unwrap(), digest.into(), 9, queued)
}

#[test]
fn the_oldest_goes_first_and_one_that_fails_lets_the_others_by() {
    let mut queue = [sending("b", 2), sending("a", 1), sending("c", 3)];
    let next_of = |queue: &[Sending]| next(queue, None, |_| false).map(|file| file.digest.clone());
    assert_eq!(next_of(&queue).as_deref(), Some("a"));
    queue[1].tries = 1;
    assert_eq!(next_of(&queue).as_deref(), Some("b"));
    queue[0].refused = Some(Refused::Kind);
    assert_eq!(next_of(&queue).as_deref(), Some("c"));
    queue[2].arrived("e1");
    assert_eq!(next_of(&queue).as_deref(), Some("a"), "what failed is not forgotten");
    assert_eq!(next(&queue, None, |file| file.digest == "a"), None);
    assert_eq!(unsent(&queue, None), (2, 1));
    queue[0].again();
    assert_eq!(next_of(&queue).as_deref(), Some("b"));
}

#[test]
fn a_database_restored_from_an_old_copy_gets_the_file_again() {
    let mut file = sending("a", 1);
    assert_eq!(file.place(Some("e1")), Place::Here(0));
    file.arrived("e1");
    assert_eq!(file.place(Some("e1")), Place::There);
    assert_eq!(file.place(None), Place::There);
    assert_eq!(file.place(Some("e2")), Place::Here(9));
    assert!(next([&file], Some("e2"), |_| false).is_some());
    // It is asked first: what the new database has already is not sent twice.
    assert_eq!(Upload::begin(file.size, file.sent, Chunks::default()).next(), Step::Ask);
}

#[test]
fn a_file_is_judged_by_its_bytes_and_its_length() {
    let png = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 0];
    assert_eq!(check(&png, 9, 10), Ok(Kind::Png));
    assert_eq!(check(b"%PDF-1.7", 8, 10), Ok(Kind::Pdf));
    assert_eq!(check(&[0xff, 0xd8, 0xff, 0xe1], 4, 10), Ok(Kind::Jpeg));
    assert_eq!(check(b"RIFF\0\0\0\0WEBP", 12, 12), Ok(Kind::Webp));
    assert_eq!(check(b"RIFF\0\0\0\0WAVE", 12, 12), Err(Unfit::Kind));
    for bad in [&b"<svg xmlns"[..], b"<!DOCTYPE html>", b"PK\x03\x04", b"GIF89a", b"%PDF", b"", b"\xff\xd8"] {
        assert_eq!(check(bad, 9, 10), Err(Unfit::Kind), "{bad:?}");
    }
    assert_eq!(check(&png, 0, 10), Err(Unfit::Empty));
    assert_eq!(check(&png, 11, 10), Err(Unfit::TooLarge(10)));
}

#[test]
fn a_digest_is_sixty_four_small_hexadecimal_digits() {
    assert!(is_digest(&"0a".repeat(32)));
    for bad in ["", "0A", &"0A".repeat(32), &"0g".repeat(32), &"0".repeat(63), &"../".repeat(22)[..64]] {
        assert!(!is_digest(bad), "{bad:?}");
    }
}
