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
    chain::Tip,
    change::{self, Change, Edit, Field, Group, Invalid, SCHEMA},
    clock::{Hlc, Millis},
    drive::Lease,
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope},
    planted::{self, Bug},
    wire::{BATCH_LIMIT, BODY_LIMIT, Outcome, PROTOCOL, Past, Refusal, SyncRequest, SyncResponse},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod absorb;
mod ask;
mod plant;
mod recount;
mod shown;

use absorb::Step;

/// Limits of a device, parameters so that tests can set them to 1, 2 or 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most changes in a request; also the most in one gesture.
    pub batch: usize,
    /// About how many bytes of changes in a request; a gesture is never cut for it.
    pub bytes: usize,
    /// How long a change with a verdict is kept, to be sent again if the server falls back to an old copy.
    pub retention: Millis,
}

impl Default for Limits {
    fn default() -> Self {
        Self { batch: BATCH_LIMIT, bytes: BODY_LIMIT / 2, retention: 30 * 24 * 60 * 60 * 1000 }
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
    /// Which tab of the device syncs; the device's, not the person's.
    pub lease: Lease,
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
    /// The highest number that has a verdict, as the server last told.
    pub acked: u64,
    /// The latest reading of its clock.
    pub clock: Hlc,
    /// The epoch of the server's database.
    pub epoch: Option<String>,
    /// By how much its clock is ahead of the server's, as of the last answer.
    pub offset: Millis,
    /// When an answer last left it with every cell of every scope, by its own clock.
    pub whole_at: Option<Millis>,
    /// Whether an answer since then left something to fetch.
    #[serde(default)]
    pub partial: bool,
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
    /// How far the device has the scope's history.
    #[serde(default)]
    pub past: Tip,
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
    /// The verdict and when it came, by the server's clock; none while it is unknown.
    pub verdict: Option<(Outcome, Millis)>,
    /// It was refused, by a server that has forgotten it since: sent again for its number alone, and neither
    /// shown nor counted as unsent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
}

impl Entry {
    /// A change that was just made.
    pub fn new(change: Change) -> Self {
        Self { change, verdict: None, refused: false }
    }
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
    /// A scope is gone: its mark, all its generations and its history.
    DropScope(Scope),
    /// An own change.
    Queue(Entry),
    /// A person's own change is no longer kept.
    Unqueue(PersonId, ChangeId),
    /// A refused change.
    Refuse(Refused),
    /// A person's refused change was dealt with.
    Undrawer(PersonId, ChangeId),
    /// Which tab syncs.
    Lease(Lease),
    /// Rows of a scope's history.
    Past(Scope, Vec<Past>),
    /// A scope's history is gone.
    DropPast(Scope),
}

/// How an answer left the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// There is more to send or to fetch: ask again at once.
    pub more: bool,
    /// There is more history to fetch. The device is synced without it.
    pub past: bool,
    /// A scope fetched anew from its start still did not have the server's checksum, as when the server fell
    /// back to an old copy meanwhile. What came is shown, but the device is not synced: it asks again later.
    pub mismatch: bool,
    /// How many changes were refused.
    pub refused: usize,
    /// How many scopes are fetched anew because they did not hold what the server holds. Only a server or a device
    /// that fell back to an old copy brings that about; anything else is a mistake in the program.
    pub anew: usize,
    /// How many changes are sent again although they had a verdict: the server has forgotten it.
    pub again: usize,
}

/// An answer that this build cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AbsorbError {
    /// The server speaks another protocol.
    #[error("the server answered in protocol {0}; this build speaks {PROTOCOL}")]
    Protocol(u32),
    /// Another tab took the lease over meanwhile. The answer is left: the other tab asks for it again.
    #[error("another tab syncs now")]
    Fenced,
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
            partial: false,
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
            writes.push(Write::Queue(Entry::new(change)));
        }
        writes.push(Write::Meta(self.clone()));
        Ok(writes)
    }
}

impl Replica {
    /// A replica that holds nothing.
    pub fn new(meta: Meta) -> Self {
        Self {
            meta,
            scopes: BTreeMap::new(),
            outbox: BTreeMap::new(),
            drawer: BTreeMap::new(),
            lease: Lease::default(),
        }
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
            Write::Lease(lease) => self.lease = *lease,
            // The history is read from the store where it is wanted.
            Write::Past(..) | Write::DropPast(..) => {}
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
        self.unsent().filter(|entry| !entry.refused).map(|entry| &entry.change)
    }

    /// Everything to be sent: those, and refused ones that a restored server must be told of again.
    fn unsent(&self) -> impl Iterator<Item = &Entry> + Clone {
        self.outbox.values().filter(|entry| entry.verdict.is_none())
    }

    /// How many changes are to be sent, those that a restored server must only be told of again included.
    pub fn to_send(&self) -> usize {
        self.unsent().count()
    }

    /// Whether everything here is on the server and everything there was here at [`Meta::whole_at`], with the last
    /// answer.
    pub fn is_synced(&self) -> bool {
        self.meta.whole_at.is_some() && !self.meta.partial && self.pending().next().is_none()
    }

    /// [`Self::absorb`], if the tab still holds the lease that it had when it asked.
    pub fn absorb_fenced(
        &mut self,
        fence: u64,
        request: &SyncRequest,
        response: SyncResponse,
        now: Millis,
        limits: Limits,
    ) -> Result<(Progress, Vec<Write>), AbsorbError> {
        if self.lease.fence != fence && !planted::is(Bug::PageBeyondCursor) {
            return Err(AbsorbError::Fenced);
        }
        self.absorb(request, response, now, limits)
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
        let mut step = Step::new(self, now, response.now);
        step.epoch(&response);
        step.verdicts(request, &response);
        step.pages(response.scopes);
        step.finish(response.epoch, limits);
        Ok((step.progress, step.writes))
    }

    /// Takes the name that signing in gave. Normally the one it has; another when the server no longer knows
    /// that one, and then what is unsent is numbered anew.
    pub fn adopt(&mut self, replica: &ReplicaId, acked: u64, now: Millis) -> Vec<Write> {
        let mut step = Step::new(self, now, now);
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
