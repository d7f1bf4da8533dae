//! A cell: the value of one field of one entity, with more than one head while concurrent changes stand.
//!
//! Two changes over the same value are concurrent whatever their clocks say; both are kept until a change
//! names all heads in its `over`. The clock only picks which one is shown first.
//!
//! ```text
//!            a ──┬── b        b over a, c over a: b and c are concurrent, the cell has two heads
//!                └── c
//!            b ──┐
//!            c ──┴── d        d over b and c: settled
//! ```

use crate::{
    change::{Change, Value},
    clock::Hlc,
    ids::{ChangeId, PersonId},
    planted::{self, Bug},
};
use serde::{Deserialize, Serialize};

/// A value that stands, and who put it there when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The changes that gave this value: more than one when several people, unaware of each other, gave the
    /// same. A change over any of them replaces the value, for its author saw it.
    pub ids: Vec<ChangeId>,
    /// The value.
    pub value: Value,
    /// When it was given, latest if several gave it.
    pub at: Hlc,
    /// Who gave it, the latest if several did.
    pub author: PersonId,
}

/// The value of a field: no head before the first change, one normally, several in conflict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cell {
    /// Latest first; among equal times the greater identity first.
    heads: Vec<Head>,
}

/// What a change did to a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Its value stands alone, or beside heads that stood against each other already.
    Replaced,
    /// The value stood already.
    NoOp,
    /// Its value stands beside another that its author had not seen.
    BothKept,
}

impl Cell {
    /// The values that stand, the one shown first at the front.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The value shown; [`Value::Empty`] before the first change.
    pub fn shown(&self) -> &Value {
        self.heads.first().map_or(&Value::Empty, |head| &head.value)
    }

    /// Whether more than one value stands.
    pub fn is_conflict(&self) -> bool {
        self.heads.len() > 1
    }

    /// Every identity that stands: what a change that has seen them all names in `over`.
    pub fn seen(&self) -> Vec<ChangeId> {
        self.heads.iter().flat_map(|head| head.ids.iter().cloned()).collect()
    }

    /// Lays a change over the cell. Total and deterministic: the same changes in the same order give the
    /// same cell on the server, on every device and in the simulation.
    pub fn apply(&mut self, change: &Change) -> Effect {
        if self.heads.iter().any(|head| head.ids.contains(&change.id)) {
            return Effect::NoOp;
        }
        self.heads.retain(|head| !head.ids.iter().any(|id| change.over.contains(id)));
        let unseen = !self.heads.is_empty();
        if let Some(equal) = self.heads.iter_mut().find(|head| head.value == change.value) {
            equal.ids.push(change.id.clone());
            if change.at > equal.at {
                equal.at = change.at;
                equal.author = change.author.clone();
            }
            self.sort();
            return Effect::NoOp;
        }
        self.heads.push(Head {
            ids: vec![change.id.clone()],
            value: change.value.clone(),
            at: change.at,
            author: change.author.clone(),
        });
        self.sort();
        if planted::is(Bug::ClockDecidesConflict) {
            self.heads.truncate(1);
        }
        if unseen { Effect::BothKept } else { Effect::Replaced }
    }

    /// Puts the heads in order. A cell has one head, rarely two: insertion is all the sorting it needs.
    fn sort(&mut self) {
        for end in 1..self.heads.len() {
            let mut at = end;
            while at > 0 && before(&self.heads[at], &self.heads[at - 1]) {
                self.heads.swap(at, at - 1);
                at -= 1;
            }
        }
    }
}

