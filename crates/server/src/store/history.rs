//! How a scope's cells came to what they are: the changes of the log that were taken, by their place in its chain.

use super::{Connection, StoreError, ledger::json};
use rusqlite::{OptionalExtension, Params, params};
use sotay_core::{
    chain::{Hash, Tip},
    change::Change,
    ids::{ItemId, Scope},
    wire::{Outcome, Past, PastPage},
};

/// The rows of a scope's chain past `tip`, at most `limit` of them, refused ones counted and left out. From the
/// start when the tip is not of this chain: an older copy was restored.
pub fn page(connection: &Connection, scope: &Scope, tip: Tip, limit: usize) -> Result<PastPage, StoreError> {
    let known = tip.n == 0 || hash(connection, scope, tip.n)? == Some(tip.hash);
    let from = if known { tip } else { Tip::default() };
    let sql = "SELECT place, hash, change, outcome, brought_by FROM log
               WHERE scope = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let parameters = params![scope.to_string(), number(from.n), limit.saturating_add(1)];
    let mut rows = rows(connection, sql, parameters)?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
    if more {
        rows.pop();
    }
    let to = rows.last().map_or(from, |(tip, _)| *tip);
    Ok(PastPage { from: from.n, rows: rows.into_iter().filter_map(|(_, past)| past).collect(), to, more })
}

/// The history of one item, its products and its remarks in a scope, oldest first; of a longer one the latest
/// `limit` rows.
pub fn of_item(
    connection: &Connection,
    scope: &Scope,
    item: &ItemId,
    limit: usize,
) -> Result<Vec<Past>, StoreError> {
    let sql = "SELECT place, hash, change, outcome, brought_by FROM log
               WHERE scope = ?2 AND item = ?1 ORDER BY place DESC LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = rows(connection, sql, params![item.to_string(), scope.to_string(), limit])?;
    Ok(rows.into_iter().rev().filter_map(|(_, past)| past).collect())
}

/// The hash at a place of a scope's chain; none beyond its end.
fn hash(connection: &Connection, scope: &Scope, place: u64) -> Result<Option<Hash>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT hash FROM log WHERE scope = ?1 AND place = ?2")?;
    let row = statement.query_row(params![scope.to_string(), number(place)], |row| row.get(0));
    Ok(row.optional()?.map(Hash))
}

/// Each row's place and hash, and the change unless it was refused.
fn rows(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
) -> Result<Vec<(Tip, Option<Past>)>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query(parameters)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let tip = Tip { n: row.get::<_, i64>(0)?.cast_unsigned(), hash: Hash(row.get(1)?) };
        let outcome: Outcome = json("log", row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?;
        let taken = outcome.seq().is_some();
        let change: Change = json("log", row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?;
        let past = if taken && change.entity.keeps_history() {
            let brought_by = row.get::<_, Option<String>>(4)?.map(super::units::id).transpose()?;
            Some(Past::new(tip.n, change, brought_by))
        } else {
            None
        };
        rows.push((tip, past));
    }
    Ok(rows)
}

/// A number that no row reaches asks for nothing.
fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
