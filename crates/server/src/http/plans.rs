//! `/api/v1/plans`: publishing a plan, its documents, its versions.

use super::{
    App,
    body::{Answer, Body},
    problem::ApiError,
    session::Caller,
};
use crate::{
    clock,
    store::{
        Connection, StoreError, meta, people,
        plans::{self, Order, Over, Publishing},
    },
};
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use sotay_core::{
    clock::Millis,
    ids::{PersonId, PlanId, Scope},
    wire::{PlanVersion, Publication, Published},
};
use std::sync::Arc;

/// The longest that a version's note may be, in bytes: it is a value like others.
const NOTE_LIMIT: usize = sotay_core::change::TEXT_LIMIT;

/// What became of it in its transaction.
enum Outcome {
    Published(Published),
    NotSignedIn,
    Denied,
    Meanwhile,
    Problem(String),
}

/// `POST`: publishes a plan as a new version, and answers when it is durable.
pub async fn publish(
    State(app): State<Arc<App>>,
    caller: Caller,
    body: Body,
) -> Result<Answer<Published>, ApiError> {
    let publication: Publication = body.parse_checked(|_| Ok(()))?;
    if publication.note.len() > NOTE_LIMIT {
        return Err(ApiError::Malformed(format!("the note is over {NOTE_LIMIT} bytes")));
    }
    let caller = caller.signed_in.person;
    let outcome = app.store.write_moving(move |c| take(c, &caller, publication, clock::now())).await?;
    match outcome {
        Outcome::Published(published) => Ok(Answer(published)),
        Outcome::NotSignedIn => Err(ApiError::NotSignedIn),
        Outcome::Denied => Err(ApiError::PublishingDenied),
        Outcome::Meanwhile => Err(ApiError::PublishedMeanwhile),
        Outcome::Problem(problem) => Err(ApiError::Plan(problem)),
    }
}

/// One transaction: the caller's rights as they are now, and what is in force now.
fn take(
    connection: &Connection,
    caller: &PersonId,
    publication: Publication,
    now: Millis,
) -> Result<(Outcome, Vec<Scope>), StoreError> {
    let Some(rights) = people::rights(connection, caller)? else { return Ok((Outcome::NotSignedIn, vec![])) };
    if rights.publishes().is_err() {
        return Ok((Outcome::Denied, vec![]));
    }
    if publication.plan.format > sotay_core::plan::FORMAT {
        let found = publication.plan.format;
        let newer = sotay_core::plan::PlanError::Newer { found };
        return Ok((Outcome::Problem(newer.to_string()), vec![]));
    }
    let mut plan = publication.plan;
    if publication.edited {
        // A person changed wordings; what follows from them is the server's to say.
        sotay_import::reread(&mut plan);
    }
    let order = Order {
        plan,
        document: None,
        over: Over::Exactly(publication.over),
        edited: publication.edited,
        note: &publication.note,
        by: Some(caller),
    };
    Ok(match plans::publish(connection, order, meta::clock(connection, now)?)? {
        Publishing::Done { published, moved, .. } => (Outcome::Published(published), moved),
        Publishing::Meanwhile => (Outcome::Meanwhile, vec![]),
        Publishing::Problem(problem) => (Outcome::Problem(problem.to_string()), vec![]),
    })
}

/// `GET /{digest}`: the document. What a digest names never changes, so the device may keep it for good.
pub async fn document(
    State(app): State<Arc<App>>,
    _: Caller,
    Path(digest): Path<String>,
) -> Result<Response, ApiError> {
    let document = app.store.read(move |connection| plans::document(connection, &digest)).await?;
    let document = document.ok_or(ApiError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, document).into_response())
}

/// `GET /{plan}/versions`: the versions of a plan, oldest first.
pub async fn versions(
    State(app): State<Arc<App>>,
    _: Caller,
    Path(plan): Path<String>,
) -> Result<Answer<Vec<PlanVersion>>, ApiError> {
    let plan: PlanId = plan.parse().map_err(|_| ApiError::NotFound)?;
    let versions = app.store.read(move |connection| plans::versions(connection, &plan)).await?;
    if versions.is_empty() { Err(ApiError::NotFound) } else { Ok(Answer(versions)) }
}
