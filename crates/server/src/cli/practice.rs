//! `sotay practice`.

use super::{Data, Failure, file, say};
use crate::{embedded, practice, store::Store};
use clap::Args;
use jiff::civil::Date;
use sotay_core::dates;

/// The file beside the database that lists the accounts.
const ACCOUNTS: &str = "tai-khoan-tap-huan.txt";

/// Fill an empty data folder with made-up progress, for training.
#[derive(Args)]
pub struct Practice {
    #[command(flatten)]
    data: Data,
    /// The day that counts as today.
    #[arg(long, value_name = "DATE", default_value = "2023-10-16", value_parser = date)]
    today: Date,
}

impl Practice {
    pub(super) fn run(self) -> Result<(), Failure> {
        let folder = &self.data.folder;
        refuse_foreign(folder)?;
        let plan = shipped("binh-tan-2023.json")?;
        let units = shipped("units-binh-tan.json")?;
        let store = Store::serve(folder)?;
        let accounts = practice::fill(&store, plan, &units, self.today)?;
        let list = practice::accounts_text(&accounts, self.today);
        file::write(&folder.join(ACCOUNTS), list.as_bytes())?;
        say(&format!("{list}\n"));
        Ok(())
    }
}

fn date(text: &str) -> Result<Date, String> {
    dates::from_iso(text).ok_or_else(|| "a date is written like 2023-10-16".into())
}

/// Refuses a folder that holds anything but an empty database; whether that is empty, filling it tells.
fn refuse_foreign(folder: &std::path::Path) -> Result<(), Failure> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let name = entry?.file_name();
        let ours = name.to_str().is_some_and(|name| name.starts_with("sotay."));
        if !ours {
            let (folder, name) = (folder.display(), name.display());
            return Err(format!(
                "{folder} is not empty: it holds {name}; practice data needs its own folder"
            )
            .into());
        }
    }
    Ok(())
}

fn shipped(name: &str) -> Result<String, Failure> {
    let bytes = embedded::plan(name).ok_or_else(|| {
        format!("this build of sotay carries no plans/{name}; build it from the whole project")
    })?;
    String::from_utf8(bytes.into_owned()).map_err(|error| format!("plans/{name}: {error}").into())
}
