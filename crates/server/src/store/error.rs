//! What may go wrong in the store.

use super::migrations::VERSION;
use crate::{files::FilesError, random::NoRandomness};
use rusqlite::ErrorCode;
use std::path::PathBuf;

/// Why the store did not do what it was asked. Nothing of it was kept, whichever it is.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer build made the database.
    #[error(
        "the database has schema {found}; this build knows up to {VERSION}: install a newer version of sotay"
    )]
    Newer {
        /// The schema's version found.
        found: i64,
    },
    /// An older build made the database, and it is only to be read.
    #[error("the database has schema {found}, this build's is {VERSION}: `sotay serve` brings it up to date")]
    Older {
        /// The schema's version found.
        found: i64,
    },
    /// Another process has the data folder.
    #[error("{} is in use by another sotay: stop that one first", .0.display())]
    InUse(PathBuf),
    /// There is no database where one must be.
    #[error("{} holds no database yet: run `sotay serve` or `sotay practice` with this folder first", .0.display())]
    NoDatabase(PathBuf),
    /// A file or a folder could not be used.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that must not be there is.
    #[error("{} is there already: nothing is overwritten", .0.display())]
    Exists(PathBuf),
    /// A file is no database of ours.
    #[error("{} is not a database of sotay", .0.display())]
    NotOurs(PathBuf),
    /// A database is not whole, or not what was written.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// No room on the disk.
    #[error("the disk is full: nothing was stored")]
    Full,
    /// The folder or the file system takes no writing.
    #[error("the database cannot be written to: nothing was stored ({0})")]
    ReadOnly(String),
    /// More jobs wait for the writer than it takes.
    #[error("too much is waiting to be stored")]
    Busy,
    /// The writer has stopped.
    #[error("the store is closed")]
    Closed,
    /// The transaction that the job shared with others was lost; sending it again is right.
    #[error("the transaction was lost: {0}")]
    Lost(String),
    /// A row holds what no build wrote.
    #[error("{table} holds an unreadable row: {what}")]
    Corrupt {
        /// In which table.
        table: &'static str,
        /// What was found wrong.
        what: String,
    },
    /// The caller asked for what cannot be: an unknown unit, an account that exists.
    #[error("{0}")]
    Invalid(String),
    /// The replica is another person's.
    #[error("the replica belongs to another person")]
    ReplicaNotYours,
    /// The evidence files that belong to the database.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Anything else the database says.
    #[error("the database: {0}")]
    Sqlite(rusqlite::Error),
    /// No name could be drawn.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) => Self::ReadOnly(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// The same error once more, for another job of the transaction that it ended.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Full => Self::Full,
            Self::ReadOnly(why) => Self::ReadOnly(why.clone()),
            other => Self::Lost(other.to_string()),
        }
    }

    pub(super) fn corrupt(table: &'static str) -> impl Fn(String) -> Self {
        move |what| Self::Corrupt { table, what }
    }
}
