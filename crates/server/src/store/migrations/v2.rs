//! Version 2: the log as a hash chain a scope, who brought a change, and which item it is about.

use crate::store::{error::StoreError, ledger::json};
use rusqlite::{Connection, params};
use sotay_core::{
    chain::{Row, Tip},
    change::Change,
    ids::ItemId,
};
use std::collections::HashMap;

/// The new table is filled before it takes the old one's name: a column that must not be empty cannot be added
/// to one that has rows.
const TABLES: &str = r"
ALTER TABLE scope ADD COLUMN tip_n INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scope ADD COLUMN tip_hash BLOB NOT NULL
    DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000';

CREATE TABLE log_2 (
    id          INTEGER PRIMARY KEY,
    replica     TEXT NOT NULL REFERENCES replica,
    n           INTEGER NOT NULL,
    scope       TEXT NOT NULL,
    -- Its place in the scope's chain, from 1 without a gap.
    place       INTEGER NOT NULL,
    -- The item that it is about, if it is about one. Without an index: looked for among the scope's rows it is
    -- found in milliseconds, and an index by item halved what can be written, for every row fell on a page of its own.
    item        TEXT,
    change      TEXT NOT NULL,
    digest      INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    -- Who handed it over, if not its author's own device.
    brought_by  TEXT REFERENCES person,
    -- SHA-256 over the hash before it and this row; see sotay_core::chain.
    hash        BLOB NOT NULL,
    UNIQUE (replica, n),
    UNIQUE (scope, place)
) STRICT;
";

const TAKE_OVER: &str = r"
DROP TABLE log;
ALTER TABLE log_2 RENAME TO log;
CREATE TRIGGER log_is_not_rewritten BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_not_erased BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
";

pub(super) fn up(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(TABLES)?;
    let tips = chain(connection)?;
    let mut scope = connection.prepare(
        // A scope in which everything was refused had no row.
        "INSERT INTO scope (name, counter, checksum, tip_n, tip_hash) VALUES (?1, 0, 0, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET tip_n = excluded.tip_n, tip_hash = excluded.tip_hash",
    )?;
    for (name, tip) in &tips {
        scope.execute(params![name, tip.n.cast_signed(), tip.hash.0])?;
    }
    connection.execute_batch(TAKE_OVER)?;
    Ok(())
}

