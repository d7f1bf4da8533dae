//! Replicas: which person's device is which, how far each is taken, and what each last said of itself.

use super::{Connection, StoreError, units::id};
use crate::random;
use rusqlite::{OptionalExtension, params};
use sotay_core::{
    clock::Millis,
    ids::{PersonId, ReplicaId, UnitId},
    wire::DeviceReport,
};

/// What a device says of itself with every request.
#[derive(Clone, Debug)]
pub struct Contact {
    /// How many changes it keeps unsent.
    pub pending: u64,
    /// When the oldest of them was made.
    pub oldest: Option<Millis>,
    /// The client's version.
    pub client: String,
}

/// Names a new replica for a person's device.
pub fn create(
    connection: &Connection,
    person: &PersonId,
    device: &str,
    now: Millis,
) -> Result<ReplicaId, StoreError> {
    let id = id(random::name('r')?)?;
    insert(connection, &id, person, device, now)?;
    Ok(id)
}

/// Makes sure that the replica is there and the person's. One that this database never saw is taken in with
/// nothing acknowledged: an older copy was restored since, and the device is to send all it has again.
pub fn adopt(
    connection: &Connection,
    id: &ReplicaId,
    person: &PersonId,
    device: &str,
    now: Millis,
) -> Result<(), StoreError> {
    match owner(connection, id)? {
        Some(owner) if owner == *person => Ok(()),
        Some(_) => Err(StoreError::ReplicaNotYours),
        None => insert(connection, id, person, device, now),
    }
}

/// Whose replica it is; none for one that this database does not know.
pub fn owner(connection: &Connection, id: &ReplicaId) -> Result<Option<PersonId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT person FROM replica WHERE id = ?1")?;
    let owner: Option<String> = statement.query_row([id.as_str()], |row| row.get(0)).optional()?;
    owner.map(super::units::id).transpose()
}

/// The highest number of a replica that has a verdict.
pub fn acked(connection: &Connection, id: &ReplicaId) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT acked FROM replica WHERE id = ?1")?;
    let acked: Option<i64> = statement.query_row([id.as_str()], |row| row.get(0)).optional()?;
    Ok(acked.unwrap_or(0).cast_unsigned())
}

/// What the device calls itself.
pub fn device(connection: &Connection, id: &ReplicaId) -> Result<String, StoreError> {
    let mut statement = connection.prepare_cached("SELECT device FROM replica WHERE id = ?1")?;
    Ok(statement.query_row([id.as_str()], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// What a device calls itself, when it is heard of under a name that was taken in without it.
pub fn name_device(connection: &Connection, id: &ReplicaId, device: &str) -> Result<(), StoreError> {
    let sql = "UPDATE replica SET device = ?2 WHERE id = ?1 AND device = ''";
    connection.prepare_cached(sql)?.execute([id.as_str(), device])?;
    Ok(())
}

/// Notes that so many of the changes that a device keeps unsent have a verdict now, though not from the device.
pub fn relieved(connection: &Connection, id: &ReplicaId, judged: u64) -> Result<(), StoreError> {
    let sql = "UPDATE replica SET pending = max(0, pending - ?2),
               oldest = CASE WHEN pending > ?2 THEN oldest END WHERE id = ?1";
    let judged = i64::try_from(judged).unwrap_or(i64::MAX);
    connection.prepare_cached(sql)?.execute(params![id.as_str(), judged])?;
    Ok(())
}

/// What each device last said of itself, those of the people that `sees` admits by their units: those with
/// something unsent first, the oldest before; then by their last contact, the newest first. The server's own
/// replica is none.
pub fn reports(
    connection: &Connection,
    sees: impl Fn(&PersonId, &[UnitId]) -> bool,
) -> Result<Vec<DeviceReport>, StoreError> {
    let units = super::people::units_of_all(connection)?;
    let sql = "SELECT replica.id, person.id, name, device, contact_at, pending, oldest
               FROM replica JOIN person ON person.id = replica.person WHERE replica.id != ?1
               ORDER BY pending = 0, CASE WHEN pending > 0 THEN oldest END NULLS LAST,
                        contact_at DESC NULLS LAST, created_at DESC, replica.id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([super::ledger::SERVER])?;
    let mut reports = Vec::new();
    while let Some(row) = rows.next()? {
        let person: PersonId = id(row.get(1)?)?;
        let units = units.get(&person).cloned().unwrap_or_default();
        if !sees(&person, &units) {
            continue;
        }
        reports.push(DeviceReport {
            replica: id(row.get(0)?)?,
            person,
            name: row.get(2)?,
            units,
            device: row.get(3)?,
            contact_at: row.get(4)?,
            pending: row.get::<_, i64>(5)?.cast_unsigned(),
            oldest: row.get(6)?,
        });
    }
    Ok(reports)
}

/// Notes what a device said of itself.
pub fn heard(
    connection: &Connection,
    id: &ReplicaId,
    contact: &Contact,
    now: Millis,
) -> Result<(), StoreError> {
    let sql = "UPDATE replica SET contact_at = ?2, pending = ?3, oldest = ?4, client = ?5 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![
        id.as_str(),
        now,
        i64::try_from(contact.pending).unwrap_or(i64::MAX),
        contact.oldest,
        contact.client
    ])?;
    Ok(())
}

fn insert(
    connection: &Connection,
    id: &ReplicaId,
    person: &PersonId,
    device: &str,
    now: Millis,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO replica (id, person, device, created_at) VALUES (?1, ?2, ?3, ?4)";
    connection.prepare_cached(sql)?.execute(params![id.as_str(), person.as_str(), device, now])?;
    Ok(())
}
