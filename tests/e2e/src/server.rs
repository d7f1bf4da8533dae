//! The server as a process, over practice data in a folder of its own.

use crate::{
    OrFail,
    process::{Service, program, signal, workspace},
};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A practice server. It keeps its port and its data when it is stopped and started again.
pub struct Server {
    data: TempDir,
    client: Option<PathBuf>,
    port: u16,
    running: Option<Service>,
}

impl Server {
    /// Fills a new folder with practice data and serves it on a free port.
    pub fn start() -> Self {
        Self::of(None)
    }

    /// The same with the client of a folder instead of the one inside the binary.
    pub fn start_with_client(client: &Path) -> Self {
        Self::of(Some(client.to_owned()))
    }

    fn of(client: Option<PathBuf>) -> Self {
        let data = TempDir::new().or_fail("a folder for the data");
        output(sotay().arg("practice").arg("--data").arg(data.path()));
        let mut server = Self { data, client, port: 0, running: None };
        server.start_again();
        server
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Makes it stand still: connections stay open, requests hang.
    pub fn pause(&self) {
        signal("-STOP", &[self.running.as_ref().or_fail("the server was to run").id()]);
    }

    /// Lets it go on where it stood still.
    pub fn resume(&self) {
        signal("-CONT", &[self.running.as_ref().or_fail("the server was to run").id()]);
    }

    /// Stops it in order.
    pub fn stop(&mut self) {
        self.running.take().or_fail("the server was to run").terminate();
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.running.take().or_fail("the server was to run").kill();
    }

    /// Starts it again where it was.
    pub fn start_again(&mut self) {
        let mut command = sotay();
        command.args(["serve", "--port", &self.port.to_string(), "--data"]).arg(self.data.path());
        if let Some(client) = &self.client {
            command.arg("--client").arg(client);
        }
        command.env("RUST_LOG", "warn");
        let running = Service::start(&mut command, |line| line.contains("http://"));
        let port = running.said.rsplit_once(':').and_then(|(_, port)| port.trim().parse().ok());
        self.port = port.or_fail(&format!("the port in {:?}", running.said));
        self.running = Some(running);
    }

    /// Publishes a plan from the command line, beside the running server.
    pub fn publish(&self, plan: &Value, note: &str) {
        let file = self.data.path().join("plan.json");
        std::fs::write(&file, plan.to_string()).or_fail("writing a plan");
        let mut command = sotay();
        command.args(["plan", "publish"]).arg(&file).args(["--note", note, "--data"]).arg(self.data.path());
        output(&mut command);
    }

    /// What `sotay log` prints of a unit, or of all.
    pub fn log(&self, unit: Option<&str>) -> Vec<Value> {
        let mut command = sotay();
        command.arg("log").arg("--data").arg(self.data.path());
        if let Some(unit) = unit {
            command.args(["--unit", unit]);
        }
        let lines = output(&mut command);
        lines.lines().map(|line| serde_json::from_str(line).or_fail("a line of the log")).collect()
    }

    /// The changes of a unit that are no part of the practice data: those made by devices of the test.
    pub fn log_after(&self, before: &[Value], unit: &str) -> Vec<Value> {
        let mut log = self.log(Some(unit));
        assert_eq!(&log[..before.len()], before, "the log is append-only");
        log.split_off(before.len())
    }
}

/// The binary under test.
pub fn sotay() -> Command {
    Command::new(program("SOTAY_BIN", &[workspace().join("target/release/sotay")]))
}

fn output(command: &mut Command) -> String {
    let output = command.output().or_fail("starting sotay");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).or_fail("what sotay printed")
}
