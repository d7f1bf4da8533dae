//! `chaos storm`: every device comes back within a short time, each with a pile of unsent changes.

use crate::{
    crowd::Desk,
    device::Step,
    dice::Dice,
    district::{self, WARDS},
    judge::REST,
    proxy::Manners,
    report::Report,
    stage::Stage,
};
use anyhow::{Result, anyhow};
use std::{
    sync::{Arc, Barrier},
    time::{Duration, Instant},
};

/// How large a storm is.
#[derive(Clone, Copy, Debug)]
pub struct Storm {
    /// How many devices return.
    pub devices: usize,
    /// How many unsent changes each has at least.
    pub changes: usize,
    /// Within which time they return.
    pub window: Duration,
}

/// The items of each task that people work on: a whole plan's breadth.
const OCCURRENCES: u64 = 20;

/// Lets them return and waits until everyone has sent and fetched all.
pub fn run(seed: u64, storm: Storm) -> Result<Report> {
    let work = Stage::work()?;
    let place = work.path().to_owned();
    let mut stage = Stage::set(seed, district::all(), work, &place, Manners::HONEST)?;
    let server = stage.serve()?;
    let desks = (0..storm.devices).map(|number| {
        let ward = WARDS[number / 2 % WARDS.len()];
        let account = if number % 2 == 0 { ward.to_owned() } else { format!("{ward}-ct") };
        let (mut device, gestures): Desk = stage.desk(&server, &account, OCCURRENCES)?;
        let mut gestures = gestures.allowed();
        while device.replica.pending().count() < storm.changes {
            let Some(gesture) = gestures.draw() else { break };
            device.record(gesture)?;
        }
        Ok((device, gestures))
    });
    let mut desks = desks.collect::<Result<Vec<Desk>>>()?;
    let signed_in = server.peak_memory();
    // Started anew, so that the memory is the storm's and not that of hashing as many passwords at once:
    // a morning's devices are signed in already.
    server.stop()?;
    let server = stage.serve()?;
    let idle = server.resident_memory();
    for (device, _) in &mut desks {
        // Past the proxy: its own time is none of the server's.
        device.url = server.url()?;
    }

    let start = Arc::new(Barrier::new(desks.len() + 1));
    let returning: Vec<_> = desks
        .into_iter()
        .map(|desk| {
            let (start, mut dice) = (Arc::clone(&start), Dice::of(seed, 5000 + desk.0.number as u64));
            std::thread::spawn(move || come_back(desk, storm, &start, &mut dice))
        })
        .collect();
    start.wait();
    let begun = Instant::now();
    let desks = returning
        .into_iter()
        .map(|desk| desk.join().map_err(|_| anyhow!("a device panicked"))?)
        .collect::<Result<Vec<Desk>>>()?;
    let wall = begun.elapsed();
    let undrained = desks.iter().filter(|(device, _)| !device.unsent().is_empty()).count();

    let mut report = Report::new("storm", seed);
    report.row("devices", format!("{} within {:.0} s", storm.devices, storm.window.as_secs_f64()));
    report.row("unsent each, at least", storm.changes);
    report.row("all drained after", format!("{:.2} s", wall.as_secs_f64()));
    report.row("time of an answer, p50", millis(stage.tally.percentile(50)));
    report.row("time of an answer, p99", millis(stage.tally.percentile(99)));
    report.row("time of an answer, longest", millis(stage.tally.percentile(100)));
    report.row("server's memory before", megabytes(idle));
    report.row("server's memory at most", megabytes(server.peak_memory()));
    report.row("at most, while all signed in", megabytes(signed_in));
    report.require(undrained == 0, || format!("{undrained} devices still have something to send"));
    report.require(stage.tally.without() == 0, || "requests without an answer".into());
    for complaint in stage.tally.complaints(&[200, 503]) {
        report.fail(complaint);
    }
    stage.close(report, desks, server)
}

/// A device returns at its moment and asks until it is at rest, as patient as the app is.
fn come_back((mut device, gestures): Desk, storm: Storm, start: &Barrier, dice: &mut Dice) -> Result<Desk> {
    start.wait();
    let window = u64::try_from(storm.window.as_millis()).unwrap_or(u64::MAX);
    std::thread::sleep(dice.millis(0, window));
    let deadline = Instant::now() + storm.window + REST * 5;
    while Instant::now() < deadline {
        match device.step() {
            Step::Rest => break,
            Step::More => {}
            Step::Later(after) => {
                std::thread::sleep(Duration::from_secs(after.unwrap_or(0)) + dice.millis(200, 1000));
            }
            Step::Unanswered | Step::SignedOut => std::thread::sleep(dice.millis(200, 1000)),
        }
    }
    Ok((device, gestures))
}

fn millis(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1000.0)
}

fn megabytes(bytes: Option<u64>) -> String {
    bytes.map_or("unknown".into(), |bytes| format!("{:.1} MiB", bytes as f64 / 1024.0 / 1024.0))
}
