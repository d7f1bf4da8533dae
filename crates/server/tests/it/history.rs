//! How things came to what they are: the history that comes with the pages, and that of one item.

use crate::{
    app::TestApp,
    device::{Device, item, product},
};
use sotay_core::{
    chain::Tip,
    change::{Field, Value},
    counter::Measure,
    ids::{ChangeId, EntityId, ProcedureKey, ReplicaId},
    wire::{Outcome, Past, PastPage, Refusal},
};
use std::collections::BTreeMap;

/// Asks page by page for a device's own unit from `tip` on; gives the rows and where it ended.
fn follow(device: &Device, mut tip: Tip, limit: usize) -> (Vec<Past>, Tip) {
    let mut rows = Vec::new();
    for _ in 0..100 {
        let page = past(device, tip).unwrap();
        assert!(page.rows.len() <= limit);
        assert_eq!(page.from, if rows.is_empty() { page.from } else { tip.n });
        rows.extend(page.rows);
        tip = page.to;
        if !page.more {
            return (rows, tip);
        }
    }
    panic!("no end of it");
}

/// One page of the device's own unit.
fn past(device: &Device, tip: Tip) -> Option<PastPage> {
    let mut request = device.request();
    request.cursors.iter_mut().for_each(|cursor| cursor.past = Some(tip));
    let pages = device.send(&request).scopes;
    pages.into_iter().find(|page| page.scope == device.scope).unwrap().past
}

#[test]
fn it_comes_whole_in_pages_of_any_size_without_what_was_refused() {
    for limit in [1, 2, 3, 500] {
        let app = TestApp::builder().page(limit).start();
        let (mut an, mut tan) = (Device::new(&app, "an"), Device::new(&app, "tan"));
        an.note("1.1", "một");
        an.note("1.1", "hai");
        an.sync();
        // Refused: it has a place in the chain of An Lạc and is not told.
        tan.scope = an.scope.clone();
        tan.note("1.1", "của người khác");
        tan.sync();
        an.tick("1.4");
        an.sync();

        let (rows, tip) = follow(&an, Tip::default(), limit);
        let told: Vec<_> = rows.iter().map(|past| (past.n, past.value.clone())).collect();
        let done = Value::text("done");
        assert_eq!(told, [(1, Value::text("một")), (2, Value::text("hai")), (4, done)], "{limit}");
        assert_eq!(rows[1].over, [rows[0].id.clone()]);
        assert_eq!((rows[0].author.as_str(), &rows[0].brought_by), ("an", &None));
        assert_eq!(tip.n, 4);
        // Nothing new, and then one more.
        assert_eq!(follow(&an, tip, limit), (vec![], tip));
        an.tick("1.5");
        an.sync();
        let (rows, _) = follow(&an, tip, limit);
        assert_eq!(rows.iter().map(|past| past.n).collect::<Vec<_>>(), [5]);
        // A tip of another chain: all of it anew.
        let other = Tip { n: 2, hash: tip.hash };
        assert_eq!(past(&an, other).unwrap().from, 0);
        assert_eq!(follow(&an, other, limit).0.len(), 4);
        let beyond = Tip { n: 9, hash: tip.hash };
        assert_eq!(past(&an, beyond).unwrap().from, 0);
    }
}

#[test]
fn a_tap_at_the_counter_is_counted_and_not_told_a_correction_is() {
    let app = TestApp::new();
    let mut an = Device::new(&app, "an");
    let day = "2023-10-13".parse().unwrap();
    let key: ProcedureKey = "ho-tich".parse().unwrap();
    let received = Field::Measure(Measure::Received);
    let count = EntityId::Count(day, key.clone(), an.replica.meta.replica.clone());
    for number in ["1", "2", "3"] {
        an.gesture(&[(count.clone(), received.clone(), Value::text(number))]);
    }
    an.gesture(&[(EntityId::Day(day, key.clone()), received.clone(), Value::text("5/3"))]);
    an.sync();
    let (rows, tip) = follow(&an, Tip::default(), 500);
    assert_eq!(rows.iter().map(|past| past.value.clone()).collect::<Vec<_>>(), [Value::text("5/3")]);
    assert_eq!(tip.n, 4, "their places in the chain are known all the same");
    // Under another device's name nothing is counted.
    let other: ReplicaId = "khac".parse().unwrap();
    an.gesture(&[(EntityId::Count(day, key, other), received, Value::text("9"))]);
    assert!(an.sync().iter().all(|verdict| matches!(verdict.outcome, Outcome::Refused(Refusal::Author))));
}

