//! Keys. Ids hold no `|`, numbers are padded, so texts sort as what they stand for.

use sotay_core::ids::{ChangeId, EntityId, ItemId, PersonId, Scope, UnitId};

/// The first text after every key that starts with `prefix`, as long as keys hold ordinary characters.
pub fn end(prefix: &str) -> String {
    format!("{prefix}\u{ffff}")
}

pub fn meta(person: &PersonId) -> String {
    format!("replica|{person}")
}

/// Who uses the app.
pub const CURRENT: &str = "current";

/// Which tab syncs.
pub const LEASE: &str = "lease";

/// Goes up with every transaction that writes a replica.
pub const REVISION: &str = "revision";

/// The digests of the plan documents kept, the latest first, between spaces.
pub const KEPT: &str = "kept";

/// How many files a person has not sent yet, for the chip: what is counted lies elsewhere and is read later.
pub fn unsent_files(person: &PersonId) -> String {
    format!("unsent-files|{person}")
}

/// A file that a person sends.
pub fn sending(person: &PersonId, unit: &UnitId, digest: &str) -> String {
    format!("{person}|{unit}|{digest}")
}

/// Which tab sends files. Not a person's: ids hold no `*`.
pub const FILE_LEASE: &str = "*lease";

/// Of all pieces of a file.
pub fn pieces_prefix(digest: &str) -> String {
    format!("{digest}|")
}

/// A piece of a file.
pub fn piece(digest: &str, n: u64) -> String {
    format!("{digest}|{n:06}")
}

/// The prefix of all sessions.
pub const SESSIONS: &str = "session|";

pub fn session(person: &PersonId) -> String {
    format!("{SESSIONS}{person}")
}

pub fn mark(scope: &Scope) -> String {
    scope.to_string()
}

/// Of all cells of a scope, whatever the generation.
pub fn scope_prefix(scope: &Scope) -> String {
    format!("{scope}|")
}

/// Of all cells of a generation.
pub fn generation_prefix(scope: &Scope, generation: u32) -> String {
    format!("{scope}|{generation:010}|")
}

pub fn record(scope: &Scope, generation: u32, entity: &EntityId) -> String {
    format!("{scope}|{generation:010}|{entity}")
}

/// Of the history of an entity in a scope, or of the whole item that it belongs to.
pub fn past_prefix(scope: &Scope, of: &EntityId) -> String {
    let of = of.item().map_or_else(|| of.to_string(), ItemId::to_string);
    format!("{scope}|{of}|")
}

/// A row of a scope's history: by item, so that an item's rows are one range.
pub fn past(scope: &Scope, entity: &EntityId, n: u64) -> String {
    format!("{}{n:020}", past_prefix(scope, entity))
}

/// Of all own changes of a person.
pub fn person_prefix(person: &PersonId) -> String {
    format!("{person}|")
}

pub fn change(person: &PersonId, id: &ChangeId) -> String {
    format!("{person}|{}|{:020}", id.replica, id.n)
}
