//! What the screens show: the own changes laid over the confirmed cells.

use super::{Entry, Record, Replica, cells};
use crate::{
    cell::Cell,
    change::Field,
    checklist::Entities,
    ids::{EntityId, ItemId, Scope},
};
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
        let mut entities = Entities::new();
        entities.extend(self.confirmed(scope).map(|(entity, record)| (entity.clone(), cells(record))));
        self.lay_over(scope, |_| true, &mut entities);
        entities
    }

    /// An item, its products and its files, and the unit's word on its task.
    pub fn entities_of(&self, scope: &Scope, item: &ItemId) -> Entities {
        let mut entities = self.entities_for(scope, &BTreeSet::from([item.clone()]));
        entities.retain(|entity, _| !matches!(entity, EntityId::Remark(..)));
        entities
    }

    /// What is recorded of some items: their own entities, those of their products, files and remarks, and the
    /// word on their tasks. What it costs follows from how many items are asked for and how many own changes are
    /// kept, not from how many items there are.
    pub fn entities_for(&self, scope: &Scope, items: &BTreeSet<ItemId>) -> Entities {
        let mut entities = Entities::new();
        if let Some(held) = self.scopes.get(scope) {
            let (nil, max) = (Uuid::nil(), Uuid::max());
            for item in items {
                let of = || item.clone();
                for range in [
                    EntityId::Item(of())..=EntityId::Item(of()),
                    EntityId::Product(of(), 0)..=EntityId::Product(of(), u16::MAX),
                    EntityId::Remark(of(), nil)..=EntityId::Remark(of(), max),
                    EntityId::File(of(), 0, nil)..=EntityId::File(of(), u16::MAX, max),
                ] {
                    for (entity, record) in held.entities.range(range) {
                        entities.insert(entity.clone(), cells(record));
                    }
                }
                let task = EntityId::Task(item.plan.clone(), item.code.clone());
                if let Some(record) = held.entities.get(&task) {
                    entities.insert(task, cells(record));
                }
            }
        }
        let wanted = |entity: &EntityId| match entity {
            EntityId::Task(plan, code) => items.iter().any(|item| item.plan == *plan && item.code == *code),
            _ => entity.item().is_some_and(|item| items.contains(item)),
        };
        self.lay_over(scope, wanted, &mut entities);
        entities
    }

    /// The items of which two pictures of a scope say different things, or may; none if it may be any, as when the
    /// word on a task changed.
    pub fn differing(&self, after: &Self, scope: &Scope) -> Option<BTreeSet<ItemId>> {
        let mut changed: BTreeSet<&EntityId> = BTreeSet::new();
        let mut olds = self.confirmed(scope).peekable();
        for (entity, record) in after.confirmed(scope) {
            while let Some((gone, _)) = olds.next_if(|(before, _)| *before < entity) {
                changed.insert(gone);
            }
            match olds.next_if(|(before, _)| *before == entity) {
                Some((_, before)) if before == record => {}
                _ => {
                    changed.insert(entity);
                }
            }
        }
        changed.extend(olds.map(|(gone, _)| gone));
        // An own change shows as long as it lies over the confirmed cells, and its item as unsent until a verdict.
        let stands =
            |of: &Self, entry: &Entry| (of.laid_over(entry), entry.verdict.is_none() && !entry.refused);
        for (one, other) in [(self, after), (after, self)] {
            for (id, entry) in one.outbox.iter().filter(|(_, entry)| entry.change.scope == *scope) {
                let elsewhere = other.outbox.get(id).map_or((false, false), |entry| stands(other, entry));
                if stands(one, entry) != elsewhere {
                    changed.insert(&entry.change.entity);
                }
            }
            let drawer = one.drawer.iter().filter(|(id, _)| !other.drawer.contains_key(*id));
            let changes = drawer.map(|(_, refused)| &refused.change);
            changed.extend(changes.filter(|change| change.scope == *scope).map(|change| &change.entity));
        }
        let tasks = changed.iter().any(|entity| matches!(entity, EntityId::Task(..)));
        (!tasks).then(|| changed.into_iter().filter_map(EntityId::item).cloned().collect())
    }

    /// The remarks on an item, oldest first.
    pub fn remarks(&self, scope: &Scope, item: &ItemId) -> Vec<(EntityId, Cell)> {
        // Names sort by when they were made.
        let mut named = self.entities_for(scope, &BTreeSet::from([item.clone()]));
        named.retain(|entity, _| matches!(entity, EntityId::Remark(..)));
        named
            .into_iter()
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
