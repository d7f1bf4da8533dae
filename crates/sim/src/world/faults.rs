//! What goes wrong beside the network: tabs crash and freeze, clocks are set, disks and servers fall back.

use super::*;

impl World {
    pub(super) fn crash(&mut self, device: usize) {
        let Some(n) = self.live_tab(device) else { return };
        let waiting = self.tab(device, n).is_some_and(|tab| matches!(tab.driver, Driver::Waiting { .. }));
        self.counters.add(Rare::CrashWhileWaiting, usize::from(waiting));
        tell!(self, "device {device} tab {n} crashes");
        self.devices[device].close(n);
        if self.chance(70) {
            self.open_tab(device);
        }
    }

    pub(super) fn freeze_or_thaw(&mut self, device: usize) {
        let tabs: Vec<usize> = (0..self.devices[device].tabs.len())
            .filter(|n| self.devices[device].tabs[*n].is_some())
            .collect();
        if tabs.is_empty() {
            return;
        }
        let n = tabs[self.rng.usize(..tabs.len())];
        let has_lock = self.devices[device].lock == Some(n);
        let Some(tab) = self.tab(device, n) else { return };
        tab.frozen = !tab.frozen;
        let frozen = tab.frozen;
        self.counters.add(Rare::FrozenWithLock, usize::from(frozen && has_lock));
        tell!(self, "device {device} tab {n} {}", if frozen { "freezes" } else { "thaws" });
        if frozen && self.devices[device].live().is_empty() {
            self.open_tab(device);
        }
    }

    pub(super) fn set_clock(&mut self, device: usize) {
        let offset = match self.rng.u8(..3) {
            0 => 0,
            1 => self.rng.i64(-DECADE..DECADE),
            _ => self.rng.i64(-900_000..900_000),
        };
        self.counters.met(Rare::ClockJump);
        tell!(self, "device {device} has its clock set off by {offset} ms");
        self.devices[device].offset = offset;
    }

    /// The server dies and starts again: what is on its way is gone.
    pub(super) fn kill_server(&mut self) {
        tell!(self, "the server is killed; {} messages are gone", self.network.len());
        self.network.clear();
    }

    pub(super) fn restore_server(&mut self) {
        self.network.clear();
        let names = self.server.names;
        self.server = self.backup.clone();
        self.server.names = names;
        self.window = None;
        if self.chance(50) {
            self.counters.met(Rare::RestoreWithNewEpoch);
            self.names += 1;
            self.server.epoch = format!("e{}", self.names);
        } else {
            self.counters.met(Rare::SilentRestore);
        }
        self.judge.restored();
        tell!(
            self,
            "the server is restored from a copy with {} rows, epoch {}",
            self.server.log.len(),
            self.server.epoch
        );
    }

    pub(super) fn wipe(&mut self, device: usize) {
        tell!(self, "device {device} is wiped");
        self.counters.met(Rare::Wiped);
        let (has_locks, offset) = (self.devices[device].has_locks, self.devices[device].offset);
        self.judge.gone(device, &self.devices[device].disk, &MemoryStore::default());
        self.devices[device] = Device { offset, ..Device::new(has_locks) };
        let person = self.rng.usize(..self.people.len());
        self.sign_in(device, person);
    }

    pub(super) fn roll_back(&mut self, device: usize) {
        let Some(copy) = self.devices[device].copy.take() else { return };
        tell!(self, "device {device} falls back to an older copy of its disk");
        self.counters.met(Rare::RolledBack);
        self.judge.gone(device, &self.devices[device].disk, &copy);
        self.judge.torn();
        let place = &mut self.devices[device];
        place.disk = copy;
        place.tabs.iter_mut().for_each(|tab| *tab = None);
        place.lock = None;
        self.open_tab(device);
    }

    pub(super) fn clone_disk(&mut self, from: usize) {
        let to = self.rng.usize(..self.devices.len());
        if to == from {
            return;
        }
        tell!(self, "device {to} becomes a clone of device {from}");
        self.counters.met(Rare::Cloned);
        let copy = self.devices[from].disk.clone();
        self.judge.gone(to, &self.devices[to].disk, &copy);
        self.judge.torn();
        let cookie = self.devices[from].cookie.clone();
        let place = &mut self.devices[to];
        place.disk = copy;
        place.tabs.iter_mut().for_each(|tab| *tab = None);
        place.lock = None;
        place.copy = None;
        place.cookie = cookie;
        self.open_tab(to);
    }
}
