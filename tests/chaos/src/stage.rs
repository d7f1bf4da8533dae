//! What every command needs: a furnished data folder, the proxy, the judge, devices; and the end that all
//! have in common.

use crate::{
    crowd::{Crowd, Desk},
    device::{Device, Event},
    district::{self, Account, READER},
    gesture::Gestures,
    judge::{Judge, REST},
    log::{Log, Row},
    proxy::{Manners, Proxy},
    report::Report,
    server::{Server, Sotay},
    tally::Tally,
};
use anyhow::{Context, Result};
use sotay_core::{ids::Scope, ids::UnitId};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Sender, channel},
    },
    time::Instant,
};
use tempfile::TempDir;

/// The first number of devices that only look on and are not judged.
const ONLOOKERS: usize = 1_000_000;

/// A run's surroundings.
#[derive(Debug)]
pub struct Stage {
    /// What every throw follows from.
    pub seed: u64,
    /// The program under test.
    pub sotay: Sotay,
    /// The server's data folder.
    pub data: PathBuf,
    /// Between devices and server.
    pub proxy: Proxy,
    /// Hears the devices.
    pub judge: Judge,
    /// The log as last read.
    pub log: Log,
    /// How the devices were answered.
    pub tally: Arc<Tally>,
    /// Whether the server falls back to an old copy: devices then have reason to fetch scopes anew.
    pub falls_back: bool,
    accounts: Vec<Account>,
    devices: usize,
    tell: Sender<Event>,
    work: TempDir,
}

impl Stage {
    /// A run's own folder. It goes with the run, unless the run fails.
    pub fn work() -> Result<TempDir> {
        tempfile::Builder::new().prefix("sotay-chaos-").tempdir().context("a folder for the run")
    }

    /// Furnishes a data folder with these accounts below `place`. `work` is the run's own folder, kept when
    /// the run fails.
    pub fn set(
        seed: u64,
        accounts: Vec<Account>,
        work: TempDir,
        place: &Path,
        manners: Manners,
    ) -> Result<Self> {
        let sotay = Sotay::find(&work.path().join("server.log"))?;
        let data = place.join("data");
        district::furnish(&sotay, &data, &accounts).context("furnishing the data folder")?;
        let (tell, events) = channel();
        let mut judge = Judge::new(events);
        for account in accounts.iter().filter(|account| account.records()) {
            let scopes = account.units.iter().map(|unit| Ok(Scope::Unit(unit.parse::<UnitId>()?)));
            // An account's id is its name.
            judge.allow(account.name.parse()?, scopes.collect::<Result<Vec<_>>>()?);
        }
        Ok(Self {
            seed,
            proxy: Proxy::start(seed, manners)?,
            sotay,
            data,
            judge,
            log: Log::default(),
            tally: Arc::default(),
            falls_back: false,
            accounts,
            devices: 0,
            tell,
            work,
        })
    }

    /// Starts the server and leads the proxy to it.
    pub fn serve(&self) -> Result<Server> {
        let server = Server::start(&self.sotay, &self.data)?;
        self.proxy.lead_to(Some(server.address()?));
        Ok(server)
    }

    /// Kills the server; the proxy refuses from then on.
    pub fn kill(&self, server: Server) -> Result<()> {
        server.kill()?;
        self.proxy.lead_to(None);
        Ok(())
    }

    /// A new device signs in, at the server itself, and goes by the proxy from then on. `occurrences` says
    /// how many items of each task its person works on.
    pub fn desk(&mut self, server: &Server, account: &str, occurrences: u64) -> Result<Desk> {
        let number = self.devices;
        self.devices += 1;
        let tell = self.tell.clone();
        let mut device = Device::sign_in(&server.url()?, account, number, tell, Arc::clone(&self.tally))?;
        device.url = self.proxy.url();
        let account = self.accounts.iter().find(|known| known.name == account);
        let account = account.with_context(|| format!("no account for device {number}"))?;
        Ok((device, Gestures::new(account, self.seed, number, occurrences)))
    }

    /// Devices of these accounts, at work.
    pub fn crowd(&mut self, server: &Server, accounts: &[&str], occurrences: u64) -> Result<Crowd> {
        let desks = accounts.iter().map(|account| self.desk(server, account, occurrences));
        let desks = desks.collect::<Result<Vec<_>>>()?;
        Ok(Crowd::start(desks, self.seed))
    }

    /// A device that only looks on, past the proxy. What it does is not judged.
    pub fn onlooker(&self, server: &Server, account: &str) -> Result<Device> {
        let (tell, _) = channel();
        Device::sign_in(&server.url()?, account, ONLOOKERS, tell, Arc::default())
    }

