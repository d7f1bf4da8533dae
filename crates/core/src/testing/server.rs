//! A server in memory: the ledger, the pages and nothing else.

use crate::{
    cell::Cell,
    change::{Change, Field},
    checksum::Checksum,
    clock::Millis,
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope},
    intake::{self, Ledger, Taken},
    rights::Rights,
    wire::{Outcome, PROTOCOL, Page, SentCell, SyncRequest, SyncResponse},
};
use std::{collections::BTreeMap, convert::Infallible};

/// A change in the log, with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// The change as taken.
    pub change: Change,
    /// Its digest as it came.
    pub digest: u64,
    /// The verdict.
    pub outcome: Outcome,
}

/// A server in memory. A clone is a backup.
#[derive(Clone, Debug, Default)]
pub struct MemoryServer {
    /// Every change taken or refused, in order.
    pub log: Vec<LogRow>,
    acked: BTreeMap<ReplicaId, u64>,
    taken: BTreeMap<ChangeId, Taken>,
    scopes: BTreeMap<Scope, Counter>,
    cells: BTreeMap<(Scope, EntityId, Field), (Cell, u64)>,
    names: u32,
}

#[derive(Clone, Debug, Default)]
struct Counter {
    head: u64,
    checksum: Checksum,
}

impl MemoryServer {
    /// Answers a request, with at most `page` cells a scope.
    pub fn sync(
        &mut self,
        person: &PersonId,
        rights: &Rights,
        request: &SyncRequest,
        now: Millis,
        page: usize,
    ) -> SyncResponse {
        let Ok(intake) = intake::take(self, person, rights, request, now);
        let replica = intake.forked.then(|| {
            self.names += 1;
            let Ok(name) = format!("fork-{}", self.names).parse() else { unreachable!("a plain name") };
            name
        });
        let scopes = rights.scopes().into_iter().map(|scope| self.page(scope, request, page)).collect();
        SyncResponse {
            protocol: PROTOCOL,
            epoch: "memory".into(),
            now,
            acked: intake.acked,
            verdicts: intake.verdicts,
            replica,
            scopes,
        }
    }

    /// The cells of a scope, as the fold of its log.
    pub fn cells(&self, scope: &Scope) -> BTreeMap<(EntityId, Field), Cell> {
        self.cells
            .iter()
            .filter(|((s, _, _), _)| s == scope)
            .map(|((_, entity, field), (cell, _))| ((entity.clone(), field.clone()), cell.clone()))
            .collect()
    }

    fn page(&self, scope: Scope, request: &SyncRequest, limit: usize) -> Page {
        let from = request.cursors.iter().find(|c| c.scope == scope).map_or(0, |c| c.seq);
        let counter = self.scopes.get(&scope).cloned().unwrap_or_default();
        let mut cells: Vec<SentCell> = self
            .cells
            .iter()
            .filter(|((s, _, _), (_, seq))| *s == scope && *seq > from)
            .map(|((_, entity, field), (cell, seq))| SentCell {
                entity: entity.clone(),
                field: field.clone(),
                seq: *seq,
                heads: cell.clone(),
            })
            .collect();
        cells.sort_by_key(|cell| cell.seq);
        let more = cells.len() > limit;
        cells.truncate(limit);
        let last = cells.last().map_or(from, |cell| cell.seq);
        let to = if more { last } else { counter.head };
        Page { scope, from, cells, to, more, head: counter.head, checksum: counter.checksum.to_string() }
    }
}

impl Ledger for MemoryServer {
    type Error = Infallible;

    fn acked(&mut self, replica: &ReplicaId) -> Result<u64, Infallible> {
        Ok(self.acked.get(replica).copied().unwrap_or(0))
    }

    fn taken(&mut self, id: &ChangeId) -> Result<Option<Taken>, Infallible> {
        Ok(self.taken.get(id).cloned())
    }

    fn cell(&mut self, scope: &Scope, entity: &EntityId, field: &Field) -> Result<(Cell, u64), Infallible> {
        let key = (scope.clone(), entity.clone(), field.clone());
        Ok(self.cells.get(&key).cloned().unwrap_or_default())
    }

    fn put(
        &mut self,
        scope: &Scope,
        entity: &EntityId,
        field: &Field,
        cell: &Cell,
        (old, at): (&Cell, u64),
    ) -> Result<u64, Infallible> {
        let counter = self.scopes.entry(scope.clone()).or_default();
        counter.head += 1;
        if at > 0 {
            counter.checksum.remove(entity, field, at, old);
        }
        counter.checksum.add(entity, field, counter.head, cell);
        self.cells.insert((scope.clone(), entity.clone(), field.clone()), (cell.clone(), counter.head));
        Ok(counter.head)
    }

    fn log(&mut self, change: &Change, digest: u64, outcome: &Outcome) -> Result<(), Infallible> {
        self.acked.insert(change.id.replica.clone(), change.id.n);
        self.taken.insert(change.id.clone(), Taken { digest, outcome: outcome.clone() });
        self.log.push(LogRow { change: change.clone(), digest, outcome: outcome.clone() });
        Ok(())
    }
}
