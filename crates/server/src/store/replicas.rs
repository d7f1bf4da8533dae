//! Replicas: which person's device is which, how far each is taken, and what each last said of itself.

use super::{Connection, StoreError};
use crate::random;
use rusqlite::{OptionalExtension, params};
use sotay_core::{
    clock::Millis,
    ids::{PersonId, ReplicaId},
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
    let id = super::units::id(random::name('r')?)?;
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
    let mut statement = connection.prepare_cached("SELECT person FROM replica WHERE id = ?1")?;
    let owner: Option<String> = statement.query_row([id.as_str()], |row| row.get(0)).optional()?;
    match owner {
        Some(owner) if owner == person.as_str() => Ok(()),
        Some(_) => Err(StoreError::ReplicaNotYours),
        None => insert(connection, id, person, device, now),
    }
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
