//! One library of the field, the fastest that the design papers found, installed by npm when the benchmark runs.

use anyhow::{Context, Result, bail};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The page.
pub const PAGE: &str = include_str!("pages/peer.html");

/// What is installed, pinned: another version is another peer.
const PACKAGES: [&str; 2] = ["yjs@13.6.33", "y-indexeddb@9.0.12"];

/// The installed library.
pub struct Peer {
    folder: PathBuf,
    /// Its page's script.
    pub script: Vec<u8>,
}

impl Peer {
    /// Installs it below `folder` and bundles the page's script.
    pub fn install(folder: &Path) -> Result<Self> {
        let folder = folder.join("peer");
        fs::create_dir_all(&folder)?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]);
        finish(npm.arg(&folder).args(PACKAGES))?;
        fs::write(folder.join("peer.js"), include_str!("pages/peer.js"))?;
        fs::write(folder.join("make.mjs"), include_str!("pages/peer-make.mjs"))?;
        let beside =
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules/.bin/esbuild"));
        let esbuild = env::var_os("ESBUILD").map_or_else(beside, PathBuf::from);
        let mut bundle = Command::new(esbuild);
        bundle.args(["peer.js", "--bundle", "--minify", "--format=iife", "--outfile=bundle.js"]);
        finish(bundle.args(["--log-level=error"]).current_dir(&folder))?;
        let script = fs::read(folder.join("bundle.js"))?;
        Ok(Self { folder, script })
    }

    /// A document of the same cells, as its server would send it to a fresh device.
    pub fn update(&self, cells: &[u8]) -> Result<Vec<u8>> {
        fs::write(self.folder.join("cells.json"), cells)?;
        finish(
            Command::new("node").args(["make.mjs", "cells.json", "update.bin"]).current_dir(&self.folder),
        )?;
        Ok(fs::read(self.folder.join("update.bin"))?)
    }
}

fn finish(command: &mut Command) -> Result<()> {
    let name = command.get_program().display().to_string();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("starting {name}"))?;
    if !output.status.success() {
        bail!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
