//! What is searched: built when the screen opens, a piece a turn so that typing is not held up, and kept up with what
//! is recorded while it is open.

use crate::{platform::clock, state::Notebook};
use leptos::{prelude::*, task::spawn_local};
use sotay_core::{
    ids::Scope,
    plan::Plan,
    replica::Replica,
    search::{Document, Index, Place, of_plan, of_record, of_records},
};
use std::{collections::BTreeSet, sync::Arc};

/// How many documents are read in a turn: a few milliseconds on a slow phone.
const A_TURN: usize = 150;

/// More items than this, and building anew is quicker than changing.
const MANY: usize = 200;

/// The index of the screen.
#[derive(Clone, Copy)]
pub struct Library {
    index: StoredValue<Index>,
    /// What the index was built of.
    built_of: StoredValue<Option<(Replica, Arc<Plan>)>>,
    /// Which building is under way; an older one stops.
    turn: StoredValue<u32>,
    /// Goes up with every piece.
    version: RwSignal<u32>,
    ready: RwSignal<bool>,
}

impl Library {
    /// Begins to build it.
    pub fn open(notebook: Notebook) -> Self {
        let library = Self {
            index: StoredValue::new(Index::default()),
            built_of: StoredValue::new(None),
            turn: StoredValue::new(0),
            version: RwSignal::new(0),
            ready: RwSignal::new(false),
        };
        // The lists do with the plan's outline; its whole text is read for this.
        let whole: RwSignal<Option<Arc<Plan>>> = RwSignal::new(None);
        Effect::new(move |_| {
            if notebook.plan().is_some() {
                spawn_local(async move {
                    let read = notebook.whole_plan().await.map(Arc::new);
                    let _ = whole.try_set(read);
                });
            }
        });
        Effect::new(move |_| {
            let named = notebook.plan().map(|(id, _)| id).zip(whole.get());
            let (Some((id, plan)), Some(replica)) = (named, notebook.with_replica(Replica::clone)) else {
                return;
            };
            let changed = library.built_of.with_value(|built_of| match built_of {
                Some((before, of)) if Arc::ptr_eq(of, &plan) => changed(before, &replica),
                _ => None,
            });
            match changed.filter(|_| library.ready.get_untracked()) {
                Some(documents) if documents.is_empty() => {}
                Some(documents) => {
                    library.index.update_value(|index| {
                        documents.into_iter().for_each(|change| match change {
                            Change::Put(document) => index.put(document),
                            Change::Gone(place) => index.remove(&place),
                        })
                    });
                    library.version.update(|version| *version += 1);
                }
                None => {
                    let mut documents = of_plan(&id, &plan);
                    for scope in replica.scopes.keys().filter(|scope| scope.unit().is_some()) {
                        documents.extend(of_records(scope, &replica.entities(scope)));
                    }
                    library.build(documents);
                }
            }
            library.built_of.set_value(Some((replica, plan)));
        });
        library
    }

    fn build(self, documents: Vec<Document>) {
        let turn = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        let was_empty = self.index.with_value(Index::is_empty);
        self.ready.set(false);
        spawn_local(async move {
            let mut index = Index::default();
            for (at, document) in documents.into_iter().enumerate() {
                index.add(document);
                if at % A_TURN == A_TURN - 1 {
                    // What is there already may be searched, unless an older index has more.
                    if was_empty && at == A_TURN - 1 {
                        let _ = self.index.try_update_value(|shown| shown.clone_from(&index));
                        let _ = self.version.try_update(|version| *version += 1);
                    }
                    clock::sleep(0).await;
                    if self.turn.try_get_value() != turn {
                        return;
                    }
                }
            }
            let _ = self.index.try_update_value(|shown| *shown = index);
            let _ = self.ready.try_set(true);
            let _ = self.version.try_update(|version| *version += 1);
        });
    }

    /// Reads the index; again whenever it changes.
    pub fn with<T>(self, read: impl FnOnce(&Index) -> T) -> T {
        self.version.track();
        self.index.with_value(read)
    }

    /// Whether everything is in it.
    pub fn is_ready(self) -> bool {
        self.ready.get()
    }
}

enum Change {
    Put(Document),
    Gone(Place),
}

/// What two pictures say differently; none when building anew is quicker.
fn changed(before: &Replica, after: &Replica) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    if !before.scopes.keys().eq(after.scopes.keys()) {
        return None;
    }
    for scope in after.scopes.keys().filter(|scope| matches!(scope, Scope::Unit(_))) {
        let items = before.differing(after, scope)?;
        if items.len() > MANY {
            return None;
        }
        let (old, new) = (before.entities_for(scope, &items), after.entities_for(scope, &items));
        let entities: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        for entity in entities {
            let document = new.get(entity).and_then(|fields| of_record(scope, entity, fields));
            changes.push(match document {
                Some(document) => Change::Put(document),
                None => Change::Gone(Place::Record(scope.clone(), entity.clone())),
            });
        }
    }
    Some(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::testing::{Lot, device, edit, items, plan, record, scope};
    use sotay_core::{
        change::{Field, Value},
        ids::EntityId,
        replica::Held,
        search::Query,
    };

    #[test]
    fn an_index_that_is_kept_up_finds_what_one_built_anew_finds() {
        let seed = Lot::seed();
        println!("seed {seed} (SOTAY_SEED={seed} repeats it)");
        let mut lot = Lot(seed);
        let items = items(&plan(12));
        let words = ["hộ tịch", "phản ánh", "214/UBND", ""];
        let mut replica = device("r1");
        replica.scopes.insert(scope(), Held::default());
        let mut index = Index::default();
        for turn in 0..120 {
            let before = replica.clone();
            let item = items[lot.below(items.len())].clone();
            let text = Value::text(words[lot.below(words.len())]);
            let (entity, field, value) = match lot.below(3) {
                0 => (EntityId::Item(item), Field::Note, text),
                1 => (EntityId::Product(item, 1), Field::Number, text),
                _ => (EntityId::remark(item, turn, [0; 10]), Field::Text, Value::text(words[lot.below(3)])),
            };
            let one = edit(&replica, entity, field, value);
            record(&mut replica, vec![one]);
            for change in changed(&before, &replica).expect("one item changed") {
                match change {
                    Change::Put(document) => index.put(document),
                    Change::Gone(place) => index.remove(&place),
                }
            }
            let mut anew = Index::default();
            of_records(&scope(), &replica.entities(&scope()))
                .into_iter()
                .for_each(|document| anew.add(document));
            for word in &words[..3] {
                let places = |index: &Index| {
                    let query = Query::new(word);
                    let found = index.search(&query, 1000);
                    found.found.iter().map(|found| found.document.place.clone()).collect::<BTreeSet<_>>()
                };
                assert_eq!(places(&index), places(&anew), "{word} after {turn}");
            }
        }
    }
}
