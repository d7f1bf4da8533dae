//! Answers that are not 2xx: problem details (RFC 9457).
//!
//! | what happened | use |
//! |---|---|
//! | the caller sent what is no request of ours | [`ApiError::Malformed`], with the place in it |
//! | nobody is signed in, or not any more | [`ApiError::NotSignedIn`] |
//! | the caller may not | one variant a reason; the rules are in `sotay_core::rights` |
//! | the store failed | `?` on a [`StoreError`]: its text goes to the log, never to the caller |
//!
//! A change that is refused is no problem in this sense: it has a verdict in a 200 answer.

use crate::{files::FilesError, store::StoreError};
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sotay_core::{
    evidence::Unfit,
    wire::{PROTOCOL, Problem},
};

/// Why a request was not answered with 2xx.
#[derive(Debug)]
pub enum ApiError {
    /// The body is not what is asked for; with the place.
    Malformed(String),
    /// The account or the password is wrong. Which one is not said.
    BadCredentials,
    /// No session, or one that ended.
    NotSignedIn,
    /// The `Origin` header is not this server's.
    Origin,
    /// The `Sotay-Client` header is missing.
    Client,
    /// The replica is another person's.
    ReplicaNotYours,
    /// The work handed over is of somebody whose work the caller may not bring.
    HandoverDenied,
    /// The caller publishes no plans.
    PublishingDenied,
    /// Another version of the plan was published since the caller looked.
    PublishedMeanwhile,
    /// The plan cannot be published; why.
    Plan(String),
    /// The caller prepares no plans.
    ImportDenied,
    /// The file is no plan that can be read; a stable name of the sort, and Vietnamese words that say what to do.
    Import {
        /// `import-type`, `import-missing`, …
        kind: &'static str,
        /// The words.
        words: String,
    },
    /// No such thing.
    NotFound,
    /// The body came too slowly, or the work took too long.
    Timeout,
    /// The body has more bytes than this.
    TooLarge(usize),
    /// The body is not said to be of this media type.
    ContentType(&'static str),
    /// The caller reads the unit and may not record for it.
    FileDenied,
    /// A chunk begins elsewhere than where the server stands, which is here.
    Elsewhere(u64),
    /// The chunk ends beyond the file.
    Beyond,
    /// The file has more bytes than this.
    FileTooLarge(u64),
    /// The file is nothing that evidence may be.
    FileKind,
    /// The bytes are not what the digest says.
    Spoiled,
    /// The unit's files would have more bytes than this.
    Quota(u64),
    /// The client speaks this protocol.
    Protocol(u32),
    /// Too many wrong passwords; try again after so many seconds.
    TooManyAttempts(u64),
    /// More is asked for than can be done now; try again after so many seconds.
    Busy(u64),
    /// The store failed; the text is for the log alone.
    Internal(String),
    /// No room on the disk.
    Full,
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy(2),
            // The transaction was undone as a whole; the same request has a good chance a moment later.
            StoreError::Lost(why) => {
                tracing::error!(why, "a transaction was lost");
                Self::Busy(1)
            }
            StoreError::Full => Self::Full,
            StoreError::ReplicaNotYours => Self::ReplicaNotYours,
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<FilesError> for ApiError {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Elsewhere(at) => Self::Elsewhere(at),
            FilesError::Beyond => Self::Beyond,
            FilesError::Unfit(Unfit::TooLarge(limit)) => Self::FileTooLarge(limit),
            FilesError::Unfit(Unfit::Kind) => Self::FileKind,
            FilesError::Unfit(Unfit::Empty) => Self::Malformed("size: 0".into()),
            FilesError::Spoiled => Self::Spoiled,
            FilesError::Quota(limit) => Self::Quota(limit),
            FilesError::Full => Self::Full,
            other => Self::Internal(other.to_string()),
        }
    }
}