    /// Hears the devices, reads the log after that, and holds it against every verdict taken so far.
    pub fn check(&mut self) -> Result<()> {
        self.judge.hear();
        if !self.log.refresh(&self.sotay, &self.data)? {
            self.judge.object("the log does not begin with what it held before".into());
        }
        self.judge.check(&self.log);
        Ok(())
    }

    /// How many changes of devices are in the log, as last read.
    pub fn stored(&self) -> usize {
        self.ours().count()
    }

    fn ours(&self) -> impl Iterator<Item = &Row> {
        self.log.rows().iter().filter(|row| self.judge.has_made(&row.change.id))
    }

    /// The end of every run: the network turns honest, what the proxy kept is sent again, everyone comes to
    /// rest and is compared with a device that fetches all anew; then the server stops and the log is judged.
    pub fn close(mut self, mut report: Report, desks: Vec<Desk>, server: Server) -> Result<Report> {
        let mut devices: Vec<Device> = desks.into_iter().map(|(device, _)| device).collect();
        self.proxy.behave(Manners::HONEST);
        self.proxy.send_kept()?;
        // Twice: what the last one sends, the first one has to fetch.
        for _ in 0..2 {
            for error in settle(&mut devices) {
                self.judge.object(error.to_string());
            }
        }
        let mut fresh = self.onlooker(&server, READER)?;
        fresh.settle(Instant::now() + REST).context("a fresh device of the district")?;
        server.stop()?;

        self.check()?;
        self.judge.close(&self.log);
        let equal = self.judge.compare(&devices, &fresh, &self.log);
        self.fill(&mut report, &devices, equal);
        if report.has_failed() {
            report.fail(format!("kept in {}; the server's last words:", self.work.path().display()));
            report.fail(self.sotay.last_words());
            self.work.disable_cleanup(true);
        }
        Ok(report)
    }

    fn fill(&self, report: &mut Report, devices: &[Device], equal: usize) {
        let counts = self.proxy.counts();
        // Those that met no server at all say nothing.
        let [all, unanswered] =
            [self.tally.all(), self.tally.without()].map(|count| count.saturating_sub(counts.turned_away));
        report.row("requests", format!("{all}, {unanswered} of them without an answer"));
        report.row("answers by status", self.tally.statuses());
        if counts.mischief() > 0 {
            report.row("cuts", counts.cut);
            report.row("answers dropped", counts.dropped);
            report.row("delays", counts.delayed);
            report.row("repeats", counts.repeated);
        }
        let refused = self.ours().filter(|row| row.verdict.seq().is_none()).count();
        let in_drawers: usize = devices.iter().map(|device| device.replica.drawer.len()).sum();
        let findings = self.judge.findings();
        report.row("made", self.judge.made());
        report.row("acknowledged", self.judge.acknowledged());
        report.row("stored", self.stored());
        report.row("refused", refused);
        report.row("doubled", findings.doubled.len());
        report.row("lost", findings.lost.len());
        report.row("altered", findings.altered.len());
        report.row("invented", findings.invented.len());
        let refetches: u64 = devices.iter().map(Device::refetches).sum();
        let mismatches: u64 = devices.iter().map(|device| device.mismatches).sum();
        report.row("renumbered", self.judge.renamed());
        report.row("scopes fetched anew", refetches);
        report.row("show what the server holds", format!("{equal} of {} devices", devices.len()));
        findings.lines().into_iter().for_each(|line| report.fail(line));
        report.require(refused == in_drawers, || {
            format!("{refused} refused in the log, {in_drawers} in the devices' drawers")
        });
        // No profile is cloned here, and no checksum has a reason to differ while the server loses nothing.
        report.require(self.judge.renamed() == 0, || "changes were numbered anew".into());
        report.require(self.falls_back || refetches + mismatches == 0, || {
            format!("{refetches} scopes fetched anew, {mismatches} checksums that differ")
        });
        report.require(self.judge.made() > 0 && self.judge.acknowledged() > 0, || "nothing happened".into());
    }
}

/// How many devices come to rest side by side.
const SIDE_BY_SIDE: usize = 8;

/// Lets devices come to rest; gives what kept those that do not.
fn settle(devices: &mut [Device]) -> Vec<anyhow::Error> {
    let each = devices.len().div_ceil(SIDE_BY_SIDE).max(1);
    std::thread::scope(|scope| {
        let groups = devices.chunks_mut(each).map(|group| {
            scope.spawn(|| {
                let settle = |device: &mut Device| device.settle(Instant::now() + REST).err();
                group.iter_mut().filter_map(settle).collect::<Vec<_>>()
            })
        });
        let groups: Vec<_> = groups.collect();
        let panicked = || vec![anyhow::anyhow!("a device panicked")];
        groups.into_iter().flat_map(|group| group.join().unwrap_or_else(|_| panicked())).collect()
    })
}
