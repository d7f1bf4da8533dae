//! `POST /api/v1/handovers`: unsent changes that somebody brings from another device's export.

use super::{
    App,
    body::{Answer, Body},
    problem::ApiError,
    session::Caller,
};
use crate::{
    clock,
    store::{Connection, StoreError, ledger::SqliteLedger, meta, people, replicas},
};
use axum::extract::State;
use sotay_core::{
    clock::Millis,
    ids::{PersonId, Scope},
    intake::{self, Delivery},
    wire::{HandedOver, Handover},
};
use std::sync::Arc;

/// What became of a handover in its transaction.
enum Handing {
    Done(HandedOver),
    NotSignedIn,
    Denied,
}

/// Takes the changes for their author, and answers when they are durable.
pub async fn hand_over(
    State(app): State<Arc<App>>,
    caller: Caller,
    body: Body,
) -> Result<Answer<HandedOver>, ApiError> {
    let handover: Handover =
        body.parse_checked(|h: &Handover| intake::check(h.protocol, &h.replica, &h.changes))?;
    let caller = caller.signed_in.person;
    let handing = app.store.write_moving(move |c| take(c, &caller, &handover, clock::now())).await?;
    match handing {
        Handing::Done(answer) => Ok(Answer(answer)),
        Handing::NotSignedIn => Err(ApiError::NotSignedIn),
        Handing::Denied => Err(ApiError::HandoverDenied),
    }
}

/// One transaction: the caller's rights and the author's as they are now, the changes, and how much less the
/// device keeps unsent by now. With it the scopes that moved on.
fn take(
    connection: &Connection,
    caller: &PersonId,
    handover: &Handover,
    now: Millis,
) -> Result<(Handing, Vec<Scope>), StoreError> {
    let Some(own) = people::rights(connection, caller)? else { return Ok((Handing::NotSignedIn, vec![])) };
    let Some(author) = author(connection, handover)? else { return Ok((Handing::Denied, vec![])) };
    // None for an account that is gone, and for the server's own.
    let Some(rights) = people::rights(connection, &author)? else { return Ok((Handing::Denied, vec![])) };
    if author != *caller && own.brings_for(&rights.own).is_err() {
        return Ok((Handing::Denied, vec![]));
    }
    // What it calls itself it says when it comes back.
    replicas::adopt(connection, &handover.replica, &author, "", now)?;

    let clock = meta::clock(connection, now)?;
    let mut ledger = SqliteLedger::new(connection, clock);
    let delivery = Delivery::handed_over(handover, caller);
    let delivery = Delivery { brought_by: delivery.brought_by.filter(|by| **by != author), ..delivery };
    let intake = intake::take(&mut ledger, &author, &rights, delivery, clock)?;
    let moved = ledger.finish()?;

    replicas::relieved(connection, &handover.replica, intake.new)?;
    Ok((Handing::Done(HandedOver { verdicts: intake.verdicts, forked: intake.forked }), moved))
}

/// Whose work it is: the replica's owner. A restored database may not know the replica; then the changes say it,
/// and their author must say the same in each, or it is refused like any change of another author.
fn author(connection: &Connection, handover: &Handover) -> Result<Option<PersonId>, StoreError> {
    let owner = replicas::owner(connection, &handover.replica)?;
    Ok(owner.or_else(|| handover.changes.first().map(|change| change.author.clone())))
}
