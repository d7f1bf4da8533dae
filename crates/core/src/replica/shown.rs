//! What the screens show: the own changes laid over the confirmed cells.

use super::{Entry, Record, Replica, cells};
use crate::{
    cell::Cell,
    change::Field,
    checklist::Entities,
    ids::{EntityId, ItemId, ProcedureKey, ReplicaId, Scope},
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

impl Replica {
    /// Whether a verdict still waits for the cursor: until then the change is laid over the confirmed cells,
    /// or a tick would go off and on again between two pages.
    pub(super) fn laid_over(&self, entry: &Entry) -> bool {
        match &entry.verdict {
            None => !entry.refused,
            Some((outcome, _)) => match (outcome.seq(), self.scopes.get(&entry.change.scope)) {
                (Some(seq), Some(held)) => held.mark.cursor < seq,
                _ => false,
            },
        }
    }

    /// An entity.
    pub fn entity(&self, scope: &Scope, entity: &EntityId) -> BTreeMap<Field, Cell> {
        let confirmed = self.scopes.get(scope).and_then(|held| held.entities.get(entity));
        let mut fields = confirmed.map(cells).unwrap_or_default();
        for entry in self.outbox.values() {
            let change = &entry.change;
            if change.scope == *scope && change.entity == *entity && self.laid_over(entry) {
                fields.entry(change.field.clone()).or_default().apply(change);
            }
        }
        fields
    }

    /// Every entity of a scope.
    pub fn entities(&self, scope: &Scope) -> Entities {
        self.entities_among(scope, |_| true)
    }

    /// The entities of a scope of some kinds.
    pub fn entities_among(&self, scope: &Scope, wanted: impl Fn(&EntityId) -> bool) -> Entities {
        let mut entities = Entities::new();
        let confirmed = self.confirmed(scope).filter(|(entity, _)| wanted(entity));
        entities.extend(confirmed.map(|(entity, record)| (entity.clone(), cells(record))));
        self.lay_over(scope, wanted, &mut entities);
        entities
    }

    /// What was counted and corrected on the days from `from` to `to`, both included, and the fields of procedures: what
    /// a counter shows. What it costs follows from how many days are asked for, not from how many there are.
    pub fn counted_between(&self, scope: &Scope, from: Date, to: Date) -> Entities {
        let mut entities = Entities::new();
        let least = ("-".parse::<ProcedureKey>(), "-".parse::<ReplicaId>());
        if let (Some(held), (Ok(procedure), Ok(replica))) = (self.scopes.get(scope), least) {
            let days = |entity: &EntityId| matches!(entity, EntityId::Count(day, ..) | EntityId::Day(day, _) if *day <= to);
            for first in
                [EntityId::Count(from, procedure.clone(), replica), EntityId::Day(from, procedure.clone())]
            {
                let of_days = held.entities.range(first..).take_while(|(entity, _)| days(entity));
                entities.extend(of_days.map(|(name, record)| (name.clone(), cells(record))));
            }
            let procedures = held.entities.range(EntityId::Procedure(procedure)..);
            let procedures = procedures.take_while(|(entity, _)| matches!(entity, EntityId::Procedure(_)));
            entities.extend(procedures.map(|(name, record)| (name.clone(), cells(record))));
        }
        let wanted = |entity: &EntityId| match entity {
            EntityId::Count(day, ..) | EntityId::Day(day, _) => from <= *day && *day <= to,
            EntityId::Procedure(_) => true,
            _ => false,
        };
        self.lay_over(scope, wanted, &mut entities);
        entities
    }

    /// An item, its products and its files, and the unit's word on its task.
    pub fn entities_of(&self, scope: &Scope, item: &ItemId) -> Entities {
        self.entities_about(scope, &only(item), false)
    }

    /// What is recorded of some items: their own entities, those of their products, files and remarks, and the
    /// word on their tasks. What it costs follows from how many items are asked for and how many own changes are
    /// kept, not from how many items there are.
    pub fn entities_for(&self, scope: &Scope, items: &BTreeSet<ItemId>) -> Entities {
        self.entities_about(scope, items, true)
    }

    fn entities_about(&self, scope: &Scope, items: &BTreeSet<ItemId>, remarks: bool) -> Entities {
        let mut entities = Entities::new();
        if let Some(held) = self.scopes.get(scope) {
            let (nil, max) = (Uuid::nil(), Uuid::max());
            for item in items {
                let of = || item.clone();
                let task = || EntityId::Task(item.plan.clone(), item.code.clone());
                for range in [
                    EntityId::Item(of())..=EntityId::Item(of()),
                    EntityId::Product(of(), 0)..=EntityId::Product(of(), u16::MAX),
                    EntityId::File(of(), 0, nil)..=EntityId::File(of(), u16::MAX, max),
                    task()..=task(),
                    EntityId::Remark(of(), nil)..=EntityId::Remark(of(), max),
                ]
                .into_iter()
                .take(if remarks { 5 } else { 4 })
                {
                    entities.extend(
                        held.entities.range(range).map(|(name, record)| (name.clone(), cells(record))),
                    );
                }
            }
        }
        let wanted = |entity: &EntityId| match entity {
            EntityId::Task(plan, code) => items.iter().any(|item| item.plan == *plan && item.code == *code),
            EntityId::Remark(item, _) => remarks && items.contains(item),
            _ => entity.item().is_some_and(|item| items.contains(item)),
        };
        self.lay_over(scope, wanted, &mut entities);
        entities
    }

    /// The items of which two pictures of a scope say different things, or may; none if it may be any, as when the
    /// word on a task changed.
    pub fn differing(&self, after: &Self, scope: &Scope) -> Option<BTreeSet<ItemId>> {
        let (mut items, mut tasks) = (BTreeSet::new(), false);
        let mut note = |entity: &EntityId| {
            tasks |= matches!(entity, EntityId::Task(..));
            items.extend(entity.item().cloned());
        };
        let mut olds = self.confirmed(scope).peekable();
        for (entity, record) in after.confirmed(scope) {
            while let Some((gone, _)) = olds.next_if(|(before, _)| *before < entity) {
                note(gone);
            }
            match olds.next_if(|(before, _)| *before == entity) {
                Some((_, before)) if before == record => {}
                _ => note(entity),
            }
        }
        olds.for_each(|(gone, _)| note(gone));
        // An own change shows as long as it lies over the confirmed cells, and its item as unsent until a verdict.
        let stands =
            |of: &Self, entry: &Entry| (of.laid_over(entry), entry.verdict.is_none() && !entry.refused);
        for (one, other) in [(self, after), (after, self)] {
            for (id, entry) in one.outbox.iter().filter(|(_, entry)| entry.change.scope == *scope) {
                let elsewhere = other.outbox.get(id).map_or((false, false), |entry| stands(other, entry));
                if stands(one, entry) != elsewhere {
                    note(&entry.change.entity);
                }
            }
            for (id, refused) in &one.drawer {
                if refused.change.scope == *scope && !other.drawer.contains_key(id) {
                    note(&refused.change.entity);
                }
            }
        }
        (!tasks).then_some(items)
    }

    /// The remarks on an item, oldest first.
    pub fn remarks(&self, scope: &Scope, item: &ItemId) -> Vec<(EntityId, Cell)> {
        // Names sort by when they were made.
        self.entities_for(scope, &only(item))
            .into_iter()
            .filter(|(entity, _)| matches!(entity, EntityId::Remark(..)))
            .filter_map(|(name, mut fields)| Some((name, fields.remove(&Field::Text)?)))
            .collect()
    }

    fn confirmed(&self, scope: &Scope) -> impl Iterator<Item = (&EntityId, &Record)> {
        self.scopes.get(scope).into_iter().flat_map(|held| &held.entities)
    }

    /// Lays the own changes to some entities of a scope over what is confirmed of them.
    fn lay_over(&self, scope: &Scope, wanted: impl Fn(&EntityId) -> bool, entities: &mut Entities) {
        for entry in self.outbox.values() {
            let change = &entry.change;
            if change.scope == *scope && self.laid_over(entry) && wanted(&change.entity) {
                let fields = entities.entry(change.entity.clone()).or_default();
                fields.entry(change.field.clone()).or_default().apply(change);
            }
        }
    }
}

/// A set of one, without the sorting that makes a set of many.
fn only(item: &ItemId) -> BTreeSet<ItemId> {
    let mut items = BTreeSet::new();
    items.insert(item.clone());
    items
}
