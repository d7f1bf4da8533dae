//! Evidence files on the device: their bytes, their queue, and photos made ready.

use crate::store::{fresh, meta, record};
use indexed_db_futures::{database::Database, prelude::*, transaction::TransactionMode};
use js_sys::Uint8Array;
use sotay::{
    platform::photo,
    store::{Held, IndexedDbStore},
};
use sotay_core::{
    drive::Lease,
    evidence::{CHUNK, Place, Refused, Sending},
    ids::PersonId,
    store::DeviceStore,
};
use wasm_bindgen_test::wasm_bindgen_test;

fn mai() -> PersonId {
    "mai".parse().unwrap()
}

fn bytes(length: u64) -> Uint8Array {
    let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
    Uint8Array::from(bytes.as_slice())
}

fn sending(digest: &str, size: u64) -> Sending {
    Sending::new("an-lac".parse().unwrap(), digest.into(), size, 1)
}

async fn keep(store: &IndexedDbStore, digest: &str, size: u64) -> Sending {
    let sending = sending(digest, size);
    store.keep_own(&mai(), &sending, &bytes(size), true).await.unwrap();
    sending
}

async fn read(store: &IndexedDbStore, digest: &str, from: u64, to: u64) -> Option<Vec<u8>> {
    store.read_file(digest, from, to).await.unwrap().map(|bytes| bytes.to_vec())
}

#[wasm_bindgen_test]
async fn a_file_that_is_kept_is_there_with_its_place_in_the_queue_when_the_database_is_opened_again() {
    let name = "file-kept";
    let store = fresh(name).await;
    let size = 2 * u64::from(CHUNK) + 3;
    let kept = keep(&store, "aa", size).await;
    drop(store);
    let store = IndexedDbStore::open(name).await.unwrap();
    assert_eq!(store.sending(&mai()).await.unwrap(), [kept]);
    assert_eq!(store.sending(&"lan".parse().unwrap()).await.unwrap(), [], "another person's queue");
    assert_eq!(store.unsent_files(&mai()).await, (1, true));
    let all = bytes(size).to_vec();
    let chunk = u64::from(CHUNK);
    for (from, to) in
        [(0, size), (0, 1), (chunk - 1, chunk + 1), (chunk, 2 * chunk), (2 * chunk, size), (5, 5)]
    {
        let part = read(&store, "aa", from, to).await.unwrap();
        assert!(part == all[from as usize..to as usize], "{from} {to}");
    }
    assert_eq!(read(&store, "aa", 0, size + 1).await, None, "more than there is");
    assert_eq!(read(&store, "bb", 0, 1).await, None);
}

#[wasm_bindgen_test]
async fn how_far_a_file_is_is_kept_and_keeping_it_again_forgets_that_it_was_refused() {
    let store = fresh("file-far").await;
    let mut file = keep(&store, "aa", 9).await;
    file.sent = Some(4);
    file.refused = Some(Refused::Quota);
    store.keep_sending(&mai(), &file).await.unwrap();
    assert_eq!(store.sending(&mai()).await.unwrap(), [file.clone()]);
    keep(&store, "aa", 9).await;
    let queue = store.sending(&mai()).await.unwrap();
    assert_eq!(queue.iter().map(|file| file.place(None)).collect::<Vec<_>>(), [Place::Here(4)]);
    store.keep_own(&mai(), &sending("cc", 3), &bytes(3), false).await.unwrap();
    assert!(!store.unsent_files(&mai()).await.1, "not all are pictures any more");
    store.count_unsent(&mai(), 2, false).await.unwrap();
    assert_eq!(store.unsent_files(&mai()).await, (2, false));
    store.count_unsent(&mai(), 0, true).await.unwrap();
    assert_eq!(store.unsent_files(&mai()).await.0, 0);
    assert_eq!(store.file_lease().await.unwrap(), Lease::default());
    store.keep_file_lease(Lease::default().taken(7)).await.unwrap();
    assert_eq!(store.file_lease().await.unwrap().beat, 7);
    assert_eq!(store.sending(&mai()).await.unwrap().len(), 2, "the lease is no file");
}

