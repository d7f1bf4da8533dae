//! `bench server`: durable changes a second over HTTP, against bare SQLite in the same run.
//!
//! Every part of a round begins with a copy of the same data folder, on the same disk: the server takes pushes
//! from devices side by side; then SQLite alone writes the very rows that the server wrote, once with a
//! transaction for each push, once with as many pushes in a transaction as there are devices, which is the
//! most that the server can put together. So the second is the harder measure.

use crate::{
    bare::{self, Job, Took},
    client::{Client, Push},
    figures::{Spread, percentile},
    report::{keep, row, table},
    work::Desk,
};
use anyhow::{Context, Result, anyhow, ensure};
use serde::Serialize;
use sotay_chaos::{
    district::{self, PASSWORD, WARDS},
    server::{DATABASE, Server, Sotay, processor_time},
};
use sotay_core::ids::{Scope, UnitId};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Barrier,
    time::Instant,
};
use tempfile::TempDir;

/// How the server is measured.
#[derive(clap::Args)]
pub struct Args {
    /// How many devices push side by side; may be given more than once.
    #[arg(long, default_values_t = [8, 32])]
    connections: Vec<usize>,
    /// How many rounds; the median of their ratios counts.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// How many changes in a round, of all devices together.
    #[arg(long, default_value_t = 24_000)]
    changes: usize,
    /// How many changes in a push.
    #[arg(long, default_value_t = 20)]
    push: usize,
    /// How many fields each device works on.
    #[arg(long, default_value_t = 1_200)]
    fields: usize,
    /// Devices ask for no history, as those of the district do not: what answering it costs.
    #[arg(long)]
    no_history: bool,
}

/// One round's figures.
#[derive(Debug, Serialize)]
struct Round {
    connections: usize,
    changes: usize,
    /// Changes a second.
    server: f64,
    /// Changes a second, a transaction for each push.
    single: f64,
    /// Changes a second, as many pushes in a transaction as there are connections.
    grouped: f64,
    /// Seconds with a processor for a thousand changes: the server, the devices, and SQLite in both ways.
    processor: [f64; 4],
    /// Seconds from sending a push to having its verdicts.
    pushes: Vec<f64>,
    /// Seconds of each transaction of bare SQLite, one for each push.
    single_transactions: Vec<f64>,
    /// Seconds of each transaction of bare SQLite, with several pushes.
    grouped_transactions: Vec<f64>,
    /// Bytes, before the first request.
    memory_idle: Option<u64>,
    /// Bytes, at the most.
    memory_peak: Option<u64>,
}

/// The folder that every part begins with, and the devices that are signed in there.
struct Stage {
    sotay: Sotay,
    base: PathBuf,
    work: TempDir,
    clients: Vec<Client>,
    /// The last row of the log.
    row: i64,
}

/// Measures, prints, keeps.
pub fn run(args: &Args, folder: &Path) -> Result<()> {
    ensure!(args.push > 0 && args.rounds > 0 && args.fields > 0, "nothing is not measured");
    let most = args.connections.iter().copied().max().context("no connections")?;
    let stage = Stage::set(folder, most, !args.no_history)?;
    println!("Other work on the machine (load average): {}", load());
    let mut rounds = Vec::new();
    for number in 1..=args.rounds {
        for &connections in &args.connections {
            let round = stage.round(args, connections)?;
            println!(
                "round {number}, {connections} connections: server {:.0}, SQLite {:.0} and {:.0} changes/s",
                round.server, round.single, round.grouped
            );
            rounds.push(round);
        }
    }
    print(args, &rounds);
    keep(folder, "server", &rounds)
}

