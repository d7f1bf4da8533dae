//! What differs between two versions of a plan.

use super::{align::likeness, pairs::pairs, words::Shape};
use crate::{
    code::Code,
    dates,
    plan::{Chapter, Clause, Plan, Task, TaskGroup, Text},
};
use std::collections::BTreeSet;

/// One difference. A part that changed in several ways has one for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: in the new version, or in the old one for what was dropped.
    pub place: Place,
    /// What is different there.
    pub change: Change,
}

/// A place of a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Title, decision and preamble.
    Head,
    /// Headings and loose paragraphs of a chapter, by its place in [`Plan::chapters`].
    Chapter(usize),
    /// A clause, by the number of the version that has it.
    Clause(Code),
    /// A group of the appendix.
    Group(Code),
    /// A task or a duty.
    Task {
        /// What it is called for good.
        code: Code,
        /// The number as its version prints it.
        number: Code,
    },
}

/// What is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The part is new; its wording.
    Added(String),
    /// The part is gone; its wording.
    Dropped(String),
    /// It has another number.
    Renumbered {
        /// The old one.
        from: Code,
        /// The new one.
        to: Code,
    },
    /// Words of it are others. One side is empty where there was nothing, or is nothing any more.
    Reworded {
        /// Which words.
        aspect: Aspect,
        /// As they were.
        old: String,
        /// As they are.
        new: String,
    },
}

/// Which words of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// Its text, or its heading.
    Text,
    /// Further paragraphs and footnotes, or loose ones of a chapter.
    More,
    /// A product.
    Product,
    /// When it is due; where the words are the same, the dates.
    Deadline,
    /// Who leads.
    Lead,
    /// Who coordinates.
    Coordinators,
    /// What it waits for.
    WaitsFor,
    /// Whether it stands on checklists, as [`crate::plan::Membership::name`].
    Membership,
}

/// How many tasks and duties differ, and how many other places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tasks that are new.
    pub added: usize,
    /// Tasks of which something is said otherwise.
    pub changed: usize,
    /// Tasks that are gone.
    pub dropped: usize,
    /// Tasks that have another number and are otherwise the same.
    pub renumbered: usize,
    /// Other places of the document that differ.
    pub elsewhere: usize,
}

impl Tally {
    /// Counts differences.
    pub fn of(differences: &[Difference]) -> Self {
        let mut tally = Self::default();
        let (mut moved, mut changed, mut elsewhere) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for Difference { place, change } in differences {
            match (place, change) {
                (Place::Task { .. }, Change::Added(_)) => tally.added += 1,
                (Place::Task { .. }, Change::Dropped(_)) => tally.dropped += 1,
                (Place::Task { code, .. }, Change::Renumbered { .. }) => drop(moved.insert(code)),
                (Place::Task { code, .. }, Change::Reworded { .. }) => drop(changed.insert(code)),
                (place, _) => drop(elsewhere.insert(place)),
            }
        }
        tally.renumbered = moved.difference(&changed).count();
        (tally.changed, tally.elsewhere) = (changed.len(), elsewhere.len());
        tally
    }

    /// Whether nothing differs.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What differs between a version of a plan and the one after it, which [`super::align`] gave its codes, in reading
/// order; what was dropped stands at the end of its kind.
pub fn compare(old: &Plan, new: &Plan) -> Vec<Difference> {
    let mut found = Vec::new();
    reworded(&mut found, &Place::Head, Aspect::Text, old.title.shown(), new.title.shown());
    reworded(&mut found, &Place::Head, Aspect::More, &head(old), &head(new));
    clauses(&mut found, &old.decision.articles, &new.decision.articles);
    for (place, (old, new)) in old.chapters().into_iter().zip(new.chapters()).enumerate() {
        let at = Place::Chapter(place);
        reworded(&mut found, &at, Aspect::Text, old.title.shown(), new.title.shown());
        reworded(&mut found, &at, Aspect::More, &loose(old), &loose(new));
        clauses(&mut found, &old.clauses, &new.clauses);
    }
    groups(&mut found, &old.groups, &new.groups);
    tasks(&mut found, old, new);
    found
}

fn reworded(found: &mut Vec<Difference>, place: &Place, aspect: Aspect, old: &str, new: &str) {
    if old != new {
        let change = Change::Reworded { aspect, old: old.to_owned(), new: new.to_owned() };
        found.push(Difference { place: place.clone(), change });
    }
}

fn renumbered(found: &mut Vec<Difference>, place: &Place, from: &Code, to: &Code) {
    if from != to {
        let change = Change::Renumbered { from: from.clone(), to: to.clone() };
        found.push(Difference { place: place.clone(), change });
    }
}

fn lines<'a>(texts: impl IntoIterator<Item = &'a Text>) -> String {
    let texts: Vec<&str> = texts.into_iter().map(Text::shown).collect();
    texts.join("\n")
}

/// What stands before the chapters besides the title.
fn head(plan: &Plan) -> String {
    let decision = &plan.decision;
    let first = format!(
        "{} · {} · {} · {}",
        decision.number,
        dates::show(decision.issued_on),
        decision.place,
        decision.signer
    );
    let texts = [&decision.issuer, &decision.subject, &decision.signer_office].into_iter();
    let texts = texts.chain(&decision.grounds).chain(&decision.recipients).chain(&plan.preamble);
    format!("{first}\n{}", lines(texts))
}

