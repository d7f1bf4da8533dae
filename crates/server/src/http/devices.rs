//! `GET /api/v1/devices`: what each device last said of itself, so that who holds unsent work is seen.

use super::{App, body::Answer, problem::ApiError, session::Caller};
use crate::store::{people, replicas};
use axum::extract::State;
use sotay_core::{
    ids::{PersonId, UnitId},
    rights::{Rights, Role},
    wire::DeviceReport,
};
use std::sync::Arc;

/// One's own devices, and those of the people whom one has to do with.
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Answer<Vec<DeviceReport>>, ApiError> {
    let caller = caller.signed_in.person;
    let reports = app
        .store
        .read(move |connection| {
            let Some(rights) = people::rights(connection, &caller)? else { return Ok(None) };
            let sees = |person: &PersonId, units: &[UnitId]| *person == caller || sees(&rights, units);
            replicas::reports(connection, sees).map(Some)
        })
        .await?;
    reports.map(Answer).ok_or(ApiError::NotSignedIn)
}

/// Whether somebody sees the devices of a person of these units: a colleague of one's own unit, or anyone below.
fn sees(rights: &Rights, units: &[UnitId]) -> bool {
    match rights.role {
        Role::WardOfficer | Role::WardChair => units.iter().any(|unit| rights.own.contains(unit)),
        Role::District | Role::Administrator => {
            !units.is_empty() && units.iter().all(|unit| rights.reads.contains(unit))
        }
    }
}
