//! HTTP: the API under `/api/v1` and the built client.
//!
//! A handler says what is to be done and in which order; how is in [`crate::store`] and `sotay-core`. Every
//! answer that is not 2xx is a [`problem::ApiError`] and leaves as problem details.

pub mod assets;
mod body;
mod devices;
mod events;
mod files;
mod guard;
mod guesses;
mod handovers;
mod headers;
mod history;
mod imports;
mod plans;
mod problem;
mod session;
mod sync;

pub use assets::Assets;
pub use guard::PublicOrigin;

use crate::{files::Room, store::Store};
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
use sotay_core::{
    evidence::{CHUNK, FILE_LIMIT},
    wire::{BODY_LIMIT, IMPORT_LIMIT, PAGE_LIMIT},
};
use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tower_http::{
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    decompression::RequestDecompressionLayer,
};

/// Bounds of what one request may ask for. Parameters, so that tests can set them to 1, 2 or 3.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most cells of a scope in an answer.
    pub page: usize,
    /// The most bytes of a body, after decompression.
    pub body: usize,
    /// The most bytes of a plan's file, after decompression.
    pub import: usize,
    /// The most plans' files read at once.
    pub imports: usize,
    /// The most bytes of a file in one request.
    pub chunk: usize,
    /// How much room files have.
    pub files: Room,
    /// The longest a request may take, its body's arrival included.
    pub request: Duration,
    /// The most rows of an item's history in an answer: of a longer one the latest.
    pub history: usize,
    /// The most streams of events at once.
    pub streams: usize,
    /// How long a stream of events may be silent.
    pub keep_alive: Duration,
    /// How long requests under way may go on after the server was told to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page: PAGE_LIMIT,
            body: BODY_LIMIT,
            import: IMPORT_LIMIT,
            imports: 2,
            // A build of another day may cut a little larger.
            chunk: 2 * CHUNK as usize,
            files: Room { file: FILE_LIMIT, quota: QUOTA },
            request: Duration::from_secs(30),
            history: 2_000,
            streams: 1_024,
            keep_alive: Duration::from_secs(25),
            drain: Duration::from_secs(10),
        }
    }
}

/// The most bytes that the files of a unit may have together: some ten thousand photos.
const QUOTA: u64 = 5 * 1024 * 1024 * 1024;

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
    streams: Arc<Semaphore>,
    importing: Arc<Semaphore>,
    /// Whether the server was told to stop.
    stopping: watch::Sender<bool>,
}

impl App {
    /// An application over an open store.
    pub fn new(store: Store, assets: Assets, limits: Limits, origin: Option<PublicOrigin>) -> Arc<Self> {
        let (hashing, guesses) = (Semaphore::new(HASHINGS), Guesses::default());
        let streams = Arc::new(Semaphore::new(limits.streams));
        let importing = Arc::new(Semaphore::new(limits.imports));
        let stopping = watch::Sender::new(false);
        Arc::new(Self { store, assets, limits, origin, hashing, guesses, streams, importing, stopping })
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
    let service = router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        // Streams have no end of their own.
        app.stopping.send_replace(true);
        drop(app);
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
        .route("/plans", post(plans::publish))
        .route("/plans/{name}", get(plans::document))
        .route("/plans/{name}/versions", get(plans::versions))
        .route(imports::PATH, post(imports::import).layer(DefaultBodyLimit::max(app.limits.import)))
        .route("/history/{unit}/{plan}/{code}/{occurrence}", get(history::of_item))
        .route("/devices", get(devices::list))
        .route("/handovers", post(handovers::hand_over))
        .route("/events", get(events::listen))
        .fallback(|| async { ApiError::NotFound })
        .layer(DefaultBodyLimit::max(app.limits.body))
        .layer(RequestDecompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&app), guard::check))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(1024).and(NotForContentType::SSE)));
    // Files are packed already, and a part of one must come as it lies on the disk.
    let files = Router::new()
        .route("/files/{unit}/{digest}", get(files::give).put(files::take))
        .layer(DefaultBodyLimit::max(app.limits.chunk))
        .layer(from_fn_with_state(Arc::clone(&app), guard::check));
    Router::new()
        .nest("/api/v1", files.merge(api))
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
