//! Practice data: a living district, made up from the shipped plan and a seed.
//!
//! Everything a ward "recorded" is written through `intake::take` as ordinary changes of ordinary replicas,
//! so that a practice server holds nothing that a real one could not.

mod counting;
mod dice;
mod progress;
mod words;

use crate::{
    clock,
    password::{self, PasswordError},
    store::{
        Connection, Store, StoreError,
        ledger::SqliteLedger,
        meta,
        people::{self, NewPerson},
        plans::{self, Order, Over, Publishing},
        replicas, units,
    },
};
use dice::Dice;
use jiff::civil::Date;
use progress::{Author, Gesture, Ward};
use sotay_core::{
    change::{Change, Group, SCHEMA},
    clock::{Hlc, Millis},
    ids::{ChangeId, PlanId, Scope, UnitId},
    intake::{self, Delivery},
    plan::Plan,
    rights::Role,
    wire::{Outcome, Unit},
};

/// The password of every practice account. It is printed for all to read.
pub const PASSWORD: &str = "taphuan2023";

/// What the practice devices are called.
const DEVICE: &str = "Máy tập huấn";

/// Why the folder was not filled.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Something is in it already.
    #[error("the data folder is not empty; practice data is never mixed with other data")]
    NotEmpty,
    /// The shipped plan or units cannot be used.
    #[error("the shipped data: {0}")]
    Shipped(String),
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An account that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What one signs in with; the password is [`PASSWORD`].
    pub account: String,
    /// The person's made-up name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The unit's name.
    pub unit: String,
}

/// Fills an empty database, in one transaction: all of it is there afterwards, or nothing.
pub fn fill(
    store: &Store,
    plan_json: String,
    units_json: &str,
    today: Date,
) -> Result<Vec<Account>, PracticeError> {
    let plan = Plan::from_json(&plan_json).map_err(|error| PracticeError::Shipped(error.to_string()))?;
    let units: units::UnitsFile =
        serde_json::from_str(units_json).map_err(|error| PracticeError::Shipped(error.to_string()))?;
    // One hash for all: the password is printed for all to read, and making twenty takes seconds.
    let password = password::hash(PASSWORD)?;
    let made = store.write_blocking(move |connection| {
        if !units::all(connection)?.is_empty()
            || !plans::published(connection)?.is_empty()
            || people::any(connection)?
        {
            return Ok(None);
        }
        meta::set_practice(connection, today)?;
        units::load(connection, &units)?;
        // Published on the practice day: a later time would pull the devices' clocks out of the practice year.
        let published_at = sotay_core::dates::on_day(clock::now(), today);
        let order = Order {
            plan: plan.clone(),
            document: Some(&plan_json),
            over: Over::Whichever,
            edited: false,
            note: "",
            by: None,
        };
        let plan_id = match plans::publish(connection, order, published_at)? {
            Publishing::Done { published, .. } => published.plan,
            other => return Err(StoreError::Invalid(format!("the shipped plan: {other:?}"))),
        };
        let world = World { connection, plan: &plan, plan_id, today, password };
        world.make().map(Some)
    })?;
    made.ok_or(PracticeError::NotEmpty)
}

/// The list of accounts for the people to be trained.
pub fn accounts_text(accounts: &[Account], today: Date) -> String {
    let (day, month, year) = (today.day(), today.month(), today.year());
    let mut text = format!(
        "TẬP HUẤN: số liệu giả định, hôm nay là ngày {day:02}/{month:02}/{year}.\n\
         Mật khẩu chung: {PASSWORD}\n\n"
    );
    for account in accounts {
        let role = match account.role {
            Role::WardOfficer => "Công chức",
            Role::WardChair => "Chủ tịch",
            Role::District => "Phòng Nội vụ",
            Role::Administrator => "Quản trị",
        };
        let Account { account, name, unit, .. } = account;
        text.push_str(&format!("{account:<18} {role:<13} {unit:<26} {name}\n"));
    }
    text
}

/// What the made-up district is made from.
struct World<'a> {
    connection: &'a Connection,
    plan: &'a Plan,
    plan_id: PlanId,
    today: Date,
    password: String,
}

