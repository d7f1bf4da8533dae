//! What a device holds for one person, as a state machine without IO.
//!
//! A device holds *confirmed cells* up to a cursor in each scope, and *its own changes laid over them*. What
//! the screens show is always the second over the first, computed anew; nobody else's edits are merged here.
//! Every step gives back [`Write`]s: what a store must put down, all of it in one transaction, for the step
//! to have happened.
//!
//! ```text
//!   edit ─► record ─► outbox ─► request ═══ server ═══ answer ─► absorb ─► confirmed cells
//!                        └──────────── laid over, until the cursor has passed them ────┘
//! ```

use crate::{
    cell::Cell,
    change::{self, Change, Edit, Field, Group, Invalid, SCHEMA},
    clock::{Hlc, Millis},
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope},
    wire::{BATCH_LIMIT, BODY_LIMIT, Cursor, Outcome, PROTOCOL, Refusal, SyncRequest, SyncResponse},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod absorb;

use absorb::Step;

/// Limits of a device, parameters so that tests can set them to 1, 2 or 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most changes in a request; also the most in one gesture.
    pub batch: usize,
    /// How long a change with a verdict is kept, to be sent again if the server falls back to an old copy.
    pub retention: Millis,
}

impl Default for Limits {
    fn default() -> Self {
        Self { batch: BATCH_LIMIT, retention: 30 * 24 * 60 * 60 * 1000 }
    }
}

/// Everything a device holds for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// Names, numbers and clock.
    pub meta: Meta,
    /// The scopes it follows.
    pub scopes: BTreeMap<Scope, Held>,
    /// Its own changes: those without a verdict, and for a while those with one.
    pub outbox: BTreeMap<ChangeId, Entry>,
    /// The drawer: changes that the server refused, until a person deals with them.
    pub drawer: BTreeMap<ChangeId, Refused>,
}

/// A replica's names, numbers and clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Whose.
    pub person: PersonId,
    /// Under which name it makes changes.
    pub replica: ReplicaId,
    /// The number of its next change.
    pub next: u64,
    /// The highest number that has a verdict.
    pub acked: u64,
    /// The latest reading of its clock.
    pub clock: Hlc,
    /// The epoch of the server's database.
    pub epoch: Option<String>,
    /// By how much its clock is ahead of the server's, as of the last answer.
    pub offset: Millis,
    /// When an answer last left it with every cell of every scope, by its own clock.
    pub whole_at: Option<Millis>,
}

/// A scope's confirmed cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Where it stands.
    pub mark: ScopeMark,
    /// The cells shown.
    pub entities: BTreeMap<EntityId, Record>,
    /// Cells being fetched anew, not shown until whole. Empty unless [`ScopeMark::filling`] is set.
    pub refill: BTreeMap<EntityId, Record>,
}

/// Where a scope stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeMark {
    /// Which generation of cells is shown. The one being filled has the next number.
    pub generation: u32,
    /// The sequence number up to which the shown generation has all cells.
    pub cursor: u64,
    /// The sequence number up to which the next generation has all cells, while it is being filled.
    pub filling: Option<u64>,
}

/// An entity's confirmed cells by field.
pub type Record = BTreeMap<Field, Confirmed>;

/// A confirmed cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// The scope's sequence number at which it last changed.
    pub seq: u64,
    /// Its heads.
    pub cell: Cell,
}

/// An own change and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The change.
    pub change: Change,
    /// The verdict and when it came, by the device's clock; none while it is unknown.
    pub verdict: Option<(Outcome, Millis)>,
}

/// A refused change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The change.
    pub change: Change,
    /// Why.
    pub reason: Refusal,
    /// When the device learnt it, by its clock.
    pub at: Millis,
}

/// What a store must put down for a step to have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// The replica's names, numbers and clock.
    Meta(Meta),
    /// Where a scope stands.
    Mark(Scope, ScopeMark),
    /// An entity's confirmed cells in a generation.
    Record(Scope, u32, EntityId, Record),
    /// A generation's cells are gone.
    DropGeneration(Scope, u32),
    /// A scope is gone: its mark and all its generations.
    DropScope(Scope),
    /// An own change.
    Queue(Entry),
    /// A person's own change is no longer kept.
    Unqueue(PersonId, ChangeId),
    /// A refused change.
    Refuse(Refused),
    /// A person's refused change was dealt with.
    Undrawer(PersonId, ChangeId),
}

/// How an answer left the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// There is more to send or to fetch: ask again at once.
    pub more: bool,
    /// A scope fetched anew from its start still did not have the server's checksum, as when the server fell
    /// back to an old copy meanwhile. What came is shown, but the device is not synced: it asks again later.
    pub mismatch: bool,
    /// How many changes were refused.
    pub refused: usize,
}

