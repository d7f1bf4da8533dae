//! SQLite alone: the rows that the server wrote, written once more without HTTP, JSON, rights and hashing.
//!
//! The rows are those of the server's own log, the cells as the server held them after each change, and counters
//! and marks as they stood after each push. All of it is made before the clock runs.

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags, params};
use sotay_chaos::server::processor_time;
use sotay_core::{cell::Cell, change::Change, checksum::Checksum, wire::Outcome};
use std::{
    collections::HashMap,
    path::Path,
    time::{Duration, Instant},
};

/// What one push wrote.
pub struct Job {
    replica: String,
    /// The replica's mark, and when it was heard of.
    acked: i64,
    heard: i64,
    client: String,
    rows: Vec<Row>,
    /// The scope's counter, checksum, and its chain's end.
    counter: (i64, i64, i64, [u8; 32]),
}

/// What one change wrote.
struct Row {
    n: i64,
    scope: String,
    place: i64,
    item: Option<String>,
    change: String,
    digest: i64,
    outcome: String,
    received_at: i64,
    hash: [u8; 32],
    entity: String,
    field: String,
    seq: i64,
    heads: String,
}

/// How long it took.
pub struct Took {
    /// All of it.
    pub all: Duration,
    /// Of it with a processor, in seconds.
    pub processor: f64,
    /// Each transaction, in seconds.
    pub transactions: Vec<f64>,
}

/// What the server wrote after the row `after` of its log, push by push, each of `size` changes.
pub fn jobs(database: &Path, after: i64, size: usize) -> Result<Vec<Job>> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sql = "SELECT replica, n, scope, place, item, change, digest, outcome, received_at, hash, client
               FROM log JOIN replica ON replica.id = log.replica WHERE log.id > ?1 ORDER BY log.id";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([after])?;
    let mut cells: HashMap<(String, String, String), (Cell, u64)> = HashMap::new();
    let mut sums: HashMap<String, Checksum> = HashMap::new();
    let mut jobs: Vec<Job> = Vec::new();
    while let Some(row) = rows.next()? {
        let (replica, n, scope): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (change_json, outcome_json): (String, String) = (row.get(5)?, row.get(7)?);
        let change: Change = serde_json::from_str(&change_json)?;
        let outcome: Outcome = serde_json::from_str(&outcome_json)?;
        let seq = outcome.seq().context("a change was refused")?;
        let (entity, field) = (change.entity.to_string(), change.field.to_string());
        let (cell, at) = cells.entry((scope.clone(), entity.clone(), field.clone())).or_default();
        let sum = sums.entry(scope.clone()).or_default();
        if *at > 0 {
            sum.remove(&change.entity, &change.field, *at, cell);
        }
        cell.apply(&change);
        *at = seq;
        sum.add(&change.entity, &change.field, seq, cell);
        let (place, hash): (i64, [u8; 32]) = (row.get(3)?, row.get(9)?);
        let counter = (seq.cast_signed(), sum.bits().cast_signed(), place, hash);
        let received_at = row.get(8)?;
        let client = row.get(10)?;
        let row = Row {
            n,
            scope,
            place,
            item: row.get(4)?,
            change: change_json,
            digest: row.get(6)?,
            outcome: outcome_json,
            received_at,
            hash,
            entity,
            field,
            seq: seq.cast_signed(),
            heads: serde_json::to_string(cell)?,
        };
        match jobs.last_mut().filter(|job| job.replica == replica && job.rows.len() < size) {
            Some(job) => {
                job.rows.push(row);
                (job.acked, job.counter) = (n, counter);
            }
            None => {
                jobs.push(Job { replica, acked: n, heard: received_at, client, rows: vec![row], counter });
            }
        }
    }
    Ok(jobs)
}

/// The last row of a log.
pub fn last_row(database: &Path) -> Result<i64> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(connection.query_row("SELECT coalesce(max(id), 0) FROM log", [], |row| row.get(0))?)
}

