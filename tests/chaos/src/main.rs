//! `sotay-chaos`: breaks the real server in one way or another and says what became of the data. `cargo xtask
//! chaos` builds the server and this, and runs it. Ends with status 1 if anything was lost or doubled.

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use sotay_chaos::{
    mode::{full, kill, locked, power, restore, storm},
    mount,
    report::Report,
};
use std::{
    process::ExitCode,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Breaks the real server and says what became of the data.
#[derive(Parser)]
#[command(name = "cargo xtask chaos", args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    mode: Option<Mode>,
    #[command(flatten)]
    kill: Kill,
}

#[derive(Subcommand)]
enum Mode {
    /// SIGKILL in a loop under load, behind a network that cuts, drops and repeats. The default.
    Kill(Kill),
    /// Another process holds the database's write lock.
    Locked(Locked),
    /// The disk fills up (needs a superuser).
    Full(Seed),
    /// The power fails (needs a superuser).
    Power(Power),
    /// An old copy of the database is put in place.
    Restore(Restore),
    /// Every device comes back at once with a pile of unsent changes.
    Storm(Storm),
}

#[derive(Args)]
struct Seed {
    /// What every throw follows from; drawn and printed if it is not given.
    #[arg(long)]
    seed: Option<u64>,
}

impl Seed {
    fn get(&self) -> u64 {
        let since = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.seed.unwrap_or_else(|| u64::from(since().subsec_nanos()) ^ (since().as_secs() << 20))
    }
}

#[derive(Args)]
struct Kill {
    /// How often the server is killed.
    #[arg(long, default_value_t = 40)]
    kills: u64,
    /// A thousand times.
    #[arg(long, conflicts_with = "kills")]
    long: bool,
    #[command(flatten)]
    seed: Seed,
}

#[derive(Args)]
struct Locked {
    /// For how many seconds; the server itself waits for 5.
    #[arg(long, default_value_t = 7)]
    hold: u64,
    #[command(flatten)]
    seed: Seed,
}

#[derive(Args)]
struct Power {
    /// How often.
    #[arg(long, default_value_t = 5)]
    cuts: u64,
    #[command(flatten)]
    seed: Seed,
}

#[derive(Args)]
struct Restore {
    /// How often.
    #[arg(long, default_value_t = 2)]
    rounds: u64,
    #[command(flatten)]
    seed: Seed,
}

#[derive(Args)]
struct Storm {
    /// How many devices.
    #[arg(long, default_value_t = 60)]
    devices: usize,
    /// How many unsent changes each has at least.
    #[arg(long, default_value_t = 20)]
    changes: usize,
    /// Within how many seconds they return.
    #[arg(long, default_value_t = 2)]
    window: u64,
    #[command(flatten)]
    seed: Seed,
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode> {
    let kill = |args: &Kill| kill::run(args.seed.get(), if args.long { 1000 } else { args.kills });
    let report = match &cli.mode {
        None => kill(&cli.kill)?,
        Some(Mode::Kill(args)) => kill(args)?,
        Some(Mode::Locked(args)) => locked::run(args.seed.get(), Duration::from_secs(args.hold))?,
        Some(Mode::Full(seed)) => return mounting("full", || full::run(seed.get())),
        Some(Mode::Power(args)) => return mounting("power", || power::run(args.seed.get(), args.cuts)),
        Some(Mode::Restore(args)) => restore::run(args.seed.get(), args.rounds)?,
        Some(Mode::Storm(args)) => {
            let Storm { devices, changes, window, seed } = args;
            let window = Duration::from_secs(*window);
            storm::run(seed.get(), storm::Storm { devices: *devices, changes: *changes, window })?
        }
    };
    Ok(print(&report))
}

/// A run that mounts something, inside a namespace of its own.
fn mounting(name: &str, run: impl FnOnce() -> Result<Report>) -> Result<ExitCode> {
    match mount::enter_own_namespace()? {
        Ok(()) => Ok(print(&run()?)),
        Err(why) => Ok(print(&Report::skipped(name, &why))),
    }
}

fn print(report: &Report) -> ExitCode {
    println!("{report}");
    if report.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
