//! Sessions: who is signed in on which device.

use super::{Connection, StoreError, units::id};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};
use sotay_core::{
    clock::Millis,
    ids::{PersonId, ReplicaId},
};

/// How long a session lasts.
pub const LIFETIME: Millis = 30 * 24 * 60 * 60 * 1000;

/// A session that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// On which device.
    pub replica: ReplicaId,
}

/// What is stored of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// Of the token as the cookie carries it.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }
}

/// Opens a session, and forgets those that ended.
pub fn open(
    connection: &Connection,
    token: &TokenHash,
    signed_in: &SignedIn,
    now: Millis,
) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM session WHERE expires_at <= ?1")?.execute([now])?;
    let sql = "INSERT INTO session (token, person, replica, created_at, expires_at)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute(params![
        token.0,
        signed_in.person.as_str(),
        signed_in.replica.as_str(),
        now,
        now.saturating_add(LIFETIME)
    ])?;
    Ok(())
}

/// The session of a token, if it holds at `now`.
pub fn find(connection: &Connection, token: &TokenHash, now: Millis) -> Result<Option<SignedIn>, StoreError> {
    let sql = "SELECT person, replica FROM session WHERE token = ?1 AND expires_at > ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement
        .query_row(params![token.0, now], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let Some((person, replica)) = row.optional()? else { return Ok(None) };
    Ok(Some(SignedIn { person: id(person)?, replica: id(replica)? }))
}

/// The session goes on under another replica.
pub fn rename(connection: &Connection, token: &TokenHash, replica: &ReplicaId) -> Result<(), StoreError> {
    let sql = "UPDATE session SET replica = ?2 WHERE token = ?1";
    connection.prepare_cached(sql)?.execute(params![token.0, replica.as_str()])?;
    Ok(())
}

/// Ends a session.
pub fn close(connection: &Connection, token: &TokenHash) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM session WHERE token = ?1")?.execute(params![token.0])?;
    Ok(())
}
