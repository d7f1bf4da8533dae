//! Taking the server's answer: verdicts, names, pages, and what is forgotten.

use super::{Confirmed, Entry, Limits, Meta, Progress, Record, Refused, Replica, ScopeMark, Write};
use crate::{
    change::{Change, Group},
    checksum::Checksum,
    clock::{Hlc, Millis},
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope},
    wire::{Outcome, Page, SyncRequest, SyncResponse},
};
use std::collections::BTreeMap;

/// One answer being taken: writes are followed as they are made, so later parts see the earlier ones.
pub(super) struct Step<'a> {
    replica: &'a mut Replica,
    pub(super) writes: Vec<Write>,
    pub(super) progress: Progress,
    now: Millis,
}

impl<'a> Step<'a> {
    pub(super) fn new(replica: &'a mut Replica, now: Millis) -> Self {
        Self { replica, writes: Vec::new(), progress: Progress::default(), now }
    }

    fn write(&mut self, write: Write) {
        self.replica.follow(&write);
        self.writes.push(write);
    }

    pub(super) fn verdicts(&mut self, request: &SyncRequest, response: &SyncResponse) {
        // Another tab took a new name meanwhile: this answer is about the old one.
        if request.replica != self.replica.meta.replica {
            return;
        }
        if let Some(name) = &response.replica {
            self.rename(name.clone());
            return;
        }
        let mut meta = self.replica.meta.clone();
        // The device knew this much when it asked, so a lower mark is a fallback and not a late answer.
        if response.acked < request.acked {
            self.feed_again(response.acked);
            meta = self.replica.meta.clone();
        }
        for verdict in &response.verdicts {
            let id = ChangeId { replica: meta.replica.clone(), n: verdict.n };
            let Some(entry) = self.replica.outbox.get(&id).cloned() else { continue };
            if entry.verdict.is_none() {
                if let Outcome::Refused(reason) = &verdict.outcome {
                    self.progress.refused += 1;
                    let refused =
                        Refused { change: entry.change.clone(), reason: reason.clone(), at: self.now };
                    self.write(Write::Refuse(refused));
                }
                let verdict = Some((verdict.outcome.clone(), self.now));
                self.write(Write::Queue(Entry { verdict, ..entry }));
            }
            meta.acked = meta.acked.max(verdict.n);
        }
        // A profile that was rolled back makes no number twice: the server has seen these.
        meta.next = meta.next.max(response.acked + 1);
        if self.replica.pending().next().is_none() {
            meta.acked = meta.acked.max(response.acked);
        }
        self.write(Write::Meta(meta));
    }

    /// The server fell back to an old copy: what it forgot is unsent again.
    fn feed_again(&mut self, acked: u64) {
        let replica = self.replica.meta.replica.clone();
        let forgotten: Vec<Entry> = self
            .replica
            .outbox
            .values()
            .filter(|entry| entry.change.id.replica == replica && entry.change.id.n > acked)
            .filter(|entry| entry.verdict.is_some())
            .cloned()
            .collect();
        for entry in forgotten {
            self.write(Write::Queue(Entry { verdict: None, ..entry }));
        }
        // Numbers that are no longer kept are skipped over; see `SyncRequest::resume`.
        let first = self.replica.pending().map(|change| change.id.n).next();
        let mut meta = self.replica.meta.clone();
        meta.acked = first.map_or(acked, |n| n - 1).max(acked);
        meta.acked = meta.acked.min(meta.next - 1);
        self.write(Write::Meta(meta));
        self.progress.more = true;
    }

    /// Takes the name that signing in gave.
    pub(super) fn adopt(&mut self, name: &ReplicaId, acked: u64) {
        if self.replica.meta.replica != *name {
            self.rename(name.clone());
        }
        let mut meta = self.replica.meta.clone();
        meta.next = meta.next.max(acked + 1);
        if self.replica.pending().next().is_none() {
            meta.acked = meta.acked.max(acked);
        }
        self.write(Write::Meta(meta));
    }

    /// Goes on under a new name: what is unsent is numbered anew, and `over` follows.
    fn rename(&mut self, name: ReplicaId) {
        let unsent: Vec<Change> = self.replica.pending().cloned().collect();
        let number =
            |id: &ChangeId| (1u64..).zip(&unsent).find(|(_, change)| change.id == *id).map(|(n, _)| n);
        let renamed = |id: &ChangeId| match number(id) {
            Some(n) => ChangeId { replica: name.clone(), n },
            None => id.clone(),
        };
        for change in &unsent {
            self.write(Write::Unqueue(change.author.clone(), change.id.clone()));
        }
        for change in &unsent {
            let first = ChangeId { replica: change.id.replica.clone(), n: change.group.first };
            let id = renamed(&change.id);
            // A group is unsent as a whole, so its first is among the renamed.
            let group = Group { first: number(&first).unwrap_or(id.n), ..change.group };
            let over = change.over.iter().map(renamed).collect();
            let change = Change { id, group, over, ..change.clone() };
            self.write(Write::Queue(Entry { change, verdict: None }));
        }
        let meta =
            Meta { replica: name, acked: 0, next: unsent.len() as u64 + 1, ..self.replica.meta.clone() };
        self.write(Write::Meta(meta));
        self.progress.more |= !unsent.is_empty();
    }

    pub(super) fn pages(&mut self, request: &SyncRequest, pages: Vec<Page>) {
        let lost: Vec<Scope> = self
            .replica
            .scopes
            .keys()
            .filter(|scope| !pages.iter().any(|page| page.scope == **scope))
            .cloned()
            .collect();
        for scope in lost {
            self.write(Write::DropScope(scope));
        }
        for page in pages {
            self.old_verdicts(request, &page);
            self.page(page);
        }
    }

