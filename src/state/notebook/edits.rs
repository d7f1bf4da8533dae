//! Edits: recorded, undone, made again.

use super::{Bulked, Notebook, Trouble};
use crate::state::learned;
use crate::{
    platform::{clock, storage, tabs::Tabs},
    store::StoreError,
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    change::{Change, Edit, Field, Invalid, State, Value},
    counter::Problem,
    ids::{ChangeId, EntityId, ItemId, Scope},
    replica::{Limits, RecordError, Replica, Write},
    store::{DeviceStore, Need},
};
use std::collections::BTreeSet;

/// How the last gesture is taken back.
#[derive(Clone)]
pub struct Undo {
    /// What stood before it, over the changes that it made, cut as it was.
    gestures: Vec<Vec<Edit>>,
    /// What it did, if it was one over many items.
    pub(super) bulked: Option<Bulked>,
}

/// What is to be recorded, given what the device holds.
pub type Decide = Box<dyn FnOnce(&Replica) -> Result<Vec<Edit>, Problem>>;

impl Notebook {
    /// Records one gesture: one strict transaction over names, clock and outbox. The screen shows it when
    /// the transaction is through, not before.
    pub fn record(self, edits: Vec<Edit>) {
        self.record_all(vec![edits], None);
    }

    /// Records one gesture and says whether it is on the device.
    pub(super) async fn record_one(self, edits: Vec<Edit>) -> bool {
        let since = self.made.with_value(Vec::len);
        let recorded = self.record_now(vec![edits], since).await;
        let saved = recorded.is_some();
        if let Some(before) = recorded {
            self.undo.set(before.map(|gestures| Undo { gestures, bulked: None }));
        }
        saved
    }

    /// Records gestures in one transaction, to be taken back as one.
    pub(super) fn record_all(self, gestures: Vec<Vec<Edit>>, bulked: Option<Bulked>) {
        // A second tap may come before the first is through, and then names the same values as seen. Its
        // author knows of the first all the same.
        let since = self.made.with_value(Vec::len);
        spawn_local(async move {
            if let Some(before) = self.record_now(gestures, since).await {
                self.undo.set(before.map(|gestures| Undo { gestures, bulked }));
            }
        });
    }

