//! Tablets that count without a network, and meet.

use super::*;
use crate::{
    clock::Millis,
    ids::{PersonId, UnitId},
    replica::{Limits, Meta, Replica},
    rights::{Rights, Role},
    testing::MemoryServer,
    wire::Refusal,
};

const START: Millis = 1_678_770_000_000;

fn person() -> PersonId {
    "mai".parse().unwrap()
}

fn rights() -> Rights {
    let unit: UnitId = "an-lac".parse().unwrap();
    Rights { role: Role::WardOfficer, own: vec![unit.clone()], reads: vec![unit], plans: vec![] }
}

fn tablet(name: &str) -> Replica {
    Replica::new(Meta::new(person(), name.parse().unwrap(), 0))
}

fn settle(device: &mut Replica, server: &mut MemoryServer) {
    for _ in 0..100 {
        let request = device.request(START, Limits::default());
        let response = server.sync(&person(), &rights(), &request, START, 500);
        let (progress, _) = device.absorb(&request, response, START, Limits::default()).unwrap();
        if !progress.more && !progress.mismatch && !progress.past {
            return;
        }
    }
    panic!("the device never came to rest");
}

fn tap(device: &mut Replica, measure: Measure, by: i64, now: Millis) {
    let unit = device.entities(&scope());
    let replica = device.meta.replica.clone();
    let edit = count((&scope(), &unit), &replica, (DAY, &key("ho-tich")), measure, by).unwrap();
    device.record(vec![edit], now, Limits::default()).unwrap();
}

fn says(device: &mut Replica, number: u64, now: Millis) {
    let unit = device.entities(&scope());
    let edit = correct((&scope(), &unit), (DAY, &key("ho-tich")), Measure::OnTime, Some(number)).unwrap();
    device.record(vec![edit], now, Limits::default()).unwrap();
}

fn day(device: &Replica) -> Day {
    Day::of(&device.entities(&scope()), DAY, &key("ho-tich"))
}

#[test]
fn two_tablets_that_count_the_same_day_apart_meet_in_the_sum() {
    let (mut a, mut b, mut server) = (tablet("a"), tablet("b"), MemoryServer::default());
    for n in 0..12 {
        tap(&mut a, Measure::OnTime, 1, START + n);
    }
    for n in 0..5 {
        tap(&mut b, Measure::OnTime, 1, START + n);
    }
    for device in [&mut a, &mut b] {
        settle(device, &mut server);
    }
    settle(&mut a, &mut server);
    for device in [&a, &b] {
        assert_eq!(day(device).total.get(Measure::OnTime), Some(17));
        assert!(device.entities(&scope()).values().flat_map(|f| f.values()).all(|cell| !cell.is_conflict()));
    }
}

#[test]
fn two_corrections_made_apart_stand_against_each_other_until_a_third_is_said_over_both() {
    let (mut a, mut b, mut server) = (tablet("a"), tablet("b"), MemoryServer::default());
    tap(&mut a, Measure::OnTime, 17, START);
    settle(&mut a, &mut server);
    settle(&mut b, &mut server);
    says(&mut a, 20, START + 1);
    says(&mut b, 18, START + 2);
    // Counted meanwhile: added to either.
    tap(&mut b, Measure::OnTime, 1, START + 3);
    for device in [&mut a, &mut b] {
        settle(device, &mut server);
    }
    settle(&mut a, &mut server);
    for device in [&a, &b] {
        let day = day(device);
        assert_eq!(day.disputed, [Measure::OnTime]);
        assert_eq!(day.total.number(Measure::OnTime), 19, "the latest shows");
    }
    says(&mut a, 21, START + 9);
    settle(&mut a, &mut server);
    settle(&mut b, &mut server);
    assert_eq!((day(&b).disputed, day(&b).total.number(Measure::OnTime)), (vec![], 21));
    assert_eq!(day(&a), day(&b));
}

