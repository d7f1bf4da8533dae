//! What people do: sign in, record, deal with refused changes, carry exports about; and what rights they get.

use super::*;

impl World {
    /// Signs a person in on a device: a tab with their data, and the device's cookie is theirs. Other tabs go on
    /// showing who they showed.
    pub(super) fn sign_in(&mut self, device: usize, person: usize) {
        let who = self.people[person].id.clone();
        let known = self.devices[device].load(&who).map(|replica| replica.meta.replica);
        let replica: ReplicaId = known.unwrap_or_else(|| {
            self.names += 1;
            id(&format!("r{}", self.names))
        });
        let Ok(acked) = self.server.acked(&replica);
        let now = self.clock(device);
        let place = &mut self.devices[device];
        let Ok(()) = block_on(place.disk.enrol(&Meta::new(who.clone(), replica.clone(), acked)));
        let adopted: Result<(), ()> =
            place.transact(&who, Need::All, |held| Ok(((), held.adopt(&replica, acked, now))));
        debug_assert_eq!(adopted, Ok(()));
        place.cookie = Some(who.clone());
        tell!(self, "{who} signs in on device {device} as {replica}, acked {acked}");
        self.show(device, &who);
    }

    /// Opens a tab for a person, or closes the oldest of three.
    pub(super) fn show(&mut self, device: usize, who: &PersonId) {
        let Some(screen) = self.devices[device].load(who) else { return };
        let resumes = screen.scopes.values().any(|held| held.mark.filling.is_some_and(|seq| seq > 0));
        self.counters.add(Rare::ResumedFirstFetch, usize::from(resumes));
        let place = &mut self.devices[device];
        if let [first, _, ..] =
            place.tabs.iter().enumerate().filter_map(|(n, t)| t.as_ref().map(|_| n)).collect::<Vec<_>>()[..]
        {
            place.close(first);
        }
        place.tabs.push(Some(Tab {
            person: who.clone(),
            screen,
            frozen: false,
            woken: true,
            driver: Driver::Resting { until: 0 },
            pace: Pace::default(),
        }));
    }

    pub(super) fn open_tab(&mut self, device: usize) {
        if let Some(who) = self.devices[device].cookie.clone() {
            tell!(self, "a tab opens on device {device} for {who}");
            self.show(device, &who);
        }
    }

    /// A person does something on what the tab shows, which may be old.
    pub(super) fn edit(&mut self, device: usize) -> Result<(), Violation> {
        let Some(n) = self.live_tab(device) else { return Ok(()) };
        let now = self.clock(device);
        let Some(tab) = self.devices[device].tabs[n].as_ref() else { return Ok(()) };
        let (who, screen) = (tab.person.clone(), tab.screen.clone());
        // Screens offer what the person may record for; a right that is lost meanwhile still gets through.
        let rights = self.rights(&who);
        let mut scopes: Vec<Scope> = rights.own.iter().cloned().map(Scope::Unit).collect();
        if self.chance(10) {
            scopes = vec![Scope::Unit(unit(0)), Scope::Unit(unit(1))];
        }
        if scopes.is_empty() {
            return Ok(());
        }
        let count = if self.chance(25) { self.rng.usize(1..=self.limits.batch) } else { 1 };
        let mut edits: Vec<Edit> = Vec::new();
        for _ in 0..count {
            let scope = scopes[self.rng.usize(..scopes.len())].clone();
            let edit = self.make_edit(&screen, scope, now);
            if !edits
                .iter()
                .any(|e| (&e.scope, &e.entity, &e.field) == (&edit.scope, &edit.entity, &edit.field))
            {
                edits.push(edit);
            }
        }
        self.counters.add(Rare::GestureOfSeveral, usize::from(edits.len() > 1));
        self.record(device, n, edits)
    }

    fn random(&mut self) -> [u8; 10] {
        let mut random = [0; 10];
        random.iter_mut().for_each(|byte| *byte = self.rng.u8(..));
        random
    }

    pub(super) fn token(&mut self) -> Value {
        self.tokens += 1;
        Value::Text(format!("t{}", self.tokens))
    }

    pub(super) fn make_edit(&mut self, screen: &Replica, scope: Scope, now: Millis) -> Edit {
        let entity = item(self.rng.usize(..3));
        let (entity, field, value) = match self.rng.u8(..10) {
            0..4 => (entity, Field::Note, self.token()),
            4..6 => (entity, Field::Assignee, self.token()),
            6 => {
                let EntityId::Item(of) = &entity else { unreachable!("an item") };
                (EntityId::remark(of.clone(), now, self.random()), Field::Text, self.token())
            }
            _ => (entity, Field::State, State::ALL[self.rng.usize(..3)].value()),
        };
        let over = screen.entity(&scope, &entity).get(&field).map(Cell::seen).unwrap_or_default();
        Edit { scope, entity, field, value, over }
    }

