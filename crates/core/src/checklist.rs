//! A unit's checklist: the plan's tasks as items, with what the unit recorded of each, ordered by urgency.
//!
//! Nothing here is stored: items follow from the plan, and what stands in their fields from the cells.

use crate::{
    cell::Cell,
    change::{Edit, Field, State, Value},
    dates::days_between,
    ids::{EntityId, ItemId, PlanId, Scope},
    plan::{Membership, Plan, Task, TaskGroup},
    schedule::Occurrence,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// From how many days before its date an item counts as due soon.
pub const SOON_DAYS: i32 = 30;

/// The fields of the entities of a scope, as [`crate::replica::Replica::entities`] gives them.
pub type Entities = BTreeMap<EntityId, BTreeMap<Field, Cell>>;

/// A checklist item: a task's occurrence with what the unit recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<'a> {
    /// Its identity.
    pub id: ItemId,
    /// The group of the appendix.
    pub group: &'a TaskGroup,
    /// The task.
    pub task: &'a Task,
    /// Which phase or period.
    pub occurrence: &'a Occurrence,
    /// Whether the task has other occurrences too, so that this one must be named.
    pub one_of_many: bool,
    /// The item's own fields.
    pub fields: BTreeMap<Field, Cell>,
    /// Its products, in the plan's order.
    pub products: Vec<Product<'a>>,
}

/// A product of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Product<'a> {
    /// Its identity.
    pub id: EntityId,
    /// What the plan calls it.
    pub text: &'a str,
    /// What the unit recorded.
    pub fields: BTreeMap<Field, Cell>,
}

/// How pressing an item is today. The order is the order on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Past its date, by so many days.
    Overdue {
        /// Days since the date.
        days: i32,
    },
    /// Within [`SOON_DAYS`] of its date, or past the unit's own milestone.
    Soon,
    /// Open, and neither.
    Later,
    /// Waits for an outside event; never overdue.
    Waiting,
    /// Done, or not applicable.
    Closed,
    /// Folded under coordination and not activated.
    Folded,
}

/// Which part of the checklist is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Segment {
    /// Cần làm: open items that are not waiting.
    #[default]
    ToDo,
    /// Của tôi: open items whose assignee is the person.
    Mine,
    /// Chờ: items that wait.
    Waiting,
    /// Tất cả: every item, folded ones last.
    All,
}

fn value(fields: &BTreeMap<Field, Cell>, field: Field) -> &Value {
    fields.get(&field).map_or(&Value::Empty, Cell::shown)
}

fn text(fields: &BTreeMap<Field, Cell>, field: Field) -> &str {
    value(fields, field).as_text().unwrap_or("")
}

impl Product<'_> {
    /// Whether it exists.
    pub fn is_ready(&self) -> bool {
        value(&self.fields, Field::Ready).is_true()
    }

    /// The document's number.
    pub fn number(&self) -> &str {
        text(&self.fields, Field::Number)
    }

    /// The document's date.
    pub fn issued(&self) -> Option<Date> {
        value(&self.fields, Field::Issued).as_date()
    }
}

