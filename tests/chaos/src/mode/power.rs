//! `chaos power`: the data folder lies on an ext4 in a file. What the file holds at a moment is what a power
//! cut at that moment leaves.
//!
//! A copy takes a few milliseconds, and a device that goes on meanwhile could leave a later write in it and an
//! earlier one out, which no power cut does. So a copy counts only if the device completed no write while it
//! was taken: then whatever was under way did not wait for anything else that is missing. After some torn
//! copies the server is paused for the next one; its writes under way go on.

use crate::{
    dice::Dice,
    district,
    log::Log,
    mount::{self, Mount},
    proxy::Manners,
    report::Report,
    server::{DATABASE, Server},
    stage::Stage,
};
use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::Connection;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

const DEVICES: [&str; 6] = ["an", "an", "an-ct", "tan", "hai", "hai"];

/// Small, so that a copy is quick; and room for what is recorded between two cuts.
const SIZE: u64 = 16 * 1024 * 1024;
const SIZE_PER_CUT: u64 = 96 * 1024;

/// Gestures allowed before a cut, and again for each copy that is tried.
const GESTURES: i64 = 20;
const GESTURES_PER_TRY: i64 = 5;

/// Torn copies before the server is paused for one.
const TORN: u64 = 30;

/// Verdicts between two cuts.
const ENOUGH: usize = 15;

/// Cuts the power so often.
pub fn run(seed: u64, cuts: u64) -> Result<Report> {
    let work = Stage::work()?;
    let base = work.path().to_owned();
    let image = base.join("disk.img");
    if let Err(why) = mount::make_ext4(&image, SIZE + cuts * SIZE_PER_CUT)? {
        return Ok(Report::skipped("power", &why));
    }
    let disk = match Mount::image(&base.join("disk"), &image)? {
        Ok(disk) => disk,
        Err(why) => return Ok(Report::skipped("power", &why)),
    };
    let mut stage = Stage::set(seed, district::few(), work, disk.path(), Manners::HONEST)?;
    let server = stage.serve()?;
    let crowd = stage.crowd(&server, &DEVICES, 3)?;
    let mut dice = Dice::of(seed, u64::MAX / 5);
    let (mut torn, mut paused, mut replayed, mut beyond) = (0, 0, 0, 0);
    for cut in 0..cuts {
        crowd.grant(GESTURES);
        let came = stage.judge.hear_verdicts(ENOUGH, Instant::now() + Duration::from_secs(20));
        ensure!(came == ENOUGH, "{came} verdicts before cut {cut}\n{}", stage.sotay.last_words());
        let mut tries = 0;
        let bytes = loop {
            crowd.grant(GESTURES_PER_TRY);
            // Not to wait for anything: so that cuts fall at every moment of a commit.
            std::thread::sleep(Duration::from_micros(dice.below(5_000)));
            let is_paused = tries >= TORN;
            if is_paused {
                server.pause()?;
            }
            stage.judge.hear();
            let before = disk.completed_writes()?;
            let bytes = fs::read(&image).context("copying the disk")?;
            let is_whole = disk.completed_writes()? == before;
            if is_paused {
                server.go_on()?;
            }
            if is_whole {
                paused += u64::from(is_paused);
                break bytes;
            }
            torn += 1;
            tries += 1;
            ensure!(tries < TORN + 200, "the disk is never still, even while the server is");
        };
        // Devices go on meanwhile; what they are told from now on is not heard before the judgement.
        let after = after_the_cut(&mut stage, &base, &bytes, cut)?;
        replayed += u64::from(after.had_journal);
        beyond += after.beyond;
    }
    let desks = crowd.stop()?;
    let mut report = Report::new("power", seed);
    report.row("cuts", cuts);
    report.row("of them while it was paused", paused);
    report.row("torn copies thrown away", torn);
    report.row("with a journal to replay", replayed);
    report.row("stored, its verdict under way", beyond);
    for complaint in stage.tally.complaints(&[200, 503]) {
        report.fail(complaint);
    }
    stage.close(report, desks, server)
}

struct After {
    /// ext4 had something to replay.
    had_journal: bool,
    /// Changes in the log of which no device knew yet.
    beyond: u64,
}

/// Starts the server on what the cut left, and judges its log by what was acknowledged before the cut.
fn after_the_cut(stage: &mut Stage, base: &Path, bytes: &[u8], cut: u64) -> Result<After> {
    let image = base.join(format!("cut-{cut}.img"));
    fs::write(&image, bytes).context("writing the copy down")?;
    let had_journal = needs_recovery(bytes)?;
    let disk = Mount::image(&base.join(format!("cut-{cut}")), &image)?.map_err(|why| anyhow!(why))?;
    let data = disk.path().join("data");
    let server = Server::start(&stage.sotay, &data).with_context(|| format!("starting after cut {cut}"))?;
    let log = Log::parse(&stage.sotay.log(&data)?)?;
    stage.judge.check(&log);
    // Those of which the judge has not heard yet are beyond, too; they are not counted.
    let beyond = log.rows().iter().filter(|row| stage.judge.has_made(&row.change.id)).count();
    let beyond = beyond.saturating_sub(stage.judge.acknowledged()) as u64;
    server.stop()?;
    let connection = Connection::open(data.join(DATABASE)).context("opening the database after a cut")?;
    let said: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if said != "ok" {
        stage.judge.object(format!("cut {cut}: integrity_check says {said}"));
    }
    drop(connection);
    disk.unmount()?;
    fs::remove_file(&image).context("removing the copy")?;
    Ok(After { had_journal, beyond })
}

/// Whether the file system's superblock says that its journal is to be replayed.
fn needs_recovery(image: &[u8]) -> Result<bool> {
    /// The superblock's offset, and in it `s_feature_incompat`.
    const FEATURES: usize = 1024 + 0x60;
    /// `EXT4_FEATURE_INCOMPAT_RECOVER`.
    const RECOVER: u8 = 0x04;
    Ok(image.get(FEATURES).context("an image without a superblock")? & RECOVER != 0)
}
