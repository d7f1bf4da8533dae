//! What may go wrong in the device's storage.

use indexed_db_futures::error::{DomException, Error, OpenDbError, UnexpectedDataError};

/// What may go wrong in the device's storage. Screens say each in their own words, with what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The storage is full.
    #[error("the storage is full")]
    Full,
    /// The browser undid the transaction and gave no cause. Some engines say so that the storage is full: look at
    /// how much is used.
    #[error("the browser undid the transaction and gave no cause")]
    Aborted,
    /// The connection is closed. Opening again may help.
    #[error("the connection to the database is closed")]
    Closed,
    /// The database is of a newer build.
    #[error("the database is of a newer build")]
    Newer,
    /// This browser gives no database, as some do in private windows.
    #[error("this browser gives no database")]
    Unavailable,
    /// A record does not read as what it must be.
    #[error("a record cannot be read: {0}")]
    Damaged(String),
    /// The person never signed in on this device.
    #[error("the person never signed in on this device")]
    NotEnrolled,
    /// Something else, in the browser's words.
    #[error("{0}")]
    Other(String),
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match &error {
            Error::DomException(exception) => match exception {
                DomException::InvalidStateError(_) | DomException::TransactionInactiveError(_) => {
                    Self::Closed
                }
                DomException::AbortError(_) => Self::Aborted,
                DomException::Other(inner) => match inner.name().as_str() {
                    "QuotaExceededError" => Self::Full,
                    "VersionError" => Self::Newer,
                    _ => Self::Other(format!("{}: {}", inner.name(), inner.message())),
                },
                _ => Self::Other(exception.message()),
            },
            // An aborted commit hides its cause here; see `Writing::commit`.
            Error::MissingData(UnexpectedDataError::TransactionAborted) => Self::Aborted,
            // A value or an error that is none of ours: its type says little to anyone, its text costs bytes.
            _ => Self::Other("IndexedDB".into()),
        }
    }
}

impl From<OpenDbError> for StoreError {
    fn from(error: OpenDbError) -> Self {
        match error {
            OpenDbError::UnsupportedEnvironment | OpenDbError::NullFactory => Self::Unavailable,
            OpenDbError::Base(error) => error.into(),
            OpenDbError::VersionZero => Self::Other("IndexedDB: version 0".into()),
        }
    }
}
