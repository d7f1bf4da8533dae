//! `POST /api/v1/sync`: takes a device's changes and gives it what others changed.

use super::{
    App,
    body::{Answer, Body},
    guard,
    problem::ApiError,
    session::Caller,
};
use crate::{
    clock,
    store::{
        Connection, StoreError, history,
        ledger::SqliteLedger,
        meta, pages, people,
        replicas::{self, Contact},
        sessions,
    },
};
use axum::{extract::State, http::HeaderMap};
use sotay_core::{
    clock::Millis,
    ids::{PersonId, ReplicaId, Scope},
    intake::{self, Delivery, Intake},
    rights::Rights,
    wire::{PROTOCOL, Page, SyncRequest, SyncResponse},
};
use std::sync::Arc;

/// Takes, makes durable, then reads: the pages hold the caller's own changes too.
pub async fn sync(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Answer<SyncResponse>, ApiError> {
    let request: SyncRequest =
        body.parse_checked(|r: &SyncRequest| intake::check(r.protocol, &r.replica, &r.changes))?;
    let client = guard::client(&headers);
    let person = caller.signed_in.person.clone();
    let (request, taken) = app
        .store
        .write_moving(move |connection| {
            let taken = take(connection, &caller, &request, client, clock::now())?;
            let (taken, moved) = taken.unzip();
            Ok(((request, taken), moved.unwrap_or_default()))
        })
        .await?;
    let taken = taken.ok_or(ApiError::NotSignedIn)?;
    let limit = app.limits.page;
    let answer = app.store.read(move |c| answer(c, &person, &request, taken, limit)).await?;
    answer.map(Answer).ok_or(ApiError::NotSignedIn)
}

/// What taking gave, and the device's new name if it needs one.
struct Taken {
    intake: Intake,
    replica: Option<ReplicaId>,
    /// The clock by which the changes were taken.
    now: Millis,
}

/// One transaction: rights as they are now, the changes, and what the device says of itself. With it the scopes
/// that moved on. None when the account is gone.
fn take(
    connection: &Connection,
    caller: &Caller,
    request: &SyncRequest,
    client: String,
    now: Millis,
) -> Result<Option<(Taken, Vec<Scope>)>, StoreError> {
    let person = &caller.signed_in.person;
    let Some(rights) = people::rights(connection, person)? else { return Ok(None) };
    let present = &caller.signed_in.replica;
    let device = replicas::device(connection, present)?;
    replicas::adopt(connection, &request.replica, person, &device, now)?;

    let clock = meta::clock(connection, now)?;
    let mut ledger = SqliteLedger::new(connection, clock);
    let intake = intake::take(&mut ledger, person, &rights, Delivery::of(request, clock), clock)?;
    let moved = ledger.finish()?;

    let former = request.replica != *present;
    let replica = match intake.forked {
        false => None,
        // What is left of a former name joins the present one.
        true if former => Some(present.clone()),
        true => {
            let replica = replicas::create(connection, person, &device, now)?;
            sessions::rename(connection, &caller.token, &replica)?;
            Some(replica)
        }
    };
    // What the device keeps under all its names is told of one of them, and must not be counted twice.
    let contact = contact(request, &intake, client);
    if former || replica.is_some() {
        let none = Contact { pending: 0, oldest: None, client: contact.client.clone() };
        replicas::heard(connection, &request.replica, &none, clock)?;
    }
    replicas::heard(connection, replica.as_ref().unwrap_or(present), &contact, clock)?;
    Ok(Some((Taken { intake, replica, now: clock }, moved)))
}

/// What the device keeps unsent once it has this answer. What was refused before is sent for its number alone,
/// and the device does not count it.
fn contact(request: &SyncRequest, intake: &Intake, client: String) -> Contact {
    let counted = intake.verdicts.iter().filter(|verdict| !request.refused.contains(&verdict.n));
    let judged = u64::try_from(counted.count()).unwrap_or(u64::MAX);
    let pending = request.pending.saturating_sub(judged);
    Contact { pending, oldest: request.oldest.filter(|_| pending > 0), client }
}

/// One snapshot: the scopes the person has, each with a page.
fn answer(
    connection: &Connection,
    person: &PersonId,
    request: &SyncRequest,
    taken: Taken,
    limit: usize,
) -> Result<Option<SyncResponse>, StoreError> {
    let Some(rights) = people::rights(connection, person)? else { return Ok(None) };
    Ok(Some(SyncResponse {
        protocol: PROTOCOL,
        epoch: meta::epoch(connection)?,
        now: taken.now,
        acked: taken.intake.acked,
        verdicts: taken.intake.verdicts,
        replica: taken.replica,
        scopes: pages_for(connection, &rights, request, limit)?,
    }))
}

fn pages_for(
    connection: &Connection,
    rights: &Rights,
    request: &SyncRequest,
    limit: usize,
) -> Result<Vec<Page>, StoreError> {
    let mut pages = Vec::new();
    for scope in rights.scopes() {
        let cursor = request.cursors.iter().find(|cursor| cursor.scope == scope);
        let mut page = pages::page(connection, &scope, cursor.map_or(0, |cursor| cursor.seq), limit)?;
        // The district follows many units: it asks for an item's history when somebody looks at the item.
        let own = scope.unit().is_some_and(|unit| rights.own.contains(unit));
        if let Some(tip) = cursor.and_then(|cursor| cursor.past).filter(|_| own) {
            page.past = Some(history::page(connection, &scope, tip, limit)?);
        }
        pages.push(page);
    }
    Ok(pages)
}
