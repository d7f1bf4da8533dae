//! The server's API, by fetch.

use crate::platform::clock;
use futures::future::{Either, select};
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use sotay_core::{
    drive::Failure,
    evidence::{Kind, Sending},
    ids::{ItemId, PlanId, UnitId},
    wire::{
        DeviceReport, FileAt, HandedOver, Handover, IMPORT_TYPE, ImportForm, ImportedPlan, Past, PlanVersion,
        Problem, Publication, Published, Session, SignIn, SyncRequest, SyncResponse,
    },
};
use std::pin::pin;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestInit, Response, window};

/// The longest that a request may take, in milliseconds: half of what makes a lock count as frozen.
const TIMEOUT: u32 = 30_000;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No answer of ours came: no network, a cut connection, a time-out. What
    /// became of the request is unknown; try again.
    #[error("no answer")]
    Unreachable,
    /// Something else answered in the server's place, as the sign-in page of a Wi-Fi does. Unknown; try again.
    #[error("something else answered")]
    Portal,
    /// JSON that this build does not understand.
    #[error("the answer cannot be read")]
    Unreadable,
    /// The server asks to come back later.
    #[error("the server asks to come back later")]
    Busy {
        /// In how many seconds, if it says.
        retry_after: Option<u32>,
    },
    /// Nobody is signed in, as far as the server knows.
    #[error("not signed in")]
    SignedOut,
    /// This build's protocol is no longer spoken.
    #[error("this build is too old")]
    TooOld,
    /// The server refused the request as such.
    #[error("the server answered {}", .0.status)]
    Refused(Problem),
}

/// Signs in.
pub async fn sign_in(sign_in: &SignIn) -> Result<Session, ApiError> {
    json("POST", "/api/v1/session", Some(sign_in)).await
}

/// Who is signed in, as the server knows.
pub async fn session() -> Result<Session, ApiError> {
    json("GET", "/api/v1/session", None::<&()>).await
}

/// Signs out.
pub async fn sign_out() -> Result<(), ApiError> {
    fetch("DELETE", "/api/v1/session", None).await.map(drop)
}

/// Sends and fetches.
pub async fn sync(request: &SyncRequest) -> Result<SyncResponse, ApiError> {
    json("POST", "/api/v1/sync", Some(request)).await
}

/// A published plan's document.
pub async fn document(digest: &str) -> Result<String, ApiError> {
    fetch("GET", &format!("/api/v1/plans/{digest}"), None).await
}

/// The versions of a plan, oldest first.
pub async fn plan_versions(plan: &PlanId) -> Result<Vec<PlanVersion>, ApiError> {
    json("GET", &format!("/api/v1/plans/{plan}/versions"), None::<&()>).await
}

/// Publishes a plan.
pub async fn publish(publication: &Publication) -> Result<Published, ApiError> {
    json("POST", "/api/v1/plans", Some(publication)).await
}

/// Has a plan's file read into a draft.
pub async fn import(form: &ImportForm, file: &[u8]) -> Result<ImportedPlan, ApiError> {
    let ImportForm { file: name, id, number, date, place, issuer, year, title } = form;
    let fields = [
        ("file", name),
        ("id", id),
        ("number", number),
        ("date", date),
        ("place", place),
        ("issuer", issuer),
        ("year", year),
        ("title", title),
    ];
    let given = fields.into_iter().filter_map(|(name, value)| {
        let value = js_sys::encode_uri_component(value.as_deref()?);
        Some(format!("{name}={}", String::from(value)))
    });
    let path = format!("/api/v1/plans/imports?{}", given.collect::<Vec<_>>().join("&"));
    let bytes = js_sys::Uint8Array::from(file);
    let answer = fetch_as(IMPORT_TYPE, "POST", &path, Some(bytes.into())).await?;
    serde_json::from_str(&answer).map_err(|_| ApiError::Unreadable)
}

