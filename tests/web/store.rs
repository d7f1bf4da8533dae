//! The store contract over IndexedDB, and what only a browser can show.

use indexed_db_futures::{database::Database, prelude::*, transaction::TransactionMode};
use sotay::store::{IndexedDbStore, StoreError};
use sotay_core::{
    change::{Edit, Field, Value},
    ids::EntityId,
    replica::{Limits, Meta, RecordError},
    store::{DeviceStore, Need},
    testing::contract,
};
use wasm_bindgen_test::wasm_bindgen_test;

/// An empty store of its own for each test.
pub async fn fresh(name: &str) -> IndexedDbStore {
    if let Ok(deleting) = Database::delete_by_name(name) {
        deleting.await.unwrap();
    }
    IndexedDbStore::open(name).await.unwrap()
}

macro_rules! contract {
    ($($name:ident),+ $(,)?) => {
        $(
            #[wasm_bindgen_test]
            async fn $name() {
                contract::$name(fresh(stringify!($name)).await).await;
            }
        )+
    };
}

contract!(
    an_edit_is_there_when_the_transaction_returns,
    a_failed_decision_writes_nothing,
    every_kind_of_record_reads_back,
    a_second_generation_takes_over_whole,
    people_share_cells_and_nothing_else,
    sessions_and_the_latest_documents_are_kept,
    clocks_and_states_survive,
    a_history_is_kept_by_item_and_goes_with_its_scope,
    the_lease_is_the_devices,
);

pub fn meta() -> Meta {
    Meta::new("mai".parse().unwrap(), "r-mai".parse().unwrap(), 0)
}

fn edit(text: &str) -> Edit {
    Edit {
        scope: "unit/an-lac-a".parse().unwrap(),
        entity: EntityId::from("item/binh-tan-2023/PL.3.15/q3".to_owned()),
        field: Field::Note,
        value: Value::text(text),
        over: vec![],
    }
}

pub async fn record(store: &IndexedDbStore, text: &str) {
    let recorded = store
        .transact(&"mai".parse().unwrap(), Need::Meta, |replica| {
            let writes = replica.record(vec![edit(text)], 1, Limits::default())?;
            Ok::<_, RecordError>(((), writes))
        })
        .await;
    assert_eq!(recorded, Ok(Ok(())));
}

