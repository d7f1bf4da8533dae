//! `GET`, `HEAD` and `PUT /api/v1/files/{unit}/{digest}`: the bytes of a unit's evidence files.
//!
//! A device sends a file in chunks, `PUT …?offset=262144&size=801234` with the bytes as the body, and hears how many
//! the server has. At another place than that it is told the right one; with an empty body it only asks. Several
//! devices may send the same file at once: they take turns, and none sends what is there.

use super::{
    App,
    body::{Answer, bytes},
    problem::ApiError,
    session::Caller,
};
use crate::{
    files::{Chunk, FilesError, Opened},
    store::people,
};
use axum::{
    extract::{Path, RawQuery, Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use sotay_core::{evidence::is_digest, ids::UnitId, rights::Rights, wire::FileAt};
use std::sync::Arc;

/// Where files lie below the API's root.
pub const PATH: &str = "/files/";

/// What a name stands for never changes, so the device may keep it for good.
const FOR_GOOD: &str = "private, max-age=31536000, immutable";

/// Whatever a person brought runs nothing and loads nothing, even where a browser shows it.
const POLICY: &str = "sandbox; default-src 'none'";

/// The file, or the part of it that `Range: bytes=N-` or `bytes=N-M` asks for. A unit that the caller does not read
/// has no files, as far as the caller hears.
pub async fn give(
    State(app): State<Arc<App>>,
    caller: Caller,
    method: Method,
    Path((unit, digest)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (unit, _) = known(&app, &caller, &unit, &digest).await?;
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).map(str::to_owned);
    let files = app.store.files();
    let (of, head) = (digest.clone(), method == Method::HEAD);
    let found = blocking(move || {
        let Some(mut file) = files.open(&unit, &of)? else { return Ok(None) };
        let Some((from, to)) = part(range.as_deref(), file.size) else { return Err(FilesError::Beyond) };
        let bytes = if head { Vec::new() } else { file.read(from, to)? };
        Ok(Some((file, from, to, bytes)))
    });
    let Some((Opened { size, kind, .. }, from, to, bytes)) = found.await? else {
        return Err(ApiError::NotFound);
    };
    let ending = kind.media_type().rsplit('/').next().unwrap_or_default();
    let name = digest.get(..16).unwrap_or_default();
    let mut headers = vec![
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_LENGTH, (to - from).to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::CACHE_CONTROL, FOR_GOOD.to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
    ];
    let mut status = StatusCode::OK;
    if to - from < size {
        status = StatusCode::PARTIAL_CONTENT;
        headers.push((header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", to.saturating_sub(1))));
    }
    let mut response = (status, bytes).into_response();
    for (name, value) in headers {
        set(&mut response, name, &value)?;
    }
    Ok(response)
}

/// Takes a chunk. Answered when it is durable.
pub async fn take(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((unit, digest)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Answer<FileAt>, ApiError> {
    let (unit, rights) = known(&app, &caller, &unit, &digest).await?;
    rights.records_for(&unit).map_err(|_| ApiError::FileDenied)?;
    let (offset, size) = place(query.as_deref().unwrap_or_default())
        .ok_or_else(|| ApiError::Malformed("the query must be offset=N&size=N".into()))?;
    let bytes = bytes(request, &app, app.limits.chunk).await?;
    let (files, room) = (app.store.files(), app.limits.files);
    let taking =
        move || files.take(&Chunk { unit: &unit, digest: &digest, size, offset, bytes: &bytes }, room);
    Ok(Answer(FileAt { at: blocking(taking).await? }))
}

/// The unit of an address, if the caller reads it, and what the caller may. A name that can be no digest is nothing
/// to be looked for.
async fn known(app: &App, caller: &Caller, unit: &str, digest: &str) -> Result<(UnitId, Rights), ApiError> {
    let unit: UnitId = unit.parse().map_err(|_| ApiError::NotFound)?;
    if !is_digest(digest) {
        return Err(ApiError::NotFound);
    }
    let person = caller.signed_in.person.clone();
    let rights = app.store.read(move |connection| people::rights(connection, &person)).await?;
    let rights = rights.filter(|rights| rights.reads.contains(&unit)).ok_or(ApiError::NotFound)?;
    Ok((unit, rights))
}

/// Off the runtime's threads: disks are slow.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FilesError> + Send + 'static,
) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|error| ApiError::Internal(error.to_string()))??)
}

/// Where a chunk begins and how many bytes its file has.
fn place(query: &str) -> Option<(u64, u64)> {
    let (mut offset, mut size) = (None, None);
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=')?;
        let place = match name {
            "offset" => &mut offset,
            "size" => &mut size,
            _ => return None,
        };
        let plain = value.bytes().all(|b| b.is_ascii_digit());
        *place = Some(value.parse().ok().filter(|_| plain)?);
    }
    offset.zip(size)
}

/// What is asked for of a file of `size` bytes; all of it where the header asks for what we do not give in parts
/// (RFC 9110, 14.2). None where nothing lies there.
fn part(range: Option<&str>, size: u64) -> Option<(u64, u64)> {
    let asked = || {
        let (from, to) = range?.strip_prefix("bytes=")?.split_once('-')?;
        let from: u64 = from.parse().ok()?;
        let to: u64 = if to.is_empty() { size } else { to.parse::<u64>().ok()?.saturating_add(1).min(size) };
        Some((from, to))
    };
    match asked() {
        None => Some((0, size)),
        Some((from, to)) => (from < to).then_some((from, to)),
    }
}

fn set(response: &mut Response, name: HeaderName, value: &str) -> Result<(), ApiError> {
    let value = value.parse().map_err(|_| ApiError::Internal(format!("the header {name}")))?;
    response.headers_mut().insert(name, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_two_plain_numbers() {
        assert_eq!(place("offset=3&size=9"), Some((3, 9)));
        assert_eq!(place("size=9&offset=3"), Some((3, 9)));
        for bad in
            ["", "offset=3", "offset=+3&size=9", "offset=-3&size=9", "offset=3&size=", "offset=3&size=9&x=1"]
        {
            assert_eq!(place(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_part_is_what_is_asked_for_and_lies_in_the_file() {
        assert_eq!(part(None, 9), Some((0, 9)));
        assert_eq!(part(Some("bytes=3-"), 9), Some((3, 9)));
        assert_eq!(part(Some("bytes=3-4"), 9), Some((3, 5)));
        assert_eq!(part(Some("bytes=3-99"), 9), Some((3, 9)));
        assert_eq!(part(Some("bytes=9-"), 9), None);
        for other in ["bytes=-3", "lines=1-2", "bytes=0-1,3-4", "bytes"] {
            assert_eq!(part(Some(other), 9), Some((0, 9)), "{other}");
        }
    }
}