impl ApiError {
    /// What it means to the driver.
    pub fn failure(self) -> Failure {
        match self {
            Self::Unreachable => Failure::Unreachable,
            Self::Portal => Failure::Portal,
            Self::Unreadable => Failure::Trouble,
            Self::Busy { retry_after } => Failure::Busy { retry_after },
            Self::SignedOut => Failure::SignedOut,
            Self::TooOld => Failure::TooOld,
            // Another tab signed in as somebody else: this person's work waits for them.
            Self::Refused(problem) if problem.kind == "replica-not-yours" => Failure::SignedOut,
            Self::Refused(problem) => {
                leptos::logging::error!("the server refused: {} {}", problem.status, problem.title);
                Failure::Trouble
            }
        }
    }
}

/// What each device of one's own and of the units below last said of itself.
pub async fn devices() -> Result<Vec<DeviceReport>, ApiError> {
    json("GET", "/api/v1/devices", None::<&()>).await
}

/// Hands unsent changes of an export over.
pub async fn hand_over(handover: &Handover) -> Result<HandedOver, ApiError> {
    json("POST", "/api/v1/handovers", Some(handover)).await
}

/// An item's history, of a unit whose history this device does not keep.
pub async fn history(unit: &UnitId, item: &ItemId) -> Result<Vec<Past>, ApiError> {
    json("GET", &format!("/api/v1/history/{unit}/{item}"), None::<&()>).await
}

async fn json<B: Serialize, T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Option<&B>,
) -> Result<T, ApiError> {
    let body = body.map(serde_json::to_string).transpose().map_err(|_| ApiError::Unreachable)?;
    let answer = fetch(method, path, body.map(JsValue::from)).await?;
    // Said to be JSON and not to be read: a server that speaks of things this build does not know.
    serde_json::from_str(&answer).map_err(|_| ApiError::Unreadable)
}

async fn fetch(method: &str, path: &str, body: Option<JsValue>) -> Result<String, ApiError> {
    fetch_as("application/json", method, path, body).await
}

async fn fetch_as(kind: &str, method: &str, path: &str, body: Option<JsValue>) -> Result<String, ApiError> {
    let ask = Ask { method, path, kind, body, range: None };
    Ok(ask.answer().await?.as_string().unwrap_or_default())
}

/// A request.
struct Ask<'a> {
    method: &'a str,
    path: &'a str,
    kind: &'a str,
    body: Option<JsValue>,
    /// Bytes of a file are asked for, from the first place up to but not including the second.
    range: Option<(u64, u64)>,
}

impl Ask<'_> {
    /// The text of the answer, or the bytes that were asked for.
    async fn answer(self) -> Result<JsValue, ApiError> {
        let abort = AbortController::new().map_err(unreachable)?;
        let answer = pin!(self.until(&abort));
        match select(answer, pin!(clock::sleep(TIMEOUT))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), _)) => {
                abort.abort();
                Err(ApiError::Unreachable)
            }
        }
    }

    async fn until(self, abort: &AbortController) -> Result<JsValue, ApiError> {
        let window = window().ok_or(ApiError::Unreachable)?;
        let options = RequestInit::new();
        options.set_method(self.method);
        options.set_credentials(RequestCredentials::SameOrigin);
        options.set_cache(RequestCache::NoStore);
        options.set_signal(Some(&abort.signal()));
        let headers = web_sys::Headers::new().map_err(unreachable)?;
        // A header that no form can send: with the Origin check it keeps other sites' pages out.
        headers.set("Sotay-Client", env!("CARGO_PKG_VERSION")).map_err(unreachable)?;
        headers.set("Accept", "application/json").map_err(unreachable)?;
        headers.set("Content-Type", self.kind).map_err(unreachable)?;
        if let Some((from, to)) = self.range {
            headers.set("Range", &format!("bytes={from}-{}", to.saturating_sub(1))).map_err(unreachable)?;
        }
        options.set_headers(&headers);
        if let Some(body) = self.body {
            options.set_body(&body);
        }
        let asked = window.fetch_with_str_and_init(self.path, &options);
        let response: Response =
            JsFuture::from(asked).await.map_err(unreachable)?.dyn_into().map_err(unreachable)?;
        let header = |name: &str| response.headers().get(name).ok().flatten();
        let kind = header("Content-Type").unwrap_or_default();
        if self.range.is_some() && response.ok() && Kind::of(&kind).is_some() {
            return JsFuture::from(response.array_buffer().map_err(unreachable)?).await.map_err(unreachable);
        }
        let text = JsFuture::from(response.text().map_err(unreachable)?).await.map_err(unreachable)?;
        let text = text.as_string().unwrap_or_default();
        judge(response.status(), &kind, header("Retry-After"), text).map(Into::into)
    }
}

