//! HTTP: the API under `/api/v1` and the built client.
//!
//! A handler says what is to be done and in which order; how is in [`crate::store`] and `sotay-core`. Every
//! answer that is not 2xx is a [`problem::ApiError`] and leaves as problem details.

pub mod assets;
mod body;
mod guard;
mod guesses;
mod headers;
mod plans;
mod problem;
mod session;
mod sync;

pub use assets::Assets;
pub use guard::PublicOrigin;

use crate::store::Store;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use guesses::Guesses;
use problem::ApiError;
use sotay_core::wire::{BODY_LIMIT, PAGE_LIMIT};
use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};
use tower_http::{
    compression::{CompressionLayer, predicate::SizeAbove},
    decompression::RequestDecompressionLayer,
};

/// Bounds of what one request may ask for. Parameters, so that tests can set them to 1, 2 or 3.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most cells of a scope in an answer.
    pub page: usize,
    /// The most bytes of a body, after decompression.
    pub body: usize,
    /// The longest a request may take, its body's arrival included.
    pub request: Duration,
    /// How long requests under way may go on after the server was told to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page: PAGE_LIMIT,
            body: BODY_LIMIT,
            request: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

/// How many passwords are hashed at once: each takes 19 MiB and a processor.
const HASHINGS: usize = 2;

/// What the handlers share.
pub struct App {
    store: Store,
    assets: Assets,
    limits: Limits,
    origin: Option<PublicOrigin>,
    hashing: Semaphore,
    guesses: Guesses,
}

impl App {
    /// An application over an open store.
    pub fn new(store: Store, assets: Assets, limits: Limits, origin: Option<PublicOrigin>) -> Arc<Self> {
        let (hashing, guesses) = (Semaphore::new(HASHINGS), Guesses::default());
        Arc::new(Self { store, assets, limits, origin, hashing, guesses })
    }

    /// Whether browsers reach the server over TLS.
    fn is_https(&self) -> bool {
        self.origin.as_ref().is_some_and(PublicOrigin::is_https)
    }
}

/// Serves until `stop` resolves, then lets requests under way finish and closes the store.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let drain = app.limits.drain;
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        let _ = stopping.send(());
    });
    tokio::select! {
        served = serving => served,
        // A client that never finishes its request must not keep the server from stopping.
        () = async { let _ = stopped.await; tokio::time::sleep(drain).await } => Ok(()),
    }
}

/// Every route, and around them what holds for all: the outermost layer stands last.
fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .route("/session", post(session::sign_in).get(session::show).delete(session::sign_out))
        .route("/sync", post(sync::sync))
        .route("/plans/{digest}", get(plans::document))
        .fallback(|| async { ApiError::NotFound })
        .layer(DefaultBodyLimit::max(app.limits.body))
        .layer(RequestDecompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&app), guard::check))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(1024)));
    Router::new()
        .nest("/api/v1", api)
        .route("/api/{*rest}", axum::routing::any(|| async { ApiError::NotFound }))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .fallback(assets::serve)
        .layer(from_fn(problem::complete))
        .layer(from_fn_with_state(Arc::clone(&app), guard::in_time))
        .layer(from_fn_with_state(Arc::clone(&app), headers::add))
        .with_state(app)
}

/// Whether the database answers.
async fn ready(State(app): State<Arc<App>>) -> Response {
    match app.store.read(crate::store::meta::epoch).await {
        Ok(_) => ([(header::CACHE_CONTROL, "no-store")], "ready\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}
