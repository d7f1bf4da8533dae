//! `chaos locked`: another process holds the database's write lock for longer than the server waits for it.

use crate::{district, proxy::Manners, report::Report, server::DATABASE, stage::Stage};
use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use std::time::{Duration, Instant};

const DEVICES: [&str; 8] = ["an", "an", "an-ct", "an-ct", "tan", "tan", "hai", "hai"];

/// Verdicts that show that work goes on.
const ENOUGH: usize = 50;

/// Holds the lock for so long; more than the server's busy timeout of 5 seconds.
pub fn run(seed: u64, hold: Duration) -> Result<Report> {
    let work = Stage::work()?;
    let place = work.path().to_owned();
    let mut stage = Stage::set(seed, district::few(), work, &place, Manners::HONEST)?;
    let server = stage.serve()?;
    let crowd = stage.crowd(&server, &DEVICES, 3)?;
    crowd.grant(i64::MAX);
    let before = stage.judge.hear_verdicts(ENOUGH, Instant::now() + Duration::from_secs(20));
    ensure!(before == ENOUGH, "the devices do not get to work");

    let connection = Connection::open(stage.data.join(DATABASE)).context("opening the database")?;
    connection.busy_timeout(Duration::from_secs(20))?;
    connection.execute_batch("BEGIN IMMEDIATE").context("taking the write lock")?;
    let begun = Instant::now();
    // What was committed before may still be on its way to its device; nothing is from now on.
    stage.check()?;
    let stored = stage.log.rows().len();
    let asked = stage.tally.of(503);
    while begun.elapsed() < hold {
        stage.judge.hear_verdicts(usize::MAX, begun + hold);
    }
    stage.check()?;
    let stored_meanwhile = stage.log.rows().len() - stored;
    let busy = stage.tally.of(503) - asked;
    connection.execute_batch("ROLLBACK").context("giving the lock back")?;
    let released = Instant::now();
    let after = stage.judge.hear_verdicts(ENOUGH, released + Duration::from_secs(40));
    let recovered = released.elapsed();
    let desks = crowd.stop()?;

    let mut report = Report::new("locked", seed);
    report.row("lock held", format!("{:.1} s", hold.as_secs_f64()));
    report.row("answers 503 meanwhile", busy);
    report.row("stored meanwhile", stored_meanwhile);
    report.row("then, until 50 verdicts", format!("{:.2} s", recovered.as_secs_f64()));
    report.require(busy > 0, || "nobody was told to come again".into());
    report.require(stored_meanwhile == 0, || "something was stored under another's lock".into());
    report.require(after == ENOUGH, || format!("{after} verdicts after the lock went").to_string());
    for complaint in stage.tally.complaints(&[200, 503]) {
        report.fail(complaint);
    }
    report.require(stage.tally.without() == 0, || "requests without an answer".into());
    stage.close(report, desks, server)
}
