//! `sotay plan`.

use super::{Data, Failure, file, import::Known, say};
use crate::{
    clock,
    store::{Store, plans},
};
use clap::Subcommand;
use sotay_core::ids::PlanId;
use sotay_import::{for_year, plan_json};
use std::path::{Path, PathBuf};

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
    /// Make the draft of another year's plan out of one: years moved, schedules computed anew.
    ///
    /// A year in a text is moved where it means the plan's year; each is listed, and so is each that was left for a
    /// person to look at. The draft is not published.
    Clone {
        /// The plan as `sotay import` wrote it.
        file: PathBuf,
        /// The new year.
        #[arg(long, value_name = "YEAR")]
        year: i16,
        /// The draft's id, if it is not to be the plan's with the new year.
        #[arg(long, value_name = "ID")]
        id: Option<PlanId>,
        /// Where to write the draft.
        #[arg(long, value_name = "PLAN.json")]
        out: PathBuf,
        #[command(flatten)]
        known: Known,
    },
}

impl Plan {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Publish { file, data } => publish(&file, &data),
            Self::Clone { file, year, id, out, known } => clone(&file, year, id, &out, known),
        }
    }
}

fn publish(file: &Path, data: &Data) -> Result<(), Failure> {
    let document = file::read_text(file)?;
    let store = Store::visit(&data.folder)?;
    let published = store
        .write_blocking(move |connection| plans::publish(connection, &document, clock::now()))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    let what = if published.changed { "published" } else { "is in force already" };
    say(&format!("{} {what}, SHA-256 {}\n", published.plan, published.digest));
    Ok(())
}

fn clone(file: &Path, year: i16, id: Option<PlanId>, out: &Path, known: Known) -> Result<(), Failure> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}; nothing was written", file.display());
    let plan = sotay_import::Plan::from_json(&file::read_text(file)?).map_err(|error| named(&error))?;
    let id = id.as_ref().map(PlanId::as_str);
    let (draft, report) = for_year(&plan, year, id, &known.given(None)).map_err(|error| named(&error))?;
    say(&format!("{report}\n"));
    file::write(out, plan_json(&draft)?.as_bytes())?;
    say(&format!("{}\n", out.display()));
    Ok(())
}
