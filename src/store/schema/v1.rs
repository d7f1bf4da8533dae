//! Version 1: the stores of the first release.

use super::{DOCUMENTS, DRAWER, MARKS, OUTBOX, PEOPLE, RECORDS};
use indexed_db_futures::{database::Database, prelude::*};

/// Makes the stores. All have keys of their own beside the values.
pub fn create(database: &Database) -> indexed_db_futures::Result<()> {
    for store in [PEOPLE, MARKS, RECORDS, OUTBOX, DRAWER, DOCUMENTS] {
        database.create_object_store(store).build()?;
    }
    Ok(())
}
