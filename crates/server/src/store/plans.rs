//! Plans as published: the documents, and the digest in force as a cell of the plan's scope.

use super::{Connection, StoreError, ledger::SqliteLedger, units::id};
use crate::random;
use rusqlite::{OptionalExtension, params};
use sotay_core::{
    change::{Field, Value},
    clock::Millis,
    ids::{EntityId, PlanId, Scope},
    plan::Plan,
};

/// What publishing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The plan.
    pub plan: PlanId,
    /// SHA-256 of its document.
    pub digest: String,
    /// Whether another document was in force before.
    pub changed: bool,
}

/// Publishes a plan document. Devices learn the new digest from the plan's scope and then ask for it.
pub fn publish(connection: &Connection, document: &str, now: Millis) -> Result<Published, StoreError> {
    let plan = Plan::from_json(document).map_err(|error| StoreError::Invalid(error.to_string()))?;
    let plan: PlanId =
        plan.id.parse().map_err(|error| StoreError::Invalid(format!("the plan's id: {error}")))?;
    let digest = random::sha256_hex(document.as_bytes());
    let changed = in_force(connection, &plan)?.as_deref() != Some(digest.as_str());
    if changed {
        let sql = "INSERT INTO plan (digest, id, document, published_at) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT DO NOTHING";
        connection.prepare_cached(sql)?.execute(params![digest, plan.as_str(), document, now])?;
        let mut ledger = SqliteLedger::new(connection, now);
        let entity = EntityId::Document(plan.clone());
        ledger.author(Scope::Plan(plan.clone()), entity, Field::Digest, Value::text(&digest))?;
        ledger.finish()?;
    }
    Ok(Published { plan, digest, changed })
}

/// The plans that are published.
pub fn published(connection: &Connection) -> Result<Vec<PlanId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT DISTINCT id FROM plan ORDER BY id")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    rows.map(|row| id(row?)).collect()
}

/// The document of a digest.
pub fn document(connection: &Connection, digest: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT document FROM plan WHERE digest = ?1")?;
    Ok(statement.query_row([digest], |row| row.get(0)).optional()?)
}

/// The digest in force.
fn in_force(connection: &Connection, plan: &PlanId) -> Result<Option<String>, StoreError> {
    use sotay_core::intake::Ledger;
    // Asked of the stored cell; a scope that is not there yet has none.
    if super::ledger::counter(connection, &Scope::Plan(plan.clone()))?.is_none() {
        return Ok(None);
    }
    let mut ledger = SqliteLedger::new(connection, 0);
    let (cell, _) =
        ledger.cell(&Scope::Plan(plan.clone()), &EntityId::Document(plan.clone()), &Field::Digest)?;
    Ok(cell.shown().as_text().map(str::to_owned))
}
