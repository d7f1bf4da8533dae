//! Devices and a server in memory: what is made arrives once, what is seen converges.

use super::*;
use crate::{
    change::{State, Value},
    ids::UnitId,
    rights::{Rights, Role},
    testing::MemoryServer,
    wire::Refusal,
};
use proptest::prelude::*;

mod found;
mod some;

const START: Millis = 1_697_425_200_000;

fn scope() -> Scope {
    "unit/an-lac".parse().unwrap()
}

fn rights() -> Rights {
    let unit: UnitId = "an-lac".parse().unwrap();
    Rights { role: Role::WardOfficer, own: vec![unit.clone()], reads: vec![unit], plans: vec![] }
}

fn person() -> PersonId {
    "mai".parse().unwrap()
}

fn device(name: &str) -> Replica {
    Replica::new(Meta::new(person(), name.parse().unwrap(), 0))
}

fn item(n: u16) -> EntityId {
    EntityId::from(format!("item/p/PL.1.{n}/year"))
}

fn edit(replica: &Replica, entity: EntityId, field: Field, value: Value) -> Edit {
    let over = replica.entity(&scope(), &entity).get(&field).map(Cell::seen).unwrap_or_default();
    Edit { scope: scope(), entity, field, value, over }
}

fn note(replica: &mut Replica, n: u16, text: &str, now: Millis) {
    let edit = edit(replica, item(n), Field::Note, Value::text(text));
    replica.record(vec![edit], now, Limits::default()).unwrap();
}

/// Asks and answers until there is no more to do; the store's picture must equal the one in memory.
fn settle(device: &mut Replica, server: &mut MemoryServer, now: Millis, limits: Limits, page: usize) {
    for _ in 0..1000 {
        let request = device.request(now, limits);
        assert!(request.changes.len() <= limits.batch);
        assert_eq!(crate::intake::check(request.protocol, &request.replica, &request.changes), Ok(()));
        let response = server.sync(&person(), &rights(), &request, now, page);
        let mut stored = device.clone();
        let (progress, writes) = device.absorb(&request, response, now, limits).unwrap();
        writes.iter().for_each(|write| stored.follow(write));
        assert_eq!(stored, *device, "the writes do not tell all that happened");
        if !progress.more && !progress.mismatch && !progress.past {
            return;
        }
    }
    panic!("the device never came to rest");
}

fn shown(device: &Replica) -> BTreeMap<(EntityId, Field), Cell> {
    device
        .entities(&scope())
        .into_iter()
        .flat_map(|(e, fields)| fields.into_iter().map(move |(f, cell)| ((e.clone(), f), cell)))
        .collect()
}

#[test]
fn a_tick_made_offline_reaches_a_second_device_once() {
    let (mut a, mut b, mut server) = (device("a"), device("b"), MemoryServer::default());
    let done = edit(&a, item(1), Field::State, State::Done.value());
    a.record(vec![done], START, Limits::default()).unwrap();
    assert!(!a.is_synced());
    settle(&mut a, &mut server, START, Limits::default(), 500);
    settle(&mut b, &mut server, START, Limits::default(), 500);
    assert!(a.is_synced() && b.is_synced());
    assert_eq!(State::of(b.entity(&scope(), &item(1))[&Field::State].shown()), Some(State::Done));
    settle(&mut a, &mut server, START, Limits::default(), 500);
    assert_eq!(server.log.len(), 1);
}

#[test]
fn a_lost_answer_is_asked_for_again_and_changes_nothing() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    note(&mut a, 1, "một", START);
    let request = a.request(START, Limits::default());
    let first = server.sync(&person(), &rights(), &request, START, 500);
    let second = server.sync(&person(), &rights(), &request, START, 500);
    assert_eq!(first.verdicts, second.verdicts);
    assert_eq!(server.log.len(), 1);
    a.absorb(&request, second, START, Limits::default()).unwrap();
    a.absorb(&request, first, START, Limits::default()).unwrap();
    assert_eq!(a.pending().count(), 0);
}

#[test]
fn two_notes_written_apart_are_both_there_on_both_devices_until_one_is_written_over_both() {
    let (mut a, mut b, mut server) = (device("a"), device("b"), MemoryServer::default());
    note(&mut a, 1, "Còn 1 kiến nghị chờ trả lời.", START);
    note(&mut b, 1, "Đã trả lời đủ 12 kiến nghị.", START + 1);
    for device in [&mut a, &mut b] {
        settle(device, &mut server, START, Limits::default(), 500);
    }
    settle(&mut a, &mut server, START, Limits::default(), 500);
    assert_eq!(shown(&a), shown(&b));
    assert_eq!(a.entity(&scope(), &item(1))[&Field::Note].heads().len(), 2);
    note(&mut b, 1, "Gộp", START + 9);
    settle(&mut b, &mut server, START, Limits::default(), 500);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    assert_eq!(a.entity(&scope(), &item(1))[&Field::Note].heads().len(), 1);
}

