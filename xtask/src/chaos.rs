//! `cargo xtask chaos`: the real server, killed, locked, filled up, cut off, restored and stormed. What each
//! command does and proves is in docs/chaos.md; what happens is in the package `sotay-chaos`.

use crate::counts::Counts;
use crate::project::Project;
use crate::{server, shell};
use anyhow::{Context, Result};
use clap::Args;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// What is passed on to `sotay-chaos`.
#[derive(Args)]
pub struct ChaosArgs {
    /// A command (kill, locked, full, power, restore, storm) and its options; `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    args: Vec<OsString>,
}

/// The commands, each of them short by default and one test.
const COMMANDS: &[&str] = &["kill", "locked", "restore", "full", "power", "storm"];

/// By which the tool finds the server's program.
const SERVER: &str = "SOTAY_BIN";

/// The tool's verdict on what the machine does not allow.
const SKIPPED: &str = "verdict: SKIPPED";

/// Builds the server and the tool, and runs it; an error if its verdict is bad.
pub fn run(project: &Project, args: &ChaosArgs) -> Result<()> {
    let (tool, server) = build(project)?;
    shell::run(Command::new(tool).args(&args.args).env(SERVER, server))
}

/// Every command in its short form. One that this machine does not allow says so and counts as no test.
pub fn all(project: &Project) -> Result<Counts> {
    let (tool, server) = build(project)?;
    let mut counts = Counts::default();
    for name in COMMANDS {
        let mut is_skipped = false;
        let has_passed = shell::watch(Command::new(&tool).arg(name).env(SERVER, &server), |line| {
            println!("{line}");
            is_skipped |= line == SKIPPED;
        })?;
        if !(has_passed && is_skipped) {
            counts += Counts::one(has_passed);
        }
    }
    Ok(counts)
}

/// Builds the tool and the server; gives their paths. The tool in release too: many devices are to press one
/// server.
fn build(project: &Project) -> Result<(PathBuf, PathBuf)> {
    let server = server::build(project)?;
    let args = ["build", "--quiet", "--release", "--package", "sotay-chaos", "--bin", "sotay-chaos"];
    shell::run(shell::cargo(&args).current_dir(project.root())).context("sotay-chaos did not build")?;
    let tool = project.target().join("release").join(format!("sotay-chaos{}", env::consts::EXE_SUFFIX));
    Ok((tool, server))
}