impl ApiError {
    fn problem(&self) -> Problem {
        let (status, kind, title, detail) = match self {
            Self::Malformed(place) => {
                (400, "malformed", "the request is not what this address takes", Some(place.clone()))
            }
            Self::BadCredentials => (401, "bad-credentials", "the account or the password is wrong", None),
            Self::NotSignedIn => (401, "not-signed-in", "there is no session, or it has ended", None),
            Self::Origin => (403, "origin", "the request comes from another site", None),
            Self::Client => (403, "client", "the request lacks the header Sotay-Client", None),
            Self::ReplicaNotYours => {
                (403, "replica-not-yours", "the replica belongs to another person", None)
            }
            Self::HandoverDenied => {
                (403, "handover-denied", "the caller may not hand over this person's work", None)
            }
            Self::PublishingDenied => (403, "publishing-denied", "the caller may not publish plans", None),
            Self::PublishedMeanwhile => {
                let detail = "look at what changed and publish again".to_owned();
                let title = "another version of the plan was published meanwhile; nothing was published";
                (409, "published-meanwhile", title, Some(detail))
            }
            Self::Plan(why) => (
                422,
                "plan",
                "the plan cannot be published as it is; nothing was published",
                Some(why.clone()),
            ),
            Self::ImportDenied => (403, "import-denied", "the caller prepares no plans", None),
            Self::Import { kind, words } => {
                (422, *kind, "the file could not be read as a plan", Some(words.clone()))
            }
            Self::NotFound => (404, "not-found", "there is nothing at this address", None),
            Self::Timeout => (408, "timeout", "the request took too long", None),
            Self::TooLarge(limit) => {
                (413, "too-large", "the body is over the limit", Some(format!("at most {limit} bytes")))
            }
            Self::ContentType(asked) => {
                (415, "content-type", "the body is of another type", Some(format!("must be {asked}")))
            }
            Self::FileDenied => (403, "file-denied", "the caller does not record for the unit", None),
            Self::Elsewhere(_) => (409, "file-elsewhere", "the server stands elsewhere in the file", None),
            Self::Beyond => {
                (416, "file-beyond", "the chunk, or what is asked for, ends beyond the file", None)
            }
            Self::FileTooLarge(limit) => {
                (413, "file-too-large", "the file is over the limit", Some(format!("at most {limit} bytes")))
            }
            Self::FileKind => {
                let detail = "a JPEG, WebP or PNG picture or a PDF".to_owned();
                (415, "file-kind", "the file is of a kind that is not taken", Some(detail))
            }
            Self::Spoiled => {
                (422, "file-spoiled", "the bytes are not what the digest says and were dropped", None)
            }
            Self::Quota(limit) => {
                let detail = format!("at most {limit} bytes");
                (413, "file-quota", "the unit has used up its room for files", Some(detail))
            }
            Self::Protocol(found) => {
                let detail = format!("the request speaks protocol {found}, this server {PROTOCOL}");
                (426, "protocol", "the client speaks another protocol", Some(detail))
            }
            Self::TooManyAttempts(_) => (429, "too-many-attempts", "too many wrong passwords", None),
            Self::Internal(_) => (500, "internal", "the server failed; its log says why", None),
            Self::Busy(_) => (503, "busy", "too much is asked for at the moment", None),
            Self::Full => (507, "full", "the server's disk is full; nothing was stored", None),
        };
        let at = if let Self::Elsewhere(at) = self { Some(*at) } else { None };
        Problem { kind: kind.into(), status, title: title.into(), detail, at }
    }

    fn extra_header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::TooManyAttempts(after) | Self::Busy(after) => {
                Some((header::RETRY_AFTER, HeaderValue::from(*after)))
            }
            // Asked for by RFC 9110, 15.5.22.
            Self::Protocol(_) => {
                Some((header::UPGRADE, HeaderValue::from_str(&format!("sotay/{PROTOCOL}")).ok()?))
            }
            _ => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Internal(error) = &self {
            tracing::error!(error, "a request failed");
        }
        let mut response = respond(&self.problem());
        if let Some((name, value)) = self.extra_header() {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// Gives answers that the framework itself refused with, which have no body, one like all others.
pub async fn complete(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let bare = (status.is_client_error() || status.is_server_error())
        && !response.headers().contains_key(header::CONTENT_TYPE);
    if !bare {
        return response;
    }
    let (kind, title) = match status {
        StatusCode::METHOD_NOT_ALLOWED => ("method", "this address does not take this method"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("content-encoding", "the body's encoding is not taken"),
        _ => ("refused", status.canonical_reason().unwrap_or("refused")),
    };
    let (kind, title) = (kind.into(), title.into());
    let problem = Problem { kind, status: status.as_u16(), title, detail: None, at: None };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let (told, body) = respond(&problem).into_parts();
    parts.headers.extend(told.headers);
    Response::from_parts(parts, body)
}

fn respond(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, serde_json::to_string(problem).unwrap_or_default()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_cannot_take_more_says_when_to_come_again_and_its_own_words_stay_inside() {
        for (error, status, retry) in [
            (StoreError::Busy, 503, true),
            (StoreError::Lost("secret".into()), 503, true),
            (StoreError::Full, 507, false),
            (StoreError::ReadOnly("secret".into()), 500, false),
            (StoreError::Invalid("secret".into()), 500, false),
        ] {
            let error = ApiError::from(error);
            let told = serde_json::to_string(&error.problem()).unwrap();
            assert!(!told.contains("secret"), "{told}");
            let response = error.into_response();
            assert_eq!(response.status().as_u16(), status);
            assert_eq!(response.headers().contains_key(header::RETRY_AFTER), retry);
        }
    }
}