    /// Records a gesture: a transaction, and then the screen.
    pub(super) fn record(&mut self, device: usize, tab: usize, edits: Vec<Edit>) -> Result<(), Violation> {
        let now = self.clock(device);
        let limits = self.limits;
        let Some(who) = self.tab(device, tab).map(|tab| tab.person.clone()) else { return Ok(()) };
        let settles = edits.iter().filter(|edit| edit.over.len() > 1).count();
        let done = self.devices[device].transact(&who, Need::Meta, |replica| {
            replica.record(edits, now, limits).map(|writes| (writes.clone(), writes))
        });
        let Ok(writes) = done else { return Ok(()) };
        self.counters.add(Rare::Settled, settles);
        for write in &writes {
            if let Write::Queue(entry) = write {
                tell!(
                    self,
                    "device {device} tab {tab}: {who} records {} {} {} = {:?} over {:?}",
                    entry.change.id,
                    entry.change.entity,
                    entry.change.field,
                    entry.change.value,
                    entry.change.over
                );
                self.counters.met(Rare::Change);
                self.judge.made(device, &entry.change);
            }
        }
        if self.chance(2) {
            self.counters.met(Rare::CrashBetweenCommitAndScreen);
            tell!(self, "device {device} tab {tab} crashes before it shows it");
            self.devices[device].close(tab);
            return Ok(());
        }
        if let Some(tab) = self.tab(device, tab) {
            writes.iter().for_each(|write| tab.screen.follow(write));
            tab.woken = true;
        }
        Ok(())
    }

    /// Another tab wrote: the message came.
    pub(super) fn read_again(&mut self, device: usize) {
        for n in self.devices[device].live() {
            let Some(who) = self.tab(device, n).map(|tab| tab.person.clone()) else { continue };
            if let Some(replica) = self.devices[device].load(&who)
                && let Some(tab) = self.tab(device, n)
            {
                tab.screen = replica;
            }
        }
    }

    /// Someone deals with a refused change: does it again, as a new change, or drops it.
    pub(super) fn drawer(&mut self, device: usize) -> Result<(), Violation> {
        let Some(n) = self.live_tab(device) else { return Ok(()) };
        let Some(tab) = self.devices[device].tabs[n].as_ref() else { return Ok(()) };
        let who = tab.person.clone();
        let Some(refused) = self.devices[device].load(&who).and_then(|r| r.drawer.values().next().cloned())
        else {
            return Ok(());
        };
        let change = refused.change;
        if self.chance(50) {
            self.counters.met(Rare::DoneAgain);
            let value = if change.field == Field::State { change.value.clone() } else { self.token() };
            let (scope, field) = (change.scope.clone(), change.field.clone());
            // The books know a change by its text, so what is done again gets another one; a remark with another text
            // is another remark.
            let entity = match change.entity.clone() {
                EntityId::Remark(of, _) => EntityId::remark(of, self.clock(device), self.random()),
                other => other,
            };
            self.record(device, n, vec![Edit { scope, entity, field, value, over: change.over.clone() }])?;
        } else {
            self.counters.met(Rare::Dropped);
        }
        tell!(self, "{who} takes {} out of the drawer of device {device}", change.id);
        self.judge.dealt_with(&change);
        let done: Result<Vec<Write>, ()> = self.devices[device].transact(&who, Need::Meta, |replica| {
            let writes = replica.undrawer(&change.id);
            Ok((writes.clone(), writes))
        });
        if let (Ok(writes), Some(tab)) = (done, self.tab(device, n)) {
            writes.iter().for_each(|write| tab.screen.follow(write));
        }
        Ok(())
    }

    /// A person exports what is unsent on a device.
    pub(super) fn export(&mut self, device: usize) {
        let Some(n) = self.live_tab(device) else { return };
        let now = self.clock(device);
        let Some(who) = self.tab(device, n).map(|tab| tab.person.clone()) else { return };
        if let Some(replica) = self.devices[device].load(&who)
            && replica.pending().next().is_some()
        {
            tell!(self, "{who} exports {} changes of device {device}", replica.pending().count());
            let export = replica.export(who.as_str(), now);
            self.judge.exported(&export.changes);
            self.exports.push(export);
        }
    }

    /// Somebody who may hands an export over; it may be old, and it may have been handed over before.
    pub(super) fn hand_over(&mut self) -> Result<(), Violation> {
        if self.exports.is_empty() {
            return Ok(());
        }
        let export = self.exports[self.rng.usize(..self.exports.len())].clone();
        let author = export.person.clone();
        let by: PersonId = if self.chance(50) { author.clone() } else { id("dung") };
        for handover in export.handovers(self.limits) {
            let before = Before::of(&mut self.server, &handover.changes);
            let rights = self.rights(&author);
            let now = self.now;
            let done = self.server.hand_over(&author, &rights, &handover, &by, now);
            tell!(
                self,
                "{by} hands {} changes of {} over: {done:?}",
                handover.changes.len(),
                handover.replica
            );
            let new = self.server.log.len() - before.rows;
            self.counters.add(Rare::HandedOver, new);
            self.counters.add(Rare::HandedOverTwice, usize::from(new == 0));
            self.counters.add(Rare::HandoverForked, usize::from(done.forked));
            self.judge.took(&before, &mut self.server, &author, &rights)?;
            self.count_heads(before.rows);
            if done.forked || self.chance(10) {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn change_rights(&mut self) {
        let n = self.rng.usize(..3);
        let which = self.rng.usize(..2);
        let person = &mut self.people[n];
        match person.rights.own.iter().position(|own| *own == unit(which)) {
            Some(place) => {
                person.rights.own.remove(place);
            }
            None => person.rights.own.push(unit(which)),
        }
        person.rights.reads = person.rights.own.clone();
        let (who, own) = (person.id.clone(), person.rights.own.clone());
        let unsent = self.devices.iter().any(|device| {
            let replica = device.load(&who);
            replica.is_some_and(|replica| {
                replica.pending().any(|change| change.scope.unit().is_some_and(|unit| !own.contains(unit)))
            })
        });
        self.counters.add(Rare::RightLostWhileUnsent, usize::from(unsent));
        tell!(self, "{who} now has {own:?}");
    }
}
