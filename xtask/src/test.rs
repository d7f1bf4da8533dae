//! `cargo xtask test`: everything that has to hold, in steps that go on after a failure, so that one run
//! shows all that is wrong.

use crate::counts::{Counts, closing_line};
use crate::project::Project;
use crate::{browser, chaos, client, server, shell, sim, size, tidy, tools};
use anyhow::{Result, bail};
use clap::Args;
use std::env;
use std::process::Command;
use std::time::{Duration, Instant};

const WASM: &str = "wasm32-unknown-unknown";

/// Which steps to run.
#[derive(Args)]
pub struct TestArgs {
    /// Run this step alone; may be given several times. A name that is not known lists them.
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
}

struct Step {
    name: &'static str,
    what: &'static str,
    /// Steps without which this one cannot be done; not run when one of them has failed before.
    needs: &'static [&'static str],
    run: fn(&Project) -> Result<Counts>,
}

/// Cheap ones first; then what others need.
const STEPS: &[Step] = &[
    Step { name: "format", what: "rustfmt has nothing to change", needs: &[], run: format },
    Step { name: "tidy", what: "the architecture's rules", needs: &[], run: tidy_step },
    Step { name: "client", what: "build of the client, release", needs: &[], run: build_client },
    Step { name: "size", what: "bytes of a first start", needs: &["client"], run: size_step },
    Step { name: "lint", what: "clippy, native", needs: &[], run: lint_native },
    Step { name: "lint-client", what: "clippy, client for Wasm", needs: &[], run: lint_client },
    Step { name: "unit", what: "unit and property tests", needs: &[], run: unit },
    Step {
        name: "sim",
        what: "20,000 seeds of the simulation, and its planted bugs",
        needs: &[],
        run: sim::test,
    },
    Step { name: "doc", what: "examples in the documentation", needs: &[], run: doc },
    Step { name: "web", what: "tests inside the browser", needs: &[], run: web },
    Step { name: "server", what: "build of the server, release", needs: &["client"], run: build_server },
    Step { name: "chaos", what: "the real server under faults", needs: &["server"], run: chaos::all },
    Step {
        name: "e2e",
        what: "browser against the real server",
        needs: &["client", "server"],
        run: end_to_end,
    },
];

struct Done {
    step: &'static Step,
    counts: Counts,
    time: Duration,
    remark: &'static str,
}

/// Runs the steps and prints the table and the line of counts; an error if anything failed.
pub fn run(project: &Project, args: &TestArgs) -> Result<()> {
    let steps = chosen(&args.only)?;
    let mut done: Vec<Done> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!("\n== {}/{} {}: {}", index + 1, steps.len(), step.name, step.what);
        let lacks = done.iter().any(|d| d.counts.failed > 0 && step.needs.contains(&d.step.name));
        let start = Instant::now();
        let (counts, remark) = if lacks {
            println!("not run: it needs {}", step.needs.join(" and "));
            (Counts::one(false), "not run")
        } else {
            match (step.run)(project) {
                Ok(counts) if counts.failed == 0 => (counts, ""),
                Ok(counts) => (counts, "FAILED"),
                Err(error) => {
                    println!("error: {error:#}");
                    (Counts::one(false), "FAILED")
                }
            }
        };
        done.push(Done { step, counts, time: start.elapsed(), remark });
    }
    close(&done)
}

fn chosen(only: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(name) = only.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        bail!("there is no step `{name}`; the steps are {}", names.join(", "));
    }
    Ok(STEPS.iter().filter(|step| only.is_empty() || only.iter().any(|name| name == step.name)).collect())
}

fn close(done: &[Done]) -> Result<()> {
    let mut total = Counts::default();
    println!("\n{:<12} {:>7} {:>7} {:>8}", "step", "passed", "failed", "time");
    for Done { step, counts, time, remark } in done {
        total += *counts;
        let line = format!(
            "{:<12} {:>7} {:>7} {:>8}  {remark}",
            step.name,
            counts.passed,
            counts.failed,
            clock(*time)
        );
        println!("{}", line.trim_end());
    }
    println!("{:<12} {:>24}\n", "in all", clock(done.iter().map(|d| d.time).sum()));
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        // The line of counts stays the last one.
        std::process::exit(1);
    }
    Ok(())
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

// --- The steps ----------------------------------------------------------------------------------------