#[test]
fn it_is_for_ones_own_units_and_for_who_asks() {
    let app = TestApp::new();
    let mut an = Device::new(&app, "an");
    an.note("1.1", "một");
    an.sync();
    let mut request = an.request();
    request.cursors.iter_mut().for_each(|cursor| cursor.past = None);
    assert!(an.send(&request).scopes.iter().all(|page| page.past.is_none()));
    let mut district = Device::new(&app, "quan");
    district.sync();
    district.scope = an.scope.clone();
    assert_eq!(past(&district, Tip::default()), None);
}

#[test]
fn an_items_history_has_its_products_and_remarks_for_those_who_read_the_unit() {
    let app = TestApp::builder().history(4).start();
    let mut an = Device::new(&app, "an");
    let EntityId::Item(id) = item("1.1") else { panic!("an item") };
    let remark = EntityId::remark(id, 1_697_425_200_000, [7; 10]);
    an.note("1.1", "một");
    an.set("1.10", Field::Note, Value::text("việc khác"));
    an.gesture(&[(product("1.1", 1), Field::Ready, Value::Bool(true))]);
    an.gesture(&[(remark, Field::Text, Value::text("Đã gọi Sở."))]);
    an.sync();
    let path = "/api/v1/history/an-lac/binh-tan-2023/PL.1.1/year";
    let district = Device::new(&app, "quan");
    for device in [&an, &district] {
        let answer = device.client.get(path);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
        let past: Vec<Past> = answer.json();
        let told: Vec<_> = past.iter().map(|past| (past.n, past.field.name())).collect();
        assert_eq!(told, [(1, "note"), (3, "ready"), (4, "text")]);
    }
    // Of a long one the latest.
    for n in 2..5 {
        an.note("1.1", &format!("{n}"));
        an.sync();
    }
    let past: Vec<Past> = district.client.get(path).json();
    assert_eq!(past.iter().map(|past| past.n).collect::<Vec<_>>(), [4, 5, 6, 7]);

    let tan = Device::new(&app, "tan");
    for (client, path) in [
        (&tan.client, path),
        (&an.client, "/api/v1/history/nowhere/binh-tan-2023/PL.1.1/year"),
        (&an.client, "/api/v1/history/an-lac/binh-tan-2023/x/year"),
        (&an.client, "/api/v1/history/AN/binh-tan-2023/PL.1.1/year"),
    ] {
        client.get(path).problem(404, "not-found");
    }
    app.anonymous().get(path).problem(401, "not-signed-in");
    let none: Vec<Past> = an.client.get("/api/v1/history/an-lac/binh-tan-2023/PL.9.9/year").json();
    assert!(none.is_empty());
}

#[test]
fn the_history_folds_to_what_stands() {
    let app = TestApp::new();
    let (mut one, mut two) = (Device::new(&app, "an"), Device::new(&app, "an-ct"));
    one.note("1.1", "một");
    two.note("1.1", "hai");
    one.sync();
    two.sync();
    one.sync();
    one.note("1.1", "cả hai");
    one.sync();
    let (rows, _) = follow(&one, Tip::default(), 500);
    let mut stands: BTreeMap<ChangeId, Value> = BTreeMap::new();
    for past in rows {
        past.over.iter().for_each(|id| {
            stands.remove(id);
        });
        stands.insert(past.id, past.value);
    }
    assert_eq!(stands.into_values().collect::<Vec<_>>(), [Value::text("cả hai")]);
}
