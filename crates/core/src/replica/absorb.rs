//! Taking the server's answer: verdicts, names, pages, and what is forgotten.

use super::{Confirmed, Entry, Limits, Meta, Progress, Record, Refused, Replica, ScopeMark, Write};
use crate::{
    change::{Change, Group},
    checksum::Checksum,
    clock::{Hlc, Millis},
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope},
    planted::{self, Bug},
    wire::{Outcome, Page, PastPage, SyncRequest, SyncResponse},
};
use std::collections::BTreeMap;

/// One answer being taken: writes are followed as they are made, so later parts see the earlier ones.
pub(super) struct Step<'a> {
    replica: &'a mut Replica,
    pub(super) writes: Vec<Write>,
    pub(super) progress: Progress,
    /// The device's clock.
    now: Millis,
    /// The server's clock, which no device can set.
    server_now: Millis,
}

impl<'a> Step<'a> {
    pub(super) fn new(replica: &'a mut Replica, now: Millis, server_now: Millis) -> Self {
        Self { replica, writes: Vec::new(), progress: Progress::default(), now, server_now }
    }

    fn write(&mut self, write: Write) {
        self.replica.follow(&write);
        self.writes.push(write);
    }

    /// The server's database is another one than at the last answer: it was made anew or restored. Numbers stand
    /// for other things there, so every scope is fetched from its start; what is shown and unsent stays.
    pub(super) fn epoch(&mut self, response: &SyncResponse) {
        let known = self.replica.meta.epoch.as_ref().is_some_and(|epoch| *epoch != response.epoch);
        if !known || planted::is(Bug::RestoreUnnoticed) {
            return;
        }
        let scopes: Vec<(Scope, ScopeMark)> =
            self.replica.scopes.iter().map(|(scope, held)| (scope.clone(), held.mark)).collect();
        for (scope, mark) in scopes {
            self.refetch(&scope, mark);
        }
        self.feed_again();
    }

    pub(super) fn verdicts(&mut self, request: &SyncRequest, response: &SyncResponse) {
        let current = request.replica == self.replica.meta.replica;
        // The device knew this much when it asked, so a lower mark is a fallback and not a late answer.
        let fell_back = current && response.acked < request.acked && !planted::is(Bug::RestoreUnnoticed);
        if fell_back {
            self.feed_again();
        }
        for verdict in &response.verdicts {
            let id = ChangeId { replica: request.replica.clone(), n: verdict.n };
            let Some(entry) = self.replica.outbox.get(&id).cloned() else { continue };
            if entry.verdict.is_some() {
                continue;
            }
            if let Outcome::Refused(reason) = &verdict.outcome {
                if planted::is(Bug::RefusedBlocks) {
                    break;
                }
                // One that was refused before has been in the drawer, and a person may have dealt with it.
                if !entry.refused {
                    self.progress.refused += 1;
                    let refused =
                        Refused { change: entry.change.clone(), reason: reason.clone(), at: self.now };
                    self.write(Write::Refuse(refused));
                }
            }
            let verdict = Some((verdict.outcome.clone(), self.server_now));
            self.write(Write::Queue(Entry { verdict, refused: false, ..entry }));
        }
        if let Some(name) = &response.replica {
            // Of what is not in the request the answer says nothing: it stays under the old name.
            let asked: Vec<ChangeId> = request.changes.iter().map(|change| change.id.clone()).collect();
            self.rename(&request.replica, name, |id| asked.contains(id));
            // Another device made other changes under these numbers. If the server was put back meanwhile, they hide
            // that it has forgotten ours.
            self.feed_again();
        } else if current {
            self.mark(response.acked, fell_back);
        }
    }

    /// The server fell back to an old copy, or holds something else than it should. What it has forgotten of the
    /// device's changes, the device cannot know: all that it still keeps is sent again, under whatever name it
    /// was made. What the server has gets its verdict again.
    fn feed_again(&mut self) {
        self.unsay(|_| true);
        self.progress.more = true;
    }