/// An answer that this build cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AbsorbError {
    /// The server speaks another protocol.
    #[error("the server answered in protocol {0}; this build speaks {PROTOCOL}")]
    Protocol(u32),
}

/// Why an edit was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A value that the field cannot hold.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// More edits in one gesture than a request may carry; make it several gestures.
    #[error("{0} edits in one gesture; at most {1} are recorded")]
    TooMany(usize, usize),
}

impl Meta {
    /// A replica that has made nothing yet, or of which the server has verdicts up to `acked`.
    pub fn new(person: PersonId, replica: ReplicaId, acked: u64) -> Self {
        Self {
            person,
            replica,
            next: acked + 1,
            acked,
            clock: Hlc::at(0),
            epoch: None,
            offset: 0,
            whole_at: None,
        }
    }

    /// Makes the changes of one gesture, numbers and clock moving on. Needs nothing else of the replica, so
    /// a tab that holds an old picture of the rest still numbers rightly.
    pub fn record(
        &mut self,
        edits: Vec<Edit>,
        now: Millis,
        limits: Limits,
    ) -> Result<Vec<Write>, RecordError> {
        if edits.is_empty() {
            return Ok(Vec::new());
        }
        if edits.len() > limits.batch {
            return Err(RecordError::TooMany(edits.len(), limits.batch));
        }
        for edit in &edits {
            change::check(&edit.entity, &edit.field, &edit.value)?;
        }
        let group = Group { first: self.next, len: u32::try_from(edits.len()).unwrap_or(u32::MAX) };
        let mut writes = Vec::with_capacity(edits.len() + 1);
        for edit in edits {
            self.clock = self.clock.next(now);
            let change = Change {
                id: ChangeId { replica: self.replica.clone(), n: self.next },
                group,
                scope: edit.scope,
                entity: edit.entity,
                field: edit.field,
                value: edit.value,
                over: edit.over,
                at: self.clock,
                author: self.person.clone(),
                schema: SCHEMA,
            };
            self.next += 1;
            writes.push(Write::Queue(Entry { change, verdict: None }));
        }
        writes.push(Write::Meta(self.clone()));
        Ok(writes)
    }
}

impl Replica {
    /// A replica that holds nothing.
    pub fn new(meta: Meta) -> Self {
        Self { meta, scopes: BTreeMap::new(), outbox: BTreeMap::new(), drawer: BTreeMap::new() }
    }

    /// Does to the picture in memory what a store did for `write`.
    pub fn follow(&mut self, write: &Write) {
        match write {
            Write::Meta(meta) => self.meta = meta.clone(),
            Write::Mark(scope, mark) => {
                let held = self.scopes.entry(scope.clone()).or_default();
                if mark.generation != held.mark.generation {
                    held.entities = std::mem::take(&mut held.refill);
                }
                if mark.filling.is_none() || mark.filling == Some(0) {
                    held.refill.clear();
                }
                held.mark = *mark;
            }
            Write::Record(scope, generation, entity, record) => {
                let held = self.scopes.entry(scope.clone()).or_default();
                let shown = *generation == held.mark.generation;
                let place = if shown { &mut held.entities } else { &mut held.refill };
                place.insert(entity.clone(), record.clone());
            }
            Write::DropGeneration(..) => {}
            Write::DropScope(scope) => {
                self.scopes.remove(scope);
            }
            Write::Queue(entry) => {
                self.outbox.insert(entry.change.id.clone(), entry.clone());
            }
            Write::Unqueue(_, id) => {
                self.outbox.remove(id);
            }
            Write::Refuse(refused) => {
                self.drawer.insert(refused.change.id.clone(), refused.clone());
            }
            Write::Undrawer(_, id) => {
                self.drawer.remove(id);
            }
        }
    }

    /// Records one gesture's edits.
    pub fn record(
        &mut self,
        edits: Vec<Edit>,
        now: Millis,
        limits: Limits,
    ) -> Result<Vec<Write>, RecordError> {
        let mut meta = self.meta.clone();
        let writes = meta.record(edits, now, limits)?;
        writes.iter().for_each(|write| self.follow(write));
        Ok(writes)
    }

    /// The own changes without a verdict, in order.
    pub fn pending(&self) -> impl Iterator<Item = &Change> {
        self.outbox
            .values()
            .filter(|entry| entry.verdict.is_none() && entry.change.id.replica == self.meta.replica)
            .map(|entry| &entry.change)
    }

    /// Whether everything here is on the server and everything there is here, as of [`Meta::whole_at`].
    pub fn is_synced(&self) -> bool {
        self.meta.whole_at.is_some() && self.pending().next().is_none()
    }

