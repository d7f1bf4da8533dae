//! The server is killed under load: what it acknowledged is there, and everything once.

use crate::{
    app::{furnish, log_rows},
    binary::Server,
    device::Device,
};
use sotay_core::wire::SyncResponse;
use sotay_server::{
    clock,
    store::{Store, audit},
};
use std::{collections::BTreeSet, sync::mpsc, thread};
use tempfile::TempDir;

const DEVICES: usize = 4;
const ROUNDS: usize = 3;
/// Acknowledged changes to wait for in each round before the server is killed.
const BEFORE_THE_KILL: usize = 60;

#[test]
fn killed_under_load_it_keeps_every_acknowledged_change_exactly_once() {
    let folder = TempDir::new().unwrap();
    furnish(folder.path());
    let mut server = Server::start(folder.path());
    let mut devices: Vec<Device> = (0..DEVICES).map(|_| Device::at(&server.url, "an")).collect();
    let mut acknowledged: BTreeSet<(String, u64)> = BTreeSet::new();
    let mut made = 0;

    for round in 0..ROUNDS {
        let (tell, told) = mpsc::channel();
        let load: Vec<_> = devices
            .into_iter()
            .enumerate()
            .map(|(d, device)| {
                let tell = tell.clone();
                thread::spawn(move || push_until_it_is_gone(device, &format!("{round} {d}"), &tell))
            })
            .collect();
        drop(tell);
        for _ in 0..BEFORE_THE_KILL {
            acknowledged.insert(told.recv().expect("the devices go on until the server is gone"));
        }
        server.kill();
        acknowledged.extend(told);
        devices = load.into_iter().map(|device| device.join().unwrap()).collect();

        server = Server::start(folder.path());
        for (replica, n) in &acknowledged {
            assert_eq!(log_rows(folder.path(), &format!("replica = '{replica}' AND n = {n}")), 1);
        }
        for device in &mut devices {
            device.client.url = server.url.clone();
            device.sync();
            made = made.max(device.replica.meta.next);
        }
        for device in &mut devices {
            device.sync();
        }
        // Whatever was made is there once: acknowledged before the kill, or sent again after it.
        let all: u64 = devices.iter().map(|device| device.replica.meta.next - 1).sum();
        assert_eq!(log_rows(folder.path(), "true"), i64::try_from(all).unwrap());
        let (first, rest) = devices.split_first().unwrap();
        assert!(rest.iter().all(|device| device.everything() == first.everything()));
    }
    assert!(made > 1);
    let chains = audit::verify(&Store::inspect(folder.path()).unwrap(), None, &[], |_| {}).unwrap();
    assert!(chains.iter().all(|chain| chain.broken.is_none()), "{chains:?}");
}

/// Records and sends, and tells of each verdict, until no answer comes.
fn push_until_it_is_gone(mut device: Device, text: &str, tell: &mpsc::Sender<(String, u64)>) -> Device {
    loop {
        for n in 0..5 {
            device.note(&format!("1.{}", n + 1), &format!("{text} {}", device.replica.meta.next));
        }
        let request = device.request();
        let Ok(answer) = device.client.try_post("/api/v1/sync", &request) else { return device };
        assert_eq!(answer.status, 200, "{}", answer.text());
        let response: SyncResponse = answer.json();
        for verdict in &response.verdicts {
            let _ = tell.send((request.replica.to_string(), verdict.n));
        }
        device.replica.absorb(&request, response, clock::now(), device.limits).unwrap();
    }
}
