//! Taking a device's changes: each exactly once, in the order of its numbers, groups all or none.
//!
//! The rule stands here, over a [`Ledger`]; the server's database and the simulation's memory implement it.
//! Everything [`take`] does must happen inside one transaction of the ledger, made durable before the
//! verdicts are answered. Then a repeated request finds the stored verdicts and changes nothing.

use crate::{
    cell::{Cell, Effect},
    chain::{Row, Tip},
    change::{Change, Field, Invalid},
    clock::Millis,
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope},
    planted::{self, Bug},
    rights::Rights,
    targets,
    wire::{BATCH_LIMIT, Handover, Outcome, PROTOCOL, Refusal, SyncRequest, Verdict},
};
use std::collections::BTreeMap;

/// What the server keeps, as far as taking changes needs it. All calls of one [`take`] belong to one
/// transaction: a reader outside sees all of them or none.
pub trait Ledger {
    /// What may go wrong in the store.
    type Error;

    /// The replica's mark: up to this number it has a verdict for all that it keeps; 0 for none.
    fn acked(&mut self, replica: &ReplicaId) -> Result<u64, Self::Error>;

    /// The digest and the verdict stored for a change.
    fn taken(&mut self, id: &ChangeId) -> Result<Option<Taken>, Self::Error>;

    /// A cell and the sequence number at which it last changed; 0 and an empty cell before the first change.
    fn cell(&mut self, scope: &Scope, entity: &EntityId, field: &Field) -> Result<(Cell, u64), Self::Error>;

    /// Advances the scope's counter and puts the cell at the new number, which is returned. Keeps the
    /// scope's checksum: the `old` cell at its number goes out, if it had one, and the new one comes in.
    fn put(
        &mut self,
        scope: &Scope,
        entity: &EntityId,
        field: &Field,
        cell: &Cell,
        old: (&Cell, u64),
    ) -> Result<u64, Self::Error>;

    /// Where the scope's chain ends.
    fn tip(&mut self, scope: &Scope) -> Result<Tip, Self::Error>;

    /// Moves the replica's mark.
    fn mark(&mut self, replica: &ReplicaId, acked: u64) -> Result<(), Self::Error>;

    /// Writes a row into the log, for good, and moves the scope's tip to it.
    fn log(&mut self, row: LogRow) -> Result<(), Self::Error>;
}

/// A row of the log: a change with its verdict, and its place in the chain of its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// The change as taken: with its time clamped.
    pub change: Change,
    /// [`Change::digest`] as it came.
    pub digest: u64,
    /// The verdict.
    pub outcome: Outcome,
    /// When it was taken, by the server's clock.
    pub received_at: Millis,
    /// Who handed it over, if not its author's own device.
    pub brought_by: Option<PersonId>,
    /// The change as JSON, as it is stored and hashed.
    pub change_json: String,
    /// The verdict as JSON, as it is stored and hashed.
    pub outcome_json: String,
    /// Its place and hash.
    pub tip: Tip,
}

impl LogRow {
    /// The row that follows `tip`.
    pub fn after(
        tip: Tip,
        change: Change,
        digest: u64,
        outcome: Outcome,
        received_at: Millis,
        brought_by: Option<PersonId>,
    ) -> Self {
        // Neither can fail: both are made of texts and numbers, and a value's raw JSON was read as JSON.
        let change_json = serde_json::to_string(&change).unwrap_or_default();
        let outcome_json = serde_json::to_string(&outcome).unwrap_or_default();
        let tip = tip.after(Row {
            change: &change_json,
            digest,
            outcome: &outcome_json,
            received_at,
            brought_by: brought_by.as_ref().map(PersonId::as_str),
        });
        Self { change, digest, outcome, received_at, brought_by, change_json, outcome_json, tip }
    }
}

/// Changes as they are handed to the server, by their author's device or by somebody who brings its export.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// The replica that made them.
    pub replica: &'a ReplicaId,
    /// The server's mark as the replica knows it; see [`SyncRequest::acked`].
    pub acked: u64,
    /// What the mark stands for; see [`SyncRequest::last`].
    pub last: Option<u64>,
    /// From where to go on across a gap; see [`SyncRequest::resume`].
    pub resume: Option<u64>,
    /// Whether changes are taken ahead of the mark, which then stays where it is: the device, if it comes back,
    /// is still asked for what lies between.
    pub ahead: bool,
    /// The changes, in order.
    pub changes: &'a [Change],
    /// Which of them were refused before; see [`SyncRequest::refused`].
    pub refused: &'a [u64],
    /// By how much the clock of the device that made them is ahead of the server's.
    pub offset: Millis,
    /// Who hands them over, if not their author's own device.
    pub brought_by: Option<&'a PersonId>,
}