/// Copies the rows, each with its place and its hash. Gives where the chains end.
fn chain(connection: &Connection) -> Result<HashMap<String, Tip>, StoreError> {
    let mut old = connection
        .prepare("SELECT id, replica, n, scope, change, digest, outcome, received_at FROM log ORDER BY id")?;
    let mut new = connection.prepare(
        "INSERT INTO log_2 (id, replica, n, scope, place, item, change, digest, outcome, received_at, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let mut tips: HashMap<String, Tip> = HashMap::new();
    let mut rows = old.query([])?;
    while let Some(row) = rows.next()? {
        let (replica, scope): (String, String) = (row.get(1)?, row.get(3)?);
        let (change, outcome): (String, String) = (row.get(4)?, row.get(6)?);
        let received_at = row.get(7)?;
        let said: Change = json("log", &change)?;
        let tip = tips.entry(scope.clone()).or_default();
        let digest: i64 = row.get(5)?;
        *tip = tip.after(Row {
            change: &change,
            digest: digest.cast_unsigned(),
            outcome: &outcome,
            received_at,
            brought_by: None,
        });
        new.execute(params![
            row.get::<_, i64>(0)?,
            replica,
            row.get::<_, i64>(2)?,
            scope,
            tip.n.cast_signed(),
            said.entity.item().map(ItemId::to_string),
            change,
            digest,
            outcome,
            received_at,
            tip.hash.0
        ])?;
    }
    Ok(tips)
}

#[cfg(test)]
mod tests {
    use super::super::{VERSION, run, v1};
    use crate::store::{audit, ledger::SqliteLedger};
    use rusqlite::{Connection, params};
    use sotay_core::{
        chain::Tip,
        change::{Change, Field, Group, SCHEMA, Value},
        checksum::Checksum,
        clock::Hlc,
        ids::{ChangeId, EntityId, Scope},
        intake::Ledger,
        rights::Denied,
        wire::{Outcome, Refusal},
    };

    fn change(n: u64, scope: &str, entity: &str, field: Field, value: Value) -> Change {
        Change {
            id: ChangeId { replica: "r1".parse().unwrap(), n },
            group: Group { first: n, len: 1 },
            scope: scope.parse().unwrap(),
            entity: EntityId::from(entity.to_owned()),
            field,
            value,
            over: vec![],
            at: Hlc::at(1_697_425_200_000),
            author: "mai".parse().unwrap(),
            schema: SCHEMA,
        }
    }

    /// A database as version 1 left it: two units, one refused change in a scope that has no row.
    fn of_version_1() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        v1::up(&connection).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        connection
            .execute_batch(
                "INSERT INTO person (id, account, name) VALUES ('mai', 'mai', 'Mai');
                 INSERT INTO replica (id, person, device, created_at, acked) VALUES ('r1', 'mai', '', 1, 4)",
            )
            .unwrap();
        let item = "item/p/PL.1.1/event";
        let product = "product/p/PL.1.1/event/1";
        let denied = Outcome::Refused(Refusal::Denied(Denied::Unit));
        for (change, outcome) in [
            (change(1, "unit/an-lac", item, Field::Note, Value::text("ghi chú")), Outcome::Applied(1)),
            (change(2, "unit/nowhere", item, Field::Note, Value::text("lạc")), denied),
            (
                change(3, "unit/tan-tao", "tally/x", Field::Other("n".into()), Value::Other("1.50".into())),
                Outcome::Applied(1),
            ),
            (change(4, "unit/an-lac", product, Field::Ready, Value::Bool(true)), Outcome::Applied(2)),
        ] {
            let sql = "INSERT INTO log (replica, n, scope, change, digest, outcome, received_at)
                       VALUES ('r1', ?1, ?2, ?3, ?4, ?5, 7)";
            connection
                .execute(
                    sql,
                    params![
                        change.id.n.cast_signed(),
                        change.scope.to_string(),
                        serde_json::to_string(&change).unwrap(),
                        change.digest().cast_signed(),
                        serde_json::to_string(&outcome).unwrap(),
                    ],
                )
                .unwrap();
            let Some(seq) = outcome.seq() else { continue };
            let name = change.scope.to_string();
            connection
                .execute(
                    "INSERT INTO scope (name, counter, checksum) VALUES (?1, 0, 0) ON CONFLICT DO NOTHING",
                    [&name],
                )
                .unwrap();
            let (id, sum): (i64, i64) = connection
                .query_row("SELECT id, checksum FROM scope WHERE name = ?1", [&name], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .unwrap();
            let mut cell = sotay_core::cell::Cell::default();
            cell.apply(&change);
            let mut sum = Checksum::from_bits(sum.cast_unsigned());
            sum.add(&change.entity, &change.field, seq, &cell);
            connection
                .execute(
                    "INSERT INTO cell VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![
                        id,
                        change.entity.to_string(),
                        change.field.name(),
                        seq.cast_signed(),
                        serde_json::to_string(&cell).unwrap(),
                    ],
                )
                .unwrap();
            connection
                .execute(
                    "UPDATE scope SET counter = ?2, checksum = ?3 WHERE id = ?1",
                    params![id, seq.cast_signed(), sum.bits().cast_signed()],
                )
                .unwrap();
        }
        connection
    }

    #[test]
    fn a_database_of_version_1_gets_its_chains_and_they_verify() {
        let mut connection = of_version_1();
        run(&mut connection).unwrap();
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version, VERSION);
        let chains = audit::verify(&connection, None, &[], |_| {}).unwrap();
        let found: Vec<_> = chains.iter().map(|c| (c.scope.to_string(), c.rows, c.broken.clone())).collect();
        let sound = |scope: &str, rows| (scope.to_owned(), rows, None);
        assert_eq!(found, [sound("unit/an-lac", 2), sound("unit/nowhere", 1), sound("unit/tan-tao", 1)]);
        let items: Vec<Option<String>> = connection
            .prepare("SELECT item FROM log ORDER BY id")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(
            items,
            [Some("p/PL.1.1/event"), Some("p/PL.1.1/event"), None, Some("p/PL.1.1/event")]
                .map(|i| i.map(str::to_owned))
        );
        // It is append-only as before, and the chain goes on where it was.
        for sql in ["UPDATE log SET change = '{}'", "DELETE FROM log"] {
            assert!(connection.execute(sql, []).unwrap_err().to_string().contains("append-only"));
        }
        let scope: Scope = "unit/an-lac".parse().unwrap();
        let mut ledger = SqliteLedger::new(&connection, 8);
        assert_eq!(ledger.tip(&scope).unwrap(), chains[0].tip);
        assert_ne!(chains[0].tip, Tip::default());
        ledger
            .author(
                scope,
                EntityId::from("item/p/PL.1.3/year".to_owned()),
                Field::Note,
                Value::text("x"),
                None,
            )
            .unwrap();
        ledger.finish().unwrap();
        assert!(audit::verify(&connection, None, &[], |_| {}).unwrap().iter().all(|c| c.broken.is_none()));
    }
}
