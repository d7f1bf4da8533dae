//! The judge: keeps its own books of what people did and of what they were told, and compares.
//!
//! Every text that people write in a run is another one, a *token*, so that a change is known again under
//! whatever identity it travels.

use pollster::block_on;
use sotay_core::{
    cell::Cell,
    chain::{Row, Tip},
    change::{Change, Field},
    ids::{EntityId, PersonId, Scope},
    intake::Ledger,
    replica::{Progress, Replica, Write},
    rights::{Rights, Role},
    store::DeviceStore,
    testing::{MemoryServer, MemoryStore},
    wire::{Outcome, Refusal},
};
use std::{collections::BTreeMap, fmt};

/// Something that was not as promised.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // `Display` says each.
pub enum Violation {
    Blocked { device: usize, person: PersonId },
    Twice { token: String, times: usize },
    Lost { token: String, device: usize },
    AcknowledgedNotStored { token: String },
    ForgottenNotSentAgain { token: String },
    RefusedThenTaken { token: String },
    NotTheirs { change: String },
    HeadVanished { change: String, value: String },
    Diverged { device: usize, scope: Scope, detail: String },
    HistoryDiffers { device: usize, scope: Scope },
    ChainBroken { scope: Scope, n: u64 },
    FetchedAnewForNothing { device: usize },
    GestureTorn { change: String },
    RemarkChanged { entity: String },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blocked { device, person } => {
                write!(f, "device {device} never comes to rest for {person}")
            }
            Self::Twice { token, times } => write!(f, "{token} was taken {times} times"),
            Self::Lost { token, device } => {
                write!(f, "{token}, made on device {device}, is in no log, no drawer and no outbox")
            }
            Self::AcknowledgedNotStored { token } => {
                write!(f, "{token} was acknowledged and is not in the log")
            }
            Self::ForgottenNotSentAgain { token } => {
                write!(f, "{token} was forgotten by a restored server, and a device that has it says nothing")
            }
            Self::RefusedThenTaken { token } => write!(f, "{token} was refused and then taken"),
            Self::NotTheirs { change } => write!(f, "{change} was taken from somebody who may not make it"),
            Self::HeadVanished { change, value } => {
                write!(f, "{change} made {value} vanish, which its author had not seen")
            }
            Self::Diverged { device, scope, detail } => {
                write!(f, "device {device} does not show what the server holds of {scope}: {detail}")
            }
            Self::HistoryDiffers { device, scope } => {
                write!(f, "device {device} has another history of {scope} than the log")
            }
            Self::ChainBroken { scope, n } => write!(f, "the chain of {scope} is broken at {n}"),
            Self::FetchedAnewForNothing { device } => write!(
                f,
                "device {device} had to fetch a scope anew although nothing fell back to an old copy"
            ),
            Self::GestureTorn { change } => write!(f, "the gesture of {change} was taken in part"),
            Self::RemarkChanged { entity } => write!(f, "{entity} has more than one value"),
        }
    }
}

/// What is known of one token.
#[derive(Clone, Debug)]
struct Made {
    device: usize,
    /// A device said so: taken.
    acknowledged: bool,
    /// A device said so: refused.
    refused: bool,
    /// A person took it out of the drawer.
    dealt_with: bool,
    /// The device that had it alone is gone.
    may_be_lost: bool,
    /// It lay unsent on a disk that was cloned or rolled back: two devices may send it under two names.
    torn: bool,
    /// It lay on a disk that was cloned or rolled back, with its verdict: after a restore as unsent as the others.
    copied: bool,
    /// It is in an export, under the name that it had then.
    exported: bool,
}

/// The books.
pub struct Judge {
    made: BTreeMap<String, Made>,
    /// How often the server was put back to an old copy.
    restores: u32,
    /// A disk was cloned or rolled back.
    any_torn: bool,
    /// Devices whose disks may differ from what their cursors say: after a restore or a rollback.
    excused: bool,
}

/// What stood before changes were taken.
pub struct Before {
    /// How many rows the log had.
    pub rows: usize,
    cells: BTreeMap<(Scope, EntityId, Field), Cell>,
}

