//! What a device counted under a name that it has no more, counted under its new one.

use super::{Replica, cells};
use crate::{
    cell::Cell,
    change::{Change, Field, Value},
    counter,
    ids::{ChangeId, EntityId, ReplicaId, Scope},
};
use std::collections::BTreeMap;

/// A count as the new name says it.
pub(super) struct Recount {
    entity: EntityId,
    value: Value,
    seen: Vec<ChangeId>,
}

impl Recount {
    /// Puts it into the change that goes on under the new name.
    pub(super) fn put_into(&self, change: &mut Change) {
        change.entity = self.entity.clone();
        change.value = self.value.clone();
        change.over.extend(self.seen.iter().cloned());
    }
}

impl Replica {
    /// Of `unsent` changes, which get the name `name`, those that count: what they counted beyond what stands under
    /// their old name belongs to the new one. Under the old name another device counts, a copy of this one.
    pub(super) fn recounted(&self, unsent: &[Change], name: &ReplicaId) -> BTreeMap<ChangeId, Recount> {
        let mut counts = BTreeMap::new();
        for change in unsent {
            let EntityId::Count(day, procedure, old) = &change.entity else { continue };
            if old == name {
                continue;
            }
            let entity = EntityId::Count(*day, procedure.clone(), name.clone());
            let stays = |id: &ChangeId| unsent.iter().all(|change| change.id != *id);
            let former = self.cell_without(&change.scope, (&change.entity, &change.field), stays);
            let present = self.cell_without(&change.scope, (&entity, &change.field), |_| true);
            let beyond = number(&change.value) - number(former.shown());
            let value = Value::Text((number(present.shown()) + beyond).to_string());
            counts.insert(change.id.clone(), Recount { entity, value, seen: present.seen() });
        }
        counts
    }

    /// A cell with those of the own changes laid over it that are `wanted`.
    fn cell_without(
        &self,
        scope: &Scope,
        (entity, field): (&EntityId, &Field),
        wanted: impl Fn(&ChangeId) -> bool,
    ) -> Cell {
        let confirmed = self.scopes.get(scope).and_then(|held| held.entities.get(entity));
        let mut cell = confirmed.and_then(|record| cells(record).remove(field)).unwrap_or_default();
        for entry in self.outbox.values() {
            let change = &entry.change;
            let here = change.scope == *scope && change.entity == *entity && change.field == *field;
            if here && self.laid_over(entry) && wanted(&change.id) {
                cell.apply(change);
            }
        }
        cell
    }
}

fn number(value: &Value) -> i64 {
    value.as_text().and_then(counter::whole).unwrap_or(0)
}
