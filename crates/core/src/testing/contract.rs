//! The tests that every device store passes. Each takes an empty store; a failed promise panics.

use crate::{
    cell::Cell,
    change::{Edit, Field, State, Value},
    clock::Hlc,
    ids::{ChangeId, EntityId, PersonId, Scope},
    replica::{Confirmed, Entry, Limits, Meta, Record, Replica, ScopeMark, Write},
    rights::Role,
    store::{DeviceStore, Need},
    wire::{Outcome, Past, Person, Session},
};

fn person(name: &str) -> PersonId {
    name.parse().unwrap_or_else(|e| panic!("{e}"))
}

fn meta(who: &str) -> Meta {
    Meta::new(person(who), format!("r-{who}").parse().unwrap_or_else(|e| panic!("{e}")), 0)
}

fn scope() -> Scope {
    "unit/an-lac-a".parse().unwrap_or_else(|e| panic!("{e}"))
}

fn item() -> EntityId {
    EntityId::from("item/binh-tan-2023/PL.3.15/q3".to_owned())
}

fn edit(text: &str) -> Edit {
    Edit { scope: scope(), entity: item(), field: Field::Note, value: Value::text(text), over: vec![] }
}

async fn load<S: DeviceStore>(store: &S, who: &str) -> Replica {
    let loaded = store.load(&person(who)).await;
    loaded.unwrap_or_else(|e| panic!("{e:?}")).unwrap_or_else(|| panic!("{who} is not enrolled"))
}

async fn write<S: DeviceStore>(store: &S, who: &str, writes: Vec<Write>) {
    let done: Result<(), String> = store
        .transact(&person(who), Need::Meta, |_| Ok(((), writes)))
        .await
        .unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(done, Ok(()));
}

/// An edit is there when `transact` returns, whole, and what was there before stays.
pub async fn an_edit_is_there_when_the_transaction_returns<S: DeviceStore>(store: S) {
    assert!(store.load(&person("mai")).await.unwrap_or_else(|e| panic!("{e:?}")).is_none());
    store.enrol(&meta("mai")).await.unwrap_or_else(|e| panic!("{e:?}"));
    for n in 1..=3u64 {
        let recorded = store
            .transact(&person("mai"), Need::Meta, |replica| {
                replica
                    .record(vec![edit("một"), edit("hai")], 1000, Limits::default())
                    .map(|writes| ((), writes))
            })
            .await;
        assert_eq!(recorded.unwrap_or_else(|e| panic!("{e:?}")), Ok(()));
        let replica = load(store_ref(&store), "mai").await;
        assert_eq!(replica.meta.next, 2 * n + 1);
        assert_eq!(replica.pending().count() as u64, 2 * n);
    }
    // Enrolling again leaves the numbers alone.
    store.enrol(&meta("mai")).await.unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(load(&store, "mai").await.meta.next, 7);
}

fn store_ref<S>(store: &S) -> &S {
    store
}

/// A decision that fails leaves nothing behind, even of what it did to its copy.
pub async fn a_failed_decision_writes_nothing<S: DeviceStore>(store: S) {
    store.enrol(&meta("mai")).await.unwrap_or_else(|e| panic!("{e:?}"));
    let before = load(&store, "mai").await;
    let failed: Result<(), &str> = store
        .transact(&person("mai"), Need::All, |replica| {
            let _ = replica.record(vec![edit("mất")], 1, Limits::default());
            Err("không")
        })
        .await
        .unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(failed, Err("không"));
    assert_eq!(load(&store, "mai").await, before);
}