    /// Whether a verdict still waits for the cursor: until then the change is laid over the confirmed cells,
    /// or a tick would go off and on again between two pages.
    fn laid_over(&self, entry: &Entry) -> bool {
        match &entry.verdict {
            None => true,
            Some((outcome, _)) => match (outcome.seq(), self.scopes.get(&entry.change.scope)) {
                (Some(seq), Some(held)) => held.mark.cursor < seq,
                _ => false,
            },
        }
    }

    /// An entity as the screens show it: confirmed cells under the own changes.
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

    /// Every entity of a scope as the screens show it.
    pub fn entities(&self, scope: &Scope) -> BTreeMap<EntityId, BTreeMap<Field, Cell>> {
        let mut entities: BTreeMap<EntityId, BTreeMap<Field, Cell>> = BTreeMap::new();
        if let Some(held) = self.scopes.get(scope) {
            for (entity, record) in &held.entities {
                entities.insert(entity.clone(), cells(record));
            }
        }
        for entry in self.outbox.values() {
            let change = &entry.change;
            if change.scope == *scope && self.laid_over(entry) {
                let fields = entities.entry(change.entity.clone()).or_default();
                fields.entry(change.field.clone()).or_default().apply(change);
            }
        }
        entities
    }

    /// What to ask the server now.
    pub fn request(&self, now: Millis, limits: Limits) -> SyncRequest {
        let mut changes: Vec<Change> = Vec::new();
        let mut bytes = 0;
        for change in self.pending().filter(|change| change.id.n > self.meta.acked) {
            let group = change.group;
            let len = group.last().saturating_sub(change.id.n) as usize + 1;
            let fits = changes.len() + len <= limits.batch;
            let starts = change.id.n == group.first;
            // Markup and line breaks grow when written as JSON: few long texts fill a body before many short ones.
            let heavy = bytes > BODY_LIMIT / 2;
            if starts && (heavy || !fits) && !changes.is_empty() {
                break;
            }
            bytes += serde_json::to_string(change).map_or(0, |json| json.len());
            changes.push(change.clone());
        }
        let cursors = self.scopes.iter().map(|(scope, held)| Cursor {
            scope: scope.clone(),
            seq: held.mark.filling.unwrap_or(held.mark.cursor),
        });
        SyncRequest {
            protocol: PROTOCOL,
            replica: self.meta.replica.clone(),
            acked: self.meta.acked,
            resume: self
                .outbox
                .values()
                .find(|e| e.change.id.replica == self.meta.replica)
                .map(|e| e.change.id.n),
            changes,
            cursors: cursors.collect(),
            pending: self.pending().count() as u64,
            oldest: self.pending().map(|change| change.at.millis()).min(),
            now,
            epoch: self.meta.epoch.clone(),
        }
    }

    /// Takes the server's answer to `request`. An answer that comes late, twice or to another tab's question
    /// does no harm: verdicts are final, and a page is taken only at the cursor that it starts from.
    pub fn absorb(
        &mut self,
        request: &SyncRequest,
        response: SyncResponse,
        now: Millis,
        limits: Limits,
    ) -> Result<(Progress, Vec<Write>), AbsorbError> {
        if response.protocol != PROTOCOL {
            return Err(AbsorbError::Protocol(response.protocol));
        }
        let mut step = Step::new(self, now);
        step.verdicts(request, &response);
        step.pages(request, response.scopes);
        step.finish(response.epoch, response.now, limits);
        Ok((step.progress, step.writes))
    }

    /// Takes the name that signing in gave. Normally the one it has; another when the server no longer knows
    /// that one, and then what is unsent is numbered anew.
    pub fn adopt(&mut self, replica: &ReplicaId, acked: u64, now: Millis) -> Vec<Write> {
        let mut step = Step::new(self, now);
        step.adopt(replica, acked);
        step.writes
    }

    /// Takes a refused change out of the drawer: done again, exported or dropped by a person.
    pub fn undrawer(&mut self, id: &ChangeId) -> Vec<Write> {
        let writes = vec![Write::Undrawer(self.meta.person.clone(), id.clone())];
        writes.iter().for_each(|write| self.follow(write));
        writes
    }
}

/// The cells of a record. Inserted one by one: collecting would sort, and sorting is code a type at a time.
fn cells(record: &Record) -> BTreeMap<Field, Cell> {
    let mut cells = BTreeMap::new();
    cells.extend(record.iter().map(|(field, confirmed)| (field.clone(), confirmed.cell.clone())));
    cells
}

#[cfg(test)]
mod tests;
