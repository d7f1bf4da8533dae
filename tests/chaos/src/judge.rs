//! The judge: hears what devices made and were told, and holds the log against it.
//!
//! - *lost*: acknowledged and not in the log; or made, and in the end neither in the log nor on the device.
//! - *doubled*: one identity in the log twice, or one unique text under two identities.
//! - *altered*: in the log with another content or another verdict than the device knows, or a verdict that
//!   its author's rights do not give.
//! - *invented*: in the log, and no device made it.

use crate::{
    device::{Device, Event},
    gesture::token,
    log::{Log, Row},
};
use sotay_core::{
    change::{Change, Field},
    ids::{ChangeId, EntityId, PersonId, Scope},
    wire::Outcome,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

/// Who changes what without a device: the server, when a plan is published.
const SERVER: &str = "may-chu";

/// What was found wrong; empty if all is well. Each entry names a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// See the module's text.
    pub lost: BTreeSet<String>,
    /// See the module's text.
    pub doubled: BTreeSet<String>,
    /// See the module's text.
    pub altered: BTreeSet<String>,
    /// See the module's text.
    pub invented: BTreeSet<String>,
    /// The log did not begin with what it held before, a device shows something else than the server, and
    /// the like.
    pub others: Vec<String>,
}

impl Findings {
    /// One line for each kind that is not empty, with the first few changes.
    pub fn lines(&self) -> Vec<String> {
        let kinds = [
            ("lost", &self.lost),
            ("doubled", &self.doubled),
            ("altered", &self.altered),
            ("invented", &self.invented),
        ];
        let named = kinds.into_iter().filter(|(_, found)| !found.is_empty()).map(|(kind, found)| {
            let first: Vec<&str> = found.iter().take(5).map(String::as_str).collect();
            format!("{} {kind}: {}", found.len(), first.join(", "))
        });
        named.chain(self.others.iter().cloned()).collect()
    }
}

/// Hears the devices of a run and judges the server's log.
#[derive(Debug)]
pub struct Judge {
    events: Receiver<Event>,
    made: HashMap<ChangeId, Change>,
    acknowledged: HashMap<ChangeId, Outcome>,
    renamed: usize,
    may: BTreeMap<PersonId, BTreeSet<Scope>>,
    findings: Findings,
}

impl Judge {
    /// A judge of the devices that tell `events`.
    pub fn new(events: Receiver<Event>) -> Self {
        Self {
            events,
            made: HashMap::new(),
            acknowledged: HashMap::new(),
            renamed: 0,
            may: BTreeMap::new(),
            findings: Findings::default(),
        }
    }

    /// Lets a person record for these scopes and no others. Whoever is not named here may record for none.
    pub fn allow(&mut self, person: PersonId, scopes: impl IntoIterator<Item = Scope>) {
        self.may.entry(person).or_default().extend(scopes);
    }

