//! The wire format of `POST /api/v1/sync` and of signing in: the only place where it stands.
//!
//! One request does all. It carries the device's unsent changes, a cursor for each scope and how much the
//! device still holds; the answer carries a verdict for each change and the cells past each cursor. Only a
//! verdict is final: a cut connection, a 5xx, or a page of some captive portal all mean "unknown, try again".

use crate::{
    cell::Cell,
    chain::Tip,
    change::{Change, Field, Invalid, Value},
    clock::{Hlc, Millis},
    ids::{ChangeId, EntityId, PersonId, ReplicaId, Scope, UnitId},
    rights::{Denied, Role},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod imports;
mod plans;

pub use imports::{IMPORT_LIMIT, IMPORT_TYPE, ImportForm, ImportReport, ImportedPlan};
pub use plans::{PlanVersion, Publication, Published};

/// The protocol's version. A server that no longer speaks a client's answers 426.
pub const PROTOCOL: u32 = 1;

/// The most changes in a request.
pub const BATCH_LIMIT: usize = 200;

/// The most cells of a scope in an answer.
pub const PAGE_LIMIT: usize = 500;

/// The most bytes of a request's body, after decompression.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// What a device asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// [`PROTOCOL`] of the client.
    pub protocol: u32,
    /// Who asks.
    pub replica: ReplicaId,
    /// The highest of its numbers that has a verdict, as the server last told; 0 before the first answer. A server
    /// that knows less fell back to an old copy: it takes nothing and says so by its own mark.
    pub acked: u64,
    /// [`Change::digest`] of the change with the number `acked`, while it is kept: by it the server sees that its
    /// mark stands for this device's changes, and not for those of a clone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<u64>,
    /// The number of the first change, when the device knows that it keeps nothing between the server's mark and
    /// this one: what was there is gone for good, and the server goes on from here. Without it a gap stops the
    /// server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<u64>,
    /// Unsent changes, numbered without a gap, groups whole, at most [`BATCH_LIMIT`].
    pub changes: Vec<Change>,
    /// Which of them were refused before the server fell back to an old copy. A verdict is final: they are sent
    /// to fill their numbers, and refused again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<u64>,
    /// The scopes it follows and how far it has each.
    pub cursors: Vec<Cursor>,
    /// How many changes it holds without a verdict, those of this request included.
    pub pending: u64,
    /// When the oldest of them was made, by its clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Millis>,
    /// What its clock says.
    pub now: Millis,
    /// The epoch of the server's database that it last saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
}

/// How far a device has a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which scope.
    pub scope: Scope,
    /// The highest sequence number it holds all cells up to; 0 for none.
    pub seq: u64,
    /// How far it has the history, where it wants it: once it has all cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<Tip>,
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncResponse {
    /// [`PROTOCOL`] of the server.
    pub protocol: u32,
    /// Names the server's database since it was made or last restored. A device that knew another one fetches
    /// its scopes anew. A copy that was put back behind the server's back keeps the name: what it forgot shows
    /// by `acked` and by the checksums all the same.
    pub epoch: String,
    /// The server's clock, to estimate the device's offset by.
    pub now: Millis,
    /// The highest number of this replica that has a verdict in this database. Below what it told before:
    /// the database was restored, and the device sends again all that it keeps. Above what it sent: another run of
    /// the same replica was here (see `replica`).
    pub acked: u64,
    /// A verdict for each change of the request that was judged, in order.
    pub verdicts: Vec<Verdict>,
    /// A new replica for the device: the server has seen its numbers with other content, as when a profile
    /// was cloned or rolled back. The device sends what it holds unsent under the new name, from 1 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replica: Option<ReplicaId>,
    /// The scopes the person has now, each with the cells past the cursor. A scope that the device holds and
    /// that is not here is lost to the person: its rows go, its unsent changes stay.
    pub scopes: Vec<Page>,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The change's number.
    pub n: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a change. The number is the scope's sequence number at which the cell holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Its value stands.
    Applied(u64),
    /// The value stood already.
    NoOp(u64),
    /// Its value stands beside another that the author had not seen.
    BothKept(u64),
    /// It was not taken, and will not be.
    Refused(Refusal),
}

impl Outcome {
    /// From which sequence number on the scope's cells hold the change; none for a refused one.
    pub fn seq(&self) -> Option<u64> {
        match self {
            Self::Applied(seq) | Self::NoOp(seq) | Self::BothKept(seq) => Some(*seq),
            Self::Refused(_) => None,
        }
    }
}

/// Why a change was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The person may not make it.
    Denied(Denied),
    /// It is not what it says it is.
    Invalid(Invalid),
    /// The author is not the person signed in.
    Author,
    /// The change of this number, of the same group, was refused; or the group did not come whole.
    Group(u64),
    /// It was refused before; see [`SyncRequest::refused`].
    Before,
}

/// Cells of a scope past a cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Which scope.
    pub scope: Scope,
    /// The cursor it starts after. A device whose cursor is elsewhere by now drops the page.
    pub from: u64,
    /// The cells whose sequence passed the cursor, in its order.
    pub cells: Vec<SentCell>,
    /// The cursor after this page.
    pub to: u64,
    /// Whether more cells lie beyond `to`.
    pub more: bool,
    /// The scope's sequence number when the page was read.
    pub head: u64,
    /// [`crate::checksum::Checksum`] over the whole scope at `head`; a device that has all and computes
    /// another one fetches the scope anew.
    pub checksum: String,
    /// The next rows of the history, for the person's own units and where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<PastPage>,
}

