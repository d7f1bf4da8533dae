//! What the database says of itself: its epoch, and whether it is for practice.

use super::{Connection, StoreError};
use crate::random;
use jiff::civil::Date;
use rusqlite::OptionalExtension;
use sotay_core::{clock::Millis, dates};

/// Names this database, since it was created or last restored.
pub fn epoch(connection: &Connection) -> Result<String, StoreError> {
    get(connection, "epoch")?.ok_or_else(|| StoreError::corrupt("meta")("no epoch".into()))
}

/// Gives the database a new name: devices that knew it by another one fetch everything anew.
pub fn renew_epoch(connection: &Connection) -> Result<String, StoreError> {
    let epoch = random::name('e')?;
    connection.execute("UPDATE meta SET value = ?1 WHERE key = 'epoch'", [&epoch])?;
    Ok(epoch)
}

/// The day that counts as today, on a practice server.
pub fn practice(connection: &Connection) -> Result<Option<Date>, StoreError> {
    let Some(text) = get(connection, "practice")? else { return Ok(None) };
    let bad = || StoreError::corrupt("meta")(format!("practice is {text:?}"));
    dates::from_iso(&text).map(Some).ok_or_else(bad)
}

/// The clock by which changes are taken: on a practice server the day stands still, for the devices and for us.
/// A clock that is three years off would move every change made there out of the practice year.
pub fn clock(connection: &Connection, now: Millis) -> Result<Millis, StoreError> {
    Ok(practice(connection)?.map_or(now, |today| dates::on_day(now, today)))
}

/// Marks the database as one for practice.
pub fn set_practice(connection: &Connection, today: Date) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (key, value) VALUES ('practice', ?1)
               ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute([dates::to_iso(today)])?;
    Ok(())
}

fn get(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}
