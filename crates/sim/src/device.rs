//! A device: a disk, a clock, a lock that its tabs share, and the tabs.

use pollster::block_on;
use sotay_core::{
    clock::Millis,
    drive::{Cycle, Pace},
    ids::PersonId,
    planted::{self, Bug},
    replica::{AbsorbError, Limits, Progress, Replica, Write},
    store::{DeviceStore, Need},
    testing::MemoryStore,
    wire::{SyncRequest, SyncResponse},
};

/// A device.
pub struct Device {
    /// What survives everything but a wipe.
    pub disk: MemoryStore,
    /// An older copy of the disk, for a rollback.
    pub copy: Option<MemoryStore>,
    /// By how much its clock is ahead of the true time.
    pub offset: Millis,
    /// Whether its browser has locks between tabs.
    pub has_locks: bool,
    /// Which tab holds the lock; given back when the tab dies, kept when it freezes.
    pub lock: Option<usize>,
    /// Who the server thinks is at the device: its cookie.
    pub cookie: Option<PersonId>,
    /// The tabs; closed ones stay as `None` so that numbers do not move.
    pub tabs: Vec<Option<Tab>>,
}

/// A tab.
pub struct Tab {
    /// Whose data it shows.
    pub person: PersonId,
    /// What is on its screen: may be older than the disk.
    pub screen: Replica,
    /// Does nothing until thawed.
    pub frozen: bool,
    /// Somebody or something woke the driver.
    pub woken: bool,
    /// The driver.
    pub driver: Driver,
    /// Rests between its cycles.
    pub pace: Pace,
}

/// Where the driver of a tab is.
pub enum Driver {
    /// Until this time, unless woken.
    Resting {
        /// True time.
        until: Millis,
    },
    /// About to ask.
    Asking(u64, Cycle),
    /// Waits for the answer to this request.
    Waiting {
        /// The lease's fence.
        fence: u64,
        /// The cycle.
        cycle: Cycle,
        /// The number of the request on the network.
        message: u64,
        /// What was asked.
        request: Box<SyncRequest>,
        /// Gives up then, true time.
        until: Millis,
    },
    /// Has the answer and not yet put it down.
    Answered {
        /// The lease's fence.
        fence: u64,
        /// The cycle.
        cycle: Cycle,
        /// What was asked.
        request: Box<SyncRequest>,
        /// The answer.
        response: Box<SyncResponse>,
    },
}

impl Device {
    /// A device out of the box.
    pub fn new(has_locks: bool) -> Self {
        Self {
            disk: MemoryStore::default(),
            copy: None,
            offset: 0,
            has_locks,
            lock: None,
            cookie: None,
            tabs: Vec::new(),
        }
    }

    /// What the disk holds for a person.
    pub fn load(&self, person: &PersonId) -> Option<Replica> {
        let Ok(loaded) = block_on(self.disk.load(person));
        loaded
    }

    /// One transaction.
    pub fn transact<T, E>(
        &self,
        person: &PersonId,
        need: Need,
        decide: impl FnOnce(&mut Replica) -> Result<(T, Vec<Write>), E>,
    ) -> Result<T, E> {
        let Ok(done) = block_on(self.disk.transact(person, need, decide));
        done
    }

    /// Takes an answer, in one transaction; with [`Bug::CursorBeforeApply`] in two, and `dies_between` says
    /// whether the device dies between them.
    pub fn absorb(
        &self,
        person: &PersonId,
        asked: (u64, &SyncRequest),
        response: SyncResponse,
        now: Millis,
        limits: Limits,
        dies_between: bool,
    ) -> Result<(Progress, Replica, Vec<Write>), AbsorbError> {
        let (fence, request) = asked;
        let split = planted::is(Bug::CursorBeforeApply);
        let taken = self.transact(person, Need::All, |replica| {
            let (progress, writes) = replica.absorb_fenced(fence, request, response, now, limits)?;
            let put = if split { Vec::new() } else { writes.clone() };
            Ok::<_, AbsorbError>(((progress, replica.clone(), writes), put))
        })?;
        if split {
            let put = |writes: Vec<Write>| {
                let done: Result<(), ()> = self.transact(person, Need::Meta, |_| Ok(((), writes)));
                debug_assert_eq!(done, Ok(()));
            };
            let (marks, rest): (Vec<_>, Vec<_>) =
                taken.2.iter().cloned().partition(|write| matches!(write, Write::Mark(..)));
            put(marks);
            if !dies_between {
                put(rest);
            }
        }
        Ok(taken)
    }

    /// The tabs that are open and not frozen.
    pub fn live(&self) -> Vec<usize> {
        let live = |(n, tab): (usize, &Option<Tab>)| tab.as_ref().filter(|tab| !tab.frozen).map(|_| n);
        self.tabs.iter().enumerate().filter_map(live).collect()
    }

    /// Closes a tab, however.
    pub fn close(&mut self, tab: usize) {
        if let Some(place) = self.tabs.get_mut(tab) {
            *place = None;
        }
        if self.lock == Some(tab) {
            self.lock = None;
        }
    }
}