/// Writes the jobs into a database in which they are not yet, so many in a transaction. The connection is set up
/// as the server's is.
pub fn write(database: &Path, jobs: &[Job], group: usize) -> Result<Took> {
    let connection = Connection::open(database)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(64);
    let scopes = scopes(&connection, jobs)?;
    let mut transactions = Vec::with_capacity(jobs.len() / group + 1);
    let processor = || processor_time("/proc/thread-self/stat").unwrap_or(f64::NAN);
    let (begun, before) = (Instant::now(), processor());
    for jobs in jobs.chunks(group) {
        let one = Instant::now();
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for job in jobs {
            put(&connection, &scopes, job)?;
        }
        connection.execute_batch("COMMIT")?;
        transactions.push(one.elapsed().as_secs_f64());
    }
    let (all, processor) = (begun.elapsed(), processor() - before);
    if let Err((_, error)) = connection.close() {
        return Err(error.into());
    }
    Ok(Took { all, processor, transactions })
}

/// The scopes' rows, made where they are missing.
fn scopes(connection: &Connection, jobs: &[Job]) -> Result<HashMap<String, i64>> {
    let mut scopes = HashMap::new();
    for row in jobs.iter().flat_map(|job| &job.rows) {
        if scopes.contains_key(&row.scope) {
            continue;
        }
        let sql = "INSERT INTO scope (name, counter, checksum) VALUES (?1, 0, 0) ON CONFLICT DO NOTHING";
        connection.execute(sql, [&row.scope])?;
        let sql = "SELECT id FROM scope WHERE name = ?1";
        scopes.insert(row.scope.clone(), connection.query_row(sql, [&row.scope], |row| row.get(0))?);
    }
    Ok(scopes)
}

fn put(connection: &Connection, scopes: &HashMap<String, i64>, job: &Job) -> Result<()> {
    let mut cell = connection.prepare_cached(
        "INSERT INTO cell (scope, entity, field, seq, heads) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (scope, entity, field) DO UPDATE SET seq = excluded.seq, heads = excluded.heads",
    )?;
    let mut log = connection.prepare_cached(
        "INSERT INTO log (replica, n, scope, place, item, change, digest, outcome, received_at, brought_by, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?10)",
    )?;
    let mut id = None;
    for row in &job.rows {
        let scope = scopes.get(&row.scope).context("a scope without a row")?;
        id = Some(scope);
        cell.execute(params![scope, row.entity, row.field, row.seq, row.heads])?;
        log.execute(params![
            job.replica,
            row.n,
            row.scope,
            row.place,
            row.item,
            row.change,
            row.digest,
            row.outcome,
            row.received_at,
            row.hash
        ])?;
    }
    let (counter, checksum, place, hash) = &job.counter;
    let sql = "UPDATE scope SET counter = ?2, checksum = ?3, tip_n = ?4, tip_hash = ?5 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id, counter, checksum, place, hash])?;
    let sql = "UPDATE replica SET acked = ?2, contact_at = ?3, pending = 0, oldest = NULL, client = ?4
               WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![job.replica, job.acked, job.heard, job.client])?;
    Ok(())
}

/// An error unless two databases hold the same log, cells and counters: what was compared was the same work.
pub fn check_same(one: &Path, other: &Path) -> Result<()> {
    let sql = "SELECT 'log', scope, place, replica || n, change || outcome || digest || hex(hash) FROM log
               UNION ALL SELECT 'cell', name, seq, entity, field || heads FROM cell JOIN scope ON id = scope
               UNION ALL SELECT 'scope', name, counter, tip_n, checksum || hex(tip_hash) FROM scope
               UNION ALL SELECT 'replica', id, acked, pending, client FROM replica
               ORDER BY 1, 2, 3, 4";
    let read = |path: &Path| {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let part: (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            all.push((part, row.get::<_, rusqlite::types::Value>(3)?, row.get::<_, Option<String>>(4)?));
        }
        Ok::<_, anyhow::Error>(all)
    };
    let (one, other) = (read(one)?, read(other)?);
    ensure!(one.len() == other.len(), "{} rows against {}", one.len(), other.len());
    if let Some((one, other)) = one.iter().zip(&other).find(|(one, other)| one != other) {
        anyhow::bail!("{one:?} against {other:?}");
    }
    Ok(())
}
