//! Version 1: units, plans, people, devices, cells and the log.

use crate::{random, store::error::StoreError};
use rusqlite::Connection;

const SCHEMA: &str = r"
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    parent   TEXT REFERENCES unit DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    -- The entry as the units file has it: kind, codes with their dates, whatever comes later.
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_parent ON unit (parent);

-- Every document ever published; the digest in force is a cell of the plan's scope.
CREATE TABLE plan (
    digest       TEXT PRIMARY KEY,
    id           TEXT NOT NULL,
    document     TEXT NOT NULL,
    published_at INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_id ON plan (id);

CREATE TABLE person (
    id       TEXT PRIMARY KEY,
    account  TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    -- None for the server itself, which signs in nowhere.
    role     TEXT,
    password TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE person_unit (
    person TEXT NOT NULL REFERENCES person,
    unit   TEXT NOT NULL REFERENCES unit,
    PRIMARY KEY (person, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_unit_unit ON person_unit (unit);

CREATE TABLE replica (
    id           TEXT PRIMARY KEY,
    person       TEXT NOT NULL REFERENCES person,
    device       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    -- The highest number that has a verdict.
    acked        INTEGER NOT NULL DEFAULT 0,
    -- What the device last said of itself: when, how many changes it keeps unsent, since when.
    contact_at   INTEGER,
    pending      INTEGER NOT NULL DEFAULT 0,
    oldest       INTEGER,
    client       TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX replica_person ON replica (person);

CREATE TABLE session (
    -- SHA-256 of the token: a stolen copy of the database opens no session.
    token      BLOB PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES person,
    replica    TEXT NOT NULL REFERENCES replica,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE scope (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    counter  INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE cell (
    scope  INTEGER NOT NULL REFERENCES scope,
    entity TEXT NOT NULL,
    field  TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    heads  TEXT NOT NULL,
    PRIMARY KEY (scope, entity, field)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX cell_seq ON cell (scope, seq);

-- Every change with its verdict, for good: the audit trail, and what a repeated request is answered from.
CREATE TABLE log (
    id          INTEGER PRIMARY KEY,
    replica     TEXT NOT NULL REFERENCES replica,
    n           INTEGER NOT NULL,
    scope       TEXT NOT NULL,
    change      TEXT NOT NULL,
    digest      INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    UNIQUE (replica, n)
) STRICT;
CREATE TRIGGER log_is_not_rewritten BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_not_erased BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
";

/// The person and the replica under which the server's own changes stand, as when a plan is published.
pub const SERVER: &str = "may-chu";

pub(super) fn up(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(SCHEMA)?;
    connection.execute("INSERT INTO meta (key, value) VALUES ('epoch', ?1)", [random::name('e')?])?;
    connection.execute("INSERT INTO person (id, account, name) VALUES (?1, ?1, 'Máy chủ')", [SERVER])?;
    connection.execute(
        "INSERT INTO replica (id, person, device, created_at) VALUES (?1, ?1, 'sotay', 0)",
        [SERVER],
    )?;
    Ok(())
}
