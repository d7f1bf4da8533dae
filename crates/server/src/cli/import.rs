//! `sotay import`.

use super::{Failure, file, say};
use clap::Args;
use jiff::civil::Date;
use sotay_import::{Given, Settings, import_bytes, parse_date, plan_json};
use std::path::PathBuf;

/// Read a yearly plan and write it as data.
///
/// The file is the whole plan as text or as a Word document (.docx), or its appendix table as an Excel workbook
/// (.xlsx) or CSV. What kind it is, its bytes say. A table alone does not hold the decision: what the lines above it
/// do not say either is given here.
#[derive(Args)]
pub struct Import {
    /// The plan's file.
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
    /// The plan's targets and how they are counted, in place of those that came with the program.
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Agencies and their spellings, in place of those that came with the program.
    #[arg(long, value_name = "FILE")]
    agencies: Option<PathBuf>,
    /// The plan's id, if it is not to be made of place and year.
    #[arg(long, value_name = "ID")]
    id: Option<sotay_core::ids::PlanId>,
    /// The year planned for.
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    #[command(flatten)]
    known: Known,
}

/// What a person says of a plan; it stands above what the file says.
#[derive(Args)]
pub struct Known {
    /// The decision's number, such as 7679/QĐ-UBND.
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// The day the decision was signed, such as 30/12/2022.
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<Date>,
    /// The place it was signed at, such as "Bình Tân".
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// The body that issues it.
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,
    /// The plan's title.
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
}

fn day(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| format!("{text:?} is not a day such as 30/12/2022"))
}

impl Known {
    /// As the importer takes it, with the year planned for.
    pub fn given(self, year: Option<i16>) -> Given {
        let Self { number, date, place, issuer, title } = self;
        Given { number, issued_on: date, place, issuer, year, title }
    }
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
        if let Some(path) = &self.targets {
            settings = settings.with_targets(path)?;
        }
        if let Some(path) = &self.agencies {
            settings = settings.with_agencies(path)?;
        }
        if let Some(id) = &self.id {
            settings = settings.with_id(id.as_str());
        }
        settings = settings.with_given(self.known.given(self.year));
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
