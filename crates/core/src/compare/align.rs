//! The next version of a plan with the identities of the one before it.

use super::{pairs::pairs, words::Shape};
use crate::{
    code::Code,
    plan::{DroppedProduct, Plan, Task},
    schedule::Occurrence,
};
use std::collections::{BTreeMap, BTreeSet};

/// The likeness, in thousandths, from which on two parts are the same, however they are numbered.
const SAME: u32 = 600;
/// The same in one group.
const SAME_GROUP: u32 = 500;
/// The same under one number: a row that was reworded, and not another one in its place.
const SAME_NUMBER: u32 = 300;
/// What one number, and one group, is worth where several parts are alike.
const NUMBER: u32 = 200;
const GROUP: u32 = 50;

/// Gives the next version of a plan the identities of the published one. A task that has another number now keeps
/// its code; one that is new gets a code that no version used; one that went, and a period that a task has no
/// more, is carried in [`Plan::dropped`], so that what was recorded of it stays readable. Products go the same
/// way. References follow. The published plan itself comes out as it went in.
pub fn align(published: &Plan, mut next: Plan) -> Plan {
    let names = names(published, &next);
    for task in tasks_mut(&mut next) {
        if let Some(name) = names.get(&task.code) {
            let number = task.number().clone();
            task.printed = (number != *name).then_some(number);
            task.code = name.clone();
        }
    }
    for reference in &mut next.references {
        let renamed = |code: &Code| names.get(code).unwrap_or(code).clone();
        let (from, to) = (renamed(&reference.from), renamed(&reference.to));
        if (&from, &to) != (&reference.from, &reference.to) {
            (reference.from, reference.to) = if from <= to { (from, to) } else { (to, from) };
        }
    }
    next.indicators.iter_mut().for_each(|target| target.follow(&names));
    next.indicators.sort_by(|a, b| a.key.cmp(&b.key));
    // Only what was moved is put back into order: an order of its own stays.
    if names.iter().any(|(was, is)| was != is) {
        next.references.sort();
        next.references.dedup();
    }
    carry(published, next)
}

/// Carries what the published plan has and the next one has no more, where the next one's codes are the published
/// one's already: it was made out of it by hand, and a code says which task it is however much was reworded.
pub fn carry(published: &Plan, mut next: Plan) -> Plan {
    let known: BTreeMap<Code, Task> = published
        .dropped
        .iter()
        .chain(published.work().tasks().map(|(_, task)| task))
        .cloned()
        .map(named)
        .collect();
    for task in tasks_mut(&mut next) {
        if let Some(old) = known.get(&task.code) {
            products(old, task);
        }
    }
    next.dropped = dropped(published, &next);
    next
}

/// What versions up to the published one had, and the next has no more: each task once, in its newest words that
/// had something of it.
fn dropped(published: &Plan, next: &Plan) -> Vec<Task> {
    let live = || published.work().tasks().map(|(_, task)| task);
    let newest_first: Vec<&Task> = live().chain(&published.dropped).chain(&next.dropped).collect();
    let mut codes: Vec<&Code> = Vec::new();
    for task in published.dropped.iter().chain(live()).chain(&next.dropped) {
        if !codes.contains(&&task.code) {
            codes.push(&task.code);
        }
    }
    let is_there = |task: &Task| next.task(&task.code).map_or(&[][..], |there| &there.schedule.occurrences);
    let kept = codes.into_iter().filter_map(|code| {
        let mut gone = newest_first.iter().filter(|task| task.code == *code).filter_map(|task| {
            let occurrences = lacking(&task.schedule.occurrences, is_there(task));
            (!occurrences.is_empty()).then_some((*task, occurrences))
        });
        let (task, mut occurrences) = gone.next()?;
        for (_, older) in gone {
            let more = lacking(&older, &occurrences);
            occurrences.extend(more);
        }
        let mut task = task.clone();
        task.schedule.occurrences = occurrences;
        Some(task)
    });
    kept.collect()
}

fn named(task: Task) -> (Code, Task) {
    (task.code.clone(), task)
}

fn tasks_mut(plan: &mut Plan) -> impl Iterator<Item = &mut Task> {
    plan.groups.iter_mut().flat_map(|group| &mut group.tasks).chain(&mut plan.duties)
}

/// Those of `some` whose keys `others` have not.
fn lacking(some: &[Occurrence], others: &[Occurrence]) -> Vec<Occurrence> {
    some.iter().filter(|one| others.iter().all(|other| other.key != one.key)).cloned().collect()
}

