//! What the screens show.

use super::{Notebook, Phase, Trouble, fetched, published};
use crate::{
    platform::{clock, prefs},
    state::Rows,
};
use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{
    assignee::Assignee,
    checklist::Entities,
    drive::Link,
    ids::{ItemId, PersonId, PlanId, Scope, UnitId},
    plan::Outline,
    replica::Replica,
    rights::{Rights, Role},
    wire::{Session, Unit},
};
use std::sync::Arc;

impl Notebook {
    /// Where the app is.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// The session.
    pub fn session(self) -> Option<Session> {
        self.session.get()
    }

    /// What the device holds.
    pub fn with_replica<T>(self, read: impl FnOnce(&Replica) -> T) -> Option<T> {
        self.replica.with(|replica| replica.as_ref().map(read))
    }

    /// The plan's outline and its id.
    pub fn plan(self) -> Option<(PlanId, Arc<Outline>)> {
        self.plan.get()
    }

    /// The unit looked at.
    pub fn unit(self) -> Option<Unit> {
        let id = self.unit.get()?;
        self.session.with(|s| s.as_ref()?.units.iter().find(|unit| unit.id == id).cloned())
    }

    /// The name of a unit, or its id if this device does not know it.
    pub fn unit_name(self, id: &UnitId) -> String {
        self.session.with(|session| {
            let units = session.as_ref().map(|s| s.units.as_slice()).unwrap_or_default();
            units.iter().find(|unit| unit.id == *id).map_or_else(|| id.to_string(), |unit| unit.name.clone())
        })
    }

    /// Looks at a unit.
    pub fn look_at(self, unit: UnitId) {
        prefs::set_unit(&unit);
        self.unit.set(Some(unit));
    }

    /// The scope of the unit looked at.
    pub fn scope(self) -> Option<Scope> {
        self.unit.get().map(Scope::Unit)
    }

    /// What the person may do, as this device knows it: the same rules as the server's.
    pub(super) fn rights(self) -> Option<Rights> {
        let plans = self.plan.with(|plan| plan.iter().map(|(id, _)| id.clone()).collect());
        self.session.with(|session| {
            let session = session.as_ref()?;
            let person = &session.person;
            let reads = session.units.iter().map(|unit| unit.id.clone()).collect();
            Some(Rights { role: person.role, own: person.own.clone(), reads, plans })
        })
    }

    /// Whether the person may record for the unit looked at.
    pub fn may_record(self) -> bool {
        let Some(unit) = self.unit.get() else { return false };
        self.rights().is_some_and(|rights| rights.records_for(&unit).is_ok())
    }

    /// Whether the person answers for the district what the unit looked at records.
    pub fn may_answer(self) -> bool {
        let Some(unit) = self.unit.get() else { return false };
        self.rights().is_some_and(|rights| rights.answers_for(&unit).is_ok())
    }

    /// Whether the person keeps the plan's targets, periods and membership for every unit.
    pub fn may_keep(self) -> bool {
        let Some((plan, _)) = self.plan.get() else { return false };
        self.rights().is_some_and(|rights| rights.keeps(&plan).is_ok())
    }

    /// A number drawn by lot.
    pub fn draw(self) -> u16 {
        let [first, second, ..] = clock::random();
        u16::from_be_bytes([first, second])
    }

    /// Whether the person looks at more than one unit.
    pub fn sees_many(self) -> bool {
        self.session
            .with(|s| s.as_ref().is_some_and(|s| s.person.role == Role::District && s.units.len() > 1))
    }

    /// What stands in the box of the search.
    pub fn sought(self) -> RwSignal<String> {
        self.sought
    }

    /// The rows of the unit looked at.
    pub fn rows(self) -> Memo<Rows> {
        self.rows
    }

    /// What is recorded of an item of the unit looked at, and what the district says of the plan.
    pub fn records_of(self, id: &ItemId) -> (Entities, Entities) {
        let of_plan = Scope::Plan(id.plan.clone());
        let read = |replica: &Replica| {
            let unit = self.scope().map(|scope| replica.entities_of(&scope, id)).unwrap_or_default();
            (unit, replica.entities(&of_plan))
        };
        self.with_replica(read).unwrap_or_default()
    }

    /// Whether the first fetch of the unit has not come through yet.
    pub fn is_first_fetch(self) -> bool {
        let Some(scope) = self.scope() else { return false };
        self.with_replica(|replica| !fetched(replica, &scope)).unwrap_or(false)
    }

    /// Whether the server, as far as the device knows, has published no plan.
    pub fn has_no_plan(self) -> bool {
        self.plan.with(Option::is_none)
            && self.with_replica(|r| r.meta.whole_at.is_some() && published(r).is_none()).unwrap_or(false)
    }

    /// Today, in Việt Nam.
    pub fn today(self) -> Date {
        self.today.get()
    }

    /// The day of a practice server.
    pub fn practice(self) -> Option<Date> {
        self.session.with(|s| s.as_ref().and_then(|s| s.practice))
    }

    /// How the last attempt to reach the server went.
    pub fn link(self) -> Link {
        self.link.get()
    }

    /// Why the last edit was not saved.
    pub fn trouble(self) -> Option<Trouble> {
        self.trouble.get()
    }

    /// Puts the trouble away.
    pub fn dismiss(self) {
        self.trouble.set(None);
    }

    /// How many changes other people left unsent on this device.
    pub fn others_pending(self) -> usize {
        self.others.get()
    }

    /// How many files are not on the server, and whether all are pictures.
    pub fn files(self) -> (usize, bool) {
        self.files.get()
    }

    /// The same, without following it.
    pub fn files_untracked(self) -> (usize, bool) {
        self.files.get_untracked()
    }

    /// Says how many files are not on the server.
    pub fn set_files(self, count: usize, pictures: bool) {
        self.files.set((count, pictures));
    }

    /// What the server's database is called, as far as the device knows.
    pub fn epoch(self) -> Option<String> {
        untrack(|| self.with_replica(|replica| replica.meta.epoch.clone()).flatten())
    }

    /// The name of a person, or their id if this device does not know them.
    pub fn name_of(self, person: &PersonId) -> String {
        self.session.with(|session| {
            let people = session.as_ref().map(|s| s.people.as_slice()).unwrap_or_default();
            people.iter().find(|p| p.id == *person).map_or_else(|| person.to_string(), |p| p.name.clone())
        })
    }

    /// What an assignee is called; none for nobody.
    pub fn called(self, assignee: &Assignee) -> Option<String> {
        match assignee {
            Assignee::Nobody => None,
            Assignee::Person(person) => Some(self.name_of(person)),
            Assignee::Named(name) => Some(name.clone()),
        }
    }

    /// The assignee that a typed name stands for.
    pub fn assignee(self, typed: &str) -> Assignee {
        self.session.with(|session| {
            let people = session.as_ref().map(|s| s.people.as_slice()).unwrap_or_default();
            Assignee::typed(typed, people.iter().map(|person| (&person.id, person.name.as_str())))
        })
    }

    /// The names of the people of the unit, to choose from.
    pub fn names(self) -> Vec<String> {
        self.session.with(|session| {
            session.as_ref().map(|s| s.people.iter().map(|p| p.name.clone()).collect()).unwrap_or_default()
        })
    }
}
