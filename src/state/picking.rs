//! Which items of the list are picked, to do one thing to all of them.

use leptos::prelude::*;
use sotay_core::ids::ItemId;
use std::{collections::BTreeSet, sync::Arc};

/// The items picked; none while nobody picks.
#[derive(Clone, Copy)]
pub struct Picking {
    items: RwSignal<Option<BTreeSet<Arc<ItemId>>>>,
}

impl Picking {
    /// Nobody picks.
    pub fn new() -> Self {
        Self { items: RwSignal::new(None) }
    }

    /// Whether somebody picks.
    pub fn is_on(self) -> bool {
        self.items.with(Option::is_some)
    }

    /// Whether an item is picked; none while nobody picks.
    pub fn has(self, id: &ItemId) -> Option<bool> {
        self.items.with(|items| items.as_ref().map(|items| items.contains(id)))
    }

    /// What is picked.
    pub fn items(self) -> BTreeSet<Arc<ItemId>> {
        self.items.get().unwrap_or_default()
    }

    /// How many items are picked.
    pub fn count(self) -> usize {
        self.items.with(|items| items.as_ref().map_or(0, BTreeSet::len))
    }

    /// Begins with nothing picked.
    pub fn start(self) {
        self.items.set(Some(BTreeSet::new()));
    }

    /// Ends, with nothing picked.
    pub fn stop(self) {
        if self.items.with_untracked(Option::is_some) {
            self.items.set(None);
        }
    }

    /// Picks an item, or no more. Begins if nobody picks.
    pub fn toggle(self, id: ItemId) {
        self.items.update(|items| {
            let items = items.get_or_insert_default();
            if !items.remove(&id) {
                items.insert(Arc::new(id));
            }
        });
    }

    /// Picks all of these, or, when all of them are, none of them.
    pub fn toggle_all(self, ids: &[Arc<ItemId>]) {
        self.items.update(|items| {
            let items = items.get_or_insert_default();
            if ids.iter().all(|id| items.contains(id)) {
                for id in ids {
                    items.remove(id);
                }
            } else {
                items.extend(ids.iter().cloned());
            }
        });
    }

    /// Drops what is not among these: nothing is done to what nobody sees.
    pub fn keep(self, shown: impl Fn(&ItemId) -> bool) {
        let gone = |items: &BTreeSet<Arc<ItemId>>| items.iter().any(|id| !shown(id));
        if self.items.with_untracked(|items| items.as_ref().is_some_and(gone)) {
            self.items.update(|items| items.iter_mut().for_each(|items| items.retain(|id| shown(id))));
        }
    }
}

impl Default for Picking {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u16) -> ItemId {
        ItemId::from_str(&format!("p/PL.1.{n}/year"))
    }

    trait Named {
        fn from_str(text: &str) -> Self;
    }

    impl Named for ItemId {
        fn from_str(text: &str) -> Self {
            text.parse().unwrap()
        }
    }

    #[test]
    fn a_section_is_picked_whole_then_dropped_whole_and_what_goes_out_of_sight_is_dropped() {
        let _owner = Owner::new();
        _owner.set();
        let picking = Picking::new();
        assert_eq!(picking.has(&id(1)), None);
        picking.toggle(id(1));
        let section: Vec<Arc<ItemId>> = [1, 2, 3].map(|n| Arc::new(id(n))).into();
        picking.toggle_all(&section);
        assert_eq!(picking.count(), 3);
        picking.keep(|shown| *shown != id(2));
        assert_eq!((picking.has(&id(2)), picking.has(&id(3))), (Some(false), Some(true)));
        picking.toggle_all(&section);
        assert_eq!(picking.count(), 3, "one was missing: all are picked");
        picking.toggle_all(&section);
        assert_eq!((picking.count(), picking.is_on()), (0, true));
        picking.stop();
        assert!(!picking.is_on());
    }
}
