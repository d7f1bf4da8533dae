//! The database's stores and versions. Versions are additive, one module each.

mod v1;
mod v2;
mod v3;

use super::StoreError;
use indexed_db_futures::database::Database;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_futures::spawn_local;

/// Replicas' names and numbers, and sessions, by person.
pub const PEOPLE: &str = "people";
/// Where each scope stands.
pub const MARKS: &str = "marks";
/// Confirmed cells, a record an entity and generation.
pub const RECORDS: &str = "records";
/// Own changes by person.
pub const OUTBOX: &str = "outbox";
/// Refused changes by person.
pub const DRAWER: &str = "drawer";
/// Plan documents by digest.
pub const DOCUMENTS: &str = "documents";

/// Rows of the units' histories, by scope and item.
pub const HISTORY: &str = "history";

/// Bytes of evidence files: pieces by digest and number.
pub const FILES: &str = "files";

/// Evidence files that this device sends, by person, unit and digest.
pub const SENDING: &str = "sending";

/// What is held of each evidence file, by digest.
pub const HELD: &str = "held";

/// The stores that make up a replica.
pub const REPLICA: [&str; 6] = [PEOPLE, MARKS, RECORDS, OUTBOX, DRAWER, HISTORY];

/// The version that this build writes.
pub const VERSION: u8 = 3;

/// An open database.
pub struct Connection {
    database: Database,
    open: Rc<Cell<bool>>,
}

impl Connection {
    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Whether it is still open as far as is known.
    pub fn is_open(&self) -> bool {
        self.open.get()
    }
}

/// Opens a database and brings it to [`VERSION`].
pub async fn open(name: &str) -> Result<Connection, StoreError> {
    let database = Database::open(name)
        .with_version(VERSION)
        .with_on_upgrade_needed(|event, database| {
            let old = event.old_version();
            if old < 1.0 {
                v1::create(&database)?;
            }
            if old < 2.0 {
                v2::create(&database)?;
            }
            if old < 3.0 {
                v3::create(&database)?;
            }
            Ok(())
        })
        .await?;
    let open = Rc::new(Cell::new(true));
    if let Ok(mut changes) = database.version_changes() {
        // Either the browser closed the connection (storage cleared, an iPhone back from the background), or
        // another tab brings the database to a newer version and closing here lets it. The next use opens
        // again, or is told that the database is newer than this build.
        let (flag, closing) = (open.clone(), database.clone());
        spawn_local(async move {
            changes.recv().await;
            flag.set(false);
            closing.close();
        });
    }
    Ok(Connection { database, open })
}
