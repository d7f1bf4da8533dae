//! `chaos full`: the data folder lies on a small tmpfs, which is filled under load.

use crate::{
    device::Step, district, mount::Mount, proxy::Manners, report::Report, server::Server, stage::Stage,
};
use anyhow::{Context, Result, ensure};
use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::Path,
    time::{Duration, Instant},
};

const DEVICES: [&str; 6] = ["an", "an", "an-ct", "tan", "hai", district::READER];

/// How large the file system is: several times what a furnished data folder takes.
const SIZE: u64 = 12 * 1024 * 1024;

/// How often it is filled and emptied.
const ROUNDS: usize = 3;

/// Verdicts that show that work goes on.
const ENOUGH: usize = 40;

/// Answers 507 that show that all is full.
const REFUSED: u64 = 20;

const PATIENCE: Duration = Duration::from_secs(20);

/// Fills the disk under load, three times.
pub fn run(seed: u64) -> Result<Report> {
    let work = Stage::work()?;
    let disk = match Mount::tmpfs(&work.path().join("disk"), SIZE)? {
        Ok(disk) => disk,
        Err(why) => return Ok(Report::skipped("full", &why)),
    };
    let mut stage = Stage::set(seed, district::few(), work, disk.path(), Manners::HONEST)?;
    let mut server = stage.serve()?;
    let mut onlooker = stage.onlooker(&server, "an")?;
    let crowd = stage.crowd(&server, &DEVICES, 3)?;
    let mut starts = String::new();
    let ballast = disk.path().join("ballast");
    let (mut refused, mut stored_meanwhile, mut read, mut pulled) = (0, 0, 0, 0);
    for round in 0..ROUNDS {
        crowd.grant(i64::MAX);
        let came = stage.judge.hear_verdicts(ENOUGH, Instant::now() + PATIENCE);
        ensure!(
            came == ENOUGH,
            "round {round}: {came} verdicts while there is room\n{}",
            stage.sotay.last_words()
        );
        stage.check()?;
        let (stored, before) = (stage.log.rows().len(), stage.tally.of(507));
        fill(&ballast)?;
        let deadline = Instant::now() + PATIENCE;
        while stage.tally.of(507) < before + REFUSED && Instant::now() < deadline {
            stage.judge.hear_verdicts(1, Instant::now() + Duration::from_millis(20));
            // What is freed inside the file system meanwhile is taken too.
            fill(&ballast)?;
        }
        refused += stage.tally.of(507) - before;
        read += usize::from(onlooker.is_known()?);
        pulled += usize::from(matches!(onlooker.step(), Step::Rest | Step::More));
        // `sotay log` reads on the full disk, and has whatever was acknowledged.
        stage.check()?;
        stored_meanwhile += stage.log.rows().len() - stored;
        crowd.grant(0);
        if round + 1 == ROUNDS {
            // Killed while the disk is full: what is acknowledged is there, whether it can start or not.
            stage.kill(server)?;
            let started = Server::start(&stage.sotay, &stage.data);
            starts =
                started.as_ref().map_or_else(|error| format!("no: {}", first_line(error)), |_| "yes".into());
            drop(started);
            fs::remove_file(&ballast).context("making room")?;
            server = Server::start(&stage.sotay, &stage.data).context("starting once there is room")?;
            stage.check()?;
            stage.proxy.lead_to(Some(server.address()?));
        } else {
            fs::remove_file(&ballast).context("making room")?;
        }
    }
    let desks = crowd.stop()?;
    let mut report = Report::new("full", seed);
    report.row("disk", format!("{} KiB, filled {ROUNDS} times", SIZE / 1024));
    report.row("answers 507 while full", refused);
    report.row("stored while it filled up", stored_meanwhile);
    report.row("reading while full", format!("{read} of {ROUNDS}"));
    report.row("pulling while full (told, not judged)", format!("{pulled} of {ROUNDS}"));
    report.row("starting while full (told, not judged)", starts);
    report.require(refused >= REFUSED * ROUNDS as u64, || "a full disk was not said".into());
    report.require(read == ROUNDS, || "reading stopped".into());
    for complaint in stage.tally.complaints(&[200, 503, 507]) {
        report.fail(complaint);
    }
    stage.close(report, desks, server)
}

fn first_line(error: &anyhow::Error) -> String {
    let text = format!("{error:#}").replace('\n', " ");
    text.chars().take(200).collect()
}

/// Writes to the file until nothing more goes in.
fn fill(path: &Path) -> Result<()> {
    let mut file = File::options().create(true).append(true).open(path).context("opening the ballast")?;
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.write(&piece) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::StorageFull && piece.len() > 1 => {
                piece.truncate(piece.len() / 2);
            }
            Err(error) if error.kind() == ErrorKind::StorageFull => return Ok(()),
            Err(error) => return Err(error).context("filling the disk"),
        }
    }
}
