//! The world: the server, the devices, the people, the network between them, and what goes wrong.

use crate::{
    counters::{Counters, Rare},
    device::{Device, Driver, Tab},
    judge::{Before, Judge, Violation},
};
use pollster::block_on;
use sotay_core::{
    cell::Cell,
    change::{Edit, Field, State, Value},
    clock::Millis,
    drive::{Cycle, Ended, Failure, Next, Pace},
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope, UnitId},
    intake::Ledger,
    planted::{self, Bug},
    replica::{AbsorbError, Limits, Meta, Replica, Write},
    rights::{Rights, Role},
    store::{DeviceStore, Need},
    testing::{MemoryServer, MemoryStore},
    wire::{Export, SyncRequest, SyncResponse},
};

/// When runs begin, true time.
pub const START: Millis = 1_697_425_200_000;
/// A request is given up after this long.
const TIMEOUT: Millis = 30_000;
/// Ten years.
const DECADE: Millis = 10 * 365 * 24 * 60 * 60 * 1000;
/// The most rounds that a quiet device may need to come to rest.
const PATIENCE: usize = 4_000;

/// What came of a run.
#[derive(Debug)]
pub struct Run {
    /// The first thing that was not as promised.
    pub violation: Option<Violation>,
    /// What it came by.
    pub counters: Counters,
    /// What happened, a line an event, if asked for.
    pub trace: Vec<String>,
}

/// One person.
struct Person {
    id: PersonId,
    rights: Rights,
}

/// Something on its way.
struct Message {
    number: u64,
    device: usize,
    tab: usize,
    person: PersonId,
    cookie: Option<PersonId>,
    /// The rights when it was sent: only [`Bug::RightsOfTheRequest`] looks at them.
    rights: Rights,
    what: Envelope,
}

enum Envelope {
    Request(Box<SyncRequest>),
    Answer(Box<Result<SyncResponse, Failure>>),
}

/// The state of a run.
pub struct World {
    rng: fastrand::Rng,
    now: Millis,
    server: MemoryServer,
    backup: MemoryServer,
    people: Vec<Person>,
    devices: Vec<Device>,
    network: Vec<Message>,
    limits: Limits,
    page: usize,
    names: u64,
    messages: u64,
    tokens: u64,
    honest: bool,
    /// What the next reader sees of the sequence, with [`Bug::SequenceOutsideTransaction`].
    window: Option<MemoryServer>,
    exports: Vec<Export>,
    judge: Judge,
    counters: Counters,
    trace: Option<Vec<String>>,
}

macro_rules! tell {
    ($world:expr, $($arg:tt)*) => {
        if let Some(trace) = &mut $world.trace {
            trace.push(format!("{:>7}  {}", $world.now - START, format!($($arg)*)));
        }
    };
}

/// Plays one seed.
pub fn simulate(seed: u64, traced: bool) -> Run {
    let mut world = World::new(seed, traced);
    let outcome = world.play();
    if let Err(violation) = &outcome {
        tell!(world, "VIOLATION: {violation}");
    }
    Run { violation: outcome.err(), counters: world.counters, trace: world.trace.unwrap_or_default() }
}

fn id<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    match text.parse() {
        Ok(id) => id,
        Err(error) => unreachable!("{text:?} is a plain name: {error:?}"),
    }
}

fn unit(n: usize) -> UnitId {
    id(["an-lac", "tan-tao"][n % 2])
}

fn item(n: usize) -> EntityId {
    EntityId::from(format!("item/p/PL.1.{}/year", n + 1))
}

