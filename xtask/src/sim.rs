//! `cargo xtask sim`: the simulation of many devices and a server, by seeds. What it plays and what it judges is
//! in the package `sotay-sim`.

use crate::counts::Counts;
use crate::project::Project;
use crate::shell;
use anyhow::{Context, Result};
use clap::Args;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// What is passed on to `sotay-sim`.
#[derive(Args)]
pub struct SimArgs {
    /// With every planted bug in turn: how many seeds until it is caught.
    #[arg(long)]
    planted: bool,
    /// Options of `sotay-sim`: `--seeds 1000000` (the long mode), `--seed 42` (replays one), `--bug NAME`;
    /// `-- --help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
    args: Vec<OsString>,
}

/// Builds the simulation and runs it; an error if something did not hold.
pub fn run(project: &Project, args: &SimArgs) -> Result<()> {
    let planted = args.planted || args.args.iter().any(|arg| arg == "--bug");
    let mut command = Command::new(build(project, planted)?);
    if args.planted {
        command.arg("--planted");
    }
    shell::run(command.args(&args.args))
}

/// As a step of the tests: 20,000 seeds, and then each planted bug, which must be caught.
pub fn test(project: &Project) -> Result<Counts> {
    let mut counts = Counts::default();
    for planted in [false, true] {
        let mut command = Command::new(build(project, planted)?);
        if planted {
            command.arg("--planted");
        }
        counts += Counts::one(shell::watch(&mut command, |line| println!("{line}"))?);
    }
    Ok(counts)
}

/// Builds it, with the planted bugs or without; gives its path. Those with are a build of their own: they must
/// be in no other.
fn build(project: &Project, planted: bool) -> Result<PathBuf> {
    let mut command = shell::cargo(&["build", "--quiet", "--profile", "sim", "--package", "sotay-sim"]);
    let mut target = project.target();
    if planted {
        target = target.join("planted");
        let given = env::var("RUSTFLAGS").unwrap_or_default();
        command.env("RUSTFLAGS", format!("{given} --cfg sotay_planted"));
    }
    command.arg("--target-dir").arg(&target).current_dir(project.root());
    shell::run(&mut command).context("the simulation did not build")?;
    Ok(target.join("sim").join(format!("sotay-sim{}", env::consts::EXE_SUFFIX)))
}
