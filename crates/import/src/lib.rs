//! Reads a yearly administrative-reform plan and writes it as data.
//!
//! A plan comes as the text that recognition left, as a Word document, or, its appendix alone, as a workbook or CSV
//! file. [`import_bytes`] makes a [`Plan`] of it and a [`Report`] that says, place by place, what was joined,
//! corrected and dropped and what was not understood. Each form is first taken apart into lines (`source`); from
//! there on there is one way. What belongs to one document only (its recognition errors, pairs of parts that speak
//! of the same thing) and the names of agencies are data files, see [`Settings`]; the code knows the form alone.
//!
//! Files come from anywhere: their kind is told by their bytes, archives are judged before they are unpacked
//! (`archive`), XML is read without entities (`xml`), and everything is counted (`source`).

mod agencies;
mod appendix;
mod archive;
mod chapters;
mod clauses;
mod columns;
mod corrections;
mod deadline;
mod decision;
mod delimited;
mod document;
mod docx;
mod duties;
mod figures;
mod head;
mod import;
mod indicators;
mod kind;
mod membership;
mod next_year;
mod office;
mod paragraphs;
mod pattern;
mod products;
mod references;
mod refusal;
mod report;
mod reread;
mod settings;
mod source;
mod table;
mod waiting;
mod wording;
mod words;
mod xlsx;
mod xml;

pub use agencies::{Abbreviation, AgencyTable, Entry as AgencyEntry, Kind as AgencyKind};
pub use corrections::{Break, Correction, Corrections, DataError, Field, Pair, ReferenceTable};
pub use deadline::parse as parse_deadline;
pub use duties::{Duties, Duty};
pub use head::{Given, Needed, date as parse_date};
pub use import::{ImportError, import_bytes, import_text, plan_json};
pub use indicators::Indicators;
pub use next_year::{CloneError, for_year};
pub use refusal::{FileError, Foreign};
pub use report::{Counts, Entry, Place, Report, What, place_words};
pub use reread::reread;
pub use settings::Settings;
pub use sotay_core::plan::Plan;