fn loose(chapter: &Chapter) -> String {
    lines(chapter.intro.iter().chain(&chapter.closing))
}

fn clauses(found: &mut Vec<Difference>, old: &[Clause], new: &[Clause]) {
    fn flat<'a>(clauses: &'a [Clause], all: &mut Vec<(&'a Clause, Shape)>) {
        for clause in clauses {
            all.push((clause, Shape::of(clause.text.shown())));
            flat(&clause.clauses, all);
        }
    }
    let more =
        |clause: &Clause| lines(clause.more.iter().map(|paragraph| &paragraph.text).chain(&clause.footnotes));
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    flat(old, &mut olds);
    flat(new, &mut news);
    let same = pairs(news.len(), olds.len(), |n, o| {
        likeness(&news[n].0.code, &olds[o].0.code, news[n].1.alike(&olds[o].1))
    });
    for ((new, _), same) in news.iter().zip(&same) {
        let place = Place::Clause(new.code.clone());
        let Some((old, _)) = same.map(|o| &olds[o]) else {
            let change = Change::Added(new.text.shown().to_owned());
            found.push(Difference { place, change });
            continue;
        };
        renumbered(found, &place, &old.code, &new.code);
        reworded(found, &place, Aspect::Text, old.text.shown(), new.text.shown());
        reworded(found, &place, Aspect::More, &more(old), &more(new));
    }
    for (o, (old, _)) in olds.iter().enumerate() {
        if !same.contains(&Some(o)) {
            let change = Change::Dropped(old.text.shown().to_owned());
            found.push(Difference { place: Place::Clause(old.code.clone()), change });
        }
    }
}

/// Headings of groups and of rows, by their numbers: nothing is recorded of them.
fn groups(found: &mut Vec<Difference>, old: &[TaskGroup], new: &[TaskGroup]) {
    fn headings(groups: &[TaskGroup]) -> Vec<(&Code, &str)> {
        groups
            .iter()
            .flat_map(|group| {
                let parents = group.parents.iter().map(|parent| (&parent.code, parent.text.shown()));
                std::iter::once((&group.code, group.title.shown())).chain(parents)
            })
            .collect()
    }
    let (old, new) = (headings(old), headings(new));
    for (code, text) in &new {
        let place = Place::Group((*code).clone());
        match old.iter().find(|(known, _)| known == code) {
            Some((_, was)) => reworded(found, &place, Aspect::Text, was, text),
            None => found.push(Difference { place, change: Change::Added((*text).to_owned()) }),
        }
    }
    for (code, text) in old.iter().filter(|(code, _)| new.iter().all(|(known, _)| known != code)) {
        let place = Place::Group((*code).clone());
        found.push(Difference { place, change: Change::Dropped((*text).to_owned()) });
    }
}

fn tasks(found: &mut Vec<Difference>, old: &Plan, new: &Plan) {
    let place = |task: &Task| Place::Task { code: task.code.clone(), number: task.number().clone() };
    for (_, task) in new.work().tasks() {
        match old.task(&task.code) {
            Some(was) => task_of(found, &place(task), was, task),
            None => {
                let change = Change::Added(task.text.shown().to_owned());
                found.push(Difference { place: place(task), change });
            }
        }
    }
    for (_, task) in old.work().tasks().filter(|(_, task)| new.task(&task.code).is_none()) {
        let change = Change::Dropped(task.text.shown().to_owned());
        found.push(Difference { place: place(task), change });
    }
}

fn task_of(found: &mut Vec<Difference>, place: &Place, old: &Task, new: &Task) {
    renumbered(found, place, old.number(), new.number());
    reworded(found, place, Aspect::Text, old.text.shown(), new.text.shown());
    let numbers: BTreeSet<u16> = old.numbered().chain(new.numbered()).map(|(number, _)| number).collect();
    for number in numbers {
        let of = |task: &Task| {
            let mut products = task.numbered();
            products
                .find(|(known, _)| *known == number)
                .map_or(String::new(), |(_, text)| text.shown().into())
        };
        reworded(found, place, Aspect::Product, &of(old), &of(new));
    }
    if old.deadline.shown() != new.deadline.shown() {
        reworded(found, place, Aspect::Deadline, old.deadline.shown(), new.deadline.shown());
    } else {
        reworded(found, place, Aspect::Deadline, &dated(old), &dated(new));
    }
    reworded(found, place, Aspect::Lead, old.lead.raw.shown(), new.lead.raw.shown());
    reworded(found, place, Aspect::Coordinators, old.coordinators.raw.shown(), new.coordinators.raw.shown());
    let waits = |task: &Task| task.waits_for.clone().unwrap_or_default();
    reworded(found, place, Aspect::WaitsFor, &waits(old), &waits(new));
    reworded(found, place, Aspect::Membership, old.membership.name(), new.membership.name());
}

/// A task's periods with their last days.
fn dated(task: &Task) -> String {
    let periods = task.schedule.occurrences.iter().map(|occurrence| {
        let due = occurrence.due.map(dates::show).unwrap_or_default();
        format!("{} {due}", occurrence.key).trim_end().to_owned()
    });
    periods.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[path = "differences_tests.rs"]
mod tests;
