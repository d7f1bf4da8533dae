//! `sotay units`.

use super::{Data, Failure, file, say};
use crate::store::{
    Store,
    units::{self, UnitsFile},
};
use clap::Subcommand;
use std::path::PathBuf;

/// Units: wards, districts and what lies above.
#[derive(Subcommand)]
pub enum Units {
    /// Take over the units of a file: new ones are added, known ones brought up to date, none removed.
    Load {
        /// The units file.
        file: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

impl Units {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Self::Load { file, data } = self;
        let list: UnitsFile = serde_json::from_str(&file::read_text(&file)?)
            .map_err(|error| format!("{}: not a units file: {error}", file.display()))?;
        let store = Store::visit(&data.folder)?;
        let count = store
            .write_blocking(move |connection| units::load(connection, &list))
            .map_err(|error| format!("{}: {error}", file.display()))?;
        say(&format!("{count} units loaded\n"));
        Ok(())
    }
}
