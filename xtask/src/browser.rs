//! Chromium and its driver, for the tests that need a real browser.

use crate::shell;
use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Flags for a Chromium without a screen that leaves the network alone; a test may run as root.
pub const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
];

const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const DRIVER: &[&str] = &["chromedriver", "chromium.chromedriver"];

/// The two programs.
pub struct Browser {
    /// Chromium.
    pub chromium: PathBuf,
    /// Its WebDriver server, of the same version.
    pub driver: PathBuf,
}

/// Finds them, or installs Debian's packages where that is allowed. The variables `CHROMIUM` and
/// `CHROMEDRIVER` have precedence.
pub fn ensure() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    install()?;
    match find() {
        Some(browser) => Ok(browser),
        None => bail!("apt-get installed Chromium and its driver, but neither is on PATH"),
    }
}

fn find() -> Option<Browser> {
    let given = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    let folders = [PathBuf::from("/usr/lib/chromium"), PathBuf::from("/snap/bin")];
    Some(Browser {
        chromium: given("CHROMIUM").or_else(|| shell::which(CHROMIUM, &folders[1..]))?,
        driver: given("CHROMEDRIVER").or_else(|| shell::which(DRIVER, &folders))?,
    })
}

fn install() -> Result<()> {
    const ADVICE: &str = "The browser tests need Chromium and its driver. On Debian:\n  \
        sudo apt-get install chromium chromium-driver\n\
        On Ubuntu, whose packages of these names only point to snaps:\n  \
        sudo snap install chromium\n\
        Or name the programs in the variables CHROMIUM and CHROMEDRIVER.";
    let is_root = shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root || shell::which(&["apt-get"], &[]).is_none() {
        bail!("{ADVICE}");
    }
    println!("Chromium and its driver are missing: apt-get install chromium chromium-driver");
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(["-qq", "-o=Dpkg::Use-Pty=0"]).args(args).env("DEBIAN_FRONTEND", "noninteractive");
        shell::output(&mut command)
    };
    let packages = ["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"];
    if let Err(error) = apt(&["update"]).and_then(|_| apt(&packages)) {
        bail!("{error:#}\n{ADVICE}");
    }
    Ok(())
}