impl World<'_> {
    fn make(&self) -> Result<Vec<Account>, StoreError> {
        let all = units::all(self.connection)?;
        let is_parent = |unit: &Unit| all.iter().any(|other| other.parent.as_ref() == Some(&unit.id));
        let mut accounts = Vec::new();
        for district in all.iter().filter(|unit| is_parent(unit)) {
            accounts.push(self.account("quan", words::DISTRICT, Role::District, district)?);
            accounts.push(self.account("quantri", words::ADMINISTRATOR, Role::Administrator, district)?);
        }
        for (index, unit) in all.iter().filter(|unit| !is_parent(unit)).enumerate() {
            let account = unit.id.as_str().replace('-', "");
            let name = |names: &[&'static str]| names.get(index % names.len()).copied().unwrap_or_default();
            let officer = self.account(&account, name(&words::OFFICERS), Role::WardOfficer, unit)?;
            let chair =
                self.account(&format!("{account}-ct"), name(&words::CHAIRS), Role::WardChair, unit)?;
            self.record(unit, index, &officer, &chair)?;
            accounts.extend([officer, chair]);
        }
        Ok(accounts)
    }

    fn account(&self, account: &str, name: &str, role: Role, unit: &Unit) -> Result<Account, StoreError> {
        let person = NewPerson {
            account: account.into(),
            name: name.into(),
            role,
            units: vec![unit.id.clone()],
            password: self.password.clone(),
        };
        people::add(self.connection, &person)?;
        Ok(Account { account: account.into(), name: name.into(), role, unit: unit.name.clone() })
    }

    /// Writes down what a ward recorded until today.
    fn record(
        &self,
        unit: &Unit,
        index: usize,
        officer: &Account,
        chair: &Account,
    ) -> Result<(), StoreError> {
        let person = units::id(officer.account.clone())?;
        let ward = Ward { index, officer: &person, plan_id: &self.plan_id, today: self.today };
        let mut dice = Dice::new(unit.id.as_str());
        let mut devices = [self.device(officer, &unit.id)?, self.device(chair, &unit.id)?];
        let mut gestures = progress::gestures(&ward, self.plan, &mut dice);
        gestures.extend(counting::gestures(
            &ward,
            &devices[0].replica,
            &mut Dice::new(&format!("{}|counter", unit.id)),
        ));
        gestures.sort_by_key(|gesture| gesture.at);
        for gesture in gestures {
            let [first, second] = &mut devices;
            let device = match gesture.author {
                Author::Officer => first,
                Author::Chair => second,
            };
            device.take(self.connection, gesture, self.today)?;
        }
        Ok(())
    }

    fn device(&self, account: &Account, unit: &UnitId) -> Result<Device, StoreError> {
        let person = units::id(account.account.clone())?;
        let start = progress::instant(self.today, 8 * 60);
        let replica = replicas::create(self.connection, &person, DEVICE, start)?;
        Ok(Device { person, replica, scope: Scope::Unit(unit.clone()), n: 0, clock: Hlc::at(0) })
    }
}

/// A made-up device.
struct Device {
    person: sotay_core::ids::PersonId,
    replica: sotay_core::ids::ReplicaId,
    scope: Scope,
    n: u64,
    clock: Hlc,
}

impl Device {
    /// Sends one gesture, as a device with a network does at once.
    fn take(&mut self, connection: &Connection, gesture: Gesture, today: Date) -> Result<(), StoreError> {
        use sotay_core::intake::Ledger;
        let now: Millis = progress::instant(today, 8 * 60).max(gesture.at);
        let mut ledger = SqliteLedger::new(connection, now);
        let len = u32::try_from(gesture.fields.len()).unwrap_or(u32::MAX);
        let group = Group { first: self.n + 1, len };
        let mut changes = Vec::new();
        for (entity, field, value) in gesture.fields {
            self.n += 1;
            self.clock = self.clock.next(gesture.at);
            let (cell, _) = ledger.cell(&self.scope, &entity, &field)?;
            changes.push(Change {
                id: ChangeId { replica: self.replica.clone(), n: self.n },
                group,
                scope: self.scope.clone(),
                entity,
                field,
                value,
                over: cell.seen(),
                at: self.clock,
                author: self.person.clone(),
                schema: SCHEMA,
            });
        }
        let delivery = Delivery {
            replica: &self.replica,
            acked: 0,
            last: None,
            resume: None,
            ahead: false,
            changes: &changes,
            refused: &[],
            offset: 0,
            brought_by: None,
        };
        let rights = people::rights(connection, &self.person)?
            .ok_or_else(|| StoreError::Invalid(format!("{} has no account", self.person)))?;
        let taken = intake::take(&mut ledger, &self.person, &rights, delivery, now)?;
        ledger.finish()?;
        match taken.verdicts.iter().find(|verdict| matches!(verdict.outcome, Outcome::Refused(_))) {
            Some(verdict) => Err(StoreError::Invalid(format!("practice data was refused: {verdict:?}"))),
            None => Ok(()),
        }
    }
}
