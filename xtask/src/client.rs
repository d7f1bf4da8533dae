//! The client's build: Trunk in release, unless nothing that goes into it has changed.

use crate::project::Project;
use crate::{fingerprint, shell, tools};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Everything that can change a byte of `dist/`.
const INPUTS: &[&str] = &[
    "src",
    "crates/core",
    "style",
    "public",
    "plans",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "rust-toolchain.toml",
    "package-lock.json",
    "xtask/src/assets.rs",
    "xtask/src/precache.rs",
    "xtask/src/split.rs",
];

/// Builds `dist/`, and the tools before it where they are missing.
pub fn build(project: &Project) -> Result<()> {
    if is_fresh(project)? {
        println!("Client: nothing has changed since the last build.");
        return Ok(());
    }
    let tools = tools::ensure(project)?;
    println!("Client: trunk build --release");
    let mut trunk = Command::new(&tools.trunk);
    trunk
        .args(["build", "--release"])
        .current_dir(project.root())
        .env("PATH", &tools.path)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("RUST_LOG", "warn")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(project))
        // Trunk takes only `true` or `false` for it and stops at the usual `1`.
        .env_remove("NO_COLOR");
    shell::run(&mut trunk).context("the client did not build")?;
    fs::write(project.note("client")?, state(project)?).context("noting the client's state")
}

/// The compiler's flags for the client: those of `.cargo/config.toml`, which this variable takes the place of,
/// shorter paths, and what cutting it takes (`split.rs`): the mark where, and what refers to what. Panics carry the paths of their sources; this machine's are nobody's business, and
/// forty characters a file are bytes on the wire.
fn flags(project: &Project) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let sources = home.map(|home| home.join("registry/src")).unwrap_or_default();
    let registries = fs::read_dir(sources).into_iter().flatten().flatten().map(|entry| entry.path());
    let shorten = |path: PathBuf| format!(" --remap-path-prefix={}/=", path.display());
    let shorter: String = registries.chain([project.root().to_path_buf()]).map(shorten).collect();
    format!("--cfg erase_components{shorter} --cfg split -Clink-args=--emit-relocs")
}

/// The last release build is still in place and was made from what is there now.
fn is_fresh(project: &Project) -> Result<bool> {
    let note = fs::read_to_string(project.note("client")?).unwrap_or_default();
    Ok(project.dist().join("assets.json").is_file() && note == state(project)?)
}

/// The inputs, and the list of the files that came out: a `trunk serve` in between writes another one.
fn state(project: &Project) -> Result<String> {
    let inputs = fingerprint::of_inputs(project, INPUTS)?;
    let list = fs::read(project.dist().join("assets.json")).context("reading dist/assets.json")?;
    Ok(format!("{inputs}\n{}\n", fingerprint::of_bytes(&list)))
}
