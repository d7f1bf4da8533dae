//! The binary as a process.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotay"));
    command.args(arguments).env("RUST_LOG", "warn");
    command
}

pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

pub fn run_with_input(arguments: &[&str], input: &str) -> Output {
    let piped = || Stdio::piped();
    let mut child = command(arguments).stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
    // A command that fails before it reads has closed its end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a command said on the way out with a failure.
pub fn failure(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}{}", String::from_utf8_lossy(&output.stdout));
    said
}

pub fn success(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// `sotay serve` on a free port.
pub struct Server {
    pub url: String,
    pub child: Child,
    /// The first line that it printed.
    pub said: String,
    output: BufReader<ChildStdout>,
}

impl Server {
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    /// With further arguments.
    pub fn start_with(folder: &Path, more: &[&str]) -> Self {
        let arguments = [&["serve", "--port", "0", "--data", folder.to_str().unwrap()], more].concat();
        let mut child = command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        assert!(output.read_line(&mut said).unwrap() > 0, "the server says where it is");
        let url = said.trim_end().split_once(": ").unwrap().1.to_owned();
        Self { url, child, said, output }
    }

    /// What else it printed at the start; call it once the server has stopped.
    fn rest(&mut self) -> String {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        rest
    }

    /// Tells it to stop; gives how it ended and what else it had printed.
    pub fn terminate(mut self) -> (std::process::ExitStatus, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(id).status().unwrap().success());
        (self.child.wait().unwrap(), self.rest())
    }

    /// As a power cut, as far as the process goes.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
