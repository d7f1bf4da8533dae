//! Targets: the plan's own, judged by hand-made figures.

use super::*;
use crate::{
    change::{Change, Edit, Field, Group, Value},
    checklist::{Entities, Records},
    clock::Hlc,
    counter::Step,
    ids::{ChangeId, EntityId, PeriodKey, PlanId, Scope, TargetKey},
    plan::{Comparator, Plan},
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::sync::LazyLock;
use uuid::Uuid;

mod arithmetic;
mod district;
mod frozen;
mod shipped;
mod table;

const PLAN: &str = include_str!("../../../../plans/binh-tan-2023.json");
const TODAY: Date = date(2023, 10, 16);

fn key(text: &str) -> TargetKey {
    text.parse().unwrap()
}

fn period(text: &str) -> PeriodKey {
    text.parse().unwrap()
}

/// What is recorded of one ward and of the plan.
#[derive(Clone)]
struct World {
    sheet: Sheet,
    unit: Entities,
    plan: Entities,
    changes: u64,
}

impl World {
    fn new() -> Self {
        // Read once: properties make thousands of worlds.
        static SHEET: LazyLock<Sheet> = LazyLock::new(|| Sheet::from_json(PLAN).unwrap());
        let sheet = SHEET.clone();
        Self { sheet, unit: Entities::new(), plan: Entities::new(), changes: 0 }
    }

    fn set(&mut self, level: Level, entity: &str, field: Field, value: Value) {
        let (scope, entities): (Scope, _) = match level {
            Level::Ward => ("unit/an-lac".parse().unwrap(), &mut self.unit),
            Level::District => ("plan/binh-tan-2023".parse().unwrap(), &mut self.plan),
        };
        let edit = Edit::over(&scope, entities, EntityId::from(entity.to_owned()), field, value);
        self.changes += 1;
        let change = Change {
            id: ChangeId { replica: "r".parse().unwrap(), n: self.changes },
            group: Group { first: self.changes, len: 1 },
            scope,
            entity: edit.entity,
            field: edit.field,
            value: edit.value,
            over: edit.over,
            at: Hlc::at(i64::try_from(self.changes).unwrap()),
            author: "mai".parse().unwrap(),
            schema: 3,
        };
        change.check().unwrap();
        assert!(!matches!(change.entity, EntityId::Other(_)), "{entity}");
        let fields = entities.entry(change.entity.clone()).or_default();
        fields.entry(change.field.clone()).or_default().apply(&change);
    }

    fn text(&mut self, entity: &str, field: Field, text: &str) {
        self.set(Level::Ward, entity, field, Value::text(text));
    }

    /// Counts on a day in a field of procedures.
    fn count(&mut self, day: &str, procedure: &str, measure: crate::counter::Measure, number: i64) {
        self.text(&format!("count/{day}/{procedure}/r"), Field::Measure(measure), &number.to_string());
    }

    fn figures(&self) -> Figures {
        Figures::of(Records { unit: &self.unit, plan: &self.plan }, &self.sheet, TODAY)
    }

    fn standing(&self, target: &str, level: Level, of: &str) -> Standing {
        let standings = self.figures().standings(&period(of), level);
        standings
            .into_iter()
            .find(|standing| standing.key == key(target))
            .expect("the target is for the level")
    }
}

/// A name that sorts by its number.
fn uuid(n: u64) -> Uuid {
    Uuid::from_u128(0x018b_3a3c_7f00_7000_8000_0000_0000_0000 + u128::from(n))
}
