//! Cuts the client's Wasm in two: what a first start waits for, and the piece that comes after.
//!
//! Trunk knows one Wasm file only. So a release is bound again here, from the very file that cargo wrote:
//!
//! 1. `wasm_split_cli_support` takes out what is reached through `#[wasm_split]` alone (src/pages/later.rs)
//!    and writes the script that loads it.
//! 2. `wasm-bindgen` binds the rest; esbuild joins that script to its glue, so that one file is loaded.
//! 3. `wasm-opt` makes each part small.

use crate::precache::{Files, esbuild};
use crate::project::Project;
use crate::shell;
use anyhow::{Context, Result, anyhow, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_split_cli_support::Options;

/// The program, as `Cargo.toml` names it.
const PROGRAM: &str = "sotay-web";
/// The loader's name; the Wasm imports from it.
const LOADER: &str = "./__wasm_split.js";
/// What the splitter's names of pieces begin with.
const PIECE: &str = "split_";
/// Where a program that can be cut imports from until it is cut.
const UNCUT: &[u8] = b"__wasm_split_placeholder__";
/// The order matters: docs/tools.md says why.
const OPTIMISE: &[&str] = &[
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--merge-similar-functions",
    "-Oz",
    "--low-memory-unused",
    "--reorder-functions-by-name",
];

/// Puts the parts in the place of what Trunk bound.
pub fn run(project: &Project, files: &mut Files) -> Result<()> {
    let dir = project.target().join("xtask/split");
    if dir.exists() {
        fs::remove_dir_all(&dir).with_context(|| format!("emptying {}", dir.display()))?;
    }
    let cut = dir.join("cut");
    let bound = dir.join("bound");
    let pieces = pieces(&project.target(), &cut)?;
    bind(&cut.join(format!("{PROGRAM}.wasm")), &bound)?;

    let glue = format!("{PROGRAM}.js");
    let main = format!("{PROGRAM}_bg.wasm");
    if !pieces.is_empty() {
        let loader = LOADER.trim_start_matches("./");
        fs::copy(cut.join(loader), bound.join(loader)).context("copying the loader")?;
    }
    let mut join = esbuild(project);
    join.args(["--bundle", "--format=esm", "--charset=utf8", "--log-level=warning", &glue])
        .current_dir(&bound);
    put(files, &glue, shell::output(&mut join).context("joining the glue and the loader")?.into_bytes())?;
    put(files, &main, optimise(project, &bound.join(&main))?)?;
    for piece in pieces {
        let name = piece.file_name().and_then(|name| name.to_str()).context("a piece without a name")?;
        files.insert(format!("/{name}"), optimise(project, &piece)?);
    }
    Ok(())
}

/// Whether a file of a build is a piece that comes after the first start.
pub fn is_piece(path: &str) -> bool {
    path.trim_start_matches('/').starts_with(PIECE)
}

/// Cuts the program that cargo wrote; one that was built without the flags of `cargo xtask build` stays whole.
fn pieces(target: &Path, cut: &Path) -> Result<Vec<PathBuf>> {
    let program = target.join(format!("wasm32-unknown-unknown/wasm-release/{PROGRAM}.wasm"));
    let program = fs::read(&program).with_context(|| format!("reading {}", program.display()))?;
    fs::create_dir_all(cut).with_context(|| format!("making {}", cut.display()))?;
    let main = cut.join(format!("{PROGRAM}.wasm"));
    if !program.windows(UNCUT.len()).any(|bytes| bytes == UNCUT) {
        fs::write(&main, program).with_context(|| format!("writing {}", main.display()))?;
        return Ok(Vec::new());
    }
    let glue = format!("./{PROGRAM}.js");
    let mut options = Options::new(&program);
    options.output_dir = cut;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = &glue;
    let done =
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cutting the Wasm: {error:#}"))?;
    Ok(done.split_modules)
}

fn bind(main: &Path, out: &Path) -> Result<()> {
    let mut command = Command::new("wasm-bindgen");
    // The pieces need the linker's own exports (memory, stack, table of functions), and names as they are.
    command.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle", "--out-dir"]);
    command.arg(out).args(["--out-name", PROGRAM]).arg(main);
    shell::output(&mut command).context("binding the cut program")?;
    Ok(())
}

fn optimise(project: &Project, wasm: &Path) -> Result<Vec<u8>> {
    let small = wasm.with_extension("small");
    let mut command =
        Command::new(project.npm_bin().join(if cfg!(windows) { "wasm-opt.cmd" } else { "wasm-opt" }));
    command.args(OPTIMISE).arg(wasm).arg("-o").arg(&small);
    shell::output(&mut command)?;
    fs::read(&small).with_context(|| format!("reading {}", small.display()))
}

/// In place of Trunk's file of that name: were there none, the page would go on naming another.
fn put(files: &mut Files, name: &str, bytes: Vec<u8>) -> Result<()> {
    let old = files.insert(format!("/{name}"), bytes);
    ensure!(old.is_some(), "Trunk wrote no {name}");
    Ok(())
}
