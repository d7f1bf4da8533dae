//! The device store over IndexedDB: what [`DeviceStore`] promises, with strict durability.
//!
//! Records are texts (JSON) under text keys, so that no engine's idea of a key or a number can change them:
//! booleans cannot be keys, and integers above 2^53 do not survive. Keys of one kind share a prefix and are
//! read as one range.

mod error;
mod files;
mod keys;
pub mod schema;
mod transaction;

pub use error::StoreError;
pub use files::Held;

use schema::{DOCUMENTS, HISTORY, OUTBOX, PEOPLE};
use serde::{Serialize, de::DeserializeOwned};
use sotay_core::{
    ids::{EntityId, PersonId, ReplicaId, Scope},
    replica::{Entry, Meta, Replica, Write},
    store::{DeviceStore, Need},
    wire::{Past, Session},
};
use std::{cell::RefCell, rc::Rc};
use transaction::{Reading, Writing};

/// The name of the database of a device.
pub const DATABASE: &str = "sotay";

/// The store of this device. Clones share one connection.
#[derive(Clone)]
pub struct IndexedDbStore {
    name: Rc<str>,
    connection: Rc<RefCell<Option<Rc<schema::Connection>>>>,
    /// What was read or written last, with the revision at which it is all that the database holds: while no
    /// other tab writes, nothing is read twice.
    known: Rc<RefCell<Option<(String, Replica)>>>,
}

impl IndexedDbStore {
    /// Opens the database `name`, bringing it to this build's version.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let connection = schema::open(name).await?;
        Ok(Self {
            name: name.into(),
            connection: Rc::new(RefCell::new(Some(Rc::new(connection)))),
            known: Rc::default(),
        })
    }

    /// The open connection. The browser may have closed it (storage cleared, a newer version in another tab,
    /// an iPhone back from the background): then it is opened again, once.
    async fn connection(&self) -> Result<Rc<schema::Connection>, StoreError> {
        let open = self.connection.borrow().clone();
        match open {
            Some(connection) if connection.is_open() => Ok(connection),
            _ => {
                // Whatever closed it may have emptied it.
                self.known.borrow_mut().take();
                let connection = Rc::new(schema::open(&self.name).await?);
                *self.connection.borrow_mut() = Some(connection.clone());
                Ok(connection)
            }
        }
    }

    /// Forgets a connection that turned out to be closed.
    fn reopen_after(&self, error: &StoreError) -> bool {
        let closed = matches!(error, StoreError::Closed);
        if closed {
            self.connection.borrow_mut().take();
        }
        closed
    }

    async fn put(&self, store: &'static str, key: &str, json: &str) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        let writing = Writing::begin(connection.database(), &[store])?;
        writing.put(store, key, json)?;
        writing.commit().await
    }

    async fn get(&self, store: &'static str, key: &str) -> Result<Option<String>, StoreError> {
        let connection = self.connection().await?;
        let reading = Reading::begin(connection.database(), &[store])?;
        reading.get(store, key).await
    }

    /// How many files a person has not sent yet, as it was last counted, and whether all are pictures.
    pub async fn unsent_files(&self, person: &PersonId) -> (usize, bool) {
        let kept = self.get(PEOPLE, &keys::unsent_files(person)).await.ok().flatten().unwrap_or_default();
        let count = kept.trim_end_matches(files::PICTURES);
        (count.parse().unwrap_or(0), count.len() < kept.len())
    }

    /// Reads, decides and writes; a decision without writes is rolled back. Between opening and commit nothing
    /// is awaited but the database itself.
    async fn transact_any(
        &self,
        person: &PersonId,
        need: Need,
        decide: &mut dyn FnMut(&mut Replica) -> Option<Vec<Write>>,
    ) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        let reopened;
        let writing = match Writing::begin(connection.database(), &schema::REPLICA) {
            Err(error) if self.reopen_after(&error) => {
                reopened = self.connection().await?;
                Writing::begin(reopened.database(), &schema::REPLICA)?
            }
            writing => writing?,
        };
        let revision = writing.get(PEOPLE, keys::REVISION).await?.unwrap_or_default();
        let known = self.take_known(person, &revision);
        let mut given = match (&known, need) {
            (Some(known), Need::Meta) => Replica::new(known.meta.clone()),
            (Some(known), Need::All) => known.clone(),
            (None, Need::Meta) => {
                let meta = writing.get(PEOPLE, &keys::meta(person)).await?.ok_or(StoreError::NotEnrolled)?;
                Replica::new(from_json(&meta)?)
            }
            (None, Need::All) => writing.replica(person).await?.ok_or(StoreError::NotEnrolled)?,
        };
        let known = known.or_else(|| (need == Need::All).then(|| given.clone()));
        let Some(writes) = decide(&mut given) else {
            writing.abort().await;
            self.keep_known(revision, known);
            return Ok(());
        };
        for write in &writes {
            writing.write(write)?;
        }
        let next = (revision.parse::<u64>().unwrap_or(0) + 1).to_string();
        writing.put(PEOPLE, keys::REVISION, &next)?;
        writing.commit().await?;
        // Only what was asked to be written counts, not what the decision did to its copy.
        let known = known.map(|mut known| {
            writes.iter().for_each(|write| known.follow(write));
            known
        });
        self.keep_known(next, known);
        Ok(())
    }

    /// The person's replica, if it is known at this revision.
    fn take_known(&self, person: &PersonId, revision: &str) -> Option<Replica> {
        let known = self.known.borrow_mut().take();
        known.filter(|(at, replica)| at == revision && replica.meta.person == *person).map(|known| known.1)
    }

    fn keep_known(&self, revision: String, known: Option<Replica>) {
        *self.known.borrow_mut() = known.map(|replica| (revision, replica));
    }

    async fn load_once(&self, person: &PersonId) -> Result<Option<Replica>, StoreError> {
        let connection = self.connection().await?;
        let reading = Reading::begin(connection.database(), &schema::REPLICA)?;
        let revision = reading.get(PEOPLE, keys::REVISION).await?.unwrap_or_default();
        let replica = match self.take_known(person, &revision) {
            Some(known) => Some(known),
            None => reading.replica(person).await?,
        };
        self.keep_known(revision, replica.clone());
        Ok(replica)
    }
}

