//! What every request to the API must be before a handler sees it, and who it comes from.

use super::{App, files, imports, problem::ApiError};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sotay_core::wire::IMPORT_TYPE;
use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

/// Names the client and its version. A page of another site cannot send it without being asked for leave.
pub const CLIENT: &str = "sotay-client";

/// Where browsers reach the server, `https://sotay.example.vn`, when a proxy stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOrigin(String);

impl PublicOrigin {
    /// Whether it is over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for PublicOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches('/').to_ascii_lowercase();
        match text.split_once("://") {
            Some(("http" | "https", host))
                if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) =>
            {
                Ok(Self(text))
            }
            _ => Err(format!("{text:?} is not an origin such as https://sotay.example.vn")),
        }
    }
}

/// Refuses requests that change something and could come from another site's page.
pub async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD)
        && let Err(error) = ours(&app, &request)
    {
        return error.into_response();
    }
    next.run(request).await
}

fn ours(app: &App, request: &Request) -> Result<(), ApiError> {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key(header::ORIGIN) {
        let origin = text(header::ORIGIN).unwrap_or_default().to_ascii_lowercase();
        let right = match &app.origin {
            Some(public) => origin == public.0,
            None => origin.split_once("://").is_some_and(|(_, host)| {
                text(header::HOST).is_some_and(|asked| asked.eq_ignore_ascii_case(host))
            }),
        };
        if !right {
            return Err(ApiError::Origin);
        }
    }
    if text(header::HeaderName::from_static(CLIENT)).is_none_or(str::is_empty) {
        return Err(ApiError::Client);
    }
    // None is a type that a form of another site's page can send. A PUT brings a file's bytes.
    let path = request.uri().path();
    let wanted = match *request.method() {
        Method::PUT if path.contains(files::PATH) => "application/octet-stream",
        _ if path.ends_with(imports::PATH) => IMPORT_TYPE,
        _ => "application/json",
    };
    let right = text(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
    });
    // A DELETE has no body.
    if *request.method() != Method::DELETE && !right {
        return Err(ApiError::ContentType(wanted));
    }
    Ok(())
}

/// Ends requests that take too long, as when a body never arrives.
pub async fn in_time(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(app.limits.request, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::Timeout.into_response(),
    }
}

/// The address that a request comes from. Behind a proxy it is the last one in `X-Forwarded-For`, which the
/// proxy itself wrote; without a public origin there is no proxy and the header says nothing.
pub fn address(app: &App, ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: &HeaderMap) -> IpAddr {
    let forwarded = || {
        let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    app.origin.as_ref().and_then(|_| forwarded()).unwrap_or(peer.ip())
}

/// What the client calls itself, cut to what a list of devices shows.
pub fn client(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let whole = format!("{} {}", text(CLIENT), text(header::USER_AGENT.as_str()));
    whole.trim().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_nothing_else() {
        let origin = |text: &str| text.parse::<PublicOrigin>();
        assert!(origin("https://sotay.example.vn/").unwrap().is_https());
        assert!(!origin("http://192.168.1.5:8080").unwrap().is_https());
        for text in ["sotay.example.vn", "https://", "https://a/b", "ftp://a", "https://u@a", ""] {
            assert!(origin(text).is_err(), "{text:?}");
        }
    }
}
