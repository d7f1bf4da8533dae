//! A unit's checklist: the plan's tasks, a ward's other duties and the unit's own items, with what the unit
//! recorded of each, ordered by urgency.
//!
//! Nothing here is stored: items follow from the plan and from what the district says of it, own ones from their
//! title, and what stands in their fields from the cells.

use crate::{
    answer::Standing,
    assignee::Assignee,
    cell::Cell,
    change::{Edit, Field, State, Value},
    code::Code,
    dates::days_between,
    ids::{EntityId, ItemId, PersonId, Scope},
    plan::{Membership, Task},
    schedule::Occurrence,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// From how many days before its date an item counts as due soon.
pub const SOON_DAYS: i32 = 30;

/// The fields of the entities of a scope, as [`crate::replica::Replica::entities`] gives them.
pub type Entities = BTreeMap<EntityId, BTreeMap<Field, Cell>>;

/// What is recorded that items are made of.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    /// What the unit's scope holds.
    pub unit: &'a Entities,
    /// What the plan's scope holds: what the district says for every unit.
    pub plan: &'a Entities,
}

/// Where an item stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A group of the appendix, by its place.
    Appendix(usize),
    /// A ward's duties outside the appendix.
    Duties,
    /// What the unit added itself.
    Own,
    /// Tasks of earlier versions of the plan of which something was recorded.
    Dropped,
}

/// A checklist item: a task's occurrence, or an own item, with what the unit recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<'a> {
    /// Its identity.
    pub id: ItemId,
    /// Where it stands in the list.
    pub group: Group,
    /// What the plan assigns; none for an own item.
    pub assigned: Option<Assigned<'a>>,
    /// Whether it is on the unit's checklist, as plan and district say.
    pub membership: Membership,
    /// The item's own fields.
    pub fields: BTreeMap<Field, Cell>,
    /// Its products, in the plan's order, or in the order of being added.
    pub products: Vec<Product<'a>>,
    /// Products that the plan asks for no more and of which something was recorded.
    pub former: Vec<Product<'a>>,
}

/// What the plan assigns with an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assigned<'a> {
    /// The task.
    pub task: &'a Task,
    /// Which phase or period.
    pub occurrence: &'a Occurrence,
    /// Whether the task has other occurrences too, so that this one must be named.
    pub one_of_many: bool,
}

/// A product of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Product<'a> {
    /// Its identity.
    pub id: EntityId,
    /// What the plan calls it; none for a product of an own item.
    pub text: Option<&'a str>,
    /// What the unit recorded.
    pub fields: BTreeMap<Field, Cell>,
    /// The files that prove it, oldest first, those taken back left out.
    pub files: Vec<File>,
}

/// A file that proves a product.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Its identity.
    pub id: EntityId,
    /// What is recorded of it.
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

impl File {
    /// Its name as people read it.
    pub fn name(&self) -> &str {
        text(&self.fields, Field::Name)
    }

    /// SHA-256 of its bytes, in hexadecimal.
    pub fn digest(&self) -> Option<&str> {
        value(&self.fields, Field::Digest).as_text()
    }

    /// What it is.
    pub fn kind(&self) -> Option<crate::evidence::Kind> {
        crate::evidence::Kind::of(text(&self.fields, Field::Kind))
    }

    /// Its length in bytes.
    pub fn size(&self) -> Option<u64> {
        crate::evidence::size(text(&self.fields, Field::Size))
    }

    /// What the device is called that its bytes came from.
    pub fn device(&self) -> &str {
        text(&self.fields, Field::Device)
    }

    /// Sets one of its fields.
    pub fn edit(&self, scope: &Scope, field: Field, value: Value) -> Edit {
        edit(scope, self.id.clone(), &self.fields, field, value)
    }
}

