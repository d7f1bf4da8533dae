//! `cargo xtask`: every chore of the repository under one name, so that there is nothing to remember and
//! nothing to install by hand. `cargo xtask help` lists the commands.
//!
//! Each command is a module. What they share: [`project`] knows where things lie, [`shell`] runs other
//! programs, [`tools`] and [`browser`] install what is missing.

mod assets;
mod bench;
mod browser;
mod chaos;
mod client;
mod counts;
mod fingerprint;
mod icons;
mod precache;
mod project;
mod server;
mod shell;
mod sim;
mod size;
mod split;
mod test;
mod tidy;
mod tools;

use clap::{Parser, Subcommand};
use project::Project;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Every chore of the repository")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and serve it with practice data on this machine.
    Run(server::RunArgs),
    /// Build the client and the server, both in release.
    Build,
    /// Run everything that has to hold: format, lints, every kind of test, the size gate.
    Test(test::TestArgs),
    /// Play seeds of the simulation of devices, network and server.
    Sim(sim::SimArgs),
    /// Break the real server in one way or another, and judge what became of the data.
    #[command(disable_help_flag = true)]
    Chaos(chaos::ChaosArgs),
    /// Measure the real server or the real client, as ratios.
    Bench(bench::BenchArgs),
    /// Print what a first start transfers; fail above the budget.
    Size,
    /// Check the rules of the architecture that no compiler knows.
    Tidy,
    /// Install the build tools that are missing, and nothing else.
    Tools,
    /// Draw the icons' PNG files anew from their SVG sources.
    Icons,
    /// Trunk's hook: name, list, digest and compress the files of a build.
    Precache,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = Project::find().and_then(|project| match cli.command {
        Command::Run(args) => server::run(&project, &args),
        Command::Build => client::build(&project).and_then(|()| server::build(&project)).map(|_| ()),
        Command::Test(args) => test::run(&project, &args),
        Command::Sim(args) => sim::run(&project, &args),
        Command::Chaos(args) => chaos::run(&project, &args),
        Command::Bench(args) => bench::run(&project, &args),
        Command::Size => size::check(&project),
        Command::Tidy => tidy::check(&project),
        Command::Tools => tools::ensure(&project).map(|_| ()),
        Command::Icons => icons::draw(&project),
        Command::Precache => precache::run(&project),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