impl DeviceStore for IndexedDbStore {
    type Error = StoreError;

    async fn enrol(&self, meta: &Meta) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        let writing = Writing::begin(connection.database(), &[PEOPLE])?;
        let key = keys::meta(&meta.person);
        if writing.get(PEOPLE, &key).await?.is_none() {
            writing.put(PEOPLE, &key, &to_json(meta)?)?;
        }
        writing.commit().await
    }

    async fn load(&self, person: &PersonId) -> Result<Option<Replica>, StoreError> {
        match self.load_once(person).await {
            Err(error) if self.reopen_after(&error) => self.load_once(person).await,
            result => result,
        }
    }

    async fn transact<T, E>(
        &self,
        person: &PersonId,
        need: Need,
        decide: impl FnOnce(&mut Replica) -> Result<(T, Vec<Write>), E>,
    ) -> Result<Result<T, E>, StoreError> {
        let mut decide = Some(decide);
        let mut decided = None;
        // One body for all decisions: the generic part is only the handing through of what was decided.
        self.transact_any(person, need, &mut |replica| match decide.take()?(replica) {
            Ok((value, writes)) => {
                decided = Some(Ok(value));
                Some(writes)
            }
            Err(error) => {
                decided = Some(Err(error));
                None
            }
        })
        .await?;
        decided.ok_or(StoreError::NotEnrolled)
    }

    async fn past(&self, scope: &Scope, of: &EntityId) -> Result<Vec<Past>, StoreError> {
        let connection = self.connection().await?;
        let reading = Reading::begin(connection.database(), &[HISTORY])?;
        reading.all(HISTORY, Some(&keys::past_prefix(scope, of))).await
    }

    async fn pending_of_others(&self, person: &PersonId) -> Result<usize, StoreError> {
        let connection = self.connection().await?;
        let reading = Reading::begin(connection.database(), &[OUTBOX])?;
        let entries: Vec<Entry> = reading.all(OUTBOX, None).await?;
        let others = |entry: &&Entry| entry.verdict.is_none() && entry.change.author != *person;
        Ok(entries.iter().filter(others).count())
    }

    async fn keep_session(&self, session: &Session) -> Result<(), StoreError> {
        self.put(PEOPLE, &keys::session(&session.person.id), &to_json(session)?).await
    }

    async fn session(&self, person: &PersonId) -> Result<Option<Session>, StoreError> {
        let json = self.get(PEOPLE, &keys::session(person)).await?;
        json.map(|json| from_json(&json)).transpose()
    }

    async fn current(&self) -> Result<Option<PersonId>, StoreError> {
        let name = self.get(PEOPLE, keys::CURRENT).await?.unwrap_or_default();
        // Empty: nobody.
        Ok(name.parse().ok())
    }

    async fn set_current(&self, person: Option<&PersonId>) -> Result<(), StoreError> {
        self.put(PEOPLE, keys::CURRENT, person.map_or("", PersonId::as_str)).await
    }

    async fn replica_of(&self, account: &str) -> Result<Option<ReplicaId>, StoreError> {
        let connection = self.connection().await?;
        let reading = Reading::begin(connection.database(), &[PEOPLE])?;
        let sessions: Vec<Session> = reading.all(PEOPLE, Some(keys::SESSIONS)).await?;
        let Some(session) = sessions.into_iter().find(|s| s.person.account == account) else {
            return Ok(None);
        };
        let meta = reading.get(PEOPLE, &keys::meta(&session.person.id)).await?;
        Ok(meta.map(|json| from_json::<Meta>(&json)).transpose()?.map(|meta| meta.replica))
    }

    async fn keep_document(&self, digest: &str, json: &str) -> Result<(), StoreError> {
        let connection = self.connection().await?;
        let writing = Writing::begin(connection.database(), &[DOCUMENTS])?;
        let kept = writing.get(DOCUMENTS, keys::KEPT).await?.unwrap_or_default();
        let before = kept.split_whitespace().find(|known| *known != digest);
        let older = match before {
            Some(before) => writing.get(DOCUMENTS, before).await?,
            None => None,
        };
        writing.clear(DOCUMENTS)?;
        writing.put(DOCUMENTS, digest, json)?;
        let mut names = digest.to_owned();
        if let (Some(before), Some(older)) = (before, older) {
            writing.put(DOCUMENTS, before, &older)?;
            names.push(' ');
            names.push_str(before);
        }
        writing.put(DOCUMENTS, keys::KEPT, &names)?;
        writing.commit().await
    }

    async fn document(&self, digest: &str) -> Result<Option<String>, StoreError> {
        self.get(DOCUMENTS, digest).await
    }

    async fn documents(&self) -> Result<Vec<String>, StoreError> {
        let kept = self.get(DOCUMENTS, keys::KEPT).await?.unwrap_or_default();
        Ok(kept.split_whitespace().map(str::to_owned).collect())
    }
}

fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn from_json<T: DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Damaged(error.to_string()))
}
