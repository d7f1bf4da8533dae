//! What a run came to: a table and a verdict.

use std::fmt;

/// A run's table and verdict.
#[derive(Clone, Debug)]
pub struct Report {
    title: String,
    rows: Vec<(String, String)>,
    failures: Vec<String>,
    skipped: Option<String>,
}

impl Report {
    /// The report of the command `chaos NAME` with this seed.
    pub fn new(name: &str, seed: u64) -> Self {
        let title = format!("chaos {name}");
        Self { title, rows: vec![("seed".into(), seed.to_string())], failures: Vec::new(), skipped: None }
    }

    /// A run that this machine does not allow, and why.
    pub fn skipped(name: &str, why: &str) -> Self {
        let title = format!("chaos {name}");
        Self { title, rows: Vec::new(), failures: Vec::new(), skipped: Some(why.into()) }
    }

    /// Adds a line to the table.
    pub fn row(&mut self, name: &str, value: impl fmt::Display) {
        self.rows.push((name.into(), value.to_string()));
    }

    /// Adds what is wrong.
    pub fn fail(&mut self, what: impl Into<String>) {
        self.failures.push(what.into());
    }

    /// [`Self::fail`] unless `holds`.
    pub fn require(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.fail(what());
        }
    }

    /// Whether anything is wrong.
    pub fn has_failed(&self) -> bool {
        !self.failures.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.title)?;
        let width = self.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in &self.rows {
            writeln!(f, "  {name:<width$}  {value}")?;
        }
        match &self.skipped {
            Some(why) => writeln!(f, "  not possible here: {why}\nverdict: SKIPPED"),
            None if self.failures.is_empty() => writeln!(f, "verdict: PASSED, nothing lost, nothing doubled"),
            None => {
                self.failures.iter().try_for_each(|failure| writeln!(f, "  ! {failure}"))?;
                writeln!(f, "verdict: FAILED")
            }
        }
    }
}
