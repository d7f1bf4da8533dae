//! The district's answer to an item that a unit says does not apply to it.

use crate::{cell::Cell, change::Value, ids::ChangeId};

/// Accepted, or returned. It answers one saying of "does not apply", named by its change: when the unit says it
/// anew, or something else, the answer is about that no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether the district accepts that the item does not apply.
    pub accepted: bool,
    /// The change that said so.
    pub to: ChangeId,
}

/// How "does not apply" stands with the district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not answered yet.
    Open,
    /// Accepted.
    Accepted,
    /// Returned: the item applies.
    Returned,
}

impl Answer {
    /// The answer to what stands in the state's cell, if exactly one value stands there.
    pub fn to(state: &Cell, accepted: bool) -> Option<Self> {
        let [head] = state.heads() else { return None };
        Some(Self { accepted, to: head.ids.first()?.clone() })
    }

    /// As a value, `accepted r7mk2xq9wd4hn.4`.
    pub fn value(&self) -> Value {
        Value::Text(format!("{} {}", if self.accepted { "accepted" } else { "returned" }, self.to))
    }

    /// The answer of a value; none for what is not one.
    pub fn of(value: &Value) -> Option<Self> {
        let (verdict, to) = value.as_text()?.split_once(' ')?;
        let accepted = match verdict {
            "accepted" => true,
            "returned" => false,
            _ => return None,
        };
        Some(Self { accepted, to: to.parse().ok()? })
    }
}

impl Standing {
    /// How the state's cell stands under the answers given. One that returns weighs more than one that accepts,
    /// where two stand.
    pub fn of(state: &Cell, answer: Option<&Cell>) -> Self {
        let heads = answer.map(Cell::heads).unwrap_or_default();
        let said = |id: &ChangeId| state.heads().iter().any(|head| head.ids.contains(id));
        let about = heads.iter().filter_map(|head| Answer::of(&head.value)).filter(|answer| said(&answer.to));
        about.fold(Self::Open, |standing, answer| match (standing, answer.accepted) {
            (Self::Returned, _) | (_, false) => Self::Returned,
            (_, true) => Self::Accepted,
        })
    }
}