    /// The edits that take back what was recorded, in order, if there are such; none if it was not recorded.
    async fn record_now(self, gestures: Vec<Vec<Edit>>, since: usize) -> Option<Option<Vec<Vec<Edit>>>> {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return None };
        let now = self.now();
        let recorded = store
            .transact(&person, Need::Meta, |replica| {
                let (mut writes, mut before) = (Vec::new(), Some(Vec::<Vec<Edit>>::new()));
                for edits in gestures {
                    let edits: Vec<Edit> = edits.into_iter().map(|edit| self.over_own(edit, since)).collect();
                    // Here and not at the tap: by now the picture has what was tapped before this.
                    let stood = self.values_before(&edits);
                    match (&mut before, stood) {
                        (Some(all), Some(stood)) => all.push(stood),
                        _ => before = None,
                    }
                    writes.extend(replica.record(edits, now, Limits::default())?);
                }
                Ok::<_, RecordError>(((writes.clone(), before), writes))
            })
            .await;
        match recorded {
            Ok(Ok((writes, mut before))) => {
                self.trouble.set(None);
                let mut undoing = before.iter_mut().flatten().flatten();
                self.made.update_value(|made| {
                    for write in &writes {
                        if let Write::Queue(entry) = write {
                            if let Some(edit) = undoing.next() {
                                edit.over = vec![entry.change.id.clone()];
                            }
                            made.push(entry.change.clone());
                        }
                    }
                });
                self.follow(&writes);
                self.poke();
                return Some(before);
            }
            Ok(Err(RecordError::Invalid(Invalid::TooLong(_)))) => self.fail(Trouble::TooLong),
            Ok(Err(_)) => self.fail(Trouble::NotRecorded),
            Err(error) => self.fail(Trouble::Store(error)),
        }
        None
    }

    /// Records what a decision makes of everything that the device holds, read in the same transaction. Whether it is
    /// on the device; what the decision finds wrong is handed through.
    pub async fn record_upon(self, decide: Decide) -> Result<bool, Problem> {
        let (Some(store), Some(person)) = (self.store(), self.person_id()) else { return Ok(false) };
        let now = self.now();
        let recorded = store
            .transact(&person, Need::All, |replica| {
                let edits = decide(replica).map_err(Err)?;
                let writes = replica.record(edits, now, Limits::default()).map_err(Ok)?;
                Ok::<_, Result<RecordError, Problem>>((writes.clone(), writes))
            })
            .await;
        match recorded {
            Ok(Ok(writes)) => {
                self.trouble.set(None);
                self.follow(&writes);
                self.poke();
                return Ok(true);
            }
            Ok(Err(Err(problem))) => return Err(problem),
            Ok(Err(Ok(_))) => self.fail(Trouble::NotRecorded),
            Err(error) => self.fail(Trouble::Store(error)),
        }
        Ok(false)
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
        self.record_now(vec![vec![edit]], since).await.is_some()
    }

    /// Records what is new; `back` is what takes it back again. Whether it is recorded.
    pub async fn add(self, edits: Vec<Edit>, back: Edit) -> bool {
        let since = self.made.with_value(Vec::len);
        let added = self.record_now(vec![edits], since).await.is_some();
        if added {
            self.undo.set(Some(Undo { gestures: vec![vec![back]], bulked: None }));
        }
        added
    }

    /// Does to the picture in memory what the store did, and tells the other tabs.
    fn follow(self, writes: &[Write]) {
        let touched = learned().and_then(|learned| {
            self.replica.with_untracked(|replica| (learned.touched)(replica.as_ref()?, writes))
        });
        self.note_stale(touched);
        self.replica.update(|replica| {
            if let Some(replica) = replica {
                writes.iter().for_each(|write| replica.follow(write));
            }
        });
        self.tabs.with_value(|tabs| tabs.iter().for_each(Tabs::wrote));
    }

    /// The items of the unit and the plan looked at of which another picture says something else; none if it may be
    /// any.
    pub(crate) fn differing(self, after: &Replica) -> Option<BTreeSet<ItemId>> {
        self.replica.with_untracked(|before| {
            let before = before.as_ref()?;
            let plan = self.plan.with_untracked(|plan| Some(Scope::Plan(plan.as_ref()?.0.clone())))?;
            let mut differing = before.differing(after, &Scope::Unit(self.unit.get_untracked()?))?;
            differing.extend(before.differing(after, &plan)?);
            Some(differing)
        })
    }

    fn values_before(self, edits: &[Edit]) -> Option<Vec<Edit>> {
        let before = learned()?.before;
        self.replica.with_untracked(|replica| before(replica.as_ref()?, edits))
    }

    /// Whether the last gesture was on this item and can be undone.
    pub fn can_undo(self, item: &ItemId) -> bool {
        self.undo.with(|undo| {
            undo.as_ref().is_some_and(|undo| {
                undo.gestures.iter().flatten().all(|edit| edit.entity.item() == Some(item))
            })
        })
    }

    /// Puts back what stood before the last gesture, as a change over that gesture alone: what somebody else
    /// recorded since stays beside it.
    pub fn undo(self) {
        if let Some(learned) = learned() {
            (learned.undo)(self);
        }
    }

    pub(crate) fn take_back(self) {
        // Taken at the tap: a second tap undoes nothing a second time.
        let Some(undo) = self.undo.try_update(Option::take).flatten() else { return };
        // What the server refused does not stand: there is nothing to put back.
        let stands = |edit: &Edit| {
            self.replica.with_untracked(|replica| {
                let refused = |id| replica.as_ref().is_some_and(|replica| replica.drawer.contains_key(id));
                !edit.over.iter().any(refused)
            })
        };
        let mut gestures = undo.gestures.clone();
        gestures.iter_mut().for_each(|edits| edits.retain(stands));
        spawn_local(async move {
            // Over nothing else that this tab makes meanwhile, either.
            if self.record_now(gestures, usize::MAX).await.is_none() {
                self.undo.set(Some(undo));
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
            if self.record_now(vec![edits], since).await.is_some() {
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

/// The items of which writes change what is shown; none if it may be any.
pub fn touched(replica: &Replica, writes: &[Write]) -> Option<BTreeSet<ItemId>> {
    let mut items = BTreeSet::new();
    for write in writes {
        let change = match write {
            Write::Queue(entry) => Some(&entry.change),
            Write::Undrawer(_, id) => replica.drawer.get(id).map(|refused| &refused.change),
            Write::Meta(_) => None,
            _ => return None,
        };
        match change.map(|change| &change.entity) {
            Some(EntityId::Task(..)) => return None,
            entity => items.extend(entity.and_then(EntityId::item).cloned()),
        }
    }
    Some(items)
}

/// The edits that would put back what stood before; none where one edit a field cannot: more than one value stood,
/// or a field cannot be as it was.
pub fn before(replica: &Replica, edits: &[Edit]) -> Option<Vec<Edit>> {
    let scope = &edits.first()?.scope;
    let mut items = BTreeSet::new();
    items.extend(edits.iter().filter_map(|edit| edit.entity.item().cloned()));
    let of_items = replica.entities_for(scope, &items);
    let mut before = Vec::with_capacity(edits.len());
    for edit in edits {
        let other;
        let fields = if edit.scope == *scope && edit.entity.item().is_some() {
            of_items.get(&edit.entity)
        } else {
            other = replica.entity(&edit.scope, &edit.entity);
            Some(&other)
        };
        let cell = fields.and_then(|fields| fields.get(&edit.field));
        let value = match cell {
            Some(cell) if cell.is_conflict() => return None,
            Some(cell) => cell.shown().clone(),
            None => blank(&edit.field)?,
        };
        before.push(Edit { value, ..edit.clone() });
    }
    Some(before)
}

/// What stands in a field before anyone touched it; none where something always does.
fn blank(field: &Field) -> Option<Value> {
    match field {
        Field::State => Some(State::Todo.value()),
        Field::Active | Field::Ready | Field::Removed => Some(Value::Bool(false)),
        Field::Digest | Field::Kind | Field::Size | Field::Text | Field::About | Field::Other(_) => None,
        _ => Some(Value::Empty),
    }
}

#[cfg(test)]
mod tests;
