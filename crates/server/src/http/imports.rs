//! `POST /api/v1/plans/imports`: a plan's file read into a draft that the district looks over.
//!
//! Nothing is stored. Reading a file takes a processor for a while and memory for what it unpacks, so that few are
//! read at once; whoever comes meanwhile is told when to come again.

use super::{
    App,
    body::{Answer, bytes},
    problem::ApiError,
    session::Caller,
};
use crate::store::people;
use axum::extract::{Query, Request, State, rejection::QueryRejection};
use sotay_core::wire::{ImportForm, ImportedPlan};
use sotay_import::{Given, Settings, import_bytes, parse_date};
use std::sync::Arc;

/// Where files are sent, below `/api/v1`.
pub const PATH: &str = "/plans/imports";

/// When to come again, in seconds: a plan is read in less than one.
const AGAIN: u64 = 5;

/// The most characters of a file's name that are given back.
const NAME: usize = 200;

/// Reads the file that is the body.
pub async fn import(
    State(app): State<Arc<App>>,
    caller: Caller,
    form: Result<Query<ImportForm>, QueryRejection>,
    request: Request,
) -> Result<Answer<ImportedPlan>, ApiError> {
    let caller = caller.signed_in.person;
    let rights = app.store.read(move |connection| people::rights(connection, &caller)).await?;
    let rights = rights.ok_or(ApiError::NotSignedIn)?;
    rights.prepares_plans().map_err(|_| ApiError::ImportDenied)?;
    let Query(form) = form.map_err(|error| ApiError::Malformed(error.body_text()))?;
    let name: String = form.file.iter().flat_map(|name| name.chars()).take(NAME).collect();
    let settings = settings(form)?;

    // Before the body, which takes memory too.
    let permit = Arc::clone(&app.importing).try_acquire_owned().map_err(|_| ApiError::Busy(AGAIN))?;
    let file = bytes(request, &app, app.limits.import).await?;
    let reading = tokio::task::spawn_blocking(move || {
        // Held until the reading ends, even when nobody waits for it any more.
        let _permit = permit;
        import_bytes(&file, &settings)
    });
    let read = reading.await.map_err(|error| ApiError::Internal(error.to_string()))?;
    let (plan, report) =
        read.map_err(|error| ApiError::Import { kind: error.kind(), words: error.to_string() })?;
    Ok(Answer(ImportedPlan { file: name, plan, report: report.told() }))
}

/// The shipped data files, and what the person says of the plan. What is empty is not said.
fn settings(form: ImportForm) -> Result<Settings, ApiError> {
    let ImportForm { file: _, id, number, date, place, issuer, year, title } = form;
    let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let malformed = |field: &str, text: &str| ApiError::Malformed(format!("{field}: {text:?}"));
    let issued_on =
        said(date).map(|text| parse_date(&text).ok_or_else(|| malformed("date", &text))).transpose()?;
    let year = said(year).map(|text| text.parse().map_err(|_| malformed("year", &text))).transpose()?;
    let given = Given {
        number: said(number),
        issued_on,
        place: said(place),
        issuer: said(issuer),
        year,
        title: said(title),
    };
    let mut settings = Settings::shipped().map_err(|error| ApiError::Internal(error.to_string()))?;
    settings.id = said(id);
    Ok(settings.with_given(given))
}
