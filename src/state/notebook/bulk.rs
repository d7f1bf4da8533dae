//! One gesture over many items.

use super::Notebook;
use crate::platform::clock;
use jiff::civil::Date;
use leptos::prelude::*;
use sotay_core::{
    change::Edit,
    checklist::{self, Bulk, Records, Told},
    ids::{ItemId, Scope},
    plan::Work,
    replica::{Limits, Replica},
};
use std::collections::BTreeSet;

/// What a gesture over many items does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bulked {
    /// How many items it changes.
    pub changed: usize,
    /// How many it leaves because two versions stand where it would write.
    pub left: usize,
    /// In how many parts it is sent, each taken or refused whole.
    pub parts: usize,
}

impl Notebook {
    /// Does one thing to many items of the unit looked at, in one transaction; says what comes of it. An item that
    /// the plan has no more is passed over.
    pub fn bulk(self, items: &BTreeSet<ItemId>, what: &Bulk) -> Bulked {
        let Some(scope) = untrack(|| self.scope()) else { return Bulked::default() };
        let Some((_, plan)) = self.plan.get_untracked() else { return Bulked::default() };
        let planned = self.replica.with_untracked(|replica| {
            replica.as_ref().map(|replica| planned(replica, plan.work(), &scope, items, what))
        });
        let (gestures, bulked) = planned.unwrap_or_default();
        if bulked.changed > 0 {
            self.record_all(gestures, Some(bulked));
        }
        bulked
    }

    /// Adds an item of the unit's own; its identity once it is on the device, none if it could not be saved.
    pub async fn add_own(self, title: &str, due: Option<Date>) -> Option<ItemId> {
        let (scope, (plan, _)) = untrack(|| Some((self.scope()?, self.plan()?)))?;
        let id = ItemId::own(plan, self.now(), clock::random());
        self.record_one(checklist::own_item(&scope, &id, title, due)).await.then_some(id)
    }

    /// What the last gesture did, if it was one over many items and can be taken back.
    pub fn bulked(self) -> Option<Bulked> {
        self.undo.with(|undo| undo.as_ref().and_then(|undo| undo.bulked))
    }
}

/// The gestures that do it, and what they do.
fn planned(
    replica: &Replica,
    work: Work<'_>,
    scope: &Scope,
    items: &BTreeSet<ItemId>,
    what: &Bulk,
) -> (Vec<Vec<Edit>>, Bulked) {
    let Some(id) = items.first().map(|item| item.plan.clone()) else { return Default::default() };
    let unit = replica.entities_for(scope, items);
    let said = replica.entities_for(&Scope::Plan(id.clone()), items);
    let (mut of_items, mut bulked) = (Vec::new(), Bulked::default());
    for item in checklist::some(work, &id, Some(items), Records { unit: &unit, plan: &said }) {
        match what.over(&item, scope) {
            Told::Changed(edits) => of_items.push(edits),
            Told::TwoVersions => bulked.left += 1,
            Told::Same => {}
        }
    }
    bulked.changed = of_items.len();
    let gestures = checklist::cut(of_items, Limits::default().batch);
    bulked.parts = gestures.len();
    (gestures, bulked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::testing::{device, edit, items, plan, record, scope};
    use sotay_core::{
        change::{Field, State, Value},
        ids::EntityId,
    };

    #[test]
    fn many_items_are_changed_in_gestures_that_a_request_can_carry() {
        let plan = plan(460);
        let mut replica = device("r1");
        let all: BTreeSet<ItemId> = items(&plan).into_iter().take(450).collect();
        let mut ids = all.iter();
        let (split, done) =
            (EntityId::Item(ids.next().unwrap().clone()), EntityId::Item(ids.next().unwrap().clone()));
        for state in [State::Doing, State::Waiting] {
            let blind = Edit { over: vec![], ..edit(&replica, split.clone(), Field::State, state.value()) };
            record(&mut replica, vec![blind]);
        }
        let so = edit(&replica, done, Field::State, State::Done.value());
        record(&mut replica, vec![so]);
        let (gestures, bulked) = planned(&replica, plan.work(), &scope(), &all, &Bulk::State(State::Done));
        assert_eq!(bulked, Bulked { changed: 448, left: 1, parts: 3 });
        assert_eq!(gestures.iter().map(Vec::len).collect::<Vec<_>>(), [200, 200, 48]);
        gestures.into_iter().for_each(|gesture| drop(record(&mut replica, gesture)));
        let again = planned(&replica, plan.work(), &scope(), &all, &Bulk::State(State::Done));
        assert_eq!(again, (vec![], Bulked { changed: 0, left: 1, parts: 0 }));
        let reason = Bulk::NotApplicable("Phường không có".into());
        let (gestures, bulked) = planned(&replica, plan.work(), &scope(), &all, &reason);
        assert_eq!((bulked.changed, bulked.parts), (449, 5), "two edits an item");
        assert!(gestures[0].chunks(2).all(|two| two[0].entity == two[1].entity));
        assert_eq!(gestures[0][1].value, Value::text("Phường không có"));
    }
}
