//! Version 3: the bytes of evidence files, which are sent, and which are held.

use super::{FILES, HELD, SENDING};
use indexed_db_futures::{database::Database, prelude::*};

/// Makes the stores.
pub fn create(database: &Database) -> indexed_db_futures::Result<()> {
    for store in [FILES, SENDING, HELD] {
        database.create_object_store(store).build()?;
    }
    Ok(())
}
