//! What follows from a plan's wording, read anew after somebody changed the wording.

use crate::{figures, report::Report, waiting};
use sotay_core::plan::{Clause, Figure, Plan, Text};

/// Reads figures, and what tasks wait for, anew from the texts of a plan. Of a plan as it was imported nothing
/// changes. A percentage that the grammar does not know is no figure, as in an import.
pub fn reread(plan: &mut Plan) {
    clauses(&mut plan.decision.articles);
    let chapters = [
        &mut plan.aims,
        &mut plan.targets,
        &mut plan.focus,
        &mut plan.assignment,
        &mut plan.funding,
        &mut plan.organisation,
    ];
    chapters.into_iter().for_each(|chapter| clauses(&mut chapter.clauses));
    for task in plan.groups.iter_mut().flat_map(|group| &mut group.tasks) {
        task.figures = of(std::iter::once(&task.text).chain(&task.products));
        task.waits_for = waiting::waits_for(task.text.shown());
    }
}

fn clauses(list: &mut [Clause]) {
    for clause in list {
        clause.figures = of(std::iter::once(&clause.text).chain(clause.more.iter().map(|more| &more.text)));
        clauses(&mut clause.clauses);
    }
}

fn of<'a>(texts: impl Iterator<Item = &'a Text>) -> Vec<Figure> {
    let mut report = Report::default();
    texts.flat_map(|text| figures::figures(text.shown(), 0, &mut report)).collect()
}
