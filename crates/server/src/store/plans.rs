//! Plans as published: the documents, and the digest in force as a cell of the plan's scope.

use super::{
    Connection, StoreError,
    ledger::{self, SqliteLedger, json},
    units::id,
};
use crate::random;
use rusqlite::{OptionalExtension, params};
use sotay_core::{
    change::{Change, Field, Value},
    clock::Millis,
    compare,
    ids::{EntityId, PersonId, PlanId, Scope},
    intake::Ledger,
    plan::{Plan, PlanProblem},
    wire::{PlanVersion, Published},
};

/// A plan to be published.
#[derive(Debug)]
pub struct Order<'a> {
    /// The plan.
    pub plan: Plan,
    /// Its document, where the bytes matter: it is stored as it is when nothing had to be aligned.
    pub document: Option<&'a str>,
    /// Over which version.
    pub over: Over,
    /// Whether its codes are those of that version, see [`sotay_core::wire::Publication::edited`].
    pub edited: bool,
    /// What the version is for.
    pub note: &'a str,
    /// Who publishes it; none on the command line.
    pub by: Option<&'a PersonId>,
}

/// The version that a plan is published over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Over {
    /// Whichever is in force.
    Whichever,
    /// This one, or none.
    Exactly(Option<String>),
}

/// What became of an order.
#[derive(Debug)]
pub enum Publishing {
    /// It is published, or was in force already.
    Done {
        /// Which document.
        published: Published,
        /// The version before, where there is one.
        before: Option<Box<Plan>>,
        /// The plan as it is published.
        plan: Box<Plan>,
        /// The scopes that moved on.
        moved: Vec<Scope>,
    },
    /// Another version is in force than the one it was compared with.
    Meanwhile,
    /// It cannot be published.
    Problem(PlanProblem),
}

/// Publishes a plan. Devices learn the new digest from the plan's scope and then ask for the document.
pub fn publish(connection: &Connection, order: Order<'_>, now: Millis) -> Result<Publishing, StoreError> {
    if let Err(problem) = order.plan.check() {
        return Ok(Publishing::Problem(problem));
    }
    let id: PlanId =
        order.plan.id.parse().map_err(|error| StoreError::Invalid(format!("the plan's id: {error}")))?;
    let digest_before = in_force(connection, &id)?;
    if let Over::Exactly(expected) = &order.over
        && *expected != digest_before
    {
        return Ok(Publishing::Meanwhile);
    }
    let before = match &digest_before {
        Some(digest) => plan_of(connection, digest)?,
        None => None,
    };
    let plan = match &before {
        Some(before) if order.edited => compare::carry(before, order.plan.clone()),
        Some(before) => compare::align(before, order.plan.clone()),
        None => order.plan.clone(),
    };
    if let Err(problem) = plan.check() {
        return Ok(Publishing::Problem(problem));
    }
    if let Some(digest) = digest_before.filter(|_| before.as_ref() == Some(&plan)) {
        let published = Published { plan: id, digest, changed: false };
        let (before, plan) = (before.map(Box::new), Box::new(plan));
        return Ok(Publishing::Done { published, before, plan, moved: Vec::new() });
    }
    let document = match order.document.filter(|_| plan == order.plan) {
        Some(document) => document.to_owned(),
        None => serde_json::to_string(&plan).map_err(|e| StoreError::Invalid(e.to_string()))?,
    };
    let digest = random::sha256_hex(document.as_bytes());
    let sql = "INSERT INTO plan (digest, id, document, published_at) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT DO NOTHING";
    connection.prepare_cached(sql)?.execute(params![digest, id.as_str(), document, now])?;
    let moved = announce(connection, &id, &digest, order.note.trim(), order.by, now)?;
    let published = Published { plan: id, digest, changed: true };
    let (before, plan) = (before.map(Box::new), Box::new(plan));
    Ok(Publishing::Done { published, before, plan, moved })
}

/// Writes the digest, and before it what the version is for, where that is said or was said of the last one.
fn announce(
    connection: &Connection,
    plan: &PlanId,
    digest: &str,
    note: &str,
    by: Option<&PersonId>,
    now: Millis,
) -> Result<Vec<Scope>, StoreError> {
    let (scope, entity) = (Scope::Plan(plan.clone()), EntityId::Document(plan.clone()));
    let mut ledger = SqliteLedger::new(connection, now);
    let (said, _) = ledger.cell(&scope, &entity, &Field::Note)?;
    if !note.is_empty() || *said.shown() != Value::Empty {
        ledger.author(scope.clone(), entity.clone(), Field::Note, Value::text(note), by)?;
    }
    ledger.author(scope, entity, Field::Digest, Value::text(digest), by)?;
    ledger.finish()
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

/// The versions of a plan, oldest first, as the log has them.
pub fn versions(connection: &Connection, plan: &PlanId) -> Result<Vec<PlanVersion>, StoreError> {
    let sql = "SELECT change, log.received_at, person.name
               FROM log LEFT JOIN person ON person.id = log.brought_by
               WHERE scope = ?1 AND json_extract(change, '$.entity') = ?2 ORDER BY place";
    let mut statement = connection.prepare_cached(sql)?;
    let (scope, entity) = (Scope::Plan(plan.clone()), EntityId::Document(plan.clone()));
    let mut rows = statement.query([scope.to_string(), entity.to_string()])?;
    let mut versions = Vec::new();
    // What a version is for is written before it.
    let mut note = String::new();
    while let Some(row) = rows.next()? {
        let change: Change = json("log", &row.get::<_, String>(0)?)?;
        let text = change.value.as_text().unwrap_or_default().to_owned();
        match change.field {
            Field::Note => note = text,
            // A device that tries to publish is refused, and its change stands in the log all the same.
            Field::Digest if change.author.as_str() == ledger::SERVER => {
                let note = std::mem::take(&mut note);
                versions.push(PlanVersion { digest: text, at: row.get(1)?, by: row.get(2)?, note });
            }
            _ => {}
        }
    }
    Ok(versions)
}

/// The plan of a document that is stored.
pub fn plan_of(connection: &Connection, digest: &str) -> Result<Option<Plan>, StoreError> {
    let Some(document) = document(connection, digest)? else { return Ok(None) };
    Plan::from_json(&document).map(Some).map_err(|error| StoreError::corrupt("plan")(error.to_string()))
}

/// The digest in force.
pub fn in_force(connection: &Connection, plan: &PlanId) -> Result<Option<String>, StoreError> {
    // Asked of the stored cell; a scope that is not there yet has none.
    if ledger::counter(connection, &Scope::Plan(plan.clone()))?.is_none() {
        return Ok(None);
    }
    let mut ledger = SqliteLedger::new(connection, 0);
    let (cell, _) =
        ledger.cell(&Scope::Plan(plan.clone()), &EntityId::Document(plan.clone()), &Field::Digest)?;
    Ok(cell.shown().as_text().map(str::to_owned))
}