impl Before {
    /// The cells that changes may touch.
    pub fn of(server: &mut MemoryServer, changes: &[Change]) -> Self {
        let rows = server.log.len();
        let mut cells = BTreeMap::new();
        for change in changes {
            let Ok((cell, _)) = server.cell(&change.scope, &change.entity, &change.field);
            cells.insert((change.scope.clone(), change.entity.clone(), change.field.clone()), cell);
        }
        Self { rows, cells }
    }
}

/// The token that a change carries; states carry none.
fn token(change: &Change) -> Option<&str> {
    change.value.as_text().filter(|_| change.field != Field::State)
}

impl Judge {
    /// Empty books.
    pub fn new(_devices: usize) -> Self {
        Self { made: BTreeMap::new(), restores: 0, any_torn: false, excused: false }
    }

    /// A change was recorded: its transaction is through.
    pub fn made(&mut self, device: usize, change: &Change) {
        if let Some(token) = token(change) {
            let made = Made {
                device,
                acknowledged: false,
                refused: false,
                dealt_with: false,
                may_be_lost: false,
                torn: false,
                copied: false,
                exported: false,
            };
            self.made.insert(token.to_owned(), made);
        }
    }

    /// A person exported what is unsent.
    pub fn exported(&mut self, changes: &[Change]) {
        for token in changes.iter().filter_map(token) {
            if let Some(made) = self.made.get_mut(token) {
                made.exported = true;
            }
        }
    }

    /// A person took a refused change out of the drawer.
    pub fn dealt_with(&mut self, change: &Change) {
        if let Some(made) = token(change).and_then(|token| self.made.get_mut(token)) {
            made.dealt_with = true;
        }
    }

    /// The server was put back to an old copy.
    pub fn restored(&mut self) {
        self.restores += 1;
        self.excused = true;
    }

    /// A disk was cloned or rolled back.
    pub fn torn(&mut self) {
        self.any_torn = true;
        self.excused = true;
    }

    /// A disk gives way to another one: what only the old one had may be lost.
    pub fn gone(&mut self, _device: usize, old: &MemoryStore, new: &MemoryStore) {
        let held = |disk: &MemoryStore| -> Vec<(String, bool)> {
            let replicas = disk.people().into_iter().filter_map(|who| {
                let Ok(loaded) = block_on(disk.load(&who));
                loaded
            });
            let mut tokens = Vec::new();
            for replica in replicas {
                let entries = replica.outbox.values();
                tokens.extend(
                    entries.filter_map(|e| Some((token(&e.change)?.to_owned(), e.verdict.is_none()))),
                );
                let drawer = replica.drawer.values();
                tokens.extend(drawer.filter_map(|r| Some((token(&r.change)?.to_owned(), false))));
            }
            tokens
        };
        let kept = held(new);
        for (token, unsent) in held(old) {
            if let Some(made) = self.made.get_mut(&token) {
                let there = kept.iter().any(|(t, _)| *t == token);
                made.may_be_lost |= !there;
                made.torn |= unsent;
                made.copied = true;
            }
        }
        for (token, unsent) in kept {
            if let Some(made) = self.made.get_mut(&token) {
                made.torn |= unsent;
                made.copied = true;
            }
        }
    }

