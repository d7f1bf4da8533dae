//! The real server: the program `sotay`, its commands, and `sotay serve` as a process that can be killed.

use anyhow::{Context, Result, bail, ensure};
use std::{
    env,
    ffi::OsStr,
    fs::{self, OpenOptions},
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

/// The database's file in a data folder.
pub const DATABASE: &str = "sotay.db";

/// The program under test.
#[derive(Clone, Debug)]
pub struct Sotay {
    program: PathBuf,
    /// Where servers write their log, beside the data and not among it.
    said: PathBuf,
}

impl Sotay {
    /// The program that `SOTAY_BIN` names, else the one that lies beside this one. What servers say goes to
    /// the file `said`. An error names where it was looked for.
    pub fn find(said: &Path) -> Result<Self> {
        let beside = || {
            let name = format!("sotay{}", env::consts::EXE_SUFFIX);
            Ok::<_, anyhow::Error>(env::current_exe()?.with_file_name(name))
        };
        let program = env::var_os("SOTAY_BIN").map_or_else(beside, |path| Ok(path.into()))?;
        ensure!(
            program.is_file(),
            "{} is not there; SOTAY_BIN names the server's program",
            program.display()
        );
        Ok(Self { program, said: said.into() })
    }

    /// Runs a command and gives what it printed; an error with what it complained of when it fails.
    pub fn run(&self, arguments: &[&OsStr]) -> Result<Vec<u8>> {
        self.run_with(arguments, "")
    }

    /// [`Self::run`] with `input` as its standard input.
    pub fn run_with(&self, arguments: &[&OsStr], input: &str) -> Result<Vec<u8>> {
        let shown = arguments.iter().map(|a| a.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let mut command = Command::new(&self.program);
        command.args(arguments).env("RUST_LOG", "warn");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("starting sotay {shown}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that fails before it reads has closed its end.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output().with_context(|| format!("waiting for sotay {shown}"))?;
        if !output.status.success() {
            bail!("sotay {shown} ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(output.stdout)
    }

    /// What `sotay log` prints of a data folder.
    pub fn log(&self, folder: &Path) -> Result<Vec<u8>> {
        self.run(&["log".as_ref(), "--data".as_ref(), folder.as_os_str()])
    }

    /// The last lines of what servers said, for a failure's explanation.
    pub fn last_words(&self) -> String {
        let text = fs::read(&self.said).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }
}

/// `sotay serve` on a free port of this machine. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    output: Option<BufReader<ChildStdout>>,
    address: Option<SocketAddr>,
}

impl Server {
    /// Starts it and waits until it says where it listens.
    pub fn start(sotay: &Sotay, folder: &Path) -> Result<Self> {
        let mut server = Self::spawn(sotay, folder)?;
        server.ready().with_context(|| format!("the server says:\n{}", sotay.last_words()))?;
        Ok(server)
    }

    /// Starts it and does not wait.
    pub fn spawn(sotay: &Sotay, folder: &Path) -> Result<Self> {
        let said = OpenOptions::new().create(true).append(true).open(&sotay.said);
        let mut command = Command::new(&sotay.program);
        command.args(["serve", "--port", "0", "--data"]).arg(folder).env("RUST_LOG", "warn");
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(said.with_context(|| format!("opening {}", sotay.said.display()))?);
        let mut child = command.spawn().context("starting sotay serve")?;
        let output = child.stdout.take().map(BufReader::new);
        Ok(Self { child, output, address: None })
    }

    /// Waits for the line in which it says where it listens; an error when it ends before.
    pub fn ready(&mut self) -> Result<SocketAddr> {
        let mut output = self.output.take().context("the server was ready before")?;
        let mut line = String::new();
        while output.read_line(&mut line)? > 0 {
            if let Some((_, address)) = line.trim_end().rsplit_once("http://") {
                let address: SocketAddr = address.parse().with_context(|| format!("in {line:?}"))?;
                // Read on, or the server blocks once the pipe is full.
                std::thread::spawn(move || output.lines().map_while(Result::ok).for_each(drop));
                self.address = Some(address);
                return Ok(address);
            }
            line.clear();
        }
        bail!("the server ended ({}) before it was ready", self.child.wait()?)
    }

    /// Where it listens. An error before [`Self::ready`].
    pub fn address(&self) -> Result<SocketAddr> {
        self.address.context("the server is not ready yet")
    }

    /// Its URL without a path.
    pub fn url(&self) -> Result<String> {
        Ok(format!("http://{}", self.address()?))
    }

    /// SIGKILL.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill().context("killing the server")?;
        self.child.wait().context("waiting for the killed server")?;
        Ok(())
    }

    /// SIGTERM; waits until it has ended, which must be with success.
    pub fn stop(mut self) -> Result<()> {
        signal("TERM", self.child.id())?;
        let status = self.child.wait().context("waiting for the server to stop")?;
        ensure!(status.success(), "told to stop, the server ended with {status}");
        Ok(())
    }

    /// SIGSTOP: it runs on after [`Self::go_on`].
    pub fn pause(&self) -> Result<()> {
        signal("STOP", self.child.id())
    }

    /// SIGCONT.
    pub fn go_on(&self) -> Result<()> {
        signal("CONT", self.child.id())
    }

    /// The most memory that it has held at once, in bytes; none where the system does not say.
    pub fn peak_memory(&self) -> Option<u64> {
        self.memory("VmHWM:")
    }

    /// The memory that it holds now, in bytes; none where the system does not say.
    pub fn resident_memory(&self) -> Option<u64> {
        self.memory("VmRSS:")
    }

    /// How long it has had a processor, all its threads together, in seconds; none where the system does not say.
    pub fn processor_time(&self) -> Option<f64> {
        processor_time(&format!("/proc/{}/stat", self.child.id()))
    }

    fn memory(&self, what: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(what))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already. SIGKILL also ends one that is paused.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long a process or a thread has had a processor, in seconds, by its `stat` file in `/proc`.
pub fn processor_time(stat: &str) -> Option<f64> {
    /// Linux counts in hundredths of a second, whatever the processor does.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string(stat).ok()?;
    // The name before the last bracket may hold anything. Behind it the 12th and 13th are own and system's time.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: Vec<f64> = fields.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
    (ticks.len() == 2).then(|| ticks.iter().sum::<f64>() / TICKS)
}

fn signal(name: &str, id: u32) -> Result<()> {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(id.to_string()).status();
    ensure!(sent.context("starting kill")?.success(), "SIG{name} could not be sent");
    Ok(())
}
