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

macro_rules! tell {
    ($world:expr, $($arg:tt)*) => {
        if let Some(trace) = &mut $world.trace {
            trace.push(format!("{:>7}  {}", $world.now - START, format!($($arg)*)));
        }
    };
}

mod driver;
mod end;
mod faults;
mod network;
mod people;

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
        // Own changes are forgotten while pages still come: then gestures over two scopes matter.
        let hasty = rng.u8(..6) == 0;
        let limits = Limits {
            batch: rng.usize(if hasty { 2..=3 } else { 1..=3 }),
            bytes: if rng.u8(..4) == 0 { rng.usize(1..600) } else { 1 << 20 },
            retention: match rng.u8(..5) {
                _ if hasty => rng.i64(1..1_500),
                0 => rng.i64(1..40_000),
                _ => 30 * 24 * 60 * 60 * 1000,
            },
        };
        // Somebody who serves two wards makes gestures over two scopes.
        let both: &[usize] = if hasty || rng.bool() { &[0, 1] } else { &[0] };
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
        let people = [("an", ward(both)), ("binh", ward(&[0])), ("chi", ward(&[1])), ("dung", district)];
        let people =
            people.into_iter().map(|(name, rights)| Person { id: id(name), rights }).collect::<Vec<_>>();
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

    fn tab(&mut self, device: usize, tab: usize) -> Option<&mut Tab> {
        self.devices[device].tabs.get_mut(tab)?.as_mut()
    }

    fn live_tab(&mut self, device: usize) -> Option<usize> {
        let live = self.devices[device].live();
        if live.is_empty() { None } else { live.get(self.rng.usize(..live.len())).copied() }
    }
}
