//! `sotay audit`.

use super::{Data, Failure, file, say};
use crate::store::{
    Store,
    audit::{self, Chain},
    units,
};
use clap::Subcommand;
use sotay_core::{
    chain::Tip,
    ids::{Scope, UnitId},
};
use std::path::PathBuf;

/// Whether the log is what was written.
#[derive(Subcommand)]
pub enum Audit {
    /// Compute every chain of the log anew, and the cells from the log.
    ///
    /// Prints a line for each chain, with the first thing that is wrong in it, and exits with status 1 when
    /// anything is. Nothing is written, and the server may be running.
    Verify {
        #[command(flatten)]
        data: Data,
        /// Only the chain of this unit.
        #[arg(long, value_name = "ID")]
        unit: Option<UnitId>,
        /// Also check that the tips of this file, which `sotay audit tips` printed, are in the chains still.
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
    },
    /// Print where each chain ends: scope, rows, hash. Keep it where nobody who can write the database can write.
    Tips {
        #[command(flatten)]
        data: Data,
    },
}

impl Audit {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Verify { data, unit, against } => verify(&data, unit, against),
            Self::Tips { data } => {
                for (scope, tip) in audit::tips(&Store::inspect(&data.folder)?)? {
                    say(&format!("{scope} {} {}\n", tip.n, tip.hash));
                }
                Ok(())
            }
        }
    }
}

fn verify(data: &Data, unit: Option<UnitId>, against: Option<PathBuf>) -> Result<(), Failure> {
    let kept = match &against {
        Some(path) => {
            read(&file::read_text(path)?).map_err(|error| format!("{}: {error}", path.display()))?
        }
        None => Vec::new(),
    };
    let connection = Store::inspect(&data.folder)?;
    if let Some(unit) = &unit
        && !units::all(&connection)?.iter().any(|known| known.id == *unit)
    {
        return Err(format!("{unit} is not a unit of {}", data.folder.display()).into());
    }
    let chains =
        audit::verify(&connection, unit.map(Scope::Unit).as_ref(), &kept, |chain| say(&line(chain)))?;
    let rows: u64 = chains.iter().map(|chain| chain.rows).sum();
    let broken = chains.iter().filter(|chain| chain.broken.is_some()).count();
    if broken > 0 {
        return Err(format!("{broken} of {} chains are not as they were written", chains.len()).into());
    }
    say(&format!("{} chains, {rows} rows: all as they were written\n", chains.len()));
    Ok(())
}

fn line(chain: &Chain) -> String {
    let Chain { scope, rows, tip, broken } = chain;
    match broken {
        Some(broken) => format!("{scope}  {rows} rows  BROKEN  {broken}\n"),
        None => {
            let hash: String = tip.hash.to_string().chars().take(16).collect();
            format!("{scope}  {rows} rows  tip {hash}…\n")
        }
    }
}

/// The tips of a file: scope, rows and hash, a line each.
fn read(text: &str) -> Result<Vec<(Scope, Tip)>, String> {
    let tip = |line: &str| {
        let mut words = line.split_whitespace();
        let (Some(scope), Some(n), Some(hash), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return None;
        };
        Some((scope.parse().ok()?, Tip { n: n.parse().ok()?, hash: hash.parse().ok()? }))
    };
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let tips = lines
        .map(|(number, line)| {
            tip(line).ok_or_else(|| format!("line {number} is not of `sotay audit tips`: {line:?}"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    if tips.is_empty() { Err("there are no tips in it".into()) } else { Ok(tips) }
}