    /// Hears everything that was told until now.
    pub fn hear(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.take(event);
        }
    }

    /// Hears until so many more verdicts have come from now on, or until `deadline`. Gives how many came.
    pub fn hear_verdicts(&mut self, enough: usize, deadline: Instant) -> usize {
        // What waits to be heard happened before.
        self.hear();
        let mut came = 0;
        while came < enough {
            match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(event) => {
                    came += usize::from(matches!(event, Event::Acknowledged(..)));
                    self.take(event);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        came
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Made(change) => {
                self.made.insert(change.id.clone(), change);
            }
            Event::Acknowledged(id, outcome) => {
                self.acknowledged.insert(id, outcome);
            }
            Event::Renamed { from, to } => {
                self.renamed += 1;
                self.made.remove(&from);
                self.made.insert(to.id.clone(), to);
            }
        }
    }

    /// How many changes devices made.
    pub fn made(&self) -> usize {
        self.made.len()
    }

    /// Whether a device made the change.
    pub fn has_made(&self, id: &ChangeId) -> bool {
        self.made.contains_key(id)
    }

    /// How many changes have a verdict that a device took.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// How many changes got a new identity.
    pub fn renamed(&self) -> usize {
        self.renamed
    }

    /// What was found so far.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Something else is wrong.
    pub fn object(&mut self, what: String) {
        self.findings.others.push(what);
    }

    /// Holds a log against every verdict that a device has taken. To be right under load, call
    /// [`Self::hear`] first and read the log after it.
    pub fn check(&mut self, log: &Log) {
        for (id, outcome) in &self.acknowledged {
            let mut rows = log.of(id);
            match rows.len() {
                0 => drop(self.findings.lost.insert(format!("{id} (acknowledged)"))),
                1 => {
                    if rows.next().is_some_and(|row| row.verdict != *outcome) {
                        self.findings.altered.insert(format!("{id} (verdict)"));
                    }
                }
                _ => drop(self.findings.doubled.insert(id.to_string())),
            }
        }
    }

    /// Forgets verdicts that a log no longer has: an old copy of it was put back, so the devices have to send
    /// those changes again. Gives how many there were.
    pub fn forgive(&mut self, log: &Log) -> usize {
        let before = self.acknowledged.len();
        self.acknowledged.retain(|id, _| log.of(id).len() > 0);
        before - self.acknowledged.len()
    }

    /// The last judgement, when the devices have come to rest: everything that was made is in the log once,
    /// as it was made, and nothing else is.
    pub fn close(&mut self, log: &Log) {
        self.hear();
        self.check(log);
        for (id, change) in &self.made {
            let mut rows = log.of(id);
            match (rows.len(), rows.next()) {
                (_, None) => drop(self.findings.lost.insert(format!("{id} (made)"))),
                (1, Some(row)) => {
                    if !is_same(change, &row.change) {
                        self.findings.altered.insert(format!("{id} (content)"));
                    }
                    // A gesture is for one unit, so it is allowed or refused as a whole.
                    let may = self.may.get(&change.author).is_some_and(|units| units.contains(&change.scope));
                    if may != row.verdict.seq().is_some() {
                        self.findings.altered.insert(format!("{id} (rights: {:?})", row.verdict));
                    }
                }
                _ => drop(self.findings.doubled.insert(id.to_string())),
            }
        }
        let mut texts: HashMap<&str, &ChangeId> = HashMap::new();
        for Row { change, .. } in log.rows() {
            if change.author.as_str() != SERVER && !self.made.contains_key(&change.id) {
                self.findings.invented.insert(change.id.to_string());
            }
            let Some(text) = token(&change.value) else { continue };
            if let Some(other) = texts.insert(text, &change.id) {
                self.findings.doubled.insert(format!("{text} as {other} and {}", change.id));
            }
        }
    }

    /// Compares quiet devices with one that has fetched all anew, and that one with the log's own fold. Gives
    /// how many devices show what the server holds.
    pub fn compare(&mut self, devices: &[Device], fresh: &Device, log: &Log) -> usize {
        for scope in fresh.replica.scopes.keys() {
            let shown = cells(fresh, scope);
            if shown != log.fold(scope) {
                self.findings.others.push(format!("{scope}: the cells are not what the log adds up to"));
            }
        }
        let mut equal = 0;
        for device in devices {
            let unsent = device.unsent().len();
            let others: Vec<String> = device
                .replica
                .scopes
                .keys()
                .filter(|scope| cells(device, scope) != cells(fresh, scope))
                .map(ToString::to_string)
                .collect();
            if unsent == 0 && others.is_empty() && !device.replica.scopes.is_empty() {
                equal += 1;
            } else {
                let what = format!(
                    "device {} keeps {unsent} unsent and differs in {} of {} scopes {}",
                    device.number,
                    others.len(),
                    device.replica.scopes.len(),
                    others.join(", ")
                );
                self.findings.others.push(what);
            }
        }
        equal
    }
}

/// What a device shows of a scope.
fn cells(device: &Device, scope: &Scope) -> crate::log::Cells {
    let entities = device.replica.entities(scope).into_iter();
    let flat = entities.flat_map(|(entity, fields): (EntityId, BTreeMap<Field, _>)| {
        fields.into_iter().map(move |(field, cell)| ((entity.clone(), field), cell))
    });
    flat.collect()
}

/// Whether both say the same. The time may differ: the server moves one that lies in its future.
fn is_same(made: &Change, logged: &Change) -> bool {
    Change { at: made.at, ..logged.clone() } == *made
}

/// How long a device may take to come to rest.
pub const REST: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests;
