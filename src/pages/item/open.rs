//! The item that is open: what its parts read, and how they record.

use crate::{
    components::field::Kind,
    state::{Device, Notebook},
    text::phrases,
};
use leptos::prelude::*;
use sotay_core::{
    assignee::Assignee,
    cell::Cell,
    change::{Edit, Field, Value},
    checklist::{self, Entities, Item, Records},
    dates,
    ids::{ChangeId, EntityId, ItemId},
    plan::Outline,
};
use std::sync::Arc;

/// What the parts of the screen share. Fields are those of an entity: of the item, a product or a file.
#[derive(Clone, Copy)]
pub struct Open {
    pub(super) id: StoredValue<ItemId>,
    pub(super) plan: StoredValue<Arc<Outline>>,
    pub(super) records: Memo<(Entities, Entities)>,
    /// Language and words.
    pub device: Device,
    /// Where it is recorded.
    pub notebook: Notebook,
}

impl Open {
    /// Reads the item.
    pub fn with<T>(self, read: impl FnOnce(&Item<'_>) -> T) -> Option<T> {
        self.records.with(|(unit, said)| {
            self.plan.with_value(|plan| {
                let id = self.id.get_value();
                checklist::find(plan.work(), &id, Records { unit, plan: said }).as_ref().map(read)
            })
        })
    }

    /// The item as an entity.
    pub fn entity(self) -> EntityId {
        EntityId::Item(self.id.get_value())
    }

    /// What stands in a field; an empty cell where nothing was recorded.
    pub fn cell(self, of: &EntityId, field: &Field) -> Cell {
        let stored =
            |(unit, _): &(Entities, Entities)| unit.get(of).and_then(|fields| fields.get(field).cloned());
        self.records.with(stored).unwrap_or_default()
    }

    /// Records fields of the item, or what the core makes of it, over what is on the screen.
    pub fn record(self, edits: impl FnOnce(&Item<'_>, &sotay_core::ids::Scope) -> Vec<Edit>) {
        let Some(scope) = untrack(|| self.notebook.scope()) else { return };
        let edits = untrack(|| self.with(|item| edits(item, &scope)));
        self.notebook.record(edits.unwrap_or_default());
    }

    /// Records fields of an entity in one gesture, over what is on the screen.
    pub fn set(self, of: &EntityId, edits: Vec<(Field, Value)>) {
        let seen = edits.into_iter().map(|(field, value)| {
            let over = self.seen(of, &field);
            (field, value, over)
        });
        self.set_over(of, seen.collect());
    }

    /// Records fields of an entity in one gesture, each over what its author saw.
    pub fn set_over(self, of: &EntityId, edits: Vec<(Field, Value, Vec<ChangeId>)>) {
        let Some(scope) = untrack(|| self.notebook.scope()) else { return };
        let mut gesture = Vec::new();
        for (field, value, over) in edits {
            gesture.push(Edit { scope: scope.clone(), entity: of.clone(), field, value, over });
        }
        self.notebook.record(gesture);
    }

    /// The identities of the values that stand in a field.
    pub fn seen(self, of: &EntityId, field: &Field) -> Vec<ChangeId> {
        untrack(|| self.cell(of, field)).seen()
    }

    /// What stands in a field, as it is shown and typed.
    pub fn shown(self, of: &EntityId, field: &Field) -> String {
        let cell = self.cell(of, field);
        match cell.shown() {
            Value::Empty => String::new(),
            value => self.says(field, value),
        }
    }

    /// A value in words.
    pub fn says(self, field: &Field, value: &Value) -> String {
        match Assignee::of(value) {
            Assignee::Person(person) if *field == Field::Assignee => self.notebook.name_of(&person),
            _ => phrases::value(self.device.language(), field, value),
        }
    }

    /// Whether a field may be changed here. A text with two versions is settled where both are seen, not by
    /// typing over the one that happens to be shown.
    pub fn enabled_for(self, of: EntityId, field: Field) -> Signal<bool> {
        Signal::derive(move || {
            let split = field.is_free_text() && self.cell(&of, &field).is_conflict();
            self.notebook.may_record() && !split
        })
    }

    /// Whether anything may be recorded.
    pub fn enabled(self) -> Signal<bool> {
        Signal::derive(move || self.notebook.may_record())
    }

    /// A field for a date.
    pub fn date(self) -> Kind {
        Kind::Date { today: untrack(|| self.notebook.today()), wrong: self.device.words().bad_date }
    }

    /// What was typed, as the value of its field.
    pub fn typed(self, field: &Field, text: &str) -> Value {
        match field {
            Field::Assignee => untrack(|| self.notebook.assignee(text)).value(),
            _ => Value::text(text),
        }
    }

    /// The day as people write it; what stands for none where there is none.
    pub fn day(self, date: Option<jiff::civil::Date>) -> String {
        date.map_or_else(|| self.device.words().no_due.to_owned(), dates::show)
    }
}