#[test]
fn the_days_asked_for_are_given_with_what_is_unsent_and_no_others() {
    let (mut a, mut server) = (tablet("a"), MemoryServer::default());
    let unit = Entities::new();
    for (n, day) in (0..).zip([date(2023, 3, 13), DAY, date(2023, 3, 15), date(2023, 12, 31)]) {
        let edit =
            count((&scope(), &unit), &a.meta.replica, (day, &key("ho-tich")), Measure::Late, 1).unwrap();
        let entity = EntityId::Procedure(key("ho-tich"));
        let titled =
            Edit::over(&scope(), &a.entities(&scope()), entity, Field::Title, Value::text("Hộ tịch"));
        let corrected = correct((&scope(), &unit), (day, &key("ho-tich")), Measure::Late, Some(2)).unwrap();
        a.record(vec![edit, titled, corrected], START + n, Limits::default()).unwrap();
    }
    for sent in [false, true] {
        if sent {
            settle(&mut a, &mut server);
        }
        let all = a.entities(&scope());
        let wanted = |entity: &EntityId| match entity {
            EntityId::Count(day, ..) | EntityId::Day(day, _) => (DAY..=date(2023, 3, 15)).contains(day),
            _ => true,
        };
        let some: Entities = all.into_iter().filter(|(entity, _)| wanted(entity)).collect();
        assert_eq!(a.counted_between(&scope(), DAY, date(2023, 3, 15)), some, "sent: {sent}");
        assert_eq!(some.len(), 5);
    }
}

#[test]
fn nobody_counts_under_another_devices_name() {
    let (mut a, mut server) = (tablet("a"), MemoryServer::default());
    let unit = Entities::new();
    let other = "b".parse().unwrap();
    let edit = count((&scope(), &unit), &other, (DAY, &key("ho-tich")), Measure::OnTime, 9).unwrap();
    a.record(vec![edit], START, Limits::default()).unwrap();
    tap(&mut a, Measure::OnTime, 1, START);
    settle(&mut a, &mut server);
    assert_eq!(a.drawer.values().next().unwrap().reason, Refusal::Author);
    assert_eq!(day(&a).total.get(Measure::OnTime), Some(1));
}

#[test]
fn a_copied_device_counts_on_under_a_new_name_and_nothing_counts_twice() {
    let (mut a, mut server) = (tablet("a"), MemoryServer::default());
    tap(&mut a, Measure::OnTime, 3, START);
    settle(&mut a, &mut server);
    let mut copy = a.clone();
    for n in 0..2 {
        tap(&mut copy, Measure::OnTime, 1, START + n);
    }
    for n in 0..4 {
        tap(&mut a, Measure::OnTime, 1, START + 10 + n);
    }
    settle(&mut copy, &mut server);
    settle(&mut a, &mut server);
    settle(&mut copy, &mut server);
    assert_ne!(a.meta.replica, copy.meta.replica);
    assert!(a.drawer.is_empty());
    assert_eq!(day(&a), day(&copy));
    assert_eq!(day(&a).total.get(Measure::OnTime), Some(3 + 2 + 4));
    tap(&mut a, Measure::OnTime, 1, START + 20);
    settle(&mut a, &mut server);
    settle(&mut copy, &mut server);
    assert_eq!(day(&copy).total.get(Measure::OnTime), Some(10));
}

proptest! {
    /// Tablets that count and synchronise in any order come to the sum of all taps.
    #[test]
    fn any_interleaving_of_taps_and_meetings_gives_the_same_total(
        acts in prop::collection::vec((0usize..3, prop::option::of((0usize..3, -2i64..6))), 1..40)
    ) {
        let mut devices = ["a", "b", "c"].map(tablet);
        let mut server = MemoryServer::default();
        let measures = [Measure::Received, Measure::OnTime, Measure::Late];
        let mut expected = Tally::default();
        for (n, (device, act)) in (0..).zip(&acts) {
            match act {
                Some((m, by)) => {
                    expected.add(measures[*m], *by);
                    tap(&mut devices[*device], measures[*m], *by, START + n);
                }
                None => settle(&mut devices[*device], &mut server),
            }
        }
        for _ in 0..2 {
            devices.iter_mut().for_each(|device| settle(device, &mut server));
        }
        for device in &devices {
            prop_assert_eq!(day(device).counts, expected);
        }
    }
}