    /// Takes the verdicts of those changes back.
    fn unsay(&mut self, those: impl Fn(&ChangeId) -> bool) {
        let said = |entry: &&Entry| entry.verdict.is_some() && those(&entry.change.id);
        for entry in self.replica.outbox.values().filter(said).cloned().collect::<Vec<_>>() {
            self.progress.again += 1;
            let refused = matches!(entry.verdict, Some((Outcome::Refused(_), _)));
            self.write(Write::Queue(Entry { verdict: None, refused, ..entry }));
        }
    }

    /// Takes the server's own mark.
    fn mark(&mut self, server: u64, fell_back: bool) {
        let mut meta = self.replica.meta.clone();
        meta.acked = if fell_back { server } else { meta.acked.max(server) };
        // A profile that was rolled back makes no number twice: the server has seen these.
        meta.next = meta.next.max(server + 1);
        self.write(Write::Meta(meta));
    }

    /// Takes the name that signing in gave.
    pub(super) fn adopt(&mut self, name: &ReplicaId, acked: u64) {
        if self.replica.meta.replica != *name {
            let old = self.replica.meta.replica.clone();
            self.rename(&old, name, |id| id.replica == old);
        }
        self.mark(acked, false);
        // Of former names the server tells no mark. Whoever signs in asks again what became of what was made under
        // them, in case an old copy was put back meanwhile.
        let name = self.replica.meta.replica.clone();
        self.unsay(|id| id.replica != name);
    }

    /// Those of the unsent changes go on under a new name: numbered anew, and `over` follows. If the `old` name is
    /// the device's present one, it is given up for `name`; if it is a former one, they join the present one.
    fn rename(&mut self, old: &ReplicaId, name: &ReplicaId, those: impl Fn(&ChangeId) -> bool) {
        let mut meta = self.replica.meta.clone();
        if meta.replica == *old {
            meta = Meta { replica: name.clone(), acked: 0, next: 1, ..meta };
        }
        let name = meta.replica.clone();
        let of_old = |change: &&Change| those(&change.id);
        let unsent: Vec<Change> = self.replica.pending().filter(of_old).cloned().collect();
        let start = meta.next;
        let number =
            |id: &ChangeId| (start..).zip(&unsent).find(|(_, change)| change.id == *id).map(|(n, _)| n);
        let renamed = |id: &ChangeId| match number(id) {
            Some(n) => ChangeId { replica: name.clone(), n },
            None => id.clone(),
        };
        let counts = self.replica.recounted(&unsent, &name);
        // Refused ones fill numbers of the old name, which nobody counts any more.
        let gone: Vec<Change> =
            self.replica.unsent().map(|entry| &entry.change).filter(of_old).cloned().collect();
        for change in gone {
            self.write(Write::Unqueue(change.author, change.id));
        }
        for change in &unsent {
            let first = ChangeId { replica: change.id.replica.clone(), n: change.group.first };
            let id = renamed(&change.id);
            // A group is unsent as a whole, so its first is among the renamed.
            let group = Group { first: number(&first).unwrap_or(id.n), ..change.group };
            let over = change.over.iter().map(renamed).collect();
            let mut renewed = Change { id, group, over, ..change.clone() };
            if let Some(count) = counts.get(&change.id) {
                count.put_into(&mut renewed);
            }
            let change = renewed;
            self.write(Write::Queue(Entry::new(change)));
        }
        meta.next += unsent.len() as u64;
        self.write(Write::Meta(meta));
        self.progress.more |= !unsent.is_empty();
    }

    pub(super) fn pages(&mut self, pages: Vec<Page>) {
        let lost: Vec<Scope> = self
            .replica
            .scopes
            .keys()
            .filter(|scope| !pages.iter().any(|page| page.scope == **scope))
            .cloned()
            .collect();
        for scope in lost {
            if planted::is(Bug::ScopeLossPurgesPending) {
                let unsent: Vec<Change> =
                    self.replica.pending().filter(|c| c.scope == scope).cloned().collect();
                for change in unsent {
                    self.write(Write::Unqueue(change.author, change.id));
                }
            }
            self.write(Write::DropScope(scope));
        }
        for page in pages {
            self.page(page);
        }
    }

