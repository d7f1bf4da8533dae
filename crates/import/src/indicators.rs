//! The targets of a plan: data, each with the clause that promises it.
//!
//! What is counted of what, and where a number comes from, is a reading of the text, and a person's: no rule finds it.

use crate::{
    corrections::DataError,
    report::{Report, What},
};
use serde::{Deserialize, Serialize};
use sotay_core::{code::Section, plan::Plan, targets::Target};

/// The targets of one plan, named by its decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicators {
    /// The number of the decision they belong to, as the importer reads it: "7679/QĐ-UBND".
    pub decision: String,
    /// The targets, in the order of their keys.
    pub targets: Vec<Target>,
}

impl Indicators {
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

/// Puts the targets of the plan's decision into it. It comes after the duties, which targets may be linked with.
pub fn add(plan: &mut Plan, sets: &[Indicators], report: &mut Report) {
    let number = &plan.decision.number;
    let Some(set) = sets.iter().find(|set| set.decision == *number) else {
        report.add(What::Noted, None, format!("không có bảng chỉ tiêu cho quyết định {number}"));
        return;
    };
    // A file of the appendix alone has no clauses: what they promise stays out, and that was said already.
    let table_alone = plan.chapters().iter().all(|chapter| chapter.clauses.is_empty());
    for target in &set.targets {
        let key = &target.key;
        for problem in target.problems() {
            report.puzzle(None, format!("bảng chỉ tiêu: {key} chưa đúng ({problem})"));
        }
        if plan.indicators.iter().any(|other| other.key == *key) {
            report.puzzle(None, format!("bảng chỉ tiêu: {key} có hai lần"));
            continue;
        }
        if !plan.has(&target.clause) {
            if !table_alone || target.clause.section() == Section::Appendix {
                report.puzzle(
                    None,
                    format!("bảng chỉ tiêu: {key} nêu {}, văn bản không có mục này", target.clause),
                );
            }
            continue;
        }
        let mut target = target.clone();
        target.tasks.retain(|task| {
            let there = plan.has(task);
            // The wards' duties are given apart, and may be others.
            if !there && !table_alone && task.section() != Section::Duties {
                report.puzzle(None, format!("bảng chỉ tiêu: {key} nêu {task}, văn bản không có mục này"));
            }
            there
        });
        plan.indicators.push(target);
    }
    plan.indicators.sort_by(|a, b| a.key.cmp(&b.key));
}
