//! `sotay-bench`: how fast the real server and the real client are. `cargo xtask bench` builds what is needed and
//! runs this; docs/benchmarks.md says what is measured and how to read it.
//!
//! - [`figures`], [`report`]: medians and ratios, and how they are printed and kept.
//! - [`work`], [`client`]: what people record, and a lean device that pushes it.
//! - [`server`] measures the server against [`bare`], SQLite alone.
//! - [`sync`] measures the app in a browser against [`floor`], a page that does the least by hand, and [`peer`],
//!   a library of the field; [`screen`] what a person waits for on the device. What runs inside pages is in the folder `pages`, and [`page`] runs it.
//!
//! A figure is a ratio of two things measured in the same run, in turns, so that the machine's own speed and its
//! mood of the minute stand above and below the line. Nothing here fails for being slow.

mod bare;
mod client;
mod figures;
mod floor;
mod page;
mod peer;
mod report;
mod screen;
mod server;
mod sync;
mod work;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Measures and prints a table.
#[derive(Parser)]
#[command(name = "cargo xtask bench")]
struct Cli {
    #[command(subcommand)]
    what: What,
    /// Where raw numbers are kept, and data folders while a run lasts: on the disk that is to be measured.
    #[arg(long, global = true, default_value = "target/bench")]
    keep: PathBuf,
}

#[derive(Subcommand)]
enum What {
    /// Durable changes a second over HTTP, against bare SQLite that writes the same rows.
    Server(server::Args),
    /// Starting, ticking, scrolling and searching offline, against a page that does the least by hand.
    Client(screen::Args),
    /// First fetches, offline work sent, and conflicts, in a real browser.
    Sync(sync::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<()> {
    std::fs::create_dir_all(&cli.keep)?;
    let keep = cli.keep.canonicalize()?;
    match &cli.what {
        What::Server(args) => server::run(args, &keep),
        What::Client(args) => screen::run(args, &keep),
        What::Sync(args) => sync::run(args, &keep),
    }
}
