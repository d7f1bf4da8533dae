//! One gesture over many items.
//!
//! Where two versions stand a person must see both: there a gesture over many changes nothing. And what says
//! already what it should say is left alone. So what it changed can be put back whole, and how many it changed can
//! be said.

use super::{Item, value};
use crate::{
    assignee::Assignee,
    cell::Cell,
    change::{Edit, Field, State, Value},
    ids::Scope,
    plan::Membership,
};
use jiff::civil::Date;

/// What is done to all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// Set the state.
    State(State),
    /// Say that they do not apply, for one reason.
    NotApplicable(String),
    /// Say who sees to them.
    Assignee(Assignee),
    /// Set the unit's own date, or none.
    Milestone(Option<Date>),
    /// Put what lies folded under coordination on the unit's list, or back.
    Active(bool),
}

/// What becomes of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// These edits do it.
    Changed(Vec<Edit>),
    /// It is so already, or is nothing that could be so.
    Same,
    /// Two versions stand where it would write.
    TwoVersions,
}

impl Bulk {
    fn fields(&self) -> Vec<(Field, Value)> {
        match self {
            Self::State(state) => vec![(Field::State, state.value())],
            Self::NotApplicable(reason) => {
                vec![(Field::State, State::NotApplicable.value()), (Field::Reason, Value::text(reason))]
            }
            Self::Assignee(assignee) => vec![(Field::Assignee, assignee.value())],
            Self::Milestone(date) => vec![(Field::Milestone, Value::date(*date))],
            Self::Active(active) => vec![(Field::Active, Value::Bool(*active))],
        }
    }

    /// What becomes of an item by it.
    pub fn over(&self, item: &Item<'_>, scope: &Scope) -> Told {
        let fields = self.fields();
        let split = |field: &Field| item.fields.get(field).is_some_and(Cell::is_conflict);
        if fields.iter().any(|(field, _)| split(field)) {
            return Told::TwoVersions;
        }
        let same = match self {
            Self::State(state) => item.state() == *state,
            Self::Active(true) => !item.is_folded(),
            // As on the item's own screen: what somebody began is not folded away.
            Self::Active(false) => {
                item.membership != Membership::Folded || item.is_folded() || item.state() != State::Todo
            }
            _ => fields.iter().all(|(field, new)| value(&item.fields, field.clone()) == new),
        };
        if same {
            return Told::Same;
        }
        Told::Changed(fields.into_iter().map(|(field, new)| item.edit(scope, field, new)).collect())
    }
}

/// Cuts the edits of many items into gestures of at most `limit` edits, none of an item's apart. Each gesture is
/// taken or refused whole; one that is longer than a request could not be sent.
pub fn cut(of_items: Vec<Vec<Edit>>, limit: usize) -> Vec<Vec<Edit>> {
    let mut gestures: Vec<Vec<Edit>> = Vec::new();
    for edits in of_items {
        match gestures.last_mut() {
            Some(gesture) if gesture.len() + edits.len() <= limit => gesture.extend(edits),
            _ => gestures.push(edits),
        }
    }
    gestures
}
