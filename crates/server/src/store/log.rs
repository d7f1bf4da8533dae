//! The log as it is read from outside: every change with its verdict, in the order in which they were taken.

use super::{Connection, StoreError};
use serde::de::IgnoredAny;
use sotay_core::{
    clock::Millis,
    ids::{PersonId, Scope},
};
use std::ops::ControlFlow;

/// A row of the log. The texts are JSON on one line, as they were written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The change, a `sotay_core::change::Change`.
    pub change: String,
    /// What became of it, a `sotay_core::wire::Outcome`.
    pub verdict: String,
    /// When the server took it.
    pub received_at: Millis,
    /// Who handed it over, if not its author's own device.
    pub brought_by: Option<PersonId>,
}

/// Gives `take` one row after the other, those of `scope` alone if there is one, until it has enough. All are
/// of one snapshot.
pub fn each(
    connection: &Connection,
    scope: Option<&Scope>,
    mut take: impl FnMut(Entry) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let sql = "SELECT change, outcome, received_at, brought_by FROM log
               WHERE ?1 IS NULL OR scope = ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([scope.map(ToString::to_string)])?;
    while let Some(row) = rows.next()? {
        let brought_by = row.get::<_, Option<String>>(3)?.map(super::units::id).transpose()?;
        let entry = Entry { change: row.get(0)?, verdict: row.get(1)?, received_at: row.get(2)?, brought_by };
        for text in [&entry.change, &entry.verdict] {
            serde_json::from_str::<IgnoredAny>(text)
                .map_err(|error| StoreError::corrupt("log")(error.to_string()))?;
        }
        if take(entry).is_break() {
            break;
        }
    }
    Ok(())
}
