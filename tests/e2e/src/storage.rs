//! What lies in a browser's database, read and written past the app. The names are those of `src/store`.

use crate::{OrFail, browser::Browser};
use serde_json::{Value, json};

/// Opens the database as it is, for the scripts below.
const OPEN: &str = "const done = (request) => new Promise((then, fail) => { \
         request.onsuccess = () => then(request.result); request.onerror = () => fail(request.error); }); \
     const db = await done(indexedDB.open('sotay')); ";

impl Browser {
    /// The records of a store of the database: keys, and the values as JSON.
    pub async fn kept(&self, store: &str) -> Vec<(String, Value)> {
        let script = format!(
            "{OPEN} const store = db.transaction('{store}').objectStore('{store}'); \
             const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]); \
             db.close(); return keys.map((key, i) => [key, values[i]])"
        );
        let records: Vec<(String, String)> = self.read_later(&script).await;
        // The name of whoever uses the app is kept as it is.
        let read = |text: String| serde_json::from_str(&text).unwrap_or(Value::String(text));
        records.into_iter().map(|(key, text)| (key, read(text))).collect()
    }

    /// The changes that the browser keeps as its own, those with a verdict included, in their order.
    pub async fn own_changes(&self) -> Vec<Value> {
        self.kept("outbox").await.into_iter().map(|(_, entry)| entry["change"].clone()).collect()
    }

    /// Takes the bytes of a file away, as a browser that clears its storage in part would; the file is named by how
    /// it is called.
    pub async fn lose_bytes_of(&self, name: &str) {
        let own = self.own_changes().await;
        let named = own.iter().rev().find(|change| change["field"] == "name" && change["value"] == name);
        let of = &named.or_fail("the file")["entity"];
        let digest = own.iter().find(|change| change["entity"] == *of && change["field"] == "digest");
        let digest = digest.and_then(|change| change["value"].as_str()).or_fail("the file's digest");
        let script = format!(
            "{OPEN} const files = db.transaction('files', 'readwrite').objectStore('files'); \
             await done(files.delete(IDBKeyRange.bound('{digest}|', '{digest}|\\uffff'))); \
             db.close(); return true"
        );
        let lost: bool = self.read_later(&script).await;
        self.check("the bytes are gone", lost).await;
    }

    /// Makes the sign of life of the tab that syncs older by so many milliseconds, as if it had given none since.
    pub async fn age_lease(&self, by: u64) {
        let script = format!(
            "{OPEN} const people = db.transaction('people', 'readwrite').objectStore('people'); \
             const lease = JSON.parse(await done(people.get('lease'))); \
             lease.beat -= {by}; \
             const revision = Number(await done(people.get('revision'))); \
             await done(people.put(JSON.stringify(lease), 'lease')); \
             await done(people.put(String(revision + 1), 'revision')); \
             db.close(); return true"
        );
        let aged: bool = self.read_later(&script).await;
        self.check("the lease is older now", aged).await;
    }

    /// Replaces the database by one of the first version: without histories, and without what that build did not
    /// write. To be called on a page where the app does not run; it waits until the page before has let go of the
    /// database.
    pub async fn fall_back_to_version_1(&self) {
        let script = "const done = (request) => new Promise((then, fail) => { \
                 request.onsuccess = () => then(request.result); request.onerror = () => fail(request.error); }); \
             const stores = ['people', 'marks', 'records', 'outbox', 'drawer', 'documents']; \
             const now = await done(indexedDB.open('sotay')); \
             const all = {}; \
             for (const name of stores) { \
                 const store = now.transaction(name).objectStore(name); \
                 const keys = await done(store.getAllKeys()); \
                 const values = await done(store.getAll()); \
                 all[name] = keys.map((key, i) => [key, values[i]]); \
             } \
             now.close(); \
             await done(indexedDB.deleteDatabase('sotay')); \
             const opening = indexedDB.open('sotay', 1); \
             opening.onupgradeneeded = () => stores.forEach((name) => opening.result.createObjectStore(name)); \
             const old = await done(opening); \
             const writing = old.transaction(stores, 'readwrite'); \
             for (const name of stores) for (const [key, value] of all[name]) { \
                 if (name === 'people' && ['lease', 'revision'].includes(key)) continue; \
                 let text = value; \
                 if (name === 'marks') { \
                     const row = JSON.parse(value); delete row.mark.past; text = JSON.stringify(row); } \
                 if (name === 'outbox') { \
                     const row = JSON.parse(value); delete row.refused; text = JSON.stringify(row); } \
                 writing.objectStore(name).put(text, key); \
             } \
             await new Promise((then, fail) => { writing.oncomplete = then; writing.onabort = fail; }); \
             old.close(); return true";
        let done: bool = self.read_later(script).await;
        self.check("the database is of version 1 now", done).await;
    }

    /// The version of the database.
    pub async fn database_version(&self) -> u64 {
        self.read_later(&format!("{OPEN} const {{ version }} = db; db.close(); return version")).await
    }

    /// Lets the browser give the app so many bytes; none puts back what it gives by itself.
    pub async fn give_room(&self, bytes: Option<u64>) {
        let mut parameters = json!({"origin": self.url()});
        if let Some(bytes) = bytes {
            parameters["quotaSize"] = json!(bytes);
        }
        self.cdp("Storage.overrideQuotaForOrigin", parameters).await;
    }
}