impl Stage {
    fn set(folder: &Path, most: usize, history: bool) -> Result<Self> {
        let work = tempfile::Builder::new().prefix("server-").tempdir_in(folder)?;
        let sotay = Sotay::find(&work.path().join("server.log"))?;
        let base = work.path().join("base");
        let accounts = district::all();
        district::furnish(&sotay, &base, &accounts).context("furnishing the data folder")?;
        let server = Server::start(&sotay, &base)?;
        let url = server.url()?;
        let officers = WARDS.iter().cycle().take(most);
        let clients = officers.map(|ward| {
            let mut client = Client::sign_in(&url, ward, PASSWORD)?;
            client.fetch(&url)?;
            client.follow_history(history);
            Ok(client)
        });
        let clients = clients.collect::<Result<Vec<_>>>()?;
        server.stop()?;
        let row = bare::last_row(&base.join(DATABASE))?;
        Ok(Self { sotay, base, work, clients, row })
    }

    /// The server, then SQLite in both ways, each from the same beginning.
    fn round(&self, args: &Args, connections: usize) -> Result<Round> {
        let each = (args.changes / args.push / connections).max(1);
        let changes = each * args.push * connections;
        let work = self.pushes(args, connections, each)?;

        let served = self.copy("served")?;
        let server = Server::start(&self.sotay, &served)?;
        let memory_idle = server.resident_memory();
        let processor = || {
            let own = processor_time("/proc/self/stat").unwrap_or(f64::NAN);
            (server.processor_time().unwrap_or(f64::NAN), own)
        };
        let before = processor();
        let (seconds, pushes) = push(&server.url()?, work)?;
        let (after, memory_peak) = (processor(), server.peak_memory());
        let spent = [after.0 - before.0, after.1 - before.1];
        server.stop()?;

        let jobs = bare::jobs(&served.join(DATABASE), self.row, args.push)?;
        ensure!(jobs.len() == each * connections, "{} pushes stand in the log", jobs.len());
        let single = self.bare("single", &served, &jobs, 1)?;
        let grouped = self.bare("grouped", &served, &jobs, connections)?;
        fs::remove_dir_all(&served)?;
        let a_second = |took: &Took| changes as f64 / took.all.as_secs_f64();
        Ok(Round {
            connections,
            changes,
            server: changes as f64 / seconds,
            single: a_second(&single),
            grouped: a_second(&grouped),
            processor: [spent[0], spent[1], single.processor, grouped.processor]
                .map(|seconds| seconds * 1000.0 / changes as f64),
            pushes,
            single_transactions: single.transactions,
            grouped_transactions: grouped.transactions,
            memory_idle,
            memory_peak,
        })
    }

    /// Every device with what it pushes, written out beforehand.
    fn pushes(&self, args: &Args, connections: usize, each: usize) -> Result<Vec<(Client, Vec<Push>)>> {
        let desks = self.clients.iter().take(connections).enumerate().map(|(number, client)| {
            let ward: UnitId =
                client.session.person.own.first().context("an officer without a ward")?.clone();
            let mut desk = Desk::new(client.meta(), Scope::Unit(ward), number, args.fields);
            let pushes = (0..each).map(|_| Push::of(&desk.record(args.push)?)).collect::<Result<_>>()?;
            Ok((client.clone(), pushes))
        });
        desks.collect()
    }

    fn bare(&self, name: &str, served: &Path, jobs: &[Job], group: usize) -> Result<Took> {
        let folder = self.copy(name)?;
        let took = bare::write(&folder.join(DATABASE), jobs, group)?;
        bare::check_same(&served.join(DATABASE), &folder.join(DATABASE))
            .context("SQLite alone did not write what the server wrote")?;
        fs::remove_dir_all(&folder)?;
        Ok(took)
    }

    fn copy(&self, name: &str) -> Result<PathBuf> {
        let folder = self.work.path().join(name);
        fs::create_dir(&folder)?;
        fs::copy(self.base.join(DATABASE), folder.join(DATABASE))?;
        Ok(folder)
    }
}

