//! Whether the log is what was written, and the cells are what the log says.
//!
//! Each scope's chain is computed anew from the stored texts and compared with the stored hashes, places, columns
//! and tip; then the cells are folded anew from the changes that were taken. Of a chain the first thing wrong is
//! reported: behind it nothing can be said.

use super::{Connection, StoreError, units::id};
use rusqlite::params;
use sotay_core::{
    cell::Cell,
    chain::{Hash, Row, Tip},
    change::{Change, Field},
    checksum::Checksum,
    ids::{EntityId, ItemId, Scope},
    wire::Outcome,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// A chain as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Of which scope.
    pub scope: Scope,
    /// How many rows the log has of it.
    pub rows: u64,
    /// Where it ends, as far as it is sound.
    pub tip: Tip,
    /// The first thing that is wrong.
    pub broken: Option<Broken>,
}

/// The first thing that is wrong in a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// At which row of the log; none when it is not one row's matter.
    pub at: Option<Place>,
    /// What.
    pub what: Wrong,
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its place in the chain.
    pub place: u64,
    /// Its number in the table.
    pub id: i64,
    /// Its change's identity by its columns, `replica.n`.
    pub change: String,
}

/// What can be wrong in a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The row's place is not the next one.
    #[error("rows are missing before it: place {0} was expected")]
    Missing(u64),
    /// Two rows at one place.
    #[error("its place is taken by another row")]
    Twice,
    /// Rows are numbered in the order in which they were taken, and this one's number says otherwise.
    #[error("its log id is below that of the row before it")]
    Order,
    /// The hash does not follow from the row and the one before.
    #[error("the row is not what was written, or does not follow the one before it: another hash")]
    Hash,
    /// A text that cannot be read.
    #[error("the {0} cannot be read: {1}")]
    Unreadable(&'static str, String),
    /// A column says something else than the change.
    #[error("the column {0} says something else than the change")]
    Column(&'static str),
    /// The verdict's sequence number is not the next one.
    #[error("the verdict has sequence number {found}, {expected} was expected")]
    Sequence {
        /// What it has.
        found: u64,
        /// What it should have.
        expected: u64,
    },
    /// The scope's tip is not where the log ends.
    #[error("the scope's tip, of place {kept}, is not the end of the log, at place {found}")]
    Tip {
        /// What the scope keeps.
        kept: u64,
        /// Where the log ends.
        found: u64,
    },
    /// A tip kept elsewhere is not in the chain any more.
    #[error("the tip kept at place {0} is not in the chain any more: it was cut or written anew")]
    Against(u64),
    /// A cell is not what the log gives.
    #[error("the cell {0} {1} is not what the log gives")]
    Cell(String, String),
    /// The scope's counter is not the last sequence number.
    #[error("the scope's counter is {found}, by the log {expected}")]
    Counter {
        /// What it is.
        found: u64,
        /// What it should be.
        expected: u64,
    },
    /// The scope's checksum is not that of its cells.
    #[error("the scope's checksum is not that of its cells")]
    Checksum,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Place { place, id, change }) = &self.at {
            write!(f, "place {place}, log id {id}, change {change}: ")?;
        }
        write!(f, "{}", self.what)
    }
}

impl From<Wrong> for Broken {
    fn from(what: Wrong) -> Self {
        Self { at: None, what }
    }
}

/// A scope's tip as the scope keeps it.
pub fn tips(connection: &Connection) -> Result<Vec<(Scope, Tip)>, StoreError> {
    let mut statement = connection.prepare("SELECT name, tip_n, tip_hash FROM scope ORDER BY name")?;
    let mut rows = statement.query([])?;
    let mut tips = Vec::new();
    while let Some(row) = rows.next()? {
        tips.push((
            id(row.get(0)?)?,
            Tip { n: row.get::<_, i64>(1)?.cast_unsigned(), hash: Hash(row.get(2)?) },
        ));
    }
    Ok(tips)
}

