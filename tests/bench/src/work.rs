//! What people record: short values in many fields, as a ward's year brings them.

use sotay_chaos::dice::Dice;
use sotay_core::{
    change::{Change, Edit, Field, State, Value},
    clock::Millis,
    ids::{ChangeId, EntityId, Scope},
    replica::{Limits, Meta, Write},
};
use std::{
    collections::HashMap,
    time::{SystemTime, UNIX_EPOCH},
};

/// Tasks of the shipped plan.
const TASKS: [&str; 12] =
    ["1.1", "1.4", "1.7", "2.1", "3.10", "3.15", "4.2", "5.1", "5.5", "6.1", "6.3", "7.2"];

/// Fields that each item here has, two of them of its first product.
const FIELDS: usize = 6;

const WORDS: [&str; 15] = [
    "đã gửi",
    "báo cáo",
    "quý",
    "phường",
    "chờ",
    "Sở Nội vụ",
    "ý kiến",
    "văn bản",
    "bổ sung",
    "rà soát",
    "niêm yết",
    "thủ tục",
    "hồ sơ",
    "xin lỗi trễ hạn",
    "khai sinh",
];

/// One person's edits on one device, over and over the same fields, each over what the device wrote there before.
pub struct Desk {
    /// Names and numbers, which move on.
    pub meta: Meta,
    scope: Scope,
    /// Its own, so that two devices of one ward do not contradict each other.
    mark: String,
    fields: usize,
    seen: HashMap<usize, ChangeId>,
    next: usize,
    dice: Dice,
}

impl Desk {
    /// A device that works on so many fields of a unit, and on no other device's.
    pub fn new(meta: Meta, scope: Scope, number: usize, fields: usize) -> Self {
        let dice = Dice::of(1, number as u64);
        Self { meta, scope, mark: format!("d{number}"), fields, seen: HashMap::new(), next: 0, dice }
    }

    /// The next edits, each a gesture of its own.
    pub fn record(&mut self, count: usize) -> anyhow::Result<Vec<Change>> {
        let mut changes = Vec::with_capacity(count);
        for _ in 0..count {
            let at = self.next % self.fields;
            self.next += 1;
            let (entity, field, value) = self.field(at);
            let over = self.seen.get(&at).cloned().into_iter().collect();
            let edit = Edit { scope: self.scope.clone(), entity, field, value, over };
            for write in self.meta.record(vec![edit], now(), Limits::default())? {
                if let Write::Queue(entry) = write {
                    self.seen.insert(at, entry.change.id.clone());
                    changes.push(entry.change);
                }
            }
        }
        Ok(changes)
    }

    fn field(&mut self, at: usize) -> (EntityId, Field, Value) {
        let (item, field) = (at / FIELDS, at % FIELDS);
        let (task, turn) = (TASKS[item % TASKS.len()], item / TASKS.len());
        let item = format!("binh-tan-2023/PL.{task}/{}k{turn}", self.mark);
        let entity = if field < 4 { format!("item/{item}") } else { format!("product/{item}/1") };
        let (field, value) = match field {
            0 => (Field::State, self.dice.pick(&State::ALL).copied().unwrap_or_default().value()),
            1 => (Field::Note, self.text(4, 16)),
            2 => (Field::Assignee, self.text(1, 3)),
            3 => (Field::Milestone, self.date()),
            4 => (Field::Number, self.text(1, 2)),
            _ => (Field::Issued, self.date()),
        };
        (EntityId::from(entity), field, value)
    }

    fn date(&mut self) -> Value {
        Value::Text(format!("2023-{:02}-{:02}", 1 + self.dice.below(12), 1 + self.dice.below(28)))
    }

    fn text(&mut self, least: u64, most: u64) -> Value {
        // A number makes texts differ, as people's do.
        let number = self.dice.below(1_000);
        Value::Text(format!("{} {number}", words(&mut self.dice, least, most)))
    }
}

/// From `least` to `most` words, as people write them.
pub fn words(dice: &mut Dice, least: u64, most: u64) -> String {
    let count = least + dice.below(most - least + 1);
    (0..count).filter_map(|_| dice.pick(&WORDS).copied()).collect::<Vec<_>>().join(" ")
}

/// The clock.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
