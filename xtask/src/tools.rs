//! The build tools: which versions, whether they are there, and how to get them.
//!
//! Nothing is put outside the repository, save Rust's own Wasm target: `cargo install` goes to `.tools/`,
//! npm to `node_modules/`. A tool of the right version that the machine already has is used as it is.

use crate::project::Project;
use crate::{fingerprint, shell};
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// 0.22 wants a newer Rust than `rust-toolchain.toml` names.
const TRUNK: &str = "0.21.14";
const WASM: &str = "wasm32-unknown-unknown";

/// The tools of a client build, all found.
pub struct Tools {
    /// Trunk's program.
    pub trunk: PathBuf,
    /// The runner that takes a test to a browser.
    pub test_runner: PathBuf,
    /// `PATH` with the pinned tools ahead of the machine's own.
    pub path: OsString,
}

/// Finds the tools and installs those that are missing, saying each step in a line.
pub fn ensure(project: &Project) -> Result<Tools> {
    println!("Build tools:");
    let lock = fs::read_to_string(project.path("Cargo.lock")).context("reading Cargo.lock")?;
    wasm_target()?;
    fetch(project, &lock)?;
    let trunk = cargo_tool(project, "trunk", "trunk", TRUNK)?;
    let bindgen_version = locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen: does the client not depend on it?")?;
    let bindgen = cargo_tool(project, "wasm-bindgen-cli", "wasm-bindgen", &bindgen_version)?;
    npm_tools(project)?;

    let bindgen_dir = bindgen.parent().context("a program without a folder")?;
    Ok(Tools {
        trunk,
        test_runner: bindgen_dir.join(format!("wasm-bindgen-test-runner{}", env::consts::EXE_SUFFIX)),
        // npm's folder first: a distribution's own, older wasm-opt writes a client that dies at run time.
        path: shell::path_with(&[&project.npm_bin(), bindgen_dir])?,
    })
}

fn say(tool: &str, state: &str) {
    println!("  {tool:<30} {state}");
}

fn wasm_target() -> Result<()> {
    let mut ask = Command::new("rustc");
    ask.args(["--print", "target-libdir", "--target", WASM]);
    if shell::output(&mut ask).is_ok_and(|dir| Path::new(dir.trim()).is_dir()) {
        say("Rust's Wasm target", "there");
        return Ok(());
    }
    say("Rust's Wasm target", "missing: rustup target add");
    shell::run(Command::new("rustup").args(["target", "add", WASM]))
        .context("the Rust toolchain has no Wasm target, and rustup could not add it")
}

/// Trunk builds without a network, so every crate has to be here before.
fn fetch(project: &Project, lock: &str) -> Result<()> {
    let note = project.note("fetched")?;
    let now = fingerprint::of_bytes(lock.as_bytes());
    if fs::read_to_string(&note).is_ok_and(|old| old == now) {
        say("the crates of Cargo.lock", "there");
        return Ok(());
    }
    say("the crates of Cargo.lock", "cargo fetch");
    let host = shell::output(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let mut command = shell::cargo(&["fetch", "--quiet", "--target", WASM, "--target", host.trim()]);
    if env::var_os("CI").is_some() {
        // What lands has a lock file that fits its manifests.
        command.arg("--locked");
    }
    shell::run(command.current_dir(project.root()))?;
    // Fetching may have written the lock file, where a manifest had changed.
    let lock = fs::read(project.path("Cargo.lock")).context("reading Cargo.lock")?;
    fs::write(&note, fingerprint::of_bytes(&lock)).with_context(|| format!("writing {}", note.display()))
}

/// The program of a crate in exactly this version: from `.tools/`, the user's cargo folder or `PATH`; else
/// it is installed.
fn cargo_tool(project: &Project, package: &str, program: &str, version: &str) -> Result<PathBuf> {
    let own = project.tools().join("bin");
    let mut folders = vec![own.clone()];
    folders.extend(cargo_home().map(|home| home.join("bin")));
    let right = shell::candidates(&[program], &folders)
        .into_iter()
        .find(|path| program_version(path).is_some_and(|found| found == version));
    if let Some(path) = right {
        say(&format!("{program} {version}"), "there");
        return Ok(path);
    }
    say(&format!("{program} {version}"), "missing: cargo install (some minutes, once)");
    install(project, package, version, &own)?;
    Ok(own.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
}

/// First with the crate's own lock file; a registry mirror that lags behind it does not have every version
/// that it names, and then the newest that fit will do.
fn install(project: &Project, package: &str, version: &str, bin: &Path) -> Result<()> {
    let mut said = Vec::new();
    for locked in [true, false] {
        let mut command = shell::cargo(&["install", package, "--version", version, "--force", "--root"]);
        command.arg(project.tools()).arg("--target-dir").arg(project.target().join("tools"));
        if locked {
            command.arg("--locked");
        }
        command
            .current_dir(project.root())
            // On PATH, or cargo would advise to put it there.
            .env("PATH", shell::path_with(&[bin])?)
            // These tools wait for files; a third of the time to build them is worth more than their speed.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .env("CARGO_TERM_COLOR", "never");
        let mut compiled = 0;
        said.clear();
        let done = shell::watch(&mut command, |line| {
            if line.trim_start().starts_with("Compiling ") {
                compiled += 1;
                if compiled % 50 == 0 {
                    say("", &format!("{compiled} crates compiled"));
                }
            } else {
                said.push(line.to_owned());
            }
        })?;
        if done {
            say("", &format!("installed ({compiled} crates)"));
            return Ok(());
        }
        if locked {
            say("", "not with its lock file: once more without");
        }
    }
    let last = said.len().saturating_sub(30);
    bail!("cargo install {package} {version} failed:\n{}", said[last..].join("\n"))
}

/// binaryen (`wasm-opt`) and esbuild, in the versions and with the digests of `package-lock.json`.
fn npm_tools(project: &Project) -> Result<()> {
    let lock = fs::read(project.path("package-lock.json")).context("reading package-lock.json")?;
    let note = project.path("node_modules/.sotay-lock");
    let now = fingerprint::of_bytes(&lock);
    if fs::read_to_string(&note).is_ok_and(|old| old == now) {
        say("wasm-opt, esbuild", "there");
        return Ok(());
    }
    say("wasm-opt, esbuild", "missing: npm ci");
    // No install scripts: esbuild's only saves some milliseconds at each start.
    let mut command = Command::new("npm");
    command.args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    ]);
    let said = shell::output(command.current_dir(project.root()));
    said.context("npm, which comes with Node.js, has to install two pinned build tools")?;
    fs::write(&note, now).with_context(|| format!("writing {}", note.display()))
}

fn cargo_home() -> Option<PathBuf> {
    let home = || env::home_dir().map(|home| home.join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}

/// The second word of `program --version`.
fn program_version(program: &Path) -> Option<String> {
    let text = shell::output(Command::new(program).arg("--version")).ok()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

/// The version of a package that a Cargo.lock names.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n\
                    [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.131\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm-bindgen-macro").as_deref(), Some("0.2.131"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
