//! `sotay backup`.

use super::{Data, Failure, say};
use crate::store::{Store, backup};
use clap::Args;
use std::path::PathBuf;

/// Copy the database to a file, while the server runs or not.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    data: Data,
    /// Where to; nothing may be there yet.
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), Failure> {
        let connection = Store::inspect(&self.data.folder)?;
        let backup::Contents { chains, rows } = backup::take(&connection, &self.file)?;
        say(&format!("{}: {chains} chains, {rows} rows, verified\n", self.file.display()));
        Ok(())
    }
}