#[wasm_bindgen_test]
async fn what_was_recorded_is_there_when_the_database_is_opened_again() {
    let name = "opened-again";
    let store = fresh(name).await;
    store.enrol(&meta()).await.unwrap();
    record(&store, "còn đây").await;
    drop(store);
    let store = IndexedDbStore::open(name).await.unwrap();
    let replica = store.load(&"mai".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(replica.pending().map(|c| c.value.clone()).collect::<Vec<_>>(), [Value::text("còn đây")]);
}

#[wasm_bindgen_test]
async fn two_tabs_number_their_changes_without_a_gap_or_a_clash() {
    let name = "two-tabs";
    let one = fresh(name).await;
    one.enrol(&meta()).await.unwrap();
    let two = IndexedDbStore::open(name).await.unwrap();
    // Begun together: the database puts the transactions in a row.
    futures::join!(record(&one, "a"), record(&two, "b"), record(&one, "c"), record(&two, "d"));
    let replica = one.load(&"mai".parse().unwrap()).await.unwrap().unwrap();
    let numbers: Vec<u64> = replica.pending().map(|change| change.id.n).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(replica.meta.next, 5);
}

#[wasm_bindgen_test]
async fn a_tab_sees_at_once_what_another_tab_wrote() {
    let name = "seen-by-another";
    let one = fresh(name).await;
    one.enrol(&meta()).await.unwrap();
    let two = IndexedDbStore::open(name).await.unwrap();
    let mai = "mai".parse().unwrap();
    for n in 1..=3 {
        // Each keeps what it knows; what the other wrote since makes that old.
        record(if n % 2 == 0 { &one } else { &two }, "x").await;
        for store in [&one, &two] {
            assert_eq!(store.load(&mai).await.unwrap().unwrap().pending().count(), n);
        }
    }
}

#[wasm_bindgen_test]
async fn a_database_of_version_1_is_brought_up_with_everything_in_it() {
    let name = "version-1";
    if let Ok(deleting) = Database::delete_by_name(name) {
        deleting.await.unwrap();
    }
    // As the first release made it.
    let old = Database::open(name)
        .with_version(1u8)
        .with_on_upgrade_needed(|_, database| {
            for store in ["people", "marks", "records", "outbox", "drawer", "documents"] {
                database.create_object_store(store).build()?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let rows = [
        ("people", "current", "mai"),
        (
            "people",
            "replica|mai",
            r#"{"person":"mai","replica":"r-mai","next":2,"acked":0,"clock":"0000000000001-0000","epoch":null,"offset":0,"whole_at":null}"#,
        ),
        (
            "marks",
            "unit/an-lac-a",
            r#"{"scope":"unit/an-lac-a","mark":{"generation":1,"cursor":3,"filling":null}}"#,
        ),
        (
            "outbox",
            "mai|r-mai|00000000000000000001",
            r#"{"change":{"id":"r-mai.1","group":{"first":1,"len":1},"scope":"unit/an-lac-a","entity":"item/binh-tan-2023/PL.3.15/q3","field":"note","value":"cũ","at":"0000000000001-0000","author":"mai","schema":1},"verdict":null}"#,
        ),
    ];
    for (store, key, value) in rows {
        let writing = old.transaction([store]).with_mode(TransactionMode::Readwrite).build().unwrap();
        let place = writing.object_store(store).unwrap();
        place.put(value.to_owned()).with_key(key.to_owned()).primitive().unwrap().await.unwrap();
        writing.commit().await.unwrap();
    }
    old.close();

    let store = IndexedDbStore::open(name).await.unwrap();
    let mai = "mai".parse().unwrap();
    assert_eq!(store.current().await.unwrap(), Some("mai".parse().unwrap()));
    let replica = store.load(&mai).await.unwrap().unwrap();
    assert_eq!(replica.pending().map(|c| c.value.clone()).collect::<Vec<_>>(), [Value::text("cũ")]);
    let mark = replica.scopes.values().next().unwrap().mark;
    assert_eq!((mark.generation, mark.cursor, mark.past.n), (1, 3, 0));
    record(&store, "mới").await;
    assert_eq!(store.load(&mai).await.unwrap().unwrap().pending().count(), 2);
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_build_is_called_newer_and_left_alone() {
    let name = "newer";
    if let Ok(deleting) = Database::delete_by_name(name) {
        deleting.await.unwrap();
    }
    Database::open(name).with_version(200u8).await.unwrap().close();
    assert!(matches!(IndexedDbStore::open(name).await, Err(StoreError::Newer)));
    assert_eq!(Database::open(name).await.unwrap().version(), 200.0);
}

#[wasm_bindgen_test]
async fn a_store_goes_on_after_another_tab_asked_for_a_newer_version_and_gave_up() {
    let name = "closed-under";
    let store = fresh(name).await;
    store.enrol(&meta()).await.unwrap();
    record(&store, "trước").await;
    // Deleting asks every open connection to close; the store lets go and opens again at its next use.
    Database::delete_by_name(name).unwrap().await.unwrap();
    store.enrol(&meta()).await.unwrap();
    record(&store, "sau").await;
    let replica = store.load(&"mai".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(replica.pending().count(), 1);
}

#[wasm_bindgen_test]
async fn a_person_who_never_signed_in_here_records_nothing() {
    let store = fresh("not-enrolled").await;
    let recorded = store.transact(&"mai".parse().unwrap(), Need::Meta, |_| Ok::<_, ()>(((), vec![]))).await;
    assert_eq!(recorded, Err(StoreError::NotEnrolled));
}
