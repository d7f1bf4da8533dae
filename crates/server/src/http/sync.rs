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
use serde::Deserialize;
use sotay_core::{
    clock::Millis,
    dates,
    ids::{PersonId, ReplicaId},
    intake::{self, Delivery, Intake, RequestError},
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
    let request = parse(&body)?;
    let client = guard::client(&headers);
    let person = caller.signed_in.person.clone();
    let (request, taken) = app
        .store
        .write(move |connection| {
            let taken = take(connection, &caller, &request, client, clock::now())?;
            Ok((request, taken))
        })
        .await?;
    let taken = taken.ok_or(ApiError::NotSignedIn)?;
    let limit = app.limits.page;
    let answer = app.store.read(move |c| answer(c, &person, &request, taken, limit)).await?;
    answer.map(Answer).ok_or(ApiError::NotSignedIn)
}

/// Reads the request. The protocol is looked at first, so that a client of another one is told so, and not
/// that it is broken.
fn parse(body: &Body) -> Result<SyncRequest, ApiError> {
    #[derive(Deserialize)]
    struct Head {
        protocol: u32,
    }
    let head: Head = body.parse()?;
    if head.protocol != PROTOCOL {
        return Err(ApiError::Protocol(head.protocol));
    }
    let request: SyncRequest = body.parse()?;
    intake::check(request.protocol, &request.replica, &request.changes).map_err(|error| match error {
        RequestError::Protocol(found) => ApiError::Protocol(found),
        other => ApiError::Malformed(other.to_string()),
    })?;
    Ok(request)
}

/// What taking gave, and the device's new name if it needs one.
struct Taken {
    intake: Intake,
    replica: Option<ReplicaId>,
    /// The clock by which the changes were taken.
    now: Millis,
}

/// One transaction: rights as they are now, the changes, and what the device says of itself. None when the
/// account is gone.
fn take(
    connection: &Connection,
    caller: &Caller,
    request: &SyncRequest,
    client: String,
    now: Millis,
) -> Result<Option<Taken>, StoreError> {
    let person = &caller.signed_in.person;
    let Some(rights) = people::rights(connection, person)? else { return Ok(None) };
    let device = replicas::device(connection, &caller.signed_in.replica)?;
    replicas::adopt(connection, &request.replica, person, &device, now)?;

    // On a practice server the day stands still, for the devices and for us: a clock that is three years off
    // would move every change made there out of the practice year.
    let clock = meta::practice(connection)?.map_or(now, |today| dates::on_day(now, today));
    let mut ledger = SqliteLedger::new(connection, clock);
    let intake = intake::take(&mut ledger, person, &rights, Delivery::of(request, clock), clock)?;
    ledger.finish()?;

    let replica = if intake.forked {
        let replica = replicas::create(connection, person, &device, now)?;
        sessions::rename(connection, &caller.token, &replica)?;
        Some(replica)
    } else {
        None
    };
    let contact = contact(request, &intake, client);
    replicas::heard(connection, replica.as_ref().unwrap_or(&request.replica), &contact, now)?;
    Ok(Some(Taken { intake, replica, now: clock }))
}

/// What the device keeps unsent once it has this answer.
fn contact(request: &SyncRequest, intake: &Intake, client: String) -> Contact {
    let judged = u64::try_from(intake.verdicts.len()).unwrap_or(u64::MAX);
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
