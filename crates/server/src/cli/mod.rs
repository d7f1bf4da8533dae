//! The command line: one file a command. A command returns what went wrong; saying it and the exit status
//! are here.

mod audit;
mod backup;
mod devices;
mod differences;
mod file;
mod import;
mod log;
mod plan;
mod practice;
mod restore;
mod serve;
mod units;
mod user;

use clap::{Args, Parser, Subcommand};
use std::{io::Write, path::PathBuf, process::ExitCode};

/// The server of Sổ tay CCHC and what an administrator needs around it.
#[derive(Parser)]
#[command(name = "sotay", version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the client and the API.
    Serve(serve::Serve),
    /// Read a yearly plan (text, .docx, .xlsx, CSV) and write it as data.
    Import(import::Import),
    /// Units: wards, districts and what lies above.
    #[command(subcommand)]
    Units(units::Units),
    /// Plans as the wards get them.
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Accounts.
    #[command(subcommand)]
    User(user::User),
    /// Fill an empty data folder with made-up progress, for training.
    Practice(practice::Practice),
    /// Print every change that the server has judged, oldest first.
    ///
    /// One JSON object a line: the change as the device sent it ("change"), what became of it ("verdict") and
    /// when the server took it, in UTC ("received_at"); and who handed it over, if it was not the device itself
    /// ("brought_by"). Nothing is written, and the server may be running.
    Log(log::Log),
    /// Whether the log is what was written: its hash chains, and the cells that follow from it.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Print what each device last said of itself: how many changes it keeps unsent, and when it was heard of.
    ///
    /// Times are in UTC. Those with something unsent come first. Nothing is written, and the server may be running.
    Devices(devices::Devices),
    /// Copy the database to a file, while the server runs or not, and the evidence files to the folder FILE.files.
    ///
    /// The copy is of one moment, and verified before it is there: that it is whole, and that its log is what was
    /// written. Nothing is overwritten.
    Backup(backup::Backup),
    /// Put a copy that `sotay backup` made in the database's place. The server must be stopped.
    ///
    /// The copy is verified first, and the database that was there is kept beside it. Files that the folder
    /// FILE.files has and the data folder lacks are put there. Devices notice by themselves:
    /// they fetch everything anew, and send again what the copy lacks.
    Restore(restore::Restore),
}

/// Where the data is.
#[derive(Args)]
pub struct Data {
    /// The data folder.
    #[arg(long = "data", value_name = "DIR", default_value = "data")]
    folder: PathBuf,
}

/// What ends a command: one sentence that says what and where.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Units(command) => command.run(),
        Command::Plan(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Practice(command) => command.run(),
        Command::Log(command) => command.run(),
        Command::Audit(command) => command.run(),
        Command::Devices(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("sotay: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Prints to the output, at once. That nobody reads it (a closed pipe) is no reason to stop.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
