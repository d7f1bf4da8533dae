//! `sotay log`.

use super::{Data, Failure};
use crate::store::{Store, log, units};
use clap::Args;
use jiff::Timestamp;
use sotay_core::ids::{Scope, UnitId};
use std::{
    io::{BufWriter, Write, stdout},
    ops::ControlFlow,
};

/// Print every change that the server has judged, oldest first.
#[derive(Args)]
pub struct Log {
    #[command(flatten)]
    data: Data,
    /// Only the changes of this unit.
    #[arg(long, value_name = "ID")]
    unit: Option<UnitId>,
}

impl Log {
    pub(super) fn run(self) -> Result<(), Failure> {
        let connection = Store::inspect(&self.data.folder)?;
        if let Some(unit) = &self.unit
            && !units::all(&connection)?.iter().any(|known| known.id == *unit)
        {
            return Err(format!("{unit} is not a unit of {}", self.data.folder.display()).into());
        }
        let scope = self.unit.map(Scope::Unit);
        let mut out = BufWriter::new(stdout().lock());
        let mut wrong_time = None;
        log::each(&connection, scope.as_ref(), |entry| {
            let Ok(at) = Timestamp::from_millisecond(entry.received_at) else {
                wrong_time = Some(entry.received_at);
                return ControlFlow::Break(());
            };
            let log::Entry { change, verdict, brought_by, .. } = entry;
            let brought = brought_by.map(|by| format!(r#","brought_by":"{by}""#)).unwrap_or_default();
            let line = format!(r#"{{"change":{change},"verdict":{verdict},"received_at":"{at}"{brought}}}"#);
            // That nobody reads on (`| head`) is no failure, but no reason to go on either.
            if writeln!(out, "{line}").is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let _ = out.flush();
        match wrong_time {
            Some(time) => Err(format!("the log holds a time that is none: {time}").into()),
            None => Ok(()),
        }
    }
}