/// Verifies every chain, or that of one scope, over one snapshot. `against`: tips kept elsewhere, which must be
/// in the chains still. `tell` hears of each chain as it is done.
pub fn verify(
    connection: &Connection,
    only: Option<&Scope>,
    against: &[(Scope, Tip)],
    mut tell: impl FnMut(&Chain),
) -> Result<Vec<Chain>, StoreError> {
    // Nothing that is written meanwhile may be seen in one query and not in another.
    let snapshot = connection.unchecked_transaction()?;
    let mut chains = Vec::new();
    let scopes = match only {
        Some(scope) => BTreeSet::from([scope.clone()]),
        None => scopes(&snapshot, against)?,
    };
    for scope in scopes {
        let kept: Vec<Tip> = against.iter().filter(|(of, _)| *of == scope).map(|(_, tip)| *tip).collect();
        let chain = chain(&snapshot, scope, &kept)?;
        tell(&chain);
        chains.push(chain);
    }
    Ok(chains)
}

/// Every scope that anything is kept for, or should be.
fn scopes(connection: &Connection, against: &[(Scope, Tip)]) -> Result<BTreeSet<Scope>, StoreError> {
    let mut statement = connection.prepare("SELECT name FROM scope UNION SELECT scope FROM log")?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut scopes = names.map(|name| id(name?)).collect::<Result<BTreeSet<_>, StoreError>>()?;
    scopes.extend(against.iter().map(|(scope, _)| scope.clone()));
    Ok(scopes)
}

fn chain(connection: &Connection, scope: Scope, kept: &[Tip]) -> Result<Chain, StoreError> {
    let sql = "SELECT count(*) FROM log WHERE scope = ?1";
    let rows: i64 = connection.query_row(sql, [scope.to_string()], |row| row.get(0))?;
    let mut fold = Fold { tip: Tip::default(), head: 0, cells: BTreeMap::new(), id: i64::MIN };
    let broken = match fold.log(connection, &scope, kept)? {
        Some(broken) => Some(broken),
        None => fold.scope(connection, &scope)?.map(Broken::from),
    };
    Ok(Chain { scope, rows: rows.cast_unsigned(), tip: fold.tip, broken })
}

/// A scope as its log gives it.
struct Fold {
    tip: Tip,
    head: u64,
    cells: BTreeMap<(EntityId, Field), (Cell, u64)>,
    /// The last row's.
    id: i64,
}

/// A row as it is stored.
struct Stored {
    place: u64,
    id: i64,
    replica: String,
    n: u64,
    item: Option<String>,
    change: String,
    outcome: String,
    received_at: i64,
    brought_by: Option<String>,
    hash: Vec<u8>,
    digest: i64,
}