/// Whatever is written is loaded again as it was, in every kind of record.
pub async fn every_kind_of_record_reads_back<S: DeviceStore>(store: S) {
    store.enrol(&meta("mai")).await.unwrap_or_else(|e| panic!("{e:?}"));
    let mut model = load(&store, "mai").await;
    let mut queued = model.meta.record(vec![edit("đã, đang ‘và’ sẽ \u{0}\u{1F600}")], 5, Limits::default());
    let mut writes = std::mem::take(queued.as_mut().unwrap_or_else(|e| panic!("{e}")));
    let change = match writes.first() {
        Some(Write::Queue(entry)) => entry.change.clone(),
        other => panic!("{other:?}"),
    };
    let mut cell = Cell::default();
    cell.apply(&change);
    let record = Record::from([
        (Field::State, Confirmed { seq: 3, cell: cell.clone() }),
        (Field::Other("colour".into()), Confirmed { seq: 9_007_199_254_740_993, cell }),
    ]);
    writes.extend([
        Write::Mark(scope(), ScopeMark { cursor: 4, ..ScopeMark::default() }),
        Write::Record(scope(), 0, item(), record.clone()),
        Write::Record(scope(), 0, EntityId::from("tally/của bản mới/1".to_owned()), record),
        Write::Refuse(crate::replica::Refused {
            change: change.clone(),
            reason: crate::wire::Refusal::Author,
            at: 7,
        }),
        Write::Queue(Entry { verdict: Some((Outcome::Applied(3), 8)), ..Entry::new(change) }),
    ]);
    writes.iter().for_each(|w| model.follow(w));
    write(&store, "mai", writes).await;
    assert_eq!(load(&store, "mai").await, model);
    let gone = vec![Write::Unqueue(
        person("mai"),
        model.outbox.keys().next().cloned().unwrap_or_else(|| panic!("one")),
    )];
    gone.iter().for_each(|w| model.follow(w));
    write(&store, "mai", gone).await;
    assert_eq!(load(&store, "mai").await, model);
}

/// A scope fetched anew is filled beside the one shown, survives a reload half-way, and takes its place whole.
pub async fn a_second_generation_takes_over_whole<S: DeviceStore>(store: S) {
    store.enrol(&meta("mai")).await.unwrap_or_else(|e| panic!("{e:?}"));
    let record = |seq| Record::from([(Field::Note, Confirmed { seq, cell: Cell::default() })]);
    let other = EntityId::from("item/binh-tan-2023/PL.1.3/outside".to_owned());
    write(
        &store,
        "mai",
        vec![
            Write::Mark(scope(), ScopeMark { cursor: 5, ..ScopeMark::default() }),
            Write::Record(scope(), 0, item(), record(5)),
            Write::Mark(scope(), ScopeMark { cursor: 5, filling: Some(0), ..ScopeMark::default() }),
            Write::Record(scope(), 1, other.clone(), record(2)),
            Write::Mark(scope(), ScopeMark { cursor: 5, filling: Some(2), ..ScopeMark::default() }),
        ],
    )
    .await;
    let half = load(&store, "mai").await;
    let held = &half.scopes[&scope()];
    assert_eq!(held.entities.keys().collect::<Vec<_>>(), [&item()]);
    assert_eq!(held.refill.keys().collect::<Vec<_>>(), [&other]);
    write(
        &store,
        "mai",
        vec![
            Write::Mark(scope(), ScopeMark { generation: 1, cursor: 7, ..ScopeMark::default() }),
            Write::DropGeneration(scope(), 0),
        ],
    )
    .await;
    let whole = load(&store, "mai").await;
    assert_eq!(whole.scopes[&scope()].entities.keys().collect::<Vec<_>>(), [&other]);
    assert!(whole.scopes[&scope()].refill.is_empty());
    write(&store, "mai", vec![Write::DropScope(scope())]).await;
    assert!(load(&store, "mai").await.scopes.is_empty());
}

