//! The driver of a tab: the client's `sync/driver.rs`, step by step.

use super::*;

impl World {
    pub(super) fn step(&mut self, device: usize) -> Result<(), Violation> {
        let Some(n) = self.live_tab(device) else { return Ok(()) };
        self.step_tab(device, n)
    }

    pub(super) fn step_tab(&mut self, device: usize, n: usize) -> Result<(), Violation> {
        let now = self.now;
        let Some(tab) = self.tab(device, n) else { return Ok(()) };
        match std::mem::replace(&mut tab.driver, Driver::Resting { until: now }) {
            Driver::Resting { until } => {
                if tab.woken || now >= until {
                    self.lead(device, n);
                } else {
                    tab.driver = Driver::Resting { until };
                }
                Ok(())
            }
            Driver::Asking(fence, cycle) => {
                self.ask(device, n, fence, cycle);
                Ok(())
            }
            Driver::Waiting { until, .. } if now > until => {
                self.counters.met(Rare::TimedOut);
                self.rest(device, n, Failure::Unreachable.ended());
                Ok(())
            }
            waiting @ Driver::Waiting { .. } => {
                tab.driver = waiting;
                Ok(())
            }
            Driver::Answered { fence, cycle, request, response } => {
                self.take_answer(device, n, (fence, cycle), &request, *response)
            }
        }
    }

    /// Takes the lock and the lease, if it may.
    pub(super) fn lead(&mut self, device: usize, n: usize) {
        let clock = self.clock(device);
        let Some(who) = self.tab(device, n).map(|tab| tab.person.clone()) else { return };
        let place = &mut self.devices[device];
        let Some(held) = place.load(&who) else { return };
        if place.has_locks && place.lock.is_some_and(|holder| holder != n) {
            if !held.lease.is_stale(clock) {
                return self.rest(device, n, Ended::Elsewhere);
            }
            self.counters.met(Rare::LeaseStolen);
            tell!(self, "device {device} tab {n} takes the lock from a frozen tab");
        }
        let place = &mut self.devices[device];
        let others =
            place.tabs.iter().flatten().filter(|tab| matches!(tab.driver, Driver::Waiting { .. })).count();
        place.lock = Some(n);
        let led: Result<u64, ()> = place.transact(&who, Need::All, |replica| Ok(replica.lead(clock)));
        self.counters.add(Rare::TwoTabsAsk, usize::from(others > 0));
        if let (Ok(fence), Some(tab)) = (led, self.tab(device, n)) {
            tab.driver = Driver::Asking(fence, Cycle::begin(clock));
        }
    }

    pub(super) fn ask(&mut self, device: usize, n: usize, fence: u64, cycle: Cycle) {
        let (clock, limits, now) = (self.clock(device), self.limits, self.now);
        let Some(who) = self.tab(device, n).map(|tab| tab.person.clone()) else { return };
        let asked: Result<Option<SyncRequest>, ()> =
            self.devices[device].transact(&who, Need::All, |replica| {
                Ok(match replica.ask(fence, clock, limits) {
                    Some((request, writes)) => (Some(request), writes),
                    None => (None, Vec::new()),
                })
            });
        let Ok(Some(request)) = asked else {
            self.counters.met(Rare::Fenced);
            return self.rest(device, n, Ended::Elsewhere);
        };
        self.messages += 1;
        let number = self.messages;
        let current = self.devices[device].load(&who).map(|replica| replica.meta.replica);
        self.counters.add(
            Rare::FormerName,
            if current.as_ref() == Some(&request.replica) { 0 } else { request.changes.len() },
        );
        tell!(
            self,
            "device {device} tab {n} asks #{number}: {} acked {} changes {:?} cursors {:?}",
            request.replica,
            request.acked,
            request.changes.iter().map(|c| c.id.n).collect::<Vec<_>>(),
            request.cursors.iter().map(|c| (c.scope.to_string(), c.seq)).collect::<Vec<_>>()
        );
        let rights = self.rights(&who);
        let message = |what| Message {
            number,
            device,
            tab: n,
            person: who.clone(),
            cookie: self.devices[device].cookie.clone(),
            rights: rights.clone(),
            what,
        };
        let sent = message(Envelope::Request(Box::new(request.clone())));
        let twice = message(Envelope::Request(Box::new(request.clone())));
        self.network.push(sent);
        if !self.honest && self.chance(5) {
            self.counters.met(Rare::DuplicateInFlight);
            self.network.push(twice);
        }
        if let Some(tab) = self.tab(device, n) {
            let until = now + TIMEOUT;
            tab.driver = Driver::Waiting { fence, cycle, message: number, request: Box::new(request), until };
        }
    }