fn format(project: &Project) -> Result<Counts> {
    one(shell::cargo(&["fmt", "--all", "--check"]).current_dir(project.root()))
}

fn tidy_step(project: &Project) -> Result<Counts> {
    tidy::check(project).map(|()| Counts::one(true))
}

fn size_step(project: &Project) -> Result<Counts> {
    size::check(project).map(|()| Counts::one(true))
}

/// A build that succeeds is no test.
fn build_client(project: &Project) -> Result<Counts> {
    client::build(project).map(|()| Counts::default())
}

fn build_server(project: &Project) -> Result<Counts> {
    server::build(project).map(|_| Counts::default())
}

fn lint_native(project: &Project) -> Result<Counts> {
    let args = ["clippy", "--workspace", "--exclude", "sotay", "--all-targets", "--", "-D", "warnings"];
    one(shell::cargo(&args).current_dir(project.root()))
}

fn lint_client(project: &Project) -> Result<Counts> {
    let args = ["clippy", "--package", "sotay", "--target", WASM, "--all-targets", "--", "-D", "warnings"];
    one(shell::cargo(&args).current_dir(project.root()))
}

/// The client's plain logic is tested natively as well; only what needs a browser goes there.
fn unit(project: &Project) -> Result<Counts> {
    let which = ["--workspace", "--exclude", "sotay-e2e"];
    tests(project, &mut runner(project, &which, &[]))
}

fn doc(project: &Project) -> Result<Counts> {
    let args = ["test", "--doc", "--workspace", "--exclude", "sotay", "--exclude", "sotay-e2e"];
    tests(project, &mut shell::cargo(&args))
}

fn web(project: &Project) -> Result<Counts> {
    let tools = tools::ensure(project)?;
    let browser = browser::ensure()?;
    let mut command =
        shell::cargo(&["test", "--package", "sotay", "--target", WASM, "--test", "*", "--no-fail-fast"]);
    command
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &tools.test_runner)
        .env("CHROMEDRIVER", &browser.driver)
        // The default of 20 seconds is for a test; this is for all of a file.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    tests(project, &mut command)
}

fn end_to_end(project: &Project) -> Result<Counts> {
    // Both are there already in a full run; with `--only e2e` this makes sure.
    client::build(project)?;
    let binary = server::build(project)?;
    let browser = browser::ensure()?;
    let mut command = runner(project, &["--package", "sotay-e2e"], &["--test-threads=2"]);
    command.env("SOTAY_BIN", binary).env("CHROMEDRIVER", browser.driver).env("CHROMIUM", browser.chromium);
    tests(project, &mut command)
}

/// nextest where it is installed, which runs test files side by side; else cargo's own runner with
/// `plain_args`.
fn runner(project: &Project, which: &[&str], plain_args: &[&str]) -> Command {
    let mut ask = Command::new("cargo-nextest");
    let has_nextest = shell::output(ask.args(["nextest", "--version"]).current_dir(project.root())).is_ok();
    let mut command = if has_nextest {
        let mut command = shell::cargo(&["nextest", "run", "--no-fail-fast", "--no-tests=pass"]);
        command.env("NEXTEST_NO_UPDATE_CHECK", "1");
        command
    } else {
        shell::cargo(&["test", "--no-fail-fast", "--tests"])
    };
    command.args(which);
    if !has_nextest && !plain_args.is_empty() {
        command.arg("--").args(plain_args);
    }
    command
}

/// A command that is one test.
fn one(command: &mut Command) -> Result<Counts> {
    shell::run(command).map(|()| Counts::one(true))
}

/// A command that runs tests: its lines are shown and its closing lines added up.
fn tests(project: &Project, command: &mut Command) -> Result<Counts> {
    command.current_dir(project.root()).env("CARGO_TERM_COLOR", shell::colour());
    if env::var_os("RUST_BACKTRACE").is_none() {
        command.env("RUST_BACKTRACE", "1");
    }
    let mut counts = Counts::default();
    let succeeded = shell::watch(command, |line| {
        println!("{line}");
        if let Some(more) = closing_line(line) {
            counts += more;
        }
    })?;
    if !succeeded && counts.failed == 0 {
        // Nothing failed, yet the command did: what did not compile or start counts as one.
        counts.failed = 1;
    }
    Ok(counts)
}
