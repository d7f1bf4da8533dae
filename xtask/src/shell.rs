//! Running other programs, with errors that say which one failed and how.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

/// A cargo command. The variables that an outer `cargo run` left are taken out: some of them would make
/// build scripts run again for nothing.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(args);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let leaked = text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_");
        if leaked || text == "CARGO_PRIMARY_PACKAGE" || text == "CARGO_BIN_NAME" {
            command.env_remove(&name);
        }
    }
    command
}

/// The command as one line, to show.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Runs it with this program's own input and output.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs it quietly and returns what it wrote to its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let out = command
        .stderr(Stdio::piped())
        .output()
        .with_context(|| format!("could not start `{}`", line(command)))?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        bail!("`{}` failed ({}): {}", line(command), out.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Runs it with `input` as its standard input and returns its standard output.
pub fn pipe(command: &mut Command, input: &[u8]) -> Result<Vec<u8>> {
    let shown = line(command);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .with_context(|| format!("could not start `{shown}`"))?;
    let mut stdin = child.stdin.take().context("no standard input")?;
    let input = input.to_vec();
    // In a thread of its own: both ends may wait for each other otherwise.
    let writer = thread::spawn(move || stdin.write_all(&input));
    let mut result = Vec::new();
    child.stdout.take().context("no standard output")?.read_to_end(&mut result)?;
    let status = child.wait()?;
    let written = writer.join().map_err(|_| anyhow::anyhow!("the writer to `{shown}` panicked"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    written.with_context(|| format!("writing to `{shown}`"))?;
    Ok(result)
}

/// Runs it and hands each line of both its outputs to `see`, in the order of their coming. Returns whether
/// it succeeded; not to have started is an error.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    let shown = line(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{shown}`"))?;
    let (sender, lines) = mpsc::channel();
    let out = child.stdout.take().context("no standard output")?;
    let err = child.stderr.take().context("no standard error")?;
    let readers = [follow(out, sender.clone()), follow(err, sender)];
    for text in lines {
        see(&text);
    }
    for reader in readers {
        reader.join().map_err(|_| anyhow::anyhow!("a reader of `{shown}` panicked"))?;
    }
    Ok(child.wait()?.success())
}

fn follow(stream: impl Read + Send + 'static, sender: mpsc::Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for bytes in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let text = String::from_utf8_lossy(&bytes).trim_end_matches('\r').to_owned();
            if sender.send(text).is_err() {
                break;
            }
        }
    })
}

/// `always` where a person looks at a terminal: the outputs go through a pipe and would lose their colours.
pub fn colour() -> &'static str {
    let wanted = std::io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    if wanted { "always" } else { "never" }
}

/// The first of the `names` that is a program in one of the `folders` or on `PATH`.
pub fn which(names: &[&str], folders: &[PathBuf]) -> Option<PathBuf> {
    candidates(names, folders).into_iter().next()
}

/// Every program with one of the `names`, in `folders` first and then on `PATH`.
pub fn candidates(names: &[&str], folders: &[PathBuf]) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let places: Vec<PathBuf> = folders.iter().cloned().chain(env::split_paths(&path)).collect();
    let named = names.iter().flat_map(|name| places.iter().map(move |place| place.join(name)));
    named
        .map(|path| if cfg!(windows) { path.with_extension("exe") } else { path })
        .filter(|p| p.is_file())
        .collect()
}

/// `PATH` with the `folders` ahead of everything else.
pub fn path_with(folders: &[&Path]) -> Result<std::ffi::OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().map(|folder| folder.to_path_buf()).chain(env::split_paths(&old));
    env::join_paths(all).context("a folder's name cannot stand in PATH")
}
