//! Edits: recorded, undone, made again.

use super::{Notebook, Trouble};
use crate::{
    platform::{clock, storage, tabs::Tabs},
    store::StoreError,
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    cell::Cell,
    change::{Change, Edit, Field, Invalid, State, Value},
    ids::{ChangeId, EntityId, ItemId},
    replica::{Limits, RecordError, Write},
    store::{DeviceStore, Need},
};

impl Notebook {
    /// Records one gesture: one strict transaction over names, clock and outbox. The screen shows it when
    /// the transaction is through, not before.
    pub fn record(self, edits: Vec<Edit>) {
        let before = self.values_before(&edits);
        // A second tap may come before the first is through, and then names the same values as seen. Its
        // author knows of the first all the same.
        let since = self.made.with_value(Vec::len);
        spawn_local(async move {
            if let Some(ids) = self.record_now(edits, since).await {
                let undo = before.map(|before| {
                    let over_its_own = before.into_iter().zip(ids);
                    over_its_own.map(|(edit, id)| Edit { over: vec![id], ..edit }).collect()
                });
                self.undo.set(undo);
            }
        });
    }

    /// The identities under which the edits were recorded, in order; none if they were not.
    async fn record_now(self, edits: Vec<Edit>, since: usize) -> Option<Vec<ChangeId>> {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return None };
        let now = self.now();
        let recorded = store
            .transact(&person, Need::Meta, |replica| {
                let edits = edits.into_iter().map(|edit| self.over_own(edit, since)).collect();
                let writes = replica.record(edits, now, Limits::default())?;
                Ok::<_, RecordError>((writes.clone(), writes))
            })
            .await;
        match recorded {
            Ok(Ok(writes)) => {
                self.trouble.set(None);
                let mut ids = Vec::new();
                self.made.update_value(|made| {
                    for write in &writes {
                        if let Write::Queue(entry) = write {
                            ids.push(entry.change.id.clone());
                            made.push(entry.change.clone());
                        }
                    }
                });
                self.follow(&writes);
                self.poke();
                return Some(ids);
            }
            Ok(Err(RecordError::Invalid(Invalid::TooLong(_)))) => self.fail(Trouble::TooLong),
            Ok(Err(_)) => self.fail(Trouble::NotRecorded),
            Err(error) => self.fail(Trouble::Store(error)),
        }
        None
    }

    /// The edit over what this tab itself recorded in its field since it was made.
    fn over_own(self, mut edit: Edit, since: usize) -> Edit {
        self.made.with_value(|made| {
            let own = made.iter().skip(since).filter(|made| {
                made.scope == edit.scope && made.entity == edit.entity && made.field == edit.field
            });
            edit.over.extend(own.map(|made| made.id.clone()));
        });
        edit
    }

    pub(super) fn fail(self, trouble: Trouble) {
        let aborted = trouble == Trouble::Store(StoreError::Aborted);
        self.trouble.set(Some(trouble));
        if aborted {
            spawn_local(async move {
                // Nine tenths of what the browser gives: the cause that it did not name.
                let report = storage::report().await;
                if report.used.is_some_and(|(used, quota)| used / 9 >= quota / 10) {
                    self.trouble.set(Some(Trouble::Store(StoreError::Full)));
                }
            });
        }
    }

    /// Records a remark on an item of the unit looked at. A remark cannot be undone.
    pub async fn remark(self, item: ItemId, text: String) -> bool {
        let Some(scope) = untrack(|| self.scope()) else { return false };
        let since = self.made.with_value(Vec::len);
        let entity = EntityId::remark(item, self.now(), clock::random());
        let edit = Edit { scope, entity, field: Field::Text, value: Value::text(&text), over: Vec::new() };
        self.record_now(vec![edit], since).await.is_some()
    }

    /// Records what is new; `back` is what takes it back again. Whether it is recorded.
    pub async fn add(self, edits: Vec<Edit>, back: Edit) -> bool {
        let since = self.made.with_value(Vec::len);
        let added = self.record_now(edits, since).await.is_some();
        if added {
            self.undo.set(Some(vec![back]));
        }
        added
    }

    /// Does to the picture in memory what the store did, and tells the other tabs.
    fn follow(self, writes: &[Write]) {
        self.replica.update(|replica| {
            if let Some(replica) = replica {
                writes.iter().for_each(|write| replica.follow(write));
            }
        });
        self.tabs.with_value(|tabs| tabs.iter().for_each(Tabs::wrote));
    }

    /// The edits that would put back what stood before; none where more than one value stood, for one edit
    /// cannot put back two.
    fn values_before(self, edits: &[Edit]) -> Option<Vec<Edit>> {
        self.replica.with_untracked(|replica| {
            let replica = replica.as_ref()?;
            let mut before = Vec::new();
            for edit in edits {
                let fields = replica.entity(&edit.scope, &edit.entity);
                let cell = fields.get(&edit.field);
                if cell.is_some_and(Cell::is_conflict) {
                    return None;
                }
                let value = cell.map_or_else(|| blank(&edit.field), |cell| cell.shown().clone());
                before.push(Edit { value, ..edit.clone() });
            }
            Some(before)
        })
    }

    /// Whether the last gesture was on this item and can be undone.
    pub fn can_undo(self, item: &ItemId) -> bool {
        self.undo.with(|undo| {
            undo.as_ref().is_some_and(|edits| edits.iter().all(|edit| edit.entity.item() == Some(item)))
        })
    }

    /// Puts back what stood before the last gesture, as a change over that gesture alone: what somebody else
    /// recorded since stays beside it.
    pub fn undo(self) {
        let Some(edits) = self.undo.get_untracked() else { return };
        let since = self.made.with_value(Vec::len);
        spawn_local(async move {
            if self.record_now(edits, since).await.is_some() {
                self.undo.set(None);
            }
        });
    }

    /// Makes a refused gesture again, whole, and takes it out of the drawer. It replaces what its author saw
    /// then: what somebody else recorded since stays beside it.
    pub fn do_again(self, id: &ChangeId) {
        let gesture: Vec<Change> = self.replica.with_untracked(|replica| {
            let drawer = replica.iter().flat_map(|replica| replica.drawer.values());
            let changes: Vec<&Change> = drawer.map(|refused| &refused.change).collect();
            let group = changes.iter().find(|change| change.id == *id).map(|change| change.group);
            let same = |change: &&&Change| change.id.replica == id.replica && Some(change.group) == group;
            changes.iter().filter(same).map(|change| (*change).clone()).collect()
        });
        let ids: Vec<ChangeId> = gesture.iter().map(|change| change.id.clone()).collect();
        let edits = gesture
            .into_iter()
            .map(|change| Edit {
                scope: change.scope,
                entity: change.entity,
                field: change.field,
                value: change.value,
                over: change.over,
            })
            .collect();
        let since = self.made.with_value(Vec::len);
        spawn_local(async move {
            // In this order: a crash between the two shows it twice, and loses nothing.
            if self.record_now(edits, since).await.is_some() {
                for id in ids {
                    self.undrawer(id).await;
                }
            }
        });
    }

    /// Drops a refused change for good.
    pub fn drop_refused(self, id: &ChangeId) {
        spawn_local(self.undrawer(id.clone()));
    }

    async fn undrawer(self, id: ChangeId) {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return };
        let done = store
            .transact(&person, Need::Meta, |replica| {
                let writes = replica.undrawer(&id);
                Ok::<_, ()>((writes.clone(), writes))
            })
            .await;
        match done {
            Ok(Ok(writes)) => self.follow(&writes),
            Ok(Err(())) => {}
            Err(error) => self.fail(Trouble::Store(error)),
        }
    }
}

/// What stands in a field before anyone touched it.
fn blank(field: &Field) -> Value {
    match field {
        Field::State => State::Todo.value(),
        Field::Active | Field::Ready | Field::Removed => Value::Bool(false),
        _ => Value::Empty,
    }
}