impl<'a> Delivery<'a> {
    /// What a device sends by itself.
    pub fn of(request: &'a SyncRequest, now: Millis) -> Self {
        Self {
            replica: &request.replica,
            acked: request.acked,
            last: request.last,
            resume: request.resume,
            ahead: false,
            changes: &request.changes,
            refused: &request.refused,
            offset: request.now.saturating_sub(now),
            brought_by: None,
        }
    }

    /// What somebody hands over from an export: the device may be gone, so nothing is waited for before it. How far off the clock of the other device is, nobody knows by
    /// now: times in the server's future are cut to the present, the rest stays.
    pub fn handed_over(handover: &'a Handover, by: &'a PersonId) -> Self {
        Self {
            replica: &handover.replica,
            acked: 0,
            last: None,
            resume: None,
            ahead: true,
            changes: &handover.changes,
            refused: &[],
            offset: 0,
            brought_by: Some(by),
        }
    }
}

/// What is stored of a change that has a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// [`Change::digest`] as it came, before its time was clamped.
    pub digest: u64,
    /// The verdict.
    pub outcome: Outcome,
}

/// What became of a request's changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// The replica's mark afterwards.
    pub acked: u64,
    /// A verdict for each change that has one.
    pub verdicts: Vec<Verdict>,
    /// How many of them were given now, and not before.
    pub new: u64,
    /// Some of the numbers were seen with other content: nothing was taken, and the device needs a new replica
    /// for what has no verdict.
    pub forked: bool,
}

/// Why a request is not one: the caller made a mistake that sending again cannot mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The client speaks another protocol.
    #[error("protocol {0} is not spoken here; this server speaks {PROTOCOL}")]
    Protocol(u32),
    /// More changes than a request may carry.
    #[error("{0} changes in one request; at most {BATCH_LIMIT} are taken")]
    TooMany(usize),
    /// A change of another replica than the request's.
    #[error("change {0} is not of the replica that sends it")]
    Replica(ChangeId),
    /// Numbers with a gap or out of order.
    #[error("change {0} does not follow the one before it")]
    Order(ChangeId),
}

/// Checks what a request must be before any store is asked.
pub fn check(protocol: u32, replica: &ReplicaId, changes: &[Change]) -> Result<(), RequestError> {
    if protocol != PROTOCOL {
        return Err(RequestError::Protocol(protocol));
    }
    if changes.len() > BATCH_LIMIT {
        return Err(RequestError::TooMany(changes.len()));
    }
    let mut last: Option<u64> = None;
    for change in changes {
        if change.id.replica != *replica {
            return Err(RequestError::Replica(change.id.clone()));
        }
        if last.is_some_and(|last| change.id.n != last + 1) {
            return Err(RequestError::Order(change.id.clone()));
        }
        last = Some(change.id.n);
    }
    Ok(())
}