    pub(super) fn take_answer(
        &mut self,
        device: usize,
        n: usize,
        (fence, mut cycle): (u64, Cycle),
        request: &SyncRequest,
        response: SyncResponse,
    ) -> Result<(), Violation> {
        let (clock, limits) = (self.clock(device), self.limits);
        let Some(who) = self.tab(device, n).map(|tab| tab.person.clone()) else { return Ok(()) };
        let renamed = response.replica.is_some();
        let before = self.devices[device].load(&who);
        let dies = self.chance(20);
        let taken = self.devices[device].absorb(&who, (fence, request), response, clock, limits, dies);
        let (progress, replica, writes) = match taken {
            Ok(taken) => taken,
            Err(AbsorbError::Fenced) => {
                self.counters.met(Rare::Fenced);
                self.rest(device, n, Ended::Elsewhere);
                return Ok(());
            }
            Err(AbsorbError::Protocol(_)) => {
                self.rest(device, n, Ended::Idle);
                return Ok(());
            }
        };
        self.counters.add(Rare::Forked, usize::from(renamed));
        self.counters.add(Rare::Refused, progress.refused);
        self.counters.add(Rare::FetchedAnew, progress.anew);
        self.counters.add(Rare::ReFeed, progress.again);
        for write in &writes {
            match write {
                Write::DropPast(_) => self.counters.met(Rare::HistoryAnew),
                Write::DropScope(scope) => {
                    let unsent = replica.pending().any(|change| change.scope == *scope);
                    self.counters.add(Rare::ScopeLostWithUnsent, usize::from(unsent));
                }
                Write::Unqueue(_, id) => {
                    let old = before.as_ref().and_then(|b| b.outbox.get(id));
                    self.counters.add(Rare::Forgotten, usize::from(old.is_some_and(|e| e.verdict.is_some())));
                }
                _ => {}
            }
        }
        tell!(self, "device {device} tab {n} takes the answer: {progress:?}, acked {}", replica.meta.acked);
        self.judge.absorbed(device, &self.server, progress, &replica, &writes)?;
        if dies && planted::is(Bug::CursorBeforeApply) {
            self.devices[device].close(n);
            self.open_tab(device);
            return Ok(());
        }
        let (next, _) = cycle.answered(progress, &replica, clock);
        if let Some(tab) = self.tab(device, n) {
            tab.screen = replica;
        }
        match next {
            Next::Again => {
                if let Some(tab) = self.tab(device, n) {
                    tab.driver = Driver::Asking(fence, cycle);
                }
            }
            Next::End(ended) => self.rest(device, n, ended),
        }
        Ok(())
    }

    /// Ends a cycle.
    pub(super) fn rest(&mut self, device: usize, n: usize, ended: Ended) {
        let now = self.now;
        let chance = self.rng.f64();
        let place = &mut self.devices[device];
        if place.lock == Some(n) {
            place.lock = None;
        }
        let Some(who) = place.tabs.get(n).and_then(Option::as_ref).map(|tab| tab.person.clone()) else {
            return;
        };
        let unsent = place.load(&who).is_some_and(|replica| replica.pending().next().is_some());
        if let Some(tab) = self.tab(device, n) {
            let rest = tab.pace.after(ended, tab.woken, unsent, chance);
            tab.woken = false;
            tab.driver = Driver::Resting { until: now + Millis::from(rest.quiet) + Millis::from(rest.wait) };
        }
    }
}
