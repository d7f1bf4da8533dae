//! `chaos kill`: the server is killed in a loop under load, behind a network that cuts, drops and repeats.

use crate::{dice::Dice, district, proxy::Manners, report::Report, server::Server, stage::Stage};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// Whose devices are at work: two wards' own, one person with two units, and one who may only read.
const DEVICES: [&str; 8] = ["an", "an", "an-ct", "tan", "tan", "hai", "hai", district::READER];

/// Gestures allowed between two kills beyond the verdicts that are waited for, so that the kill meets load; and
/// no more, for a long run reads its whole log after each.
const GESTURES: i64 = 30;

/// How long to wait for verdicts before a kill; a server that has just come up may meet a bad minute.
const PATIENCE: Duration = Duration::from_secs(2);

/// Kills the server so often and judges its log after each start.
pub fn run(seed: u64, kills: u64) -> Result<Report> {
    let begun = Instant::now();
    let work = Stage::work()?;
    let place = work.path().to_owned();
    let mut stage = Stage::set(seed, district::few(), work, &place, Manners::ROUGH)?;
    let mut server = stage.serve()?;
    let crowd = stage.crowd(&server, &DEVICES, 3)?;
    let mut dice = Dice::of(seed, u64::MAX / 2);
    let (mut killed, mut told, mut while_starting, mut under_way, mut unknown) = (0, 0, 0, 0, 0);
    while killed < kills {
        // Mostly soon; now and then the server has lived for a while.
        let most = if dice.chance(20) { 300 } else { 40 };
        let enough = 1 + dice.index(most);
        crowd.grant(GESTURES + i64::try_from(enough / 2).unwrap_or(0));
        stage.judge.hear_verdicts(enough, Instant::now() + PATIENCE);
        // Not to wait for anything: so that kills fall at every moment of a request.
        std::thread::sleep(Duration::from_micros(dice.below(20_000)));
        under_way += stage.proxy.under_way();
        stage.kill(server)?;
        killed += 1;
        while killed < kills && dice.chance(15) {
            let starting = Server::spawn(&stage.sotay, &stage.data)?;
            std::thread::sleep(Duration::from_micros(dice.below(40_000)));
            starting.kill()?;
            killed += 1;
            while_starting += 1;
        }
        server = Server::start(&stage.sotay, &stage.data).with_context(|| format!("after {killed} kills"))?;
        // Before any device reaches it: what is stored beyond the verdicts is what the kill cut between the
        // commit and the device.
        stage.check()?;
        unknown += stage.stored().saturating_sub(stage.judge.acknowledged());
        stage.proxy.lead_to(Some(server.address()?));
        if !stage.judge.findings().lines().is_empty() {
            break;
        }
        if killed / 100 > told / 100 {
            told = killed;
            eprintln!(
                "{killed} kills, {} made, {} acknowledged, {} s",
                stage.judge.made(),
                stage.judge.acknowledged(),
                begun.elapsed().as_secs()
            );
        }
    }
    let desks = crowd.stop()?;
    let mut report = Report::new("kill", seed);
    report.row("kills", format!("{killed} ({while_starting} of them while it started)"));
    report.row("requests at the server when killed", under_way);
    report.row("stored, its verdict cut off", unknown);
    for complaint in stage.tally.complaints(&[200, 503]) {
        report.fail(complaint);
    }
    let mut report = stage.close(report, desks, server)?;
    report.row("time", format!("{:.1} s", begun.elapsed().as_secs_f64()));
    Ok(report)
}
