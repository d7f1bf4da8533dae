//! The network and the server behind it.

use super::*;

impl World {
    pub(super) fn deliver(&mut self) -> Result<(), Violation> {
        if self.network.is_empty() {
            return Ok(());
        }
        // Any message may come next: they overtake each other.
        let place = self.rng.usize(..self.network.len());
        let message = self.network.swap_remove(place);
        let lost = !self.honest && self.chance(8);
        match message.what {
            Envelope::Request(request) => {
                if lost {
                    tell!(self, "request #{} is lost", message.number);
                    self.counters.met(Rare::LostRequest);
                    return Ok(());
                }
                let Some(answer) =
                    self.serve(&message.person, message.cookie.as_ref(), &message.rights, &request)?
                else {
                    return Ok(());
                };
                self.network.push(Message { what: Envelope::Answer(Box::new(answer)), ..message });
                Ok(())
            }
            Envelope::Answer(answer) => {
                if lost {
                    tell!(self, "answer #{} is lost", message.number);
                    self.counters.met(Rare::LostAnswer);
                    return Ok(());
                }
                self.arrive(message.device, message.tab, message.number, *answer);
                Ok(())
            }
        }
    }

    /// An answer reaches its tab, if the tab still waits for it.
    pub(super) fn arrive(
        &mut self,
        device: usize,
        n: usize,
        number: u64,
        answer: Result<SyncResponse, Failure>,
    ) {
        let Some(tab) = self.tab(device, n) else { return };
        let waits = matches!(&tab.driver, Driver::Waiting { message, .. } if *message == number);
        if !waits {
            return;
        }
        let driver = std::mem::replace(&mut tab.driver, Driver::Resting { until: 0 });
        let Driver::Waiting { fence, cycle, request, .. } = driver else { return };
        match answer {
            Ok(response) => {
                tab.driver = Driver::Answered { fence, cycle, request, response: Box::new(response) };
            }
            Err(failure) => self.rest(device, n, failure.ended()),
        }
    }

    /// What the server does with a request; none when it dies before it can say so.
    pub(super) fn serve(
        &mut self,
        person: &PersonId,
        cookie: Option<&PersonId>,
        sent_with: &Rights,
        request: &SyncRequest,
    ) -> Result<Option<Result<SyncResponse, Failure>>, Violation> {
        if cookie != Some(person) {
            return Ok(Some(Err(Failure::SignedOut)));
        }
        let rights = self.rights(person);
        let used = if planted::is(Bug::RightsOfTheRequest) { sent_with } else { &rights };
        let now = self.now;
        let dies_before = !self.honest && self.chance(2);
        if dies_before {
            self.counters.met(Rare::ServerKilledBeforeCommit);
            tell!(self, "the server dies before it commits");
            if planted::is(Bug::AcknowledgedBeforeDurable) {
                let answer = self.server.clone().sync(person, used, request, now, self.page);
                return Ok(Some(Ok(answer)));
            }
            self.network.clear();
            return Ok(None);
        }
        let before = Before::of(&mut self.server, &request.changes);
        let whole = planted::is(Bug::SequenceOutsideTransaction).then(|| self.server.clone());
        let mut answer = self.server.sync(person, used, request, now, self.page);
        self.judge.took(&before, &mut self.server, person, &rights)?;
        self.count_heads(before.rows);
        if let Some(whole) = whole {
            self.look_through_window(whole, used, request, &mut answer);
        }
        if !self.honest && self.chance(2) {
            self.counters.met(Rare::ServerKilledAfterCommit);
            tell!(self, "the server dies before it answers");
            self.network.clear();
            return Ok(None);
        }
        Ok(Some(Ok(answer)))
    }

    /// [`Bug::SequenceOutsideTransaction`]: this reader sees the number of a change that commits later.
    pub(super) fn look_through_window(
        &mut self,
        before: MemoryServer,
        rights: &Rights,
        request: &SyncRequest,
        answer: &mut SyncResponse,
    ) {
        if let Some(window) = self.window.take() {
            for page in &mut answer.scopes {
                let from = page.from;
                let late = window.cells_past(&page.scope, from);
                let more = page.more;
                let own: Vec<ChangeId> = request.changes.iter().map(|change| change.id.clone()).collect();
                page.cells.retain(|cell| {
                    more || late.contains(&cell.seq) || cell.heads.seen().iter().any(|id| own.contains(id))
                });
            }
        }
        if before.log.len() < self.server.log.len() && !rights.own.is_empty() && self.chance(50) {
            self.window = Some(before);
        }
    }

    pub(super) fn count_heads(&mut self, from: usize) {
        let rows: Vec<_> = self.server.log[from..].iter().map(|row| row.change.clone()).collect();
        for change in rows {
            let Ok((cell, _)) = self.server.cell(&change.scope, &change.entity, &change.field);
            self.counters.add(Rare::SameFieldConflict, usize::from(cell.heads().len() == 2));
            self.counters.add(Rare::ThreeHeads, usize::from(cell.heads().len() > 2));
            let several = cell.heads().iter().any(|head| head.ids.len() > 1);
            self.counters.add(Rare::EqualValues, usize::from(several));
        }
    }
}