    /// The server has these changes, but the numbers in their verdicts are of before it fell back: a request of
    /// then arrived once more. Waiting for the cursor to come by there would lay them over what came since.
    fn old_verdicts(&mut self, request: &SyncRequest, page: &Page) {
        let old = |entry: &&Entry| {
            let id = &entry.change.id;
            // The device knew the verdict when it asked, so a lower head is a fallback and not a late answer.
            id.replica == request.replica
                && id.n <= request.acked
                && entry.change.scope == page.scope
                && entry
                    .verdict
                    .as_ref()
                    .and_then(|(outcome, _)| outcome.seq())
                    .is_some_and(|n| n > page.head)
        };
        let old: Vec<Entry> = self.replica.outbox.values().filter(old).cloned().collect();
        for mut entry in old {
            if let Some((Outcome::Applied(n) | Outcome::NoOp(n) | Outcome::BothKept(n), _)) =
                &mut entry.verdict
            {
                *n = page.head;
            }
            self.write(Write::Queue(entry));
        }
    }

    fn page(&mut self, page: Page) {
        let scope = page.scope;
        let known = self.replica.scopes.contains_key(&scope);
        if !known {
            // The first fetch fills the next generation, and is shown when whole.
            self.write(Write::Mark(scope.clone(), ScopeMark { filling: Some(0), ..ScopeMark::default() }));
        }
        let mut mark = self.replica.scopes.get(&scope).map(|held| held.mark).unwrap_or_default();
        if page.from != mark.filling.unwrap_or(mark.cursor) {
            self.progress.more = true;
            return;
        }
        if page.head < page.from {
            // The server fell back to an old copy of this scope.
            self.refetch(&scope, mark);
            return;
        }
        let filling = mark.filling.is_some();
        let generation = if filling { mark.generation + 1 } else { mark.generation };
        let mut changed: BTreeMap<EntityId, Record> = BTreeMap::new();
        let mut latest = self.replica.meta.clock;
        for sent in page.cells {
            let record = changed.entry(sent.entity.clone()).or_insert_with(|| {
                let held = self.replica.scopes.get(&scope);
                let place = held.map(|held| if filling { &held.refill } else { &held.entities });
                place.and_then(|place| place.get(&sent.entity)).cloned().unwrap_or_default()
            });
            latest = sent.heads.heads().iter().map(|head| head.at).fold(latest, Hlc::max);
            record.insert(sent.field, Confirmed { seq: sent.seq, cell: sent.heads });
        }
        for (entity, record) in changed {
            self.write(Write::Record(scope.clone(), generation, entity, record));
        }
        if latest > self.replica.meta.clock {
            // What was seen lies in the past of what is made from now on.
            let meta = Meta { clock: latest, ..self.replica.meta.clone() };
            self.write(Write::Meta(meta));
        }
        if page.more {
            if filling {
                mark.filling = Some(page.to);
            } else {
                mark.cursor = page.to;
            }
            self.progress.more = true;
            self.write(Write::Mark(scope, mark));
            return;
        }
        let agrees = self.checksum(&scope, filling).to_string() == page.checksum;
        if filling {
            let old = mark.generation;
            mark = ScopeMark { generation, cursor: page.to, filling: None };
            self.progress.mismatch |= !agrees;
            self.write(Write::Mark(scope.clone(), mark));
            self.write(Write::DropGeneration(scope, old));
        } else if agrees {
            mark.cursor = page.to;
            self.write(Write::Mark(scope, mark));
        } else {
            self.refetch(&scope, mark);
        }
    }

    /// Fetches a scope from its start into the next generation; what is shown and what is unsent stay.
    fn refetch(&mut self, scope: &Scope, mark: ScopeMark) {
        self.write(Write::DropGeneration(scope.clone(), mark.generation + 1));
        self.write(Write::Mark(scope.clone(), ScopeMark { filling: Some(0), ..mark }));
        self.progress.more = true;
    }

    fn checksum(&self, scope: &Scope, filling: bool) -> Checksum {
        let mut sum = Checksum::default();
        if let Some(held) = self.replica.scopes.get(scope) {
            let place = if filling { &held.refill } else { &held.entities };
            for (entity, record) in place {
                for (field, confirmed) in record {
                    sum.add(entity, field, confirmed.seq, &confirmed.cell);
                }
            }
        }
        sum
    }

    pub(super) fn finish(&mut self, epoch: String, server_now: Millis, limits: Limits) {
        // Own changes are forgotten from the oldest on, so that what is kept has no gap.
        let old: Vec<(PersonId, ChangeId)> = self
            .replica
            .outbox
            .values()
            .take_while(|entry| {
                entry.verdict.as_ref().is_some_and(|(_, at)| self.now.saturating_sub(*at) > limits.retention)
                    && !self.replica.laid_over(entry)
            })
            .map(|entry| (entry.change.author.clone(), entry.change.id.clone()))
            .collect();
        for (author, id) in old {
            self.write(Write::Unqueue(author, id));
        }
        if self.replica.pending().next().is_some() {
            self.progress.more = true;
        }
        let mut meta = self.replica.meta.clone();
        meta.epoch = Some(epoch);
        meta.offset = self.now.saturating_sub(server_now);
        if !self.progress.more && !self.progress.mismatch {
            meta.whole_at = Some(self.now);
        }
        self.write(Write::Meta(meta));
    }
}
