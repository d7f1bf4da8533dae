//! `sotay plan`.

use super::{Data, Failure, file, say};
use crate::{
    clock,
    store::{Store, plans},
};
use clap::Subcommand;
use std::path::PathBuf;

/// Plans as the wards get them.
#[derive(Subcommand)]
pub enum Plan {
    /// Publish a plan; devices take it over the next time they synchronise.
    Publish {
        /// The plan as `sotay import` wrote it.
        file: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

impl Plan {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Self::Publish { file, data } = self;
        let document = file::read_text(&file)?;
        let store = Store::visit(&data.folder)?;
        let published = store
            .write_blocking(move |connection| plans::publish(connection, &document, clock::now()))
            .map_err(|error| format!("{}: {error}", file.display()))?;
        let what = if published.changed { "published" } else { "is in force already" };
        say(&format!("{} {what}, SHA-256 {}\n", published.plan, published.digest));
        Ok(())
    }
}
