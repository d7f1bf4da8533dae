//! A server in memory: the ledger, the pages and nothing else.

use crate::{
    cell::Cell,
    chain::Tip,
    change::Field,
    checksum::Checksum,
    clock::Millis,
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope},
    intake::{self, Delivery, Ledger, LogRow, Taken},
    rights::Rights,
    wire::{HandedOver, Handover, PROTOCOL, Page, Past, PastPage, SentCell, SyncRequest, SyncResponse},
};
use std::{collections::BTreeMap, convert::Infallible};

/// A server in memory. A clone is a backup.
#[derive(Clone, Debug, Default)]
pub struct MemoryServer {
    /// Every change taken or refused, in order.
    pub log: Vec<LogRow>,
    /// Names the database; a restore gives it another.
    pub epoch: String,
    acked: BTreeMap<ReplicaId, u64>,
    taken: BTreeMap<ChangeId, Taken>,
    scopes: BTreeMap<Scope, Counter>,
    cells: BTreeMap<(Scope, EntityId, Field), (Cell, u64)>,
    /// How many names it has given. A real server's names are random: a restored copy gives none twice.
    pub names: u32,
}

#[derive(Clone, Debug, Default)]
struct Counter {
    head: u64,
    checksum: Checksum,
    tip: Tip,
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
        let Ok(intake) = intake::take(self, person, rights, Delivery::of(request, now), now);
        let replica = intake.forked.then(|| {
            self.names += 1;
            let Ok(name) = format!("fork-{}", self.names).parse() else { unreachable!("a plain name") };
            name
        });
        let scopes =
            rights.scopes().into_iter().map(|scope| self.page(scope, rights, request, page)).collect();
        SyncResponse {
            protocol: PROTOCOL,
            epoch: self.epoch.clone(),
            now,
            acked: intake.acked,
            verdicts: intake.verdicts,
            replica,
            scopes,
        }
    }

    /// Takes what somebody hands over for its author, with the author's rights.
    pub fn hand_over(
        &mut self,
        author: &PersonId,
        rights: &Rights,
        handover: &Handover,
        by: &PersonId,
        now: Millis,
    ) -> HandedOver {
        let Ok(intake) = intake::take(self, author, rights, Delivery::handed_over(handover, by), now);
        HandedOver { verdicts: intake.verdicts, forked: intake.forked }
    }

    /// A scope's sequence number.
    pub fn head(&self, scope: &Scope) -> u64 {
        self.scopes.get(scope).map_or(0, |counter| counter.head)
    }

    /// Where a scope's chain ends.
    pub fn chain_tip(&self, scope: &Scope) -> Tip {
        self.scopes.get(scope).map(|counter| counter.tip).unwrap_or_default()
    }

    /// The sequence numbers of a scope's cells past a cursor.
    pub fn cells_past(&self, scope: &Scope, from: u64) -> Vec<u64> {
        let of_scope = self.cells.iter().filter(|((s, _, _), (_, seq))| s == scope && *seq > from);
        of_scope.map(|(_, (_, seq))| *seq).collect()
    }

    /// The cells of a scope, as the fold of its log.
    pub fn cells(&self, scope: &Scope) -> BTreeMap<(EntityId, Field), Cell> {
        self.cells
            .iter()
            .filter(|((s, _, _), _)| s == scope)
            .map(|((_, entity, field), (cell, _))| ((entity.clone(), field.clone()), cell.clone()))
            .collect()
    }

    fn page(&self, scope: Scope, rights: &Rights, request: &SyncRequest, limit: usize) -> Page {
        let cursor = request.cursors.iter().find(|c| c.scope == scope);
        let from = cursor.map_or(0, |c| c.seq);
        let own = scope.unit().is_some_and(|unit| rights.own.contains(unit));
        let past = cursor.and_then(|c| c.past).filter(|_| own).map(|tip| self.past(&scope, tip, limit));
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
        let checksum = counter.checksum.to_string();
        Page { scope, from, cells, to, more, head: counter.head, checksum, past }
    }

    /// The history of a scope past a tip; from its start when the tip is not of this chain.
    fn past(&self, scope: &Scope, tip: Tip, limit: usize) -> PastPage {
        let chain: Vec<&LogRow> = self.log.iter().filter(|row| row.change.scope == *scope).collect();
        let known = tip.n == 0 || chain.iter().any(|row| row.tip == tip);
        let from = if known { tip.n } else { 0 };
        let rest = chain.iter().filter(|row| row.tip.n > from);
        let page: Vec<&&LogRow> = rest.clone().take(limit).collect();
        PastPage {
            from,
            to: page.last().map_or(if known { tip } else { Tip::default() }, |row| row.tip),
            more: rest.count() > page.len(),
            rows: page
                .into_iter()
                .filter(|row| row.outcome.seq().is_some() && row.change.entity.keeps_history())
                .map(|row| Past::new(row.tip.n, row.change.clone(), row.brought_by.clone()))
                .collect(),
        }
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

    fn mark(&mut self, replica: &ReplicaId, acked: u64) -> Result<(), Infallible> {
        self.acked.insert(replica.clone(), acked);
        Ok(())
    }

    fn tip(&mut self, scope: &Scope) -> Result<Tip, Infallible> {
        Ok(self.scopes.get(scope).map(|counter| counter.tip).unwrap_or_default())
    }

    fn log(&mut self, row: LogRow) -> Result<(), Infallible> {
        self.taken.insert(row.change.id.clone(), Taken { digest: row.digest, outcome: row.outcome.clone() });
        self.scopes.entry(row.change.scope.clone()).or_default().tip = row.tip;
        self.log.push(row);
        Ok(())
    }
}
