//! What a plan document must be beyond its form before it is published.

use super::{Plan, Task};
use crate::{
    code::{Code, Section},
    ids::{ItemId, PlanId, TargetKey},
};
use std::collections::BTreeSet;

/// Why a plan document cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanProblem {
    /// Its id is none.
    #[error("{0:?} is not a plan's id")]
    Id(String),
    /// It has nothing to do in it.
    #[error("it has no task")]
    Empty,
    /// A text that must say something is empty.
    #[error("{0} is empty")]
    Blank(String),
    /// A code is there twice, or in the wrong section.
    #[error("the code {0} is there twice, or where it does not belong")]
    Code(Code),
    /// A task has no period, one twice, or one whose key is none.
    #[error("the periods of {0} are not what they must be")]
    Periods(Code),
    /// The numbers of a task's products are not one a product, or one is there twice.
    #[error("the products of {0} are not numbered as they must be")]
    Products(Code),
    /// A target cannot be one, is there twice, or names a part that is not there.
    #[error("the target {0} is not what it must be")]
    Target(TargetKey),
    /// A reference names a part that is not there.
    #[error("a reference names {0}, which is not there")]
    Reference(Code),
}

/// Products of own items are numbered above; see [`crate::ids::EntityId::own_product`].
const PRODUCTS: u16 = 1_000;

impl Plan {
    /// Checks what publishing relies on: that codes name one part each, that items can be made of every task, and
    /// that references lead somewhere.
    pub fn check(&self) -> Result<(), PlanProblem> {
        let id: PlanId = self.id.parse().map_err(|_| PlanProblem::Id(self.id.clone()))?;
        if self.tasks().next().is_none() {
            return Err(PlanProblem::Empty);
        }
        let said = [("title", self.title.shown()), ("decision.number", self.decision.number.as_str())];
        if let Some((name, _)) = said.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(PlanProblem::Blank((*name).to_owned()));
        }
        let (mut codes, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for (section, task) in self.sections() {
            if task.code.section() != section
                || task.number().section() != section
                || !codes.insert(&task.code)
                || !numbers.insert(task.number())
            {
                return Err(PlanProblem::Code(task.code.clone()));
            }
            task.check(&id)?;
        }
        for clause in self.clauses() {
            if matches!(clause.code.section(), Section::Appendix | Section::Duties | Section::Own)
                || !codes.insert(&clause.code)
            {
                return Err(PlanProblem::Code(clause.code.clone()));
            }
        }
        for reference in &self.references {
            if let Some(code) =
                [&reference.from, &reference.to].into_iter().find(|code| !codes.contains(code))
            {
                return Err(PlanProblem::Reference(code.clone()));
            }
        }
        // What a version has no more is still what was promised.
        let there = |code: &Code| self.has(code) || self.dropped.iter().any(|task| task.code == *code);
        let mut keys = BTreeSet::new();
        for target in &self.indicators {
            if !keys.insert(&target.key) || !target.problems().is_empty() || !there(&target.clause) {
                return Err(PlanProblem::Target(target.key.clone()));
            }
        }
        let mut gone = BTreeSet::new();
        for task in &self.dropped {
            if !gone.insert(&task.code) {
                return Err(PlanProblem::Code(task.code.clone()));
            }
            task.check(&id)?;
            let there = self.task(&task.code).map_or(&[][..], |live| &live.schedule.occurrences);
            if task.schedule.occurrences.iter().any(|one| there.iter().any(|other| other.key == one.key)) {
                return Err(PlanProblem::Periods(task.code.clone()));
            }
        }
        Ok(())
    }

    /// Whether it has a part of this code: a clause, a task or a duty.
    pub fn has(&self, code: &Code) -> bool {
        self.task(code).is_some() || self.clause(code).is_some()
    }

    fn sections(&self) -> impl Iterator<Item = (Section, &Task)> {
        self.work()
            .tasks()
            .map(|(group, task)| (if group.is_some() { Section::Appendix } else { Section::Duties }, task))
    }
}

impl Task {
    fn check(&self, plan: &PlanId) -> Result<(), PlanProblem> {
        if self.text.shown().trim().is_empty() {
            return Err(PlanProblem::Blank(self.code.to_string()));
        }
        let mut keys = BTreeSet::new();
        let item = |key: &str| format!("{plan}/{}/{key}", self.code).parse::<ItemId>().is_ok();
        let occurrences = &self.schedule.occurrences;
        if occurrences.is_empty() || !occurrences.iter().all(|one| keys.insert(&one.key) && item(&one.key)) {
            return Err(PlanProblem::Periods(self.code.clone()));
        }
        let stated = self.product_numbers.len();
        let numbers = self.numbered().map(|(number, _)| number);
        let mut seen = BTreeSet::new();
        let all = numbers.chain(self.dropped_products.iter().map(|product| product.number));
        let sound = all.into_iter().all(|number| (1..PRODUCTS).contains(&number) && seen.insert(number));
        if !sound || (stated != 0 && stated != self.products.len()) {
            return Err(PlanProblem::Products(self.code.clone()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan::from_json(include_str!("../../../../plans/binh-tan-2023.json")).unwrap()
    }

    /// What is said of the shipped plan after a change.
    fn check(change: impl FnOnce(&mut Plan)) -> Result<(), PlanProblem> {
        let mut plan = plan();
        change(&mut plan);
        plan.check()
    }

    #[test]
    fn the_shipped_plan_can_be_published() {
        assert_eq!(check(|_| {}), Ok(()));
    }

    #[test]
    fn what_items_cannot_be_made_of_is_refused() {
        let code = |text: &str| text.parse::<Code>().unwrap();
        let first = |plan: &mut Plan| plan.groups[0].tasks[0].clone();
        assert_eq!(check(|p| p.id = "Bình Tân".into()), Err(PlanProblem::Id("Bình Tân".into())));
        assert_eq!(check(|p| p.groups.clear()), Err(PlanProblem::Empty));
        assert_eq!(check(|p| p.title = Default::default()), Err(PlanProblem::Blank("title".into())));
        assert_eq!(
            check(|p| p.groups[0].tasks[0].text = Default::default()),
            Err(PlanProblem::Blank("PL.1.1".into()))
        );
        assert_eq!(
            check(|p| {
                let twice = first(p);
                p.groups[1].tasks.push(twice)
            }),
            Err(PlanProblem::Code(code("PL.1.1")))
        );
        assert_eq!(
            check(|p| p.groups[0].tasks[1].printed = Some(code("PL.1.1"))),
            Err(PlanProblem::Code(code("PL.1.2.1")))
        );
        assert_eq!(check(|p| p.groups[0].tasks[0].code = code("II.1")), Err(PlanProblem::Code(code("II.1"))));
        assert_eq!(
            check(|p| p.groups[0].tasks[0].schedule.occurrences.clear()),
            Err(PlanProblem::Periods(code("PL.1.1")))
        );
        assert_eq!(
            check(|p| p.groups[0].tasks[0].schedule.occurrences[0].key = "a/b".into()),
            Err(PlanProblem::Periods(code("PL.1.1")))
        );
        assert_eq!(
            check(|p| p.groups[0].tasks[0].product_numbers = vec![4, 4]),
            Err(PlanProblem::Products(code("PL.1.1")))
        );
        assert_eq!(
            check(|p| {
                let still = first(p);
                p.dropped.push(still)
            }),
            Err(PlanProblem::Periods(code("PL.1.1")))
        );
        assert_eq!(
            check(|p| p.references[0].to = code("PL.9.9")),
            Err(PlanProblem::Reference(code("PL.9.9")))
        );
    }
}
