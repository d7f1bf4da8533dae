//! Edits: recorded, undone, made again.

use super::{Notebook, Trouble};
use crate::platform::tabs::Tabs;
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    cell::Cell,
    change::{Edit, Field, Invalid, State, Value},
    ids::ChangeId,
    replica::{Limits, RecordError, Write},
    store::{DeviceStore, Need},
};

impl Notebook {
    /// Records one gesture: one strict transaction over names, clock and outbox. The screen shows it when
    /// the transaction is through, not before.
    pub fn record(self, edits: Vec<Edit>) {
        let before = self.values_before(&edits);
        spawn_local(async move {
            if self.record_now(edits).await {
                self.undo.set(Some(before));
            }
        });
    }

    async fn record_now(self, edits: Vec<Edit>) -> bool {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return false };
        let now = self.now();
        let recorded = store
            .transact(&person, Need::Meta, |replica| {
                let writes = replica.record(edits, now, Limits::default())?;
                Ok::<_, RecordError>((writes.clone(), writes))
            })
            .await;
        match recorded {
            Ok(Ok(writes)) => {
                self.trouble.set(None);
                self.follow(&writes);
                self.poke();
                true
            }
            Ok(Err(RecordError::Invalid(Invalid::TooLong(_)))) => self.fail(Trouble::TooLong),
            Ok(Err(_)) => self.fail(Trouble::NotRecorded),
            Err(error) => self.fail(Trouble::Store(error)),
        }
    }

    fn fail(self, trouble: Trouble) -> bool {
        self.trouble.set(Some(trouble));
        false
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

    /// The edits that would put back what stood before. `over` is left open: it is read when they are made.
    fn values_before(self, edits: &[Edit]) -> Vec<Edit> {
        self.replica.with_untracked(|replica| {
            let Some(replica) = replica else { return Vec::new() };
            edits
                .iter()
                .map(|edit| {
                    let fields = replica.entity(&edit.scope, &edit.entity);
                    let value = fields.get(&edit.field).map(|cell| cell.shown().clone());
                    let value = value.unwrap_or_else(|| blank(&edit.field));
                    Edit { value, over: vec![], ..edit.clone() }
                })
                .collect()
        })
    }

    /// Whether the last gesture can be undone.
    pub fn can_undo(self) -> bool {
        self.undo.with(Option::is_some)
    }

    /// Puts back what stood before the last gesture, as a change of its own.
    pub fn undo(self) {
        let Some(edits) = self.undo.get_untracked() else { return };
        self.undo.set(None);
        let edits = edits.into_iter().map(|edit| self.over_all(edit)).collect();
        spawn_local(async move {
            self.record_now(edits).await;
        });
    }

    /// The edit over everything that stands in its field now.
    fn over_all(self, edit: Edit) -> Edit {
        let over = self.replica.with_untracked(|replica| {
            let fields = replica.as_ref().map(|r| r.entity(&edit.scope, &edit.entity)).unwrap_or_default();
            fields.get(&edit.field).map(Cell::seen).unwrap_or_default()
        });
        Edit { over, ..edit }
    }

    /// Makes a refused change again, over what stands now, and takes the refused one out of the drawer.
    pub fn do_again(self, id: &ChangeId) {
        let change = self.replica.with_untracked(|r| Some(r.as_ref()?.drawer.get(id)?.change.clone()));
        let Some(change) = change else { return };
        let id = id.clone();
        let edit = self.over_all(Edit {
            scope: change.scope,
            entity: change.entity,
            field: change.field,
            value: change.value,
            over: vec![],
        });
        spawn_local(async move {
            // In this order: a crash between the two shows it twice, and loses nothing.
            if self.record_now(vec![edit]).await {
                self.undrawer(id).await;
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
            Err(error) => {
                self.fail(Trouble::Store(error));
            }
        }
    }
}

/// What stands in a field before anyone touched it.
fn blank(field: &Field) -> Value {
    match field {
        Field::State => State::Todo.value(),
        Field::Active | Field::Ready => Value::Bool(false),
        _ => Value::Empty,
    }
}