/// Takes changes for the person whose replica made them, with the rights that person has now.
pub fn take<L: Ledger>(
    ledger: &mut L,
    person: &PersonId,
    rights: &Rights,
    delivery: Delivery<'_>,
    now: Millis,
) -> Result<Intake, L::Error> {
    let before = ledger.acked(delivery.replica)?;
    let mut acked = before;
    let mut verdicts = Vec::new();
    if acked < delivery.acked {
        // This database is an older copy of the one that told the device its mark.
        return Ok(Intake { acked, verdicts, new: 0, forked: false });
    }
    if let Some(last) = delivery.last {
        let id = ChangeId { replica: delivery.replica.clone(), n: delivery.acked };
        if ledger.taken(&id)?.is_some_and(|taken| taken.digest != last) {
            // The mark is a clone's: an older copy was put back, and the clone came first.
            return Ok(Intake { acked, verdicts, new: 0, forked: true });
        }
    }

    let (mut new, mut forked) = (Vec::new(), false);
    for change in delivery.changes {
        match ledger.taken(&change.id)?.filter(|_| !planted::is(Bug::NoDeduplication)) {
            Some(taken) if taken.digest == change.digest() => {
                verdicts.push(Verdict { n: change.id.n, outcome: taken.outcome });
            }
            Some(_) => forked = true,
            None => new.push(change),
        }
    }
    if forked {
        // What was taken under these numbers keeps its verdict; only the rest goes on under another name.
        return Ok(Intake { acked, verdicts, new: 0, forked });
    }

    let mut judged = 0;
    let mut rest = new.as_slice();
    while let Some(first) = rest.first() {
        // A gap: the answer's mark tells the device from where to send again, unless it keeps nothing of the
        // numbers between.
        let next = first.id.n <= acked + 1 || delivery.resume == Some(first.id.n);
        if !next && !delivery.ahead && !planted::is(Bug::NoDeduplication) {
            break;
        }
        let len = usize::try_from(first.group.len).unwrap_or(usize::MAX);
        let torn = first.group.first != first.id.n
            || !(1..=BATCH_LIMIT).contains(&len)
            || rest.iter().take(len).any(|change| change.group != first.group);
        let (group, after) = if torn {
            rest.split_at(1)
        } else if rest.len() < len {
            // The rest of the gesture comes with the next request.
            break;
        } else {
            rest.split_at(len)
        };
        for verdict in judge(ledger, group, torn, person, rights, delivery, now)? {
            if next {
                acked = acked.max(verdict.n);
            }
            verdicts.push(verdict);
            judged += 1;
        }
        rest = after;
    }
    if !new.is_empty() {
        // What was taken ahead of the mark joins it.
        let next = |n| ChangeId { replica: delivery.replica.clone(), n };
        while ledger.taken(&next(acked + 1))?.is_some() {
            acked += 1;
        }
    }
    if acked != before {
        ledger.mark(delivery.replica, acked)?;
    }
    verdicts.sort_by_key(|verdict| verdict.n);
    Ok(Intake { acked, verdicts, new: judged, forked: false })
}

/// Judges one gesture and writes it down.
fn judge<L: Ledger>(
    ledger: &mut L,
    group: &[&Change],
    torn: bool,
    person: &PersonId,
    rights: &Rights,
    delivery: Delivery<'_>,
    now: Millis,
) -> Result<Vec<Verdict>, L::Error> {
    let refusal = |change: &Change| -> Option<Refusal> {
        if torn {
            return Some(Refusal::Group(change.group.first));
        }
        if delivery.refused.contains(&change.id.n) {
            return Some(Refusal::Before);
        }
        if change.author != *person {
            return Some(Refusal::Author);
        }
        if let Err(denied) = rights.may(change) {
            return Some(Refusal::Denied(denied));
        }
        if let EntityId::Count(_, _, replica) = &change.entity
            && *replica != change.id.replica
        {
            // Counts add up because no two devices write one cell.
            return Some(Refusal::Author);
        }
        if let Err(invalid) = change.check() {
            return Some(Refusal::Invalid(invalid));
        }
        let sound = targets::is_sound(&change.entity, &change.field, &change.value);
        (!sound).then(|| Refusal::Invalid(Invalid::Value(change.field.clone())))
    };
    let own: BTreeMap<u64, Refusal> =
        group.iter().filter_map(|change| Some((change.id.n, refusal(change)?))).collect();
    let bad = own.keys().next().copied().filter(|_| !planted::is(Bug::GroupHalfApplied));

    let mut judged = Vec::with_capacity(group.len());
    for change in group {
        let digest = change.digest();
        let mut change = (*change).clone();
        change.at = change.at.clamped(delivery.offset, now);
        let outcome = match (own.get(&change.id.n), bad) {
            (Some(refusal), _) => Outcome::Refused(refusal.clone()),
            (None, Some(n)) => Outcome::Refused(Refusal::Group(n)),
            (None, None) => {
                let (old, at) = ledger.cell(&change.scope, &change.entity, &change.field)?;
                let mut cell = old.clone();
                let effect = cell.apply(&change);
                let seq = ledger.put(&change.scope, &change.entity, &change.field, &cell, (&old, at))?;
                match effect {
                    Effect::Replaced => Outcome::Applied(seq),
                    Effect::NoOp => Outcome::NoOp(seq),
                    Effect::BothKept => Outcome::BothKept(seq),
                }
            }
        };
        judged.push(Verdict { n: change.id.n, outcome: outcome.clone() });
        let tip = ledger.tip(&change.scope)?;
        let brought_by = delivery.brought_by.cloned();
        ledger.log(LogRow::after(tip, change, digest, outcome, now, brought_by))?;
    }
    Ok(judged)
}