impl Product<'_> {
    /// What it is called.
    pub fn title(&self) -> &str {
        self.text.unwrap_or_else(|| text(&self.fields, Field::Title))
    }

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
    pub fn assignee(&self) -> Assignee {
        Assignee::of(value(&self.fields, Field::Assignee))
    }

    /// What is to be done.
    pub fn title(&self) -> &str {
        match &self.assigned {
            Some(assigned) => assigned.task.text.shown(),
            None => text(&self.fields, Field::Title),
        }
    }

    /// The part of the plan that an own item was added for.
    pub fn about(&self) -> Option<Code> {
        text(&self.fields, Field::About).parse().ok()
    }

    /// The number by which a list shows it; empty for an own item.
    pub fn label(&self) -> String {
        self.assigned.map_or_else(String::new, |assigned| assigned.task.label())
    }

    /// The phase or period, where it must be named.
    pub fn occurrence(&self) -> Option<&Occurrence> {
        self.assigned.filter(|assigned| assigned.one_of_many).map(|assigned| assigned.occurrence)
    }

    /// The outside event that the plan has it wait for, in the plan's words.
    pub fn waits_for(&self) -> Option<&str> {
        self.assigned.and_then(|assigned| assigned.task.waits_for.as_deref())
    }

    /// The day on which the event came that it waited for, or that it is there for.
    pub fn event(&self) -> Option<Date> {
        value(&self.fields, Field::Event).as_date()
    }

    /// Whether it begins with an event that somebody must say has come: the plan waits for one, or dates nothing
    /// because it occurs when it occurs.
    pub fn awaits_event(&self) -> bool {
        self.assigned.is_some_and(|Assigned { task, occurrence, .. }| {
            let occurs = matches!(occurrence.key.as_str(), "event" | "outside");
            task.waits_for.is_some() || (occurs && occurrence.due.is_none())
        })
    }

    /// Whether its date is the unit's to set: the plan gives none, or gives one for what waits.
    pub fn may_set_due(&self) -> bool {
        self.assigned.is_none_or(|assigned| assigned.occurrence.due.is_none()) || self.awaits_event()
    }

    /// How "does not apply" stands with the district.
    pub fn standing(&self) -> Standing {
        let nothing = Cell::default();
        Standing::of(self.fields.get(&Field::State).unwrap_or(&nothing), self.fields.get(&Field::Answer))
    }

    /// The district's words to its answer.
    pub fn reply(&self) -> &str {
        text(&self.fields, Field::Reply)
    }

    /// Whether nothing is left to do: done, or not applicable and not returned by the district.
    pub fn is_closed(&self) -> bool {
        match self.state() {
            State::Done => true,
            State::NotApplicable => self.standing() != Standing::Returned,
            State::Todo | State::Doing | State::Waiting => false,
        }
    }

    /// Why it does not apply.
    pub fn reason(&self) -> &str {
        text(&self.fields, Field::Reason)
    }

    /// The unit's own earlier date.
    pub fn milestone(&self) -> Option<Date> {
        value(&self.fields, Field::Milestone).as_date()
    }

    /// The day by which it is due: the plan's, save where the plan leaves it to the unit.
    pub fn due(&self) -> Option<Date> {
        let plan = self.assigned.and_then(|assigned| assigned.occurrence.due);
        let own = value(&self.fields, Field::Due).as_date().filter(|_| self.may_set_due());
        own.or(plan)
    }

    /// How many of its products exist.
    pub fn ready(&self) -> usize {
        self.products.iter().filter(|product| product.is_ready()).count()
    }

    /// Whether it lies folded under coordination: plan and district fold it, and nobody activated it or recorded
    /// a state for it.
    pub fn is_folded(&self) -> bool {
        self.membership == Membership::Folded
            && !value(&self.fields, Field::Active).is_true()
            && self.state() == State::Todo
    }

    /// Whether it waits for an outside event: the unit says so, or the plan's text does and nobody said yet
    /// that the event came.
    pub fn is_waiting(&self) -> bool {
        match self.state() {
            State::Waiting => true,
            State::Todo => self.waits_for().is_some() && self.event().is_none(),
            State::Doing | State::Done | State::NotApplicable => false,
        }
    }

    /// Whether some field of it, or of a product, has more than one value.
    pub fn has_conflict(&self) -> bool {
        let products = self.products.iter().chain(&self.former);
        let products = products.flat_map(|product| product.fields.values());
        self.fields.values().chain(products).any(Cell::is_conflict)
    }

    /// How pressing it is on the day `today`.
    pub fn urgency(&self, today: Date) -> Urgency {
        if self.is_closed() {
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

    /// Whether a segment shows it to a person, who is called `name`.
    pub fn is_in(&self, segment: Segment, today: Date, me: &PersonId, name: &str) -> bool {
        let urgency = self.urgency(today);
        match segment {
            Segment::ToDo => urgency < Urgency::Waiting,
            Segment::Mine => urgency < Urgency::Closed && self.assignee().is(me, name),
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

/// The edits by which the event came on a day, and the item is due by another: it waits no more.
pub fn event_came(item: &Item<'_>, scope: &Scope, event: Date, due: Option<Date>) -> Vec<Edit> {
    let mut edits = vec![item.edit(scope, Field::Event, Value::date(Some(event)))];
    if due.is_some() {
        edits.push(item.edit(scope, Field::Due, Value::date(due)));
    }
    // Occurring once more opens what was done the last time.
    if item.state() == State::Waiting || item.is_closed() {
        edits.push(item.edit(scope, Field::State, State::Todo.value()));
    }
    edits
}

/// The edits by which a unit adds an item of its own.
pub fn own_item(scope: &Scope, id: &ItemId, title: &str, due: Option<Date>) -> Vec<Edit> {
    let entity = EntityId::Item(id.clone());
    let set = |field, value| edit(scope, entity.clone(), &BTreeMap::new(), field, value);
    let title = set(Field::Title, Value::text(title));
    std::iter::once(title).chain(due.map(|due| set(Field::Due, Value::date(Some(due))))).collect()
}

mod bulk;
mod made;
#[cfg(test)]
mod tests;

pub use bulk::{Bulk, Told, cut};
pub use made::{find, items, membership, some};
