//! `chaos restore`: the server is killed and an older copy of its database put in place, while devices hold
//! what was acknowledged after it.

use crate::{
    crowd::Crowd,
    dice::Dice,
    district,
    proxy::Manners,
    report::Report,
    server::{DATABASE, Server},
    stage::Stage,
};
use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, backup::Backup};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

const DEVICES: [&str; 7] = ["an", "an", "an-ct", "tan", "hai", "hai", district::READER];

/// Verdicts before the copy and after it.
const BEFORE: usize = 100;

/// How long that may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Restores so many times, from a copy of a stopped server and from one taken while it runs in turn.
pub fn run(seed: u64, rounds: u64) -> Result<Report> {
    let work = Stage::work()?;
    let place = work.path().to_owned();
    let copy = place.join("copy.db");
    let mut stage = Stage::set(seed, district::few(), work, &place, Manners::ROUGH)?;
    stage.falls_back = true;
    let mut dice = Dice::of(seed, u64::MAX / 3);
    let mut server = stage.serve()?;
    let mut desks =
        DEVICES.iter().map(|account| stage.desk(&server, account, 3)).collect::<Result<Vec<_>>>()?;
    let mut forgotten = Vec::new();
    for round in 0..rounds {
        let crowd = Crowd::start(desks, seed.wrapping_add(round));
        crowd.grant(i64::MAX);
        work_on(&mut stage, BEFORE)?;
        if round % 2 == 0 {
            stage.proxy.lead_to(None);
            server.stop()?;
            remove(&copy)?;
            fs::copy(stage.data.join(DATABASE), &copy).context("copying the database")?;
            server = stage.serve()?;
        } else {
            remove(&copy)?;
            copy_while_it_runs(&stage.data.join(DATABASE), &copy)?;
        }
        work_on(&mut stage, BEFORE / 2)?;
        desks = crowd.stop()?;
        // A device that the copy knows neither by name nor by session.
        let late = DEVICES[dice.index(DEVICES.len() - 1)];
        desks.push(stage.desk(&server, late, 3)?);
        let crowd = Crowd::start(desks, !seed.wrapping_add(round));
        crowd.grant(i64::MAX);
        work_on(&mut stage, BEFORE)?;
        stage.check()?;

        stage.kill(server)?;
        put_back(&copy, &stage.data)?;
        server = Server::start(&stage.sotay, &stage.data)?;
        // The old copy alone, before any device has reached it.
        stage.judge.hear();
        stage.log.refresh(&stage.sotay, &stage.data)?;
        forgotten.push(stage.judge.forgive(&stage.log));
        stage.proxy.lead_to(Some(server.address()?));
        let goes_on = work_on(&mut stage, BEFORE);
        desks = crowd.stop()?;
        if let Err(error) = goes_on {
            stage.judge.object(format!("after a restore {error}"));
            break;
        }
    }
    let mut report = Report::new("restore", seed);
    report.row("restored", format!("{rounds} times"));
    report.row("acknowledged, and not in the copy", format!("{forgotten:?}"));
    report.row("devices", desks.len());
    report.require(forgotten.iter().all(|count| *count > 0), || "a copy forgot nothing".into());
    // 401: sessions made after the copy.
    for complaint in stage.tally.complaints(&[200, 401, 503]) {
        report.fail(complaint);
    }
    stage.close(report, desks, server)
}

/// Waits until so many more verdicts have come.
fn work_on(stage: &mut Stage, verdicts: usize) -> Result<()> {
    let came = stage.judge.hear_verdicts(verdicts, Instant::now() + PATIENCE);
    ensure!(
        came == verdicts,
        "{came} of {verdicts} verdicts came; the server says\n{}",
        stage.sotay.last_words()
    );
    Ok(())
}

/// As README tells to, with SQLite's own means.
fn copy_while_it_runs(database: &Path, copy: &Path) -> Result<()> {
    let source = Connection::open(database).context("opening the database")?;
    let mut target = Connection::open(copy).context("opening the copy")?;
    let backup = Backup::new(&source, &mut target)?;
    backup.run_to_completion(50, Duration::from_millis(1), None).context("copying the database")
}

/// As README tells to: the database and what belongs to it go, the copy takes their place.
fn put_back(copy: &Path, data: &Path) -> Result<()> {
    for name in [DATABASE.to_owned(), format!("{DATABASE}-wal"), format!("{DATABASE}-shm")] {
        remove(&data.join(name))?;
    }
    fs::copy(copy, data.join(DATABASE)).context("putting the copy in place")?;
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(()),
    }
}
