//! `sotay restore`.

use super::{Data, Failure, say};
use crate::{
    clock,
    files::Copied,
    store::backup::{self, Contents, Restored},
};
use clap::Args;
use std::path::PathBuf;

/// Put a copy that `sotay backup` made in the database's place, and its evidence files beside those there are.
#[derive(Args)]
pub struct Restore {
    #[command(flatten)]
    data: Data,
    /// The copy. It is left as it is.
    file: PathBuf,
}

impl Restore {
    pub(super) fn run(self) -> Result<(), Failure> {
        let file = self.file.display();
        let restored = backup::restore(&self.data.folder, &self.file, clock::now())
            .map_err(|error| format!("nothing was restored from {file}: {error}"))?;
        let Restored { contents: Contents { chains, rows }, epoch, replaced, files } = restored;
        say(&format!("{file} is the database now: {chains} chains, {rows} rows, verified; epoch {epoch}\n"));
        if let Some(replaced) = replaced {
            say(&format!("the one before is kept: {}\n", replaced.display()));
        }
        if let Some(Copied { files, bytes }) = files {
            say(&format!("its files are put back: {files} that were not there, {bytes} bytes, verified\n"));
        }
        say("devices fetch everything anew, and send again what this copy lacks\n");
        Ok(())
    }
}
