//! A ward's duties that stand in no row of the appendix: data, each with the clauses that it follows from.
//!
//! Which sentences of the plan's text put something on every ward is a reading, and a person's: no rule finds it.

use crate::{
    corrections::DataError,
    deadline,
    report::{Report, What, excerpt},
};
use serde::{Deserialize, Serialize};
use sotay_core::{
    code::{Code, Section},
    plan::{Agencies, Membership, Plan, Reference, ReferenceBasis, Task, Text},
};

/// The duties of one plan, named by its decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duties {
    /// The number of the decision they belong to, as the importer reads it: "7679/QĐ-UBND".
    pub decision: String,
    /// The duties, in order.
    pub duties: Vec<Duty>,
}

/// One duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Its code, `NV.1`. It stays the same from version to version.
    pub code: Code,
    /// What is to be done.
    pub text: String,
    /// What it must yield, where the plan's text implies something.
    #[serde(default)]
    pub products: Vec<String>,
    /// When it is due, in the words that the column "Thời gian hoàn thành" knows.
    pub deadline: String,
    /// The clauses that it follows from.
    pub clauses: Vec<Code>,
    /// Why it falls on a ward, and at that time.
    pub reason: String,
}

impl Duties {
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

/// Puts the duties of the plan's decision into it, each linked with its clauses.
pub fn add(plan: &mut Plan, sets: &[Duties], report: &mut Report) {
    let number = &plan.decision.number;
    let Some(set) = sets.iter().find(|set| set.decision == *number) else {
        report.add(
            What::Noted,
            None,
            format!("không có bảng nhiệm vụ của phường ngoài phụ lục cho quyết định {number}"),
        );
        return;
    };
    let table_alone = plan.chapters().iter().all(|chapter| chapter.clauses.is_empty());
    for duty in &set.duties {
        let code = &duty.code;
        if code.section() != Section::Duties || plan.task(code).is_some() {
            report.puzzle(None, format!("bảng nhiệm vụ của phường: mã {code} không phải NV hoặc có hai lần"));
            continue;
        }
        let Some(schedule) = deadline::parse(&duty.deadline, plan.year) else {
            let words = excerpt(&duty.deadline);
            report.puzzle(None, format!("{code}: chưa hiểu thời gian hoàn thành “{words}”"));
            continue;
        };
        if duty.clauses.is_empty() {
            report.puzzle(None, format!("{code}: không nêu mục nào của văn bản"));
        }
        for clause in &duty.clauses {
            if plan.clause(clause).is_none() {
                // A file of the appendix alone has no clauses to link with, and says so once.
                if table_alone {
                    continue;
                }
                report.puzzle(None, format!("{code} nêu {clause}, văn bản không có mục này"));
                continue;
            }
            let basis = ReferenceBasis::Table;
            plan.references.push(Reference { from: clause.clone(), to: code.clone(), basis });
        }
        let text = |words: &String| Text { source: words.clone(), corrected: None };
        let nobody = Agencies { raw: Text::default(), ids: Vec::new() };
        plan.duties.push(Task {
            code: code.clone(),
            printed: None,
            text: text(&duty.text),
            figures: Vec::new(),
            products: duty.products.iter().map(text).collect(),
            product_numbers: Vec::new(),
            dropped_products: Vec::new(),
            lead: nobody.clone(),
            coordinators: nobody,
            deadline: text(&duty.deadline),
            schedule,
            waits_for: None,
            membership: Membership::On,
        });
    }
    plan.references.sort();
}
