//! `GET /api/v1/plans/{digest}`: a plan document, named by its content.

use super::{App, problem::ApiError, session::Caller};
use crate::store::plans;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// The document. What a digest names never changes, so the device may keep it for good.
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
