use super::*;
use crate::state::testing::*;
use sotay_core::checklist::Entities;

fn item(n: usize) -> ItemId {
    items(&plan(40))[n].clone()
}

fn shown(entities: &Entities) -> Vec<(EntityId, Field, Vec<Value>)> {
    let mut shown = Vec::new();
    for (entity, fields) in entities {
        for (field, cell) in fields {
            let values: Vec<Value> = cell.heads().iter().map(|head| head.value.clone()).collect();
            // A field that holds what it held before anyone touched it says nothing.
            if values.first() != blank(field).as_ref() {
                shown.push((entity.clone(), field.clone(), values));
            }
        }
    }
    shown
}

/// Records a gesture and gives the edits that take it back.
fn gesture(replica: &mut Replica, edits: Vec<Edit>) -> Option<Vec<Edit>> {
    let before = before(replica, &edits);
    let writes = record(replica, edits);
    let ids = writes.iter().filter_map(|write| match write {
        Write::Queue(entry) => Some(entry.change.id.clone()),
        _ => None,
    });
    Some(before?.into_iter().zip(ids).map(|(edit, id)| Edit { over: vec![id], ..edit }).collect())
}

#[test]
fn taking_a_gesture_back_leaves_exactly_what_stood_before_it() {
    let seed = Lot::seed();
    println!("seed {seed} (SOTAY_SEED={seed} repeats it)");
    let mut lot = Lot(seed);
    for _ in 0..40 {
        let mut replica = device("r1");
        let draw = |replica: &Replica, lot: &mut Lot, n: usize| {
            let of = EntityId::Item(item(n));
            let (entity, field, value) = match lot.below(6) {
                0 => (of, Field::State, State::ALL[lot.below(5)].value()),
                1 => (of, Field::Note, Value::text(["", "a", "b"][lot.below(3)])),
                2 => (of, Field::Milestone, Value::text(["", "2023-10-20"][lot.below(2)])),
                3 => (of, Field::Active, Value::Bool(lot.below(2) == 0)),
                4 => (EntityId::Product(item(n), 1), Field::Ready, Value::Bool(lot.below(2) == 0)),
                _ => (of, Field::Assignee, Value::text(["", "@mai", "Ba"][lot.below(3)])),
            };
            edit(replica, entity, field, value)
        };
        for _ in 0..lot.below(8) {
            let n = lot.below(4);
            let one = draw(&replica, &mut lot, n);
            record(&mut replica, vec![one]);
        }
        let stood = shown(&replica.entities(&scope()));
        let many = (0..4).map(|n| draw(&replica, &mut lot, n)).collect();
        let undo = gesture(&mut replica, many).expect("nothing stands against another");
        record(&mut replica, undo);
        assert_eq!(shown(&replica.entities(&scope())), stood);
    }
}

#[test]
fn what_somebody_else_recorded_since_stays_beside_what_is_put_back() {
    let mut replica = device("r1");
    let of = EntityId::Item(item(0));
    let note = |replica: &Replica, text: &str| edit(replica, of.clone(), Field::Note, Value::text(text));
    let one = note(&replica, "của tôi");
    let undo = gesture(&mut replica, vec![one]).unwrap();
    let theirs = note(&replica, "của chị");
    record(&mut replica, vec![theirs]);
    record(&mut replica, undo);
    let values: Vec<Value> =
        replica.entity(&scope(), &of)[&Field::Note].heads().iter().map(|head| head.value.clone()).collect();
    assert_eq!(values.len(), 2, "{values:?}");
    assert!(values.contains(&Value::text("của chị")));
}

#[test]
fn what_one_edit_cannot_put_back_is_not_offered() {
    let mut replica = device("r1");
    let of = EntityId::Item(item(0));
    for text in ["a", "b"] {
        let blind = Edit { over: vec![], ..edit(&replica, of.clone(), Field::Note, Value::text(text)) };
        record(&mut replica, vec![blind]);
    }
    let settle = edit(&replica, of, Field::Note, Value::text("a, b"));
    assert_eq!(before(&replica, &[settle]), None, "two versions");
    let remark = EntityId::remark(item(1), 0, [0; 10]);
    let said = edit(&replica, remark, Field::Text, Value::text("Đã gọi Sở."));
    assert_eq!(before(&replica, &[said]), None, "a remark is not unsaid");
    let own = EntityId::Item(ItemId::own("p".parse().unwrap(), 0, [0; 10]));
    let gone = edit(&replica, own, Field::Removed, Value::Bool(true));
    assert_eq!(before(&replica, std::slice::from_ref(&gone)).unwrap()[0].value, Value::Bool(false));
}

#[test]
fn the_rows_are_told_of_each_item_that_a_gesture_touches() {
    let mut replica = device("r1");
    let edits = [0, 1].map(|n| edit(&replica, EntityId::Item(item(n)), Field::Note, Value::text("x")));
    let writes = record(&mut replica, edits.into());
    assert_eq!(touched(&replica, &writes), Some(BTreeSet::from([item(0), item(1)])));
    let task = EntityId::Task("p".parse().unwrap(), item(0).code);
    let word = edit(&replica, task, Field::Membership, Value::text("folded"));
    let writes = record(&mut replica, vec![word]);
    assert_eq!(touched(&replica, &writes), None, "of a task: any of its items");
}