    /// The server took changes of a person who has these rights at this moment.
    pub fn took(
        &mut self,
        before: &Before,
        server: &mut MemoryServer,
        person: &PersonId,
        rights: &Rights,
    ) -> Result<(), Violation> {
        let rows: Vec<(Change, Outcome)> = server.log[before.rows.min(server.log.len())..]
            .iter()
            .map(|row| (row.change.clone(), row.outcome.clone()))
            .collect();
        for (change, outcome) in &rows {
            let taken = outcome.seq().is_some();
            let theirs = change.author == *person
                && rights.role == Role::WardOfficer
                && change.scope.unit().is_some_and(|unit| rights.own.contains(unit));
            if taken && !theirs {
                return Err(Violation::NotTheirs { change: change.id.to_string() });
            }
            // Refused for the sake of another of its gesture: that one must be there.
            if let Outcome::Refused(Refusal::Group(n)) = outcome {
                let cause = |(c, o): &(Change, Outcome)| {
                    c.id.replica == change.id.replica
                        && c.id.n == *n
                        && !matches!(o, Outcome::Refused(Refusal::Group(_)))
                };
                if !rows.iter().any(cause) {
                    return Err(Violation::GestureTorn { change: change.id.to_string() });
                }
            }
            let group = rows
                .iter()
                .filter(|(c, _)| c.id.replica == change.id.replica && c.group.first == change.group.first);
            if group.clone().any(|(_, o)| o.seq().is_some() != taken) {
                return Err(Violation::GestureTorn { change: change.id.to_string() });
            }
        }
        for ((scope, entity, field), old) in &before.cells {
            let Ok((new, _)) = server.cell(scope, entity, field);
            for head in old.heads() {
                if new.heads().iter().any(|h| h.value == head.value) {
                    continue;
                }
                let of_cell = rows.iter().map(|(change, _)| change).filter(|change| {
                    (&change.scope, &change.entity, &change.field) == (scope, entity, field)
                });
                // Whoever gave the same value has seen it.
                let same =
                    of_cell.clone().filter(|change| change.value == head.value).map(|change| &change.id);
                let ids: Vec<_> = head.ids.iter().chain(same).collect();
                let named = of_cell.clone().any(|change| change.over.iter().any(|id| ids.contains(&id)));
                if !named {
                    let change =
                        of_cell.clone().next_back().map(|change| change.id.to_string()).unwrap_or_default();
                    return Err(Violation::HeadVanished { change, value: format!("{:?}", head.value) });
                }
            }
            // A new value stands, unless a later one of the same request replaced it or one equal to it.
            let of_cell = rows.iter().filter(|(change, outcome)| {
                outcome.seq().is_some()
                    && (&change.scope, &change.entity, &change.field) == (scope, entity, field)
            });
            for (change, _) in of_cell.clone() {
                let equal_heads = old.heads().iter().filter(|head| head.value == change.value);
                let equal_new = of_cell.clone().filter(|(other, _)| other.value == change.value);
                let ids: Vec<_> = equal_heads
                    .flat_map(|head| &head.ids)
                    .chain(equal_new.map(|(other, _)| &other.id))
                    .collect();
                let stands = new.heads().iter().any(|head| head.value == change.value);
                let replaced =
                    of_cell.clone().any(|(later, _)| later.over.iter().any(|id| ids.contains(&id)));
                if !stands && !replaced {
                    return Err(Violation::HeadVanished {
                        change: change.id.to_string(),
                        value: format!("{:?}", change.value),
                    });
                }
            }
        }
        Ok(())
    }

    /// A device put an answer down.
    pub fn absorbed(
        &mut self,
        device: usize,
        server: &MemoryServer,
        progress: Progress,
        replica: &Replica,
        writes: &[Write],
    ) -> Result<(), Violation> {
        if progress.anew > 0 && !self.excused {
            return Err(Violation::FetchedAnewForNothing { device });
        }
        let _ = replica;
        for write in writes {
            let Write::Queue(entry) = write else { continue };
            let Some((outcome, _)) = &entry.verdict else { continue };
            let Some(token) = token(&entry.change) else { continue };
            let Some(made) = self.made.get_mut(token) else { continue };
            match outcome {
                Outcome::Refused(_) => made.refused = true,
                _ => made.acknowledged = true,
            }
            let stored = server.log.iter().any(|row| row.change.value.as_text() == Some(token));
            if !stored && self.restores == 0 {
                return Err(Violation::AcknowledgedNotStored { token: token.to_owned() });
            }
        }
        Ok(())
    }

