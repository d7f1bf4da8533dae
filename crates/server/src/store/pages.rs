//! What a device pulls: the cells of a scope past its cursor.

use super::{
    Connection, StoreError,
    ledger::{counter, json},
};
use rusqlite::params;
use sotay_core::{
    checksum::Checksum,
    ids::{EntityId, Scope},
    wire::{Page, SentCell},
};
use std::collections::BTreeMap;

/// The cells of `scope` whose number passed `from`, at most `limit` of them, with the scope's head and
/// checksum of the same snapshot. Its history is [`super::history`]'s.
pub fn page(connection: &Connection, scope: &Scope, from: u64, limit: usize) -> Result<Page, StoreError> {
    let Some(counter) = counter(connection, scope)? else {
        let (scope, checksum) = (scope.clone(), Checksum::default().to_string());
        return Ok(Page { scope, from, cells: vec![], to: 0, more: false, head: 0, checksum, past: None });
    };
    let mut cells = cells(connection, counter.id, from, limit.saturating_add(1))?;
    let more = cells.len() > limit;
    cells.truncate(limit);
    // A cursor beyond the head comes from a database that was since replaced by an older copy: the answer
    // ends at the head, and the checksum tells the device to fetch the scope anew.
    let to = if more { cells.last().map_or(from, |cell| cell.seq) } else { counter.head };
    let checksum = counter.checksum.to_string();
    Ok(Page { scope: scope.clone(), from, cells, to, more, head: counter.head, checksum, past: None })
}

/// How far each of `scopes` is that has moved at all.
pub fn heads(connection: &Connection, scopes: &[Scope]) -> Result<BTreeMap<Scope, u64>, StoreError> {
    let sql = "SELECT name, counter FROM scope
               WHERE name IN (SELECT value FROM json_each(?1)) AND counter > 0";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([serde_json::json!(scopes).to_string()])?;
    let mut heads = BTreeMap::new();
    while let Some(row) = rows.next()? {
        heads.insert(super::units::id(row.get(0)?)?, row.get::<_, i64>(1)?.cast_unsigned());
    }
    Ok(heads)
}

fn cells(connection: &Connection, scope: i64, from: u64, limit: usize) -> Result<Vec<SentCell>, StoreError> {
    let sql =
        "SELECT entity, field, seq, heads FROM cell WHERE scope = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    // A number that no counter reaches asks for nothing.
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![scope, from, limit])?;
    let mut cells = Vec::new();
    while let Some(row) = rows.next()? {
        let heads: String = row.get(3)?;
        cells.push(SentCell {
            entity: EntityId::from(row.get::<_, String>(0)?),
            field: row.get::<_, String>(1)?.into(),
            seq: row.get::<_, i64>(2)?.cast_unsigned(),
            heads: json("cell", &heads)?,
        });
    }
    Ok(cells)
}
