//! What the simulation found, one test each; and what came with it: exports, histories, leases, remarks.

use super::*;

/// Asks and answers once.
fn sync(device: &mut Replica, server: &mut MemoryServer, now: Millis) -> Progress {
    let request = device.request(now, Limits::default());
    let response = server.sync(&person(), &rights(), &request, now, 500);
    device.absorb(&request, response, now, Limits::default()).unwrap().0
}

#[test]
fn a_fork_keeps_the_verdict_of_what_was_taken_before_it() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    note(&mut a, 1, "chung", START);
    let mut clone = a.clone();
    note(&mut a, 2, "của máy gốc", START + 1);
    note(&mut clone, 2, "của bản sao", START + 2);
    settle(&mut a, &mut server, START + 3, Limits::default(), 500);
    settle(&mut clone, &mut server, START + 3, Limits::default(), 500);
    let shared = server.log.iter().filter(|row| row.change.value == Value::text("chung")).count();
    assert_eq!(shared, 1, "the change that both had is taken once");
    assert_eq!(server.log.len(), 3);
}

#[test]
fn what_was_made_under_a_former_name_is_sent_again_to_a_server_that_forgot_it() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    let backup = server.clone();
    note(&mut a, 1, "tên cũ", START);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    let mut clone = a.clone();
    note(&mut a, 2, "gốc", START + 1);
    note(&mut clone, 2, "sao", START + 1);
    settle(&mut a, &mut server, START + 2, Limits::default(), 500);
    settle(&mut clone, &mut server, START + 2, Limits::default(), 500);
    let names = server.names;
    server = backup;
    server.epoch = "khác".into();
    server.names = names;
    settle(&mut clone, &mut server, START + 3, Limits::default(), 500);
    let there = |text: &str| server.log.iter().any(|row| row.change.value == Value::text(text));
    assert!(there("tên cũ") && there("sao"));
    assert_eq!(clone.pending().count(), 0);
}

#[test]
fn a_refused_change_stays_refused_and_out_of_sight_when_a_restored_server_is_told_again() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    settle(&mut a, &mut server, START, Limits::default(), 500);
    let backup = server.clone();
    let foreign =
        Edit { scope: "unit/tan-tao".parse().unwrap(), ..edit(&a, item(1), Field::Note, Value::text("x")) };
    a.record(vec![foreign], START, Limits::default()).unwrap();
    settle(&mut a, &mut server, START, Limits::default(), 500);
    let refused = a.drawer.keys().next().unwrap().clone();
    a.undrawer(&refused);
    server = backup;
    let wider = Rights {
        own: vec!["an-lac".parse().unwrap(), "tan-tao".parse().unwrap()],
        reads: vec!["an-lac".parse().unwrap(), "tan-tao".parse().unwrap()],
        ..rights()
    };
    for _ in 0..4 {
        let request = a.request(START + 1, Limits::default());
        let response = server.sync(&person(), &wider, &request, START + 1, 500);
        a.absorb(&request, response, START + 1, Limits::default()).unwrap();
        assert_eq!(a.pending().count(), 0, "nobody is told that it is unsent");
    }
    assert!(a.drawer.is_empty(), "the person has dealt with it");
    assert_eq!(server.log[0].outcome, Outcome::Refused(Refusal::Before));
    assert_eq!(a.to_send(), 0);
}

#[test]
fn a_device_with_a_hole_in_its_numbers_comes_to_rest_on_a_restored_server() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    note(&mut a, 1, "một", START);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    let (backup, disk) = (server.clone(), a.clone());
    for n in 2..=5 {
        note(&mut a, n, "mất cùng ổ đĩa", START + 1);
    }
    settle(&mut a, &mut server, START + 1, Limits::default(), 500);
    a = disk;
    sync(&mut a, &mut server, START + 2);
    note(&mut a, 6, "sau lỗ hổng", START + 3);
    server = backup;
    settle(&mut a, &mut server, START + 4, Limits::default(), 500);
    assert!(a.is_synced());
    assert_eq!(server.log.len(), 2);
}

#[test]
fn own_changes_are_forgotten_by_whole_gestures() {
    let limits = Limits { retention: 10, ..Limits::default() };
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    settle(&mut a, &mut server, START, limits, 500);
    let backup = server.clone();
    let gesture = [1, 2].map(|n| edit(&a, item(n), Field::Note, Value::text("cùng lúc"))).to_vec();
    a.record(gesture, START, limits).unwrap();
    settle(&mut a, &mut server, START + 1, limits, 500);
    // The first half is old, the second not: as when the verdicts came apart.
    if let Some((_, at)) = a.outbox.values_mut().next().and_then(|entry| entry.verdict.as_mut()) {
        *at -= 1_000;
    }
    sync(&mut a, &mut server, START + 2);
    let request = a.request(START + 2, limits);
    let response = server.sync(&person(), &rights(), &request, START + 2, 500);
    a.absorb(&request, response, START + 2, limits).unwrap();
    assert_eq!(a.outbox.len(), 2);
    server = backup;
    settle(&mut a, &mut server, START + 3, limits, 500);
    assert!(server.log.iter().all(|row| row.outcome.seq().is_some()) && server.log.len() == 2);
}

#[test]
fn another_epoch_fetches_every_scope_anew_and_keeps_what_is_unsent() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    note(&mut a, 1, "một", START);
    settle(&mut a, &mut server, START, Limits::default(), 500);
    note(&mut a, 2, "chưa gửi", START + 1);
    server.epoch = "sau khôi phục".into();
    let progress = sync(&mut a, &mut server, START + 2);
    assert!(progress.anew > 0);
    settle(&mut a, &mut server, START + 3, Limits::default(), 500);
    assert_eq!(a.scopes[&scope()].mark.generation, 2);
    assert_eq!(server.log.len(), 2);
}