#[wasm_bindgen_test]
async fn copies_are_dropped_and_what_anybody_still_sends_never_is() {
    let store = fresh("file-dropped").await;
    let mut there = keep(&store, "aa", 9).await;
    there.arrived("e1");
    store.keep_sending(&mai(), &there).await.unwrap();
    keep(&store, "bb", 9).await;
    let mut refused = keep(&store, "cc", 9).await;
    refused.refused = Some(Refused::Kind);
    store.keep_sending(&mai(), &refused).await.unwrap();
    let mut fetched =
        Held { digest: "dd".into(), unit: "an-lac".parse().unwrap(), size: 9, here: 9, used: 2 };
    store.keep_piece(&fetched, &bytes(9)).await.unwrap();
    fetched.used = 3;
    store.touch(&fetched).await.unwrap();
    assert_eq!(store.held().await.unwrap().len(), 4);

    let mut dropped = store.drop_copies(|_| true).await.unwrap();
    dropped.sort();
    assert_eq!(dropped, ["aa", "dd"]);
    for (digest, here) in [("aa", false), ("bb", true), ("cc", true), ("dd", false)] {
        assert_eq!(read(&store, digest, 0, 9).await.is_some(), here, "{digest}");
    }
}

#[wasm_bindgen_test]
async fn a_file_is_fetched_piece_by_piece_and_goes_on_where_it_stopped() {
    let name = "file-pieces";
    let store = fresh(name).await;
    let (chunk, size) = (u64::from(CHUNK), u64::from(CHUNK) + 5);
    let mut held = Held { digest: "aa".into(), unit: "an-lac".parse().unwrap(), size, here: chunk, used: 1 };
    let all = bytes(size);
    store.keep_piece(&held, &all.slice(0, CHUNK)).await.unwrap();
    assert!(!store.held().await.unwrap()[0].is_whole());
    drop(store);
    let store = IndexedDbStore::open(name).await.unwrap();
    held.here = size;
    store.keep_piece(&held, &all.slice(CHUNK, size as u32)).await.unwrap();
    assert!(store.held().await.unwrap()[0].is_whole());
    assert!(read(&store, "aa", 0, size).await == Some(all.to_vec()));
}

#[wasm_bindgen_test]
async fn a_database_of_version_2_is_brought_up_with_everything_in_it() {
    let name = "version-2";
    if let Ok(deleting) = Database::delete_by_name(name) {
        deleting.await.unwrap();
    }
    // As the build before made it.
    let old = Database::open(name)
        .with_version(2u8)
        .with_on_upgrade_needed(|_, database| {
            for store in ["people", "marks", "records", "outbox", "drawer", "documents", "history"] {
                database.create_object_store(store).build()?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let writing = old.transaction(["people"]).with_mode(TransactionMode::Readwrite).build().unwrap();
    let people = writing.object_store("people").unwrap();
    people.put("mai".to_owned()).with_key("current".to_owned()).primitive().unwrap().await.unwrap();
    writing.commit().await.unwrap();
    old.close();

    let store = IndexedDbStore::open(name).await.unwrap();
    assert_eq!(store.current().await.unwrap(), Some(mai()));
    assert_eq!(store.unsent_files(&mai()).await, (0, false));
    keep(&store, "aa", 9).await;
    store.enrol(&meta()).await.unwrap();
    record(&store, "mới").await;
    assert_eq!(store.load(&mai()).await.unwrap().unwrap().pending().count(), 1);
}

#[wasm_bindgen_test]
async fn a_digest_is_that_of_the_standard() {
    // FIPS 180-4, the example "abc".
    assert_eq!(
        photo::digest(&Uint8Array::from(&b"abc"[..])).await.unwrap(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
