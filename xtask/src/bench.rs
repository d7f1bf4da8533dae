//! `cargo xtask bench`: how fast the real server and the real client are. What is measured and how to read it is
//! in docs/benchmarks.md; the measuring is done by the package `sotay-bench`.

use crate::project::Project;
use crate::{browser, client, server, shell};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// What is measured.
#[derive(Args)]
pub struct BenchArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Durable changes a second over HTTP, against bare SQLite that writes the same rows.
    #[command(disable_help_flag = true)]
    Server(Options),
    /// First fetches, offline work sent, and conflicts, in a real browser.
    #[command(disable_help_flag = true)]
    Sync(Options),
    /// Starting, ticking, scrolling and searching offline, in a real browser.
    #[command(disable_help_flag = true)]
    Client(Options),
}

/// What is passed on to `sotay-bench`.
#[derive(Args)]
struct Options {
    /// Options; `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION")]
    args: Vec<OsString>,
}

/// Builds what is measured and the tool, and runs it.
pub fn run(project: &Project, args: &BenchArgs) -> Result<()> {
    let mut bench;
    let options = match &args.what {
        What::Server(options) => {
            bench = Command::new(tool(project)?);
            bench.arg("server").env("SOTAY_BIN", server::build(project)?);
            options
        }
        What::Sync(options) | What::Client(options) => {
            let name = if matches!(args.what, What::Sync(_)) { "sync" } else { "client" };
            let browser = browser::ensure()?;
            client::build(project)?;
            bench = Command::new(tool(project)?);
            bench
                .arg(name)
                .env("SOTAY_BIN", server::build(project)?)
                .env("CHROMIUM", browser.chromium)
                .env("CHROMEDRIVER", browser.driver)
                .env("ESBUILD", project.npm_bin().join("esbuild"));
            options
        }
    };
    shell::run(bench.arg("--keep").arg(project.target().join("bench")).args(&options.args))
}

/// Builds the tool in release, for it must not be what is slow; gives its path.
fn tool(project: &Project) -> Result<PathBuf> {
    let args = ["build", "--quiet", "--release", "--package", "sotay-bench", "--bin", "sotay-bench"];
    shell::run(shell::cargo(&args).current_dir(project.root())).context("sotay-bench did not build")?;
    Ok(project.target().join("release").join(format!("sotay-bench{}", env::consts::EXE_SUFFIX)))
}