#[test]
fn a_refused_change_lies_in_the_drawer_and_holds_up_nothing() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    let foreign =
        Edit { scope: "unit/tan-tao".parse().unwrap(), ..edit(&a, item(1), Field::Note, Value::text("x")) };
    a.record(vec![foreign], START, Limits::default()).unwrap();
    note(&mut a, 2, "của mình", START);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    assert_eq!(a.pending().count(), 0);
    let refused = a.drawer.values().next().unwrap().clone();
    assert!(matches!(refused.reason, Refusal::Denied(_)));
    assert_eq!(server.cells(&scope()).len(), 1);
    a.undrawer(&refused.change.id);
    assert!(a.drawer.is_empty());
}

#[test]
fn a_gesture_is_taken_whole_or_not_at_all() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    let good = edit(&a, item(1), Field::Note, Value::text("tốt"));
    let bad = Edit { scope: "unit/tan-tao".parse().unwrap(), ..good.clone() };
    a.record(vec![good, bad], START, Limits::default()).unwrap();
    settle(&mut a, &mut server, START, Limits::default(), 500);
    assert!(server.cells(&scope()).is_empty());
    assert_eq!(a.drawer.len(), 2);
}

#[test]
fn long_texts_go_in_requests_that_the_server_takes() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    let quotes = "\"\n".repeat(2048);
    for n in 1..=200 {
        note(&mut a, n, &quotes, START);
    }
    let request = a.request(START, Limits::default());
    let bytes = serde_json::to_string(&request).unwrap().len();
    assert!(bytes <= crate::wire::BODY_LIMIT, "{bytes}");
    settle(&mut a, &mut server, START, Limits::default(), 500);
    assert_eq!(server.log.len(), 200);
}

#[test]
fn an_old_backup_is_noticed_and_what_it_forgot_is_sent_again() {
    let (mut a, mut b, mut server) = (device("a"), device("b"), MemoryServer::default());
    note(&mut a, 1, "trước sao lưu", START);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    let backup = server.clone();
    note(&mut a, 2, "sau sao lưu", START + 1);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    settle(&mut b, &mut server, START, Limits::default(), 500);
    let before = shown(&a);
    server = backup;
    for device in [&mut a, &mut b] {
        settle(device, &mut server, START + 2, Limits::default(), 500);
    }
    assert_eq!(server.log.len(), 2);
    assert_eq!(shown(&a).len(), before.len());
    assert_eq!(shown(&a), shown(&b));
}

#[test]
fn a_request_that_arrives_once_more_after_a_restore_leaves_no_old_verdict_to_wait_for() {
    let (mut a, mut b, mut c) = (device("a"), device("b"), device("c"));
    let mut server = MemoryServer::default();
    let backup = server.clone();
    for n in 1..=5 {
        note(&mut b, n, "việc khác", START);
    }
    settle(&mut b, &mut server, START, Limits::default(), 500);
    note(&mut a, 9, "cũ", START);
    let request = a.request(START, Limits::default());
    settle(&mut a, &mut server, START, Limits::default(), 500);
    // The copy lacks all of it; the network brings the one request again before the device asks anew.
    server = backup;
    server.sync(&person(), &rights(), &request, START + 1, 500);
    settle(&mut c, &mut server, START + 1, Limits::default(), 500);
    note(&mut c, 9, "mới", START + 2);
    settle(&mut c, &mut server, START + 2, Limits::default(), 500);
    settle(&mut a, &mut server, START + 3, Limits::default(), 500);
    assert_eq!(shown(&a), shown(&c));
    assert!(!a.entity(&scope(), &item(9))[&Field::Note].is_conflict());
}

#[test]
fn an_old_backup_older_than_what_the_device_keeps_does_not_stop_it() {
    let limits = Limits { retention: 1, ..Limits::default() };
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    settle(&mut a, &mut server, START, limits, 500);
    let backup = server.clone();
    for n in 1..=3 {
        note(&mut a, n, "đã quên", START + i64::from(n) * 1000);
        settle(&mut a, &mut server, START + i64::from(n) * 1000, limits, 500);
    }
    settle(&mut a, &mut server, START + 99_000, limits, 500);
    assert!(a.outbox.is_empty(), "nothing is kept beyond retention");
    server = backup;
    settle(&mut a, &mut server, START + 100_000, limits, 500);
    note(&mut a, 4, "mới", START + 101_000);
    settle(&mut a, &mut server, START + 101_000, limits, 500);
    assert_eq!(server.log.len(), 1);
    assert_eq!(a.pending().count(), 0);
}

#[test]
fn a_profile_rolled_back_goes_on_under_a_new_name_and_loses_nothing() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    note(&mut a, 1, "một", START);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    let mut clone = a.clone();
    note(&mut a, 2, "bản gốc", START + 1);
    note(&mut clone, 3, "bản sao", START + 1);
    note(&mut clone, 3, "bản sao, lần hai", START + 2);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    settle(&mut clone, &mut server, START, Limits::default(), 500);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    assert_ne!(a.meta.replica, clone.meta.replica);
    assert_eq!(shown(&a), shown(&clone));
    assert_eq!(a.entity(&scope(), &item(3))[&Field::Note].shown(), &Value::text("bản sao, lần hai"));
    assert!(!a.entity(&scope(), &item(3))[&Field::Note].is_conflict(), "`over` follows the new name");
}

