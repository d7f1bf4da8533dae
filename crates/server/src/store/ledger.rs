//! The log, the cells and their counters: `sotay_core::intake::Ledger` over SQLite.

use super::{Connection, StoreError};
use rusqlite::{OptionalExtension, params};
use sotay_core::{
    cell::Cell,
    chain::{Hash, Tip},
    change::{Change, Field, Group, SCHEMA, Value},
    checksum::Checksum,
    clock::{Hlc, Millis},
    ids::{ChangeId, EntityId, ItemId, PersonId, ReplicaId, Scope},
    intake::{Ledger, LogRow, Taken},
    wire::Outcome,
};
use std::collections::{BTreeMap, BTreeSet};

pub use super::migrations::SERVER;

/// A ledger inside one writing transaction. Scopes' counters and the replica's mark are read once and written
/// by [`SqliteLedger::finish`]; nobody else writes meanwhile.
pub struct SqliteLedger<'c> {
    connection: &'c Connection,
    now: Millis,
    scopes: BTreeMap<Scope, Counter>,
    moved: BTreeSet<Scope>,
    acked: BTreeMap<ReplicaId, u64>,
}

/// A scope's row.
#[derive(Clone, Copy)]
pub(super) struct Counter {
    pub(super) id: i64,
    pub(super) head: u64,
    pub(super) checksum: Checksum,
    pub(super) tip: Tip,
}

impl<'c> SqliteLedger<'c> {
    /// A ledger over `connection`, in whose log changes stand as received at `now`.
    pub fn new(connection: &'c Connection, now: Millis) -> Self {
        Self { connection, now, scopes: BTreeMap::new(), moved: BTreeSet::new(), acked: BTreeMap::new() }
    }

    /// Writes down what was kept back; gives the scopes whose cells changed. Without it the transaction must not
    /// be committed.
    pub fn finish(self) -> Result<Vec<Scope>, StoreError> {
        let sql = "UPDATE scope SET counter = ?2, checksum = ?3, tip_n = ?4, tip_hash = ?5 WHERE id = ?1";
        let mut scope = self.connection.prepare_cached(sql)?;
        for counter in self.scopes.values() {
            scope.execute(params![
                counter.id,
                counter.head.cast_signed(),
                counter.checksum.bits().cast_signed(),
                counter.tip.n.cast_signed(),
                counter.tip.hash.0
            ])?;
        }
        let mut replica = self.connection.prepare_cached("UPDATE replica SET acked = ?2 WHERE id = ?1")?;
        for (id, acked) in &self.acked {
            replica.execute(params![id.as_str(), acked.cast_signed()])?;
        }
        Ok(self.moved.into_iter().collect())
    }

    /// Makes a change in the server's own name, over whatever stands, and takes it. `by` is who asked for it, if not
    /// the server's own command line.
    pub fn author(
        &mut self,
        scope: Scope,
        entity: EntityId,
        field: Field,
        value: Value,
        by: Option<&PersonId>,
    ) -> Result<(), StoreError> {
        let bad = StoreError::corrupt("replica");
        let replica: ReplicaId = SERVER.parse().map_err(|e| bad(format!("{e}")))?;
        let author: PersonId = SERVER.parse().map_err(|e| bad(format!("{e}")))?;
        let n = self.acked(&replica)? + 1;
        self.mark(&replica, n)?;
        let (old, number) = self.cell(&scope, &entity, &field)?;
        let mut cell = old.clone();
        let at = cell.heads().first().map_or(Hlc::at(self.now), |head| head.at.next(self.now));
        let change = Change {
            id: ChangeId { replica, n },
            group: Group { first: n, len: 1 },
            scope,
            entity,
            field,
            value,
            over: cell.seen(),
            at,
            author,
            schema: SCHEMA,
        };
        change.check().map_err(|invalid| StoreError::Invalid(invalid.to_string()))?;
        cell.apply(&change);
        let seq = self.put(&change.scope, &change.entity, &change.field, &cell, (&old, number))?;
        let (tip, digest) = (self.tip(&change.scope)?, change.digest());
        self.log(LogRow::after(tip, change, digest, Outcome::Applied(seq), self.now, by.cloned()))
    }

    /// The scope's counter, made when the scope has none yet.
    fn counter(&mut self, scope: &Scope) -> Result<Counter, StoreError> {
        if let Some(counter) = self.scopes.get(scope) {
            return Ok(*counter);
        }
        let counter = match counter(self.connection, scope)? {
            Some(counter) => counter,
            None => {
                let sql = "INSERT INTO scope (name, counter, checksum) VALUES (?1, 0, 0)";
                self.connection.prepare_cached(sql)?.execute([scope.to_string()])?;
                let id = self.connection.last_insert_rowid();
                Counter { id, head: 0, checksum: Checksum::default(), tip: Tip::default() }
            }
        };
        self.scopes.insert(scope.clone(), counter);
        Ok(counter)
    }
}