/// Sends a part of a file that begins at `offset`, or, with no bytes, asks where the server stands.
pub async fn send_file(file: &Sending, offset: u64, bytes: Uint8Array) -> Result<FileAt, ApiError> {
    let Sending { unit, digest, size, .. } = file;
    let path = format!("/api/v1/files/{unit}/{digest}?offset={offset}&size={size}");
    let body = Some(bytes.into());
    let ask = Ask { method: "PUT", path: &path, kind: "application/octet-stream", body, range: None };
    let answer = ask.answer().await?.as_string().unwrap_or_default();
    serde_json::from_str(&answer).map_err(|_| ApiError::Unreadable)
}

/// The bytes of a file from `from` up to but not including `to`.
pub async fn file(unit: &UnitId, digest: &str, from: u64, to: u64) -> Result<Uint8Array, ApiError> {
    let path = format!("/api/v1/files/{unit}/{digest}");
    let range = Some((from, to));
    let ask = Ask { method: "GET", path: &path, kind: "application/json", body: None, range };
    let bytes: ArrayBuffer = ask.answer().await?.dyn_into().map_err(|_| ApiError::Portal)?;
    Ok(Uint8Array::new(&bytes))
}

/// Sorts answers: ours, ours to come later, and not ours.
fn judge(status: u16, kind: &str, retry_after: Option<String>, text: String) -> Result<String, ApiError> {
    let ours = kind.starts_with("application/json") || kind.starts_with("application/problem+json");
    let retry_after = retry_after.and_then(|seconds| seconds.trim().parse().ok());
    match status {
        204 => Ok(String::new()),
        200..=299 if ours => Ok(text),
        200..=399 => Err(ApiError::Portal),
        401 if ours => Err(ApiError::SignedOut),
        426 => Err(ApiError::TooOld),
        429 | 503 => Err(ApiError::Busy { retry_after }),
        400..=499 if ours && status != 408 => match serde_json::from_str(&text) {
            Ok(problem) => Err(ApiError::Refused(problem)),
            Err(_) => Err(ApiError::Unreachable),
        },
        500..=599 if ours => Err(ApiError::Busy { retry_after }),
        401 | 403 | 407 | 511 => Err(ApiError::Portal),
        _ => Err(ApiError::Unreachable),
    }
}

fn unreachable(error: JsValue) -> ApiError {
    // The browser's own words help whoever looks at the console; screens say it their way.
    let message = Reflect::get(&error, &"message".into()).ok().and_then(|m| m.as_string());
    leptos::logging::debug_warn!("no answer: {}", message.unwrap_or_default());
    ApiError::Unreachable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_of_ours_is_an_answer() {
        let judge =
            |status, kind: &str| judge(status, kind, None, r#"{"type":"x","status":403,"title":"t"}"#.into());
        assert!(judge(200, "application/json").is_ok());
        assert_eq!(judge(200, "text/html"), Err(ApiError::Portal), "a captive portal");
        assert_eq!(judge(302, "text/html"), Err(ApiError::Portal));
        assert_eq!(judge(511, "text/html"), Err(ApiError::Portal), "RFC 6585");
        assert_eq!(judge(401, "text/html"), Err(ApiError::Portal), "a proxy's own sign-in");
        assert_eq!(judge(401, "application/problem+json"), Err(ApiError::SignedOut));
        assert_eq!(judge(408, "application/problem+json"), Err(ApiError::Unreachable));
        assert!(matches!(judge(403, "application/problem+json"), Err(ApiError::Refused(p)) if p.kind == "x"));
        for status in [429, 503] {
            assert_eq!(judge(status, "text/html"), Err(ApiError::Busy { retry_after: None }));
        }
        assert_eq!(judge(426, ""), Err(ApiError::TooOld));
        assert_eq!(judge(502, "text/html"), Err(ApiError::Unreachable));
    }
}
