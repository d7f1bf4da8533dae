//! Corrections of recognition errors: data, each with its place and its reason.

use crate::columns::Column;
use crate::report::{Report, What};
use crate::words;
use serde::{Deserialize, Serialize};
use sotay_core::{code::Code, plan::Text};

/// The corrections of one document, named by its decision, and its table of references.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    /// The number of the decision they belong to, as the importer reads it: "7679/QĐ-UBND".
    pub decision: String,
    /// Wrong words and right ones.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// Items that recognition ran together.
    #[serde(default)]
    pub breaks: Vec<Break>,
    /// References that wording alone does not find, or finds wrongly.
    #[serde(default)]
    pub references: ReferenceTable,
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The part it applies in: a code, `QD` for the decision, `KH` for the plan's head, a chapter's number.
    pub at: String,
    /// The text of that part.
    pub field: Field,
    /// The words as the source has them; every place in the field where they stand as whole words is meant.
    pub source: String,
    /// The words as they must have been.
    pub corrected: String,
    /// Why that is sure.
    pub reason: String,
}

/// A break between two items that the source lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The row, a code.
    pub at: String,
    /// The words that begin the next item.
    pub before: String,
    /// Why that is sure.
    pub reason: String,
}

/// Pairs of parts that a person has judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceTable {
    /// Pairs that speak of the same thing though their words differ.
    #[serde(default)]
    pub add: Vec<Pair>,
    /// Pairs whose words are alike though they speak of different things.
    #[serde(default)]
    pub drop: Vec<Pair>,
}

/// A judged pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// One part.
    pub from: Code,
    /// The other.
    pub to: Code,
    /// Why.
    pub reason: String,
}

/// The text of a part that a correction is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// A clause's or a row's own text.
    Text,
    /// The further paragraphs of a clause.
    More,
    /// The footnotes of a clause.
    Footnotes,
    /// The products of a row.
    Products,
    /// The cell of the leading agencies.
    Lead,
    /// The cell of the coordinating agencies.
    Coordinators,
    /// The deadline cell.
    Deadline,
    /// The title of the plan, a chapter or a group.
    Title,
    /// The paragraphs before a chapter's clauses, or before the first chapter.
    Intro,
    /// The paragraphs after a chapter's clauses.
    Closing,
    /// The decision's subject.
    Subject,
    /// The body that decides.
    Issuer,
    /// The decision's grounds.
    Grounds,
    /// The decision's recipients.
    Recipients,
    /// The signer's office.
    SignerOffice,
}

impl Field {
    /// The table's column that only this text comes from.
    fn column(self) -> Option<&'static str> {
        match self {
            Self::Products => Some(Column::Products.name()),
            Self::Lead => Some(Column::Lead.name()),
            Self::Coordinators => Some(Column::Coordinators.name()),
            Self::Deadline => Some(Column::Deadline.name()),
            _ => None,
        }
    }
}

/// Why a data file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It could not be read.
    #[error("không đọc được {path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// It is not of the form that this build reads.
    #[error("{path} không đúng dạng: {source}")]
    Form {
        /// The file.
        path: String,
        /// The cause, with line and column.
        source: serde_json::Error,
    },
    /// Its content contradicts itself.
    #[error("{path}: {problem}")]
    Content {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
}

impl Corrections {
    /// Reads the JSON form; `name` says in an error which file it was.
    pub fn from_json(name: &str, json: &str) -> Result<Self, DataError> {
        serde_json::from_str(json).map_err(|source| DataError::Form { path: name.into(), source })
    }

    /// Reads a file.
    pub fn load(path: &std::path::Path) -> Result<Self, DataError> {
        let name = path.display().to_string();
        let json =
            std::fs::read_to_string(path).map_err(|source| DataError::Read { path: name.clone(), source })?;
        Self::from_json(&name, &json)
    }
}

/// Lays corrections over texts as they are read and remembers which ones found their place.
pub struct Corrector<'a> {
    set: Option<&'a Corrections>,
    used: Vec<bool>,
    used_breaks: Vec<bool>,
}

impl<'a> Corrector<'a> {
    /// A corrector by a set, or one that corrects nothing.
    pub fn new(set: Option<&'a Corrections>) -> Self {
        let used = vec![false; set.map_or(0, |set| set.corrections.len())];
        let used_breaks = vec![false; set.map_or(0, |set| set.breaks.len())];
        Self { set, used, used_breaks }
    }

    /// A text with the corrections of its place.
    pub fn text(
        &mut self,
        at: &str,
        field: Field,
        source: impl Into<String>,
        line: usize,
        report: &mut Report,
    ) -> Text {
        let source = source.into();
        let mut shown = source.clone();
        let entries = self.set.iter().flat_map(|set| &set.corrections);
        for (entry, used) in entries.zip(&mut self.used) {
            if entry.at != at || entry.field != field {
                continue;
            }
            let places = words::find_words(&shown, &entry.source);
            if places.is_empty() {
                continue;
            }
            *used = true;
            for place in places.iter().rev() {
                shown.replace_range(*place..place + entry.source.len(), &entry.corrected);
            }
            let times = if places.len() > 1 { format!(" ({} lần)", places.len()) } else { String::new() };
            report.add_in(
                What::Corrected,
                line,
                field.column(),
                format!("{at}: “{}” → “{}”{times}", entry.source, entry.corrected),
            );
        }
        let corrected = (shown != source).then_some(shown);
        Text { source, corrected }
    }

    /// Cuts an item where the source lost the break before the next one.
    pub fn pieces(&mut self, at: &str, item: &str, line: usize, report: &mut Report) -> Vec<String> {
        let mut pieces = vec![item.to_owned()];
        let entries = self.set.iter().flat_map(|set| &set.breaks);
        for (entry, used) in entries.zip(&mut self.used_breaks).filter(|(entry, _)| entry.at == at) {
            let Some(last) = pieces.last_mut() else { break };
            let Some(place) = words::find_words(last, &entry.before).into_iter().find(|place| *place > 0)
            else {
                continue;
            };
            let rest = last.split_off(place);
            *last = last.trim_end().to_owned();
            pieces.push(rest);
            *used = true;
            let words = format!("{at}: thêm ngắt dòng trước “{}”", entry.before);
            report.add_in(What::Corrected, line, Field::Products.column(), words);
        }
        pieces
    }

    /// Reports the corrections that did not find their words at their place. Those for parts that the file does
    /// not hold are left aside.
    pub fn finish(self, holds: impl Fn(&str) -> bool, report: &mut Report) {
        let Some(set) = self.set else { return };
        for (entry, _) in set.corrections.iter().zip(&self.used).filter(|(e, used)| !**used && holds(&e.at)) {
            report.puzzle(None, format!("đính chính không khớp: {} không có “{}”", entry.at, entry.source));
        }
        for (entry, _) in set.breaks.iter().zip(&self.used_breaks).filter(|(e, used)| !**used && holds(&e.at))
        {
            report.puzzle(None, format!("ngắt dòng không khớp: {} không có “{}”", entry.at, entry.before));
        }
    }
}
