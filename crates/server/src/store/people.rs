//! People: accounts, roles, and what each may see and do now.

use super::{
    Connection, StoreError, plans,
    units::{self, id},
};
use rusqlite::{OptionalExtension, Row, params};
use sotay_core::{
    ids::{PersonId, UnitId},
    rights::{Rights, Role},
    wire::{Person, PersonName, Unit},
};
use std::collections::BTreeMap;

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// What the person signs in with.
    pub account: String,
    /// The name shown.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The units the account is for.
    pub units: Vec<UnitId>,
    /// The password's hash.
    pub password: String,
}

/// Makes an account. Its name is the person's id too: both stay for good beside what the person records.
pub fn add(connection: &Connection, person: &NewPerson) -> Result<PersonId, StoreError> {
    let id: PersonId = person.account.parse().map_err(|_| {
        StoreError::Invalid(format!(
            "the account name {:?} must be 1 to 64 of the characters a-z, 0-9 and -",
            person.account
        ))
    })?;
    if by_account(connection, &person.account)?.is_some() || person.account == super::ledger::SERVER {
        return Err(StoreError::Invalid(format!("the account {} exists already", person.account)));
    }
    if person.name.trim().is_empty() {
        return Err(StoreError::Invalid("the person's name is empty".into()));
    }
    if person.units.is_empty() {
        return Err(StoreError::Invalid("an account needs at least one unit".into()));
    }
    let known = units::all(connection)?;
    if let Some(unknown) = person.units.iter().find(|unit| !known.iter().any(|k| k.id == **unit)) {
        return Err(StoreError::Invalid(format!(
            "{unknown} is not a unit; load units first (sotay units load)"
        )));
    }
    let sql = "INSERT INTO person (id, account, name, role, password) VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute(params![
        id.as_str(),
        person.account,
        person.name,
        person.role.name(),
        person.password
    ])?;
    let sql = "INSERT INTO person_unit (person, unit) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    let mut statement = connection.prepare_cached(sql)?;
    for unit in &person.units {
        statement.execute([id.as_str(), unit.as_str()])?;
    }
    Ok(id)
}

/// Whether there is any account.
pub fn any(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM person WHERE role IS NOT NULL)";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// The person of an account and the password's hash.
pub fn by_account(connection: &Connection, account: &str) -> Result<Option<(PersonId, String)>, StoreError> {
    let sql = "SELECT id, password FROM person
               WHERE account = ?1 AND role IS NOT NULL AND password IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row([account], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).optional()?;
    row.map(|(person, password)| Ok((id(person)?, password))).transpose()
}

/// A person as the session names them.
pub fn person(connection: &Connection, who: &PersonId) -> Result<Option<Person>, StoreError> {
    let sql = "SELECT account, name, role FROM person WHERE id = ?1 AND role IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let columns = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?));
    let Some((account, name, role)) = statement.query_row([who.as_str()], columns).optional()? else {
        return Ok(None);
    };
    let role = Role::ALL
        .into_iter()
        .find(|known| known.name() == role)
        .ok_or_else(|| StoreError::corrupt("person")(format!("role {role:?}")))?;
    Ok(Some(Person { id: who.clone(), account, name, role, own: own(connection, who)? }))
}

/// What a person may see and do now; none when the account is gone.
pub fn rights(connection: &Connection, who: &PersonId) -> Result<Option<Rights>, StoreError> {
    let Some(person) = person(connection, who)? else { return Ok(None) };
    let reads = match person.role {
        Role::District => units::with_below(&person.own, &units::all(connection)?),
        Role::WardOfficer | Role::WardChair | Role::Administrator => person.own.clone(),
    };
    Ok(Some(Rights { role: person.role, own: person.own, reads, plans: plans::published(connection)? }))
}

/// The units that a person reads, in the order of `rights`.
pub fn units_of(connection: &Connection, rights: &Rights) -> Result<Vec<Unit>, StoreError> {
    let all = units::all(connection)?;
    Ok(rights.reads.iter().filter_map(|id| all.iter().find(|unit| unit.id == *id).cloned()).collect())
}

/// Everyone whose account is for one of `units`, or for a unit above: those hand over what a device cannot send,
/// and the history names them.
pub fn names_in(connection: &Connection, units: &[UnitId]) -> Result<Vec<PersonName>, StoreError> {
    let sql = "WITH RECURSIVE within (id) AS (
                   SELECT value FROM json_each(?1)
                   UNION SELECT unit.parent FROM unit JOIN within ON unit.id = within.id
                   WHERE unit.parent IS NOT NULL)
               SELECT DISTINCT person.id, person.name FROM person_unit JOIN person ON person.id = person_unit.person
               WHERE unit IN (SELECT id FROM within) ORDER BY person.id";
    let list = serde_json::json!(units).to_string();
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([list])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        names.push(PersonName { id: id(row.get(0)?)?, name: row.get(1)? });
    }
    Ok(names)
}

/// The units of every account.
pub fn units_of_all(connection: &Connection) -> Result<BTreeMap<PersonId, Vec<UnitId>>, StoreError> {
    let sql = "SELECT person, unit.id FROM person_unit JOIN unit ON unit.id = person_unit.unit
               ORDER BY person, position, unit.id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut units: BTreeMap<PersonId, Vec<UnitId>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        units.entry(id(row.get(0)?)?).or_default().push(id(row.get(1)?)?);
    }
    Ok(units)
}

fn own(connection: &Connection, who: &PersonId) -> Result<Vec<UnitId>, StoreError> {
    let sql = "SELECT unit.id FROM person_unit JOIN unit ON unit.id = person_unit.unit
               WHERE person = ?1 ORDER BY position, unit.id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([who.as_str()], |row| row.get::<_, String>(0))?;
    rows.map(|row| id(row?)).collect()
}
