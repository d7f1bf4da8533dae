//! The database's schema: one module a version, forward only, each in a transaction of its own.
//!
//! `user_version` says how far a database is. One of a newer build is refused and never touched.

mod v1;
mod v2;

pub use v1::SERVER;

use super::error::StoreError;
use rusqlite::{Connection, TransactionBehavior};

/// How a version is reached from the one before it.
type Migration = fn(&Connection) -> Result<(), StoreError>;

/// Every version in order, the first leading from nothing to version 1.
const MIGRATIONS: [Migration; 2] = [v1::up, v2::up];

/// The schema's version that this build writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// The version a database has; 0 for a new one.
pub fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings a database to [`VERSION`].
pub fn run(connection: &mut Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found > VERSION {
        return Err(StoreError::Newer { found });
    }
    for (step, up) in (1..).zip(MIGRATIONS).skip_while(|(step, _)| *step <= found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        up(&transaction)?;
        transaction.pragma_update(None, "user_version", step)?;
        transaction.commit()?;
    }
    Ok(())
}
