//! Bodies in and out, as JSON.

use super::problem::ApiError;
use axum::{
    body::Bytes,
    extract::{
        FromRequest, Request,
        rejection::{BytesRejection, FailedToBufferBody},
    },
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sotay_core::{intake::RequestError, wire::PROTOCOL};
use std::sync::Arc;

/// The bytes of a body within the limit, still to be parsed.
pub struct Body(Bytes);

impl Body {
    /// Reads the body as `T`; the problem names line and column.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_slice(&self.0).map_err(|error| ApiError::Malformed(error.to_string()))
    }

    /// Reads a request of the protocol, and checks what it must be. The protocol is looked at first, so that a
    /// client of another one is told so, and not that it is broken.
    pub fn parse_checked<T: DeserializeOwned>(
        &self,
        check: impl FnOnce(&T) -> Result<(), RequestError>,
    ) -> Result<T, ApiError> {
        #[derive(Deserialize)]
        struct Head {
            protocol: u32,
        }
        let head: Head = self.parse()?;
        if head.protocol != PROTOCOL {
            return Err(ApiError::Protocol(head.protocol));
        }
        let request = self.parse()?;
        check(&request).map_err(|error| match error {
            RequestError::Protocol(found) => ApiError::Protocol(found),
            other => ApiError::Malformed(other.to_string()),
        })?;
        Ok(request)
    }
}

impl FromRequest<Arc<super::App>> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<super::App>) -> Result<Self, ApiError> {
        bytes(request, app, app.limits.body).await.map(Self)
    }
}

/// The bytes of a request's body; `limit` is what the route's own layer holds it to, for the words.
pub async fn bytes(request: Request, app: &Arc<super::App>, limit: usize) -> Result<Bytes, ApiError> {
    match Bytes::from_request(request, app).await {
        Ok(bytes) => Ok(bytes),
        Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_))) => {
            Err(ApiError::TooLarge(limit))
        }
        Err(other) => Err(ApiError::Malformed(other.to_string())),
    }
}

/// An answer as JSON that no cache keeps.
pub struct Answer<T>(pub T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(json) => {
                let headers = [
                    (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
                    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                ];
                (headers, json).into_response()
            }
            Err(error) => ApiError::Internal(error.to_string()).into_response(),
        }
    }
}
