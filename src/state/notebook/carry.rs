//! Unsent work as a file, for another device to bring; what devices say of themselves; histories.

use super::Notebook;
use crate::{
    platform::file,
    sync::api::{self, ApiError},
};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    change::Change,
    dates,
    ids::{EntityId, ItemId, Scope},
    plan::Plan,
    replica::{Entry, Limits},
    store::DeviceStore,
    targets::Sheet,
    wire::{DeviceReport, EXPORT, Export, Outcome, Past},
};

/// What became of a file that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// Under way.
    Sending,
    /// So many changes are on the server now, so many were refused; whose they are.
    Over {
        /// Taken, now or before.
        taken: usize,
        /// Refused.
        refused: usize,
        /// The person's name, as the file has it.
        name: String,
    },
    /// The file is none of ours.
    NotOurs,
    /// The device that it comes from went on under the same numbers.
    OutOfDate,
    /// There is nothing unsent in it.
    Nothing,
    /// No answer; it can be tried again.
    Unreachable,
    /// The server wants the person to sign in again.
    SignedOut,
    /// This build is too old.
    TooOld,
    /// The server could not do it.
    Trouble,
    /// The person may not bring it.
    Denied,
}

impl Notebook {
    /// Offers everything that the server has not taken as a file.
    pub fn export(self) {
        let name = self.session.with_untracked(|s| s.as_ref().map(|s| s.person.name.clone()));
        let now = self.now();
        let export = self.replica.with_untracked(|replica| {
            replica.as_ref().map(|replica| replica.export(&name.unwrap_or_default(), now))
        });
        let Some(export) = export else { return };
        let Ok(json) = serde_json::to_string_pretty(&export) else { return };
        let day = dates::to_iso(dates::day_of(now));
        file::offer(&format!("so-tay-chua-gui-{}-{day}.json", export.person), &json);
    }

    /// Hands over what a file of another device holds. Exactly once, like everything: what the server has
    /// already, it says again.
    pub async fn hand_over(self, text: &str) -> Handed {
        let Some(export) = serde_json::from_str::<Export>(text).ok().filter(|export| export.kind == EXPORT)
        else {
            return Handed::NotOurs;
        };
        let (mut taken, mut refused) = (0, 0);
        if export.changes.is_empty() {
            return Handed::Nothing;
        }
        for handover in export.handovers(Limits::default()) {
            let answer = match api::hand_over(&handover).await {
                Ok(answer) => answer,
                Err(error) => {
                    self.poke();
                    return match error {
                        ApiError::Refused(problem) if problem.kind == "handover-denied" => Handed::Denied,
                        ApiError::Refused(_) | ApiError::Unreadable => Handed::Trouble,
                        ApiError::SignedOut => Handed::SignedOut,
                        ApiError::TooOld => Handed::TooOld,
                        ApiError::Unreachable | ApiError::Portal | ApiError::Busy { .. } => {
                            Handed::Unreachable
                        }
                    };
                }
            };
            if answer.forked || answer.verdicts.len() < handover.changes.len() {
                return Handed::OutOfDate;
            }
            let not = |outcome: &Outcome| matches!(outcome, Outcome::Refused(_));
            let bad = answer.verdicts.iter().filter(|verdict| not(&verdict.outcome)).count();
            refused += bad;
            taken += answer.verdicts.len() - bad;
        }
        self.poke();
        Handed::Over { taken, refused, name: export.name }
    }

    /// Asks what the devices last said of themselves.
    pub fn look_at_devices(self) {
        spawn_local(async move {
            if let Ok(devices) = api::devices().await {
                self.devices.set(Some(devices));
            }
        });
    }

    /// What the devices last said of themselves, once asked.
    pub fn devices(self) -> Option<Vec<DeviceReport>> {
        self.devices.get()
    }

    /// The person's other devices that held unsent work when they were last heard of.
    pub fn left_elsewhere(self) -> Vec<DeviceReport> {
        let Some(me) = self.person_id() else { return Vec::new() };
        let here = self.replica.with(|replica| replica.as_ref().map(|r| r.meta.replica.clone()));
        let left = |device: &DeviceReport| {
            device.pending > 0 && device.person == me && Some(&device.replica) != here.as_ref()
        };
        self.devices.with(|devices| devices.iter().flatten().filter(|d| left(d)).cloned().collect())
    }

    /// The plan in force with its whole text, as the device keeps it.
    pub async fn whole_plan(self) -> Option<Plan> {
        let (store, digest) = (self.store()?, self.digest.get_value()?);
        let json = store.document(&digest).await.ok()??;
        Plan::from_json(&json).ok()
    }

    /// The targets of the plan in force.
    pub async fn sheet(self) -> Option<Sheet> {
        let (store, digest) = (self.store()?, self.digest.get_value()?);
        let json = store.document(&digest).await.ok()??;
        Sheet::from_json(&json).ok()
    }

    /// The history of an entity of the unit looked at that belongs to no item, as far as the device keeps it; oldest
    /// first.
    pub async fn history_of(self, of: &EntityId) -> Vec<Past> {
        let (Some(store), Some(scope)) = (self.store(), self.scope()) else { return Vec::new() };
        store.past(&scope, of).await.unwrap_or_default()
    }

    /// An item's history, oldest first: what the device keeps of it, or, of another unit, what the server says.
    pub async fn history(self, item: &ItemId) -> Option<Vec<Past>> {
        let (store, scope) = (self.store()?, self.scope()?);
        let own = self.session.with_untracked(|session| {
            let own = session.as_ref().map(|session| session.person.own.as_slice()).unwrap_or_default();
            scope.unit().is_some_and(|unit| own.contains(unit))
        });
        match &scope {
            Scope::Unit(unit) if !own => api::history(unit, item).await.ok(),
            _ => store.past(&scope, &EntityId::Item(item.clone())).await.ok(),
        }
    }

    /// The remarks on an item, oldest first: who, when (milliseconds since 1970), what.
    pub fn remarks(self, item: &ItemId) -> Vec<(sotay_core::ids::PersonId, i64, String)> {
        let Some(scope) = self.scope() else { return Vec::new() };
        let remarks = self.with_replica(|replica| replica.remarks(&scope, item)).unwrap_or_default();
        let said = |(_, cell): (_, sotay_core::cell::Cell)| {
            let head = cell.heads().first()?;
            Some((head.author.clone(), head.at.millis(), head.value.as_text()?.to_owned()))
        };
        remarks.into_iter().filter_map(said).collect()
    }

    /// What the person recorded of an item on this device and was not refused, oldest first, and whether it has no
    /// verdict yet. The history has it a moment later.
    pub fn own_of(self, item: &ItemId) -> Vec<(Change, bool)> {
        let Some(scope) = self.scope() else { return Vec::new() };
        self.with_replica(|replica| {
            let mut own = Vec::new();
            for Entry { change, verdict, refused } in replica.outbox.values() {
                let taken = verdict.as_ref().is_none_or(|(outcome, _)| outcome.seq().is_some());
                if taken && !refused && change.scope == scope && change.entity.item() == Some(item) {
                    own.push((change.clone(), verdict.is_none()));
                }
            }
            own
        })
        .unwrap_or_default()
    }

    /// How far the device has the history of the unit looked at.
    pub fn history_place(self) -> u64 {
        let Some(scope) = self.scope() else { return 0 };
        self.with_replica(|replica| replica.scopes.get(&scope).map_or(0, |held| held.mark.past.n))
            .unwrap_or(0)
    }
}
