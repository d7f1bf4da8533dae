//! Typed transactions: the only place that talks to IndexedDB's requests.

use super::{StoreError, from_json, keys, schema, to_json};
use indexed_db_futures::{
    KeyRange,
    database::Database,
    prelude::*,
    transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions},
};
use schema::{DRAWER, MARKS, OUTBOX, PEOPLE, RECORDS};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sotay_core::{
    ids::{EntityId, PersonId, Scope},
    replica::{Entry, Meta, Record, Refused, Replica, ScopeMark, Write},
};

/// A stored mark: the key alone would have to be parsed.
#[derive(Serialize, Deserialize)]
struct MarkRow {
    scope: Scope,
    mark: ScopeMark,
}

/// A stored record.
#[derive(Serialize, Deserialize)]
struct RecordRow {
    scope: Scope,
    generation: u32,
    entity: EntityId,
    record: Record,
}

/// A transaction that reads.
pub struct Reading<'a>(Transaction<'a>);

impl<'a> Reading<'a> {
    /// Begins one over `stores`.
    pub fn begin(database: &'a Database, stores: &[&'static str]) -> Result<Self, StoreError> {
        Ok(Self(database.transaction(stores.to_vec()).with_mode(TransactionMode::Readonly).build()?))
    }

    /// The value of a key.
    pub async fn get(&self, store: &str, key: &str) -> Result<Option<String>, StoreError> {
        get(&self.0, store, key).await
    }

    /// Every record of a store, or of a prefix in it.
    pub async fn all<T: DeserializeOwned>(
        &self,
        store: &str,
        prefix: Option<&str>,
    ) -> Result<Vec<T>, StoreError> {
        all(&self.0, store, prefix).await
    }

    /// Everything held for a person.
    pub async fn replica(&self, person: &PersonId) -> Result<Option<Replica>, StoreError> {
        replica(&self.0, person).await
    }
}

/// A transaction that writes, strictly durable: when it commits, a power cut does not undo it. Dropped
/// without a commit it rolls back.
pub struct Writing<'a>(Transaction<'a>);

impl<'a> Writing<'a> {
    /// Begins one over `stores`.
    pub fn begin(database: &'a Database, stores: &[&'static str]) -> Result<Self, StoreError> {
        let mut options = TransactionOptions::new();
        options.set_durability(TransactionDurability::Strict);
        Ok(Self(
            database
                .transaction(stores.to_vec())
                .with_mode(TransactionMode::Readwrite)
                .with_options(options)
                .build()?,
        ))
    }

    /// The value of a key.
    pub async fn get(&self, store: &str, key: &str) -> Result<Option<String>, StoreError> {
        get(&self.0, store, key).await
    }

    /// Everything held for a person.
    pub async fn replica(&self, person: &PersonId) -> Result<Option<Replica>, StoreError> {
        replica(&self.0, person).await
    }

    /// Puts a value. The request goes out without being waited for: a thousand awaited one by one take three
    /// times as long, and the commit fails if one of them did.
    pub fn put(&self, store: &str, key: &str, json: &str) -> Result<(), StoreError> {
        self.0.object_store(store)?.put(json.to_owned()).with_key(key.to_owned()).primitive()?;
        Ok(())
    }

    /// Deletes a key.
    pub fn delete(&self, store: &str, key: &str) -> Result<(), StoreError> {
        self.0.object_store(store)?.delete(key.to_owned()).primitive()?;
        Ok(())
    }

    /// Deletes every key with a prefix.
    pub fn delete_prefix(&self, store: &str, prefix: &str) -> Result<(), StoreError> {
        let range = KeyRange::Bound(prefix.to_owned(), false, keys::end(prefix), true);
        self.0.object_store(store)?.delete::<String, _>(range).primitive()?;
        Ok(())
    }

    /// Deletes everything in a store.
    pub fn clear(&self, store: &str) -> Result<(), StoreError> {
        Ok(self.0.object_store(store)?.clear().map(drop)?)
    }

    /// Puts down what a decision asks for.
    pub fn write(&self, write: &Write) -> Result<(), StoreError> {
        match write {
            Write::Meta(meta) => self.put(PEOPLE, &keys::meta(&meta.person), &to_json(meta)?),
            Write::Mark(scope, mark) => {
                let row = MarkRow { scope: scope.clone(), mark: *mark };
                self.put(MARKS, &keys::mark(scope), &to_json(&row)?)
            }
            Write::Record(scope, generation, entity, record) => {
                let row = RecordRow {
                    scope: scope.clone(),
                    generation: *generation,
                    entity: entity.clone(),
                    record: record.clone(),
                };
                self.put(RECORDS, &keys::record(scope, *generation, entity), &to_json(&row)?)
            }
            Write::DropGeneration(scope, generation) => {
                self.delete_prefix(RECORDS, &keys::generation_prefix(scope, *generation))
            }
            Write::DropScope(scope) => {
                self.delete(MARKS, &keys::mark(scope))?;
                self.delete_prefix(RECORDS, &keys::scope_prefix(scope))
            }
            Write::Queue(entry) => {
                let key = keys::change(&entry.change.author, &entry.change.id);
                self.put(OUTBOX, &key, &to_json(entry)?)
            }
            Write::Unqueue(author, id) => self.delete(OUTBOX, &keys::change(author, id)),
            Write::Refuse(refused) => {
                let key = keys::change(&refused.change.author, &refused.change.id);
                self.put(DRAWER, &key, &to_json(refused)?)
            }
            Write::Undrawer(author, id) => self.delete(DRAWER, &keys::change(author, id)),
        }
    }

    /// Commits; returns when everything is durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }

    /// Rolls back.
    pub async fn abort(self) {
        // Nothing was written, so there is nothing that could have failed to be undone.
        let _ = self.0.abort().await;
    }
}

