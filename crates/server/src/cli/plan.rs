//! `sotay plan`.

use super::{Data, Failure, differences, file, import::Known, say};
use crate::{
    clock,
    store::{
        Store,
        plans::{self, Order, Over, Publishing},
    },
};
use clap::Subcommand;
use sotay_core::{compare, ids::PlanId, plan::Plan as Document};
use sotay_import::{for_year, plan_json};
use std::path::{Path, PathBuf};

/// Plans as the wards get them.
#[derive(Subcommand)]
pub enum Plan {
    /// Publish a plan, or a version of one; devices take it over the next time they synchronise.
    ///
    /// Prints what differs from the version in force. Its tasks keep what they are called, however the new file
    /// numbers them, so that what wards recorded stays attached; what it has no more can still be read.
    Publish {
        /// The plan as `sotay import` wrote it.
        file: PathBuf,
        /// What the version is for; wards see it.
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
        /// The file was made out of the version in force by hand: its codes say which task is which.
        #[arg(long)]
        edited: bool,
        #[command(flatten)]
        data: Data,
    },
    /// Say what differs between two plan files. Nothing is written.
    Compare {
        /// The older plan.
        old: PathBuf,
        /// The newer one; its tasks are found by number and wording.
        new: PathBuf,
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
            Self::Publish { file, note, edited, data } => publish(&file, note, edited, &data),
            Self::Clone { file, year, id, out, known } => clone(&file, year, id, &out, known),
            Self::Compare { old, new } => {
                let (old, new) = (read(&old)?.0, read(&new)?.0);
                let new = compare::align(&old, new);
                say(&differences::describe(&compare::compare(&old, &new), &new));
                Ok(())
            }
        }
    }
}

fn read(path: &Path) -> Result<(Document, String), Failure> {
    let text = file::read_text(path)?;
    let plan = Document::from_json(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok((plan, text))
}

fn publish(path: &Path, note: String, edited: bool, data: &Data) -> Result<(), Failure> {
    let (plan, text) = read(path)?;
    let store = Store::visit(&data.folder)?;
    let publishing = store.write_blocking(move |connection| {
        let over = Over::Whichever;
        let order = Order { plan, document: Some(&text), over, edited, note: &note, by: None };
        plans::publish(connection, order, clock::now())
    });
    let at = path.display();
    match publishing.map_err(|error| format!("{at}: {error}"))? {
        Publishing::Done { published, before, plan, .. } => {
            if let Some(before) = before.filter(|_| published.changed) {
                say(&differences::describe(&compare::compare(&before, &plan), &plan));
            }
            let what = if published.changed { "published" } else { "is in force already" };
            say(&format!("{} {what}, SHA-256 {}\n", published.plan, published.digest));
            Ok(())
        }
        Publishing::Problem(problem) => Err(format!("{at}: {problem}; nothing was published").into()),
        Publishing::Meanwhile => Err(format!("{at}: another version was published meanwhile").into()),
    }
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