/// The code that each task of the next version has from now on, by the one it has there.
fn names(published: &Plan, next: &Plan) -> BTreeMap<Code, Code> {
    let live = published.work().tasks().map(|(_, task)| task);
    // One that was dropped may come back.
    let gone = published.dropped.iter().filter(|task| published.task(&task.code).is_none());
    let old: Vec<(&Task, Shape)> = live.chain(gone).map(shaped).collect();
    let new: Vec<(&Task, Shape)> = next.work().tasks().map(|(_, task)| shaped(task)).collect();
    let found = pairs(new.len(), old.len(), |n, o| {
        let ((new, new_shape), (old, old_shape)) = (&new[n], &old[o]);
        likeness(new.number(), old.number(), new_shape.alike(old_shape))
    });

    let mut used: BTreeSet<Code> = old.iter().map(|(task, _)| task.code.clone()).collect();
    used.extend(next.groups.iter().flat_map(|group| &group.parents).map(|parent| parent.code.clone()));
    used.extend(next.dropped.iter().map(|task| task.code.clone()));
    let mut names = BTreeMap::new();
    let mut unnamed = Vec::new();
    for ((task, _), found) in new.iter().zip(&found) {
        match found {
            Some(o) => {
                names.insert(task.code.clone(), old[*o].0.code.clone());
            }
            None if used.insert(task.number().clone()) => {
                names.insert(task.code.clone(), task.number().clone());
            }
            None => unnamed.push(*task),
        }
    }
    for task in unnamed {
        let name = unused(task.number(), &used);
        used.insert(name.clone());
        names.insert(task.code.clone(), name);
    }
    names
}

fn shaped(task: &Task) -> (&Task, Shape) {
    (task, Shape::of(task.text.shown()))
}

/// How sure it is that two parts of these numbers, so much alike, are the same; none for no.
pub(super) fn likeness(new: &Code, old: &Code, alike: u32) -> Option<u32> {
    if new.section() != old.section() {
        return None;
    }
    let (number, group) = (new == old, in_one_group(new, old));
    let enough = match () {
        () if number => SAME_NUMBER,
        () if group => SAME_GROUP,
        () => SAME,
    };
    let worth = if number { NUMBER } else { 0 } + if group { GROUP } else { 0 };
    (alike >= enough).then_some(alike + worth)
}

/// Whether two codes differ in their last part at most. Duties have one part and are one group.
fn in_one_group(a: &Code, b: &Code) -> bool {
    let group = |code: &Code| code.parts().split_last().map(|(_, group)| group.to_vec());
    group(a) == group(b)
}

/// The next code of a group that nothing ever had.
fn unused(number: &Code, used: &BTreeSet<Code>) -> Code {
    let group = number.parts().split_last().map(|(_, group)| group.to_vec()).unwrap_or_default();
    let of = |last: u16| Code::new(number.section(), [group.as_slice(), &[last]].concat());
    let highest = used
        .iter()
        .filter(|code| in_one_group(code, number) && code.section() == number.section())
        .filter_map(|code| code.parts().last().copied())
        .max();
    let after = highest.unwrap_or(0).checked_add(1).map(of);
    // Where the numbers end, the highest hole; a document has no 65,535 rows.
    let hole = || (1..=u16::MAX).rev().map(of).find(|code| !used.contains(code));
    after.or_else(hole).unwrap_or_else(|| number.clone())
}

/// Gives a task's products the numbers that they had, and carries those that it has no more.
fn products(old: &Task, new: &mut Task) {
    let dropped = old.dropped_products.iter().map(|product| (product.number, &product.text));
    let known: Vec<_> =
        old.numbered().chain(dropped).map(|(number, text)| (number, text, Shape::of(text.shown()))).collect();
    let stated: Vec<u16> = new.numbered().map(|(number, _)| number).collect();
    let shapes: Vec<Shape> = new.products.iter().map(|text| Shape::of(text.shown())).collect();
    let found = pairs(shapes.len(), known.len(), |n, o| {
        let (number, text, shape) = &known[o];
        let same = if new.products[n] == **text { GROUP } else { 0 };
        let place = if stated[n] == *number { GROUP } else { 0 };
        let alike = shapes[n].alike(shape);
        (alike >= SAME_NUMBER).then_some(alike + same + place)
    });
    let mut last = known.iter().map(|(number, ..)| *number).max().unwrap_or(0);
    let numbers: Vec<u16> = found
        .iter()
        .map(|found| match found {
            Some(o) => known[*o].0,
            None => {
                last = last.saturating_add(1);
                last
            }
        })
        .collect();
    new.dropped_products = known
        .iter()
        .filter(|(number, ..)| !numbers.contains(number))
        .map(|(number, text, _)| DroppedProduct { number: *number, text: (*text).clone() })
        .collect();
    let counted = (1u16..).zip(&numbers).all(|(place, number)| place == *number);
    new.product_numbers = if counted { Vec::new() } else { numbers };
}

#[cfg(test)]
#[path = "align_tests.rs"]
mod tests;
