//! Typed transactions: the only place that talks to IndexedDB's requests.

use super::{StoreError, from_json, keys, schema, to_json};
use indexed_db_futures::{
    KeyRange,
    database::Database,
    error::Error,
    future::GetAllPrimitiveRequest,
    internals::SystemRepr,
    prelude::*,
    transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions},
};
use js_sys::Uint8Array;
use schema::{DRAWER, HISTORY, MARKS, OUTBOX, PEOPLE, RECORDS};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sotay_core::{
    ids::{EntityId, PersonId, Scope},
    replica::{Entry, Meta, Record, Refused, Replica, ScopeMark, Write},
};
use wasm_bindgen::{JsCast, JsValue};

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
        read_all(texts(ask(&self.0, store, prefix)?).await?)
    }

    /// The bytes of a key.
    pub async fn bytes(&self, store: &str, key: &str) -> Result<Option<Uint8Array>, StoreError> {
        let value: Option<JsValue> =
            self.0.object_store(store)?.get::<JsValue, _, _>(key.to_owned()).primitive()?.await?;
        Ok(value.and_then(|value| value.dyn_into().ok()))
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

    /// Puts bytes down under a key.
    pub fn put_bytes(&self, store: &str, key: &str, bytes: &Uint8Array) -> Result<(), StoreError> {
        let value: JsValue = bytes.into();
        Ok(self.0.object_store(store)?.put(value).with_key(key.to_owned()).primitive().map(drop)?)
    }

    /// Every record of a store, or of a prefix in it.
    pub async fn all<T: DeserializeOwned>(
        &self,
        store: &str,
        prefix: Option<&str>,
    ) -> Result<Vec<T>, StoreError> {
        read_all(texts(ask(&self.0, store, prefix)?).await?)
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
                self.delete_prefix(HISTORY, &keys::scope_prefix(scope))?;
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
            Write::Lease(lease) => self.put(PEOPLE, keys::LEASE, &to_json(lease)?),
            Write::Past(scope, rows) => rows.iter().try_for_each(|row| {
                self.put(HISTORY, &keys::past(scope, &row.entity, row.n), &to_json(row)?)
            }),
            Write::DropPast(scope) => self.delete_prefix(HISTORY, &keys::scope_prefix(scope)),
        }
    }

    /// Commits; returns when everything is durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        // What undid it is not in the error that comes of it, but on the transaction: as Chromium says that the
        // storage is full.
        let transaction = self.0.as_sys().clone();
        self.0.commit().await.map_err(|error| match StoreError::from(error) {
            StoreError::Aborted => {
                transaction.error().map_or(StoreError::Aborted, |cause| Error::from(cause).into())
            }
            error => error,
        })
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

/// Asks for every value of a store, or of a prefix in it. The request goes out at once; the engine answers in
/// order, so several can be under way before the first is awaited.
fn ask(
    transaction: &Transaction<'_>,
    store: &str,
    prefix: Option<&str>,
) -> Result<GetAllPrimitiveRequest<String>, StoreError> {
    let range = match prefix {
        Some(prefix) => KeyRange::Bound(prefix.to_owned(), false, keys::end(prefix), true),
        None => KeyRange::LowerBound(String::new(), false),
    };
    Ok(transaction.object_store(store)?.get_all().with_query::<String, _>(range).primitive()?)
}

/// The texts that came. One function for every kind of record: what differs is only how a text is read.
async fn texts(asked: GetAllPrimitiveRequest<String>) -> Result<Vec<String>, StoreError> {
    let mut texts = Vec::new();
    for text in asked.await? {
        texts.push(text.map_err(|_| StoreError::Damaged("not a text".into()))?);
    }
    Ok(texts)
}

fn read_all<T: DeserializeOwned>(texts: Vec<String>) -> Result<Vec<T>, StoreError> {
    let mut all = Vec::with_capacity(texts.len());
    for text in texts {
        all.push(from_json(&text)?);
    }
    Ok(all)
}

async fn replica(transaction: &Transaction<'_>, person: &PersonId) -> Result<Option<Replica>, StoreError> {
    let own = keys::person_prefix(person);
    let marks = ask(transaction, MARKS, None)?;
    let records = ask(transaction, RECORDS, None)?;
    let outbox = ask(transaction, OUTBOX, Some(&own))?;
    let drawer = ask(transaction, DRAWER, Some(&own))?;
    let lease = transaction.object_store(PEOPLE)?.get(keys::LEASE.to_owned()).primitive()?;
    let meta = get(transaction, PEOPLE, &keys::meta(person)).await?;
    let lease: Option<String> = lease.await?;
    let Some(meta) = meta.map(|json| from_json::<Meta>(&json)).transpose()? else { return Ok(None) };
    let mut replica = Replica::new(meta);
    replica.lease = lease.map(|json| from_json(&json)).transpose()?.unwrap_or_default();
    for MarkRow { scope, mark } in read_all(texts(marks).await?)? {
        replica.scopes.entry(scope).or_default().mark = mark;
    }
    for RecordRow { scope, generation, entity, record } in read_all(texts(records).await?)? {
        let Some(held) = replica.scopes.get_mut(&scope) else { continue };
        let shown = generation == held.mark.generation;
        let place = if shown { &mut held.entities } else { &mut held.refill };
        place.insert(entity, record);
    }
    let outbox: Vec<Entry> = read_all(texts(outbox).await?)?;
    replica.outbox.extend(outbox.into_iter().map(|entry| (entry.change.id.clone(), entry)));
    let drawer: Vec<Refused> = read_all(texts(drawer).await?)?;
    replica.drawer.extend(drawer.into_iter().map(|refused| (refused.change.id.clone(), refused)));
    Ok(Some(replica))
}
