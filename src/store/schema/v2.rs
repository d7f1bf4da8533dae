//! Version 2: the units' histories.

use super::HISTORY;
use indexed_db_futures::{database::Database, prelude::*};

/// Makes the store of histories.
pub fn create(database: &Database) -> indexed_db_futures::Result<()> {
    database.create_object_store(HISTORY).build()?;
    Ok(())
}
