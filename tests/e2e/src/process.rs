//! Processes: started, read from, and ended by their ids.

use crate::OrFail;
use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

/// A program that says on its output, in one line, where it listens. Killed when dropped.
pub struct Service {
    child: Child,
    /// The line.
    pub said: String,
}

impl Service {
    /// Starts it and waits for the line that `is_ready` accepts.
    pub fn start(command: &mut Command, is_ready: impl Fn(&str) -> bool) -> Self {
        let name = command.get_program().display().to_string();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().or_fail(&format!("starting {name}"));
        let output = child.stdout.take().or_fail("the program's output");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let said = lines.find(|line| is_ready(line));
        // Read on, or the program blocks once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        match said {
            Some(said) => Self { child, said },
            None => {
                let status = child.wait().or_fail(&format!("waiting for {name}"));
                panic!("{name} ended ({status}) before it was ready; what it said is above");
            }
        }
    }

    /// Its id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it to stop and waits until it has.
    pub fn terminate(mut self) {
        signal("-TERM", &[self.child.id()]);
        self.child.wait().or_fail("waiting for a program to stop");
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.end();
    }
}

/// Sends a signal to processes. One that is gone already is none of our concern.
pub fn signal(signal: &str, ids: &[u32]) {
    let ids = ids.iter().map(u32::to_string);
    let sent = Command::new("kill").arg(signal).args(ids).stderr(Stdio::null()).status();
    sent.or_fail("starting kill");
}

/// The processes that a process started, and those that they started.
pub fn descendants(of: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .or_fail("reading /proc")
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|id: u32| Some((id, parent(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)?)))
        .collect();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&ancestor) = found.get(next) {
        found.extend(parents.iter().filter(|(_, parent)| *parent == ancestor).map(|(id, _)| *id));
        next += 1;
    }
    found.split_off(1)
}

/// The second field after the name, which is in brackets and may hold anything.
fn parent(stat: &str) -> Option<u32> {
    let (_, after) = stat.rsplit_once(')')?;
    after.split_whitespace().nth(1)?.parse().ok()
}

/// The workspace's folder.
pub fn workspace() -> PathBuf {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    PathBuf::from(here).canonicalize().or_fail("the workspace's folder")
}

/// The program that the variable names; else the first of `usual` that there is.
pub fn program(variable: &str, usual: &[PathBuf]) -> PathBuf {
    if let Some(given) = env::var_os(variable) {
        return PathBuf::from(given);
    }
    match usual.iter().find(|path| path.is_file()) {
        Some(path) => path.clone(),
        None => panic!("set {variable}: none of {usual:?} is there"),
    }
}
