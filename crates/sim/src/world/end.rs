//! The end of a run: everything works again, and is compared.

use super::*;

impl World {
    /// Everything works again: every device is visited by everyone who has something on it, until all is quiet.
    /// Frozen tabs stay frozen.
    pub(super) fn settle(&mut self) -> Result<(), Violation> {
        tell!(self, "from here on everything works");
        self.honest = true;
        self.window = None;
        if self.chance(75) {
            // Most runs need not come to rest by single cells.
            self.page *= 16;
        }
        for _ in 0..5 {
            let rows = self.server.log.len();
            for device in 0..self.devices.len() {
                for who in self.devices[device].disk.people() {
                    let Some(person) = self.people.iter().position(|person| person.id == who) else {
                        continue;
                    };
                    self.sign_in(device, person);
                    self.quiet(device, &who)?;
                }
            }
            if self.server.log.len() == rows {
                break;
            }
        }
        Ok(())
    }

    /// Lets a device work until its last tab rests with nothing left to do.
    pub(super) fn quiet(&mut self, device: usize, who: &PersonId) -> Result<(), Violation> {
        let n = self.devices[device].tabs.len() - 1;
        for _ in 0..PATIENCE {
            self.now += 400;
            self.step_tab(device, n)?;
            while !self.network.is_empty() {
                self.deliver()?;
            }
            let rests = self.tab(device, n).is_some_and(|tab| {
                matches!(tab.driver, Driver::Resting { until } if until > START) && !tab.woken
            });
            let at_rest = rests
                && self.devices[device].load(who).is_some_and(|replica| {
                    replica.is_synced() && replica.scopes.values().all(|held| held.mark.filling.is_none())
                });
            if at_rest && self.seen_everything(device, who) {
                return Ok(());
            }
        }
        Err(Violation::Blocked { device, person: who.clone() })
    }

    /// Whether the device's cursors are where the server is.
    pub(super) fn seen_everything(&self, device: usize, who: &PersonId) -> bool {
        let Some(replica) = self.devices[device].load(who) else { return false };
        let rights = self.rights(who);
        rights.scopes().iter().all(|scope| {
            let Some(held) = replica.scopes.get(scope) else { return false };
            let own = scope.unit().is_some_and(|unit| rights.own.contains(unit));
            held.mark.cursor == self.server.head(scope)
                && (!own || held.mark.past == self.server.chain_tip(scope))
        })
    }

    pub(super) fn check_end(&mut self) -> Result<(), Violation> {
        for device in 0..self.devices.len() {
            for who in self.devices[device].disk.people() {
                let rights = self.rights(&who);
                let Some(person) = self.people.iter().position(|person| person.id == who) else { continue };
                // The people of a device share its scopes: whoever is there now sees what is theirs.
                self.sign_in(device, person);
                self.quiet(device, &who)?;
                let place = &self.devices[device];
                let Some(replica) = place.load(&who) else { continue };
                self.judge.converged(device, &self.server, &replica, &rights, &place.disk)?;
            }
        }
        let disks: Vec<&MemoryStore> = self.devices.iter().map(|device| &device.disk).collect();
        self.judge.end(&self.server, &disks)
    }
}
