//! Some items of a picture, and the items by which two pictures differ.

use super::*;
use crate::ids::ItemId;
use std::collections::BTreeSet;

fn some(ns: &[u16]) -> BTreeSet<ItemId> {
    ns.iter().filter_map(|n| item(*n).item().cloned()).collect()
}

proptest! {
    /// After any edits, sendings and refusals: the entities asked for are those of the whole picture, and an item
    /// that shows differently is among those that are said to differ.
    #[test]
    fn what_is_read_of_some_items_is_what_the_whole_picture_has_of_them(
        steps in proptest::collection::vec((0u8..5, 1u16..6, 0u8..4), 1..40),
    ) {
        let mut server = MemoryServer::default();
        let (mut one, mut two) = (device("r1"), device("r2"));
        let limits = Limits::default();
        for (index, (step, n, kind)) in steps.into_iter().enumerate() {
            let before = one.clone();
            let now = START + index as Millis;
            let entity = match kind {
                0 | 1 => item(n),
                2 => EntityId::from(format!("product/p/PL.1.{n}/year/2")),
                _ => EntityId::from(format!("remark/p/PL.1.{n}/year/018b3a3c-7f00-7000-8000-{index:012}")),
            };
            let (field, value) = match kind {
                0 => (Field::Note, Value::text(&index.to_string())),
                1 => (Field::State, State::ALL[index % 5].value()),
                2 => (Field::Ready, Value::Bool(index % 2 == 0)),
                _ => (Field::Text, Value::text("x")),
            };
            match step {
                0 | 1 => {
                    let edit = edit(&one, entity, field, value);
                    one.record(vec![edit], now, limits).unwrap();
                }
                2 => {
                    let edit = edit(&two, entity, field, value);
                    two.record(vec![edit], now, limits).unwrap();
                    settle(&mut two, &mut server, now, limits, 2);
                }
                3 => settle(&mut one, &mut server, now, limits, 2),
                _ => {
                    let refused = one.pending().next().map(|change| change.id.clone());
                    if let Some(change) = refused.and_then(|id| one.outbox.remove(&id)).map(|entry| entry.change) {
                        let reason = Refusal::Author;
                        one.drawer.insert(change.id.clone(), Refused { change, reason, at: now });
                    }
                }
            }
            let all = one.entities(&scope());
            let wanted = some(&[n, 6]);
            let mut of_some = all.clone();
            of_some.retain(|entity, _| entity.item().is_some_and(|item| wanted.contains(item)));
            prop_assert_eq!(one.entities_for(&scope(), &wanted), of_some);
            let differing = before.differing(&one, &scope()).unwrap();
            let was = before.entities(&scope());
            for n in 1..6 {
                let id = some(&[n]).pop_first().unwrap();
                let of = |entities: &crate::checklist::Entities| {
                    entities.iter().filter(|(e, _)| e.item() == Some(&id)).map(|(e, f)| (e.clone(), f.clone())).collect::<Vec<_>>()
                };
                let unsent = |replica: &Replica| replica.pending().any(|change| change.entity.item() == Some(&id));
                let refused = |replica: &Replica| replica.drawer.values().any(|r| r.change.entity.item() == Some(&id));
                let same = of(&was) == of(&all) && unsent(&before) == unsent(&one) && refused(&before) == refused(&one);
                prop_assert!(same || differing.contains(&id), "{id} differs and is not said to");
            }
        }
    }
}

#[test]
fn the_word_on_a_task_may_change_any_of_its_items() {
    let before = device("r1");
    let mut after = before.clone();
    let task = EntityId::from("task/p/PL.1.1".to_owned());
    let edit = edit(&after, task, Field::Membership, Value::text("folded"));
    after.record(vec![edit], START, Limits::default()).unwrap();
    assert_eq!(before.differing(&after, &scope()), None);
    assert_eq!(after.differing(&after, &scope()), Some(BTreeSet::new()));
    let whole = after.entities_for(&scope(), &some(&[1]));
    assert_eq!(whole.len(), 1, "an item is read with the word on its task");
}
