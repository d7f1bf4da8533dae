//! The server's build, and running it with practice data.

use crate::project::Project;
use crate::{client, shell};
use anyhow::{Context, Result};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// How `cargo xtask run` serves.
#[derive(Args)]
pub struct RunArgs {
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The data folder, by default the repository's `data`; filled with practice data at first.
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Where `sotay practice` writes the accounts that it made; it does so last.
const ACCOUNTS: &str = "tai-khoan-tap-huan.txt";

/// Builds the server in release, with `dist/` inside, and returns its path.
pub fn build(project: &Project) -> Result<PathBuf> {
    println!("Server: cargo build --release");
    let args = ["build", "--release", "--package", "sotay-server", "--bin", "sotay"];
    shell::run(shell::cargo(&args).current_dir(project.root())).context("the server did not build")?;
    Ok(project.server_binary())
}

/// Builds both, fills the data folder on first use and becomes the server.
pub fn run(project: &Project, args: &RunArgs) -> Result<()> {
    client::build(project)?;
    let binary = build(project)?;
    let data = args.data.clone().unwrap_or_else(|| project.path("data"));
    let data = std::path::absolute(data).context("the data folder's path")?;
    let accounts = data.join(ACCOUNTS);
    if !accounts.is_file() {
        println!("Practice data: filling {}", data.display());
        let mut practice = Command::new(&binary);
        practice.arg("practice").arg("--data").arg(&data);
        // It lists the accounts, which are printed below at every start. It refuses a folder that holds
        // anything else, and says so.
        shell::run(practice.stdout(Stdio::null()))
            .context("no practice data; `--data` names another folder")?;
    }
    println!();
    let accounts =
        fs::read_to_string(&accounts).with_context(|| format!("reading {}", accounts.display()))?;
    println!("{}\n", accounts.trim_end());
    println!(
        "Serving on http://127.0.0.1:{} with the data in {}; Ctrl-C stops it.",
        args.port,
        data.display()
    );
    let mut serve = Command::new(&binary);
    serve.arg("serve").arg("--data").arg(&data).arg("--port").arg(args.port.to_string());
    become_it(&mut serve)
}

/// Replaces this program, as `cargo run` has replaced itself by it: signals reach the server as they are,
/// and its exit code is the command's.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(error).with_context(|| format!("could not start `{}`", shell::line(command)))
}

/// Without `exec`: waits, and passes the exit code on.
#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start `{}`", shell::line(command)))?;
    std::process::exit(status.code().unwrap_or(1))
}