#[test]
fn a_scope_lost_takes_its_rows_away_and_not_what_is_unsent() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    note(&mut a, 1, "một", START);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    note(&mut a, 2, "chưa gửi", START);
    let request = SyncRequest { changes: vec![], ..a.request(START, Limits::default()) };
    let nowhere = Rights { own: vec![], reads: vec![], ..rights() };
    let response = server.sync(&person(), &nowhere, &request, START, 500);
    a.absorb(&request, response, START, Limits::default()).unwrap();
    assert!(a.scopes.is_empty());
    assert_eq!(a.pending().count(), 1);
}

#[test]
fn a_checksum_that_differs_fetches_the_scope_anew_with_pending_kept() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    for n in 1..=3 {
        note(&mut a, n, "có", START);
    }
    settle(&mut a, &mut server, START, Limits::default(), 500);
    let held = a.scopes.get_mut(&scope()).unwrap();
    held.entities.remove(&item(2));
    note(&mut a, 9, "chưa gửi", START);
    settle(&mut a, &mut server, START, Limits::default(), 1);
    assert!(a.entity(&scope(), &item(2)).contains_key(&Field::Note));
    assert_eq!(a.scopes[&scope()].mark.generation, 2);
    assert_eq!(server.log.len(), 4);
}

#[test]
fn a_tick_does_not_go_off_and_on_while_pages_come() {
    let (mut a, mut b, mut server) = (device("a"), device("b"), MemoryServer::default());
    for n in 1..=5 {
        note(&mut b, n, "trước", START);
    }
    settle(&mut b, &mut server, START, Limits::default(), 500);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    for n in 1..=5 {
        note(&mut b, n, "sau", START + 1);
    }
    settle(&mut b, &mut server, START, Limits::default(), 500);
    let done = edit(&a, item(7), Field::State, State::Done.value());
    a.record(vec![done], START, Limits::default()).unwrap();
    loop {
        let request = a.request(START, Limits::default());
        let response = server.sync(&person(), &rights(), &request, START, 1);
        let (progress, _) = a.absorb(&request, response, START, Limits::default()).unwrap();
        assert_eq!(State::of(a.entity(&scope(), &item(7))[&Field::State].shown()), Some(State::Done));
        if !progress.more {
            break;
        }
    }
}

#[derive(Clone, Debug)]
enum Act {
    Note(usize, u16, u8),
    Sync(usize),
    LoseAnswer(usize),
    Answer(usize, usize),
    Backup,
    Restore,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0usize..3, 1u16..4, any::<u8>()).prop_map(|(d, n, v)| Act::Note(d, n, v)),
        4 => (0usize..3).prop_map(Act::Sync),
        2 => (0usize..3).prop_map(Act::LoseAnswer),
        2 => (0usize..3, 0usize..8).prop_map(|(d, k)| Act::Answer(d, k)),
        1 => Just(Act::Backup),
        1 => Just(Act::Restore),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// Whatever is lost, repeated, delayed or restored: in the end every change made is in the log exactly
    /// once, and quiet devices show what the server holds.
    #[test]
    fn quiet_devices_equal_the_server_and_nothing_is_lost_or_twice(
        acts in prop::collection::vec(act(), 1..60), batch in 1usize..4, page in 1usize..4
    ) {
        let limits = Limits { batch, ..Limits::default() };
        let mut devices = [device("a"), device("b"), device("c")];
        let mut server = MemoryServer::default();
        let mut backup = server.clone();
        let mut late: [Vec<(SyncRequest, SyncResponse)>; 3] = Default::default();
        let mut made = 0usize;
        let mut now = START;
        for act in acts {
            now += 1;
            match act {
                Act::Note(d, n, v) => { note(&mut devices[d], n, &format!("{d}-{v}-{made}"), now); made += 1; }
                Act::Sync(d) => {
                    let request = devices[d].request(now, limits);
                    let response = server.sync(&person(), &rights(), &request, now, page);
                    devices[d].absorb(&request, response, now, limits).unwrap();
                }
                Act::LoseAnswer(d) => {
                    let request = devices[d].request(now, limits);
                    let response = server.sync(&person(), &rights(), &request, now, page);
                    late[d].push((request, response));
                }
                Act::Answer(d, k) => {
                    if let Some((request, response)) = late[d].get(k).cloned() {
                        devices[d].absorb(&request, response, now, limits).unwrap();
                    }
                }
                Act::Backup => backup = server.clone(),
                Act::Restore => { server = backup.clone(); late = Default::default(); }
            }
        }
        for _ in 0..3 {
            for device in &mut devices {
                settle(device, &mut server, now, limits, page);
            }
        }
        prop_assert_eq!(server.log.len(), made);
        for device in &devices {
            prop_assert_eq!(shown(device), server.cells(&scope()));
            prop_assert!(device.is_synced());
        }
    }
}
