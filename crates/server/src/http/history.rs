//! `GET /api/v1/history/{unit}/{plan}/{code}/{occurrence}`: how an item came to what it is, for those who do not
//! keep the history of its unit.

use super::{App, body::Answer, problem::ApiError, session::Caller};
use crate::store::{history, people};
use axum::extract::{Path, State};
use sotay_core::{
    ids::{ItemId, Scope, UnitId},
    wire::Past,
};
use std::sync::Arc;

/// The changes of the item, its products and its remarks, oldest first. A unit that the caller does not read is
/// not there, as far as the caller hears.
pub async fn of_item(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((unit, plan, code, occurrence)): Path<(String, String, String, String)>,
) -> Result<Answer<Vec<Past>>, ApiError> {
    let unit: UnitId = unit.parse().map_err(|_| ApiError::NotFound)?;
    let item: ItemId = format!("{plan}/{code}/{occurrence}").parse().map_err(|_| ApiError::NotFound)?;
    let limit = app.limits.history;
    let found = app
        .store
        .read(move |connection| {
            let rights = people::rights(connection, &caller.signed_in.person)?;
            match rights {
                Some(rights) if rights.reads.contains(&unit) => {
                    history::of_item(connection, &Scope::Unit(unit), &item, limit).map(Some)
                }
                _ => Ok(None),
            }
        })
        .await?;
    found.map(Answer).ok_or(ApiError::NotFound)
}