/// Rows of a scope's history, in the order in which they were taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastPage {
    /// The place in the chain that it starts after. 0 although the device has more: its tip is not of this
    /// chain (an old copy was restored), and it starts anew.
    pub from: u64,
    /// The changes that were taken. Refused ones have a place in the chain and are left out here.
    pub rows: Vec<Past>,
    /// Where the device stands after this page.
    pub to: Tip,
    /// Whether more rows lie beyond `to`.
    pub more: bool,
}

/// A change as the history tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Its place in the scope's chain.
    pub n: u64,
    /// The change's identity.
    pub id: ChangeId,
    /// Of what.
    pub entity: EntityId,
    /// Which field.
    pub field: Field,
    /// The value it gave.
    pub value: Value,
    /// The identities of the values it replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<ChangeId>,
    /// When it was made.
    pub at: Hlc,
    /// Who made it.
    pub author: PersonId,
    /// Who handed it over, if not its author's own device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brought_by: Option<PersonId>,
}

impl Past {
    /// The change at a place of the chain.
    pub fn new(n: u64, change: Change, brought_by: Option<PersonId>) -> Self {
        let Change { id, entity, field, value, over, at, author, .. } = change;
        Self { n, id, entity, field, value, over, at, author, brought_by }
    }
}

/// `POST /api/v1/handovers`: unsent changes that somebody brings from another device's export. Taken exactly
/// once, like everything: if that device comes back, it gets the stored verdicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// [`PROTOCOL`] of the client.
    pub protocol: u32,
    /// The replica that made them.
    pub replica: ReplicaId,
    /// The changes, in order, groups whole, at most [`BATCH_LIMIT`].
    pub changes: Vec<Change>,
}

/// What became of a handover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// A verdict for each change that has one.
    pub verdicts: Vec<Verdict>,
    /// The server has other changes under these numbers: the device went on after the export, or was cloned.
    /// Nothing was taken; only the device itself can send what it holds.
    pub forked: bool,
}

/// A file of unsent work. [`Handover`]s are made of it; people can read it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// [`EXPORT`]: what kind of file it is.
    pub kind: String,
    /// [`PROTOCOL`] of the build that wrote it.
    pub protocol: u32,
    /// Whose work.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// When it was written, by the device's clock.
    pub made_at: Millis,
    /// Changes without a verdict, in order of replicas and numbers.
    pub changes: Vec<Change>,
    /// Refused changes, for whoever looks into the matter. They are not handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<(Change, Refusal)>,
}

/// [`Export::kind`].
pub const EXPORT: &str = "sotay-unsent";

/// `GET /api/v1/devices`: what each device last said of itself: one's own, those of colleagues of
/// one's units, and those of the units below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// Under which name it makes changes.
    pub replica: ReplicaId,
    /// Whose.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The units the account was made for.
    pub units: Vec<UnitId>,
    /// What the device calls itself, "Chrome · Android".
    pub device: String,
    /// When it was last heard of; none before the first sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_at: Option<Millis>,
    /// How many changes it then kept unsent.
    pub pending: u64,
    /// When the oldest of them was made, by its clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Millis>,
}

/// A line of `GET /api/v1/events`: a scope that the person reads has moved on. Only a hint to sync; on the
/// wire `unit/an-lac 58`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poke {
    /// Which scope.
    pub scope: Scope,
    /// Its sequence number now.
    pub head: u64,
}

impl std::fmt::Display for Poke {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.scope, self.head)
    }
}

impl Poke {
    /// Reads a line; none for what is no poke.
    pub fn read(line: &str) -> Option<Self> {
        let (scope, head) = line.split_once(' ')?;
        Some(Self { scope: scope.parse().ok()?, head: head.parse().ok()? })
    }
}

/// A cell as the server holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCell {
    /// Of which entity.
    pub entity: EntityId,
    /// Which field.
    pub field: Field,
    /// The scope's sequence number at which it last changed.
    pub seq: u64,
    /// Its heads.
    pub heads: Cell,
}

/// `POST /api/v1/session`: signing in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// The account's name.
    pub account: String,
    /// The password.
    pub password: String,
    /// What the device calls itself, "Chrome trên Android", for the list of devices.
    pub device: String,
    /// The replica that this device already has for the account, to go on under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replica: Option<ReplicaId>,
}

/// What signing in gives, and `GET /api/v1/session` repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who signed in.
    pub person: Person,
    /// The name under which this device makes changes for this person.
    pub replica: ReplicaId,
    /// The highest number of that replica that has a verdict: a device that kept less starts after it.
    pub acked: u64,
    /// The units the person sees, own ones first.
    pub units: Vec<Unit>,
    /// Everyone whose name may stand beside a change in those units.
    pub people: Vec<PersonName>,
    /// Set on a practice server: made-up figures, and the day that counts as today.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::dates::serde_iso_option")]
    pub practice: Option<Date>,
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The account's name.
    pub account: String,
    /// The name shown, "Nguyễn Thị Mai".
    pub name: String,
    /// The role.
    pub role: Role,
    /// The units the account was made for.
    pub own: Vec<UnitId>,
}

/// A person's name, to show who made a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// The id.
    pub id: PersonId,
    /// The name shown.
    pub name: String,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The id.
    pub id: UnitId,
    /// The name shown, "Phường An Lạc A".
    pub name: String,
    /// The unit above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
}

/// Problem details (RFC 9457) of an answer that is not 2xx.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of problem, stable: `bad-credentials`, `not-signed-in`, `malformed`, `too-large`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in one English sentence for the log and the developer; screens say it their own way.
    pub title: String,
    /// Where in what was sent, or which limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// For a chunk of a file at another place than the server's: how many bytes the server has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
}

/// The answer to a chunk of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAt {
    /// How many of its bytes the server has, durably. All of them: they are what the digest says, and others can
    /// fetch them.
    pub at: u64,
}
