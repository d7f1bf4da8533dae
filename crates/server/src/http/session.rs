//! `/api/v1/session`: signing in, who is signed in, signing out.

use super::{
    App,
    body::{Answer, Body},
    guard,
    problem::ApiError,
};
use crate::{
    clock, password,
    random::{self, NoRandomness},
    store::{
        Connection, StoreError, meta, people, replicas,
        sessions::{self, LIFETIME, SignedIn, TokenHash},
    },
};
use axum::{
    extract::{ConnectInfo, FromRequestParts, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use sotay_core::wire::{Session, SignIn};
use std::{net::SocketAddr, sync::Arc};

/// The longest name of a device that is kept.
const DEVICE_LIMIT: usize = 100;

impl From<NoRandomness> for ApiError {
    fn from(error: NoRandomness) -> Self {
        Self::Internal(error.to_string())
    }
}

/// The person signed in, by the request's cookie.
pub struct Caller {
    /// Who, and on which device.
    pub signed_in: SignedIn,
    /// Which session.
    pub token: TokenHash,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let token = token(app, &parts.headers).ok_or(ApiError::NotSignedIn)?;
        let asked = token.clone();
        let found =
            app.store.read(move |connection| sessions::find(connection, &asked, clock::now())).await?;
        Ok(Self { signed_in: found.ok_or(ApiError::NotSignedIn)?, token })
    }
}

/// `POST`: an account's name and password for a session.
pub async fn sign_in(
    State(app): State<Arc<App>>,
    peer: ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let asked: SignIn = body.parse()?;
    let address = guard::address(&app, peer, &headers);
    app.guesses.attempt(&asked.account, address, clock::now()).map_err(ApiError::TooManyAttempts)?;

    let account = asked.account.clone();
    let found = app.store.read(move |connection| people::by_account(connection, &account)).await?;
    let (person, stored) = found.unzip();
    let right = check_password(&app, asked.password, stored).await?;
    let (true, Some(person)) = (right, person) else { return Err(ApiError::BadCredentials) };
    app.guesses.right(&asked.account, address);

    let secret = random::hex(&random::bytes::<32>()?);
    let token = TokenHash::of(&secret);
    let device: String = asked.device.chars().filter(|c| !c.is_control()).take(DEVICE_LIMIT).collect();
    let session = app
        .store
        .write(move |connection| {
            let now = clock::now();
            let kept = asked.replica.map(|replica| {
                replicas::adopt(connection, &replica, &person, &device, now)
                    .and_then(|()| replicas::name_device(connection, &replica, &device))
                    .map(|()| replica)
            });
            let replica = match kept {
                Some(Ok(replica)) => replica,
                // A name that is another person's is no reason not to let this one in: the device takes the
                // new name and numbers anew what it holds unsent.
                Some(Err(StoreError::ReplicaNotYours)) | None => {
                    replicas::create(connection, &person, &device, now)?
                }
                Some(Err(error)) => return Err(error),
            };
            let signed_in = SignedIn { person, replica };
            sessions::open(connection, &token, &signed_in, now)?;
            describe(connection, &signed_in)
        })
        .await?
        .ok_or(ApiError::BadCredentials)?;
    let cookie = cookie(&app, &secret, LIFETIME / 1000)?;
    Ok(([(header::SET_COOKIE, cookie)], Answer(session)).into_response())
}

/// `GET`: who is signed in.
pub async fn show(State(app): State<Arc<App>>, caller: Caller) -> Result<Answer<Session>, ApiError> {
    let session = app.store.read(move |connection| describe(connection, &caller.signed_in)).await?;
    session.map(Answer).ok_or(ApiError::NotSignedIn)
}

/// `DELETE`: signs out. Without a session there is nothing to do.
pub async fn sign_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ApiError> {
    if let Some(token) = token(&app, &headers) {
        app.store.write(move |connection| sessions::close(connection, &token)).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&app, "", 0)?)]).into_response())
}

/// What signing in gives; none when the account is gone.
fn describe(connection: &Connection, signed_in: &SignedIn) -> Result<Option<Session>, StoreError> {
    let Some(person) = people::person(connection, &signed_in.person)? else { return Ok(None) };
    let Some(rights) = people::rights(connection, &signed_in.person)? else { return Ok(None) };
    Ok(Some(Session {
        person,
        acked: replicas::acked(connection, &signed_in.replica)?,
        replica: signed_in.replica.clone(),
        units: people::units_of(connection, &rights)?,
        people: people::names_in(connection, &rights.reads)?,
        practice: meta::practice(connection)?,
    }))
}

/// Hashing takes a processor for a moment: off the runtime's threads, and few at a time.
async fn check_password(app: &App, given: String, stored: Option<String>) -> Result<bool, ApiError> {
    let _permit = app.hashing.acquire().await.map_err(|e| ApiError::Internal(e.to_string()))?;
    let work = tokio::task::spawn_blocking(move || password::verify(&given, stored.as_deref()));
    work.await.map_err(|error| ApiError::Internal(error.to_string()))
}

/// The cookie's name. The prefix makes browsers insist on TLS, which a server on the loopback address does
/// not have; and not every browser takes a `Secure` cookie there.
fn name(app: &App) -> &'static str {
    if app.is_https() { "__Host-sotay" } else { "sotay" }
}

fn cookie(app: &App, value: &str, seconds: i64) -> Result<HeaderValue, ApiError> {
    let secure = if app.is_https() { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}", name(app));
    HeaderValue::from_str(&text).map_err(|error| ApiError::Internal(error.to_string()))
}

fn token(app: &App, headers: &HeaderMap) -> Option<TokenHash> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = pairs.find(|(key, _)| *key == name(app))?;
    (token.len() == 64).then(|| TokenHash::of(token))
}
