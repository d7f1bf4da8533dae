//! Which parts of the plan speak of the same thing.
//!
//! Found by wording: texts are taken apart into runs of syllables, each weighed by how rare it is in this
//! plan, and two parts are linked when most of the shorter one's weight stands in the other. A table that a
//! person keeps adds and drops pairs.

use crate::{
    corrections::ReferenceTable,
    report::{Report, What},
    wording::{Lexicon, Runs, Weights, spell_out},
};
use sotay_core::{
    code::{Code, Section},
    plan::{Clause, Plan, Reference, ReferenceBasis},
};
use std::collections::{BTreeMap, btree_map::Entry};

/// From this share of the shorter text's weight on, two parts are linked.
const ENOUGH: f64 = 0.42;
/// A part is linked with another than its best match only when that one is nearly as good.
const NEARLY: f64 = 0.9;

/// The most pairs of parts that are compared. The plan of 2023 has 9,000; what has more than this is no plan that a
/// person wrote, and comparing it would take minutes.
const MOST_PAIRS: usize = 200_000;

/// A part with the pieces of its text that are compared one by one.
struct Part {
    code: Code,
    pieces: Vec<Runs>,
}

/// The references of a plan, sorted, each pair once.
pub fn find(
    plan: &Plan,
    table: &ReferenceTable,
    abbreviations: &[(String, String)],
    report: &mut Report,
) -> Vec<Reference> {
    let mut abbreviations = abbreviations.to_vec();
    abbreviations.extend(crate::wording::explained(&all_texts(plan)));
    let mut lexicon = Lexicon::default();
    let mut part = |code: &Code, texts: &[&str]| Part {
        code: code.clone(),
        pieces: lexicon.take(texts.iter().map(|text| spell_out(text, &abbreviations))),
    };
    let tasks: Vec<Part> = plan.tasks().map(|(_, task)| part(&task.code, &[task.text.shown()])).collect();
    let mut leaves = |clauses| -> Vec<Part> {
        let mut leaves = Vec::new();
        collect_leaves(clauses, &mut leaves);
        leaves.into_iter().map(|clause| part(&clause.code, &pieces(clause))).collect()
    };
    let targets = leaves(&plan.targets.clauses);
    let focus = leaves(&plan.focus.clauses);
    let weights = lexicon.weights();

    let mut found: BTreeMap<(Code, Code), ReferenceBasis> = BTreeMap::new();
    let sides = [(&focus, &tasks), (&targets, &tasks), (&targets, &focus)];
    let too_many = sides.iter().map(|(left, right)| left.len() * right.len()).sum::<usize>() > MOST_PAIRS;
    if too_many {
        report.add(What::Noted, None, "kế hoạch quá dài, không tự tìm liên kết giữa các phần");
    }
    for (left, right) in sides.into_iter().filter(|_| !too_many) {
        for pair in alike(left, right, &weights) {
            found.insert(ordered(pair), ReferenceBasis::Wording);
        }
    }
    apply(table, plan, &mut found, report);
    found.into_iter().map(|((from, to), basis)| Reference { from, to, basis }).collect()
}

fn apply(
    table: &ReferenceTable,
    plan: &Plan,
    found: &mut BTreeMap<(Code, Code), ReferenceBasis>,
    report: &mut Report,
) {
    for pair in table.add.iter().chain(&table.drop) {
        for code in [&pair.from, &pair.to] {
            let known = if code.section() == Section::Appendix {
                plan.task(code).is_some()
            } else {
                plan.clause(code).is_some()
            };
            if !known {
                report.puzzle(None, format!("bảng liên kết nêu {code}, văn bản không có mục này"));
            }
        }
    }
    for pair in &table.drop {
        if found.remove(&ordered((pair.from.clone(), pair.to.clone()))).is_none() {
            report.add(
                What::Noted,
                None,
                format!("bảng liên kết bỏ {} – {} nhưng câu chữ không nối hai mục này", pair.from, pair.to),
            );
        }
    }
    for pair in &table.add {
        // A pair that the wording finds by itself rests on the wording; the table's line is spare.
        match found.entry(ordered((pair.from.clone(), pair.to.clone()))) {
            Entry::Vacant(place) => {
                place.insert(ReferenceBasis::Table);
            }
            Entry::Occupied(_) => {
                report.add(
                    What::Noted,
                    None,
                    format!("bảng liên kết thêm {} – {} đã có theo câu chữ", pair.from, pair.to),
                );
            }
        }
    }
}

fn ordered((a, b): (Code, Code)) -> (Code, Code) {
    if a <= b { (a, b) } else { (b, a) }
}

fn alike(left: &[Part], right: &[Part], weights: &Weights) -> Vec<(Code, Code)> {
    let weighed = |parts: &[Part]| -> Vec<Vec<f64>> {
        parts.iter().map(|part| part.pieces.iter().map(|piece| weights.sum(piece)).collect()).collect()
    };
    let (left_sums, right_sums) = (weighed(left), weighed(right));
    let score = |i: usize, j: usize| {
        let mut best: f64 = 0.0;
        for (a, sum_a) in left[i].pieces.iter().zip(&left_sums[i]) {
            for (b, sum_b) in right[j].pieces.iter().zip(&right_sums[j]) {
                best = best.max(weights.overlap((a, *sum_a), (b, *sum_b)));
            }
        }
        best
    };
    let scores: Vec<Vec<f64>> =
        (0..left.len()).map(|i| (0..right.len()).map(|j| score(i, j)).collect()).collect();
    let best_left: Vec<f64> = scores.iter().map(|row| row.iter().copied().fold(0.0, f64::max)).collect();
    let best_right: Vec<f64> =
        (0..right.len()).map(|j| scores.iter().map(|row| row[j]).fold(0.0, f64::max)).collect();
    let mut pairs = Vec::new();
    for (i, row) in scores.iter().enumerate() {
        for (j, score) in row.iter().copied().enumerate() {
            if score >= ENOUGH && (score >= NEARLY * best_left[i] || score >= NEARLY * best_right[j]) {
                pairs.push((left[i].code.clone(), right[j].code.clone()));
            }
        }
    }
    pairs
}

fn collect_leaves<'a>(clauses: &'a [Clause], leaves: &mut Vec<&'a Clause>) {
    for clause in clauses {
        if clause.clauses.is_empty() {
            leaves.push(clause);
        } else {
            collect_leaves(&clause.clauses, leaves);
        }
    }
}

/// A clause's text, and each of its sentences and further paragraphs.
fn pieces(clause: &Clause) -> Vec<&str> {
    let text = clause.text.shown();
    let mut pieces = vec![text];
    for paragraph in std::iter::once(text).chain(clause.more.iter().map(|more| more.text.shown())) {
        let sentences: Vec<&str> = paragraph.split(". ").collect();
        pieces.push(paragraph);
        if sentences.len() > 1 {
            pieces.extend(sentences);
        }
    }
    pieces
}

fn all_texts(plan: &Plan) -> Vec<&str> {
    let mut texts: Vec<&str> = plan.preamble.iter().map(|text| text.shown()).collect();
    for (_, task) in plan.tasks() {
        texts.push(task.text.shown());
    }
    for group in &plan.groups {
        texts.push(group.title.shown());
    }
    fn walk<'a>(clauses: &'a [Clause], texts: &mut Vec<&'a str>) {
        for clause in clauses {
            texts.push(clause.text.shown());
            walk(&clause.clauses, texts);
        }
    }
    for chapter in plan.chapters() {
        walk(&chapter.clauses, &mut texts);
    }
    texts
}