async fn get(transaction: &Transaction<'_>, store: &str, key: &str) -> Result<Option<String>, StoreError> {
    Ok(transaction.object_store(store)?.get(key.to_owned()).primitive()?.await?)
}

async fn all<T: DeserializeOwned>(
    transaction: &Transaction<'_>,
    store: &str,
    prefix: Option<&str>,
) -> Result<Vec<T>, StoreError> {
    let store = transaction.object_store(store)?;
    let texts: Vec<Result<String, _>> = match prefix {
        Some(prefix) => {
            let range = KeyRange::Bound(prefix.to_owned(), false, keys::end(prefix), true);
            store.get_all().with_query::<String, _>(range).primitive()?.await?.collect()
        }
        None => store.get_all().primitive()?.await?.collect(),
    };
    texts
        .into_iter()
        .map(|text| match text {
            Ok(text) => from_json(&text),
            Err(error) => Err(StoreError::from(error)),
        })
        .collect()
}

async fn replica(transaction: &Transaction<'_>, person: &PersonId) -> Result<Option<Replica>, StoreError> {
    let own = keys::person_prefix(person);
    // All requests go out together; the engine answers them in order.
    let (meta, marks, records, outbox, drawer) = futures::join!(
        get_boxed(transaction, keys::meta(person)),
        all::<MarkRow>(transaction, MARKS, None),
        all::<RecordRow>(transaction, RECORDS, None),
        all::<Entry>(transaction, OUTBOX, Some(&own)),
        all::<Refused>(transaction, DRAWER, Some(&own)),
    );
    let Some(meta) = meta? else { return Ok(None) };
    let mut replica = Replica::new(meta);
    for MarkRow { scope, mark } in marks? {
        replica.scopes.entry(scope).or_default().mark = mark;
    }
    for RecordRow { scope, generation, entity, record } in records? {
        let Some(held) = replica.scopes.get_mut(&scope) else { continue };
        let shown = generation == held.mark.generation;
        let place = if shown { &mut held.entities } else { &mut held.refill };
        place.insert(entity, record);
    }
    replica.outbox.extend(outbox?.into_iter().map(|entry| (entry.change.id.clone(), entry)));
    replica.drawer.extend(drawer?.into_iter().map(|refused| (refused.change.id.clone(), refused)));
    Ok(Some(replica))
}

async fn get_boxed(transaction: &Transaction<'_>, key: String) -> Result<Option<Meta>, StoreError> {
    let json = get(transaction, PEOPLE, &key).await?;
    json.map(|json| from_json(&json)).transpose()
}
