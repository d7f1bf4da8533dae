//! Units: what the units file names, and who lies below whom.

use super::{Connection, StoreError};
use rusqlite::params;
use serde::Deserialize;
use sotay_core::{ids::UnitId, wire::Unit};
use std::collections::{BTreeMap, BTreeSet};

/// A units file: `{"units":[{"id":…,"name":…,"parent":…, …}]}`. What else an entry says is kept with it.
#[derive(Clone, Debug, Deserialize)]
pub struct UnitsFile {
    units: Vec<serde_json::Value>,
}

/// The part of an entry that the server reads.
#[derive(Deserialize)]
struct Entry {
    id: UnitId,
    name: String,
    #[serde(default)]
    parent: Option<UnitId>,
}

/// Puts the units of a file in: new ones are added, known ones get what the file says, others stay. A unit is
/// never removed: what was recorded for it stands.
pub fn load(connection: &Connection, file: &UnitsFile) -> Result<usize, StoreError> {
    let known = all(connection)?;
    let mut parents: BTreeMap<UnitId, Option<UnitId>> =
        known.iter().map(|unit| (unit.id.clone(), unit.parent.clone())).collect();
    let mut seen = BTreeSet::new();
    for (index, value) in file.units.iter().enumerate() {
        let entry: Entry = serde_json::from_value(value.clone())
            .map_err(|error| StoreError::Invalid(format!("unit {}: {error}", index + 1)))?;
        if !seen.insert(entry.id.clone()) {
            return Err(StoreError::Invalid(format!("unit {}: {} stands twice", index + 1, entry.id)));
        }
        if entry.name.trim().is_empty() {
            return Err(StoreError::Invalid(format!("unit {}: {} has no name", index + 1, entry.id)));
        }
        parents.insert(entry.id.clone(), entry.parent.clone());
        let sql = "INSERT INTO unit (id, name, parent, position, document) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent,
                   position = excluded.position, document = excluded.document";
        connection.prepare_cached(sql)?.execute(params![
            entry.id.as_str(),
            entry.name,
            entry.parent.as_ref().map(UnitId::as_str),
            i64::try_from(index).unwrap_or(i64::MAX),
            value.to_string()
        ])?;
    }
    check(&parents)?;
    Ok(file.units.len())
}

/// Every parent must be there, and no unit may lie below itself.
fn check(parents: &BTreeMap<UnitId, Option<UnitId>>) -> Result<(), StoreError> {
    for unit in parents.keys() {
        let mut passed = BTreeSet::from([unit]);
        let mut at = unit;
        while let Some(Some(parent)) = parents.get(at) {
            if !parents.contains_key(parent) {
                return Err(StoreError::Invalid(format!("{at} lies below {parent}, which is not a unit")));
            }
            if !passed.insert(parent) {
                return Err(StoreError::Invalid(format!("{unit} lies below itself")));
            }
            at = parent;
        }
    }
    Ok(())
}

/// Every unit, in the file's order.
pub fn all(connection: &Connection) -> Result<Vec<Unit>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, name, parent FROM unit ORDER BY position, id")?;
    let mut rows = statement.query([])?;
    let mut units = Vec::new();
    while let Some(row) = rows.next()? {
        let parent: Option<String> = row.get(2)?;
        units.push(Unit { id: id(row.get(0)?)?, name: row.get(1)?, parent: parent.map(id).transpose()? });
    }
    Ok(units)
}

/// The units of `own` and every unit below them: own ones first, the others in the file's order.
pub fn with_below(own: &[UnitId], all: &[Unit]) -> Vec<UnitId> {
    let mut reached: BTreeSet<&UnitId> = own.iter().collect();
    // A pass finds the next level; a free hierarchy is a few levels deep.
    loop {
        let before = reached.len();
        let below = all.iter().filter(|unit| unit.parent.as_ref().is_some_and(|p| reached.contains(p)));
        let below: Vec<&UnitId> = below.map(|unit| &unit.id).collect();
        reached.extend(below);
        if reached.len() == before {
            break;
        }
    }
    let rest = all.iter().map(|unit| &unit.id).filter(|id| reached.contains(id) && !own.contains(id));
    own.iter().chain(rest).cloned().collect()
}

/// An id column.
pub fn id<T: std::str::FromStr<Err = sotay_core::ids::IdError>>(text: String) -> Result<T, StoreError> {
    text.parse().map_err(|error: sotay_core::ids::IdError| StoreError::corrupt("an id")(error.to_string()))
}
