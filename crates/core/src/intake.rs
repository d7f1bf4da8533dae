//! Taking a device's changes: each exactly once, in the order of its numbers, groups all or none.
//!
//! The rule stands here, over a [`Ledger`]; the server's database and the simulation's memory implement it.
//! Everything [`take`] does must happen inside one transaction of the ledger, made durable before the
//! verdicts are answered. Then a repeated request finds the stored verdicts and changes nothing.

use crate::{
    cell::{Cell, Effect},
    change::{Change, Field},
    clock::Millis,
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope},
    rights::Rights,
    wire::{BATCH_LIMIT, Outcome, PROTOCOL, Refusal, SyncRequest, Verdict},
};
use std::collections::BTreeMap;

/// What the server keeps, as far as taking changes needs it. All calls of one [`take`] belong to one
/// transaction: a reader outside sees all of them or none.
pub trait Ledger {
    /// What may go wrong in the store.
    type Error;

    /// The highest number of the replica that has a verdict; 0 for none.
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

    /// Writes a change with its verdict into the log, for good, and moves the replica's mark to it.
    fn log(&mut self, change: &Change, digest: u64, outcome: &Outcome) -> Result<(), Self::Error>;
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
    /// The numbers were seen with other content: nothing was taken, the device needs a new replica.
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
pub fn check(request: &SyncRequest) -> Result<(), RequestError> {
    if request.protocol != PROTOCOL {
        return Err(RequestError::Protocol(request.protocol));
    }
    if request.changes.len() > BATCH_LIMIT {
        return Err(RequestError::TooMany(request.changes.len()));
    }
    let mut last: Option<u64> = None;
    for change in &request.changes {
        if change.id.replica != request.replica {
            return Err(RequestError::Replica(change.id.clone()));
        }
        if last.is_some_and(|last| change.id.n != last + 1) {
            return Err(RequestError::Order(change.id.clone()));
        }
        last = Some(change.id.n);
    }
    Ok(())
}

/// Takes a request's changes for the person signed in, with the rights the person has now.
pub fn take<L: Ledger>(
    ledger: &mut L,
    person: &PersonId,
    rights: &Rights,
    request: &SyncRequest,
    now: Millis,
) -> Result<Intake, L::Error> {
    let mut acked = ledger.acked(&request.replica)?;
    let mut verdicts = Vec::new();

    let (seen, new): (Vec<_>, Vec<_>) = request.changes.iter().partition(|change| change.id.n <= acked);
    for change in seen {
        match ledger.taken(&change.id)? {
            Some(taken) if taken.digest == change.digest() => {
                verdicts.push(Verdict { n: change.id.n, outcome: taken.outcome });
            }
            _ => return Ok(Intake { acked, verdicts: Vec::new(), forked: true }),
        }
    }

    let mut rest = new.as_slice();
    while let Some(first) = rest.first() {
        // A gap: the answer's mark tells the device from where to send again, unless it keeps nothing of the
        // numbers between.
        if first.id.n != acked + 1 && request.resume != Some(first.id.n) {
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
        for (change, outcome) in judge(ledger, group, torn, person, rights, request.now - now, now)? {
            acked = change.id.n;
            verdicts.push(Verdict { n: change.id.n, outcome });
        }
        rest = after;
    }
    Ok(Intake { acked, verdicts, forked: false })
}

/// Judges one gesture and writes it down.
fn judge<L: Ledger>(
    ledger: &mut L,
    group: &[&Change],
    torn: bool,
    person: &PersonId,
    rights: &Rights,
    offset: Millis,
    now: Millis,
) -> Result<Vec<(Change, Outcome)>, L::Error> {
    let refusal = |change: &Change| -> Option<Refusal> {
        if torn {
            return Some(Refusal::Group(change.group.first));
        }
        if change.author != *person {
            return Some(Refusal::Author);
        }
        if let Err(denied) = rights.may(change) {
            return Some(Refusal::Denied(denied));
        }
        change.check().err().map(Refusal::Invalid)
    };
    let own: BTreeMap<u64, Refusal> =
        group.iter().filter_map(|change| Some((change.id.n, refusal(change)?))).collect();
    let bad = own.keys().next().copied();

    let mut judged = Vec::with_capacity(group.len());
    for change in group {
        let digest = change.digest();
        let mut change = (*change).clone();
        change.at = change.at.clamped(offset, now);
        let outcome = match bad {
            Some(n) => Outcome::Refused(own.get(&change.id.n).cloned().unwrap_or(Refusal::Group(n))),
            None => {
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
        ledger.log(&change, digest, &outcome)?;
        judged.push((change, outcome));
    }
    Ok(judged)
}
