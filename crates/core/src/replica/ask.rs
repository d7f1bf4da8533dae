//! What goes out: requests, and exports for another device to bring.

use super::{Limits, Replica, Write};
use crate::{
    change::Change,
    clock::Millis,
    ids::{ChangeId, ReplicaId},
    wire::{Cursor, EXPORT, Export, Handover, PROTOCOL, SyncRequest},
};

impl Replica {
    /// The name under which the next request goes: a former one while changes made under it must be sent again.
    fn sender(&self) -> &ReplicaId {
        let names = self.unsent().map(|entry| &entry.change.id.replica);
        names.into_iter().find(|name| **name != self.meta.replica).unwrap_or(&self.meta.replica)
    }

    /// Takes the lease for a cycle of this tab, and gives the fence to hold up in every step. Whether the tab
    /// may is for the caller to know: nobody else has it, or [`Lease::is_stale`].
    pub fn lead(&mut self, now: Millis) -> (u64, Vec<Write>) {
        let lease = self.lease.taken(now);
        self.lease = lease;
        (lease.fence, vec![Write::Lease(lease)])
    }

    /// A sign of life, and what to ask the server now; none when another tab took the lease over.
    pub fn ask(&mut self, fence: u64, now: Millis, limits: Limits) -> Option<(SyncRequest, Vec<Write>)> {
        if self.lease.fence != fence {
            return None;
        }
        self.lease.beat = now;
        let mut writes = vec![Write::Lease(self.lease)];
        self.plant_before_asking(&mut writes);
        let request = self.request(now, limits);
        self.plant_after_asking(&request, &mut writes);
        Some((request, writes))
    }

    /// What to ask the server now.
    pub fn request(&self, now: Millis, limits: Limits) -> SyncRequest {
        let sender = self.sender();
        let current = *sender == self.meta.replica;
        let acked = if current { self.meta.acked } else { 0 };
        let own = self.unsent().filter(|entry| entry.change.id.replica == *sender);
        let changes = batch(own.clone().map(|entry| &entry.change), limits);
        let refused = own.filter(|entry| entry.refused).map(|entry| entry.change.id.n);
        let end = changes.last().map_or(0, |change| change.id.n);
        let last = ChangeId { replica: sender.clone(), n: acked };
        let cursors = self.scopes.iter().map(|(scope, held)| Cursor {
            scope: scope.clone(),
            seq: held.mark.filling.unwrap_or(held.mark.cursor),
            // First what stands, then how it came to that.
            past: held.mark.filling.is_none().then_some(held.mark.past),
        });
        SyncRequest {
            protocol: PROTOCOL,
            replica: sender.clone(),
            acked,
            last: self.outbox.get(&last).filter(|entry| entry.verdict.is_some()).map(|e| e.change.digest()),
            resume: changes.first().map(|change| change.id.n).filter(|n| *n > acked + 1),
            refused: refused.take_while(|n| *n <= end).collect(),
            changes,
            cursors: cursors.collect(),
            pending: self.pending().count() as u64,
            oldest: self.pending().map(|change| change.at.millis()).min(),
            now,
            epoch: self.meta.epoch.clone(),
        }
    }

    /// Everything that the server has not taken, as a file for another device to bring. `name` is the person's.
    pub fn export(&self, name: &str, now: Millis) -> Export {
        Export {
            kind: EXPORT.to_owned(),
            protocol: PROTOCOL,
            person: self.meta.person.clone(),
            name: name.to_owned(),
            made_at: now,
            changes: self.pending().cloned().collect(),
            refused: self.drawer.values().map(|r| (r.change.clone(), r.reason.clone())).collect(),
        }
    }
}

/// The first of the changes that fit into one request, gestures whole. At least one gesture is taken, however
/// large.
fn batch<'a>(changes: impl Iterator<Item = &'a Change>, limits: Limits) -> Vec<Change> {
    let mut taken: Vec<Change> = Vec::new();
    let mut bytes = 0;
    for change in changes {
        let group = change.group;
        let len = group.last().saturating_sub(change.id.n) as usize + 1;
        let fits = taken.len() + len <= limits.batch;
        let starts = change.id.n == group.first;
        // Markup and line breaks grow when written as JSON: few long texts fill a body before many short ones.
        let heavy = bytes > limits.bytes;
        // Numbers have a gap after a rollback, and an export may hold changes of several names.
        let next = |last: &Change| ChangeId { n: last.id.n + 1, ..last.id.clone() };
        let gap = taken.last().is_some_and(|last| next(last) != change.id);
        if gap || (starts && (heavy || !fits) && !taken.is_empty()) {
            break;
        }
        bytes += serde_json::to_string(change).map_or(0, |json| json.len());
        taken.push(change.clone());
    }
    taken
}

impl Export {
    /// The file as the requests that hand it over, in order.
    pub fn handovers(&self, limits: Limits) -> Vec<Handover> {
        let mut handovers = Vec::new();
        let mut rest = self.changes.as_slice();
        while !rest.is_empty() {
            let changes = batch(rest.iter(), limits);
            rest = rest.get(changes.len()..).unwrap_or_default();
            let Some(first) = changes.first() else { break };
            let replica = first.id.replica.clone();
            handovers.push(Handover { protocol: self.protocol, replica, changes });
        }
        handovers
    }
}
