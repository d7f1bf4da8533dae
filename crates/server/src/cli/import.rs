//! `sotay import`.

use super::{Failure, file, say};
use clap::Args;
use sotay_import::{Settings, import_bytes, plan_json};
use std::path::PathBuf;

/// Read a yearly plan's text and write it as data.
#[derive(Args)]
pub struct Import {
    /// The plan's text.
    file: PathBuf,
    /// Where to write the plan.
    #[arg(long, value_name = "PLAN.json")]
    out: PathBuf,
    /// Corrections of recognition errors, in place of those that came with the program.
    #[arg(long, value_name = "FILE")]
    corrections: Option<PathBuf>,
    /// Wards' duties that stand in no row of the appendix, in place of those that came with the program.
    #[arg(long, value_name = "FILE")]
    duties: Option<PathBuf>,
    /// Agencies and their spellings, in place of those that came with the program.
    #[arg(long, value_name = "FILE")]
    agencies: Option<PathBuf>,
    /// The plan's id, if it is not to be made of place and year.
    #[arg(long, value_name = "ID")]
    id: Option<sotay_core::ids::PlanId>,
}

impl Import {
    /// Prints the report; writes the plan only when everything was understood.
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut settings = Settings::shipped()?;
        if let Some(path) = &self.corrections {
            settings = settings.with_corrections(path)?;
        }
        if let Some(path) = &self.duties {
            settings = settings.with_duties(path)?;
        }
        if let Some(path) = &self.agencies {
            settings = settings.with_agencies(path)?;
        }
        if let Some(id) = &self.id {
            settings = settings.with_id(id.as_str());
        }
        let source = self.file.display();
        let (plan, report) = import_bytes(&file::read(&self.file)?, &settings)
            .map_err(|error| format!("{source}: {error}; nothing was written"))?;
        say(&format!("{report}\n"));
        let puzzles = report.not_understood().count();
        if puzzles > 0 {
            return Err(format!("{source}: {puzzles} places were not understood; nothing was written").into());
        }
        file::write(&self.out, plan_json(&plan)?.as_bytes())?;
        say(&format!("{}\n", self.out.display()));
        Ok(())
    }
}
