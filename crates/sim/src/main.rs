//! `sotay-sim`: plays seeds, replays one, or shows that planted bugs are caught. `cargo xtask sim` calls it.

use clap::Parser;
use sotay_core::planted::Bug;
use sotay_sim::{Counters, counters::Rare, runs, simulate};
use std::{process::ExitCode, time::Instant};

/// Plays seeds of the simulation until one fails.
#[derive(Parser)]
struct Args {
    /// How many seeds.
    #[arg(long, default_value_t = 20_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Replay this one seed and print what happens.
    #[arg(long, conflicts_with = "planted")]
    seed: Option<u64>,
    /// With every planted bug in turn: how many seeds until it is caught, of at most 100,000.
    #[arg(long)]
    planted: bool,
    /// Only this planted bug; with `--seed`, replay with it.
    #[arg(long)]
    bug: Option<String>,
}

/// A planted bug must be caught within so many seeds.
const WITHIN: u64 = 100_000;

fn main() -> ExitCode {
    let args = Args::parse();
    let bug = match &args.bug {
        None => None,
        Some(name) => match Bug::ALL.into_iter().find(|bug| format!("{bug:?}") == *name) {
            Some(bug) => Some(bug),
            None => {
                eprintln!("there is no planted bug {name}; they are {:?}", Bug::ALL);
                return ExitCode::FAILURE;
            }
        },
    };
    if (args.planted || bug.is_some()) && !cfg!(sotay_planted) {
        eprintln!("this build has no planted bugs; `cargo xtask sim --planted` makes one that has");
        return ExitCode::FAILURE;
    }
    match args.seed {
        Some(seed) => replay(seed, bug),
        None if args.planted => planted(args.from, bug),
        None => play(args.from, args.seeds),
    }
}

fn replay(seed: u64, bug: Option<Bug>) -> ExitCode {
    runs::plant(bug);
    let run = simulate(seed, true);
    run.trace.iter().for_each(|line| println!("{line}"));
    match run.violation {
        Some(_) => ExitCode::FAILURE,
        None => {
            println!("seed {seed} holds");
            ExitCode::SUCCESS
        }
    }
}

fn play(from: u64, seeds: u64) -> ExitCode {
    let start = Instant::now();
    let outcome = runs::many(from..from.saturating_add(seeds), None);
    table(&outcome.counters);
    let seconds = start.elapsed().as_secs_f64();
    println!("\n{} seeds in {seconds:.1} s", outcome.runs);
    if let Some((seed, violation)) = outcome.failed {
        println!("seed {seed}: {violation}\nreplay it: cargo xtask sim --seed {seed}");
        return ExitCode::FAILURE;
    }
    let missing = outcome.counters.missing();
    if !missing.is_empty() && seeds >= 20_000 {
        let names: Vec<&str> = missing.into_iter().map(Rare::name).collect();
        println!("never reached: {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    println!("everything held");
    ExitCode::SUCCESS
}

fn table(counters: &Counters) {
    println!("{:>12}  state or event", "times");
    for rare in Rare::ALL {
        println!("{:>12}  {}", counters.of(rare), rare.name());
    }
}

fn planted(from: u64, only: Option<Bug>) -> ExitCode {
    let mut survived = 0;
    println!("{:>7}  {:<76}  caught as", "seeds", "planted bug");
    for bug in Bug::ALL.into_iter().filter(|bug| only.is_none_or(|one| one == *bug)) {
        let outcome = runs::many(from..from + WITHIN, Some(bug));
        match outcome.failed {
            Some((seed, violation)) => println!("{:>7}  {:<76}  {violation}", seed - from + 1, bug.what()),
            None => {
                survived += 1;
                println!("{:>7}  {:<76}  NOT CAUGHT", "-", bug.what());
            }
        }
    }
    if survived > 0 {
        println!("{survived} planted bugs survived: the simulation does not look where it should");
        return ExitCode::FAILURE;
    }
    println!("every planted bug was caught");
    ExitCode::SUCCESS
}
