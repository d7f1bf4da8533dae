//! `sotay backup`.

use super::{Data, Failure, say};
use crate::{
    files,
    store::{Store, StoreError, backup},
};
use clap::Args;
use std::path::PathBuf;

/// Copy the database to a file, and the evidence files to a folder beside it, while the server runs or not.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    data: Data,
    /// Where to; nothing may be there yet.
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), Failure> {
        let folder = files::beside(&self.file);
        if folder.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(folder).into());
        }
        let connection = Store::inspect(&self.data.folder)?;
        let backup::Contents { chains, rows } = backup::take(&connection, &self.file)?;
        say(&format!("{}: {chains} chains, {rows} rows, verified\n", self.file.display()));
        // After the database: every file that was whole when it was copied is whole still.
        let copied = files::copy(&self.data.folder, &folder).inspect_err(|_| {
            // Half a backup would be taken for a whole one.
            let _ = std::fs::remove_file(&self.file);
        })?;
        if copied.files > 0 {
            let files::Copied { files, bytes } = copied;
            say(&format!("{}: {files} files, {bytes} bytes, verified\n", folder.display()));
        }
        Ok(())
    }
}
