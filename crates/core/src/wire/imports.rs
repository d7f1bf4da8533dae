//! `POST /api/v1/plans/imports`: a plan's file read into a draft. Nothing is stored and nothing is published.

use crate::{
    plan::Plan,
    report::{Counts, Entry},
};
use serde::{Deserialize, Serialize};

/// The most bytes of a plan's file.
pub const IMPORT_LIMIT: usize = 10 * 1024 * 1024;

/// The type of the request's body: the file's bytes as they are.
pub const IMPORT_TYPE: &str = "application/octet-stream";

/// The query of the request. Every field may be missing or empty; what is given stands above what the file says.
/// A workbook or a CSV file holds the appendix alone, so that the rest may have to be given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportForm {
    /// The file's name, to be given back with the draft. What kind of file it is, its bytes say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The plan's id, `binh-tan-2024`; made of place and year when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The decision's number, "7679/QĐ-UBND".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day it was signed: 2022-12-30, or day first as people write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The place it was signed at, "Bình Tân".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The body that issues it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The year planned for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
    /// The plan's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What came of a file: a draft that a person looks over before it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedPlan {
    /// The file's name as the request gave it, at most 200 characters; empty when it gave none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// The plan.
    pub plan: Plan,
    /// What was done and what was not understood.
    pub report: ImportReport,
}

/// The report of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Everything, in the order of the file; what concerns the whole stands first.
    pub entries: Vec<Entry>,
    /// How much was read.
    pub counts: Counts,
}
