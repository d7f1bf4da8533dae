//! Publishing plans.

use crate::{clock::Millis, ids::PlanId, plan::Plan};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/plans`: publishes a plan, or a version of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// [`super::PROTOCOL`] of the client.
    pub protocol: u32,
    /// The plan.
    pub plan: Plan,
    /// SHA-256 of the version that it was compared with; none for a plan that is not published yet. Where another one
    /// is in force by now the answer is 409, and nothing is published: nobody has seen what would change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// Whether it was made out of that version by hand, so that its codes say which task is which. Else the server
    /// finds that out by number and wording ([`crate::compare::align`]).
    #[serde(default)]
    pub edited: bool,
    /// What the version is for, in the publisher's words; may be empty.
    #[serde(default)]
    pub note: String,
}

/// What publishing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The plan.
    pub plan: PlanId,
    /// SHA-256 of the document in force now.
    pub digest: String,
    /// Whether another one was in force before.
    pub changed: bool,
}

/// A version of `GET /api/v1/plans/{plan}/versions`, oldest first. The last is in force; one that was published again
/// stands there twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// SHA-256 of its document, which `GET /api/v1/plans/{digest}` gives.
    pub digest: String,
    /// When it was published.
    pub at: Millis,
    /// The name of who published it; none when it was done on the server itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What it is for, in the publisher's words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