/// Lets every device push what it has, side by side. Gives the seconds until the last verdict, and those of each
/// push.
fn push(url: &str, work: Vec<(Client, Vec<Push>)>) -> Result<(f64, Vec<f64>)> {
    let start = Barrier::new(work.len() + 1);
    std::thread::scope(|scope| {
        let devices = work.into_iter().map(|(mut client, pushes)| {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                let timed = pushes.iter().map(|push| {
                    let begun = Instant::now();
                    client.push(url, push)?;
                    Ok(begun.elapsed().as_secs_f64())
                });
                timed.collect::<Result<Vec<f64>>>()
            })
        });
        let devices: Vec<_> = devices.collect();
        start.wait();
        let begun = Instant::now();
        let mut pushes = Vec::new();
        for device in devices {
            pushes.extend(device.join().map_err(|_| anyhow!("a device panicked"))??);
        }
        Ok((begun.elapsed().as_secs_f64(), pushes))
    })
}

/// How busy the machine is, by its own words.
fn load() -> String {
    fs::read_to_string("/proc/loadavg").map_or("not told here".into(), |text| text.trim().to_owned())
}

fn print(args: &Args, rounds: &[Round]) {
    let mut rates = vec![row([
        "connections",
        "server",
        "SQLite, 1 push",
        "SQLite, grouped",
        "server / 1 push",
        "server / grouped",
    ])];
    let mut costs = vec![row(["connections", "server", "devices", "SQLite, 1 push", "SQLite, grouped"])];
    let mut waits = vec![row(["connections", "push p50", "push p99", "SQLite, 1 push p50", "p99"])];
    for &connections in &args.connections {
        let of: Vec<&Round> = rounds.iter().filter(|round| round.connections == connections).collect();
        let each = |figure: fn(&Round) -> f64| of.iter().map(|round| figure(round)).collect::<Vec<f64>>();
        let [server, single, grouped] = [each(|r| r.server), each(|r| r.single), each(|r| r.grouped)];
        rates.push(vec![
            connections.to_string(),
            Spread::of(server.clone()).show(0),
            Spread::of(single.clone()).show(0),
            Spread::of(grouped.clone()).show(0),
            Spread::of_ratios(&server, &single).show(2),
            Spread::of_ratios(&server, &grouped).show(2),
        ]);
        let cost = |part: usize| {
            let seconds = Spread::of(of.iter().map(|round| round.processor[part] * 1000.0));
            format!("{} ms", seconds.show(0))
        };
        costs.push(vec![connections.to_string(), cost(0), cost(1), cost(2), cost(3)]);
        let millis = |seconds: &[f64], at| format!("{:.1} ms", percentile(seconds, at) * 1000.0);
        let pushes: Vec<f64> = of.iter().flat_map(|round| round.pushes.clone()).collect();
        let single: Vec<f64> = of.iter().flat_map(|round| round.single_transactions.clone()).collect();
        waits.push(vec![
            connections.to_string(),
            millis(&pushes, 50.0),
            millis(&pushes, 99.0),
            millis(&single, 50.0),
            millis(&single, 99.0),
        ]);
    }
    let rounds_of = args.rounds;
    let push = args.push;
    table(
        &format!("Durable changes a second, pushes of {push}, {rounds_of} rounds: median (least–most)"),
        &rates,
    );
    table("Processor time for a thousand changes, which a busy machine does not stretch", &costs);
    table("How long a push takes until it is durable", &waits);
    let megabytes = |bytes: Vec<Option<u64>>| {
        let most = bytes.into_iter().flatten().max();
        most.map_or("not told here".into(), |bytes| format!("{:.1} MB", bytes as f64 / (1024.0 * 1024.0)))
    };
    let idle = megabytes(rounds.iter().map(|round| round.memory_idle).collect());
    let peak = megabytes(rounds.iter().map(|round| round.memory_peak).collect());
    table("The server's memory, the most of all rounds", &[row(["idle", &idle]), row(["at work", &peak])]);
}
