//! What the screens show: the own changes laid over the confirmed cells.

use super::{Entry, Replica, cells};
use crate::{
    cell::Cell,
    change::Field,
    checklist::Entities,
    ids::{EntityId, ItemId, Scope},
};
use std::collections::BTreeMap;

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
        self.entities_that(scope, |_| true)
    }

    /// An item, its products and its files, and the unit's word on its task.
    pub fn entities_of(&self, scope: &Scope, item: &ItemId) -> Entities {
        self.entities_that(scope, |entity| match entity {
            EntityId::Task(plan, code) => *plan == item.plan && *code == item.code,
            EntityId::Remark(..) => false,
            _ => entity.item() == Some(item),
        })
    }

    /// The remarks on an item, oldest first.
    pub fn remarks(&self, scope: &Scope, item: &ItemId) -> Vec<(EntityId, Cell)> {
        // Names sort by when they were made.
        let named =
            self.entities_that(scope, |entity| matches!(entity, EntityId::Remark(of, _) if of == item));
        named
            .into_iter()
            .filter_map(|(name, mut fields)| Some((name, fields.remove(&Field::Text)?)))
            .collect()
    }

    fn entities_that(&self, scope: &Scope, wanted: impl Fn(&EntityId) -> bool) -> Entities {
        let mut entities = Entities::new();
        if let Some(held) = self.scopes.get(scope) {
            for (entity, record) in held.entities.iter().filter(|(entity, _)| wanted(entity)) {
                entities.insert(entity.clone(), cells(record));
            }
        }
        for entry in self.outbox.values() {
            let change = &entry.change;
            if change.scope == *scope && wanted(&change.entity) && self.laid_over(entry) {
                let fields = entities.entry(change.entity.clone()).or_default();
                fields.entry(change.field.clone()).or_default().apply(change);
            }
        }
        entities
    }
}
