//! Reads a yearly administrative-reform plan as text recognition left it and writes it as data.
//!
//! The text has three parts in any order: the decision, the appendix table that assigns tasks, and the plan.
//! [`import_text`] makes a [`Plan`] of it and a [`Report`] that says, line by line, what was joined, corrected
//! and dropped and what was not understood. What belongs to one document only (its recognition errors, pairs
//! of parts that speak of the same thing) and the names of agencies are data files, see [`Settings`]; the code
//! knows the form alone.

mod agencies;
mod appendix;
mod chapters;
mod clauses;
mod corrections;
mod deadline;
mod decision;
mod document;
mod duties;
mod figures;
mod import;
mod membership;
mod paragraphs;
mod pattern;
mod products;
mod references;
mod report;
mod settings;
mod table;
mod waiting;
mod wording;
mod words;

pub use agencies::{Abbreviation, AgencyTable, Entry as AgencyEntry, Kind as AgencyKind};
pub use corrections::{Break, Correction, Corrections, DataError, Field, Pair, ReferenceTable};
pub use deadline::parse as parse_deadline;
pub use duties::{Duties, Duty};
pub use import::{ImportError, import_bytes, import_text, plan_json};
pub use report::{Counts, Entry, Report, What};
pub use settings::Settings;
pub use sotay_core::plan::Plan;
