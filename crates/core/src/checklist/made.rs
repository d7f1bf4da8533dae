//! How items are made: of the plan, of what the district says of it, and of what the unit recorded.

use super::{Assigned, Entities, File, Group, Item, Product, Records, text, value};
use crate::{
    cell::Cell,
    change::Field,
    clock::Hlc,
    ids::{EntityId, ItemId, PlanId},
    plan::{Membership, Task, Work},
    schedule::Occurrence,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Every item of a unit: the plan's in its order, own ones in the order of being added, then those that the plan
/// has no more and of which something was recorded.
pub fn items<'a>(work: Work<'a>, id: &PlanId, records: Records<'_>) -> Vec<Item<'a>> {
    some(work, id, None, records)
}

/// Those of [`items`] whose identities are `wanted`, all if none are named; `records` hold what is recorded of them,
/// and of no other.
pub fn some<'a>(
    work: Work<'a>,
    id: &PlanId,
    wanted: Option<&BTreeSet<ItemId>>,
    records: Records<'_>,
) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    let recorded = records.unit.keys();
    let add = |items: &mut Vec<Item<'a>>, group: Group, task: &'a Task| {
        // Most tasks are none of these: that must not cost making a name for each.
        if wanted.is_some_and(|wanted| wanted.iter().all(|item| item.code != task.code)) {
            return;
        }
        for occurrence in &task.schedule.occurrences {
            let item = assigned(id, group, task, occurrence, records);
            let touched = || recorded.clone().filter_map(EntityId::item).any(|recorded| *recorded == item.id);
            if wanted.is_none_or(|wanted| wanted.contains(&item.id)) && (group != Group::Dropped || touched())
            {
                items.push(item);
            }
        }
    };
    for (group, task) in work.tasks() {
        add(&mut items, group.map_or(Group::Duties, Group::Appendix), task);
    }
    items.extend(recorded.clone().filter_map(|entity| match entity {
        EntityId::Item(item) if item.is_own() && item.plan == *id => own(item, records),
        _ => None,
    }));
    for task in work.dropped {
        add(&mut items, Group::Dropped, task);
    }
    items
}

/// One item; none if there is no such task, occurrence or own item.
pub fn find<'a>(work: Work<'a>, id: &ItemId, records: Records<'_>) -> Option<Item<'a>> {
    if id.is_own() {
        return own(id, records);
    }
    let dropped = work.dropped.iter().map(|task| (Group::Dropped, task));
    let tasks = work.tasks().map(|(group, task)| (group.map_or(Group::Duties, Group::Appendix), task));
    // A task that is there can have periods that are not there any more.
    tasks.chain(dropped).filter(|(_, task)| task.code == id.code).find_map(|(group, task)| {
        let occurrence = task.schedule.occurrences.iter().find(|o| o.key == id.occurrence)?;
        Some(assigned(&id.plan, group, task, occurrence, records))
    })
}

/// Whether a task stands on a unit's checklist: as the district says for the unit, else for every unit, else as
/// the plan has it.
pub fn membership(plan: &PlanId, task: &Task, records: Records<'_>) -> Membership {
    let entity = EntityId::Task(plan.clone(), task.code.clone());
    let says = |entities: &Entities| Membership::of(value(entities.get(&entity)?, Field::Membership));
    says(records.unit).or_else(|| says(records.plan)).unwrap_or(task.membership)
}

pub(super) fn assigned<'a>(
    plan: &PlanId,
    group: Group,
    task: &'a Task,
    occurrence: &'a Occurrence,
    records: Records<'_>,
) -> Item<'a> {
    let id = ItemId { plan: plan.clone(), code: task.code.clone(), occurrence: occurrence.key.clone() };
    let products = task.numbered();
    let products = products.map(|(index, text)| product(&id, index, Some(text.shown()), records)).collect();
    let former = task.dropped_products.iter();
    let former = former
        .map(|dropped| product(&id, dropped.number, Some(dropped.text.shown()), records))
        .filter(|product| !product.fields.is_empty() || !product.files.is_empty())
        .collect();
    // Of a period that is gone, what is there now says nothing.
    let one_of_many = task.schedule.occurrences.len() > 1 || group == Group::Dropped;
    Item {
        fields: fields(&EntityId::Item(id.clone()), records),
        group,
        assigned: Some(Assigned { task, occurrence, one_of_many }),
        membership: membership(plan, task, records),
        products,
        former,
        id,
    }
}

/// An own item, if it has a title and was not taken back.
fn own<'a>(id: &ItemId, records: Records<'_>) -> Option<Item<'a>> {
    let of_item = fields(&EntityId::Item(id.clone()), records);
    let is_there = |fields: &BTreeMap<Field, Cell>| {
        !text(fields, Field::Title).is_empty() && !value(fields, Field::Removed).is_true()
    };
    if !is_there(&of_item) {
        return None;
    }
    let first = EntityId::Product(id.clone(), 1);
    let last = EntityId::Product(id.clone(), u16::MAX);
    let mut products: Vec<Product<'_>> = records
        .unit
        .range(first..=last)
        .filter(|(_, fields)| is_there(fields))
        .filter_map(|(entity, _)| match entity {
            EntityId::Product(_, index) => Some(product(id, *index, None, records)),
            _ => None,
        })
        .collect();
    products.sort_by_key(|product| added(&product.fields));
    Some(Item {
        id: id.clone(),
        group: Group::Own,
        assigned: None,
        membership: Membership::On,
        fields: of_item,
        products,
        former: Vec::new(),
    })
}

fn product<'a>(item: &ItemId, index: u16, text: Option<&'a str>, records: Records<'_>) -> Product<'a> {
    let id = EntityId::Product(item.clone(), index);
    let first = EntityId::File(item.clone(), index, Uuid::nil());
    let last = EntityId::File(item.clone(), index, Uuid::max());
    let files = records.unit.range(first..=last);
    let files = files
        .filter(|(_, fields)| !value(fields, Field::Removed).is_true() && fields.contains_key(&Field::Digest))
        .map(|(id, fields)| File { id: id.clone(), fields: fields.clone() });
    Product { fields: fields(&id, records), text, files: files.collect(), id }
}

fn fields(entity: &EntityId, records: Records<'_>) -> BTreeMap<Field, Cell> {
    records.unit.get(entity).cloned().unwrap_or_default()
}

/// When a product of an own item was added: its title is older than anything else of it.
fn added(fields: &BTreeMap<Field, Cell>) -> Option<Hlc> {
    fields.get(&Field::Title)?.heads().iter().map(|head| head.at).min()
}