impl World {
    fn new(seed: u64, traced: bool) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let ward = |units: &[usize]| {
            let own: Vec<UnitId> = units.iter().map(|n| unit(*n)).collect();
            Rights { role: Role::WardOfficer, own: own.clone(), reads: own, plans: vec![] }
        };
        let district = Rights {
            role: Role::District,
            own: vec![id("quan")],
            reads: vec![id("quan"), unit(0), unit(1)],
            plans: vec![],
        };
        let people = [("an", ward(&[0])), ("binh", ward(&[0])), ("chi", ward(&[1])), ("dung", district)];
        let people =
            people.into_iter().map(|(name, rights)| Person { id: id(name), rights }).collect::<Vec<_>>();
        let limits = Limits {
            batch: rng.usize(1..=3),
            bytes: if rng.u8(..4) == 0 { rng.usize(1..600) } else { 1 << 20 },
            retention: if rng.u8(..3) == 0 { rng.i64(1..40_000) } else { 30 * 24 * 60 * 60 * 1000 },
        };
        let devices = (0..rng.usize(1..=5)).map(|_| Device::new(rng.u8(..8) > 0)).collect::<Vec<_>>();
        let mut server = MemoryServer::default();
        server.epoch = "e1".into();
        Self {
            page: rng.usize(1..=3),
            backup: server.clone(),
            server,
            people,
            judge: Judge::new(devices.len()),
            devices,
            network: Vec::new(),
            limits,
            names: 0,
            messages: 0,
            tokens: 0,
            honest: false,
            window: None,
            exports: Vec::new(),
            counters: Counters::default(),
            trace: traced.then(Vec::new),
            now: START,
            rng,
        }
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(..100) < percent
    }

    fn clock(&self, device: usize) -> Millis {
        self.now + self.devices[device].offset
    }

    fn rights(&self, person: &PersonId) -> Rights {
        let found = self.people.iter().find(|p| p.id == *person);
        match found {
            Some(person) => person.rights.clone(),
            None => unreachable!("everybody is known"),
        }
    }

    fn play(&mut self) -> Result<(), Violation> {
        tell!(self, "limits {:?}, pages of {}, {} devices", self.limits, self.page, self.devices.len());
        for device in 0..self.devices.len() {
            let person = self.rng.usize(..self.people.len());
            self.sign_in(device, person);
        }
        for _ in 0..self.rng.usize(30..220) {
            self.now += match self.rng.u8(..20) {
                0 => self.rng.i64(10_000..90_000),
                _ => self.rng.i64(1..1_500),
            };
            self.event()?;
        }
        self.settle()?;
        self.check_end()
    }

    // --- What happens ---------------------------------------------------------------------------------

    fn event(&mut self) -> Result<(), Violation> {
        let device = self.rng.usize(..self.devices.len());
        match self.rng.u8(..=255) {
            0..60 => self.edit(device),
            60..150 => self.step(device),
            150..210 => self.deliver(),
            210..216 => {
                self.read_again(device);
                Ok(())
            }
            216..220 => {
                self.open_tab(device);
                Ok(())
            }
            220..224 => {
                self.crash(device);
                Ok(())
            }
            224..228 => {
                self.freeze_or_thaw(device);
                Ok(())
            }
            228..231 => {
                self.set_clock(device);
                Ok(())
            }
            231..234 => {
                let person = self.rng.usize(..self.people.len());
                self.counters.met(Rare::SharedDevice);
                self.sign_in(device, person);
                Ok(())
            }
            234..238 => {
                self.change_rights();
                Ok(())
            }
            238..240 => {
                self.kill_server();
                Ok(())
            }
            240..242 => {
                tell!(self, "the server is backed up");
                self.backup = self.server.clone();
                Ok(())
            }
            242..244 => {
                self.restore_server();
                Ok(())
            }
            244 => {
                self.wipe(device);
                Ok(())
            }
            245..247 => {
                self.devices[device].copy = Some(self.devices[device].disk.clone());
                Ok(())
            }
            247 => {
                self.roll_back(device);
                Ok(())
            }
            248 => {
                self.clone_disk(device);
                Ok(())
            }
            249..253 => self.drawer(device),
            _ => {
                self.export(device);
                self.hand_over()
            }
        }
    }

    /// Signs a person in on a device: a tab with their data, and the device's cookie is theirs. Other tabs go on
    /// showing who they showed.
    fn sign_in(&mut self, device: usize, person: usize) {
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
    fn show(&mut self, device: usize, who: &PersonId) {
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

    fn open_tab(&mut self, device: usize) {
        if let Some(who) = self.devices[device].cookie.clone() {
            tell!(self, "a tab opens on device {device} for {who}");
            self.show(device, &who);
        }
    }

    fn live_tab(&mut self, device: usize) -> Option<usize> {
        let live = self.devices[device].live();
        if live.is_empty() { None } else { live.get(self.rng.usize(..live.len())).copied() }
    }

    fn tab(&mut self, device: usize, tab: usize) -> Option<&mut Tab> {
        self.devices[device].tabs.get_mut(tab)?.as_mut()
    }

    /// A person does something on what the tab shows, which may be old.
    fn edit(&mut self, device: usize) -> Result<(), Violation> {
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

    fn token(&mut self) -> Value {
        self.tokens += 1;
        Value::Text(format!("t{}", self.tokens))
    }

    fn make_edit(&mut self, screen: &Replica, scope: Scope, now: Millis) -> Edit {
        let entity = item(self.rng.usize(..3));
        let (entity, field, value) = match self.rng.u8(..10) {
            0..4 => (entity, Field::Note, self.token()),
            4..6 => (entity, Field::Assignee, self.token()),
            6 => {
                let EntityId::Item(of) = &entity else { unreachable!("an item") };
                let mut random = [0; 10];
                random.iter_mut().for_each(|byte| *byte = self.rng.u8(..));
                (EntityId::remark(of.clone(), now, random), Field::Text, self.token())
            }
            _ => (entity, Field::State, State::ALL[self.rng.usize(..3)].value()),
        };
        let over = screen.entity(&scope, &entity).get(&field).map(Cell::seen).unwrap_or_default();
        Edit { scope, entity, field, value, over }
    }

    /// Records a gesture: a transaction, and then the screen.
    fn record(&mut self, device: usize, tab: usize, edits: Vec<Edit>) -> Result<(), Violation> {
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
    fn read_again(&mut self, device: usize) {
        for n in self.devices[device].live() {
            let Some(who) = self.tab(device, n).map(|tab| tab.person.clone()) else { continue };
            if let Some(replica) = self.devices[device].load(&who)
                && let Some(tab) = self.tab(device, n)
            {
                tab.screen = replica;
            }
        }
    }

    fn crash(&mut self, device: usize) {
        let Some(n) = self.live_tab(device) else { return };
        let waiting = self.tab(device, n).is_some_and(|tab| matches!(tab.driver, Driver::Waiting { .. }));
        self.counters.add(Rare::CrashWhileWaiting, usize::from(waiting));
        tell!(self, "device {device} tab {n} crashes");
        self.devices[device].close(n);
        if self.chance(70) {
            self.open_tab(device);
        }
    }

    fn freeze_or_thaw(&mut self, device: usize) {
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

    fn set_clock(&mut self, device: usize) {
        let offset = match self.rng.u8(..3) {
            0 => 0,
            1 => self.rng.i64(-DECADE..DECADE),
            _ => self.rng.i64(-900_000..900_000),
        };
        self.counters.met(Rare::ClockJump);
        tell!(self, "device {device} has its clock set off by {offset} ms");
        self.devices[device].offset = offset;
    }

    fn change_rights(&mut self) {
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

    /// The server dies and starts again: what is on its way is gone.
    fn kill_server(&mut self) {
        tell!(self, "the server is killed; {} messages are gone", self.network.len());
        self.network.clear();
    }

    fn restore_server(&mut self) {
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

    fn wipe(&mut self, device: usize) {
        tell!(self, "device {device} is wiped");
        self.counters.met(Rare::Wiped);
        let (has_locks, offset) = (self.devices[device].has_locks, self.devices[device].offset);
        self.judge.gone(device, &self.devices[device].disk, &MemoryStore::default());
        self.devices[device] = Device { offset, ..Device::new(has_locks) };
        let person = self.rng.usize(..self.people.len());
        self.sign_in(device, person);
    }

    fn roll_back(&mut self, device: usize) {
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

    fn clone_disk(&mut self, from: usize) {
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

    /// Someone deals with a refused change: does it again, as a new change, or drops it.
    fn drawer(&mut self, device: usize) -> Result<(), Violation> {
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
            let (scope, entity, field) = (change.scope.clone(), change.entity.clone(), change.field.clone());
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
    fn export(&mut self, device: usize) {
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
    fn hand_over(&mut self) -> Result<(), Violation> {
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

    // --- The driver of a tab ----------------------------------------------------------------------------

    fn step(&mut self, device: usize) -> Result<(), Violation> {
        let Some(n) = self.live_tab(device) else { return Ok(()) };
        self.step_tab(device, n)
    }

    fn step_tab(&mut self, device: usize, n: usize) -> Result<(), Violation> {
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
    fn lead(&mut self, device: usize, n: usize) {
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

    fn ask(&mut self, device: usize, n: usize, fence: u64, cycle: Cycle) {
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

    fn take_answer(
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
    fn rest(&mut self, device: usize, n: usize, ended: Ended) {
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

    // --- The network and the server ---------------------------------------------------------------------

    fn deliver(&mut self) -> Result<(), Violation> {
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
    fn arrive(&mut self, device: usize, n: usize, number: u64, answer: Result<SyncResponse, Failure>) {
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
    fn serve(
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
    fn look_through_window(
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

    fn count_heads(&mut self, from: usize) {
        let rows: Vec<_> = self.server.log[from..].iter().map(|row| row.change.clone()).collect();
        for change in rows {
            let Ok((cell, _)) = self.server.cell(&change.scope, &change.entity, &change.field);
            self.counters.add(Rare::SameFieldConflict, usize::from(cell.heads().len() == 2));
            self.counters.add(Rare::ThreeHeads, usize::from(cell.heads().len() > 2));
            let several = cell.heads().iter().any(|head| head.ids.len() > 1);
            self.counters.add(Rare::EqualValues, usize::from(several));
        }
    }

    // --- The end ----------------------------------------------------------------------------------------

    /// Everything works again: every device is visited by everyone who has something on it, until all is quiet.
    /// Frozen tabs stay frozen.
    fn settle(&mut self) -> Result<(), Violation> {
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
    fn quiet(&mut self, device: usize, who: &PersonId) -> Result<(), Violation> {
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
    fn seen_everything(&self, device: usize, who: &PersonId) -> bool {
        let Some(replica) = self.devices[device].load(who) else { return false };
        let rights = self.rights(who);
        rights.scopes().iter().all(|scope| {
            let Some(held) = replica.scopes.get(scope) else { return false };
            let own = scope.unit().is_some_and(|unit| rights.own.contains(unit));
            held.mark.cursor == self.server.head(scope)
                && (!own || held.mark.past == self.server.chain_tip(scope))
        })
    }

    fn check_end(&mut self) -> Result<(), Violation> {
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
