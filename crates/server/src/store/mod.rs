//! The database: SQLite in the data folder, one writing thread, a few reading connections.
//!
//! Only this folder has SQL. [`Store::write`] runs a closure in a transaction and answers when it is durable;
//! [`Store::read`] runs one over a snapshot. What the closures may do are the functions of the modules here,
//! each over a [`Connection`] inside such a transaction.

pub mod audit;
pub mod backup;
mod error;
pub mod history;
pub mod ledger;
pub mod log;
pub mod meta;
mod migrations;
pub mod pages;
pub mod people;
pub mod plans;
pub mod replicas;
pub mod sessions;
pub mod units;
mod writer;

pub use error::StoreError;
pub use migrations::VERSION;
pub use rusqlite::Connection;

use crate::files::Files;
use rusqlite::{OpenFlags, TransactionBehavior};
use sotay_core::ids::Scope;
use std::{
    fs::{File, OpenOptions, TryLockError},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Semaphore, broadcast, oneshot};

/// The database's file in the data folder.
pub const FILE: &str = "sotay.db";

/// The file that a running server holds locked.
const LOCK: &str = "sotay.lock";

/// How many jobs may wait for the writer.
const QUEUE: usize = 1024;

/// How many scopes that moved are kept for a listener that is slow to hear of them.
const MOVED: usize = 256;

/// How many readers there are. More only help when the disk is slower than the processors.
const READERS: usize = 4;

/// An open data folder. Dropping it finishes what is queued and closes the database.
pub struct Store {
    // Closed in this order: the writer's connection last, which then folds the log file into the database.
    readers: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    writer: writer::Writer,
    moved: broadcast::Sender<Scope>,
    files: Arc<Files>,
    /// Held for as long as the store is open, so that a second server does not open the same folder.
    _lock: Option<Lock>,
}

impl Store {
    /// Opens the data folder for serving, making it and the database when they are missing. Only one process
    /// at a time can.
    pub fn serve(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
        let lock = lock(folder)?.ok_or_else(|| StoreError::InUse(folder.into()))?;
        Self::open(folder, Some(lock))
    }

    /// Opens a data folder that has a database, for a command. A server may be running on it: the database
    /// lets both write in turn, and the server keeps nothing of it in memory.
    pub fn visit(folder: &Path) -> Result<Self, StoreError> {
        if !folder.join(FILE).exists() {
            return Err(StoreError::NoDatabase(folder.into()));
        }
        let lock = lock(folder)?;
        // The schema is not changed under a running server.
        if lock.is_none() && migrations::version(&connect(&folder.join(FILE), false)?)? < VERSION {
            return Err(StoreError::InUse(folder.into()));
        }
        Self::open(folder, lock)
    }

    /// Opens a data folder's database for reading alone. A server may be running on it, and nothing in the
    /// folder is brought up to date.
    pub fn inspect(folder: &Path) -> Result<Connection, StoreError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Err(StoreError::NoDatabase(folder.into()));
        }
        let connection = connect(&path, false)?;
        match migrations::version(&connection)? {
            VERSION => Ok(connection),
            found if found > VERSION => Err(StoreError::Newer { found }),
            found => Err(StoreError::Older { found }),
        }
    }

    fn open(folder: &Path, lock: Option<Lock>) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let mut connection = connect(&path, true)?;
        // Asked before anything is written, even the journal's mode.
        let found = migrations::version(&connection)?;
        if found > VERSION {
            return Err(StoreError::Newer { found });
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        migrations::run(&mut connection)?;
        let readers = (0..READERS).map(|_| connect(&path, false)).collect::<Result<_, _>>()?;
        Ok(Self {
            writer: writer::Writer::start(connection, QUEUE)?,
            moved: broadcast::Sender::new(MOVED),
            readers: Arc::new(Mutex::new(readers)),
            permits: Arc::new(Semaphore::new(READERS)),
            files: Arc::new(Files::of(folder)),
            _lock: lock,
        })
    }

    /// The bytes of evidence files, which lie beside the database.
    pub fn files(&self) -> Arc<Files> {
        Arc::clone(&self.files)
    }

    /// Runs `job` inside a transaction and answers when it is durable. An error undoes what the job did.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.send(job)?.await.unwrap_or(Err(StoreError::Closed))
    }

    /// [`Self::write`] for a job that moves scopes on, and names them: who listens to [`Self::moved`] hears of them
    /// once they are durable.
    pub async fn write_moving<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<(T, Vec<Scope>), StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let moved = self.moved.clone();
        let tell = move |(_, scopes): &(T, Vec<Scope>)| {
            for scope in scopes {
                // Nobody listens: nobody misses it.
                let _ = moved.send(scope.clone());
            }
        };
        let (answer, _) = self.writer.send_and(job, tell)?.await.unwrap_or(Err(StoreError::Closed))?;
        Ok(answer)
    }

    /// Scopes that moved on, from now on. A hint: what other processes write is not in it, and who is slow misses
    /// some.
    pub fn moved(&self) -> broadcast::Receiver<Scope> {
        self.moved.subscribe()
    }

    /// [`Self::write`] for callers without a runtime. Must not be called inside one.
    pub fn write_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.send(job)?.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Runs `job` over one snapshot of the database, which holds everything written before.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        // The permit goes with the connection: a caller that hangs up must not free it while the job still runs.
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let readers = Arc::clone(&self.readers);
        let (answer, result) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let taken = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut connection) = taken else { return };
            // A job that panics loses its answer, not the connection.
            let outcome = catch_unwind(AssertUnwindSafe(|| snapshot(&mut connection, job)))
                .unwrap_or(Err(StoreError::Closed));
            readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            // Before the answer: whoever has it may close the store, and a connection that outlives the writer's
            // would leave the log file behind.
            drop(readers);
            drop(permit);
            let _ = answer.send(outcome);
        });
        result.await.unwrap_or(Err(StoreError::Closed))
    }
}

fn snapshot<T>(
    connection: &mut Connection,
    job: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
    job(&transaction)
}

fn connect(path: &Path, writing: bool) -> Result<Connection, StoreError> {
    let access = if writing {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// The lock file, locked.
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing alone would leave it locked while a process that is just being started still has the file.
        let _ = self.0.unlock();
    }
}

/// Locks the folder for this process; none when another has it. The system gives the lock back however the
/// process ends.
fn lock(folder: &Path) -> Result<Option<Lock>, StoreError> {
    let path: PathBuf = folder.join(LOCK);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| file_error(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(file_error(&path, source)),
    }
}

fn file_error(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::File { path: path.into(), source }
}