    /// A quiet device shows what the server holds, and has its history.
    pub fn converged(
        &self,
        device: usize,
        server: &MemoryServer,
        replica: &Replica,
        rights: &Rights,
        disk: &MemoryStore,
    ) -> Result<(), Violation> {
        for scope in rights.scopes() {
            let mut shown: BTreeMap<(EntityId, Field), Cell> = BTreeMap::new();
            for (entity, fields) in replica.entities(&scope) {
                shown.extend(fields.into_iter().map(|(field, cell)| ((entity.clone(), field), cell)));
            }
            let held = server.cells(&scope);
            if shown != held {
                let detail = held
                    .iter()
                    .find(|(key, cell)| shown.get(key) != Some(cell))
                    .map(|(key, cell)| format!("{key:?}: {cell:?} but {:?}", shown.get(key)))
                    .unwrap_or_else(|| "it shows more".into());
                return Err(Violation::Diverged { device, scope, detail });
            }
            let own = scope.unit().is_some_and(|unit| rights.own.contains(unit));
            if own {
                let taken = server.log.iter().filter(|row| row.change.scope == scope);
                let log: Vec<_> = taken
                    .filter(|row| row.outcome.seq().is_some())
                    .map(|row| (row.tip.n, row.change.id.clone()))
                    .collect();
                let past: Vec<_> = disk.whole_past(&scope).into_iter().map(|row| (row.n, row.id)).collect();
                if log != past {
                    return Err(Violation::HistoryDiffers { device, scope });
                }
            }
            let remark = held
                .iter()
                .find(|((entity, _), cell)| matches!(entity, EntityId::Remark(..)) && cell.heads().len() > 1);
            if let Some(((entity, _), _)) = remark {
                return Err(Violation::RemarkChanged { entity: entity.to_string() });
            }
        }
        Ok(())
    }

    /// Everything is quiet: nothing is lost, nothing is there twice.
    pub fn end(&self, server: &MemoryServer, disks: &[&MemoryStore]) -> Result<(), Violation> {
        let mut tips: BTreeMap<Scope, Tip> = BTreeMap::new();
        let mut applied: BTreeMap<&str, usize> = BTreeMap::new();
        let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &server.log {
            let tip = tips.entry(row.change.scope.clone()).or_default();
            *tip = tip.after(Row {
                change: &row.change_json,
                digest: row.digest,
                outcome: &row.outcome_json,
                received_at: row.received_at,
                brought_by: row.brought_by.as_ref().map(PersonId::as_str),
            });
            if *tip != row.tip {
                return Err(Violation::ChainBroken { scope: row.change.scope.clone(), n: tip.n });
            }
            if let Some(token) = token(&row.change) {
                let count = if row.outcome.seq().is_some() { &mut applied } else { &mut refused };
                *count.entry(token).or_default() += 1;
            }
        }
        let mut outbox: BTreeMap<String, bool> = BTreeMap::new();
        let mut drawer: BTreeMap<String, ()> = BTreeMap::new();
        for disk in disks {
            for who in disk.people() {
                let Ok(Some(replica)) = block_on(disk.load(&who)) else { continue };
                for entry in replica.outbox.values() {
                    if let Some(token) = token(&entry.change) {
                        let taken = entry.verdict.as_ref().is_some_and(|(o, _)| o.seq().is_some());
                        *outbox.entry(token.to_owned()).or_default() |= taken;
                    }
                }
                drawer
                    .extend(replica.drawer.values().filter_map(|r| Some((token(&r.change)?.to_owned(), ()))));
            }
        }
        for (token, made) in &self.made {
            let times = applied.get(token.as_str()).copied().unwrap_or(0);
            let refusals = refused.get(token.as_str()).copied().unwrap_or(0);
            // A disk was cloned, so the change got another name; then an old copy of the server was put back that knew
            // neither name; then the old export was handed over. The file cannot know.
            let again = made.copied && self.restores > 0;
            let two_names = made.torn || again || (made.exported && self.any_torn && self.restores > 0);
            if times > 1 && !two_names {
                return Err(Violation::Twice { token: token.clone(), times });
            }
            let settled_by_refusal = made.refused || refusals > 0;
            // An export is in a person's hand: after an old copy of the server was put back they may hand it over again,
            // and it is judged by the rights of that day.
            let by_hand = made.exported && self.restores > 0;
            if times > 0 && made.refused && !by_hand && !self.any_torn && !made.acknowledged {
                return Err(Violation::RefusedThenTaken { token: token.clone() });
            }
            if times > 0 || drawer.contains_key(token) || made.dealt_with {
                continue;
            }
            if outbox.get(token) == Some(&true) && !settled_by_refusal {
                return Err(Violation::ForgottenNotSentAgain { token: token.clone() });
            }
            let excused = made.may_be_lost
                || (self.restores > 0 && made.acknowledged)
                || (made.torn && settled_by_refusal);
            if !excused {
                return Err(Violation::Lost { token: token.clone(), device: made.device });
            }
        }
        Ok(())
    }
}