/// Whether `a` is shown before `b`.
fn before(a: &Head, b: &Head) -> bool {
    (a.at, &a.ids) > (b.at, &b.ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Field, Group, SCHEMA};
    use crate::ids::{EntityId, Scope};
    use proptest::prelude::*;

    fn id(replica: u8, n: u64) -> ChangeId {
        ChangeId { replica: format!("r{replica}").parse().unwrap(), n }
    }

    fn change(id: ChangeId, value: &str, over: Vec<ChangeId>, at: i64) -> Change {
        Change {
            group: Group { first: id.n, len: 1 },
            id,
            scope: "unit/an-lac".parse::<Scope>().unwrap(),
            entity: EntityId::from("item/p/PL.1.1/event".to_owned()),
            field: Field::Note,
            value: Value::text(value),
            over,
            at: Hlc::at(at),
            author: "ai".parse().unwrap(),
            schema: SCHEMA,
        }
    }

    fn values(cell: &Cell) -> Vec<&str> {
        cell.heads().iter().map(|head| head.value.as_text().unwrap_or("")).collect()
    }

    #[test]
    fn a_change_over_what_stands_replaces_it_whatever_the_clocks_say() {
        let mut cell = Cell::default();
        assert_eq!(cell.apply(&change(id(1, 1), "cũ", vec![], 1000)), Effect::Replaced);
        assert_eq!(cell.apply(&change(id(2, 1), "mới", vec![id(1, 1)], 5)), Effect::Replaced);
        assert_eq!(values(&cell), ["mới"]);
    }

    #[test]
    fn two_changes_over_the_same_value_are_both_kept_until_one_names_both() {
        let mut cell = Cell::default();
        cell.apply(&change(id(1, 1), "a", vec![], 1));
        cell.apply(&change(id(1, 2), "b", vec![id(1, 1)], 2));
        assert_eq!(cell.apply(&change(id(2, 1), "c", vec![id(1, 1)], 9)), Effect::BothKept);
        assert_eq!(values(&cell), ["c", "b"]);
        let settle = change(id(2, 2), "b và c", cell.seen(), 10);
        assert_eq!(cell.apply(&settle), Effect::Replaced);
        assert_eq!(values(&cell), ["b và c"]);
    }

    #[test]
    fn equal_values_are_no_conflict_and_either_identity_replaces_them() {
        let mut cell = Cell::default();
        cell.apply(&change(id(1, 1), "x", vec![], 1));
        assert_eq!(cell.apply(&change(id(2, 1), "x", vec![], 2)), Effect::NoOp);
        assert!(!cell.is_conflict());
        // Device 2 saw only its own change when it went on.
        assert_eq!(cell.apply(&change(id(2, 2), "y", vec![id(2, 1)], 3)), Effect::Replaced);
        assert_eq!(values(&cell), ["y"]);
    }

    #[test]
    fn the_same_change_twice_is_taken_once() {
        let mut cell = Cell::default();
        let c = change(id(1, 1), "x", vec![], 1);
        cell.apply(&c);
        let before = cell.clone();
        assert_eq!(cell.apply(&c), Effect::NoOp);
        assert_eq!(cell, before);
    }

    proptest! {
        /// Changes without `over` are all concurrent: every distinct value stands, in whatever order they came.
        #[test]
        fn concurrent_values_all_stand_in_any_order(
            mut changes in prop::collection::vec((0u8..5, "[a-d]", 0i64..9), 1..8).prop_map(|list| {
                list.into_iter().enumerate()
                    .map(|(i, (r, v, at))| change(id(r, i as u64 + 1), &v, vec![], at)).collect::<Vec<_>>()
            }),
            turn in any::<prop::sample::Index>()
        ) {
            let fold = |list: &[Change]| { let mut c = Cell::default(); for x in list { c.apply(x); } c };
            let first = fold(&changes);
            let n = changes.len();
            changes.rotate_left(turn.index(n));
            let second = fold(&changes);
            let sorted = |c: &Cell| { let mut v: Vec<String> = values(c).into_iter().map(Into::into).collect(); v.sort(); v };
            prop_assert_eq!(sorted(&first), sorted(&second));
            prop_assert_eq!(first.heads().iter().map(|h| h.at).max(), first.heads().first().map(|h| h.at));
        }

        /// A chain in which each change names what it saw never leaves more than one value.
        #[test]
        fn a_chain_never_conflicts(texts in prop::collection::vec("[a-z]{0,3}", 1..20)) {
            let mut cell = Cell::default();
            for (i, text) in texts.iter().enumerate() {
                let c = change(id(1, i as u64 + 1), text, cell.seen(), i as i64);
                cell.apply(&c);
                prop_assert!(!cell.is_conflict());
                prop_assert_eq!(cell.shown(), &Value::text(text));
            }
        }
    }
}