/// People of one device share confirmed cells and nothing of their own.
pub async fn people_share_cells_and_nothing_else<S: DeviceStore>(store: S) {
    for who in ["mai", "an"] {
        store.enrol(&meta(who)).await.unwrap_or_else(|e| panic!("{e:?}"));
    }
    let recorded = store
        .transact(&person("mai"), Need::Meta, |replica| {
            replica.record(vec![edit("của Mai")], 1, Limits::default()).map(|writes| ((), writes))
        })
        .await;
    assert_eq!(recorded.unwrap_or_else(|e| panic!("{e:?}")), Ok(()));
    write(&store, "mai", vec![Write::Mark(scope(), ScopeMark { cursor: 3, ..ScopeMark::default() })]).await;
    let an = load(&store, "an").await;
    assert_eq!(an.pending().count(), 0);
    assert_eq!(an.scopes[&scope()].mark.cursor, 3);
    let others = |who: &'static str| {
        let store = &store;
        async move { store.pending_of_others(&person(who)).await.unwrap_or_else(|e| panic!("{e:?}")) }
    };
    assert_eq!(others("an").await, 1);
    assert_eq!(others("mai").await, 0);
}

/// A unit's history is read by item, oldest first; it goes when it is dropped and with its scope.
pub async fn a_history_is_kept_by_item_and_goes_with_its_scope<S: DeviceStore>(store: S) {
    store.enrol(&meta("mai")).await.unwrap_or_else(|e| panic!("{e:?}"));
    let other = EntityId::from("item/binh-tan-2023/PL.3.1/q1".to_owned());
    let product = EntityId::from("product/binh-tan-2023/PL.3.15/q3/1".to_owned());
    let row = |n, entity: &EntityId| Past {
        n,
        id: ChangeId { replica: meta("mai").replica, n },
        entity: entity.clone(),
        field: Field::Note,
        value: Value::text("x"),
        over: vec![],
        at: Hlc::at(1),
        author: person("mai"),
        brought_by: None,
    };
    let of = item();
    let day: EntityId = "day/2023-03-14/ho-tich".to_owned().into();
    let held = |rows: Vec<Past>| rows.into_iter().map(|row| row.n).collect::<Vec<_>>();
    let mark = Write::Mark(scope(), ScopeMark { cursor: 3, ..ScopeMark::default() });
    // Ten comes after nine, whatever texts sort like.
    let rows = vec![row(9, &item()), row(10, &product), row(11, &other), row(12, &day)];
    write(&store, "mai", vec![mark.clone(), Write::Past(scope(), rows)]).await;
    assert_eq!(held(store.past(&scope(), &of).await.unwrap_or_else(|e| panic!("{e:?}"))), [9, 10]);
    assert_eq!(held(store.past(&scope(), &day).await.unwrap_or_else(|e| panic!("{e:?}"))), [12]);
    write(&store, "mai", vec![Write::DropPast(scope()), Write::Past(scope(), vec![row(1, &item())])]).await;
    assert_eq!(held(store.past(&scope(), &of).await.unwrap_or_else(|e| panic!("{e:?}"))), [1]);
    write(&store, "mai", vec![Write::DropScope(scope())]).await;
    assert!(store.past(&scope(), &of).await.unwrap_or_else(|e| panic!("{e:?}")).is_empty());
}

/// Which tab syncs is a matter of the device, whoever uses it.
pub async fn the_lease_is_the_devices<S: DeviceStore>(store: S) {
    for who in ["mai", "an"] {
        store.enrol(&meta(who)).await.unwrap_or_else(|e| panic!("{e:?}"));
    }
    for (who, expected) in [("mai", 1), ("an", 2), ("mai", 3)] {
        let led: Result<u64, String> = store
            .transact(&person(who), Need::All, |replica| Ok(replica.lead(1_000)))
            .await
            .unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(led, Ok(expected));
        assert_eq!(load(&store, who).await.lease.fence, expected);
    }
}