/// A scope's counter as stored.
pub(super) fn counter(connection: &Connection, scope: &Scope) -> Result<Option<Counter>, StoreError> {
    let sql = "SELECT id, counter, checksum, tip_n, tip_hash FROM scope WHERE name = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row([scope.to_string()], |row| {
        Ok(Counter {
            id: row.get(0)?,
            head: row.get::<_, i64>(1)?.cast_unsigned(),
            checksum: Checksum::from_bits(row.get::<_, i64>(2)?.cast_unsigned()),
            tip: Tip { n: row.get::<_, i64>(3)?.cast_unsigned(), hash: Hash(row.get(4)?) },
        })
    });
    Ok(row.optional()?)
}

/// Reads what a JSON column holds.
pub(super) fn json<T: serde::de::DeserializeOwned>(table: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(table)(error.to_string()))
}

fn to_json(table: &'static str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt(table)(error.to_string()))
}

impl Ledger for SqliteLedger<'_> {
    type Error = StoreError;

    fn acked(&mut self, replica: &ReplicaId) -> Result<u64, StoreError> {
        if let Some(acked) = self.acked.get(replica) {
            return Ok(*acked);
        }
        let mut statement = self.connection.prepare_cached("SELECT acked FROM replica WHERE id = ?1")?;
        let acked = statement.query_row([replica.as_str()], |row| row.get::<_, i64>(0)).optional()?;
        Ok(acked.unwrap_or(0).cast_unsigned())
    }

    fn taken(&mut self, id: &ChangeId) -> Result<Option<Taken>, StoreError> {
        let sql = "SELECT digest, outcome FROM log WHERE replica = ?1 AND n = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let row = statement.query_row(params![id.replica.as_str(), id.n.cast_signed()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        });
        let Some((digest, outcome)) = row.optional()? else { return Ok(None) };
        Ok(Some(Taken { digest: digest.cast_unsigned(), outcome: json("log", &outcome)? }))
    }

    fn cell(&mut self, scope: &Scope, entity: &EntityId, field: &Field) -> Result<(Cell, u64), StoreError> {
        let counter = self.counter(scope)?;
        let sql = "SELECT heads, seq FROM cell WHERE scope = ?1 AND entity = ?2 AND field = ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let row = statement.query_row(params![counter.id, entity.to_string(), field.name()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        });
        match row.optional()? {
            Some((heads, seq)) => Ok((json("cell", &heads)?, seq.cast_unsigned())),
            None => Ok((Cell::default(), 0)),
        }
    }

    fn put(
        &mut self,
        scope: &Scope,
        entity: &EntityId,
        field: &Field,
        cell: &Cell,
        old: (&Cell, u64),
    ) -> Result<u64, StoreError> {
        let mut counter = self.counter(scope)?;
        counter.head += 1;
        if old.1 > 0 {
            counter.checksum.remove(entity, field, old.1, old.0);
        }
        counter.checksum.add(entity, field, counter.head, cell);
        let sql = "INSERT INTO cell (scope, entity, field, seq, heads) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (scope, entity, field) DO UPDATE SET seq = excluded.seq, heads = excluded.heads";
        self.connection.prepare_cached(sql)?.execute(params![
            counter.id,
            entity.to_string(),
            field.name(),
            counter.head.cast_signed(),
            to_json("cell", cell)?
        ])?;
        self.scopes.insert(scope.clone(), counter);
        self.moved.insert(scope.clone());
        Ok(counter.head)
    }

    fn tip(&mut self, scope: &Scope) -> Result<Tip, StoreError> {
        Ok(self.counter(scope)?.tip)
    }

    fn mark(&mut self, replica: &ReplicaId, acked: u64) -> Result<(), StoreError> {
        self.acked.insert(replica.clone(), acked);
        Ok(())
    }

    fn log(&mut self, row: LogRow) -> Result<(), StoreError> {
        let ChangeId { replica, n } = &row.change.id;
        let sql = "INSERT INTO log
                   (replica, n, scope, place, item, change, digest, outcome, received_at, brought_by, hash)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        self.connection.prepare_cached(sql)?.execute(params![
            replica.as_str(),
            n.cast_signed(),
            row.change.scope.to_string(),
            row.tip.n.cast_signed(),
            row.change.entity.item().map(ItemId::to_string),
            row.change_json,
            row.digest.cast_signed(),
            row.outcome_json,
            row.received_at,
            row.brought_by.as_ref().map(PersonId::as_str),
            row.tip.hash.0
        ])?;
        let counter = self.counter(&row.change.scope)?;
        self.scopes.insert(row.change.scope, Counter { tip: row.tip, ..counter });
        Ok(())
    }
}
