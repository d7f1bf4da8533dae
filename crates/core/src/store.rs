//! What every device store promises, whatever it is made of.
//!
//! A store keeps [`Replica`]s, one a person, and shares confirmed cells between the people of a device. Its
//! one way to write is [`DeviceStore::transact`]: it reads what the decision needs, decides, and writes all
//! that the decision asks for, in **one** transaction. The decision is a plain function, so nothing can be
//! awaited between opening and commit. When `transact` returns `Ok`, everything is durable; when it returns
//! an error, nothing happened.
//!
//! The same suite of tests ([`contract`], under the feature `testing`) runs over memory and, in a real
//! browser, over IndexedDB.

use crate::{
    ids::{EntityId, PersonId, ReplicaId, Scope},
    replica::{Meta, Replica, Write},
    wire::{Past, Session},
};

/// How much of a replica a decision reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Names, numbers and clock only: enough to record an edit.
    Meta,
    /// Everything.
    All,
}

/// What a device keeps. See the module's text for what it promises.
#[allow(async_fn_in_trait)] // One thread in a browser: the futures need not be `Send`.
pub trait DeviceStore {
    /// What may go wrong in the store itself.
    type Error: std::fmt::Debug;

    /// Puts a replica's names and numbers down if the person has none here yet.
    async fn enrol(&self, meta: &Meta) -> Result<(), Self::Error>;

    /// Everything held for a person; none if the person never signed in here.
    async fn load(&self, person: &PersonId) -> Result<Option<Replica>, Self::Error>;

    /// Reads, decides and writes in one transaction, for a person who is enrolled. A decision that fails
    /// writes nothing, and its error is handed through.
    async fn transact<T, E>(
        &self,
        person: &PersonId,
        need: Need,
        decide: impl FnOnce(&mut Replica) -> Result<(T, Vec<Write>), E>,
    ) -> Result<Result<T, E>, Self::Error>;

    /// What the device has of the history of an entity, or of the whole item that it belongs to, oldest first.
    async fn past(&self, scope: &Scope, of: &EntityId) -> Result<Vec<Past>, Self::Error>;

    /// How many changes without a verdict other people left on this device.
    async fn pending_of_others(&self, person: &PersonId) -> Result<usize, Self::Error>;

    /// Keeps what signing in gave, so that the app starts without the server.
    async fn keep_session(&self, session: &Session) -> Result<(), Self::Error>;

    /// What signing in gave.
    async fn session(&self, person: &PersonId) -> Result<Option<Session>, Self::Error>;

    /// Who uses the app on this device: whoever signed in last and did not sign out.
    async fn current(&self) -> Result<Option<PersonId>, Self::Error>;

    /// Remembers who uses the app, as durably as everything else: local storage is written seconds late, and
    /// a person whose name was lost would stand before the sign-in form with their work behind it.
    async fn set_current(&self, person: Option<&PersonId>) -> Result<(), Self::Error>;

    /// The name under which whoever signed in with this account makes changes here. Signing in again must go
    /// on under it: a change whose answer was lost would otherwise be sent under a second identity.
    async fn replica_of(&self, account: &str) -> Result<Option<ReplicaId>, Self::Error>;

    /// Keeps a published plan under the digest of its bytes, as the latest. The one that was the latest until now is
    /// kept beside it; older ones are forgotten.
    async fn keep_document(&self, digest: &str, json: &str) -> Result<(), Self::Error>;

    /// A published plan by its digest.
    async fn document(&self, digest: &str) -> Result<Option<String>, Self::Error>;

    /// The digests of the plans kept: the latest, then the one before it.
    async fn documents(&self) -> Result<Vec<String>, Self::Error>;
}