/// Sessions and plan documents are kept; of documents the latest and the one before.
pub async fn sessions_and_the_latest_documents_are_kept<S: DeviceStore>(store: S) {
    let session = Session {
        person: Person {
            id: person("mai"),
            account: "anlaca".into(),
            name: "Nguyễn Thị Mai".into(),
            role: Role::WardOfficer,
            own: vec![],
        },
        replica: meta("mai").replica,
        acked: 0,
        units: vec![],
        people: vec![],
        practice: "2023-10-16".parse().ok(),
    };
    store.keep_session(&session).await.unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(store.session(&person("mai")).await.unwrap_or_else(|e| panic!("{e:?}")), Some(session));
    assert_eq!(store.session(&person("an")).await.unwrap_or_else(|e| panic!("{e:?}")), None);
    store.enrol(&meta("mai")).await.unwrap_or_else(|e| panic!("{e:?}"));
    for (account, replica) in [("anlaca", Some(meta("mai").replica)), ("khac", None)] {
        assert_eq!(store.replica_of(account).await.unwrap_or_else(|e| panic!("{e:?}")), replica);
    }
    for who in [None, Some(person("mai")), None, Some(person("an"))] {
        store.set_current(who.as_ref()).await.unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(store.current().await.unwrap_or_else(|e| panic!("{e:?}")), who);
    }
    // The last one once more: it does not push the one before it out.
    for (digest, json) in [("a", "{}"), ("b", "{\"cũ\":1}"), ("c", "{\"mới\":2}"), ("c", "{\"mới\":2}")]
    {
        store.keep_document(digest, json).await.unwrap_or_else(|e| panic!("{e:?}"));
    }
    let document = |digest: &'static str| {
        let store = &store;
        async move { store.document(digest).await.unwrap_or_else(|e| panic!("{e:?}")) }
    };
    assert_eq!(document("c").await.as_deref(), Some("{\"mới\":2}"));
    assert_eq!(document("b").await.as_deref(), Some("{\"cũ\":1}"));
    assert_eq!(document("a").await, None);
    assert_eq!(store.documents().await.unwrap_or_else(|e| panic!("{e:?}")), ["c", "b"]);
    // An older version is published again.
    store.keep_document("b", "{\"cũ\":1}").await.unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(store.documents().await.unwrap_or_else(|e| panic!("{e:?}")), ["b", "c"]);
}

/// A clock as text and a state as text read back the same: nothing is stored as a boolean or a large number.
pub async fn clocks_and_states_survive<S: DeviceStore>(store: S) {
    let mut far = meta("mai");
    far.clock = Hlc::at(9_999_999_999_999).next(0);
    far.whole_at = Some(1_697_425_200_000);
    store.enrol(&far).await.unwrap_or_else(|e| panic!("{e:?}"));
    let state = Edit { field: Field::State, value: State::Done.value(), ..edit("") };
    let recorded = store
        .transact(&person("mai"), Need::Meta, |replica| {
            replica.record(vec![state], 1, Limits::default()).map(|writes| ((), writes))
        })
        .await;
    assert_eq!(recorded.unwrap_or_else(|e| panic!("{e:?}")), Ok(()));
    let replica = load(&store, "mai").await;
    assert_eq!(replica.meta.whole_at, far.whole_at);
    let shown = replica.entity(&scope(), &item());
    assert_eq!(State::of(shown[&Field::State].shown()), Some(State::Done));
}

#[cfg(test)]
mod tests {
    use super::super::MemoryStore;
    use pollster::block_on;

    #[test]
    fn the_store_in_memory_keeps_the_contract() {
        block_on(async {
            super::an_edit_is_there_when_the_transaction_returns(MemoryStore::default()).await;
            super::a_failed_decision_writes_nothing(MemoryStore::default()).await;
            super::every_kind_of_record_reads_back(MemoryStore::default()).await;
            super::a_second_generation_takes_over_whole(MemoryStore::default()).await;
            super::people_share_cells_and_nothing_else(MemoryStore::default()).await;
            super::sessions_and_the_latest_documents_are_kept(MemoryStore::default()).await;
            super::clocks_and_states_survive(MemoryStore::default()).await;
            super::a_history_is_kept_by_item_and_goes_with_its_scope(MemoryStore::default()).await;
            super::the_lease_is_the_devices(MemoryStore::default()).await;
        });
    }
}
