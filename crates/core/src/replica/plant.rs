//! Two of the bugs of [`crate::planted`]: those that meddle with the outbox when a request is made.

#[cfg(sotay_planted)]
use super::{Change, Entry, Group};
use super::{Replica, Write};
#[cfg(sotay_planted)]
use crate::planted::{self, Bug};
use crate::wire::SyncRequest;

#[cfg(not(sotay_planted))]
impl Replica {
    pub(super) fn plant_before_asking(&mut self, _: &mut Vec<Write>) {}
    pub(super) fn plant_after_asking(&mut self, _: &SyncRequest, _: &mut Vec<Write>) {}
}

#[cfg(sotay_planted)]
impl Replica {
    /// A change whose answer was lost is sent as a new one.
    pub(super) fn plant_before_asking(&mut self, writes: &mut Vec<Write>) {
        if !planted::is(Bug::NewIdentityOnRetry) {
            return;
        }
        let pending: Vec<Change> = self.pending().cloned().collect();
        for mut change in pending {
            let old = change.id.clone();
            change.id.n = self.meta.next;
            change.group = Group { first: self.meta.next, len: 1 };
            self.meta.next += 1;
            for write in [
                Write::Unqueue(change.author.clone(), old),
                Write::Queue(Entry::new(change)),
                Write::Meta(self.meta.clone()),
            ] {
                self.follow(&write);
                writes.push(write);
            }
        }
    }

    /// What was sent counts as arrived.
    pub(super) fn plant_after_asking(&mut self, request: &SyncRequest, writes: &mut Vec<Write>) {
        if !planted::is(Bug::OutboxClearedOnSend) {
            return;
        }
        for change in &request.changes {
            let write = Write::Unqueue(change.author.clone(), change.id.clone());
            self.follow(&write);
            writes.push(write);
        }
    }
}
