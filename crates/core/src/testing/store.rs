//! A device store in memory.

use crate::{
    drive::Lease,
    ids::{EntityId, PersonId, ReplicaId, Scope},
    replica::{Held, Meta, Replica, Write},
    store::{DeviceStore, Need},
    wire::{Past, Session},
};
use std::{cell::RefCell, collections::BTreeMap, convert::Infallible};

/// A device's store, gone when dropped. A clone is a copy of the whole disk.
#[derive(Clone, Default)]
pub struct MemoryStore {
    inner: RefCell<Inner>,
}

#[derive(Clone, Default)]
struct Inner {
    /// Without their scopes, which the device's people share.
    replicas: BTreeMap<PersonId, Replica>,
    scopes: BTreeMap<Scope, Held>,
    past: BTreeMap<Scope, Vec<Past>>,
    lease: Lease,
    sessions: BTreeMap<PersonId, Session>,
    /// The latest first.
    documents: Vec<(String, String)>,
    current: Option<PersonId>,
}

impl MemoryStore {
    /// Everyone who is enrolled.
    pub fn people(&self) -> Vec<PersonId> {
        self.inner.borrow().replicas.keys().cloned().collect()
    }

    /// A scope's whole history as the device has it.
    pub fn whole_past(&self, scope: &Scope) -> Vec<Past> {
        self.inner.borrow().past.get(scope).cloned().unwrap_or_default()
    }
}

impl DeviceStore for MemoryStore {
    type Error = Infallible;

    async fn enrol(&self, meta: &Meta) -> Result<(), Infallible> {
        let mut inner = self.inner.borrow_mut();
        inner.replicas.entry(meta.person.clone()).or_insert_with(|| Replica::new(meta.clone()));
        Ok(())
    }

    async fn load(&self, person: &PersonId) -> Result<Option<Replica>, Infallible> {
        let inner = self.inner.borrow();
        Ok(inner.replicas.get(person).map(|replica| Replica {
            scopes: inner.scopes.clone(),
            lease: inner.lease,
            ..replica.clone()
        }))
    }

    async fn transact<T, E>(
        &self,
        person: &PersonId,
        need: Need,
        decide: impl FnOnce(&mut Replica) -> Result<(T, Vec<Write>), E>,
    ) -> Result<Result<T, E>, Infallible> {
        let mut inner = self.inner.borrow_mut();
        let Some(mine) = inner.replicas.get(person).cloned() else {
            unreachable!("a decision for {person}, who was never enrolled")
        };
        let mut given = match need {
            Need::All => Replica { scopes: inner.scopes.clone(), lease: inner.lease, ..mine.clone() },
            Need::Meta => Replica::new(mine.meta.clone()),
        };
        match decide(&mut given) {
            Err(error) => Ok(Err(error)),
            Ok((value, writes)) => {
                // Only what was asked to be written counts, not what the decision did to its copy.
                let mut after =
                    Replica { scopes: std::mem::take(&mut inner.scopes), lease: inner.lease, ..mine };
                for write in writes {
                    after.follow(&write);
                    match write {
                        Write::Past(scope, rows) => inner.past.entry(scope).or_default().extend(rows),
                        Write::DropPast(scope) | Write::DropScope(scope) => {
                            inner.past.remove(&scope);
                        }
                        _ => {}
                    }
                }
                inner.scopes = std::mem::take(&mut after.scopes);
                inner.lease = after.lease;
                inner.replicas.insert(person.clone(), after);
                Ok(Ok(value))
            }
        }
    }

    async fn past(&self, scope: &Scope, of: &EntityId) -> Result<Vec<Past>, Infallible> {
        let inner = self.inner.borrow();
        let rows = inner.past.get(scope).into_iter().flatten();
        let same = |row: &&Past| row.entity.item() == of.item() && (of.item().is_some() || row.entity == *of);
        Ok(rows.filter(same).cloned().collect())
    }

    async fn pending_of_others(&self, person: &PersonId) -> Result<usize, Infallible> {
        let inner = self.inner.borrow();
        Ok(inner.replicas.iter().filter(|(p, _)| *p != person).map(|(_, r)| r.pending().count()).sum())
    }

    async fn keep_session(&self, session: &Session) -> Result<(), Infallible> {
        self.inner.borrow_mut().sessions.insert(session.person.id.clone(), session.clone());
        Ok(())
    }

    async fn session(&self, person: &PersonId) -> Result<Option<Session>, Infallible> {
        Ok(self.inner.borrow().sessions.get(person).cloned())
    }

    async fn current(&self) -> Result<Option<PersonId>, Infallible> {
        Ok(self.inner.borrow().current.clone())
    }

    async fn set_current(&self, person: Option<&PersonId>) -> Result<(), Infallible> {
        self.inner.borrow_mut().current = person.cloned();
        Ok(())
    }

    async fn replica_of(&self, account: &str) -> Result<Option<ReplicaId>, Infallible> {
        let inner = self.inner.borrow();
        let person = inner.sessions.values().map(|s| &s.person).find(|person| person.account == account);
        Ok(person.and_then(|person| inner.replicas.get(&person.id)).map(|r| r.meta.replica.clone()))
    }

    async fn keep_document(&self, digest: &str, json: &str) -> Result<(), Infallible> {
        let documents = &mut self.inner.borrow_mut().documents;
        documents.retain(|(known, _)| known != digest);
        documents.insert(0, (digest.into(), json.into()));
        documents.truncate(2);
        Ok(())
    }

    async fn document(&self, digest: &str) -> Result<Option<String>, Infallible> {
        let inner = self.inner.borrow();
        Ok(inner.documents.iter().find(|(known, _)| known == digest).map(|(_, json)| json.clone()))
    }

    async fn documents(&self) -> Result<Vec<String>, Infallible> {
        Ok(self.inner.borrow().documents.iter().map(|(digest, _)| digest.clone()).collect())
    }
}