#[test]
fn an_export_is_taken_once_whoever_comes_first() {
    for device_first in [false, true] {
        let (mut a, mut server) = (device("a"), MemoryServer::default());
        note(&mut a, 1, "một", START);
        note(&mut a, 2, "hai", START);
        let export = a.export("Mai", START + 1);
        note(&mut a, 3, "sau khi xuất", START + 2);
        if device_first {
            settle(&mut a, &mut server, START + 3, Limits::default(), 500);
        }
        let district: PersonId = "quan".parse().unwrap();
        for _ in 0..2 {
            for handover in export.handovers(Limits { batch: 1, ..Limits::default() }) {
                let done = server.hand_over(&person(), &rights(), &handover, &district, START + 4);
                assert!(!done.forked && done.verdicts.len() == 1);
            }
        }
        settle(&mut a, &mut server, START + 5, Limits::default(), 500);
        assert_eq!(server.log.len(), 3);
        assert_eq!(server.log[0].brought_by.is_some(), !device_first);
    }
}

#[test]
fn an_export_handed_to_a_restored_server_does_not_hide_what_the_device_must_send_again() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    let backup = server.clone();
    note(&mut a, 1, "đã nhận", START);
    let request = a.request(START, Limits::default());
    let mut response = server.sync(&person(), &rights(), &request, START, 500);
    // The cells never came, so no checksum can tell.
    response.scopes.clear();
    a.absorb(&request, response, START, Limits::default()).unwrap();
    note(&mut a, 2, "chưa gửi", START + 1);
    let export = a.export("Mai", START + 1);
    server = backup;
    for handover in export.handovers(Limits::default()) {
        server.hand_over(&person(), &rights(), &handover, &person(), START + 2);
    }
    settle(&mut a, &mut server, START + 3, Limits::default(), 500);
    let there = |text: &str| server.log.iter().filter(|row| row.change.value == Value::text(text)).count();
    assert_eq!((there("đã nhận"), there("chưa gửi")), (1, 1));
}

#[test]
fn the_history_comes_after_the_cells_and_starts_anew_on_another_chain() {
    let (mut a, mut b, mut server) = (device("a"), device("b"), MemoryServer::default());
    for n in 1..=5 {
        note(&mut b, n, "có", START);
    }
    settle(&mut b, &mut server, START, Limits::default(), 500);
    let mut rows = Vec::new();
    let fetch = |a: &mut Replica, server: &mut MemoryServer, rows: &mut Vec<u64>| {
        for _ in 0..30 {
            let request = a.request(START, Limits::default());
            let response = server.sync(&person(), &rights(), &request, START, 2);
            let (progress, writes) = a.absorb(&request, response, START, Limits::default()).unwrap();
            for write in writes {
                match write {
                    Write::Past(_, past) => rows.extend(past.into_iter().map(|row| row.n)),
                    Write::DropPast(_) => rows.clear(),
                    _ => {}
                }
            }
            if rows.is_empty() {
                assert!(progress.more || progress.past, "cells first");
            }
            if !progress.more && !progress.past {
                return;
            }
        }
        panic!("the history never ends");
    };
    fetch(&mut a, &mut server, &mut rows);
    assert_eq!(rows, [1, 2, 3, 4, 5]);
    let mut other = MemoryServer::default();
    let mut c = device("c");
    note(&mut c, 9, "dòng thời gian khác", START);
    settle(&mut c, &mut other, START, Limits::default(), 500);
    fetch(&mut a, &mut other, &mut rows);
    assert_eq!(rows, [1]);
    assert_eq!(a.scopes[&scope()].mark.past, other.chain_tip(&scope()));
}

#[test]
fn a_tab_whose_lease_was_taken_over_puts_nothing_down() {
    let (mut a, mut server) = (device("a"), MemoryServer::default());
    note(&mut a, 1, "một", START);
    let (fence, _) = a.lead(START);
    let (request, _) = a.ask(fence, START, Limits::default()).unwrap();
    let response = server.sync(&person(), &rights(), &request, START, 500);
    let (newer, _) = a.lead(START + 1);
    let before = a.clone();
    let late = a.absorb_fenced(fence, &request, response.clone(), START + 2, Limits::default());
    assert_eq!(late.unwrap_err(), AbsorbError::Fenced);
    assert_eq!(a, before);
    assert!(a.ask(fence, START + 3, Limits::default()).is_none());
    a.absorb_fenced(newer, &request, response, START + 4, Limits::default()).unwrap();
    assert_eq!(a.pending().count(), 0);
}

#[test]
fn remarks_made_apart_stand_in_the_order_in_which_they_were_made() {
    let (mut a, mut b, mut server) = (device("a"), device("b"), MemoryServer::default());
    let EntityId::Item(of) = item(1) else { panic!("an item") };
    for (device, at, text) in [(&mut a, 2, "hai"), (&mut b, 1, "một")] {
        let entity = EntityId::remark(of.clone(), START + at, [u8::try_from(at).unwrap(); 10]);
        let edit = edit(device, entity, Field::Text, Value::text(text));
        device.record(vec![edit], START + at, Limits::default()).unwrap();
        settle(device, &mut server, START + 9, Limits::default(), 500);
    }
    settle(&mut a, &mut server, START + 9, Limits::default(), 500);
    let said: Vec<_> = a.remarks(&scope(), &of).into_iter().map(|(_, cell)| cell.shown().clone()).collect();
    assert_eq!(said, [Value::text("một"), Value::text("hai")]);
}