impl Item<'_> {
    /// The item as an entity.
    pub fn entity(&self) -> EntityId {
        EntityId::Item(self.id.clone())
    }

    /// Where it stands. While two states stand against each other it counts as open if one of them is: nothing is
    /// done by the accident of a clock.
    pub fn state(&self) -> State {
        let heads = self.fields.get(&Field::State).map(Cell::heads).unwrap_or_default();
        let mut states = heads.iter().map(|head| State::of(&head.value).unwrap_or_default());
        let first = states.clone().next().unwrap_or_default();
        states.find(|state| !state.is_closed()).unwrap_or(first)
    }

    /// The remark shown.
    pub fn note(&self) -> &str {
        text(&self.fields, Field::Note)
    }

    /// Who sees to it.
    pub fn assignee(&self) -> &str {
        text(&self.fields, Field::Assignee)
    }

    /// Why it does not apply.
    pub fn reason(&self) -> &str {
        text(&self.fields, Field::Reason)
    }

    /// The unit's own earlier date.
    pub fn milestone(&self) -> Option<Date> {
        value(&self.fields, Field::Milestone).as_date()
    }

    /// The plan's date.
    pub fn due(&self) -> Option<Date> {
        self.occurrence.due
    }

    /// How many of its products exist.
    pub fn ready(&self) -> usize {
        self.products.iter().filter(|product| product.is_ready()).count()
    }

    /// Whether it lies folded under coordination: the plan folds it and nobody activated it or recorded a
    /// state for it.
    pub fn is_folded(&self) -> bool {
        self.task.membership == Membership::Folded
            && !value(&self.fields, Field::Active).is_true()
            && self.state() == State::Todo
    }

    /// Whether it waits for an outside event: the unit says so, or the plan's text does and nobody said yet
    /// that the event came.
    pub fn is_waiting(&self) -> bool {
        match self.state() {
            State::Waiting => true,
            State::Todo => self.task.waits_for.is_some(),
            State::Doing | State::Done | State::NotApplicable => false,
        }
    }

    /// Whether some field of it, or of a product, has more than one value.
    pub fn has_conflict(&self) -> bool {
        let products = self.products.iter().flat_map(|product| product.fields.values());
        self.fields.values().chain(products).any(Cell::is_conflict)
    }

    /// How pressing it is on the day `today`.
    pub fn urgency(&self, today: Date) -> Urgency {
        if self.state().is_closed() {
            return Urgency::Closed;
        }
        if self.is_folded() {
            return Urgency::Folded;
        }
        if self.is_waiting() {
            return Urgency::Waiting;
        }
        match (self.due(), self.milestone()) {
            (Some(due), _) if due < today => Urgency::Overdue { days: days_between(due, today) },
            (Some(due), _) if days_between(today, due) <= SOON_DAYS => Urgency::Soon,
            (_, Some(milestone)) if milestone <= today => Urgency::Soon,
            _ => Urgency::Later,
        }
    }

    /// Whether a segment shows it. `me` is the person's name.
    pub fn is_in(&self, segment: Segment, today: Date, me: &str) -> bool {
        let urgency = self.urgency(today);
        match segment {
            Segment::ToDo => urgency < Urgency::Waiting,
            Segment::Mine => urgency < Urgency::Closed && !me.is_empty() && self.assignee().contains(me),
            Segment::Waiting => urgency == Urgency::Waiting,
            Segment::All => true,
        }
    }

    /// The date that orders it: the milestone if it comes first, else the plan's date; the undated last.
    pub fn next_date(&self) -> Option<Date> {
        match (self.due(), self.milestone()) {
            (Some(due), Some(milestone)) => Some(due.min(milestone)),
            (due, milestone) => due.or(milestone),
        }
    }

    /// Sets one of its fields.
    pub fn edit(&self, scope: &Scope, field: Field, value: Value) -> Edit {
        edit(scope, self.entity(), &self.fields, field, value)
    }
}

impl Product<'_> {
    /// Sets one of its fields.
    pub fn edit(&self, scope: &Scope, field: Field, value: Value) -> Edit {
        edit(scope, self.id.clone(), &self.fields, field, value)
    }
}

/// Sets a field over all that was seen there.
fn edit(scope: &Scope, entity: EntityId, fields: &BTreeMap<Field, Cell>, field: Field, value: Value) -> Edit {
    let over = fields.get(&field).map(Cell::seen).unwrap_or_default();
    Edit { scope: scope.clone(), entity, field, value, over }
}

/// Every item of a unit, in order of codes and occurrences.
pub fn items<'a>(plan: &'a Plan, id: &PlanId, entities: &Entities) -> Vec<Item<'a>> {
    plan.tasks()
        .flat_map(|(group, task)| {
            task.schedule.occurrences.iter().map(move |occurrence| (group, task, occurrence))
        })
        .map(|(group, task, occurrence)| item(id, group, task, occurrence, entities))
        .collect()
}

/// One item; none if the plan has no such task or occurrence.
pub fn find<'a>(plan: &'a Plan, id: &ItemId, entities: &Entities) -> Option<Item<'a>> {
    let (group, task) = plan.tasks().find(|(_, task)| task.code == id.code)?;
    let occurrence = task.schedule.occurrences.iter().find(|o| o.key == id.occurrence)?;
    Some(item(&id.plan, group, task, occurrence, entities))
}

fn item<'a>(
    plan: &PlanId,
    group: &'a TaskGroup,
    task: &'a Task,
    occurrence: &'a Occurrence,
    entities: &Entities,
) -> Item<'a> {
    let fields = |entity: &EntityId| entities.get(entity).cloned().unwrap_or_default();
    let id = ItemId { plan: plan.clone(), code: task.code.clone(), occurrence: occurrence.key.clone() };
    let products = (1u16..)
        .zip(&task.products)
        .map(|(index, text)| {
            let id = EntityId::Product(id.clone(), index);
            Product { fields: fields(&id), id, text: text.shown() }
        })
        .collect();
    Item {
        fields: fields(&EntityId::Item(id.clone())),
        id,
        group,
        task,
        occurrence,
        one_of_many: task.schedule.occurrences.len() > 1,
        products,
    }
}

#[cfg(test)]
mod tests;