impl Fold {
    /// Goes through the log. What is wrong ends it.
    fn log(
        &mut self,
        connection: &Connection,
        scope: &Scope,
        kept: &[Tip],
    ) -> Result<Option<Broken>, StoreError> {
        let mut missing: Vec<Tip> = kept.iter().copied().filter(|tip| tip.n > 0).collect();
        missing.sort_by_key(|tip| tip.n);
        let mut statement = connection.prepare(
            "SELECT place, id, replica, n, item, change, outcome, received_at, brought_by, hash, digest FROM log
             WHERE scope = ?1 ORDER BY place, id",
        )?;
        let mut rows = statement.query([scope.to_string()])?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            let row = Stored {
                place: row.get::<_, i64>(0)?.cast_unsigned(),
                id: row.get(1)?,
                replica: row.get(2)?,
                n: row.get::<_, i64>(3)?.cast_unsigned(),
                item: row.get(4)?,
                change: row.get(5)?,
                outcome: row.get(6)?,
                received_at: row.get(7)?,
                brought_by: row.get(8)?,
                hash: row.get(9)?,
                digest: row.get(10)?,
            };
            let at = Place { place: row.place, id: row.id, change: format!("{}.{}", row.replica, row.n) };
            if let Err(what) = self.row(scope, &row) {
                return Ok(Some(Broken { at: Some(at), what }));
            }
            missing.retain(|tip| *tip != self.tip);
            if let Some(tip) = missing.first().filter(|tip| tip.n <= self.tip.n) {
                return Ok(Some(Broken { at: Some(at), what: Wrong::Against(tip.n) }));
            }
            last = Some(at);
        }
        let stored = tip(connection, scope)?;
        if stored != self.tip {
            return Ok(Some(Broken { at: last, what: Wrong::Tip { kept: stored.n, found: self.tip.n } }));
        }
        Ok(missing.first().map(|tip| Broken { at: last, what: Wrong::Against(tip.n) }))
    }

    /// Takes one row in.
    fn row(&mut self, scope: &Scope, row: &Stored) -> Result<(), Wrong> {
        let expected = self.tip.n + 1;
        if row.place != expected {
            return Err(if row.place < expected { Wrong::Twice } else { Wrong::Missing(expected) });
        }
        if row.id <= self.id {
            return Err(Wrong::Order);
        }
        let tip = self.tip.after(Row {
            change: &row.change,
            digest: row.digest.cast_unsigned(),
            outcome: &row.outcome,
            received_at: row.received_at,
            brought_by: row.brought_by.as_deref(),
        });
        if tip.hash.0[..] != row.hash[..] {
            return Err(Wrong::Hash);
        }
        let change: Change = serde_json::from_str(&row.change)
            .map_err(|error| Wrong::Unreadable("change", error.to_string()))?;
        let outcome: Outcome = serde_json::from_str(&row.outcome)
            .map_err(|error| Wrong::Unreadable("verdict", error.to_string()))?;
        for (column, agrees) in [
            ("replica", change.id.replica.as_str() == row.replica),
            ("n", change.id.n == row.n),
            ("scope", change.scope == *scope),
            ("item", change.entity.item().map(ItemId::to_string) == row.item),
        ] {
            if !agrees {
                return Err(Wrong::Column(column));
            }
        }
        if let Some(found) = outcome.seq() {
            let expected = self.head + 1;
            if found != expected {
                return Err(Wrong::Sequence { found, expected });
            }
            let (cell, seq) = self.cells.entry((change.entity.clone(), change.field.clone())).or_default();
            cell.apply(&change);
            *seq = found;
            self.head = found;
        }
        self.tip = tip;
        self.id = row.id;
        Ok(())
    }

    /// Compares what the log gave with what stands.
    fn scope(&mut self, connection: &Connection, scope: &Scope) -> Result<Option<Wrong>, StoreError> {
        let Some(counter) = super::ledger::counter(connection, scope)? else { return Ok(None) };
        let mut sum = Checksum::default();
        for ((entity, field), (cell, seq)) in &self.cells {
            sum.add(entity, field, *seq, cell);
        }
        let mut statement =
            connection.prepare("SELECT entity, field, seq, heads FROM cell WHERE scope = ?1 ORDER BY seq")?;
        let mut rows = statement.query(params![counter.id])?;
        while let Some(row) = rows.next()? {
            let (entity, field): (String, String) = (row.get(0)?, row.get(1)?);
            let key = (EntityId::from(entity.clone()), Field::from(field.clone()));
            let stored = serde_json::from_str::<Cell>(&row.get::<_, String>(3)?);
            let stored = stored.ok().map(|cell| (cell, row.get::<_, i64>(2).unwrap_or(0).cast_unsigned()));
            if stored.is_none() || self.cells.remove(&key) != stored {
                return Ok(Some(Wrong::Cell(entity, field)));
            }
        }
        if let Some(((entity, field), _)) = self.cells.pop_first() {
            return Ok(Some(Wrong::Cell(entity.to_string(), field.to_string())));
        }
        if counter.head != self.head {
            return Ok(Some(Wrong::Counter { found: counter.head, expected: self.head }));
        }
        Ok((counter.checksum != sum).then_some(Wrong::Checksum))
    }
}

/// The tip that a scope keeps; the start of a chain for a scope that is not there.
fn tip(connection: &Connection, scope: &Scope) -> Result<Tip, StoreError> {
    Ok(super::ledger::counter(connection, scope)?.map_or(Tip::default(), |counter| counter.tip))
}
