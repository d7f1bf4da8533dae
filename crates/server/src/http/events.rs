//! `GET /api/v1/events`: server-sent events, a line whenever a scope that the caller reads has moved on.
//!
//! A line is a hint to sync and nothing more; see `sotay_core::wire::Poke`. What wakes a stream is the store's
//! [`moved`](crate::store::Store::moved); what it says is read from the database, together with whether the
//! caller may hear it still. So a listener that is slow, or a command that writes beside the server, costs a late
//! line and never a wrong one.

use super::{App, problem::ApiError, session::Caller};
use crate::{
    clock,
    store::{StoreError, pages, people, sessions},
};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use http_body::Frame;
use sotay_core::{ids::Scope, rights::Rights, wire::Poke};
use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, broadcast, watch},
    time::{Instant, sleep_until},
};

/// When to come again while there are as many streams as there may be, in seconds.
const FULL: u64 = 60;

/// The least time between two lines of one stream: what moves meanwhile is told together.
const REST: Duration = Duration::from_millis(200);

/// A line that says nothing, so that both sides see that the connection lives.
const NOTHING: &[u8] = b":\n\n";

/// Opens a stream. It begins with where every scope is, so nothing is missed between a sync and the stream.
pub async fn listen(State(app): State<Arc<App>>, caller: Caller) -> Result<Response, ApiError> {
    let seat = Arc::clone(&app.streams).try_acquire_owned().map_err(|_| ApiError::Busy(FULL))?;
    // Before the first look: what moves after it wakes the stream.
    let (moved, stopping) = (app.store.moved(), app.stopping.subscribe());
    let Some(Look { rights, heads }) = look(&app, &caller).await? else { return Err(ApiError::NotSignedIn) };
    let first = lines(&heads);
    let now = Instant::now();
    let (rest, due) = (now + REST, now + app.limits.keep_alive);
    let scopes = rights.scopes().into_iter().collect();
    let listener =
        Listener { app, caller, rights, scopes, told: heads, moved, stopping, rest, due, _seat: seat };
    let body = Lines { next: Some(Box::pin(async move { Some((first, listener)) })) };
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // A proxy that collects an answer before it passes it on would hold the lines back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::new(body)).into_response())
}

/// What a caller may hear, and what there is to say.
struct Look {
    rights: Rights,
    heads: BTreeMap<Scope, u64>,
}

/// Reads both in one snapshot; none when the session has ended or the account is gone.
async fn look(app: &App, caller: &Caller) -> Result<Option<Look>, StoreError> {
    let (token, person) = (caller.token.clone(), caller.signed_in.person.clone());
    app.store
        .read(move |connection| {
            if sessions::find(connection, &token, clock::now())?.is_none() {
                return Ok(None);
            }
            let Some(rights) = people::rights(connection, &person)? else { return Ok(None) };
            let heads = pages::heads(connection, &rights.scopes())?;
            Ok(Some(Look { rights, heads }))
        })
        .await
}

/// One stream.
struct Listener {
    app: Arc<App>,
    caller: Caller,
    rights: Rights,
    /// Those of the rights.
    scopes: BTreeSet<Scope>,
    told: BTreeMap<Scope, u64>,
    moved: broadcast::Receiver<Scope>,
    stopping: watch::Receiver<bool>,
    /// Nothing is said before.
    rest: Instant,
    /// Something is said by then.
    due: Instant,
    _seat: OwnedSemaphorePermit,
}

impl Listener {
    /// Waits for the next thing to say; none at the end. It ends when the server stops, when the session has ended
    /// and when the caller's rights have changed: whoever comes again hears by the new ones.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        loop {
            let mut stopping = self.stopping.clone();
            tokio::select! {
                biased;
                _ = stopping.wait_for(|stopping| *stopping) => return None,
                woken = self.wake() => woken?,
            }
            let Look { rights, heads } = match look(&self.app, &self.caller).await {
                Ok(look) => look?,
                Err(error) => {
                    tracing::warn!(%error, "a stream of events ended");
                    return None;
                }
            };
            if rights != self.rights {
                return None;
            }
            let mut news = heads.clone();
            news.retain(|scope, head| self.told.get(scope) != Some(head));
            let now = Instant::now();
            if news.is_empty() && now < self.due {
                continue;
            }
            self.told = heads;
            self.rest = now + REST;
            self.due = now + self.app.limits.keep_alive;
            return Some((lines(&news), self));
        }
    }

    /// Waits until there may be something to say; none when there never will be.
    async fn wake(&mut self) -> Option<()> {
        sleep_until(self.rest).await;
        loop {
            let moved = tokio::select! {
                moved = self.moved.recv() => moved,
                () = sleep_until(self.due) => return Some(()),
            };
            match moved {
                // One look says all that has moved by then.
                Ok(scope) if self.scopes.contains(&scope) => {
                    self.moved = self.moved.resubscribe();
                    return Some(());
                }
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(()),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

/// The events that say where scopes are.
fn lines(heads: &BTreeMap<Scope, u64>) -> Bytes {
    if heads.is_empty() {
        return Bytes::from_static(NOTHING);
    }
    let poke = |(scope, head): (&Scope, &u64)| Poke { scope: scope.clone(), head: *head };
    heads.iter().map(|head| format!("data: {}\n\n", poke(head))).collect::<String>().into()
}

/// What waits for the next lines and goes on with the listener.
type Next = Pin<Box<dyn Future<Output = Option<(Bytes, Listener)>> + Send>>;

/// The body. Nothing waits in it while the connection takes nothing: it is asked again when there is room.
struct Lines {
    next: Option<Next>,
}

impl HttpBody for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(next) = &mut self.next else { return Poll::Ready(None) };
        let said = ready!(next.as_mut().poll(context));
        // A future that is done must not be asked again.
        self.next = None;
        Poll::Ready(said.map(|(bytes, listener)| {
            self.next = Some(Box::pin(listener.next()));
            Ok(Frame::data(bytes))
        }))
    }
}