    fn page(&mut self, mut page: Page) {
        if let Some(past) = page.past.take() {
            self.past(&page.scope, past);
        }
        let scope = page.scope;
        let known = self.replica.scopes.contains_key(&scope);
        if !known {
            // The first fetch fills the next generation, and is shown when whole.
            self.write(Write::Mark(scope.clone(), ScopeMark { filling: Some(0), ..ScopeMark::default() }));
        }
        let mut mark = self.replica.scopes.get(&scope).map(|held| held.mark).unwrap_or_default();
        let elsewhere = page.from != mark.filling.unwrap_or(mark.cursor);
        if elsewhere && !planted::is(Bug::PageBeyondCursor) {
            self.progress.more = true;
            return;
        }
        if page.head < page.from {
            // The server fell back to an old copy of this scope.
            self.feed_again();
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
        let agrees =
            self.checksum(&scope, filling).to_string() == page.checksum || planted::is(Bug::ChecksumIgnored);
        if filling {
            let old = mark.generation;
            mark = ScopeMark { generation, cursor: page.to, filling: None, ..mark };
            // What stands is there; how it came to that is asked for next.
            self.progress.past = true;
            self.progress.mismatch |= !agrees;
            self.write(Write::Mark(scope.clone(), mark));
            self.write(Write::DropGeneration(scope, old));
        } else if agrees {
            mark.cursor = page.to;
            self.write(Write::Mark(scope, mark));
        } else {
            self.feed_again();
            self.refetch(&scope, mark);
        }
    }

    /// Takes rows of a scope's history, if they follow what the device has of it.
    fn past(&mut self, scope: &Scope, page: PastPage) {
        let Some(mut mark) = self.replica.scopes.get(scope).map(|held| held.mark) else { return };
        self.progress.past |= page.more;
        if page.from == 0 && mark.past.n > 0 {
            self.write(Write::DropPast(scope.clone()));
        } else if page.from != mark.past.n {
            self.progress.past = true;
            return;
        }
        if !page.rows.is_empty() {
            self.write(Write::Past(scope.clone(), page.rows));
        }
        if mark.past != page.to {
            mark.past = page.to;
            self.write(Write::Mark(scope.clone(), mark));
        }
    }

    /// Fetches a scope from its start into the next generation; what is shown and what is unsent stay.
    fn refetch(&mut self, scope: &Scope, mark: ScopeMark) {
        self.progress.anew += 1;
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

    pub(super) fn finish(&mut self, epoch: String, limits: Limits) {
        self.forget(limits);
        if self.replica.unsent().next().is_some() {
            self.progress.more = true;
        }
        let mut meta = self.replica.meta.clone();
        meta.epoch = Some(epoch);
        meta.offset = self.now.saturating_sub(self.server_now);
        meta.partial = self.progress.more || self.progress.mismatch;
        if !meta.partial {
            meta.whole_at = Some(self.now);
        }
        self.write(Write::Meta(meta));
    }

    /// Forgets own changes that are older than what is kept: from the oldest on, so that what is kept has no gap,
    /// and by whole gestures, so that a gesture that must be sent again is whole.
    fn forget(&mut self, limits: Limits) {
        let old = |entry: &Entry| {
            let at = entry.verdict.as_ref().map(|(_, at)| *at);
            at.is_some_and(|at| self.server_now.saturating_sub(at) > limits.retention)
                && !self.replica.laid_over(entry)
        };
        let mut forgotten: Vec<(PersonId, ChangeId)> = Vec::new();
        let mut gesture: Vec<(PersonId, ChangeId)> = Vec::new();
        for entry in self.replica.outbox.values() {
            if !old(entry) {
                break;
            }
            let Change { id, group, author, .. } = &entry.change;
            gesture.push((author.clone(), id.clone()));
            if id.n >= group.last() || planted::is(Bug::RetentionTearsGroups) {
                forgotten.append(&mut gesture);
            }
        }
        for (author, id) in forgotten {
            self.write(Write::Unqueue(author, id));
        }
    }
}
